//! Actions of the panels about a conversation: its details, and the lists of messages by filter.
//!
//! ```text
//!   anywhere ──Details──► Details ──a list──► Found ──Enter──► the message, where it was written
//!      ▲  └───Pinned, Starred────────────────► Found
//!      └────────Esc────────┘ ◄────────Esc──────┘   (back to where one came from)
//! ```
//! Must not know: which key or press asked for it. Tests: `tests/window/found.rs`, `tests/window/details.rs`.

use super::details::{self, Entry as Line};
use super::focus::{Entry, Focus};
use super::found::{self, Origin};
use super::thread::Side;
use super::{Column, Hand, Inbox, Message, Panel, Told};

use crate::chat::{MessageId, PersonId, conversation};
use crate::row::{Filter, Finds, Member, Overview, Reach, Row, Sought};
use crate::screen::Action;

impl Inbox {
    /// The list of found messages.
    pub const fn found_list(&self) -> &found::Found {
        &self.found
    }

    /// The details of the open conversation.
    pub const fn details(&self) -> &details::Details {
        &self.details
    }

    /// Shows or hides the details.
    pub(super) fn toggle_details(&mut self) -> Action<Message> {
        match self.panel {
            Panel::Details if matches!(self.focus, Focus::Details(_)) || !self.is_narrow() => {
                self.leave_panel()
            }
            Panel::Details | Panel::Found | Panel::Thread | Panel::Waiting | Panel::None => {
                self.open_details()
            }
        }
    }

    /// Shows the details of the open conversation.
    pub(super) fn open_details(&mut self) -> Action<Message> {
        self.details_at(Line::List(Filter::Pinned))
    }

    fn details_at(&mut self, line: Line) -> Action<Message> {
        let Some(of) = self.open.as_ref().map(super::Conversation::id) else {
            return Action::none();
        };
        let entered = self.enter_panel(Panel::Details);
        let counts = self.details.turn_to(of);
        let people = self.details.people_changed();
        let reads = Action::from(counts).and(Action::from(people));
        entered.and(reads).and(self.focus_on(Focus::Details(line)))
    }

    /// Lists the pinned messages of the open conversation.
    pub(super) fn show_pinned(&mut self) -> Action<Message> {
        match self.open.as_ref().map(super::Conversation::id) {
            Some(of) => self.look_for(Sought::Within(of, Filter::Pinned)),
            None => Action::none(),
        }
    }

    /// Lists the starred messages of all conversations, or hides the list.
    pub(super) fn toggle_starred(&mut self) -> Action<Message> {
        let shown = self.panel == Panel::Found && self.found.sought() == Some(Sought::Starred);
        if shown && (matches!(self.focus, Focus::Found(_)) || !self.is_narrow()) {
            self.leave_panel()
        } else {
            self.look_for(Sought::Starred)
        }
    }

    /// Shows a list of messages.
    pub(super) fn look_for(&mut self, sought: Sought) -> Action<Message> {
        let origin = if self.panel == Panel::Details && matches!(self.focus, Focus::Details(_)) {
            Origin::Details
        } else {
            Origin::Elsewhere
        };
        let entered = self.enter_panel(Panel::Found);
        let read = self.found.seek(sought, origin);
        entered.and(Action::from(read)).and(self.focus_on(Focus::Found(None)))
    }

    /// Opens a panel; remembers the focus if it was outside the panels.
    pub(super) fn enter_panel(&mut self, panel: Panel) -> Action<Message> {
        match self.focus {
            Focus::Sidebar(_) | Focus::Message(_) | Focus::Composer => self.left = self.focus,
            Focus::Reply(_)
            | Focus::ReplyComposer
            | Focus::Waiting(_)
            | Focus::Found(_)
            | Focus::Details(_)
            | Focus::Dialog => {}
        }
        let retired = self.retire_thread();
        self.panel = panel;
        self.column = Column::Panel;
        retired
    }

    /// Closes the open panel, or goes one step back in it.
    pub(super) fn leave_any_panel(&mut self) -> Action<Message> {
        match self.panel {
            Panel::Found | Panel::Details | Panel::Thread => self.leave_panel(),
            Panel::Waiting | Panel::None => self.close_panel(),
        }
    }

