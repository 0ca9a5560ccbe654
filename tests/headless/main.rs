//! The headless driver, on a small program made for these tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use confab::headless::{Chord, Driver, Error, Stage, WindowFocus};
use confab::theme::Theme;

use iced::keyboard::key::Named;
use iced::widget::{button, column, container, scrollable, text, text_input, tooltip};
use iced::{Element, Point, Size, Subscription, Task, clipboard, keyboard, stream, window};

use std::time::Duration;

#[derive(Default)]
struct Desk {
    name: String,
    notes: Vec<String>,
    ticks: u32,
    listening: bool,
    focused: Option<bool>,
    pasted: Option<String>,
}

#[derive(Debug, Clone)]
enum Message {
    Name(String),
    Enter,
    Later,
    Arrived(&'static str),
    Listen,
    Ticked,
    Copy,
    Paste,
    Pasted(Option<String>),
    Window(window::Event),
    Pressed(keyboard::Key),
    Leave,
}

fn update(desk: &mut Desk, message: Message) -> Task<Message> {
    match message {
        Message::Name(name) => desk.name = name,
        Message::Enter => desk.notes.push(format!("hello {}", desk.name)),
        Message::Later => {
            return Task::perform(tokio::time::sleep(Duration::from_secs(600)), |()| {
                Message::Arrived("ten minutes")
            });
        }
        Message::Arrived(what) => desk.notes.push(what.to_owned()),
        Message::Listen => desk.listening = true,
        Message::Ticked => desk.ticks += 1,
        Message::Copy => return clipboard::write(desk.name.clone()),
        Message::Paste => return clipboard::read().map(Message::Pasted),
        Message::Pasted(text) => desk.pasted = text,
        Message::Window(window::Event::Focused) => desk.focused = Some(true),
        Message::Window(window::Event::Unfocused) => desk.focused = Some(false),
        Message::Window(_) => {}
        Message::Pressed(key) => desk.notes.push(format!("{key:?}")),
        Message::Leave => return iced::exit(),
    }
    Task::none()
}

fn view(desk: &Desk) -> Element<'_, Message, Theme> {
    let control = |label, message| button(text(label)).on_press(message);
    let long = column((0..100).map(|row| text(format!("row {row}")).into()));
    column![
        text_input("Your name", &desk.name).on_input(Message::Name).on_submit(Message::Enter),
        control("Later", Message::Later),
        control("Listen", Message::Listen),
        control("Copy", Message::Copy),
        control("Paste", Message::Paste),
        control("Leave", Message::Leave),
        tooltip(text("Slow hint"), container(text("The hint")), tooltip::Position::Right)
            .delay(Duration::from_millis(500)),
        text(desk.ticks.to_string()),
        column(desk.notes.iter().map(|note| text(note).into())),
        scrollable(long).height(120),
        text("below"),
    ]
    .into()
}

fn ticks() -> impl iced::futures::Stream<Item = Message> {
    stream::channel(4, async |mut output| {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let _ = iced::futures::SinkExt::send(&mut output, Message::Ticked).await;
        }
    })
}

fn subscription(desk: &Desk) -> Subscription<Message> {
    let ticking = if desk.listening { Subscription::run(ticks) } else { Subscription::none() };
    let keys = keyboard::listen().filter_map(|event| match event {
        keyboard::Event::KeyPressed { key: key @ keyboard::Key::Named(Named::F6), .. } => {
            Some(Message::Pressed(key))
        }
        keyboard::Event::KeyPressed { .. }
        | keyboard::Event::KeyReleased { .. }
        | keyboard::Event::ModifiersChanged(_) => None,
    });
    Subscription::batch([ticking, keys, window::events().map(|(_, event)| Message::Window(event))])
}

fn program() -> iced::Application<impl iced::Program<State = Desk, Message = Message, Theme = Theme>> {
    iced::application(Desk::default, update, view)
        .subscription(subscription)
        .theme(|_: &Desk| Theme::default())
}

macro_rules! desk {
    () => {
        Driver::open(program(), Stage { size: Size::new(400.0, 600.0), ..Stage::default() }).await.unwrap()
    };
}

#[tokio::test(start_paused = true)]
async fn typing_goes_into_the_field_that_was_clicked() {
    let mut desk = desk!();
    desk.click("Your name").await.unwrap();
    desk.type_text("Zoë").await;
    desk.key(Chord::named(Named::Enter)).await;
    assert!(desk.shows("hello Zoë"));
    assert_eq!(desk.state().name, "Zoë");
}

