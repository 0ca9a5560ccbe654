//! A part of the window that scrolls, for what is not long enough to need a `list`.

use super::Element;
use crate::theme::Theme;
use crate::theme::scrollable::WIDTH;

use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::{Scrollable, scrollable};

/// The content, scrolled up and down, with our thin bar over its right edge.
pub fn pane<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Scrollable<'a, Message, Theme> {
    let bar = Scrollbar::new().width(WIDTH).scroller_width(WIDTH).margin(2);
    scrollable(content).direction(Direction::Vertical(bar))
}
