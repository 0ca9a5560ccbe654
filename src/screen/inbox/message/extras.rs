//! The marks under a message's text (pinned, starred, reported and so on), and its reactions.
//!
//! Each mark is an icon with words, never colour alone. Tests: `tests/window/reacting.rs` and its pictures.

use super::{Act, Message};

use crate::chat::wish::Decision;
use crate::chat::{MessageId, PersonId, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{Delivery, Reaction, Row as Stored, Words};
use crate::screen::dialog::emoji;
use crate::screen::part;
use crate::screen::words::{self, Now};
use crate::theme::{Role, Theme, button as style, fonts, space, text as colors};
use crate::widget::label::label;
use crate::widget::named::named;
use crate::widget::tooltip::{Beside, tooltip};
use crate::widget::{Element, button as press};

use iced::widget::{Row, button, column, container, row, text};
use iced::{Alignment, Padding};

/// How many letters of a reaction are drawn; the longest emoji has ten.
const LONGEST: usize = 12;
/// How many different reactions are drawn under a message.
const EMOJI: usize = 40;
/// How many letters of a report's reason are drawn.
const REASON: usize = 120;
/// How many names of those who reacted are listed.
const NAMES: usize = 12;

type Tint = fn(&Theme) -> text::Style;

/// The line of marks: mentions the user, pinned and by whom, starred, reported; with hints about the server's version.
pub(in crate::screen::inbox) fn marks(
    theme: Theme,
    stored: &Stored,
    me: PersonId,
    now: Now,
) -> Option<Element<'static, Message>> {
    let marks = &stored.message.marks;
    let pinned = marks.pinned_by.map(|by| {
        let words = match &stored.pinner {
            _ if by == me => tr::message_pinned_by_you().to_owned(),
            Some(name) => tr::message_pinned_by(&shown::within(name)),
            None => tr::message_pinned().to_owned(),
        };
        mark(theme, Icon::Pin, colors::accent, words)
    });
    let tagged = (stored.message.tags.contains(&me) && stored.message.author != me)
        .then(|| mark(theme, Icon::AtSign, colors::accent, tr::message_mentions_you().to_owned()));
    let starred = (marks.starred_by == Some(me))
        .then(|| mark(theme, Icon::Star, colors::accent, tr::message_starred().to_owned()));
    // The author does not see reports of the message; a report itself shows its reason.
    let message = &stored.message;
    let shows_reason = message.author != me || message.is_private_report();
    let reason = marks.reported.as_deref().filter(|_| shows_reason && !message.is_report_context());
    let reported = reason.map(|reason| {
        let reason: String = reason.chars().take(REASON).collect();
        mark(theme, Icon::Flag, colors::muted, tr::message_reported(&shown::within(&reason)))
    });
    let lost = stored.lost_report.map(|at| {
        mark(theme, Icon::TriangleAlert, colors::danger, tr::message_reported_lost(&words::when(at, now)))
    });
    let by_you = stored.reports.iter().find(|report| report.by == me).map(|report| {
        let time = words::when(report.at, now);
        let words = match (&report.delivery, report.told.first().and_then(|told| told.decision)) {
            (Delivery::Waiting { .. }, _) => tr::message_reported_waiting(&time),
            (Delivery::Parked { .. }, _) => tr::message_reported_rejected(&time),
            (_, Some(Decision::Keep)) => tr::message_reported_kept(&time),
            (_, Some(Decision::Remove)) => tr::message_reported_removed(&time),
            (_, Some(Decision::Archive)) => tr::message_reported_archived(&time),
            (_, Some(Decision::Warn)) => tr::message_reported_warned(&time),
            (_, Some(Decision::Ask | Decision::HandOver) | None) => tr::message_reported_by_you(&time),
        };
        mark(theme, Icon::Flag, colors::muted, words)
    });
    let cut =
        stored.message.server_kept.map(|kept| part::hint(theme, tr::message_shortened(u64::from(kept))));
    let undone = stored.message.server_text.as_ref().map(|_| older_at_server(theme, stored.message.id));
    let is_bare = tagged.is_none() && pinned.is_none() && starred.is_none();
    let is_bare = is_bare && reported.is_none() && by_you.is_none() && lost.is_none();
    if is_bare && cut.is_none() && undone.is_none() {
        return None;
    }
    let marks = row![tagged, pinned, starred, reported, by_you, lost].spacing(space::THREE).wrap();
    Some(column![cut, undone, marks].into())
}

