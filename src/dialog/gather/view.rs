//! Draws the dialog that picks people: the kind, the people, the name.
//!
//! Tests: the pictures of `tests/window/rooms.rs`.

use super::{Gather, Part, Purpose};
use crate::chat::conversation::Kind;
use crate::chat::shown;
use crate::dialog::frame::frame;
use crate::dialog::picker::view::{self as picker, Words};
use crate::dialog::{Message, Text};
use crate::screen::part;
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::choice::segmented;
use crate::widget::label::label;
use crate::widget::ring::ring;
use crate::widget::{Element, button, field};

use iced::widget::{Column, column, row, space as gap};
use iced::{Length, Size};

/// The id of the field that finds a person.
pub const FIND: &str = "gather-find";
/// The id of the name's field.
pub const NAME: &str = "gather-name";
/// The id of the list of answers.
pub const ANSWERS: &str = "gather-answers";

/// The kinds, in the order in which they are offered.
pub(super) const KINDS: [(Kind, &str); 3] =
    [(Kind::Direct, "Direct"), (Kind::Group, "Group"), (Kind::Channel, "Channel")];

/// In windows lower than this, at the normal text size, the sentence about the kind is left out.
const ROOMY: f32 = 480.0;

/// The content of the dialog, in a window of this size.
pub fn view(gather: &Gather, theme: Theme, size: Size) -> Element<'_, Message> {
    let kinds = (gather.purpose == Purpose::Begin).then(|| {
        let options = KINDS.map(|(kind, words)| (kind, words.to_owned()));
        let kinds = segmented(theme, options, &gather.kind(), Message::Kind);
        ring(part::focus(Some(gather.on), Part::Choice), kinds)
    });
    // A low window leaves the hint out, to have room for the people.
    let has_room = size.height > theme.scaled(ROOMY);
    let about =
        (gather.purpose == Purpose::Begin && has_room).then(|| part::hint(theme, about(gather.kind())));
    let name = gather.is_named().then(|| {
        let hint = if gather.kind() == Kind::Channel { "#name" } else { "A name, if you like" };
        field::field(theme, hint, &gather.name)
            .id(NAME)
            .on_input(|text| Message::Noted(Text(text)))
            .on_submit(Message::Entered(Part::Comment))
    });
    let problem = |here: fn(Part) -> bool| {
        let found = gather.problem.as_ref().filter(|(part, _)| here(*part));
        found.map(|(_, words)| label(theme, Role::Small, words.as_str()).style(colors::danger))
    };
    let of_people = |part| matches!(part, Part::Find | Part::Choice);
    let people = column![people(gather, theme), problem(of_people)].spacing(space::ONE);
    let name = column![name, problem(|part| !matches!(part, Part::Find | Part::Choice))].spacing(space::ONE);
    let body = Column::new()
        .push(kinds.map(|kinds| column![kinds, about].spacing(space::ONE)))
        .push(people)
        .push(answers(gather, theme))
        .push(name)
        .spacing(space::THREE);
    let buttons = row![
        gap().width(Length::Fill),
        ring(
            part::focus(Some(gather.on), Part::Cancel),
            button::plain(theme, "Cancel", Some(Message::Entered(Part::Cancel)))
        ),
        ring(
            part::focus(Some(gather.on), Part::Go),
            button::primary(theme, go_words(gather), Some(Message::Entered(Part::Go)))
        ),
    ]
    .spacing(space::TWO);
    frame(heading(gather), body, buttons, theme, size)
}

fn heading(gather: &Gather) -> String {
    match &gather.purpose {
        Purpose::Begin => "New conversation".to_owned(),
        Purpose::Invite(to, name) => {
            let sigil = if to.kind() == Kind::Channel { "#" } else { "" };
            format!("Add people to {sigil}{}", shown::within(name))
        }
    }
}

const fn about(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => "Between you and one person.",
        Kind::Group => "Between a few people. More can be added.",
        Kind::Channel => "About one thing, under a name of its own.",
    }
}

fn go_words(gather: &Gather) -> &'static str {
    match (&gather.purpose, gather.kind()) {
        (Purpose::Invite(..), _) => "Add",
        (Purpose::Begin, Kind::Direct) => "Write",
        (Purpose::Begin, Kind::Group) => "Create group",
        (Purpose::Begin, Kind::Channel) => "Create channel",
    }
}

fn people(gather: &Gather, theme: Theme) -> Element<'_, Message> {
    let hint = if gather.picker.picked().is_empty() { "Any part of a name…" } else { "And…" };
    picker::search(&gather.picker, FIND, hint, theme)
}

fn answers(gather: &Gather, theme: Theme) -> Element<'_, Message> {
    let nobody = "There is nobody else here. A roster file brings the names of people.";
    let words = Words { nobody, none: "Nobody" };
    picker::answers(&gather.picker, ANSWERS, gather.on == Part::Find, words, theme)
}
