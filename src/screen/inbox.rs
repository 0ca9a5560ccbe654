//! The main screen: sidebar, one conversation, the Waiting panel, and the dialogs over them.
//!
//! It holds state only: facts come in as messages (`engine`), keys as commands (`command`), and its requests go out as
//! an [`Action`]. `view` draws it. Recently opened conversations stay in memory, so that returning to one is immediate
//! and no typed text is lost. Must not know: how the session works. Tests: `tests/window`.

mod acting;
pub mod aside;
pub mod beside;
pub mod command;
pub mod composer;
pub mod conversation;
pub mod demo;
pub mod details;
mod dialogs;
pub mod engine;
pub mod files;
pub mod focus;
pub mod found;
pub mod fresh;
mod looking;
pub mod message;
mod opening;
pub mod pictures;
pub mod pulse;
mod reading;
pub mod rooms;
pub mod selection;
pub mod sidebar;
pub mod staging;
mod strand;
pub mod thread;
pub mod timeline;
mod update;
pub mod view;
pub mod waiting;

pub use demo::{Demo, Weather};
pub use pulse::Pulse;

use crate::chat::{self, MessageId, Stamp, shown};
use crate::dialog::{self, Dialog};
use crate::intent::Request;
use crate::preferences::Preferences;
use crate::row::{self as stored, Change, Connection, Me};
use crate::screen::Action;
use crate::screen::keys::Command;
use crate::screen::words::Now;

use crate::widget::list::{Align, Jump, Target};

use aside::Aside;
use composer::completion::Person;
use conversation::Conversation;
use details::Details;
use engine::Fact;
use files::Files;
use focus::{Entry, Focus};
use found::Found;
use sidebar::Sidebar;
use thread::Side;
use waiting::Waiting;

use iced::{Point, Rectangle, Size, Task};

use std::collections::HashMap;

/// Windows narrower than this show one column at a time, in logical pixels at the normal text size.
pub const NARROW: f32 = 720.0;
/// A panel that leaves the conversation less width than this replaces it, in logical pixels at the normal text size.
const MIDDLE: f32 = 280.0;
/// How many recently used conversations stay in memory besides the open one.
const RECENT: usize = 8;

/// A result whose error is a sentence to show to the user.
pub type Told<T> = Result<T, String>;

/// The main screen's state.
#[derive(Debug)]
pub struct Inbox {
    pub(crate) me: Me,
    pub(crate) now: Now,
    pub(crate) size: Size,
    pub(crate) preferences: Preferences,
    pub(crate) connection: Connection,
    /// The progress of reading from the server.
    pub(crate) reading: stored::Reading,
    /// How many unreadable elements the user was already told about.
    unreadable_told: u64,
    pub(crate) sidebar: Sidebar,
    pub(crate) open: Option<Conversation>,
    /// The thread in the panel beside the open conversation.
    thread: Option<Conversation>,
    /// The side (timeline or thread) that was used last; editing a message starts there.
    side: Side,
    /// Recently left conversations and threads, latest last.
    pub(crate) recent: Vec<Conversation>,
    pub(crate) waiting: Waiting,
    found: Found,
    details: Details,
    pub(crate) panel: Panel,
    /// The focus outside the panels, to return to when the panel closes.
    left: Focus,
    pub(crate) column: Column,
    pub(crate) focus: Focus,
    pub(crate) dialog: Option<Dialog>,
    /// The focus to return to when the dialog closes.
    pub(crate) behind: Focus,
    /// A dialog that was closed with text in it; the next dialog of its kind gets the text.
    half_done: Option<Dialog>,
    pub(crate) hand: Hand,
    pub(crate) attention: Attention,
    pub(crate) demo: Option<Demo>,
    /// An error without a better place, shown until it is dismissed.
    pub(crate) trouble: Option<String>,
    /// The toast; it may hold a deletion back.
    aside: Option<Aside>,
    /// Deletions that are being saved.
    going: Vec<(chat::conversation::Id, MessageId)>,
    /// True while a file is dragged over the window and can be dropped here.
    hovered: bool,
    files: Files,
    /// Where the left button was pressed last; a menu or picker that it opens appears there.
    pointer: Point,
    /// The people who can be mentioned.
    people: Vec<Person>,
    /// The caret of the composer, while completions are offered at it.
    caret: Option<Rectangle>,
    /// The message to return to in each conversation that is no longer in memory.
    pub(crate) spots: HashMap<chat::conversation::Id, MessageId>,
    /// The last requested scroll of the timeline.
    pub(crate) jump: Option<Jump>,
    /// The last requested scroll of the thread.
    pub(crate) thread_jump: Option<Jump>,
    /// The message to edit as soon as its page is loaded.
    pub(crate) edit_due: Option<MessageId>,
    /// The message to focus as soon as its page is loaded.
    focus_due: Option<MessageId>,
}

