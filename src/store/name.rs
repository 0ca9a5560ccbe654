//! Names of people and conversations, and where each name came from.
//!
//! A name from the roster or from the user is final. A name from a message fills a gap, and of several such names that
//! of the newest message wins (`docs/server-api.md` 2.25). Must not know: where a message came from. Tests:
//! `tests/sync/names.rs`.

use super::Error;
use super::code::{conversation_key, role_code};
use crate::chat::{Conversation, Person, PersonId, conversation};

use rusqlite::{Connection, OptionalExtension as _, params};

/// The source of a name in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameSource {
    /// A message by the person themselves, with this date: 100 ns ticks since 1970 UTC.
    OwnMessage(i64),
    /// A message by somebody else.
    OthersMessage,
}

impl NameSource {
    const fn ticks(self) -> Option<i64> {
        match self {
            Self::OwnMessage(ticks) => Some(ticks),
            Self::OthersMessage => None,
        }
    }
}

/// Adds a person from the roster, or renames a known one.
pub(crate) fn merge_person(connection: &Connection, person: &Person) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO person (id, name, role, named_by) VALUES (?1, ?2, ?3, trim(?2) <> '')
             ON CONFLICT (id) DO UPDATE SET role = excluded.role,
                name = iif(excluded.named_by, excluded.name, name), named_by = max(named_by, excluded.named_by)",
        )?
        .execute(params![person.id.uuid().as_bytes(), person.name, role_code(person.role)])?;
    Ok(())
}

/// Adds a conversation named by the roster or by the user, or renames a known one, and adds its members.
pub(crate) fn declare(connection: &Connection, conversation: &Conversation) -> Result<(), Error> {
    let key = conversation_key(conversation.id);
    connection
        .prepare_cached(
            "INSERT INTO conversation (id, name, named_by) VALUES (?1, ?2, trim(?2) <> '')
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, named_by = 1 WHERE excluded.named_by = 1",
        )?
        .execute(params![key, conversation.name])?;
    for person in &conversation.members {
        connection
            .prepare_cached("INSERT OR IGNORE INTO member (conversation, person) VALUES (?1, ?2)")?
            .execute(params![key, person.uuid().as_bytes()])?;
    }
    Ok(())
}

/// Stores the name of a person from a message, if it is better than the known one.
pub(crate) fn learn_person_name(
    connection: &Connection,
    id: PersonId,
    name: &str,
    source: NameSource,
) -> Result<(), Error> {
    if name.trim().is_empty() {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO person (id, name, role, named_by, named_ticks) VALUES (?1, ?2, 0, 0, ?3)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, named_ticks = excluded.named_ticks
              WHERE named_by = 0 AND (trim(name) = '' OR excluded.named_ticks > coalesce(named_ticks, -1 << 63))",
        )?
        .execute(params![id.uuid().as_bytes(), name, source.ticks()])?;
    Ok(())
}

/// Stores the name of a conversation from a message of this date, if it is better than the known one.
pub(crate) fn learn_conversation_name(
    connection: &Connection,
    id: conversation::Id,
    name: &str,
    ticks: i64,
) -> Result<(), Error> {
    if name.trim().is_empty() {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO conversation (id, name, named_by, named_ticks) VALUES (?1, ?2, 0, ?3)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, named_ticks = excluded.named_ticks
              WHERE named_by = 0 AND (trim(name) = '' OR excluded.named_ticks > coalesce(named_ticks, -1 << 63))",
        )?
        .execute(params![conversation_key(id), name, ticks])?;
    Ok(())
}

/// The name of a person, if a non-blank one is known.
pub(crate) fn of_person(connection: &Connection, id: PersonId) -> Result<Option<String>, Error> {
    let name: Option<String> = connection
        .prepare_cached("SELECT name FROM person WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(name.filter(|name| !name.trim().is_empty()))
}

/// The name of a conversation; for direct messages, the other person's. Empty if unknown.
pub(crate) fn of_conversation(connection: &Connection, id: conversation::Id) -> Result<String, Error> {
    if let conversation::Id::Direct(person) = id
        && let Some(name) = of_person(connection, person)?
    {
        return Ok(name);
    }
    let name = connection
        .prepare_cached("SELECT name FROM conversation WHERE id = ?1")?
        .query_row([conversation_key(id)], |row| row.get(0))
        .optional()?;
    Ok(name.unwrap_or_default())
}
