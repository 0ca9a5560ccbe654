//! Dates of new messages and edits (`docs/server-api.md` 2.24).
//!
//! The computer's clock may jump, and may be wrong by hours: a new message is placed below those that are here
//! already, and an edit is later than the text it changes. Must not know: how the clock difference is measured
//! (`Person::ahead`). Tests: below, `tests/promise/noticed.rs`.

use super::{Error, Person};
use crate::chat::{Message, Stamp, conversation};
use crate::store::{Transaction, arrival};

/// The distance between two messages that the clock would give the same time or the wrong order: one millisecond, a
/// precision that every server keeps.
const STEP: i64 = 10_000;

pub(super) fn of_new(
    tx: &Transaction<'_>,
    of: conversation::Id,
    by: &Person,
    now: Stamp,
) -> Result<Stamp, Error> {
    // The author sees the conversation's messages, so a new one comes after them, whatever this computer's clock says.
    let newest = arrival::newest(tx, of)?.map(|ticks| Stamp::from_ticks(ticks, now.offset()));
    Ok(after(newest, corrected(by, now)))
}

/// The date of an edit made at `now`.
pub(super) fn of_edit(message: &Message, by: &Person, now: Stamp) -> Stamp {
    let before = message.edited_at.map_or(message.sent_at, |edited| edited.max(message.sent_at));
    after(Some(before), corrected(by, now))
}

/// The time by the server's clock, where a difference is known.
fn corrected(by: &Person, now: Stamp) -> Stamp {
    Stamp::from_ticks(now.ticks().saturating_add(by.ahead.saturating_mul(10_000)), now.offset())
}

fn after(before: Option<Stamp>, now: Stamp) -> Stamp {
    match before {
        Some(before) if before >= now => Stamp::from_ticks(before.ticks().saturating_add(STEP), now.offset()),
        Some(_) | None => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_later_has_a_later_moment_whatever_the_clock_says() {
        let at = |seconds: i64| Stamp::from_ticks(seconds * 10_000_000, 60);
        assert_eq!(after(None, at(5)), at(5));
        assert_eq!(after(Some(at(4)), at(5)), at(5));
        assert_eq!(after(Some(at(5)), at(5)).ticks(), at(5).ticks() + STEP);
        assert_eq!(after(Some(at(3_600)), at(5)).ticks(), at(3_600).ticks() + STEP);
    }
}
