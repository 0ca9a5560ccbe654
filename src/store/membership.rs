//! The user's relation to a conversation: membership and marks; and its list of members.
//!
//! Must not know: the outbox. Tests: `tests/promise/conversations.rs`.

use super::Error;
use super::code::{conversation_key, conversation_of};
use crate::chat::PersonId;
use crate::chat::conversation::{self, Marks, Membership, name};
use crate::chat::wish;

use rusqlite::{Connection, OptionalExtension as _, params};

pub(super) const fn membership_of(code: i64) -> Membership {
    match code {
        1 => Membership::Left,
        2 => Membership::Unmade,
        3 => Membership::Outside,
        _ => Membership::In,
    }
}

const fn membership_code(membership: Membership) -> i64 {
    match membership {
        Membership::In => 0,
        Membership::Left => 1,
        Membership::Unmade => 2,
        Membership::Outside => 3,
    }
}

/// The user's membership; `In` for an unknown conversation.
pub(crate) fn of(connection: &Connection, id: conversation::Id) -> Result<Membership, Error> {
    let code = connection
        .prepare_cached("SELECT membership FROM conversation WHERE id = ?1")?
        .query_row([conversation_key(id)], |row| row.get(0))
        .optional()?;
    Ok(membership_of(code.unwrap_or_default()))
}

/// Sets the user's membership, and adds or removes them in the list of members.
pub(crate) fn set(
    connection: &Connection,
    id: conversation::Id,
    me: PersonId,
    membership: Membership,
) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE conversation SET membership = ?2, version = version + 1 WHERE id = ?1")?
        .execute(params![conversation_key(id), membership_code(membership)])?;
    match membership {
        Membership::In => add(connection, id, &[me]),
        Membership::Left | Membership::Unmade | Membership::Outside => remove(connection, id, &[me]),
    }
}

/// The user's marks on a conversation.
pub(crate) fn marks(connection: &Connection, id: conversation::Id) -> Result<Marks, Error> {
    let found = connection
        .prepare_cached("SELECT muted, starred, hidden FROM conversation WHERE id = ?1")?
        .query_row([conversation_key(id)], |row| {
            Ok(Marks { muted: row.get(0)?, starred: row.get(1)?, hidden: row.get(2)? })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// True if the mark that a wish of this kind changes is set.
pub(crate) fn is_marked(
    connection: &Connection,
    id: conversation::Id,
    kind: wish::Kind,
) -> Result<bool, Error> {
    Ok(kind.mark(&mut marks(connection, id)?).is_some_and(|mark| *mark))
}

/// Sets the user's marks on a conversation.
pub(crate) fn set_marks(connection: &Connection, id: conversation::Id, marks: Marks) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE conversation SET muted = ?2, starred = ?3, hidden = ?4 WHERE id = ?1")?
        .execute(params![conversation_key(id), marks.muted, marks.starred, marks.hidden])?;
    Ok(())
}

/// Adds members.
pub(crate) fn add(connection: &Connection, id: conversation::Id, people: &[PersonId]) -> Result<(), Error> {
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO member (conversation, person) VALUES (?1, ?2)")?;
    for person in people {
        statement.execute(params![conversation_key(id), person.uuid().as_bytes()])?;
    }
    Ok(())
}

/// Removes members.
pub(crate) fn remove(
    connection: &Connection,
    id: conversation::Id,
    people: &[PersonId],
) -> Result<(), Error> {
    let mut statement =
        connection.prepare_cached("DELETE FROM member WHERE conversation = ?1 AND person = ?2")?;
    for person in people {
        statement.execute(params![conversation_key(id), person.uuid().as_bytes()])?;
    }
    Ok(())
}

/// A channel with this name, compared as people read names.
pub(crate) fn named(connection: &Connection, name: &str) -> Result<Option<conversation::Id>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT id, name FROM conversation WHERE id < x'01' AND membership <> ?1")?;
    let mut rows = statement.query([membership_code(Membership::Unmade)])?;
    while let Some(row) = rows.next()? {
        if name::same(&row.get::<_, String>(1)?, name)
            && let Ok(id) = conversation_of(&row.get::<_, Vec<u8>>(0)?)
        {
            return Ok(Some(id));
        }
    }
    Ok(None)
}
