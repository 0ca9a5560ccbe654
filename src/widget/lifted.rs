//! Panels that float over the window: a raised ground with a border and a soft shadow.
//!
//! The shadow is drawn here, as a few translucent layers one inside the other. A `container`'s own shadow is left
//! behind by the software renderer when its panel goes or grows: the area to repaint is computed from the panel's
//! bounds, without its shadow, and every part of a frame that touches the panel paints the shadow over itself again
//! (iced 0.14). Tests: `tests/window/surface.rs`.

use super::Element;
use super::wrap::{Wrapper, wrap};
use crate::theme::{Theme, container as ground, space};

use iced::advanced::renderer::{Quad, Renderer as _};
use iced::widget::Container;
use iced::{Color, Rectangle, Vector, border};

/// The elevation of a panel above the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Height {
    /// Tooltips.
    Hint,
    /// Menus, dialogs.
    Panel,
}

impl Height {
    /// How far the shadow extends and how far it is shifted down, in logical pixels.
    const fn shadow(self) -> (f32, f32) {
        match self {
            Self::Hint => (7.0, 2.0),
            Self::Panel => (22.0, 6.0),
        }
    }

    const fn radius(self) -> f32 {
        match self {
            Self::Hint => space::RADIUS,
            Self::Panel => space::RADIUS_LARGE,
        }
    }
}

/// Layers of a shadow: enough that no step between two is visible.
const STEPS: u8 = 9;

struct Shadow(Height);

impl<Message> Wrapper<Message> for Shadow {
    fn draw_under(&self, renderer: &mut iced::Renderer, theme: &Theme, bounds: Rectangle) {
        let colour = theme.colors().shadow;
        if colour.a == 0.0 {
            return;
        }
        let (reach, fall) = self.0.shadow();
        let step = Color { a: colour.a / f32::from(STEPS), ..colour };
        for number in 1..=STEPS {
            // The layers lie closer together towards the panel, so that the shadow fades as the square of the distance.
            let spread = reach * (1.0 - (f32::from(number) / f32::from(STEPS)).sqrt());
            let quad = Quad {
                bounds: bounds.expand(spread) + Vector::new(0.0, fall),
                border: border::rounded(self.0.radius() + spread),
                ..Quad::default()
            };
            renderer.fill_quad(quad, step);
        }
    }
}

/// The container with a raised ground, a border and a shadow.
pub fn lifted<'a, Message: 'a>(height: Height, panel: Container<'a, Message, Theme>) -> Element<'a, Message> {
    let style = match height {
        Height::Hint => ground::tooltip,
        Height::Panel => ground::floating,
    };
    wrap(panel.style(style), Shadow(height))
}
