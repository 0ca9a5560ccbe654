//! An element that glides into its place when it appears, such as a panel or a toast.
//!
//! The motion does not affect the layout: the element is in its place, and takes events there, from the first frame on.
//! Only its drawing is moved. With [`Motion::None`], it does not move. Must not know: what appears. Tests: below.

use super::Element;
use super::keep::{Keeper, keep};
use crate::theme::{Motion, Theme};

use iced::advanced::Shell;
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::{Event, Rectangle, Vector, mouse, window};

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

struct Appear {
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
    keep(inner, Appear { key, from, motion: theme.motion() })
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

impl Appear {
    const fn begin(&self) -> State {
        let way = match self.motion {
            Motion::None => Way::Ended,
            Motion::Full => Way::Begins,
        };
        State { key: self.key, way }
    }
}

impl<Message> Keeper<Message> for Appear {
    type State = State;

    fn state(&self) -> State {
        self.begin()
    }

    fn diff(&self, state: &mut State) {
        if state.key != self.key {
            *state = self.begin();
        }
    }

    fn event(
        &self,
        state: &mut State,
        event: &Event,
        _bounds: Rectangle,
        _cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) {
        if let Event::Window(window::Event::RedrawRequested(now)) = event {
            state.way = state.way.at(*now);
            if state.way != Way::Ended {
                shell.request_redraw();
            }
        }
    }

    fn draw(
        &self,
        state: &State,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        bounds: Rectangle,
        inside: &dyn Fn(&mut iced::Renderer, &renderer::Style),
    ) {
        let left = state.way.left();
        if left <= 0.0 {
            inside(renderer, style);
            return;
        }
        let by = match self.from {
            From::Right => Vector::new(DISTANCE * left, 0.0),
            From::Below => Vector::new(0.0, DISTANCE * left),
        };
        // Around a toast is its shadow.
        let layer = if self.from == From::Below { bounds.expand(DISTANCE) } else { bounds };
        renderer.with_layer(layer, |renderer| {
            renderer.with_translation(by, |renderer| inside(renderer, style));
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
            let element: Element<'_, ()> = appear(theme, key, From::Below, iced::widget::space());
            let tree = iced::advanced::widget::Tree::new(&element);
            assert_eq!(tree.state.downcast_ref::<State>().way, way);
        }
    }
}
