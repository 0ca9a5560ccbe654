//! The selected messages of a timeline, stored separately from its rows: they stay selected when their rows are
//! unloaded.
//!
//! Must not know: which messages are loaded (`selecting`). Tests: `tests.rs` beside.

use crate::chat::MessageId;
use crate::row::Row;

use std::collections::HashSet;
use std::sync::Arc;

/// The selected messages of a timeline.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// Oldest first.
    pub(super) rows: Vec<Arc<Row>>,
    ids: HashSet<MessageId>,
    /// Where the current range selection starts, and what was selected before it.
    pub(super) anchor: Option<(MessageId, Vec<Arc<Row>>)>,
}

impl Choice {
    /// The ids of the selected messages.
    pub(super) const fn ids(&self) -> &HashSet<MessageId> {
        &self.ids
    }

    /// Selects these messages instead.
    pub(super) fn set(&mut self, mut rows: Vec<Arc<Row>>) {
        rows.sort_by_key(|row| row.position());
        rows.dedup_by_key(|row| row.message.id);
        self.ids = rows.iter().map(|row| row.message.id).collect();
        self.rows = rows;
    }
}
