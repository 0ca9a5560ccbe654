//! Files: contents that are stored here, the paths that led to them, and uploads.
//!
//! Every function runs inside the caller's transaction. Must not know: where the bytes are stored (`files`), when
//! they are transferred (`transfer`). Tests: `tests/transfer`.

pub(crate) mod upload;

use super::Error;
use super::code::Fault;
use crate::chat::attachment::{Attachment, ContentHash, Facts, Media, Size};
use crate::chat::{Message, MessageId, Stamp};
use crate::row::File;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use std::collections::HashMap;

const fn media_code(media: Media) -> i64 {
    match media {
        Media::Picture => 0,
        Media::Sound => 1,
        Media::Video => 2,
        Media::Other => 3,
    }
}

/// An unknown code is drawn like any other file.
const fn media_of(code: i64) -> Media {
    match code {
        0 => Media::Picture,
        1 => Media::Sound,
        2 => Media::Video,
        _ => Media::Other,
    }
}

fn content_of(bytes: &[u8]) -> Result<ContentHash, Fault> {
    bytes
        .try_into()
        .map(ContentHash::new)
        .map_err(|_| format!("a hash of {} bytes instead of 32", bytes.len()))
}

/// Records that a file's content is stored here, with the facts found in it.
pub(crate) fn keep(
    connection: &Connection,
    content: ContentHash,
    facts: &Facts,
    now: Stamp,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO content (hash, bytes, media, media_type, width, height, millis, here, used_ticks)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8)
             ON CONFLICT (hash) DO UPDATE SET bytes = excluded.bytes, media = excluded.media,
                 media_type = excluded.media_type, width = excluded.width, height = excluded.height,
                 millis = excluded.millis, here = 1, used_ticks = max(used_ticks, excluded.used_ticks)",
        )?
        .execute(params![
            content.bytes(),
            i64::try_from(facts.bytes).unwrap_or(i64::MAX),
            media_code(facts.media),
            facts.media_type,
            facts.size.map(|size| size.width),
            facts.size.map(|size| size.height),
            facts.millis.map(|millis| i64::try_from(millis).unwrap_or(i64::MAX)),
            now.ticks(),
        ])?;
    Ok(())
}

/// The facts known about a file's content; the flag is true if it is stored here.
pub(crate) fn known(connection: &Connection, content: ContentHash) -> Result<Option<(Facts, bool)>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT bytes, media, media_type, width, height, millis, here FROM content WHERE hash = ?1",
        )?
        .query_row([content.bytes()], |row| Ok((facts(row)?, row.get(6)?)))
        .optional()?)
}

fn facts(row: &Row<'_>) -> rusqlite::Result<Facts> {
    let size = row.get::<_, Option<u32>>(3)?.zip(row.get::<_, Option<u32>>(4)?);
    Ok(Facts {
        bytes: row.get::<_, i64>(0)?.unsigned_abs(),
        media: media_of(row.get(1)?),
        media_type: row.get(2)?,
        size: size.map(|(width, height)| Size { width, height }),
        millis: row.get::<_, Option<i64>>(5)?.map(i64::unsigned_abs),
    })
}

/// Records that a path led to this content.
pub(crate) fn locate(connection: &Connection, path: &str, content: ContentHash) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO located (path, hash) VALUES (?1, ?2)")?
        .execute(params![path, content.bytes()])?;
    Ok(())
}

/// The content that a path led to.
pub(crate) fn located(connection: &Connection, path: &str) -> Result<Option<ContentHash>, Error> {
    let found: Option<Vec<u8>> = connection
        .prepare_cached("SELECT hash FROM located WHERE path = ?1")?
        .query_row([path], |row| row.get(0))
        .optional()?;
    found.map(|hash| content_of(&hash).map_err(Error::Database)).transpose()
}

/// The state of the files of a message, in their order.
pub(crate) fn of_message(connection: &Connection, message: &Message) -> Result<Vec<File>, Error> {
    if message.files.is_empty() {
        return Ok(Vec::new());
    }
    let mut files = of_paths(connection, &message.files)?;
    for (place, file) in files.iter_mut().enumerate() {
        let Some(own) = upload::state(connection, message.id, u32::try_from(place).unwrap_or(u32::MAX))?
        else {
            continue;
        };
        let known = known(connection, own.content)?;
        file.here = known.as_ref().is_some_and(|(_, here)| *here);
        file.facts = known.map(|(facts, _)| facts);
        file.content = Some(own.content);
        file.upload = own.upload;
    }
    Ok(files)
}

/// The state of the files at these paths.
pub(crate) fn of_paths(connection: &Connection, files: &[Attachment]) -> Result<Vec<File>, Error> {
    let one = |file: &Attachment| {
        let mut known_of = File::default();
        if let Some(content) = located(connection, &file.path)? {
            let known = known(connection, content)?;
            known_of.here = known.as_ref().is_some_and(|(_, here)| *here);
            known_of.facts = known.map(|(facts, _)| facts);
            known_of.content = Some(content);
        }
        Ok(known_of)
    };
    files.iter().map(one).collect()
}

/// True if the recorded last use of a file's content is over an hour old: it is updated once an hour at most.
pub(crate) fn is_stale(connection: &Connection, content: ContentHash, now: Stamp) -> Result<bool, Error> {
    const HOUR: i64 = 3_600 * 10_000_000;
    Ok(connection
        .prepare_cached("SELECT used_ticks < ?2 FROM content WHERE hash = ?1")?
        .query_row(params![content.bytes(), now.ticks() - HOUR], |row| row.get(0))
        .optional()?
        .unwrap_or_default())
}

