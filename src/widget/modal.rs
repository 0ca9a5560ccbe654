//! A dialog over the window, which is dimmed meanwhile. A press outside closes it; Escape is the screen's matter, which holds
//! the keyboard's focus.

use super::Element;
use super::label::label;
use crate::theme::{Role, Theme, container as ground, space, text as tone};

use iced::widget::{Column, Row, center, column, container, mouse_area, opaque, row, stack};
use iced::{Length, Padding};

/// `dialog` over `base`.
pub fn modal<'a, Message: Clone + 'a>(
    base: impl Into<Element<'a, Message>>,
    dialog: impl Into<Element<'a, Message>>,
    on_close: Message,
) -> Element<'a, Message> {
    let scrim = center(opaque(dialog)).padding(space::FOUR).style(ground::scrim);
    stack![base.into(), opaque(mouse_area(scrim).on_press(on_close))].into()
}

/// A panel with a head, a body and buttons, the one that does the thing last. No wider than `width` at the normal text size.
pub fn dialog<'a, Message: 'a>(
    theme: Theme,
    width: f32,
    head: impl Into<String>,
    body: impl Into<Element<'a, Message>>,
    buttons: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    let head = label(theme, Role::Heading, head.into()).style(tone::normal);
    let buttons = (!buttons.is_empty())
        .then(|| row![container("").width(Length::Fill), Row::with_children(buttons).spacing(space::TWO)]);
    let inside: Column<'_, Message, Theme> = column![head, body.into()].push(buttons).spacing(space::FOUR);
    panel(theme, width, container(inside).padding(space::SIX - space::ONE))
}

/// A floating panel without anything in it: *Jump to…*.
pub fn panel<'a, Message: 'a>(
    theme: Theme,
    width: f32,
    inside: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    container(inside).max_width(theme.scaled(width)).padding(Padding::ZERO).style(ground::floating).into()
}
