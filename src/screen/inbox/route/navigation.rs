//! Navigation: opening and leaving conversations, threads, panels and dialogs, and the keyboard focus that follows.
//!
//! Must not know: which key or press asked for it. Tests: `tests/window/timeline.rs`, `tests/window/found.rs`,
//! `tests/window/keys.rs`.

use crate::chat::wish::Switch;
use crate::chat::{FeedId, MessageId, PersonId, conversation, shown};
use crate::intent::{Read, Request};
use crate::row::{self, Filter, ListQuery};
use crate::screen::Action;
use crate::screen::dialog::Dialog;
use crate::screen::inbox::feed::Feed;
use crate::screen::inbox::focus::{Detail, Entry, Focus, Side};
use crate::screen::inbox::layout::{Column, Panel};
use crate::screen::inbox::shared::Attention;
use crate::screen::inbox::timeline::Step;
use crate::screen::inbox::{Inbox, Message, actions, conversations, keyboard};

impl Inbox {
    /// Opens a conversation at the given message, else where it was left, else at its newest message.
    pub fn open(&mut self, of: conversation::Id, at: Option<MessageId>) -> Action<Message> {
        let (name, unhidden) = (self.name_for(of), self.unhide(of));
        let closed = self.close_dialog();
        // Edits and focus moves that wait for a page are dropped: the user has left that place.
        self.feeds.await_nothing();
        if self.is_narrow() {
            self.panels.leave_behind();
        }
        self.column = Column::Conversation;
        if self.feeds.main().is_some_and(|open| open.id() == of) {
            let page = at.and_then(|at| self.feeds.go_to(at));
            return closed.and(Action::from(page)).and(self.focus_on(Focus::Composer));
        }
        let left = self.leave_conversation();
        // In a narrow window the list was not drawn meanwhile and lost its scroll position.
        let keeps_scroll = !self.is_narrow();
        let reads = self.feeds.open(of, name.clone(), at, keeps_scroll, &self.shared);
        self.shared.conversations.opened(of, name);
        self.hide_deleted();
        self.sidebar.reveal(of);
        let asks = Action::asks(reads).and(Action::ask(Request::Opened(of)));
        let followed = Action::asks(self.panels.follow(of));
        closed.and(left).and(asks).and(unhidden).and(followed).and(self.focus_on(Focus::Composer))
    }

    fn name_for(&self, of: conversation::Id) -> String {
        let conversations = &self.shared.conversations;
        let last = conversations.last_open().filter(|last| last.id == of).map(|last| last.name.as_str());
        let known = conversations.talk(of).map(|talk| talk.name.as_str()).or(last);
        // A person's name may also be known from the details panel or from the people who can be mentioned.
        let person = |person: PersonId| {
            let name = self.panels.name_of(person).or_else(|| self.shared.name_of_person(person))?;
            Some(name).filter(|name| !shown::is_blank(name))
        };
        let person = || match of {
            conversation::Id::Direct(id) => person(id),
            conversation::Id::Channel(_) | conversation::Id::Group(_) => None,
        };
        let is_visible = |name: &&str| !shown::is_blank(name);
        let offered = || self.overlay.name_of(of).filter(is_visible);
        let name = known.filter(is_visible).or_else(offered).or_else(person).unwrap_or_default();
        shown::name(name).into_owned()
    }

    /// Shows a conversation in the sidebar again when the user opens it. A newly created one appears there anyway.
    fn unhide(&self, of: conversation::Id) -> Action<Message> {
        let conversations = &self.shared.conversations;
        let is_read = matches!(conversations.state(), conversations::State::Ready(_));
        // This changes nothing for a conversation that is not hidden, or not known yet.
        if is_read && !self.overlay.awaits(of) && conversations.talk(of).is_none() {
            Action::ask(actions::conversation::hide(of, Switch::Off))
        } else {
            Action::none()
        }
    }

    fn leave_conversation(&mut self) -> Action<Message> {
        self.feeds.choose_nothing();
        let held = self.dismiss_toast().and(self.retire_thread());
        match self.feeds.leave() {
            Some((feed, mark)) => held.and(Action::from(mark)).and(self.retire(feed)),
            None => held,
        }
    }

