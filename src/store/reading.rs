//! Unread messages, independent of their dates.
//!
//! A message by somebody else is unread from its arrival until it is read. Looking at a message also reads those above
//! it, except out-of-order ones: a message that arrived after newer ones is read only by being seen itself, or when the
//! user says so. Messages are marked in portions, so that nothing waits long for the disk. Must not know: the reports
//! to the server. Tests: below, `tests/store/reading.rs`.

use super::code::{conversation_key, conversation_of, uuid_of};
use super::{Error, arrival, membership};
use crate::chat::conversation::Membership;
use crate::chat::{MessageId, PersonId, conversation};
use crate::row::Position;

use rusqlite::{Connection, OptionalExtension as _, params};

use std::collections::{HashMap, HashSet};

/// Unread messages are counted up to this number; a badge shows at most `99+`.
const CAP: u32 = 1_000;

const COUNT: &str = "SELECT tags FROM message INDEXED BY message_unread
  WHERE conversation = ?1 AND unread = 1 AND shown = 1 AND deleted = 0 LIMIT ?2";
const FIRST: &str = "SELECT ticks, id FROM message INDEXED BY message_unread
  WHERE conversation = ?1 AND unread = 1 AND shown = 1 AND deleted = 0 ORDER BY ticks, id LIMIT 1";
const READ: &str = "UPDATE message SET unread = 0 WHERE row IN (
  SELECT row FROM message INDEXED BY message_unread
   WHERE conversation = ?1 AND unread = 1 AND shown = 1 AND deleted = 0
     AND (ticks, id) <= (?2, ?3) AND behind <= ?4 AND arrival <= ?5
   ORDER BY ticks, id LIMIT ?6) RETURNING ticks, id, read";
const FROM: &str =
    "SELECT row, ticks, id, author, deleted, read, unread FROM message INDEXED BY message_timeline
  WHERE conversation = ?1 AND shown = 1 AND (ticks, id) >= (?2, ?3) AND (ticks, id) < (?4, ?5)
  ORDER BY ticks DESC, id DESC LIMIT ?6";
const PLACES: &str = "SELECT id FROM conversation c WHERE EXISTS (
  SELECT 1 FROM message m WHERE m.conversation = c.id AND m.unread = 1 AND m.shown = 1 AND m.deleted = 0)";

/// The numbers of unread messages in a conversation, up to [`CAP`], and of those that tag the user.
pub(super) fn count(connection: &Connection, key: &[u8], me: PersonId) -> Result<(u32, u32), Error> {
    let mut statement = connection.prepare_cached(COUNT)?;
    // A damaged message still counts as unread.
    let rows = statement.query_map(params![key, CAP], |row| {
        Ok(row.get::<_, Option<Vec<u8>>>(0).ok().flatten().unwrap_or_default())
    })?;
    let (mut unread, mut mentions) = (0, 0);
    for tags in rows {
        unread += 1;
        if tags?.chunks(16).any(|tag| tag == me.uuid().as_bytes()) {
            mentions += 1;
        }
    }
    Ok((unread, mentions))
}

/// The position of the first unread message of a conversation.
pub(crate) fn first(connection: &Connection, of: conversation::Id) -> Result<Option<Position>, Error> {
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?));
    let found = connection.prepare_cached(FIRST)?.query_row([conversation_key(of)], read).optional()?;
    found.map(|(ticks, id)| position(ticks, &id)).transpose()
}

/// The conversation and position of a message; `None` if it is not here.
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

/// The range of unread messages to mark as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadRange {
    /// After looking: messages up to this position, except those that arrived out of order.
    UpTo(Position),
    /// After writing in the conversation: all that arrived in order, even those dated later than this computer's
    /// clock.
    InOrder,
    /// When the user says so: all that had arrived when this arrival number was given.
    Everything(i64),
}

/// The result of one portion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Portion {
    pub(crate) changed: usize,
    /// The messages that were marked as read. Only [`read`] fills it.
    pub(crate) read: Vec<MessageId>,
    /// Those whose read mark at the server has to change. Empty for a conversation that was left, because the server
    /// would refuse the marks.
    pub(crate) to_tell: Vec<MessageId>,
}

