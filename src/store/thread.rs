//! A thread: a message and the replies to it.
//!
//! The cost grows with the thread, never with the history around it. A reply in another conversation than its parent
//! (`--reply-to` can make one) belongs to no thread: the people there may not see the parent. Paging itself is in
//! `feed`. Must not know: how rows are drawn. Tests: `tests/store/threads.rs`.

use super::annotate::{self, Damaged};
use super::code::{conversation_key, uuid_of};
use super::feed::{self, Feed, Found};
use super::{Error, draft, message};
use crate::chat::{Draft, FeedId, MessageId, conversation};
use crate::row::{Page, Position, Row, Span};

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, ToSql, Transaction, params};

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
    of: conversation::Id,
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
        annotate::rows(self.connection, ROOT, &self.key(), damaged)
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

/// The effect of a saved draft on the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saved {
    RowsUnchanged,
    /// A thread has a draft now, or none any more.
    RowsChanged,
}

/// Saves a draft, or deletes it if it is empty.
pub(crate) fn save_draft(tx: &Transaction<'_>, of: FeedId, draft: &Draft) -> Result<Saved, Error> {
    let has_draft = |root| draft::is_in_thread(tx, of.of, root);
    let before = of.root.map(has_draft).transpose()?;
    draft::save(tx, of, draft)?;
    Ok(if of.root.map(has_draft).transpose()? == before { Saved::RowsUnchanged } else { Saved::RowsChanged })
}
