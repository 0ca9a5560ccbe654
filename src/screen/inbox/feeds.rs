//! All conversations and threads in memory: the open conversation, the thread beside it, and those used recently.
//!
//! The open conversation and the open thread are both [`Feed`]s, each on its own [`Side`] of the window. A conversation
//! shows the replies of its threads too, so only the conversation marks messages as read or unread. A closed feed stays
//! in memory for a while, so that returning to it is immediate and no typed text is lost. Must not know: panels,
//! dialogs, the keyboard. Tests: `tests/window/timeline.rs`, `tests/window/thread.rs`.

mod writing;

use super::composer::Composer;
use super::event::{Action, Event};
use super::feed::{self, Feed};
use super::focus::{Focus, Side};
use super::shared::Shared;
use super::timeline::Effect;
use super::{actions, message};

use crate::screen::Fallible;

use crate::chat::{FeedId, MessageId, conversation};
use crate::intent::Request;
use crate::row::{Page, Row, Span};
use crate::screen::words::Now;
use crate::widget::editor::Edit;
use crate::widget::list::{Align, Jump, Target};

use iced::Rectangle;

use std::collections::HashMap;
use std::sync::Arc;

/// How many recently used feeds stay in memory besides the open ones.
const RECENT: usize = 8;

/// The conversations and threads in memory.
#[derive(Debug, Default)]
pub struct Feeds {
    main: Option<Feed>,
    thread: Option<Feed>,
    /// The side that was used last; editing a message starts there.
    side: Side,
    /// Recently left feeds, latest last.
    recent: Vec<Feed>,
    /// The message to return to in each conversation that is no longer in memory.
    spots: HashMap<conversation::Id, MessageId>,
    /// The last requested scroll of the timeline.
    jump: Option<Jump>,
    /// The last requested scroll of the thread.
    thread_jump: Option<Jump>,
    /// The caret of the composer, while completions are offered at it.
    caret: Option<Rectangle>,
    /// The message to edit as soon as its page is loaded.
    edit_due: Option<MessageId>,
    /// The message to focus as soon as its page is loaded.
    focus_due: Option<MessageId>,
}

impl Feeds {
    /// The open conversation.
    pub const fn main(&self) -> Option<&Feed> {
        self.main.as_ref()
    }

    /// The open conversation.
    pub const fn main_mut(&mut self) -> Option<&mut Feed> {
        self.main.as_mut()
    }

    /// The thread beside it.
    pub const fn thread(&self) -> Option<&Feed> {
        self.thread.as_ref()
    }

    /// The feed of a side.
    pub const fn on(&self, side: Side) -> Option<&Feed> {
        match side {
            Side::Timeline => self.main.as_ref(),
            Side::Thread => self.thread.as_ref(),
        }
    }

    /// The feed of a side.
    pub const fn on_mut(&mut self, side: Side) -> Option<&mut Feed> {
        match side {
            Side::Timeline => self.main.as_mut(),
            Side::Thread => self.thread.as_mut(),
        }
    }

    /// The composer of a side.
    pub fn composer(&self, side: Side) -> Option<&Composer> {
        self.on(side).map(Feed::composer)
    }

    /// The composer of a side.
    pub fn composer_mut(&mut self, side: Side) -> Option<&mut Composer> {
        self.on_mut(side).map(Feed::composer_mut)
    }

    /// The side that was used last.
    pub const fn side(&self) -> Side {
        self.side
    }

    /// A side is used now.
    pub const fn use_side(&mut self, side: Side) {
        self.side = side;
    }

    /// The side that shows a feed, if one does.
    pub fn side_of(&self, feed_id: FeedId) -> Option<Side> {
        let shown = |side: &Side| self.on(*side).is_some_and(|feed| feed.feed_id() == feed_id);
        Side::BOTH.into_iter().find(shown)
    }

    /// All conversations and threads in memory.
    pub fn all(&self) -> impl Iterator<Item = &Feed> {
        self.main.iter().chain(&self.thread).chain(&self.recent)
    }

