//! How far the person has read, and the *New* line.
//!
//! Must not know: where it is kept. Tests: `tests.rs` beside.

use super::{Line, Reading, Timeline, View, present};

use crate::chat::MessageId;
use crate::row::Position;

/// Before every message.
const NOTHING: Position = Position { ticks: i64::MIN, id: MessageId::new(uuid::Uuid::nil()) };

impl Timeline {
    /// These messages are the first and the last of which something is on the screen.
    pub const fn shows(&mut self, first: MessageId, last: MessageId) {
        self.shown = Some((first, last));
    }

    /// Somebody looks at the screen: what stands there and is unread has been seen.
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

    /// How far the person has read and what was seen on the way, if either is news; it is then taken as marked.
    pub fn mark_read(&mut self) -> Option<(Position, Vec<MessageId>)> {
        let moved = self.move_mark();
        let seen = std::mem::take(&mut self.to_tell);
        if moved.is_none() && seen.is_empty() {
            return None;
        }
        Some((moved.or(self.marked).unwrap_or(NOTHING), seen))
    }

    /// The last message on the screen, if something unread stands above it and it is newer than all that was marked as read.
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

    /// Everything in the conversation counts as read, and the *New* line goes.
    pub fn mark_all_read(&mut self) -> Option<Position> {
        let last = self.rows.last().map(|row| row.position());
        let is_news = self.first_unread.take().is_some();
        self.forget_line();
        if !is_news {
            return None;
        }
        self.marked = last;
        last
    }

    /// Nothing is read on by itself until the conversation is opened again, and the *New* line goes above this message if it
    /// is loaded: in a thread or a list one may choose another.
    pub fn mark_unread(&mut self, from: MessageId) {
        self.reading = Reading::Held;
        // What is told as unread now may be seen again.
        self.seen.clear();
        self.to_tell.clear();
        if let Some(row) = self.row(from) {
            let at = row.position();
            self.new_from = Some(at);
            self.first_unread = Some(self.first_unread.map_or(at, |first| first.min(at)));
        }
    }

    /// The *New* line goes above the first unread message, if there is one.
    pub fn begin_line_anew(&mut self) -> Option<MessageId> {
        let first = self.first_unread?;
        self.new_from = Some(first);
        Some(first.id)
    }

    /// The first unread message, if it stands above what is on the screen.
    pub fn unread_above(&self) -> Option<MessageId> {
        let first = self.first_unread?;
        let top = self.shown.and_then(|(top, _)| self.row(top))?;
        (first < top.position()).then_some(first.id)
    }

    /// The conversation is opened again: the next page says where the *New* line stands.
    pub const fn decide_line_anew(&mut self) {
        self.line = Line::Undecided;
        self.reading = Reading::Goes;
    }

    /// Takes the *New* line away: the person has written something, or said that all is read.
    pub const fn forget_line(&mut self) {
        self.new_from = None;
        self.reading = Reading::Goes;
    }

    /// Whether a *New* line stands somewhere.
    pub fn has_line(&self) -> bool {
        self.items.iter().any(|item| item.new_line == present::NewLine::Here)
    }
}
