//! The effect of each command, depending on the keyboard focus.
//!
//! Must not know: which key it was (`screen::keys`). Tests: `tests/window/keys.rs`.

use crate::chat::MessageId;
use crate::intent::files::Ask;
use crate::intent::{Intent, Order, Place, Request};
use crate::language::tr;
use crate::row::{Filter, ListQuery, Which};
use crate::screen::Action;
use crate::screen::dialog::Dialog;
use crate::screen::dialog::picker::{Offers, Picker};
use crate::screen::dialog::roster::Import;
use crate::screen::dialog::shortcuts::{Desk, Shortcuts};
use crate::screen::dialog::sign_in::SignIn;
use crate::screen::inbox::composer::Left;
use crate::screen::inbox::conversations::{Among, Way};
use crate::screen::inbox::event::Opens;
use crate::screen::inbox::feed::{self, Feed};
use crate::screen::inbox::focus::{self, Button, Entry, Focus, Pane, Side, Walk};
use crate::screen::inbox::layout::{Column, HEADER};
use crate::screen::inbox::message;
use crate::screen::inbox::timeline::Step;
use crate::screen::inbox::toast::{Offer, Toasts};
use crate::screen::inbox::{Inbox, Message, actions, sidebar};
use crate::screen::keys::{Act, Along, Command, Motion};
use crate::screen::panel::Panel;
use crate::widget::editor::Edit;
use crate::widget::list::{Align, Target, find};

use iced::Point;
use iced::advanced::widget::operate;
use iced::widget::text_editor;

/// Lines that Page Up and Page Down move the keyboard focus by.
const PAGE: isize = 10;

impl Inbox {
    /// Runs a command.
    pub fn command(&mut self, command: Command) -> Action<Message> {
        if let Some(outcome) = self.overlay.command(command) {
            return self.after_dialog(outcome);
        }
        match command {
            Command::Jump => {
                let here = self.feeds.main().map(Feed::id);
                self.show(Dialog::Switcher(Picker::new(Offers::Everything).at(here)))
            }
            Command::PreviousConversation => self.go(Way::Up, Among::All),
            Command::NextConversation => self.go(Way::Down, Among::All),
            Command::PreviousUnread => self.go(Way::Up, Among::Unread),
            Command::NextUnread => self.go(Way::Down, Among::Unread),
            Command::Panel(panel) => self.toggle_panel(panel),
            Command::Starred => self.toggle_starred(),
            Command::Pinned => match self.shared.conversations.open() {
                Some(of) => self.list(ListQuery::Within(of, Filter::Pinned)),
                None => Action::none(),
            },
            Command::FirstUnread if self.feeds.has_no_unread() => self.hint(tr::toast_no_unread()),
            Command::FirstUnread => Action::from(self.feeds.show_first_unread()),
            Command::NewConversation => self.show(actions::conversation::create(None, &self.shared)),
            Command::ConversationMenu => self.header_menu(),
            Command::TryNow => Action::ask(Request::Order(Order::TryNow)),
            Command::Attach => self.choose_files(self.focus().writes().unwrap_or(Side::Timeline)),
            Command::Paste => self.paste(),
            Command::ImportRoster => self.show(Dialog::Roster(Import::default())),
            Command::SignIn => self.show(Dialog::SignIn(SignIn::default())),
            // From the composer, the messages come first: they are to its upper left.
            Command::NextPane => self.walk(Walk::Back),
            Command::PreviousPane => self.walk(Walk::Next),
            Command::NextStop => self.walk_stops(Walk::Next),
            Command::PreviousStop => self.walk_stops(Walk::Back),
            Command::Type(character) => self.type_in_composer(character),
            Command::Preferences => Action::ask(Intent::Open(Place::Preferences)),
            Command::Keys => {
                let desk = if self.shared.has_desk() { Desk::Here } else { Desk::None };
                self.show(Dialog::Keys(Shortcuts { send_key: self.shared.preferences.send_key, desk }))
            }
            Command::Leave => self.leave(),
            Command::Quit => Action::ask(Intent::Quit),
            Command::Send => self.focus().writes().map_or_else(Action::none, |side| self.send(side)),
            Command::EditLast => self.edit_last(),
            Command::Format(format) => {
                if let Some(side) = self.focus().writes() {
                    self.feeds.format(side, format, &self.shared);
                }
                Action::none()
            }
            Command::Move(motion) => self.move_within(motion),
            Command::Activate => self.activate(),
            Command::Menu => self.focused_menu(),
            Command::Act(act) => self.act_on_focused(act),
            Command::Choose(step) => self.extend_selection(step),
            Command::ChooseNothing => {
                self.feeds.choose_nothing();
                Action::none()
            }
            Command::RetryAll => Action::ask(Request::Order(Order::Retry(Which::All))),
            Command::DiscardAll => self.all(self.panels.outbox.discard_all(&self.shared)),
            Command::Undo => self.undo(),
            Command::ReadEverything => self.read_everything(),
            Command::Review(step) => self.review(step),
            // While a dialog is open, the dialog handles this.
            Command::TakeBack => self.take_last_file_back(),
            // The root changes the text size, and only the picture viewer can zoom.
            Command::Larger | Command::Smaller | Command::NormalSize | Command::Zoom(_) => Action::none(),
        }
    }

