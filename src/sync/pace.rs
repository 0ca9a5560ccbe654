//! How long the reader waits between two readings of the server's news.
//!
//! ```text
//!                      something happened less than …       pause
//!   window in front    1 minute ago                           2 s
//!                      5 minutes ago                          5 s
//!                      30 minutes ago                        10 s
//!                      longer ago                            15 s
//!   in the background                                        30 s
//! ```
//! Each pause varies by a tenth either way, so that the windows of a company do not ask in step. Requests that end a
//! pause early are in `requests`. Pure: time and chance are arguments. Tests: below.

use crate::requests::Attention;

use std::time::Duration;

/// The shortest pause, whatever prompts the reader.
pub(super) const FLOOR: Duration = Duration::from_millis(250);
/// The pause of a window in the background.
pub(super) const AWAY: Duration = Duration::from_secs(30);
/// The longest pause after failures.
const FAILING: Duration = Duration::from_secs(60);
/// The first pause after an answer that only the user can change (401, 403, 404); each further one is twice as long.
const SHUT: Duration = Duration::from_secs(600);
/// The longest of those.
const DAY: Duration = Duration::from_secs(24 * 3_600);
/// Pauses of a window in front: if something happened less than this many seconds ago, ask every so many seconds.
const STEPS: [(u64, u64); 3] = [(60, 2), (300, 5), (1_800, 10)];
/// The pause of a window in front after a long silence.
const SILENT: Duration = Duration::from_secs(15);
/// The share by which a pause varies, either way.
const SPREAD: f64 = 0.1;
/// How far the wall clock may run ahead of the counted time before the computer must have slept.
const ASLEEP: Duration = Duration::from_secs(10);

/// Everything that decides on the pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Liveliness {
    pub(super) attention: Attention,
    /// How long ago a message arrived or was sent, or the window came to the front.
    pub(super) quiet_for: Duration,
}

/// The pause after a successful reading; `chance` is in 0.0..1.0.
#[must_use]
pub(super) fn pause(lively: Liveliness, chance: f64) -> Duration {
    spread(steady(lively), chance)
}

/// The pause after this many failures in a row (1 for the first).
#[must_use]
pub(super) fn after_failures(lively: Liveliness, failures: u32, chance: f64) -> Duration {
    let usual = steady(lively);
    let doubled = usual.saturating_mul(2_u32.saturating_pow(failures));
    spread(doubled.clamp(usual, FAILING.max(usual)), chance)
}

/// The pause after the server refused to be read this many times in a row (1 for the first).
#[must_use]
pub(super) fn while_shut(times: u32, chance: f64) -> Duration {
    let doubled = SHUT.saturating_mul(2_u32.saturating_pow(times.saturating_sub(1)));
    spread(doubled.min(DAY), chance)
}

/// True if the computer slept: the wall clock advanced much further than the counted time.
#[must_use]
pub(super) fn slept(wall: Duration, counted: Duration) -> bool {
    wall.saturating_sub(counted) > ASLEEP
}

fn steady(lively: Liveliness) -> Duration {
    match lively.attention {
        Attention::Away => AWAY,
        Attention::Here => STEPS
            .iter()
            .find(|(quiet, _)| lively.quiet_for < Duration::from_secs(*quiet))
            .map_or(SILENT, |(_, pause)| Duration::from_secs(*pause)),
    }
}

fn spread(pause: Duration, chance: f64) -> Duration {
    pause.mul_f64(1.0 - SPREAD + 2.0 * SPREAD * chance.clamp(0.0, 1.0)).max(FLOOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The middle of the variation.
    const EVEN: f64 = 0.5;

    fn here(seconds: u64) -> Liveliness {
        Liveliness { attention: Attention::Here, quiet_for: Duration::from_secs(seconds) }
    }

    fn away(seconds: u64) -> Liveliness {
        Liveliness { attention: Attention::Away, ..here(seconds) }
    }

    #[test]
    fn a_window_in_front_asks_every_two_seconds_and_slower_the_longer_it_is_quiet() {
        let pauses =
            [0, 59, 60, 299, 300, 1_799, 1_800, 100_000].map(|quiet| pause(here(quiet), EVEN).as_secs());
        assert_eq!(pauses, [2, 2, 5, 5, 10, 10, 15, 15]);
    }

    #[test]
    fn a_window_in_the_background_asks_every_thirty_seconds_however_lively_it_is() {
        for quiet in [0, 60, 100_000] {
            assert_eq!(pause(away(quiet), EVEN), AWAY);
        }
    }

    #[test]
    fn pauses_are_spread_by_a_tenth() {
        assert_eq!(pause(here(0), 0.0), Duration::from_millis(1_800));
        assert_eq!(pause(here(0), 1.0), Duration::from_millis(2_200));
        assert_eq!(pause(away(0), 0.0), Duration::from_secs(27));
    }

    #[test]
    fn failures_make_the_pauses_longer_up_to_a_minute_and_never_shorter_than_usual() {
        let pauses = [1, 2, 3, 4, 5, 99].map(|failures| after_failures(here(0), failures, EVEN).as_secs());
        assert_eq!(pauses, [4, 8, 16, 32, 60, 60]);
        assert_eq!(after_failures(away(0), 1, EVEN).as_secs(), 60);
    }

    #[test]
    fn a_server_that_does_not_let_itself_be_read_is_tried_again_within_a_day() {
        let minutes = [1, 2, 3, 8, 9, 99].map(|times| while_shut(times, EVEN).as_secs() / 60);
        assert_eq!(minutes, [10, 20, 40, 1_280, 1_440, 1_440]);
    }

    #[test]
    fn only_a_wall_clock_far_ahead_of_the_counted_time_means_sleep() {
        let seconds = Duration::from_secs;
        assert!(slept(seconds(3_600), seconds(5)));
        assert!(!slept(seconds(6), seconds(5)));
        assert!(!slept(seconds(0), seconds(5)), "the clock was set back");
    }
}
