//! Threads: a message and the replies to it, and what a row shows about either.
//!
//! The cost grows with the thread, never with the history around it. A reply in another conversation than its parent
//! (`--reply-to` can make one) belongs to no thread: the people there may not see the parent. Paging itself is in
//! `feed`. Must not know: how rows are drawn. Tests: `tests/store/threads.rs`.

use super::code::{conversation_key, uuid_of};
use super::feed::{self, Feed, Found};
use super::page::{Damaged, dressed};
use super::{Error, conversation, draft, message};
use crate::chat::{Draft, MessageId, PersonId, Stamp, Strand, conversation as talk};
use crate::row::{Page, Parent, Position, Replies, Row, Span};

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, ToSql, Transaction, params};

/// The number of people named among those who replied.
const FACES: usize = 3;

const ROOT: &str = concat!(
    "SELECT ",
    message::columns!(),
    ", row, unread, behind, arrived FROM message WHERE id = ?1 AND conversation = ?2 AND shown = 1"
);
const BEFORE: &str = "SELECT count(*) FROM message INDEXED BY message_thread
  WHERE parent = ?1 AND conversation = ?2 AND shown = 1 AND (ticks, id) < (?3, ?4)";
const AFTER: &str = "SELECT count(*) FROM message INDEXED BY message_thread
  WHERE parent = ?1 AND conversation = ?2 AND shown = 1 AND (ticks, id) > (?3, ?4)";

/// One thread, as a feed.
struct Thread<'a> {
    connection: &'a Connection,
    key: [u8; 17],
    root: MessageId,
    /// The root as a column value.
    parent: [u8; 16],
}

/// Reads a page of a thread. The root comes before the first reply, whatever its date.
pub(super) fn page(
    connection: &Connection,
    of: talk::Id,
    root: MessageId,
    span: Span,
) -> Result<(Page, Damaged), Error> {
    let parent = root.uuid().into_bytes();
    feed::page(&Thread { connection, key: conversation_key(of), root, parent }, span)
}

impl Feed for Thread<'_> {
    const ASCENDING: &'static str = concat!(
        "SELECT ",
        message::columns!(),
        ", row, unread, behind, arrived FROM message INDEXED BY message_thread WHERE parent = ?1 AND conversation = ?2
        AND shown = 1 AND (ticks, id) > (?3, ?4) ORDER BY ticks, id LIMIT ?5"
    );
    const DESCENDING: &'static str = concat!(
        "SELECT ",
        message::columns!(),
        ", row, unread, behind, arrived FROM message INDEXED BY message_thread WHERE parent = ?1 AND conversation = ?2
        AND shown = 1 AND (ticks, id) < (?3, ?4) ORDER BY ticks DESC, id DESC LIMIT ?5"
    );
    const INCLUSIVE: &'static str = concat!(
        "SELECT ",
        message::columns!(),
        ", row, unread, behind, arrived FROM message INDEXED BY message_thread WHERE parent = ?1 AND conversation = ?2
        AND shown = 1 AND (ticks, id) >= (?3, ?4) ORDER BY ticks, id LIMIT ?5"
    );

    fn connection(&self) -> &Connection {
        self.connection
    }

    fn key(&self) -> Vec<&dyn ToSql> {
        vec![&self.parent, &self.key]
    }

    fn head(&self) -> Option<MessageId> {
        Some(self.root)
    }

    fn head_row(&self, damaged: &mut Damaged) -> Result<Vec<Arc<Row>>, Error> {
        dressed(self.connection, ROOT, &self.key(), damaged)
    }

    fn position_of(&self, id: MessageId) -> Result<Option<Position>, Error> {
        let sql =
            "SELECT ticks FROM message WHERE id = ?1 AND parent = ?2 AND conversation = ?3 AND shown = 1";
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row(params![id.uuid().as_bytes(), self.parent, self.key], |row| row.get(0))
            .optional()?
            .map(|ticks| Position { ticks, id }))
    }

    fn position_at(&self, rank: u64) -> Result<Option<Position>, Error> {
        let sql = "SELECT ticks, id FROM message INDEXED BY message_thread
                    WHERE parent = ?1 AND conversation = ?2 AND shown = 1 ORDER BY ticks, id LIMIT 1 OFFSET ?3";
        let rank = i64::try_from(rank).unwrap_or(i64::MAX);
        let found = self
            .connection
            .prepare_cached(sql)?
            .query_row(params![self.parent, self.key, rank], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
            })
            .optional()?;
        found
            .map(|(ticks, id)| {
                Ok(Position { ticks, id: MessageId::new(uuid_of(&id).map_err(Error::Database)?) })
            })
            .transpose()
    }

    fn beside(&self, found: Found, _span: Span) -> Result<(u64, u64), Error> {
        Ok((self.count(BEFORE, found.first)?, self.count(AFTER, found.last)?))
    }
}

