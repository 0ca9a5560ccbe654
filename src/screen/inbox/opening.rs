//! Navigation: opening and leaving a conversation, opening the Waiting panel, and going back in a narrow window.
//!
//! Must not know: which key or press asked for it. Tests: `tests/window/timeline.rs`, `tests/window/keys.rs`.

use super::conversation::Conversation;
use super::focus::{Entry, Focus};
use super::{Column, Inbox, Message, Panel, RECENT};

use crate::chat::{MessageId, PersonId, conversation, shown};
use crate::dialog::Dialog;
use crate::intent::Request;
use crate::row::Change;
use crate::screen::Action;
use crate::widget::list::Align;

impl Inbox {
    /// Opens a conversation at the given message, else where it was left, else at its newest message.
    pub fn open(&mut self, of: conversation::Id, at: Option<MessageId>) -> Action<Message> {
        let (name, unhidden) = (self.name_for(of), self.unhide(of));
        let closed = self.close_dialog();
        // Edits and focus moves that wait for a page are dropped: the user has left that place.
        (self.edit_due, self.focus_due) = (None, None);
        self.leave_behind();
        self.column = Column::Conversation;
        if self.open.as_ref().is_some_and(|open| open.id() == of) {
            let jumped = at.map_or_else(Action::none, |at| self.jump_to_message(at));
            return closed.and(jumped).and(self.focus_on(Focus::Composer));
        }
        let left = self.leave_conversation();
        let known = self
            .recent
            .iter()
            .position(|recent| recent.strand() == of.into())
            .map(|at| self.recent.remove(at));
        let (open, asks) = match known {
            Some(mut open) => {
                let asks = open.reopen(at);
                (open, asks)
            }
            None => {
                let at = at.or_else(|| self.spots.get(&of).copied());
                Conversation::new(of, name, self.me.id, at)
            }
        };
        // In a narrow window the list was not drawn meanwhile and lost its scroll position.
        let left_at = open.spot().filter(|_| self.is_narrow());
        if let Some(at) = at.filter(|at| open.timeline().index(*at).is_some()) {
            self.jump_to(super::row(at, Align::Center));
        } else if let Some(at) = left_at {
            self.jump_to(super::row(at, Align::Top));
        }
        self.open = Some(open);
        self.hide_going();
        self.sidebar.reveal(of);
        let asks = Action::asks(asks).and(Action::ask(Request::Opened(of)));
        let looked = self.look_along(of);
        closed.and(left).and(asks).and(unhidden).and(looked).and(self.focus_on(Focus::Composer))
    }

    fn name_of_person(&self, id: PersonId) -> Option<String> {
        let listed = self.people.iter().find(|person| person.id == id).map(|person| person.name.as_str());
        let name = self.details.name_of(id).or(listed)?;
        Some(name.to_owned()).filter(|name| !shown::is_blank(name))
    }

    fn name_for(&self, of: conversation::Id) -> String {
        let begun = self.sidebar.last_open().filter(|last| last.id == of);
        let known = self.sidebar.talk(of).map(|talk| &talk.name).or(begun.map(|last| &last.name)).cloned();
        let sought = || match &self.dialog {
            Some(Dialog::Switcher(switcher)) => switcher.name_of(of).map(str::to_owned),
            Some(Dialog::Gather(gather)) => gather.name_of(of).map(str::to_owned),
            Some(
                Dialog::Roster(_)
                | Dialog::SignIn(_)
                | Dialog::Keys
                | Dialog::Confirm(_)
                | Dialog::Message(..)
                | Dialog::Emoji(..)
                | Dialog::Share(_)
                | Dialog::Report(_)
                | Dialog::Earlier(_)
                | Dialog::Talk(..)
                | Dialog::Lightbox(_)
                | Dialog::Weather(_),
            )
            | None => None,
        };
        // A person's name may also be known from the details panel or from the people who can be mentioned.
        let person = || match of {
            conversation::Id::Direct(person) => self.name_of_person(person),
            conversation::Id::Channel(_) | conversation::Id::Group(_) => None,
        };
        let seen = |name: &String| !shown::is_blank(name);
        let name = known.filter(seen).or_else(|| sought().filter(seen)).or_else(person).unwrap_or_default();
        shown::name(&name).into_owned()
    }

    fn leave_conversation(&mut self) -> Action<Message> {
        self.choose_nothing();
        let held = self.let_go().and(self.retire_thread());
        match self.open.take() {
            Some(mut open) => held.and(Action::from(open.flush_mark())).and(self.retire(open)),
            None => held,
        }
    }

    /// Keeps a left conversation in memory for a while, and saves its draft.
    pub(super) fn retire(&mut self, mut open: Conversation) -> Action<Message> {
        let keep = Self::keep(&mut open);
        self.files.left(&open);
        self.recent.push(open);
        if self.recent.len() > RECENT
            && let Some(oldest) = self.recent.iter().position(|recent| recent.composer().is_settled())
        {
            let gone = self.recent.remove(oldest);
            match gone.spot().filter(|_| gone.strand().root.is_none()) {
                Some(spot) => self.spots.insert(gone.id(), spot),
                None if gone.strand().root.is_none() => self.spots.remove(&gone.id()),
                None => None,
            };
        }
        Action::from(keep)
    }

    /// Goes back one step in a narrow window: out of the panel, to the list of found messages, or to the sidebar.
    pub(super) fn go_back(&mut self) -> Action<Message> {
        match self.column {
            Column::Panel => self.leave_any_panel(),
            Column::Conversation if self.panel == Panel::Found => self.return_to_found(),
            Column::Conversation | Column::Sidebar => {
                self.column = Column::Sidebar;
                let held = self.let_go();
                let entry = self.open.as_ref().map_or(Entry::Jump, |open| Entry::Talk(open.id()));
                held.and(self.focus_on(Focus::Sidebar(entry)))
            }
        }
    }

    pub(crate) fn open_panel(&mut self) -> Action<Message> {
        let retired = self.retire_thread();
        self.panel = Panel::Waiting;
        self.column = Column::Panel;
        let asks = self.changed(Change::Outbox);
        let first = self.waiting.step(None, 0);
        retired.and(asks).and(self.focus_on(Focus::Waiting(first)))
    }

    /// Shows the Waiting panel.
    pub fn show_waiting(&mut self) -> Action<Message> {
        self.open_panel()
    }

    pub(crate) fn close_panel(&mut self) -> Action<Message> {
        self.panel = Panel::None;
        if self.open.is_some() {
            self.column = Column::Conversation;
            self.focus_on(Focus::Composer)
        } else {
            self.column = Column::Sidebar;
            self.focus_on(Focus::Sidebar(Entry::Waiting))
        }
    }
}
