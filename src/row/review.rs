//! Cases as the reviewers' desk shows them.

use super::{Delivery, File, Position};
use crate::chat::message::Shared;
use crate::chat::{MessageId, PersonId, Stamp, conversation};
use crate::review::{Act, Stage, State};

use std::sync::Arc;

/// A case in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The reported message.
    pub id: MessageId,
    pub author: Option<PersonId>,
    pub author_name: String,
    /// The conversation of the reported message, if known, and its name.
    pub place: Option<conversation::Id>,
    pub place_name: String,
    /// The beginning of its text, in one line.
    pub excerpt: String,
    /// The number of its files.
    pub files: u32,
    /// The number of reports to the reviewers; 0 if it was reported publicly alone.
    pub reports: u32,
    /// The reason of the first report.
    pub reason: String,
    /// When it was first reported.
    pub reported_at: Stamp,
    pub state: Arc<State>,
    /// The name of whoever decided, or else of whoever claimed it last.
    pub reviewer_name: String,
    /// True if the first report shows a text or an author that the message here does not have.
    pub is_other: bool,
}

impl CaseRow {
    /// Its position in the queue, oldest first.
    pub const fn position(&self) -> Position {
        Position { ticks: self.reported_at.ticks(), id: self.id }
    }

    /// True if it is in this queue at `now`.
    pub fn is_in(&self, queue: Queue, me: PersonId, now: Stamp) -> bool {
        let stage = self.state.stage();
        match queue {
            Queue::Open => stage == Stage::Open,
            Queue::Mine => stage != Stage::Decided && self.state.claimed_by(now) == Some(me),
            Queue::Waiting => stage == Stage::Waiting,
            Queue::Decided => stage == Stage::Decided,
        }
    }
}

/// A part of all cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    Open,
    /// Claimed by the user, and not decided.
    Mine,
    /// Somebody was asked, a decision was refused, or two are in conflict.
    Waiting,
    Decided,
}

impl Queue {
    /// Every queue, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Open, Self::Mine, Self::Waiting, Self::Decided];
}

/// The order of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CaseOrder {
    #[default]
    Oldest,
    MostReported,
    /// Cases of the author with the most cases first.
    Author,
}

impl CaseOrder {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::Oldest, Self::MostReported, Self::Author];
}

/// A case with everything that is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub row: CaseRow,
    /// Oldest first.
    pub reports: Vec<CaseReport>,
    /// The reported message as it is here now; `None` if the user is not in its conversation.
    pub current: Option<Current>,
    /// The messages before and after the reported one: from the user's own history, or as reporters sent them. Oldest
    /// first.
    pub context: Vec<Around>,
    /// The replies in the thread, oldest first.
    pub thread: Vec<Said>,
    /// The report under which a note goes, and the conversation.
    pub root: Option<(conversation::Id, MessageId)>,
    /// The number of other cases about the same author, and of those, the decided ones.
    pub author_cases: (u32, u32),
}

/// One report of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseReport {
    pub id: MessageId,
    pub by: PersonId,
    pub by_name: String,
    pub at: Stamp,
    pub reason: String,
    /// The message as this reporter sent it.
    pub snapshot: Shared,
    /// The state of its files.
    pub files: Vec<File>,
    /// The reporter took the report back.
    pub withdrawn: bool,
    /// The number of other messages that this person has reported.
    pub others: u32,
}

/// The reported message as it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    pub text: String,
    pub deleted: bool,
    pub archived: bool,
    pub edited_at: Option<Stamp>,
    /// Its earlier texts, oldest first.
    pub earlier: Vec<super::Revision>,
}

/// A message around the reported one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    pub id: MessageId,
    pub author_name: String,
    pub at: Option<Stamp>,
    pub text: String,
    pub files: u32,
    /// The reporter who sent it along; `None` if it comes from the user's own history.
    pub from: Option<String>,
}

/// A reply in the thread of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub id: MessageId,
    pub by: PersonId,
    pub by_name: String,
    pub at: Stamp,
    /// The part for people.
    pub text: String,
    /// Its act, if it counts.
    pub act: Option<Act>,
    pub delivery: Delivery,
}
