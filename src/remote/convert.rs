//! Converts between `chat` and the wire models. No other module of the client converts them.
//!
//! The meaning of each field is defined in `docs/server-api.md` part 2; its section numbers are in the comments.
//! Pure. Must not know: the store, HTTP. Tests: `tests/wire`.

pub mod came;
pub mod on_conversation;

use super::{Errand, wire};
use crate::chat::message::{Kind, Marks, Shared};
use crate::chat::wish::{self, Aspect, Flags, Mark};
use crate::chat::{Attachment, ChannelId, GroupId, Message, MessageId, PersonId, Stamp, conversation, shown};
use crate::settings::{KindName, MessageTypes};

use uuid::Uuid;

/// The most files of a message that are kept here: as many as a message may be sent with.
pub const MOST_FILES: usize = 100;
/// The most people tagged in a message that are kept here.
pub const MOST_TAGS: usize = 500;
/// The longest path of a file, in bytes.
pub const LONGEST_PATH: usize = 8_192;

/// The user, and names in the conversation.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub me: PersonId,
    pub me_name: &'a str,
    /// The name of the conversation; for direct messages, of the other person.
    pub conversation_name: &'a str,
    /// The server's numbers for kinds of message (2.10).
    pub kinds: &'a MessageTypes,
}

/// The call that carries a wish of this kind.
pub const fn errand(kind: wish::Kind, of: conversation::Kind) -> Errand {
    use wire::conversation::Action;
    let is_group = match of {
        conversation::Kind::Group => true,
        conversation::Kind::Channel | conversation::Kind::Direct => false,
    };
    Errand::Conversation(match kind {
        wish::Kind::Create | wish::Kind::Invite | wish::Kind::Leave if is_group => Action::GroupMembers,
        wish::Kind::Create => Action::CreateChannel,
        wish::Kind::Invite => Action::AddMembers,
        wish::Kind::Leave => Action::LeaveChannel,
        wish::Kind::Mute | wish::Kind::StarConversation | wish::Kind::Hide => Action::UpsertConversation,
        wish::Kind::Post
        | wish::Kind::Edit
        | wish::Kind::Delete
        | wish::Kind::Mark(_)
        | wish::Kind::Read
        | wish::Kind::Tag
        | wish::Kind::Share
        | wish::Kind::React
        | wish::Kind::Report
        | wish::Kind::Decide
        | wish::Kind::Claim
        | wish::Kind::Undo => return Errand::Messages,
    })
}

/// A message as an element: its whole current content, and of the flags only those the user changed (2.2).
pub fn element(message: &Message, aspect: Aspect, touched: Flags, context: Context<'_>) -> wire::Message {
    let mut element = content(message, context);
    mark(&mut element, message, aspect, touched, context);
    element
}

/// Makes the element of a mark for a server that keeps fields that are null: ids, route, sender, kind, date, and the
/// mark.
pub fn bare_mark(message: &Message, aspect: Aspect, touched: Flags, context: Context<'_>) -> wire::Message {
    let whole = content(message, context);
    let mut element = wire::Message {
        id: whole.id,
        channel_id: whole.channel_id,
        receiver_id: whole.receiver_id,
        is_channel: whole.is_channel,
        is_group_chat: whole.is_group_chat,
        sender_id: whole.sender_id,
        sender_name: whole.sender_name,
        message_type: whole.message_type,
        message_date_time: whole.message_date_time,
        ..wire::Message::default()
    };
    mark(&mut element, message, aspect, touched, context);
    element
}

/// Sets the flags that the user changed.
fn mark(
    element: &mut wire::Message,
    message: &Message,
    aspect: Aspect,
    touched: Flags,
    context: Context<'_>,
) {
    let marks = &message.marks;
    let me = context.me.uuid();
    match aspect {
        Aspect::Star => {
            // On a star element a non-null IsStarred means "only the star, ignore the rest": every other flag stays
            // null.
            element.is_starred = Some(marks.starred_by.is_some());
            element.starred_by_user_id = Some(me);
        }
        Aspect::Read => element.is_read = Some(marks.read),
        // On a conversation: `on_conversation` writes its body.
        Aspect::ConversationMark => {}
        Aspect::Content | Aspect::Report => {
            if touched.has(Flags::EDITED) {
                element.is_edited = Some(true);
                element.updated_date_time = message.edited_at.map(date);
            }
            if touched.meets(Flags::DELETED.with(Flags::REMOVED)) {
                element.is_deleted = Some(marks.deleted);
            }
            for mark in Mark::ALL.into_iter().filter(|mark| touched.has(mark.flag())) {
                match mark {
                    Mark::Pin => {
                        element.is_pinned = Some(marks.pinned_by.is_some());
                        element.pinned_by_user_id = Some(me);
                    }
                    Mark::Archive => element.is_archieved = Some(marks.archived),
                    // It has an aspect of its own, above.
                    Mark::Star => {}
                }
            }
            if touched.has(Flags::REPORTED) {
                element.report_message = Some(marks.reported.clone().unwrap_or_default());
            }
        }
    }
}