/// Marks at most `limit` unread messages as read, oldest first.
pub(crate) fn read(
    connection: &Connection,
    of: conversation::Id,
    range: ReadRange,
    limit: usize,
) -> Result<Portion, Error> {
    // Usually true when someone sends a message, and spares creating two tables in memory for the statement below.
    if first(connection, of)?.is_none() {
        return Ok(Portion::default());
    }
    let key = conversation_key(of);
    let (up_to, most_behind, came_by) = match range {
        ReadRange::UpTo(position) => (position, arrival::Order::NEXT, i64::MAX),
        ReadRange::InOrder => (END, arrival::Order::NEXT, i64::MAX),
        ReadRange::Everything(came_by) => (END, i64::MAX, came_by),
    };
    let mut statement = connection.prepare_cached(READ)?;
    let id = up_to.id.uuid();
    let given = params![key, up_to.ticks, id.as_bytes(), most_behind, came_by, limited(limit)];
    let read = statement
        .query_map(given, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?)))?
        .collect::<Result<Vec<(i64, Vec<u8>, bool)>, _>>()?;
    let mut read = read
        .into_iter()
        .map(|(ticks, id, reported)| Ok((position(ticks, &id)?, reported)))
        .collect::<Result<Vec<_>, Error>>()?;
    read.sort_unstable();
    let to_tell = read.iter().filter(|(_, reported)| !reported).map(|(at, _)| at.id).collect();
    let portion = settled(connection, of, read.len(), to_tell)?;
    Ok(Portion { read: read.into_iter().map(|(at, _)| at.id).collect(), ..portion })
}

/// Marks those of these messages that are unread, however they arrived, and returns their number.
pub(crate) fn read_these(
    connection: &Connection,
    of: conversation::Id,
    ids: &[MessageId],
) -> Result<usize, Error> {
    let mut statement =
        connection.prepare_cached("UPDATE message SET unread = 0 WHERE id = ?1 AND unread = 1")?;
    let mut changed = 0;
    for id in ids {
        changed += statement.execute([id.uuid().as_bytes()])?;
    }
    settled(connection, of, changed, Vec::new()).map(|portion| portion.changed)
}

/// Marks these messages as unread, except the user's own, deleted ones, and those that are unread already. Returns those
/// that it changed.
pub(crate) fn unread_these(
    connection: &Connection,
    of: conversation::Id,
    ids: impl IntoIterator<Item = MessageId>,
    me: PersonId,
) -> Result<HashSet<MessageId>, Error> {
    let mut statement = connection.prepare_cached(
        "UPDATE message SET unread = 1
          WHERE id = ?1 AND conversation = ?2 AND author <> ?3 AND unread = 0 AND shown = 1 AND deleted = 0",
    )?;
    let (key, me) = (conversation_key(of), me.uuid());
    let mut changed = HashSet::new();
    for id in ids {
        if statement.execute(params![id.uuid().as_bytes(), key, me.as_bytes()])? > 0 {
            changed.insert(id);
        }
    }
    settled(connection, of, changed.len(), Vec::new())?;
    Ok(changed)
}

/// Marks other people's messages from a position on as unread: at most the `limit` newest ones before `before`. Also
/// returns the position where the next portion ends, if there is one, and the messages that the server records as
/// read.
pub(crate) fn unread_from(
    connection: &Connection,
    of: conversation::Id,
    (from, before): (Position, Option<Position>),
    me: PersonId,
    limit: usize,
) -> Result<(Portion, Option<Position>), Error> {
    let before = before.unwrap_or(END);
    let mut statement = connection.prepare_cached(FROM)?;
    let mut set = connection.prepare_cached("UPDATE message SET unread = 1 WHERE row = ?1")?;
    let mut rows = statement.query(params![
        conversation_key(of),
        from.ticks,
        from.id.uuid().as_bytes(),
        before.ticks,
        before.id.uuid().as_bytes(),
        limited(limit)
    ])?;
    let (mut scanned, mut found, mut reported, mut last) = (0, Vec::new(), Vec::new(), None);
    while let Some(row) = rows.next()? {
        scanned += 1;
        let at = position(row.get("ticks")?, &row.get::<_, Vec<u8>>("id")?)?;
        last = Some(at);
        let by_me = row.get::<_, Vec<u8>>("author")? == me.uuid().as_bytes();
        if by_me || row.get("deleted")? {
            continue;
        }
        if !row.get::<_, bool>("unread")? {
            found.push(row.get::<_, i64>("row")?);
        }
        if row.get("read")? {
            reported.push(at.id);
        }
    }
    drop(rows);
    for row in &found {
        set.execute([row])?;
    }
    let portion = settled(connection, of, found.len(), reported)?;
    Ok((portion, last.filter(|_| scanned == limit)))
}