#[tokio::test(start_paused = true)]
async fn ten_minutes_pass_at_once_on_a_paused_clock() {
    let started = std::time::Instant::now();
    let mut desk = desk!();
    desk.click("Later").await.unwrap();
    assert!(!desk.shows("ten minutes"));
    desk.wait_for_text("ten minutes", Duration::from_secs(700)).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[tokio::test(start_paused = true)]
async fn subscriptions_run_while_they_are_asked_for() {
    let mut desk = desk!();
    desk.pause(Duration::from_secs(5)).await;
    assert_eq!(desk.state().ticks, 0);
    desk.click("Listen").await.unwrap();
    desk.pause(Duration::from_millis(5_500)).await;
    assert_eq!(desk.state().ticks, 5);
    assert!(desk.shows("5"));
}

#[tokio::test(start_paused = true)]
async fn subscriptions_hear_keys_and_the_window() {
    let mut desk = desk!();
    desk.key(Chord::named(Named::F6)).await;
    assert_eq!(desk.state().notes, ["Named(F6)"]);
    desk.focus_window(WindowFocus::Lost).await;
    assert_eq!(desk.state().focused, Some(false));
    desk.focus_window(WindowFocus::Gained).await;
    assert_eq!(desk.state().focused, Some(true));
}

#[tokio::test(start_paused = true)]
async fn the_clipboard_is_the_drivers_own() {
    let mut desk = desk!();
    desk.send(Message::Name("copied".into())).await;
    desk.click("Copy").await.unwrap();
    assert_eq!(desk.clipboard(), Some("copied"));
    desk.set_clipboard("from elsewhere");
    desk.click("Paste").await.unwrap();
    assert_eq!(desk.state().pasted.as_deref(), Some("from elsewhere"));
    desk.click("copied").await.unwrap();
    desk.key(Chord::character('a').command()).await;
    desk.key(Chord::character('v').command()).await;
    assert_eq!(desk.state().name, "from elsewhere");
}

#[tokio::test(start_paused = true)]
async fn only_what_can_be_seen_counts_as_shown() {
    let mut desk = desk!();
    assert!(desk.shows("row 0"));
    assert!(!desk.shows("row 50"));
    assert!(desk.shows("below"));
    let pane = desk.find("row 0").unwrap().center();
    desk.wheel(pane, -20.0).await;
    assert!(!desk.shows("row 0"));
    assert!(desk.shows_part("row 58"));
    desk.resize(Size::new(400.0, 60.0)).await;
    assert!(!desk.shows("below"));
}

#[tokio::test(start_paused = true)]
async fn a_hint_comes_after_its_delay() {
    let mut desk = desk!();
    desk.hover("Slow hint").await.unwrap();
    let before = desk.picture();
    desk.pause(Duration::from_millis(100)).await;
    assert_eq!(before, desk.picture());
    desk.pause(Duration::from_millis(700)).await;
    assert_ne!(before, desk.picture());
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_is_told_with_what_is_there() {
    let mut desk = desk!();
    let Err(Error::NoText { wanted, seen }) = desk.click("Send").await else { panic!("it is not there") };
    assert_eq!(wanted, "Send");
    assert!(seen.contains(&"Later".to_owned()));
    let late = desk.wait_for_text("never", Duration::from_secs(3)).await;
    assert!(matches!(late, Err(Error::TimedOut { .. })));
}

#[tokio::test(start_paused = true)]
async fn pictures_repeat_to_the_byte_and_follow_the_scale() {
    let mut desk = desk!();
    let one = desk.picture();
    assert_eq!(one.size, Size::new(400, 600));
    assert_eq!(one, desk.picture());
    let stage = Stage { size: Size::new(400.0, 600.0), scale: 2.0, ..Stage::default() };
    let mut sharp = Driver::open(program(), stage).await.unwrap();
    assert_eq!(sharp.picture().size, Size::new(800, 1200));
    let folder = tempfile::tempdir().unwrap();
    sharp.png(&folder.path().join("desk.png")).unwrap();
    assert!(sharp.png(&folder.path().join("missing/desk.png")).is_err());
}

#[tokio::test(start_paused = true)]
async fn leaving_ends_the_play() {
    let mut desk = desk!();
    desk.move_to(Point::new(1.0, 1.0)).await;
    assert!(!desk.is_over());
    desk.click("Leave").await.unwrap();
    assert!(desk.is_over());
}
