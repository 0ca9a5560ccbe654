//! The layout of a dialog: a heading, a body that scrolls in a low window, and buttons that are always visible.
//!
//! Must not know: the purpose of the dialog. Tests: `tests/window/edges.rs`.

use crate::screen::part;
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::Element;
use crate::widget::label::label;

use iced::widget::text::IntoFragment;
use iced::widget::{column, container, scrollable};
use iced::{Length, Padding, Size};

/// The id of the scrollable body between heading and buttons.
pub const BODY: &str = "dialog-body";
/// Height of heading and buttons at the normal text size.
const AROUND: f32 = 108.0;
/// Least height of the body, at the normal text size.
const LEAST: f32 = 80.0;

/// The content of a dialog panel, in a window of this size.
pub(super) fn frame<'a, Message: 'a>(
    head: impl IntoFragment<'a>,
    body: impl Into<Element<'a, Message>>,
    buttons: impl Into<Element<'a, Message>>,
    theme: Theme,
    size: Size,
) -> Element<'a, Message> {
    let edge = space::SIX;
    let room = (size.height - theme.scaled(AROUND) - 2.0 * space::THREE).max(theme.scaled(LEAST));
    let head = label(theme, Role::Heading, head).style(colors::normal);
    let body = scrollable(container(body).padding(Padding::from([0.0, edge])))
        .id(BODY)
        .direction(part::bar())
        .width(Length::Fill);
    column![
        container(head).padding(Padding { top: space::FOUR, right: edge, bottom: space::TWO, left: edge }),
        container(body).max_height(room),
        container(buttons).padding(Padding {
            top: space::THREE,
            right: edge,
            bottom: space::FOUR,
            left: edge
        }),
    ]
    .into()
}
