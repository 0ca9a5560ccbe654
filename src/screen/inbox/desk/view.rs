//! Draws the desk: the queue on the left, the selected case on the right; one of them in a narrow window.
//!
//! Rows are built when they become visible and kept until something drawn of them changes. Tests: the pictures of
//! `tests/window/desk.rs`.

mod bar;
mod case;
mod lines;
mod rows;

use super::{Desk, Message, Side, State, is_single};

use crate::icon::Icon;
use crate::language::tr;
use crate::row::review::{CaseOrder, Queue};
use crate::screen::inbox::header::{self, Exits};
use crate::screen::inbox::layout::Scene;
use crate::screen::keys::Review;
use crate::screen::words;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::choice::segmented;
use crate::widget::empty::empty;
use crate::widget::label::label;
use crate::widget::later::later;
use crate::widget::list::{Grow, list};
use crate::widget::tooltip::{Beside, tooltip};
use crate::widget::{Element, button, divider, loading};

use iced::widget::{column, container, row};
use iced::{Alignment, Length, Padding};

/// The id of the list of cases.
pub const LIST: &str = "cases";
/// The preferred width of the queue, in logical pixels at the normal text size.
const QUEUE: f32 = 360.0;
/// The largest share of the desk's width for the queue.
const MOST: f32 = 0.42;

/// The whole desk.
pub fn view<'a>(desk: &'a Desk, scene: Scene<'a>) -> Element<'a, Message> {
    if is_single(scene.shared) {
        let width = room(scene);
        return match desk.side() {
            Side::Queue => queue(desk, scene),
            Side::Case => case::view(desk, scene, width),
        };
    }
    let width = scene.theme.scaled(QUEUE).min(room(scene) * MOST);
    let left = container(queue(desk, scene)).width(width);
    row![left, divider::vertical(), case::view(desk, scene, room(scene) - width)].height(Length::Fill).into()
}

/// The width of the desk.
fn room(scene: Scene<'_>) -> f32 {
    if scene.is_narrow() { scene.shared.size.width } else { scene.shared.size.width - scene.sidebar() }
}

fn queue<'a>(desk: &'a Desk, scene: Scene<'a>) -> Element<'a, Message> {
    let theme = scene.theme;
    let middle: Element<'_, Message> = match desk.state() {
        State::Loading => container(later(loading::messages(theme, 3))).height(Length::Fill).into(),
        State::Failed(error) => empty(
            theme,
            Icon::CircleAlert,
            tr::review_failed(),
            error.clone(),
            Some(button::plain(theme, tr::panel_try_again(), Some(Message::Again)).into()),
        ),
        State::Ready if desk.cases().is_empty() => nothing(theme, desk.queue()),
        State::Ready => {
            let list = list(rows::Listing { desk, scene }, theme)
                .id(LIST)
                .place(desk.queue() as u64)
                .grow(Grow::Down)
                .jump(desk.jump);
            container(list).height(Length::Fill).into()
        }
    };
    let title = label(theme, Role::Heading, tr::review_title()).style(colors::normal);
    let heading = header::view(scene, title, Exits { back: None, close: Message::Closed });
    let column = column![heading, divider::horizontal(), tabs(desk, theme), middle];
    container(column).height(Length::Fill).width(Length::Fill).style(grounds::surface).into()
}

/// The four queues with their counts, and the order.
fn tabs(desk: &Desk, theme: Theme) -> Element<'_, Message> {
    let counts = Queue::ALL.map(|queue| {
        let words = name(queue);
        // Nobody works through the decided ones.
        let count = if queue == Queue::Decided { 0 } else { desk.cases().count(queue) };
        let says = match count {
            0 => words.to_owned(),
            count => tr::ReviewTab { name: words, count: &words::badge(u64::from(count)) }.text(),
        };
        (queue, says)
    });
    let tabs = segmented(theme, counts, &desk.queue(), |queue| Message::Stepped(Review::Queue(queue)));
    let (says, next) = match desk.order {
        CaseOrder::Oldest => (tr::review_oldest(), CaseOrder::MostReported),
        CaseOrder::MostReported => (tr::review_most_reported(), CaseOrder::Author),
        CaseOrder::Author => (tr::review_by_author(), CaseOrder::Oldest),
    };
    let order = button::link(theme, says, Some(Message::OrderChosen(next)));
    let order = tooltip(theme, order, tr::review_order(), Beside::Below);
    let order = container(order).padding(Padding::from([0.0, space::TWO]));
    container(column![tabs, order].spacing(space::TWO).align_x(Alignment::Start))
        .padding(Padding::from([space::TWO, space::THREE]))
        .into()
}

/// The name of a queue.
fn name(queue: Queue) -> &'static str {
    match queue {
        Queue::Open => tr::review_open(),
        Queue::Mine => tr::review_mine(),
        Queue::Waiting => tr::review_waiting(),
        Queue::Decided => tr::review_decided(),
    }
}

/// The placeholder of an empty queue.
fn nothing<'a>(theme: Theme, queue: Queue) -> Element<'a, Message> {
    let (icon, heading, sentence) = match queue {
        Queue::Open => (Icon::CircleCheck, tr::review_no_open(), tr::review_no_open_about()),
        Queue::Mine => (Icon::User, tr::review_no_mine(), tr::review_no_mine_about()),
        Queue::Waiting => (Icon::Hourglass, tr::review_no_waiting(), tr::review_no_waiting_about()),
        Queue::Decided => (Icon::ShieldCheck, tr::review_no_decided(), tr::review_no_decided_about()),
    };
    empty(theme, icon, heading, sentence, None)
}
