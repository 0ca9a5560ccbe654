//! Reactions to a message.
//!
//! Each is a message of its own whose text is the emoji (`docs/server-api.md` 2.5). Must not know: how they are
//! drawn. Tests: `tests/promise`.

use super::Error;
use super::code::uuid_of;
use crate::chat::{MessageId, PersonId};
use crate::row::Reaction;

use rusqlite::{Connection, params};

/// The most reactions of a message that are read; the others are only counted.
pub(crate) const MOST: usize = 1_000;

/// The emoji on a message with the people who used them, earliest first; and the number of reactions beyond the first
/// [`MOST`].
pub(crate) fn on_message(connection: &Connection, id: MessageId) -> Result<(Vec<Reaction>, u32), Error> {
    let mut statement = connection.prepare_cached(
        "SELECT text, reacted_by, author_name FROM message INDEXED BY message_reactions
          WHERE parent = ?1 AND reacted_by IS NOT NULL AND deleted = 0 ORDER BY ticks, id LIMIT ?2",
    )?;
    let mut found = statement.query(params![id.uuid().as_bytes(), MOST as i64 + 1])?;
    let mut reactions: Vec<Reaction> = Vec::new();
    let mut read = 0;
    while let Some(row) = found.next()? {
        read += 1;
        if read > MOST {
            return Ok((reactions, beyond(connection, id)?));
        }
        let emoji: String = row.get(0)?;
        // A reaction without a valid author is ignored.
        let Ok(person) = uuid_of(&row.get::<_, Vec<u8>>(1)?).map(PersonId::new) else { continue };
        let name: String = row.get(2)?;
        match reactions.iter_mut().find(|other| other.emoji == emoji) {
            Some(reaction) if reaction.is_by(person) => {}
            Some(reaction) => reaction.people.push((person, name)),
            None => reactions.push(Reaction { emoji, people: vec![(person, name)] }),
        }
    }
    Ok((reactions, 0))
}

fn beyond(connection: &Connection, id: MessageId) -> Result<u32, Error> {
    let all: i64 = connection
        .prepare_cached(
            "SELECT count(*) FROM message INDEXED BY message_reactions
              WHERE parent = ?1 AND reacted_by IS NOT NULL AND deleted = 0",
        )?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))?;
    Ok(u32::try_from(all.saturating_sub(MOST as i64)).unwrap_or(u32::MAX))
}
