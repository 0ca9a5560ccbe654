//! Batches: the entries frozen into one call, which are sent and settled together.
//!
//! Must not know: what a call is, or what an answer means (`outbox::settle`). Tests: `tests/promise`.

use super::step::Move;
use super::{Unanswered, column};
use crate::chat::wish::Touched;
use crate::entry::Event;
use crate::row::EntryId;
use crate::store::Error;
use crate::store::came::without_words;
use crate::store::message::Progress;

use rusqlite::{Connection, params};

/// A batch by its number and its first and last entry. Batch numbers are reused, entry ids are not; the range keeps a late write
/// of a dropped publisher off a newer batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Batch {
    pub(crate) number: i64,
    pub(crate) first: EntryId,
    pub(crate) last: EntryId,
}

/// How many batches are frozen and not settled.
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

/// Puts a batch that was frozen and never sent back into the queue. Elements are rendered anew, except those sent before or followed by newer
/// content of the same message.
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

/// For when nobody publishes: what was in flight when its process ended or its disk failed may have arrived, and goes out again
/// as it was frozen. True if there was any.
pub(crate) fn land(connection: &Connection) -> Result<bool, Error> {
    let land = Move { event: Event::Deferred, set: column::doubt_in_flight!(), of: "batch IS NOT NULL" };
    Ok(land.all(connection, [])? > 0)
}

/// Marks leave their batches, and their elements are made anew. True when there were some. One that was in flight may
/// have arrived.
pub(crate) fn thaw_marks(connection: &Connection) -> Result<bool, Error> {
    let thaw = Move {
        event: Event::Released,
        set: concat!(column::doubt_in_flight!(), ", batch = NULL, element = NULL"),
        of: concat!("batch IS NOT NULL AND ", column::is_mark!()),
    };
    Ok(thaw.all(connection, [])? > 0)
}

/// A frozen batch is about to go out again. What was still in flight got no answer: it may have arrived.
pub(crate) fn fly_again(connection: &Connection, batch: i64) -> Result<(), Error> {
    let again = Move {
        event: Event::Resent,
        set: concat!(column::doubt_in_flight!(), ", attempts = attempts + 1"),
        of: "batch = ?1",
    };
    again.one(connection, [batch])
}

/// Marks the messages of a batch as accepted, but for those of which more words, or a deletion, are still here.
pub(crate) fn accept_batch(connection: &Connection, batch: Batch) -> Result<(), Error> {
    connection
        .prepare_cached(
            concat!(
                "UPDATE message SET delivery = ?2
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
            batch.last.0
        ])?;
    Ok(())
}

/// Forgets the words that came with the messages of a batch, where new ones of this person's have just been accepted.
pub(crate) fn forget_words_of_batch(connection: &Connection, batch: Batch) -> Result<(), Error> {
    connection
        .prepare_cached(concat!(
            "UPDATE message SET came = ",
            without_words!(),
            " WHERE json_valid(came) AND id IN (
                 SELECT message FROM outbox
                  WHERE batch = ?1 AND entry BETWEEN ?2 AND ?3 AND (makes = 1 OR touched & ?4 <> 0))"
        ))?
        .execute(params![batch.number, batch.first.0, batch.last.0, Touched::EDITED.bits()])?;
    Ok(())
}

/// Takes a batch out of the outbox: delivered.
pub(crate) fn remove_batch(connection: &Connection, batch: Batch) -> Result<(), Error> {
    let accepted = Move { event: Event::Accepted, set: "", of: "batch = ?1 AND entry BETWEEN ?2 AND ?3" };
    accepted.all(connection, [batch.number, batch.first.0, batch.last.0]).map(drop)
}

/// Entries of a batch that are still in flight wait for another try, together and unchanged.
pub(crate) fn defer(connection: &Connection, batch: i64, unanswered: Unanswered) -> Result<(), Error> {
    let defer = Move { event: Event::Deferred, set: "unanswered = max(unanswered, ?2)", of: "batch = ?1" };
    defer.all(connection, params![batch, unanswered.code()]).map(drop)
}

/// Counts a call that broke the server against everything it carried.
pub(crate) fn count_breakage(connection: &Connection, batch: i64) -> Result<(), Error> {
    connection.prepare_cached("UPDATE outbox SET broken = broken + 1 WHERE batch = ?1")?.execute([batch])?;
    Ok(())
}

/// Shifts the batches behind `batch` by one, so that `batch + 1` is free for its second half and order is kept.
pub(crate) fn make_room(connection: &Connection, batch: i64, fresh: i64) -> Result<(), Error> {
    if fresh > batch + 1 {
        connection
            .prepare_cached("UPDATE outbox SET batch = batch + 1 WHERE batch > ?1")?
            .execute([batch])?;
    }
    Ok(())
}

/// Releases frozen entries whose predecessor is in no batch any more (parked or set aside): an earlier entry of the lane, or
/// the creation of a message they refer to.
pub(crate) fn release_behind(connection: &Connection) -> Result<(), Error> {
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
