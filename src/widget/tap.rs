//! Lets an element be clicked without being a button: a press on it can still begin a selection of text, and the click
//! counts only if the pointer has not moved. Text without a color of its own is drawn in the accent color while the
//! pointer is over it. Must not know: what is clicked. Tests: `tests/window/people.rs`.

use super::Element;
use super::keep::{Keeper, keep};
use crate::theme::Theme;

use iced::advanced::{Shell, renderer};
use iced::{Event, Point, Rectangle, mouse, window};

/// A pointer that has moved further than this since the press drags, in logical pixels.
const STILL: f32 = 4.0;

struct Tap<Message>(Message);

#[derive(Debug, Default)]
struct State {
    /// Where the left button was pressed.
    pressed: Option<Point>,
    is_over: bool,
}

/// The element; a click on it publishes the message.
pub fn tap<'a, Message: Clone + 'a>(
    inner: impl Into<Element<'a, Message>>,
    on_tap: Message,
) -> Element<'a, Message> {
    keep(inner, Tap(on_tap))
}

impl<Message: Clone> Keeper<Message> for Tap<Message> {
    type State = State;

    fn state(&self) -> State {
        State::default()
    }

    fn event(
        &self,
        state: &mut State,
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) {
        let over = cursor.position_over(bounds);
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => state.pressed = over,
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                if let Some((pressed, point)) = state.pressed.take().zip(over)
                    && pressed.distance(point) < STILL
                {
                    shell.publish(self.0.clone());
                }
            }
            Event::Mouse(mouse::Event::CursorMoved { .. } | mouse::Event::CursorLeft)
            | Event::Window(window::Event::RedrawRequested(_))
                if state.is_over != over.is_some() =>
            {
                state.is_over = over.is_some();
                shell.request_redraw();
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        state: &State,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        _bounds: Rectangle,
        inside: &dyn Fn(&mut iced::Renderer, &renderer::Style),
    ) {
        let lit = renderer::Style { text_color: theme.colors().accent };
        inside(renderer, if state.is_over { &lit } else { style });
    }

    fn interaction(&self) -> Option<mouse::Interaction> {
        Some(mouse::Interaction::Pointer)
    }
}
