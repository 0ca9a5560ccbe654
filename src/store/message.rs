//! The message table: store, change, read and delete single messages.
//!
//! Nested content (files, the shared snapshot) is stored as JSON in types of this file, so that the vocabulary stays
//! free of serde. Must not know: the outbox's rules. Tests: `tests/promise`.

use super::Error;
use super::code::{
    Fault, Fields, conversation_key, conversation_of, kind_code, kind_of, people_key, people_of,
};
use super::quarantine;
use crate::chat::message::{Marks, Shared};
use crate::chat::{Attachment, Message, MessageId, PersonId, Stamp, conversation};

use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The columns that [`read`] reads, in its order.
macro_rules! columns {
    () => {
        "id, conversation, author, author_name, ticks, tick_offset, text, kind, kind_number, parent, reacted_by, tags, \
         files, shared, from_person, edited_ticks, edited_offset, deleted, pinned_by, starred_by, read, archived, \
         reported, delivery, server_kept, server_text"
    };
}
pub(super) use columns;

/// The stored progress of one of the user's own messages. The outbox knows if a waiting message is parked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Settled,
    Waiting,
    Accepted,
    Seen,
}

impl Progress {
    pub(super) const fn code(self) -> i64 {
        match self {
            Self::Settled => 0,
            Self::Waiting => 1,
            Self::Accepted => 2,
            Self::Seen => 3,
        }
    }

