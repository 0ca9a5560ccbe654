//! Requests fresh copies of messages that the publisher is about to mark.
//!
//! A mark's element carries the whole message (`docs/server-api.md` 2.2). An element made from an old copy would undo
//! an edit that the author made since, so the message is read again first (2.18). The publisher uses a trait, because
//! reading is up to `sync`. Must not know: how messages are read. Tests: `tests/actions/harmless.rs`.

use crate::chat::MessageId;
use crate::remote::Failure;
use crate::store;

use futures::future::BoxFuture;

use std::collections::{HashMap, HashSet};
use std::fmt;

/// Brings fresh copies of messages into the store.
pub trait Refresh: Send + Sync + fmt::Debug {
    /// Reads these messages, which contain no duplicates.
    fn refresh(&self, messages: Vec<MessageId>) -> BoxFuture<'static, Result<Freshness, store::Error>>;

    /// Ends a pause after failed reads, because the user asked to retry or the network came back.
    fn forget_pause(&self);
}

/// The result of a refresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    /// The store is up to date with the server, except for these messages.
    Read {
        /// Messages that cannot be marked any more, and why.
        gone: HashMap<MessageId, String>,
        /// Messages that could not be read just now; they are requested again at `until`, by
        /// [`Clock::steady`](crate::clock::Clock::steady).
        held: HashSet<MessageId>,
        until: i64,
    },
    /// This server has no read call: marks are sent from the copies here.
    Unreadable,
    /// Nothing can be read now; the next attempt is at `until`, by the same clock.
    Later { until: i64, failure: Failure },
}

/// The state of the messages to be marked, while a call is planned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fresh {
    /// Messages read since planning of the call began.
    pub(super) read: HashSet<MessageId>,
    /// Messages that cannot be marked any more, and why.
    pub(super) gone: HashMap<MessageId, String>,
    /// Messages that could not be read; requested again at `held_until`, by the same clock.
    pub(super) held: HashSet<MessageId>,
    pub(super) held_until: i64,
    pub(super) others: StaleMarks,
}

/// The treatment of marks on messages that were not read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum StaleMarks {
    /// Read their messages before the call is frozen.
    #[default]
    ReadFirst,
    /// Send them from the copies here.
    SendAsIs,
    /// Hold them until then, by the same clock; other entries go ahead.
    HoldUntil(i64),
}

impl StaleMarks {
    /// The treatment at `now`, by the same clock: after a pause, reading is tried again. The reader remembers if a
    /// server can be read, so it is asked again for every call.
    #[must_use]
    pub(super) fn at(self, now: i64) -> Self {
        match self {
            Self::HoldUntil(until) if until > now => self,
            Self::HoldUntil(_) | Self::SendAsIs | Self::ReadFirst => Self::ReadFirst,
        }
    }
}
