//! Computes the state of a case from its thread.
//!
//! The order is by date, then by id, whatever order the replies arrived in. The first decision closes the case; a later
//! one by somebody else is late and is not carried out. Its own author may add a warning to a removal, or the other way
//! round. Undoing all decisions that stand opens the case again. Pure. Tests: `fold/tests.rs`.

use super::tail::{Act, Outcome, Reply};
use crate::chat::wish::Decision;
use crate::chat::{MessageId, PersonId, Stamp, conversation};

/// How long a claim holds, in milliseconds.
pub const CLAIM: i64 = 3_600_000;

/// The state of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct State {
    /// The newest claim; it may have expired.
    pub claim: Option<Claim>,
    /// All decisions, oldest first.
    pub decisions: Vec<Made>,
}

/// A reviewer works on the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Claim {
    pub by: PersonId,
    pub at: Stamp,
}

impl Claim {
    /// True if the claim holds at `now`. One that is dated far ahead holds only around that date.
    pub const fn holds(self, now: Stamp) -> bool {
        now.millis_since(self.at).abs() < CLAIM
    }
}

/// A decision in the thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Made {
    /// The reply that says it.
    pub id: MessageId,
    pub by: PersonId,
    pub at: Stamp,
    pub decision: Decision,
    pub to: Option<conversation::Id>,
    pub standing: Standing,
    /// As told in the thread by the reviewer who made it.
    pub outcome: Option<Outcome>,
}

/// The validity of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    Stands,
    /// This decision was made before.
    Late {
        first: MessageId,
    },
    /// Undone by this reply.
    Undone {
        reply: MessageId,
    },
}

/// Two decisions of which the one that does not stand was carried out, or the one that stands was not: the earlier one
/// arrived late. People have to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Conflict {
    /// The decision that was carried out although it does not stand.
    pub carried_out: Option<MessageId>,
    /// The decision that stands.
    pub stands: Option<MessageId>,
}

/// The part of the queue that a case is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    Open,
    /// Somebody was asked, the server refused a decision, or two decisions are in conflict.
    Waiting,
    Decided,
}

impl Made {
    fn is_standing(&self) -> bool {
        self.standing == Standing::Stands
    }
}

impl State {
    /// The decisions that stand and close the case.
    pub fn standing(&self) -> impl Iterator<Item = &Made> {
        self.decisions.iter().filter(|made| made.decision.closes() && made.is_standing())
    }

    /// The reviewer whose decision closed the case.
    pub fn decided_by(&self) -> Option<PersonId> {
        self.standing().next().map(|made| made.by)
    }

    /// The reviewer who asked the reporter last.
    pub fn asked_by(&self) -> Option<PersonId> {
        let is_open = |made: &&Made| made.decision == Decision::Ask && made.is_standing();
        self.decisions.iter().rev().find(is_open).map(|made| made.by)
    }

    /// A decision by its reply.
    pub fn made(&self, id: MessageId) -> Option<&Made> {
        self.decisions.iter().find(|made| made.id == id)
    }

    /// The reviewer who works on the case at `now`.
    pub fn claimed_by(&self, now: Stamp) -> Option<PersonId> {
        self.claim.filter(|claim| claim.holds(now)).map(|claim| claim.by)
    }

    /// The conflict that people have to settle, if there is one.
    pub fn conflict(&self) -> Option<Conflict> {
        let late = |made: &&Made| matches!(made.standing, Standing::Late { .. });
        let is_done = |made: &&Made| {
            made.outcome == Some(Outcome::Done) && made.decision.closes() && made.decision.has_effect()
        };
        let carried_out = self.decisions.iter().filter(late).find(is_done).map(|made| made.id);
        let skipped = self.standing().find(|made| made.outcome == Some(Outcome::Skipped));
        let stands = self.standing().next().map(|made| made.id);
        (carried_out.is_some() || skipped.is_some()).then_some(Conflict { carried_out, stands })
    }