impl Thread<'_> {
    fn count(&self, sql: &str, at: Position) -> Result<u64, Error> {
        let id = at.id.uuid();
        let given = params![self.parent, self.key, at.ticks, id.as_bytes()];
        let count: i64 = self.connection.prepare_cached(sql)?.query_row(given, |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }
}

/// The message that `of` replies to.
pub(super) fn parent(connection: &Connection, of: &crate::chat::Message) -> Result<Option<Parent>, Error> {
    let Some(parent) = of.parent else { return Ok(None) };
    let sql = "SELECT author_name, substr(text, 1, ?3), deleted, files FROM message
                WHERE id = ?1 AND conversation = ?2 AND shown = 1";
    let longest = i64::try_from(Parent::EXCERPT).unwrap_or(i64::MAX);
    let found = connection
        .prepare_cached(sql)?
        .query_row(params![parent.uuid().as_bytes(), conversation_key(of.conversation), longest], |row| {
            Ok(match row.get(2)? {
                true => Parent::Deleted,
                false => {
                    let text: String = row.get(1)?;
                    let excerpt =
                        if text.trim().is_empty() { message::file_names(row.get(3)?) } else { text };
                    Parent::Here { author: row.get(0)?, excerpt }
                }
            })
        })
        .optional();
    Ok(Some(match found {
        Ok(found) => found.unwrap_or(Parent::Unknown),
        // A row that cannot be read is quarantined when it is drawn itself.
        Err(
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::Utf8Error(..),
        ) => Parent::Unknown,
        Err(error) => return Err(error.into()),
    }))
}

/// The replies to a message.
pub(super) fn replies(connection: &Connection, to: &crate::chat::Message) -> Result<Replies, Error> {
    let sql = "SELECT author, count(*), max(ticks) FROM message INDEXED BY message_thread
                WHERE parent = ?1 AND conversation = ?2 AND shown = 1 AND deleted = 0
                GROUP BY author ORDER BY max(ticks) DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query(params![to.id.uuid().as_bytes(), conversation_key(to.conversation)])?;
    let mut replies = Replies::default();
    while let Some(row) = found.next()? {
        replies.count = replies.count.saturating_add(row.get(1)?);
        let last = Stamp::from_ticks(row.get(2)?, 0);
        replies.last_at.get_or_insert(last);
        if replies.people.len() < FACES
            && let Ok(id) = uuid_of(&row.get::<_, Vec<u8>>(0)?)
        {
            let id = PersonId::new(id);
            let name = conversation::person_name(connection, id)?.unwrap_or_default();
            replies.people.push((id, name));
        }
    }
    replies.draft = draft::is_in_thread(connection, to.conversation, to.id)?;
    Ok(replies)
}

/// The effect of saving a draft on its thread's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Same,
    /// A thread has a draft now, or none any more.
    Anew,
}

/// Saves a draft, or deletes it if it is empty.
pub(crate) fn save_draft(tx: &Transaction<'_>, of: Strand, draft: &Draft) -> Result<Told, Error> {
    let stands = |root| draft::is_in_thread(tx, of.of, root);
    let before = of.root.map(stands).transpose()?;
    draft::save(tx, of, draft)?;
    Ok(if of.root.map(stands).transpose()? == before { Told::Same } else { Told::Anew })
}
