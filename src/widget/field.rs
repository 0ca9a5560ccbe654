//! One-line text fields, with their labels and notes in a form.

use super::Element;
use super::label::label;
use crate::theme::{Role, Theme, space, text as tone, text_input as style};

use iced::Padding;
use iced::widget::{Column, TextInput, column, text_input};

/// A text field with a border.
pub fn field<'a, Message: Clone + 'a>(
    theme: Theme,
    placeholder: &str,
    value: &str,
) -> TextInput<'a, Message, Theme> {
    let measures = theme.type_of(Role::Body);
    text_input(placeholder, value)
        .font(measures.font)
        .size(measures.size)
        .line_height(measures.line_height())
        .padding(Padding::from([6.0, space::THREE - 2.0]))
        .style(style::field)
}

/// A text field without a border, for a panel that is one field: *Jump to…*.
pub fn borderless<'a, Message: Clone + 'a>(
    theme: Theme,
    placeholder: &str,
    value: &str,
) -> TextInput<'a, Message, Theme> {
    let measures = theme.type_of(Role::Heading);
    text_input(placeholder, value)
        .font(crate::theme::fonts::SANS)
        .size(measures.size)
        .line_height(measures.line_height())
        .padding(0)
        .style(style::borderless)
}

/// The note under a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// No note.
    None,
    /// The field's purpose.
    Hint(String),
    /// The problem with the field's content, in words.
    Problem(String),
}

/// A field or other form control, with its name above and a note below.
pub fn labelled<'a, Message: 'a>(
    theme: Theme,
    name: impl Into<String>,
    control: impl Into<Element<'a, Message>>,
    note: Note,
) -> Element<'a, Message> {
    let note = match note {
        Note::None => None,
        Note::Hint(hint) => Some(label(theme, Role::Small, hint).style(tone::muted)),
        Note::Problem(problem) => Some(label(theme, Role::Small, problem).style(tone::danger)),
    };
    let form: Column<'_, Message, Theme> =
        column![label(theme, Role::BodyStrong, name.into()).style(tone::normal), control.into()];
    form.push(note).spacing(space::ONE).into()
}
