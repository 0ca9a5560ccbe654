//! Button styles, from most to least prominent, and those of rows and reactions.

use super::{Contrast, Theme, space};

use iced::widget::button::{Catalog, Status, Style, StyleFn};
use iced::{Background, Border, Color, Shadow};

impl Catalog for Theme {
    type Class<'a> = StyleFn<'a, Self>;

    fn default<'a>() -> Self::Class<'a> {
        Box::new(quiet)
    }

    fn style(&self, class: &Self::Class<'_>, status: Status) -> Style {
        class(self, status)
    }
}

/// The main action.
pub fn primary(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    match status {
        Status::Active => filled(colors.accent_fill, colors.on_accent),
        Status::Hovered | Status::Pressed => filled(colors.accent_hover, colors.on_accent),
        Status::Disabled => disabled(theme),
    }
}

/// A secondary action: a raised ground with a border.
pub fn plain(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    let edge = match theme.contrast() {
        Contrast::Normal => colors.border,
        Contrast::High => colors.outline,
    };
    match status {
        Status::Active => edged(filled(colors.raised, colors.text), edge),
        Status::Hovered | Status::Pressed => edged(filled(colors.hover, colors.text), edge),
        Status::Disabled => disabled(theme),
    }
}

/// A destructive action, or one that cannot be undone.
pub fn danger(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    match status {
        Status::Active | Status::Hovered | Status::Pressed => filled(colors.danger_fill, colors.on_danger),
        Status::Disabled => disabled(theme),
    }
}

/// No ground until the pointer is over it.
pub fn quiet(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    match status {
        Status::Active if theme.contrast() == Contrast::High => edged(bare(colors.muted), colors.outline),
        Status::Active => bare(colors.muted),
        Status::Hovered | Status::Pressed => filled(colors.hover, colors.text),
        Status::Disabled => bare(colors.muted.scale_alpha(0.55)),
    }
}

/// A line of words or an icon of a bar that can be pressed, without room for an edge of its own.
pub fn line(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    match status {
        Status::Active | Status::Disabled => bare(colors.muted),
        Status::Hovered | Status::Pressed => filled(colors.hover, colors.text),
    }
}

/// A switch that is on.
pub fn on(theme: &Theme, _status: Status) -> Style {
    let colors = theme.colors();
    filled(colors.selected, colors.accent)
}

/// A button that looks like a link.
pub fn link(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    match status {
        Status::Active => bare(colors.accent),
        Status::Hovered | Status::Pressed => bare(colors.text),
        Status::Disabled => bare(colors.muted),
    }
}

/// A whole row that can be chosen.
pub fn row(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    match status {
        Status::Active | Status::Disabled => bare(colors.text),
        Status::Hovered | Status::Pressed => filled(colors.hover, colors.text),
    }
}

/// The chosen row.
pub fn selected_row(theme: &Theme, _status: Status) -> Style {
    let colors = theme.colors();
    filled(colors.selected, colors.text)
}

/// A reaction.
pub fn chip(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    let ground = match status {
        Status::Active | Status::Disabled => colors.inset,
        Status::Hovered | Status::Pressed => colors.hover,
    };
    pill(edged(filled(ground, colors.text), colors.border))
}

/// A reaction that is the user's own, too.
pub fn chip_on(theme: &Theme, _status: Status) -> Style {
    let colors = theme.colors();
    pill(edged(filled(colors.selected, colors.accent), colors.accent))
}

fn pill(style: Style) -> Style {
    Style { border: Border { radius: space::PILL.into(), ..style.border }, ..style }
}

fn filled(ground: Color, text: Color) -> Style {
    Style { background: Some(Background::Color(ground)), ..bare(text) }
}

fn edged(style: Style, edge: Color) -> Style {
    Style { border: Border { color: edge, width: space::LINE, radius: space::RADIUS.into() }, ..style }
}

/// Disabled controls are exempt from the contrast rule; their text is muted but can still be read.
fn disabled(theme: &Theme) -> Style {
    let colors = theme.colors();
    edged(filled(colors.inset, colors.muted.scale_alpha(0.7)), colors.border)
}

fn bare(text: Color) -> Style {
    Style {
        background: None,
        text_color: text,
        border: Border { radius: space::RADIUS.into(), ..Border::default() },
        shadow: Shadow::default(),
        snap: true,
    }
}
