//! Uploads: one's own files on their way to the store, each before its message.
//!
//! ```text
//!   post ─► to be stored ──stored──► stored ──message accepted──► gone
//!               │  ▲                    │
//!               │  └─ trouble: later    └── message taken back ─┐
//!               └──────── message taken back ─────────────────► given up ──swept──► gone
//! ```
//! Must not know: stores. Tests: `tests/transfer`.

use super::{content_of, key};
use crate::chat::attachment::Content;
use crate::chat::{MessageId, conversation};
use crate::pause::Pause;
use crate::row::Upload;
use crate::store::code::{conversation_of, uuid_of};
use crate::store::outbox::column;
use crate::store::{Error, message, outbox};

use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// A file that is to be stored, or swept away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) message: MessageId,
    pub(crate) place: u32,
    pub(crate) content: Content,
    /// Where it is to lie, from the store's root.
    pub(crate) name: String,
    /// What of it the store has already.
    pub(crate) resume: Option<String>,
    pub(crate) attempts: u32,
    /// Whose messages wait for it; of nobody where it is to be swept away.
    pub(crate) conversation: conversation::Id,
}

/// Where a file of one's own stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) content: Content,
    /// None once it is stored.
    pub(crate) upload: Option<Upload>,
}

/// A file is to be stored before its message goes.
pub(crate) fn add(
    connection: &Connection,
    message: MessageId,
    place: u32,
    content: Content,
    name: &str,
) -> Result<(), Error> {
    // The same message again, before what was taken back of it is swept: it is stored over that.
    let sql = "INSERT INTO upload (message, place, hash, name) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (message, place) DO UPDATE SET hash = excluded.hash, name = excluded.name, state = 0,
                    resume = NULL, attempts = 1, not_before = 0, reason = NULL WHERE state = 2";
    connection.prepare_cached(sql)?.execute(params![key(message), place, content.bytes(), name])?;
    Ok(())
}

/// Where one stands; none when it is none of one's own, or its message is accepted.
pub(crate) fn standing(
    connection: &Connection,
    message: MessageId,
    place: u32,
) -> Result<Option<Standing>, Error> {
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
    Ok(Some(Standing { content: content_of(&hash).map_err(Error::Database)?, upload }))
}

/// Why the files of a message are not stored yet: the first trouble there is.
pub(crate) fn why(connection: &Connection, message: MessageId) -> Result<Upload, Error> {
    let reason: Option<String> = connection
        .prepare_cached(
            "SELECT reason FROM upload WHERE message = ?1 AND state = 0 AND reason IS NOT NULL ORDER BY place LIMIT 1",
        )?
        .query_row([key(message)], |row| row.get(0))
        .optional()?;
    Ok(reason.map_or(Upload::Waits, Upload::Trouble))
}

/// What may be stored at `now` (milliseconds since 1970 UTC), in the order of its messages: the first file of each, so that
/// many files of one hold up no other; nothing of a parked one.
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

/// When the next may be tried or swept again that cannot now, in milliseconds since 1970 UTC.
pub(crate) fn next_later(connection: &Connection, now: i64) -> Result<Option<i64>, Error> {
    Ok(connection
        .prepare_cached(concat!(
            "SELECT min(u.not_before) FROM upload u LEFT JOIN outbox o ON o.message = u.message AND o.makes = 1
              WHERE (u.state = 2 OR u.state = 0 AND o.state = ",
            column::queued!(),
            ") AND u.not_before > ?1"
        ))?
        .query_row([now], |row| row.get(0))?)
}

/// What was given up and may lie in the store.
pub(crate) fn to_sweep(connection: &Connection, now: i64, limit: usize) -> Result<Vec<Job>, Error> {
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

/// A try begins: from now on something may lie in the store. False when the message was taken back meanwhile.
pub(crate) fn begun(connection: &Connection, message: MessageId, place: u32) -> Result<bool, Error> {
    let changed = connection
        .prepare_cached(
            "UPDATE upload SET attempts = attempts + 1 WHERE message = ?1 AND place = ?2 AND state = 0",
        )?
        .execute(params![key(message), place])?;
    Ok(changed > 0)
}

/// A sweep did not work; not again before a pause is over. One that met nobody was no try.
pub(crate) fn not_swept(
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

/// The store has this much of it already.
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

/// A try did not work; not again before a pause is over.
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

/// True if a wait would begin later than now: it was written by a clock that has been set back since.
pub(crate) fn begins_later(connection: &Connection, now: i64) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM upload WHERE state <> 1 AND not_before > ?1 AND not_before - wait > ?1)",
        )?
        .query_row([now], |row| row.get(0))?)
}

/// Begins the waits that [`begins_later`] finds now, with their length.
pub(crate) fn begin_by_now(connection: &Connection, now: i64) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE upload SET not_before = ?1 + wait
              WHERE state <> 1 AND not_before > ?1 AND not_before - wait > ?1",
        )?
        .execute([now])?;
    Ok(())
}

/// Whatever waits for a moment may be tried now.
pub(crate) fn forget_waits(connection: &Connection) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE upload SET not_before = 0 WHERE state <> 1 AND not_before > 0")?
        .execute([])?;
    Ok(())
}

/// A person wants the files of a message tried again, from the beginning.
pub(crate) fn try_again(connection: &Connection, message: MessageId) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE upload SET not_before = 0, reason = NULL WHERE message = ?1 AND state = 0")?
        .execute([key(message)])?;
    Ok(())
}

/// A file lies in the store, under this path: its message says so from now on, what shares it too, and one thing less
/// stands before them. False when the message was taken back meanwhile.
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
    let own = standing(connection, message, place)?;
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
    for share in outbox::hanging_on(connection, message)? {
        let Some((mut found, progress)) = message::get(connection, share.message)? else { continue };
        let file = found.shared.as_mut().filter(|shared| shared.id == message);
        let Some(file) = file.and_then(|shared| shared.files.get_mut(place)) else { continue };
        path.clone_into(&mut file.path);
        message::put(connection, &found, progress)?;
    }
    outbox::one_upload_less(connection, message)?;
    Ok(true)
}

/// A message was taken back: what lies in the store already, or may, is to be swept away; the rest is forgotten.
pub(crate) fn give_up(connection: &Connection, message: MessageId) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM upload WHERE message = ?1 AND state = 0 AND attempts = 0")?
        .execute([key(message)])?;
    connection
        .prepare_cached("UPDATE upload SET state = 2, not_before = 0, attempts = 0 WHERE message = ?1")?
        .execute([key(message)])?;
    Ok(())
}

/// Nothing of it lies in the store any more, or nothing more can be done about it.
pub(crate) fn swept(connection: &Connection, message: MessageId, place: u32) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM upload WHERE message = ?1 AND place = ?2 AND state = 2")?
        .execute(params![key(message), place])?;
    Ok(())
}

/// Uploads whose messages have been accepted are over.
pub(crate) fn forget_accepted(connection: &Connection) -> Result<(), Error> {
    connection
        .prepare_cached(
            "DELETE FROM upload WHERE state = 1
                AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = upload.message AND o.makes = 1)",
        )?
        .execute([])?;
    Ok(())
}
