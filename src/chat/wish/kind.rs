//! The kinds of wishes, with the aspect, flags and folding id of each.
//!
//! A wish is folded into a waiting one with the same message and aspect. A wish on a mark of a conversation concerns no
//! message, so [`mark_id`] takes the place of the message id. Tests: below, `outbox::fold`.

use super::flags::{Aspect, Flags};
use super::mark::Mark;

use crate::chat::{MessageId, conversation};

use uuid::Uuid;

/// The kind of a wish: the `do` of a line of `confab apply`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Post,
    Edit,
    Delete,
    /// Puts a mark on a message, or removes it.
    Mark(Mark),
    Read,
    Tag,
    Share,
    React,
    Report,
    Decide,
    Claim,
    Undo,
    Create,
    Invite,
    Leave,
    Mute,
    StarConversation,
    Hide,
}

impl Kind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        let before = [Self::Post, Self::Edit, Self::Delete];
        let after = [
            Self::Read,
            Self::Tag,
            Self::Share,
            Self::React,
            Self::Report,
            Self::Decide,
            Self::Claim,
            Self::Undo,
            Self::Create,
            Self::Invite,
            Self::Leave,
            Self::Mute,
            Self::StarConversation,
            Self::Hide,
        ];
        before.into_iter().chain(Mark::ALL.map(Self::Mark)).chain(after)
    }

    /// Its word in the contract's `do` field.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Mark(mark) => mark.word(),
            Self::Read => "read",
            Self::Tag => "tag",
            Self::Share => "share",
            Self::React => "react",
            Self::Report => "report",
            Self::Decide => "decide",
            Self::Claim => "claim",
            Self::Undo => "undo",
            Self::Create => "create",
            Self::Invite => "invite",
            Self::Leave => "leave",
            Self::Mute => "mute",
            Self::StarConversation => "star_conversation",
            Self::Hide => "hide",
        }
    }

    /// The kind with that word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::all().find(|kind| kind.word() == word)
    }

    /// True if it creates a message.
    pub const fn makes_message(self) -> bool {
        match self {
            Self::Post | Self::Share | Self::React | Self::Claim | Self::Undo => true,
            Self::Edit
            | Self::Delete
            | Self::Mark(_)
            | Self::Read
            | Self::Tag
            | Self::Report
            | Self::Decide
            | Self::Create
            | Self::Invite
            | Self::Leave
            | Self::Mute
            | Self::StarConversation
            | Self::Hide => false,
        }
    }

    /// True if it changes a conversation, not a message.
    pub const fn is_on_conversation(self) -> bool {
        match self {
            Self::Create | Self::Invite | Self::Leave | Self::Mute | Self::StarConversation | Self::Hide => {
                true
            }
            Self::Post
            | Self::Edit
            | Self::Delete
            | Self::Mark(_)
            | Self::Read
            | Self::Tag
            | Self::Share
            | Self::React
            | Self::Report
            | Self::Decide
            | Self::Claim
            | Self::Undo => false,
        }
    }

    /// The mark of a conversation that it changes, if it changes one.
    pub const fn mark(self, marks: &mut conversation::Marks) -> Option<&mut bool> {
        match self {
            Self::Mute => Some(&mut marks.muted),
            Self::StarConversation => Some(&mut marks.starred),
            Self::Hide => Some(&mut marks.hidden),
            Self::Create
            | Self::Invite
            | Self::Leave
            | Self::Post
            | Self::Edit
            | Self::Delete
            | Self::Mark(_)
            | Self::Read
            | Self::Tag
            | Self::Share
            | Self::React
            | Self::Report
            | Self::Decide
            | Self::Claim
            | Self::Undo => None,
        }
    }
}

impl Aspect {
    /// The aspect of a wish of this kind.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Mark(mark) => mark.aspect(),
            Kind::Read => Self::Read,
            Kind::Report | Kind::Decide => Self::Report,
            Kind::Mute | Kind::StarConversation | Kind::Hide => Self::ConversationMark,
            Kind::Create
            | Kind::Invite
            | Kind::Leave
            | Kind::Post
            | Kind::Edit
            | Kind::Delete
            | Kind::Tag
            | Kind::Share
            | Kind::React
            | Kind::Claim
            | Kind::Undo => Self::Content,
        }
    }
}

impl Flags {
    /// Marks that anybody may put on anybody's message.
    pub const MARKS: Self = {
        let mut all = Self::READ.with(Self::REPORTED).with(Self::REMOVED);
        let mut at = 0;
        while at < Mark::ALL.len() {
            all = all.with(Mark::ALL[at].flag());
            at += 1;
        }
        all
    };

    /// The flags that a wish of this kind changes.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Post
            | Kind::Share
            | Kind::React
            | Kind::Claim
            | Kind::Undo
            | Kind::Create
            | Kind::Invite
            | Kind::Leave => Self::from_bits(0),
            Kind::Mute | Kind::StarConversation | Kind::Hide => Self::CONVERSATION_MARK,
            Kind::Edit | Kind::Tag => Self::EDITED,
            Kind::Delete => Self::DELETED,
            Kind::Mark(mark) => mark.flag(),
            Kind::Read => Self::READ,
            Kind::Report => Self::REPORTED,
            Kind::Decide => Self::REMOVED,
        }
    }
}

/// The id under which all waiting changes to one mark of a conversation are folded, so that on and off cancel out.
pub fn mark_id(conversation: conversation::Id, kind: Kind) -> MessageId {
    let mut name = vec![u8::try_from(u32::from(conversation.kind().sigil())).unwrap_or_default()];
    name.extend(conversation.uuid().as_bytes());
    name.extend(kind.word().bytes());
    MessageId::new(Uuid::new_v5(&Uuid::NAMESPACE_OID, &name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_of_each_conversation_has_an_id_of_its_own() {
        let id = Uuid::from_u128(7);
        let mut seen = std::collections::HashSet::new();
        for of in conversation::Kind::ALL {
            for mark in [Kind::Mute, Kind::StarConversation, Kind::Hide] {
                let mark = mark_id(conversation::Id::of(of, id), mark);
                assert!(seen.insert(mark) && mark.uuid() != id);
            }
        }
    }
}
