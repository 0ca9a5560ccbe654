//! Notes on the parts of a body that a reader could not use, and why.
//!
//! Notes contain places and reasons, never values, so that they can be logged. Tests: `tests/wire`.

use super::{MAX_ENTRIES, Message};

use uuid::Uuid;

/// The most notes kept per body; further ones are only counted.
const KEPT: usize = 32;
/// The most entries of a page that are recorded as left out: more than a page contains.
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

/// The reasons why a part of a body was not read as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A value of another type than the server declares.
    WrongType,
    /// Not a GUID in any form of .NET.
    NotAGuid,
    NotADate,
    /// More entries than [`super::MAX_ENTRIES`] allows.
    TooMany,
    /// XML only: it was read all the same, but a `DataContractSerializer` would have skipped elements here.
    OutOfOrder,
    /// XML only: it was read all the same, but a `DataContractSerializer` would have skipped the element, because its
    /// namespace or its case is not the server's.
    Foreign,
}

impl Why {
    /// True if the value is missing from the result (the XML-only notes are warnings).
    #[must_use]
    pub fn is_loss(self) -> bool {
        match self {
            Self::WrongType | Self::NotAGuid | Self::NotADate | Self::TooMany => true,
            Self::OutOfOrder | Self::Foreign => false,
        }
    }
}

/// A place in a body, for instance `Messages[3].SharedMessage.Id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub place: String,
    pub why: Why,
}

/// All notes on a body, up to a limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    kept: Vec<Note>,
    /// The number of notes beyond the limit.
    more: usize,
    /// A hash of each entry of a page that was left out as a whole, to recognize it.
    lost: Vec<Uuid>,
}

impl Notes {
    /// The first notes, at most 32.
    #[must_use]
    pub fn kept(&self) -> &[Note] {
        &self.kept
    }

    /// The number of all notes.
    #[must_use]
    pub fn count(&self) -> usize {
        self.kept.len() + self.more
    }

    /// A hash of each entry of a page that was left out as a whole: the same bytes have the same hash.
    #[must_use]
    pub fn lost(&self) -> &[Uuid] {
        &self.lost
    }

    /// True if there are no notes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}

/// A reader's position, its notes, and the memory left for list entries in bytes.
#[derive(Debug)]
pub(super) struct Trail {
    notes: Notes,
    path: Vec<Step>,
    left: usize,
    /// The number of values missing from the result.
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

    /// Records an entry of a page that was left out as a whole.
    pub(super) fn leave_out(&mut self, entry: &str) {
        if self.notes.lost.len() < LOST {
            self.notes.lost.push(Uuid::new_v5(&Uuid::NAMESPACE_OID, entry.as_bytes()));
        }
    }

    /// Reserves memory for one list entry of this type; notes the loss if none is left.
    pub(super) fn admit<T>(&mut self) -> bool {
        let Some(left) = self.left.checked_sub(size_of::<T>()) else {
            self.note(Why::TooMany);
            return false;
        };
        self.left = left;
        true
    }

    /// The number of values missing from the result so far.
    pub(super) fn losses(&self) -> usize {
        self.losses
    }

    /// Counts a value without a place in the models; that is no error and not noted.
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

    /// Returns the value, or notes why there is none.
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

    /// Enters a field, until [`Trail::leave`].
    pub(super) fn enter_field(&mut self, field: &'static str) {
        self.path.push(Step::Field(field));
    }

    /// Enters an entry of a list, until [`Trail::leave`].
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
