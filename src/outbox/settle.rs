//! Settling: derives the fate of the entries and the next step of the connection from the outcome of a call.
//!
//! The most important rule: an unknown outcome is never taken for a refusal, and never for an acceptance. Pure. Must
//! not know: the store, HTTP. Tests: below, one per kind of outcome.

use crate::chat::MessageId;
use crate::entry::STUBBORN;
use crate::remote::{Failure, Others, Receipt, Wait};
use crate::row::{Cause, EntryId};

/// One entry of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub entry: EntryId,
    pub message: MessageId,
    /// The number of calls made with it, including this one.
    pub attempts: u32,
    /// The number of those known to have broken the server, without this one; counted again after a change of its
    /// content.
    pub broken: u32,
}

/// The decision on the entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// All are delivered.
    Accepted,
    /// Some are refused with the server's reason; the others are delivered or, if the server did not say, sent again.
    PartlyRefused { refused: Vec<(EntryId, String)>, others: Others },
    /// The only entry is refused.
    Refused(EntryId, String),
    /// All wait together, unchanged.
    Deferred(Outcome),
    /// Sent again as two calls, in order: this many in the first.
    Halved { first: usize, after: Halving },
    /// The only entry backs off alone; others may pass it.
    Aside(EntryId),
}

impl Fate {
    pub fn delivered(&self, parts: &[Part]) -> Vec<EntryId> {
        let all = parts.iter().map(|part| part.entry);
        match self {
            Self::Accepted => all.collect(),
            Self::PartlyRefused { refused, others: Others::Accepted } => {
                all.filter(|entry| !refused.iter().any(|(bad, _)| bad == entry)).collect()
            }
            Self::PartlyRefused { others: Others::Unsaid, .. }
            | Self::Refused(..)
            | Self::Deferred(_)
            | Self::Halved { .. }
            | Self::Aside(_) => Vec::new(),
        }
    }
}

/// Why a batch is halved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halving {
    /// The server refused it: the culprit was not applied, entries before it may have been.
    Refusal,
    /// The server broke on it repeatedly: nobody knows which were applied.
    Breakage,
}

/// The effect on the server of a call that brought no receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Unknown,
    /// Like `Unknown`, and the call broke the server.
    Broke,
    NotApplied,
}

/// The next step of the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The server answered sensibly: make the next call at once.
    Go,
    /// Back off by our own rule, for this cause, described in words.
    BackOff(Cause, String),
    /// The server said how long to wait.
    Wait(Wait),
    /// Stop until somebody signs in.
    SignIn,
    /// Stop until the address or format is corrected; the text says what to check.
    Misdirected(String),
}

/// The verdict on a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub fate: Fate,
    pub line: Line,
}

/// Judges the outcome of a call with these `parts`, in their order.
pub fn settle(parts: &[Part], outcome: Result<Receipt, Failure>) -> Verdict {
    match outcome {
        Ok(receipt) => Verdict { fate: accepted(parts, &receipt), line: Line::Go },
        Err(Failure::Refused(reason)) => Verdict { fate: refused(parts, reason), line: Line::Go },
        Err(Failure::SignIn) => Verdict { fate: Fate::Deferred(Outcome::NotApplied), line: Line::SignIn },
        Err(Failure::Misdirected(check)) => {
            Verdict { fate: Fate::Deferred(Outcome::NotApplied), line: Line::Misdirected(check) }
        }
        Err(failure @ Failure::Unreadable(_)) => {
            let line = Line::Misdirected(failure.to_string());
            Verdict { fate: Fate::Deferred(Outcome::NotApplied), line }
        }
        Err(failure @ Failure::Unreachable { .. }) => {
            let outcome = outcome_of(&failure);
            let cause = if outcome == Outcome::Unknown { Cause::Unanswered } else { Cause::Unreached };
            Verdict { fate: Fate::Deferred(outcome), line: Line::BackOff(cause, failure.to_string()) }
        }
        Err(failure @ Failure::Unclear(_)) => {
            Verdict { fate: stubborn(parts), line: Line::BackOff(Cause::Unanswered, failure.to_string()) }
        }
        Err(Failure::Busy { status, after }) => {
            let busy = Failure::Busy { status, after };
            // Status 500 comes from a server that broke on the call.
            let fate = if status == 500 { stubborn(parts) } else { Fate::Deferred(outcome_of(&busy)) };
            let cause = match status {
                408 | 425 | 429 | 503 => Cause::Busy,
                status => Cause::Broken(status),
            };
            Verdict { fate, line: after.map_or(Line::BackOff(cause, busy.to_string()), Line::Wait) }
        }
    }
}

fn outcome_of(failure: &Failure) -> Outcome {
    if failure.may_have_taken_effect() { Outcome::Unknown } else { Outcome::NotApplied }
}

fn accepted(parts: &[Part], receipt: &Receipt) -> Fate {
    let refused: Vec<_> = parts
        .iter()
        .filter_map(|part| {
            let reason = receipt.refused.iter().find(|(id, _)| *id == part.message.uuid())?;
            Some((part.entry, reason.1.clone()))
        })
        .collect();
    if refused.is_empty() { Fate::Accepted } else { Fate::PartlyRefused { refused, others: receipt.others } }
}

