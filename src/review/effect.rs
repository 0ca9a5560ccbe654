//! Decides the next step in carrying out a decision.
//!
//! ```text
//!   decided ─► read back ─► stands? ──yes──► sent ─► accepted ─► read ─► told: done · unconfirmed
//!                              │               └───► refused ──────────► told: refused
//!                              └──no───────────────────────────────────► told: skipped
//! ```
//! A decision takes effect only after the server was read to the end with this decision in it, so that a colleague's
//! earlier one is known. If that one arrives later still, the thread shows a conflict. Pure. Tests: `fold/tests.rs`.

use super::fold::{Made, Standing, State};
use super::tail::Outcome;
use crate::chat::wish::Decision;

/// How far a decision of the user is, as this desk recorded it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It was not read back yet.
    Written,
    /// The thread was read to the end with the decision in it.
    ReadBack,
    /// Its effect is in the outbox, or was sent.
    Sent,
    /// Its removal was taken out of the outbox: the author had deleted the message already.
    Gone,
    /// The end is told in the thread.
    Told,
}

/// The next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing to do now.
    None,
    /// Puts the effect into the outbox.
    Send,
    /// Looks what became of it.
    Look,
    /// Tells this end in the thread.
    Tell(Outcome),
}

/// The next step for a decision that the user made, in a case in this state.
pub fn effect(made: &Made, state: &State, step: Step) -> Effect {
    let stands = made.standing == Standing::Stands;
    match (step, made.standing) {
        (Step::Written | Step::Told, _) => Effect::None,
        // Another decision was carried out already: people have to undo one of the two.
        (Step::ReadBack, _) if stands && state.conflict().is_some() => Effect::None,
        (Step::ReadBack, Standing::Stands) => match made.decision {
            Decision::Keep => Effect::None,
            Decision::Remove | Decision::Archive | Decision::Warn | Decision::Ask | Decision::HandOver => {
                Effect::Send
            }
        },
        (Step::ReadBack, Standing::Late { .. } | Standing::Undone { .. }) => Effect::Tell(Outcome::Skipped),
        (Step::Gone, _) if made.decision == Decision::Remove => Effect::Tell(Outcome::Gone),
        // Once it is sent, it is told, even if it does not stand any more: the others have to know.
        (Step::Sent | Step::Gone, _) => Effect::Look,
    }
}
