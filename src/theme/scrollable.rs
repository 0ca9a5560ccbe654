//! Scrollbars: thin, over the content, darker under the pointer.

use super::{Theme, space};

use iced::widget::container;
use iced::widget::scrollable::{AutoScroll, Catalog, Rail, Scroller, Status, Style, StyleFn};
use iced::{Border, Color, Shadow};

/// Width of the bar, in logical pixels.
pub const WIDTH: f32 = 6.0;
/// Distance from the edge within which a bar can be grabbed, in logical pixels.
pub const REACH: f32 = 12.0;
/// Least length of the handle, in logical pixels.
pub const SHORTEST: f32 = 28.0;

impl Catalog for Theme {
    type Class<'a> = StyleFn<'a, Self>;

    fn default<'a>() -> Self::Class<'a> {
        Box::new(thin)
    }

    fn style(&self, class: &Self::Class<'_>, status: Status) -> Style {
        class(self, status)
    }
}

/// The handle's colour at rest and in use.
pub fn handle(theme: &Theme, in_use: Use) -> Color {
    let colors = theme.colors();
    match in_use {
        Use::Rest => colors.outline.scale_alpha(0.55),
        Use::Hovered => colors.outline,
        Use::Dragged => colors.muted,
    }
}

/// The interaction with a scrollbar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Nothing.
    Rest,
    /// The pointer is over it.
    Hovered,
    /// The handle is being dragged.
    Dragged,
}

/// The style of all scrollbars.
pub fn thin(theme: &Theme, status: Status) -> Style {
    let colors = theme.colors();
    let (vertical, horizontal) = match status {
        Status::Active { .. } => (Use::Rest, Use::Rest),
        Status::Hovered { is_vertical_scrollbar_hovered, is_horizontal_scrollbar_hovered, .. } => (
            if is_vertical_scrollbar_hovered { Use::Hovered } else { Use::Rest },
            if is_horizontal_scrollbar_hovered { Use::Hovered } else { Use::Rest },
        ),
        Status::Dragged { is_vertical_scrollbar_dragged, is_horizontal_scrollbar_dragged, .. } => (
            if is_vertical_scrollbar_dragged { Use::Dragged } else { Use::Rest },
            if is_horizontal_scrollbar_dragged { Use::Dragged } else { Use::Rest },
        ),
    };
    let rail = |in_use| Rail {
        background: None,
        border: Border::default(),
        scroller: Scroller {
            background: handle(theme, in_use).into(),
            border: Border { radius: (WIDTH / 2.0).into(), ..Border::default() },
        },
    };
    Style {
        container: container::Style::default(),
        vertical_rail: rail(vertical),
        horizontal_rail: rail(horizontal),
        gap: None,
        auto_scroll: AutoScroll {
            background: colors.raised.into(),
            border: Border { color: colors.border, width: space::LINE, radius: space::RADIUS.into() },
            shadow: Shadow::default(),
            icon: colors.muted,
        },
    }
}