    pub(super) const fn of(code: i64) -> Self {
        match code {
            1 => Self::Waiting,
            2 => Self::Accepted,
            3 => Self::Seen,
            _ => Self::Settled,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredFile {
    path: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
}

/// The files of a message: all of them, or the first ones and the number of the others.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredFiles {
    All(Vec<StoredFile>),
    Some { first: Vec<StoredFile>, more: u32 },
}

impl StoredFiles {
    fn of(files: &[Attachment], more: u32) -> Self {
        let first = stored_files(files);
        if more == 0 { Self::All(first) } else { Self::Some { first, more } }
    }

    fn into_files(self) -> (Vec<Attachment>, u32) {
        match self {
            Self::All(files) => (files_of(files), 0),
            Self::Some { first, more } => (files_of(first), more),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredShared {
    id: Uuid,
    #[serde(default)]
    conversation: Option<Vec<u8>>,
    #[serde(default)]
    author: Option<Uuid>,
    author_name: String,
    #[serde(default)]
    sent_at: Option<(i64, i16)>,
    text: String,
    #[serde(default)]
    kind: (i64, Option<i64>),
    #[serde(default)]
    files: Vec<StoredFile>,
    #[serde(default)]
    more_files: u32,
    #[serde(default)]
    tags: Vec<(Uuid, String)>,
    #[serde(default)]
    parent: Option<Uuid>,
    #[serde(default)]
    reported: Option<String>,
}

fn stored_files(files: &[Attachment]) -> Vec<StoredFile> {
    files
        .iter()
        .map(|file| StoredFile {
            path: file.path.clone(),
            name: file.name.clone(),
            duration: file.duration.clone(),
        })
        .collect()
}

/// The file names of a row, empty if the column cannot be read: such a row is quarantined when it is read itself.
pub(super) fn file_names(json: Option<String>) -> String {
    let files = json.and_then(|json| serde_json::from_str::<StoredFiles>(&json).ok());
    Attachment::names(&files.map(StoredFiles::into_files).unwrap_or_default().0)
}

fn files_of(files: Vec<StoredFile>) -> Vec<Attachment> {
    files
        .into_iter()
        .map(|file| Attachment { path: file.path, name: file.name, duration: file.duration })
        .collect()
}

fn stored_shared(shared: &Shared) -> StoredShared {
    StoredShared {
        id: shared.id.uuid(),
        conversation: shared.conversation.map(|id| conversation_key(id).to_vec()),
        author: shared.author.map(PersonId::uuid),
        author_name: shared.author_name.clone(),
        sent_at: shared.sent_at.map(|at| (at.ticks(), at.offset())),
        text: shared.text.clone(),
        kind: kind_code(shared.kind),
        files: stored_files(&shared.files),
        more_files: shared.more_files,
        tags: shared.tags.iter().map(|(id, name)| (id.uuid(), name.clone())).collect(),
        parent: shared.parent.map(MessageId::uuid),
        reported: shared.reported.clone(),
    }
}

fn shared_of(stored: StoredShared) -> Result<Shared, Fault> {
    Ok(Shared {
        id: MessageId::new(stored.id),
        conversation: stored.conversation.map(|key| conversation_of(&key)).transpose()?,
        author: stored.author.map(PersonId::new),
        author_name: stored.author_name,
        sent_at: stored.sent_at.map(|(ticks, offset)| Stamp::from_ticks(ticks, offset)),
        text: stored.text,
        kind: kind_of(stored.kind.0, stored.kind.1),
        files: files_of(stored.files),
        more_files: stored.more_files,
        tags: stored.tags.into_iter().map(|(id, name)| (PersonId::new(id), name)).collect(),
        parent: stored.parent.map(MessageId::new),
        reported: stored.reported,
    })
}

fn json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Database(error.to_string()))
}

/// Inserts a message, or replaces the content of a known one, and sets its progress.
pub(crate) fn put(connection: &Connection, message: &Message, progress: Progress) -> Result<(), Error> {
    let (kind, kind_number) = kind_code(message.kind);
    let files = if message.files.is_empty() {
        None
    } else {
        Some(json(&StoredFiles::of(&message.files, message.more_files))?)
    };
    let shared = message.shared.as_deref().map(|shared| json(&stored_shared(shared))).transpose()?;
    connection
        .prepare_cached(
            "INSERT INTO message (id, conversation, author, author_name, ticks, tick_offset, text, kind, kind_number,
                 parent, reacted_by, tags, files, shared, from_person, edited_ticks, edited_offset, deleted, pinned_by,
                 starred_by, read, archived, reported, delivery, shown, server_kept, server_text,
                 arrival)
             VALUES (:id, :conversation, :author, :author_name, :ticks, :tick_offset, :text, :kind, :kind_number,
                 :parent, :reacted_by, :tags, :files, :shared, :from_person, :edited_ticks, :edited_offset, :deleted,
                 :pinned_by, :starred_by, :read, :archived, :reported, :delivery, :shown, :server_kept, :server_text,
                 iif(:numbered, (SELECT last + 1 FROM arrival), 0))
             ON CONFLICT (id) DO UPDATE SET
                 author_name = excluded.author_name, text = excluded.text, kind = excluded.kind,
                 kind_number = excluded.kind_number, parent = excluded.parent, reacted_by = excluded.reacted_by,
                 tags = excluded.tags, files = excluded.files, shared = excluded.shared,
                 from_person = excluded.from_person, edited_ticks = excluded.edited_ticks,
                 edited_offset = excluded.edited_offset, deleted = excluded.deleted, pinned_by = excluded.pinned_by,
                 starred_by = excluded.starred_by, read = excluded.read, archived = excluded.archived,
                 reported = excluded.reported, delivery = excluded.delivery, server_kept = excluded.server_kept,
                 server_text = excluded.server_text",
        )?
        .execute(named_params! {
            ":id": message.id.uuid().as_bytes(),
            ":conversation": conversation_key(message.conversation),
            ":author": message.author.uuid().as_bytes(),
            ":author_name": message.author_name,
            ":ticks": message.sent_at.ticks(),
            ":tick_offset": message.sent_at.offset(),
            ":text": message.text,
            ":kind": kind,
            ":kind_number": kind_number,
            ":parent": message.parent.map(|id| *id.uuid().as_bytes()),
            ":reacted_by": message.reacted_by.map(|id| *id.uuid().as_bytes()),
            ":tags": people_key(&message.tags),
            ":files": files,
            ":shared": shared,
            ":from_person": message.from.map(|id| *id.uuid().as_bytes()),
            ":edited_ticks": message.edited_at.map(Stamp::ticks),
            ":edited_offset": message.edited_at.map(Stamp::offset),
            ":deleted": message.marks.deleted,
            ":pinned_by": message.marks.pinned_by.map(|id| *id.uuid().as_bytes()),
            ":starred_by": message.marks.starred_by.map(|id| *id.uuid().as_bytes()),
            ":read": message.marks.read,
            ":archived": message.marks.archived,
            ":reported": message.marks.reported,
            ":delivery": progress.code(),
            ":shown": message.reacted_by.is_none() && !message.is_report(),
            ":server_kept": message.server_kept,
            ":server_text": message.server_text,
            // Messages written here do not arrive and are never unread, so they need no number.
            ":numbered": progress != Progress::Waiting,
        })?;
    Ok(())
}

/// A message, if it is known. A row that cannot be read is an error.
pub(crate) fn get(connection: &Connection, id: MessageId) -> Result<Option<(Message, Progress)>, Error> {
    let found = connection
        .prepare_cached(concat!("SELECT ", columns!(), " FROM message WHERE id = ?1"))?
        .query_row([id.uuid().as_bytes()], |row| Ok(read(row)))
        .optional()?;
    match found {
        None => Ok(None),
        Some(Ok(found)) => Ok(Some(found)),
        Some(Err(fault)) => Err(Error::Database(format!("message {id}: {fault}"))),
    }
}

/// True if the message is stored, readable or not.
pub(crate) fn is_here(connection: &Connection, id: MessageId) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM message WHERE id = ?1)")?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))?)
}

