//! Draws what a row of the timeline says: its author, text, files and marks.
//!
//! Must not know: the lines above the row, and its buttons. Tests: `tests/window/message.rs`, `tests/window/density.rs`
//! and their pictures.

use super::card::{self, Quoted};
use super::file::Around;
use super::text::Text;
use super::{Act, Message, attachments, extras, measures, threading, words};

use crate::chat::message::Shared;
use crate::chat::{PersonId, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{Delivery, Row as Stored};
use crate::screen::inbox::files::Of;
use crate::screen::inbox::timeline::fold::Fold;
use crate::screen::inbox::timeline::present::{Chosen, Editing, Head, Item, Quote, Tick};
use crate::screen::part;
use crate::screen::words::{self as plain, Now};
use crate::theme::{Density, Role, Theme, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::badge::Tone;
use crate::widget::label::{self, label};
use crate::widget::named::named;
use crate::widget::notice::notice;
use crate::widget::one_line::one_line;
use crate::widget::passage::Order;
use crate::widget::tap::tap;
use crate::widget::tooltip::{Beside, tooltip, whole_line};
use crate::widget::{Element, button};

use iced::widget::{Column, Row, column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::sync::Arc;

/// Diameter of the delivery mark.
const MARK: f32 = 13.0;
/// Height of a line of text at the normal text size.
const LINE: f32 = 20.0;
/// Width of a time, at the normal text size.
const HOUR: f32 = 36.0;
/// Width that a name leaves to the time and the delivery mark, at the normal text size.
const TIME: f32 = 44.0 + 21.0;
/// Average width of a letter, to estimate the width of the words beside the name.
const LETTER: f32 = 6.5;

/// The first passage of a shared text: the texts of one message have no more.
pub const SHARED: u32 = 1 << 30;

/// The place of a message's text among those of other messages.
pub fn order(stored: &Stored) -> Order {
    let position = stored.position();
    Order(position.ticks, position.id.uuid().as_u128())
}

/// The content of the row, with the gutter on its left.
pub(super) fn view(
    theme: Theme,
    stored: &Arc<Stored>,
    item: &Item,
    me: PersonId,
    now: Now,
    files: Around<'_>,
) -> Element<'static, Message> {
    let message = &stored.message;
    let mut edited = edited(theme, stored);
    let mut came = item.came.clone().map(|came| part::hint(theme, came));
    let mut parts = Column::new().width(Length::Fill).max_width(measures::measure(theme));
    if item.head == Head::Shown && theme.density() != Density::Compact {
        parts = parts.push(head(theme, stored, item, now, (edited.take(), came.take())));
    }
    let beside_name = if theme.density() == Density::Compact { edited.take() } else { None };
    parts = parts.push(threading::reply_to(theme, stored, item));
    // Without a line for the author, these words are under the text.
    parts = parts.push(text(theme, stored, item, now, files)).push(edited).push(came);
    parts = parts.push(extras::marks(theme, stored, me, now)).push(extras::reactions(theme, stored, me));
    parts = parts.push(threading::replies(theme, stored, item));
    if let Delivery::Parked { reason, .. } = &stored.delivery {
        parts = parts.push(parked(theme, stored, reason));
    }
    let name = measures::names(theme).map(|width| {
        let word = beside_name
            .as_ref()
            .map_or(0.0, |_| label::width(theme, Role::Small, tr::message_edited()) + space::ONE);
        let name = (item.head == Head::Shown).then(|| {
            let author = shown::name(&message.author_name).into_owned();
            let name = one_line(theme, Role::BodyBold, author).leave(word);
            person(stored, whole_line(theme, name, Beside::Above))
        });
        container(row![name, beside_name].spacing(space::ONE).align_y(Alignment::Center)).width(width)
    });
    // The container fills the row, and the column in it may be narrower.
    row![gutter(theme, stored, item, now), name, container(parts).width(Length::Fill)]
        .spacing(measures::between(theme))
        .into()
}

/// The gutter, to the left of the names and texts.
fn gutter(theme: Theme, stored: &Stored, item: &Item, now: Now) -> Element<'static, Message> {
    let message = &stored.message;
    if item.chosen == Chosen::Yes {
        return check(theme);
    }
    let marks = || row![threading::again(theme, stored, item), tick(theme, item)].spacing(space::HALF);
    let marks = match (item.head, theme.density()) {
        (Head::Shown, Density::Comfortable) => {
            let author = shown::name(&message.author_name);
            let face = Face { name: &author, id: *message.author.uuid().as_bytes() };
            return person(stored, avatar::avatar(theme, face, avatar::Size::Medium));
        }
        // The marks are beside the first line.
        (Head::Continued, _) => marks(),
        (Head::Shown, Density::Compact) => {
            let time = container(time(theme, stored, item, now)).align_right(theme.scaled(HOUR));
            row![time, container(marks()).align_right(Length::Fill)].spacing(space::HALF)
        }
        (Head::Shown, Density::CompactNarrow) => Row::new(),
    };
    container(marks).align_right(measures::gutter(theme)).into()
}

/// The check mark of a selected message, in place of the avatar.
pub(super) fn check(theme: Theme) -> Element<'static, Message> {
    let mark = part::glyph(theme, Icon::CircleCheck, 20.0, colors::accent);
    container(named(tr::message_selected(), mark)).center_x(measures::gutter(theme)).into()
}

