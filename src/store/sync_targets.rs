//! The conversations to read one by one, for a server that cannot be read as a whole.
//!
//! Must not know: how they are named on the wire. Tests: `tests/sync/scope.rs`.

use super::Error;
use super::code::{conversation_of, uuid_of};
use crate::chat::{PersonId, conversation};

use rusqlite::{Connection, params};

/// The most conversations to ask about.
const MOST: u32 = 2_000;

/// The known conversations, most recently used first, then people with whom there is none yet.
pub(crate) fn all(connection: &Connection, me: PersonId) -> Result<Vec<conversation::Id>, Error> {
    let mut found = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT id FROM conversation WHERE membership = 0 ORDER BY coalesce(last_ticks, -1 << 63) DESC, id LIMIT ?1",
    )?;
    let keys = statement.query_map([MOST], |row| row.get::<_, Vec<u8>>(0))?;
    for key in keys {
        match conversation_of(&key?) {
            Ok(id) => found.push(id),
            Err(fault) => tracing::warn!(fault, "a conversation's row cannot be read"),
        }
    }
    let room = MOST.saturating_sub(u32::try_from(found.len()).unwrap_or(MOST));
    let mut statement = connection.prepare_cached(
        "SELECT id FROM person WHERE id <> ?1 AND NOT EXISTS
           (SELECT 1 FROM conversation WHERE conversation.id = x'01' || person.id)
          ORDER BY name COLLATE NOCASE, id LIMIT ?2",
    )?;
    let people = statement.query_map(params![me.uuid().as_bytes(), room], |row| row.get::<_, Vec<u8>>(0))?;
    for person in people {
        if let Ok(id) = uuid_of(&person?) {
            found.push(conversation::Id::Direct(PersonId::new(id)));
        }
    }
    Ok(found)
}
