//! What floats over the window: a raised ground with an edge and a soft shadow.
//!
//! The shadow is ours, of a few translucent grounds one inside the other. A `container`'s own is left behind by the software
//! renderer when its panel goes or grows: what is to be painted anew is counted by the panel's bounds, without its shadow,
//! and the shadow is painted again over itself by every part of a frame that touches the panel (iced 0.14).
//! Tests: `tests/window/surface.rs`.

use super::Element;
use super::wrap::{Wrapper, wrap};
use crate::theme::{Theme, container as ground, space};

use iced::advanced::renderer::{Quad, Renderer as _};
use iced::widget::Container;
use iced::{Color, Rectangle, Vector, border};

/// How far above the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Height {
    /// Words beside the pointer.
    Hint,
    /// Menus, dialogs.
    Panel,
}

impl Height {
    /// How far the shadow reaches, and how far it has fallen, in logical pixels.
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

/// Grounds in a shadow: enough that no step between two is seen.
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
            // Closer together towards the panel, so that the shadow fades as the square of the distance.
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

/// The container with a raised ground, an edge and a shadow.
pub fn lifted<'a, Message: 'a>(height: Height, panel: Container<'a, Message, Theme>) -> Element<'a, Message> {
    let style = match height {
        Height::Hint => ground::tooltip,
        Height::Panel => ground::floating,
    };
    wrap(panel.style(style), Shadow(height))
}
