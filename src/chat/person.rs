//! A person in the company, as named by the roster or a message.
//!
//! Must not know: where the name came from. Tests: with the roster, `tests/commands`.

use super::PersonId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
}

/// The role of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    #[default]
    Member,
    /// Reviews reported messages.
    Support,
}
