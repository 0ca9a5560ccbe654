//! Container styles: the grounds of panels, rows and cards.

use super::{Theme, color, space};

use iced::widget::container::{Catalog, Style, StyleFn};
use iced::{Border, Color};

impl Catalog for Theme {
    type Class<'a> = StyleFn<'a, Self>;

    fn default<'a>() -> Self::Class<'a> {
        Box::new(|_| Style::default())
    }

    fn style(&self, class: &Self::Class<'_>) -> Style {
        class(self)
    }
}

/// The timeline's ground.
pub fn background(theme: &Theme) -> Style {
    flat(theme.colors().background)
}

/// The sidebar's and panels' ground.
pub fn surface(theme: &Theme) -> Style {
    flat(theme.colors().surface)
}

/// The ground of code and quotes.
pub fn inset(theme: &Theme) -> Style {
    rounded(theme.colors().inset)
}

/// A block of code: its edge stays visible on the ground of a row under the pointer.
pub fn code(theme: &Theme) -> Style {
    edged(theme, theme.colors().inset)
}

/// A table.
pub fn table(theme: &Theme) -> Style {
    edged(theme, iced::Color::TRANSPARENT)
}

/// The box of a task in a list.
pub fn task(theme: &Theme) -> Style {
    let colors = theme.colors();
    Style {
        border: Border { color: colors.muted, width: space::LINE, radius: 3.0.into() },
        ..flat(iced::Color::TRANSPARENT)
    }
}

fn edged(theme: &Theme, ground: iced::Color) -> Style {
    let colors = theme.colors();
    Style {
        border: Border { color: colors.border, width: space::LINE, radius: space::RADIUS.into() },
        ..flat(ground)
    }
}

/// A one-pixel line, when it fills a container of that size.
pub fn line(theme: &Theme) -> Style {
    flat(theme.colors().border)
}

/// The *New* line.
pub fn new_line(theme: &Theme) -> Style {
    flat(theme.colors().accent)
}

/// A row that is selected.
pub fn chosen(theme: &Theme) -> Style {
    flat(theme.colors().selected)
}

/// The ground of menus and dialogs: see `widget::lifted`.
pub fn floating(theme: &Theme) -> Style {
    let colors = theme.colors();
    Style {
        text_color: Some(colors.text),
        border: Border { color: colors.border, width: space::LINE, radius: space::RADIUS_LARGE.into() },
        ..flat(colors.raised)
    }
}

/// The ground of a tooltip: see `widget::lifted`.
pub fn tooltip(theme: &Theme) -> Style {
    let colors = theme.colors();
    Style {
        border: Border { color: colors.border, width: space::LINE, radius: space::RADIUS.into() },
        ..floating(theme)
    }
}

/// The scrim that dims the window behind a dialog.
pub fn scrim(theme: &Theme) -> Style {
    flat(theme.colors().scrim)
}

/// A card with a border: a quoted message, a file.
pub fn card(theme: &Theme) -> Style {
    let colors = theme.colors();
    Style {
        border: Border { color: colors.border, width: space::LINE, radius: space::RADIUS.into() },
        ..flat(colors.background)
    }
}

/// The placeholder of a picture.
pub fn vacant(theme: &Theme) -> Style {
    rounded(theme.colors().hover)
}

/// The ground of words over a picture, legible on any picture.
pub fn over_picture(_theme: &Theme) -> Style {
    Style { text_color: Some(color::ON_PICTURE), ..rounded(color::OVER_PICTURE) }
}

/// The lightbox's ground, in every theme.
pub fn darkness(_theme: &Theme) -> Style {
    flat(color::DARKNESS)
}

/// A strip of words or buttons on or beside a picture.
pub fn strip(theme: &Theme) -> Style {
    let colors = theme.colors();
    Style {
        border: Border { color: colors.border, width: space::LINE, radius: space::RADIUS.into() },
        ..flat(colors.raised)
    }
}

/// A wash of colour under a notice.
pub fn wash(ground: Color) -> Style {
    rounded(ground)
}

/// A full, rounded ground of any colour.
pub fn rounded(ground: Color) -> Style {
    Style { border: Border { radius: space::RADIUS.into(), ..Border::default() }, ..flat(ground) }
}

/// A full ground of any colour.
pub fn flat(ground: Color) -> Style {
    Style { background: Some(ground.into()), ..Style::default() }
}
