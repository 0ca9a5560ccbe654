//! Pieces of a conversation's history, as rows for the screen.
//!
//! The cost of a page does not grow with the history (measured in `docs/figures.md`): how many messages lie before and
//! after it is added up from `tally`. A page of a thread is `thread`'s. Must not know: how rows are drawn.
//! Tests: `tests/store`, `tests/promise`.

use super::arrival::Order;
use super::code::conversation_key;
use super::message::{self, Progress};
use super::{Error, conversation, file, outbox, quarantine, reaction, reading, revision, tally, thread};
use crate::chat::message::Shared;
use crate::chat::wish::Aspect;
use crate::chat::{MessageId, Stamp, Strand};
use crate::outbox::entry::State;
use crate::row::{Delivery, EntryId, Original, Page, Position, Row, Span};

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, ToSql};

/// Rows of one page.
pub(super) const PAGE: u64 = 120;
/// A re-read never brings more than this many rows.
pub(super) const REREAD: u64 = 2_000;

const ASCENDING: &str = concat!(
    "SELECT ",
    message::columns!(),
    ", row, unread, behind, arrived FROM message INDEXED BY message_timeline WHERE conversation = ?1 AND shown = 1
    AND (ticks, id) > (?2, ?3) ORDER BY ticks, id LIMIT ?4"
);
const DESCENDING: &str = concat!(
    "SELECT ",
    message::columns!(),
    ", row, unread, behind, arrived FROM message INDEXED BY message_timeline WHERE conversation = ?1 AND shown = 1
    AND (ticks, id) < (?2, ?3) ORDER BY ticks DESC, id DESC LIMIT ?4"
);
const INCLUSIVE: &str = concat!(
    "SELECT ",
    message::columns!(),
    ", row, unread, behind, arrived FROM message INDEXED BY message_timeline WHERE conversation = ?1 AND shown = 1
    AND (ticks, id) >= (?2, ?3) ORDER BY ticks, id LIMIT ?4"
);

/// Higher than every id.
pub(super) const LAST_ID: MessageId = MessageId::new(uuid::Uuid::max());

/// Messages that could not be read, by their rows' numbers: to be put aside.
#[derive(Debug, Default)]
pub(crate) struct Damaged(pub(crate) Vec<i64>);

/// Reads a piece of a conversation's history or of a thread.
pub(crate) fn page(connection: &Connection, of: Strand, span: Span) -> Result<(Page, Damaged), Error> {
    if let Some(root) = of.root {
        return thread::page(connection, of.of, root, span);
    }
    let of = of.of;
    let key = conversation_key(of);
    let mut damaged = Damaged::default();
    let end = Position { ticks: i64::MAX, id: LAST_ID };
    let rows = match span {
        Span::Latest => before(connection, &key, end, PAGE, &mut damaged)?,
        Span::Before(position) => before(connection, &key, position, PAGE, &mut damaged)?,
        Span::After(position) => rows(connection, ASCENDING, &key, position, PAGE, &mut damaged)?,
        Span::Around(id) => match position_of(connection, id)? {
            Some(position) => around(connection, &key, position, &mut damaged)?,
            None => before(connection, &key, end, PAGE, &mut damaged)?,
        },
        Span::Rank(rank) => match tally::position_at(connection, &key, rank)? {
            Some(position) => around(connection, &key, position, &mut damaged)?,
            None => before(connection, &key, end, PAGE, &mut damaged)?,
        },
        Span::Again { first, last } => again(connection, &key, first, last, &mut damaged)?,
    };
    let total = total(connection, &key)?;
    let first_unread = reading::first(connection, of)?;
    let (Some(first), Some(last)) =
        (rows.first().map(|row| row.position()), rows.last().map(|row| row.position()))
    else {
        return Ok((Page { rows, before: 0, after: 0, first_unread }, damaged));
    };
    let shown = rows.len() as u64;
    let after = match span {
        Span::Latest => 0,
        Span::Before(_) | Span::After(_) | Span::Around(_) | Span::Rank(_) | Span::Again { .. } => {
            tally::newer_than(connection, &key, last)?
        }
    };
    let before = match first.ticks {
        i64::MIN => 0,
        _ => total.saturating_sub(after + shown),
    };
    Ok((Page { rows, before, after, first_unread }, damaged))
}

fn around(
    connection: &Connection,
    key: &[u8],
    position: Position,
    damaged: &mut Damaged,
) -> Result<Vec<Arc<Row>>, Error> {
    let mut rows_before = before(connection, key, position, PAGE / 2, damaged)?;
    rows_before.extend(rows(connection, INCLUSIVE, key, position, PAGE / 2, damaged)?);
    Ok(rows_before)
}

fn again(
    connection: &Connection,
    key: &[u8],
    first: Position,
    last: Position,
    damaged: &mut Damaged,
) -> Result<Vec<Arc<Row>>, Error> {
    let mut found = rows(connection, INCLUSIVE, key, first, REREAD, damaged)?;
    let kept = found.iter().filter(|row| row.position() <= last).count() as u64;
    // What is newer came after the read before this one: it belongs to the page only if that reached the end then.
    found.truncate(usize::try_from(kept + PAGE).unwrap_or(usize::MAX));
    Ok(found)
}

fn before(
    connection: &Connection,
    key: &[u8],
    end: Position,
    limit: u64,
    damaged: &mut Damaged,
) -> Result<Vec<Arc<Row>>, Error> {
    let mut found = rows(connection, DESCENDING, key, end, limit, damaged)?;
    found.reverse();
    Ok(found)
}

fn rows(
    connection: &Connection,
    sql: &str,
    key: &[u8],
    from: Position,
    limit: u64,
    damaged: &mut Damaged,
) -> Result<Vec<Arc<Row>>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    dressed(connection, sql, &[&key, &from.ticks, from.id.uuid().as_bytes(), &limit], damaged)
}

/// How a message came, as far as its row says it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Came {
    unread: bool,
    /// When, if that was noticeably later than its date.
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

/// The rows that a query finds, with everything that is drawn beside them. It asks for `row`, `unread`, `behind` and `arrived`
/// besides the columns.
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
            // A reader cannot move it; the caller puts it aside and reads again.
            Err(_) => damaged.0.push(row.get("row")?),
        }
    }
    drop(found);
    messages
        .into_iter()
        .map(|(message, progress, came)| dress(connection, message, progress, came).map(Arc::new))
        .collect()
}

/// A message with everything that is drawn beside it.
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
                // Its wish could not be read: put aside, or about to be. Nobody knows what became of it.
                None => Ok(match quarantine::wish_on(connection, id)? {
                    Some(kept) => Delivery::Parked { entry: EntryId(-kept.number), reason: kept.words() },
                    None => Delivery::Waiting { since: message.sent_at, unanswered: true },
                }),
            }
        }
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

fn position_of(connection: &Connection, id: MessageId) -> Result<Option<Position>, Error> {
    Ok(connection
        .prepare_cached("SELECT ticks FROM message WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))
        .optional()?
        .map(|ticks| Position { ticks, id }))
}