    /// Keeps a left feed in memory for a while, and saves its draft.
    fn retire(&mut self, feed: Feed) -> Action<Message> {
        self.shared.files.left(&feed);
        Action::from(self.feeds.retire(feed))
    }

    /// Shows the thread under a message and focuses its composer.
    pub(super) fn open_thread(&mut self, of: conversation::Id, root: MessageId) -> Action<Message> {
        let feed_id = FeedId::thread(of, root);
        // A message in a list may be of another conversation.
        let here = self.feeds.main().is_some_and(|open| open.id() == of);
        let opened = if here { Action::none() } else { self.open(of, Some(root)) };
        if self.feeds.side_of(feed_id) == Some(Side::Thread) {
            self.column = Column::Panel;
            return opened.and(self.focus_on(Focus::ReplyComposer));
        }
        let entered = self.enter_panel(Panel::Thread);
        let name = self.shared.conversations.name_of(of).to_owned();
        let reads = self.feeds.open_thread(feed_id, name, &self.shared);
        self.hide_deleted();
        opened.and(entered).and(Action::asks(reads)).and(self.focus_on(Focus::ReplyComposer))
    }

    /// Closes the thread: it stays in memory, and its draft is saved.
    fn retire_thread(&mut self) -> Action<Message> {
        self.panels.close_thread();
        match self.feeds.leave_thread() {
            Some(thread) => self.retire(thread),
            None => Action::none(),
        }
    }

    /// Goes back one step in a narrow window: out of the panel, to the list of found messages, or to the sidebar.
    pub(super) fn go_back(&mut self) -> Action<Message> {
        match self.column {
            Column::Panel => self.leave_panel(),
            Column::Conversation if self.panels.open() == Panel::Found => self.return_to_found(),
            Column::Conversation | Column::Sidebar => {
                self.column = Column::Sidebar;
                let held = self.dismiss_toast();
                let entry = self.shared.conversations.open().map_or(Entry::Jump, Entry::Talk);
                held.and(self.focus_on(Focus::Sidebar(entry)))
            }
        }
    }

    /// Goes back to the list in a narrow window, from a message opened there.
    fn return_to_found(&mut self) -> Action<Message> {
        self.column = Column::Panel;
        let changed = Action::from(self.panels.found.changed());
        changed.and(self.focus_on(Focus::Found(self.panels.found.entrance())))
    }

    /// Shows the outbox panel.
    pub fn show_waiting(&mut self) -> Action<Message> {
        let retired = self.retire_thread();
        self.panels.show(Panel::Waiting);
        self.column = Column::Panel;
        let asks = self.changed(row::Change::Outbox);
        let first = self.panels.waiting.step(None, 0);
        retired.and(asks).and(self.focus_on(Focus::Waiting(first)))
    }

    /// Shows the details of the open conversation, with the focus on a line.
    pub(super) fn show_details(&mut self, line: Detail) -> Action<Message> {
        let Some(of) = self.shared.conversations.open() else { return Action::none() };
        let entered = self.enter_panel(Panel::Details);
        let reads = Action::asks(self.panels.show_details(of));
        entered.and(reads).and(self.focus_on(Focus::Details(line)))
    }

    /// Shows a list of messages.
    pub(super) fn list(&mut self, query: ListQuery) -> Action<Message> {
        let from_details = self.panels.open() == Panel::Details && matches!(self.focus(), Focus::Details(_));
        let entered = self.enter_panel(Panel::Found);
        let read = self.panels.list(query, from_details);
        entered.and(Action::from(read)).and(self.focus_on(Focus::Found(None)))
    }

    /// Opens a panel; remembers the focus if it was outside the panels.
    fn enter_panel(&mut self, panel: Panel) -> Action<Message> {
        self.keyboard.enter_panel();
        let retired = self.retire_thread();
        self.panels.show(panel);
        self.column = Column::Panel;
        retired
    }

    /// Goes one step back: from a list to the details it was chosen in, else closes the panel.
    pub(super) fn leave_panel(&mut self) -> Action<Message> {
        match self.panels.origin(self.shared.conversations.open()) {
            Some(line) => self.show_details(line),
            None => self.close_panel(),
        }
    }

