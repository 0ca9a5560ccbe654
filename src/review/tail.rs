//! The machine-readable end of a reply in a case's thread (`docs/review.md`): `[review/1 remove <message> at=<date>]`.
//!
//! Everything before it is for people. A tail counts only as [`Reply::of`] reads it: the last line of a reply by a
//! reviewer that was never edited or deleted. Tests: below.

use super::Reviewers;
use crate::chat::wish::Decision;
use crate::chat::{Message, MessageId, PersonId, Stamp, conversation};

use chrono::{DateTime, SecondsFormat};
use uuid::Uuid;

use std::fmt;

/// The first word of a tail: the format and its version.
const MARK: &str = "[review/1 ";
/// The longest tail in bytes; a longer line is none.
const LONGEST: usize = 400;

/// An act of a reviewer on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Claim,
    /// Ends the claim of the same person.
    Release,
    Decide(Decision),
    /// Undoes this decision.
    Undo(MessageId),
    /// Tells the end of this decision.
    Tell(MessageId, Outcome),
}

/// The end of a decision, as the desk of the reviewer who decided found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The server has it.
    Done,
    /// The server refused it, or it is not allowed to this person.
    Refused,
    /// The server accepted it, and the message looks as before.
    Unconfirmed,
    /// It was not carried out, because somebody else had decided before.
    Skipped,
    /// Nothing had to be done: the author had deleted the message already. Undoing the decision does not bring it back.
    Gone,
}

impl Outcome {
    const ALL: [Self; 5] = [Self::Done, Self::Refused, Self::Unconfirmed, Self::Skipped, Self::Gone];

    /// Its word in the tail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Unconfirmed => "unconfirmed",
            Self::Skipped => "skipped",
            Self::Gone => "gone",
        }
    }
}

/// A tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail {
    pub act: Act,
    /// The reported message.
    pub case: MessageId,
    /// When its author wrote it. The date of the reply itself is not the same everywhere: a reader whose clock is behind
    /// places it by its arrival.
    pub at: Stamp,
    /// Where the case goes, if it is handed over.
    pub to: Option<conversation::Id>,
    /// The newest hash of the log of the reviewer who wrote it: the log cannot be written anew without this being
    /// noticed.
    pub log: Option<Hash>,
}

/// A SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Hash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut hash = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(());
        }
        for (at, byte) in hash.iter_mut().enumerate() {
            let digits = text.get(2 * at..2 * at + 2).ok_or(())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| ())?;
        }
        Ok(Self(hash))
    }
}

impl Tail {
    /// A tail without a destination.
    pub const fn new(act: Act, case: MessageId, at: Stamp) -> Self {
        Self { act, case, at, to: None, log: None }
    }

    /// The tail at the end of a text, if there is one.
    pub fn of(text: &str) -> Option<Self> {
        let line = text.trim_end().lines().next_back()?.trim();
        if line.len() > LONGEST {
            return None;
        }
        let inside = line.strip_prefix(MARK)?.strip_suffix(']')?;
        let mut words = inside.split_ascii_whitespace();
        let act = words.next()?;
        let case = id(words.next()?)?;
        let (mut of, mut to, mut at, mut log) = (None, None, None, None);
        for word in words {
            let (key, value) = word.split_once('=')?;
            match key {
                "of" => of = Some(id(value)?),
                "to" => to = Some(destination(value)?),
                "at" => at = Some(date(value)?),
                "log" => log = Some(value.parse().ok()?),
                // A later version may add keys.
                _ => {}
            }
        }
        let told = |outcome: Outcome| of.map(|of| Act::Tell(of, outcome));
        let act = match act {
            "claim" => Some(Act::Claim),
            "release" => Some(Act::Release),
            "undo" => of.map(Act::Undo),
            word => match Decision::of_word(word) {
                Some(decision) => Some(Act::Decide(decision)),
                None => Outcome::ALL.into_iter().find(|outcome| outcome.word() == word).and_then(told),
            },
        }?;
        Some(Self { act, case, at: at?, to, log })
    }
}

fn id(word: &str) -> Option<MessageId> {
    let id = Uuid::try_parse(word).ok().filter(|id| !id.is_nil())?;
    Some(MessageId::new(id))
}

fn date(word: &str) -> Option<Stamp> {
    let date = DateTime::parse_from_rfc3339(word).ok()?;
    Some(Stamp::from(date.to_utc())).filter(|at| at.ticks() > 0)
}

fn destination(word: &str) -> Option<conversation::Id> {
    let sigil = word.chars().next()?;
    let kind = conversation::Kind::ALL.into_iter().find(|kind| kind.sigil() == sigil)?;
    Some(conversation::Id::of(kind, id(word.get(1..)?)?.uuid()))
}

impl fmt::Display for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, of) = match self.act {
            Act::Claim => ("claim", None),
            Act::Release => ("release", None),
            Act::Decide(decision) => (decision.word(), None),
            Act::Undo(of) => ("undo", Some(of)),
            Act::Tell(of, outcome) => (outcome.word(), Some(of)),
        };
        write!(f, "{MARK}{word} {}", self.case)?;
        write!(f, " at={}", self.at.utc().to_rfc3339_opts(SecondsFormat::Nanos, true))?;
        of.map_or(Ok(()), |of| write!(f, " of={of}"))?;
        self.to.map_or(Ok(()), |to| write!(f, " to={}{}", to.kind().sigil(), to.uuid()))?;
        self.log.map_or(Ok(()), |log| write!(f, " log={log}"))?;
        f.write_str("]")
    }
}