    /// Goes one step back: from a list to the details it was chosen in, else closes the panel.
    pub(super) fn leave_panel(&mut self) -> Action<Message> {
        if self.panel == Panel::Found
            && self.found.origin == Origin::Details
            && let Some(Sought::Within(of, filter)) = self.found.sought()
            && self.open.as_ref().is_some_and(|open| open.id() == of)
        {
            return self.details_at(match filter {
                Filter::From(person) => Line::Member(person),
                Filter::Pinned | Filter::Starred | Filter::Files | Filter::TaggedMe | Filter::Archived => {
                    Line::List(filter)
                }
            });
        }
        self.shut_panel()
    }

    /// Closes the panel; a focus inside it returns to where it was before.
    pub(super) fn shut_panel(&mut self) -> Action<Message> {
        let inside = matches!(self.focus, Focus::Found(_) | Focus::Details(_))
            || self.focus.side() == Some(Side::Thread);
        let retired = self.retire_thread();
        self.panel = Panel::None;
        let back = match (self.left, &self.open) {
            (Focus::Message(id), Some(open)) if open.timeline().index(id).is_some() => self.left,
            (Focus::Sidebar(_), _) => self.left,
            (_, Some(_)) => Focus::Composer,
            (_, None) => Focus::Sidebar(Entry::Starred),
        };
        if self.column == Column::Panel {
            self.column =
                if matches!(back, Focus::Sidebar(_)) { Column::Sidebar } else { Column::Conversation };
        }
        if inside { retired.and(self.focus_on(back)) } else { retired }
    }

    /// Another conversation was opened: the open panel follows it.
    pub(super) fn look_along(&mut self, of: conversation::Id) -> Action<Message> {
        let counts = Action::from(self.details.turn_to(of));
        match (self.panel, self.found.sought()) {
            (Panel::Details, _) => counts.and(Action::from(self.details.people_changed())),
            (Panel::Found, Some(Sought::Within(before, filter))) if before != of => match filter {
                Filter::From(_) => {
                    self.panel = Panel::Details;
                    counts.and(Action::from(self.details.people_changed()))
                }
                Filter::Pinned | Filter::Starred | Filter::Files | Filter::TaggedMe | Filter::Archived => {
                    let origin = self.found.origin;
                    counts.and(Action::from(self.found.seek(Sought::Within(of, filter), origin)))
                }
            },
            (Panel::Found | Panel::Thread | Panel::Waiting | Panel::None, _) => counts,
        }
    }

    /// Messages of a conversation changed: the panel about it is read again.
    pub(super) fn look_again(&mut self, of: conversation::Id) -> Action<Message> {
        let counts = if self.details.of() == Some(of) { self.details.changed() } else { None };
        let list =
            if self.panel == Panel::Found && self.found.concerns(of) { self.found.changed() } else { None };
        Action::from(counts).and(Action::from(list))
    }

    /// Names or members may have changed: the visible member list is read again.
    pub(super) fn meet_again(&mut self) -> Action<Message> {
        let people = if self.panel == Panel::Details { self.details.people_changed() } else { None };
        Action::from(people)
    }

    pub(super) fn found_loaded(&mut self, of: Sought, reach: Reach, finds: Told<Finds>) -> Action<Message> {
        let next = self.focus.found().and_then(|id| self.found.neighbour(id));
        let again = Action::from(self.found.loaded(of, reach, finds));
        let Focus::Found(on) = self.focus else { return again };
        if on.is_some_and(|id| self.found.place(id).is_some()) {
            return again;
        }
        let next = next.filter(|next| self.found.place(*next).is_some());
        again.and(self.focus_on(Focus::Found(next.or_else(|| self.found.entrance()))))
    }

    pub(super) fn overview_loaded(
        &mut self,
        of: conversation::Id,
        overview: Told<Overview>,
    ) -> Action<Message> {
        Action::from(self.details.overview_loaded(of, overview))
    }

    pub(super) fn members_loaded(
        &mut self,
        of: conversation::Id,
        members: Told<Vec<Member>>,
    ) -> Action<Message> {
        Action::from(self.details.members_loaded(of, members))
    }

    /// Goes to a message of the list, in its conversation.
    pub(super) fn go_to_found(&mut self, id: MessageId) -> Action<Message> {
        let Some(of) = self.found.row(id).map(|row| row.message.conversation) else {
            return Action::none();
        };
        let opened = self.open(of, Some(id));
        // In a narrow window, going back leads to the list.
        self.panel = Panel::Found;
        self.focus_due = Some(id);
        opened.and(self.land())
    }

    /// Goes back to the list in a narrow window, from a message opened there.
    pub(super) fn return_to_found(&mut self) -> Action<Message> {
        self.column = Column::Panel;
        let changed = Action::from(self.found.changed());
        changed.and(self.focus_on(Focus::Found(self.found.entrance())))
    }