/// The time of the message, with its date on hover.
fn time(theme: Theme, stored: &Stored, item: &Item, now: Now) -> Element<'static, Message> {
    let moment = plain::moment(stored.message.sent_at, now);
    let time = container(part::hint(theme, item.time.clone())).center_y(theme.scaled(LINE));
    tooltip(theme, time, moment, Beside::Above)
}

/// The avatar or name of the author, which opens a menu.
fn person<'a>(stored: &Stored, inner: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    tap(inner, Message::PersonAsked(stored.message.id))
}

/// The line above the text: author, time and marks. `words` are those that say that the message was edited, and when it
/// arrived.
fn head<'a>(
    theme: Theme,
    stored: &Stored,
    item: &Item,
    now: Now,
    (edited, came): (Option<Element<'a, Message>>, Option<impl Into<Element<'a, Message>>>),
) -> Element<'a, Message> {
    let author = shown::name(&stored.message.author_name).into_owned();
    let word = edited.as_ref().map_or(0, |_| tr::message_edited().chars().count() + 1);
    // A sign is about as wide as three letters.
    let sign = if item.quote == Quote::Above { 3 } else { 0 };
    let letters = word + sign + item.came.as_ref().map_or(0, |came| came.chars().count());
    let room = TIME + f32::from(u16::try_from(letters).unwrap_or(u16::MAX)) * LETTER;
    // A long name leaves room for the time.
    let name = one_line(theme, Role::BodyBold, author).leave(theme.scaled(room));
    row![
        person(stored, whole_line(theme, name, Beside::Above)),
        time(theme, stored, item, now),
        threading::again(theme, stored, item),
        edited,
        tick(theme, item),
        came.map(Into::into),
    ]
    .spacing(space::TWO)
    .align_y(Alignment::Center)
    .into()
}

/// The word *edited*; it opens the earlier versions if there are any, and looks like a link only then.
fn edited(theme: Theme, stored: &Stored) -> Option<Element<'static, Message>> {
    stored.message.edited_at?;
    if stored.earlier == 0 {
        let word = part::hint(theme, tr::message_edited());
        return Some(tooltip(theme, word, tr::message_edited_before(), Beside::Above));
    }
    let shows = Message::Acted(stored.message.id, Act::Earlier);
    let word = iced::widget::button(label(theme, Role::Small, tr::message_edited()))
        .padding(0)
        .style(crate::theme::button::link)
        .on_press(shows);
    Some(tooltip(theme, word, tr::message_history(), Beside::Above))
}

fn text(
    theme: Theme,
    stored: &Stored,
    item: &Item,
    now: Now,
    files: Around<'_>,
) -> Element<'static, Message> {
    let message = &stored.message;
    let seen = item.fold.of(&message.text);
    let folded = matches!(item.fold, Fold::Folded(_));
    let mut parts = Column::new().spacing(space::ONE);
    if shown::is_blank(seen) {
        // A share or a file needs no text with it.
        if message.files.is_empty() && message.shared.is_none() {
            parts = parts.push(label(theme, Role::Body, tr::message_blank()).style(colors::muted));
        }
    } else {
        let text = Text { theme, order: order(stored), part: 0, tagged: &stored.tagged };
        parts = parts.push(text.draw(seen));
    }
    parts = parts.push(attachments::view(files, stored, Of::Message));
    if let Some(shared) = &message.shared {
        parts = parts.push(quoted(theme, stored, shared, item, now, files));
    }
    if folded {
        parts = parts.push(button::link(theme, tr::message_show_more(), Some(Message::Unfolded(message.id))));
    }
    parts.into()
}

