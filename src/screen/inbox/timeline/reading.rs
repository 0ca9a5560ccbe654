//! How far the person has read, and the *New* line.
//!
//! Must not know: where it is kept. Tests: `tests.rs` beside.

use super::{Line, Reading, Timeline, View, present};

use crate::chat::MessageId;
use crate::row::Position;

impl Timeline {
    /// These messages are the first and the last of which something is on the screen.
    pub const fn shows(&mut self, first: MessageId, last: MessageId) {
        self.shown = Some((first, last));
    }

    /// Somebody looks at the screen: what stands there and was unread when the conversation was opened has been seen.
    pub fn look(&mut self) {
        if self.reading == Reading::Held {
            return;
        }
        let Some((first, last)) = self.shown else { return };
        let (Some(first), Some(last)) = (self.index(first), self.index(last)) else { return };
        for row in self.rows.get(first..=last).unwrap_or_default() {
            let message = &row.message;
            let is_news = message.author != self.me && !message.marks.read && !message.marks.deleted;
            if is_news && Some(row.position()) > self.read_before && self.seen.insert(message.id) {
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
        Some((moved.or(self.marked)?, seen))
    }

    /// The last message on the screen, if it is newer than all that was marked as read.
    fn move_mark(&mut self) -> Option<Position> {
        if self.reading == Reading::Held {
            return None;
        }
        let last = match self.view {
            View::Bottom => self.rows.last(),
            View::Elsewhere { last, .. } => self.row(last),
            View::Unknown => None,
        };
        self.mark_up_to(last.map(|row| row.position()))
    }

    /// Everything in the conversation counts as read, and the *New* line goes.
    pub fn mark_all_read(&mut self) -> Option<Position> {
        let last = self.rows.last().map(|row| row.position());
        if self.reading == Reading::Held {
            // The store's position was moved back.
            self.marked = None;
        }
        self.forget_line();
        self.mark_up_to(last)
    }

    /// Nothing is read on by itself until the conversation is opened again, and the *New* line goes above this message if it
    /// is loaded: in a thread or a list one may choose another.
    pub fn mark_unread(&mut self, from: MessageId) {
        self.reading = Reading::Held;
        // What is told as unread now may be seen again.
        self.seen.clear();
        self.to_tell.clear();
        let Some(at) = self.index(from) else { return };
        let before = at.checked_sub(1).and_then(|before| self.rows.get(before)).map(|row| row.position());
        // Above the first of all there is nothing to have been read.
        let first = || Position { ticks: i64::MIN, id: from };
        self.new_after = Some(before.unwrap_or_else(first));
    }

    fn mark_up_to(&mut self, position: Option<Position>) -> Option<Position> {
        if position > self.marked {
            self.marked = position;
            position
        } else {
            None
        }
    }

    /// The conversation is opened again: the next page says where the *New* line stands.
    pub const fn decide_line_anew(&mut self) {
        self.line = Line::Undecided;
        self.reading = Reading::Goes;
    }

    /// Takes the *New* line away: the person has written something, or said that all is read.
    pub const fn forget_line(&mut self) {
        self.new_after = None;
        self.reading = Reading::Goes;
    }

    /// Whether a *New* line stands somewhere.
    pub fn has_line(&self) -> bool {
        self.items.iter().any(|item| item.new_line == present::NewLine::Here)
    }
}