    /// Closes the open panel; a focus inside it returns to where it was before.
    pub(super) fn close_panel(&mut self) -> Action<Message> {
        if matches!(self.panels.open(), Panel::Waiting | Panel::None) {
            return self.close_waiting();
        }
        let inside = matches!(self.focus(), Focus::Found(_) | Focus::Details(_))
            || self.focus().side() == Some(Side::Thread);
        let retired = self.retire_thread();
        self.panels.close();
        let back = match (self.keyboard.before_panel(), self.feeds.main()) {
            (before @ Focus::Message(id), Some(_)) if self.feeds.is_here(id) => before,
            (before @ Focus::Sidebar(_), _) => before,
            (_, Some(_)) => Focus::Composer,
            (_, None) => Focus::Sidebar(Entry::Starred),
        };
        if self.column == Column::Panel {
            let is_sidebar = matches!(back, Focus::Sidebar(_));
            self.column = if is_sidebar { Column::Sidebar } else { Column::Conversation };
        }
        if inside { retired.and(self.focus_on(back)) } else { retired }
    }

    fn close_waiting(&mut self) -> Action<Message> {
        self.panels.close();
        if self.feeds.main().is_some() {
            self.column = Column::Conversation;
            self.focus_on(Focus::Composer)
        } else {
            self.column = Column::Sidebar;
            self.focus_on(Focus::Sidebar(Entry::Waiting))
        }
    }

    /// Shows a message of the list in its conversation.
    pub(super) fn show_found(&mut self, id: MessageId) -> Action<Message> {
        let Some(of) = self.panels.found.row(id).map(|row| row.message.conversation) else {
            return Action::none();
        };
        let opened = self.open(of, Some(id));
        // In a narrow window, going back leads to the list.
        self.panels.show(Panel::Found);
        self.feeds.await_focus(id);
        opened.and(self.focus_awaited())
    }

    /// Focuses the awaited message once it is loaded.
    pub(super) fn focus_awaited(&mut self) -> Action<Message> {
        match self.feeds.take_focus_due() {
            Some(id) => self.focus_on(Focus::Message(id)),
            None => Action::none(),
        }
    }

    /// Edits a message where it is loaded, else in its conversation.
    pub(super) fn edit_anywhere(&mut self, of: conversation::Id, id: MessageId) -> Action<Message> {
        match self.feeds.side_with(id) {
            Some(side) => self.edit(side, id),
            None => self.edit_there(of, id),
        }
    }

    /// Opens a message's conversation and edits the message there, as soon as it is loaded.
    pub(super) fn edit_there(&mut self, of: conversation::Id, id: MessageId) -> Action<Message> {
        let opened = self.open(of, Some(id));
        if self.feeds.main().is_some_and(|open| open.timeline().row(id).is_some()) {
            return opened.and(self.edit(Side::Timeline, id));
        }
        self.feeds.await_edit(id);
        opened
    }

    /// Starts editing a loaded message.
    pub(super) fn edit(&mut self, side: Side, id: MessageId) -> Action<Message> {
        if let Some(sentence) = self.shared.conversations.gone() {
            self.tell(sentence);
            return Action::none();
        }
        if !self.feeds.edit(side, id, self.shared.now) {
            return Action::none();
        }
        self.focus_on(Focus::composer(side))
    }

    /// Opens a dialog over the screen.
    pub(super) fn show(&mut self, dialog: Dialog) -> Action<Message> {
        if self.overlay.open().is_none() {
            self.keyboard.enter_dialog();
        }
        let reads = matches!(dialog, Dialog::Switcher(_) | Dialog::Share(_) | Dialog::Gather(_));
        self.overlay.show(dialog);
        let asks = if reads { Action::ask(Request::Read(Read::Targets)) } else { Action::none() };
        asks.and(self.focus_on(Focus::Dialog))
    }

    /// Closes the dialog, if there is one. Text written in it comes back in the next dialog of its kind.
    pub(super) fn close_dialog(&mut self) -> Action<Message> {
        if !self.overlay.close() {
            return Action::none();
        }
        self.focus_on(self.keyboard.before_dialog()).and(self.correct_focus())
    }

