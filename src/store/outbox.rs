//! The outbox table: stores each [`Entry`], and changes entries as `settle` decides.
//!
//! Every function runs inside the caller's transaction. A row that cannot be read is moved to quarantine in that same
//! transaction. Must not know: how a call is planned (`outbox::plan`), the meaning of an answer (`outbox::settle`).
//! Tests: `tests/promise`.

mod batch;
pub(in crate::store) mod column;
pub(crate) mod delays;
mod of_message;
pub(crate) mod on_conversation;
mod step;

use super::Error;
use super::code::{Fault, Fields, conversation_key, people_key, people_of};
use super::quarantine;
use crate::chat::wish::{self, Flags};
use crate::chat::{MessageId, Stamp};
use crate::entry::{Entry, Event, Origin, STUBBORN};
use crate::row::EntryId;
pub(crate) use batch::{
    Batch, accept_batch, batches, count_breakage, defer, end_flights, forget_words_of_batch, fresh_batch,
    mark_resent, release_blocked, remove_batch, shift_batches_behind, thaw, thaw_marks,
};
pub(crate) use of_message::{
    creating_entry, decrement_uploads, deletion_waits, dependents, oldest_skipped, own_text_precedes,
    park_for_files,
};

use column::{aspect_code, aspect_of, lane_key, state_code, state_of};
use step::Move;

use rusqlite::{Connection, Row, params};

/// An entry, and its frozen element if it has one.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) entry: Entry,
    /// The element as JSON, exactly as it was or will be sent.
    pub(crate) element: Option<String>,
}

/// The columns that [`read`] reads, in its order.
macro_rules! columns {
    () => {
        "entry, message, conversation, aspect, deed, touched, was_set, makes, after, state, batch, element, attempts, \
         unanswered, skipped, not_before, made_ticks, reason, broken, people, reported_before, uploads, lane"
    };
}

use columns;
const COLUMNS: &str = columns!();

/// Adds an entry at the end and returns its id; `entry.id` is ignored.
pub(crate) fn append(connection: &Connection, entry: &Entry) -> Result<EntryId, Error> {
    connection
        .prepare_cached(
            "INSERT INTO outbox (message, conversation, lane, aspect, deed, touched, was_set, makes, after, state, unanswered,
                 made_ticks, reason, people, reported_before, uploads)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            entry.message.uuid().as_bytes(),
            conversation_key(entry.conversation),
            lane_key(entry.lane()),
            aspect_code(entry.aspect),
            entry.kind.word(),
            entry.touched.bits(),
            entry.was_set.bits(),
            entry.origin == Origin::Makes,
            entry.after.map(|id| *id.uuid().as_bytes()),
            state_code(entry.state),
            (if entry.unanswered { Unanswered::Yes } else { Unanswered::No }).code(),
            entry.made_at.ticks(),
            entry.reason,
            people_key(&entry.people),
            entry.reported_before,
            entry.uploads,
        ])?;
    Ok(EntryId(connection.last_insert_rowid()))
}

/// All entries on a message, oldest first.
pub(crate) fn on_message(connection: &Connection, message: MessageId) -> Result<Vec<Entry>, Error> {
    load(
        connection,
        concat!("SELECT ", columns!(), " FROM outbox WHERE message = ?1 ORDER BY entry"),
        [message.uuid().as_bytes()],
    )
    .map(|loaded| loaded.into_iter().map(|loaded| loaded.entry).collect())
}

/// An entry with its frozen element, by id.
pub(crate) fn get(connection: &Connection, id: EntryId) -> Result<Option<Loaded>, Error> {
    Ok(load(connection, concat!("SELECT ", columns!(), " FROM outbox WHERE entry = ?1"), [id.0])?.pop())
}

/// The oldest batch that is frozen and not settled: it is sent again before anything new.
pub(crate) fn unsettled(connection: &Connection) -> Result<Vec<Loaded>, Error> {
    load(
        connection,
        concat!(
            "SELECT ",
            columns!(),
            " FROM outbox WHERE batch = (SELECT min(batch) FROM outbox WHERE batch IS NOT NULL) ORDER BY entry"
        ),
        [],
    )
}

/// Entries that keep breaking the server, and those behind them, are candidates or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suspects {
    LeftOut,
    TakenIn,
}

