//! A wait as it is stored: of the publisher, the reader, an upload or a read mark.
//!
//! Moments are milliseconds since 1970 UTC, by a clock that does not go back while the process runs. Pure. Must not know: why
//! something waits, or how long (`outbox::backoff`). Tests: below.

use std::time::Duration;

/// A wait, stored with its length, so that it never lasts longer than intended, even if the clock is changed meanwhile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pause {
    until: i64,
    length: i64,
}

impl Pause {
    /// A pause of this length that begins at `now`.
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

    /// The rest of it at `now`; `None` if it is over. If it begins later than `now`, the clock was set back since it
    /// was stored, and it begins now.
    pub fn at(self, now: i64) -> Option<Self> {
        let longest = now.saturating_add(self.length);
        (self.until > now).then_some(Self { until: self.until.min(longest), ..self })
    }

    /// Parses the text of [`Pause::to_text`]. A text from an older version has no length: at most `longest` is left at `now`.
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

    const LONGEST: Duration = Duration::from_secs(24 * 3_600);

    #[test]
    fn a_wait_is_never_longer_than_was_asked_for_wherever_the_clock_goes() {
        let year = 365 * 24 * 3_600_000;
        let asked = Duration::from_secs(60);
        let read = |text: &str, now| Pause::of_text(text, now, LONGEST).map(Pause::until);
        // Stored while the clock was a year ahead.
        let written = Pause::from(year, asked).to_text();
        assert_eq!(read(&written, year + 1_000), Some(year + 60_000));
        assert_eq!(read(&written, 5_000), Some(65_000), "put right: as long as was asked for, from now");
        assert_eq!(read(&written, year + 60_000), None);
        assert_eq!(read(&written, 2 * year), None);
        // Stored before the clock was set back.
        let written = Pause::from(100_000, asked).to_text();
        assert_eq!(read(&written, 100_000 - year), Some(160_000 - year));
        assert_eq!(read(&written, 130_000), Some(160_000));
        // The form of versions that stored no length.
        assert_eq!(read("9000", 8_000), Some(9_000));
        assert_eq!(read(&i64::MAX.to_string(), 1_000), Some(1_000 + 24 * 3_600_000));
        assert_eq!((read("0", 8_000), read("", 8_000), read("soon", 8_000)), (None, None, None));
    }
}
