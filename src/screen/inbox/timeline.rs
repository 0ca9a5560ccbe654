//! A window over the whole history of one conversation or thread: which rows are loaded, which to ask for, what is new.
//!
//! It holds up to about [`KEEP`] rows of a history of any length. Near an end it names the next span to read; what
//! comes in on one side pushes out the other. Where the person looks is a message, never a pixel, so nothing moves when
//! rows come and go. Drawing is `message`'s, what stands beside a row `present`'s.
//!
//! ```text
//!   Loading ──page──► Ready ──near an end──► Ready + asked ──page──► Ready
//!      │                 └──change──► asked Again ──page──► Ready
//!      └──error──► Failed ──retry──► Loading
//! ```
//! Must not know: iced, the store. Tests: below and `tests/window`.

mod choice;
mod pages;
pub mod present;
mod reading;

use crate::chat::{MessageId, PersonId, Strand};
use crate::row::{Delivery, Position, Row, Span};

use choice::Choice;
use present::{Around, Item};

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::super::words::Now;

/// So close to an end of the loaded rows, in rows, the next page is asked for.
pub const EDGE: usize = 40;
/// Beyond this many rows the far side is let go.
pub const KEEP: usize = 600;

/// The loaded part of one conversation.
#[derive(Debug)]
pub struct Timeline {
    of: Strand,
    me: PersonId,
    state: State,
    rows: Vec<Arc<Row>>,
    items: Vec<Item>,
    index: HashMap<MessageId, usize>,
    before: u64,
    after: u64,
    /// Frozen when the conversation is opened, so that the *New* line stays while one looks at it.
    new_from: Option<Position>,
    line: Line,
    /// Where the first unread message stands, as the store said last.
    first_unread: Option<Position>,
    marked: Option<Position>,
    reading: Reading,
    /// The first and the last message of which something is on the screen.
    shown: Option<(MessageId, MessageId)>,
    /// What was seen since it was opened, and what of it the server is still to be told.
    seen: HashSet<MessageId>,
    to_tell: Vec<MessageId>,
    unseen: u64,
    asked: Option<Span>,
    stale: Stale,
    /// How often more was shown of a long one.
    unfolded: HashMap<MessageId, usize>,
    /// Drawn as deleted before the store says so.
    hidden: HashSet<MessageId>,
    choice: Choice,
    view: View,
}

/// Whether there is something to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Loading,
    Ready,
    /// The store could not be read: why, in words.
    Failed(String),
}

/// What of the window is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Stuck to the newest message.
    Bottom,
    /// Somewhere else: the first and the last message of which something is seen.
    Elsewhere { first: MessageId, last: MessageId },
    /// On the way to a message; the list will tell.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// The first page decides where it stands.
    Undecided,
    Decided,
}

/// Whether what is looked at counts as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Goes,
    /// It was marked as unread by hand: until the conversation is opened again, or all of it is read on the person's word.
    Held,
}

/// Whether a change came while a page was on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stale {
    Yes,
    No,
}

/// What a page did to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Nothing,
    /// Other rows than before: the place to look at is this message, or the newest.
    Replaced(Option<MessageId>),
    /// The same, and the first new message is to stand at the top, if there is so much below it.
    ReplacedAtNew(MessageId),
}

impl Timeline {
    /// An empty window that waits for its first page, and the span to read.
    pub fn open(of: impl Into<Strand>, me: PersonId, at: Option<MessageId>) -> (Self, Span) {
        let span = at.map_or(Span::Latest, Span::Around);
        let timeline = Self {
            of: of.into(),
            me,
            state: State::Loading,
            rows: Vec::new(),
            items: Vec::new(),
            index: HashMap::new(),
            before: 0,
            after: 0,
            new_from: None,
            line: Line::Undecided,
            first_unread: None,
            marked: None,
            shown: None,
            seen: HashSet::new(),
            to_tell: Vec::new(),
            reading: Reading::Goes,
            unseen: 0,
            asked: Some(span),
            stale: Stale::No,
            unfolded: HashMap::new(),
            hidden: HashSet::new(),
            choice: Choice::default(),
            view: if at.is_some() { View::Unknown } else { View::Bottom },
        };
        (timeline, span)
    }

