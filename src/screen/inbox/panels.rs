//! The panels on the right: which one is open, the state of each, and where Esc goes back to.
//!
//! ```text
//!   anywhere ──Details──► Details ──a list──► message list ──Enter──► the message, where it was written
//!      ▲  └───Pinned, Starred────────────────► message list
//!      └────────Esc────────┘ ◄────────Esc──────┘   (back to the previous place)
//! ```
//! A closed panel keeps its state: the details still supply the pin count in the header, and in a narrow window, going
//! back to a list returns to the row that the user came from. The thread itself is one of the [`feeds`](super::feeds).
//! Must not know: which key or button opened a panel. Tests: `tests/window/message_list.rs`, `tests/window/details.rs`,
//! `tests/window/outbox_panel.rs`.

use super::desk::{self, Desk};
use super::details::{self, Detail, Details};
use super::event::Action;
use super::layout::Scene;
use super::list_panel::ListPanel;
use super::message;
use super::message_list::{self, MessageList, Origin};
use super::outbox_panel::{self, OutboxPanel};
use super::shared::Shared;

use crate::chat::{MessageId, PersonId, conversation};
use crate::intent::Request;
use crate::row::{Filter, ListQuery};
use crate::screen::panel::Panel;
use crate::widget::Element;
use crate::widget::list::Key;

/// The panels and which of them is open.
#[derive(Debug, Default)]
pub struct Panels {
    open: Panel,
    pub(super) outbox: OutboxPanel,
    pub(super) message_list: MessageList,
    pub(super) details: Details,
    /// Boxed, because few people have one.
    pub(super) desk: Box<Desk>,
}

/// An event of a panel.
#[derive(Debug, Clone)]
pub enum Message {
    Outbox(outbox_panel::Message),
    List(message_list::Message),
    Details(details::Message),
    Desk(desk::Message),
}

impl Message {
    /// True if only the pointer can cause it.
    pub const fn is_by_pointer(&self) -> bool {
        match self {
            Self::Outbox(message) => matches!(message, outbox_panel::Message::Acted(..)),
            Self::List(message_list::Message::Row(message)) => {
                !matches!(message, message::Message::Wanted(_))
            }
            Self::List(message) => {
                matches!(message, message_list::Message::Opened(_) | message_list::Message::Back)
            }
            Self::Details(_) => true,
            Self::Desk(desk::Message::Content(message)) => !matches!(message, message::Message::Wanted(_)),
            Self::Desk(_) => true,
        }
    }
}

impl Panels {
    /// The open panel.
    pub const fn open(&self) -> Panel {
        self.open
    }

    /// The open panel as the keyboard sees it; `None` if it is not a list of rows.
    pub fn list_panel(&self) -> Option<&dyn ListPanel> {
        match self.open {
            Panel::Outbox => Some(&self.outbox),
            Panel::MessageList => Some(&self.message_list),
            Panel::Details => Some(&self.details),
            Panel::Desk => Some(&*self.desk),
            Panel::Thread | Panel::None => None,
        }
    }

    /// The open panel as the keyboard sees it; `None` if it is not a list of rows.
    pub fn list_panel_mut(&mut self) -> Option<&mut dyn ListPanel> {
        match self.open {
            Panel::Outbox => Some(&mut self.outbox),
            Panel::MessageList => Some(&mut self.message_list),
            Panel::Details => Some(&mut self.details),
            Panel::Desk => Some(&mut *self.desk),
            Panel::Thread | Panel::None => None,
        }
    }

