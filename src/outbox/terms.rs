//! The terms of every call: who sends it, in which format, and how large it may be.
//!
//! Must not know: entries, the store. Tests: `tests/promise`.

use super::plan::Limits;
use crate::chat::{CompanyId, PersonId};
use crate::remote::wire::TypeNames;
use crate::settings::{Marks, MessageTypes};

/// The facts and limits that the publisher needs to make a call.
#[derive(Debug, Clone)]
pub struct Terms {
    pub me: PersonId,
    pub me_name: String,
    pub company: CompanyId,
    pub limits: Limits,
    pub kinds: MessageTypes,
    pub types: TypeNames,
    /// The fields that a mark's element carries besides the mark.
    pub marks: Marks,
    /// Bytes of a call without elements, and of one element as it travels, separator included.
    pub measure: Measure,
}

/// How large things are on the wire; the remote knows its format.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    pub envelope: usize,
    pub element: fn(&str, &TypeNames) -> usize,
}
