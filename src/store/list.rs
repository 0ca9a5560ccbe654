//! Lists of messages by mark, newest first, and the members of a conversation.
//!
//! Every list has an index that contains exactly its messages (`schema/0004.sql`), so that the cost of a page or a
//! count depends on the messages listed, never on the length of the history. Must not know: how it is drawn. Tests:
//! below, and `tests/store/lists.rs`.

use super::annotate::{self, Damaged};
use super::code::{conversation_key, role_of, uuid_of};
use super::{Error, conversation, message};
use crate::chat::conversation::Id as ConversationId;
use crate::chat::person::Role;
use crate::chat::{MessageId, PersonId};
use crate::row::{Filter, ListPage, ListQuery, ListSpan, Listed, Member, Overview, Position};

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};

/// Messages of one page.
const PAGE: u32 = 60;
/// The most messages that a re-read returns; further ones are loaded page by page again.
const REREAD: u32 = 600;

/// The messages of an index before a position. `?1` is the conversation, `?4` the user, `?5` the limit.
macro_rules! list {
    ($index:literal, $where:literal) => {
        concat!(
            "SELECT ",
            message::columns!(),
            ", row FROM message INDEXED BY ",
            $index,
            " WHERE ",
            $where,
            " AND shown = 1 AND deleted = 0 AND (ticks, id) < (?2, ?3) AND ?1 IS NOT NULL AND ?4 IS NOT NULL
              ORDER BY ticks DESC, id DESC LIMIT ?5"
        )
    };
}

/// The number of messages in a list, with the parameters `?1` and `?2`.
macro_rules! count {
    ($index:literal, $where:literal) => {
        concat!(
            "SELECT count(*) FROM message INDEXED BY ",
            $index,
            " WHERE ",
            $where,
            " AND shown = 1 AND deleted = 0 AND ?2 IS NOT NULL"
        )
    };
}

const PINNED: &str = list!("message_pinned", "conversation = ?1 AND archived = 0 AND pinned_by IS NOT NULL");
const STARRED: &str = list!(
    "message_starred",
    "conversation = ?1 AND archived = 0 AND starred_by IS NOT NULL AND starred_by = ?4"
);
const STARRED_ANYWHERE: &str =
    list!("message_starred_anywhere", "archived = 0 AND starred_by IS NOT NULL AND starred_by = ?4");
const FILES: &str = list!("message_files", "conversation = ?1 AND archived = 0 AND files IS NOT NULL");
const TAGGED: &str = list!(
    "message_tagged",
    "conversation = ?1 AND archived = 0 AND tags IS NOT NULL AND instr(tags, ?4) > 0"
);
const FROM: &str = list!("message_author", "conversation = ?1 AND archived = 0 AND author = ?4");
const ARCHIVED: &str = list!("message_archived", "conversation = ?1 AND archived = 1");

const PINNED_COUNT: &str =
    count!("message_pinned", "conversation = ?1 AND archived = 0 AND pinned_by IS NOT NULL");
const STARRED_COUNT: &str = count!(
    "message_starred",
    "conversation = ?1 AND archived = 0 AND starred_by IS NOT NULL AND starred_by = ?2"
);
const FILES_COUNT: &str = count!("message_files", "conversation = ?1 AND archived = 0 AND files IS NOT NULL");
const TAGGED_COUNT: &str = count!(
    "message_tagged",
    "conversation = ?1 AND archived = 0 AND tags IS NOT NULL AND instr(tags, ?2) > 0"
);
const ARCHIVED_COUNT: &str = count!("message_archived", "conversation = ?1 AND archived = 1");

/// The authors in a conversation, each found by an index seek: the cost depends on the number of authors, not of
/// messages.
const AUTHORS: &str = "WITH RECURSIVE each (author) AS (
    SELECT (SELECT author FROM message INDEXED BY message_author
             WHERE conversation = ?1 AND shown = 1 AND deleted = 0 AND archived = 0 ORDER BY author LIMIT 1)
    UNION ALL
    SELECT (SELECT author FROM message INDEXED BY message_author
             WHERE conversation = ?1 AND shown = 1 AND deleted = 0 AND archived = 0 AND author > each.author
             ORDER BY author LIMIT 1)
      FROM each WHERE each.author IS NOT NULL
) SELECT author FROM each WHERE author IS NOT NULL";

/// Above every position.
const END: Position = Position { ticks: i64::MAX, id: MessageId::new(uuid::Uuid::max()) };

/// Returns messages by mark, newest first, and the rows that could not be read.
pub(crate) fn listed(
    connection: &Connection,
    query: ListQuery,
    span: ListSpan,
    me: PersonId,
) -> Result<(ListPage, Damaged), Error> {
    let (from, limit) = match span {
        ListSpan::Newest(many) => (END, many.clamp(PAGE, REREAD)),
        ListSpan::OlderThan(position) => (position, PAGE),
    };
    let (sql, key, person) = plan(query, me);
    let mut statement = connection.prepare_cached(sql)?;
    // One more than is shown, to learn if there are more.
    let mut rows = statement.query(params![
        key,
        from.ticks,
        from.id.uuid().as_bytes(),
        person.uuid().as_bytes(),
        i64::from(limit) + 1
    ])?;
    let (mut messages, mut damaged) = (Vec::new(), Damaged::default());
    while let Some(row) = rows.next()? {
        match message::read(row) {
            Ok(message) => messages.push(message),
            Err(_) => damaged.0.push(row.get("row")?),
        }
    }
    drop(rows);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = messages.len() + damaged.0.len() > limit;
    messages.truncate(limit);
    let mut places = HashMap::new();
    let mut listed = Vec::with_capacity(messages.len());
    for (message, progress) in messages {
        let of = message.conversation;
        let place = match places.get(&of) {
            Some(place) => String::clone(place),
            None => {
                let place = conversation::name(connection, of)?;
                places.insert(of, place.clone());
                place
            }
        };
        listed.push(Listed {
            row: Arc::new(annotate::row(connection, message, progress, annotate::ArrivalInfo::default())?),
            place,
        });
    }
    Ok((ListPage { listed, more }, damaged))
}

