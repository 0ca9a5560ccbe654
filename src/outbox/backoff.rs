//! How long to wait after a failed call: capped, exponential, with full jitter.
//!
//! Pure: chance is an argument. Source of the shape: "full jitter", the delay is drawn evenly between a floor and the
//! ceiling of the attempt, so that many clients do not come back at once. Tests: below.

use std::time::Duration;

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

#[cfg(test)]
mod tests {
    use super::*;

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
