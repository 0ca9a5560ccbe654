//! Draws the dialog that brings people together: the kind, the people, the name.
//!
//! Tests: the pictures of `tests/window/rooms.rs`.

use super::{Gather, Part, Purpose};
use crate::chat::conversation::Kind;
use crate::chat::shown;
use crate::dialog::frame::frame;
use crate::dialog::share::view as share;
use crate::dialog::switcher::Targets;
use crate::dialog::{Message, Text};
use crate::icon::Icon;
use crate::screen::part;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::choice::segmented;
use crate::widget::label::label;
use crate::widget::ring::ring;
use crate::widget::{Element, button, field};

use iced::widget::{Column, column, container, row, space as gap};
use iced::{Alignment, Length, Padding, Size};

/// The id of the field that finds a person.
pub const FIND: &str = "gather-find";
/// The id of the name's field.
pub const NAME: &str = "gather-name";
/// The id of the list of answers.
pub const ANSWERS: &str = "gather-answers";

/// The kinds, in the order in which they are offered.
pub(super) const KINDS: [(Kind, &str); 3] =
    [(Kind::Direct, "Direct"), (Kind::Group, "Group"), (Kind::Channel, "Channel")];

/// In windows lower than this, at the normal text size, there is no word about the kinds.
const ROOMY: f32 = 480.0;

/// The inside of the dialog, in a window of this size.
pub fn view(gather: &Gather, theme: Theme, size: Size) -> Element<'_, Message> {
    let kinds = (gather.purpose == Purpose::Begin).then(|| {
        let options = KINDS.map(|(kind, words)| (kind, words.to_owned()));
        let kinds = segmented(theme, options, &gather.kind(), Message::Kind);
        ring(part::focus(Some(gather.on), Part::Choice), kinds)
    });
    // In a low window the people come first.
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

/// The chips of those picked, and the field that finds more.
fn people(gather: &Gather, theme: Theme) -> Element<'_, Message> {
    let hint = if gather.picked.is_empty() { "Any part of a name…" } else { "And…" };
    let measures = theme.type_of(Role::Body);
    let field = field::borderless(theme, hint, &gather.query)
        .id(FIND)
        .on_input(|text| Message::Typed(Text(text)))
        .on_submit(Message::Entered(Part::Find))
        .size(measures.size)
        .line_height(measures.line_height());
    let line = row![part::glyph(theme, Icon::Search, 15.0, colors::muted), field]
        .spacing(space::TWO)
        .align_y(Alignment::Center);
    let inside = Column::new().push(share::chips(&gather.picked, theme)).push(line).spacing(space::TWO);
    container(inside)
        .padding(Padding::from([space::TWO, space::THREE - 2.0]))
        .width(Length::Fill)
        .style(grounds::card)
        .into()
}

fn answers(gather: &Gather, theme: Theme) -> Element<'_, Message> {
    let note = match &gather.targets {
        Targets::Failed(error) => Some(format!("The names could not be read. {error}")),
        Targets::Ready(_) if gather.answers.is_empty() && gather.query.trim().is_empty() => {
            Some("There is nobody else here. A roster file brings the names of people.".to_owned())
        }
        Targets::Ready(_) if gather.answers.is_empty() => {
            Some(format!("Nobody here is called “{}”. Any part of a name will do.", gather.query.trim()))
        }
        Targets::Loading | Targets::Ready(_) => None,
    };
    if let Some(note) = note {
        return label(theme, Role::Body, note).style(colors::muted).into();
    }
    let chosen = (gather.on == Part::Find).then_some(gather.chosen);
    share::offered(&gather.answers, chosen, ANSWERS, theme)
}

/// How far down the list of answers is scrolled so that the chosen one is in sight, from 0 to 1.
pub fn scrolled(gather: &Gather) -> f32 {
    let last = gather.answers.len().saturating_sub(1).max(1);
    gather.chosen as f32 / last as f32
}
