//! Places an element beside an anchor in the window, moved as far as needed to be fully visible. For menus and
//! completions.
//!
//! Must not know: the purpose of the element. Tests: below, `tests/window/edges.rs`.

use super::Element;
use crate::theme::Theme;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::Tree;
use iced::advanced::widget::operation::Operation;
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Size, Vector, mouse};

/// The preferred side of the anchor, if there is room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Below and right of it: a menu.
    Below,
    /// Above and right of it: completions over a line being written.
    Above,
}

/// The anchor of an element: a point (where the pointer was), or a rectangle that it must not cover if there is room
/// beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchor(Rectangle);

impl From<Point> for Anchor {
    fn from(point: Point) -> Self {
        Self(Rectangle::new(point, Size::ZERO))
    }
}

impl From<Rectangle> for Anchor {
    fn from(thing: Rectangle) -> Self {
        Self(thing)
    }
}

/// Space left free along the window's edges, in logical pixels.
const EDGE: f32 = 4.0;

struct PlaceAt<'a, Message> {
    inner: Element<'a, Message>,
    anchor: Anchor,
    side: Side,
}

/// The element beside its anchor; the widget fills its area, which is meant to be the window's, and is empty elsewhere.
pub fn place_at<'a, Message: 'a>(
    anchor: impl Into<Anchor>,
    side: Side,
    inner: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    Element::new(PlaceAt { inner: inner.into(), anchor: anchor.into(), side })
}

/// The top left corner for an element of this size.
fn corner(Anchor(thing): Anchor, side: Side, size: Size, room: Size) -> Point {
    let (above, below) = (thing.y - size.height, thing.y + thing.height);
    let fits_above = above >= EDGE;
    let fits_below = below + size.height + EDGE <= room.height;
    let y = match side {
        Side::Below if !fits_below && fits_above => above,
        Side::Above if fits_above => above,
        Side::Below | Side::Above => below,
    };
    let within = |place: f32, size: f32, room: f32| place.min(room - size - EDGE).max(EDGE);
    Point::new(within(thing.x, size.width, room.width), within(y, size.height, room.height))
}

impl<Message> Widget<Message, Theme, iced::Renderer> for PlaceAt<'_, Message> {
    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.inner)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.inner));
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let room = limits.max();
        let most = Size::new((room.width - 2.0 * EDGE).max(0.0), (room.height - 2.0 * EDGE).max(0.0));
        let limits = layout::Limits::new(Size::ZERO, most);
        let node = self.inner.as_widget_mut().layout(&mut tree.children[0], renderer, &limits);
        let at = corner(self.anchor, self.side, node.size(), room);
        layout::Node::with_children(room, vec![node.move_to(at)])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        if let Some(inner) = layout.children().next() {
            self.inner.as_widget_mut().operate(&mut tree.children[0], inner, renderer, operation);
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
        if let Some(inner) = layout.children().next() {
            let widget = self.inner.as_widget_mut();
            widget.update(&mut tree.children[0], event, inner, cursor, renderer, clipboard, shell, viewport);
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
        if let Some(inner) = layout.children().next() {
            self.inner.as_widget().draw(&tree.children[0], renderer, theme, style, inner, cursor, viewport);
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
        layout.children().next().map_or_else(mouse::Interaction::default, |inner| {
            self.inner.as_widget().mouse_interaction(&tree.children[0], inner, cursor, viewport, renderer)
        })
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let inner = layout.children().next()?;
        self.inner.as_widget_mut().overlay(&mut tree.children[0], inner, renderer, viewport, translation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Size = Size::new(480.0, 360.0);
    const MENU: Size = Size::new(200.0, 150.0);

    #[test]
    fn a_menu_opens_at_the_pointer_and_stays_in_the_window() {
        let at = |x, y| corner(Point::new(x, y).into(), Side::Below, MENU, ROOM);
        assert_eq!(at(50.0, 60.0), Point::new(50.0, 60.0));
        assert_eq!(at(470.0, 60.0), Point::new(276.0, 60.0));
        assert_eq!(at(50.0, 350.0), Point::new(50.0, 200.0), "no room below: it opens upwards");
        assert_eq!(at(470.0, 0.0), Point::new(276.0, 4.0));
    }

    #[test]
    fn completions_stand_above_the_line_unless_there_is_no_room() {
        let at = |y| corner(Point::new(50.0, y).into(), Side::Above, MENU, ROOM);
        assert_eq!(at(300.0), Point::new(50.0, 150.0));
        assert_eq!(at(100.0), Point::new(50.0, 100.0));
    }

    #[test]
    fn something_too_large_begins_at_the_edge() {
        assert_eq!(
            corner(Point::new(9.0, 9.0).into(), Side::Below, Size::new(900.0, 900.0), ROOM),
            Point::new(4.0, 4.0)
        );
    }

    const WINDOW: Size = Size::new(480.0, 360.0);
    const MENU_BESIDE: Size = Size::new(200.0, 150.0);

    fn row(y: f32, height: f32) -> Anchor {
        Rectangle { x: 64.0, y, width: 400.0, height }.into()
    }

    #[test]
    fn a_menu_stands_below_its_row_and_above_it_where_there_is_no_room_below() {
        assert_eq!(corner(row(100.0, 40.0), Side::Below, MENU_BESIDE, WINDOW), Point::new(64.0, 140.0));
        assert_eq!(corner(row(260.0, 40.0), Side::Below, MENU_BESIDE, WINDOW), Point::new(64.0, 110.0));
    }

    #[test]
    fn where_neither_side_has_room_it_is_moved_into_the_window() {
        let within = Rectangle::with_size(WINDOW).shrink(EDGE);
        for anchor in [row(60.0, 240.0), row(-80.0, 30.0), row(500.0, 30.0), Point::new(470.0, 355.0).into()]
        {
            for size in [MENU_BESIDE, Size::new(472.0, 352.0)] {
                for side in [Side::Below, Side::Above] {
                    let placed = Rectangle::new(corner(anchor, side, size, WINDOW), size);
                    assert!(placed.is_within(&within), "{anchor:?} {size:?}: {placed:?}");
                }
            }
        }
    }
}
