//! Entries that wait until a given time: read marks that are being collected, and entries that back off on their
//! own.
//!
//! Must not know: the length of a wait (`outbox::backoff`, `session::submit::read`). Tests: below, `tests/promise`.

use super::column;
use super::step::Move;
use crate::entry::Event;
use crate::pause::Pause;
use crate::row::EntryId;
use crate::store::Error;

use rusqlite::{Connection, params};

// The `not_before > ?1` condition comes first; otherwise SQLite starts the index scan at entries that are already due.
// The aspect is a literal, so that the partial index can be used.
const COLLECTING_UNTIL: &str = concat!(
    "SELECT min(not_before) FROM outbox WHERE not_before > ?1 AND not_before > 0 AND batch IS NULL AND aspect = ",
    column::read!(),
    " AND state = ",
    column::queued!()
);
const NEXT_DUE: &str = concat!(
    "SELECT min(not_before) FROM outbox WHERE not_before > ?1 AND not_before > 0 AND state = ",
    column::queued!()
);

const HAS_FUTURE_WAITS: &str = "SELECT EXISTS (SELECT 1 FROM outbox
  WHERE not_before > ?1 AND not_before > 0 AND not_before - wait > ?1)";
const RESTART_FUTURE_WAITS: &str = "UPDATE outbox SET not_before = ?1 + wait
  WHERE not_before > ?1 AND not_before > 0 AND not_before - wait > ?1";

/// When the next waiting entry becomes due, in milliseconds since 1970 UTC.
pub(crate) fn next_due(connection: &Connection, now: i64) -> Result<Option<i64>, Error> {
    Ok(connection.prepare_cached(NEXT_DUE)?.query_row([now], |row| row.get(0))?)
}

/// Takes an entry out of its batch and lets it wait alone until a pause is over. Content blocks its lane meanwhile. A
/// mark's element is dropped, so that it is rendered again and never restores an old text; the same holds wherever a
/// mark leaves its batch.
pub(crate) fn back_off_alone(connection: &Connection, id: EntryId, pause: Pause) -> Result<(), Error> {
    let aside = Move {
        event: Event::Released,
        set: concat!("batch = NULL, not_before = ?2, wait = ?3, element = ", column::kept_element!()),
        of: "entry = ?1",
    };
    aside.one(connection, params![id.0, pause.until(), pause.length()])
}

/// True if a wait starts in the future: it was written by a clock that has been set back since.
pub(crate) fn has_future_waits(connection: &Connection, now: i64) -> Result<bool, Error> {
    Ok(connection.prepare_cached(HAS_FUTURE_WAITS)?.query_row([now], |row| row.get(0))?)
}

/// Restarts the waits that start in the future, with their full length.
pub(crate) fn restart_future_waits(connection: &Connection, now: i64) -> Result<(), Error> {
    connection.prepare_cached(RESTART_FUTURE_WAITS)?.execute([now])?;
    Ok(())
}

/// When the read marks that are being collected become due (milliseconds since 1970 UTC), if there are any. Runs
/// for every read mark, so it must not scan entries that are already due.
pub(crate) fn collecting_until(connection: &Connection, now: i64) -> Result<Option<i64>, Error> {
    Ok(connection.prepare_cached(COLLECTING_UNTIL)?.query_row([now], |row| row.get(0))?)
}

/// Ends every wait, including our own back-off.
pub(crate) fn end_waits(connection: &Connection) -> Result<(), Error> {
    connection.prepare_cached("UPDATE outbox SET not_before = 0 WHERE not_before > 0")?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{COLLECTING_UNTIL, NEXT_DUE};
    use crate::store::tests::database;

    use rusqlite::StatementStatus;

    #[test]
    fn what_waits_for_a_moment_is_found_without_walking_through_what_is_due() {
        let connection = database();
        let mut insert = connection
            .prepare(
                "INSERT INTO outbox (message, conversation, lane, aspect, deed, touched, makes, state, not_before, made_ticks)
                 VALUES (randomblob(16), x'00', 'personal', 2, 'read', 16, 0, 0, ?1, 0)",
            )
            .unwrap();
        for moment in 1..=1_000 {
            insert.execute([moment]).unwrap();
        }
        for sql in [COLLECTING_UNTIL, NEXT_DUE] {
            let mut statement = connection.prepare(sql).unwrap();
            let mut at = |now: i64| statement.query_row([now], |row| row.get::<_, Option<i64>>(0)).unwrap();
            assert_eq!((at(400), at(999), at(1_000)), (Some(401), Some(1_000), None));
            let steps = statement.get_status(StatementStatus::VmStep);
            assert!(steps < 200, "{steps} steps");
        }
    }
}
