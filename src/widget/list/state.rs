//! The list's scroll position, and how layouts, jumps and a dragged scrollbar change it.

use super::cache::{Cache, Look};
use super::place::{self, Anchor, Grow, Placed};
use super::scrollbar::Extent;
use super::{AIR, Align, Jump, Key, LINE, List, MOST_PEEK, OVERLAP, PEEK, Target, Visible};
use crate::theme::Motion;
use crate::theme::scrollable::Use;

use iced::Rectangle;
use iced::advanced::widget::operation;
use iced::window::RedrawRequest;

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// The scroll position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Position {
    End,
    Row { key: Key, y: f32 },
    Start,
}

/// A drag of the scrollbar's handle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hold {
    pub(super) grip: f32,
    pub(super) fraction: f32,
    /// The rows that the drag was last applied to: how many before, how many loaded. Another count means that a seek
    /// was answered.
    pub(super) applied: Option<(u64, usize)>,
    pub(super) sought: Option<u64>,
}

/// How long a row that was jumped to is highlighted.
const FLASH: Duration = Duration::from_millis(1_200);
/// How long the highlight takes to fade in and out, if motion is allowed.
const FADE: Duration = Duration::from_millis(120);

/// The highlight of a row that was jumped to, which shows for a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Flash {
    pub(super) key: Key,
    /// `None` until the first frame that shows it.
    since: Option<Instant>,
    /// Its opacity, in 0.0..=1.0.
    pub(super) strength: f32,
}

impl Flash {
    pub(super) const fn new(key: Key) -> Self {
        Self { key, since: None, strength: 0.0 }
    }

    /// The highlight at a moment, and when it changes next; `None` once it is over.
    pub(super) fn at(self, now: Instant, motion: Motion) -> Option<(Self, RedrawRequest)> {
        let since = self.since.unwrap_or(now);
        let passed = now.saturating_duration_since(since);
        let left = FLASH.checked_sub(passed).filter(|left| !left.is_zero())?;
        let (strength, next) = match motion {
            Motion::None => (1.0, RedrawRequest::At(since + FLASH)),
            Motion::Full => {
                let faded = passed.min(left).min(FADE).as_secs_f32() / FADE.as_secs_f32();
                let fades = passed < FADE || left <= FADE;
                let next =
                    if fades { RedrawRequest::NextFrame } else { RedrawRequest::At(since + FLASH - FADE) };
                (faded, next)
            }
        };
        Some((Self { since: Some(since), strength, ..self }, next))
    }
}

pub(super) struct State<Message> {
    pub(super) cache: Cache<Message>,
    pub(super) place: u64,
    pub(super) position: Option<Position>,
    pub(super) remembered: HashMap<u64, Position>,
    pub(super) placed: Vec<(Key, Placed)>,
    /// The heading that stays at the top, over the rows that are scrolled under it.
    pub(super) pinned: Option<(Key, Placed)>,
    pub(super) height: f32,
    pub(super) visible: Option<Visible>,
    pub(super) told: Option<Visible>,
    pub(super) done: Option<u64>,
    pub(super) extent: Extent,
    pub(super) hold: Option<Hold>,
    pub(super) bar: Use,
    pub(super) near: bool,
    /// The row that the pointer was over last: the only one that may have an overlay open.
    pub(super) pointed: Option<Key>,
    pub(super) flash: Option<Flash>,
    /// True after a key that moves the keyboard focus, until the mouse is used.
    pub(super) keys: bool,
    pub(super) asked_start: Option<Key>,
    pub(super) asked_end: Option<Key>,
    pub(super) moves: u8,
    pub(super) shift: bool,
}

impl<Message: 'static> State<Message> {
    pub(super) fn new() -> Self {
        Self {
            cache: Cache::new(),
            place: 0,
            position: None,
            remembered: HashMap::new(),
            placed: Vec::new(),
            pinned: None,
            height: 0.0,
            visible: None,
            told: None,
            done: None,
            extent: Extent { total: 0.0, above: 0.0, shown: 0.0 },
            hold: None,
            bar: Use::Rest,
            near: false,
            pointed: None,
            flash: None,
            keys: false,
            asked_start: None,
            asked_end: None,
            moves: 0,
            shift: false,
        }
    }

    /// Saves the scroll position of the list shown before and restores the position of this one.
    pub(super) fn enter(&mut self, place: u64) {
        if self.place == place {
            return;
        }
        if let Some(position) = self.position {
            let _ = self.remembered.insert(self.place, position);
        }
        self.place = place;
        self.position = self.remembered.get(&place).copied();
        self.placed.clear();
        self.pinned = None;
        self.visible = None;
        self.told = None;
        self.hold = None;
        self.asked_start = None;
        self.asked_end = None;
    }

    /// Moves the visible rows down by `distance`.
    pub(super) fn scroll(&mut self, distance: f32) {
        let Some((key, row)) = self.reading() else { return };
        self.position = Some(Position::Row { key, y: row.y + distance });
    }

    /// The row at this height in the viewport.
    pub(super) fn row_at(&self, y: f32) -> Option<Key> {
        drawn(&self.placed, self.pinned)
            .rev()
            .find(|(_, row)| row.y <= y && y < row.end())
            .map(|(key, _)| key)
    }

    /// The row that must not move: the first that begins in the viewport, so that a row cut off at the top may still
    /// grow upwards.
    fn reading(&self) -> Option<(Key, Placed)> {
        let seen = || self.placed.iter().filter(|(_, row)| row.end() > 0.0 && row.y < self.height);
        seen().find(|(_, row)| row.y >= 0.0).or_else(|| seen().next()).copied()
    }
}

