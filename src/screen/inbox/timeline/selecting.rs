//! Selects messages of a timeline, to act on all of them at once.
//!
//! Each page that is read updates the selected rows. A deleted message is deselected. Must not know: which actions there
//! are. Tests: `tests.rs` beside, `tests/window/selecting.rs`.

use super::Timeline;
use super::choice::Choice;

use crate::chat::MessageId;
use crate::row::Row;

use std::sync::Arc;

impl Timeline {
    /// The selected messages, oldest first.
    pub fn chosen(&self) -> &[Arc<Row>] {
        &self.choice.rows
    }

    /// Selects a message, or deselects it; a range may start there.
    pub fn choose(&mut self, id: MessageId) {
        let mut rows = std::mem::take(&mut self.choice.rows);
        if self.choice.ids().contains(&id) {
            rows.retain(|row| row.message.id != id);
        } else {
            rows.extend(self.choosable(id));
        }
        self.choice.set(rows);
        self.choice.anchor = Some((id, self.choice.rows.clone()));
    }

    /// Selects the range from where it started, or else from `from`, to this message.
    pub fn choose_to(&mut self, from: Option<MessageId>, to: MessageId) {
        let begun = self.choice.anchor.take().filter(|(at, _)| self.index(*at).is_some());
        let (anchor, before) = begun.unwrap_or_else(|| (from.unwrap_or(to), self.choice.rows.clone()));
        let (Some(one), Some(other)) = (self.index(anchor), self.index(to)) else { return };
        let stretch = self.rows.get(one.min(other)..=one.max(other)).unwrap_or_default();
        let mut rows = before.clone();
        rows.extend(stretch.iter().filter_map(|row| self.choosable(row.message.id)));
        self.choice.set(rows);
        self.choice.anchor = Some((anchor, before));
    }

    /// Clears the selection; returns true if something was selected.
    pub fn choose_nothing(&mut self) -> bool {
        !std::mem::take(&mut self.choice).rows.is_empty()
    }

    /// The row of a message that is loaded and not deleted.
    fn choosable(&self, id: MessageId) -> Option<Arc<Row>> {
        let stands = |row: &&Arc<Row>| !row.message.marks.deleted && !self.is_hidden(id);
        self.row(id).filter(stands).cloned()
    }

    /// Updates the selected rows from the loaded ones, and deselects deleted messages.
    pub(super) fn renew_choice(&mut self) {
        if self.choice.rows.is_empty() {
            return;
        }
        let Choice { rows, anchor, .. } = std::mem::take(&mut self.choice);
        let renewed = |row: &Arc<Row>| match self.index(row.message.id) {
            Some(_) => self.choosable(row.message.id),
            None => Some(Arc::clone(row)),
        };
        let rows: Vec<Arc<Row>> = rows.iter().filter_map(renewed).collect();
        let anchor = anchor.map(|(at, before)| (at, before.iter().filter_map(renewed).collect()));
        self.choice.set(rows);
        self.choice.anchor = anchor.filter(|_| !self.choice.rows.is_empty());
    }
}
