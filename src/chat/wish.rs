//! What a person wants of a message: written down first, published later.
//!
//! The names and fields are those of `docs/contract.md`'s wish lines, which `cli::apply` reads.
//! Must not know: how a wish is stored, folded or sent (`outbox`). Tests: `outbox::fold`, `tests/promise`.

use super::attachment::Taken;
use super::{MessageId, PersonId, conversation, room};

/// One wish.
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
    Pin {
        message: MessageId,
        state: Switch,
    },
    Star {
        message: MessageId,
        state: Switch,
    },
    Read {
        message: MessageId,
        state: Switch,
    },
    Archive {
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
    },
    Decide {
        message: MessageId,
        decision: Decision,
        note: String,
    },
    /// Not of a message but of a conversation.
    Room(room::Wish),
}

/// A new message.
#[derive(Clone, PartialEq, Eq)]
pub struct Post {
    pub id: MessageId,
    pub to: conversation::Id,
    pub text: String,
    pub tags: Vec<PersonId>,
    /// To go with it; with one of these the text may be empty.
    pub files: Vec<Taken>,
    pub reply_to: Option<MessageId>,
}

/// A message passed on, with a comment of its own.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    pub id: MessageId,
    /// What is passed on.
    pub message: MessageId,
    pub to: conversation::Id,
    /// The comment; may be empty.
    pub text: String,
    /// People tagged in the comment.
    pub tags: Vec<PersonId>,
}

/// A mark put on or taken off.
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

/// What is done, without the words: for lists, logs and the `do` of a wish line.
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
    /// All, in the order of the contract.
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

    /// The word of the contract's `do` field.
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

    /// The kind of that word, if it is one.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether this kind brings a new message into the world.
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

    /// What it does to a conversation; none for what is done to a message.
    pub const fn of_room(self) -> Option<room::Deed> {
        match self {
            Self::Create => Some(room::Deed::Create),
            Self::Invite => Some(room::Deed::Invite),
            Self::Leave => Some(room::Deed::Leave),
            Self::Mute => Some(room::Deed::Mute),
            Self::StarConversation => Some(room::Deed::Star),
            Self::Hide => Some(room::Deed::Hide),
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
            | Self::Decide => None,
        }
    }

    /// Whether it is done to a conversation, not to a message.
    pub const fn is_of_room(self) -> bool {
        self.of_room().is_some()
    }

    /// The mark of a conversation that it is about; none for a wish that is about no such mark.
    pub fn mark(self, marks: &mut conversation::Marks) -> Option<&mut bool> {
        match self.of_room()? {
            room::Deed::Mute => Some(&mut marks.muted),
            room::Deed::Star => Some(&mut marks.starred),
            room::Deed::Hide => Some(&mut marks.hidden),
            room::Deed::Create | room::Deed::Invite | room::Deed::Leave => None,
        }
    }
}

/// Which side of a message a wish is about: at most one element per message and aspect is in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aspect {
    /// What stands in a conversation, and who is in it.
    Content,
    /// An element of its own with every other flag null (`docs/server-api.md` 2.2).
    Star,
    Read,
    Report,
    /// A person's own mark on a conversation.
    Talk,
}

impl Aspect {
    /// The aspect a kind is about.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Star => Self::Star,
            Kind::Read => Self::Read,
            Kind::Report | Kind::Decide => Self::Report,
            Kind::Mute | Kind::StarConversation | Kind::Hide => Self::Talk,
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

/// The flags of a message that a person changed, as a small set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Touched(u16);

impl Touched {
    pub const EDITED: Self = Self(1);
    pub const DELETED: Self = Self(1 << 1);
    pub const PINNED: Self = Self(1 << 2);
    pub const STARRED: Self = Self(1 << 3);
    pub const READ: Self = Self(1 << 4);
    pub const ARCHIVED: Self = Self(1 << 5);
    pub const REPORTED: Self = Self(1 << 6);
    /// The one mark of a conversation that the wish is about.
    pub const TALK: Self = Self(1 << 7);

    /// New words or a deletion: what only the author of a message may change.
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

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What of it is not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of `other` is in it.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// True if the two have a field in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What a kind touches.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Post | Kind::Share | Kind::React | Kind::Create | Kind::Invite | Kind::Leave => Self(0),
            Kind::Mute | Kind::StarConversation | Kind::Hide => Self::TALK,
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

impl Wish {
    /// What it does.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Post(_) => Kind::Post,
            Self::Edit { .. } => Kind::Edit,
            Self::Delete { .. } => Kind::Delete,
            Self::Pin { .. } => Kind::Pin,
            Self::Star { .. } => Kind::Star,
            Self::Read { .. } => Kind::Read,
            Self::Archive { .. } => Kind::Archive,
            Self::Tag { .. } => Kind::Tag,
            Self::Share(_) => Kind::Share,
            Self::React { .. } => Kind::React,
            Self::Report { .. } => Kind::Report,
            Self::Decide { .. } => Kind::Decide,
            Self::Room(wish) => wish.change.kind(),
        }
    }

    /// The message whose element it becomes: the new one for a post, share or reaction. A wish on a conversation has an id of
    /// its own instead.
    pub const fn subject(&self) -> MessageId {
        match self {
            Self::Post(post) => post.id,
            Self::Share(share) => share.id,
            Self::React { id, .. } => *id,
            Self::Room(wish) => wish.id,
            Self::Edit { message, .. }
            | Self::Delete { message }
            | Self::Pin { message, .. }
            | Self::Star { message, .. }
            | Self::Read { message, .. }
            | Self::Archive { message, .. }
            | Self::Tag { message, .. }
            | Self::Report { message, .. }
            | Self::Decide { message, .. } => *message,
        }
    }
}

impl std::fmt::Debug for Wish {
    /// Texts stay out of logs.
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
