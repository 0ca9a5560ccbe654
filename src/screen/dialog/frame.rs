//! The layout of a dialog: a heading, a body that scrolls in a low window, and buttons that are always visible.
//!
//! Must not know: the purpose of the dialog. Tests: `tests/window/edges.rs`.

use crate::screen::part;
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::Element;
use crate::widget::label::label;

use iced::widget::text::IntoFragment;
use iced::widget::{Row, column, container, scrollable};
use iced::{Length, Padding, Size, alignment};

/// The id of the scrollable body between heading and buttons.
pub const BODY: &str = "dialog-body";
/// Height of heading and buttons at the normal text size.
const AROUND: f32 = 108.0;
/// In windows narrower than this, at the normal text size, dialogs stack what wider ones show side by side.
const NARROW: f32 = 300.0;
/// Height of the second line that buttons can take in a narrow window, at the normal text size.
const LINE: f32 = 40.0;
/// Least height of the body, at the normal text size.
const LEAST: f32 = 80.0;

/// True if dialogs stack their parts in a window of this size.
pub(super) fn is_narrow(theme: Theme, size: Size) -> bool {
    size.width < theme.scaled(NARROW)
}

/// The content of a dialog panel, in a window of this size.
pub(super) fn frame<'a, Message: 'a>(
    head: impl IntoFragment<'a>,
    body: impl Into<Element<'a, Message>>,
    buttons: impl Into<Element<'a, Message>>,
    theme: Theme,
    size: Size,
) -> Element<'a, Message> {
    scrolled(head, body, buttons, (theme, size), part::bar())
}

/// The same around a body that has a list with a bar of its own.
pub(super) fn frame_of_list<'a, Message: 'a>(
    head: impl IntoFragment<'a>,
    body: impl Into<Element<'a, Message>>,
    buttons: impl Into<Element<'a, Message>>,
    theme: Theme,
    size: Size,
) -> Element<'a, Message> {
    scrolled(head, body, buttons, (theme, size), part::no_bar())
}

fn scrolled<'a, Message: 'a>(
    head: impl IntoFragment<'a>,
    body: impl Into<Element<'a, Message>>,
    buttons: impl Into<Element<'a, Message>>,
    (theme, size): (Theme, Size),
    bar: scrollable::Direction,
) -> Element<'a, Message> {
    let edge = space::SIX;
    let around = if is_narrow(theme, size) { AROUND + LINE } else { AROUND };
    let room = (size.height - theme.scaled(around) - 2.0 * space::THREE).max(theme.scaled(LEAST));
    let head = label(theme, Role::Heading, head).style(colors::normal);
    let body = scrollable(container(body).padding(Padding::from([0.0, edge])))
        .id(BODY)
        .direction(bar)
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

/// The buttons of a dialog, at its right edge; one below the other if their words need more room than a line.
pub(super) fn buttons<'a, Message: 'a>(
    buttons: impl IntoIterator<Item = Element<'a, Message>>,
) -> Element<'a, Message> {
    let all = Row::with_children(buttons).spacing(space::TWO).wrap().align_x(alignment::Horizontal::Right);
    container(all).align_right(Length::Fill).into()
}
