//! What time it is, for those who must not ask the system themselves.
//!
//! Time is an argument everywhere below; the workers get theirs from here, so that a test can let ten minutes
//! pass in a millisecond. Must not know: anything of ours. Tests: wherever the clock is paused.

use crate::chat::Stamp;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

/// A source of the present moment.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    /// The system's: it may jump (a suspended machine, a corrected clock), and that is the truth.
    #[default]
    System,
    /// Moves with tokio's clock, which a test can pause and advance.
    Tokio { base: DateTime<Utc>, start: Instant },
}

impl Clock {
    /// A clock that starts at `base` and moves with tokio's.
    pub fn tokio(base: DateTime<Utc>) -> Self {
        Self::Tokio { base, start: Instant::now() }
    }

    /// Now, in UTC.
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Tokio { base, start } => base + TimeDelta::from_std(start.elapsed()).unwrap_or_default(),
        }
    }

    /// Now, as messages carry it.
    pub fn stamp(self) -> Stamp {
        self.now().into()
    }

    /// Now, in milliseconds since 1970 UTC.
    pub fn millis(self) -> i64 {
        self.now().timestamp_millis()
    }
}
