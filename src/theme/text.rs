//! Text colours, as styles for iced's text widget.

use super::Theme;

use iced::widget::text::{Catalog, Style, StyleFn};

impl Catalog for Theme {
    type Class<'a> = StyleFn<'a, Self>;

    /// Takes the text colour of the container: a button's text follows the button.
    fn default<'a>() -> Self::Class<'a> {
        Box::new(|_| Style::default())
    }

    fn style(&self, class: &Self::Class<'_>) -> Style {
        class(self)
    }
}

/// The normal text colour, whatever the container's.
pub fn normal(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().text) }
}

/// Less important text.
pub fn muted(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().muted) }
}

/// Text that can be acted on, or is new.
pub fn accent(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().accent) }
}

/// An error.
pub fn danger(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().danger) }
}

/// A success.
pub fn success(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().success) }
}

/// Something waiting, or in need of attention.
pub fn warning(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().warning) }
}
