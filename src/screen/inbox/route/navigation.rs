//! Navigation: opening and leaving conversations, threads, panels and dialogs, and the keyboard focus that follows.
//!
//! Must not know: which key or press asked for it. Tests: `tests/window/timeline.rs`, `tests/window/message_list.rs`,
//! `tests/window/keys.rs`.

use crate::chat::wish::Switch;
use crate::chat::{FeedId, MessageId, PersonId, conversation, shown};
use crate::intent::{Read, Request};
use crate::row::ListQuery;
use crate::screen::Action;
use crate::screen::dialog::Dialog;
use crate::screen::inbox::feed::Feed;
use crate::screen::inbox::focus::{Entry, Focus, Side};
use crate::screen::inbox::layout::Column;
use crate::screen::inbox::list_panel::ListPanel;
use crate::screen::inbox::shared::Attention;
use crate::screen::inbox::timeline::Step;
use crate::screen::inbox::toast::Toasts;
use crate::screen::inbox::{Inbox, Message, actions, conversations, keyboard};
use crate::screen::panel::Panel;
use crate::widget::list::Key;

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
        self.panels.leave_desk();
        self.column = Column::Conversation;
        if !self.is_narrow() {
            self.keyboard.open_conversation();
        }
        if self.feeds.main().is_some_and(|open| open.id() == of) {
            let page = at.and_then(|at| self.feeds.go_to(at));
            return closed.and(Action::from(page)).and(self.focus_on(Focus::Composer));
        }
        let left = self.leave_conversation();
        // In a narrow window the list was not drawn meanwhile and lost its scroll position.
        let keeps_scroll = !self.is_narrow();
        let reads = self.feeds.open(of, at, keeps_scroll, &self.shared);
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
        let known = conversations.row(of).map(|conversation| conversation.name.as_str()).or(last);
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
        if is_read && !self.overlay.awaits(of) && conversations.row(of).is_none() {
            Action::ask(actions::conversation::hide(of, Switch::Off))
        } else {
            Action::none()
        }
    }

    fn leave_conversation(&mut self) -> Action<Message> {
        self.feeds.choose_nothing();
        // Marking everything as read is not about the conversation that is left.
        let toast = if self.toasts.offers_unread() { Action::none() } else { self.dismiss_toast() };
        let held = toast.and(self.retire_thread());
        match self.feeds.leave() {
            Some((feed, mark)) => held.and(Action::from(mark)).and(self.retire(feed)),
            None => held,
        }
    }

    /// Keeps a left feed in memory for a while, and saves its draft.
    fn retire(&mut self, feed: Feed) -> Action<Message> {
        self.shared.files.left(|id| feed.timeline().row(id).is_some());
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
        let entered = self.enter_panel();
        self.panels.set_open(Panel::Thread);
        let reads = self.feeds.open_thread(feed_id, &self.shared);
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

    /// Goes back one step in a narrow window: out of the panel, to the message list, or to the sidebar.
    pub(super) fn go_back(&mut self) -> Action<Message> {
        match self.column {
            Column::Panel => self.leave_panel(),
            Column::Conversation if self.panels.open() == Panel::MessageList => self.return_to_panel(),
            Column::Conversation | Column::Sidebar => {
                self.column = Column::Sidebar;
                let held = self.dismiss_toast();
                let entry = self.shared.conversations.open().map_or(Entry::Jump, Entry::Conversation);
                held.and(self.focus_on(Focus::Sidebar(entry)))
            }
        }
    }

    /// Goes back to the list in a narrow window, from a message opened there.
    fn return_to_panel(&mut self) -> Action<Message> {
        self.column = Column::Panel;
        let again = Action::from(self.panels.read_again());
        again.and(self.focus_on(self.panel_entrance()))
    }

    /// Opens a panel, with the focus on its first row. Without an open conversation there are no details.
    pub(super) fn open_panel(&mut self, panel: Panel) -> Action<Message> {
        let has_nothing = match panel {
            Panel::Details => self.shared.conversations.open().is_none(),
            Panel::Desk => !self.shared.has_desk(),
            _ => false,
        };
        if has_nothing {
            return Action::none();
        }
        let shown = self.show_panel(panel);
        shown.and(self.focus_on(self.panel_entrance()))
    }

    /// The focus on entering the open panel.
    pub(super) fn panel_entrance(&self) -> Focus {
        Focus::Panel(self.panels.list_panel().and_then(ListPanel::entrance))
    }

    /// Shows a list of messages.
    pub(super) fn list(&mut self, query: ListQuery) -> Action<Message> {
        let from_details = self.panels.open() == Panel::Details && matches!(self.focus(), Focus::Panel(_));
        let entered = self.enter_panel();
        let read = self.panels.list(query, from_details);
        entered.and(Action::from(read)).and(self.focus_on(Focus::Panel(None)))
    }

    /// Opens a panel and reads it.
    fn show_panel(&mut self, panel: Panel) -> Action<Message> {
        let entered = self.enter_panel();
        entered.and(Action::asks(self.panels.show(panel, &self.shared)))
    }

    /// Prepares for a panel: remembers the focus if it was outside the panels, and closes the thread.
    fn enter_panel(&mut self) -> Action<Message> {
        self.keyboard.enter_panel();
        self.column = Column::Panel;
        self.retire_thread()
    }

    /// Goes one step back: from a list to the details it was chosen in, else closes the panel.
    pub(super) fn leave_panel(&mut self) -> Action<Message> {
        if self.panels.leave_case() {
            return Action::none();
        }
        match self.panels.origin(self.shared.conversations.open()) {
            Some(line) => self.show_panel(Panel::Details).and(self.focus_on(Focus::Panel(Some(line)))),
            None => self.close_panel(),
        }
    }

    /// Closes the open panel; a focus inside it returns to where it was before.
    pub(super) fn close_panel(&mut self) -> Action<Message> {
        let inside = matches!(self.focus(), Focus::Panel(_)) || self.focus().side() == Some(Side::Thread);
        let retired = self.retire_thread();
        self.panels.close();
        let back = match (self.keyboard.before_panel(), self.feeds.main()) {
            (before @ Focus::Message(id), Some(_)) if self.feeds.is_here(id) => before,
            (before @ Focus::Sidebar(_), _) => before,
            (_, Some(_)) => Focus::Composer,
            (_, None) => Focus::Sidebar(Entry::Jump),
        };
        if self.column == Column::Panel {
            let is_sidebar = matches!(back, Focus::Sidebar(_));
            self.column = if is_sidebar { Column::Sidebar } else { Column::Conversation };
        }
        if inside { retired.and(self.focus_on(back)) } else { retired }
    }

    /// Shows a message of the list in its conversation.
    pub(super) fn show_listed(&mut self, id: MessageId) -> Action<Message> {
        let Some(of) = self.panels.message_list.row(id).map(|row| row.message.conversation) else {
            return Action::none();
        };
        let opened = self.open(of, Some(id));
        // In a narrow window, going back leads to the list.
        self.panels.set_open(Panel::MessageList);
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

    /// Starts a reply with a quote of a loaded message.
    pub(super) fn quote(&mut self, id: MessageId) -> Action<Message> {
        if let Some(sentence) = self.shared.conversations.gone() {
            self.tell(sentence);
            return Action::none();
        }
        let now = self.shared.now;
        let Some(side) = self.feeds.side_with(id) else { return Action::none() };
        if let Some(feed) = self.feeds.on_mut(side) {
            feed.quote(id, now);
        }
        self.focus_on(Focus::composer(side))
    }

    /// Opens a dialog over the screen.
    pub(super) fn show(&mut self, dialog: Dialog) -> Action<Message> {
        if self.overlay.open().is_none() {
            self.keyboard.enter_dialog();
        }
        let reads = match &dialog {
            Dialog::Switcher(_) | Dialog::Share(_) | Dialog::Gather(_) => true,
            Dialog::Decide(decide) => decide.picks(),
            _ => false,
        };
        self.overlay.show(dialog);
        let asks = if reads { Action::ask(Request::Read(Read::Targets)) } else { Action::none() };
        asks.and(self.focus_on(Focus::Dialog))
    }

    /// Closes the dialog, if there is one. Text written in it comes back in the next dialog of its kind.
    pub(super) fn close_dialog(&mut self) -> Action<Message> {
        if !self.overlay.close() {
            return Action::none();
        }
        let focused = self.focus_on(self.keyboard.before_dialog());
        let near = self.rows_near_focus();
        focused.and(self.correct_focus()).and(self.correct_row(near))
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
        if let (Focus::Panel(Some(row)), Some(panel)) = (focus, self.panels.list_panel_mut()) {
            panel.reveal(row);
        }
        let read = Action::from(self.panels.wants());
        keyboard::follow(focus, self.overlay.open()).and(read)
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

    /// The rows of the open panel that may have the focus after a change, the best first: the focused row, then its
    /// neighbors. `None` if the focus is elsewhere.
    pub(super) fn rows_near_focus(&self) -> Option<Vec<Key>> {
        let Focus::Panel(on) = self.focus() else { return None };
        let panel = self.panels.list_panel()?;
        let beside = [1, -1].into_iter().filter(|_| on.is_some_and(|on| panel.has(on)));
        Some(on.into_iter().chain(beside.filter_map(|rows| panel.step(on, rows))).collect())
    }

    /// Moves the focus off a row that is no longer in the open panel: to the first of `near` that is still there, else to
    /// the first row.
    pub(super) fn correct_row(&mut self, near: Option<Vec<Key>>) -> Action<Message> {
        let (Some(near), Some(panel)) = (near, self.panels.list_panel()) else { return Action::none() };
        let focus = near.into_iter().find(|row| panel.has(*row)).or_else(|| panel.entrance());
        if self.focus() == Focus::Panel(focus) { Action::none() } else { self.focus_on(Focus::Panel(focus)) }
    }

    /// The focus on entering a list of messages: where text is selected, else the newest message.
    pub(super) fn first_focus(&self, side: Side) -> Focus {
        let selected = self.feeds.on(side).and_then(Feed::selected_last);
        selected.map_or_else(|| self.newest(side), |id| Focus::on(side, id))
    }

    /// The newest visible message of a side, or its composer if there is none.
    pub(super) fn newest(&self, side: Side) -> Focus {
        let newest = self.feeds.on(side).and_then(|feed| feed.timeline().step(None, Step::Newer));
        newest.map_or(Focus::composer(side), |id| Focus::on(side, id))
    }

    /// Marks seen messages as read, unless the user is away or a narrow window hides the conversation.
    pub(in crate::screen::inbox) fn read_on(&mut self) -> Action<Message> {
        let is_away = self.shared.attention == Attention::Away;
        // The desk covers the conversation.
        if is_away
            || self.panels.open() == Panel::Desk
            || (self.is_narrow() && self.column != Column::Conversation)
        {
            return Action::none();
        }
        let at = self.shared.now.at;
        Action::from(self.feeds.main_mut().and_then(|open| open.read_on(at)))
    }

    /// Removes the toast and submits the deletion it held back.
    pub(in crate::screen::inbox) fn dismiss_toast(&mut self) -> Action<Message> {
        Action::from(self.change_toasts(Toasts::dismiss))
    }

    /// Draws held and unsaved deletions as deleted in feeds opened since, too.
    fn hide_deleted(&mut self) {
        for (of, message) in self.toasts.deleted() {
            self.feeds.hide(of, &[message]);
        }
    }

    /// Changes the toasts, and with them the messages that every part draws as deleted.
    pub(super) fn change_toasts<T>(&mut self, change: impl FnOnce(&mut Toasts) -> T) -> T {
        let changed = change(&mut self.toasts);
        self.shared.deleted = self.toasts.deleted().map(|(_, message)| message).collect();
        if !self.toasts.offers_unread() {
            self.feeds.all_mut().for_each(|feed| feed.timeline_mut().settle_all_read());
        }
        changed
    }

    /// Opens a panel, or closes it.
    pub(super) fn toggle_panel(&mut self, panel: Panel) -> Action<Message> {
        if self.panels.open() == panel && self.uses_panel() {
            self.leave_panel()
        } else {
            self.open_panel(panel)
        }
    }

    /// Lists the starred messages of all conversations, or hides the list.
    pub(super) fn toggle_starred(&mut self) -> Action<Message> {
        if self.panels.lists(ListQuery::Starred) && self.uses_panel() {
            self.leave_panel()
        } else {
            self.list(ListQuery::Starred)
        }
    }

    /// True if the panel is in use: in a narrow window, an open panel may be out of sight.
    fn uses_panel(&self) -> bool {
        matches!(self.focus(), Focus::Panel(_)) || !self.is_narrow()
    }
}