/// The statement for a list, and its parameters.
fn plan(query: ListQuery, me: PersonId) -> (&'static str, Vec<u8>, PersonId) {
    let (of, filter) = match query {
        ListQuery::Starred => return (STARRED_ANYWHERE, Vec::new(), me),
        ListQuery::Within(of, filter) => (of, filter),
    };
    let (sql, person) = match filter {
        Filter::Pinned => (PINNED, me),
        Filter::Starred => (STARRED, me),
        Filter::Files => (FILES, me),
        Filter::TaggedMe => (TAGGED, me),
        Filter::From(person) => (FROM, person),
        Filter::Archived => (ARCHIVED, me),
    };
    (sql, conversation_key(of).to_vec(), person)
}

/// The number of messages in each list of a conversation.
pub(crate) fn overview(connection: &Connection, of: ConversationId, me: PersonId) -> Result<Overview, Error> {
    let count = |sql| -> Result<u32, Error> {
        let count: i64 = connection
            .prepare_cached(sql)?
            .query_row(params![conversation_key(of), me.uuid().as_bytes()], |row| row.get(0))?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    };
    let pinned = count(PINNED_COUNT)?;
    Ok(Overview {
        pinned,
        starred: count(STARRED_COUNT)?,
        files: count(FILES_COUNT)?,
        tagged_me: count(TAGGED_COUNT)?,
        archived: count(ARCHIVED_COUNT)?,
        newest_pin: if pinned == 0 { None } else { newest_pin(connection, of, me)? },
    })
}

fn newest_pin(
    connection: &Connection,
    of: ConversationId,
    me: PersonId,
) -> Result<Option<Arc<crate::row::Row>>, Error> {
    let found = connection
        .prepare_cached(PINNED)?
        .query_row(
            params![conversation_key(of), END.ticks, END.id.uuid().as_bytes(), me.uuid().as_bytes(), 1],
            |row| Ok(message::read(row)),
        )
        .optional()?;
    match found {
        // A row that cannot be read is quarantined when somebody opens the list.
        None | Some(Err(_)) => Ok(None),
        Some(Ok((message, progress))) => Ok(Some(Arc::new(annotate::row(
            connection,
            message,
            progress,
            annotate::ArrivalInfo::default(),
        )?))),
    }
}

/// The members of a conversation and everyone who wrote in it, sorted by name; those without a name last.
pub(crate) fn members(
    connection: &Connection,
    of: ConversationId,
    me: PersonId,
) -> Result<Vec<Member>, Error> {
    let mut people = conversation::members(connection, of)?;
    if let ConversationId::Direct(person) = of {
        people.extend([person, me]);
    }
    let mut statement = connection.prepare_cached(AUTHORS)?;
    let authors = statement.query_map([conversation_key(of)], |row| row.get::<_, Vec<u8>>(0))?;
    for author in authors {
        if let Ok(id) = uuid_of(&author?) {
            people.push(PersonId::new(id));
        }
    }
    people.sort_unstable();
    people.dedup();
    let mut members = people
        .into_iter()
        .map(|person| member(connection, person))
        .collect::<Result<Vec<Member>, Error>>()?;
    members.sort_by_cached_key(|member| (member.name.is_empty(), member.name.to_lowercase(), member.id));
    Ok(members)
}

fn member(connection: &Connection, id: PersonId) -> Result<Member, Error> {
    let known = connection
        .prepare_cached("SELECT name, role FROM person WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))
        .optional()?;
    Ok(match known {
        Some((name, role)) => Member { id, name, role: role_of(role) },
        None => Member { id, name: String::new(), role: Role::Member },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{database, explained};

    #[test]
    fn every_list_and_count_is_read_by_its_own_index_and_nothing_is_sorted() {
        let connection = database();
        for (sql, index) in [
            (PINNED, "message_pinned (conversation=?"),
            (STARRED, "message_starred (conversation=?"),
            (STARRED_ANYWHERE, "message_starred_anywhere"),
            (FILES, "message_files (conversation=?"),
            (TAGGED, "message_tagged (conversation=?"),
            (FROM, "message_author (conversation=? AND author=?"),
            (ARCHIVED, "message_archived (conversation=?"),
            (PINNED_COUNT, "COVERING INDEX message_pinned (conversation=?"),
            (STARRED_COUNT, "COVERING INDEX message_starred (conversation=?"),
            // File names are stored only in the message.
            (FILES_COUNT, "INDEX message_files (conversation=?"),
            (TAGGED_COUNT, "COVERING INDEX message_tagged (conversation=?"),
            (ARCHIVED_COUNT, "COVERING INDEX message_archived (conversation=?"),
            (AUTHORS, "INDEX message_author (conversation=? AND author>?"),
        ] {
            let plan = explained(&connection, sql);
            assert!(plan.contains(index), "{index}:\n{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
            assert!(!plan.contains("SCAN message\n"), "{plan}");
        }
    }
}
