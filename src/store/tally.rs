//! Ranks of messages in a conversation, without walking through the history.
//!
//! A table kept by triggers (`schema/0002.sql`) counts the messages in stretches of time of two lengths. A query sums
//! up whole stretches and counts single messages only within one short stretch; it reads a few hundred rows however
//! long the history is. Must not know: pages. Tests: `tests/store`.

use super::Error;
use super::code::uuid_of;
use crate::chat::MessageId;
use crate::row::Position;

use rusqlite::{Connection, OptionalExtension as _, params};

/// The length of a stretch of each level, in ticks, as a power of two.
const LEVELS: [u32; 2] = [40, 32];
/// The highest index of a short stretch within a long one.
const WITHIN: i64 = (1 << (LEVELS[0] - LEVELS[1])) - 1;

/// The number of messages of the conversation after a position.
pub(super) fn newer_than(connection: &Connection, key: &[u8], position: Position) -> Result<u64, Error> {
    let [large, small] = LEVELS.map(|level| position.ticks >> level);
    let within: i64 = connection
        .prepare_cached(
            "SELECT count(*) FROM message INDEXED BY message_timeline
              WHERE conversation = ?1 AND shown = 1 AND (ticks, id) > (?2, ?3) AND ticks <= ?4",
        )?
        .query_row(
            params![
                key,
                position.ticks,
                position.id.uuid().as_bytes(),
                (small << LEVELS[1]) | ((1 << LEVELS[1]) - 1)
            ],
            |row| row.get(0),
        )?;
    let last_small = (large << (LEVELS[0] - LEVELS[1])) | WITHIN;
    let stretches = sum(connection, key, 1, small, last_small)? + sum(connection, key, 0, large, i64::MAX)?;
    Ok((within + stretches).unsigned_abs())
}

/// The number of messages in the stretches after `after`, up to and including `last`.
fn sum(connection: &Connection, key: &[u8], level: i64, after: i64, last: i64) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT coalesce(sum(messages), 0) FROM tally
              WHERE conversation = ?1 AND level = ?2 AND stretch > ?3 AND stretch <= ?4",
        )?
        .query_row(params![key, level, after, last], |row| row.get(0))?)
}

/// The position of the message with this rank; 0 is the oldest.
pub(super) fn position_at(connection: &Connection, key: &[u8], rank: u64) -> Result<Option<Position>, Error> {
    let mut left = i64::try_from(rank).unwrap_or(i64::MAX);
    let (mut first, mut last) = (i64::MIN, i64::MAX);
    for (level, size) in LEVELS.into_iter().enumerate() {
        let level = i64::try_from(level).unwrap_or_default();
        let Some(stretch) = stretch_of(connection, key, level, (first, last), &mut left)? else {
            return Ok(None);
        };
        let finer = LEVELS.get(1).copied().unwrap_or(size);
        first = stretch << (size - finer);
        last = first | ((1 << (size - finer)) - 1);
    }
    let found = connection
        .prepare_cached(
            "SELECT ticks, id FROM message INDEXED BY message_timeline WHERE conversation = ?1 AND shown = 1
              AND ticks >= ?2 ORDER BY ticks, id LIMIT 1 OFFSET ?3",
        )?
        .query_row(params![key, first << LEVELS[1], left], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    Ok(found.map(|(ticks, bytes)| Position {
        ticks,
        id: uuid_of(&bytes).map_or(MessageId::new(uuid::Uuid::nil()), MessageId::new),
    }))
}

/// The stretch within `(first, last)` that contains the message with rank `left`, counted from its beginning; reduces
/// `left` to the rank within the stretch.
fn stretch_of(
    connection: &Connection,
    key: &[u8],
    level: i64,
    (first, last): (i64, i64),
    left: &mut i64,
) -> Result<Option<i64>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT stretch, messages FROM tally
          WHERE conversation = ?1 AND level = ?2 AND stretch BETWEEN ?3 AND ?4 ORDER BY stretch",
    )?;
    let mut rows = statement.query(params![key, level, first, last])?;
    while let Some(row) = rows.next()? {
        let (stretch, messages): (i64, i64) = (row.get(0)?, row.get(1)?);
        if *left < messages {
            return Ok(Some(stretch));
        }
        *left -= messages;
    }
    Ok(None)
}