    /// Handles an event of a panel.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action<Message> {
        match message {
            Message::Outbox(message) => self.outbox.update(message, shared).map(Message::Outbox),
            Message::List(message) => self.message_list.update(message, shared).map(Message::List),
            Message::Details(message) => self.details.update(message, shared).map(Message::Details),
            Message::Desk(message) => self.desk.update(message, shared).map(Message::Desk),
        }
    }

    /// Draws the open panel; `None` if it is not a list of rows.
    pub fn view<'a>(&'a self, scene: Scene<'a>) -> Option<Element<'a, Message>> {
        Some(match self.open {
            Panel::Outbox => outbox_panel::view::view(&self.outbox, scene).map(Message::Outbox),
            Panel::MessageList => {
                message_list::view::view(&self.message_list, scene, self.about_list()).map(Message::List)
            }
            Panel::Details => details::view::view(&self.details, scene).map(Message::Details),
            Panel::Desk => desk::view::view(&self.desk, scene).map(Message::Desk),
            Panel::Thread | Panel::None => return None,
        })
    }

    /// Opens a panel; returns the reads it needs. The details are about the open conversation.
    pub fn show(&mut self, panel: Panel, shared: &Shared) -> Vec<Request> {
        self.open = panel;
        let counts = match panel {
            Panel::Details => shared.conversations.open().and_then(|of| self.details.turn_to(of)),
            Panel::Desk => return self.desk.opened(shared),
            Panel::Outbox | Panel::MessageList | Panel::Thread | Panel::None => None,
        };
        counts.into_iter().chain(self.read_again()).collect()
    }

    /// Reads the rows of the open panel again.
    pub fn read_again(&mut self) -> Option<Request> {
        match self.open {
            Panel::Outbox => self.outbox.changed(),
            Panel::MessageList => self.message_list.changed(),
            Panel::Details => self.details.people_changed(),
            // It is read when it is opened.
            Panel::Desk | Panel::Thread | Panel::None => None,
        }
    }

    /// The read that the open panel needs after the focus moved.
    pub fn wants(&mut self) -> Option<Request> {
        if self.open == Panel::Desk { self.desk.wants() } else { None }
    }

    /// Goes back from a case to the queue of the desk; false if that is not open.
    pub fn leave_case(&mut self) -> bool {
        self.open == Panel::Desk && self.desk.leave_case()
    }

    /// Closes the desk, which covers the conversation, if it is open.
    pub fn leave_desk(&mut self) {
        if self.open == Panel::Desk {
            self.close();
        }
    }

    /// True if time alone changes how the open panel is drawn.
    pub fn ages(&self) -> bool {
        self.open == Panel::Outbox && !self.outbox.lines().is_empty()
    }

    /// The selected case of the reviewers' desk.
    pub const fn selected_case(&self) -> Option<MessageId> {
        self.desk.selected()
    }

    /// True if the selected case was read.
    pub fn has_case(&self) -> bool {
        self.desk.case().is_some()
    }

    /// The outbox panel.
    pub const fn outbox(&self) -> &OutboxPanel {
        &self.outbox
    }

    /// The list of messages.
    pub const fn message_list(&self) -> &MessageList {
        &self.message_list
    }

    /// The details of the open conversation.
    pub const fn details(&self) -> &Details {
        &self.details
    }

    /// Opens a panel without reading it.
    pub const fn set_open(&mut self, panel: Panel) {
        self.open = panel;
    }

    /// Closes the open panel.
    pub const fn close(&mut self) {
        self.open = Panel::None;
    }

    /// Closes the thread panel, if it is open.
    pub fn close_thread(&mut self) {
        if self.open == Panel::Thread {
            self.close();
        }
    }

    /// In a narrow window, going elsewhere closes the lists and the details.
    pub fn leave_behind(&mut self) {
        if matches!(self.open, Panel::MessageList | Panel::Details) {
            self.close();
        }
    }

    /// Lists messages; returns the read it needs.
    pub fn list(&mut self, query: ListQuery, from_details: bool) -> Option<Request> {
        self.open = Panel::MessageList;
        let origin = if from_details { Origin::Details } else { Origin::Elsewhere };
        self.message_list.seek(query, origin)
    }

    /// True if the list of this search is open.
    pub fn lists(&self, query: ListQuery) -> bool {
        self.open == Panel::MessageList && self.message_list.query() == Some(query)
    }

    /// The line of the details that the open list was chosen in, if going back leads there.
    pub fn origin(&self, open: Option<conversation::Id>) -> Option<Key> {
        if self.open != Panel::MessageList || self.message_list.origin() != Origin::Details {
            return None;
        }
        match self.message_list.query()? {
            ListQuery::Within(of, filter) if open == Some(of) => Some(details::entry_key(match filter {
                Filter::From(person) => Detail::Member(person),
                Filter::Pinned | Filter::Starred | Filter::Files | Filter::TaggedMe | Filter::Archived => {
                    Detail::List(filter)
                }
            })),
            ListQuery::Within(..) | ListQuery::Starred => None,
        }
    }

    /// Another conversation was opened: the open panel follows it. Returns the reads it needs.
    pub fn follow(&mut self, of: conversation::Id) -> Vec<Request> {
        let counts = self.details.turn_to(of);
        let more = match (self.open, self.message_list.query()) {
            (Panel::Details, _) => self.details.people_changed(),
            (Panel::MessageList, Some(ListQuery::Within(before, filter))) if before != of => match filter {
                Filter::From(_) => {
                    self.open = Panel::Details;
                    self.details.people_changed()
                }
                Filter::Pinned | Filter::Starred | Filter::Files | Filter::TaggedMe | Filter::Archived => {
                    self.message_list.seek(ListQuery::Within(of, filter), self.message_list.origin())
                }
            },
            (Panel::MessageList | Panel::Thread | Panel::Outbox | Panel::Desk | Panel::None, _) => None,
        };
        counts.into_iter().chain(more).collect()
    }

    /// Messages of a conversation changed: the counts and the open list are read again.
    pub fn changed(&mut self, of: conversation::Id) -> Vec<Request> {
        let counts = if self.details.of() == Some(of) { self.details.changed() } else { None };
        let list = if self.open == Panel::MessageList && self.message_list.concerns(of) {
            self.message_list.changed()
        } else {
            None
        };
        counts.into_iter().chain(list).collect()
    }

    /// Names or members may have changed: the visible member list is read again.
    pub fn people_changed(&mut self) -> Option<Request> {
        if self.open == Panel::Details { self.details.people_changed() } else { None }
    }

    /// The outbox changed: the visible list is read again.
    pub fn outbox_changed(&mut self) -> Option<Request> {
        if self.open == Panel::Outbox { self.outbox.changed() } else { None }
    }

    /// Files were downloaded or removed: the visible list is read again.
    pub fn files_changed(&mut self) -> Option<Request> {
        if self.open == Panel::MessageList { self.message_list.changed() } else { None }
    }

    /// The facts about the open list that only the details know.
    fn about_list(&self) -> message_list::About<'_> {
        let details = &self.details;
        match self.message_list.query() {
            Some(ListQuery::Within(of, filter)) => message_list::About {
                person: match filter {
                    Filter::From(person) => details.name_of(person),
                    _ => None,
                },
                count: details.overview_of(of).and_then(|overview| details::count(overview, filter)),
            },
            Some(ListQuery::Starred) | None => message_list::About::default(),
        }
    }

    /// A person's name, if the details know it.
    pub fn name_of(&self, person: PersonId) -> Option<&str> {
        self.details.name_of(person)
    }
}
