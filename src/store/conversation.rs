//! People, conversations and members.
//!
//! Rosters and messages are merged by id, and nothing known is deleted; `name` decides which name wins. Must not
//! know: where a roster came from. Tests: `tests/store`.

use super::code::{conversation_key, conversation_of, role_of, uuid_of};
use super::membership::membership_of;
use super::name::{self, NameSource};
use super::{Error, interface, reading};
use crate::chat::conversation::Marks;
use crate::chat::person::Role;
use crate::chat::{Conversation, Person, PersonId, Stamp, conversation};
use crate::row::{ConversationRow, Sidebar, Target};

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension as _, params};

/// The number of members shown as a group's faces.
const FACES: u32 = 3;

/// Stores the name of a person from a message, if none is known.
pub(crate) fn learn_person(connection: &Connection, id: PersonId, name: &str) -> Result<(), Error> {
    name::learn_person_name(connection, id, name, NameSource::OthersMessage)
}

/// Adds a conversation named in a message; a known name is kept.
pub(crate) fn merge(connection: &Connection, conversation: &Conversation) -> Result<(), Error> {
    name::learn_conversation_name(connection, conversation.id, &conversation.name, i64::MIN)
}

/// Makes sure that a conversation has a row, so that its messages are counted and listed.
pub(crate) fn ensure(connection: &Connection, id: conversation::Id) -> Result<(), Error> {
    if !is_known(connection, id)? {
        let name = match id {
            conversation::Id::Direct(person) => person_name(connection, person)?.unwrap_or_default(),
            conversation::Id::Channel(_) | conversation::Id::Group(_) => String::new(),
        };
        connection
            .prepare_cached("INSERT OR IGNORE INTO conversation (id, name, named_by) VALUES (?1, ?2, 0)")?
            .execute(params![conversation_key(id), name])?;
    }
    Ok(())
}

/// Like [`ensure`], for a conversation that the user need not be in. The name is used as long as no other is known.
pub(crate) fn ensure_outside(connection: &Connection, id: conversation::Id, name: &str) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO conversation (id, name, named_by, membership) VALUES (?1, ?2, 0, 3)",
        )?
        .execute(params![conversation_key(id), name])?;
    Ok(())
}

/// True if the conversation is stored here.
pub(crate) fn is_known(connection: &Connection, id: conversation::Id) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM conversation WHERE id = ?1)")?
        .query_row([conversation_key(id)], |row| row.get(0))?)
}

/// The name of a person, if known.
pub(crate) fn person_name(connection: &Connection, id: PersonId) -> Result<Option<String>, Error> {
    name::of_person(connection, id)
}

/// The role of a person; that of a member if it is not known.
pub(crate) fn role(connection: &Connection, id: PersonId) -> Result<Role, Error> {
    let code = connection
        .prepare_cached("SELECT role FROM person WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(code.map(role_of).unwrap_or_default())
}

/// The name of a conversation; for direct messages, the other person's. Empty if unknown.
pub(crate) fn name(connection: &Connection, id: conversation::Id) -> Result<String, Error> {
    name::of_conversation(connection, id)
}

/// Everyone known, sorted by name.
pub(crate) fn people(connection: &Connection) -> Result<Vec<Person>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id, name, role FROM person ORDER BY name COLLATE NOCASE, id")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
    })?;
    let mut people = Vec::new();
    for row in rows {
        let (id, name, role) = row?;
        match uuid_of(&id) {
            Ok(id) => people.push(Person { id: PersonId::new(id), name, role: role_of(role) }),
            Err(fault) => tracing::warn!(fault, "a person's row cannot be read"),
        }
    }
    Ok(people)
}

/// Every conversation with its members: channels first, sorted by name.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Conversation>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT id FROM conversation ORDER BY substr(id, 1, 1), name COLLATE NOCASE")?;
    let keys = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let mut conversations = Vec::new();
    for key in keys {
        match conversation_of(&key?) {
            Ok(id) => conversations.push(Conversation {
                id,
                name: name(connection, id)?,
                members: members(connection, id)?,
            }),
            Err(fault) => tracing::warn!(fault, "a conversation's row cannot be read"),
        }
    }
    Ok(conversations)
}

/// The number of known members. The sidebar is read often and a company's channel is large, so this must not load the
/// ids.
fn member_count(connection: &Connection, id: conversation::Id) -> Result<u32, Error> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM member WHERE conversation = ?1")?
        .query_row([conversation_key(id)], |row| row.get(0))?)
}

/// The first `limit` members of a conversation, without the user.
fn members_within(
    connection: &Connection,
    id: conversation::Id,
    me: PersonId,
    limit: u32,
) -> Result<Vec<PersonId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT person FROM member WHERE conversation = ?1 AND person <> ?2 ORDER BY person LIMIT ?3",
    )?;
    let found = statement.query_map(params![conversation_key(id), me.uuid().as_bytes(), limit], |row| {
        row.get::<_, Vec<u8>>(0)
    })?;
    let found = found.collect::<Result<Vec<_>, _>>()?;
    Ok(found.iter().filter_map(|bytes| uuid_of(bytes).ok()).map(PersonId::new).collect())
}

