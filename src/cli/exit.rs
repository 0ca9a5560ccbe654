//! The exit codes of `docs/contract.md`, which may only be extended.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; for `send`, `apply`, `flush`: everything accepted.
    Done,
    /// Any other failure.
    Other,
    /// Usage, settings or input; nothing queued.
    Usage,
    /// Queued and safe, not yet accepted.
    Waiting,
    /// Refused by the server and parked.
    Parked,
    /// Another Confab holds this profile.
    Held,
}

impl Exit {
    /// The number in the contract.
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Other => 1,
            Self::Usage => 2,
            Self::Waiting => 3,
            Self::Parked => 4,
            Self::Held => 5,
        }
    }

    /// The exit code for the process to return.
    pub fn code(self) -> ExitCode {
        ExitCode::from(self.number())
    }

    /// The more serious of two outcomes: an error over parked, parked over waiting, waiting over done.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        let weight = |exit| match exit {
            Self::Done => 0,
            Self::Waiting => 1,
            Self::Parked => 2,
            Self::Other | Self::Usage | Self::Held => 3,
        };
        if weight(other) > weight(self) { other } else { self }
    }
}