/// The placed rows where they are drawn: the pinned heading last, over the others.
pub(super) fn drawn(
    placed: &[(Key, Placed)],
    pinned: Option<(Key, Placed)>,
) -> impl DoubleEndedIterator<Item = (Key, Placed)> {
    let own = pinned.map(|(key, _)| key);
    placed.iter().copied().filter(move |(key, _)| Some(*key) != own).chain(pinned)
}

impl<Message: 'static> operation::Scrollable for State<Message> {
    fn snap_to(&mut self, offset: operation::scrollable::RelativeOffset<Option<f32>>) {
        match offset.y {
            Some(y) if y >= 1.0 => self.position = Some(Position::End),
            Some(y) if y <= 0.0 => self.position = Some(Position::Start),
            _ => {}
        }
    }

    /// Does nothing: a list has no offset to scroll to; jumps take its place.
    fn scroll_to(&mut self, _offset: operation::scrollable::AbsoluteOffset<Option<f32>>) {}

    fn scroll_by(
        &mut self,
        offset: operation::scrollable::AbsoluteOffset,
        _bounds: Rectangle,
        _content: Rectangle,
    ) {
        self.scroll(-offset.y);
    }
}

impl<Message: 'static> List<'_, Message> {
    pub(super) fn anchor(&self, state: &State<Message>) -> Anchor {
        let opening = match self.grow {
            Grow::Down => Anchor::Row { index: 0, y: 0.0 },
            Grow::Up => Anchor::End,
        };
        match state.position {
            None => opening,
            Some(Position::End) => Anchor::End,
            Some(Position::Start) => Anchor::Row { index: 0, y: 0.0 },
            Some(Position::Row { key, y }) => match self.rows.index_of(key) {
                Some(index) => Anchor::Row { index, y },
                None => self.neighbour(state, y).unwrap_or(opening),
            },
        }
    }

    /// An anchor for a position whose row is gone: of the rows that were around it, the nearest one still loaded.
    fn neighbour(&self, state: &State<Message>, y: f32) -> Option<Anchor> {
        state
            .placed
            .iter()
            .filter_map(|(key, row)| Some((self.rows.index_of(*key)?, row.y)))
            .min_by(|(_, one), (_, other)| (one - y).abs().total_cmp(&(other - y).abs()))
            .map(|(index, y)| Anchor::Row { index, y })
    }

    pub(super) fn apply_hold(&self, state: &mut State<Message>) {
        let here = (self.before, self.rows.len());
        let total = self.before + self.rows.len() as u64 + self.after;
        let extent = Extent { total: total as f32, ..state.extent };
        let Some(hold) = state.hold.as_mut().filter(|hold| hold.applied != Some(here)) else { return };
        hold.applied = Some(here);
        let row = f64::from(extent.row_at(hold.fraction)) - self.before as f64;
        let last = self.rows.len().saturating_sub(1);
        let index = (row.max(0.0) as usize).min(last);
        let part = (row - index as f64).clamp(0.0, 1.0) as f32;
        if self.rows.is_empty() {
            return;
        }
        state.position = Some(if hold.fraction >= 1.0 && self.after == 0 {
            Position::End
        } else {
            let average = state.height / state.extent.shown.max(1.0);
            Position::Row { key: self.rows.key(index), y: -part * average }
        });
    }

