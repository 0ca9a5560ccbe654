//! The small icon buttons on a message and on its code blocks.
//!
//! Tests: `tests/window/message.rs`.

use super::Message;

use crate::icon::Icon;
use crate::screen::part;
use crate::theme::{Theme, container as grounds, space};
use crate::widget::Element;
use crate::widget::named::named;
use crate::widget::tooltip::{Beside, tooltip};

use iced::widget::container;

/// The background of a message's action buttons.
pub(in crate::screen::inbox) fn bar_ground(theme: &Theme) -> container::Style {
    let colors = theme.colors();
    container::Style {
        border: iced::Border { color: colors.border, width: space::LINE, radius: space::RADIUS.into() },
        ..grounds::flat(colors.raised)
    }
}

/// One action, as an icon.
pub(in crate::screen::inbox) fn bar_button(
    theme: Theme,
    icon: Icon,
    name: &'static str,
    says: String,
    pressed: Message,
) -> Element<'static, Message> {
    let face = container(part::glyph(theme, icon, 14.0, |_| iced::widget::text::Style::default()));
    let button = iced::widget::button(face.center(theme.scaled(16.0)))
        .padding(3)
        .style(crate::theme::button::quiet)
        .on_press(pressed);
    tooltip(theme, named(name, button), says, Beside::Above)
}
