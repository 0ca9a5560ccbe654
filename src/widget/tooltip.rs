//! Tooltips: a few words beside the control under the pointer.

use super::Element;
use super::label::label;
use super::lifted::{Height, lifted};
use crate::theme::{Role, Theme, space};

use iced::Padding;
use iced::widget::tooltip::Position;
use iced::widget::{container, tooltip as hint};

use std::time::Duration;

/// The side on which the tooltip shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Above.
    Above,
    /// Below.
    Below,
    /// To the right.
    Right,
}

/// How long the pointer rests before the tooltip shows.
const DELAY: Duration = Duration::from_millis(450);

/// The element with a tooltip.
pub fn tooltip<'a, Message: 'a>(
    theme: Theme,
    inner: impl Into<Element<'a, Message>>,
    says: impl Into<String>,
    beside: Beside,
) -> Element<'a, Message> {
    let words = container(label(theme, Role::Small, says.into()))
        .padding(Padding::from([space::ONE, space::TWO]))
        .max_width(theme.scaled(280.0));
    let words = lifted(Height::Hint, words);
    let position = match beside {
        Beside::Above => Position::Top,
        Beside::Below => Position::Bottom,
        Beside::Right => Position::Right,
    };
    hint(inner, words, position).gap(space::ONE).padding(0).delay(DELAY).into()
}
