//! The reading position, moved by a person's word: back before a message, or to the end everywhere.
//!
//! What is read on by itself is `conversation::mark_read`'s. Must not know: what the server is told.
//! Tests: `tests/store/reading.rs`.

use super::code::{conversation_key, conversation_of, uuid_of};
use super::page::LAST_ID;
use super::{Error, conversation as conversations};
use crate::chat::{MessageId, PersonId, conversation};
use crate::row::Position;

use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};

/// Before and after everything.
const START: Position = Position { ticks: i64::MIN, id: MessageId::new(uuid::Uuid::nil()) };
const END: Position = Position { ticks: i64::MAX, id: LAST_ID };

/// A conversation's message at one side of a position: the nearest before it, or the newest of all.
fn nearest(connection: &Connection, key: &[u8], before: Option<Position>) -> Result<Option<Position>, Error> {
    let Position { ticks, id } = before.unwrap_or(END);
    let found = connection
        .prepare_cached(
            "SELECT ticks, id FROM message INDEXED BY message_timeline
              WHERE conversation = ?1 AND shown = 1 AND (ticks, id) < (?2, ?3)
              ORDER BY ticks DESC, id DESC LIMIT 1",
        )?
        .query_row(params![key, ticks, id.uuid().as_bytes()], position_of)
        .optional()?;
    Ok(positions(found.map(Ok).into_iter())?.pop())
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

/// Other people's messages from this one on that the server was told are read: the newest of those before a position, at
/// most so many, newest first. As in [`untold`], nobody tells of a conversation that was left.
pub(crate) fn marked_from(
    connection: &Connection,
    of: conversation::Id,
    from: Position,
    before: Option<Position>,
    me: PersonId,
    limit: usize,
) -> Result<Vec<Position>, Error> {
    let statement = connection.prepare_cached(
        "SELECT m.ticks, m.id FROM message m INDEXED BY message_timeline JOIN conversation c ON c.id = m.conversation
          WHERE m.conversation = ?1 AND m.shown = 1 AND c.membership = 0
            AND (m.ticks, m.id) >= (?2, ?3) AND (m.ticks, m.id) < (?4, ?5)
            AND m.author <> ?6 AND m.deleted = 0 AND m.read = 1
          ORDER BY m.ticks DESC, m.id DESC LIMIT ?7",
    )?;
    between(statement, of, (from, before.unwrap_or(END)), me, limit)
}

/// A stretch of a conversation: what comes after the first position, up to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) of: conversation::Id,
    pub(crate) after: Position,
    pub(crate) up_to: Position,
}

/// What is unread in a conversation up to a position.
pub(crate) fn unread(
    connection: &Connection,
    of: conversation::Id,
    up_to: Position,
) -> Result<Stretch, Error> {
    let after = conversations::read_up_to(connection, of)?.unwrap_or(START);
    Ok(Stretch { of, after, up_to })
}

/// Other people's messages in a stretch that the server was not told are read: the oldest, at most so many. Nobody tells
/// of a conversation that was left: the server would refuse it.
pub(crate) fn untold(
    connection: &Connection,
    stretch: Stretch,
    me: PersonId,
    limit: usize,
) -> Result<Vec<Position>, Error> {
    let Stretch { of, after, up_to } = stretch;
    let statement = connection.prepare_cached(
        "SELECT m.ticks, m.id FROM message m INDEXED BY message_timeline JOIN conversation c ON c.id = m.conversation
          WHERE m.conversation = ?1 AND m.shown = 1 AND c.membership = 0
            AND (m.ticks, m.id) > (?2, ?3) AND (m.ticks, m.id) <= (?4, ?5)
            AND m.author <> ?6 AND m.deleted = 0 AND m.read = 0
          ORDER BY m.ticks, m.id LIMIT ?7",
    )?;
    between(statement, of, (after, up_to), me, limit)
}

/// What a statement finds of a conversation between two positions, other people's than `me`, at most so many.
fn between(
    mut statement: CachedStatement<'_>,
    of: conversation::Id,
    (from, to): (Position, Position),
    me: PersonId,
    limit: usize,
) -> Result<Vec<Position>, Error> {
    let rows = statement.query_map(
        params![
            conversation_key(of),
            from.ticks,
            from.id.uuid().as_bytes(),
            to.ticks,
            to.id.uuid().as_bytes(),
            me.uuid().as_bytes(),
            i64::try_from(limit).unwrap_or(i64::MAX)
        ],
        position_of,
    )?;
    positions(rows)
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

type Place = (i64, Vec<u8>);

fn position_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Place> {
    Ok((row.get(0)?, row.get(1)?))
}

fn positions(rows: impl Iterator<Item = rusqlite::Result<Place>>) -> Result<Vec<Position>, Error> {
    rows.map(|row| {
        let (ticks, id) = row?;
        Ok(Position { ticks, id: MessageId::new(uuid_of(&id).map_err(Error::Database)?) })
    })
    .collect()
}

/// What is unread in every conversation.
pub(crate) fn unread_everywhere(connection: &Connection) -> Result<Vec<Stretch>, Error> {
    let mut statement = connection.prepare_cached("SELECT id FROM conversation")?;
    let keys = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut found = Vec::new();
    for key in keys {
        if let (Ok(of), Some(newest)) = (conversation_of(&key), nearest(connection, &key, None)?) {
            found.push(unread(connection, of, newest)?);
        }
    }
    found.retain(|stretch| stretch.after < stretch.up_to);
    Ok(found)
}
