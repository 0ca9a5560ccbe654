//! Draws the dialog that picks people: the kind, the people, the name.
//!
//! Tests: the pictures of `tests/window/rooms.rs`.

use super::{Gather, Message, Purpose};
use crate::chat::conversation::Kind;
use crate::language::tr;
use crate::screen::dialog::frame::{buttons, frame_of_list};
use crate::screen::dialog::modal::{Part, Text};
use crate::screen::dialog::picker::view::{self as picker, Words};
use crate::screen::part;
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::choice::segmented;
use crate::widget::field::Note;
use crate::widget::label::label;
use crate::widget::ring::ring;
use crate::widget::{Element, button, field};

use iced::Size;
use iced::widget::{Column, column};

/// The id of the field that finds a person.
pub const FIND: &str = "gather-find";
/// The id of the name's field.
pub const NAME: &str = "gather-name";
/// The id of the list of answers.
pub const ANSWERS: &str = "gather-answers";

/// The kinds, in the order in which they are offered.
pub(super) const KINDS: [Kind; 3] = [Kind::Direct, Kind::Group, Kind::Channel];

/// In windows lower than this, at the normal text size, the sentence about the kind is left out.
const ROOMY: f32 = 480.0;

/// The content of the dialog, in a window of this size.
pub fn view(gather: &Gather, theme: Theme, size: Size) -> Element<'_, Message> {
    let kinds = (gather.purpose == Purpose::Begin).then(|| {
        let options = KINDS.map(|kind| (kind, kind_words(kind).to_owned()));
        let kinds = segmented(theme, options, &gather.kind(), Message::Kind);
        ring(part::focus(Some(gather.on), Part::Choice), kinds)
    });
    // A low window leaves the hint out, to have room for the people.
    let has_room = size.height > theme.scaled(ROOMY);
    let about =
        (gather.purpose == Purpose::Begin && has_room).then(|| part::hint(theme, about(gather.kind())));
    let is_channel = gather.kind() == Kind::Channel;
    let name = gather.is_named().then(|| {
        let hint = if is_channel { tr::gather_name_channel() } else { tr::gather_name_group() };
        let words = if is_channel { tr::gather_name_channel_label() } else { tr::gather_name_group_label() };
        let field = field::field(theme, hint, &gather.name)
            .id(NAME)
            .on_input(|text| Message::Name(Text(text)))
            .on_submit(Message::Entered(Part::Comment));
        field::labelled(theme, words, field, Note::None)
    });
    let problem = |here: fn(Part) -> bool| {
        let found = gather.problem.as_ref().filter(|(part, _)| here(*part));
        found.map(|(_, words)| label(theme, Role::Small, words.as_str()).style(colors::danger))
    };
    let of_people = |part| matches!(part, Part::Find | Part::Choice);
    let people = column![people(gather, theme), problem(of_people)].spacing(space::ONE);
    let name = column![name, problem(|part| !matches!(part, Part::Find | Part::Choice))].spacing(space::ONE);
    let body = Column::new().push(kinds.map(|kinds| column![kinds, about].spacing(space::ONE)));
    // A channel begins with its name, a group with its people.
    let (first, last) = if is_channel { (Some(name), None) } else { (None, Some(name)) };
    let body = body.push(first).push(people).push(answers(gather, theme)).push(last).spacing(space::THREE);
    let buttons = buttons([
        ring(
            part::focus(Some(gather.on), Part::Cancel),
            button::plain(theme, tr::dialog_cancel(), Some(Message::Entered(Part::Cancel))),
        ),
        ring(
            part::focus(Some(gather.on), Part::Go),
            button::primary(theme, go_words(gather), Some(Message::Entered(Part::Go))),
        ),
    ]);
    frame_of_list(heading(gather), body, buttons, theme, size)
}

fn heading(gather: &Gather) -> String {
    match &gather.purpose {
        Purpose::Begin => tr::gather_title().to_owned(),
        Purpose::Invite(to, name) => tr::gather_title_invite(&to.title(name)),
    }
}

fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => tr::gather_direct(),
        Kind::Group => tr::gather_group(),
        Kind::Channel => tr::gather_channel(),
    }
}

fn about(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => tr::gather_direct_about(),
        Kind::Group => tr::gather_group_about(),
        Kind::Channel => tr::gather_channel_about(),
    }
}

fn go_words(gather: &Gather) -> &'static str {
    match (&gather.purpose, gather.kind()) {
        (Purpose::Invite(..), _) => tr::gather_add(),
        (Purpose::Begin, Kind::Direct) => tr::gather_start(),
        (Purpose::Begin, Kind::Group) => tr::gather_create_group(),
        (Purpose::Begin, Kind::Channel) => tr::gather_create_channel(),
    }
}

fn people(gather: &Gather, theme: Theme) -> Element<'_, Message> {
    let hint = if gather.picker.picked().is_empty() { tr::gather_find() } else { tr::gather_find_more() };
    let search = picker::search(&gather.picker, FIND, hint, theme).map(Message::Picker);
    ring(part::focus(Some(gather.on), Part::Find), search)
}

fn answers(gather: &Gather, theme: Theme) -> Element<'_, Message> {
    let words = Words { nobody: tr::gather_nobody(), none: tr::picker_nobody };
    picker::answers(&gather.picker, ANSWERS, gather.on == Part::Find, words, theme).map(Message::Picker)
}
