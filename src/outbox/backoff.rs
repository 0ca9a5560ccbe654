//! The delay after a failed call (exponential with full jitter and a cap), and the limit for a wait that the server
//! asks for.
//!
//! Pure: chance is an argument. "Full jitter" means a delay chosen evenly between a floor and the ceiling of the
//! attempt, so that many clients do not come back at once. A wait is stored as a `pause`. Tests: below.

use crate::remote::Wait;

use std::time::Duration;

/// The longest `Retry-After` that is honoured. Longer than any pause that servers announce in practice; a mistake of
/// the server (`Retry-After: 999999999` is 31 years) must not silence a profile, and one call a day harms nobody.
pub const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// How long an accepted mark is protected against older copies, in milliseconds.
pub const KEEP_ACCEPTED: i64 = 60_000;

/// The ceiling after the first failure.
pub const BASE: Duration = Duration::from_secs(1);
/// The highest ceiling.
pub const CAP: Duration = Duration::from_secs(120);
/// The shortest delay: a server that fails at once must not be called again at once.
pub const FLOOR: Duration = Duration::from_millis(250);

/// The longest delay after `failures` failures in a row (1 for the first).
pub fn ceiling(failures: u32) -> Duration {
    BASE.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(CAP)
}

/// The delay after `failures` failures in a row; `chance` is in 0.0..1.0.
pub fn delay(failures: u32, chance: f64) -> Duration {
    ceiling(failures).mul_f64(chance.clamp(0.0, 1.0)).max(FLOOR)
}

/// The length of a wait that a server asked for, at most [`LONGEST_WAIT`]. `shown` is the system's time, in
/// milliseconds since 1970 UTC.
pub fn wait(shown: i64, wait: Wait) -> Duration {
    wait.length(shown).min(LONGEST_WAIT)
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
