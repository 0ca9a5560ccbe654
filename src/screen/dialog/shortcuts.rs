//! The list of keyboard shortcuts. Drawing is in `dialog::view`.
//!
//! Must not know: which keys there are (`screen::keys`). Tests: `tests/window/keys.rs`.

use super::modal::{Modal, Outcome};

use crate::preferences::SendKey;
use crate::screen::keys::Command;

/// The list of keyboard shortcuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortcuts {
    /// The key that sends.
    pub send_key: SendKey,
    /// The keys of the reviewers' desk are listed for those who have one.
    pub desk: Desk,
}

/// Tells if the user has a reviewers' desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    Here,
    None,
}

impl Modal for Shortcuts {
    fn special(&mut self, command: Command) -> Option<Outcome> {
        (command == Command::Keys).then_some(Outcome::Close)
    }
}
