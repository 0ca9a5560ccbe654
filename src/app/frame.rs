//! The root widget: it sees every key before anything else does, and tells how large the window is.
//!
//! Keys are taken here, not by a subscription, so that a shortcut never also types a letter, and so that the same path
//! runs without a display. Must not know: what a key means (`screen::keys`). Tests: `tests/window/keys.rs`.

use crate::screen::keys::{Press, Taken};
use crate::theme::Theme;

use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer, widget};
use iced::{Element, Event, Length, Point, Rectangle, Size, Vector, keyboard, window};

/// What happens to the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Happening {
    /// Logical pixels.
    Resized(Size),
    Focused,
    Unfocused,
    /// The left button went down here: what it opens stands beside it.
    Pressed(Point),
}

type Keys<'a, Message> = Box<dyn Fn(&Press) -> Option<Taken<Message>> + 'a>;

/// See the module.
pub struct Frame<'a, Message> {
    inner: Element<'a, Message, Theme>,
    known: Size,
    key: Keys<'a, Message>,
    happened: Box<dyn Fn(Happening) -> Message + 'a>,
}

impl<'a, Message> Frame<'a, Message> {
    /// Around everything. `known` is the size the program believes the window has.
    pub fn new(
        inner: impl Into<Element<'a, Message, Theme>>,
        known: Size,
        key: impl Fn(&Press) -> Option<Taken<Message>> + 'a,
        happened: impl Fn(Happening) -> Message + 'a,
    ) -> Self {
        Self { inner: inner.into(), known, key: Box::new(key), happened: Box::new(happened) }
    }
}

impl<Message> std::fmt::Debug for Frame<'_, Message> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frame").field("known", &self.known).finish_non_exhaustive()
    }
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Frame<'_, Message> {
    fn tag(&self) -> widget::tree::Tag {
        self.inner.as_widget().tag()
    }

    fn state(&self) -> widget::tree::State {
        self.inner.as_widget().state()
    }

    fn children(&self) -> Vec<widget::Tree> {
        self.inner.as_widget().children()
    }

    fn diff(&self, tree: &mut widget::Tree) {
        self.inner.as_widget().diff(tree);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &mut self,
        tree: &mut widget::Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.inner.as_widget_mut().layout(tree, renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut widget::Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn widget::Operation,
    ) {
        self.inner.as_widget_mut().operate(tree, layout, renderer, operation);
    }

    fn update(
        &mut self,
        tree: &mut widget::Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &iced::Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let taken = match event {
            Event::Keyboard(keyboard::Event::KeyPressed {
                key,
                modified_key,
                physical_key,
                modifiers,
                ..
            }) => (self.key)(&Press {
                key: key.clone(),
                modified: modified_key.clone(),
                physical: *physical_key,
                modifiers: *modifiers,
            }),
            Event::Window(happened) => {
                self.tell(happened, viewport.size(), shell);
                None
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                if let Some(at) = cursor.position() {
                    shell.publish((self.happened)(Happening::Pressed(at)));
                }
                None
            }
            Event::Keyboard(_) | Event::Mouse(_) | Event::Touch(_) | Event::InputMethod(_) => None,
        };
        if let Some(Taken::First(message)) = taken {
            shell.publish(message);
            shell.capture_event();
            return;
        }
        self.inner.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
        if let Some(Taken::IfIgnored(message)) = taken
            && !shell.is_event_captured()
        {
            shell.publish(message);
            shell.capture_event();
        }
    }

    fn draw(
        &self,
        tree: &widget::Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        self.inner.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &widget::Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        self.inner.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut widget::Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        self.inner.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}

impl<Message> Frame<'_, Message> {
    fn tell(&self, event: &window::Event, size: Size, shell: &mut Shell<'_, Message>) {
        match event {
            window::Event::Focused => shell.publish((self.happened)(Happening::Focused)),
            window::Event::Unfocused => shell.publish((self.happened)(Happening::Unfocused)),
            window::Event::RedrawRequested(_) if size != self.known => {
                shell.publish((self.happened)(Happening::Resized(size)));
            }
            window::Event::RedrawRequested(_)
            | window::Event::Opened { .. }
            | window::Event::Closed
            | window::Event::Moved(_)
            | window::Event::Resized(_)
            | window::Event::Rescaled(_)
            | window::Event::CloseRequested
            | window::Event::FileHovered(_)
            | window::Event::FileDropped(_)
            | window::Event::FilesHoveredLeft => {}
        }
    }
}

impl<'a, Message: 'a> From<Frame<'a, Message>> for Element<'a, Message, Theme> {
    fn from(frame: Frame<'a, Message>) -> Self {
        Self::new(frame)
    }
}