fn content(message: &Message, context: Context<'_>) -> wire::Message {
    let mut element = wire::Message {
        id: Some(message.id.uuid()),
        sender_id: Some(message.author.uuid()),
        sender_name: Some(message.author_name.clone()),
        message: Some(message.text.clone()),
        message_date_time: Some(date(message.sent_at)),
        message_type: Some(wire::MessageType::Number(context.kinds.number(message.kind))),
        files: files(&message.files),
        files_xml: files_xml(&message.files),
        reacted_by_user_id: message.reacted_by.map(PersonId::uuid),
        tagged_members: tagged(&message.tags),
        tagged_members_ids: tagged_ids(&message.tags),
        parent_message_id: message.parent.map(MessageId::uuid),
        from_user_id: message.from.map(PersonId::uuid),
        shared_message: message.shared.as_deref().map(|shared| Box::new(snapshot(shared, context))),
        shared_message_id: message.shared.as_deref().map(|shared| shared.id.uuid()),
        ..wire::Message::default()
    };
    route(&mut element, message, context);
    element
}

/// Sets the destination (2.4).
fn route(element: &mut wire::Message, message: &Message, context: Context<'_>) {
    let name = Some(context.conversation_name.to_owned());
    match message.conversation {
        conversation::Id::Channel(id) => {
            element.channel_id = Some(id.uuid());
            element.channel_name = name;
            element.is_channel = Some(true);
            element.is_group_chat = Some(false);
        }
        conversation::Id::Group(id) => {
            element.channel_id = Some(id.uuid());
            element.channel_name = name;
            element.is_channel = Some(false);
            element.is_group_chat = Some(true);
        }
        conversation::Id::Direct(other) => {
            // A message by the other person is addressed to the user.
            let ours = message.author != other || other == context.me;
            element.receiver_id = Some(if ours { other } else { context.me }.uuid());
            element.receiver_name = if ours { name } else { Some(context.me_name.to_owned()) };
            element.is_channel = Some(false);
            element.is_group_chat = Some(false);
        }
    }
}

fn date(at: Stamp) -> wire::Date {
    wire::Date::from_ticks(at.ticks(), i32::from(at.offset()))
}

fn files(files: &[Attachment]) -> Option<Vec<wire::File>> {
    if files.is_empty() {
        return None;
    }
    Some(
        files
            .iter()
            .map(|file| wire::File {
                path: Some(file.path.clone()),
                name: Some(file.name.clone()),
                duration: file.duration.clone(),
            })
            .collect(),
    )
}

/// Writes the files as a string of XML; null without files (2.9).
fn files_xml(files: &[Attachment]) -> Option<String> {
    use quick_xml::escape::escape;
    if files.is_empty() {
        return None;
    }
    let mut xml = String::from("<Files>");
    for file in files {
        xml.push_str("<FileModel>");
        for (name, value) in [
            ("FilePath", file.path.as_str()),
            ("FileName", &file.name),
            ("FileDuration", file.duration.as_deref().unwrap_or_default()),
        ] {
            if value.is_empty() {
                xml.push_str(&format!("<{name}/>"));
            } else {
                xml.push_str(&format!("<{name}>{}</{name}>", escape(value)));
            }
        }
        xml.push_str("</FileModel>");
    }
    xml.push_str("</Files>");
    Some(xml)
}

fn tagged(tags: &[PersonId]) -> Option<Vec<Uuid>> {
    (!tags.is_empty()).then(|| tags.iter().map(|id| id.uuid()).collect())
}

