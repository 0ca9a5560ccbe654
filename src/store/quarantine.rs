//! Rows that could not be read: moved here unchanged, out of the way of their table, and shown.
//!
//! Nothing is deleted because it does not parse (promise 4). Must not know: the meaning of the rows. Tests:
//! `tests/promise`.

use super::Error;
use crate::chat::{MessageId, Stamp};
use crate::language::tr;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// A quarantined row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) number: i64,
    pub(crate) source: String,
    pub(crate) reason: String,
    pub(crate) seen_at: Stamp,
}

impl Kept {
    /// A description for the user.
    pub(crate) fn words(&self) -> String {
        if self.source == "outbox" {
            tr::stored_wish_unreadable(&self.reason)
        } else {
            tr::stored_message_unreadable(&self.reason)
        }
    }
}

/// The whole row as JSON, with blobs in hexadecimal, so that the user or a later version can repair it.
pub(super) fn row_json(row: &Row<'_>) -> String {
    let statement: &rusqlite::Statement<'_> = row.as_ref();
    let mut fields = serde_json::Map::new();
    for (index, name) in statement.column_names().enumerate() {
        let value = match row.get_ref(index) {
            Ok(ValueRef::Null) | Err(_) => serde_json::Value::Null,
            Ok(ValueRef::Integer(number)) => number.into(),
            Ok(ValueRef::Real(number)) => number.into(),
            Ok(ValueRef::Text(text)) => String::from_utf8_lossy(text).into_owned().into(),
            Ok(ValueRef::Blob(bytes)) => {
                bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
            }
        };
        fields.insert(name.to_owned(), value);
    }
    serde_json::Value::Object(fields).to_string()
}

/// Quarantines a row. The caller deletes the original in the same transaction.
pub(super) fn keep(
    connection: &Connection,
    source: &str,
    key: &str,
    content: &str,
    reason: &str,
    now: Stamp,
) -> Result<(), Error> {
    tracing::warn!(source, key, reason, "a row could not be read and was put aside");
    connection.execute(
        "INSERT INTO quarantine (source, key, content, reason, seen_ticks) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![source, key, content, reason, now.ticks()],
    )?;
    Ok(())
}

/// All quarantined rows, oldest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Kept>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT number, source, reason, seen_ticks FROM quarantine ORDER BY number")?;
    let rows = statement.query_map([], kept)?;
    rows.collect::<Result<_, _>>().map_err(Error::from)
}

/// The quarantined wish on this message, if its row still contains the message's id.
pub(crate) fn wish_on(connection: &Connection, message: MessageId) -> Result<Option<Kept>, Error> {
    find_containing(connection, "outbox", "message", message)
}

/// This message, if it is quarantined and its row still contains its id.
pub(crate) fn message(connection: &Connection, id: MessageId) -> Result<Option<Kept>, Error> {
    find_containing(connection, "message", "id", id)
}

fn find_containing(
    connection: &Connection,
    source: &str,
    column: &str,
    message: MessageId,
) -> Result<Option<Kept>, Error> {
    let pattern = format!("%\"{column}\":\"{}\"%", message.uuid().simple());
    Ok(connection
        .prepare_cached(
            "SELECT number, source, reason, seen_ticks FROM quarantine
              WHERE source = ?1 AND content LIKE ?2 ORDER BY number LIMIT 1",
        )?
        .query_row([source, &pattern], kept)
        .optional()?)
}

fn kept(row: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        number: row.get(0)?,
        source: row.get(1)?,
        reason: row.get(2)?,
        seen_at: Stamp::from_ticks(row.get(3)?, 0),
    })
}

/// Deletes a quarantined row: only when the user asks.
pub(crate) fn discard(connection: &Connection, number: i64) -> Result<bool, Error> {
    Ok(connection.execute("DELETE FROM quarantine WHERE number = ?1", [number])? > 0)
}