    /// In a narrow window, going elsewhere closes the panel.
    pub(super) fn leave_behind(&mut self) {
        if self.is_narrow() && matches!(self.panel, Panel::Found | Panel::Details) {
            self.panel = Panel::None;
        }
    }

    /// Focuses the requested message as soon as it is loaded.
    pub(super) fn land(&mut self) -> Action<Message> {
        let here =
            |id: &MessageId| self.open.as_ref().is_some_and(|open| open.timeline().index(*id).is_some());
        match self.focus_due.filter(here) {
            Some(id) => {
                self.focus_due = None;
                self.focus_on(Focus::Message(id))
            }
            None => Action::none(),
        }
    }

    /// Edits a message in its conversation, which may not be the open one.
    pub(super) fn edit_there(&mut self, row: &Row) -> Action<Message> {
        let id = row.message.id;
        let here = |side: &Side| self.strand(*side).is_some_and(|open| open.timeline().row(id).is_some());
        if let Some(side) = [self.side, Side::Timeline].into_iter().find(here) {
            return self.edit(side, id);
        }
        let opened = self.open(row.message.conversation, Some(id));
        if self.open.as_ref().is_some_and(|open| open.timeline().row(id).is_some()) {
            return opened.and(self.edit(Side::Timeline, id));
        }
        self.edit_due = Some(id);
        opened
    }

    /// Opens the chosen line of the details: a list, or the direct message with a member.
    pub(super) fn choose_detail(&mut self, line: Line) -> Action<Message> {
        match line {
            Line::List(filter) => match self.details.of() {
                Some(of) => self.look_for(Sought::Within(of, filter)),
                None => Action::none(),
            },
            // Users cannot message themselves: their own messages are listed instead.
            Line::Member(person) if person == self.me.id => self.messages_from(person),
            Line::Member(person) => self.open(conversation::Id::Direct(person), None),
        }
    }

    /// Lists what a person wrote in the conversation.
    pub(super) fn messages_from(&mut self, person: PersonId) -> Action<Message> {
        match self.details.of() {
            Some(of) => self.look_for(Sought::Within(of, Filter::From(person))),
            None => Action::none(),
        }
    }

    /// Lists what the focused member wrote.
    pub(super) fn messages_from_focused(&mut self) -> Action<Message> {
        match self.focus {
            Focus::Details(Line::Member(person)) => self.messages_from(person),
            Focus::Details(Line::List(_))
            | Focus::Found(_)
            | Focus::Sidebar(_)
            | Focus::Message(_)
            | Focus::Composer
            | Focus::Reply(_)
            | Focus::ReplyComposer
            | Focus::Waiting(_)
            | Focus::Dialog => Action::none(),
        }
    }

    pub(super) fn in_found(&mut self, message: found::Message) -> Action<Message> {
        match message {
            found::Message::Opened(id) => {
                self.hand = Hand::Pointer;
                self.go_to_found(id)
            }
            found::Message::Row(message) => self.on_row(Side::Timeline, message),
            found::Message::Placed { id, opens, at } => self.found(id, opens, at),
            found::Message::EndNear => Action::from(self.found.older()),
            found::Message::Again => Action::from(self.found.changed()),
            found::Message::Back => {
                self.hand = Hand::Pointer;
                self.leave_panel()
            }
            found::Message::Closed => self.shut_panel(),
        }
    }

    pub(super) fn in_details(&mut self, message: details::Message) -> Action<Message> {
        self.hand = Hand::Pointer;
        match message {
            details::Message::Chosen(line) => {
                let focused = self.focus_on(Focus::Details(line));
                focused.and(self.choose_detail(line))
            }
            details::Message::MessagesFrom(person) => {
                let focused = self.focus_on(Focus::Details(Line::Member(person)));
                focused.and(self.messages_from(person))
            }
            details::Message::Again => Action::from(self.details.people_changed()),
            details::Message::Closed => self.shut_panel(),
        }
    }

    /// True if a message is drawn as deleted: its deletion is held back by the toast, or is being saved.
    pub(super) fn is_going(&self, id: MessageId) -> bool {
        let held = match self.aside().map(|aside| &aside.offer) {
            Some(super::aside::Offer::Undelete(deletion)) => deletion.messages.contains(&id),
            Some(super::aside::Offer::Nothing | super::aside::Offer::BringBack(_)) | None => false,
        };
        held || self.going.iter().any(|going| going.1 == id)
    }
}