/// The conversation of a message, if the message is known.
pub(crate) fn place(connection: &Connection, id: MessageId) -> Result<Option<conversation::Id>, Error> {
    let key = connection
        .prepare_cached("SELECT conversation FROM message WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get::<_, Vec<u8>>(0))
        .optional()?;
    key.map(|key| conversation_of(&key).map_err(Error::Database)).transpose()
}

/// Marks a waiting message as accepted by the server at `at`; does nothing to any other.
pub(crate) fn accept(connection: &Connection, id: MessageId, at: Stamp) -> Result<(), Error> {
    let (waiting, accepted) = (Progress::Waiting.code(), Progress::Accepted.code());
    connection
        .prepare_cached(
            "UPDATE message SET delivery = ?3, accepted_ticks = ?4 WHERE id = ?1 AND delivery = ?2",
        )?
        .execute(params![id.uuid().as_bytes(), waiting, accepted, at.ticks()])?;
    Ok(())
}

/// When the server last accepted the text of one of the user's own messages; `None` if the time is not known.
pub(super) fn accepted_at(connection: &Connection, id: MessageId) -> Result<Option<Stamp>, Error> {
    let ticks = connection
        .prepare_cached("SELECT accepted_ticks FROM message WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get::<_, Option<i64>>(0))
        .optional()?;
    Ok(ticks.flatten().map(|ticks| Stamp::from_ticks(ticks, 0)))
}

/// Deletes a message that was never sent, with its revisions.
pub(crate) fn drop_unsent(connection: &Connection, id: MessageId) -> Result<(), Error> {
    connection.prepare_cached("DELETE FROM message WHERE id = ?1")?.execute([id.uuid().as_bytes()])?;
    connection.prepare_cached("DELETE FROM revision WHERE message = ?1")?.execute([id.uuid().as_bytes()])?;
    Ok(())
}

/// The messages just before and after one in its conversation, or in its thread, at most `most` on either side; oldest
/// first. Deleted ones, reactions, and what the server does not have yet are left out.
pub(crate) fn around(connection: &Connection, of: &Message, most: usize) -> Result<Vec<Message>, Error> {
    let [before, after] = if of.parent.is_some() { IN_THREAD } else { IN_CONVERSATION };
    let feed = match of.parent {
        Some(parent) => parent.uuid().as_bytes().to_vec(),
        None => conversation_key(of.conversation).to_vec(),
    };
    let (ticks, id) = (of.sent_at.ticks(), of.id.uuid());
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let read_all = |sql: &str| -> Result<Vec<Message>, Error> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![feed, ticks, id.as_bytes(), most])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            // One that cannot be read is quarantined when it is drawn.
            found.extend(read(row).ok().map(|(message, _)| message));
        }
        Ok(found)
    };
    let mut around = read_all(before)?;
    around.reverse();
    around.extend(read_all(after)?);
    Ok(around)
}

