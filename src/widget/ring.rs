//! The focus ring around the control that has keyboard focus. The screen's state says which control that is.

use super::Element;
use super::wrap::{Wrapper, wrap};
use crate::theme::{Theme, space};

use iced::advanced::renderer::{Quad, Renderer as _};
use iced::{Border, Color, Rectangle};

/// Keyboard focus of a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// The control has keyboard focus.
    Here,
    /// Keyboard focus is elsewhere, or nowhere.
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

/// A control with a ring while it has keyboard focus. The ring takes no room in the layout: it is drawn a pixel outside
/// the control.
pub fn ring<'a, Message: 'a>(focus: Focus, inner: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    wrap(inner, Ring(focus, Edge::Outside))
}

/// A row with the ring on its own edge, where neighbouring rows and the viewport do not clip it.
pub fn ring_inside<'a, Message: 'a>(
    focus: Focus,
    inner: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    wrap(inner, Ring(focus, Edge::Inside))
}
