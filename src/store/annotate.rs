//! Rows for the screen: messages with everything that is drawn beside them.
//!
//! Names, reactions, replies, delivery and files are read for each message. Must not know: which messages are shown (`page`,
//! `thread`, `found`), how rows are drawn. Tests: `tests/store`, `tests/promise`.

use super::arrival::Order;
use super::code::{conversation_key, uuid_of};
use super::message::{self, Progress};
use super::{Error, conversation, draft, file, outbox, quarantine, reaction, report, revision};
use crate::chat::message::Shared;
use crate::chat::wish::Aspect;
use crate::chat::{PersonId, Stamp};
use crate::entry::State;
use crate::row::{Delivery, EntryId, Original, Parent, Replies, Report, Row};

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, ToSql, params};

/// The most people named of those who replied.
const FACES: usize = 3;

/// Messages that could not be read, by their row numbers, to be quarantined.
#[derive(Debug, Default)]
pub(crate) struct Damaged(pub(crate) Vec<i64>);

/// When a message arrived, and whether it is unread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ArrivalInfo {
    unread: bool,
    /// When it arrived, if that was noticeably later than its date.
    late: Option<Stamp>,
}

impl ArrivalInfo {
    fn of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let at = row.get::<_, Option<i64>>("arrived")?.map(|ticks| Stamp::from_ticks(ticks, 0));
        let late = match Order::of(row.get("behind")?) {
            Order::Late => at,
            Order::Next | Order::Behind => None,
        };
        Ok(Self { unread: row.get("unread")?, late })
    }
}

/// The rows that a query finds. Besides the columns of a message, it selects `row`, `unread`, `behind` and `arrived`.
pub(super) fn rows(
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
            Ok((message, progress)) => messages.push((message, progress, ArrivalInfo::of(row)?)),
            // A read connection cannot move it; the caller quarantines it and reads again.
            Err(_) => damaged.0.push(row.get("row")?),
        }
    }
    drop(found);
    messages
        .into_iter()
        .map(|(message, progress, arrival)| row(connection, message, progress, arrival).map(Arc::new))
        .collect()
}

/// The row of a message.
pub(super) fn row(
    connection: &Connection,
    message: crate::chat::Message,
    progress: Progress,
    arrival: ArrivalInfo,
) -> Result<Row, Error> {
    let parent = parent(connection, &message)?;
    let replies = replies(connection, &message)?;
    let delivery = delivery(connection, &message, progress)?;
    let accepted_at = match progress {
        Progress::Accepted | Progress::Seen => message::accepted_at(connection, message.id)?,
        Progress::Settled | Progress::Waiting => None,
    };
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
    let reports = reports(connection, message.id)?;
    let lost_report = report::lost(connection, message.id)?;
    let earlier = if message.edited_at.is_some() { revision::count(connection, message.id)? } else { 0 };
    let files = file::of_message(connection, &message)?;
    let shared_files = match &message.shared {
        Some(shared) => file::of_paths(connection, &shared.files)?,
        None => Vec::new(),
    };
    let mut row = Row {
        message,
        delivery,
        accepted_at,
        unread: arrival.unread,
        came_late: arrival.late,
        version: 0,
        parent,
        replies,
        tagged,
        original,
        reports,
        lost_report,
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

/// The reports of a message to the reviewers.
fn reports(connection: &Connection, of: crate::chat::MessageId) -> Result<Vec<Report>, Error> {
    let mut reports = Vec::new();
    for (id, by) in report::shares(connection, of)? {
        if let Ok(Some((share, progress))) = message::get(connection, id) {
            let delivery = delivery(connection, &share, progress)?;
            let told = report::told(connection, of, share.conversation)?;
            reports.push(Report { by, at: share.sent_at, delivery, told });
        }
    }
    Ok(reports)
}

fn original(connection: &Connection, shared: &Shared) -> Result<Option<Original>, Error> {
    let Some(of) = shared.conversation else { return Ok(None) };
    let place = conversation::name(connection, of)?;
    Ok(Some(Original { place, here: message::is_here(connection, shared.id)? }))
}

pub(crate) fn delivery(
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
                // Its wish could not be read and is quarantined, or about to be: its outcome is unknown.
                None => Ok(match quarantine::wish_on(connection, id)? {
                    Some(kept) => Delivery::Parked { entry: EntryId(-kept.number), reason: kept.words() },
                    None => Delivery::Waiting { since: message.sent_at, unanswered: true },
                }),
            }
        }
    }
}

/// The message that a message replies to.
fn parent(connection: &Connection, of: &crate::chat::Message) -> Result<Option<Parent>, Error> {
    let Some(parent) = of.parent else { return Ok(None) };
    let sql = "SELECT author_name, substr(text, 1, ?3), deleted, files FROM message
                WHERE id = ?1 AND conversation = ?2 AND shown = 1";
    // One more tells if the text is longer.
    let longest = i64::try_from(Parent::EXCERPT + 1).unwrap_or(i64::MAX);
    let found = connection
        .prepare_cached(sql)?
        .query_row(params![parent.uuid().as_bytes(), conversation_key(of.conversation), longest], |row| {
            Ok(match row.get(2)? {
                true => Parent::Deleted,
                false => {
                    let text: String = row.get(1)?;
                    let excerpt = match text.char_indices().nth(Parent::EXCERPT) {
                        _ if text.trim().is_empty() => message::file_names(row.get(3)?),
                        Some((end, _)) => format!("{}…", text[..end].trim_end()),
                        None => text,
                    };
                    Parent::Here { author: row.get(0)?, excerpt }
                }
            })
        })
        .optional();
    Ok(Some(match found {
        Ok(found) => found.unwrap_or(Parent::Unknown),
        // An unreadable message is quarantined when its own row is drawn.
        Err(
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::Utf8Error(..),
        ) => Parent::Unknown,
        Err(error) => return Err(error.into()),
    }))
}

/// The replies to a message.
fn replies(connection: &Connection, to: &crate::chat::Message) -> Result<Replies, Error> {
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