/// Those of these messages that are here, by other people, and not recorded as read at the server.
pub(crate) fn unreported_among(
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

/// Every conversation with unread messages.
pub(crate) fn everywhere(connection: &Connection) -> Result<Vec<conversation::Id>, Error> {
    let mut statement = connection.prepare_cached(PLACES)?;
    let keys = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(keys.iter().filter_map(|key| conversation_of(key).ok()).collect())
}

/// After every position.
const END: Position = Position { ticks: i64::MAX, id: MessageId::new(uuid::Uuid::max()) };

/// Bumps the conversation's version, so that its unread messages are counted again.
fn settled(
    connection: &Connection,
    of: conversation::Id,
    changed: usize,
    mut to_tell: Vec<MessageId>,
) -> Result<Portion, Error> {
    if changed > 0 {
        connection
            .prepare_cached("UPDATE conversation SET version = version + 1 WHERE id = ?1")?
            .execute([conversation_key(of)])?;
    }
    if !to_tell.is_empty() && membership::of(connection, of)? != Membership::In {
        to_tell.clear();
    }
    Ok(Portion { changed, read: Vec::new(), to_tell })
}

fn limited(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn position(ticks: i64, id: &[u8]) -> Result<Position, Error> {
    Ok(Position { ticks, id: MessageId::new(uuid_of(id).map_err(Error::Database)?) })
}

/// The number of unread messages that arrived long after their dates, by conversation.
pub(crate) fn late(connection: &Connection) -> Result<HashMap<conversation::Id, u32>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT conversation, count(*) FROM message INDEXED BY message_unread
          WHERE unread = 1 AND shown = 1 AND deleted = 0 AND behind = 2 GROUP BY conversation",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, u32>(1)?)))?;
    let mut late = HashMap::new();
    for row in rows {
        let (key, count) = row?;
        late.insert(conversation_of(&key).map_err(Error::Database)?, count);
    }
    Ok(late)
}

#[cfg(test)]
mod tests {
    use super::{COUNT, FIRST, PLACES, READ};
    use crate::store::tests::{database, explained};

    use rusqlite::{Connection, StatementStatus};

    /// A conversation with `own` messages by the user and a few unread ones by somebody else.
    fn history(own: i64) -> Connection {
        let connection = database();
        connection
            .execute_batch(&format!(
                "INSERT INTO conversation (id, name) VALUES (zeroblob(17), 'general');
                 WITH RECURSIVE each (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < {own})
                 INSERT INTO message (id, conversation, author, author_name, ticks, text, delivery)
                     SELECT randomblob(16), zeroblob(17), zeroblob(16), 'me', n * 10000000, 'x', 3 FROM each;
                 WITH RECURSIVE each (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < 9)
                 INSERT INTO message (id, conversation, author, author_name, ticks, text, unread)
                     SELECT randomblob(16), zeroblob(17), x'01', 'them', n, 'x', 1 FROM each;"
            ))
            .unwrap();
        connection
    }

    #[test]
    fn counting_costs_what_is_unread_and_not_what_one_has_written() {
        let steps = |own| {
            let connection = history(own);
            let mut statement = connection.prepare(COUNT).unwrap();
            let rows = statement.query_map(rusqlite::params![vec![0_u8; 17], 1_000], |_| Ok(())).unwrap();
            assert_eq!(rows.count(), 9);
            statement.get_status(StatementStatus::VmStep)
        };
        let few = steps(10);
        assert!(few < 200, "{few} steps");
        assert_eq!(steps(20_000), few);
    }

    #[test]
    fn what_is_unread_is_found_by_its_own_index_in_its_order() {
        let connection = database();
        for (sql, index) in [
            (COUNT, "COVERING INDEX message_unread (conversation=?)"),
            (FIRST, "COVERING INDEX message_unread (conversation=?)"),
            (READ, "COVERING INDEX message_unread (conversation=? AND (ticks,id)<(?,?))"),
            (PLACES, "COVERING INDEX message_unread (conversation=?)"),
        ] {
            let plan = explained(&connection, sql);
            assert!(plan.contains(index), "{index}:\n{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
