//! Finds where a row is in the window now, for a menu or dialog that opens beside it.
//!
//! Must not know: the menu or dialog. Tests: `tests/window/edges.rs`.

use super::Key;
use super::place::Placed;

use iced::advanced::widget::operation::{Operation, Outcome};
use iced::advanced::widget::{self, operation};
use iced::{Point, Rectangle, Size};

use std::any::Any;

/// The rows that a list reports to an operation.
pub(super) struct Places {
    /// The bounds of each placed row, in the window's logical pixels.
    rows: Vec<(Key, Rectangle)>,
}

impl Places {
    pub(super) fn new(bounds: Rectangle, placed: &[(Key, Placed)]) -> Self {
        let place = |row: &Placed| {
            let corner = Point::new(bounds.x, bounds.y + row.y.round());
            Rectangle::new(corner, Size::new(bounds.width, row.height))
        };
        Self { rows: placed.iter().map(|(key, row)| (*key, place(row))).collect() }
    }
}

/// Finds the visible part of a row, in the list with this id; `None` if the row is not visible.
pub fn row(list: impl Into<widget::Id>, key: Key) -> impl Operation<Option<Rectangle>> {
    Find { list: list.into(), key, found: None }
}

struct Find {
    list: widget::Id,
    key: Key,
    found: Option<Rectangle>,
}

impl Operation<Option<Rectangle>> for Find {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn operation::Operation<Option<Rectangle>>)) {
        operate(self);
    }

    fn custom(&mut self, id: Option<&widget::Id>, bounds: Rectangle, state: &mut dyn Any) {
        if id == Some(&self.list)
            && let Some(places) = state.downcast_ref::<Places>()
        {
            let row = places.rows.iter().find(|(key, _)| *key == self.key);
            self.found = row.and_then(|(_, row)| row.intersection(&bounds));
        }
    }

    fn finish(&self) -> Outcome<Option<Rectangle>> {
        Outcome::Some(self.found)
    }
}
