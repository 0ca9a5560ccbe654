//! The thread panel beside the timeline: a message, its replies, and a composer for them.
//!
//! A thread is a strand like the timeline and uses the same code; only the [`Side`] differs. Replies are in the
//! timeline too, so nothing is marked read or unread here. When the panel closes, the thread stays in memory with the
//! recent conversations, and its draft is saved.
//! Must not know: the session. Drawing is in `view` beside. Tests: `tests/window/thread.rs`.

pub mod view;

use super::conversation::{self, Conversation, view::TIMELINE};
use super::focus::Focus;
use super::{Column, Inbox, Message as Screen, Panel, composer::Composer, message};

use crate::chat::{MessageId, Strand, conversation as talk};
use crate::intent::Request;
use crate::row::Row;
use crate::screen::Action;
use crate::widget::list::{Jump, Target};

/// One of the two lists of messages on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Timeline,
    Thread,
}

/// An event of the thread panel.
#[derive(Debug, Clone)]
pub enum Message {
    Conversation(conversation::Message),
    Row(message::Message),
    Closed,
}

impl Side {
    /// The id of its list of messages.
    pub const fn list(self) -> &'static str {
        match self {
            Self::Timeline => TIMELINE,
            Self::Thread => view::LIST,
        }
    }

    /// Wraps an event of this side's messages for the screen.
    pub(super) const fn tells(self, message: conversation::Message) -> Screen {
        match self {
            Self::Timeline => Screen::Conversation(message),
            Self::Thread => Screen::Thread(Message::Conversation(message)),
        }
    }
}

impl Inbox {
    /// The open thread.
    pub const fn thread(&self) -> Option<&Conversation> {
        self.thread.as_ref()
    }

    pub(super) fn strand(&self, side: Side) -> Option<&Conversation> {
        match side {
            Side::Timeline => self.open.as_ref(),
            Side::Thread => self.thread.as_ref(),
        }
    }

    pub(super) fn strand_mut(&mut self, side: Side) -> Option<&mut Conversation> {
        match side {
            Side::Timeline => self.open.as_mut(),
            Side::Thread => self.thread.as_mut(),
        }
    }

    /// The side that shows a strand, if one does.
    pub(super) fn side_of(&self, strand: Strand) -> Option<Side> {
        let shown = |side: &Side| self.strand(*side).is_some_and(|talk| talk.strand() == strand);
        [Side::Timeline, Side::Thread].into_iter().find(shown)
    }

    /// The composer with the keyboard focus.
    pub(super) fn composer(&self) -> Option<&Composer> {
        self.focus.writes().and_then(|side| self.strand(side)).map(Conversation::composer)
    }

    /// The composer with the keyboard focus.
    pub(super) fn composer_mut(&mut self) -> Option<&mut Composer> {
        self.focus.writes().and_then(|side| self.strand_mut(side)).map(Conversation::composer_mut)
    }

    /// All conversations and threads in memory.
    pub(super) fn conversations(&self) -> impl Iterator<Item = &Conversation> {
        self.open.iter().chain(&self.thread).chain(&self.recent)
    }

    pub(super) fn conversations_mut(&mut self) -> impl Iterator<Item = &mut Conversation> {
        self.open.iter_mut().chain(&mut self.thread).chain(&mut self.recent)
    }

    /// A conversation or a thread, if it is in memory.
    pub(super) fn conversation_mut(&mut self, of: impl Into<Strand>) -> Option<&mut Conversation> {
        let of = of.into();
        self.conversations_mut().find(|talk| talk.strand() == of)
    }

    /// A conversation and its threads, as far as they are in memory.
    pub(super) fn strands_of(&mut self, of: talk::Id) -> impl Iterator<Item = &mut Conversation> {
        self.conversations_mut().filter(move |talk| talk.id() == of)
    }

    /// Opens the thread of a message: under the message it replies to, else under itself.
    pub(super) fn open_thread_of(&mut self, row: &Row) -> Action<Screen> {
        self.open_thread(row.message.conversation, row.message.parent.unwrap_or(row.message.id))
    }

    /// Shows the thread under a message and focuses its composer.
    pub(super) fn open_thread(&mut self, of: talk::Id, root: MessageId) -> Action<Screen> {
        let strand = Strand::thread(of, root);
        // A message in a list may be of another conversation.
        let here = self.open.as_ref().is_some_and(|open| open.id() == of);
        let opened = if here { Action::none() } else { self.open(of, Some(root)) };
        if self.side_of(strand) == Some(Side::Thread) {
            self.column = Column::Panel;
            return opened.and(self.focus_on(Focus::ReplyComposer));
        }
        let entered = self.enter_panel(Panel::Thread);
        let known = self.recent.iter().position(|recent| recent.strand() == strand);
        let (talk, asks) = match known.map(|at| self.recent.remove(at)) {
            Some(mut talk) => {
                let asks = talk.reopen(None);
                (talk, asks)
            }
            None => Conversation::new(strand, self.name_of(of).to_owned(), self.me.id, None),
        };
        self.thread = Some(talk);
        self.hide_going();
        self.jump_in(Side::Thread, Target::End);
        let asks = Action::asks(asks);
        opened.and(entered).and(asks).and(self.focus_on(Focus::ReplyComposer))
    }

    /// Closes the thread: it stays in memory, and its draft is saved.
    pub(super) fn retire_thread(&mut self) -> Action<Screen> {
        if self.panel == Panel::Thread {
            self.panel = Panel::None;
        }
        match self.thread.take() {
            Some(thread) => {
                self.side = Side::Timeline;
                self.retire(thread)
            }
            None => Action::none(),
        }
    }

    /// Handles an event of the thread panel.
    pub(super) fn in_thread(&mut self, message: Message) -> Action<Screen> {
        match message {
            Message::Conversation(message) => self.in_strand(Side::Thread, message),
            Message::Row(message) => self.on_row(Side::Thread, message),
            Message::Closed => self.shut_panel(),
        }
    }

    /// Scrolls the messages of a side.
    pub(crate) fn jump_in(&mut self, side: Side, to: Target) {
        let jump = match side {
            Side::Timeline => &mut self.jump,
            Side::Thread => &mut self.thread_jump,
        };
        let ticket = jump.map_or(1, |jump| jump.ticket + 1);
        *jump = Some(Jump { ticket, to });
    }

    /// The request that saves a strand's draft, if it is unsaved.
    pub(super) fn keep(talk: &mut Conversation) -> Option<Request> {
        let of = talk.strand();
        talk.composer_mut().keep().map(|draft| Request::Keep { of, draft })
    }
}
