//! Pages of a conversation's history, as rows for the screen.
//!
//! The cost of a page does not grow with the history (measured in `docs/figures.md`): the numbers of messages before
//! and after it are summed up from `tally`. Paging itself is in `feed`, a page of a thread in `thread`. Must not
//! know: how rows are drawn. Tests: `tests/store`, `tests/promise`.

use super::arrival::Order;
use super::code::conversation_key;
use super::feed::{self, Feed, Found};
use super::message::{self, Progress};
use super::{Error, conversation, file, outbox, quarantine, reaction, reading, revision, tally, thread};
use crate::chat::message::Shared;
use crate::chat::wish::Aspect;
use crate::chat::{MessageId, Stamp, Strand};
use crate::entry::State;
use crate::row::{Delivery, EntryId, Original, Page, Position, Row, Span};

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, ToSql};

/// Row numbers of messages that could not be read and must be quarantined.
#[derive(Debug, Default)]
pub(crate) struct Damaged(pub(crate) Vec<i64>);

/// Reads a page of a conversation's history or of a thread.
pub(crate) fn page(connection: &Connection, of: Strand, span: Span) -> Result<(Page, Damaged), Error> {
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

/// How a message arrived, as far as its row tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Came {
    unread: bool,
    /// When it arrived, if that was noticeably later than its date.
    late: Option<Stamp>,
}

impl Came {
    fn of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let at = row.get::<_, Option<i64>>("arrived")?.map(|ticks| Stamp::from_ticks(ticks, 0));
        let late = match Order::of(row.get("behind")?) {
            Order::Late => at,
            Order::Next | Order::Behind => None,
        };
        Ok(Self { unread: row.get("unread")?, late })
    }
}

/// The rows that a query finds, with everything drawn beside them. The query selects `row`, `unread`, `behind` and
/// `arrived` after the columns.
pub(super) fn dressed(
    connection: &Connection,
    sql: &str,
    given: &[&dyn ToSql],
    damaged: &mut Damaged,
) -> Result<Vec<Arc<Row>>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query(given)?;
    let mut messages = Vec::new();
    while let Some(row) = found.next()? {
        match message::read(row) {
            Ok((message, progress)) => messages.push((message, progress, Came::of(row)?)),
            // A read connection cannot move the row; the caller quarantines it and reads again.
            Err(_) => damaged.0.push(row.get("row")?),
        }
    }
    drop(found);
    messages
        .into_iter()
        .map(|(message, progress, came)| dress(connection, message, progress, came).map(Arc::new))
        .collect()
}

/// A message with everything drawn beside it.
pub(super) fn dress(
    connection: &Connection,
    message: crate::chat::Message,
    progress: Progress,
    came: Came,
) -> Result<Row, Error> {
    let parent = thread::parent(connection, &message)?;
    let replies = thread::replies(connection, &message)?;
    let delivery = delivery(connection, &message, progress)?;
    let (reactions, more_reactions) = reaction::on_message(connection, message.id)?;
    let pinner = message
        .marks
        .pinned_by
        .map(|person| conversation::person_name(connection, person))
        .transpose()?
        .flatten();
    let mut tagged = Vec::with_capacity(message.tags.len());
    for person in &message.tags {
        tagged.extend(conversation::person_name(connection, *person)?);
    }
    let original =
        message.shared.as_deref().map(|shared| original(connection, shared)).transpose()?.flatten();
    let earlier = if message.edited_at.is_some() { revision::count(connection, message.id)? } else { 0 };
    let files = file::of_message(connection, &message)?;
    let shared_files = match &message.shared {
        Some(shared) => file::of_paths(connection, &shared.files)?,
        None => Vec::new(),
    };
    let mut row = Row {
        message,
        delivery,
        unread: came.unread,
        came_late: came.late,
        version: 0,
        parent,
        replies,
        tagged,
        original,
        earlier,
        pinner,
        reactions,
        more_reactions,
        files,
        shared_files,
    };
    row.renew_version();
    Ok(row)
}

fn original(connection: &Connection, shared: &Shared) -> Result<Option<Original>, Error> {
    let Some(of) = shared.conversation else { return Ok(None) };
    let place = conversation::name(connection, of)?;
    Ok(Some(Original { place, here: message::is_here(connection, shared.id)? }))
}

fn delivery(
    connection: &Connection,
    message: &crate::chat::Message,
    progress: Progress,
) -> Result<Delivery, Error> {
    let id = message.id;
    match progress {
        Progress::Settled => Ok(Delivery::Settled),
        Progress::Accepted => Ok(Delivery::Accepted),
        Progress::Seen => Ok(Delivery::Seen),
        Progress::Waiting => {
            let entries = outbox::on_message(connection, id)?;
            let content = || entries.iter().filter(|entry| entry.aspect == Aspect::Content);
            if let Some(parked) = content().find(|entry| entry.state == State::Parked) {
                let reason = parked.reason.clone().unwrap_or_default();
                return Ok(Delivery::Parked { entry: parked.id, reason });
            }
            match content().next() {
                Some(first) => Ok(Delivery::Waiting { since: first.made_at, unanswered: first.unanswered }),
                // Its entry could not be read and is in quarantine, or about to be. Nobody knows if it was sent.
                None => Ok(match quarantine::wish_on(connection, id)? {
                    Some(kept) => Delivery::Parked { entry: EntryId(-kept.number), reason: kept.words() },
                    None => Delivery::Waiting { since: message.sent_at, unanswered: true },
                }),
            }
        }
    }
}

/// The number of messages of a conversation.
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
