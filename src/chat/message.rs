//! A message and the marks on it.
//!
//! This is the whole current content: every wire element is made from it (`docs/server-api.md` 2.2).
//! Must not know: how it travels, whether it was sent (that is the outbox's), how it is drawn. Tests: below.

use super::wish::Touched;
use super::{Attachment, MessageId, PersonId, Stamp, conversation};

/// A message, whoever wrote it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Message {
    pub id: MessageId,
    pub conversation: conversation::Id,
    pub author: PersonId,
    pub author_name: String,
    pub sent_at: Stamp,
    /// As typed. Empty for a message of files alone.
    pub text: String,
    pub kind: Kind,
    pub files: Vec<Attachment>,
    /// Files it came with beyond those: they stay at the server, and go back to it as they came.
    pub more_files: u32,
    /// The message this one replies or reacts to.
    pub parent: Option<MessageId>,
    /// People tagged in the text, in order.
    pub tags: Vec<PersonId>,
    pub shared: Option<Box<Shared>>,
    /// The author of the shared original.
    pub from: Option<PersonId>,
    /// Set on a reaction: who reacts. The text is then the emoji.
    pub reacted_by: Option<PersonId>,
    pub edited_at: Option<Stamp>,
    pub marks: Marks,
    /// The server kept only so many characters of the text, from its beginning (`docs/server-api.md` 2.16). Here it is
    /// whole.
    pub server_kept: Option<u32>,
    /// The server shows this earlier text of a message of one's own, although a newer one was accepted. Here it is the newer.
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

    /// True if the message is only a report on its parent (`docs/server-api.md` 2.8). Such a message is never drawn.
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
    /// Texts and names stay out of logs.
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
    /// A number this client has no word for: drawn as text, kept as it came.
    Unknown(i64),
}

/// What people did to a message.
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
    /// Which flags are set.
    pub fn set(&self) -> Touched {
        [
            (self.deleted, Touched::DELETED),
            (self.pinned_by.is_some(), Touched::PINNED),
            (self.starred_by.is_some(), Touched::STARRED),
            (self.read, Touched::READ),
            (self.archived, Touched::ARCHIVED),
            (self.reported.is_some(), Touched::REPORTED),
        ]
        .into_iter()
        .filter(|(is_set, _)| *is_set)
        .fold(Touched::default(), |all, (_, flag)| all.with(flag))
    }

    /// Takes these flags from other marks, as they are there.
    pub fn take(&mut self, flags: Touched, from: &Self) {
        if flags.has(Touched::DELETED) {
            self.deleted = from.deleted;
        }
        if flags.has(Touched::PINNED) {
            self.pinned_by = from.pinned_by;
        }
        if flags.has(Touched::STARRED) {
            self.starred_by = from.starred_by;
        }
        if flags.has(Touched::READ) {
            self.read = from.read;
        }
        if flags.has(Touched::ARCHIVED) {
            self.archived = from.archived;
        }
        if flags.has(Touched::REPORTED) {
            self.reported.clone_from(&from.reported);
        }
    }
}

/// A snapshot of another message, carried by a share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shared {
    pub id: MessageId,
    /// Where it was written; unknown when the sender left it out.
    pub conversation: Option<conversation::Id>,
    pub author: Option<PersonId>,
    pub author_name: String,
    pub sent_at: Option<Stamp>,
    pub text: String,
    pub kind: Kind,
    pub files: Vec<Attachment>,
    /// As in a message.
    pub more_files: u32,
    pub tags: Vec<(PersonId, String)>,
    pub parent: Option<MessageId>,
    pub reported: Option<String>,
}
