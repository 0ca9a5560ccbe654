//! The user's own marks and edits that the server accepted a short while ago.
//!
//! A server may return an older copy for a moment (`docs/server-api.md` 2.15), which must not undo them. Must not
//! know: how a mark changes a message (`sync`). Tests: `tests/promise/noticed.rs`.

use super::Error;
use crate::chat::MessageId;
use crate::chat::wish::Flags;
use crate::entry::Entry;
use crate::store::outbox::Batch;

use rusqlite::{Connection, OptionalExtension as _, params};

/// The flags that an older copy could undo.
const FLAGS: Flags = Flags::MARKS.with(Flags::AUTHORS);

/// Records that a batch was accepted at `at` (in milliseconds, by [`Clock::steady`](crate::clock::Clock::steady)),
/// and deletes records older than `keep` milliseconds.
pub(crate) fn note_batch(connection: &Connection, batch: Batch, at: i64, keep: i64) -> Result<(), Error> {
    let noted = connection
        .prepare_cached(
            "INSERT INTO accepted_mark (message, touched, ticks)
             SELECT message, touched & ?4, ?5 FROM outbox
              WHERE batch = ?1 AND entry BETWEEN ?2 AND ?3 AND touched & ?4 <> 0
             ON CONFLICT (message) DO UPDATE SET touched = touched | excluded.touched, ticks = excluded.ticks",
        )?
        .execute(params![batch.number, batch.first.0, batch.last.0, FLAGS.bits(), ticks(at)])?;
    if noted > 0 { forget(connection, at, keep) } else { Ok(()) }
}

/// Like [`note_batch`], for one entry.
pub(crate) fn note(connection: &Connection, entry: &Entry, at: i64, keep: i64) -> Result<(), Error> {
    let touched = entry.touched.and(FLAGS);
    if touched == Flags::default() {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO accepted_mark (message, touched, ticks) VALUES (?1, ?2, ?3)
             ON CONFLICT (message) DO UPDATE SET touched = touched | excluded.touched, ticks = excluded.ticks",
        )?
        .execute(params![entry.message.uuid().as_bytes(), touched.bits(), ticks(at)])?;
    forget(connection, at, keep)
}

fn forget(connection: &Connection, now: i64, keep: i64) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM accepted_mark WHERE ticks < ?1")?
        .execute([ticks(now.saturating_sub(keep))])?;
    Ok(())
}

/// The user's own flags on a message that were accepted recently, and when, by the same clock; `None` if none are
/// recorded.
pub(crate) fn on_message(connection: &Connection, id: MessageId) -> Result<Option<(Flags, i64)>, Error> {
    Ok(connection
        .prepare_cached("SELECT touched, ticks FROM accepted_mark WHERE message = ?1")?
        .query_row([id.uuid().as_bytes()], |row| {
            Ok((Flags::from_bits(row.get(0)?), row.get::<_, i64>(1)? / 10_000))
        })
        .optional()?)
}

fn ticks(millis: i64) -> i64 {
    millis.saturating_mul(10_000)
}
