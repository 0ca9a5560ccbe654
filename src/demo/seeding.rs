//! Converts messages of the company to those that the server stores, and new ones back.
//!
//! Shares no code with the client's converter. Routing follows `docs/server-api.md` 2.4. A direct message belongs to the
//! conversation with the colleague in `chat`, and has a sender and a receiver on the wire.
//! Tests: `tests/demo/people.rs`, `tests/demo/reports.rs`.

use super::people::Company;
use super::service::{Room, Service, Stored};
use crate::chat::message::{Kind, Message, Shared};
use crate::chat::{Attachment, MessageId, PersonId, Stamp, conversation};
use crate::remote::wire;

use std::collections::BTreeSet;

impl Service {
    /// A server with the people, conversations and history of a company.
    pub fn of_company(company: &Company) -> Self {
        let people = company.people.iter().map(|person| person.id.uuid());
        let rooms = company.everywhere().filter_map(|conversation| match conversation.id {
            conversation::Id::Direct(_) => None,
            conversation::Id::Channel(_) | conversation::Id::Group(_) => Some(Room {
                id: conversation.id.uuid(),
                name: conversation.name.clone(),
                members: conversation.members.iter().map(|person| person.uuid()).collect(),
            }),
        });
        let mut service = Self::new(company.me.id.uuid(), people, rooms);
        for message in company.messages.iter().chain(company.desk.iter().flat_map(|desk| &desk.messages)) {
            service.put(stored(company, message));
        }
        service
    }
}

/// A message as the server stores it, last touched when it was sent or edited.
pub fn stored(company: &Company, message: &Message) -> Stored {
    let me = company.me.id;
    let touched = message.edited_at.unwrap_or(message.sent_at).ticks();
    let mut read: BTreeSet<_> = [message.author.uuid()].into();
    if message.marks.read {
        read.insert(me.uuid());
    }
    let starred = message.marks.starred_by.iter().map(|person| person.uuid()).collect();
    Stored { message: element(company, message), touched, starred, read }
}

/// A message as an element of the wire, without personal marks.
pub fn element(company: &Company, message: &Message) -> wire::Message {
    let name = |person: PersonId| company.person(person).map(|person| person.name.clone());
    let room = company.everywhere().find(|room| room.id == message.conversation);
    let (channel, receiver) = match message.conversation {
        conversation::Id::Channel(_) | conversation::Id::Group(_) => {
            (Some(message.conversation.uuid()), None)
        }
        conversation::Id::Direct(other) if message.author == other => (None, Some(company.me.id)),
        conversation::Id::Direct(other) => (None, Some(other)),
    };
    let tags: Vec<uuid::Uuid> = message.tags.iter().map(|person| person.uuid()).collect();
    let ids = tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    wire::Message {
        id: Some(message.id.uuid()),
        channel_id: channel,
        channel_name: channel.and(room).map(|room| room.name.clone()),
        sender_id: Some(message.author.uuid()),
        sender_name: Some(message.author_name.clone()),
        receiver_id: receiver.map(PersonId::uuid),
        receiver_name: receiver.and_then(name),
        message: Some(message.text.clone()),
        message_date_time: Some(date(message.sent_at)),
        updated_date_time: message.edited_at.map(date),
        message_type: Some(wire::MessageType::Number(number(message.kind))),
        files: files(&message.files),
        is_deleted: Some(message.marks.deleted),
        is_edited: Some(message.edited_at.is_some()),
        is_pinned: Some(message.marks.pinned_by.is_some()),
        pinned_by_user_id: message.marks.pinned_by.map(PersonId::uuid),
        is_archieved: Some(message.marks.archived),
        is_channel: Some(message.conversation.kind() == conversation::Kind::Channel),
        is_group_chat: Some(message.conversation.kind() == conversation::Kind::Group),
        report_message: message.marks.reported.clone(),
        parent_message_id: message.parent.map(MessageId::uuid),
        reacted_by_user_id: message.reacted_by.map(PersonId::uuid),
        from_user_id: message.from.map(PersonId::uuid),
        shared_message_id: message.shared.as_deref().map(|shared| shared.id.uuid()),
        shared_message: message.shared.as_deref().map(|shared| Box::new(snapshot(shared))),
        tagged_members_ids: (!tags.is_empty()).then_some(ids),
        tagged_members: (!tags.is_empty()).then_some(tags),
        ..wire::Message::default()
    }
}

