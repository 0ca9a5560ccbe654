//! The clock for code that must not read the system's clock, and time zones for display.
//!
//! The workers read this clock and pass the time on as an argument, so that a test can let ten minutes pass in a
//! millisecond. The time zone is an argument too. It is applied to each date separately, because of daylight saving
//! time. Must not know: any other module of ours, except for [`Stamp`]. Tests: below, and wherever the clock is paused.

use crate::chat::Stamp;

use chrono::{DateTime, FixedOffset, Offset as _, TimeDelta, TimeZone, Utc};
use tokio::time::Instant;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A source of the current time.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    /// The system's clock, which may jump (a suspended computer, a corrected clock).
    #[default]
    System,
    /// The system's clock plus this difference.
    Shifted(TimeDelta),
    /// Moves with tokio's clock, which a test can pause and advance.
    Tokio { base: DateTime<Utc>, start: Instant },
}

impl Clock {
    /// A clock that shows `moment` now and moves with the system's.
    pub fn starting_at(moment: DateTime<Utc>) -> Self {
        Self::Shifted(moment - Utc::now())
    }

    /// A clock that starts at `base` and moves with tokio's.
    pub fn tokio(base: DateTime<Utc>) -> Self {
        Self::Tokio { base, start: Instant::now() }
    }

    /// The current time in UTC.
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            // A shift beyond the calendar is ignored.
            Self::Shifted(by) => Utc::now().checked_add_signed(by).unwrap_or_else(Utc::now),
            Self::Tokio { base, start } => base + TimeDelta::from_std(start.elapsed()).unwrap_or_default(),
        }
    }

    /// The current time as a stamp for messages.
    pub fn stamp(self) -> Stamp {
        self.now().into()
    }

    /// The current time in milliseconds since 1970 UTC.
    pub fn millis(self) -> i64 {
        self.now().timestamp_millis()
    }

    /// Milliseconds that never go back, for waits; they start at [`Clock::millis`]. They advance at least as fast as
    /// the computer's monotonic clock, and follow its wall clock if that is ahead, as after sleep.
    pub fn steady(self) -> i64 {
        match self {
            Self::System => STEADY.at(self.millis(), std::time::Instant::now()),
            Self::Shifted(by) => Self::System.steady().saturating_add(by.num_milliseconds()),
            Self::Tokio { .. } => self.millis(),
        }
    }

    /// The current moment.
    pub fn moment(self) -> Moment {
        Moment { steady: self.steady(), wall: self.stamp() }
    }

    /// The clock without its shift, used to time answers.
    #[must_use]
    pub fn unshifted(self) -> Self {
        match self {
            Self::System | Self::Shifted(_) => Self::System,
            Self::Tokio { .. } => self,
        }
    }

    /// The time that this clock will show, in milliseconds since 1970 UTC, at a time of [`Clock::steady`].
    pub fn shown_at(self, steady: i64) -> i64 {
        steady.saturating_sub(self.steady()).saturating_add(self.millis())
    }
}

/// One moment, by two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// In milliseconds, by [`Clock::steady`]: for waits.
    pub steady: i64,
    /// By the wall clock: for people.
    pub wall: Stamp,
}

/// The end of a time limit, on tokio's clock, which a test can pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline(Instant);

impl Deadline {
    /// The end of a limit that begins now.
    pub fn after(limit: Duration) -> Self {
        Self(Instant::now() + limit)
    }

    /// True from the end of the limit on.
    pub fn is_over(self) -> bool {
        self.left().is_zero()
    }

    /// The time left; zero from the end of the limit on.
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

/// The steady clock of this process.
static STEADY: Steady = Steady(Mutex::new(None));

/// The last value, and the monotonic time at which it was read.
#[derive(Debug)]
struct Steady(Mutex<Option<(i64, std::time::Instant)>>);

impl Steady {
    fn at(&self, wall: i64, counted: std::time::Instant) -> i64 {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = match *last {
            Some((then, since)) => {
                let passed = counted.saturating_duration_since(since).as_millis();
                wall.max(then.saturating_add(i64::try_from(passed).unwrap_or(i64::MAX)))
            }
            None => wall,
        };
        // Of two threads, the later one counts.
        if last.is_none_or(|(_, since)| counted >= since) {
            *last = Some((now, counted));
        }
        now
    }
}

/// A time zone: the difference to UTC at a given time.
///
/// `chrono::Local` is the computer's zone: it follows a change of that setting within a second. `chrono::Utc`, a
/// fixed offset and the zones of `chrono-tz` are zones too.
pub trait Zone: std::fmt::Debug + Send + Sync {
    /// The offset from UTC at this time.
    fn offset(&self, at: DateTime<Utc>) -> FixedOffset;
}

impl<Of> Zone for Of
where
    Of: TimeZone + std::fmt::Debug + Send + Sync,
{
    fn offset(&self, at: DateTime<Utc>) -> FixedOffset {
        self.offset_from_utc_datetime(&at.naive_utc()).fix()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_shifted_clock_starts_where_it_is_told_and_moves_with_the_system() {
        for text in ["1971-01-01T00:00:00Z", "2028-02-29T12:25:00Z", "9990-12-31T23:59:59Z"] {
            let before = Utc::now();
            let clock = Clock::starting_at(moment(text));
            let shown = clock.now();
            let after = Utc::now();
            assert!(shown >= moment(text) && shown - moment(text) <= after - before, "{text}: {shown}");
        }
    }

    #[test]
    fn a_zone_has_the_offset_of_the_date_and_not_of_today() {
        let hours = |zone: &dyn Zone, text: &str| zone.offset(moment(text)).local_minus_utc() / 60;
        let berlin: &dyn Zone = &chrono_tz::Europe::Berlin;
        assert_eq!(hours(berlin, "2026-07-06T12:00:00Z"), 120);
        assert_eq!(hours(berlin, "2026-11-29T12:00:00Z"), 60);
        assert_eq!(hours(&chrono_tz::America::St_Johns, "2026-07-06T12:00:00Z"), -150);
        assert_eq!(hours(&chrono_tz::Pacific::Apia, "2026-11-29T12:00:00Z"), 780);
        assert_eq!(hours(&Utc, "2026-07-06T12:00:00Z"), 0);
    }

    #[test]
    fn the_computers_zone_has_an_offset_at_both_ends_of_what_a_server_can_write() {
        for text in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            assert!(chrono::Local.offset(moment(text)).local_minus_utc().abs() < 86_400);
        }
    }

    #[test]
    fn steady_time_goes_on_whatever_becomes_of_the_clock_and_counts_sleep() {
        let (steady, start) = (Steady(Mutex::new(None)), std::time::Instant::now());
        let at = |seconds| start + std::time::Duration::from_secs(seconds);
        assert_eq!(steady.at(50_000, at(0)), 50_000);
        // Set back by an hour, ten seconds later.
        assert_eq!(steady.at(50_000 - 3_600_000, at(10)), 60_000);
        // Corrected.
        assert_eq!(steady.at(70_000, at(20)), 70_000);
        // Asleep: the monotonic clock stops, the wall clock goes on.
        assert_eq!(steady.at(9_000_000, at(20)), 9_000_000);
        assert_eq!(steady.at(9_005_000, at(25)), 9_005_000);
        // Set back during sleep.
        assert_eq!(steady.at(0, at(26)), 9_006_000);
    }
}
