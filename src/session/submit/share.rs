//! Shares a message: a new message with a snapshot of the shared one (`docs/server-api.md` 2.7).
//!
//! The snapshot is the content at the time of the wish. Sharing a share copies its inner snapshot, under that one's id
//! and author: the model has no field for a snapshot within a snapshot, and users mean to share the original, not the
//! comment on it. Must not know: the wire. Tests: `tests/actions`, `tests/promise`.

use super::{
    Error, Person, Written, check_length, check_sendable, date, entry, existing, make, repeated, tag,
};
use crate::chat::message::Shared;
use crate::chat::wish::{self, Share};
use crate::chat::{Message, Stamp};
use crate::store::message as messages;
use crate::store::{Connection, Transaction, conversation as conversations};

pub(super) fn share(tx: &Transaction<'_>, share: Share, by: &Person, now: Stamp) -> Result<Written, Error> {
    check_sendable(&share.text)?;
    check_length(&share.text, by)?;
    let (original, _) = existing(tx, share.message)?;
    let from = if original.shared.is_some() { original.from } else { Some(original.author) };
    let shared = match original.shared {
        Some(inner) => Box::new(Shared { reported: None, ..*inner }),
        None => Box::new(snapshot(tx, original)?),
    };
    if let Some((known, _)) = messages::get(tx, share.id)? {
        let of_same = known.shared.as_ref().is_some_and(|other| other.id == shared.id);
        let same =
            of_same && known.author == by.id && known.conversation == share.to && known.text == share.text;
        return repeated(tx, &known, same);
    }
    // The shared message may never have been here: then there is nothing to wait for.
    let after = if messages::is_here(tx, shared.id)? { Some(shared.id) } else { None };
    let at = date::of_new(tx, share.to, by, now)?;
    let mut message = Message::text(share.id, share.to, by.id, by.name.clone(), at, share.text);
    message.tags = tag::each_once(share.tags);
    message.from = from.or(shared.author);
    message.shared = Some(shared);
    let entry = make(tx, &message, &entry(&message, wish::Kind::Share, after, now))?;
    Ok(Written { message: share.id, conversation: share.to, entry: Some(entry) })
}

/// The content of a message as a snapshot. It does not pass on that the message was reported.
pub(super) fn snapshot(connection: &Connection, original: Message) -> Result<Shared, Error> {
    let mut tags = Vec::with_capacity(original.tags.len());
    for person in &original.tags {
        tags.push((*person, conversations::person_name(connection, *person)?.unwrap_or_default()));
    }
    Ok(Shared {
        id: original.id,
        conversation: Some(original.conversation),
        author: Some(original.author),
        author_name: original.author_name,
        sent_at: Some(original.sent_at),
        text: original.text,
        kind: original.kind,
        files: original.files,
        more_files: original.more_files,
        tags,
        parent: original.parent,
        reported: None,
    })
}
