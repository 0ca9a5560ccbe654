//! The ring around what has the keyboard. Which thing that is, is in the screen's state.

use super::Element;
use super::wrap::{Wrapper, wrap};
use crate::theme::{Theme, space};

use iced::advanced::renderer::{Quad, Renderer as _};
use iced::{Border, Color, Rectangle};

/// Whether something has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// It has.
    Here,
    /// It has not.
    #[default]
    Elsewhere,
}

/// Where the ring is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Outside,
    Inside,
}

struct Ring(Focus, Edge);

impl<Message> Wrapper<Message> for Ring {
    fn draw_over(&self, renderer: &mut iced::Renderer, theme: &Theme, bounds: Rectangle) {
        let Self(Focus::Here, edge) = self else { return };
        let (bounds, radius) = match edge {
            Edge::Outside => (bounds.expand(space::RING + 1.0), space::RADIUS + space::RING + 1.0),
            Edge::Inside => (bounds, space::RADIUS),
        };
        let border = Border { color: theme.colors().accent, width: space::RING, radius: radius.into() };
        renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, Color::TRANSPARENT);
    }
}

/// A control, with a ring when it has the keyboard. The ring takes no room: it lies a pixel outside the control.
pub fn ring<'a, Message: 'a>(focus: Focus, inner: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    wrap(inner, Ring(focus, Edge::Outside))
}

/// A row among others, with the ring on its own edge, where nothing cuts it off.
pub fn ring_inside<'a, Message: 'a>(
    focus: Focus,
    inner: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    wrap(inner, Ring(focus, Edge::Inside))
}
