//! A placeholder that shows only after a delay, so that it does not flash when loading is fast.
//!
//! It takes its room at once. Must not know: what it stands for. Tests: `tests/widgets/later.rs`.

use super::Element;
use super::keep::{Keeper, keep};
use crate::theme::Theme;

use iced::advanced::{Shell, renderer};
use iced::{Event, Rectangle, mouse, window};

use std::time::{Duration, Instant};

/// How long nothing shows.
const DELAY: Duration = Duration::from_millis(150);

struct Later;

/// The element, invisible at first.
pub fn later<'a, Message: 'a>(inner: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    keep(inner, Later)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first frame.
    New,
    /// Shows from this moment on.
    Waits(Instant),
    Shown,
}

impl<Message> Keeper<Message> for Later {
    type State = State;

    fn state(&self) -> State {
        State::New
    }

    fn event(
        &self,
        state: &mut State,
        event: &Event,
        _bounds: Rectangle,
        _cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) {
        let Event::Window(window::Event::RedrawRequested(now)) = event else { return };
        *state = match *state {
            State::New => State::Waits(*now + DELAY),
            State::Waits(until) if *now >= until => State::Shown,
            State::Waits(_) | State::Shown => *state,
        };
        if let State::Waits(until) = *state {
            shell.request_redraw_at(until);
        }
    }

    fn draw(
        &self,
        state: &State,
        renderer: &mut iced::Renderer,
        _theme: &Theme,
        style: &renderer::Style,
        _bounds: Rectangle,
        inside: &dyn Fn(&mut iced::Renderer, &renderer::Style),
    ) {
        if *state == State::Shown {
            inside(renderer, style);
        }
    }
}
