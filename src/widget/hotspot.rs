//! Reports where in the window the right button was pressed, for a menu that opens there.

use super::Element;
use super::wrap::{Wrapper, wrap};

use iced::advanced::Shell;
use iced::{Event, Point, Rectangle, mouse};

struct Hotspot<F>(F);

impl<Message, F: Fn(Point) -> Message> Wrapper<Message> for Hotspot<F> {
    fn event(
        &self,
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
        inside: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        inside(shell);
        if let Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) = event
            && !shell.is_event_captured()
            && let Some(point) = cursor.position_over(bounds)
        {
            shell.publish((self.0)(point));
            shell.capture_event();
        }
    }
}

/// Wraps an element: a right click in it publishes a message with the point, in the window's logical pixels.
pub fn hotspot<'a, Message: 'a>(
    inner: impl Into<Element<'a, Message>>,
    on_right: impl Fn(Point) -> Message + 'a,
) -> Element<'a, Message> {
    wrap(inner, Hotspot(on_right))
}
