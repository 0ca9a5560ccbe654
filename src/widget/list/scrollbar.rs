//! The list's scrollbar, as arithmetic. It counts all rows, including those before and after the loaded ones: its
//! handle shows the position in the whole list, and can be dragged to where nothing is loaded yet.

use crate::theme::scrollable::{REACH, SHORTEST, WIDTH};

use iced::{Point, Rectangle, Size};

/// The state of the scrollbar, counted in rows of the whole list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    /// All rows, loaded or not.
    pub(super) total: f32,
    /// Rows above the top of the viewport, including the hidden part of the first visible row.
    pub(super) above: f32,
    /// Rows visible in the viewport.
    pub(super) shown: f32,
}

impl Extent {
    /// The scroll position, 0 at the start and 1 at the end.
    pub(super) fn fraction(self) -> f32 {
        let rest = self.total - self.shown;
        if rest <= 0.0 { 1.0 } else { (self.above / rest).clamp(0.0, 1.0) }
    }

    /// The row at the top of the viewport when the handle is at `fraction`.
    pub(super) fn row_at(self, fraction: f32) -> f32 {
        fraction.clamp(0.0, 1.0) * (self.total - self.shown).max(0.0)
    }
}

/// The handle; `None` if all rows are visible or the list is too low for a handle.
pub(super) fn handle(bounds: Rectangle, extent: Extent, fraction: f32) -> Option<Rectangle> {
    if extent.total <= extent.shown + 0.01 || bounds.height < SHORTEST {
        return None;
    }
    let height = (bounds.height * extent.shown / extent.total).clamp(SHORTEST, bounds.height);
    let y = bounds.y + fraction * (bounds.height - height);
    Some(Rectangle::new(
        Point::new(bounds.x + bounds.width - WIDTH - 2.0, y.round()),
        Size::new(WIDTH, height.round()),
    ))
}

/// The strip in which the pointer can grab the scrollbar.
pub(super) fn strip(bounds: Rectangle) -> Rectangle {
    Rectangle { x: bounds.x + bounds.width - REACH, width: REACH, ..bounds }
}

/// The handle's `fraction` when the pointer, which holds it `grip` below its top, is at `y`.
pub(super) fn fraction_at(bounds: Rectangle, handle_height: f32, y: f32, grip: f32) -> f32 {
    let way = bounds.height - handle_height;
    if way <= 0.0 { 0.0 } else { ((y - grip - bounds.y) / way).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Rectangle = Rectangle { x: 0.0, y: 10.0, width: 300.0, height: 400.0 };

    #[test]
    fn the_handle_goes_from_edge_to_edge() {
        let extent = Extent { total: 100.0, above: 0.0, shown: 10.0 };
        let top = handle(BOUNDS, extent, extent.fraction()).unwrap();
        assert_eq!(top.y, 10.0);
        let end = Extent { above: 90.0, ..extent };
        let bottom = handle(BOUNDS, end, end.fraction()).unwrap();
        assert_eq!(bottom.y + bottom.height, 410.0);
    }

    #[test]
    fn there_is_none_when_all_is_in_sight() {
        assert_eq!(handle(BOUNDS, Extent { total: 5.0, above: 0.0, shown: 5.0 }, 1.0), None);
    }

    #[test]
    fn a_million_rows_still_leave_a_handle_to_hold() {
        let extent = Extent { total: 1_000_000.0, above: 500_000.0, shown: 12.0 };
        assert_eq!(handle(BOUNDS, extent, extent.fraction()).unwrap().height, SHORTEST);
    }

    #[test]
    fn dragging_by_the_grip_does_not_jump() {
        let extent = Extent { total: 100.0, above: 45.0, shown: 10.0 };
        let held = handle(BOUNDS, extent, extent.fraction()).unwrap();
        let grip = 7.0;
        let fraction = fraction_at(BOUNDS, held.height, held.y + grip, grip);
        assert!((fraction - extent.fraction()).abs() < 0.01);
        assert!((extent.row_at(fraction) - extent.above).abs() < 1.0);
    }
}
