//! Reports when the pointer enters and leaves an element.

use super::Element;
use super::wrap::{Wrapper, wrap};

use iced::advanced::Shell;
use iced::{Event, Rectangle, mouse};

/// The side of an element's edge that the pointer is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointer {
    Inside,
    Outside,
}

struct Within<F> {
    known: Pointer,
    changed: F,
}

impl<Message, F: Fn(Pointer) -> Message> Wrapper<Message> for Within<F> {
    fn event(
        &self,
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
        inside: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        inside(shell);
        if let Event::Mouse(mouse::Event::CursorMoved { .. } | mouse::Event::CursorLeft) = event {
            let is_left = matches!(event, Event::Mouse(mouse::Event::CursorLeft));
            let now = if cursor.is_over(bounds) && !is_left { Pointer::Inside } else { Pointer::Outside };
            if now != self.known {
                shell.publish((self.changed)(now));
            }
        }
    }
}

/// Wraps an element: a pointer that moves into it, or out of it, publishes a message. `known` is the last one published,
/// or where the owner assumes the pointer to be.
pub fn within<'a, Message: 'a>(
    inner: impl Into<Element<'a, Message>>,
    known: Pointer,
    changed: impl Fn(Pointer) -> Message + 'a,
) -> Element<'a, Message> {
    wrap(inner, Within { known, changed })
}
