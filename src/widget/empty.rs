//! Empty states: a sentence and the next step, where there is nothing yet or nothing left.

use super::Element;
use super::label::label;
use super::named::named;
use crate::icon::Icon;
use crate::theme::{Role, Theme, scrollable as bars, space, text as tone};

use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::{Column, center, center_x, column, container, scrollable};
use iced::{Alignment, Length};

/// An empty state that fills its area; `action` is the next step, usually a button.
pub fn empty<'a, Message: 'a>(
    theme: Theme,
    icon: Icon,
    title: impl Into<String>,
    sentence: impl Into<String>,
    action: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    let words = column![
        named("", icon.sized(theme, 28.0).style(tone::muted)),
        label(theme, Role::Heading, title.into()).style(tone::normal).center(),
        label(theme, Role::Body, sentence.into()).style(tone::muted).center(),
    ]
    .spacing(space::TWO)
    .align_x(Alignment::Center);
    let whole: Column<'_, Message, Theme> =
        column![words].push(action).spacing(space::FOUR).align_x(Alignment::Center);
    let whole = center_x(container(whole).max_width(theme.scaled(360.0))).padding(space::FOUR);
    // Large text may need more height than there is.
    let bar = Scrollbar::new().width(bars::WIDTH).scroller_width(bars::WIDTH).margin(2);
    let whole = scrollable(whole).direction(Direction::Vertical(bar));
    center(whole).width(Length::Fill).height(Length::Fill).into()
}
