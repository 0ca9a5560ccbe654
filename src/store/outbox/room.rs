//! What the outbox holds of a conversation itself: its making, those it brings in, a leaving.
//!
//! Must not know: when anything is sent. Tests: `tests/promise/rooms.rs`.

use super::{COLUMNS, lane_key, load};
use crate::chat::{PersonId, conversation};
use crate::outbox::entry::{Entry, Lane};
use crate::session::row::EntryId;
use crate::store::Error;
use crate::store::code::{conversation_key, people_key};

use rusqlite::{Connection, OptionalExtension as _, params};

/// The entry that makes a conversation, if it has not been accepted yet.
pub(crate) fn maker(connection: &Connection, id: conversation::Id) -> Result<Option<EntryId>, Error> {
    Ok(connection
        .prepare_cached("SELECT entry FROM outbox WHERE lane = ?1 AND deed = 'create' LIMIT 1")?
        .query_row([lane_key(Lane::Conversation(id))], |row| row.get(0))
        .optional()?
        .map(EntryId))
}

/// The newest entry in a conversation's lane.
pub(crate) fn newest(connection: &Connection, id: conversation::Id) -> Result<Option<Entry>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE lane = ?1 ORDER BY entry DESC LIMIT 1");
    Ok(load(connection, &sql, [lane_key(Lane::Conversation(id))])?.pop().map(|loaded| loaded.entry))
}

/// All entries in a conversation's lane, oldest first.
pub(crate) fn lane(connection: &Connection, id: conversation::Id) -> Result<Vec<Entry>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE lane = ?1 ORDER BY entry");
    let loaded = load(connection, &sql, [lane_key(Lane::Conversation(id))])?;
    Ok(loaded.into_iter().map(|loaded| loaded.entry).collect())
}

/// Whether something older about this conversation, in whatever lane, is still to go: a reading mark, a star.
pub(crate) fn is_older_here(connection: &Connection, entry: &Entry) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE conversation = ?1 AND entry < ?2 AND state <> 2 AND aspect <> 0)",
        )?
        .query_row(params![conversation_key(entry.conversation), entry.id.0], |row| row.get(0))?)
}

/// Brings these people in with an entry that has not left yet.
pub(crate) fn set_people(connection: &Connection, id: EntryId, people: &[PersonId]) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE outbox SET people = ?2 WHERE entry = ?1")?
        .execute(params![id.0, people_key(people)])?;
    Ok(())
}
