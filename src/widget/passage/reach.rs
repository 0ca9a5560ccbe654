//! The operations by which an area reaches the passages inside it.
//!
//! Must not know: how a selection is made. Tests: `tests/widgets/selecting.rs`.

use super::{State, text_bounds};

use iced::advanced::widget::Id;
use iced::advanced::widget::operation::Operation;
use iced::{Point, Rectangle};

use std::any::Any;
use std::ops::Range;

/// The order of the rows that passages belong to, such as time and id of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Order(pub i64, pub u128);

/// A place in the text of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Spot {
    /// The row of its passage.
    pub order: Order,
    /// The passage among those of the row.
    pub part: u32,
    /// The byte of the row's text.
    pub at: usize,
    /// Tells the text of the passage from the one before an edit.
    pub revision: u64,
}

/// The unit by which a selection grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::widget) enum Grain {
    /// A drag.
    #[default]
    Character,
    /// A double click, and a drag after it.
    Word,
    /// A triple click.
    Line,
}

/// Passages that an operation visits.
trait Visit: Send {
    fn visit(&mut self, state: &mut State, bounds: Rectangle);
}

struct Visitor<'v, V>(&'v mut V);

impl<V: Visit> Operation for Visitor<'_, V> {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Any) {
        if let Some(state) = state.downcast_mut::<State>() {
            self.0.visit(state, bounds);
        }
    }
}

/// Runs operations on the widget that contains the passages.
pub(in crate::widget) type Operate<'o> = dyn FnMut(&mut dyn Operation) + 'o;

impl State {
    fn spot(&self, shaped: usize) -> Spot {
        Spot { at: self.shaped.to_source(shaped), ..self.start() }
    }

    /// The beginning of its text.
    fn start(&self) -> Spot {
        Spot { order: self.order, part: self.part, at: self.shaped.source().start, revision: self.revision }
    }

    fn grain(&self, at: usize, grain: Grain) -> Range<usize> {
        match grain {
            Grain::Character => at..at,
            Grain::Word => self.shaped.word(at),
            Grain::Line => self.shaped.line(at),
        }
    }
}

/// The text nearest to a point.
pub(in crate::widget) struct Hit {
    /// The first and last place of the grain at the point.
    pub spots: (Spot, Spot),
    /// True if the point is on the passage, not beside it.
    pub inside: bool,
}

/// Finds the text nearest to a point: first by height, then by width.
pub(in crate::widget) fn hit(point: Point, grain: Grain, operate: &mut Operate<'_>) -> Option<Hit> {
    struct Find {
        point: Point,
        grain: Grain,
        nearest: Option<((f32, f32), Hit)>,
    }

    impl Visit for Find {
        fn visit(&mut self, state: &mut State, bounds: Rectangle) {
            let beyond = |at: f32, start: f32, length: f32| (start - at).max(at - start - length).max(0.0);
            let down = beyond(self.point.y, bounds.y, bounds.height);
            let aside = beyond(self.point.x, bounds.x, bounds.width);
            if self.nearest.as_ref().is_some_and(|(far, _)| *far <= (down, aside)) {
                return;
            }
            let text = text_bounds(&state.paragraph, bounds);
            let inside = Point::new(self.point.x - text.x, self.point.y - text.y);
            let at = state.shaped.hit(state.paragraph.buffer(), inside);
            let range = state.grain(at, self.grain);
            let spots = (state.spot(range.start), state.spot(range.end));
            self.nearest = Some(((down, aside), Hit { spots, inside: down <= 0.0 && aside <= 0.0 }));
        }
    }

    let mut find = Find { point, grain, nearest: None };
    operate(&mut Visitor(&mut find));
    find.nearest.map(|(_, hit)| hit)
}

/// Draws the text between two places as selected, and nothing else. Returns false, and draws none, if the text at one of
/// them has changed.
#[must_use]
pub(in crate::widget) fn mark(selection: Option<(Spot, Spot)>, operate: &mut Operate<'_>) -> bool {
    struct Mark {
        selection: Option<(Spot, Spot)>,
        holds: bool,
    }

    impl Visit for Mark {
        fn visit(&mut self, state: &mut State, _bounds: Rectangle) {
            let is_here = |spot: Spot| (spot.order, spot.part) == (state.order, state.part);
            if let Some((from, to)) = self.selection {
                let is_old = |spot: Spot| is_here(spot) && spot.revision != state.revision;
                self.holds &= !is_old(from) && !is_old(to);
            }
            state.selected = self.selection.and_then(|(from, to)| overlap(state, from, to));
        }
    }

    let mut mark = Mark { selection, holds: true };
    operate(&mut Visitor(&mut mark));
    if !mark.holds {
        mark.selection = None;
        operate(&mut Visitor(&mut mark));
    }
    mark.holds
}