    /// Whose window it is.
    pub const fn of(&self) -> Strand {
        self.of
    }

    /// Whether there is something to draw.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The loaded rows, oldest first.
    pub fn rows(&self) -> &[Arc<Row>] {
        &self.rows
    }

    /// What stands with each row.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Where a message stands among the loaded rows.
    pub fn index(&self, id: MessageId) -> Option<usize> {
        self.index.get(&id).copied()
    }

    /// The row of a message, if it is loaded.
    pub fn row(&self, id: MessageId) -> Option<&Arc<Row>> {
        self.index(id).and_then(|index| self.rows.get(index))
    }

    /// Older messages that are not loaded.
    pub const fn before(&self) -> u64 {
        self.before
    }

    /// Newer messages that are not loaded.
    pub const fn after(&self) -> u64 {
        self.after
    }

    /// Messages that came while the person looked elsewhere.
    pub const fn unseen(&self) -> u64 {
        self.unseen
    }

    /// Whether the newest message is loaded and on the screen.
    pub fn at_latest(&self) -> bool {
        self.view == View::Bottom && self.after == 0
    }

    /// Whether nothing was ever said here.
    pub fn is_empty(&self) -> bool {
        self.state == State::Ready && self.rows.is_empty() && self.before == 0 && self.after == 0
    }

    /// The person's own last message that can still be edited.
    pub fn own_last(&self) -> Option<&Arc<Row>> {
        let stands = |row: &Row| {
            let marks = &row.message.marks;
            !marks.deleted && !marks.archived && !self.is_hidden(row.message.id)
        };
        self.rows.iter().rev().find(|row| row.message.author == self.me && stands(row))
    }

    /// The first message below the *New* line.
    pub fn first_new(&self) -> Option<MessageId> {
        let from = self.new_from?;
        let first =
            self.rows.iter().position(|row| row.position() >= from && row.message.author != self.me)?;
        // A line at the very top of the window has its place above, where nothing is loaded.
        let stands = first > 0 || self.before == 0;
        self.rows.get(first).filter(|_| stands).map(|row| row.message.id)
    }

    /// Works out anew what stands with each row; to be called after anything that may alter it.
    pub fn present(&mut self, now: Now, focused: Option<MessageId>) {
        let around = Around {
            now,
            me: self.me,
            root: self.of.root,
            new_from: self.new_from,
            before: self.before,
            unfolded: &self.unfolded,
            hidden: &self.hidden,
            chosen: self.choice.ids(),
            focused,
        };
        self.items = present::items(&self.rows, &around);
    }

    /// Something changed in this conversation: the span to read again, unless a page is on its way.
    #[must_use]
    pub fn changed(&mut self) -> Option<Span> {
        if self.asked.is_some() {
            self.stale = Stale::Yes;
            return None;
        }
        self.stale = Stale::No;
        let span = match (self.rows.first(), self.rows.last()) {
            (Some(first), Some(last)) => Span::Again { first: first.position(), last: last.position() },
            (_, _) => Span::Latest,
        };
        self.ask(span)
    }

    /// The next span to read, after a page or a move: what was missed first, then what is near.
    #[must_use]
    pub fn wanted(&mut self) -> Option<Span> {
        if self.asked.is_some() || self.state != State::Ready {
            return None;
        }
        if self.stale == Stale::Yes {
            return self.changed();
        }
        let (first, last) = match self.view {
            View::Bottom => (self.rows.len().saturating_sub(EDGE), self.rows.len()),
            View::Elsewhere { first, last } => (self.index(first)?, self.index(last)?),
            View::Unknown => return None,
        };
        if self.before > 0 && first < EDGE {
            let at = self.rows.first()?.position();
            return self.ask(Span::Before(at));
        }
        if self.after > 0 && last + EDGE >= self.rows.len() {
            let at = self.rows.last()?.position();
            return self.ask(Span::After(at));
        }
        None
    }

    /// Another place than the span asked for: the page around this message.
    #[must_use]
    pub fn instead(&mut self, of: Span, at: MessageId) -> Option<Span> {
        if self.asked == Some(of) { self.ask(Span::Around(at)) } else { None }
    }

