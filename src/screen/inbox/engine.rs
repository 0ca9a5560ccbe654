//! Answers of the session and changes in it, each passed to the part of the inbox that asked for it or shows it.
//!
//! Must not know: how the session gets its answers. Tests: `tests/window`.

use super::aside::Offer;
use super::composer::Sent;
use super::composer::completion::Person;
use super::conversation::Conversation;
use super::fresh::Ask;
use super::thread::Side;
use super::timeline::Effect;
use super::{Attention, Inbox, Message, Panel, Told};

use crate::chat::wish::Deed;
use crate::chat::{Draft, MessageId, PersonId, Strand, conversation};
use crate::dialog::Dialog;
use crate::intent::{Read, Request};
use crate::row::{self, Change, Connection, Page, Span};
use crate::screen::Action;
use crate::screen::inbox::focus::{Entry, Focus};
use crate::screen::words;
use crate::widget::list::{Align, Target};

use std::cmp::Reverse;
use std::path::PathBuf;

/// An answer of the session or the system, or a change that the inbox did not ask for.
#[derive(Debug, Clone)]
pub enum Fact {
    SidebarLoaded(Told<row::Sidebar>),
    PageLoaded {
        of: Strand,
        span: Span,
        page: Told<Page>,
    },
    DraftLoaded {
        of: Strand,
        draft: Told<Draft>,
    },
    WaitingLoaded(Told<Vec<row::Waiting>>),
    TargetsLoaded(Told<Vec<row::Target>>),
    /// The recently used emoji, newest first.
    EmojiLoaded(Told<Vec<String>>),
    /// The earlier versions of a message.
    EarlierLoaded {
        of: MessageId,
        versions: Told<Vec<row::Revision>>,
    },
    FoundLoaded {
        of: row::Sought,
        reach: row::Reach,
        finds: Told<row::Finds>,
    },
    OverviewLoaded {
        of: conversation::Id,
        overview: Told<row::Overview>,
    },
    MembersLoaded {
        of: conversation::Id,
        members: Told<Vec<row::Member>>,
    },
    /// The result of a wish, which is identified by its message and its deed.
    Submitted {
        of: conversation::Id,
        subject: MessageId,
        deed: Deed,
        result: Told<()>,
    },
    /// The result of several wishes that were submitted together.
    SubmittedAll {
        of: conversation::Id,
        wishes: Vec<(MessageId, Deed)>,
        result: Told<()>,
    },
    Kept {
        of: Strand,
        result: Told<()>,
    },
    Ordered(Told<()>),
    Changed(Change),
    ConnectionChanged(Connection),
    ReadingChanged(row::Reading),
    WeatherChanged(String),
    /// The system's file dialog was closed, with a file or without.
    RosterChosen(Option<PathBuf>),
    /// A summary of the import, in words.
    RosterImported(Told<String>),
    /// Where the new token is stored, in words.
    SignedIn(Told<String>),
}

impl Inbox {
    pub(super) fn fact(&mut self, fact: Fact) -> Action<Message> {
        match fact {
            Fact::SidebarLoaded(result) => self.sidebar_loaded(result),
            Fact::PageLoaded { of, span, page } => self.page_loaded(of, span, page),
            Fact::DraftLoaded { of, draft } => self.draft_loaded(of, draft),
            Fact::WaitingLoaded(result) => self.waiting_loaded(result),
            Fact::EmojiLoaded(result) => {
                // Without them the picker offers the most common emoji.
                if let (Some(Dialog::Emoji(_, _, picker)), Ok(used)) = (&mut self.dialog, result) {
                    picker.remembered(used);
                }
                Action::none()
            }
            Fact::TargetsLoaded(result) => {
                if let Ok(targets) = &result {
                    self.know_people(targets);
                }
                match &mut self.dialog {
                    Some(Dialog::Switcher(switcher)) => switcher.loaded(result),
                    Some(Dialog::Share(share)) => share.loaded(result),
                    Some(Dialog::Gather(gather)) => gather.loaded(result),
                    Some(_) | None => {}
                }
                Action::none()
            }
            Fact::EarlierLoaded { of, versions } => {
                if let Some(Dialog::Earlier(earlier)) = &mut self.dialog
                    && earlier.message() == of
                {
                    earlier.loaded(versions);
                }
                Action::none()
            }
            Fact::FoundLoaded { of, reach, finds } => self.found_loaded(of, reach, finds),
            Fact::OverviewLoaded { of, overview } => self.overview_loaded(of, overview),
            Fact::MembersLoaded { of, members } => self.members_loaded(of, members),
            Fact::Submitted { of, subject, deed, result } => self.submitted(of, (subject, deed), result),
            Fact::SubmittedAll { of, wishes, result } => self.submitted_all(of, wishes, result),
            Fact::Kept { of, result } => self.kept(of, result),
            Fact::Ordered(result) => {
                self.trouble = result.err().or_else(|| self.trouble.take());
                Action::none()
            }
            Fact::Changed(change) => self.changed(change),
            Fact::ConnectionChanged(connection) => {
                self.connection = connection;
                Action::none()
            }
            Fact::ReadingChanged(reading) => {
                self.reading = reading;
                self.tell_unreadable()
            }
            Fact::WeatherChanged(word) => {
                if let Some(demo) = &mut self.demo {
                    demo.current = word;
                }
                Action::none()
            }
            Fact::RosterChosen(path) => self.roster_chosen(path),
            Fact::RosterImported(result) => self.roster_imported(result),
            Fact::SignedIn(result) => self.signed_in(result),
        }
    }