/// An update of a message that the server has. Contains only flags that are set, so that changes by others stay
/// (`docs/server-api.md` 2.2).
pub fn change(company: &Company, message: &Message) -> wire::Message {
    let set = |flag: Option<bool>| flag.filter(|is_set| *is_set);
    let whole = element(company, message);
    wire::Message {
        is_deleted: set(whole.is_deleted),
        is_edited: set(whole.is_edited),
        is_pinned: set(whole.is_pinned),
        is_archieved: set(whole.is_archieved),
        ..whole
    }
}

/// The copy of the original in a share. Of direct messages, only those between others are shared.
fn snapshot(shared: &Shared) -> wire::Shared {
    let (channel, receiver) = match shared.conversation {
        Some(of @ (conversation::Id::Channel(_) | conversation::Id::Group(_))) => (Some(of.uuid()), None),
        Some(conversation::Id::Direct(to)) => (None, Some(to.uuid())),
        None => (None, None),
    };
    wire::Shared {
        id: Some(shared.id.uuid()),
        channel_id: channel,
        receiver_id: receiver,
        sender_id: shared.author.map(PersonId::uuid),
        sender_name: Some(shared.author_name.clone()),
        message: Some(shared.text.clone()),
        message_date_time: shared.sent_at.map(date),
        message_type: Some(wire::MessageType::Number(number(shared.kind))),
        files: files(&shared.files),
        parent_message_id: shared.parent.map(MessageId::uuid),
        report_message: shared.reported.clone(),
        tagged_members: (!shared.tags.is_empty())
            .then(|| shared.tags.iter().map(|(id, _)| id.uuid()).collect()),
        tagged_members_list: (!shared.tags.is_empty()).then(|| {
            let tagged = |(id, name): &(PersonId, String)| wire::Tagged {
                member_id: Some(id.uuid()),
                full_name: Some(name.clone()),
            };
            shared.tags.iter().map(tagged).collect()
        }),
    }
}

fn date(stamp: Stamp) -> wire::Date {
    wire::Date::from_ticks(stamp.ticks(), i32::from(stamp.offset()))
}

fn files(files: &[Attachment]) -> Option<Vec<wire::File>> {
    let files = files.iter().map(|file| wire::File {
        path: Some(file.path.clone()),
        name: Some(file.name.clone()),
        duration: file.duration.clone(),
    });
    Some(files.collect::<Vec<_>>()).filter(|files| !files.is_empty())
}

/// A new message as `chat` has it; `None` if it has no author, or belongs to no conversation of the company.
pub fn heard(company: &Company, element: &wire::Message) -> Option<Message> {
    let author = PersonId::new(element.sender_id?);
    let conversation = match (element.channel_id, element.receiver_id) {
        (Some(room), _) => company.conversations.iter().map(|c| c.id).find(|id| id.uuid() == room)?,
        (None, Some(receiver)) => conversation::Id::Direct(PersonId::new(receiver)),
        (None, None) => return None,
    };
    let sent_at = element.message_date_time.as_ref().map_or(0, wire::Date::ticks);
    let mut message = Message::text(
        MessageId::new(element.id?),
        conversation,
        author,
        element.sender_name.clone().unwrap_or_default(),
        Stamp::from_ticks(sent_at, 0),
        element.message.clone().unwrap_or_default(),
    );
    message.parent = element.parent_message_id.map(MessageId::new);
    message.reacted_by = element.reacted_by_user_id.map(PersonId::new);
    message.tags = element.tagged_members.iter().flatten().copied().map(PersonId::new).collect();
    message.marks.deleted = element.is_deleted == Some(true);
    Some(message)
}

/// The number of a kind in the contract.
fn number(kind: Kind) -> i64 {
    match kind {
        Kind::Text => 1,
        Kind::File => 2,
        Kind::Image => 3,
        Kind::Audio => 4,
        Kind::Video => 5,
        Kind::Reaction => 6,
        Kind::Unknown(number) => number,
    }
}
