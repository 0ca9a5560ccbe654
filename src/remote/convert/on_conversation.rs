//! Makes the call that changes a conversation.
//!
//! The server's help page leaves some questions open, which are answered here: a channel or group gets an id made here;
//! creating it lists all members, the user first, who is its owner; an invitation lists only the new people, leaving
//! only the person who leaves; of the marks on a conversation only the changed one is set. Pure. Must not know: the
//! store, HTTP. Tests: `tests/wire/conversations.rs`.

use super::errand;
use crate::chat::{PersonId, conversation, wish};
use crate::remote::Errand;
use crate::remote::wire::conversation::{
    Action, Channel, ChannelMember, Conversation, Group, GroupMember, write,
};

/// The data of a change.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    pub kind: wish::Kind,
    pub conversation: conversation::Id,
    /// The conversation's name.
    pub name: &'a str,
    /// The people it is about, without the user.
    pub people: &'a [PersonId],
    /// The new value of the mark that it changes.
    pub is_on: bool,
    pub me: PersonId,
}

impl std::fmt::Debug for Said<'_> {
    /// Leaves out names: they must not reach the logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Said").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// The body of the call about a conversation; `None` for an action on a message.
pub fn body(said: Said<'_>) -> Option<String> {
    let Errand::Conversation(action) = errand(said.kind, said.conversation.kind()) else { return None };
    Some(match action {
        Action::GroupMembers => write(&group(said)),
        Action::CreateChannel | Action::AddMembers | Action::LeaveChannel => write(&channel(said)),
        Action::UpsertConversation => write(&marks(said)),
    })
}

/// The people that the call lists.
fn named(said: Said<'_>) -> Vec<PersonId> {
    let me = (said.kind != wish::Kind::Invite).then_some(said.me);
    let others = if said.kind == wish::Kind::Leave { &[] } else { said.people };
    me.into_iter().chain(others.iter().copied().filter(|person| *person != said.me)).collect()
}

fn channel(said: Said<'_>) -> Channel {
    let creates = said.kind == wish::Kind::Create;
    let leaves = said.kind == wish::Kind::Leave;
    let member = |person: PersonId| ChannelMember { channel_member_id: person.uuid(), is_read_only: false };
    Channel {
        id: Some(said.conversation.uuid()),
        owner_id: creates.then_some(said.me.uuid()),
        channel_name: creates.then(|| said.name.to_owned()),
        is_insert: (!leaves).then_some(creates),
        channel_members: Some(named(said).into_iter().map(member).collect()),
        is_left: leaves.then_some(true),
        ..Channel::default()
    }
}

fn group(said: Said<'_>) -> Group {
    let is_left = said.kind == wish::Kind::Leave;
    let member = |person: PersonId| GroupMember { member_id: person.uuid(), is_left };
    Group {
        id: Some(said.conversation.uuid()),
        // An upsert without a name may erase it, so it is always sent.
        group_name: (!said.name.is_empty()).then(|| said.name.to_owned()),
        group_members: Some(named(said).into_iter().map(member).collect()),
        ..Group::default()
    }
}

fn marks(said: Said<'_>) -> Conversation {
    let only = |kind| (said.kind == kind).then_some(said.is_on);
    Conversation {
        conversation_id: Some(said.conversation.uuid()),
        user_id: Some(said.me.uuid()),
        is_channel: Some(said.conversation.kind() == conversation::Kind::Channel),
        mute: only(wish::Kind::Mute),
        star: only(wish::Kind::StarConversation),
        hide: only(wish::Kind::Hide),
        ..Conversation::default()
    }
}
