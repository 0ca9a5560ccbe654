//! The messages of the other reviewer about a case, and the steps of its author: before the start, and while the demo
//! runs.
//!
//! A claim or a decision is a reply with a line for people and a tail for desks. Must not know: the wire.
//! Tests: `tests/demo/reports.rs`.

use super::super::cases::{Deed, Step};
use super::super::history::{SECOND, message_id};
use super::READ;
use crate::chat::wish::Decision;
use crate::chat::{Message, MessageId, PersonId, Stamp, conversation};
use crate::review::{Act, Outcome, Tail};

use std::time::Duration;

/// Seconds between a decision and the reply that tells its end.
const TOLD: i64 = 3;

/// A case that the other reviewer sees.
pub(super) struct Thread<'a> {
    /// The reviewers' group.
    pub(super) of: conversation::Id,
    /// The other reviewer, and the name.
    pub(super) colleague: (PersonId, String),
    /// The reported message as it is at the start.
    pub(super) subject: &'a Message,
    /// The first report.
    pub(super) root: MessageId,
    /// The start, in ticks.
    pub(super) now: i64,
}

impl Thread<'_> {
    /// The replies before the start; `true` if the message was removed.
    pub(super) fn past(&self, steps: &[Step], chance: &mut fastrand::Rng) -> (Vec<Message>, bool) {
        let (mut replies, mut removed) = (Vec::new(), false);
        let mut rest = steps.iter().peekable();
        while let Some(step) = rest.next() {
            let at = self.now - step.seconds * SECOND;
            let is_refused = rest.next_if(|next| next.deed == Deed::Refused).is_some();
            let outcome = if is_refused { Outcome::Refused } else { Outcome::Done };
            replies.extend(self.acts(*step, at, outcome, chance));
            removed |= step.deed == Deed::Decide(Decision::Remove) && !is_refused;
        }
        (replies, removed)
    }

    /// An event after the start: when, by whom, and its messages.
    pub(super) fn later(
        &self,
        steps: &[Step],
        chance: &mut fastrand::Rng,
        fill: impl Fn(&str) -> String,
    ) -> Vec<(Duration, PersonId, Vec<Message>)> {
        let mut later = Vec::new();
        for step in steps {
            let at = self.now + step.seconds * SECOND;
            let (by, messages) = match step.deed {
                Deed::Edit => {
                    let edited = Message {
                        text: fill(step.words),
                        edited_at: Some(Stamp::from_ticks(at, 0)),
                        ..self.subject.clone()
                    };
                    (self.subject.author, vec![edited])
                }
                Deed::Delete => (self.subject.author, vec![self.deleted()]),
                Deed::Note | Deed::Claim | Deed::Decide(_) | Deed::Refused => {
                    let mut messages = self.acts(*step, at, Outcome::Done, chance);
                    if step.deed == Deed::Decide(Decision::Remove) {
                        messages.insert(1, self.deleted());
                    }
                    (self.colleague.0, messages)
                }
            };
            later.push((Duration::from_secs(step.seconds.unsigned_abs()), by, messages));
        }
        later
    }

    fn deleted(&self) -> Message {
        let mut message = self.subject.clone();
        message.marks.deleted = true;
        message
    }

    /// A reply of the other reviewer, and if it is a decision with an effect, the reply that tells its end.
    fn acts(&self, step: Step, at: i64, outcome: Outcome, chance: &mut fastrand::Rng) -> Vec<Message> {
        let (act, line) = match step.deed {
            Deed::Claim => (Act::Claim, "I am working on this case."),
            Deed::Decide(decision) => (Act::Decide(decision), decided(decision)),
            Deed::Note => return vec![self.reply(at, step.words.to_owned(), chance)],
            // These are acts of somebody else, or belong to the decision before.
            Deed::Refused | Deed::Edit | Deed::Delete => return Vec::new(),
        };
        let quoted = matches!(act, Act::Decide(Decision::Warn | Decision::Ask));
        let words = match (step.words.is_empty(), quoted) {
            (true, _) => line.to_owned(),
            (false, true) => format!("{line}\n> {}", step.words),
            (false, false) => format!("{line}\n{}", step.words),
        };
        let reply = self.says(at, &words, act, chance);
        let id = reply.id;
        let mut replies = vec![reply];
        if let Act::Decide(decision) = act
            && decision.has_effect()
        {
            let line = if outcome == Outcome::Refused { REFUSED } else { "Done." };
            replies.push(self.says(at + TOLD * SECOND, line, Act::Tell(id, outcome), chance));
        }
        replies
    }

    fn says(&self, at: i64, words: &str, act: Act, chance: &mut fastrand::Rng) -> Message {
        let tail = Tail::new(act, self.subject.id, Stamp::from_ticks(at, 0));
        self.reply(at, format!("{words}\n{tail}"), chance)
    }

    fn reply(&self, at: i64, text: String, chance: &mut fastrand::Rng) -> Message {
        let (by, name) = self.colleague.clone();
        let mut reply =
            Message::text(message_id(chance, at), self.of, by, name, Stamp::from_ticks(at, 0), text);
        reply.parent = Some(self.root);
        reply.marks.read = self.now - at > READ * SECOND;
        reply
    }
}

const REFUSED: &str = "Not done: it was refused. The reviewer is not a member of the conversation. Hand the case over to somebody who is.";

/// The line for people.
const fn decided(decision: Decision) -> &'static str {
    match decision {
        Decision::Keep => "Decided: the message stays.",
        Decision::Remove => "Decided: the message is removed.",
        Decision::Archive => "Decided: the message is archived.",
        Decision::Warn => "Decided: the author is warned.",
        Decision::Ask => "Question to the reporter.",
        Decision::HandOver => "Handed over.",
    }
}