/// The part of a text that is for people.
pub fn spoken(text: &str) -> &str {
    let text = text.trim_end();
    if Tail::of(text).is_none() {
        return text;
    }
    text.rsplit_once('\n').map_or("", |(before, _)| before.trim_end())
}

/// A reply with a tail that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    pub id: MessageId,
    pub by: PersonId,
    pub at: Stamp,
    pub act: Act,
    pub to: Option<conversation::Id>,
    /// The reviewer who takes the case, if it is handed over to one.
    pub taker: Option<PersonId>,
}

impl Reply {
    /// Reads a reply in the thread of a case. `None` if it has no tail, or one that does not count: of another case, of
    /// somebody who is no reviewer, or of a message that was edited or deleted, because its first text is not known
    /// everywhere.
    pub fn of(message: &Message, case: MessageId, reviewers: &Reviewers) -> Option<Self> {
        let is_changed = message.edited_at.is_some() || message.marks.deleted;
        if is_changed || message.shared.is_some() || !reviewers.contains(message.author) {
            return None;
        }
        let Tail { act, at, to, case: named, log: _ } = Tail::of(&message.text)?;
        let taker = match to {
            Some(conversation::Id::Direct(person)) if reviewers.contains(person) => Some(person),
            Some(_) | None => None,
        };
        (named == case).then_some(Self { id: message.id, by: message.author, at, act, to, taker })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::GroupId;

    const CASE: MessageId = MessageId::new(Uuid::from_u128(0xca5e));
    const OTHER: MessageId = MessageId::new(Uuid::from_u128(0x07));
    const AT: Stamp = Stamp::from_ticks(17_000_000_000_000_001, 0);
    const CHI: PersonId = PersonId::new(Uuid::from_u128(3));

    fn place() -> conversation::Id {
        conversation::Id::Group(GroupId::new(Uuid::from_u128(9)))
    }

    fn message(text: String) -> Message {
        Message::text(OTHER, place(), CHI, "Chi".to_owned(), Stamp::from_ticks(5, 0), text)
    }

    #[test]
    fn every_tail_is_read_as_it_was_written() {
        let acts = [Act::Claim, Act::Release, Act::Undo(OTHER)]
            .into_iter()
            .chain(Decision::ALL.map(Act::Decide))
            .chain(Outcome::ALL.map(|outcome| Act::Tell(OTHER, outcome)));
        for act in acts {
            for to in [None, Some(place())] {
                let log = to.map(|_| Hash([0xa7; 32]));
                let tail = Tail { to, log, ..Tail::new(act, CASE, AT) };
                let text = format!("Removed: spam\n{tail}\n");
                assert_eq!(Tail::of(&text), Some(tail), "{text}");
                assert_eq!(spoken(&text), "Removed: spam");
                assert_eq!(Tail::of(&tail.to_string()), Some(tail));
            }
        }
    }

    #[test]
    fn what_is_no_tail_stays_text() {
        let tail = Tail::new(Act::Claim, CASE, AT).to_string();
        let (nil, at) = (Uuid::nil(), "at=2026-11-30T20:00:00Z");
        for text in [
            "",
            "Removed",
            "[review/1 ",
            "[review/1 ]",
            "[review/1 claim]",
            "[review/1 claim x]",
            &format!("[review/1 claim {nil} {at}]"),
            &format!("[review/1 undo {CASE} {at}]"),
            &format!("[review/1 done {CASE} of={nil} {at}]"),
            &format!("[review/1 hand_over {CASE} to=%{CASE} {at}]"),
            &format!("[review/1 hand_over {CASE} to=é {at}]"),
            &format!("[review/1 dance {CASE} {at}]"),
            &format!("[review/2 claim {CASE} {at}]"),
            &format!("{tail} and more"),
            &format!("{tail}\nmore"),
            &format!("[review/1 claim {CASE} {at} {}]", "x=y ".repeat(200)),
            &format!("[review/1 claim {CASE}]"),
            &format!("[review/1 claim {CASE} at=yesterday]"),
            &format!("[review/1 claim {CASE} {at} log=abc]"),
            &format!("[review/1 claim {CASE} {at} log={}]", "é".repeat(32)),
            &format!("[review/1 claim {CASE} at=0001-01-01T00:00:00Z]"),
        ] {
            assert_eq!(Tail::of(text), None, "{text}");
            assert_eq!(spoken(text), text.trim_end());
        }
        let later = format!("[review/1 claim {CASE} {at} mood=good]");
        assert!(Tail::of(&later).is_some(), "a later version may add keys");
    }

    #[test]
    fn only_an_unchanged_reply_by_a_reviewer_counts() {
        let reviewers = Reviewers([CHI].into());
        let claim = message(Tail::new(Act::Claim, CASE, AT).to_string());
        let read = |message: &Message| Reply::of(message, CASE, &reviewers);
        assert_eq!(read(&claim).map(|reply| reply.act), Some(Act::Claim));
        let nobody = Reviewers::default();
        assert_eq!(Reply::of(&claim, CASE, &nobody), None);
        assert_eq!(Reply::of(&claim, OTHER, &reviewers), None, "of another case");
        let edited = Message { edited_at: Some(Stamp::from_ticks(9, 0)), ..claim.clone() };
        let mut deleted = claim.clone();
        deleted.marks.deleted = true;
        for changed in [edited, deleted] {
            assert_eq!(read(&changed), None);
        }
    }
}
