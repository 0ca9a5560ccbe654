//! Batches: the entries frozen into one call, which are sent and settled together.
//!
//! Must not know: calls, the meaning of an answer (`outbox::settle`). Tests: `tests/promise`.

use super::step::Move;
use super::{Unanswered, column};
use crate::chat::Stamp;
use crate::chat::wish::Flags;
use crate::entry::Event;
use crate::row::EntryId;
use crate::store::Error;
use crate::store::leftovers::without_text;
use crate::store::message::Progress;

use rusqlite::{Connection, params};

/// A batch, identified by its number and its first and last entry. Batch numbers are reused, entry ids are not; the
/// range keeps a late write of a dropped publisher from touching a newer batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Batch {
    pub(crate) number: i64,
    pub(crate) first: EntryId,
    pub(crate) last: EntryId,
}

/// The number of batches that are frozen and not settled.
pub(crate) fn batches(connection: &Connection) -> Result<usize, Error> {
    Ok(connection
        .prepare_cached("SELECT count(DISTINCT batch) FROM outbox WHERE batch IS NOT NULL")?
        .query_row([], |row| row.get::<_, i64>(0))
        .map(|count| usize::try_from(count).unwrap_or(usize::MAX))?)
}

/// A number for a new batch, higher than any in use.
pub(crate) fn fresh_batch(connection: &Connection) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(batch), 0) + 1 FROM outbox WHERE batch IS NOT NULL")?
        .query_row([], |row| row.get(0))?)
}

