//! The list of conversations as it was last read, with names, counts, membership and order.
//!
//! Must not know: how the list is drawn (`sidebar`). Tests: `tests/window/sidebar.rs`.

use crate::language::tr;
use crate::screen::Fallible;

use crate::chat::conversation::{self, Marks, Membership};
use crate::chat::shown;
use crate::row::{self, ConversationRow};

use std::collections::HashMap;

/// All conversations.
#[derive(Debug, Default)]
pub struct Conversations {
    /// As they are shown.
    state: State,
    /// As they were last read.
    read: row::Sidebar,
    order: Order,
    /// The open conversation and its name when it was opened.
    open: Option<(conversation::Id, String)>,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As it was last read.
    #[default]
    Current,
    /// As it is shown: the pointer is over the list, and a row must not move away from it.
    Held,
}

/// The load state of the conversations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum State {
    #[default]
    Loading,
    Ready(row::Sidebar),
    Failed(String),
}

/// The direction through the conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

/// The conversations to step through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    All,
    Unread,
}

impl Conversations {
    /// The load state.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// All conversations, in display order.
    pub fn rows(&self) -> &[ConversationRow] {
        match &self.state {
            State::Ready(sidebar) => &sidebar.conversations,
            State::Loading | State::Failed(_) => &[],
        }
    }

    /// A conversation of the list.
    pub fn row(&self, id: conversation::Id) -> Option<&ConversationRow> {
        self.rows().iter().find(|conversation| conversation.id == id)
    }

    /// The open conversation.
    pub fn open(&self) -> Option<conversation::Id> {
        self.open.as_ref().map(|(id, _)| *id)
    }

    /// A conversation was opened; it had this name then.
    pub fn opened(&mut self, of: conversation::Id, name: String) {
        self.open = Some((of, name));
        self.arrange();
    }

    /// The order of the list.
    pub const fn order(&self) -> Order {
        self.order
    }

    /// Holds the order of the list, or shows the current one again.
    pub fn set_order(&mut self, order: Order) {
        if self.order != order {
            self.order = order;
            self.arrange();
        }
    }

    /// Shows what was read, in the order that holds now.
    fn arrange(&mut self) {
        let State::Ready(shown) = &self.state else { return };
        let mut next = self.read.clone();
        if let Some(new) = self.opened_direct() {
            let of = new.id;
            next.conversations.push(new);
            next.conversations.sort_by_key(|row| (section(row), row.id != of));
        }
        if self.order == Order::Held && !shown.conversations.is_empty() {
            let open = self.open();
            let places: HashMap<_, _> =
                shown.conversations.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
            // A new row would push those below it away from the pointer, unless the user has just opened it.
            next.conversations.retain(|row| places.contains_key(&row.id) || open == Some(row.id));
            next.conversations.sort_by_key(|row| (section(row), places.get(&row.id).copied()));
        }
        self.state = State::Ready(next);
    }

    /// A row for the open direct message, if nobody has written in it yet: it is nowhere stored.
    fn opened_direct(&self) -> Option<ConversationRow> {
        let (id, name) = self.open.as_ref()?;
        let conversation::Id::Direct(person) = *id else { return None };
        let is_stored = self.read.conversations.iter().any(|row| row.id == *id);
        (!is_stored).then(|| ConversationRow {
            id: *id,
            name: name.clone(),
            unread: 0,
            mentions: 0,
            faces: vec![(person, name.clone())],
            members: 0,
            last_at: None,
            draft: false,
            marks: Marks::default(),
            membership: Membership::In,
        })
    }

    /// A conversation's name as users know it; empty if it is not known.
    pub fn name_of(&self, of: conversation::Id) -> &str {
        let opened = || self.open.as_ref().filter(|(open, _)| *open == of).map(|(_, name)| name.as_str());
        self.row(of).map(|conversation| conversation.name.as_str()).or_else(opened).unwrap_or_default()
    }

    /// Unread messages in all conversations that are not muted.
    pub fn unread(&self) -> u64 {
        // Rows that are not shown yet count too.
        let loud = self.read.conversations.iter().filter(|conversation| !conversation.marks.muted);
        loud.map(|conversation| u64::from(conversation.unread)).sum()
    }