/// Records that a file's content is used now.
pub(crate) fn touch(connection: &Connection, content: ContentHash, now: Stamp) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE content SET used_ticks = max(used_ticks, ?2) WHERE hash = ?1")?
        .execute(params![content.bytes(), now.ticks()])?;
    Ok(())
}

/// Contents that no message, no upload and no draft (`drafted`) refers to. One that was used since `before` is left out:
/// a file that was just added may not be in a draft yet.
pub(crate) fn unreferenced(
    connection: &Connection,
    drafted: &[ContentHash],
    before: Stamp,
) -> Result<Vec<ContentHash>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT hash FROM content c WHERE used_ticks < ?1
            AND NOT EXISTS (SELECT 1 FROM located l WHERE l.hash = c.hash)
            AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.hash = c.hash AND u.state <> 2)",
    )?;
    let found = statement.query_map([before.ticks()], |row| row.get::<_, Vec<u8>>(0))?;
    let mut unreferenced = Vec::new();
    for hash in found {
        let content = content_of(&hash?).map_err(Error::Database)?;
        if !drafted.contains(&content) {
            unreferenced.push(content);
        }
    }
    Ok(unreferenced)
}

/// The least recently used contents to delete so that the rest fits in `cap` bytes, thumbnails included. Unsent files
/// and those in drafts are neither deleted nor counted; nor are files taken since `before`, which may be on their way
/// to a composer. A file that is larger than the cap by itself is always deleted, so that nothing else has to make
/// room for it.
pub(crate) fn over_cache_limit(
    connection: &Connection,
    drafted: &[ContentHash],
    cap: u64,
    before: Stamp,
    thumbnails: &HashMap<ContentHash, u64>,
) -> Result<Vec<ContentHash>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT hash, bytes FROM content c WHERE here = 1
            AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.hash = c.hash AND u.state <> 2)
            AND (used_ticks < ?1 OR EXISTS (SELECT 1 FROM located l WHERE l.hash = c.hash))
          ORDER BY used_ticks",
    )?;
    let mut rows = statement.query([before.ticks()])?;
    let (mut kept, mut oldest_first, mut excess) = (0_u64, Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let content = content_of(&row.get::<_, Vec<u8>>(0)?).map_err(Error::Database)?;
        let small = thumbnails.get(&content).copied().unwrap_or_default();
        let bytes = row.get::<_, i64>(1)?.unsigned_abs().saturating_add(small);
        if drafted.contains(&content) {
            continue;
        }
        if bytes > cap {
            excess.push(content);
        } else {
            kept = kept.saturating_add(bytes);
            oldest_first.push((content, bytes));
        }
    }
    for (content, bytes) in oldest_first {
        if kept <= cap {
            break;
        }
        kept -= bytes;
        excess.push(content);
    }
    Ok(excess)
}

/// Records that a file's content is no longer stored here. Its facts stay, so that the file keeps its size on screen.
pub(crate) fn mark_absent(connection: &Connection, content: ContentHash) -> Result<(), Error> {
    connection.prepare_cached("UPDATE content SET here = 0 WHERE hash = ?1")?.execute([content.bytes()])?;
    Ok(())
}

/// Forgets everything about a file's content.
pub(crate) fn forget(connection: &Connection, content: ContentHash) -> Result<(), Error> {
    connection.prepare_cached("DELETE FROM content WHERE hash = ?1")?.execute([content.bytes()])?;
    Ok(())
}

/// All contents that the database records as stored here.
pub(crate) fn all_here(connection: &Connection) -> Result<Vec<ContentHash>, Error> {
    let mut statement = connection.prepare_cached("SELECT hash FROM content WHERE here = 1")?;
    let found = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    found.map(|hash| content_of(&hash?).map_err(Error::Database)).collect()
}

/// Forgets the paths of the files of a deleted message, and of those it shares, unless another message has them too.
/// Content without a path is then deleted by the next clean-up without the usual delay, if nothing else needs it.
pub(crate) fn message_deleted(connection: &Connection, message: &Message) -> Result<(), Error> {
    let shared = message.shared.as_deref().map(|shared| shared.files.as_slice()).unwrap_or_default();
    for file in message.files.iter().chain(shared).filter(|file| !file.path.is_empty()) {
        let Some(content) = located(connection, &file.path)? else { continue };
        if is_pointed_at(connection, &file.path, message.id)? {
            continue;
        }
        connection.prepare_cached("DELETE FROM located WHERE path = ?1")?.execute([&file.path])?;
        connection
            .prepare_cached(
                "UPDATE content SET used_ticks = 0 WHERE hash = ?1
                    AND NOT EXISTS (SELECT 1 FROM located WHERE hash = ?1)",
            )?
            .execute([content.bytes()])?;
    }
    Ok(())
}

/// True if a message other than `besides` has this path, in its own files or in those it shares. Scans every message,
/// but only when a message is deleted whose files are here.
fn is_pointed_at(connection: &Connection, path: &str, besides: MessageId) -> Result<bool, Error> {
    // The path as encoded in the JSON column.
    let written = serde_json::to_string(path).map_err(|error| Error::Database(error.to_string()))?;
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM message WHERE id <> ?1 AND deleted = 0
                AND (instr(files, ?2) > 0 OR instr(shared, ?2) > 0))",
        )?
        .query_row(params![key(besides), written], |row| row.get(0))?)
}

/// The id as a column value.
fn key(message: MessageId) -> [u8; 16] {
    *message.uuid().as_bytes()
}
