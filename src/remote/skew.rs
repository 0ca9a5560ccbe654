//! The difference between the server's clock and this computer's, from the `Date` of its answers.
//!
//! Times are arguments; only the measurement is kept. Measurements use a clock that cannot be set (`Clock::steady`), so
//! that the difference stays right after the computer's clock is set. Must not know: HTTP. Tests: below,
//! `tests/wire/http.rs`.

use crate::language::tr;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Smaller differences are ignored, in milliseconds.
pub const TOLERATED: i64 = 120_000;
/// An answer that took longer says too little about when its date was written, in milliseconds.
const SLOWEST: i64 = 60_000;
/// The range of dates that are taken seriously, in milliseconds since 1970 UTC: 2020 to 2200.
const BELIEVED: std::ops::Range<i64> = 1_577_836_800_000..7_258_118_400_000;
/// A date has whole seconds: on average half a second has passed.
const HALF_A_SECOND: i64 = 500;

/// The server's clock as far as it is known; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Skew(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    measured: Option<Measured>,
    /// True once the user was told.
    is_told: bool,
    is_logged: bool,
}

/// A measurement of the server's clock, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Measured {
    server: i64,
    steady: i64,
    /// The largest error.
    within: i64,
}

impl Skew {
    /// Records the date of an answer, requested at `asked` and received at `came`. Absurd dates are ignored.
    pub fn measure(&self, date: SystemTime, asked: i64, came: i64) {
        let since = date.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let server = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        let took = came.saturating_sub(asked);
        if !BELIEVED.contains(&server) || !(0..=SLOWEST).contains(&took) {
            return;
        }
        let within = took / 2 + 2 * HALF_A_SECOND;
        let measured =
            Measured { server: server.saturating_add(HALF_A_SECOND), steady: asked + took / 2, within };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).measured = Some(measured);
    }

    /// How far the server's clock is ahead of one that shows `shown` at the time `steady`, in milliseconds; 0 if the
    /// difference is tolerable or unknown.
    pub fn ahead(&self, shown: i64, steady: i64) -> i64 {
        let ahead = self.measured(shown, steady).map(|(ahead, _)| ahead);
        ahead.filter(|ahead| ahead.saturating_abs() > TOLERATED).unwrap_or_default()
    }

    /// Like [`Skew::ahead`] without a tolerance, and the largest error; `None` while nothing is known.
    pub fn measured(&self, shown: i64, steady: i64) -> Option<(i64, i64)> {
        let measured = self.0.lock().unwrap_or_else(PoisonError::into_inner).measured;
        let Measured { server, steady: then, within } = measured?;
        Some((server.saturating_add(steady.saturating_sub(then)).saturating_sub(shown), within))
    }

    /// The difference between the clocks, returned once, for the log.
    pub fn news(&self, shown: i64, steady: i64) -> Option<i64> {
        let ahead = self.ahead(shown, steady);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead == 0 || state.is_logged {
            return None;
        }
        state.is_logged = true;
        Some(ahead)
    }

    /// A sentence about the difference between the clocks, returned once, for the user.
    pub fn notice(&self, shown: i64, steady: i64) -> Option<String> {
        let ahead = self.ahead(shown, steady);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead == 0 || state.is_told {
            return None;
        }
        state.is_told = true;
        Some(sentence(ahead))
    }
}

fn sentence(ahead: i64) -> String {
    let off = Duration::from_secs((ahead.unsigned_abs() + 30_000) / 60_000 * 60);
    let off = humantime::format_duration(off).to_string();
    if ahead > 0 { tr::clock_behind(&off) } else { tr::clock_ahead(&off) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_760_000_000_000;

    fn date(millis: i64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(millis.unsigned_abs())
    }

    #[test]
    fn clocks_within_two_minutes_are_the_same_and_others_are_corrected() {
        let skew = Skew::default();
        assert_eq!(skew.ahead(NOON, NOON), 0, "nothing is known");
        skew.measure(date(NOON + 119_000), NOON, NOON);
        assert_eq!(skew.ahead(NOON, NOON), 0);
        skew.measure(date(NOON - 3_600_000), NOON, NOON);
        assert_eq!(skew.ahead(NOON, NOON), -3_600_000 + HALF_A_SECOND);
        // The date was written while the answer was on its way.
        skew.measure(date(NOON + 3_600_000), NOON, NOON + 10_000);
        assert_eq!(skew.ahead(NOON + 10_000, NOON + 10_000), 3_600_000 - 5_000 + HALF_A_SECOND);
    }

    #[test]
    fn a_clock_that_is_set_meanwhile_is_corrected_without_another_answer() {
        let skew = Skew::default();
        skew.measure(date(NOON), NOON, NOON);
        // A minute later, set back an hour.
        let steady = NOON + 60_000;
        assert_eq!(skew.ahead(steady - 3_600_000, steady), 3_600_000 + HALF_A_SECOND);
    }

    #[test]
    fn an_absurd_date_and_a_slow_answer_say_nothing() {
        let skew = Skew::default();
        skew.measure(SystemTime::UNIX_EPOCH, NOON, NOON);
        skew.measure(SystemTime::UNIX_EPOCH - Duration::from_secs(1), NOON, NOON);
        skew.measure(date(253_402_300_799_000), NOON, NOON);
        skew.measure(date(NOON + 3_600_000), NOON, NOON + SLOWEST + 1);
        skew.measure(date(NOON + 3_600_000), NOON, NOON - 1);
        assert_eq!(skew.ahead(NOON, NOON), 0);
        assert_eq!(skew.notice(NOON, NOON), None);
    }

    #[test]
    fn it_is_told_once_in_words() {
        let skew = Skew::default();
        skew.measure(date(NOON + 3_720_000), NOON, NOON);
        let words = skew.notice(NOON, NOON).expect("a sentence");
        assert!(words.starts_with("This computer’s clock is 1h 2m behind the server’s clock."), "{words}");
        assert_eq!(skew.clone().notice(NOON, NOON), None);
        let skew = Skew::default();
        skew.measure(date(NOON - 200_000), NOON, NOON);
        assert!(
            skew.notice(NOON, NOON).is_some_and(|words| words.contains("is 3m ahead of the server’s clock"))
        );
    }
}
