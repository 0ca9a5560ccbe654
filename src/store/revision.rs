//! Earlier texts of edited messages, for reading. `message::keep_revision` stores them.
//!
//! Must not know: how they are drawn. Tests: `tests/promise/races.rs`.

use super::Error;
use crate::chat::{MessageId, Stamp};
use crate::row::Revision;

use rusqlite::{Connection, params};

/// The number of earlier texts of a message.
pub(super) fn count(connection: &Connection, id: MessageId) -> Result<u32, Error> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM revision WHERE message = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))?)
}

/// True if an earlier version of the message had this text.
pub(crate) fn said(connection: &Connection, id: MessageId, text: &str) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM revision WHERE message = ?1 AND text = ?2)")?
        .query_row(params![id.uuid().as_bytes(), text], |row| row.get(0))?)
}

/// Records that a message was restored automatically. False if that already happened `most` times since `from`.
pub(crate) fn note_restored(
    connection: &Connection,
    id: MessageId,
    from: Stamp,
    now: Stamp,
    most: u32,
) -> Result<bool, Error> {
    let times: u32 = connection
        .prepare_cached("SELECT count(*) FROM restored WHERE message = ?1 AND ticks >= ?2")?
        .query_row(params![id.uuid().as_bytes(), from.ticks()], |row| row.get(0))?;
    if times >= most {
        return Ok(false);
    }
    connection
        .prepare_cached("INSERT OR IGNORE INTO restored (message, ticks) VALUES (?1, ?2)")?
        .execute(params![id.uuid().as_bytes(), now.ticks()])?;
    connection.prepare_cached("DELETE FROM restored WHERE ticks < ?1")?.execute([from.ticks()])?;
    Ok(true)
}

/// The earlier texts, oldest first, each with the time it was written. A stored time is the one at which the next
/// text replaced it.
pub(crate) fn all(connection: &Connection, id: MessageId) -> Result<Vec<Revision>, Error> {
    let sent = connection
        .prepare_cached("SELECT ticks FROM message WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get::<_, i64>(0))?;
    let mut statement =
        connection.prepare_cached("SELECT ticks, text FROM revision WHERE message = ?1 ORDER BY ticks")?;
    let mut found = statement.query([id.uuid().as_bytes()])?;
    let mut versions = Vec::new();
    let mut written = sent;
    while let Some(row) = found.next()? {
        versions.push(Revision { text: row.get("text")?, at: Stamp::from_ticks(written, 0) });
        written = row.get("ticks")?;
    }
    Ok(versions)
}
