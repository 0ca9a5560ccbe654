//! A message and its marks.
//!
//! This is the whole current content, from which every wire element is made (`docs/server-api.md` 2.2). Must not
//! know: how it travels, whether it was sent (the outbox knows), how it is drawn. Tests: `tests/wire`,
//! `tests/actions`.

use super::wish::{Flags, Mark, Switch};
use super::{Attachment, MessageId, PersonId, Stamp, conversation};

/// A message by anyone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Message {
    pub id: MessageId,
    pub conversation: conversation::Id,
    pub author: PersonId,
    pub author_name: String,
    pub sent_at: Stamp,
    /// As typed. Empty if the message consists of files only.
    pub text: String,
    pub kind: Kind,
    pub files: Vec<Attachment>,
    /// Number of further files on the server's copy that are not kept here. They go back to the server unchanged.
    pub more_files: u32,
    /// The message that this one replies or reacts to.
    pub parent: Option<MessageId>,
    /// People tagged in the text, in order.
    pub tags: Vec<PersonId>,
    pub shared: Option<Box<Shared>>,
    /// The author of the shared original.
    pub from: Option<PersonId>,
    /// Set on a reaction: the person who reacted. The text is then the emoji.
    pub reacted_by: Option<PersonId>,
    pub edited_at: Option<Stamp>,
    pub marks: Marks,
    /// How many characters of the text the server kept, if it cut the end off (`docs/server-api.md` 2.16). The text
    /// here is complete.
    pub server_kept: Option<u32>,
    /// An earlier text of the user's own message that the server still shows although it accepted a newer one. `text`
    /// is the newer one.
    pub server_text: Option<String>,
}

impl Message {
    /// A plain text message with no marks.
    pub fn text(
        id: MessageId,
        conversation: conversation::Id,
        author: PersonId,
        author_name: String,
        sent_at: Stamp,
        text: String,
    ) -> Self {
        Self {
            id,
            conversation,
            author,
            author_name,
            sent_at,
            text,
            kind: Kind::Text,
            files: Vec::new(),
            more_files: 0,
            parent: None,
            tags: Vec::new(),
            shared: None,
            from: None,
            reacted_by: None,
            edited_at: None,
            marks: Marks::default(),
            server_kept: None,
            server_text: None,
        }
    }

    /// True if the message is a report to the reviewers (`docs/server-api.md` 2.26). The reason in the snapshot tells it
    /// from a share that somebody reported.
    pub fn is_private_report(&self) -> bool {
        self.parent.is_none()
            && self.marks.reported.is_some()
            && self.shared.as_ref().is_some_and(|shared| shared.reported.is_some())
    }

    /// True if the message was sent along with a report to the reviewers.
    pub fn is_report_context(&self) -> bool {
        self.parent.is_some() && self.shared.is_some() && self.marks.reported.is_some()
    }

    /// True if the message is only a report on its parent (`docs/server-api.md` 2.8). Such messages are never drawn.
    pub fn is_report(&self) -> bool {
        self.parent.is_some()
            && self.marks.reported.is_some()
            && self.reacted_by.is_none()
            && self.text.is_empty()
            && self.files.is_empty()
            && self.shared.is_none()
    }
}

impl std::fmt::Debug for Message {
    /// Leaves out texts and names: they must not reach the logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("conversation", &self.conversation)
            .field("text_bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// The kind of a message; the settings map it to the server's numbers (`docs/server-api.md` 2.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Kind {
    #[default]
    Text,
    File,
    Image,
    Audio,
    Video,
    Reaction,
    /// A number that this client does not know: drawn as text, sent back unchanged.
    Unknown(i64),
}

/// The marks that people put on a message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Marks {
    pub deleted: bool,
    pub pinned_by: Option<PersonId>,
    pub starred_by: Option<PersonId>,
    pub read: bool,
    pub archived: bool,
    /// The reason given with a report; `None` when not reported.
    pub reported: Option<String>,
}

impl Marks {
    /// The flags that are set.
    pub fn set(&self) -> Flags {
        [
            (self.deleted, Flags::DELETED.with(Flags::REMOVED)),
            (self.read, Flags::READ),
            (self.reported.is_some(), Flags::REPORTED),
        ]
        .into_iter()
        .chain(Mark::ALL.map(|mark| (self.has(mark), mark.flag())))
        .filter(|(is_set, _)| *is_set)
        .fold(Flags::default(), |all, (_, flag)| all.with(flag))
    }

    /// True if this mark is set.
    pub const fn has(&self, mark: Mark) -> bool {
        match mark {
            Mark::Pin => self.pinned_by.is_some(),
            Mark::Star => self.starred_by.is_some(),
            Mark::Archive => self.archived,
        }
    }

    /// Sets or clears a mark; `by` is the person who does it.
    pub const fn put(&mut self, mark: Mark, state: Switch, by: PersonId) {
        let set_by = match state {
            Switch::On => Some(by),
            Switch::Off => None,
        };
        match mark {
            Mark::Pin => self.pinned_by = set_by,
            Mark::Star => self.starred_by = set_by,
            Mark::Archive => self.archived = set_by.is_some(),
        }
    }

    /// Copies these flags from `from`.
    pub fn take(&mut self, flags: Flags, from: &Self) {
        // Names every field, so that the compiler asks for a new one.
        let Self { deleted, pinned_by, starred_by, read, archived, reported } = from;
        for mark in Mark::ALL.into_iter().filter(|mark| flags.has(mark.flag())) {
            match mark {
                Mark::Pin => self.pinned_by = *pinned_by,
                Mark::Star => self.starred_by = *starred_by,
                Mark::Archive => self.archived = *archived,
            }
        }
        if flags.meets(Flags::DELETED.with(Flags::REMOVED)) {
            self.deleted = *deleted;
        }
        if flags.has(Flags::READ) {
            self.read = *read;
        }
        if flags.has(Flags::REPORTED) {
            self.reported.clone_from(reported);
        }
    }
}

/// A copy of another message, carried by a share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shared {
    pub id: MessageId,
    /// The conversation of the original; unknown if the sender left it out.
    pub conversation: Option<conversation::Id>,
    pub author: Option<PersonId>,
    pub author_name: String,
    pub sent_at: Option<Stamp>,
    pub text: String,
    pub kind: Kind,
    pub files: Vec<Attachment>,
    /// As in [`Message::more_files`].
    pub more_files: u32,
    pub tags: Vec<(PersonId, String)>,
    pub parent: Option<MessageId>,
    pub reported: Option<String>,
}
