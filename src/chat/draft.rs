//! An unsent message in a composer, with everything that belongs to it.
//!
//! There is one per conversation and per thread, saved to disk within a second. Tests: `tests/window`.

use super::attachment::StagedFile;
use super::{MessageId, PersonId};

/// An unsent text and its purpose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    pub text: String,
    pub tags: Vec<PersonId>,
    /// Already copied into the profile.
    pub files: Vec<StagedFile>,
    pub aim: Aim,
    /// The draft that an edit replaced; it comes back when the edit ends.
    pub aside: Option<Box<Draft>>,
}

impl Draft {
    /// True if there is nothing worth saving.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.files.is_empty() && self.aim == Aim::New
    }
}

/// The effect of sending a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aim {
    /// Post a new message; in a thread, a reply.
    #[default]
    New,
    /// Replace the text of this message.
    Edit(MessageId),
}
