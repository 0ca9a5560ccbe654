//! Reading what messages said before they were edited. They are kept by `message::keep_revision`.
//!
//! Must not know: how they are drawn. Tests: `tests/promise/races.rs`.

use super::Error;
use crate::chat::{MessageId, Stamp};
use crate::row::Revision;

use rusqlite::Connection;

/// How many earlier texts of a message are kept.
pub(super) fn count(connection: &Connection, id: MessageId) -> Result<u32, Error> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM revision WHERE message = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))?)
}

/// The earlier texts, oldest first, each with the moment it was written: what is kept is when the next one took its place.
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