    /// The part of the queue that the case is in.
    pub fn stage(&self) -> Stage {
        let is_refused = |made: &Made| matches!(made.outcome, Some(Outcome::Refused | Outcome::Unconfirmed));
        if self.conflict().is_some() || self.standing().any(is_refused) {
            return Stage::Waiting;
        }
        if self.decided_by().is_some() {
            return Stage::Decided;
        }
        let is_open = |made: &&Made| !matches!(made.standing, Standing::Undone { .. });
        match self
            .decisions
            .iter()
            .rev()
            .find(is_open)
            .filter(|made| made.outcome != Some(Outcome::Refused))
            .map(|made| made.decision)
        {
            Some(Decision::Ask) => Stage::Waiting,
            Some(
                Decision::Keep | Decision::Remove | Decision::Archive | Decision::Warn | Decision::HandOver,
            )
            | None => Stage::Open,
        }
    }

    fn apply(&mut self, reply: &Reply) {
        match reply.act {
            Act::Claim => self.take(reply),
            Act::Release => {
                if self.claim.is_some_and(|claim| claim.by == reply.by) {
                    self.claim = None;
                }
            }
            Act::Decide(decision) => self.decide(reply, decision),
            Act::Undo(of) => self.undo(reply, of),
            Act::Tell(of, outcome) => {
                // Only the desk that carries a decision out knows what became of it.
                let made = self.decisions.iter_mut().find(|made| made.id == of && made.by == reply.by);
                if let Some(made) = made {
                    made.outcome = Some(outcome);
                }
                self.promote();
            }
        }
    }

    fn take(&mut self, reply: &Reply) {
        let is_taken = self.claim.is_some_and(|claim| claim.by != reply.by && claim.holds(reply.at));
        if !is_taken {
            self.claim = Some(Claim { by: reply.by, at: reply.at });
        }
    }

    fn decide(&mut self, reply: &Reply, decision: Decision) {
        let rival = self.standing().find(|made| made.by != reply.by || made.decision.excludes(decision));
        let standing = match rival {
            Some(first) => Standing::Late { first: first.id },
            None => Standing::Stands,
        };
        if standing == Standing::Stands {
            let taker = if decision == Decision::HandOver { reply.taker } else { Some(reply.by) };
            self.claim = taker.map(|by| Claim { by, at: reply.at });
        }
        let Reply { id, by, at, to, .. } = *reply;
        self.decisions.push(Made { id, by, at, decision, to, standing, outcome: None });
    }

    fn undo(&mut self, reply: &Reply, of: MessageId) {
        let Some(made) = self.decisions.iter_mut().find(|made| made.id == of) else { return };
        if !matches!(made.standing, Standing::Undone { .. }) {
            made.standing = Standing::Undone { reply: reply.id };
            // Whoever decided does not work on it any more.
            let (by, at) = (made.by, made.at);
            self.claim = self.claim.filter(|claim| claim.by != by || claim.at != at);
        }
        self.promote();
    }

    /// A late decision that was carried out stands once the first one is undone.
    fn promote(&mut self) {
        if self.decided_by().is_some() {
            return;
        }
        let is_late = |made: &&mut Made| matches!(made.standing, Standing::Late { .. });
        let is_done = |made: &&mut Made| made.decision.closes() && made.outcome == Some(Outcome::Done);
        if let Some(made) = self.decisions.iter_mut().filter(is_late).find(is_done) {
            made.standing = Standing::Stands;
        }
    }
}

/// The state after these replies, in whatever order they are given.
pub fn fold(replies: &[Reply]) -> State {
    let mut replies: Vec<_> = replies.iter().collect();
    replies.sort_by_key(|reply| (reply.at, reply.id));
    replies.dedup_by_key(|reply| reply.id);
    let mut state = State::default();
    replies.into_iter().for_each(|reply| state.apply(reply));
    state
}

#[cfg(test)]
mod tests;