/// The known members of a conversation.
pub(crate) fn members(connection: &Connection, id: conversation::Id) -> Result<Vec<PersonId>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT person FROM member WHERE conversation = ?1 ORDER BY person")?;
    let rows = statement.query_map([conversation_key(id)], |row| row.get::<_, Vec<u8>>(0))?;
    let mut members = Vec::new();
    for bytes in rows {
        if let Ok(id) = uuid_of(&bytes?) {
            members.push(PersonId::new(id));
        }
    }
    Ok(members)
}

/// Every conversation, and every person as a conversation of direct messages.
pub(crate) fn targets(connection: &Connection, me: PersonId) -> Result<Vec<Target>, Error> {
    let mut targets = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT id, last_ticks FROM conversation WHERE membership <> 3 AND (membership <> 2 OR messages > 0)",
    )?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<i64>>(1)?)))?;
    for row in rows {
        let (key, last) = row?;
        if let Ok(id) = conversation_of(&key) {
            let last_at = last.map(|ticks| Stamp::from_ticks(ticks, 0));
            targets.push(Target { id, name: name(connection, id)?, last_at });
        }
    }
    let known: HashSet<_> = targets.iter().map(|target| target.id).collect();
    for person in people(connection)? {
        let id = conversation::Id::Direct(person.id);
        if person.id != me && !known.contains(&id) {
            targets.push(Target { id, name: person.name, last_at: None });
        }
    }
    targets.sort_by(|one, other| (other.last_at, &one.name).cmp(&(one.last_at, &other.name)));
    Ok(targets)
}

/// Unread counts by conversation, each with the version for which it was counted, so that the sidebar counts again
/// only after a change.
#[derive(Debug, Default)]
pub(crate) struct Counted(HashMap<conversation::Id, (i64, (u32, u32))>);

/// The sidebar, without the outbox's counts.
pub(crate) fn sidebar(
    connection: &Connection,
    me: PersonId,
    counted: &mut Counted,
) -> Result<Sidebar, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, last_ticks, version, muted, starred, membership,
                EXISTS (SELECT 1 FROM draft WHERE draft.conversation = conversation.id AND draft.thread IN (x'', x'65646974'))
           FROM conversation
          WHERE hidden = 0 AND membership <> 3 AND (membership <> 2 OR messages > 0)",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((
            row.get::<_, Vec<u8>>(0)?,
            row.get::<_, Option<i64>>(1)?,
            row.get::<_, i64>(2)?,
            Marks { muted: row.get(3)?, starred: row.get(4)?, hidden: false },
            membership_of(row.get(5)?),
            row.get::<_, bool>(6)?,
        ))
    })?;
    let mut conversations = Vec::new();
    for row in rows {
        let (key, last, version, marks, membership, draft) = row?;
        let Ok(id) = conversation_of(&key) else { continue };
        let (unread, mentions) = match counted.0.get(&id) {
            Some((then, counts)) if *then == version => *counts,
            Some(_) | None => {
                let counts = reading::count(connection, &key, me)?;
                counted.0.insert(id, (version, counts));
                counts
            }
        };
        conversations.push(ConversationRow {
            id,
            name: name(connection, id)?,
            unread,
            mentions,
            faces: faces(connection, id, me)?,
            members: member_count(connection, id)?,
            last_at: last.map(|ticks| Stamp::from_ticks(ticks, 0)),
            draft,
            marks,
            membership,
        });
    }
    conversations.sort_by_cached_key(order);
    let last_open = interface::last_open(connection)?
        .map(|id| name(connection, id).map(|name| Target { id, name, last_at: None }))
        .transpose()?
        .filter(|target| !target.name.is_empty());
    Ok(Sidebar { conversations, last_open, ..Sidebar::default() })
}

/// The order of the sidebar: the favorites, then each kind; within these, the newest message first. A conversation
/// without messages counts as new when it was created, as far as its id says when; then comes the name.
fn order(row: &ConversationRow) -> impl Ord + use<> {
    let newest = row.last_at.or_else(|| row.id.created_at());
    (Reverse(row.marks.starred), row.id.kind(), Reverse(newest), row.name.to_lowercase())
}

fn faces(
    connection: &Connection,
    id: conversation::Id,
    me: PersonId,
) -> Result<Vec<(PersonId, String)>, Error> {
    let people = match id {
        conversation::Id::Direct(person) => vec![person],
        conversation::Id::Channel(_) | conversation::Id::Group(_) => {
            members_within(connection, id, me, FACES)?
        }
    };
    people
        .into_iter()
        .map(|person| Ok((person, person_name(connection, person)?.unwrap_or_default())))
        .collect()
}
