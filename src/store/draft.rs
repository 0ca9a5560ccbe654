//! Drafts: unsent messages in composers.
//!
//! Must not know: when to save (the screen decides, within a second). Tests: `tests/store`.

use super::Error;
use super::code::{conversation_key, people_key, people_of, uuid_of};
use super::file;
use crate::chat::attachment::{ContentHash, StagedFile};
use crate::chat::draft::{Aim, Draft};
use crate::chat::{FeedId, MessageId, conversation};

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

/// Suffix of `thread` for a row that holds an edit in progress. The draft that the edit replaced for now keeps its
/// own row.
const EDIT: &[u8] = b"edit";

/// The `thread` key of a feed's own draft: the root of a thread, or empty for the timeline.
fn own_key(of: FeedId) -> Vec<u8> {
    of.root.map(|root| root.uuid().as_bytes().to_vec()).unwrap_or_default()
}

fn edit_key(of: FeedId) -> Vec<u8> {
    [&own_key(of), EDIT].concat()
}

/// The draft of a feed; empty if none is stored.
pub(crate) fn get(connection: &Connection, of: FeedId) -> Result<Draft, Error> {
    let own = row(connection, of.of, &own_key(of))?;
    let edit = row(connection, of.of, &edit_key(of))?.filter(|edit| matches!(edit.aim, Aim::Edit(_)));
    Ok(match (edit, own) {
        (Some(edit), own) => Draft { aside: own.map(Box::new), ..edit },
        (None, own) => own.unwrap_or_default(),
    })
}

fn row(connection: &Connection, of: conversation::Id, which: &[u8]) -> Result<Option<Draft>, Error> {
    let found = connection
        .prepare_cached(
            "SELECT text, tags, aim, aim_message, files FROM draft WHERE conversation = ?1 AND thread = ?2",
        )?
        .query_row(params![conversation_key(of), which], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, Option<Vec<u8>>>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, Option<Vec<u8>>>(3)?,
                row.get::<_, Option<String>>(4)?,
            ))
        })
        .optional()?;
    let Some((text, tags, aim, target, files)) = found else { return Ok(None) };
    // The text is returned even if other columns cannot be read.
    let target = target.and_then(|bytes| uuid_of(&bytes).ok()).map(MessageId::new);
    let files = taken(connection, files.as_deref().unwrap_or_default())?;
    let aim = match (aim, target) {
        (2, Some(id)) => Aim::Edit(id),
        _ => Aim::New,
    };
    Ok(Some(Draft { text, tags: people_of(tags).unwrap_or_default(), files, aim, aside: None }))
}

/// Saves a draft, or deletes it if it is empty.
pub(crate) fn save(connection: &Connection, of: FeedId, draft: &Draft) -> Result<(), Error> {
    match draft.aim {
        Aim::Edit(_) => {
            put(connection, of.of, &edit_key(of), draft)?;
            put(connection, of.of, &own_key(of), draft.aside.as_deref().unwrap_or(&Draft::default()))
        }
        Aim::New => {
            forget(connection, of.of, &edit_key(of))?;
            put(connection, of.of, &own_key(of), draft)
        }
    }
}

fn put(connection: &Connection, of: conversation::Id, which: &[u8], draft: &Draft) -> Result<(), Error> {
    if draft.is_empty() {
        return forget(connection, of, which);
    }
    let (aim, target) = match draft.aim {
        Aim::New => (0, None),
        Aim::Edit(id) => (2, Some(id)),
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO draft (conversation, thread, text, tags, aim, aim_message, files)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            conversation_key(of),
            which,
            draft.text,
            people_key(&draft.tags),
            aim,
            target.map(|id| *id.uuid().as_bytes()),
            stored(&draft.files)?,
        ])?;
    Ok(())
}

/// An attachment of a draft, as stored in its row.
#[derive(Serialize, Deserialize)]
struct Staged {
    content: String,
    name: String,
}

fn stored(files: &[StagedFile]) -> Result<Option<String>, Error> {
    if files.is_empty() {
        return Ok(None);
    }
    let one = |file: &StagedFile| Staged { content: file.content.to_string(), name: file.name.clone() };
    let all: Vec<Staged> = files.iter().map(one).collect();
    serde_json::to_string(&all).map(Some).map_err(|error| Error::Database(error.to_string()))
}

fn staged(text: &str) -> Vec<Staged> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The bytes of the files in all drafts.
pub(crate) fn contents(connection: &Connection) -> Result<Vec<ContentHash>, Error> {
    let mut statement = connection.prepare_cached("SELECT files FROM draft WHERE files IS NOT NULL")?;
    let texts = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let files = texts.iter().flat_map(|text| staged(text));
    Ok(files.filter_map(|file| ContentHash::of_hex(&file.content)).collect())
}

/// The attachments of a row whose contents are still here.
fn taken(connection: &Connection, text: &str) -> Result<Vec<StagedFile>, Error> {
    let mut files = Vec::new();
    for Staged { content, name } in staged(text) {
        let Some(content) = ContentHash::of_hex(&content) else { continue };
        if let Some((facts, true)) = file::known(connection, content)? {
            files.push(StagedFile { content, name, facts });
        }
    }
    Ok(files)
}

/// Deletes the draft of a feed, in the transaction that stores the message made from it.
pub(crate) fn clear(connection: &Connection, of: FeedId) -> Result<(), Error> {
    forget(connection, of.of, &edit_key(of))?;
    forget(connection, of.of, &own_key(of))
}

/// Deletes only the edit of a message, in any composer of its conversation; the draft that it replaced comes back.
pub(crate) fn clear_edit(
    connection: &Connection,
    of: conversation::Id,
    message: MessageId,
) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM draft WHERE conversation = ?1 AND aim = 2 AND aim_message = ?2")?
        .execute(params![conversation_key(of), message.uuid().as_bytes()])?;
    Ok(())
}

/// True if the thread of a message has a draft.
pub(crate) fn is_in_thread(
    connection: &Connection,
    of: conversation::Id,
    root: MessageId,
) -> Result<bool, Error> {
    let feed_id = FeedId::thread(of, root);
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM draft WHERE conversation = ?1 AND thread IN (?2, ?3))")?
        .query_row(params![conversation_key(of), own_key(feed_id), edit_key(feed_id)], |row| row.get(0))?)
}

fn forget(connection: &Connection, of: conversation::Id, which: &[u8]) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM draft WHERE conversation = ?1 AND thread = ?2")?
        .execute(params![conversation_key(of), which])?;
    Ok(())
}
