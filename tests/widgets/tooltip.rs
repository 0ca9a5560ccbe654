//! Tooltips: when they show and close.

use confab::headless::{Chord, Driver, Stage};
use confab::theme::{Role, Theme};
use confab::widget::one_line::one_line;
use confab::widget::tooltip::{Beside, tooltip, whole};
use confab::widget::{Element, button};

use iced::keyboard::key::Named;
use iced::widget::{column, container, opaque, space, stack};
use iced::{Length, Point, Size, Task};

const LONG: &str = "A name far too long for a window that is three hundred pixels wide";

#[derive(Default)]
struct Desk {
    covered: bool,
}

#[derive(Debug, Clone, Copy)]
enum Message {
    Covered,
    Uncovered,
    Pressed,
}

fn update(desk: &mut Desk, message: Message) -> Task<Message> {
    match message {
        Message::Covered => desk.covered = true,
        Message::Uncovered => desk.covered = false,
        Message::Pressed => {}
    }
    Task::none()
}

fn view(desk: &Desk) -> Element<'_, Message> {
    let theme = Theme::default();
    let pressed = button::plain(theme, "Press", Some(Message::Pressed));
    let short = one_line(theme, Role::Body, "Short").width(Length::Fill);
    let below = column![
        tooltip(theme, pressed, "The hint", Beside::Below),
        container(whole(theme, one_line(theme, Role::Body, LONG), LONG, Beside::Below)).height(60),
        whole(theme, short, "Short hint", Beside::Below),
    ]
    .spacing(40);
    let over = desk.covered.then(|| opaque(container(space()).width(Length::Fill).height(Length::Fill)));
    stack![below].push(over).into()
}

macro_rules! desk {
    () => {{
        let program = iced::application(Desk::default, update, view).theme(|_: &Desk| Theme::default());
        let stage = Stage { size: Size::new(300.0, 300.0), ..Stage::default() };
        Driver::open(program, stage).await.unwrap()
    }};
}

#[tokio::test(start_paused = true)]
async fn a_tooltip_shows_after_a_rest_and_goes_with_the_pointer() {
    let mut window = desk!();
    window.hover("Press").await.unwrap();
    window.rest(300).await;
    assert!(!window.shows("The hint"));
    window.rest(300).await;
    assert!(window.shows("The hint"));
    window.move_to(Point::new(290.0, 290.0)).await;
    assert!(!window.shows("The hint"));
}

#[tokio::test(start_paused = true)]
async fn a_press_and_a_key_close_it_until_the_pointer_comes_back() {
    let mut window = desk!();
    window.hover("Press").await.unwrap();
    window.rest(600).await;
    window.click("Press").await.unwrap();
    window.rest(1_000).await;
    assert!(!window.shows("The hint"), "it would cover what the press brought about");
    window.move_to(Point::new(290.0, 290.0)).await;
    window.hover("Press").await.unwrap();
    window.rest(600).await;
    assert!(window.shows("The hint"));
    window.key(Chord::named(Named::F6)).await;
    window.rest(1_000).await;
    assert!(!window.shows("The hint"));
}

#[tokio::test(start_paused = true)]
async fn a_dialog_that_opens_over_it_closes_it_in_the_same_frame() {
    let mut window = desk!();
    window.hover("Press").await.unwrap();
    window.rest(600).await;
    assert!(window.shows("The hint"));
    window.send(Message::Covered).await;
    assert!(!window.shows("The hint"));
}

#[tokio::test(start_paused = true)]
async fn one_that_comes_under_a_resting_pointer_waits_until_it_moves() {
    let mut window = desk!();
    window.send(Message::Covered).await;
    window.hover("Press").await.unwrap();
    window.send(Message::Uncovered).await;
    window.rest(1_000).await;
    assert!(!window.shows("The hint"), "a dialog has closed");
    let place = window.find("Press").unwrap();
    window.move_to(place.center() + iced::Vector::new(2.0, 0.0)).await;
    window.rest(600).await;
    assert!(window.shows("The hint"));
}

#[tokio::test(start_paused = true)]
async fn a_name_has_a_tooltip_only_if_it_is_cut() {
    let mut window = desk!();
    let shown = |window: &mut Driver<_>| window.texts().iter().filter(|text| text.text == LONG).count();
    window.hover(LONG).await.unwrap();
    window.rest(600).await;
    assert_eq!(shown(&mut window), 2);
    window.hover("Short").await.unwrap();
    window.rest(600).await;
    assert!(shown(&mut window) == 1 && !window.shows("Short hint"));
}

#[tokio::test(start_paused = true)]
async fn a_tooltip_that_is_shown_asks_for_no_frames() {
    let mut window = desk!();
    window.hover("Press").await.unwrap();
    window.rest(600).await;
    let frames = window.frames();
    window.rest(60_000).await;
    assert_eq!(window.frames(), frames);
}
