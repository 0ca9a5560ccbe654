//! Calls about conversations: their paths and verbs, and their four models in the server's spelling.
//!
//! JSON only: the XML namespaces of these models are not public, and a server ignores elements in another one. Fields
//! that are not set are left out instead of written as null: which of them are nullable is not public either, and null
//! in any other field would be an error, while an absent field keeps its default (`docs/server-api.md` 1.3). Must not
//! know: `chat`. Tests: `tests/wire/conversations.rs`.

use super::Date;

use serde::{Serialize, Serializer};
use uuid::Uuid;

/// A call about a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    CreateChannel,
    AddMembers,
    LeaveChannel,
    UpsertConversation,
    /// The only call for groups: creates one, adds people, and removes people.
    GroupMembers,
}

/// The HTTP verb of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Post,
    Put,
    /// With a body, as the server requires.
    Delete,
}

impl Action {
    pub const ALL: [Self; 5] = [
        Self::CreateChannel,
        Self::AddMembers,
        Self::LeaveChannel,
        Self::UpsertConversation,
        Self::GroupMembers,
    ];

    /// The path to append to the server's address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::CreateChannel => "Channels/ChannelsApi/CreateChannel",
            Self::AddMembers => "Channels/ChannelsApi/AddMembersToChannel",
            Self::LeaveChannel => "Channels/ChannelsApi/LeaveFromChannel",
            Self::UpsertConversation => "Channels/ChannelsApi/UpsertConversation",
            Self::GroupMembers => "api/GroupChat/AddMembers",
        }
    }

    #[must_use]
    pub const fn verb(self) -> Verb {
        match self {
            Self::CreateChannel | Self::AddMembers | Self::GroupMembers => Verb::Post,
            Self::UpsertConversation => Verb::Put,
            Self::LeaveChannel => Verb::Delete,
        }
    }
}

/// `ChannelUpsertInputModel`.
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Channel {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_deleted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_insert: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_members: Option<Vec<ChannelMember>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_left: Option<bool>,
}

/// A member of a [`Channel`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChannelMember {
    pub channel_member_id: Uuid,
    pub is_read_only: bool,
}

/// `GroupChatUpsertInputModel`.
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Group {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_members: Option<Vec<GroupMember>>,
}

/// A member of a [`Group`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GroupMember {
    pub member_id: Uuid,
    pub is_left: bool,
}

/// `ConversationUpsertInputModel`.
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Conversation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_channel: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mute: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub star: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hide: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mute_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "date")]
    pub muted_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "date")]
    pub message_date_time: Option<Date>,
}

fn date<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    date.as_ref().map(Date::as_str).serialize(serializer)
}

/// Writes the body of a call, which the outbox freezes.
#[must_use]
pub fn write(model: &impl Serialize) -> String {
    // Plain fields with simple names cannot fail to serialize.
    serde_json::to_string(model).unwrap_or_default()
}

/// Leaves out names: they must not reach the logs.
macro_rules! quiet {
    ($($model:ident),+) => {
        $(impl std::fmt::Debug for $model {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(concat!("wire::conversation::", stringify!($model))).finish_non_exhaustive()
            }
        })+
    };
}

quiet!(Channel, Group, Conversation);
