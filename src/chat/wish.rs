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
    /// Decides on a reported message.
    Decide(Decide),
    /// Takes a case, or gives it back.
    Claim {
        id: MessageId,
        message: MessageId,
        state: Switch,
    },
    /// Undoes a decision on a reported message.
    Undo {
        id: MessageId,
        message: MessageId,
        /// The reply that says it; `None` for all that stand.
        decision: Option<MessageId>,
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

/// A reviewer's decision on a reported message, with what goes with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Decide {
    /// The id of the reply that says it.
    pub id: MessageId,
    /// The reported message.
    pub message: MessageId,
    pub decision: Decision,
    /// The new place of a case that is handed over.
    pub to: Option<conversation::Id>,
    /// The words to the author or the reporter; if empty, the usual ones.
    pub text: String,
    /// For the other reviewers; may be empty.
    pub note: String,
}

/// The decisions of reviewers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Nothing is wrong with the message.
    Keep,
    /// Deletes it for everybody.
    Remove,
    Archive,
    /// Warns its author by a direct message.
    Warn,
    /// Asks the reporter by a direct message.
    Ask,
    /// Leaves the case to a person or another conversation.
    HandOver,
}

impl Decision {
    /// Every decision.
    pub const ALL: [Self; 6] =
        [Self::Keep, Self::Remove, Self::Archive, Self::Warn, Self::Ask, Self::HandOver];

    /// Its word in the contract and in the thread of a case.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Remove => "remove",
            Self::Archive => "archive",
            Self::Warn => "warn",
            Self::Ask => "ask",
            Self::HandOver => "hand_over",
        }
    }

    /// The decision with that word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.word() == word)
    }

    /// True if it closes the case.
    pub const fn closes(self) -> bool {
        match self {
            Self::Keep | Self::Remove | Self::Archive | Self::Warn => true,
            Self::Ask | Self::HandOver => false,
        }
    }

    /// True if it changes the reported message, or writes to somebody.
    pub const fn has_effect(self) -> bool {
        match self {
            Self::Keep => false,
            Self::Remove | Self::Archive | Self::Warn | Self::Ask | Self::HandOver => true,
        }
    }

    /// True if `other` cannot be made beside it on the same case: there is one verdict and one warning.
    pub const fn excludes(self, other: Self) -> bool {
        match (self, other) {
            (Self::Keep | Self::Remove | Self::Archive, Self::Keep | Self::Remove | Self::Archive)
            | (Self::Warn, Self::Warn) => true,
            (
                Self::Keep | Self::Remove | Self::Archive | Self::Warn | Self::Ask | Self::HandOver,
                Self::Keep | Self::Remove | Self::Archive | Self::Warn | Self::Ask | Self::HandOver,
            ) => false,
        }
    }
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
            Self::Decide(_) => Kind::Decide,
            Self::Claim { .. } => Kind::Claim,
            Self::Undo { .. } => Kind::Undo,
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
            Self::Decide(decide) => decide.id,
            Self::Claim { id, .. }
            | Self::Undo { id, .. }
            | Self::React { id, .. }
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
            | Self::Report { message, .. } => *message,
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

impl std::fmt::Debug for Decide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decide")
            .field("message", &self.message)
            .field("decision", &self.decision)
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