/// The oldest entries that are in no batch and may be sent at `now` (milliseconds since 1970 UTC): not behind an entry
/// of their conversation that is parked, backs off, or waits for its files. A read mark or report carries the text of
/// its message, so it waits for a change of that text in the outbox, which may be refused; but not for a change behind
/// a leave entry, which itself waits for the mark.
pub(crate) fn candidates(
    connection: &Connection,
    limit: usize,
    now: i64,
    suspects: Suspects,
) -> Result<Vec<Loaded>, Error> {
    let most_broken = match suspects {
        Suspects::LeftOut => STUBBORN,
        Suspects::TakenIn => u32::MAX,
    };
    load(
        connection,
        concat!(
            "SELECT ",
            columns!(),
            " FROM outbox c WHERE state = ",
            column::queued!(),
            " AND batch IS NULL AND not_before <= ?2 AND broken < ?3 AND NOT EXISTS (
             SELECT 1 FROM outbox s WHERE s.state = ",
            column::parked!(),
            " AND s.skipped = 0 AND s.lane = c.lane AND s.entry < c.entry AND s.aspect = ",
            column::content!(),
            ") AND NOT EXISTS (
             SELECT 1 FROM outbox a
              WHERE a.broken > 0 AND (a.broken >= ?3 OR a.not_before > ?2) AND a.lane = c.lane AND a.entry < c.entry
                AND a.aspect = ",
            column::content!(),
            " AND a.state = ",
            column::queued!(),
            ") AND NOT EXISTS (
             SELECT 1 FROM outbox f WHERE f.uploads > 0 AND f.state = ",
            column::queued!(),
            " AND f.lane = c.lane AND f.entry <= c.entry)
             AND NOT (c.aspect IN (",
            column::read!(),
            ", ",
            column::report!(),
            ") AND EXISTS (
             SELECT 1 FROM outbox w WHERE w.message = c.message AND w.touched & ",
            column::authors!(),
            " <> 0 AND w.makes = 0 AND NOT EXISTS (
             SELECT 1 FROM outbox l WHERE l.lane = w.lane AND l.entry < w.entry AND l.deed = 'leave')))
             ORDER BY entry LIMIT ?1"
        ),
        params![i64::try_from(limit).unwrap_or(i64::MAX), now, most_broken],
    )
}

/// Freezes an entry's element into a batch and counts the attempt that is about to be made.
pub(crate) fn freeze(connection: &Connection, id: EntryId, batch: i64, element: &str) -> Result<(), Error> {
    let freeze = Move {
        event: Event::Planned,
        set: "batch = ?2, element = ?3, attempts = attempts + 1",
        of: "entry = ?1",
    };
    freeze.one(connection, params![id.0, batch, element])
}

/// Removes an entry from the outbox: it was accepted, is obsolete, or was discarded by the user.
pub(crate) fn remove(connection: &Connection, id: EntryId, why: Event) -> Result<(), Error> {
    Move { event: why, set: "", of: "entry = ?1" }.one(connection, [id.0])
}

/// An earlier attempt whose outcome is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unanswered {
    No,
    /// It was sent in a call that was refused as a whole: applied if it came before the culprit, not if it is the
    /// culprit.
    InARefusedCall,
    Yes,
}

impl Unanswered {
    /// The stored code: the more likely it was applied, the higher.
    const fn code(self) -> i64 {
        match self {
            Self::No => 0,
            Self::InARefusedCall => 1,
            Self::Yes => 2,
        }
    }
}

/// Moves a deferred entry to another batch.
pub(crate) fn regroup(connection: &Connection, id: EntryId, batch: i64) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE outbox SET batch = ?2 WHERE entry = ?1")?
        .execute(params![id.0, batch])?;
    Ok(())
}

/// Takes an entry that lost its element out of its batch.
pub(crate) fn release(connection: &Connection, id: EntryId) -> Result<(), Error> {
    let release = Move {
        event: Event::Released,
        set: concat!(column::doubt_in_flight!(), ", batch = NULL"),
        of: "entry = ?1",
    };
    release.one(connection, [id.0])
}

/// Parks an entry with the reason in words.
pub(crate) fn park(connection: &Connection, id: EntryId, why: Event, reason: &str) -> Result<(), Error> {
    let park = Move { event: why, set: "batch = NULL, skipped = 0, reason = ?2", of: "entry = ?1" };
    park.one(connection, params![id.0, reason])
}

