//! The text editor of the composer.

use confab::headless::{Chord, Driver, Stage};
use confab::theme::Theme;
use confab::widget::editor::{Edit, Text, editor, is_enter};

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::widget::text_editor::Binding;
use iced::widget::{column, text};
use iced::{Element, Rectangle, Size, Task};

use std::time::Instant;

#[derive(Default)]
struct Composer {
    text: Text,
    sent: Vec<String>,
    caret: Option<Rectangle>,
    carets: usize,
}

#[derive(Debug, Clone)]
enum Message {
    Edited(Edit),
    Send,
    Caret(Rectangle),
}

fn update(composer: &mut Composer, message: Message) -> Task<Message> {
    match message {
        Message::Edited(edit) => {
            let _ = composer.text.edit(edit, Instant::now());
        }
        Message::Send => {
            composer.sent.push(composer.text.text().to_owned());
            composer.text.reset("");
        }
        Message::Caret(caret) => {
            composer.caret = Some(caret);
            composer.carets += 1;
        }
    }
    Task::none()
}

fn view(composer: &Composer) -> Element<'_, Message, Theme> {
    let field = editor(&composer.text, Theme::default(), Message::Edited)
        .placeholder("Message #general")
        .max_height(100.0)
        .on_key(|press| is_enter(press, Modifiers::empty()).then_some(Binding::Custom(Message::Send)))
        .on_caret(Message::Caret);
    column![text("above"), field, text("below")].into()
}

macro_rules! composer {
    () => {{
        let program =
            iced::application(Composer::default, update, view).theme(|_: &Composer| Theme::default());
        let stage = Stage { size: Size::new(300.0, 300.0), ..Stage::default() };
        let mut driver = Driver::open(program, stage).await.unwrap();
        driver.click("Message #general").await.unwrap();
        driver
    }};
}

#[tokio::test(start_paused = true)]
async fn enter_sends_and_shift_enter_makes_a_line() {
    let mut composer = composer!();
    composer.type_text("one").await;
    composer.key(Chord::named(Named::Enter).shift()).await;
    composer.type_text("two").await;
    assert!(composer.shows("one\ntwo"));
    composer.key(Chord::named(Named::Enter)).await;
    assert_eq!(composer.state().sent, ["one\ntwo"]);
    assert!(composer.shows("Message #general"));
}

#[tokio::test(start_paused = true)]
async fn undo_and_redo_have_their_keys() {
    let mut composer = composer!();
    composer.type_text("two words").await;
    composer.key(Chord::character('z').command()).await;
    assert_eq!(composer.state().text.text(), "two ");
    composer.key(Chord::character('z').command().shift()).await;
    assert_eq!(composer.state().text.text(), "two words");
    composer.key(Chord::character('z').command()).await;
    composer.key(Chord::character('y').command()).await;
    assert_eq!(composer.state().text.text(), "two words");
    composer.key(Chord::named(Named::Backspace).with(Modifiers::CTRL)).await;
    assert_eq!(composer.state().text.text(), "two ");
}

#[tokio::test(start_paused = true)]
async fn the_clipboard_works_in_it() {
    let mut composer = composer!();
    composer.set_clipboard("pasted\r\nlines");
    composer.key(Chord::character('v').command()).await;
    assert_eq!(composer.state().text.text(), "pasted\nlines");
    composer.key(Chord::character('a').command()).await;
    composer.key(Chord::character('x').command()).await;
    assert_eq!(composer.clipboard(), Some("pasted\nlines"));
    assert!(composer.state().text.is_empty());
}

#[tokio::test(start_paused = true)]
async fn it_grows_with_its_text_up_to_a_height() {
    let mut composer = composer!();
    let low = composer.find("below").unwrap().y;
    for _ in 0..2 {
        composer.key(Chord::named(Named::Enter).shift()).await;
    }
    let higher = composer.find("below").unwrap().y;
    assert_eq!((higher - low).round(), 40.0);
    for _ in 0..20 {
        composer.key(Chord::named(Named::Enter).shift()).await;
    }
    assert_eq!((composer.find("below").unwrap().y - low).round(), 80.0);
}

#[tokio::test(start_paused = true)]
async fn it_tells_where_the_caret_is_once_a_move() {
    let mut composer = composer!();
    composer.type_text("abc").await;
    let caret = composer.state().caret.unwrap();
    assert!(caret.x > 15.0 && caret.y >= 16.0, "{caret:?}");
    let told = composer.state().carets;
    composer.rest(3_000).await;
    assert_eq!(composer.state().carets, told);
    composer.key(Chord::named(Named::Home)).await;
    assert!(composer.state().caret.unwrap().x < caret.x);
}

#[tokio::test(start_paused = true)]
async fn keys_of_the_program_are_left_to_it() {
    let mut composer = composer!();
    composer.key(Chord::character('k').command()).await;
    composer.key(Chord::named(Named::ArrowUp).alt()).await;
    assert!(composer.state().text.is_empty());
}
