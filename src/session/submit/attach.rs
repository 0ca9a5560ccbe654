//! Files of a new message: each is in the profile already, and is uploaded before its message is sent.
//!
//! Must not know: object stores, where the bytes are stored. Tests: `tests/transfer`.

use super::Error;
use crate::chat::attachment::{Attachment, Media, StagedFile, duration};
use crate::chat::{Message, MessageId, Stamp, media};
use crate::files::name;
use crate::language::tr;
use crate::store::Transaction;
use crate::store::file::{self, upload};

/// Attaches files to a new message and sets its kind accordingly.
pub(super) fn put_on(message: &mut Message, files: &[StagedFile]) {
    if files.is_empty() {
        return;
    }
    message.kind = media::kind_of(files.iter().map(|file| file.facts.media));
    message.files = files
        .iter()
        .map(|file| Attachment {
            path: String::new(),
            name: file.name.clone(),
            duration: match file.facts.media {
                Media::Sound | Media::Video => file.facts.millis.map(duration),
                Media::Picture | Media::Other => None,
            },
        })
        .collect();
}

/// Queues the uploads. Returns their number.
pub(super) fn write(
    tx: &Transaction<'_>,
    message: MessageId,
    files: &[StagedFile],
    now: Stamp,
) -> Result<u32, Error> {
    for (place, taken) in files.iter().enumerate() {
        if !file::known(tx, taken.content)?.is_some_and(|(_, here)| here) {
            return Err(Error::Invalid(tr::submit_file_gone(&taken.name)));
        }
        file::touch(tx, taken.content, now)?;
        let name = stored_as(message, place, &taken.name, now);
        upload::add(tx, message, u32::try_from(place).unwrap_or(u32::MAX), taken.content, &name)?;
    }
    Ok(u32::try_from(files.len()).unwrap_or(u32::MAX))
}

/// The path of a file below the root of the object store: `<yyyy>/<mm>/<message id>/<n>-<safe name>`, with n from 1.
fn stored_as(message: MessageId, place: usize, name: &str, now: Stamp) -> String {
    format!("{}/{message}/{}", now.utc().format("%Y/%m"), name::stored(place + 1, name))
}
