//! The aspect of a message or conversation that a wish changes, and the flags that it changes there.
//!
//! Must not know: which wish changes which flags (`kind`). Tests: `outbox::fold`.

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

/// The flags of a message that the user changed, as a small set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(u16);

impl Flags {
    pub const EDITED: Self = Self(1);
    pub const DELETED: Self = Self(1 << 1);
    // 1 << 2, 1 << 3 and 1 << 5 belong to `Mark`.
    pub const READ: Self = Self(1 << 4);
    pub const REPORTED: Self = Self(1 << 6);
    /// The one mark of a conversation that the wish is about.
    pub const CONVERSATION_MARK: Self = Self(1 << 7);

    /// Deletion by a reviewer, or its undoing: a mark on somebody else's message.
    pub const REMOVED: Self = Self(1 << 8);

    /// New words or a deletion: only the author of a message may change these.
    pub const AUTHORS: Self = Self(Self::EDITED.0 | Self::DELETED.0);

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
}
