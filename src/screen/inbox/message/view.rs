//! Draws one row of the timeline: the lines above it, its content, and the buttons for its actions.
//!
//! Rows are built once and kept until their version changes, so they own all they draw. The hover state is part of the
//! built row and needs no message. Tests: `tests/window/message.rs` and its pictures.

use super::bar::{bar_button, bar_button_on, bar_ground};
use super::file::Around;
use super::{Act, Message, Stands, acts, content, measures, stands, threading, words};

use crate::chat::wish::{Mark, Switch};
use crate::chat::{PersonId, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{Delivery, Row as Stored};
use crate::screen::inbox::timeline::present::{Chosen, Editing, Focused, Gone, Head, Item, NewLine, Place};
use crate::screen::words::Now;
use crate::screen::{keys, part};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::hotspot::hotspot;
use crate::widget::label::label;
use crate::widget::reveal::{self, Ground, Shown, reveal};
use crate::widget::ring::{self, ring_inside};
use crate::widget::{Element, button};

use iced::widget::{Row, column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::sync::Arc;

/// How far the action buttons reach into a row below its padding: not to the letters of its first line.
const INTO: f32 = 4.0;

/// One row.
pub fn view(
    theme: Theme,
    stored: &Arc<Stored>,
    item: &Item,
    me: PersonId,
    now: Now,
    files: Around<'_>,
) -> Element<'static, Message> {
    let above = above(theme, item);
    let message = if item.gone == Gone::Yes {
        deleted(theme, stored, item)
    } else if stored.message.marks.archived {
        archived(theme, stored, item)
    } else {
        with_actions(theme, stored, item, me, now, files)
    };
    match (above, threading::divided(theme, item)) {
        (None, None) => message,
        (above, below) => column![above, message, below].into(),
    }
}

/// The day line and the *New* line; if both are due, they share one line.
fn above(theme: Theme, item: &Item) -> Option<Element<'static, Message>> {
    let new = item.new_line == NewLine::Here;
    let stroke = move || {
        container(gap()).width(Length::Fill).height(space::LINE).style(if new {
            grounds::new_line
        } else {
            grounds::line
        })
    };
    let day = item.day.clone().map(|day| {
        label(theme, Role::SmallStrong, day).style(if new { colors::accent } else { colors::muted })
    });
    let mark = new.then(|| label(theme, Role::SmallStrong, tr::message_new()).style(colors::accent));
    let line = match (day, item.new_line) {
        (None, NewLine::No) => return None,
        (None, NewLine::Past) => row![gap().height(theme.type_of(Role::SmallStrong).line)],
        // The word is at the left: the action buttons of the row may cover the right end of the line.
        (None, NewLine::Here) => row![mark, stroke()],
        (Some(day), NewLine::Here | NewLine::Past | NewLine::No) => row![mark, stroke(), day, stroke()],
    };
    Some(
        container(line.spacing(space::THREE).align_y(Alignment::Center))
            .padding(Padding { top: space::FOUR, right: space::FOUR, bottom: space::ONE, left: space::FOUR })
            .max_width(measures::reach(theme))
            .into(),
    )
}

fn deleted(theme: Theme, stored: &Stored, item: &Item) -> Element<'static, Message> {
    let id = stored.message.id;
    let words = tr::message_deleted(&shown::within(&stored.message.author_name));
    let words = row![part::hint(theme, words), part::hint(theme, item.time.clone())];
    let line = row![
        container(part::glyph(theme, Icon::Trash2, 13.0, colors::muted)).center_x(measures::gutter(theme)),
        words.spacing(space::THREE).wrap().vertical_spacing(0),
    ]
    .spacing(measures::between(theme))
    .align_y(Alignment::Center);
    let line = under(theme, line.into(), stored, item);
    outside(theme, hotspot(framed(theme, line, item), move |at| Message::MenuAsked(id, at)), item)
}

/// Adds the button of the thread under the short line of a deleted or archived message.
fn under(
    theme: Theme,
    line: Element<'static, Message>,
    stored: &Stored,
    item: &Item,
) -> Element<'static, Message> {
    match threading::replies(theme, stored, item) {
        Some(replies) => {
            let left = measures::left(theme);
            column![line, container(replies).padding(Padding::ZERO.left(left))].into()
        }
        None => line,
    }
}

