//! Draws the Waiting panel.
//!
//! Tests: `tests/window/waiting.rs` and its pictures.

use super::{Act, List, Message, act_words, acts};

use crate::icon::Icon;
use crate::screen::inbox::focus::Focus;
use crate::screen::inbox::{self, Inbox};
use crate::screen::part;
use crate::screen::words;
use crate::session::row::{self as stored, Standing};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::empty::empty;
use crate::widget::label::label;
use crate::widget::one_line::one_line;
use crate::widget::ring::ring;
use crate::widget::{Element, button, divider};

use iced::widget::{Column, Row, column, container, row, scrollable, space as gap};
use iced::{Alignment, Length, Padding};

/// Width of the panel at the normal text size, in logical pixels.
pub const WIDTH: f32 = 340.0;

/// The whole panel.
pub fn view(inbox: &Inbox, theme: Theme) -> Element<'_, inbox::Message> {
    let middle: Element<'_, Message> = match &inbox.waiting().list {
        List::Loading => gap().height(Length::Fill).into(),
        List::Failed(error) => empty(
            theme,
            Icon::CircleAlert,
            "What waits could not be read",
            error.clone(),
            Some(button::plain(theme, "Try again", Some(Message::Again)).into()),
        ),
        List::Ready(lines) if lines.is_empty() => empty(
            theme,
            Icon::CircleCheck,
            "Nothing waits",
            "Everything you wrote has reached the server. What has not will stand here, with the reason.",
            None,
        ),
        List::Ready(lines) => some(inbox, lines, theme),
    };
    let column = column![header(inbox, theme), divider::horizontal(), middle];
    let panel: Element<'_, Message> =
        container(column).height(Length::Fill).width(Length::Fill).style(grounds::surface).into();
    panel.map(inbox::Message::Waiting)
}

fn header(inbox: &Inbox, theme: Theme) -> Element<'_, Message> {
    let count = inbox.waiting().lines().len();
    let count = (count > 0).then(|| part::hint(theme, count.to_string()));
    let narrow = inbox.is_narrow();
    let back = narrow.then(|| button::icon(theme, Icon::ArrowLeft, "Back", Some(Message::Closed)));
    let close = (!narrow).then(|| button::icon(theme, Icon::X, "Close", Some(Message::Closed)));
    let title = row![label(theme, Role::Heading, "Waiting").style(colors::normal), count]
        .spacing(space::TWO)
        .align_y(Alignment::Center)
        .width(Length::Fill);
    container(row![back, title, close].spacing(space::TWO).align_y(Alignment::Center))
        .padding(Padding { top: 0.0, right: space::TWO, bottom: 0.0, left: space::FOUR })
        .height(theme.scaled(inbox::conversation::view::HEADER))
        .align_y(Alignment::Center)
        .into()
}

/// A night offline can leave thousands; the oldest are the ones that need a look.
const DRAWN: usize = 100;

fn some<'a>(inbox: &'a Inbox, lines: &'a [stored::Waiting], theme: Theme) -> Element<'a, Message> {
    let parked = lines.iter().any(|line| matches!(line.state, Standing::Parked(_)));
    let retry = parked.then(|| button::plain(theme, "Retry all", Some(Message::RetryAll)));
    let all = row![retry, button::plain(theme, "Discard all…", Some(Message::DiscardAll))]
        .spacing(space::TWO)
        .wrap();
    let cards = lines.iter().take(DRAWN).map(|line| card(inbox, line, theme));
    let more = lines.len().saturating_sub(DRAWN);
    let more = (more > 0).then(|| part::hint(theme, format!("And {more} more, in the same order.")));
    let list = Column::with_children(cards).spacing(space::TWO).push(more).push(
        container(part::hint(
            theme,
            "They go in this order, conversation by conversation. A refused one holds back only its own conversation.",
        ))
        .padding(Padding::from([space::TWO, space::ONE])),
    );
    column![
        container(all).padding(Padding {
            top: space::THREE,
            right: space::THREE,
            bottom: space::TWO,
            left: space::THREE
        }),
        scrollable(container(list).padding(Padding {
            top: 0.0,
            right: space::THREE,
            bottom: space::THREE,
            left: space::THREE
        }))
        .id("waiting")
        .height(Length::Fill)
        .direction(part::bar()),
    ]
    .into()
}

fn card<'a>(inbox: &'a Inbox, line: &'a stored::Waiting, theme: Theme) -> Element<'a, Message> {
    let entry = line.entry;
    let (icon, tint): (Icon, fn(&Theme) -> iced::widget::text::Style) = match line.state {
        Standing::Queued | Standing::Behind(_) => (Icon::Clock, colors::muted),
        Standing::InFlight => (Icon::ArrowUp, colors::accent),
        Standing::Unanswered => (Icon::CircleQuestionMark, colors::warning),
        Standing::Parked(_) => (Icon::CircleAlert, colors::danger),
        Standing::Quarantined(_) => (Icon::TriangleAlert, colors::danger),
    };
    let sigil = line.conversation.kind().sigil();
    let place = match line.conversation.kind() {
        crate::chat::conversation::Kind::Channel => format!("{sigil}{}", line.conversation_name),
        crate::chat::conversation::Kind::Direct | crate::chat::conversation::Kind::Group => {
            line.conversation_name.clone()
        }
    };
    let head = row![
        part::glyph(theme, icon, 14.0, tint),
        label(theme, Role::SmallStrong, words::deed(line.deed)).style(colors::normal),
        one_line(theme, Role::Small, place).style(colors::muted).width(Length::Fill),
        part::hint(theme, words::age(line.since, inbox.now)),
    ]
    .spacing(6)
    .align_y(Alignment::Center);
    let excerpt = (!line.excerpt.is_empty())
        .then(|| label(theme, Role::Body, line.excerpt.as_str()).style(colors::normal));
    let mut reason = words::standing(&line.state, &inbox.connection);
    if line.attempts > 1 {
        reason = format!("{reason} Tried {} times.", line.attempts);
    }
    let reason = label(theme, Role::Small, reason).style(tint);
    let buttons = acts(inbox.waiting(), line);
    let buttons = (!buttons.is_empty()).then(|| {
        Row::with_children(buttons.into_iter().map(|act| {
            let words = if act == Act::Discard { "Discard…" } else { act_words(act) };
            button::link(theme, words, Some(Message::Acted(entry, act)))
                .padding(Padding::ZERO.right(space::THREE))
                .into()
        }))
        .wrap()
    });
    let body = column![head, excerpt, reason, buttons].spacing(space::ONE);
    let card =
        container(body).padding(Padding::from([10.0, space::THREE])).width(Length::Fill).style(grounds::card);
    let pressed = iced::widget::mouse_area(card).on_press(Message::Acted(entry, Act::Show));
    ring(part::focus(inbox.ring(), Focus::Waiting(Some(entry))), pressed)
}