    fn go(&mut self, way: Way, among: Among) -> Action<Message> {
        match self.shared.conversations.step(way, among) {
            Some(of) => self.open(of, None),
            None => Action::none(),
        }
    }

    /// The visible panes, from left to right.
    fn panes(&self) -> Vec<Pane> {
        let narrow = self.is_narrow();
        let shown = |column| !narrow || self.column == column;
        let mut panes = Vec::new();
        if shown(Column::Sidebar) {
            panes.push(Pane::Sidebar);
        }
        // The desk covers the conversation.
        let is_covered = self.shows_desk();
        if let Some(open) = self.feeds.main().filter(|_| shown(Column::Conversation) && !is_covered) {
            if !open.timeline().rows().is_empty() {
                panes.push(Pane::Messages);
            }
            panes.push(Pane::Composer);
        }
        if shown(Column::Panel) {
            match self.panels.open() {
                Panel::None => {}
                Panel::Thread => panes.extend([Pane::Thread, Pane::ReplyComposer]),
                _ => panes.push(Pane::Panel),
            }
        }
        panes
    }

    fn walk(&mut self, by: Walk) -> Action<Message> {
        let Some(pane) = focus::walk(&self.panes(), self.focus().pane(), by) else {
            return Action::none();
        };
        self.enter(self.entrance(pane))
    }

    /// Moves the keyboard focus, and scrolls to it if it is a message.
    fn enter(&mut self, focus: Focus) -> Action<Message> {
        if let (Some(side), Some(id)) = (focus.side(), focus.message()) {
            self.feeds.jump(side, feed::row(id, Align::Nearest));
        }
        self.focus_on(focus)
    }

    /// The focus on entering a pane.
    fn entrance(&self, pane: Pane) -> Focus {
        match pane {
            Pane::Sidebar => {
                Focus::Sidebar(self.shared.conversations.open().map_or(Entry::Jump, Entry::Conversation))
            }
            Pane::Messages => self.first_focus(Side::Timeline),
            Pane::Composer => Focus::Composer,
            Pane::Thread => self.first_focus(Side::Thread),
            Pane::ReplyComposer => Focus::ReplyComposer,
            Pane::Panel => self.panel_entrance(),
        }
    }

    /// Tab: through the panes and, above the messages, the buttons of the header.
    fn walk_stops(&mut self, by: Walk) -> Action<Message> {
        let mut stops = Vec::new();
        for pane in self.panes() {
            if stops.iter().all(|stop| matches!(stop, Focus::Sidebar(_)))
                && matches!(pane, Pane::Messages | Pane::Composer)
            {
                stops.extend(self.header_buttons().into_iter().map(Focus::Header));
            }
            stops.push(self.entrance(pane));
        }
        let here = match self.focus() {
            focus @ Focus::Header(_) => Some(focus),
            focus => focus.pane().map(|pane| self.entrance(pane)),
        };
        match focus::walk(&stops, here, by) {
            Some(stop) => self.enter(stop),
            None => Action::none(),
        }
    }

    /// The buttons in the header of the open conversation.
    fn header_buttons(&self) -> Vec<Button> {
        let Some(open) = self.feeds.main() else { return Vec::new() };
        let pins = self.panels.details.overview_of(open.id()).is_some_and(|overview| overview.pinned > 0);
        let has_menu = self.shared.conversations.row(open.id()).is_some();
        [
            (Button::Back, self.is_narrow()),
            (Button::Pins, pins),
            (Button::More, has_menu),
            (Button::Details, true),
        ]
        .into_iter()
        .filter_map(|(button, is_there)| is_there.then_some(button))
        .collect()
    }