/// The statements for the messages before and after one, nearest first.
macro_rules! neighbours {
    ($index:literal, $feed:literal) => {
        [
            concat!(
                "SELECT ",
                columns!(),
                " FROM message INDEXED BY ",
                $index,
                " WHERE ",
                $feed,
                " = ?1
                   AND shown = 1 AND deleted = 0 AND delivery <> 1 AND (ticks, id) < (?2, ?3)
                 ORDER BY ticks DESC, id DESC LIMIT ?4"
            ),
            concat!(
                "SELECT ",
                columns!(),
                " FROM message INDEXED BY ",
                $index,
                " WHERE ",
                $feed,
                " = ?1
                   AND shown = 1 AND deleted = 0 AND delivery <> 1 AND (ticks, id) > (?2, ?3)
                 ORDER BY ticks, id LIMIT ?4"
            ),
        ]
    };
}
const IN_CONVERSATION: [&str; 2] = neighbours!("message_timeline", "conversation");
const IN_THREAD: [&str; 2] = neighbours!("message_children", "parent");

/// Saves the current text and tags as a revision, before an edit changes them. The newest revision is always the one
/// saved last, even if the clock is coarse or was set back.
pub(crate) fn keep_revision(connection: &Connection, message: &Message, at: Stamp) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO revision (message, ticks, text, tags)
             SELECT ?1, max(?2, coalesce(max(ticks) + 1, ?2)), ?3, ?4 FROM revision WHERE message = ?1",
        )?
        .execute(params![
            message.id.uuid().as_bytes(),
            at.ticks(),
            message.text,
            people_key(&message.tags)
        ])?;
    Ok(())
}

/// Removes and returns the text and tags of the newest revision, if there is one.
pub(crate) fn take_revision(
    connection: &Connection,
    id: MessageId,
) -> Result<Option<(String, Vec<PersonId>)>, Error> {
    let newest = connection
        .prepare_cached(
            "SELECT ticks, text, tags FROM revision WHERE message = ?1 ORDER BY ticks DESC LIMIT 1",
        )?
        .query_row([id.uuid().as_bytes()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<Vec<u8>>>(2)?))
        })
        .optional()?;
    let Some((ticks, text, tags)) = newest else { return Ok(None) };
    connection
        .prepare_cached("DELETE FROM revision WHERE message = ?1 AND ticks = ?2")?
        .execute(params![id.uuid().as_bytes(), ticks])?;
    Ok(Some((text, people_of(tags).map_err(Error::Database)?)))
}

