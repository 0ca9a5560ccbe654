//! Uploads: the user's own files to be stored in the object store, each before its message is sent.
//!
//! ```text
//!   post ─► pending ──uploaded──► uploaded ──message accepted──► gone
//!             │ ▲                   │
//!             │ └─ failed: later    └── message discarded ─┐
//!             └──── message discarded ─────────────────────┴─► given up ──deleted──► gone
//! ```
//! Must not know: object stores. Tests: `tests/transfer`.

use super::{content_of, key};
use crate::chat::attachment::ContentHash;
use crate::chat::{MessageId, conversation};
use crate::pause::Pause;
use crate::row::Upload;
use crate::store::code::{conversation_of, uuid_of};
use crate::store::outbox::column;
use crate::store::{Error, message, outbox};

use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// A file to upload, or to delete from the object store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) message: MessageId,
    pub(crate) place: u32,
    pub(crate) content: ContentHash,
    /// Its path below the root of the object store.
    pub(crate) name: String,
    /// The object store's record of a partial upload, to resume it.
    pub(crate) resume: Option<String>,
    pub(crate) attempts: u32,
    /// The conversation whose messages wait for the upload; a nil id if the file is to be deleted.
    pub(crate) conversation: conversation::Id,
}

/// The state of one of the user's own files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) content: ContentHash,
    /// `None` once it is uploaded.
    pub(crate) upload: Option<Upload>,
}

/// Queues a file that must be uploaded before its message is sent.
pub(crate) fn add(
    connection: &Connection,
    message: MessageId,
    place: u32,
    content: ContentHash,
    name: &str,
) -> Result<(), Error> {
    // The message may be posted again before the clean-up of its discarded files: then they are overwritten.
    let sql = "INSERT INTO upload (message, place, hash, name) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (message, place) DO UPDATE SET hash = excluded.hash, name = excluded.name, state = 0,
                    resume = NULL, attempts = 1, not_before = 0, reason = NULL WHERE state = 2";
    connection.prepare_cached(sql)?.execute(params![key(message), place, content.bytes(), name])?;
    Ok(())
}

/// The state of a file; `None` if it is somebody else's or its message was accepted.
pub(crate) fn state(connection: &Connection, message: MessageId, place: u32) -> Result<Option<State>, Error> {
    let read = |row: &Row<'_>| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<String>>(2)?))
    };
    let found = connection
        .prepare_cached(
            "SELECT hash, state, reason FROM upload WHERE message = ?1 AND place = ?2 AND state <> 2",
        )?
        .query_row(params![key(message), place], read)
        .optional()?;
    let Some((hash, state, reason)) = found else { return Ok(None) };
    let upload = (state == 0).then(|| reason.map_or(Upload::Waits, Upload::Trouble));
    Ok(Some(State { content: content_of(&hash).map_err(Error::Database)?, upload }))
}

/// The state of a message's pending files: the first failure, if there is one.
pub(crate) fn why(connection: &Connection, message: MessageId) -> Result<Upload, Error> {
    let reason: Option<String> = connection
        .prepare_cached(
            "SELECT reason FROM upload WHERE message = ?1 AND state = 0 AND reason IS NOT NULL ORDER BY place LIMIT 1",
        )?
        .query_row([key(message)], |row| row.get(0))
        .optional()?;
    Ok(reason.map_or(Upload::Waits, Upload::Trouble))
}

/// The files that may be uploaded at `now` (milliseconds since 1970 UTC), in the order of their messages: only the
/// first pending file of each message, so that many files of one do not hold up others, and none of a parked message.
pub(crate) fn due(connection: &Connection, now: i64, limit: usize) -> Result<Vec<Job>, Error> {
    jobs(
        connection,
        concat!(
            "SELECT u.message, u.place, u.hash, u.name, u.resume, u.attempts, o.conversation
               FROM upload u JOIN outbox o ON o.message = u.message AND o.makes = 1
              WHERE u.state = 0 AND o.state = ",
            column::queued!(),
            " AND u.not_before <= ?1
            AND NOT EXISTS (SELECT 1 FROM upload v WHERE v.message = u.message AND v.place < u.place
                               AND v.state = 0 AND v.not_before <= ?1)
          ORDER BY o.entry LIMIT ?2"
        ),
        params![now, i64::try_from(limit).unwrap_or(i64::MAX)],
    )
}

/// When the next upload or clean-up that is not due yet becomes due, in milliseconds since 1970 UTC.
pub(crate) fn next_due(connection: &Connection, now: i64) -> Result<Option<i64>, Error> {
    Ok(connection
        .prepare_cached(concat!(
            "SELECT min(u.not_before) FROM upload u LEFT JOIN outbox o ON o.message = u.message AND o.makes = 1
              WHERE (u.state = 2 OR u.state = 0 AND o.state = ",
            column::queued!(),
            ") AND u.not_before > ?1"
        ))?
        .query_row([now], |row| row.get(0))?)
}

/// Files of discarded messages that may have to be deleted from the object store.
pub(crate) fn to_clean_up(connection: &Connection, now: i64, limit: usize) -> Result<Vec<Job>, Error> {
    jobs(
        connection,
        "SELECT message, place, hash, name, resume, attempts, zeroblob(17) FROM upload
          WHERE state = 2 AND not_before <= ?1 ORDER BY message, place LIMIT ?2",
        params![now, i64::try_from(limit).unwrap_or(i64::MAX)],
    )
}

fn jobs(connection: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Job>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut jobs = Vec::new();
    while let Some(row) = rows.next()? {
        jobs.push(Job {
            message: uuid_of(&row.get::<_, Vec<u8>>(0)?).map(MessageId::new).map_err(Error::Database)?,
            place: row.get(1)?,
            content: content_of(&row.get::<_, Vec<u8>>(2)?).map_err(Error::Database)?,
            name: row.get(3)?,
            resume: row.get(4)?,
            attempts: row.get(5)?,
            conversation: conversation_of(&row.get::<_, Vec<u8>>(6)?).map_err(Error::Database)?,
        });
    }
    Ok(jobs)
}

/// Counts an attempt that begins now: from here on the object store may hold a part of the file. False if the message
/// was discarded meanwhile.
pub(crate) fn begun(connection: &Connection, message: MessageId, place: u32) -> Result<bool, Error> {
    let changed = connection
        .prepare_cached(
            "UPDATE upload SET attempts = attempts + 1 WHERE message = ?1 AND place = ?2 AND state = 0",
        )?
        .execute(params![key(message), place])?;
    Ok(changed > 0)
}

/// Delays a clean-up that failed. `tries` is the new number of attempts, in which one that did not reach the store
/// does not count.
pub(crate) fn clean_up_failed(
    connection: &Connection,
    message: MessageId,
    place: u32,
    tries: u32,
    pause: Pause,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE upload SET attempts = ?3, not_before = ?4, wait = ?5
              WHERE message = ?1 AND place = ?2 AND state = 2",
        )?
        .execute(params![key(message), place, tries, pause.until(), pause.length()])?;
    Ok(())
}

