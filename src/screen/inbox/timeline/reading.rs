//! How far the user has read, and the *New* line.
//!
//! Must not know: where that is stored. Tests: `tests.rs` beside.

use super::{Line, Reading, State, Timeline, View, present};

use crate::chat::MessageId;
use crate::row::Position;

/// The position before every message.
const NOTHING: Position = Position { ticks: i64::MIN, id: MessageId::new(uuid::Uuid::nil()) };

impl Timeline {
    /// Remembers the first and the last visible message.
    pub const fn shows(&mut self, first: MessageId, last: MessageId) {
        self.shown = Some((first, last));
    }

    /// The user looks at the screen: the visible unread messages were seen.
    pub fn look(&mut self) {
        if self.reading == Reading::Held {
            return;
        }
        let Some((first, last)) = self.shown else { return };
        let (Some(first), Some(last)) = (self.index(first), self.index(last)) else { return };
        for row in self.rows.get(first..=last).unwrap_or_default() {
            let message = &row.message;
            if row.unread && !message.marks.deleted && self.seen.insert(message.id) {
                self.to_tell.push(message.id);
            }
        }
    }

    /// How far the user has read and which messages were seen, if either is new; both then count as marked.
    pub fn mark_read(&mut self) -> Option<(Position, Vec<MessageId>)> {
        let moved = self.move_mark();
        let seen = std::mem::take(&mut self.to_tell);
        if moved.is_none() && seen.is_empty() {
            return None;
        }
        Some((moved.or(self.marked).unwrap_or(NOTHING), seen))
    }

    /// The last visible message, if it is newer than the last mark and an unread message is at or above it.
    fn move_mark(&mut self) -> Option<Position> {
        if self.reading == Reading::Held {
            return None;
        }
        let last = match self.view {
            View::Bottom => self.rows.last(),
            View::Elsewhere { last, .. } => self.row(last),
            View::Unknown => None,
        };
        let last = last.map(|row| row.position());
        let is_news = self.first_unread.is_some() && self.first_unread <= last && last > self.marked;
        if !is_news {
            return None;
        }
        self.marked = last;
        last
    }

    /// Marks everything in the conversation as read and removes the *New* line.
    pub fn mark_all_read(&mut self) -> Option<Position> {
        let last = self.rows.last().map(|row| row.position());
        self.before_all_read = None;
        let is_news = self.first_unread.take().is_some();
        self.forget_line();
        if !is_news {
            return None;
        }
        self.marked = last;
        last
    }

    /// The same when everything is marked as read, which can be undone; a second time, before it is settled, adds to the
    /// same undo.
    pub fn mark_all_read_for_now(&mut self) {
        let before = self.before_all_read.or(Some((self.new, self.reading)));
        let _ = self.mark_all_read();
        self.before_all_read = before;
    }

    /// [`Timeline::mark_all_read_for_now`] cannot be undone any more.
    pub const fn settle_all_read(&mut self) {
        self.before_all_read = None;
    }

    /// Undoes [`Timeline::mark_all_read_for_now`].
    pub fn undo_mark_all_read(&mut self) {
        let Some((new, reading)) = self.before_all_read.take() else { return };
        (self.new, self.reading) = (new, reading);
        // The visible messages are read when the user looks at them again.
        self.marked = None;
        self.seen.clear();
        self.to_tell.clear();
    }

    /// Stops marking messages as read until the conversation is opened again, and moves the *New* line above this
    /// message if it is loaded: one chosen in a thread or a list may not be.
    pub fn mark_unread(&mut self, from: MessageId) {
        self.reading = Reading::Held;
        // Messages reported as unread now may be seen again.
        self.seen.clear();
        self.to_tell.clear();
        if let Some(row) = self.row(from) {
            let at = row.position();
            self.new = Some(present::Line::here(at));
            self.first_unread = Some(self.first_unread.map_or(at, |first| first.min(at)));
        }
    }

    /// Moves the *New* line above the first unread message, if there is one.
    pub fn begin_line_anew(&mut self) -> Option<MessageId> {
        let first = self.first_unread?;
        self.new = Some(present::Line::here(first));
        Some(first.id)
    }

    /// True if everything here is read, as far as the store was read.
    pub fn has_no_unread(&self) -> bool {
        self.state == State::Ready && self.first_unread.is_none()
    }

    /// The number of loaded unread messages below the visible ones.
    pub fn unread_below(&self) -> u64 {
        let last = self.shown.and_then(|(_, last)| self.index(last));
        let below = last.and_then(|last| self.rows.get(last + 1..)).unwrap_or_default();
        below.iter().filter(|row| row.unread && !row.message.marks.deleted).count() as u64
    }

    /// The first unread message, if it is above the visible ones.
    pub fn unread_above(&self) -> Option<MessageId> {
        let first = self.first_unread?;
        let top = self.shown.and_then(|(top, _)| self.row(top))?;
        (first < top.position()).then_some(first.id)
    }

    /// The conversation is opened again: the next page decides where the *New* line is.
    pub const fn decide_line_anew(&mut self) {
        self.line = Line::Undecided;
        self.before_all_read = None;
        self.reading = Reading::Goes;
    }

    /// Removes the *New* line: the user has sent something, or marked everything as read. Its place stays until the
    /// conversation is opened again.
    pub const fn forget_line(&mut self) {
        if let Some(line) = &mut self.new {
            line.look = present::NewLine::Past;
        }
        self.reading = Reading::Goes;
    }

    /// True if the user marked messages as unread, and they stay so.
    pub fn is_held_unread(&self) -> bool {
        self.reading == Reading::Held
    }

    /// True if a *New* line is drawn.
    pub fn has_line(&self) -> bool {
        self.items.iter().any(|item| item.new_line == present::NewLine::Here)
    }
}
