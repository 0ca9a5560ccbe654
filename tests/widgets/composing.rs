//! Words that an input method composes in the editor.

use confab::headless::{Driver, Stage};
use confab::theme::Theme;
use confab::widget::editor::{Edit, Text, editor};

use iced::advanced::{InputMethod, input_method};
use iced::widget::{column, text};
use iced::{Element, Event, Rectangle, Size, Task};

use std::time::Instant;

/// Two texts, of which one is shown, and a second field.
#[derive(Default)]
struct Texts {
    texts: [Text; 3],
    shown: usize,
}

#[derive(Debug, Clone)]
enum Message {
    Edited(usize, Edit),
    Shown(usize),
}

fn update(texts: &mut Texts, message: Message) -> Task<Message> {
    match message {
        Message::Edited(at, edit) => {
            let _ = texts.texts[at].edit(edit, Instant::now());
        }
        Message::Shown(at) => texts.shown = at,
    }
    Task::none()
}

fn view(texts: &Texts) -> Element<'_, Message, Theme> {
    let field = |at: usize, hint| {
        editor(&texts.texts[at], Theme::default(), move |edit| Message::Edited(at, edit))
            .about(at)
            .placeholder(hint)
    };
    column![text("above"), field(texts.shown, "Message #general"), field(2, "Reply in thread")].into()
}

macro_rules! texts {
    () => {{
        let program = iced::application(Texts::default, update, view).theme(|_: &Texts| Theme::default());
        let stage = Stage { size: Size::new(300.0, 300.0), ..Stage::default() };
        let mut driver = Driver::open(program, stage).await.unwrap();
        driver.click("Message #general").await.unwrap();
        driver.rest(100).await;
        driver.event(Event::InputMethod(input_method::Event::Opened)).await;
        driver
    }};
}

fn preedit(words: &str) -> Event {
    Event::InputMethod(input_method::Event::Preedit(words.to_owned(), None))
}

fn commit(words: &str) -> Event {
    Event::InputMethod(input_method::Event::Commit(words.to_owned()))
}

fn cursor(method: &InputMethod) -> Option<Rectangle> {
    match method {
        InputMethod::Enabled { cursor, preedit: None, .. } => Some(*cursor),
        InputMethod::Enabled { .. } | InputMethod::Disabled => None,
    }
}

#[tokio::test(start_paused = true)]
async fn words_being_composed_stand_between_the_words_and_hide_the_placeholder() {
    let mut window = texts!();
    window.event(preedit("にほん")).await;
    assert!(window.shows("にほん") && !window.shows("Message #general"), "{:?}", window.texts());
    assert!(window.state().texts[0].is_empty(), "they are no part of the text yet");
    window.event(preedit("")).await;
    assert!(window.shows("Message #general"));
    window.event(commit("日本")).await;
    window.key(confab::headless::Chord::named(iced::keyboard::key::Named::Home)).await;
    let before = cursor(window.input_method()).expect("iced draws no words of its own");
    window.event(preedit("in ")).await;
    assert!(window.shows("in 日本"));
    let after = cursor(window.input_method()).unwrap();
    assert!(after.x > before.x + 5.0, "the caret is behind the words: {before:?} {after:?}");
    window.event(preedit("")).await;
    window.event(commit("in ")).await;
    assert_eq!(window.state().texts[0].text(), "in 日本");
}

#[tokio::test(start_paused = true)]
async fn a_composition_does_not_move_to_another_text() {
    let mut window = texts!();
    window.event(preedit("ひみつ")).await;
    window.send(Message::Edited(0, Edit::EndComposing)).await;
    window.send(Message::Shown(1)).await;
    // The old composition goes on until the input method has a new connection.
    window.event(preedit("秘密")).await;
    window.event(preedit("")).await;
    window.event(commit("秘密")).await;
    assert_eq!(window.state().texts.each_ref().map(Text::text), ["ひみつ", "", ""]);
    window.rest(100).await;
    window.event(Event::InputMethod(input_method::Event::Closed)).await;
    window.event(Event::InputMethod(input_method::Event::Opened)).await;
    window.event(preedit("こん")).await;
    window.event(preedit("")).await;
    window.event(commit("こん")).await;
    assert_eq!(window.state().texts.each_ref().map(Text::text), ["ひみつ", "こん", ""]);
}

#[tokio::test(start_paused = true)]
async fn the_input_method_is_asked_for_anew_after_another_text() {
    let mut window = texts!();
    assert!(window.input_method().is_enabled());
    window.give(&preedit("に"));
    let mut asked = Vec::new();
    window.send(Message::Shown(1)).await;
    asked.push(window.input_method().is_enabled());
    window.rest(100).await;
    asked.push(window.input_method().is_enabled());
    assert_eq!(asked, [false, true]);
}

#[tokio::test(start_paused = true)]
async fn a_composition_stays_in_its_field_when_another_field_is_clicked() {
    let mut window = texts!();
    window.event(preedit("に")).await;
    window.click("Reply in thread").await.unwrap();
    window.event(preedit("にほ")).await;
    window.event(commit("にほ")).await;
    assert_eq!(window.state().texts.each_ref().map(Text::text), ["に", "", ""]);
}

#[tokio::test(start_paused = true)]
async fn a_composition_that_the_system_ends_is_kept() {
    let mut window = texts!();
    window.event(preedit("に")).await;
    window.event(Event::InputMethod(input_method::Event::Closed)).await;
    window.event(commit("に")).await;
    assert_eq!(window.state().texts[0].text(), "に", "and not twice");
}
