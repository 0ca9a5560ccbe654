//! What the publisher asks for before it freezes a mark: the newest copy of the message that is marked.
//!
//! A mark's element carries the whole message (`server-api.md` 2.2). Frozen from an old copy, it would undo an edit that its
//! author made since; so the message is read again first (2.18). The publisher asks through this trait, because reading is
//! `sync`'s. Must not know: how messages are read. Tests: `tests/harmless`.

use crate::chat::MessageId;
use crate::remote::Failure;
use crate::store;

use futures::future::BoxFuture;

use std::collections::HashSet;
use std::fmt;

/// Brings the newest copies of messages into the store.
pub trait Refresh: Send + Sync + fmt::Debug {
    /// Reads these messages, each once.
    fn refresh(&self, messages: Vec<MessageId>) -> BoxFuture<'static, Result<Freshness, store::Error>>;

    /// A person asked for a try, or the network came back: a pause after failed readings is over.
    fn forget_pause(&self);
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    /// The store holds them as the server does.
    Read,
    /// So it does, but for these, which this server finds no more.
    Gone(HashSet<MessageId>),
    /// This server cannot be read at all: they go as they are known here.
    AsKnown,
    /// It could not be read this time; again at that moment, in milliseconds since 1970 UTC.
    Later { until: i64, failure: Failure },
}

/// How marks are treated while a call is planned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fresh {
    /// Read since the call began to be planned.
    pub(super) read: HashSet<MessageId>,
    /// The server finds them no more.
    pub(super) gone: HashSet<MessageId>,
    pub(super) others: Others,
}

/// What happens to marks on messages that were not read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Others {
    /// They are read before the call is frozen.
    #[default]
    AreRead,
    /// They go as they are known here.
    GoAsKnown,
    /// They wait until then, in milliseconds since 1970 UTC, and hold nothing back.
    Wait { until: i64 },
}

impl Others {
    /// The same at `now`, in milliseconds since 1970 UTC: after a wait it is tried again. Whether a server can be read is
    /// asked anew for every call: who reads remembers the answer.
    #[must_use]
    pub(super) fn at(self, now: i64) -> Self {
        match self {
            Self::Wait { until } if until > now => self,
            Self::Wait { .. } | Self::GoAsKnown | Self::AreRead => Self::AreRead,
        }
    }
}
