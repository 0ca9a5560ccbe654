//! A list of messages with its own page window, composer and draft: a conversation's timeline, or one of its threads.
//!
//! Must not know: how it is stored or drawn. Tests: `tests/store/threads.rs`, `tests/window/thread.rs`.

use super::{MessageId, conversation};

/// Identifies a timeline or a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FeedId {
    pub of: conversation::Id,
    /// The message that the thread replies to. `None` for the timeline, which shows replies too.
    pub root: Option<MessageId>,
}

impl FeedId {
    /// The thread of replies to a message.
    pub const fn thread(of: conversation::Id, root: MessageId) -> Self {
        Self { of, root: Some(root) }
    }
}

impl From<conversation::Id> for FeedId {
    fn from(of: conversation::Id) -> Self {
        Self { of, root: None }
    }
}