    /// The side whose composer gets what is typed where it means nothing: the thread for its own messages, else the
    /// conversation, if they are visible and take messages.
    pub(in crate::screen::inbox) fn typing_side(&self) -> Option<Side> {
        let side = self.focus().side().unwrap_or(Side::Timeline);
        let column = match side {
            Side::Timeline => Column::Conversation,
            Side::Thread => Column::Panel,
        };
        let is_visible = !self.is_narrow() || self.column == column;
        let takes =
            self.overlay.open().is_none() && !self.shows_desk() && self.shared.conversations.gone().is_none();
        (is_visible && takes && self.feeds.on(side).is_some()).then_some(side)
    }

    /// Types a character into the composer, which gets the focus.
    fn type_in_composer(&mut self, character: char) -> Action<Message> {
        let Some(side) = self.typing_side() else { return Action::none() };
        let Some(feed) = self.feeds.on(side).map(Feed::feed_id) else { return Action::none() };
        let insert = Edit::Action(text_editor::Action::Edit(text_editor::Edit::Insert(character)));
        let edit = feed::Message::Edited(feed, insert);
        let answer = self.feeds.update(side, edit, &self.shared);
        let typed = self.carry(
            answer,
            match side {
                Side::Timeline => |message| Message::Feed(Side::Timeline, message),
                Side::Thread => |message| Message::Feed(Side::Thread, message),
            },
        );
        typed.and(self.focus_on(Focus::composer(side)))
    }

    /// Esc: leaves the innermost thing that can be left; if there is none, marks everything here as read.
    fn leave(&mut self) -> Action<Message> {
        let (at, focus) = (self.shared.now.at, self.focus());
        let composer = focus.writes().and_then(|side| self.feeds.composer_mut(side));
        if let Some(composer) = composer.filter(|composer| composer.completion().is_some()) {
            composer.decline();
            return Action::none();
        }
        if self.toasts.dismiss_trouble() || self.feeds.end_selections() {
            return Action::none();
        }
        if matches!(focus, Focus::Message(_) | Focus::Composer) && self.feeds.choose_nothing() {
            return Action::none();
        }
        match focus {
            Focus::Composer | Focus::ReplyComposer => {
                let composer = focus.writes().and_then(|side| self.feeds.composer_mut(side));
                if composer.is_some_and(|composer| composer.leave(at) == Left::Aim) {
                    return Action::none();
                }
            }
            Focus::Message(_) => return self.focus_on(Focus::Composer),
            Focus::Reply(_) => return self.focus_on(Focus::ReplyComposer),
            Focus::Sidebar(_) if self.feeds.main().is_some() && !self.is_narrow() => {
                return self.focus_on(Focus::Composer);
            }
            Focus::Panel(_) => return self.leave_panel(),
            Focus::Header(_) => return self.focus_on(Focus::Composer),
            Focus::Sidebar(_) | Focus::Dialog => {}
        }
        match self.panels.open() {
            Panel::MessageList if self.is_narrow() => return self.go_back(),
            Panel::None => {}
            _ => return self.close_panel(),
        }
        let narrow = self.is_narrow();
        match self.feeds.main_mut() {
            // The user marked this as unread, and does not mean to undo that with the key that leaves an edit.
            Some(open) if open.timeline().is_held_unread() => {
                if narrow {
                    self.go_back()
                } else {
                    Action::none()
                }
            }
            Some(open) if narrow && !open.timeline().has_line() => self.go_back(),
            Some(open) => Action::from(open.mark_all_read()),
            None => Action::none(),
        }
    }

    /// Sends what a side's composer holds, if the conversation takes messages.
    pub(super) fn send(&mut self, side: Side) -> Action<Message> {
        if let Some(sentence) = self.shared.conversations.gone() {
            self.tell(sentence);
            return Action::none();
        }
        if let Some(id) = self.feeds.edited(side)
            && self.is_deleted_on(side, id)
        {
            self.tell(tr::composer_edit_deleted().to_owned());
            return Action::none();
        }
        Action::from(self.feeds.send(side, &self.shared))
    }

    /// True if a message is deleted, or about to be.
    fn is_deleted_on(&self, side: Side, id: MessageId) -> bool {
        let row = self.feeds.on(side).and_then(|feed| feed.timeline().row(id));
        self.shared.is_deleted(id) || row.is_some_and(|row| row.message.marks.deleted)
    }