    fn ask(&mut self, span: Span) -> Option<Span> {
        self.asked = Some(span);
        Some(span)
    }

    /// Tries again after [`State::Failed`].
    #[must_use]
    pub fn retry(&mut self) -> Option<Span> {
        self.state = State::Loading;
        self.ask(Span::Latest)
    }

    /// Goes to the newest message: the span to read if it is not loaded.
    #[must_use]
    pub fn go_to_latest(&mut self) -> Option<Span> {
        self.unseen = 0;
        self.view = View::Bottom;
        if self.after == 0 { None } else { self.ask(Span::Latest) }
    }

    /// Goes to a message: the span to read if it is not loaded.
    #[must_use]
    pub fn go_to(&mut self, id: MessageId) -> Option<Span> {
        if self.index(id).is_some() {
            return None;
        }
        self.ask(Span::Around(id))
    }

    /// Goes to a place in the whole history by the scrollbar; 0 is the oldest message.
    #[must_use]
    pub fn go_to_rank(&mut self, rank: u64) -> Option<Span> {
        let loaded = self.before..self.before + self.rows.len() as u64;
        if loaded.contains(&rank) { None } else { self.ask(Span::Rank(rank)) }
    }

    /// The list moved: these rows are on the screen now.
    pub fn moved(&mut self, view: View) {
        self.view = view;
        if self.at_latest() {
            self.unseen = 0;
        }
    }

    /// The message at the top of the screen, unless the newest is in sight.
    pub fn first_shown(&self) -> Option<MessageId> {
        match self.view {
            View::Bottom | View::Unknown => None,
            View::Elsewhere { first, .. } => Some(first),
        }
    }

    /// Shows more of a long message.
    pub fn unfold(&mut self, id: MessageId) {
        *self.unfolded.entry(id).or_default() += 1;
    }

    /// Draws a message as deleted, until the store says so too or it is shown again.
    pub fn hide(&mut self, id: MessageId) {
        self.hidden.insert(id);
        self.renew_choice();
    }

    /// Draws a message as it is.
    pub fn unhide(&mut self, id: MessageId) {
        self.hidden.remove(&id);
    }

    /// Whether a message is drawn as deleted before the store says so.
    pub fn is_hidden(&self, id: MessageId) -> bool {
        self.hidden.contains(&id)
    }

    /// Whether some own message is so young that its mark will appear by itself.
    pub fn has_young(&self, now: Now) -> bool {
        self.rows.iter().rev().take(EDGE).any(|row| match &row.delivery {
            Delivery::Waiting { since, .. } => now.at.millis_since(*since) < present::UNMARKED,
            Delivery::Settled | Delivery::Accepted | Delivery::Seen | Delivery::Parked { .. } => false,
        })
    }

    /// Whether a mark that was too young has come of age since the last presentation.
    pub fn has_come_of_age(&self, now: Now) -> bool {
        self.rows
            .iter()
            .zip(&self.items)
            .rev()
            .take(EDGE)
            .any(|(row, item)| present::mark(&row.delivery, now.at) != item.mark)
    }

    /// The message one step older or newer than this, or the newest on the screen when none has the focus.
    pub fn step(&self, from: Option<MessageId>, by: Step) -> Option<MessageId> {
        let last = self.rows.len().checked_sub(1)?;
        let here = from.and_then(|id| self.index(id));
        let shown = match self.view {
            View::Bottom | View::Unknown => last,
            View::Elsewhere { last: shown, .. } => self.index(shown).unwrap_or(last),
        };
        let at = match (here, by) {
            (None, Step::Older | Step::Newer) => shown,
            (Some(here), Step::Older) => here.saturating_sub(1),
            (Some(here), Step::Newer) => (here + 1).min(last),
            (_, Step::Oldest) => 0,
            (_, Step::Newest) => last,
        };
        self.rows.get(at).map(|row| row.message.id)
    }
}

/// A move of the focus among messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Older,
    Newer,
    Oldest,
    Newest,
}

#[cfg(test)]
mod tests;
