//! Lets an element be clicked without being a button: a press on it can still begin a selection of text, and the click
//! counts only if the pointer has not moved. Texts that take the color of their container have the accent's while the
//! pointer is over them. Tests: `tests/window/people.rs`.

use super::Element;
use crate::theme::Theme;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Size, Vector, mouse, window};

/// A pointer that has moved further than this since the press drags, in logical pixels.
const STILL: f32 = 4.0;

struct Tap<'a, Message> {
    inner: Element<'a, Message>,
    on_tap: Message,
}

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
    Element::new(Tap { inner: inner.into(), on_tap })
}

impl<Message: Clone> Widget<Message, Theme, iced::Renderer> for Tap<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.inner)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.inner));
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
        let inner = self.inner.as_widget_mut().layout(&mut tree.children[0], renderer, limits);
        layout::Node::with_children(inner.size(), vec![inner])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        let Some(layout) = layout.children().next() else { return };
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
        let bounds = layout.bounds();
        if let Some(layout) = layout.children().next() {
            let inner = self.inner.as_widget_mut();
            inner.update(&mut tree.children[0], event, layout, cursor, renderer, clipboard, shell, viewport);
        }
        let state = tree.state.downcast_mut::<State>();
        let over = cursor.position_over(bounds);
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => state.pressed = over,
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                if let Some((pressed, point)) = state.pressed.take().zip(over)
                    && pressed.distance(point) < STILL
                {
                    shell.publish(self.on_tap.clone());
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
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let Some(layout) = layout.children().next() else { return };
        let lit = renderer::Style { text_color: theme.colors().accent };
        let style = if tree.state.downcast_ref::<State>().is_over { &lit } else { style };
        self.inner.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        _tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        if cursor.is_over(layout.bounds()) { mouse::Interaction::Pointer } else { mouse::Interaction::None }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let layout = layout.children().next()?;
        self.inner.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}