    fn edit_last(&mut self) -> Action<Message> {
        let Some(side) = self.focus().writes() else { return Action::none() };
        let last = self.feeds.on(side).and_then(|feed| feed.timeline().own_last()).map(|row| row.message.id);
        last.map_or_else(Action::none, |id| self.edit(side, id))
    }

    fn move_within(&mut self, motion: Motion) -> Action<Message> {
        let lines = motion.lines(PAGE);
        let next = match self.focus() {
            Focus::Sidebar(entry) => self.sidebar.step(entry, lines, &self.shared),
            Focus::Message(id) => return self.move_in_messages(Side::Timeline, id, motion),
            Focus::Reply(id) => return self.move_in_messages(Side::Thread, id, motion),
            Focus::Panel(_) if self.shows_desk() && self.panels.desk.scroll(motion) => return Action::none(),
            Focus::Panel(row) => {
                Focus::Panel(self.panels.list_panel().and_then(|panel| panel.step(row, lines)))
            }
            Focus::Composer => return self.move_in_composer(Side::Timeline, motion),
            Focus::ReplyComposer => return self.move_in_composer(Side::Thread, motion),
            Focus::Header(_) | Focus::Dialog => return Action::none(),
        };
        self.focus_on(next)
    }

    fn move_in_composer(&mut self, side: Side, motion: Motion) -> Action<Message> {
        match self.feeds.composer_mut(side).filter(|composer| composer.completion().is_some()) {
            Some(composer) => composer.choose(motion.lines(PAGE)),
            None => self.scroll(side, motion),
        }
        Action::none()
    }

    /// Scrolls without moving the keyboard focus.
    fn scroll(&mut self, side: Side, motion: Motion) {
        match motion {
            Motion::PageUp => self.feeds.jump(side, Target::PageUp),
            Motion::PageDown => self.feeds.jump(side, Target::PageDown),
            Motion::Up | Motion::Down | Motion::First | Motion::Last | Motion::Left | Motion::Right => {}
        }
    }

    fn move_in_messages(&mut self, side: Side, id: MessageId, motion: Motion) -> Action<Message> {
        let step = match motion {
            Motion::Up => Step::Older,
            Motion::Down => Step::Newer,
            Motion::First => Step::Oldest,
            Motion::Last => Step::Newest,
            Motion::PageUp | Motion::PageDown | Motion::Left | Motion::Right => {
                self.scroll(side, motion);
                return Action::none();
            }
        };
        match self.feeds.on(side).and_then(|feed| feed.timeline().step(Some(id), step)) {
            // Below the newest message is the composer.
            Some(next) if next == id && step == Step::Newer => self.focus_on(Focus::composer(side)),
            Some(next) => {
                self.feeds.jump(side, feed::row(next, Align::Nearest));
                self.focus_on(Focus::on(side, next))
            }
            None => Action::none(),
        }
    }

    /// Enter on the focused element.
    fn activate(&mut self) -> Action<Message> {
        match self.focus() {
            Focus::Sidebar(entry) => self.event(sidebar::activate(entry)),
            Focus::Header(Button::Back) => self.go_back(),
            Focus::Header(Button::Pins) => self.command(Command::Pinned),
            Focus::Header(Button::More) => self.header_menu(),
            Focus::Header(Button::Details) => self.toggle_panel(Panel::Details),
            Focus::Message(_) | Focus::Reply(_) => self.focused_menu(),
            Focus::Panel(Some(row)) => {
                let events = self.panels.list_panel().map(|panel| panel.activate(row, &self.shared));
                self.all(events.unwrap_or_default())
            }
            Focus::Composer => self.complete(Side::Timeline),
            Focus::ReplyComposer => self.complete(Side::Thread),
            Focus::Panel(None) | Focus::Dialog => Action::none(),
        }
    }

    /// Accepts the chosen completion.
    fn complete(&mut self, side: Side) -> Action<Message> {
        self.feeds.complete(side, None, self.shared.now);
        self.focus_on(Focus::composer(side))
    }

