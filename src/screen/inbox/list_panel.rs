//! The keyboard's view of a panel: a list of rows, one of which may have the focus.
//!
//! A row is identified by its key in the list. Must not know: which panels there are (`panels`).
//! Tests: `tests/window/keys.rs`.

use super::event::Event;
use super::shared::Shared;

use crate::chat::MessageId;
use crate::screen::keys::{self, Context};
use crate::widget::list::Key;

/// A panel with a list of rows.
pub trait ListPanel {
    /// The id of its list.
    fn list(&self) -> &'static str;

    /// The key bindings that apply while it has the focus.
    fn context(&self) -> Context;

    /// True if a row is in the list.
    fn has(&self, row: Key) -> bool;

    /// The row to focus on entering the panel.
    fn entrance(&self) -> Option<Key> {
        self.step(None, 0)
    }

    /// The row this many rows after `from` or before it; the first one if `from` is not in the list.
    fn step(&self, from: Option<Key>, rows: isize) -> Option<Key>;

    /// Scrolls a row into view.
    fn reveal(&mut self, row: Key);

    /// The message that a row shows: its menu and the keys for messages apply.
    fn message(&self, _row: Key) -> Option<MessageId> {
        None
    }

    /// The events of Enter on a row.
    fn activate(&self, row: Key, shared: &Shared) -> Vec<Event>;

    /// The events of an action key on a row that shows no message.
    fn act(&self, _row: Key, _act: keys::Act) -> Vec<Event> {
        Vec::new()
    }
}
