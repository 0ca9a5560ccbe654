//! Elements over another one, in its bounds: the topmost gets events first, and one that has the pointer hides it from
//! those below.
//!
//! An absent element keeps its slot in the tree, so the others keep their state. Unlike iced's `Stack`, which gives
//! every element a layer as large as the window, an element has a layer only if it asks for one with `layer`: the
//! software renderer prepares each layer anew in every frame, drawn on or not. Tests: `tests/widgets/over.rs`,
//! `tests/window/surface.rs`.

use super::Element;
use super::wrap::{Wrapper, wrap};
use crate::theme::Theme;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::Tree;
use iced::advanced::widget::operation::Operation;
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::{Event, Length, Rectangle, Size, Vector, mouse};

use std::fmt;

/// An element with others over it.
pub struct Over<'a, Message> {
    /// From the bottom to the top; the lowest is always there and sets the size.
    parts: Vec<Option<Element<'a, Message>>>,
}

/// The element, with nothing over it yet.
pub fn over<'a, Message>(base: impl Into<Element<'a, Message>>) -> Over<'a, Message> {
    Over { parts: vec![Some(base.into())] }
}

impl<'a, Message> Over<'a, Message> {
    /// Puts another element on top.
    #[must_use]
    pub fn push(mut self, element: Option<impl Into<Element<'a, Message>>>) -> Self {
        self.parts.push(element.map(Into::into));
        self
    }

    /// The lowest element.
    fn base(&self) -> Option<&Element<'a, Message>> {
        self.parts.first()?.as_ref()
    }
}

/// The element in a layer of its own: above all texts and pictures drawn so far. What it paints outside of its bounds
/// is cut off.
pub fn layer<'a, Message: 'a>(element: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    wrap(element, InLayer)
}

struct InLayer;

impl<Message> Wrapper<Message> for InLayer {
    fn has_layer(&self) -> bool {
        true
    }
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Over<'_, Message> {
    fn children(&self) -> Vec<Tree> {
        self.parts.iter().map(|part| part.as_ref().map_or_else(Tree::empty, Tree::new)).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.children.resize_with(self.parts.len(), Tree::empty);
        for (part, tree) in self.parts.iter().zip(&mut tree.children) {
            match part {
                Some(part) => tree.diff(part),
                None => *tree = Tree::empty(),
            }
        }
    }

    fn size(&self) -> Size<Length> {
        self.base().map_or(Size::new(Length::Shrink, Length::Shrink), |base| base.as_widget().size())
    }

    fn size_hint(&self) -> Size<Length> {
        self.base().map_or(Size::new(Length::Shrink, Length::Shrink), |base| base.as_widget().size_hint())
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let mut limits = *limits;
        let mut nodes = Vec::with_capacity(self.parts.len());
        for (part, tree) in self.parts.iter_mut().zip(&mut tree.children) {
            let node = part.as_mut().map_or_else(layout::Node::default, |part| {
                part.as_widget_mut().layout(tree, renderer, &limits)
            });
            if nodes.is_empty() {
                limits = layout::Limits::new(Size::ZERO, node.size());
            }
            nodes.push(node);
        }
        layout::Node::with_children(limits.max(), nodes)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            for ((part, tree), layout) in self.parts.iter_mut().zip(&mut tree.children).zip(layout.children())
            {
                if let Some(part) = part {
                    part.as_widget_mut().operate(tree, layout, renderer, operation);
                }
            }
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        mut cursor: mouse::Cursor,
        renderer: &iced::Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let is_over = cursor.is_over(layout.bounds());
        let parts = self.parts.iter_mut().zip(&mut tree.children).zip(layout.children()).enumerate();
        for (number, ((part, tree), layout)) in parts.rev() {
            let Some(part) = part else { continue };
            let widget = part.as_widget_mut();
            widget.update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
            if shell.is_event_captured() {
                return;
            }
            if number > 0 && is_over && !cursor.is_levitating() {
                let interaction = widget.mouse_interaction(tree, layout, cursor, viewport, renderer);
                if interaction != mouse::Interaction::None {
                    cursor = cursor.levitate();
                }
            }
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
        let parts = || self.parts.iter().zip(&tree.children).zip(layout.children()).enumerate();
        let has_pointer = |part: &Element<'_, Message>, tree, layout| {
            let widget = part.as_widget();
            let interaction = widget.mouse_interaction(tree, layout, cursor, viewport, renderer);
            interaction != mouse::Interaction::None
        };
        // The lowest element has the pointer if no other has: it need not be asked.
        let is_over = cursor.is_over(layout.bounds());
        let topmost =
            parts().rev().filter(|(number, _)| *number > 0 && is_over).find_map(|(number, found)| {
                let ((part, tree), layout) = found;
                part.as_ref().filter(|part| has_pointer(part, tree, layout)).map(|_| number)
            });
        let topmost = topmost.unwrap_or(0);
        for (number, ((part, tree), layout)) in parts() {
            let Some(part) = part else { continue };
            let cursor = if number < topmost { mouse::Cursor::Unavailable } else { cursor };
            part.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
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
        let parts = self.parts.iter().zip(&tree.children).zip(layout.children());
        let interactions = parts.rev().filter_map(|((part, tree), layout)| {
            Some(part.as_ref()?.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer))
        });
        interactions.into_iter().find(|one| *one != mouse::Interaction::None).unwrap_or_default()
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let parts = self.parts.iter_mut().zip(&mut tree.children).zip(layout.children());
        let overlays = parts.filter_map(|((part, tree), layout)| {
            part.as_mut()?.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
        });
        let overlays: Vec<_> = overlays.collect();
        (!overlays.is_empty()).then(|| overlay::Group::with_children(overlays).overlay())
    }
}

impl<'a, Message: 'a> From<Over<'a, Message>> for Element<'a, Message> {
    fn from(over: Over<'a, Message>) -> Self {
        Element::new(over)
    }
}

impl<Message> fmt::Debug for Over<'_, Message> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Over").field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}
