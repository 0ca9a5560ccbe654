//! The loaded window over the history of one conversation or thread: which rows to request, and which are new.
//!
//! It holds up to about [`KEEP`] rows of a history of any length. Near an end it requests the next span; rows that come
//! in at one end push out rows at the other. The scroll position is a message, never a pixel, so nothing moves when
//! rows come and go. Drawing is in `message`, the decoration of rows is in `present`.
//!
//! ```text
//!   Loading ──page──► Ready ──near an end──► Ready + asked ──page──► Ready
//!      │                 └──change──► asked Again ──page──► Ready
//!      └──error──► Failed ──retry──► Loading
//! ```
//! Must not know: iced, the store. Tests: below and `tests/window`.

mod choice;
pub mod copied;
pub mod fold;
mod pages;
pub mod present;
mod reading;
mod selecting;

use crate::chat::{FeedId, MessageId, PersonId};
use crate::row::{Delivery, Position, Row, Span};

use choice::Choice;
use present::{Around, Item};

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::super::words::Now;

/// Request the next page when this many rows remain.
pub const EDGE: usize = 40;
/// Beyond this many rows, rows at the far end are unloaded.
pub const KEEP: usize = 600;

/// The loaded part of one conversation or thread.
#[derive(Debug)]
pub struct Timeline {
    of: FeedId,
    me: PersonId,
    state: State,
    rows: Vec<Arc<Row>>,
    items: Vec<Item>,
    index: HashMap<MessageId, usize>,
    before: u64,
    after: u64,
    /// The *New* line: frozen when the conversation is opened, so that it stays while the user reads.
    new: Option<present::Line>,
    line: Line,
    /// The position of the first unread message, as last read from the store.
    first_unread: Option<Position>,
    marked: Option<Position>,
    reading: Reading,
    /// The *New* line and `reading` before all of it was marked as read, to undo that.
    before_all_read: Option<(Option<present::Line>, Reading)>,
    /// The first and the last visible message.
    shown: Option<(MessageId, MessageId)>,
    /// The messages seen since the timeline was opened; those in `to_tell` are not reported to the server yet.
    seen: HashSet<MessageId>,
    to_tell: Vec<MessageId>,
    unseen: u64,
    asked: Option<Span>,
    stale: Stale,
    /// How many times each long message was expanded.
    unfolded: HashMap<MessageId, usize>,
    /// Messages drawn as deleted before they are deleted in the store.
    hidden: HashSet<MessageId>,
    choice: Choice,
    view: View,
}

/// The load state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Loading,
    Ready,
    /// The store could not be read; holds the reason in words.
    Failed(String),
}

/// The scroll position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Stuck to the newest message.
    Bottom,
    /// Anywhere else: the first and the last visible message.
    Elsewhere { first: MessageId, last: MessageId },
    /// Scrolling to a message; the list will report the position.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// The first page decides where the *New* line is.
    Undecided,
    Decided,
}

/// Tells if seen messages are marked as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Goes,
    /// Marked as unread by hand: holds until the conversation is opened again or the user marks all of it as read.
    Held,
}

/// Tells if something changed while a page was being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stale {
    Yes,
    No,
}

/// The effect of a page on the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Nothing,
    /// Other rows are loaded: scroll to this message, or to the newest.
    Replaced(Option<MessageId>),
    /// The same, but scroll the first new message to the top, if there is enough below it.
    ReplacedAtNew(MessageId),
}

