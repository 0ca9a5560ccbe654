//! An element that glides into its place when it appears, such as a panel or a toast.
//!
//! It takes no room while it moves: it is laid out in its place and takes events there from the first frame on, and
//! only its drawing is moved. Where nothing may move ([`Motion::None`]), it is simply there. Tests: below.

use super::Element;
use crate::theme::{Motion, Theme};

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay};
use iced::{Event, Length, Rectangle, Size, Vector, mouse, window};

use std::time::{Duration, Instant};

/// How long an element moves.
const DURATION: Duration = Duration::from_millis(110);
/// How far it moves, in logical pixels.
const DISTANCE: f32 = 16.0;

/// Where an element comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// From the right, out of the window's background: a panel.
    Right,
    /// From below: a toast.
    Below,
}

struct Appear<'a, Message> {
    inner: Element<'a, Message>,
    /// Another key is another element, which appears anew.
    key: u64,
    from: From,
    motion: Motion,
}

/// The element; it appears anew whenever its key changes.
pub fn appear<'a, Message: 'a>(
    theme: Theme,
    key: u64,
    from: From,
    inner: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    Element::new(Appear { inner: inner.into(), key, from, motion: theme.motion() })
}

#[derive(Debug)]
struct State {
    key: u64,
    way: Way,
}

/// The way of an element to its place.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// No frame has shown it yet.
    Begins,
    /// Since this moment; this part of the way is left, in 1.0..=0.0.
    Moves {
        since: Instant,
        left: f32,
    },
    Ended,
}

impl Way {
    /// The way at a moment.
    fn at(self, now: Instant) -> Self {
        let since = match self {
            Self::Begins => now,
            Self::Moves { since, .. } => since,
            Self::Ended => return Self::Ended,
        };
        let passed = now.saturating_duration_since(since);
        if passed >= DURATION {
            return Self::Ended;
        }
        // Fast first, slow at the end.
        let left = (1.0 - passed.as_secs_f32() / DURATION.as_secs_f32()).powi(3);
        Self::Moves { since, left }
    }

    const fn left(self) -> f32 {
        match self {
            Self::Begins => 1.0,
            Self::Moves { left, .. } => left,
            Self::Ended => 0.0,
        }
    }
}

impl<Message> Appear<'_, Message> {
    fn way(&self) -> Way {
        match self.motion {
            Motion::None => Way::Ended,
            Motion::Full => Way::Begins,
        }
    }
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Appear<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State { key: self.key, way: self.way() })
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.inner)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.inner));
        let state = tree.state.downcast_mut::<State>();
        if state.key != self.key {
            *state = State { key: self.key, way: self.way() };
        }
    }

    fn size(&self) -> Size<Length> {
        self.inner.as_widget().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.inner.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        self.inner.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &iced::Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        if let Event::Window(window::Event::RedrawRequested(now)) = event {
            let state = tree.state.downcast_mut::<State>();
            state.way = state.way.at(*now);
            if state.way != Way::Ended {
                shell.request_redraw();
            }
        }
        let inner = self.inner.as_widget_mut();
        inner.update(&mut tree.children[0], event, layout, cursor, renderer, clipboard, shell, viewport);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let inner = self.inner.as_widget();
        let left = tree.state.downcast_ref::<State>().way.left();
        if left <= 0.0 {
            inner.draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
            return;
        }
        let by = match self.from {
            From::Right => Vector::new(DISTANCE * left, 0.0),
            From::Below => Vector::new(0.0, DISTANCE * left),
        };
        let Some(bounds) = layout.bounds().intersection(viewport) else { return };
        renderer.with_layer(bounds, |renderer| {
            renderer.with_translation(by, |renderer| {
                inner.draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
            });
        });
        if self.from == From::Right {
            // A layer of its own: text is drawn over everything in its layer.
            renderer.with_layer(bounds, |renderer| {
                // Something of it shows in the first frame already.
                let veil = theme.colors().background.scale_alpha(0.7 * left);
                renderer.fill_quad(Quad { bounds, ..Quad::default() }, veil);
            });
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        let inner = self.inner.as_widget();
        inner.mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let inner = self.inner.as_widget_mut();
        inner.overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_in_its_place_after_its_time_and_never_turns_back() {
        let start = Instant::now();
        let mut way = Way::Begins;
        let mut left = f32::INFINITY;
        for millis in (0..110).step_by(10) {
            way = way.at(start + Duration::from_millis(millis));
            assert!(way.left() < left && way.left() > 0.0, "{millis}: {way:?}");
            left = way.left();
        }
        assert_eq!(way.at(start + DURATION), Way::Ended);
        assert_eq!(Way::Ended.at(start), Way::Ended);
    }

    #[test]
    fn nothing_moves_where_nothing_may_move() {
        let still = Theme::default();
        let key = 1;
        let moves = still.with_motion(Motion::Full);
        for (theme, way) in [(still, Way::Ended), (moves, Way::Begins)] {
            let inner = iced::widget::space();
            let element: Element<'_, ()> = appear(theme, key, From::Below, inner);
            let tree = Tree::new(&element);
            assert_eq!(tree.state.downcast_ref::<State>().way, way);
        }
    }
}