fn refused(parts: &[Part], reason: String) -> Fate {
    match parts {
        [only] => Fate::Refused(only.entry, reason),
        several => Fate::Halved { first: several.len().div_ceil(2), after: Halving::Refusal },
    }
}

fn stubborn(parts: &[Part]) -> Fate {
    let tired = parts.iter().all(|part| part.broken + 1 >= STUBBORN);
    match parts {
        [only] if tired => Fate::Aside(only.entry),
        several if tired && several.len() > 1 => {
            Fate::Halved { first: several.len().div_ceil(2), after: Halving::Breakage }
        }
        _ => Fate::Deferred(Outcome::Broke),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remote::Reached;

    use std::time::Duration;

    use uuid::Uuid;

    fn unreachable(reached: Reached) -> Failure {
        Failure::Unreachable { reached, words: "gone".to_owned() }
    }

    fn parts(count: u32, broken: u32) -> Vec<Part> {
        (1..=count)
            .map(|number| Part {
                entry: EntryId(i64::from(number)),
                message: MessageId::new(Uuid::from_u128(u128::from(number))),
                attempts: 1 + broken,
                broken,
            })
            .collect()
    }

    fn fate(count: u32, outcome: Result<Receipt, Failure>) -> Fate {
        settle(&parts(count, 0), outcome).fate
    }

    #[test]
    fn an_acceptance_delivers_all() {
        assert_eq!(fate(3, Ok(Receipt::default())), Fate::Accepted);
    }

    #[test]
    fn an_envelope_that_names_ids_refuses_those_alone() {
        let others = Others::Accepted;
        let receipt = Receipt { refused: vec![(Uuid::from_u128(2), "no".to_owned())], others };
        let refused = vec![(EntryId(2), "no".to_owned())];
        assert_eq!(fate(3, Ok(receipt)), Fate::PartlyRefused { refused, others });
    }

    #[test]
    fn a_refused_batch_is_halved_and_a_lone_one_is_parked() {
        let refused = || Err(Failure::Refused("no".to_owned()));
        assert_eq!(fate(5, refused()), Fate::Halved { first: 3, after: Halving::Refusal });
        assert_eq!(fate(1, refused()), Fate::Refused(EntryId(1), "no".to_owned()));
    }

    #[test]
    fn a_lost_answer_is_unknown_and_never_a_refusal() {
        let verdict = settle(&parts(1, 1), Err(unreachable(Reached::Perhaps)));
        assert_eq!(verdict.fate, Fate::Deferred(Outcome::Unknown));
        assert!(matches!(verdict.line, Line::BackOff(..)));
    }

    #[test]
    fn a_connection_never_made_was_surely_not_applied() {
        assert_eq!(fate(1, Err(unreachable(Reached::Never))), Fate::Deferred(Outcome::NotApplied));
    }

    #[test]
    fn busy_keeps_the_batch_and_honours_the_servers_wait() {
        let wait = Wait::For(Duration::from_secs(7));
        let after = Some(wait);
        let verdict = settle(&parts(2, 1), Err(Failure::Busy { status: 429, after }));
        assert_eq!(verdict.fate, Fate::Deferred(Outcome::NotApplied));
        assert_eq!(verdict.line, Line::Wait(wait));
    }

    #[test]
    fn signed_out_and_misdirected_stop_the_line_and_park_nothing() {
        let verdict = settle(&parts(2, 1), Err(Failure::SignIn));
        assert_eq!((verdict.fate, verdict.line), (Fate::Deferred(Outcome::NotApplied), Line::SignIn));
        let verdict = settle(&parts(2, 1), Err(Failure::Misdirected("check".to_owned())));
        assert_eq!(verdict.fate, Fate::Deferred(Outcome::NotApplied));
        assert_eq!(verdict.line, Line::Misdirected("check".to_owned()));
    }

    #[test]
    fn what_keeps_breaking_the_server_is_taken_apart_and_then_steps_aside() {
        let broken = || Err(Failure::Busy { status: 500, after: None });
        assert_eq!(settle(&parts(4, STUBBORN - 2), broken()).fate, Fate::Deferred(Outcome::Broke));
        let halved = Fate::Halved { first: 2, after: Halving::Breakage };
        assert_eq!(settle(&parts(4, STUBBORN - 1), broken()).fate, halved);
        assert_eq!(settle(&parts(1, STUBBORN - 1), broken()).fate, Fate::Aside(EntryId(1)));
    }

    #[test]
    fn a_week_without_a_line_makes_nobody_a_suspect() {
        let mut parts = parts(4, 0);
        for part in &mut parts {
            part.attempts = 5_000;
        }
        let broken = Err(Failure::Busy { status: 500, after: None });
        assert_eq!(settle(&parts, broken).fate, Fate::Deferred(Outcome::Broke));
    }
}
