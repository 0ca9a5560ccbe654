//! Decides the position of an arriving message, and how it arrived among the others of its conversation
//! (`docs/server-api.md` 2.23).
//!
//! The position of a message is its date. One without a usable date, or dated in the future, is placed below the
//! newest message of its conversation, whatever the local clock says. It counts as late depending on the messages
//! that were here before it. Pure. Tests: below, `tests/sync`.

use crate::chat::Stamp;
use crate::store::arrival::{Dated, Order};

/// How far the clocks of others may be ahead: five minutes, in ticks.
const AHEAD: i64 = 5 * 60 * 10_000_000;
/// How much later than its date a message must arrive to count as late: five minutes, in ticks.
const LATE: i64 = AHEAD;

/// The position of a message with this date that arrives now. Servers write a date before 1970 for "no date".
/// `newest` is the position of the newest message of its conversation.
pub(super) fn position_of(sent_at: Stamp, now: Stamp, newest: Option<i64>) -> (Stamp, Dated) {
    let below = newest.map_or(now.ticks(), |newest| now.ticks().max(newest.saturating_add(1)));
    if sent_at.ticks() <= 0 {
        (Stamp::from_ticks(below, now.offset()), Dated::No)
    } else if sent_at.ticks() > now.ticks().saturating_add(AHEAD) {
        (Stamp::from_ticks(below.min(sent_at.ticks()), sent_at.offset()), Dated::Yes)
    } else {
        (sent_at, Dated::Yes)
    }
}

/// How a message at this position arrived. `newest` is the position of the newest message of its conversation, and
/// `read_to` the newest date to which the server had been read, both before the current reading: a message that
/// arrives after a break in reading is not late for that reason.
pub(super) fn order(at: Stamp, now: Stamp, newest: Option<i64>, read_to: Option<i64>) -> Order {
    if newest.is_none_or(|newest| at.ticks() >= newest) {
        return Order::Next;
    }
    let passed = now.ticks().saturating_sub(at.ticks());
    if passed > LATE && read_to.is_some_and(|read_to| at.ticks() < read_to) {
        Order::Late
    } else {
        Order::Behind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 600_000_000;

    fn at(minutes: i64) -> Stamp {
        Stamp::from_ticks(1_000_000 * MINUTE + minutes * MINUTE, 330)
    }

    #[test]
    fn a_message_stands_where_its_date_says_unless_that_is_in_the_future_or_none() {
        for newest in [None, Some(at(-1).ticks())] {
            let position_of = |sent_at| position_of(sent_at, at(0), newest);
            assert_eq!(position_of(at(-600)), (at(-600), Dated::Yes));
            assert_eq!(position_of(at(5)), (at(5), Dated::Yes));
            assert_eq!(position_of(at(6)), (at(0), Dated::Yes));
            assert_eq!(position_of(at(525_600)), (at(0), Dated::Yes));
            for none in [0, -1, i64::MIN] {
                assert_eq!(position_of(Stamp::from_ticks(none, 0)), (at(0), Dated::No));
            }
        }
    }

    #[test]
    fn a_message_that_stands_by_its_arrival_stands_below_what_was_here() {
        // This computer's clock is an hour slow.
        let newest = at(60).ticks();
        let below = Stamp::from_ticks(newest + 1, 330);
        let position_of = |sent_at| position_of(sent_at, at(0), Some(newest)).0;
        assert_eq!(position_of(at(61)), below);
        assert_eq!(position_of(at(525_600)), below);
        assert_eq!(position_of(Stamp::from_ticks(0, 0)), below);
        assert_eq!(position_of(at(59)), at(59), "never later than its date");
        assert_eq!(position_of(at(3)), at(3));
    }

    #[test]
    fn late_is_what_comes_long_after_its_date_when_newer_ones_had_been_read() {
        let order = |minutes, newest: Option<i64>, read_to: Option<i64>| {
            let ticks = |minutes: Option<i64>| minutes.map(|minutes| at(minutes).ticks());
            order(at(minutes), at(0), ticks(newest), ticks(read_to))
        };
        assert_eq!(order(-60, Some(-1), Some(-1)), Order::Late);
        assert_eq!(order(-4, Some(-1), Some(-1)), Order::Behind, "not by much");
        assert_eq!(order(-1, Some(-1), Some(-1)), Order::Next);
        assert_eq!(order(-60, Some(-70), Some(-1)), Order::Next, "the newest of its conversation");
        assert_eq!(order(-60, None, Some(-1)), Order::Next);
        assert_eq!(
            order(-60, Some(-1), Some(-90)),
            Order::Behind,
            "nobody had read since: one's own is newer"
        );
        assert_eq!(order(-60, Some(-1), None), Order::Behind);
    }
}