/// Parks an entry that the server certainly did not apply in the call it refused: it was rejected on its own, or
/// never sent. An earlier attempt without an answer may still have been applied.
pub(crate) fn refuse(connection: &Connection, id: EntryId, why: Event, reason: &str) -> Result<(), Error> {
    park(connection, id, why, reason)?;
    connection
        .prepare_cached("UPDATE outbox SET unanswered = 0 WHERE entry = ?1 AND unanswered = ?2")?
        .execute(params![id.0, Unanswered::InARefusedCall.code()])?;
    Ok(())
}

/// Changes what an entry touches; its element will be rendered again, and it is queued again.
pub(crate) fn reword(
    connection: &Connection,
    id: EntryId,
    touched: Flags,
    kind: wish::Kind,
) -> Result<(), Error> {
    let reword = Move {
        event: Event::Reworded,
        set: "touched = ?2, deed = ?3, element = NULL, batch = NULL, reason = NULL, skipped = 0, not_before = 0,
              broken = 0",
        of: "entry = ?1",
    };
    reword.one(connection, params![id.0, touched.bits(), kind.word()])
}

/// Stores the flags that were set before an entry.
pub(crate) fn remember_set(connection: &Connection, id: EntryId, was_set: Flags) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE outbox SET was_set = ?2 WHERE entry = ?1")?
        .execute(params![id.0, was_set.bits()])?;
    Ok(())
}

/// Stores the reason for which the message had been reported before an entry.
pub(crate) fn remember_reason(
    connection: &Connection,
    id: EntryId,
    reason: Option<&str>,
) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE outbox SET reported_before = ?2 WHERE entry = ?1")?
        .execute(params![id.0, reason])?;
    Ok(())
}

/// Marks an entry as possibly applied, so that it is sent even though it cancels out an earlier one: that one may
/// have reached the server.
pub(crate) fn inherit_doubt(connection: &Connection, id: EntryId) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE outbox SET unanswered = max(unanswered, ?2) WHERE entry = ?1")?
        .execute(params![id.0, Unanswered::Yes.code()])?;
    Ok(())
}

/// Queues a parked entry again, unchanged. False if it is not parked.
pub(crate) fn retry(connection: &Connection, id: EntryId) -> Result<bool, Error> {
    let retry = Move {
        event: Event::Retried,
        set: concat!("reason = NULL, skipped = 0, not_before = 0, element = ", column::kept_element!()),
        of: "entry = ?1",
    };
    Ok(retry.all(connection, [id.0])? > 0)
}

/// Skips a parked entry: the rest of its conversation is sent. False if it is not parked.
pub(crate) fn skip(connection: &Connection, id: EntryId) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(concat!(
            "UPDATE outbox SET skipped = 1 WHERE entry = ?1 AND state = ",
            column::parked!()
        ))?
        .execute([id.0])?
        > 0)
}

/// Numbers of entries in the outbox.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) waiting: u32,
    /// Of those, read marks that are not parked.
    pub(crate) marks: u32,
    pub(crate) parked: u32,
}

/// Counts the entries. Uses indexes only: a sum over the rows would read every frozen element.
pub(crate) fn counts(connection: &Connection) -> Result<Counts, Error> {
    let counts = |row: &Row<'_>| Ok(Counts { waiting: row.get(0)?, marks: row.get(1)?, parked: row.get(2)? });
    Ok(connection
        .prepare_cached(concat!(
            "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM outbox WHERE aspect = ",
            column::read!(),
            " AND state <> ",
            column::parked!(),
            "), (SELECT count(*) FROM outbox WHERE state = ",
            column::parked!(),
            ")"
        ))?
        .query_row([], counts)?)
}

const LIST: &str = concat!("SELECT ", columns!(), " FROM outbox WHERE entry > ?1 ORDER BY entry LIMIT ?2");

/// At most `limit` entries after `after`, in order, for lists.
pub(crate) fn list(connection: &Connection, after: EntryId, limit: u32) -> Result<Vec<Entry>, Error> {
    let loaded = load(connection, LIST, params![after.0, limit])?;
    Ok(loaded.into_iter().map(|loaded| loaded.entry).collect())
}

/// True if one of the first `limit` entries cannot be read. Then call [`list`] inside a write, which quarantines it.
pub(crate) fn is_damaged(connection: &Connection, limit: u32) -> Result<bool, Error> {
    Ok(!load_all(connection, LIST, params![0, limit])?.1.is_empty())
}

/// The highest id in use; 0 if the outbox is empty.
pub(crate) fn newest(connection: &Connection) -> Result<EntryId, Error> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(entry), 0) FROM outbox")?
        .query_row([], |row| row.get(0))
        .map(EntryId)?)
}

