//! The outbox entries of one message: the one that creates it, those that were skipped, those of messages that refer
//! to it.
//!
//! Must not know: the publisher. Tests: below, `tests/promise`.

use super::step::Move;
use super::{column, columns, load};
use crate::chat::MessageId;
use crate::chat::wish::Flags;
use crate::entry::{Entry, Event};
use crate::row::EntryId;
use crate::store::Error;

use rusqlite::{Connection, OptionalExtension as _, params};

const DEPENDENTS: &str = concat!("SELECT ", columns!(), " FROM outbox WHERE after = ?1 ORDER BY entry");

/// The entry that creates this message, if it was not accepted yet.
pub(crate) fn creating_entry(connection: &Connection, message: MessageId) -> Result<Option<EntryId>, Error> {
    Ok(connection
        .prepare_cached("SELECT entry FROM outbox WHERE message = ?1 AND makes = 1 LIMIT 1")?
        .query_row([message.uuid().as_bytes()], |row| row.get(0))
        .optional()?
        .map(EntryId))
}

/// The oldest entry on the message's content that the user skipped.
pub(crate) fn oldest_skipped(connection: &Connection, message: MessageId) -> Result<Option<EntryId>, Error> {
    Ok(connection
        .prepare_cached(concat!(
            "SELECT min(entry) FROM outbox WHERE message = ?1 AND skipped = 1 AND state = ",
            column::parked!(),
            " AND aspect = ",
            column::content!()
        ))?
        .query_row([message.uuid().as_bytes()], |row| row.get::<_, Option<i64>>(0))?
        .map(EntryId))
}

/// True if the user's text of the same message is sent before the entry: the message's creation, or an edit that was
/// not refused.
pub(crate) fn own_text_precedes(connection: &Connection, entry: &Entry) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(concat!(
            "SELECT EXISTS (SELECT 1 FROM outbox
                             WHERE message = ?1 AND entry < ?2 AND (makes = 1 OR touched & ?3 <> 0 AND state <> ",
            column::parked!(),
            "))"
        ))?
        .query_row(params![entry.message.uuid().as_bytes(), entry.id.0, Flags::EDITED.bits()], |row| row.get(0))?)
}

/// True if the outbox holds a deletion of the message; not one behind a leave entry, which itself waits for the
/// entries before it.
pub(crate) fn deletion_waits(connection: &Connection, message: MessageId) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox d WHERE message = ?1 AND touched & ?2 <> 0 AND NOT EXISTS (
                 SELECT 1 FROM outbox l WHERE l.lane = d.lane AND l.entry < d.entry AND l.deed = 'leave'))",
        )?
        .query_row(params![message.uuid().as_bytes(), Flags::DELETED.bits()], |row| row.get(0))?)
}

/// Counts one finished upload for the entry that creates a message.
pub(crate) fn decrement_uploads(connection: &Connection, message: MessageId) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE outbox SET uploads = max(uploads - 1, 0) WHERE message = ?1 AND makes = 1")?
        .execute([message.uuid().as_bytes()])?;
    Ok(())
}

/// Parks a message because one of its files cannot be uploaded. If it had been skipped, it blocks again.
pub(crate) fn park_for_files(connection: &Connection, message: MessageId, reason: &str) -> Result<(), Error> {
    let park = Move {
        event: Event::NotStored,
        set: "batch = NULL, skipped = 0, reason = ?2",
        of: "message = ?1 AND makes = 1 AND uploads > 0",
    };
    park.all(connection, params![message.uuid().as_bytes(), reason]).map(drop)
}

/// The entries that depend on a message (replies, reactions, shares of it).
pub(crate) fn dependents(connection: &Connection, message: MessageId) -> Result<Vec<Entry>, Error> {
    load(connection, DEPENDENTS, [message.uuid().as_bytes()])
        .map(|loaded| loaded.into_iter().map(|loaded| loaded.entry).collect())
}

#[cfg(test)]
mod tests {
    use super::DEPENDENTS;
    use crate::store::tests::{database, explained};

    #[test]
    fn what_hangs_on_a_message_is_not_looked_for_in_the_whole_outbox() {
        let plan = explained(&database(), DEPENDENTS);
        assert!(plan.contains("INDEX outbox_after (after=?)"), "{plan}");
    }
}