/// The short line of an archived message, with a button to restore it.
fn archived(theme: Theme, stored: &Stored, item: &Item) -> Element<'static, Message> {
    let id = stored.message.id;
    let words = tr::message_archived(&shown::within(&stored.message.author_name));
    let back = Message::Acted(id, Act::Mark(Mark::Archive, Switch::Off));
    let line = row![
        match item.chosen {
            Chosen::Yes => content::check(theme),
            Chosen::No => container(part::glyph(theme, Icon::Archive, 13.0, colors::muted))
                .center_x(measures::gutter(theme))
                .into(),
        },
        row![
            part::hint(theme, words),
            button::link(theme, tr::message_unarchive(), Some(back)),
            part::hint(theme, item.time.clone()),
        ]
        .spacing(space::THREE)
        .wrap()
        .vertical_spacing(0),
    ]
    .spacing(measures::between(theme))
    .align_y(Alignment::Center);
    let line = under(theme, line.into(), stored, item);
    let row = tinted(framed(theme, line, item), item);
    outside(theme, hotspot(row, move |at| Message::MenuAsked(id, at)), item)
}

/// The background of a row without action buttons.
fn tinted(row: Element<'static, Message>, item: &Item) -> Element<'static, Message> {
    match item.chosen {
        Chosen::Yes => container(row).style(grounds::chosen).into(),
        Chosen::No => row,
    }
}

/// The padding of a row, and the focus ring if it has the keyboard focus.
fn framed(theme: Theme, inner: Element<'static, Message>, item: &Item) -> Element<'static, Message> {
    let here = match item.focus {
        Focused::Yes => ring::Focus::Here,
        Focused::No => ring::Focus::Elsewhere,
    };
    let room =
        container(inner).padding(Padding::from([measures::pad(theme), space::TWO])).width(Length::Fill);
    ring_inside(here, room)
}

/// The margin of a row, larger above the first of a group.
fn outside(theme: Theme, inner: Element<'static, Message>, item: &Item) -> Element<'static, Message> {
    let top = match item.head {
        Head::Shown if item.day.is_none() && item.new_line == NewLine::No => measures::above_group(theme),
        Head::Shown | Head::Continued => 0.0,
    };
    container(inner).padding(Padding { top, right: space::TWO, bottom: 0.0, left: space::TWO }).into()
}

fn with_actions(
    theme: Theme,
    stored: &Arc<Stored>,
    item: &Item,
    me: PersonId,
    now: Now,
    files: Around<'_>,
) -> Element<'static, Message> {
    let id = stored.message.id;
    let base = framed(theme, content::view(theme, stored, item, me, now, files), item);
    let shown = match item.focus {
        Focused::Yes => Shown::Focused,
        Focused::No => Shown::OnHover,
    };
    let ground = match item.chosen {
        Chosen::Yes => Ground::Selected,
        Chosen::No if item.editing == Editing::Yes => Ground::Selected,
        Chosen::No if stored.message.tags.contains(&me) => Ground::Accent,
        Chosen::No if stored.message.author == me => Ground::Own,
        Chosen::No => Ground::None,
    };
    let across = reveal::Place::Across { right: measures::column(theme), into: measures::pad(theme) + INTO };
    // A refused message has its buttons as words below it.
    let has_bar = !matches!(stored.delivery, Delivery::Parked { .. });
    let bar = has_bar.then(|| {
        let (stored, place) = (Arc::clone(stored), item.place);
        // The first message of a group shows its time beside the name.
        let time = (item.head == Head::Continued).then(|| item.time.clone());
        move || bar(theme, &stored, me, place, time.as_ref())
    });
    let row = reveal(base, bar, shown, ground, across);
    outside(theme, hotspot(row, move |at| Message::MenuAsked(id, at)), item)
}

/// The buttons for some of the actions, across the row's upper edge, with its time; the other actions are in the menu.
fn bar(
    theme: Theme,
    stored: &Stored,
    me: PersonId,
    place: Place,
    time: Option<&String>,
) -> Element<'static, Message> {
    let id = stored.message.id;
    let shown = acts(stored, me).into_iter().filter(|act| {
        // In a thread, the button that opens it is not needed.
        let is_here = *act == Act::Thread && place != Place::Timeline;
        matches!(stands(*act), Stands::OnRow | Stands::OnBoth) && !is_here
    });
    let buttons = shown.map(|act| {
        let is_on = act == Act::Mark(Mark::Star, Switch::Off);
        let (icon, name, command) = words(act);
        let says = command.map_or_else(
            || name.to_owned(),
            |command| keys::with_key(name, keys::Context::Messages, command),
        );
        let button = if is_on { bar_button_on } else { bar_button };
        button(theme, icon, name, says, Message::Acted(id, act))
    });
    let (more, asks) = (tr::panel_more(), Message::MoreAsked(id));
    let says = keys::with_key(more, keys::Context::Messages, keys::Command::Menu);
    let more = bar_button(theme, Icon::Ellipsis, more, says, asks);
    let time =
        time.map(|time| container(part::hint(theme, time.clone())).padding(Padding::from([0.0, space::ONE])));
    let bar = row![time, Row::with_children(buttons), more].align_y(Alignment::Center);
    container(bar).padding(1).style(bar_ground).into()
}
