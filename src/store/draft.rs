//! Drafts: what stands unsent in a composer.
//!
//! Must not know: when to save (the screen says so, within a second). Tests: `tests/window`.

use super::Error;
use super::code::{conversation_key, people_key, people_of, uuid_of};
use crate::chat::draft::{Aim, Draft};
use crate::chat::{MessageId, conversation};

use rusqlite::{Connection, OptionalExtension as _, params};

/// The draft of a conversation; empty if none was kept.
pub(crate) fn get(connection: &Connection, of: conversation::Id) -> Result<Draft, Error> {
    let found = connection
        .prepare_cached(
            "SELECT text, tags, aim, aim_message FROM draft WHERE conversation = ?1 AND thread = x''",
        )?
        .query_row([conversation_key(of)], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, Option<Vec<u8>>>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, Option<Vec<u8>>>(3)?,
            ))
        })
        .optional()?;
    let Some((text, tags, aim, target)) = found else { return Ok(Draft::default()) };
    // A draft's text is kept whatever else of it cannot be read.
    let target = target.and_then(|bytes| uuid_of(&bytes).ok()).map(MessageId::new);
    let aim = match (aim, target) {
        (1, Some(id)) => Aim::Reply(id),
        (2, Some(id)) => Aim::Edit(id),
        _ => Aim::New,
    };
    Ok(Draft { text, tags: people_of(tags).unwrap_or_default(), aim })
}

/// Keeps a draft, or forgets it when it is empty.
pub(crate) fn save(connection: &Connection, of: conversation::Id, draft: &Draft) -> Result<(), Error> {
    if draft.is_empty() {
        return clear(connection, of);
    }
    let (aim, target) = match draft.aim {
        Aim::New => (0, None),
        Aim::Reply(id) => (1, Some(id)),
        Aim::Edit(id) => (2, Some(id)),
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO draft (conversation, thread, text, tags, aim, aim_message)
             VALUES (?1, x'', ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            conversation_key(of),
            draft.text,
            people_key(&draft.tags),
            aim,
            target.map(|id| *id.uuid().as_bytes())
        ])?;
    Ok(())
}

/// Forgets the draft of a conversation: in the transaction that keeps what was made of it.
pub(crate) fn clear(connection: &Connection, of: conversation::Id) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM draft WHERE conversation = ?1 AND thread = x''")?
        .execute([conversation_key(of)])?;
    Ok(())
}
