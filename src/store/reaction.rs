//! Reactions as they stand under a message.
//!
//! Each is a message of its own whose text is the emoji (`server-api.md` 2.5). Must not know: how they are drawn.
//! Tests: `tests/promise`.

use super::Error;
use super::code::uuid_of;
use crate::chat::{MessageId, PersonId};
use crate::row::Reaction;

use rusqlite::Connection;

/// The emoji under a message with those who reacted with them, the emoji used first in front.
pub(crate) fn on_message(connection: &Connection, id: MessageId) -> Result<Vec<Reaction>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT text, reacted_by, author_name FROM message INDEXED BY message_reactions
          WHERE parent = ?1 AND reacted_by IS NOT NULL AND deleted = 0 ORDER BY ticks, id",
    )?;
    let mut found = statement.query([id.uuid().as_bytes()])?;
    let mut reactions: Vec<Reaction> = Vec::new();
    while let Some(row) = found.next()? {
        let emoji: String = row.get(0)?;
        // A reaction by nobody who can be named is none.
        let Ok(person) = uuid_of(&row.get::<_, Vec<u8>>(1)?).map(PersonId::new) else { continue };
        let name: String = row.get(2)?;
        match reactions.iter_mut().find(|other| other.emoji == emoji) {
            Some(reaction) if reaction.is_by(person) => {}
            Some(reaction) => reaction.people.push((person, name)),
            None => reactions.push(Reaction { emoji, people: vec![(person, name)] }),
        }
    }
    Ok(reactions)
}