    /// All conversations and threads in memory.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Feed> {
        self.main.iter_mut().chain(&mut self.thread).chain(&mut self.recent)
    }

    /// A conversation or a thread, if it is in memory.
    pub fn find_mut(&mut self, of: impl Into<FeedId>) -> Option<&mut Feed> {
        let of = of.into();
        self.all_mut().find(|feed| feed.feed_id() == of)
    }

    /// A conversation and its threads, as far as they are in memory.
    fn of(&mut self, of: conversation::Id) -> impl Iterator<Item = &mut Feed> {
        self.all_mut().filter(move |feed| feed.id() == of)
    }

    /// Draws messages of a conversation as deleted, in its timeline and threads.
    pub fn hide(&mut self, of: conversation::Id, messages: &[MessageId]) {
        for feed in self.of(of) {
            messages.iter().for_each(|message| feed.timeline_mut().hide(*message));
        }
    }

    /// Draws messages again that were drawn as deleted.
    pub fn unhide(&mut self, of: conversation::Id, messages: &[MessageId]) {
        for feed in self.of(of) {
            messages.iter().for_each(|message| feed.timeline_mut().unhide(*message));
        }
    }

    /// The last requested scroll of a side.
    pub const fn jump_of(&self, side: Side) -> Option<Jump> {
        match side {
            Side::Timeline => self.jump,
            Side::Thread => self.thread_jump,
        }
    }

    /// Scrolls the messages of a side.
    pub fn jump(&mut self, side: Side, to: Target) {
        let jump = match side {
            Side::Timeline => &mut self.jump,
            Side::Thread => &mut self.thread_jump,
        };
        *jump = Some(Jump::after(*jump, to));
    }

    /// The caret of the composer, while completions are offered at it.
    pub const fn caret(&self) -> Option<Rectangle> {
        self.caret
    }

    /// The row of a message that is loaded on a side and not drawn as deleted. The side used last comes first; a message
    /// on both sides has the same row.
    pub fn row(&self, id: MessageId) -> Option<&Arc<Row>> {
        let sides = [self.side, Side::Timeline, Side::Thread].into_iter();
        sides.filter_map(|side| self.on(side)).find_map(|feed| {
            let timeline = feed.timeline();
            timeline.row(id).filter(|_| !timeline.is_hidden(id))
        })
    }

    /// True if a message is loaded in the open conversation.
    pub fn is_here(&self, id: MessageId) -> bool {
        self.main.as_ref().is_some_and(|open| open.timeline().index(id).is_some())
    }

    /// The side where a message is loaded, the one used last first.
    pub fn side_with(&self, id: MessageId) -> Option<Side> {
        let here = |side: &Side| self.on(*side).is_some_and(|feed| feed.timeline().row(id).is_some());
        [self.side, Side::Timeline].into_iter().find(here)
    }

    /// Drops edits and focus moves that wait for a page.
    pub const fn await_nothing(&mut self) {
        (self.edit_due, self.focus_due) = (None, None);
    }

    /// A message is to be edited as soon as its page is loaded.
    pub const fn await_edit(&mut self, id: MessageId) {
        self.edit_due = Some(id);
    }

    /// A message is to be focused as soon as its page is loaded.
    pub const fn await_focus(&mut self, id: MessageId) {
        self.focus_due = Some(id);
    }

    /// The message to edit, once it is loaded.
    pub fn take_edit_due(&mut self) -> Option<MessageId> {
        let here = |id: &MessageId| self.main.as_ref().is_some_and(|open| open.timeline().row(*id).is_some());
        let id = self.edit_due.filter(here)?;
        self.edit_due = None;
        Some(id)
    }

    /// The message to focus, once it is loaded.
    pub fn take_focus_due(&mut self) -> Option<MessageId> {
        let id = self.focus_due.filter(|id| self.is_here(*id))?;
        self.focus_due = None;
        Some(id)
    }

    /// The selected messages of the open conversation, oldest first.
    pub fn chosen(&self) -> &[Arc<Row>] {
        self.main.as_ref().map(|open| open.timeline().chosen()).unwrap_or_default()
    }

    /// Ends the selections of text; returns true if there was one.
    pub fn end_selections(&mut self) -> bool {
        let mut ended = false;
        for feed in self.all_mut() {
            ended |= feed.end_selection();
        }
        ended
    }

    /// Clears the selection; returns true if something was selected.
    pub fn choose_nothing(&mut self) -> bool {
        self.main.as_mut().is_some_and(|open| open.timeline_mut().choose_nothing())
    }

    /// Opens a conversation, at a message if one is given; returns the reads it needs. The one before must be closed.
    pub fn open(
        &mut self,
        of: conversation::Id,
        at: Option<MessageId>,
        keeps_scroll: bool,
        shared: &Shared,
    ) -> Vec<Request> {
        let known = self.recent.iter().position(|recent| recent.feed_id() == of.into());
        let (open, reads) = match known.map(|at| self.recent.remove(at)) {
            Some(mut open) => {
                let reads = open.reopen(at);
                (open, reads)
            }
            None => {
                let at = at.or_else(|| self.spots.get(&of).copied());
                Feed::new(of, shared.me.id, at)
            }
        };
        let left_at = open.spot().filter(|_| !keeps_scroll);
        if let Some(at) = at.filter(|at| open.timeline().index(*at).is_some()) {
            self.jump(Side::Timeline, feed::row(at, Align::Center));
        } else if let Some(at) = left_at {
            self.jump(Side::Timeline, feed::row(at, Align::Top));
        }
        self.main = Some(open);
        reads
    }

    /// Takes the open conversation out, so that it can be closed; returns it with the read mark to save.
    pub fn leave(&mut self) -> Option<(Feed, Option<Request>)> {
        let mut open = self.main.take()?;
        let mark = open.flush_mark();
        Some((open, mark))
    }

    /// Opens a thread; returns the reads it needs. The one before must be closed.
    pub fn open_thread(&mut self, feed_id: FeedId, shared: &Shared) -> Vec<Request> {
        let known = self.recent.iter().position(|recent| recent.feed_id() == feed_id);
        let (thread, reads) = match known.map(|at| self.recent.remove(at)) {
            Some(mut thread) => {
                let reads = thread.reopen(None);
                (thread, reads)
            }
            None => Feed::new(feed_id, shared.me.id, None),
        };
        self.thread = Some(thread);
        self.jump(Side::Thread, Target::End);
        reads
    }

    /// Takes the thread out, so that it can be closed.
    pub fn leave_thread(&mut self) -> Option<Feed> {
        let thread = self.thread.take()?;
        self.side = Side::Timeline;
        Some(thread)
    }

    /// Keeps a closed feed in memory for a while; returns the request that saves its draft.
    pub fn retire(&mut self, mut feed: Feed) -> Option<Request> {
        let keep = keep(&mut feed);
        feed.end_selection();
        self.recent.push(feed);
        if self.recent.len() > RECENT
            && let Some(oldest) = self.recent.iter().position(|recent| recent.composer().is_settled())
        {
            let gone = self.recent.remove(oldest);
            match gone.spot().filter(|_| gone.feed_id().root.is_none()) {
                Some(spot) => self.spots.insert(gone.id(), spot),
                None if gone.feed_id().root.is_none() => self.spots.remove(&gone.id()),
                None => None,
            };
        }
        keep
    }

    /// Handles an event of a side. While no conversation is open, its place has buttons too.
    pub fn update(&mut self, side: Side, message: feed::Message, shared: &Shared) -> Action<feed::Message> {
        if self.on(side).is_none() && !matches!(message, feed::Message::Commanded(_)) {
            return Action::none();
        }
        match message {
            feed::Message::Seen(visible) => {
                let next = self.on_mut(side).and_then(|feed| feed.seen(visible, shared.now.at));
                Action::from(next).and(Action::ask(Event::ReadOn))
            }
            feed::Message::Sought(rank) => self.read_page(side, |feed| feed.timeline_mut().go_to_rank(rank)),
            feed::Message::ToLatest => {
                let newest = self.on_mut(side).and_then(Feed::go_to_latest);
                self.jump(side, Target::End);
                Action::from(newest).and(Action::ask(Event::Focus(Focus::composer(side))))
            }
            feed::Message::ToUnread => Action::from(self.show_first_unread()),
            feed::Message::Retried => self.read_page(side, |feed| feed.timeline_mut().retry()),
            feed::Message::Edited(of, edit) => {
                // In the same moment another conversation may have been opened, or the keyboard focus have moved on: the
                // words stay where they were typed.
                if self.on(side).is_none_or(|feed| feed.feed_id() != of) || edit == Edit::EndComposing {
                    self.edit_unfocused(of, edit, shared);
                    return Action::none();
                }
                if let (Some(feed), true) = (self.on_mut(side), edit.writes()) {
                    feed.end_selection();
                }
                let read = self.type_in(side, edit, shared);
                Action::ask(Event::Typing(side)).and(Action::from(read))
            }
            feed::Message::Taken(answer) => {
                self.complete(side, Some(answer), shared.now);
                Action::ask(Event::Focus(Focus::composer(side)))
            }
            feed::Message::Caret(caret) => {
                self.caret = Some(caret);
                Action::none()
            }
            feed::Message::EditLeft => {
                if let Some(composer) = self.composer_mut(side) {
                    let _left = composer.leave(shared.now.at);
                }
                Action::ask(Event::Focus(Focus::composer(side)))
            }
            feed::Message::ChosenTo(key) => Action::ask(Event::ChooseTo(message::id(key))),
            feed::Message::Selected(text) => {
                if let Some(feed) = self.on_mut(side) {
                    feed.select(text);
                }
                Action::none()
            }
            feed::Message::Sent => Action::ask(Event::Send(side)),
            feed::Message::EmojiAsked => {
                let picker = self.on(side).map(|feed| Event::EmojiFor(feed.feed_id()));
                let focus = Action::ask(Event::Focus(Focus::composer(side)));
                focus.and(picker.map_or_else(Action::none, Action::ask))
            }
            feed::Message::Staging(message) => Action::ask(Event::Staging(message)),
            feed::Message::Row(message) => {
                if !matches!(message, message::Message::Wanted(_)) {
                    self.side = side;
                }
                Action::ask(actions::message::pressed(message, shared))
            }
            feed::Message::Commanded(command) => Action::ask(Event::Command(command)),
            feed::Message::Acted(of, act) => Action::ask(Event::ActOnConversation(of, act)),
            feed::Message::MenuAsked => {
                let menu =
                    self.on(side).map(|feed| Event::ConversationMenu(feed.id(), shared.pointer.into()));
                Action::from(menu)
            }
            feed::Message::WentBack => Action::ask(Event::Back),
            feed::Message::Closed => Action::ask(Event::ClosePanel),
            feed::Message::ToastDismissed => Action::ask(Event::DismissToast),
        }
    }

    /// Reads the page of a side that `span` asks for.
    fn read_page(
        &mut self,
        side: Side,
        span: impl FnOnce(&mut Feed) -> Option<Span>,
    ) -> Action<feed::Message> {
        let request =
            self.on_mut(side).and_then(|feed| span(feed).map(|span| feed::page(feed.feed_id(), span)));
        Action::from(request)
    }

    /// Updates everything that is drawn beside the rows.
    pub fn present(&mut self, now: Now, ring: Option<Focus>) {
        for side in Side::BOTH {
            let focused = ring.filter(|focus| focus.side() == Some(side)).and_then(Focus::message);
            let edited = self.edited(side);
            if let Some(feed) = self.on_mut(side) {
                feed.timeline_mut().present(now, focused, edited);
            }
        }
    }

    /// The requests that save everything that is not on disk yet.
    pub fn flush(&mut self) -> Vec<Request> {
        self.all_mut().filter_map(keep).collect()
    }

    /// The read mark of the open conversation, to save before the program exits.
    pub fn flush_mark(&mut self) -> Option<Request> {
        self.main.as_mut().and_then(Feed::flush_mark)
    }

    /// True once everything that was typed is saved.
    pub fn is_settled(&self) -> bool {
        self.all().all(|feed| feed.composer().is_at_rest() && !feed.composer().wants_time())
    }

    /// True if time alone will save a draft or a read mark.
    pub fn wants_time(&self) -> bool {
        self.all().any(|feed| feed.composer().wants_time() || feed.wants_mark())
    }

    /// True if time alone will change how a visible row is drawn.
    pub fn has_young(&self, now: Now) -> bool {
        Side::BOTH
            .into_iter()
            .filter_map(|side| self.on(side))
            .any(|feed| feed.timeline().has_young(now) || feed.timeline().has_come_of_age(now))
    }

    /// Messages of a conversation changed; returns the pages to read again.
    pub fn changed(&mut self, of: conversation::Id) -> Vec<Request> {
        let thread = self.thread.as_mut().filter(|thread| thread.id() == of).and_then(again);
        let page = self.find_mut(of).and_then(again);
        page.into_iter().chain(thread).collect()
    }

    /// Something changed in a conversation, perhaps a report: returns the visible pages of others to read again that show
    /// one. A report is a message in another conversation than the message that it is about.
    pub fn reports_changed(&mut self, of: conversation::Id) -> Vec<Request> {
        let shows_report =
            |feed: &Feed| feed.id() != of && feed.timeline().rows().iter().any(|row| !row.reports.is_empty());
        let again = |side| self.on_mut(side).filter(|feed| shows_report(feed)).and_then(again);
        Side::BOTH.into_iter().filter_map(again).collect()
    }

    /// Files were downloaded or removed; returns the visible pages to read again.
    pub fn files_changed(&mut self) -> Vec<Request> {
        Side::BOTH.into_iter().filter_map(|side| self.on_mut(side).and_then(again)).collect()
    }

    /// A page was read; returns the next one to read.
    pub fn page_loaded(&mut self, of: FeedId, span: Span, page: Fallible<Page>) -> Option<Request> {
        let (effect, next) = self.find_mut(of)?.loaded(span, page);
        if let Some(side) = self.side_of(of) {
            match effect {
                Effect::Replaced(Some(id)) => self.jump(side, feed::row(id, Align::Center)),
                Effect::ReplacedAtNew(id) => self.jump(side, feed::row(id, Align::Top)),
                Effect::Replaced(None) => self.jump(side, Target::End),
                Effect::Nothing => {}
            }
        }
        next
    }

    /// Goes to the conversation's first unread message and moves the *New* line there.
    pub fn show_first_unread(&mut self) -> Option<Request> {
        let open = self.main.as_mut()?;
        let unread = open.timeline_mut().begin_line_anew()?;
        let page = open.go_to(unread);
        if page.is_none() {
            self.jump(Side::Timeline, feed::row(unread, Align::Center));
        }
        page
    }

    /// True if everything in the open conversation is read.
    pub fn has_no_unread(&self) -> bool {
        self.main.as_ref().is_some_and(|feed| feed.timeline().has_no_unread())
    }

    /// Goes to a message of the open conversation.
    pub fn go_to(&mut self, id: MessageId) -> Option<Request> {
        let page = self.main.as_mut()?.go_to(id);
        if page.is_none() {
            self.jump(Side::Timeline, feed::row(id, Align::Center));
        }
        page
    }
}

/// The request that reads a feed's page again after a change.
fn again(feed: &mut Feed) -> Option<Request> {
    let of = feed.feed_id();
    feed.timeline_mut().changed().map(|span| feed::page(of, span))
}

/// The request that saves a feed's draft, if it is unsaved.
fn keep(feed: &mut Feed) -> Option<Request> {
    let of = feed.feed_id();
    feed.composer_mut().keep().map(|draft| Request::Keep { of, draft })
}
