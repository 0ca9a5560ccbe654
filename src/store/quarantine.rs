//! Rows that could not be read: kept as they were, taken out of the way, and shown.
//!
//! Nothing is deleted for not parsing (promise 4). Must not know: what the rows mean. Tests: `tests/promise`.

use super::Error;
use crate::chat::{MessageId, Stamp};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// A row put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) number: i64,
    pub(crate) source: String,
    pub(crate) reason: String,
    pub(crate) seen_at: Stamp,
}

impl Kept {
    /// What is wrong, for a person.
    pub(crate) fn words(&self) -> String {
        let what = if self.source == "outbox" { "wish" } else { "message" };
        format!("A stored {what} could not be read ({}). It is kept aside, untouched.", self.reason)
    }
}

/// The whole row as JSON, blobs in hexadecimal, so that a person or a later build can mend it.
pub(super) fn picture(row: &Row<'_>) -> String {
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

/// Puts a row aside. The caller deletes the original in the same transaction.
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

/// Everything that was put aside, oldest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Kept>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT number, source, reason, seen_ticks FROM quarantine ORDER BY number")?;
    let rows = statement.query_map([], kept)?;
    rows.collect::<Result<_, _>>().map_err(Error::from)
}

/// The wish on this message that was put aside, if its row still tells the message.
pub(crate) fn wish_on(connection: &Connection, message: MessageId) -> Result<Option<Kept>, Error> {
    telling(connection, "outbox", "message", message)
}

/// This message, if it was put aside and its row still tells its id.
pub(crate) fn message(connection: &Connection, id: MessageId) -> Result<Option<Kept>, Error> {
    telling(connection, "message", "id", id)
}

fn telling(
    connection: &Connection,
    source: &str,
    column: &str,
    message: MessageId,
) -> Result<Option<Kept>, Error> {
    let told = format!("%\"{column}\":\"{}\"%", message.uuid().simple());
    Ok(connection
        .prepare_cached(
            "SELECT number, source, reason, seen_ticks FROM quarantine
              WHERE source = ?1 AND content LIKE ?2 ORDER BY number LIMIT 1",
        )?
        .query_row([source, &told], kept)
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

/// Forgets a row that was put aside: only on a person's word.
pub(crate) fn discard(connection: &Connection, number: i64) -> Result<bool, Error> {
    Ok(connection.execute("DELETE FROM quarantine WHERE number = ?1", [number])? > 0)
}