    /// Closes a finished dialog without keeping its text.
    pub(super) fn finish_dialog(&mut self) -> Action<Message> {
        let closed = self.close_dialog();
        self.overlay.forget();
        closed
    }

    /// Moves the keyboard focus.
    pub fn focus_on(&mut self, focus: Focus) -> Action<Message> {
        self.keyboard.focus_on(focus);
        if let Some(side) = focus.side() {
            self.feeds.use_side(side);
        }
        match focus {
            Focus::Waiting(Some(entry)) => self.panels.waiting.reveal(entry),
            Focus::Found(Some(id)) => self.panels.found.reveal(id),
            Focus::Details(entry) => self.panels.details.reveal(entry),
            _ => {}
        }
        keyboard::follow(focus, self.overlay.open())
    }

    /// Moves the keyboard focus off a message that is no longer loaded.
    pub(super) fn correct_focus(&mut self) -> Action<Message> {
        let (Some(side), Some(id)) = (self.focus().side(), self.focus().message()) else {
            return Action::none();
        };
        match self.feeds.on(side) {
            Some(feed) if feed.timeline().index(id).is_none() => self.focus_on(self.newest(side)),
            Some(_) | None => Action::none(),
        }
    }

    /// The newest visible message of a side, or its composer if there is none.
    pub(super) fn newest(&self, side: Side) -> Focus {
        let newest = self.feeds.on(side).and_then(|feed| feed.timeline().step(None, Step::Newer));
        newest.map_or(Focus::composer(side), |id| Focus::on(side, id))
    }

    /// Marks seen messages as read, unless the user is away or a narrow window hides the conversation.
    pub(in crate::screen::inbox) fn read_on(&mut self) -> Action<Message> {
        let is_away = self.shared.attention == Attention::Away;
        if is_away || (self.is_narrow() && self.column != Column::Conversation) {
            return Action::none();
        }
        let at = self.shared.now.at;
        Action::from(self.feeds.main_mut().and_then(|open| open.read_on(at)))
    }

    /// Removes the toast and submits the deletion it held back.
    pub(super) fn dismiss_toast(&mut self) -> Action<Message> {
        let held = self.toasts.dismiss();
        self.know_deleted();
        Action::from(held)
    }

    /// Draws held and unsaved deletions as deleted in feeds opened since, too.
    fn hide_deleted(&mut self) {
        for (of, message) in self.toasts.deleted() {
            self.feeds.of(of).for_each(|feed| feed.timeline_mut().hide(message));
        }
    }

    /// Tells every part which messages are drawn as deleted.
    pub(super) fn know_deleted(&mut self) {
        self.shared.deleted = self.toasts.deleted().map(|(_, message)| message).collect();
    }

    /// Lists the messages of the focused member.
    pub(super) fn messages_from_focused(&mut self) -> Action<Message> {
        match self.focus() {
            Focus::Details(Detail::Member(person)) => self.all(self.panels.details.messages_from(person)),
            _ => Action::none(),
        }
    }

    /// Shows or hides the details.
    pub(super) fn toggle_details(&mut self) -> Action<Message> {
        let is_used = matches!(self.focus(), Focus::Details(_)) || !self.is_narrow();
        if self.panels.open() == Panel::Details && is_used {
            self.leave_panel()
        } else {
            self.show_details(Detail::List(Filter::Pinned))
        }
    }

    /// Lists the starred messages of all conversations, or hides the list.
    pub(super) fn toggle_starred(&mut self) -> Action<Message> {
        let is_used = matches!(self.focus(), Focus::Found(_)) || !self.is_narrow();
        if self.panels.lists(ListQuery::Starred) && is_used {
            self.leave_panel()
        } else {
            self.list(ListQuery::Starred)
        }
    }

    /// Shows or hides the outbox panel.
    pub(super) fn toggle_waiting(&mut self) -> Action<Message> {
        let is_used = matches!(self.focus(), Focus::Waiting(_)) || !self.is_narrow();
        if self.panels.open() == Panel::Waiting && is_used {
            self.close_waiting()
        } else {
            self.show_waiting()
        }
    }
}
