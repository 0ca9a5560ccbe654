//! Decides when to read again after a change: at most one read is in progress, and no change is missed.
//!
//! ```text
//!   Idle ──changed: ask──► Asked ──changed──► Stale
//!     ▲                     │ came             │ came: ask
//!     └─────────────────────┘        Asked ◄───┘
//! ```
//! Must not know: the data that is read. Tests: below.

/// The read state of one piece of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fresh {
    /// Nothing changed since the last read.
    #[default]
    Idle,
    /// A read is in progress.
    Asked,
    /// A read is in progress, and something changed since it began.
    Stale,
}

/// The answer to a change: read now, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Now,
    No,
}

impl Fresh {
    /// Something changed.
    #[must_use]
    pub fn changed(&mut self) -> Ask {
        match self {
            Self::Idle => {
                *self = Self::Asked;
                Ask::Now
            }
            Self::Asked | Self::Stale => {
                *self = Self::Stale;
                Ask::No
            }
        }
    }

    /// A read finished.
    #[must_use]
    pub fn came(&mut self) -> Ask {
        match self {
            Self::Idle | Self::Asked => {
                *self = Self::Idle;
                Ask::No
            }
            Self::Stale => {
                *self = Self::Asked;
                Ask::Now
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_changes_during_a_read_are_one_more_read() {
        let mut fresh = Fresh::default();
        assert_eq!(fresh.changed(), Ask::Now);
        assert_eq!(fresh.changed(), Ask::No);
        assert_eq!(fresh.changed(), Ask::No);
        assert_eq!(fresh.came(), Ask::Now);
        assert_eq!(fresh.came(), Ask::No);
        assert_eq!(fresh, Fresh::Idle);
    }
}
