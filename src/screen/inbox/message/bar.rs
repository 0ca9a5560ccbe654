//! The small icon buttons on a message and on its code blocks.
//!
//! Tests: `tests/window/message.rs`.

use super::Message;

use crate::icon::Icon;
use crate::screen::part;
use crate::theme::{Contrast, Theme, container as grounds, space};
use crate::widget::Element;
use crate::widget::named::named;
use crate::widget::tooltip::{Beside, tooltip};

use iced::widget::button::{Status, Style};
use iced::widget::container;

/// The background of a message's action buttons.
pub(in crate::screen::inbox) fn bar_ground(theme: &Theme) -> container::Style {
    let colors = theme.colors();
    let color = match theme.contrast() {
        Contrast::Normal => colors.border,
        Contrast::High => colors.outline,
    };
    container::Style {
        border: iced::Border { color, width: space::LINE, radius: space::RADIUS.into() },
        ..grounds::flat(colors.raised)
    }
}

/// An action that takes a mark off, as the mark's icon on the ground of a chosen thing.
pub(in crate::screen::inbox) fn bar_button_on(
    theme: Theme,
    icon: Icon,
    name: &'static str,
    says: String,
    pressed: Message,
) -> Element<'static, Message> {
    styled(theme, icon, name, says, pressed, crate::theme::button::on)
}

/// One action, as an icon.
pub(in crate::screen::inbox) fn bar_button(
    theme: Theme,
    icon: Icon,
    name: &'static str,
    says: String,
    pressed: Message,
) -> Element<'static, Message> {
    styled(theme, icon, name, says, pressed, crate::theme::button::line)
}

fn styled(
    theme: Theme,
    icon: Icon,
    name: &'static str,
    says: String,
    pressed: Message,
    style: fn(&Theme, Status) -> Style,
) -> Element<'static, Message> {
    let face = container(part::glyph(theme, icon, 14.0, |_| iced::widget::text::Style::default()));
    let button =
        iced::widget::button(face.center(theme.scaled(16.0))).padding(3).style(style).on_press(pressed);
    tooltip(theme, named(name, button), says, Beside::Above)
}
