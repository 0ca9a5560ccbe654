//! Pages of a conversation's history, as rows for the screen.
//!
//! The cost of a page does not grow with the history (measured in `docs/figures.md`): the numbers of messages before
//! and after it are summed up from `tally`. Paging itself is in `feed`, a page of a thread in `thread`. Must not
//! know: how rows are drawn. Tests: `tests/store`, `tests/promise`.

use super::annotate::Damaged;
use super::code::conversation_key;
use super::feed::{self, Feed, Found};
use super::{Error, message, reading, tally, thread};
use crate::chat::{FeedId, MessageId};
use crate::row::{Page, Position, Span};

use rusqlite::{Connection, OptionalExtension as _, ToSql};

/// Reads a piece of a conversation's history or of a thread.
pub(crate) fn page(connection: &Connection, of: FeedId, span: Span) -> Result<(Page, Damaged), Error> {
    if let Some(root) = of.root {
        return thread::page(connection, of.of, root, span);
    }
    let timeline = Timeline { connection, key: conversation_key(of.of) };
    let (page, damaged) = feed::page(&timeline, span)?;
    Ok((Page { first_unread: reading::first(connection, of.of)?, ..page }, damaged))
}

/// The timeline of one conversation, as a feed.
struct Timeline<'a> {
    connection: &'a Connection,
    key: [u8; 17],
}

impl Feed for Timeline<'_> {
    const ASCENDING: &'static str = concat!(
        "SELECT ",
        message::columns!(),
        ", row, unread, behind, arrived FROM message INDEXED BY message_timeline WHERE conversation = ?1 AND shown = 1
        AND (ticks, id) > (?2, ?3) ORDER BY ticks, id LIMIT ?4"
    );
    const DESCENDING: &'static str = concat!(
        "SELECT ",
        message::columns!(),
        ", row, unread, behind, arrived FROM message INDEXED BY message_timeline WHERE conversation = ?1 AND shown = 1
        AND (ticks, id) < (?2, ?3) ORDER BY ticks DESC, id DESC LIMIT ?4"
    );
    const INCLUSIVE: &'static str = concat!(
        "SELECT ",
        message::columns!(),
        ", row, unread, behind, arrived FROM message INDEXED BY message_timeline WHERE conversation = ?1 AND shown = 1
        AND (ticks, id) >= (?2, ?3) ORDER BY ticks, id LIMIT ?4"
    );

    fn connection(&self) -> &Connection {
        self.connection
    }

    fn key(&self) -> Vec<&dyn ToSql> {
        vec![&self.key]
    }

    fn position_of(&self, id: MessageId) -> Result<Option<Position>, Error> {
        Ok(self
            .connection
            .prepare_cached("SELECT ticks FROM message WHERE id = ?1")?
            .query_row([id.uuid().as_bytes()], |row| row.get(0))
            .optional()?
            .map(|ticks| Position { ticks, id }))
    }

    fn position_at(&self, rank: u64) -> Result<Option<Position>, Error> {
        tally::position_at(self.connection, &self.key, rank)
    }

    /// Counts one side only: the other is the rest of the total.
    fn beside(&self, found: Found, span: Span) -> Result<(u64, u64), Error> {
        let after = match span {
            Span::Latest => 0,
            Span::Before(_) | Span::After(_) | Span::Around(_) | Span::Rank(_) | Span::Again { .. } => {
                tally::newer_than(self.connection, &self.key, found.last)?
            }
        };
        let before = match found.first.ticks {
            i64::MIN => 0,
            _ => total(self.connection, &self.key)?.saturating_sub(after + found.count),
        };
        Ok((before, after))
    }
}

/// How many messages of a conversation are here.
pub(crate) fn count(connection: &Connection, of: crate::chat::conversation::Id) -> Result<u64, Error> {
    total(connection, &conversation_key(of))
}

fn total(connection: &Connection, key: &[u8]) -> Result<u64, Error> {
    Ok(connection
        .prepare_cached("SELECT messages FROM conversation WHERE id = ?1")?
        .query_row([key], |row| row.get::<_, i64>(0))
        .optional()?
        .unwrap_or_default()
        .unsigned_abs())
}
