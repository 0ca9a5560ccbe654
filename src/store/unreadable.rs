//! Elements from the server that could not be read: remembered, so that each is reported once.
//!
//! Must not know: the reasons. Tests: `tests/sync/unreadable.rs`.

use super::Error;
use crate::chat::Stamp;

use rusqlite::{Connection, params};
use uuid::Uuid;

/// The most that are remembered; beyond that the oldest are forgotten, and counted again if they come again.
const REMEMBERED: i64 = 10_000;

/// Records elements by their hashes and returns how many were new.
pub(crate) fn note(connection: &Connection, marks: &[Uuid], now: Stamp) -> Result<u64, Error> {
    if marks.is_empty() {
        return Ok(0);
    }
    let mut new = 0;
    for mark in marks {
        let added = connection
            .prepare_cached("INSERT OR IGNORE INTO unreadable (mark, seen_ticks) VALUES (?1, ?2)")?
            .execute(params![mark.as_bytes(), now.ticks()])?;
        new += added as u64;
    }
    if new > 0 {
        connection
            .prepare_cached(
                "DELETE FROM unreadable WHERE mark IN
                 (SELECT mark FROM unreadable ORDER BY seen_ticks DESC LIMIT -1 OFFSET ?1)",
            )?
            .execute([REMEMBERED])?;
    }
    Ok(new)
}
