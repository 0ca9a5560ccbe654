//! Styles of one-line text fields.

use super::{Theme, space};

use iced::widget::text_input::{Catalog, Status, Style, StyleFn};
use iced::{Border, Color};

impl Catalog for Theme {
    type Class<'a> = StyleFn<'a, Self>;

    fn default<'a>() -> Self::Class<'a> {
        Box::new(field)
    }

    fn style(&self, class: &Self::Class<'_>, status: Status) -> Style {
        class(self, status)
    }
}

/// A field with a border that becomes the focus ring.
pub fn field(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    let (edge, width) = match status {
        Status::Active | Status::Hovered => (colors.outline, space::LINE),
        Status::Focused { .. } => (colors.accent, space::RING),
        Status::Disabled => (colors.border, space::LINE),
    };
    Style { border: Border { color: edge, width, radius: space::RADIUS.into() }, ..borderless(theme, status) }
}

/// A field without a border, for a panel that is one field, such as *Jump to…*.
pub fn borderless(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    let value = match status {
        Status::Active | Status::Hovered | Status::Focused { .. } => colors.text,
        Status::Disabled => colors.muted,
    };
    Style {
        background: Color::TRANSPARENT.into(),
        border: Border::default(),
        icon: colors.muted,
        placeholder: colors.muted,
        value,
        selection: colors.selection,
    }
}