impl Timeline {
    /// An empty window without its first page, and the span to read.
    pub fn open(of: impl Into<FeedId>, me: PersonId, at: Option<MessageId>) -> (Self, Span) {
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
            new: None,
            line: Line::Undecided,
            first_unread: None,
            marked: None,
            shown: None,
            seen: HashSet::new(),
            to_tell: Vec::new(),
            reading: Reading::Goes,
            before_all_read: None,
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

    /// The conversation or thread that it shows.
    pub const fn of(&self) -> FeedId {
        self.of
    }

    /// The load state.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The loaded rows, oldest first.
    pub fn rows(&self) -> &[Arc<Row>] {
        &self.rows
    }

    /// The presentation of each row.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The index of a message among the loaded rows.
    pub fn index(&self, id: MessageId) -> Option<usize> {
        self.index.get(&id).copied()
    }

    /// The row of a message, if it is loaded.
    pub fn row(&self, id: MessageId) -> Option<&Arc<Row>> {
        self.index(id).and_then(|index| self.rows.get(index))
    }

    /// How many older messages are not loaded.
    pub const fn before(&self) -> u64 {
        self.before
    }

    /// How many newer messages are not loaded.
    pub const fn after(&self) -> u64 {
        self.after
    }

    /// How many messages came while the user was scrolled elsewhere.
    pub const fn unseen(&self) -> u64 {
        self.unseen
    }

    /// The day of the message at the top of the screen, unless the newest is visible.
    pub fn day_shown(&self) -> Option<&str> {
        let first = self.index(self.first_shown()?)?;
        let (top, above) = self.items.get(..=first)?.split_last()?;
        // A message that begins a day has its line above it.
        if top.day.is_some() { None } else { above.iter().rev().find_map(|item| item.day.as_deref()) }
    }

    /// True if the newest message is loaded and visible.
    pub fn at_latest(&self) -> bool {
        self.view == View::Bottom && self.after == 0
    }

    /// True if there are no messages at all.
    pub fn is_empty(&self) -> bool {
        self.state == State::Ready && self.rows.is_empty() && self.before == 0 && self.after == 0
    }

    /// The user's own last message that can still be edited.
    pub fn own_last(&self) -> Option<&Arc<Row>> {
        let stands = |row: &Row| {
            let marks = &row.message.marks;
            !marks.deleted && !marks.archived && !self.is_hidden(row.message.id)
        };
        self.rows.iter().rev().find(|row| row.message.author == self.me && stands(row))
    }

    /// The first message below the *New* line.
    pub fn first_new(&self) -> Option<MessageId> {
        let from = self.new.filter(|line| line.look == present::NewLine::Here)?.from;
        let is_news = |row: &Row| {
            let marks = &row.message.marks;
            row.message.author != self.me && !marks.deleted && !marks.archived
        };
        let first = self.rows.iter().position(|row| row.position() >= from && is_news(row))?;
        // A *New* line above the first loaded row may belong further up, in rows that are not loaded.
        let stands = first > 0 || self.before == 0;
        self.rows.get(first).filter(|_| stands).map(|row| row.message.id)
    }

    /// Updates the presentation of each row; call it after anything that may change it.
    pub fn present(&mut self, now: Now, focused: Option<MessageId>, edited: Option<MessageId>) {
        let around = Around {
            now,
            me: self.me,
            root: self.of.root,
            line: self.new,
            before: self.before,
            unfolded: &self.unfolded,
            hidden: &self.hidden,
            chosen: self.choice.ids(),
            focused,
            edited,
        };
        self.items = present::items(&self.rows, &around);
    }

    /// Something changed in this conversation: the span to read again, unless a page is being read.
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

    /// The next span to read after a page or a scroll: missed changes first, then rows near the visible ones.
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

    /// Replaces the requested span by the page around this message.
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

    /// Goes to a rank in the whole history by the scrollbar; 0 is the oldest message.
    #[must_use]
    pub fn go_to_rank(&mut self, rank: u64) -> Option<Span> {
        let loaded = self.before..self.before + self.rows.len() as u64;
        if loaded.contains(&rank) { None } else { self.ask(Span::Rank(rank)) }
    }

    /// The list was scrolled: these rows are visible now.
    pub fn moved(&mut self, view: View) {
        self.view = view;
        if self.at_latest() {
            self.unseen = 0;
        }
    }

    /// The message at the top of the screen, unless the newest is visible.
    pub fn first_shown(&self) -> Option<MessageId> {
        match self.view {
            View::Bottom | View::Unknown => None,
            View::Elsewhere { first, .. } => Some(first),
        }
    }

    /// Expands a long message further.
    pub fn unfold(&mut self, id: MessageId) {
        *self.unfolded.entry(id).or_default() += 1;
    }

    /// Draws a message as deleted, until it is deleted in the store or [`Self::unhide`] is called.
    pub fn hide(&mut self, id: MessageId) {
        self.hidden.insert(id);
        self.renew_choice();
    }

    /// Draws a message normally again.
    pub fn unhide(&mut self, id: MessageId) {
        self.hidden.remove(&id);
    }

    /// True if a message is drawn as deleted before it is deleted in the store.
    pub fn is_hidden(&self, id: MessageId) -> bool {
        self.hidden.contains(&id)
    }

    /// True if one of the user's messages is so young that its delivery mark is still to appear.
    pub fn has_young(&self, now: Now) -> bool {
        self.rows.iter().rev().take(EDGE).any(|row| match &row.delivery {
            Delivery::Waiting { since, .. } => now.at.millis_since(*since) < present::UNMARKED,
            Delivery::Settled | Delivery::Accepted | Delivery::Seen | Delivery::Parked { .. } => false,
        })
    }

    /// True if a delivery mark has become due since the last presentation.
    pub fn has_come_of_age(&self, now: Now) -> bool {
        self.rows
            .iter()
            .zip(&self.items)
            .rev()
            .take(EDGE)
            .any(|(row, item)| present::tick(row, self.me, now.at) != item.tick)
    }

    /// The message one step older or newer than `from`, or the newest visible one if none has the focus.
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
