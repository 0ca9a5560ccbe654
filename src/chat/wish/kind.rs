//! The kinds of wishes; and the aspect, flags and folding id of each kind.
//!
//! A wish is folded into a waiting one with the same message and aspect. A wish on a mark of a conversation concerns no
//! message, so [`mark_id`] takes the place of the message id. Tests: below, `outbox::fold`.

use crate::chat::{MessageId, conversation};

use uuid::Uuid;

/// The kind of a wish: the `do` of a line of `confab apply`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Post,
    Edit,
    Delete,
    Pin,
    Star,
    Read,
    Archive,
    Tag,
    Share,
    React,
    Report,
    Decide,
    Create,
    Invite,
    Leave,
    Mute,
    StarConversation,
    Hide,
}

impl Kind {
    /// Every kind, in the order of the contract.
    pub const ALL: [Self; 18] = [
        Self::Post,
        Self::Edit,
        Self::Delete,
        Self::Pin,
        Self::Star,
        Self::Read,
        Self::Archive,
        Self::Tag,
        Self::Share,
        Self::React,
        Self::Report,
        Self::Decide,
        Self::Create,
        Self::Invite,
        Self::Leave,
        Self::Mute,
        Self::StarConversation,
        Self::Hide,
    ];

    /// Its word in the contract's `do` field.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Pin => "pin",
            Self::Star => "star",
            Self::Read => "read",
            Self::Archive => "archive",
            Self::Tag => "tag",
            Self::Share => "share",
            Self::React => "react",
            Self::Report => "report",
            Self::Decide => "decide",
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
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// True if it creates a message.
    pub const fn makes_message(self) -> bool {
        match self {
            Self::Post | Self::Share | Self::React => true,
            Self::Edit
            | Self::Delete
            | Self::Pin
            | Self::Star
            | Self::Read
            | Self::Archive
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
            | Self::Pin
            | Self::Star
            | Self::Read
            | Self::Archive
            | Self::Tag
            | Self::Share
            | Self::React
            | Self::Report
            | Self::Decide => false,
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
            | Self::Pin
            | Self::Star
            | Self::Read
            | Self::Archive
            | Self::Tag
            | Self::Share
            | Self::React
            | Self::Report
            | Self::Decide => None,
        }
    }
}

/// The aspect of a message or conversation that a wish changes: at most one element per message and aspect is in
/// flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aspect {
    /// The messages of a conversation, and its members.
    Content,
    /// An element of its own with every other flag null (`docs/server-api.md` 2.2).
    Star,
    Read,
    Report,
    /// A person's own mark on a conversation.
    ConversationMark,
}

impl Aspect {
    /// The aspect of a wish of this kind.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Star => Self::Star,
            Kind::Read => Self::Read,
            Kind::Report | Kind::Decide => Self::Report,
            Kind::Mute | Kind::StarConversation | Kind::Hide => Self::ConversationMark,
            Kind::Create
            | Kind::Invite
            | Kind::Leave
            | Kind::Post
            | Kind::Edit
            | Kind::Delete
            | Kind::Pin
            | Kind::Archive
            | Kind::Tag
            | Kind::Share
            | Kind::React => Self::Content,
        }
    }
}

/// The flags of a message that the user changed, as a small set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(u16);

impl Flags {
    pub const EDITED: Self = Self(1);
    pub const DELETED: Self = Self(1 << 1);
    pub const PINNED: Self = Self(1 << 2);
    pub const STARRED: Self = Self(1 << 3);
    pub const READ: Self = Self(1 << 4);
    pub const ARCHIVED: Self = Self(1 << 5);
    pub const REPORTED: Self = Self(1 << 6);
    /// The one mark of a conversation that the wish is about.
    pub const CONVERSATION_MARK: Self = Self(1 << 7);

    /// New words or a deletion: only the author of a message may change these.
    pub const AUTHORS: Self = Self(Self::EDITED.0 | Self::DELETED.0);
    /// Marks that anybody may put on anybody's message.
    pub const MARKS: Self =
        Self(Self::PINNED.0 | Self::STARRED.0 | Self::READ.0 | Self::ARCHIVED.0 | Self::REPORTED.0);

    /// From the stored number; unknown bits are kept.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// The number to store.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The flags in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The flags of this set that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// True if all flags of `other` are in this set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// True if the two sets have a flag in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The flags that a wish of this kind changes.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Post | Kind::Share | Kind::React | Kind::Create | Kind::Invite | Kind::Leave => Self(0),
            Kind::Mute | Kind::StarConversation | Kind::Hide => Self::CONVERSATION_MARK,
            Kind::Edit | Kind::Tag => Self::EDITED,
            Kind::Delete => Self::DELETED,
            Kind::Pin => Self::PINNED,
            Kind::Star => Self::STARRED,
            Kind::Read => Self::READ,
            Kind::Archive => Self::ARCHIVED,
            Kind::Report | Kind::Decide => Self::REPORTED,
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
