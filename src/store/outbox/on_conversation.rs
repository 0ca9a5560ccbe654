//! Outbox entries about a conversation itself: creation, invitations, leaving.
//!
//! Must not know: the publisher. Tests: `tests/promise/conversations.rs`.

use super::{COLUMNS, column, columns, lane_key, load};
use crate::chat::{PersonId, conversation};
use crate::entry::{Entry, Lane};
use crate::row::EntryId;
use crate::store::Error;
use crate::store::code::{conversation_key, people_key};

use rusqlite::{Connection, OptionalExtension as _, params};

// These use the index of changes to conversations: many messages may wait in a lane.
const CREATING_ENTRY: &str = "SELECT entry FROM outbox WHERE lane = ?1 AND deed = 'create' LIMIT 1";
const LEFT_BEHIND: &str =
    "SELECT EXISTS (SELECT 1 FROM outbox WHERE lane = ?1 AND deed = 'leave' AND entry > ?2)";
const CHANGES: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM outbox WHERE lane = ?1 AND (deed = 'create' OR deed = 'invite' OR deed = 'leave') ORDER BY entry"
);

/// The entry that creates a conversation, if it was not accepted yet.
pub(crate) fn creating_entry(
    connection: &Connection,
    id: conversation::Id,
) -> Result<Option<EntryId>, Error> {
    Ok(connection
        .prepare_cached(CREATING_ENTRY)?
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

/// The entries that create a conversation, invite people or leave it, oldest first.
pub(crate) fn changes(connection: &Connection, id: conversation::Id) -> Result<Vec<Entry>, Error> {
    let loaded = load(connection, CHANGES, [lane_key(Lane::Conversation(id))])?;
    Ok(loaded.into_iter().map(|loaded| loaded.entry).collect())
}

/// True if the outbox holds a leave entry of a conversation behind `behind`.
pub(crate) fn has_leave_behind(
    connection: &Connection,
    id: conversation::Id,
    behind: EntryId,
) -> Result<bool, Error> {
    let key = lane_key(Lane::Conversation(id));
    Ok(connection.prepare_cached(LEFT_BEHIND)?.query_row(params![key, behind.0], |row| row.get(0))?)
}

/// True if an older entry about this conversation is still to be sent in another lane (a read mark, a star), or is in a
/// batch and not settled: it may have to be sent again. Entries on a skipped message do not count.
pub(crate) fn has_unsettled_before(connection: &Connection, entry: &Entry) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(concat!(
            "SELECT EXISTS (SELECT 1 FROM outbox o WHERE conversation = ?1 AND entry < ?2 AND state <> ",
            column::parked!(),
            " AND (aspect <> ",
            column::content!(),
            " OR ",
            column::is_mark!(),
            ") AND NOT EXISTS (
                             SELECT 1 FROM outbox p WHERE p.message = o.message AND p.skipped = 1 AND p.state = ",
            column::parked!(),
            " AND p.aspect = ",
            column::content!(),
            ")) OR EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_batch
                             WHERE batch IS NOT NULL AND conversation = ?1 AND entry < ?2)"
        ))?
        .query_row(params![conversation_key(entry.conversation), entry.id.0], |row| row.get(0))?)
}

/// Replaces the people that an unsent entry invites.
pub(crate) fn set_people(connection: &Connection, id: EntryId, people: &[PersonId]) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE outbox SET people = ?2 WHERE entry = ?1")?
        .execute(params![id.0, people_key(people)])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{CHANGES, CREATING_ENTRY, LEFT_BEHIND};
    use crate::store::tests::{database, explained};

    #[test]
    fn what_is_done_to_a_conversation_is_not_looked_for_among_its_messages() {
        let connection = database();
        for sql in [CREATING_ENTRY, LEFT_BEHIND, CHANGES] {
            let plan = explained(&connection, sql);
            assert!(plan.contains("outbox_rooms (lane=?"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