/// The message that it shares, as a card.
fn quoted(
    theme: Theme,
    stored: &Stored,
    shared: &Shared,
    item: &Item,
    now: Now,
    files: Around<'_>,
) -> Element<'static, Message> {
    let original = stored.original.as_ref();
    let quoted =
        Quoted::snapshot(shared, original.map(|original| original.place.as_str()), now).without_files();
    let source = original.filter(|original| original.here).and(shared.conversation).map(|of| {
        let opened = Message::SourceOpened(of, shared.id);
        button::link(theme, quoted.original(), Some(opened)).into()
    });
    let seen = item.fold.of(&shared.text);
    let body = if shown::is_blank(seen) {
        gap().height(0).into()
    } else {
        let tagged: Vec<String> = shared.tags.iter().map(|(_, name)| name.clone()).collect();
        Text { theme, order: order(stored), part: SHARED, tagged: &tagged }.draw(seen)
    };
    let around = Around { room: files.room - card::AROUND, ..files };
    let body = match attachments::view(around, stored, Of::Shared) {
        Some(files) => column![body, files].into(),
        None => body,
    };
    card::view(theme, &quoted, source, body)
}

/// The reason and the actions, below a message that the server refused.
fn parked(theme: Theme, stored: &Stored, reason: &str) -> Element<'static, Message> {
    let id = stored.message.id;
    let steps = [Act::Edit, Act::Retry, Act::Discard]
        .into_iter()
        .map(|act| (words(act).1.to_owned(), Message::Acted(id, act)))
        .collect();
    let sentence = tr::message_not_sent(&shown::reason(reason));
    container(notice(theme, Tone::Danger, sentence, steps))
        .padding(Padding::ZERO.top(space::ONE).bottom(space::HALF))
        .into()
}

/// The delivery mark; its state is never shown by colour alone. Two ticks would mean *read* in other programs, so a
/// delivered message has a filled circle.
fn tick(theme: Theme, item: &Item) -> Option<Element<'static, Message>> {
    let tick = item.tick;
    let (icon, words) = match tick {
        _ if item.editing == Editing::Yes => (Icon::Pencil, tr::message_editing()),
        Tick::None => return None,
        Tick::Waiting => (Icon::Clock, tr::message_mark_waiting()),
        Tick::Unanswered => (Icon::CircleQuestionMark, tr::message_mark_unanswered()),
        Tick::Accepted => (Icon::CircleCheck, tr::message_mark_sent()),
        Tick::Seen => (Icon::CircleCheckFilled, tr::message_mark_delivered()),
        Tick::Parked => (Icon::CircleAlert, tr::message_mark_rejected()),
    };
    let accepted = item.accepted.as_deref().filter(|_| item.editing == Editing::No);
    let hint = match (tick, accepted) {
        (Tick::Accepted, Some(time)) => tr::message_mark_sent_at(time),
        (Tick::Seen, Some(time)) => tr::message_mark_delivered_at(time),
        (Tick::None | Tick::Waiting | Tick::Unanswered | Tick::Accepted | Tick::Seen | Tick::Parked, _) => {
            words.to_owned()
        }
    };
    let style = match tick {
        _ if item.editing == Editing::Yes => colors::accent,
        Tick::Parked => colors::danger,
        Tick::Seen => delivered,
        Tick::None | Tick::Waiting | Tick::Unanswered | Tick::Accepted => colors::muted,
    };
    let mark = icon.sized(theme, MARK).style(style);
    // The mark is centred on the height of one line.
    let mark = container(named(words, mark)).center_y(theme.scaled(LINE));
    Some(tooltip(theme, mark, hint, Beside::Above))
}

/// The colour of a delivered message's mark: a filled circle stands out more than the outlines of the others.
fn delivered(theme: &Theme) -> iced::widget::text::Style {
    iced::widget::text::Style { color: Some(theme.colors().muted.scale_alpha(0.7)) }
}
