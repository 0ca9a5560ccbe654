//! How long to wait after a failed call: capped, exponential, with full jitter; and how far a server's word goes.
//!
//! Pure: chance is an argument. Source of the shape: "full jitter", the delay is drawn evenly between a floor and the
//! ceiling of the attempt, so that many clients do not come back at once. Tests: below.

use crate::remote::Wait;

use std::time::Duration;

/// A server's `Retry-After` is honoured up to this. Longer than any pause that a server announces by the second; and one
/// slip of the other side (`Retry-After: 999999999` is 31 years) must not silence a profile: a call a day harms nobody.
pub const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// How long an accepted mark is kept against older copies, in milliseconds.
pub const KEEP_ACCEPTED: i64 = 60_000;

/// The ceiling after the first failure.
pub const BASE: Duration = Duration::from_secs(1);
/// No ceiling is higher.
pub const CAP: Duration = Duration::from_secs(120);
/// No delay is shorter: a server that answers at once must not be asked again at once.
pub const FLOOR: Duration = Duration::from_millis(250);

/// The highest delay after `failures` failures in a row (1 for the first).
pub fn ceiling(failures: u32) -> Duration {
    BASE.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(CAP)
}

/// The delay after `failures` failures in a row; `chance` lies in 0.0..1.0.
pub fn delay(failures: u32, chance: f64) -> Duration {
    ceiling(failures).mul_f64(chance.clamp(0.0, 1.0)).max(FLOOR)
}

/// How long a server's wait is, at most [`LONGEST_WAIT`]; `shown` is what the clock shows, in milliseconds since 1970 UTC.
pub fn wait(shown: i64, wait: Wait) -> Duration {
    wait.length(shown).min(LONGEST_WAIT)
}

/// A wait as it is written down: with its length, so that it is never longer than was asked for, whatever became of the
/// clock since. Moments are milliseconds since 1970 UTC, by a clock that does not go back while the process runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pause {
    until: i64,
    length: i64,
}

impl Pause {
    /// One of this length that begins at `now`.
    pub fn from(now: i64, length: Duration) -> Self {
        Self { until: later(now, length), length: i64::try_from(length.as_millis()).unwrap_or(i64::MAX) }
    }

    /// When it ends.
    pub const fn until(self) -> i64 {
        self.until
    }

    /// How long it was when it began, in milliseconds.
    pub const fn length(self) -> i64 {
        self.length
    }

    /// The rest of it at `now`; none when it is over. A pause that would begin later than now was written by a clock that has
    /// been set back since: it begins now.
    pub fn at(self, now: i64) -> Option<Self> {
        let longest = now.saturating_add(self.length);
        (self.until > now).then_some(Self { until: self.until.min(longest), ..self })
    }

    /// As [`Pause::to_text`] wrote it; of an older build's, which lacks the length, at most `longest` is left at `now`.
    pub fn of_text(text: &str, now: i64, longest: Duration) -> Option<Self> {
        let mut numbers = text.split(' ').map(str::parse);
        let until: i64 = numbers.next()?.ok()?;
        let length = match numbers.next() {
            Some(length) => length.ok()?,
            None => until.saturating_sub(now).clamp(0, Self::from(now, longest).length),
        };
        Self { until, length }.at(now)
    }

    /// As text, for the database.
    pub fn to_text(self) -> String {
        format!("{} {}", self.until, self.length)
    }
}

/// `pause` after `now`, in milliseconds since 1970 UTC.
pub fn later(now: i64, pause: Duration) -> i64 {
    now.saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_a_server_silences_a_profile_for_longer_than_the_cap() {
        let absurd = [
            Wait::For(Duration::from_secs(999_999_999)),
            Wait::For(Duration::from_secs(u64::MAX)),
            Wait::For(Duration::MAX),
        ];
        for asked in absurd {
            assert_eq!(wait(1_000, asked), LONGEST_WAIT, "{asked:?}");
        }
        assert_eq!(wait(1_000, Wait::For(Duration::from_secs(7))), Duration::from_secs(7));
    }

    #[test]
    fn a_wait_is_never_longer_than_was_asked_for_wherever_the_clock_goes() {
        let year = 365 * 24 * 3_600_000;
        let asked = Duration::from_secs(60);
        let read = |text: &str, now| Pause::of_text(text, now, LONGEST_WAIT).map(Pause::until);
        // Said while the clock was a year ahead.
        let written = Pause::from(year, asked).to_text();
        assert_eq!(read(&written, year + 1_000), Some(year + 60_000));
        assert_eq!(read(&written, 5_000), Some(65_000), "put right: as long as was asked for, from now");
        assert_eq!(read(&written, year + 60_000), None);
        assert_eq!(read(&written, 2 * year), None);
        // Said before the clock was set back.
        let written = Pause::from(100_000, asked).to_text();
        assert_eq!(read(&written, 100_000 - year), Some(160_000 - year));
        assert_eq!(read(&written, 130_000), Some(160_000));
        // As it was written before lengths were.
        assert_eq!(read("9000", 8_000), Some(9_000));
        assert_eq!(read(&i64::MAX.to_string(), 1_000), Some(1_000 + 24 * 3_600_000));
        assert_eq!((read("0", 8_000), read("", 8_000), read("soon", 8_000)), (None, None, None));
    }

    #[test]
    fn delays_grow_up_to_the_cap_and_stay_there() {
        let ceilings: Vec<_> = (1..=9).map(|failures| ceiling(failures).as_secs()).collect();
        assert_eq!(ceilings, [1, 2, 4, 8, 16, 32, 64, 120, 120]);
        assert_eq!(ceiling(u32::MAX), CAP);
    }

    #[test]
    fn jitter_stays_between_floor_and_ceiling() {
        for failures in 1..40 {
            for chance in [0.0, 0.3, 0.999] {
                let delay = delay(failures, chance);
                assert!(delay >= FLOOR && delay <= ceiling(failures));
            }
        }
    }
}
