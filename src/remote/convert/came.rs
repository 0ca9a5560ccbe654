//! Parts of a wire message that `chat` has no field for: stored with it, and sent back in every element about it, so
//! that our upsert removes nothing (`docs/server-api.md` 2.21).
//!
//! Only parts that we would write differently are kept. Pure. Must not know: the store. Tests:
//! `tests/actions/leftovers.rs`.

use super::{Context, content};
use crate::chat::{Attachment, Message, conversation};
use crate::remote::wire::{self, Extra, json};

use quick_xml::Reader;
use quick_xml::events::Event;

/// The content fields. The others are flags, which null leaves unchanged.
const CONTENT: [&str; 20] = [
    "ChannelId",
    "SenderId",
    "ReceiverId",
    "Message",
    "MessageDateTime",
    "MessageType",
    "Files",
    "FilesXml",
    "SenderName",
    "ReceiverName",
    "ChannelName",
    "ReactedByUserId",
    "TaggedMembers",
    "TaggedMembersIds",
    "ParentMessageId",
    "FromUserId",
    "IsChannel",
    "IsGroupChat",
    "SharedMessage",
    "SharedMessageId",
];
/// The content fields that an element with a new text by the user replaces: the text and its tags, and the current
/// names.
const WORDS: [&str; 5] = ["Message", "TaggedMembers", "TaggedMembersIds", "ChannelName", "ReceiverName"];
/// The content fields that a bare mark carries.
const ROUTE: [&str; 8] = [
    "ChannelId",
    "SenderId",
    "ReceiverId",
    "MessageDateTime",
    "MessageType",
    "SenderName",
    "IsChannel",
    "IsGroupChat",
];

/// The parts of an element that would be lost or changed if `message`, as stored here, were sent in its place, as a
/// JSON object; `None` if there are none.
///
/// The name of the conversation is always kept: it may have changed here when the message is sent back.
pub fn leftovers(element: &wire::Message, message: &Message, context: Context<'_>) -> Option<String> {
    let mut goes = content(message, context);
    (goes.channel_name, goes.receiver_name) = (None, None);
    let mut left = json::leftovers(element, &goes, &CONTENT);
    // Keep null for names that were not received.
    for (name, came, here) in [
        ("ChannelName", &element.channel_name, message.conversation.kind() != conversation::Kind::Direct),
        ("ReceiverName", &element.receiver_name, message.conversation.kind() == conversation::Kind::Direct),
    ] {
        if came.is_none() && here {
            left.keep(name, "null");
        }
    }
    (!left.is_empty()).then(|| left.to_json())
}

/// How much of a message an element carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Whole,
    /// Like [`super::bare_mark`].
    Bare,
}

/// Whose text an element carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// A new text by the user.
    Ours,
    AsTheyCame,
}

/// Adds the kept parts of a message to an element about it, except for the text if the user changed it.
///
/// # Errors
/// [`TooLarge`] if more was received than is kept, so that the element would remove something.
pub fn restore(
    element: &mut wire::Message,
    leftovers: &str,
    words: Words,
    extent: Extent,
) -> Result<(), TooLarge> {
    // Written only by us; anything unreadable is ignored.
    let Some(came) = Extra::from_json(leftovers) else { return Ok(()) };
    if came.is_cut() && extent == Extent::Whole {
        return Err(TooLarge);
    }
    element.extra = came.filtered(|name| match extent {
        Extent::Whole => words == Words::AsTheyCame || !WORDS.contains(&name),
        Extent::Bare => ROUTE.contains(&name),
    });
    Ok(())
}

/// A message with more parts than can be sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

/// Parses the files in `FilesXml`, for servers that send them in no other form (2.9). Anything else has none. At most
/// [`wire::MAX_ENTRIES`].
pub(super) fn files_of_xml(xml: Option<&str>) -> Vec<Attachment> {
    let mut files = Vec::new();
    let Some(xml) = xml.filter(|xml| xml.contains('<')) else { return files };
    let mut reader = Reader::from_str(xml);
    let mut file: Option<Attachment> = None;
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                text.clear();
                if start.local_name().into_inner() == "FileModel" {
                    file = Some(Attachment { path: String::new(), name: String::new(), duration: None });
                }
            }
            Ok(Event::Text(part)) => text.push_str(&part.xml10_content()),
            Ok(Event::GeneralRef(part)) => text.push_str(&resolved(&part)),
            Ok(Event::End(end)) => {
                let name = end.local_name();
                if name.into_inner() == "FileModel" {
                    let whole = file.take().filter(|file| !file.path.is_empty() || !file.name.is_empty());
                    files.extend(whole.filter(|_| files.len() < wire::MAX_ENTRIES));
                } else if let Some(file) = &mut file {
                    let value = std::mem::take(&mut text);
                    match name.into_inner() {
                        "FilePath" => file.path = value,
                        "FileName" => file.name = value,
                        "FileDuration" => file.duration = Some(value).filter(|value| !value.is_empty()),
                        _ => {}
                    }
                }
            }
            Ok(Event::Eof) | Err(_) => return files,
            Ok(_) => {}
        }
    }
}

/// The text of a character reference; empty for an unknown one.
fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(reference).unwrap_or_default().to_owned()
}
