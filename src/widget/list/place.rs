//! The placement of rows, as pure arithmetic: from an anchor outwards until the viewport is full. The height is asked
//! of one row at a time, and only of rows in the viewport or in the margin around it.
//!
//! ```text
//!      first ─ ─ ─ ─ ─   margin, built but not seen
//!      ┌─────────────┐
//!      │ row         │   every row is asked for its height once
//!      │ anchor ◄────┼── stays where it was, whatever happens above it
//!      │ row         │
//!      └─────────────┘
//!      last ─ ─ ─ ─ ─ ─
//! ```

use std::collections::VecDeque;

/// The starting point of a layout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Anchor {
    /// The last row ends at the bottom of the viewport.
    End,
    /// The top edge of the row at `index` is `y` below the top of the viewport.
    Row {
        /// The row's index.
        index: usize,
        /// Offset in logical pixels; negative above the viewport.
        y: f32,
    },
}

/// The side on which rows gather that do not fill the viewport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grow {
    /// From the top: an ordinary list.
    #[default]
    Down,
    /// From the bottom, and the list opens at its end and stays there: a chat.
    Up,
}

/// The viewport onto the rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    /// Height of the viewport, in logical pixels.
    pub(super) height: f32,
    /// Distance above and below the viewport in which rows are placed.
    pub(super) margin: f32,
    /// The number of rows.
    pub(super) rows: usize,
    /// The side on which too few rows gather.
    pub(super) grow: Grow,
}

/// A placed row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    pub(super) index: usize,
    pub(super) y: f32,
    pub(super) height: f32,
}

impl Placed {
    pub(super) fn end(self) -> f32 {
        self.y + self.height
    }
}

/// The heading that stays at the top of the viewport, if its own place is above; the next heading pushes it out.
/// `is_heading` tells which rows are headings, `heading` returns the nearest one at or above a row, and its height.
pub(super) fn pin(
    placed: &[Placed],
    is_heading: impl Fn(usize) -> bool,
    heading: impl FnOnce(usize) -> Option<(usize, f32)>,
) -> Option<Placed> {
    let top = placed.iter().find(|row| row.end() > 0.0)?;
    let (index, height) = heading(top.index)?;
    let own = placed.iter().find(|row| row.index == index);
    let next = placed.iter().find(|row| row.index > index && is_heading(row.index));
    let y = next.map_or(0.0, |next| (next.y - height).min(0.0));
    own.is_none_or(|row| row.y < 0.0).then_some(Placed { index, y, height })
}

/// Places rows around `anchor`; `height` returns a row's height.
pub(super) fn place(anchor: Anchor, window: Window, mut height: impl FnMut(usize) -> f32) -> Vec<Placed> {
    let Window { height: view, margin, rows, grow } = window;
    let mut placed: VecDeque<Placed> = VecDeque::new();
    let (mut first, mut next, mut top, mut bottom) = match anchor {
        Anchor::Row { index, y } if index < rows => (index, index, y, y),
        Anchor::Row { .. } | Anchor::End => (rows, rows, view, view),
    };

    fill_down(&mut placed, &mut next, &mut bottom, rows, view + margin, &mut height);
    if next == rows && bottom < view {
        // There must be no gap between the last row and the bottom of the viewport.
        let shift = view - bottom;
        shift_all(&mut placed, shift);
        top += shift;
        bottom = view;
    }
    while first > 0 && top > -margin {
        first -= 1;
        let height = height(first);
        top -= height;
        placed.push_front(Placed { index: first, y: top, height });
    }
    if first == 0 && top > 0.0 {
        let short = next == rows && bottom - top < view;
        let shift = match (short, grow) {
            (true, Grow::Up) => view - bottom,
            (true | false, Grow::Down) | (false, Grow::Up) => -top,
        };
        shift_all(&mut placed, shift);
        bottom += shift;
        fill_down(&mut placed, &mut next, &mut bottom, rows, view + margin, &mut height);
    }
    placed.into()
}

fn fill_down(
    placed: &mut VecDeque<Placed>,
    next: &mut usize,
    bottom: &mut f32,
    rows: usize,
    limit: f32,
    height: &mut impl FnMut(usize) -> f32,
) {
    while *next < rows && *bottom < limit {
        let height = height(*next);
        placed.push_back(Placed { index: *next, y: *bottom, height });
        *bottom += height;
        *next += 1;
    }
}

fn shift_all(placed: &mut VecDeque<Placed>, shift: f32) {
    for row in placed {
        row.y += shift;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { height: 100.0, margin: 20.0, rows: 1000, grow: Grow::Up };

    fn tens(_: usize) -> f32 {
        10.0
    }

    #[test]
    fn at_the_end_the_last_row_touches_the_bottom() {
        let placed = place(Anchor::End, WINDOW, tens);
        let last = placed.last().unwrap();
        assert_eq!((last.index, last.end()), (999, 100.0));
        assert_eq!(placed.len(), 12);
    }

    #[test]
    fn only_rows_in_or_near_the_window_are_asked_for() {
        for rows in [100, 10_000, 1_000_000] {
            let mut asked = 0;
            let window = Window { rows, ..WINDOW };
            let _ = place(Anchor::Row { index: rows / 2, y: 3.0 }, window, |_| {
                asked += 1;
                10.0
            });
            assert_eq!(asked, 15);
        }
    }

    #[test]
    fn the_anchor_stands_still_when_rows_above_it_change() {
        let index = 500;
        let before = place(Anchor::Row { index, y: 33.0 }, WINDOW, tens);
        let after =
            place(Anchor::Row { index, y: 33.0 }, WINDOW, |row| if row < index { 77.0 } else { 10.0 });
        let y_of = |placed: &[Placed]| placed.iter().find(|row| row.index == index).unwrap().y;
        assert_eq!(y_of(&before), y_of(&after));
    }

    #[test]
    fn nothing_is_scrolled_past_its_ends() {
        let past_end = place(Anchor::Row { index: 999, y: -50.0 }, WINDOW, tens);
        assert_eq!(past_end.last().unwrap().end(), 100.0);
        let past_start = place(Anchor::Row { index: 0, y: 40.0 }, WINDOW, tens);
        assert_eq!(past_start[0].y, 0.0);
        assert!(past_start.last().unwrap().end() >= 100.0);
    }

    #[test]
    fn few_rows_gather_where_the_list_grows_from() {
        let few = Window { rows: 3, ..WINDOW };
        assert_eq!(place(Anchor::End, few, tens)[0].y, 70.0);
        let down = Window { grow: Grow::Down, ..few };
        assert_eq!(place(Anchor::Row { index: 0, y: 0.0 }, down, tens)[0].y, 0.0);
        assert_eq!(place(Anchor::End, down, tens)[0].y, 0.0);
        assert!(place(Anchor::End, Window { rows: 0, ..WINDOW }, tens).is_empty());
    }

    #[test]
    fn rows_meet_without_gaps() {
        let height = |row: usize| 7.0 + (row * 13 % 31) as f32;
        for y in [-200.0, -3.0, 0.0, 55.0, 300.0] {
            for index in [0, 1, 500, 998, 999] {
                let placed = place(Anchor::Row { index, y }, WINDOW, height);
                for pair in placed.windows(2) {
                    assert_eq!(pair[0].index + 1, pair[1].index);
                    assert!((pair[0].end() - pair[1].y).abs() < 0.01);
                }
                assert!(placed[0].y <= 0.0 && placed.last().unwrap().end() >= 100.0);
            }
        }
    }
}