/// Puts a batch that was frozen but never sent back into the queue. Its elements are rendered again, except those
/// that were sent before or are followed by newer content of the same message.
pub(crate) fn thaw(connection: &Connection, batch: Batch) -> Result<(), Error> {
    let thaw = Move {
        event: Event::Thawed,
        set: concat!(
            "batch = NULL, attempts = max(attempts - 1, 0),
             element = CASE WHEN attempts > 1 OR EXISTS (
                 SELECT 1 FROM outbox b WHERE b.message = outbox.message AND b.entry > outbox.entry AND b.aspect = ",
            column::content!(),
            ") THEN ",
            column::kept_element!(),
            " END"
        ),
        of: "batch = ?1 AND entry BETWEEN ?2 AND ?3",
    };
    thaw.all(connection, [batch.number, batch.first.0, batch.last.0]).map(drop)
}

/// Marks all batches as not in flight, while nothing publishes, after the process ended or the disk failed: they may
/// have arrived, and are sent again as frozen. True if there were any.
pub(crate) fn end_flights(connection: &Connection) -> Result<bool, Error> {
    let flights = Move { event: Event::Deferred, set: column::doubt_in_flight!(), of: "batch IS NOT NULL" };
    Ok(flights.all(connection, [])? > 0)
}

/// Takes all marks out of their batches and drops their elements, which will be rendered again; one that was in
/// flight may have arrived. True if there were any.
pub(crate) fn thaw_marks(connection: &Connection) -> Result<bool, Error> {
    let thaw = Move {
        event: Event::Released,
        set: concat!(column::doubt_in_flight!(), ", batch = NULL, element = NULL"),
        of: concat!("batch IS NOT NULL AND ", column::is_mark!()),
    };
    Ok(thaw.all(connection, [])? > 0)
}

/// Marks a frozen batch as sent once more. Entries still in flight got no answer: they may have arrived.
pub(crate) fn mark_resent(connection: &Connection, batch: i64) -> Result<(), Error> {
    let again = Move {
        event: Event::Resent,
        set: concat!(column::doubt_in_flight!(), ", attempts = attempts + 1"),
        of: "batch = ?1",
    };
    again.one(connection, [batch])
}

/// Marks the messages of a batch as accepted, except those with another text or deletion still in the outbox.
pub(crate) fn accept_batch(connection: &Connection, batch: Batch, at: Stamp) -> Result<(), Error> {
    connection
        .prepare_cached(
            concat!(
                "UPDATE message SET delivery = ?2, accepted_ticks = ?6
                  WHERE id IN (SELECT message FROM outbox WHERE batch = ?1 AND entry BETWEEN ?4 AND ?5) AND delivery = ?3
                    AND NOT EXISTS (
                     SELECT 1 FROM outbox o WHERE o.message = message.id AND o.batch IS NOT ?1 AND o.aspect = ",
                column::content!(),
                " AND NOT (",
                column::is_mark!(),
                "))"
            ),
        )?
        .execute(params![
            batch.number,
            Progress::Accepted.code(),
            Progress::Waiting.code(),
            batch.first.0,
            batch.last.0,
            at.ticks()
        ])?;
    Ok(())
}

/// Deletes the received text kept for the messages of a batch (see [`super::super::leftovers`]) where a new text by the
/// user was accepted.
pub(crate) fn forget_words_of_batch(connection: &Connection, batch: Batch) -> Result<(), Error> {
    connection
        .prepare_cached(concat!(
            "UPDATE message SET came = ",
            without_text!(),
            " WHERE json_valid(came) AND id IN (
                 SELECT message FROM outbox
                  WHERE batch = ?1 AND entry BETWEEN ?2 AND ?3 AND (makes = 1 OR touched & ?4 <> 0))"
        ))?
        .execute(params![batch.number, batch.first.0, batch.last.0, Flags::EDITED.bits()])?;
    Ok(())
}

/// Removes an accepted batch from the outbox.
pub(crate) fn remove_batch(connection: &Connection, batch: Batch) -> Result<(), Error> {
    let accepted = Move { event: Event::Accepted, set: "", of: "batch = ?1 AND entry BETWEEN ?2 AND ?3" };
    accepted.all(connection, [batch.number, batch.first.0, batch.last.0]).map(drop)
}

/// Makes the entries of a batch that are in flight wait for another attempt, together and unchanged.
pub(crate) fn defer(connection: &Connection, batch: i64, unanswered: Unanswered) -> Result<(), Error> {
    let defer = Move { event: Event::Deferred, set: "unanswered = max(unanswered, ?2)", of: "batch = ?1" };
    defer.all(connection, params![batch, unanswered.code()]).map(drop)
}

/// Counts a call that broke the server against every entry it carried.
pub(crate) fn count_breakage(connection: &Connection, batch: i64) -> Result<(), Error> {
    connection.prepare_cached("UPDATE outbox SET broken = broken + 1 WHERE batch = ?1")?.execute([batch])?;
    Ok(())
}

/// Renumbers the batches behind `batch`, so that `batch + 1` is free for its second half and the order is kept.
pub(crate) fn shift_batches_behind(connection: &Connection, batch: i64, fresh: i64) -> Result<(), Error> {
    if fresh > batch + 1 {
        connection
            .prepare_cached("UPDATE outbox SET batch = batch + 1 WHERE batch > ?1")?
            .execute([batch])?;
    }
    Ok(())
}

/// Releases frozen entries whose predecessor is in no batch any more (parked or backing off): an earlier entry of the
/// lane, or the creation of a message they refer to.
pub(crate) fn release_blocked(connection: &Connection) -> Result<(), Error> {
    let release = Move {
        event: Event::Released,
        set: concat!(column::doubt_in_flight!(), ", batch = NULL, element = ", column::kept_element!()),
        of: concat!(
            "batch IS NOT NULL AND (
                 EXISTS (SELECT 1 FROM outbox s WHERE s.lane = outbox.lane AND s.entry < outbox.entry
                            AND s.batch IS NULL AND s.skipped = 0 AND s.aspect = ",
            column::content!(),
            ") OR EXISTS (SELECT 1 FROM outbox m WHERE m.message IN (outbox.message, outbox.after)
                            AND m.makes = 1 AND m.entry < outbox.entry AND m.batch IS NULL))"
        ),
    };
    // Released entries may hold others back in turn.
    while release.all(connection, [])? > 0 {}
    Ok(())
}
