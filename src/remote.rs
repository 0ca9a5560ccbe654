//! Everything that leaves this machine, and what comes back.
//!
//! [`Remote`] is the one door: an outbox publishes through it, a sync reads through it, and a test stands in for it.
//! `wire` holds the server's models, `answer` reads its answers, `http` speaks to a real one. Must not know: the
//! store, the outbox, the screens. Tests: `tests/wire`.

pub mod answer;
pub mod convert;
pub mod http;
pub mod skew;
pub mod switch;
pub mod wire;

mod verdict;

use skew::Skew;

use futures::future::BoxFuture;
use uuid::Uuid;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// A server, or what stands in for one.
pub trait Remote: Send + Sync + fmt::Debug {
    /// Sends one call, once: no implementation repeats it by itself.
    fn publish(&self, call: Call) -> BoxFuture<'static, Result<Receipt, Failure>>;

    /// Reads one page of what a search finds, `page` counted from 1.
    fn messages(&self, search: Search, page: u32) -> BoxFuture<'static, Result<Page, Failure>>;

    /// The server's clock against ours; none while unknown.
    fn skew(&self) -> Option<Skew> {
        None
    }
}

/// Which messages a reading call asks for; the default asks for all that the person may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Only what was touched since this server date, which is included and goes back digit for digit.
    pub since: Option<wire::Date>,
    /// Only this conversation.
    pub within: Option<Route>,
    /// Only this message.
    pub message: Option<Uuid>,
}

impl Search {
    /// Everything that was touched since a server date.
    pub fn since(since: Option<wire::Date>) -> Self {
        Self { since, ..Self::default() }
    }
}

/// A conversation, as a reading call names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    Channel(Uuid),
    Group(Uuid),
    /// The direct messages with this person.
    Direct(Uuid),
}

/// What a call is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Errand {
    /// Elements of the publish call.
    #[default]
    Messages,
    /// A conversation: the one element is the body of this call.
    Room(wire::room::Action),
}

/// One call, ready to leave.
#[derive(Clone)]
pub struct Call {
    pub errand: Errand,
    /// Who acts.
    pub user: Uuid,
    pub company: Uuid,
    /// Frozen elements in their order, each as [`wire::json::write_message`] made it; for a conversation the one body, as
    /// [`wire::room::write`] made it.
    pub elements: Vec<Arc<str>>,
}

impl fmt::Debug for Call {
    /// Elements hold what people wrote, so they are only counted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("elements", &self.elements.len()).finish_non_exhaustive()
    }
}

/// A call that the server answered for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The elements it refused by id, with its words; empty when everything was accepted.
    pub refused: Vec<(Uuid, String)>,
    pub others: Others,
}

/// What a [`Receipt`] says of the elements it does not refuse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Others {
    #[default]
    Accepted,
    /// The server called the call as a whole a failure and named the culprits: whether it applied the others it did
    /// not say. Sending them again is harmless (same ids) and settles it.
    Unsaid,
}

/// One page of messages.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub messages: Vec<wire::Message>,
    /// What of the page could not be read.
    pub notes: wire::Notes,
    pub rest: Rest,
}

/// Whether another page is worth asking for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Perhaps,
    /// The page was not full.
    None,
}

/// Why a call brought no receipt. The texts are for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No connection, a cut one, or none in time.
    #[error("{words}")]
    Unreachable { reached: Reached, words: String },
    /// 408, 425, 429 and 5xx: the same again later.
    #[error("{}", busy(*status))]
    Busy { status: u16, after: Option<Wait> },
    /// It answered, and the answer does not tell what became of the call.
    #[error("{0}")]
    Unclear(String),
    /// 401 and 403.
    #[error("The server wants you to sign in again. Check the access token in the settings.")]
    SignIn,
    /// The server said no to this call, in its own words.
    #[error("{0}")]
    Refused(String),
    /// A wrong address or format: nothing can be sent before somebody changes a setting.
    #[error("{0}")]
    Misdirected(String),
    /// The server has no reading call (404, 405, 501). Publishing never fails this way.
    #[error("This server cannot be read (answer {0}).")]
    Unreadable(u16),
}

/// What a status that will pass says, in words.
fn busy(status: u16) -> String {
    match status {
        408 | 425 | 429 | 503 => format!("The server is busy just now (answer {status})."),
        status => format!("Something broke at the server (answer {status})."),
    }
}

/// How far an unanswered call may have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// No connection was made: nothing left this machine.
    Never,
    /// It may have been received and applied.
    Perhaps,
}

impl Failure {
    /// Whether the call may have taken effect although no receipt came.
    #[must_use]
    pub fn may_have_taken_effect(&self) -> bool {
        match self {
            Self::Unreachable { reached, .. } => *reached == Reached::Perhaps,
            // A gateway may answer for a server that is still at work.
            Self::Busy { status, .. } => *status != 429 && *status != 425,
            Self::Unclear(_) => true,
            Self::SignIn | Self::Refused(_) | Self::Misdirected(_) | Self::Unreadable(_) => false,
        }
    }
}

/// How long the server asked to be left alone (`Retry-After`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    For(Duration),
    Until(SystemTime),
}

impl Wait {
    /// How long it is from `now` on, in milliseconds since 1970 UTC; a moment that is over is no wait.
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
