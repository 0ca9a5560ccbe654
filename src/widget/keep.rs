//! A widget around another that keeps a state of its own between frames. For `appear`, `later` and `tap`; one without a
//! state is a `wrap`.

use super::Element;
use crate::theme::Theme;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::{Event, Length, Rectangle, Size, Vector, mouse};

/// The additions of a widget to the one inside it.
pub(super) trait Keeper<Message> {
    type State: 'static;

    /// The state of a widget that appears.
    fn state(&self) -> Self::State;

    /// The view was built again.
    fn diff(&self, _state: &mut Self::State) {}

    /// Handles an event after the widget inside.
    fn event(
        &self,
        state: &mut Self::State,
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    );

    /// Paints the widget; `inside` paints the one inside it.
    fn draw(
        &self,
        state: &Self::State,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        bounds: Rectangle,
        inside: &dyn Fn(&mut iced::Renderer, &renderer::Style),
    );

    /// The pointer over the widget, if it is not that of the one inside it.
    fn interaction(&self) -> Option<mouse::Interaction> {
        None
    }
}

struct Keep<'a, Message, K> {
    inner: Element<'a, Message>,
    keeper: K,
}

/// Wraps an element in this keeper.
pub(super) fn keep<'a, Message: 'a>(
    inner: impl Into<Element<'a, Message>>,
    keeper: impl Keeper<Message> + 'a,
) -> Element<'a, Message> {
    Element::new(Keep { inner: inner.into(), keeper })
}

impl<Message, K: Keeper<Message>> Widget<Message, Theme, iced::Renderer> for Keep<'_, Message, K> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<K::State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(self.keeper.state())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.inner)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.inner));
        self.keeper.diff(tree.state.downcast_mut());
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
        let inner = self.inner.as_widget_mut();
        inner.update(&mut tree.children[0], event, layout, cursor, renderer, clipboard, shell, viewport);
        self.keeper.event(tree.state.downcast_mut(), event, layout.bounds(), cursor, shell);
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
        let Some(bounds) = layout.bounds().intersection(viewport) else { return };
        let inner = self.inner.as_widget();
        let inside = |renderer: &mut iced::Renderer, style: &renderer::Style| {
            inner.draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
        };
        self.keeper.draw(tree.state.downcast_ref(), renderer, theme, style, bounds, &inside);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        match self.keeper.interaction() {
            Some(interaction) if cursor.is_over(layout.bounds()) => interaction,
            Some(_) => mouse::Interaction::None,
            None => {
                let inner = self.inner.as_widget();
                inner.mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
            }
        }
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