/// Joins the ids with commas (2.6).
fn tagged_ids(tags: &[PersonId]) -> Option<String> {
    (!tags.is_empty()).then(|| tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

fn snapshot(shared: &Shared, context: Context<'_>) -> wire::Shared {
    let kinds = context.kinds;
    let (channel_id, receiver_id) = match shared.conversation {
        Some(conversation::Id::Channel(id)) => (Some(id.uuid()), None),
        Some(conversation::Id::Group(id)) => (Some(id.uuid()), None),
        // As in `route`: a message by the other person is addressed to the user.
        Some(conversation::Id::Direct(other)) if shared.author == Some(other) && other != context.me => {
            (None, Some(context.me.uuid()))
        }
        Some(conversation::Id::Direct(other)) => (None, Some(other.uuid())),
        None => (None, None),
    };
    let tags: Vec<_> = shared.tags.iter().map(|(id, _)| *id).collect();
    wire::Shared {
        id: Some(shared.id.uuid()),
        channel_id,
        sender_id: shared.author.map(PersonId::uuid),
        receiver_id,
        message: Some(shared.text.clone()),
        message_date_time: shared.sent_at.map(date),
        message_type: Some(wire::MessageType::Number(kinds.number(shared.kind))),
        files: files(&shared.files),
        report_message: shared.reported.clone(),
        tagged_members_list: (!shared.tags.is_empty()).then(|| {
            shared
                .tags
                .iter()
                .map(|(id, name)| wire::Tagged { member_id: Some(id.uuid()), full_name: Some(name.clone()) })
                .collect()
        }),
        tagged_members: tagged(&tags),
        parent_message_id: shared.parent.map(MessageId::uuid),
        sender_name: Some(shared.author_name.clone()),
    }
}

/// A message received from the server, with the other data of its element.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    pub message: Message,
    /// The name of the channel or group, if it was included.
    pub conversation_name: Option<String>,
    /// The server's newest date of the message, digit for digit.
    pub dated: Option<wire::Date>,
}

/// Converts an element; `None` if it lacks an id, an author or a conversation.
pub fn heard(element: &wire::Message, me: PersonId, kinds: &MessageTypes) -> Option<Heard> {
    let id = MessageId::new(meant(element.id)?);
    let author = PersonId::new(element.sender_id?);
    let conversation = place(element, author, me)?;
    let sent_at = element.message_date_time.as_ref().map(stamp).unwrap_or(Stamp::from_ticks(0, 0));
    let updated = element.updated_date_time.as_ref().map(stamp);
    let tags = tags_of(element, me);
    let reacted_by = meant(element.reacted_by_user_id).map(PersonId::new);
    let (files, more_files) = match &element.files {
        Some(files) => files_of(Some(files)),
        None => first_files(came::files_of_xml(element.files_xml.as_deref()).into_iter()),
    };
    let message = Message {
        id,
        conversation,
        author,
        author_name: name_of(element.sender_name.as_deref()),
        sent_at,
        // The text of a reaction is its emoji.
        text: if reacted_by.is_some() {
            name_of(element.message.as_deref())
        } else {
            element.message.clone().unwrap_or_default()
        },
        kind: kind_of(element, reacted_by, &files, kinds),
        files,
        more_files,
        // Nothing replies to itself: such a message would appear in no timeline.
        parent: meant(element.parent_message_id).map(MessageId::new).filter(|parent| *parent != id),
        tags,
        shared: element
            .shared_message
            .as_deref()
            .and_then(|shared| shared_of(shared, me, kinds))
            .map(Box::new),
        from: meant(element.from_user_id).map(PersonId::new),
        reacted_by,
        server_kept: None,
        server_text: None,
        // A message counts as edited if a date confirms it, not by the flag alone (2.16).
        edited_at: updated.filter(|at| element.is_edited == Some(true) && *at > sent_at),
        marks: Marks {
            deleted: element.is_deleted == Some(true),
            pinned_by: (element.is_pinned == Some(true))
                .then(|| meant(element.pinned_by_user_id).map_or(author, PersonId::new)),
            starred_by: (element.is_starred == Some(true))
                .then(|| meant(element.starred_by_user_id).map_or(me, PersonId::new)),
            read: element.is_read == Some(true),
            archived: element.is_archieved == Some(true),
            reported: reason_of(element.report_message.as_deref()),
        },
    };
    let dated = [element.message_date_time.as_ref(), element.updated_date_time.as_ref()]
        .into_iter()
        .flatten()
        .max_by_key(|date| date.ticks())
        .cloned();
    let conversation_name = element.channel_name.as_deref().filter(|name| !name.is_empty());
    let conversation_name = conversation_name.map(|name| name_of(Some(name)));
    Some(Heard { message, conversation_name, dated })
}

/// Treats a GUID of zeros as none, as the framework means it; otherwise every message would be a reaction and a
/// reply.
fn meant(id: Option<Uuid>) -> Option<Uuid> {
    id.filter(|id| !id.is_nil())
}

fn place(element: &wire::Message, author: PersonId, me: PersonId) -> Option<conversation::Id> {
    if let Some(channel) = meant(element.channel_id) {
        return Some(if element.is_group_chat == Some(true) {
            conversation::Id::Group(GroupId::new(channel))
        } else {
            conversation::Id::Channel(ChannelId::new(channel))
        });
    }
    let receiver = PersonId::new(meant(element.receiver_id)?);
    Some(conversation::Id::Direct(if author == me { receiver } else { author }))
}

fn stamp(date: &wire::Date) -> Stamp {
    Stamp::from_ticks(date.ticks(), i16::try_from(date.offset()).unwrap_or_default())
}

fn kind(wire: Option<&wire::MessageType>, kinds: &MessageTypes) -> Kind {
    match wire {
        Some(wire::MessageType::Number(number)) => kinds.kind(*number),
        Some(wire::MessageType::Name(name)) => KindName::of_word(name).map_or(Kind::Text, KindName::kind),
        None => Kind::Text,
    }
}

/// Recognizes a reaction by its reactor and a file by its files: servers without numbers for kinds call all of them
/// text (2.22).
fn kind_of(
    element: &wire::Message,
    reacted_by: Option<PersonId>,
    files: &[Attachment],
    kinds: &MessageTypes,
) -> Kind {
    let kind = kind(element.message_type.as_ref(), kinds);
    let says_nothing = matches!(kind, Kind::Text | Kind::Unknown(_));
    if says_nothing && reacted_by.is_some() {
        Kind::Reaction
    } else if kind == Kind::Text && !files.is_empty() {
        Kind::File
    } else {
        kind
    }
}

/// Shortens a name to the limit for storage.
fn name_of(name: Option<&str>) -> String {
    shown::kept(name.unwrap_or_default().to_owned())
}

fn reason_of(reason: Option<&str>) -> Option<String> {
    reason.filter(|reason| !reason.is_empty()).map(|reason| name_of(Some(reason)))
}

fn files_of(files: Option<&[wire::File]>) -> (Vec<Attachment>, u32) {
    first_files(files.unwrap_or_default().iter().map(|file| Attachment {
        path: file.path.clone().unwrap_or_default(),
        name: file.name.clone().unwrap_or_default(),
        duration: file.duration.clone(),
    }))
}

/// The first [`MOST_FILES`] of a list, and the number of the others.
fn first_files(files: impl ExactSizeIterator<Item = Attachment>) -> (Vec<Attachment>, u32) {
    let more = u32::try_from(files.len().saturating_sub(MOST_FILES)).unwrap_or(u32::MAX);
    let bounded = |file: Attachment| Attachment {
        // A path cut short would lead elsewhere, so a longer one is dropped.
        path: if file.path.len() <= LONGEST_PATH { file.path } else { String::new() },
        name: shown::kept(file.name),
        duration: file.duration.map(shown::kept),
    };
    (files.take(MOST_FILES).map(bounded).collect(), more)
}

/// The first [`MOST_TAGS`] people of a list; the user is included wherever they are in it.
fn tags_of(element: &wire::Message, me: PersonId) -> Vec<PersonId> {
    let listed = element.tagged_members.iter().flatten().copied().map(PersonId::new);
    let joined = element.tagged_members_ids.as_deref().unwrap_or_default();
    let joined = joined.split(',').filter_map(|id| id.trim().parse().ok());
    if element.tagged_members.as_ref().is_none_or(Vec::is_empty) {
        first_tags(joined, me)
    } else {
        first_tags(listed, me)
    }
}

fn first_tags(people: impl Iterator<Item = PersonId>, me: PersonId) -> Vec<PersonId> {
    let mut tags = Vec::new();
    let mut is_me_seen = false;
    for person in people {
        if tags.len() < MOST_TAGS || (person == me && !is_me_seen) {
            tags.push(person);
        }
        is_me_seen |= person == me;
    }
    tags
}

/// The first [`MOST_TAGS`] with their names, or ids only if the list of names is missing.
fn shared_tags(shared: &wire::Shared) -> Vec<(PersonId, String)> {
    let Some(list) = &shared.tagged_members_list else {
        let ids = shared.tagged_members.iter().flatten();
        return ids.map(|id| (PersonId::new(*id), String::new())).take(MOST_TAGS).collect();
    };
    list.iter()
        .filter_map(|tag| Some((PersonId::new(tag.member_id?), name_of(tag.full_name.as_deref()))))
        .take(MOST_TAGS)
        .collect()
}

fn shared_of(shared: &wire::Shared, me: PersonId, kinds: &MessageTypes) -> Option<Shared> {
    let author = shared.sender_id.map(PersonId::new);
    let conversation = match (meant(shared.channel_id), meant(shared.receiver_id)) {
        (Some(channel), _) => Some(conversation::Id::Channel(ChannelId::new(channel))),
        (None, Some(receiver)) if author == Some(me) => {
            Some(conversation::Id::Direct(PersonId::new(receiver)))
        }
        (None, Some(_)) => author.map(conversation::Id::Direct),
        (None, None) => None,
    };
    let (files, more_files) = files_of(shared.files.as_deref());
    Some(Shared {
        id: MessageId::new(shared.id?),
        conversation,
        author,
        author_name: name_of(shared.sender_name.as_deref()),
        sent_at: shared.message_date_time.as_ref().map(stamp),
        text: shared.message.clone().unwrap_or_default(),
        kind: kind(shared.message_type.as_ref(), kinds),
        files,
        more_files,
        tags: shared_tags(shared),
        parent: meant(shared.parent_message_id).map(MessageId::new),
        reported: shared.report_message.as_deref().map(|reason| name_of(Some(reason))),
    })
}
