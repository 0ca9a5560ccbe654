//! The effect of each command, depending on the keyboard focus.
//!
//! Must not know: which key it was (`screen::keys`). Tests: `tests/window/keys.rs`.

use super::beside::Opens;
use super::composer::{Left, Sent};
use super::conversation;
use super::details::Entry as LineOf;
use super::focus::{self, Entry, Focus, Pane, Walk};
use super::message;
use super::sidebar::{Among, Way};
use super::thread::Side;
use super::timeline::Step;
use super::waiting::{self, Act as WaitingAct};
use super::{Column, Hand, Inbox, Message, Panel};

use crate::chat::MessageId;
use crate::chat::draft::Aim;
use crate::dialog::Dialog;
use crate::dialog::roster::Import;
use crate::dialog::sign_in::SignIn;
use crate::intent::{Intent, Order, Place, Request};
use crate::row::{EntryId, Filter, Which};
use crate::screen::Action;
use crate::screen::keys::{Act, Along, Command, Motion};
use crate::widget::list::{Align, Target};

impl Inbox {
    /// Runs a command.
    pub fn command(&mut self, command: Command) -> Action<Message> {
        if let Some(dialog) = &mut self.dialog {
            let outcome = dialog.command(command);
            return self.after_dialog(outcome);
        }
        match command {
            Command::Jump => self.jump(),
            Command::PreviousTalk => self.go(Way::Up, Among::All),
            Command::NextTalk => self.go(Way::Down, Among::All),
            Command::PreviousUnread => self.go(Way::Up, Among::Unread),
            Command::NextUnread => self.go(Way::Down, Among::Unread),
            Command::ShowWaiting => self.toggle_panel(),
            Command::Details => self.toggle_details(),
            Command::Starred => self.toggle_starred(),
            Command::Pinned => self.show_pinned(),
            Command::FirstUnread => self.show_first_unread(),
            Command::MessagesFrom => self.messages_from_focused(),
            Command::NewConversation => self.new_conversation(None),
            Command::TalkMenu => self.header_menu(),
            Command::TryNow => Action::ask(Request::Order(Order::TryNow)),
            Command::Attach => self.choose_files(self.focus.writes().unwrap_or(Side::Timeline)),
            Command::Paste => self.paste(),
            Command::ImportRoster => self.show(Dialog::Roster(Import::default())),
            Command::SignIn => self.show(Dialog::SignIn(SignIn::default())),
            Command::NextPane => self.walk(Walk::Next),
            Command::PreviousPane => self.walk(Walk::Back),
            Command::Preferences => Action::ask(Intent::Open(Place::Preferences)),
            Command::Keys => self.show(Dialog::Keys),
            Command::Leave => self.leave(),
            Command::Quit => Action::ask(Intent::Quit),
            Command::Send => self.send(),
            Command::EditLast => self.edit_last(),
            Command::Move(motion) => self.move_within(motion),
            Command::Activate => self.activate_focused(),
            Command::Menu => self.focused_menu(),
            // The selection is in the timeline: in a list, the command applies to the focused row alone.
            Command::Act(act) if self.focus.found().is_some() => self.act_on_focused(act),
            Command::Act(act) => match self.act_on_chosen(act) {
                Some(action) => action,
                None => self.act_on_focused(act),
            },
            Command::Choose(step) => self.choose_on(step_of(step)),
            Command::ChooseNothing => {
                self.choose_nothing();
                Action::none()
            }
            Command::RetryAll => Action::ask(Request::Order(Order::Retry(Which::All))),
            Command::DiscardAll => self.ask_discard_all(),
            Command::Undo => self.undo(),
            Command::ReadEverything => self.read_everything(),
            // The root changes the text size.
            Command::Larger | Command::Smaller | Command::NormalSize => Action::none(),
            // While a dialog is open, the dialog handles this.
            Command::TakeBack => self.take_last_file_back(),
            // Only the picture viewer can zoom.
            Command::Zoom(_) => Action::none(),
        }
    }