/// The parked entry that blocks this one, if any: an earlier one of its conversation, or one on the message that it
/// changes or refers to.
pub(crate) fn blocker(connection: &Connection, entry: &Entry) -> Result<Option<EntryId>, Error> {
    Ok(connection
        .prepare_cached(concat!(
            "SELECT min(entry) FROM (SELECT entry FROM outbox WHERE state = ",
            column::parked!(),
            " AND skipped = 0 AND lane = ?1 AND entry < ?2 AND aspect = ",
            column::content!(),
            " AND ?3 = ",
            column::content!(),
            " UNION ALL SELECT entry FROM outbox WHERE state = ",
            column::parked!(),
            " AND entry < ?2 AND aspect = ",
            column::content!(),
            " AND (message = ?4 AND (makes = 1 OR ?3 <> ",
            column::star!(),
            ") OR message = ?5 AND makes = 1))"
        ))?
        .query_row(
            params![
                lane_key(entry.lane()),
                entry.id.0,
                aspect_code(entry.aspect),
                entry.message.uuid().as_bytes(),
                entry.after.map(|id| *id.uuid().as_bytes()),
            ],
            |row| row.get::<_, Option<i64>>(0),
        )?
        .map(EntryId))
}

/// All parked entries, oldest first.
pub(crate) fn parked(connection: &Connection) -> Result<Vec<Entry>, Error> {
    load(
        connection,
        concat!("SELECT ", columns!(), " FROM outbox WHERE state = ", column::parked!(), " ORDER BY entry"),
        [],
    )
    .map(|loaded| loaded.into_iter().map(|loaded| loaded.entry).collect())
}

fn load(connection: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Loaded>, Error> {
    let (loaded, unreadable) = load_all(connection, sql, values)?;
    // A read connection cannot move rows; the next write that meets them does.
    if !connection.is_readonly(rusqlite::MAIN_DB)? {
        for Unreadable { entry, row_json, fault } in unreadable {
            let now = Stamp::from(chrono::Utc::now());
            quarantine::keep(connection, "outbox", &entry.to_string(), &row_json, &fault, now)?;
            connection.prepare_cached("DELETE FROM outbox WHERE entry = ?1")?.execute([entry])?;
        }
    }
    Ok(loaded)
}

struct Unreadable {
    entry: i64,
    row_json: String,
    fault: Fault,
}

fn load_all(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<(Vec<Loaded>, Vec<Unreadable>), Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let (mut loaded, mut unreadable) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        match read(row) {
            Ok(entry) => loaded.push(entry),
            Err(fault) => {
                unreadable.push(Unreadable {
                    entry: row.get(0)?,
                    row_json: quarantine::row_json(row),
                    fault,
                });
            }
        }
    }
    Ok((loaded, unreadable))
}

fn read(row: &Row<'_>) -> Result<Loaded, Fault> {
    // In the order of `columns!`.
    let mut fields = Fields::of(row);
    let id = EntryId(fields.next("entry")?);
    let message = fields.message("message")?;
    let conversation = fields.conversation("conversation")?;
    let aspect = aspect_of(fields.next("aspect")?)?;
    let word: String = fields.next("deed")?;
    let kind = wish::Kind::of_word(&word).ok_or_else(|| format!("an unknown deed, {word:?}"))?;
    let touched = Flags::from_bits(fields.next("touched")?);
    let was_set = Flags::from_bits(fields.next("was_set")?);
    let origin = if fields.next("makes")? { Origin::Makes } else { Origin::Changes };
    let after = fields.opt_message("after")?;
    let state = state_of(fields.next("state")?)?;
    let batch = fields.next("batch")?;
    let element: Option<String> = fields.next("element")?;
    let entry = Entry {
        id,
        message,
        conversation,
        aspect,
        kind,
        touched,
        was_set,
        origin,
        after,
        state,
        batch,
        frozen: element.is_some(),
        attempts: fields.next("attempts")?,
        unanswered: fields.next("unanswered")?,
        skipped: fields.next("skipped")?,
        not_before: fields.next("not_before")?,
        made_at: Stamp::from_ticks(fields.next("made_ticks")?, 0),
        reason: fields.next("reason")?,
        broken: fields.next("broken")?,
        people: people_of(fields.next("people")?)?,
        reported_before: fields.next("reported_before")?,
        uploads: fields.next("uploads")?,
    };
    Ok(Loaded { entry, element })
}
