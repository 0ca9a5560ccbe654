//! A widget around another that changes only what its `Wrapper` overrides. For `named`, `ring`, `lifted`, `hotspot`,
//! `layer` and the window's `frame`.

use super::Element;
use crate::theme::Theme;

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Renderer as _};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay};
use iced::widget::Id;
use iced::{Event, Length, Rectangle, Size, Vector, mouse};

/// The id under which operations get a name: it is not drawn, as other texts are.
pub const NAME: Id = Id::new("name");

/// The changes to a wrapped widget.
pub(crate) trait Wrapper<Message> {
    /// The name that selectors see instead of all texts inside; an empty name hides the widget from them.
    fn name(&self) -> Option<&str> {
        None
    }

    /// Paints the widget in a layer of its own.
    fn has_layer(&self) -> bool {
        false
    }

    /// Paints under the widget.
    fn draw_under(&self, _renderer: &mut iced::Renderer, _theme: &Theme, _bounds: Rectangle) {}

    /// Paints over the widget.
    fn draw_over(&self, _renderer: &mut iced::Renderer, _theme: &Theme, _bounds: Rectangle) {}

    /// Handles each event around the widget inside: `inside` passes the event on, so that not calling it withholds the
    /// event.
    fn event(
        &self,
        _event: &Event,
        _bounds: Rectangle,
        _cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
        inside: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        inside(shell);
    }
}

struct Wrap<'a, Message, W> {
    inner: Element<'a, Message>,
    wrapper: W,
}

impl<Message, W: Wrapper<Message>> Widget<Message, Theme, iced::Renderer> for Wrap<'_, Message, W> {
    fn tag(&self) -> tree::Tag {
        self.inner.as_widget().tag()
    }

    fn state(&self) -> tree::State {
        self.inner.as_widget().state()
    }

    fn children(&self) -> Vec<Tree> {
        self.inner.as_widget().children()
    }

    fn diff(&self, tree: &mut Tree) {
        self.inner.as_widget().diff(tree);
    }

    fn size(&self) -> Size<Length> {
        self.inner.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.inner.as_widget().size_hint()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.inner.as_widget_mut().layout(tree, renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        match self.wrapper.name() {
            // Decoration.
            Some("") => {}
            Some(name) => operation.text(Some(&NAME), layout.bounds(), name),
            None => self.inner.as_widget_mut().operate(tree, layout, renderer, operation),
        }
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
        let inner = self.inner.as_widget_mut();
        self.wrapper.event(event, layout.bounds(), cursor, shell, |shell| {
            inner.update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
        });
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
        let bounds = layout.bounds();
        let layer = bounds.intersection(viewport).filter(|_| self.wrapper.has_layer());
        if let Some(layer) = layer {
            renderer.start_layer(layer);
        }
        self.wrapper.draw_under(renderer, theme, bounds);
        self.inner.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
        self.wrapper.draw_over(renderer, theme, bounds);
        if layer.is_some() {
            renderer.end_layer();
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
        self.inner.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        self.inner.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}

/// Wraps an element in this wrapper.
pub(crate) fn wrap<'a, Message: 'a>(
    inner: impl Into<Element<'a, Message>>,
    wrapper: impl Wrapper<Message> + 'a,
) -> Element<'a, Message> {
    Element::new(Wrap { inner: inner.into(), wrapper })
}
