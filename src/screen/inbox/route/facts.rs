//! Passes each fact to the part that requested or shows it.
//!
//! Must not know: how the session gets its answers. Tests: `tests/window`.

use crate::chat::wish;
use crate::chat::{FeedId, MessageId, conversation};
use crate::intent::Request;
use crate::language::tr;
use crate::row::{self, Change, Page, Span};
use crate::screen::Action;
use crate::screen::Fallible;
use crate::screen::dialog::roster::Wanted;
use crate::screen::inbox::engine::Fact;
use crate::screen::inbox::focus::{Entry, Focus, Side};
use crate::screen::inbox::shared::Attention;
use crate::screen::inbox::{Inbox, Message, conversations};

impl Inbox {
    pub(in crate::screen::inbox) fn fact(&mut self, fact: Fact) -> Action<Message> {
        match fact {
            Fact::SidebarLoaded(result) => self.sidebar_loaded(result),
            Fact::PageLoaded { of, span, page } => self.page_loaded(of, span, page),
            Fact::DraftLoaded { of, draft } => {
                let result = self.feeds.draft_loaded(of, draft);
                self.report(result)
            }
            Fact::OutboxLoaded(result) => {
                let near = self.rows_near_focus();
                let next = self.panels.outbox.loaded(result);
                Action::from(next).and(self.correct_row(near))
            }
            Fact::EmojiLoaded(result) => {
                self.overlay.emoji_loaded(result);
                Action::none()
            }
            Fact::TargetsLoaded(result) => {
                if let Ok(targets) = &result {
                    self.shared.know_names(targets);
                    self.feeds.names_changed(&self.shared);
                }
                self.overlay.targets_loaded(result);
                self.overlay.rows_changed(self.shared.conversations.rows());
                Action::none()
            }
            Fact::EarlierLoaded { of, versions } => {
                self.overlay.earlier_loaded(of, versions);
                Action::none()
            }
            Fact::ListLoaded { of, span, listed } => {
                let near = self.rows_near_focus();
                let next = self.panels.message_list.loaded(of, span, listed);
                Action::from(next).and(self.correct_row(near))
            }
            Fact::OverviewLoaded { of, overview } => {
                Action::from(self.panels.details.overview_loaded(of, overview))
            }
            Fact::MembersLoaded { of, members } => {
                let near = self.rows_near_focus();
                let next = self.panels.details.members_loaded(of, members);
                Action::from(next).and(self.correct_row(near))
            }
            Fact::CasesLoaded(cases) => self.cases_loaded(cases),
            Fact::CaseLoaded { of, case } => self.case_loaded(of, case),
            Fact::Submitted { of, subject, kind, result } => self.submitted(of, (subject, kind), result),
            Fact::SubmittedAll { of, wishes, result } => self.submitted_all(of, wishes, result),
            Fact::Kept { of, result } => Action::from(self.feeds.kept(of, result, &self.shared)),
            Fact::Ordered(result) => self.report(result),
            Fact::ReadingUndone(Ok(0)) => Action::none(),
            Fact::ReadingUndone(Ok(more)) => self.toast(tr::toast_undo_rest(more as u64)),
            Fact::ReadingUndone(Err(error)) => self.report(Err(error)),
            Fact::Changed(change) => self.changed(change),
            Fact::ConnectionChanged(connection) => {
                self.shared.connection = connection;
                Action::none()
            }
            Fact::ReadingChanged(reading) => {
                self.shared.reading = reading;
                self.toasts.tell_unreadable(reading.unreadable, self.shared.now.at);
                Action::none()
            }
            Fact::WeatherChanged(word) => {
                if let Some(demo) = &mut self.shared.demo {
                    demo.current = word;
                }
                Action::none()
            }
            Fact::RosterChosen(path) => match self.overlay.roster_chosen(path) {
                Some(Some(Wanted::File(path))) => Action::ask(Request::ImportRoster(path)),
                Some(Some(Wanted::Choice) | None) => self.focus_on(Focus::Dialog),
                None => Action::none(),
            },
            Fact::RosterImported(result) => {
                let result = self.overlay.roster_imported(result);
                self.report(result)
            }
            Fact::SignedIn(result) => {
                let result = self.overlay.signed_in(result);
                self.report(result)
            }
        }
    }

    /// Shows the reason of a failure.
    pub(super) fn report(&mut self, result: Fallible<()>) -> Action<Message> {
        if let Err(sentence) = result {
            self.tell(sentence);
        }
        Action::none()
    }

    /// Something changed in the store; returns what to read again.
    pub fn changed(&mut self, change: Change) -> Action<Message> {
        match change {
            Change::Sidebar => {
                let people = Action::from(self.panels.people_changed());
                Action::from(self.sidebar.changed()).and(people)
            }
            Change::Outbox => {
                let counts = self.changed(Change::Sidebar);
                counts.and(Action::from(self.panels.outbox_changed()))
            }
            Change::Conversation(of) => {
                let panels = Action::asks(self.panels.changed(of));
                Action::asks(self.feeds.changed(of))
                    .and(Action::asks(self.feeds.reports_changed(of)))
                    .and(panels)
                    .and(self.desk_changed())
            }
            Change::Files => self.files_changed(),
            // These come with facts of their own.
            Change::Connection | Change::Transfers | Change::Playback | Change::Reading => Action::none(),
        }
    }

