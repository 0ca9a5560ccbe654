//! Attachments: copied into the profile, inspected, shown as thumbnails, uploaded and downloaded.
//!
//! ```text
//!  the user's file ─ take ─► files/originals/<hash> ─ upload ─► the object store ─► the path that a message carries
//!                              ▲          │                          │
//!                              └── fetch ─┼──────────────────────────┘
//!                                         └─► picture, sound: decoded to be drawn and played
//! ```
//!
//! A file is copied in and hashed before its message is saved, and files with the same content are stored only once.
//! Everything from outside (names, paths, contents) is untrusted until it is checked, and every check has a limit on
//! memory and time. Must not know: iced, SQL, messages. Tests: `tests/files`.

pub mod completion;
mod guard;
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

use crate::language::tr;

use std::time::Duration;

/// The reasons why an operation on a file fails, each a sentence that tells what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file itself cannot be used; trying again would not help.
    #[error("{0}")]
    Unusable(String),
    /// The profile's disk refused.
    #[error("{0}")]
    Disk(String),
    /// The object store cannot be reached, is busy or broke: trying again may help, but not before `after` if it is
    /// given.
    #[error("{reason}")]
    Unreached { reason: String, after: Option<Duration> },
    /// The object store requires other credentials, or another address.
    #[error("{0}")]
    Forbidden(String),
    /// There is no such file.
    #[error("{0}")]
    Missing(String),
    /// The object store rejects the file, whenever it is tried.
    #[error("{0}")]
    Refused(String),
    /// The user stopped the operation.
    #[error("{}", tr::file_stopped())]
    Cancelled,
}

/// Runs blocking file work on a blocking thread.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(Error::Disk(tr::error_internal(&error.to_string()))))
}