    /// Updates the people who can be mentioned: everyone, the most recent direct message first.
    fn know_people(&mut self, targets: &[row::Target]) {
        let mut people: Vec<&row::Target> =
            targets.iter().filter(|target| target.id.kind() == conversation::Kind::Direct).collect();
        people.sort_by_key(|target| Reverse(target.last_at));
        self.people = people
            .into_iter()
            .map(|target| Person { id: PersonId::new(target.id.uuid()), name: target.name.clone() })
            .collect();
        let tone = self.preferences.skin_tone;
        let people = std::mem::take(&mut self.people);
        for side in [Side::Timeline, Side::Thread] {
            if let Some(open) = self.strand_mut(side) {
                open.composer_mut().complete(&people, tone);
            }
        }
        self.people = people;
    }

    /// Something changed in the store; returns what to read again.
    pub fn changed(&mut self, change: Change) -> Action<Message> {
        let read: Option<Request> = match change {
            Change::Sidebar => {
                let people = self.meet_again();
                return match self.sidebar.fresh.changed() {
                    Ask::Now => Action::ask(Request::Read(Read::Sidebar)).and(people),
                    Ask::No => people,
                };
            }
            Change::Outbox => {
                let counts = self.changed(Change::Sidebar);
                if self.panel == Panel::Waiting && self.waiting.fresh.changed() == Ask::Now {
                    return counts.and(Action::ask(Request::Read(Read::Waiting)));
                }
                return counts;
            }
            Change::Conversation(of) => {
                let looked = self.look_again(of);
                let again = |open: &mut Conversation| {
                    let of = open.strand();
                    open.timeline_mut().changed().map(|span| super::conversation::page(of, span))
                };
                let thread = self.strand_mut(Side::Thread).filter(|thread| thread.id() == of).and_then(again);
                let page = self.conversation_mut(of).and_then(again);
                return Action::from(page).and(Action::from(thread)).and(looked);
            }
            // The connection, transfers, playback and reading come with facts of their own.
            Change::Files => return self.files_changed(),
            Change::Connection | Change::Transfers | Change::Playback | Change::Reading => None,
        };
        Action::from(read)
    }

    fn sidebar_loaded(&mut self, result: Told<row::Sidebar>) -> Action<Message> {
        let first = matches!(self.sidebar.state(), super::sidebar::State::Loading);
        let before = self.sidebar_marks();
        self.sidebar.loaded(result);
        self.show_moved(before);
        let again = match self.sidebar.fresh.came() {
            Ask::Now => Action::ask(Request::Read(Read::Sidebar)),
            Ask::No => Action::none(),
        };
        // A wide window starts with the last conversation, a narrow one with the sidebar.
        let begin = match self.sidebar.begin() {
            Some(of) if first && self.open.is_none() && !self.is_narrow() => self.open(of, None),
            Some(of) if first && self.open.is_none() => {
                let entry = self.sidebar.talk(of).map_or(Entry::Jump, |talk| Entry::Talk(talk.id));
                self.focus_on(Focus::Sidebar(entry))
            }
            Some(_) | None => Action::none(),
        };
        again.and(begin)
    }

    fn page_loaded(&mut self, of: Strand, span: Span, page: Told<Page>) -> Action<Message> {
        let Some(open) = self.conversation_mut(of) else {
            return Action::none();
        };
        let (effect, next) = open.loaded(span, page);
        let side = self.side_of(of);
        if let Some(side) = side {
            match effect {
                Effect::Replaced(Some(id)) => self.jump_in(side, super::row(id, Align::Center)),
                Effect::ReplacedAtNew(id) => self.jump_in(side, super::row(id, Align::Top)),
                Effect::Replaced(None) => self.jump_in(side, Target::End),
                Effect::Nothing => {}
            }
        }
        let here = |id: &MessageId| self.open.as_ref().is_some_and(|open| open.timeline().row(*id).is_some());
        let edit = match self.edit_due.filter(here) {
            Some(id) => {
                self.edit_due = None;
                self.edit(Side::Timeline, id)
            }
            None => Action::none(),
        };
        let here = Action::from(next).and(edit).and(self.keep_focus_real()).and(self.land());
        here.and(self.files_moved()).and(self.read_on())
    }

