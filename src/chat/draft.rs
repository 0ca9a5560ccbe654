//! What stands unsent in a composer, with everything that belongs to it.
//!
//! Kept per conversation and per thread, on disk within a second. Tests: `tests/window`.

use super::attachment::Taken;
use super::{MessageId, PersonId};

/// An unsent text and what it is aimed at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    pub text: String,
    pub tags: Vec<PersonId>,
    /// Copied into the profile already.
    pub files: Vec<Taken>,
    pub aim: Aim,
    /// What stood here before an edit began, and comes back when it ends.
    pub aside: Option<Box<Draft>>,
}

impl Draft {
    /// Nothing worth keeping.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.files.is_empty() && self.aim == Aim::New
    }
}

/// What sending the draft would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aim {
    /// Post a new message, in a thread as a reply.
    #[default]
    New,
    /// Replace the text of this message.
    Edit(MessageId),
}
