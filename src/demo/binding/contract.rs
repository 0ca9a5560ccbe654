//! The part of `DataContractSerializer` that publish and reading calls need.
//!
//! Reads the members of a contract in ordinal order. An element that is not the next or a later member, or has another
//! namespace, is silently skipped. A value that does not parse makes the whole call null. Measured on the framework
//! itself (`docs/server-api.md` 1.3).
//! Tests: `tests/demo/binding.rs`.

use super::tree::{Node, parse};
use crate::remote::wire::{Date, File, Message, MessageType, Publish, Shared, Tagged};

use uuid::Uuid;

const MODELS: &str = "http://schemas.datacontract.org/2004/07/Communicator.Models.Messages";
const ARRAYS: &str = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

/// A value that does not parse. It has no reason, because the server gives none.
struct Broken;

type Read<T> = Result<T, Broken>;

/// The body of a publish call; `None` where the framework hands null to the action.
pub(super) fn publish(body: &[u8]) -> Option<Publish> {
    let text = std::str::from_utf8(body).ok()?;
    let root = parse(text.strip_prefix('\u{feff}').unwrap_or(text))?;
    if root.name != "PublishMesssageModel" || root.space != MODELS || root.nil {
        return None;
    }
    whole(&root).ok()
}

/// The body of a reading call converted to JSON; `None` where the framework hands null to the action.
pub(super) fn query(body: &[u8]) -> Option<serde_json::Value> {
    let text = std::str::from_utf8(body).ok()?;
    let root = parse(text.strip_prefix('\u{feff}').unwrap_or(text))?;
    if root.name != "MessageSearchInputModel" || root.space != MODELS {
        return None;
    }
    let mut query = serde_json::Map::new();
    members(&root, &SEARCH, |name, node| {
        let text = nullable(node, plain)?.unwrap_or_default().trim().to_owned();
        let value = match text.as_str() {
            "" => serde_json::Value::Null,
            "true" => true.into(),
            "false" => false.into(),
            _ if matches!(name, "PageNumber" | "PageSize") => text.parse::<u64>().map_err(|_| Broken)?.into(),
            _ => text.into(),
        };
        query.insert(name.to_owned(), value);
        Ok(())
    })
    .ok()?;
    Some(query.into())
}

const SEARCH: [&str; 18] = [
    "ChannelId",
    "ConversationId",
    "FileDuration",
    "IsChannel",
    "IsFiles",
    "IsGroupChat",
    "IsPinned",
    "IsRead",
    "IsStarred",
    "LastSyncDateTime",
    "MessageId",
    "PageNumber",
    "PageSize",
    "Pagination",
    "ParentMessageId",
    "ReceiverId",
    "SearchText",
    "SenderId",
];

fn whole(node: &Node) -> Read<Publish> {
    let mut publish = Publish::default();
    members(node, &["CompanyId", "Messages", "UserId"], |name, node| {
        match name {
            "CompanyId" => publish.company_id = guid(node)?,
            "Messages" => {
                publish.messages = list(node, "MessageUpsertInputModel", message)?.unwrap_or_default();
            }
            _ => publish.user_id = guid(node)?,
        }
        Ok(())
    })?;
    Ok(publish)
}

/// Without `IsChannel`, which the server's XML sample does not have.
const MESSAGE: [&str; 30] = [
    "ChannelId",
    "ChannelName",
    "Files",
    "FilesXml",
    "FromUserId",
    "Id",
    "IsArchieved",
    "IsDeleted",
    "IsEdited",
    "IsGroupChat",
    "IsPinned",
    "IsRead",
    "IsStarred",
    "Message",
    "MessageDateTime",
    "MessageType",
    "ParentMessageId",
    "PinnedByUserId",
    "ReactedByUserId",
    "ReceiverId",
    "ReceiverName",
    "ReportMessage",
    "SenderId",
    "SenderName",
    "SharedMessage",
    "SharedMessageId",
    "StarredByUserId",
    "TaggedMembers",
    "TaggedMembersIds",
    "UpdatedDateTime",
];

fn message(node: &Node) -> Read<Message> {
    let mut m = Message::default();
    members(node, &MESSAGE, |name, node| {
        match name {
            "ChannelId" => m.channel_id = guid(node)?,
            "ChannelName" => m.channel_name = text(node)?,
            "Files" => m.files = list(node, "FileModel", file)?,
            "FilesXml" => m.files_xml = text(node)?,
            "FromUserId" => m.from_user_id = guid(node)?,
            "Id" => m.id = guid(node)?,
            "IsArchieved" => m.is_archieved = flag(node)?,
            "IsDeleted" => m.is_deleted = flag(node)?,
            "IsEdited" => m.is_edited = flag(node)?,
            "IsGroupChat" => m.is_group_chat = flag(node)?,
            "IsPinned" => m.is_pinned = flag(node)?,
            "IsRead" => m.is_read = flag(node)?,
            "IsStarred" => m.is_starred = flag(node)?,
            "Message" => m.message = text(node)?,
            "MessageDateTime" => m.message_date_time = date(node)?,
            "MessageType" => m.message_type = Some(kind(node)?),
            "ParentMessageId" => m.parent_message_id = guid(node)?,
            "PinnedByUserId" => m.pinned_by_user_id = guid(node)?,
            "ReactedByUserId" => m.reacted_by_user_id = guid(node)?,
            "ReceiverId" => m.receiver_id = guid(node)?,
            "ReceiverName" => m.receiver_name = text(node)?,
            "ReportMessage" => m.report_message = text(node)?,
            "SenderId" => m.sender_id = guid(node)?,
            "SenderName" => m.sender_name = text(node)?,
            "SharedMessage" => m.shared_message = nullable(node, shared)?.map(Box::new),
            "SharedMessageId" => m.shared_message_id = guid(node)?,
            "StarredByUserId" => m.starred_by_user_id = guid(node)?,
            "TaggedMembers" => m.tagged_members = guids(node)?,
            "TaggedMembersIds" => m.tagged_members_ids = text(node)?,
            _ => m.updated_date_time = date(node)?,
        }
        Ok(())
    })?;
    Ok(m)
}

