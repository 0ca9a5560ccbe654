//! Drafts: what stands unsent in a composer.
//!
//! Must not know: when to save (the screen says so, within a second). Tests: `tests/store`.

use super::Error;
use super::code::{conversation_key, people_key, people_of, uuid_of};
use crate::chat::draft::{Aim, Draft};
use crate::chat::{MessageId, conversation};

use rusqlite::{Connection, OptionalExtension as _, params};

/// Whose text a row holds, as its `thread`: the composer's own.
const OWN: &[u8] = b"";
/// An edit in progress, which stands before the composer's own text without taking its place.
const EDIT: &[u8] = b"edit";

/// The draft of a conversation; empty if none was kept.
pub(crate) fn get(connection: &Connection, of: conversation::Id) -> Result<Draft, Error> {
    let own = row(connection, of, OWN)?;
    let edit = row(connection, of, EDIT)?.filter(|edit| matches!(edit.aim, Aim::Edit(_)));
    Ok(match (edit, own) {
        (Some(edit), own) => Draft { aside: own.map(Box::new), ..edit },
        (None, own) => own.unwrap_or_default(),
    })
}

fn row(connection: &Connection, of: conversation::Id, which: &[u8]) -> Result<Option<Draft>, Error> {
    let found = connection
        .prepare_cached(
            "SELECT text, tags, aim, aim_message FROM draft WHERE conversation = ?1 AND thread = ?2",
        )?
        .query_row(params![conversation_key(of), which], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, Option<Vec<u8>>>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, Option<Vec<u8>>>(3)?,
            ))
        })
        .optional()?;
    let Some((text, tags, aim, target)) = found else { return Ok(None) };
    // A draft's text is kept whatever else of it cannot be read.
    let target = target.and_then(|bytes| uuid_of(&bytes).ok()).map(MessageId::new);
    let aim = match (aim, target) {
        (1, Some(id)) => Aim::Reply(id),
        (2, Some(id)) => Aim::Edit(id),
        _ => Aim::New,
    };
    Ok(Some(Draft { text, tags: people_of(tags).unwrap_or_default(), aim, aside: None }))
}

/// Keeps a draft, or forgets it when it is empty.
pub(crate) fn save(connection: &Connection, of: conversation::Id, draft: &Draft) -> Result<(), Error> {
    match draft.aim {
        Aim::Edit(_) => {
            put(connection, of, EDIT, draft)?;
            put(connection, of, OWN, draft.aside.as_deref().unwrap_or(&Draft::default()))
        }
        Aim::New | Aim::Reply(_) => {
            forget(connection, of, EDIT)?;
            put(connection, of, OWN, draft)
        }
    }
}

fn put(connection: &Connection, of: conversation::Id, which: &[u8], draft: &Draft) -> Result<(), Error> {
    if draft.is_empty() {
        return forget(connection, of, which);
    }
    let (aim, target) = match draft.aim {
        Aim::New => (0, None),
        Aim::Reply(id) => (1, Some(id)),
        Aim::Edit(id) => (2, Some(id)),
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO draft (conversation, thread, text, tags, aim, aim_message)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            conversation_key(of),
            which,
            draft.text,
            people_key(&draft.tags),
            aim,
            target.map(|id| *id.uuid().as_bytes())
        ])?;
    Ok(())
}

/// Forgets the draft of a conversation: in the transaction that keeps what was made of it.
pub(crate) fn clear(connection: &Connection, of: conversation::Id) -> Result<(), Error> {
    forget(connection, of, EDIT)?;
    forget(connection, of, OWN)
}

/// Forgets the edit in progress alone: what stood aside for it comes back.
pub(crate) fn clear_edit(connection: &Connection, of: conversation::Id) -> Result<(), Error> {
    // Before there was a row for edits, one could stand in the composer's own.
    if row(connection, of, OWN)?.is_some_and(|own| matches!(own.aim, Aim::Edit(_))) {
        forget(connection, of, OWN)?;
    }
    forget(connection, of, EDIT)
}

fn forget(connection: &Connection, of: conversation::Id, which: &[u8]) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM draft WHERE conversation = ?1 AND thread = ?2")?
        .execute(params![conversation_key(of), which])?;
    Ok(())
}