/// The panel on the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    None,
    Waiting,
    /// Messages by filter, such as pinned or starred.
    Found,
    /// The details of the open conversation.
    Details,
    /// The replies to a message.
    Thread,
}

/// The column that a narrow window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Sidebar,
    Conversation,
    Panel,
}

/// The input device used last; the focus ring is drawn only for the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    Keys,
    Pointer,
}

/// Tells if the user is at the window; messages are not marked as read while the user is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    Here,
    Away,
}

/// An event of the screen.
#[derive(Debug, Clone)]
pub enum Message {
    /// The session answered or changed.
    Engine(Fact),
    /// Time passed.
    Pulsed,
    /// A press was handled: the caret returns to the element with the keyboard focus.
    Settled,

    /// A command from a key.
    Keyed(Command),
    /// A command from a button.
    Commanded(Command),
    Opened(chat::conversation::Id),
    Focused(Focus),
    MenuDismissed,
    TroubleDismissed,
    /// The toast was dismissed.
    AsideDismissed,
    /// The back button of a narrow window was pressed.
    WentBack,
    WeatherAsked(Point),
    Conversation(conversation::Message),
    Row(message::Message),
    Thread(thread::Message),
    Waiting(waiting::Message),
    Found(found::Message),
    Details(details::Message),
    Dialog(dialog::Message),
    Room(rooms::Message),
    Staging(staging::Message),
    Files(files::Message),
}

impl Inbox {
    /// The screen before anything is read, and the reads it needs.
    pub fn new(
        me: Me,
        preferences: Preferences,
        demo: Option<Demo>,
        now: Now,
        size: Size,
    ) -> (Self, Action<Message>) {
        let mut inbox = Self {
            me,
            now,
            size,
            preferences,
            connection: Connection::default(),
            reading: stored::Reading::default(),
            unreadable_told: 0,
            sidebar: Sidebar::default(),
            open: None,
            thread: None,
            side: Side::Timeline,
            recent: Vec::new(),
            waiting: Waiting::default(),
            found: Found::default(),
            details: Details::default(),
            panel: Panel::None,
            left: Focus::Composer,
            column: Column::Sidebar,
            focus: Focus::Sidebar(Entry::Jump),
            behind: Focus::Sidebar(Entry::Jump),
            dialog: None,
            half_done: None,
            hand: Hand::Pointer,
            attention: Attention::Here,
            demo,
            trouble: None,
            aside: None,
            going: Vec::new(),
            hovered: false,
            files: Files::default(),
            pointer: Point::ORIGIN,
            people: Vec::new(),
            caret: None,
            spots: HashMap::new(),
            jump: None,
            thread_jump: None,
            edit_due: None,
            focus_due: None,
        };
        let asks = inbox.changed(Change::Sidebar);
        (inbox, asks)
    }

    /// The element with the keyboard focus.
    pub const fn focus(&self) -> Focus {
        self.focus
    }

    /// The element with the focus ring: the focused one if keys were used last, or the one whose menu is open.
    pub fn ring(&self) -> Option<Focus> {
        match (self.hand, &self.dialog) {
            // The element that a menu belongs to keeps the ring.
            (Hand::Keys, Some(dialog)) if dialog.is_about(self.behind) => Some(self.behind),
            (Hand::Keys, _) => Some(self.focus),
            (Hand::Pointer, _) => None,
        }
    }

    /// The open dialog.
    pub const fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// The open conversation.
    pub const fn current(&self) -> Option<&Conversation> {
        self.open.as_ref()
    }

    /// The Waiting panel's list.
    pub const fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    /// The sidebar.
    pub const fn sidebar(&self) -> &Sidebar {
        &self.sidebar
    }

    /// The column that a narrow window shows now.
    pub const fn column(&self) -> Column {
        self.column
    }

    /// The panel on the right.
    pub const fn panel(&self) -> Panel {
        self.panel
    }

    /// The preferences it is drawn with.
    pub const fn preferences(&self) -> Preferences {
        self.preferences
    }

    /// Applies other preferences.
    pub const fn prefer(&mut self, preferences: Preferences) {
        self.preferences = preferences;
    }

    /// True if one column is shown at a time. Large text needs more room.
    pub fn is_narrow(&self) -> bool {
        let scale = f32::from(self.preferences.text_size.clamp(100, 200)) / 100.0;
        let width = self.size.width;
        let column = |usual: f32| (usual * scale).min(width * view::MOST);
        let middle = width - column(sidebar::view::WIDTH) - column(view::beside(self.panel));
        let crowded = self.panel != Panel::None && middle < MIDDLE * scale;
        width < NARROW * scale.sqrt() || crowded
    }

