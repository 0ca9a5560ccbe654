//! The publisher's request for the newest copies of messages that it is about to mark.
//!
//! A mark's element carries the whole message (`docs/server-api.md` 2.2). Frozen from an old copy, it would undo an
//! edit that its author made since; so the message is read again first (2.18). The publisher asks through this trait,
//! because reading is `sync`'s. Must not know: how messages are read. Tests: `tests/actions/harmless.rs`.

use crate::chat::MessageId;
use crate::remote::Failure;
use crate::store;

use futures::future::BoxFuture;

use std::collections::{HashMap, HashSet};
use std::fmt;

/// Brings the newest copies of messages into the store.
pub trait Refresh: Send + Sync + fmt::Debug {
    /// Reads these messages, each once.
    fn refresh(&self, messages: Vec<MessageId>) -> BoxFuture<'static, Result<Freshness, store::Error>>;

    /// A person asked for a try, or the network came back: a pause after failed readings is over.
    fn forget_pause(&self);
}

/// The result of a refresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    /// The store now holds what the server holds, except for these messages.
    Read {
        /// Those that cannot be marked any more, and why.
        gone: HashMap<MessageId, String>,
        /// Those that could not be read just now; they are asked for again at `until`, by [`Clock::steady`](crate::clock::Clock::steady).
        held: HashSet<MessageId>,
        until: i64,
    },
    /// This server has no reading call: marks are sent from the copies here.
    Unreadable,
    /// Nothing can be read now; the next try is at that moment, by the same clock.
    Later { until: i64, failure: Failure },
}

/// The state of the messages to be marked, while a call is planned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fresh {
    /// Read since the call began to be planned.
    pub(super) read: HashSet<MessageId>,
    /// Cannot be marked any more, and why.
    pub(super) gone: HashMap<MessageId, String>,
    /// Could not be read; asked for again at `held_until`, by the same clock.
    pub(super) held: HashSet<MessageId>,
    pub(super) held_until: i64,
    pub(super) others: StaleMarks,
}

/// The treatment of marks on messages that were not read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum StaleMarks {
    /// Their messages are read before the call is frozen.
    #[default]
    ReadFirst,
    /// They are sent from the copies here.
    SendAsIs,
    /// They are held until then, by the same clock; other entries go ahead.
    HoldUntil(i64),
}

impl StaleMarks {
    /// The same at `now`, by the same clock. After a pause it is tried again. Whether a server can be read is
    /// asked anew for every call: the reader remembers the answer.
    #[must_use]
    pub(super) fn at(self, now: i64) -> Self {
        match self {
            Self::HoldUntil(until) if until > now => self,
            Self::HoldUntil(_) | Self::SendAsIs | Self::ReadFirst => Self::ReadFirst,
        }
    }
}
