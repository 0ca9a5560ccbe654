//! Draws the dialog for the words of a reviewer. Tests: the pictures of `tests/window/desk.rs`.

use super::{Decide, Message, Purpose};
use crate::language::tr;
use crate::screen::dialog::frame::{buttons, frame, frame_of_list};
use crate::screen::dialog::modal::{Part, Text};
use crate::screen::dialog::picker::view::{self as picker, Words};
use crate::screen::inbox::message::card;
use crate::screen::part;
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::field::{self, Note, labelled};
use crate::widget::label::label;
use crate::widget::ring::ring;
use crate::widget::{Element, button};

use iced::Size;
use iced::widget::column;

/// The id of the field that finds a person or conversation.
pub const FIND: &str = "decide-find";
/// The id of the field for the words.
pub const WORDS: &str = "decide-words";
/// The id of the list of answers.
pub const ANSWERS: &str = "decide-answers";

/// The content of the dialog, in a window of this size.
pub fn view(decide: &Decide, theme: Theme, size: Size) -> Element<'_, Message> {
    let (title, about, name, go) = match decide.purpose {
        Purpose::Warn => {
            (tr::decide_warn(), tr::decide_warn_about(), tr::decide_warn_words(), tr::decide_warn_go())
        }
        Purpose::Ask => {
            (tr::decide_ask(), tr::decide_ask_about(), tr::decide_ask_words(), tr::decide_ask_go())
        }
        Purpose::HandOver => (
            tr::decide_hand_over(),
            tr::decide_hand_over_about(),
            tr::decide_note_words(),
            tr::decide_hand_over_go(),
        ),
        Purpose::Note(_, _) => {
            (tr::decide_note(), tr::decide_note_about(), tr::decide_note_words(), tr::decide_note_go())
        }
    };
    let hint = match decide.purpose {
        Purpose::Warn => tr::decide_usual_warning(),
        Purpose::Ask => tr::decide_usual_question(),
        Purpose::HandOver => tr::decide_optional(),
        Purpose::Note(_, _) => "",
    };
    let words = field::field(theme, hint, &decide.words)
        .id(WORDS)
        .on_input(|text| Message::Words(Text(text)))
        .on_submit(Message::Entered(Part::Comment));
    let note = match decide.purpose {
        Purpose::Note(_, _) if decide.lacking => Note::Problem(tr::decide_no_words().to_owned()),
        Purpose::Warn | Purpose::Ask | Purpose::HandOver | Purpose::Note(_, _) => Note::None,
    };
    let body = column![
        card::view(theme, &decide.about.quoted, None, card::excerpt(theme, &decide.about.quoted)),
        label(theme, Role::Body, about).style(colors::muted),
        decide.picks().then(|| to(decide, theme)),
        labelled(theme, name, words, note),
    ]
    .spacing(space::THREE);
    let buttons = buttons([
        ring(
            part::focus(Some(decide.on), Part::Cancel),
            button::plain(theme, tr::dialog_cancel(), Some(Message::Entered(Part::Cancel))),
        ),
        ring(
            part::focus(Some(decide.on), Part::Go),
            button::primary(theme, go, Some(Message::Entered(Part::Go))),
        ),
    ]);
    if decide.picks() {
        frame_of_list(title, body, buttons, theme, size)
    } else {
        frame(title, body, buttons, theme, size)
    }
}

/// The person or conversation picked, and the answers to choose from until one is.
fn to(decide: &Decide, theme: Theme) -> Element<'_, Message> {
    let search = picker::search(&decide.picker, FIND, tr::decide_find(), theme).map(Message::Picker);
    let lacking =
        decide.lacking.then(|| label(theme, Role::Small, tr::decide_nobody_picked()).style(colors::danger));
    let words = Words { nobody: tr::share_nobody(), none: tr::picker_nothing };
    let answers = decide.picker.picked().is_empty().then(|| {
        picker::answers(&decide.picker, ANSWERS, decide.on == Part::Find, words, theme).map(Message::Picker)
    });
    column![ring(part::focus(Some(decide.on), Part::Find), search), lacking, answers]
        .spacing(space::TWO)
        .into()
}
