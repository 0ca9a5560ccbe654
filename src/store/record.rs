//! The history in portions for export, with earlier texts, reactions and reports.
//!
//! Deleted messages are left out, because the user does not see them any more. Must not know: the formats of an export.
//! Tests: `tests/commands/export.rs`.

use super::Error;
use super::code::{conversation_key, people_of, uuid_of};
use super::message::{self, columns};
use crate::chat::{MessageId, PersonId, Stamp};
use crate::row::{Piece, Position, Record, Records, Version};
use crate::store::{conversation, file};

use rusqlite::{Connection, Row, ToSql};

use std::collections::HashMap;

/// Below every message id.
const FIRST_ID: MessageId = MessageId::new(uuid::Uuid::nil());
/// Messages per portion.
const PIECE: i64 = 200;

const IN_CONVERSATION: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM message INDEXED BY message_timeline
      WHERE conversation = ?1 AND shown = 1 AND deleted = 0 AND (ticks, id) > (?2, ?3) ORDER BY ticks, id LIMIT ?4"
);
const REPORTED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM message
      WHERE reported IS NOT NULL AND shown = 1 AND deleted = 0 AND (ticks, id) > (?1, ?2) ORDER BY ticks, id LIMIT ?3"
);
const REACTIONS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM message WHERE parent = ?1 AND reacted_by IS NOT NULL AND deleted = 0 ORDER BY ticks, id"
);
const REPORTS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM message
      WHERE parent = ?1 AND shown = 0 AND reacted_by IS NULL AND reported IS NOT NULL AND deleted = 0
      ORDER BY ticks, id"
);

/// The next records after a position, oldest first.
pub(crate) fn piece(connection: &Connection, of: Records, after: Option<Position>) -> Result<Piece, Error> {
    let (ticks, id) = after.map_or((i64::MIN, FIRST_ID), |at| (at.ticks, at.id));
    let id = *id.uuid().as_bytes();
    let found = match of {
        Records::Conversation(place) => {
            all(connection, IN_CONVERSATION, &[&conversation_key(place), &ticks, &id, &PIECE])?
        }
        Records::Reported => all(connection, REPORTED, &[&ticks, &id, &PIECE])?,
    };
    let mut names = HashMap::new();
    let records = found.messages.into_iter().map(|message| record(connection, of, message, &mut names));
    Ok(Piece { records: records.collect::<Result<_, _>>()?, unreadable: found.unreadable, last: found.last })
}

#[derive(Default)]
struct Found {
    messages: Vec<crate::chat::Message>,
    unreadable: u64,
    last: Option<Position>,
}

fn all(connection: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<Found, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut found = Found::default();
    while let Some(row) = rows.next()? {
        // The position can be read from almost any row: the next portion begins there, whatever else is damaged.
        if let (Ok(ticks), Ok(Ok(id))) =
            (row.get("ticks"), row.get::<_, Vec<u8>>("id").map(|id| uuid_of(&id)))
        {
            found.last = Some(Position { ticks, id: MessageId::new(id) });
        }
        match message::read(row) {
            Ok((message, _)) => found.messages.push(message),
            Err(fault) => {
                tracing::warn!(fault, "a message's row cannot be read and is not exported");
                found.unreadable += 1;
            }
        }
    }
    Ok(found)
}

fn record(
    connection: &Connection,
    of: Records,
    message: crate::chat::Message,
    names: &mut HashMap<PersonId, String>,
) -> Result<Record, Error> {
    let key = *message.id.uuid().as_bytes();
    let reactions = all(connection, REACTIONS, &[&key])?.messages;
    let reports = match of {
        Records::Reported => all(connection, REPORTS, &[&key])?.messages,
        // A member who exports a conversation must not learn who reported what.
        Records::Conversation(_) => Vec::new(),
    };
    let files = file::of_message(connection, &message)?;
    let shared_files = match &message.shared {
        Some(shared) => file::of_paths(connection, &shared.files)?,
        None => Vec::new(),
    };
    let mut named = Vec::with_capacity(message.tags.len());
    for person in &message.tags {
        let name = match names.get(person) {
            Some(known) => known.clone(),
            None => {
                let name = conversation::person_name(connection, *person)?.unwrap_or_default();
                names.insert(*person, name.clone());
                name
            }
        };
        named.push(name);
    }
    let versions = versions(connection, message.id)?;
    let conversation_name = conversation::name(connection, message.conversation)?;
    Ok(Record {
        message,
        conversation_name,
        tag_names: named,
        versions,
        reactions,
        reports,
        files,
        shared_files,
    })
}

fn versions(connection: &Connection, id: MessageId) -> Result<Vec<Version>, Error> {
    let version = |row: &Row<'_>| {
        Ok((
            row.get::<_, i64>("ticks")?,
            row.get::<_, String>("text")?,
            row.get::<_, Option<Vec<u8>>>("tags")?,
        ))
    };
    let mut statement = connection
        .prepare_cached("SELECT ticks, text, tags FROM revision WHERE message = ?1 ORDER BY ticks")?;
    let rows = statement.query_map([id.uuid().as_bytes()], version)?;
    let mut versions = Vec::new();
    for row in rows {
        let (ticks, text, tags) = row?;
        let tags = people_of(tags).map_err(Error::Database)?;
        versions.push(Version { until: Stamp::from_ticks(ticks, 0), text, tags });
    }
    Ok(versions)
}
