//! A point in time with the server's precision: 100 ns ticks, and the UTC offset it was written with.
//!
//! Comparison ignores the offset. The offset is kept so that a server's date can be sent back digit for digit
//! (`docs/server-api.md` 1.3). Must not know: the text form on the wire. Tests: below.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use chrono::{DateTime, FixedOffset, TimeZone, Utc};

const TICKS_PER_SECOND: i64 = 10_000_000;

/// A point in time, in 100 ns ticks since 1970-01-01 UTC, and the writer's UTC offset in minutes.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    ticks: i64,
    offset: i16,
}

impl Stamp {
    /// Makes a stamp from 100 ns ticks since 1970-01-01 UTC and an offset in minutes east of UTC.
    pub const fn from_ticks(ticks: i64, offset: i16) -> Self {
        Self { ticks, offset }
    }

    /// 100 ns ticks since 1970-01-01 UTC.
    pub const fn ticks(self) -> i64 {
        self.ticks
    }

    /// Whole milliseconds since 1970-01-01 UTC.
    pub const fn millis(self) -> i64 {
        self.ticks.div_euclid(10_000)
    }

    /// The offset it was written with, in minutes east of UTC.
    pub const fn offset(self) -> i16 {
        self.offset
    }

    /// The same point in time in UTC.
    pub fn utc(self) -> DateTime<Utc> {
        let seconds = self.ticks.div_euclid(TICKS_PER_SECOND);
        let nanos = self.ticks.rem_euclid(TICKS_PER_SECOND) * 100;
        DateTime::from_timestamp(seconds, u32::try_from(nanos).unwrap_or_default()).unwrap_or_default()
    }

    /// The same point in time at the given offset, for display.
    pub fn on(self, clock: FixedOffset) -> DateTime<FixedOffset> {
        clock.from_utc_datetime(&self.utc().naive_utc())
    }

    /// Whole milliseconds from `earlier` to this stamp; negative if this stamp is earlier.
    pub const fn millis_since(self, earlier: Self) -> i64 {
        (self.ticks - earlier.ticks) / 10_000
    }
}

impl From<DateTime<Utc>> for Stamp {
    fn from(at: DateTime<Utc>) -> Self {
        let ticks = at.timestamp() * TICKS_PER_SECOND + i64::from(at.timestamp_subsec_nanos() / 100);
        Self { ticks, offset: 0 }
    }
}

impl PartialEq for Stamp {
    fn eq(&self, other: &Self) -> bool {
        self.ticks == other.ticks
    }
}

impl Eq for Stamp {}

impl Hash for Stamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.ticks.hash(state);
    }
}

impl PartialOrd for Stamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Stamp {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ticks.cmp(&other.ticks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_before_1970_comes_back_unchanged() {
        let at = Stamp::from_ticks(-15, 0);
        assert_eq!(Stamp::from(at.utc()), at);
    }

    #[test]
    fn order_ignores_the_offset() {
        assert_eq!(Stamp::from_ticks(5, 0), Stamp::from_ticks(5, 330));
        assert!(Stamp::from_ticks(5, 330) < Stamp::from_ticks(6, 0));
    }
}