    /// Moves the keyboard focus off a message that is no longer loaded.
    pub(super) fn keep_focus_real(&mut self) -> Action<Message> {
        let (Some(side), Some(id)) = (self.focus.side(), self.focus.message()) else {
            return Action::none();
        };
        match self.strand(side) {
            Some(open) if open.timeline().index(id).is_none() => {
                match open.timeline().step(None, super::timeline::Step::Newer) {
                    Some(id) => self.focus_on(Focus::on(side, id)),
                    None => self.focus_on(Focus::composer(side)),
                }
            }
            Some(_) | None => Action::none(),
        }
    }

    fn draft_loaded(&mut self, of: Strand, draft: Told<Draft>) -> Action<Message> {
        match (draft, self.conversation_mut(of)) {
            (Ok(draft), Some(open)) => open.composer_mut().loaded(draft),
            (Err(error), _) => self.trouble = Some(format!("The draft could not be read. {error}")),
            (Ok(_), None) => {}
        }
        Action::none()
    }

    fn waiting_loaded(&mut self, result: Told<Vec<row::Waiting>>) -> Action<Message> {
        let next = self.focus.waiting().and_then(|entry| self.waiting.neighbour(entry));
        self.waiting.loaded(result);
        let again = match self.waiting.fresh.came() {
            Ask::Now => Action::ask(Request::Read(Read::Waiting)),
            Ask::No => Action::none(),
        };
        let Focus::Waiting(entry) = self.focus else { return again };
        if entry.is_some_and(|entry| self.waiting.line(entry).is_some()) {
            return again;
        }
        let next = next.filter(|next| self.waiting.line(*next).is_some());
        again.and(self.focus_on(Focus::Waiting(next.or_else(|| self.waiting.step(None, 0)))))
    }

    fn submitted(
        &mut self,
        of: conversation::Id,
        wish: (MessageId, Deed),
        result: Told<()>,
    ) -> Action<Message> {
        let at = self.now.at;
        let went = result.is_ok();
        if wish.1.is_of_room() {
            return self.room_submitted(of, wish.1, result);
        }
        if wish.1 == Deed::Delete {
            self.went(wish.0, result.as_ref().copied().map_err(|_| ()));
        }
        // The answer may be for a reaction or a star while a text is still being saved.
        let sender = self.conversations_mut().find(|open| open.composer().is_sending(wish));
        if let Some(open) = sender {
            open.composer_mut().submitted(result, at);
            // An edit does not scroll: the edited message is already in view.
            if went && wish.1 == Deed::Post {
                open.timeline_mut().forget_line();
                let newest = open.go_to_latest();
                let strand = open.strand();
                if let Some(side) = self.side_of(strand) {
                    self.jump_in(side, Target::End);
                }
                return Action::from(newest).and(self.changed(Change::Conversation(of)));
            }
        } else if let Err(error) = result {
            self.trouble = Some(error);
        }
        // The message is drawn from the store, which has it now.
        self.changed(Change::Conversation(of))
    }

    fn submitted_all(
        &mut self,
        of: conversation::Id,
        wishes: Vec<(MessageId, Deed)>,
        result: Told<()>,
    ) -> Action<Message> {
        for (subject, deed) in wishes {
            if deed == Deed::Delete {
                self.went(subject, result.as_ref().copied().map_err(|_| ()));
            }
        }
        self.trouble = result.err().or_else(|| self.trouble.take());
        self.changed(Change::Conversation(of))
    }

    fn kept(&mut self, of: Strand, result: Told<()>) -> Action<Message> {
        let at = self.now.at;
        let people = std::mem::take(&mut self.people);
        let Some(open) = self.conversation_mut(of) else {
            self.people = people;
            return Action::none();
        };
        let sent = open.composer_mut().kept(result, of, &people, at);
        self.people = people;
        match sent {
            Sent::Wish(wish) => Action::ask(Request::Submit { of: of.of, wish }),
            Sent::Nothing => Action::none(),
        }
    }

    /// Says once how many messages could not be read; waits until a toast that is already shown is gone.
    fn tell_unreadable(&mut self) -> Action<Message> {
        let new = self.reading.unreadable.saturating_sub(self.unreadable_told);
        if new == 0 || self.aside().is_some() {
            return Action::none();
        }
        self.unreadable_told = self.reading.unreadable;
        let sentence = format!("{} could not be read", words::count(new, "message", "messages"));
        self.say(sentence, Offer::Nothing)
    }

    pub(super) fn pulsed(&mut self) -> Action<Message> {
        let at = self.now.at;
        let mut asks = Vec::new();
        for open in self.conversations_mut() {
            let of = open.strand();
            asks.extend(open.composer_mut().due(at).map(|draft| Request::Keep { of, draft }));
        }
        let kept = Action::asks(asks);
        let kept = kept.and(self.aside_due()).and(self.tell_unreadable());
        match self.attention {
            Attention::Here => kept.and(self.read_on()),
            Attention::Away => kept,
        }
    }
}
