//! How far the person has read, and the *New* line.
//!
//! Must not know: where it is kept. Tests: `tests.rs` beside.

use super::{Line, Timeline, View, present};

use crate::session::row::Position;

impl Timeline {
    /// The last message on the screen, if it is newer than all that was marked as read; it is then taken as marked.
    pub fn mark_read(&mut self) -> Option<Position> {
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
        self.forget_line();
        self.mark_up_to(last)
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
    }

    /// Takes the *New* line away: the person has written something, or said that all is read.
    pub fn forget_line(&mut self) {
        self.new_after = None;
    }

    /// Whether a *New* line stands somewhere.
    pub fn has_line(&self) -> bool {
        self.items.iter().any(|item| item.new_line == present::NewLine::Here)
    }
}
