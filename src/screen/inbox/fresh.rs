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

impl Fresh {
    /// Something changed; returns true if it must be read now.
    #[must_use]
    pub fn changed(&mut self) -> bool {
        match self {
            Self::Idle => {
                *self = Self::Asked;
                true
            }
            Self::Asked | Self::Stale => {
                *self = Self::Stale;
                false
            }
        }
    }

    /// A read finished; returns true if it must be read again now.
    #[must_use]
    pub fn came(&mut self) -> bool {
        match self {
            Self::Idle | Self::Asked => {
                *self = Self::Idle;
                false
            }
            Self::Stale => {
                *self = Self::Asked;
                true
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
        assert!(fresh.changed());
        assert!(!fresh.changed());
        assert!(!fresh.changed());
        assert!(fresh.came());
        assert!(!fresh.came());
        assert_eq!(fresh, Fresh::Idle);
    }
}
