//! A person of the company, as the roster or a message names them.
//!
//! Must not know: where the name came from. Tests: with the roster, `tests/commands`.

use super::PersonId;

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
}

/// What a person may do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    #[default]
    Member,
    /// Reviews reported messages.
    Support,
}