    /// The same without the open conversation: what there is to read behind the way back.
    pub fn unread_elsewhere(&self) -> u64 {
        let open = self.open().and_then(|open| self.row(open)).filter(|row| !row.marks.muted);
        self.unread().saturating_sub(open.map_or(0, |row| u64::from(row.unread)))
    }

    /// How many wishes are in the outbox, without read marks.
    pub const fn waiting(&self) -> u32 {
        match &self.state {
            State::Ready(sidebar) => sidebar.waiting.saturating_sub(sidebar.marks),
            State::Loading | State::Failed(_) => 0,
        }
    }

    /// How many of them were refused.
    pub const fn parked(&self) -> u32 {
        match &self.state {
            State::Ready(sidebar) => sidebar.parked,
            State::Loading | State::Failed(_) => 0,
        }
    }

    /// The list was read. A failure does not remove what is already loaded.
    pub fn loaded(&mut self, result: Fallible<row::Sidebar>) {
        match result {
            Ok(mut sidebar) => {
                for conversation in &mut sidebar.conversations {
                    shown::put(&mut conversation.name);
                    conversation.faces.iter_mut().for_each(|(_, name)| shown::put(name));
                }
                self.read = sidebar;
                if !matches!(self.state, State::Ready(_)) {
                    self.state = State::Ready(row::Sidebar::default());
                }
                self.arrange();
            }
            Err(error) => {
                if self.rows().is_empty() {
                    self.state = State::Failed(error);
                }
            }
        }
    }

    /// The next or previous conversation, wrapping around.
    pub fn step(&self, way: Way, among: Among) -> Option<conversation::Id> {
        let (conversations, from) = (self.rows(), self.open());
        let count = conversations.len();
        let here =
            from.and_then(|from| conversations.iter().position(|conversation| conversation.id == from));
        (1..=count)
            .map(|step| match (here, way) {
                (Some(here), Way::Down) => (here + step) % count,
                (Some(here), Way::Up) => (here + count - step) % count,
                (None, Way::Down) => step - 1,
                (None, Way::Up) => count - step,
            })
            .filter_map(|at| conversations.get(at))
            .find(|conversation| {
                Some(conversation.id) != from
                    && (among == Among::All || (conversation.unread > 0 && !conversation.marks.muted))
            })
            .map(|conversation| conversation.id)
    }

    /// The conversation that was open last.
    pub const fn last_open(&self) -> Option<&row::Target> {
        match &self.state {
            State::Ready(sidebar) => sidebar.last_open.as_ref(),
            State::Loading | State::Failed(_) => None,
        }
    }

    /// The conversation that a window starts with: the last open one, else the first of the list with a message, so that
    /// the list is shown from its top.
    pub fn begin(&self) -> Option<conversation::Id> {
        let last = self.last_open().map(|last| last.id);
        let first = || self.rows().iter().find(|row| row.last_at.is_some()).or_else(|| self.rows().first());
        last.or_else(|| first().map(|row| row.id))
    }

    /// The number of starred conversations, and true if the open one is in the list.
    pub fn marks(&self) -> (usize, bool) {
        let starred = self.rows().iter().filter(|conversation| conversation.marks.starred).count();
        (starred, self.open().is_some_and(|open| self.row(open).is_some()))
    }

    /// The reason why nothing can be sent in the open conversation, if there is one.
    pub fn gone(&self) -> Option<String> {
        let conversation = self.row(self.open()?)?;
        let title = conversation.id.title(&conversation.name);
        match conversation.membership {
            Membership::In => None,
            Membership::Left => Some(tr::conversation_left(&title)),
            Membership::Unmade => Some(tr::conversation_not_created(&title)),
            Membership::Outside => Some(tr::submit_outside(&title)),
        }
    }
}

/// The section of the list that a row is in, in the order of the sections.
const fn section(row: &ConversationRow) -> (bool, conversation::Kind) {
    (!row.marks.starred, row.id.kind())
}
