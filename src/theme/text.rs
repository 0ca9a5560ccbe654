//! Text colours, as styles for iced's text widget.

use super::Theme;

use iced::widget::text::{Catalog, Style, StyleFn};

impl Catalog for Theme {
    type Class<'a> = StyleFn<'a, Self>;

    /// Takes the colour of what it stands on: a button's text follows the button.
    fn default<'a>() -> Self::Class<'a> {
        Box::new(|_| Style::default())
    }

    fn style(&self, class: &Self::Class<'_>) -> Style {
        class(self)
    }
}

/// Text, whatever it stands on.
pub fn normal(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().text) }
}

/// May be overlooked.
pub fn muted(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().muted) }
}

/// Can be acted on, or is new.
pub fn accent(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().accent) }
}

/// Went wrong.
pub fn danger(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().danger) }
}

/// Went right.
pub fn success(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().success) }
}

/// Waits, or needs a look.
pub fn warning(theme: &Theme) -> Style {
    Style { color: Some(theme.colors().warning) }
}
