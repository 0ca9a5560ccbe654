//! Cases: reported messages, and what the reviewers say and decide about them.
//!
//! A report is a share of the reported message in the reviewers' conversation (`docs/server-api.md` 2.26). All reports of
//! one message are one case, and the replies to them are its thread. Claims and decisions are replies too: a line that
//! people read in any client, and a [`Tail`] that Confab reads. The state of a case is computed from its thread alone
//! ([`fold()`]), so that all desks compute the same one. `docs/review.md` describes the tail and the rules for others.
//!
//! ```text
//!             ┌── claim, ask, hand_over, note ──┐
//!   report ─► open ─► keep · remove · archive · warn ─► decided ─► done · refused · unconfirmed
//!             ▲                                            │
//!             └────────────────── undo ────────────────────┘
//! ```
//! Pure. Must not know: the store, the wire, where the thread was read. Tests: `fold/tests.rs`, `tests/actions/desk.rs`.

mod effect;
mod fold;
mod tail;

pub use effect::{Effect, Step, effect};
pub use fold::{CLAIM, Claim, Conflict, Made, Stage, Standing, State, fold};
pub use tail::{Act, Hash, Outcome, Reply, Tail, spoken};

use crate::chat::PersonId;

use std::collections::BTreeSet;

/// The people whose claims and decisions count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reviewers(pub BTreeSet<PersonId>);

impl Reviewers {
    /// True if this person is one of them.
    pub fn contains(&self, person: PersonId) -> bool {
        self.0.contains(&person)
    }
}
