//! A feed: one conversation or one of its threads, with its loaded messages, its composer and the reading position.
//!
//! Drawing is in `view` beside, and for a thread in `thread`. Must not know: whether it is open.
//! Tests: `tests/window/timeline.rs`.

pub mod selection;
pub mod thread;
pub mod view;

use super::composer::Composer;
use super::focus::Side;
use super::message;
use super::message::content::order;
use super::staging;
use super::timeline::{Effect, Timeline, View, copied};

use crate::chat::{FeedId, MessageId, PersonId, Stamp, conversation};
use crate::intent::{Read, Request};
use crate::row::{Page, Seen, Span};
use crate::screen::dialog::conversation_menu;
use crate::screen::keys::Command;
use crate::screen::words::Now;
use crate::widget::editor::Edit;
use crate::widget::list::{Align, Key, Target, Visible};
use crate::widget::selecting::Excerpt;

use iced::Rectangle;

/// How long after messages were seen they are marked as read, in milliseconds.
const MARK_AFTER: i64 = 500;

/// A conversation or thread that is open, or was open recently.
#[derive(Debug)]
pub struct Feed {
    feed_id: FeedId,
    timeline: Timeline,
    composer: Composer,
    mark_since: Option<Stamp>,
    opening: Opening,
    /// The text that is selected in its messages.
    selected: Option<Excerpt>,
    /// How many selections [`Feed::end_selection`] has ended. The list ends its selection when this changes.
    ended: u64,
}

/// The progress of the first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    Yes,
    /// Waiting for the page around the first unread message.
    Stopped(MessageId),
    No,
}

/// An event of the pointer or the list.
#[derive(Debug, Clone)]
pub enum Message {
    /// A row was pressed, or needs a file.
    Row(message::Message),
    /// The button of a command was pressed.
    Commanded(Command),
    /// An action on the conversation was chosen.
    Acted(conversation::Id, conversation_menu::Act),
    /// The menu of the conversation was asked for.
    MenuAsked,
    /// The back button of a narrow window was pressed.
    WentBack,
    /// The thread was closed.
    Closed,
    ToastDismissed,
    /// Other rows were scrolled into view.
    Seen(Visible),
    /// The scrollbar was dragged to this rank in the whole history, where nothing is loaded.
    Sought(u64),
    ToLatest,
    ToUnread,
    Retried,
    /// The text of this feed was edited.
    Edited(FeedId, Edit),
    /// A completion was pressed.
    Taken(usize),
    /// Where in the window the caret is drawn.
    Caret(Rectangle),
    Sent,
    /// The emoji button was pressed.
    EmojiAsked,
    EditLeft,
    /// An event of its attachments.
    Staging(staging::Message),
    /// A row was pressed with Shift.
    ChosenTo(Key),
    /// Text was selected in the messages, or no longer is.
    Selected(Option<Excerpt>),
}

impl Feed {
    /// An empty feed and the reads it needs.
    pub fn new(feed_id: impl Into<FeedId>, me: PersonId, at: Option<MessageId>) -> (Self, Vec<Request>) {
        let feed_id = feed_id.into();
        let (timeline, span) = Timeline::open(feed_id, me, at);
        let open = Self {
            feed_id,
            timeline,
            composer: Composer::new(),
            mark_since: None,
            opening: Opening::Yes,
            selected: None,
            ended: 0,
        };
        (open, vec![page(feed_id, span), Request::Read(Read::Draft(feed_id))])
    }

    /// Remembers the text that is selected in its messages.
    pub fn select(&mut self, excerpt: Option<Excerpt>) {
        self.selected = excerpt;
    }

    /// Ends the selection of text in its messages; returns true if there was one.
    pub fn end_selection(&mut self) -> bool {
        let was = self.selected.take().is_some();
        self.ended += u64::from(was);
        was
    }

    /// How many selections were ended by [`Feed::end_selection`].
    pub const fn ended_selections(&self) -> u64 {
        self.ended
    }

    /// The text that is selected in this message and others, if any is, as it is now.
    pub fn selected_in(&self, id: MessageId, now: Now) -> Option<String> {
        let order = order(self.timeline.row(id)?);
        let Excerpt { from, to } = self.selected?;
        let text =
            (from.order..=to.order).contains(&order).then(|| copied::between(&self.timeline, from, to, now));
        text.filter(|text| !text.is_empty())
    }

    /// The last message in which text is selected.
    pub fn selected_last(&self) -> Option<MessageId> {
        let last = self.selected?.to.order;
        self.timeline.rows().iter().find(|row| order(row) == last).map(|row| row.message.id)
    }

    /// Starts a reply in its composer with a quote: of the text selected in the message, or else of all of it.
    pub fn quote(&mut self, id: MessageId, now: Now) {
        let Some(row) = self.timeline.row(id) else { return };
        let text = self.selected_in(id, now).unwrap_or_else(|| copied::whole(row));
        self.end_selection();
        self.composer.quote(&text, now.at);
    }

    /// Reopens it: what is in memory is drawn at once and read again in the background.
    pub fn reopen(&mut self, at: Option<MessageId>) -> Vec<Request> {
        self.timeline.decide_line_anew();
        let span = match at {
            Some(at) => self.timeline.go_to(at),
            None => None,
        };
        let again = if span.is_none() { self.timeline.changed() } else { span };
        again.map(|span| page(self.feed_id, span)).into_iter().collect()
    }

