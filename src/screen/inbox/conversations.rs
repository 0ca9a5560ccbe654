//! The list of conversations as it was last read, with names, counts, membership and order.
//!
//! Must not know: how the list is drawn (`sidebar`). Tests: `tests/window/sidebar.rs`.

use crate::language::tr;
use crate::screen::Fallible;

use crate::chat::conversation::{self, Membership};
use crate::chat::shown;
use crate::row::{self, ConversationRow};

/// All conversations.
#[derive(Debug, Default)]
pub struct Conversations {
    state: State,
    /// The open conversation and its name when it was opened.
    open: Option<(conversation::Id, String)>,
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
    }

    /// A conversation's name as users know it; empty if it is not known.
    pub fn name_of(&self, of: conversation::Id) -> &str {
        let opened = || self.open.as_ref().filter(|(open, _)| *open == of).map(|(_, name)| name.as_str());
        self.row(of).map(|conversation| conversation.name.as_str()).or_else(opened).unwrap_or_default()
    }

    /// Unread messages in all conversations that are not muted.
    pub fn unread(&self) -> u64 {
        let loud = self.rows().iter().filter(|conversation| !conversation.marks.muted);
        loud.map(|conversation| u64::from(conversation.unread)).sum()
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
                self.state = State::Ready(sidebar);
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

    /// The conversation that a window starts with: the last open one, else the one with the newest message.
    pub fn begin(&self) -> Option<conversation::Id> {
        let latest = || {
            self.rows()
                .iter()
                .max_by_key(|conversation| conversation.last_at)
                .map(|conversation| conversation.id)
        };
        self.last_open().map(|last| last.id).or_else(latest)
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
        }
    }
}
