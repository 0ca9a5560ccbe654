//! The hint beside a link under the pointer: where the link leads.
//!
//! It is above the link, or below it if there is no room, and always inside the window. It takes no events. Must not
//! know: the meaning of the hint. Tests: `tests/window/links.rs`.

use crate::theme::{Role, Theme, space};
use crate::widget::Element;
use crate::widget::label::label;
use crate::widget::lifted::{Height, lifted};

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{mouse, overlay, renderer};
use iced::widget::container;
use iced::{Padding, Point, Rectangle, Size};

struct Beside<'a, Message> {
    words: Element<'a, Message>,
    tree: &'a mut Tree,
    at: Rectangle,
}

/// The overlay with these words beside `at`; the tree outlives the frame.
pub(super) fn beside<'a, Message: 'a>(
    words: String,
    at: Rectangle,
    theme: Theme,
    tree: &'a mut Tree,
) -> overlay::Element<'a, Message, Theme, iced::Renderer> {
    let words = container(label(theme, Role::Small, words))
        .padding(Padding::from([space::ONE, space::TWO]))
        .max_width(theme.scaled(360.0));
    let words = lifted(Height::Hint, words);
    tree.diff(&words);
    overlay::Element::new(Box::new(Beside { words, tree, at }))
}

impl<Message> overlay::Overlay<Message, Theme, iced::Renderer> for Beside<'_, Message> {
    fn layout(&mut self, renderer: &iced::Renderer, bounds: Size) -> layout::Node {
        let limits = layout::Limits::new(Size::ZERO, bounds);
        let node = self.words.as_widget_mut().layout(self.tree, renderer, &limits);
        let size = node.size();
        let above = self.at.y - size.height - space::ONE;
        let below = self.at.y + self.at.height + space::ONE;
        let y = if above >= 0.0 { above } else { below };
        let x = self.at.x.min(bounds.width - size.width).max(0.0);
        node.move_to(Point::new(x, y))
    }

    fn draw(
        &self,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        let bounds = layout.bounds();
        self.words.as_widget().draw(self.tree, renderer, theme, style, layout, cursor, &bounds);
    }

    fn operate(&mut self, layout: Layout<'_>, renderer: &iced::Renderer, operation: &mut dyn Operation) {
        self.words.as_widget_mut().operate(self.tree, layout, renderer, operation);
    }
}