/// The shaped bytes of a passage between two places.
fn overlap(state: &State, from: Spot, to: Spot) -> Option<Range<usize>> {
    let here = (state.order, state.part);
    let (first, last) = ((from.order, from.part), (to.order, to.part));
    if here < first || last < here {
        return None;
    }
    let start = if here == first { state.shaped.to_shaped(from.at) } else { 0 };
    let end = if here == last { state.shaped.to_shaped(to.at) } else { state.shaped.text.len() };
    (start < end).then_some(start..end)
}

/// The selected text as it is drawn, one line for each passage.
pub(in crate::widget) fn words(operate: &mut Operate<'_>) -> String {
    struct Words(Vec<String>);

    impl Visit for Words {
        fn visit(&mut self, state: &mut State, _bounds: Rectangle) {
            if let Some(range) = state.selected.clone() {
                self.0.push(state.shaped.words(range));
            }
        }
    }

    let mut words = Words(Vec::new());
    operate(&mut Visitor(&mut words));
    words.0.join("\n")
}

/// The first and last place of all text that is laid out in the rows of two places.
pub(in crate::widget) fn whole(rows: (Order, Order), operate: &mut Operate<'_>) -> Option<(Spot, Spot)> {
    struct Whole {
        rows: (Order, Order),
        ends: Option<(Spot, Spot)>,
    }

    impl Visit for Whole {
        fn visit(&mut self, state: &mut State, _bounds: Rectangle) {
            if state.order < self.rows.0 || self.rows.1 < state.order {
                return;
            }
            let source = state.shaped.source();
            let (first, last) = (state.start(), Spot { at: source.end, ..state.start() });
            let ends = self.ends.unwrap_or((first, last));
            self.ends = Some((ends.0.min(first), ends.1.max(last)));
        }
    }

    let mut whole = Whole { rows, ends: None };
    operate(&mut Visitor(&mut whole));
    whole.ends
}

/// A move of the end of a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::widget) enum Move {
    Back,
    On,
    Up,
    Down,
    LineStart,
    LineEnd,
}

/// The place reached from another one; `None` if there is no more text that way.
pub(in crate::widget) fn moved(from: Spot, by: Move, operate: &mut Operate<'_>) -> Option<Spot> {
    struct Step {
        from: Spot,
        by: Move,
        /// The passages before and after, the nearest of each.
        before: Option<Spot>,
        after: Option<Spot>,
        to: Option<Spot>,
        /// Where to look for the line above or below.
        point: Option<Point>,
    }

    impl Visit for Step {
        fn visit(&mut self, state: &mut State, bounds: Rectangle) {
            let (here, at) = ((state.order, state.part), (self.from.order, self.from.part));
            let source = state.shaped.source();
            let spot = |at| Spot { at, ..state.start() };
            if here < at {
                self.before = self.before.max(Some(spot(source.end)));
                return;
            }
            if here > at {
                let next = spot(source.start);
                self.after = Some(self.after.map_or(next, |after| after.min(next)));
                return;
            }
            let place = state.shaped.to_shaped(self.from.at);
            let line = state.shaped.line(place);
            self.to = match self.by {
                Move::Back => state.shaped.step(place, false).map(|place| state.spot(place)),
                Move::On => state.shaped.step(place, true).map(|place| state.spot(place)),
                Move::LineStart => Some(state.spot(line.start)),
                Move::LineEnd => Some(state.spot(line.end)),
                Move::Up | Move::Down => None,
            };
            let text = text_bounds(&state.paragraph, bounds);
            self.point = state.shaped.caret(state.paragraph.buffer(), place).map(|caret| {
                let beyond = if self.by == Move::Up { -0.5 } else { 1.5 };
                Point::new(text.x + caret.x, text.y + caret.y + caret.height * beyond)
            });
        }
    }

    let mut step = Step { from, by, before: None, after: None, to: None, point: None };
    operate(&mut Visitor(&mut step));
    match by {
        Move::Back => step.to.or(step.before),
        Move::On => step.to.or(step.after),
        Move::LineStart | Move::LineEnd => step.to,
        Move::Up | Move::Down => {
            let found = hit(step.point?, Grain::Character, operate)?.spots.0;
            let is_beyond = if by == Move::Up { found < from } else { found > from };
            is_beyond.then_some(found).or(if by == Move::Up { step.before } else { step.after })
        }
    }
}
