//! The seam between two columns: the pointer drags it to change their widths, and a double click resets them.
//!
//! It fills the area of the columns, over them, but takes only the pointer that is at the seam. Tests:
//! `tests/window/sidebar.rs`.

use super::Element;
use crate::theme::{Theme, space};

use iced::advanced::layout::{self, Layout};
use iced::advanced::mouse::Click;
use iced::advanced::mouse::click::Kind;
use iced::advanced::renderer::{self, Renderer as _};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget};
use iced::{Event, Length, Point, Rectangle, Size, mouse, window};

/// Distance at which the pointer takes the seam, in logical pixels. Less on the left, where a scrollbar may be.
const REACH: (f32, f32) = (2.0, 5.0);
/// Thickness of the line that shows that the pointer has the seam, in logical pixels.
const THICK: f32 = 2.0;

/// A drag of the seam.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Drag {
    /// The seam is dragged to this distance from the left, in logical pixels.
    To(f32),
    /// The seam was dropped.
    Dropped,
    /// The seam was double-clicked.
    Reset,
}

struct Seam<F> {
    at: f32,
    dragged: F,
}

#[derive(Default)]
struct State {
    /// The distance from the seam to the pointer that holds it.
    grip: Option<f32>,
    last: Option<Click>,
    is_lit: bool,
}

impl<F> Seam<F> {
    fn has(&self, bounds: Rectangle, cursor: mouse::Cursor) -> Option<Point> {
        let point = cursor.position_over(bounds)?;
        let off = point.x - bounds.x - self.at;
        (-REACH.0..=REACH.1).contains(&off).then_some(point)
    }
}

impl<Message, F: Fn(Drag) -> Message> Widget<Message, Theme, iced::Renderer> for Seam<F> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, _: &mut Tree, _: &iced::Renderer, limits: &layout::Limits) -> layout::Node {
        layout::Node::new(limits.max())
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &iced::Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let (bounds, state) = (layout.bounds(), tree.state.downcast_mut::<State>());
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let Some(point) = self.has(bounds, cursor) else { return };
                let click = Click::new(point, mouse::Button::Left, state.last);
                state.last = Some(click);
                if click.kind() == Kind::Double {
                    state.grip = None;
                    shell.publish((self.dragged)(Drag::Reset));
                } else {
                    state.grip = Some(point.x - bounds.x - self.at);
                }
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                if let Some(grip) = state.grip {
                    shell.publish((self.dragged)(Drag::To(position.x - bounds.x - grip)));
                    shell.capture_event();
                } else if self.has(bounds, cursor).is_some() != state.is_lit {
                    shell.request_redraw();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) if state.grip.is_some() => {
                state.grip = None;
                shell.publish((self.dragged)(Drag::Dropped));
                shell.request_redraw();
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::CursorLeft) if state.is_lit => shell.request_redraw(),
            Event::Window(window::Event::RedrawRequested(_)) => {
                state.is_lit = state.grip.is_some() || self.has(bounds, cursor).is_some();
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        if !tree.state.downcast_ref::<State>().is_lit {
            return;
        }
        let bounds = layout.bounds();
        let x = (bounds.x + self.at + (space::LINE - THICK) / 2.0).round();
        let line =
            renderer::Quad { bounds: Rectangle { x, width: THICK, ..bounds }, ..renderer::Quad::default() };
        renderer.with_layer(line.bounds, |renderer| renderer.fill_quad(line, theme.colors().accent));
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        let is_held = tree.state.downcast_ref::<State>().grip.is_some();
        if is_held || self.has(layout.bounds(), cursor).is_some() {
            mouse::Interaction::ResizingHorizontally
        } else {
            mouse::Interaction::None
        }
    }
}

/// A seam this far from the left edge, in logical pixels.
pub fn seam<'a, Message: 'a>(at: f32, dragged: impl Fn(Drag) -> Message + 'a) -> Element<'a, Message> {
    Element::new(Seam { at, dragged })
}