    /// The id of the conversation; for a thread, of the conversation it belongs to.
    pub const fn id(&self) -> conversation::Id {
        self.feed_id.of
    }

    /// The timeline or thread that it shows.
    pub const fn feed_id(&self) -> FeedId {
        self.feed_id
    }

    /// Its loaded part of the history.
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Its loaded part of the history.
    pub const fn timeline_mut(&mut self) -> &mut Timeline {
        &mut self.timeline
    }

    /// Its composer.
    pub const fn composer(&self) -> &Composer {
        &self.composer
    }

    /// Its composer.
    pub const fn composer_mut(&mut self) -> &mut Composer {
        &mut self.composer
    }

    /// A page was read; returns its effect and the next page to read.
    pub fn loaded(&mut self, span: Span, result: Result<Page, String>) -> (Effect, Option<Request>) {
        if self.opening == Opening::Yes
            && let Ok(latest) = &result
            && let Some(stopped) = unread_above(latest)
            && span == Span::Latest
        {
            // The first unread message is above this page: start there, not at the end.
            self.opening = Opening::Stopped(stopped);
            return (
                Effect::Nothing,
                self.timeline.instead(span, stopped).map(|span| page(self.feed_id, span)),
            );
        }
        let effect = match self.timeline.loaded(span, result) {
            Effect::Replaced(None) if self.opening == Opening::Yes => self.begin_at_new(None),
            Effect::Replaced(Some(at)) if self.opening == Opening::Stopped(at) => self.begin_at_new(Some(at)),
            effect @ (Effect::Nothing | Effect::Replaced(_) | Effect::ReplacedAtNew(_)) => effect,
        };
        self.opening = Opening::No;
        (effect, self.wanted())
    }

    /// Starts reading at the first new message, if there is one.
    fn begin_at_new(&self, else_at: Option<MessageId>) -> Effect {
        self.timeline.first_new().map_or(Effect::Replaced(else_at), Effect::ReplacedAtNew)
    }

    /// The next page to read, if one is needed.
    pub fn wanted(&mut self) -> Option<Request> {
        self.timeline.wanted().map(|span| page(self.feed_id, span))
    }

    /// Other rows were scrolled into view.
    pub fn seen(&mut self, visible: Visible, now: Stamp) -> Option<Request> {
        self.timeline.shows(message::id(visible.first), message::id(visible.last));
        self.timeline.moved(if visible.at_end {
            View::Bottom
        } else {
            View::Elsewhere { first: message::id(visible.first), last: message::id(visible.last) }
        });
        self.mark_since.get_or_insert(now);
        self.wanted()
    }

    /// Goes to the newest message: the page to read when it is not loaded.
    pub fn go_to_latest(&mut self) -> Option<Request> {
        self.timeline.go_to_latest().map(|span| page(self.feed_id, span))
    }

    /// Goes to a message: the page to read when it is not loaded.
    pub fn go_to(&mut self, id: MessageId) -> Option<Request> {
        self.timeline.go_to(id).map(|span| page(self.feed_id, span))
    }

    /// The message at the top of the list, unless the newest is visible.
    pub fn spot(&self) -> Option<MessageId> {
        self.timeline.first_shown()
    }

    /// True if seen messages are not marked as read yet.
    pub const fn wants_mark(&self) -> bool {
        self.mark_since.is_some()
    }

    /// Marks messages as read once they were visible long enough; at the newest message, at once.
    pub fn read_on(&mut self, now: Stamp) -> Option<Request> {
        if self.opening != Opening::No {
            return None;
        }
        self.timeline.look();
        let due = self.mark_since.is_some_and(|since| now.millis_since(since) >= MARK_AFTER);
        if due || self.timeline.at_latest() { self.flush_mark() } else { None }
    }

    /// Marks the seen messages as read.
    pub fn flush_mark(&mut self) -> Option<Request> {
        self.mark_since = None;
        let of = self.id();
        self.timeline.mark_read().map(|(up_to, seen)| Request::MarkRead {
            of,
            up_to,
            seen: Seen::These(seen),
        })
    }

    /// Marks messages as unread from this one on; they stay unread while the conversation is open.
    pub fn mark_unread(&mut self, from: MessageId) {
        self.mark_since = None;
        self.timeline.mark_unread(from);
    }

    /// Marks everything here as read.
    pub fn mark_all_read(&mut self) -> Option<Request> {
        self.mark_since = None;
        let of = self.id();
        self.timeline.mark_all_read().map(|up_to| Request::MarkRead { of, up_to, seen: Seen::All })
    }

    /// Marks everything here as read along with every other conversation, which can be undone.
    pub fn mark_all_read_for_now(&mut self) {
        self.mark_since = None;
        self.timeline.mark_all_read_for_now();
    }
}

/// The first unread message, if it is above this page.
fn unread_above(page: &Page) -> Option<MessageId> {
    let unread = page.first_unread?;
    let first = page.rows.first()?.position();
    (page.before > 0 && unread < first).then_some(unread.id)
}

/// The id of a side's list of messages.
pub const fn list(side: Side) -> &'static str {
    match side {
        Side::Timeline => "timeline",
        Side::Thread => "thread",
    }
}

/// The request for a page.
pub const fn page(of: FeedId, span: Span) -> Request {
    Request::Read(Read::Page { of, span })
}

/// A message's row as a scroll target.
pub const fn row(id: MessageId, align: Align) -> Target {
    Target::Row { key: message::key(id), align }
}