    fn go(&mut self, way: Way, among: Among) -> Action<Message> {
        let here = self.open.as_ref().map(conversation::Conversation::id);
        match self.sidebar.step(here, way, among) {
            Some(of) => self.open(of, None),
            None => Action::none(),
        }
    }

    fn toggle_panel(&mut self) -> Action<Message> {
        match self.panel {
            Panel::Waiting if matches!(self.focus, Focus::Waiting(_)) || !self.is_narrow() => {
                self.close_panel()
            }
            Panel::Waiting | Panel::Found | Panel::Details | Panel::Thread | Panel::None => self.open_panel(),
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
        if let Some(open) = self.open.as_ref().filter(|_| shown(Column::Conversation)) {
            if !open.timeline().rows().is_empty() {
                panes.push(Pane::Messages);
            }
            panes.push(Pane::Composer);
        }
        if shown(Column::Panel) {
            match self.panel {
                Panel::None => {}
                Panel::Waiting => panes.push(Pane::Waiting),
                Panel::Found => panes.push(Pane::Found),
                Panel::Details => panes.push(Pane::Details),
                Panel::Thread => panes.extend([Pane::Thread, Pane::ReplyComposer]),
            }
        }
        panes
    }

    fn walk(&mut self, by: Walk) -> Action<Message> {
        let Some(pane) = focus::walk(&self.panes(), self.focus.pane(), by) else {
            return Action::none();
        };
        let focus = match pane {
            Pane::Sidebar => {
                let open = self.open.as_ref().map(conversation::Conversation::id);
                Focus::Sidebar(open.map_or(Entry::Jump, Entry::Talk))
            }
            Pane::Messages => self.newest(Side::Timeline),
            Pane::Composer => Focus::Composer,
            Pane::Thread => self.newest(Side::Thread),
            Pane::ReplyComposer => Focus::ReplyComposer,
            Pane::Waiting => Focus::Waiting(self.waiting.step(None, 0)),
            Pane::Found => Focus::Found(self.found.entrance()),
            Pane::Details => Focus::Details(LineOf::List(Filter::Pinned)),
        };
        self.focus_on(focus)
    }

    /// The newest visible message, or the composer if there is none.
    fn newest(&self, side: Side) -> Focus {
        let newest = self.strand(side).and_then(|open| open.timeline().step(None, Step::Newer));
        newest.map_or(Focus::composer(side), |id| Focus::on(side, id))
    }

    /// Esc: leaves the innermost thing that can be left; if there is none, marks everything here as read.
    fn leave(&mut self) -> Action<Message> {
        let at = self.now.at;
        if let Some(composer) = self.composer_mut().filter(|composer| composer.completion().is_some()) {
            composer.decline();
            return Action::none();
        }
        if self.trouble.take().is_some() {
            return Action::none();
        }
        if matches!(self.focus, Focus::Message(_) | Focus::Composer) && self.choose_nothing() {
            return Action::none();
        }
        match self.focus {
            Focus::Composer | Focus::ReplyComposer => {
                if self.composer_mut().is_some_and(|composer| composer.leave(at) == Left::Aim) {
                    return Action::none();
                }
            }
            Focus::Message(_) => return self.focus_on(Focus::Composer),
            Focus::Reply(_) => return self.focus_on(Focus::ReplyComposer),
            Focus::Sidebar(_) if self.open.is_some() && !self.is_narrow() => {
                return self.focus_on(Focus::Composer);
            }
            Focus::Waiting(_) | Focus::Found(_) | Focus::Details(_) => return self.leave_any_panel(),
            Focus::Sidebar(_) | Focus::Dialog => {}
        }
        match self.panel {
            Panel::Waiting => return self.close_panel(),
            Panel::Found if self.is_narrow() => return self.go_back(),
            Panel::Found | Panel::Details | Panel::Thread => return self.shut_panel(),
            Panel::None => {}
        }
        let narrow = self.is_narrow();
        match &mut self.open {
            Some(open) if narrow && !open.timeline().has_line() => self.go_back(),
            Some(open) => Action::from(open.mark_all_read()),
            None => Action::none(),
        }
    }

    fn send(&mut self) -> Action<Message> {
        self.focus.writes().map_or_else(Action::none, |side| self.send_from(side))
    }

    pub(super) fn send_from(&mut self, side: Side) -> Action<Message> {
        if let Some(sentence) = self.gone() {
            self.tell(sentence);
            return Action::none();
        }
        if let Some(open) = self.strand(side)
            && let Aim::Edit(id) = open.composer().aim()
            && self.is_deleted(open, id)
        {
            self.tell("This message is deleted. Copy what you need; Esc leaves the edit.".to_owned());
            return Action::none();
        }
        let people = std::mem::take(&mut self.people);
        let sent = self.strand_mut(side).map(|open| {
            let strand = open.strand();
            (strand.of, open.composer_mut().send(strand, &people))
        });
        self.people = people;
        match sent {
            Some((of, Sent::Wish(wish))) => Action::ask(Request::Submit { of, wish }),
            Some((_, Sent::Nothing)) | None => Action::none(),
        }
    }

    /// True if a message is deleted, or about to be.
    fn is_deleted(&self, open: &conversation::Conversation, id: MessageId) -> bool {
        self.is_going(id) || open.timeline().row(id).is_some_and(|row| row.message.marks.deleted)
    }

    fn edit_last(&mut self) -> Action<Message> {
        let Some(side) = self.focus.writes() else {
            return Action::none();
        };
        let last = self.strand(side).and_then(|open| open.timeline().own_last()).map(|row| row.message.id);
        match last {
            Some(id) => self.edit(side, id),
            None => Action::none(),
        }
    }

    /// Starts editing a loaded message.
    pub(super) fn edit(&mut self, side: Side, id: MessageId) -> Action<Message> {
        let at = self.now.at;
        if let Some(sentence) = self.gone() {
            self.tell(sentence);
            return Action::none();
        }
        let Some(open) = self.strand_mut(side) else {
            return Action::none();
        };
        let Some(text) = open.timeline().row(id).map(|row| row.message.text.clone()) else {
            return Action::none();
        };
        open.composer_mut().edit(id, &text, at);
        self.focus_on(Focus::composer(side))
    }

    pub(super) fn jump_to_message(&mut self, id: MessageId) -> Action<Message> {
        let Some(open) = &mut self.open else {
            return Action::none();
        };
        let asks = open.go_to(id);
        if asks.is_none() {
            self.jump_to(super::row(id, Align::Center));
        }
        Action::from(asks)
    }

    fn move_within(&mut self, motion: Motion) -> Action<Message> {
        match self.focus {
            Focus::Sidebar(entry) => self.move_in_sidebar(entry, motion),
            Focus::Message(id) => self.move_in_messages(Side::Timeline, id, motion),
            Focus::Reply(id) => self.move_in_messages(Side::Thread, id, motion),
            Focus::Waiting(entry) => {
                let next = self.waiting.step(entry, lines_of(motion));
                self.focus_on(Focus::Waiting(next))
            }
            Focus::Found(on) => {
                let next = self.found.step(on, lines_of(motion));
                self.focus_on(Focus::Found(next))
            }
            Focus::Details(line) => {
                let next = self.details.step(line, lines_of(motion));
                self.focus_on(Focus::Details(next))
            }
            Focus::Composer => self.move_in_composer(Side::Timeline, motion),
            Focus::ReplyComposer => self.move_in_composer(Side::Thread, motion),
            Focus::Dialog => Action::none(),
        }
    }

    fn move_in_composer(&mut self, side: Side, motion: Motion) -> Action<Message> {
        match self.composer_mut().filter(|composer| composer.completion().is_some()) {
            Some(composer) => {
                composer.choose(lines_of(motion));
                Action::none()
            }
            None => self.scroll(side, motion),
        }
    }

    /// Scrolls without moving the keyboard focus.
    fn scroll(&mut self, side: Side, motion: Motion) -> Action<Message> {
        match motion {
            Motion::PageUp => self.jump_in(side, Target::PageUp),
            Motion::PageDown => self.jump_in(side, Target::PageDown),
            Motion::Up | Motion::Down | Motion::First | Motion::Last | Motion::Left | Motion::Right => {}
        }
        Action::none()
    }

    fn activate_focused(&mut self) -> Action<Message> {
        match self.focus {
            Focus::Sidebar(entry) => self.activate(entry),
            Focus::Message(_) | Focus::Reply(_) => self.focused_menu(),
            Focus::Waiting(_) => self.act_on_waiting(WaitingAct::Show),
            Focus::Found(Some(id)) => self.go_to_found(id),
            Focus::Found(None) => Action::none(),
            Focus::Details(line) => self.choose_detail(line),
            Focus::Composer => self.take_answer(Side::Timeline, None),
            Focus::ReplyComposer => self.take_answer(Side::Thread, None),
            Focus::Dialog => Action::none(),
        }
    }

    fn move_in_sidebar(&mut self, entry: Entry, motion: Motion) -> Action<Message> {
        let entries = self.sidebar.entries();
        let last = entries.len().saturating_sub(1);
        let here = entries.iter().position(|other| *other == entry).unwrap_or(0);
        let there = here.saturating_add_signed(lines_of(motion)).min(last);
        let entry = entries.get(there).copied().unwrap_or(Entry::Jump);
        if let Entry::Talk(of) = entry {
            self.sidebar.reveal(of);
        }
        self.focus_on(Focus::Sidebar(entry))
    }

    fn activate(&mut self, entry: Entry) -> Action<Message> {
        match entry {
            Entry::Jump => self.jump(),
            Entry::Starred => self.toggle_starred(),
            Entry::New => self.new_conversation(None),
            Entry::Talk(of) => self.open(of, None),
            Entry::Waiting => self.open_panel(),
            Entry::Preferences => Action::ask(Intent::Open(Place::Preferences)),
        }
    }

    fn move_in_messages(&mut self, side: Side, id: MessageId, motion: Motion) -> Action<Message> {
        let Some(open) = self.strand(side) else {
            return Action::none();
        };
        let step = match motion {
            Motion::Up => Step::Older,
            Motion::Down => Step::Newer,
            Motion::First => Step::Oldest,
            Motion::Last => Step::Newest,
            Motion::PageUp | Motion::PageDown | Motion::Left | Motion::Right => {
                return self.scroll(side, motion);
            }
        };
        match open.timeline().step(Some(id), step) {
            // Below the newest message is the composer.
            Some(next) if next == id && step == Step::Newer => self.focus_on(Focus::composer(side)),
            Some(next) => {
                self.jump_in(side, super::row(next, Align::Nearest));
                self.focus_on(Focus::on(side, next))
            }
            None => Action::none(),
        }
    }

    fn focused_menu(&mut self) -> Action<Message> {
        if let Focus::Sidebar(Entry::Talk(of)) = self.focus {
            return self.open_beside_talk(of);
        }
        match self.focus.message().or_else(|| self.focus.found()) {
            Some(id) => self.open_beside(id, Opens::Menu),
            None => Action::none(),
        }
    }

    fn act_on_focused(&mut self, act: Act) -> Action<Message> {
        match self.focus {
            Focus::Message(id) | Focus::Reply(id) | Focus::Found(Some(id)) => {
                let row = self.shown_row(id);
                let acts = row.map(|row| message::acts(row, self.me.id)).unwrap_or_default();
                match acts.into_iter().find(|offered| message::words(*offered).2 == Some(Command::Act(act))) {
                    Some(act) => self.act(id, act),
                    None => Action::none(),
                }
            }
            Focus::Waiting(_) => match WaitingAct::of_key(act) {
                Some(act) => self.act_on_waiting(act),
                None => Action::none(),
            },
            Focus::Sidebar(_)
            | Focus::Composer
            | Focus::ReplyComposer
            | Focus::Found(None)
            | Focus::Details(_)
            | Focus::Dialog => Action::none(),
        }
    }

    /// Accepts a completion: the given one, or the chosen one.
    pub(super) fn take_answer(&mut self, side: Side, answer: Option<usize>) -> Action<Message> {
        let at = self.now.at;
        if let Some(open) = self.strand_mut(side) {
            open.composer_mut().take(answer, at);
        }
        self.caret = None;
        self.focus_on(Focus::composer(side))
    }

    fn act_on_waiting(&mut self, act: WaitingAct) -> Action<Message> {
        match self.focus.waiting() {
            Some(entry) => self.waiting_acted(entry, act),
            None => Action::none(),
        }
    }

    fn waiting_acted(&mut self, entry: EntryId, act: WaitingAct) -> Action<Message> {
        let Some(line) = self.waiting.line(entry).cloned() else {
            return Action::none();
        };
        if act != WaitingAct::Show && !waiting::acts(&self.waiting, &line).contains(&act) {
            return Action::none();
        }
        match act {
            WaitingAct::Show if line.deed.is_of_room() => self.open(line.conversation, None),
            WaitingAct::Show => self.open(line.conversation, Some(line.message)),
            WaitingAct::Retry => Action::ask(Request::Order(Order::Retry(Which::One(entry)))),
            WaitingAct::SendRest => Action::ask(Request::Order(Order::Skip(entry))),
            WaitingAct::Discard => self.show(Dialog::Confirm(waiting::ask_discard(&line))),
            WaitingAct::Edit => {
                let opened = self.open(line.conversation, Some(line.message));
                let here = self.open.as_ref().is_some_and(|open| open.timeline().row(line.message).is_some());
                if here {
                    opened.and(self.edit(Side::Timeline, line.message))
                } else {
                    self.edit_due = Some(line.message);
                    opened
                }
            }
        }
    }

    fn ask_discard_all(&mut self) -> Action<Message> {
        let listed = self.waiting.lines().len() as u64;
        if listed == 0 {
            return Action::none();
        }
        let question = waiting::ask_discard_all(listed.max(u64::from(self.sidebar.waiting())));
        self.show(Dialog::Confirm(question))
    }

    pub(super) fn in_waiting(&mut self, message: waiting::Message) -> Action<Message> {
        match message {
            waiting::Message::Acted(entry, act) => {
                self.hand = Hand::Pointer;
                let focused = self.focus_on(Focus::Waiting(Some(entry)));
                focused.and(self.waiting_acted(entry, act))
            }
            waiting::Message::RetryAll => Action::ask(Request::Order(Order::Retry(Which::All))),
            waiting::Message::DiscardAll => self.ask_discard_all(),
            waiting::Message::Closed => self.close_panel(),
            waiting::Message::Again => self.changed(crate::row::Change::Outbox),
        }
    }
}

/// The timeline step for each direction of extending the selection.
const fn step_of(way: Along) -> Step {
    match way {
        Along::Older => Step::Older,
        Along::Newer => Step::Newer,
    }
}

/// How many lines a motion moves in a list.
const fn lines_of(motion: Motion) -> isize {
    match motion {
        Motion::Up | Motion::Left => -1,
        Motion::Down | Motion::Right => 1,
        Motion::PageUp => -10,
        Motion::PageDown => 10,
        Motion::First => isize::MIN,
        Motion::Last => isize::MAX,
    }
}