const SHARED: [&str; 13] = [
    "ChannelId",
    "Files",
    "Id",
    "Message",
    "MessageDateTime",
    "MessageType",
    "ParentMessageId",
    "ReceiverId",
    "ReportMessage",
    "SenderId",
    "SenderName",
    "TaggedMembers",
    "TaggedMembersList",
];

fn shared(node: &Node) -> Read<Shared> {
    let mut s = Shared::default();
    members(node, &SHARED, |name, node| {
        match name {
            "ChannelId" => s.channel_id = guid(node)?,
            "Files" => s.files = list(node, "FileModel", file)?,
            "Id" => s.id = guid(node)?,
            "Message" => s.message = text(node)?,
            "MessageDateTime" => s.message_date_time = date(node)?,
            "MessageType" => s.message_type = Some(kind(node)?),
            "ParentMessageId" => s.parent_message_id = guid(node)?,
            "ReceiverId" => s.receiver_id = guid(node)?,
            "ReportMessage" => s.report_message = text(node)?,
            "SenderId" => s.sender_id = guid(node)?,
            "SenderName" => s.sender_name = text(node)?,
            "TaggedMembers" => s.tagged_members = guids(node)?,
            _ => s.tagged_members_list = list(node, "TaggedOutputModel", tagged)?,
        }
        Ok(())
    })?;
    Ok(s)
}

fn file(node: &Node) -> Read<File> {
    let mut file = File::default();
    members(node, &["FileDuration", "FileName", "FilePath"], |name, node| {
        match name {
            "FileDuration" => file.duration = text(node)?,
            "FileName" => file.name = text(node)?,
            _ => file.path = text(node)?,
        }
        Ok(())
    })?;
    Ok(file)
}

fn tagged(node: &Node) -> Read<Tagged> {
    let mut tagged = Tagged::default();
    members(node, &["FullName", "MemberId"], |name, node| {
        match name {
            "FullName" => tagged.full_name = text(node)?,
            _ => tagged.member_id = guid(node)?,
        }
        Ok(())
    })?;
    Ok(tagged)
}

/// Reads the members of a contract in order; elements that come too late are skipped.
fn members(
    node: &Node,
    names: &'static [&'static str],
    mut read: impl FnMut(&'static str, &Node) -> Read<()>,
) -> Read<()> {
    let mut next = 0;
    for child in node.children.iter().filter(|child| child.space == MODELS) {
        let found = names[next..].iter().position(|name| *name == child.name);
        if let Some(offset) = found {
            read(names[next + offset], child)?;
            next += offset + 1;
        }
    }
    Ok(())
}

fn nullable<'a, T>(node: &'a Node, read: impl Fn(&'a Node) -> Read<T>) -> Read<Option<T>> {
    if node.nil { Ok(None) } else { read(node).map(Some) }
}

fn list<T>(node: &Node, entry: &str, read: impl Fn(&Node) -> Read<T>) -> Read<Option<Vec<T>>> {
    nullable(node, |node| {
        let ours = |child: &&Node| child.space == MODELS && child.name == entry && !child.nil;
        node.children.iter().filter(ours).map(&read).collect()
    })
}

fn guids(node: &Node) -> Read<Option<Vec<Uuid>>> {
    nullable(node, |node| {
        let ours = |child: &&Node| child.space == ARRAYS && child.name == "guid";
        node.children.iter().filter(ours).map(|child| guid(child)?.ok_or(Broken)).collect()
    })
}

fn text(node: &Node) -> Read<Option<String>> {
    nullable(node, |node| plain(node).map(str::to_owned))
}

fn guid(node: &Node) -> Read<Option<Uuid>> {
    nullable(node, |node| Uuid::try_parse(plain(node)?.trim()).map_err(|_| Broken))
}

fn flag(node: &Node) -> Read<Option<bool>> {
    nullable(node, |node| match plain(node)?.trim() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Broken),
    })
}

fn date(node: &Node) -> Read<Option<Date>> {
    nullable(node, |node| {
        let text = plain(node)?.trim();
        Date::parse(text).filter(|_| text.contains('T')).ok_or(Broken)
    })
}

/// Accepts the exact name `Text`, the only known one. A number, null or another name is an error.
fn kind(node: &Node) -> Read<MessageType> {
    match plain(node)?.trim() {
        "Text" if !node.nil => Ok(MessageType::TEXT),
        _ => Err(Broken),
    }
}

/// The text of an element without children; an error if it has any.
fn plain(node: &Node) -> Read<&str> {
    if node.children.is_empty() { Ok(&node.text) } else { Err(Broken) }
}
