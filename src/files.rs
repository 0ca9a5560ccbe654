//! Attachments: copied in, looked into, drawn small, stored by an address, fetched.
//!
//! ```text
//!  a person's file ─ take ─► files/originals/<hash> ─ upload ─► the object store ─► the path that a message carries
//!                              ▲          │                          │
//!                              └── fetch ─┼──────────────────────────┘
//!                                         └─► picture, sound: what is drawn and heard
//! ```
//!
//! Bytes are copied in and hashed before a message counts as kept; the same bytes are kept once. Everything that comes from
//! outside (names, paths, contents) is hostile until looked at; every look is bounded in memory and time.
//! Must not know: iced, SQL, messages; who asks is `session::files`. Tests: `tests/files`.

pub mod completion;
pub mod name;
pub mod object;
pub mod outside;
pub mod picture;
pub mod place;
pub mod player;
pub mod probe;
pub mod sound;
pub mod take;
pub mod watch;

use std::time::Duration;

/// Why something with a file did not work. Each reads as a sentence with what can be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file itself cannot be used; another try brings the same.
    #[error("{0}")]
    Unusable(String),
    /// The profile's disk refused.
    #[error("{0}")]
    Disk(String),
    /// The store cannot be reached, is busy or broke: another try may work, but not before `after` if it says so.
    #[error("{reason}")]
    Unreached { reason: String, after: Option<Duration> },
    /// The store wants other credentials, or another address.
    #[error("{0}")]
    Forbidden(String),
    /// Nothing lies there.
    #[error("{0}")]
    Missing(String),
    /// The store will not have it, whenever it is tried.
    #[error("{0}")]
    Refused(String),
    /// A person stopped it.
    #[error("Stopped.")]
    Cancelled,
}

/// Runs blocking work with files off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(Error::Disk(error.to_string())))
}
