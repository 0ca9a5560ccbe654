//! A run of messages that is read and written in by itself: a conversation's timeline, or one thread of it.
//!
//! Each has a window over its messages, a composer and a draft of its own. Must not know: how it is stored or drawn.
//! Tests: `tests/store/threads.rs`, `tests/window/thread.rs`.

use super::{MessageId, conversation};

/// Which run of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Strand {
    pub of: conversation::Id,
    /// The message that a thread hangs from; none: the timeline itself, in which replies stand too.
    pub root: Option<MessageId>,
}

impl Strand {
    /// The thread under a message.
    pub const fn thread(of: conversation::Id, root: MessageId) -> Self {
        Self { of, root: Some(root) }
    }
}

impl From<conversation::Id> for Strand {
    fn from(of: conversation::Id) -> Self {
        Self { of, root: None }
    }
}
