//! The table of the wire models: their fields with names and types, in the order of the server's JSON sample.
//!
//! All four codecs (JSON and XML, reading and writing) use it, so that a field's name is spelled in one place. Must
//! not know: either syntax. Tests: `tests/wire/samples.rs` compares it with the server's samples.

use super::{Date, Extra, File, Message, MessageType, Publish, Shared, Tagged};

use uuid::Uuid;

/// A field to write.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    Guid(&'a Option<Uuid>),
    Text(&'a Option<String>),
    Flag(&'a Option<bool>),
    Date(&'a Option<Date>),
    Kind(&'a Option<MessageType>),
    Guids(&'a Option<Vec<Uuid>>),
    Files(&'a Option<Vec<File>>),
    Tagged(&'a Option<Vec<Tagged>>),
    Shared(&'a Option<Box<Shared>>),
    Messages(&'a Vec<Message>),
}

/// A field to fill.
pub(super) enum Slot<'a> {
    Guid(&'a mut Option<Uuid>),
    Text(&'a mut Option<String>),
    Flag(&'a mut Option<bool>),
    Date(&'a mut Option<Date>),
    Kind(&'a mut Option<MessageType>),
    Guids(&'a mut Option<Vec<Uuid>>),
    Files(&'a mut Option<Vec<File>>),
    Tagged(&'a mut Option<Vec<Tagged>>),
    Shared(&'a mut Option<Box<Shared>>),
    Messages(&'a mut Vec<Message>),
}

/// One of the server's models.
pub(super) trait Model: Default {
    /// The model's name on the server, which is also the name of its XML element.
    const NAME: &'static str;
    /// True if the model keeps fields that it has no place for.
    const KEEPS_EXTRA: bool = false;
    /// Those fields.
    fn extra(&self) -> Option<&Extra> {
        None
    }
    /// Sets those fields.
    fn set_extra(&mut self, _: Extra) {}
    /// All fields in the order of the JSON sample.
    fn cells(&self) -> Vec<(&'static str, Cell<'_>)>;
    /// The field with this name in any case, and the server's spelling of the name.
    fn slot(&mut self, name: &str) -> Option<(&'static str, Slot<'_>)>;
}

macro_rules! model {
    ($type:ty, $model:literal: $($field:ident = $name:literal $kind:ident,)+ $({ $($more:tt)* })?) => {
        impl Model for $type {
            const NAME: &'static str = $model;
            $($($more)*)?

            fn cells(&self) -> Vec<(&'static str, Cell<'_>)> {
                vec![$(($name, Cell::$kind(&self.$field)),)+]
            }

            fn slot(&mut self, name: &str) -> Option<(&'static str, Slot<'_>)> {
                $(if name.eq_ignore_ascii_case($name) {
                    return Some(($name, Slot::$kind(&mut self.$field)));
                })+
                None
            }
        }
    };
}

model! { Publish, "PublishMesssageModel":
    user_id = "UserId" Guid,
    company_id = "CompanyId" Guid,
    messages = "Messages" Messages,
}

model! { Message, "MessageUpsertInputModel":
    id = "Id" Guid,
    channel_id = "ChannelId" Guid,
    sender_id = "SenderId" Guid,
    receiver_id = "ReceiverId" Guid,
    message = "Message" Text,
    is_deleted = "IsDeleted" Flag,
    is_edited = "IsEdited" Flag,
    message_date_time = "MessageDateTime" Date,
    updated_date_time = "UpdatedDateTime" Date,
    message_type = "MessageType" Kind,
    files = "Files" Files,
    files_xml = "FilesXml" Text,
    sender_name = "SenderName" Text,
    receiver_name = "ReceiverName" Text,
    channel_name = "ChannelName" Text,
    is_pinned = "IsPinned" Flag,
    is_starred = "IsStarred" Flag,
    is_read = "IsRead" Flag,
    pinned_by_user_id = "PinnedByUserId" Guid,
    reacted_by_user_id = "ReactedByUserId" Guid,
    report_message = "ReportMessage" Text,
    tagged_members = "TaggedMembers" Guids,
    tagged_members_ids = "TaggedMembersIds" Text,
    parent_message_id = "ParentMessageId" Guid,
    from_user_id = "FromUserId" Guid,
    is_channel = "IsChannel" Flag,
    is_group_chat = "IsGroupChat" Flag,
    is_archieved = "IsArchieved" Flag,
    shared_message = "SharedMessage" Shared,
    shared_message_id = "SharedMessageId" Guid,
    starred_by_user_id = "StarredByUserId" Guid,
    {
        const KEEPS_EXTRA: bool = true;

        fn extra(&self) -> Option<&Extra> {
            Some(&self.extra)
        }

        fn set_extra(&mut self, extra: Extra) {
            self.extra = extra;
        }
    }
}

model! { Shared, "SharedMessageModel":
    id = "Id" Guid,
    channel_id = "ChannelId" Guid,
    sender_id = "SenderId" Guid,
    receiver_id = "ReceiverId" Guid,
    message = "Message" Text,
    message_date_time = "MessageDateTime" Date,
    message_type = "MessageType" Kind,
    files = "Files" Files,
    report_message = "ReportMessage" Text,
    tagged_members_list = "TaggedMembersList" Tagged,
    tagged_members = "TaggedMembers" Guids,
    parent_message_id = "ParentMessageId" Guid,
    sender_name = "SenderName" Text,
}

model! { File, "FileModel":
    path = "FilePath" Text,
    name = "FileName" Text,
    duration = "FileDuration" Text,
}

model! { Tagged, "TaggedOutputModel":
    member_id = "MemberId" Guid,
    full_name = "FullName" Text,
}
