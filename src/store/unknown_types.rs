//! Values of `MessageType` that the settings do not name, with the files that came with them.
//!
//! Must not know: the names in the settings. Tests: `tests/commands/reading.rs`.

use super::code::uuid_of;
use super::{Error, message};
use crate::chat::message::Kind;
use crate::chat::{MessageId, PersonId};

use rusqlite::{Connection, params};

/// The most messages to search, newest first.
const LOOKED_THROUGH: u32 = 20_000;
/// The most messages of unnamed types to read.
const READ: u32 = 500;

/// The type numbers of other people's messages with files, with the names of those files, message by message.
pub(crate) fn with_files(connection: &Connection, me: PersonId) -> Result<Vec<(i64, Vec<String>)>, Error> {
    let ids = connection
        .prepare(
            "SELECT id FROM (SELECT id, kind_number, author, deleted FROM message ORDER BY row DESC LIMIT ?1)
              WHERE kind_number IS NOT NULL AND author <> ?2 AND deleted = 0 LIMIT ?3",
        )?
        .query_map(params![LOOKED_THROUGH, me.uuid().as_bytes(), READ], |row| row.get(0))?
        .collect::<Result<Vec<Vec<u8>>, _>>()?;
    let mut found = Vec::new();
    for id in ids {
        let id = uuid_of(&id).map(MessageId::new).map_err(Error::Database)?;
        // Unreadable messages are handled by the page that loads them.
        let Ok(Some((message, _))) = message::get(connection, id) else { continue };
        if let Kind::Unknown(number) = message.kind
            && !message.files.is_empty()
        {
            found.push((number, message.files.into_iter().map(|file| file.name).collect()));
        }
    }
    Ok(found)
}