    pub(super) fn apply_jump(&self, state: &mut State<Message>, look: Look, renderer: &iced::Renderer) {
        let Some(Jump { ticket, to }) = self.jump.filter(|jump| state.done != Some(jump.ticket)) else {
            return;
        };
        let page = (state.height - OVERLAP).max(LINE);
        match to {
            Target::Start => state.position = Some(Position::Start),
            Target::End => state.position = Some(Position::End),
            Target::PageUp => state.scroll(page),
            Target::PageDown => state.scroll(-page),
            Target::Row { key, align } => {
                let Some(index) = self.rows.index_of(key) else { return };
                let height = state.cache.height(&*self.rows, index, look, renderer);
                // Enough of the neighbouring row stays visible to be seen as a row, and not as a stray stroke.
                let peek = (height * PEEK).clamp(AIR, MOST_PEEK);
                let is_heading = self.rows.is_heading(index);
                // Rows come into view below the heading that stays at the top.
                let roof = self.heading(state, index, look, renderer).filter(|_| !is_heading);
                let roof = roof.map_or(0.0, |(_, height)| height);
                let lowest = state.height - height - peek;
                let highest = if roof > 0.0 { roof } else { peek };
                // A list at its end moves by the difference when its height has changed.
                let stuck = state.position == Some(Position::End);
                let moved = state.placed.last().filter(|_| stuck);
                let moved = moved.map_or(0.0, |(_, last)| state.height - last.end());
                let now = state.placed.iter().find(|(placed, _)| *placed == key);
                let now = now.map(|(_, row)| row.y + moved);
                let is_above = || state.placed.first().is_some_and(|(_, first)| index < first.index);
                let in_sight = |y: &f32| *y >= roof && *y <= lowest + peek;
                if align == Align::Nearest && stuck && now.as_ref().is_some_and(in_sight) {
                    // The list stays at its end.
                    state.done = Some(ticket);
                    return;
                }
                let y = match (align, now) {
                    (Align::Top, _) if is_heading => 0.0,
                    (Align::Top, _) => AIR + roof,
                    (Align::Center, _) => ((state.height - height) / 2.0).max(AIR),
                    (Align::Nearest, Some(y)) if in_sight(&y) => y,
                    (Align::Nearest, Some(y)) => y.clamp(highest.min(lowest), lowest.max(highest)),
                    (Align::Nearest, None) if is_above() => highest,
                    (Align::Nearest, None) => lowest,
                };
                state.position = Some(Position::Row { key, y });
                if align == Align::Center {
                    state.flash = Some(Flash::new(key));
                }
            }
        }
        state.done = Some(ticket);
    }

    /// The heading at or above a row, and its height.
    pub(super) fn heading(
        &self,
        state: &mut State<Message>,
        index: usize,
        look: Look,
        renderer: &iced::Renderer,
    ) -> Option<(usize, f32)> {
        let heading = (0..=index).rev().find(|index| self.rows.is_heading(*index))?;
        Some((heading, state.cache.height(&*self.rows, heading, look, renderer)))
    }

    /// The heading to pin.
    pub(super) fn pin(
        &self,
        state: &mut State<Message>,
        placed: &[Placed],
        look: Look,
        renderer: &iced::Renderer,
    ) -> Option<(Key, Placed)> {
        let is_heading = |index| self.rows.is_heading(index);
        let pinned = place::pin(placed, is_heading, |top| self.heading(state, top, look, renderer))?;
        Some((self.rows.key(pinned.index), pinned))
    }

    /// After placing: updates the visible rows, the scroll position and the scrollbar.
    pub(super) fn take_stock(&self, state: &mut State<Message>, placed: Vec<Placed>) {
        let rows = self.rows.len();
        let placed: Vec<(Key, Placed)> =
            placed.into_iter().map(|row| (self.rows.key(row.index), row)).collect();
        let moved = placed.len() != state.placed.len()
            || placed.iter().zip(&state.placed).any(|(new, old)| new.0 != old.0 || new.1.y != old.1.y);
        if moved {
            state.moves = (state.moves + 1) % 7;
        }
        state.placed = placed;
        let height = state.height;
        let part = |row: &Placed, edge: f32| if row.height > 0.0 { edge / row.height } else { 0.0 };
        let mut seen = state.placed.iter().filter(|(_, row)| row.end() > 0.0 && row.y < height);
        let Some((first, top)) = seen.next().copied() else {
            state.visible = None;
            state.extent = Extent { total: 0.0, above: 0.0, shown: 0.0 };
            return;
        };
        let (last, bottom) = seen.next_back().copied().unwrap_or((first, top));
        let at_end = bottom.index + 1 == rows && bottom.end() <= height + 1.0;
        let whole_end = at_end && self.after == 0;
        let above = top.index as f32 + part(&top, (-top.y).max(0.0));
        let below = bottom.index as f32 + 1.0 - part(&bottom, (bottom.end() - height).max(0.0));
        state.visible = Some(Visible { first, last, at_end: whole_end });
        state.extent = Extent {
            total: (self.before + rows as u64 + self.after) as f32,
            above: self.before as f32 + above,
            shown: below - above,
        };
        let sticks = match self.grow {
            Grow::Up => whole_end,
            // An ordinary list stays at its end only if it was scrolled there on purpose: by a jump, the scrollbar or
            // an operation.
            Grow::Down => whole_end && state.position == Some(Position::End),
        };
        state.position = if sticks {
            Some(Position::End)
        } else {
            state.reading().map(|(key, row)| Position::Row { key, y: row.y })
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_highlight_fades_in_and_out_if_motion_is_allowed_and_ends_either_way() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        for motion in [Motion::Full, Motion::None] {
            let (begun, _) = Flash::new(Key(1)).at(start, motion).unwrap();
            let strength = |millis| begun.at(at(millis), motion).map(|(flash, _)| flash.strength);
            let edges = if motion == Motion::Full { 0.5 } else { 1.0 };
            for (millis, expected) in [(60, edges), (600, 1.0), (1_140, edges)] {
                assert!((strength(millis).unwrap() - expected).abs() < 0.01, "{motion:?} after {millis} ms");
            }
            assert_eq!(strength(1_200), None);
            let (_, next) = begun.at(at(600), motion).unwrap();
            assert_ne!(next, RedrawRequest::NextFrame, "it asks for no frames in between");
        }
    }
}