    fn focused_menu(&mut self) -> Action<Message> {
        if let Focus::Sidebar(Entry::Conversation(of)) = self.focus() {
            // Only the list knows where the row is drawn; its menu opens beside the row.
            self.sidebar.reveal(of);
            let find = operate(find::row(sidebar::view::LIST, sidebar::view::key(of)));
            return Action::run(find.map(move |at| Message::Sidebar(sidebar::Message::Found(of, at))));
        }
        match self.focused_message() {
            Some(id) => self.open_beside(id, Opens::Menu),
            None => Action::none(),
        }
    }

    /// Opens the menu of the open conversation, below its name.
    fn header_menu(&mut self) -> Action<Message> {
        let Some(of) = self.shared.conversations.open() else { return Action::none() };
        let below = Point::new(self.shared.size.width, HEADER * self.shared.scale());
        self.conversation_menu(of, below.into())
    }

    /// An action key: for the selection if there is one, else for the focused row.
    fn act_on_focused(&mut self, act: Act) -> Action<Message> {
        // The selection is in the timeline: in a panel, the key is for the focused row alone.
        let elsewhere = matches!(self.focus(), Focus::Reply(_) | Focus::Panel(_));
        if !elsewhere && let Some(events) = self.selection().and_then(|selection| selection.act(act)) {
            return self.all(events);
        }
        if let Some(id) = self.focused_message() {
            let row = self.row(id);
            let acts = row.map(|row| message::acts(row, self.shared.me.id)).unwrap_or_default();
            let offered =
                acts.into_iter().find(|offered| message::words(*offered).2 == Some(Command::Act(act)));
            return match (offered, row) {
                (Some(act), _) => self.act(id, act),
                (None, Some(row)) => {
                    let says = actions::message::unavailable(row, act, self.shared.me.id);
                    self.hint(says)
                }
                (None, None) => Action::none(),
            };
        }
        let events = match (self.focus(), self.panels.list_panel()) {
            (Focus::Panel(Some(row)), Some(panel)) => panel.act(row, act),
            (_, _) => Vec::new(),
        };
        self.all(events)
    }

    /// The message with the focus, in the timeline, a thread or a panel.
    fn focused_message(&self) -> Option<MessageId> {
        match self.focus() {
            Focus::Panel(Some(row)) => self.panels.list_panel()?.message(row),
            focus => focus.message(),
        }
    }

    /// The selected messages; `None` if nothing is selected.
    fn selection(&self) -> Option<actions::selection::Selection<'_>> {
        let (of, rows) = (self.feeds.main()?.id(), self.feeds.chosen());
        let selection = actions::selection::Selection { of, rows, shared: &self.shared };
        (!rows.is_empty()).then_some(selection)
    }

    /// Shift and an arrow key: moves the focus and selects the messages it passes.
    fn extend_selection(&mut self, way: Along) -> Action<Message> {
        let step = match way {
            Along::Older => Step::Older,
            Along::Newer => Step::Newer,
        };
        // Several messages can be selected in the timeline only.
        let (Focus::Message(from), Some(open)) = (self.focus(), self.feeds.main_mut()) else {
            return Action::none();
        };
        let Some(next) = open.timeline().step(Some(from), step) else { return Action::none() };
        open.timeline_mut().choose_to(Some(from), next);
        self.feeds.jump(Side::Timeline, feed::row(next, Align::Nearest));
        self.focus_on(Focus::Message(next))
    }

    /// Takes the toast's offer: cancels the held deletion, restores what was archived, or shows a file in its folder.
    fn undo(&mut self) -> Action<Message> {
        if self.toasts.offers_unread() {
            for feed in self.feeds.all_mut() {
                feed.timeline_mut().undo_mark_all_read();
            }
        }
        match self.change_toasts(Toasts::take) {
            Offer::Undelete(deleted) => {
                self.feeds.unhide(deleted.of, &deleted.messages);
                Action::none()
            }
            Offer::Restore(archived) => Action::from(archived.archive(crate::chat::wish::Switch::Off)),
            Offer::Unread => Action::ask(Request::UndoMarkEverythingRead),
            Offer::Reveal(path) => Action::ask(Intent::Files(Ask::Reveal(path))),
            Offer::Nothing => Action::none(),
        }
    }

    /// Marks every conversation as read.
    fn read_everything(&mut self) -> Action<Message> {
        for feed in self.feeds.all_mut() {
            feed.mark_all_read_for_now();
        }
        let said = self.toast_with(tr::toast_read_all().to_owned(), Offer::Unread);
        said.and(Action::ask(Request::MarkEverythingRead))
    }
}
