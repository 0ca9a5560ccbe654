//! What a reader could not use, and why it gave up.
//!
//! Notes hold places and reasons, never values, so that they may be logged. Tests: `tests/wire`.

use super::{MAX_ENTRIES, Message};

use uuid::Uuid;

/// The most notes kept of one body; more are counted alone.
const KEPT: usize = 32;
/// The most entries of a page that are marked as left out: more than a page holds.
const LOST: usize = 1_000;

/// A body that could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("the body is empty")]
    Empty,
    #[error("the body is longer than {0} bytes")]
    TooLong(usize),
    #[error("the body breaks off or is malformed near byte {at}")]
    Malformed { at: u64 },
    #[error("the body is well formed, but it is not {0}")]
    Unexpected(&'static str),
}

/// Why one place of a body was not read as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A value of another type than the server declares.
    WrongType,
    /// Not a GUID in any form of .NET.
    NotAGuid,
    NotADate,
    /// More entries than [`super::MAX_ENTRIES`] allows.
    TooMany,
    /// XML alone: read all the same, but a `DataContractSerializer` would have skipped elements here.
    OutOfOrder,
    /// XML alone: read all the same, but a `DataContractSerializer` would have skipped the element, because its
    /// namespace or its casing is not the server's.
    Foreign,
}

impl Why {
    /// Whether the value is missing from what was read (the XML-only notes are warnings).
    #[must_use]
    pub fn is_loss(self) -> bool {
        match self {
            Self::WrongType | Self::NotAGuid | Self::NotADate | Self::TooMany => true,
            Self::OutOfOrder | Self::Foreign => false,
        }
    }
}

/// One place, for instance `Messages[3].SharedMessage.Id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub place: String,
    pub why: Why,
}

/// All notes of one body, bounded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    kept: Vec<Note>,
    /// How many more there were.
    more: usize,
    /// A mark of each entry of a page that was left out as a whole, by which it is known again.
    lost: Vec<Uuid>,
}

impl Notes {
    /// The first notes, at most 32.
    #[must_use]
    pub fn kept(&self) -> &[Note] {
        &self.kept
    }

    /// How many there were in all.
    #[must_use]
    pub fn count(&self) -> usize {
        self.kept.len() + self.more
    }

    /// A mark of each entry of a page that was left out as a whole: the same bytes have the same mark.
    #[must_use]
    pub fn lost(&self) -> &[Uuid] {
        &self.lost
    }

    /// Whether nothing at all was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}

/// Where a reader stands, what it noted, and how many bytes of list entries it may still keep.
#[derive(Debug)]
pub(super) struct Trail {
    notes: Notes,
    path: Vec<Step>,
    left: usize,
    /// Values that are missing from what was read.
    losses: usize,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Field(&'static str),
    Entry(usize),
}

impl Trail {
    pub(super) fn new() -> Self {
        Self {
            notes: Notes::default(),
            path: Vec::new(),
            left: MAX_ENTRIES * size_of::<Message>(),
            losses: 0,
        }
    }

    pub(super) fn into_notes(self) -> Notes {
        self.notes
    }

    /// An entry of a page is left out as a whole.
    pub(super) fn leave_out(&mut self, entry: &str) {
        if self.notes.lost.len() < LOST {
            self.notes.lost.push(Uuid::new_v5(&Uuid::NAMESPACE_OID, entry.as_bytes()));
        }
    }

    /// Takes one list entry of this type from the allowance of the body; notes the loss when there is none left.
    pub(super) fn admit<T>(&mut self) -> bool {
        let Some(left) = self.left.checked_sub(size_of::<T>()) else {
            self.note(Why::TooMany);
            return false;
        };
        self.left = left;
        true
    }

    /// How many values are missing from what was read until now.
    pub(super) fn losses(&self) -> usize {
        self.losses
    }

    /// Counts a value that no model has a place for; that is no mistake, and not noted.
    pub(super) fn lose(&mut self) {
        self.losses += 1;
    }

    pub(super) fn note(&mut self, why: Why) {
        self.losses += usize::from(why.is_loss());
        if self.notes.kept.len() < KEPT {
            let place = self.place();
            self.notes.kept.push(Note { place, why });
        } else {
            self.notes.more += 1;
        }
    }

    /// Hands a value on, or notes why there is none.
    pub(super) fn or_note<T>(&mut self, value: Option<T>, why: Why) -> Option<T> {
        if value.is_none() {
            self.note(why);
        }
        value
    }

    pub(super) fn within<T>(&mut self, field: &'static str, body: impl FnOnce(&mut Self) -> T) -> T {
        self.enter_field(field);
        let result = body(self);
        self.leave();
        result
    }

    pub(super) fn at_entry<T>(&mut self, index: usize, body: impl FnOnce(&mut Self) -> T) -> T {
        self.enter_entry(index);
        let result = body(self);
        self.leave();
        result
    }

    /// Steps into a field for good, until [`Trail::leave`].
    pub(super) fn enter_field(&mut self, field: &'static str) {
        self.path.push(Step::Field(field));
    }

    /// Steps into an entry of a list for good, until [`Trail::leave`].
    pub(super) fn enter_entry(&mut self, index: usize) {
        self.path.push(Step::Entry(index));
    }

    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    fn place(&self) -> String {
        let mut place = String::new();
        for step in &self.path {
            match step {
                Step::Field(name) => {
                    if !place.is_empty() {
                        place.push('.');
                    }
                    place.push_str(name);
                }
                Step::Entry(index) => place.push_str(&format!("[{index}]")),
            }
        }
        place
    }
}
