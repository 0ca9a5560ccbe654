//! Buttons, switches, right clicks and hover effects.

use confab::headless::{Driver, Stage};
use confab::icon::Icon;
use confab::theme::{Role, Theme};
use confab::widget::choice::{Switch, switch};
use confab::widget::hotspot::hotspot;
use confab::widget::one_line::one_line;
use confab::widget::reveal::{Ground, Place, Shown, reveal};
use confab::widget::{Element, button, label};

use iced::widget::{column, container};
use iced::{Length, Point, Size, Task};

#[derive(Default)]
struct Desk {
    done: Vec<&'static str>,
    opened_at: Option<Point>,
}

#[derive(Debug, Clone, Copy)]
enum Message {
    Did(&'static str),
    Menu(Point),
}

const LONG: &str = "A name far too long for a window that is three hundred pixels wide";

fn update(desk: &mut Desk, message: Message) -> Task<Message> {
    match message {
        Message::Did(what) => desk.done.push(what),
        Message::Menu(at) => desk.opened_at = Some(at),
    }
    Task::none()
}

fn view(_desk: &Desk) -> Element<'_, Message> {
    let theme = Theme::default();
    let message = container(label::label(theme, Role::Body, "A message")).width(Length::Fill).height(60);
    let actions = move || button::icon(theme, Icon::Smile, "React", Some(Message::Did("react")));
    let row =
        hotspot(reveal(message, Some(actions), Shown::OnHover, Ground::None, Place::Inside), Message::Menu);
    column![
        row,
        button::primary(theme, "Ask", Some(Message::Did("asked"))),
        button::plain(theme, "Never", None),
        switch(theme, "Sound", Switch::Off, Message::Did("switched")),
        one_line(theme, Role::Body, LONG),
    ]
    .width(Length::Fill)
    .height(Length::Fill)
    .into()
}

macro_rules! desk {
    () => {{
        let program = iced::application(Desk::default, update, view).theme(|_: &Desk| Theme::default());
        let stage = Stage { size: Size::new(300.0, 300.0), ..Stage::default() };
        Driver::open(program, stage).await.unwrap()
    }};
}

#[tokio::test(start_paused = true)]
async fn a_right_click_says_where() {
    let mut desk = desk!();
    desk.press_at(Point::new(290.0, 50.0), iced::mouse::Button::Right).await;
    assert_eq!(desk.state().opened_at, Some(Point::new(290.0, 50.0)));
}

#[tokio::test(start_paused = true)]
async fn actions_show_under_the_pointer_and_are_known_by_name() {
    let mut desk = desk!();
    assert!(!desk.shows("React"));
    desk.hover("A message").await.unwrap();
    desk.click("React").await.unwrap();
    assert_eq!(desk.state().done, ["react"]);
    desk.move_to(Point::new(10.0, 250.0)).await;
    assert!(!desk.shows("React"));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_pressed_does_nothing() {
    let mut desk = desk!();
    desk.click("Never").await.unwrap();
    assert!(desk.state().done.is_empty());
    desk.click("Sound").await.unwrap();
    assert_eq!(desk.state().done, ["switched"]);
}

#[tokio::test(start_paused = true)]
async fn a_name_without_room_is_cut_but_known_in_full() {
    let mut desk = desk!();
    let name = desk.find(LONG).unwrap();
    assert!(name.x + name.width <= 300.0 && name.height < 24.0, "{name:?}");
}
