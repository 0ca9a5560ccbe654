//! Elements over another: their events and their states.

use confab::headless::{Chord, Driver, Stage};
use confab::theme::{Role, Theme};
use confab::widget::label::label;
use confab::widget::over::{layer, over};
use confab::widget::{Element, button};

use iced::keyboard::key::Named;
use iced::widget::{column, container, text_input};
use iced::{Length, Size, Task};

#[derive(Default)]
struct Desk {
    text: String,
    pressed: Vec<&'static str>,
}

#[derive(Debug, Clone)]
enum Message {
    Typed(String),
    Pressed(&'static str),
}

fn update(desk: &mut Desk, message: Message) -> Task<Message> {
    match message {
        Message::Typed(text) => desk.text = text,
        Message::Pressed(what) => desk.pressed.push(what),
    }
    Task::none()
}

/// A button, over it a sign while an `x` is written, and over both a field.
fn view(desk: &Desk) -> Element<'_, Message> {
    let theme = Theme::default();
    let wide = |says, what| button::plain(theme, says, Some(Message::Pressed(what))).width(Length::Fill);
    let base = container(wide("Under", "under")).height(Length::Fill);
    let sign = desk.text.contains('x').then(|| container(layer(wide("Sign", "sign"))).height(Length::Fill));
    let pressed = label(theme, Role::Body, desk.pressed.join(" "));
    let field = text_input("Field", &desk.text).on_input(Message::Typed);
    let field = container(layer(column![pressed, field])).align_bottom(Length::Fill);
    over(base).push(sign).push(Some(field)).into()
}

macro_rules! desk {
    () => {{
        let program = iced::application(Desk::default, update, view).theme(|_: &Desk| Theme::default());
        let stage = Stage { size: Size::new(300.0, 300.0), ..Stage::default() };
        Driver::open(program, stage).await.unwrap()
    }};
}

#[tokio::test(start_paused = true)]
async fn a_press_goes_to_the_topmost_element_alone() {
    let mut window = desk!();
    window.click("Under").await.unwrap();
    window.click("Field").await.unwrap();
    window.type_text("x").await;
    window.click("Sign").await.unwrap();
    assert!(window.shows("under sign"), "{:?}", window.texts());
}

#[tokio::test(start_paused = true)]
async fn an_element_that_comes_and_goes_leaves_the_others_their_state() {
    let mut window = desk!();
    window.click("Field").await.unwrap();
    window.type_text("ax").await;
    assert!(window.shows("Sign"));
    window.type_text("b").await;
    assert!(window.shows("axb"), "the field has lost its focus: {:?}", window.texts());
    for _ in 0..2 {
        window.key(Chord::named(Named::Backspace)).await;
    }
    assert!(!window.shows("Sign"));
    window.type_text("c").await;
    assert!(window.shows("ac"), "the field has lost its focus: {:?}", window.texts());
}
