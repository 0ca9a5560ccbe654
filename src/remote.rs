//! The calls to the chat server, and the server's answers.
//!
//! The publisher and the reader make every call through [`Remote`], which tests and the demo implement too. `wire`
//! contains the server's data types, `answer` parses its answers, and `http` talks to a real server. Must not know: the
//! store, the outbox, the screens. Tests: `tests/wire`.

pub mod answer;
pub mod convert;
pub mod http;
pub mod skew;
pub mod switch;
pub mod wire;

mod verdict;

use crate::language::tr;

use skew::Skew;

use futures::future::BoxFuture;
use uuid::Uuid;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// A server, or a substitute for one.
pub trait Remote: Send + Sync + fmt::Debug {
    /// Sends a call once: no implementation repeats it.
    fn publish(&self, call: Call) -> BoxFuture<'static, Result<Receipt, Failure>>;

    /// Reads one page of the messages that match `search`; `page` is counted from 1.
    fn messages(&self, search: Search, page: u32) -> BoxFuture<'static, Result<Page, Failure>>;

    /// The difference between the server's clock and ours; `None` while unknown.
    fn skew(&self) -> Option<Skew> {
        None
    }
}

/// The messages that a read call asks for; by default all that the user may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Only messages changed at or after this server date, which is sent back digit for digit.
    pub since: Option<wire::Date>,
    /// Only this conversation.
    pub within: Option<Route>,
    /// Only this message.
    pub message: Option<Uuid>,
}

impl Search {
    /// All messages changed at or after a server date.
    pub fn since(since: Option<wire::Date>) -> Self {
        Self { since, ..Self::default() }
    }
}

/// A conversation, as named in a read call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    Channel(Uuid),
    Group(Uuid),
    /// The direct messages with this person.
    Direct(Uuid),
}

/// The kind of call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Errand {
    /// A publish call with elements.
    #[default]
    Messages,
    /// A call about a conversation, whose body is the only element.
    Conversation(wire::conversation::Action),
}

/// A call that is ready to be sent.
#[derive(Clone)]
pub struct Call {
    pub errand: Errand,
    /// The user who acts.
    pub user: Uuid,
    pub company: Uuid,
    /// Frozen elements in order, each made by [`wire::json::write_message`]; for a conversation the one body, made by
    /// [`wire::conversation::write`].
    pub elements: Vec<Arc<str>>,
}

impl fmt::Debug for Call {
    /// Only counts the elements: they contain texts by people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("elements", &self.elements.len()).finish_non_exhaustive()
    }
}

/// The server's confirmation of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The ids of refused elements, with the server's reasons; empty if everything was accepted.
    pub refused: Vec<(Uuid, String)>,
    pub others: Others,
}

/// The result for the elements that a [`Receipt`] does not refuse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Others {
    #[default]
    Accepted,
    /// The server called the whole call a failure and named the culprits, but did not say if it applied the others.
    /// Sending those again is harmless (same ids) and settles it.
    Unsaid,
}

/// One page of messages.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub messages: Vec<wire::Message>,
    /// The parts of the page that could not be read.
    pub notes: wire::Notes,
    pub rest: Rest,
}

/// The pages that may follow this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Perhaps,
    /// None, because the page was not full.
    None,
}

/// The reasons why a call brought no receipt, as texts for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No connection, a broken one, or none in time.
    #[error("{words}")]
    Unreachable { reached: Reached, words: String },
    /// 408, 425, 429 and 5xx: try the same call later.
    #[error("{}", busy(*status))]
    Busy { status: u16, after: Option<Wait> },
    /// The server answered, but the answer does not tell the outcome.
    #[error("{0}")]
    Unclear(String),
    /// 401 and 403.
    #[error("{}", tr::send_sign_in())]
    SignIn,
    /// The server refused this call, with its own reason.
    #[error("{0}")]
    Refused(String),
    /// A wrong address or format: nothing can be sent before somebody changes a setting.
    #[error("{0}")]
    Misdirected(String),
    /// The server has no read call (404, 405, 501). Publishing never fails this way.
    #[error("{}", tr::send_unreadable(u64::from(*.0)))]
    Unreadable(u16),
}

/// A sentence for a status that will pass.
fn busy(status: u16) -> String {
    match status {
        408 | 425 | 429 | 503 => tr::send_busy_status(status.into()),
        status => tr::send_broken_status(status.into()),
    }
}

/// How far an unanswered call may have got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// No connection was made: nothing was sent.
    Never,
    /// It may have been received and applied.
    Perhaps,
}

impl Failure {
    /// True if the call may have taken effect although no receipt came.
    #[must_use]
    pub fn may_have_taken_effect(&self) -> bool {
        match self {
            Self::Unreachable { reached, .. } => *reached == Reached::Perhaps,
            // A gateway may answer for a server that is still working.
            Self::Busy { status, .. } => *status != 429 && *status != 425,
            Self::Unclear(_) => true,
            Self::SignIn | Self::Refused(_) | Self::Misdirected(_) | Self::Unreadable(_) => false,
        }
    }
}

/// How long the server asked to wait (`Retry-After`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    For(Duration),
    Until(SystemTime),
}

impl Wait {
    /// The length of the wait from `now` (milliseconds since 1970 UTC); zero if it is over.
    #[must_use]
    pub fn length(self, now: i64) -> Duration {
        match self {
            Self::For(length) => length,
            Self::Until(moment) => {
                let now = SystemTime::UNIX_EPOCH + Duration::from_millis(now.max(0).unsigned_abs());
                moment.duration_since(now).unwrap_or_default()
            }
        }
    }
}
