//! Wishes: the changes that the user makes to messages and conversations, saved first and published later.
//!
//! Wishes and their fields have the same names as the actions of `confab apply` in `docs/contract.md`. `kind` gives the
//! aspect of a wish: the side of a message or conversation that it changes. The aspect decides which wishes are folded
//! into one, and in which order they are sent. Must not know: how a wish is stored, folded or sent (`outbox`). Tests:
//! `outbox::fold`, `tests/promise`.

mod flags;
mod kind;
mod mark;

pub use flags::{Aspect, Flags};
pub use kind::{Kind, mark_id};
pub use mark::Mark;

use super::attachment::StagedFile;
use super::{MessageId, PersonId, conversation};

/// One wish.
///
/// A wish on a conversation has an id of its own, which no message has: the outbox identifies it by that id.
#[derive(Clone, PartialEq, Eq)]
pub enum Wish {
    Post(Post),
    Edit {
        message: MessageId,
        text: String,
    },
    Delete {
        message: MessageId,
    },
    /// Puts a mark on a message, or removes it.
    Mark {
        message: MessageId,
        mark: Mark,
        state: Switch,
    },
    Read {
        message: MessageId,
        state: Switch,
    },
    Tag {
        message: MessageId,
        people: Vec<PersonId>,
    },
    Share(Share),
    React {
        id: MessageId,
        message: MessageId,
        emoji: String,
        state: Switch,
    },
    Report {
        message: MessageId,
        reason: String,
        /// Sends the messages before and after it along, if reports go to reviewers.
        context: Switch,
    },
    Decide {
        message: MessageId,
        decision: Decision,
        note: String,
    },
    /// Creates a channel or group under an id made here. The user is in it too, besides `people`.
    Create {
        id: MessageId,
        conversation: conversation::Id,
        name: String,
        people: Vec<PersonId>,
    },
    /// Adds people to a conversation.
    Invite {
        id: MessageId,
        conversation: conversation::Id,
        people: Vec<PersonId>,
    },
    Leave {
        id: MessageId,
        conversation: conversation::Id,
    },
    Mute {
        id: MessageId,
        conversation: conversation::Id,
        state: Switch,
    },
    StarConversation {
        id: MessageId,
        conversation: conversation::Id,
        state: Switch,
    },
    Hide {
        id: MessageId,
        conversation: conversation::Id,
        state: Switch,
    },
}

/// A new message.
#[derive(Clone, PartialEq, Eq)]
pub struct Post {
    pub id: MessageId,
    pub to: conversation::Id,
    pub text: String,
    pub tags: Vec<PersonId>,
    /// The attachments. The text may be empty if there is at least one.
    pub files: Vec<StagedFile>,
    pub reply_to: Option<MessageId>,
}

/// A message shared with another conversation, with an optional comment.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    pub id: MessageId,
    /// The message that is shared.
    pub message: MessageId,
    pub to: conversation::Id,
    /// The comment; may be empty.
    pub text: String,
    /// People tagged in the comment.
    pub tags: Vec<PersonId>,
}

/// Sets or clears a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Switch {
    On,
    Off,
}

/// A reviewer's decision on a reported message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Dismiss,
    Remove,
    Archive,
}

impl Wish {
    /// Its kind.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Post(_) => Kind::Post,
            Self::Edit { .. } => Kind::Edit,
            Self::Delete { .. } => Kind::Delete,
            Self::Mark { mark, .. } => Kind::Mark(*mark),
            Self::Read { .. } => Kind::Read,
            Self::Tag { .. } => Kind::Tag,
            Self::Share(_) => Kind::Share,
            Self::React { .. } => Kind::React,
            Self::Report { .. } => Kind::Report,
            Self::Decide { .. } => Kind::Decide,
            Self::Create { .. } => Kind::Create,
            Self::Invite { .. } => Kind::Invite,
            Self::Leave { .. } => Kind::Leave,
            Self::Mute { .. } => Kind::Mute,
            Self::StarConversation { .. } => Kind::StarConversation,
            Self::Hide { .. } => Kind::Hide,
        }
    }

    /// The message whose element it becomes: the new one for a post, share or reaction. For a wish on a conversation, its own
    /// id.
    pub const fn subject(&self) -> MessageId {
        match self {
            Self::Post(post) => post.id,
            Self::Share(share) => share.id,
            Self::React { id, .. }
            | Self::Create { id, .. }
            | Self::Invite { id, .. }
            | Self::Leave { id, .. }
            | Self::Mute { id, .. }
            | Self::StarConversation { id, .. }
            | Self::Hide { id, .. } => *id,
            Self::Edit { message, .. }
            | Self::Delete { message }
            | Self::Mark { message, .. }
            | Self::Read { message, .. }
            | Self::Tag { message, .. }
            | Self::Report { message, .. }
            | Self::Decide { message, .. } => *message,
        }
    }
}

impl std::fmt::Debug for Wish {
    /// Leaves out texts: they must not reach the logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wish({} {})", self.kind().word(), self.subject())
    }
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Share")
            .field("id", &self.id)
            .field("message", &self.message)
            .field("text_bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post")
            .field("id", &self.id)
            .field("text_bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}
