//! The reading position, moved by a person's word: back before a message, or to the end everywhere.
//!
//! What is read on by itself is `conversation::mark_read`'s. Must not know: what the server is told.
//! Tests: `tests/store/reading.rs`.

use super::Error;
use super::code::{conversation_key, conversation_of, uuid_of};
use crate::chat::{MessageId, PersonId, conversation};
use crate::session::row::Position;

use rusqlite::{Connection, OptionalExtension as _, params};

/// A conversation's message at one side of a position: the nearest before it, or the newest of all.
fn nearest(connection: &Connection, key: &[u8], before: Option<Position>) -> Result<Option<Position>, Error> {
    let (ticks, id) = before.map_or((i64::MAX, [0xFF; 16]), |at| (at.ticks, *at.id.uuid().as_bytes()));
    let found = connection
        .prepare_cached(
            "SELECT ticks, id FROM message INDEXED BY message_timeline
              WHERE conversation = ?1 AND shown = 1 AND (ticks, id) < (?2, ?3)
              ORDER BY ticks DESC, id DESC LIMIT 1",
        )?
        .query_row(params![key, ticks, id], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)))
        .optional()?;
    let Some((ticks, bytes)) = found else { return Ok(None) };
    Ok(Some(Position { ticks, id: MessageId::new(uuid_of(&bytes).map_err(Error::Database)?) }))
}

/// Where a message stands, and in which conversation; none when it is not here.
pub(crate) fn place(
    connection: &Connection,
    id: MessageId,
) -> Result<Option<(conversation::Id, Position)>, Error> {
    let found = connection
        .prepare_cached("SELECT conversation, ticks FROM message WHERE id = ?1 AND shown = 1")?
        .query_row([id.uuid().as_bytes()], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?)))
        .optional()?;
    let Some((key, ticks)) = found else { return Ok(None) };
    Ok(Some((conversation_of(&key).map_err(Error::Database)?, Position { ticks, id })))
}

/// Moves the reading position back to before a message; true when it moved. It never moves forward by this.
pub(crate) fn mark_unread(
    connection: &Connection,
    of: conversation::Id,
    from: Position,
) -> Result<bool, Error> {
    let key = conversation_key(of);
    let last = nearest(connection, &key, Some(from))?;
    let moved = connection
        .prepare_cached(
            "UPDATE conversation SET read_ticks = ?2, read_id = ?3, version = version + 1
              WHERE id = ?1 AND (read_ticks, read_id) >= (?4, ?5)",
        )?
        .execute(params![
            key,
            last.map(|last| last.ticks),
            last.map(|last| *last.id.uuid().as_bytes()),
            from.ticks,
            from.id.uuid().as_bytes()
        ])?;
    Ok(moved > 0)
}

/// Other people's messages from this one on that the server was told are read.
pub(crate) fn marked_from(
    connection: &Connection,
    of: conversation::Id,
    from: Position,
    me: PersonId,
) -> Result<Vec<MessageId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM message INDEXED BY message_timeline
          WHERE conversation = ?1 AND shown = 1 AND (ticks, id) >= (?2, ?3) AND author <> ?4
            AND deleted = 0 AND read = 1",
    )?;
    let (key, first, me) = (conversation_key(of), *from.id.uuid().as_bytes(), *me.uuid().as_bytes());
    let rows = statement.query_map(params![key, from.ticks, first, me], id_of)?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Other people's messages after the reading position, up to one, that the server was not told are read. Nobody tells of
/// a conversation that was left: the server would refuse it.
pub(crate) fn unread_up_to(
    connection: &Connection,
    of: conversation::Id,
    up_to: Position,
    me: PersonId,
) -> Result<Vec<MessageId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT m.id FROM message m INDEXED BY message_timeline JOIN conversation c ON c.id = m.conversation
          WHERE m.conversation = ?1 AND m.shown = 1 AND c.membership = 0
            AND (m.ticks, m.id) > (coalesce(c.read_ticks, ?5), coalesce(c.read_id, x''))
            AND (m.ticks, m.id) <= (?2, ?3) AND m.author <> ?4 AND m.deleted = 0 AND m.read = 0
          ORDER BY m.ticks, m.id",
    )?;
    let (key, last, me) = (conversation_key(of), *up_to.id.uuid().as_bytes(), *me.uuid().as_bytes());
    let rows = statement.query_map(params![key, up_to.ticks, last, me, i64::MIN], id_of)?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Those of these that are here, of other people, and not read as far as the server was told.
pub(crate) fn unread_among(
    connection: &Connection,
    mut ids: Vec<MessageId>,
    me: PersonId,
) -> Result<Vec<MessageId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation
          WHERE m.id = ?1 AND c.membership = 0 AND m.author <> ?2 AND m.deleted = 0 AND m.read = 0",
    )?;
    let mut failed = None;
    ids.retain(|id| {
        let found = statement.exists(params![id.uuid().as_bytes(), me.uuid().as_bytes()]);
        found.unwrap_or_else(|error| {
            failed = Some(error);
            false
        })
    });
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(ids),
    }
}

fn id_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<MessageId>> {
    let bytes: Vec<u8> = row.get(0)?;
    Ok(uuid_of(&bytes).ok().map(MessageId::new))
}

/// Every conversation's newest message.
pub(crate) fn newest(connection: &Connection) -> Result<Vec<(conversation::Id, Position)>, Error> {
    let mut statement = connection.prepare_cached("SELECT id FROM conversation")?;
    let keys = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut found = Vec::new();
    for key in keys {
        if let (Ok(of), Some(newest)) = (conversation_of(&key), nearest(connection, &key, None)?) {
            found.push((of, newest));
        }
    }
    Ok(found)
}