/// Says that the server shows an older version of the user's message, and offers the actions on it.
fn older_at_server(theme: Theme, id: MessageId) -> Element<'static, Message> {
    let act = |words| {
        let what = Act::Settle(words);
        let label = if words == Words::Ours { tr::message_older_restore() } else { tr::message_older_keep() };
        press::link(theme, label, Some(Message::Acted(id, what)))
    };
    row![
        part::glyph(theme, Icon::TriangleAlert, 12.0, colors::muted),
        part::hint(theme, tr::message_older_at_server()),
        act(Words::Ours),
        act(Words::Theirs),
    ]
    .spacing(space::TWO)
    .align_y(Alignment::Center)
    .wrap()
    .into()
}

fn mark(theme: Theme, icon: Icon, tint: Tint, words: String) -> Element<'static, Message> {
    row![part::glyph(theme, icon, 12.0, tint), part::hint(theme, words)]
        .spacing(space::ONE)
        .align_y(Alignment::Center)
        .into()
}

/// A button for each different reaction.
pub(super) fn reactions(theme: Theme, stored: &Stored, me: PersonId) -> Option<Element<'static, Message>> {
    if stored.reactions.is_empty() {
        return None;
    }
    let id = stored.message.id;
    let all = stored.reactions.iter().take(EMOJI).map(|reaction| one(theme, id, reaction, me));
    let hidden: usize = stored.reactions.iter().skip(EMOJI).map(|reaction| reaction.people.len()).sum();
    let more = hidden as u64 + u64::from(stored.more_reactions);
    let more = (more > 0).then(|| part::hint(theme, tr::message_more_reactions(more)).into());
    let all = Row::with_children(all.chain(more)).spacing(space::ONE).wrap().vertical_spacing(space::ONE);
    Some(container(all).padding(Padding::ZERO.top(space::ONE).bottom(space::HALF)).into())
}

fn one(theme: Theme, id: MessageId, reaction: &Reaction, me: PersonId) -> Element<'static, Message> {
    let font = if emoji::is_known(&reaction.emoji) { fonts::EMOJI } else { fonts::SANS };
    let face = row![
        text(drawn(&reaction.emoji)).font(font).size(theme.scaled(14.0)).wrapping(text::Wrapping::None),
        label(theme, Role::SmallStrong, reaction.people.len().to_string()),
    ]
    .spacing(space::ONE + 1.0)
    .align_y(Alignment::Center);
    let look = if reaction.is_by(me) { style::chip_on } else { style::chip };
    let chip = button(face)
        .padding(Padding::from([1.0, space::TWO - 1.0]))
        .style(look)
        .on_press(Message::Reacted(id, reaction.emoji.clone()));
    let says = format!("{} {}", drawn(&reaction.emoji), reaction.people.len());
    tooltip(theme, named(says, chip), who(reaction, me), Beside::Above)
}

/// A reaction as it is drawn; other clients may send text that is long or no emoji.
fn drawn(emoji: &str) -> String {
    shown::name(emoji).chars().take(LONGEST).collect()
}

/// `You, Ben Okri and 3 others reacted with “tada”`.
fn who(reaction: &Reaction, me: PersonId) -> String {
    let drawn = drawn(&reaction.emoji);
    let emoji = &emoji::name(&drawn);
    let you = reaction.is_by(me).then(|| tr::message_reacted_you().to_owned());
    let others = reaction.people.iter().filter(|(person, _)| *person != me);
    let mut names: Vec<String> =
        you.into_iter().chain(others.map(|(_, name)| shown::within(name).into_owned())).collect();
    let count = names.len().saturating_sub(NAMES) as u64;
    if count > 0 {
        return tr::MessageReactedMore { names: &names[..NAMES].join(", "), count, emoji }.text();
    }
    let name = &names.pop().unwrap_or_default();
    if names.is_empty() {
        return tr::MessageReacted { name, emoji }.text();
    }
    tr::MessageReactedSeveral { names: &names.join(", "), name, emoji }.text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(number: u128) -> PersonId {
        PersonId::new(Uuid::from_u128(number))
    }

    #[test]
    fn who_reacted_is_told_with_oneself_first_and_not_without_end() {
        let people =
            |numbers: std::ops::Range<u128>| numbers.map(|at| (person(at), format!("P{at}"))).collect();
        let few = Reaction { emoji: "🎉".to_owned(), people: people(1..4) };
        assert_eq!(who(&few, person(2)), "You, P1 and P3 reacted with party popper");
        assert_eq!(
            who(&Reaction { people: people(1..2), ..few.clone() }, person(9)),
            "P1 reacted with party popper"
        );
        let many = Reaction { people: people(0..500), ..few };
        assert!(who(&many, person(999)).ends_with("P11 and 488 others reacted with party popper"));
    }
}