    /// The left button was pressed here. A press beside the text field takes iced's focus from it; if the composer has
    /// the keyboard focus, typing still continues there.
    pub fn pressed(&mut self, at: Point) -> Action<Message> {
        self.pointer = at;
        if self.focus.writes().is_some() && self.dialog.is_none() {
            // Afterwards, because the press may have been into the other text field.
            Action::run(Task::done(Message::Settled))
        } else {
            Action::none()
        }
    }

    /// The window was resized.
    pub const fn resize(&mut self, size: Size) {
        self.size = size;
    }

    /// The user came to the window or left it.
    pub fn attend(&mut self, attention: Attention, now: Now) -> Action<Message> {
        self.attention = attention;
        self.now = now;
        let read = self.read_on();
        // The date may have changed meanwhile.
        self.present();
        read
    }

    /// Unread messages in all conversations that are not muted.
    pub fn unread(&self) -> u64 {
        let loud = self.sidebar.talks().iter().filter(|talk| !talk.marks.muted);
        loud.map(|talk| u64::from(talk.unread)).sum()
    }

    /// `(3) #general`, for the window's title.
    pub fn title(&self) -> String {
        let name = self.open.as_ref().map(|open| shown::title(self.name_of(open.id()))).unwrap_or_default();
        match (self.unread(), name.is_empty()) {
            (0, true) => "Confab".to_owned(),
            (0, false) => format!("{name} — Confab"),
            (unread, true) => format!("({unread}) Confab"),
            (unread, false) => format!("({unread}) {name} — Confab"),
        }
    }

    /// A conversation's name as users know it.
    pub fn name_of(&self, of: chat::conversation::Id) -> &str {
        self.sidebar
            .talk(of)
            .map(|talk| talk.name.as_str())
            .or_else(|| self.open.as_ref().filter(|open| open.id() == of).map(Conversation::name))
            .unwrap_or_default()
    }

    /// Shows an error until it is dismissed.
    pub fn tell(&mut self, sentence: String) {
        self.trouble = Some(sentence);
    }

    /// The requests that save everything before the program exits. The answers come as `Kept`, `Submitted` and
    /// `SubmittedAll`.
    pub fn flush(&mut self) -> Vec<Request> {
        let read = self.open.as_mut().and_then(Conversation::flush_mark);
        let mut asks: Vec<Request> = read.into_iter().chain(self.take_held()).collect();
        asks.extend(self.conversations_mut().filter_map(Self::keep));
        asks
    }

    /// True once everything is saved: no write is pending and nothing was typed since.
    pub fn is_settled(&self) -> bool {
        let is_kept = |open: &Conversation| open.composer().is_at_rest() && !open.composer().wants_time();
        self.going.is_empty() && self.conversations().all(is_kept)
    }

    /// Updates everything that is drawn beside the rows.
    fn present(&mut self) {
        let ring = self.ring();
        let now = self.now;
        for side in [Side::Timeline, Side::Thread] {
            let focused = ring.filter(|focus| focus.side() == Some(side)).and_then(Focus::message);
            if let Some(open) = self.strand_mut(side) {
                open.timeline_mut().present(now, focused);
            }
        }
    }

    /// Scrolls the timeline.
    pub(crate) fn jump_to(&mut self, to: Target) {
        self.jump_in(Side::Timeline, to);
    }

    /// Moves the keyboard focus.
    pub fn focus_on(&mut self, focus: Focus) -> Action<Message> {
        self.focus = focus;
        self.side = focus.side().unwrap_or(self.side);
        match focus {
            Focus::Waiting(Some(entry)) => self.waiting.reveal(entry),
            Focus::Found(Some(id)) => self.found.reveal(id),
            Focus::Details(entry) => self.details.reveal(entry),
            Focus::Waiting(None)
            | Focus::Found(None)
            | Focus::Sidebar(_)
            | Focus::Message(_)
            | Focus::Composer
            | Focus::Reply(_)
            | Focus::ReplyComposer
            | Focus::Dialog => {}
        }
        view::follow(focus, self.dialog.as_ref())
    }

    /// Marks seen messages as read, unless the user is away or a narrow window hides the conversation.
    fn read_on(&mut self) -> Action<Message> {
        if self.attention == Attention::Away || (self.is_narrow() && self.column != Column::Conversation) {
            return Action::none();
        }
        let at = self.now.at;
        Action::from(self.open.as_mut().and_then(|open| open.read_on(at)))
    }

    /// The time that the screen is drawn for.
    pub const fn at(&self) -> Stamp {
        self.now.at
    }
}

/// A message's row as a scroll target.
pub(crate) const fn row(id: MessageId, align: Align) -> Target {
    Target::Row { key: conversation::key(id), align }
}
