//! Messages found by their marks, and a conversation's contents: rows for the panel on the right.
//!
//! Must not know: SQL, how it is drawn. Tests: `tests/store/found.rs`, `tests/window/found.rs`.

use super::{Position, Row};
use crate::chat::person::Role;
use crate::chat::{PersonId, conversation};

use std::sync::Arc;

/// Which messages of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Filter {
    /// Pinned by anybody.
    Pinned,
    /// Starred by the person at this profile.
    Starred,
    /// With files.
    Files,
    /// Those that tag the person at this profile.
    TaggedMe,
    /// Written by somebody.
    From(PersonId),
    /// Put away: in none of the other lists.
    Archived,
}

/// A search by marks, and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sought {
    /// In one conversation.
    Within(conversation::Id, Filter),
    /// Starred by the person at this profile, in all conversations.
    Starred,
}

/// Which piece of what there is, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The newest so many, and never fewer than a page.
    Newest(u32),
    /// A page of those older than this one.
    OlderThan(Position),
}

/// Messages that were found, newest first.
#[derive(Debug, Clone, Default)]
pub struct Finds {
    pub finds: Vec<Find>,
    /// True if there are older ones.
    pub more: bool,
}

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    pub row: Arc<Row>,
    /// The name of the conversation it is in; empty when it is unknown.
    pub place: String,
}

/// The numbers of marked messages in a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    pub pinned: u32,
    pub starred: u32,
    pub files: u32,
    pub tagged_me: u32,
    pub archived: u32,
    /// The pinned message written last.
    pub newest_pin: Option<Arc<Row>>,
}

/// Somebody who belongs to a conversation, or has written in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: PersonId,
    /// Empty when nobody ever told it.
    pub name: String,
    pub role: Role,
}