/// Records how much the object store has already.
pub(crate) fn note(
    connection: &Connection,
    message: MessageId,
    place: u32,
    resume: &str,
) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE upload SET resume = ?3 WHERE message = ?1 AND place = ?2 AND state <> 1")?
        .execute(params![key(message), place, resume])?;
    Ok(())
}

/// Delays an upload that failed.
pub(crate) fn trouble(
    connection: &Connection,
    message: MessageId,
    place: u32,
    reason: &str,
    pause: Pause,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE upload SET reason = ?3, not_before = ?4, wait = ?5
              WHERE message = ?1 AND place = ?2 AND state <> 1",
        )?
        .execute(params![key(message), place, reason, pause.until(), pause.length()])?;
    Ok(())
}

/// True if a wait starts in the future: it was written by a clock that has been set back since.
pub(crate) fn has_future_waits(connection: &Connection, now: i64) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM upload WHERE state <> 1 AND not_before > ?1 AND not_before - wait > ?1)",
        )?
        .query_row([now], |row| row.get(0))?)
}

/// Restarts the waits that [`has_future_waits`] finds at `now`, with their full length.
pub(crate) fn restart_future_waits(connection: &Connection, now: i64) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE upload SET not_before = ?1 + wait
              WHERE state <> 1 AND not_before > ?1 AND not_before - wait > ?1",
        )?
        .execute([now])?;
    Ok(())
}

/// Ends every wait.
pub(crate) fn end_waits(connection: &Connection) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE upload SET not_before = 0 WHERE state <> 1 AND not_before > 0")?
        .execute([])?;
    Ok(())
}

/// Makes the files of a message due again after the user asked to retry.
pub(crate) fn try_again(connection: &Connection, message: MessageId) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE upload SET not_before = 0, reason = NULL WHERE message = ?1 AND state = 0")?
        .execute([key(message)])?;
    Ok(())
}

/// Records that a file was uploaded to `path`: its message and the messages that share it get the path, and its
/// outbox entry waits for one upload less. False if the message was discarded meanwhile.
pub(crate) fn stored(
    connection: &Connection,
    message: MessageId,
    place: u32,
    path: &str,
) -> Result<bool, Error> {
    let changed = connection
        .prepare_cached(
            "UPDATE upload SET state = 1, reason = NULL, resume = NULL WHERE message = ?1 AND place = ?2 AND state = 0",
        )?
        .execute(params![key(message), place])?;
    if changed == 0 {
        return Ok(false);
    }
    let own = state(connection, message, place)?;
    if let Some(own) = own {
        super::locate(connection, path, own.content)?;
    }
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    if let Some((mut found, progress)) = message::get(connection, message)? {
        if let Some(file) = found.files.get_mut(place) {
            path.clone_into(&mut file.path);
        }
        message::put(connection, &found, progress)?;
    }
    for share in outbox::dependents(connection, message)? {
        let Some((mut found, progress)) = message::get(connection, share.message)? else { continue };
        let file = found.shared.as_mut().filter(|shared| shared.id == message);
        let Some(file) = file.and_then(|shared| shared.files.get_mut(place)) else { continue };
        path.clone_into(&mut file.path);
        message::put(connection, &found, progress)?;
    }
    outbox::decrement_uploads(connection, message)?;
    Ok(true)
}

/// Gives up the uploads of a discarded message: files that may be in the object store are marked for deletion, the
/// others forgotten.
pub(crate) fn give_up(connection: &Connection, message: MessageId) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM upload WHERE message = ?1 AND state = 0 AND attempts = 0")?
        .execute([key(message)])?;
    connection
        .prepare_cached("UPDATE upload SET state = 2, not_before = 0, attempts = 0 WHERE message = ?1")?
        .execute([key(message)])?;
    Ok(())
}

/// Forgets a file that was deleted from the object store, or given up on.
pub(crate) fn cleaned_up(connection: &Connection, message: MessageId, place: u32) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM upload WHERE message = ?1 AND place = ?2 AND state = 2")?
        .execute(params![key(message), place])?;
    Ok(())
}

/// Forgets uploads whose messages were accepted.
pub(crate) fn forget_accepted(connection: &Connection) -> Result<(), Error> {
    connection
        .prepare_cached(
            "DELETE FROM upload WHERE state = 1
                AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = upload.message AND o.makes = 1)",
        )?
        .execute([])?;
    Ok(())
}
