//! The style of the composer's text. The composer's frame, which holds buttons too, draws the border.

use super::Theme;

use iced::widget::text_editor::{Catalog, Status, Style, StyleFn};
use iced::{Border, Color};

impl Catalog for Theme {
    type Class<'a> = StyleFn<'a, Self>;

    fn default<'a>() -> Self::Class<'a> {
        Box::new(composer)
    }

    fn style(&self, class: &Self::Class<'_>, status: Status) -> Style {
        class(self, status)
    }
}

/// No ground, no border.
pub fn composer(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    let value = match status {
        Status::Active | Status::Hovered | Status::Focused { .. } => colors.text,
        Status::Disabled => colors.muted,
    };
    Style {
        background: Color::TRANSPARENT.into(),
        border: Border::default(),
        placeholder: colors.muted,
        value,
        selection: colors.selection,
    }
}
