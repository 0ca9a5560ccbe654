//! Dividers: lines one pixel thin.

use super::Element;
use super::label::label;
use crate::theme::{Role, Theme, container as ground, space, text as tone};

use iced::widget::{container, row};
use iced::{Alignment, Length, Padding};

/// A horizontal line.
pub fn horizontal<'a, Message: 'a>() -> Element<'a, Message> {
    container("").width(Length::Fill).height(space::LINE).style(ground::line).into()
}

/// A vertical line.
pub fn vertical<'a, Message: 'a>() -> Element<'a, Message> {
    container("").width(space::LINE).height(Length::Fill).style(ground::line).into()
}

/// The divider with a day's date between messages.
pub fn day<'a, Message: 'a>(theme: Theme, says: impl Into<String>) -> Element<'a, Message> {
    let says = label(theme, Role::SmallStrong, says.into()).style(tone::muted);
    row![horizontal(), says, horizontal()]
        .spacing(space::THREE)
        .padding(Padding::from([space::TWO, space::FOUR]))
        .align_y(Alignment::Center)
        .into()
}

/// The divider above the first new message.
pub fn new<'a, Message: 'a>(theme: Theme, says: impl Into<String>) -> Element<'a, Message> {
    let says = label(theme, Role::SmallStrong, says.into()).style(tone::accent);
    let line = container("").width(Length::Fill).height(space::LINE).style(ground::new_line);
    row![line, says]
        .spacing(space::TWO)
        .padding(Padding::from([space::ONE, space::FOUR]))
        .align_y(Alignment::Center)
        .into()
}
