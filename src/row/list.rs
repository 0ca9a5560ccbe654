//! Lists of messages by mark, and the members of a conversation: rows for the panel on the right.
//!
//! Must not know: SQL, how it is drawn. Tests: `tests/store/lists.rs`, `tests/window/message_list.rs`.

use super::{Position, Row};
use crate::chat::person::Role;
use crate::chat::{PersonId, conversation};

use std::sync::Arc;

/// A filter for messages of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Filter {
    /// Pinned by anybody.
    Pinned,
    /// Starred by the user.
    Starred,
    /// With files.
    Files,
    /// Tagging the user.
    TaggedMe,
    /// Written by this person.
    From(PersonId),
    /// Archived, so in none of the other lists.
    Archived,
}

/// A list of messages, with its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListQuery {
    /// Messages in one conversation.
    Within(conversation::Id, Filter),
    /// Messages in all conversations, starred by the user.
    Starred,
}

/// Selects a part of a list, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListSpan {
    /// The newest ones: this many, but at least a page.
    Newest(u32),
    /// A page of messages older than this one.
    OlderThan(Position),
}

/// The messages of a list, newest first.
#[derive(Debug, Clone, Default)]
pub struct ListPage {
    pub listed: Vec<Listed>,
    /// True if there are older ones.
    pub more: bool,
}

/// A message of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub row: Arc<Row>,
    /// The name of its conversation; empty if unknown.
    pub place: String,
}

/// The numbers of messages in the lists of a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    pub pinned: u32,
    pub starred: u32,
    pub files: u32,
    pub tagged_me: u32,
    pub archived: u32,
    /// The newest pinned message.
    pub newest_pin: Option<Arc<Row>>,
}

/// A person who is a member of a conversation, or wrote in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: PersonId,
    /// Empty if unknown.
    pub name: String,
    pub role: Role,
}