    fn sidebar_loaded(&mut self, result: Fallible<row::Sidebar>) -> Action<Message> {
        let conversations = &mut self.shared.conversations;
        let is_first = matches!(conversations.state(), conversations::State::Loading);
        let before = conversations.marks();
        conversations.loaded(result);
        self.overlay.rows_changed(conversations.rows());
        let begin = conversations.begin().filter(|_| is_first);
        self.sidebar.show_moved(before, &self.shared);
        let again = Action::from(self.sidebar.loaded());
        // A wide window starts with the last conversation, a narrow one with the sidebar.
        let begun = match begin.filter(|_| self.feeds.main().is_none()) {
            Some(of) if !self.is_narrow() => self.open(of, None),
            Some(of) => {
                let entry = self
                    .shared
                    .conversations
                    .row(of)
                    .map_or(Entry::Jump, |conversation| Entry::Conversation(conversation.id));
                self.focus_on(Focus::Sidebar(entry))
            }
            None => Action::none(),
        };
        let cases = if is_first { self.desk_changed() } else { Action::none() };
        again.and(begun).and(cases)
    }

    fn page_loaded(&mut self, of: FeedId, span: Span, page: Fallible<Page>) -> Action<Message> {
        if self.feeds.find_mut(of).is_none() {
            return Action::none();
        }
        let next = Action::from(self.feeds.page_loaded(of, span, page));
        let edit = match self.feeds.take_edit_due() {
            Some(id) => self.edit(Side::Timeline, id),
            None => Action::none(),
        };
        let here = next.and(edit).and(self.correct_focus()).and(self.focus_awaited());
        here.and(self.files_moved()).and(self.read_on())
    }

    fn submitted(
        &mut self,
        of: conversation::Id,
        wish: (MessageId, wish::Kind),
        result: Fallible<()>,
    ) -> Action<Message> {
        if wish.1.is_on_conversation() {
            return self.conversation_submitted(of, wish.1, result);
        }
        if wish.1 == wish::Kind::Delete {
            self.deletion_saved(wish.0, result.is_ok());
        }
        let next = match self.feeds.submitted(wish, result, self.shared.now) {
            Ok(next) => Action::from(next),
            Err(error) => self.report(Err(error)).and(self.decision_refused(wish.1)),
        };
        // The message is drawn from the store, which has it now.
        next.and(self.changed(Change::Conversation(of)))
    }

    fn submitted_all(
        &mut self,
        of: conversation::Id,
        wishes: Vec<(MessageId, wish::Kind)>,
        result: Fallible<()>,
    ) -> Action<Message> {
        for (subject, kind) in wishes {
            if kind == wish::Kind::Delete {
                self.deletion_saved(subject, result.is_ok());
            }
        }
        self.report(result).and(self.changed(Change::Conversation(of)))
    }

    /// A deletion was saved, or was refused: a refused one is drawn as a message again.
    fn deletion_saved(&mut self, id: MessageId, is_saved: bool) {
        for (of, message) in self.change_toasts(|toasts| toasts.saved(id, is_saved)) {
            self.feeds.unhide(of, &[message]);
        }
    }

    /// The result of a wish on a conversation. Another dialog may have replaced the one that asked.
    fn conversation_submitted(
        &mut self,
        of: conversation::Id,
        kind: wish::Kind,
        result: Fallible<()>,
    ) -> Action<Message> {
        let is_awaited = self.overlay.awaits(of);
        match result {
            Err(error) if is_awaited => {
                self.overlay.refused(error);
                Action::none()
            }
            Err(error) => self.report(Err(error)),
            Ok(()) => {
                let shown = match kind {
                    wish::Kind::Create if is_awaited => self.open(of, None),
                    _ if is_awaited => self.close_dialog(),
                    _ => Action::none(),
                };
                shown.and(self.changed(Change::Sidebar))
            }
        }
    }

    /// Files were downloaded or removed: the visible messages are read again.
    pub(super) fn files_changed(&mut self) -> Action<Message> {
        self.shared.files.came();
        let pages = Action::asks(self.feeds.files_changed());
        pages.and(Action::from(self.panels.files_changed()))
    }

    /// Time passed.
    pub(in crate::screen::inbox) fn pulsed(&mut self) -> Action<Message> {
        let now = self.shared.now;
        let kept = Action::asks(self.feeds.pulsed(now));
        let held = self.change_toasts(|toasts| toasts.pulsed(now.at));
        self.toasts.tell_unreadable(self.shared.reading.unreadable, now.at);
        let kept = kept.and(Action::from(held)).and(self.desk_pulsed());
        match self.shared.attention {
            Attention::Here => kept.and(self.read_on()),
            Attention::Away => kept,
        }
    }
}