/// When the newest edit with a saved revision was made.
pub(crate) fn newest_revision(connection: &Connection, id: MessageId) -> Result<Option<Stamp>, Error> {
    Ok(connection
        .prepare_cached("SELECT max(ticks) FROM revision WHERE message = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get::<_, Option<i64>>(0))?
        .map(|ticks| Stamp::from_ticks(ticks, 0)))
}

/// The reaction of a person with an emoji to a message, unless there is none or it was removed.
pub(crate) fn reaction(
    connection: &Connection,
    parent: MessageId,
    by: PersonId,
    emoji: &str,
) -> Result<Option<MessageId>, Error> {
    connection
        .prepare_cached(
            "SELECT id FROM message WHERE parent = ?1 AND reacted_by = ?2 AND text = ?3 AND deleted = 0 LIMIT 1",
        )?
        .query_row(params![parent.uuid().as_bytes(), by.uuid().as_bytes(), emoji], |row| row.get::<_, Vec<u8>>(0))
        .optional()?
        .map(|bytes| super::code::uuid_of(&bytes).map(MessageId::new).map_err(Error::Database))
        .transpose()
}

/// Reads a row of [`columns`], in their order.
pub(super) fn read(row: &Row<'_>) -> Result<(Message, Progress), Fault> {
    let mut fields = Fields::of(row);
    let id = fields.message("id")?;
    let conversation = fields.conversation("conversation")?;
    let author = fields.person("author")?;
    let author_name = fields.next("author_name")?;
    let sent_at = Stamp::from_ticks(fields.next("ticks")?, fields.next("tick_offset")?);
    let text = fields.next("text")?;
    let kind = kind_of(fields.next("kind")?, fields.next("kind_number")?);
    let parent = fields.opt_message("parent")?;
    let reacted_by = fields.opt_person("reacted_by")?;
    let tags = people_of(fields.next("tags")?)?;
    let (files, more_files) = fields
        .next::<Option<String>>("files")?
        .map(|json| serde_json::from_str::<StoredFiles>(&json).map_err(|error| format!("files: {error}")))
        .transpose()?
        .map(StoredFiles::into_files)
        .unwrap_or_default();
    let shared = fields
        .next::<Option<String>>("shared")?
        .map(|json| {
            serde_json::from_str::<StoredShared>(&json)
                .map_err(|error| format!("shared: {error}"))
                .and_then(shared_of)
        })
        .transpose()?
        .map(Box::new);
    let from = fields.opt_person("from_person")?;
    let (ticks, offset) =
        (fields.next::<Option<i64>>("edited_ticks")?, fields.next::<Option<i16>>("edited_offset")?);
    let edited_at = ticks.map(|ticks| Stamp::from_ticks(ticks, offset.unwrap_or_default()));
    let marks = Marks {
        deleted: fields.next("deleted")?,
        pinned_by: fields.opt_person("pinned_by")?,
        starred_by: fields.opt_person("starred_by")?,
        read: fields.next("read")?,
        archived: fields.next("archived")?,
        reported: fields.next("reported")?,
    };
    let progress = Progress::of(fields.next("delivery")?);
    let server_kept = fields.next("server_kept")?;
    let server_text = fields.next("server_text")?;
    let message = Message {
        id,
        conversation,
        author,
        author_name,
        sent_at,
        text,
        kind,
        files,
        more_files,
        parent,
        tags,
        shared,
        from,
        reacted_by,
        edited_at,
        marks,
        server_kept,
        server_text,
    };
    Ok((message, progress))
}

/// Quarantines the messages in these rows (`row` numbers) that cannot be read, with all their columns.
pub(crate) fn quarantine_unreadable(connection: &Connection, rows: &[i64], now: Stamp) -> Result<(), Error> {
    for number in rows {
        let unreadable = connection
            .prepare_cached(concat!("SELECT ", columns!(), ", row, shown FROM message WHERE row = ?1"))?
            .query_row([number], |row| Ok(read(row).err().map(|fault| (quarantine::row_json(row), fault))))
            .optional()?
            .flatten();
        if let Some((row_json, fault)) = unreadable {
            quarantine::keep(connection, "message", &number.to_string(), &row_json, &fault, now)?;
            connection.prepare_cached("DELETE FROM message WHERE row = ?1")?.execute([number])?;
        }
    }
    Ok(())
}

/// Quarantines a message that cannot be read; false if there is none or it can be read.
pub(crate) fn quarantine_if_unreadable(
    connection: &Connection,
    id: MessageId,
    now: Stamp,
) -> Result<bool, Error> {
    let row: Option<i64> = connection
        .prepare_cached("SELECT row FROM message WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))
        .optional()?;
    let Some(row) = row else { return Ok(false) };
    quarantine_unreadable(connection, &[row], now)?;
    Ok(!is_here(connection, id)?)
}
