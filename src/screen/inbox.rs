//! The main screen: sidebar, one conversation, the Waiting panel, and the dialogs over them.
//!
//! State only: facts come in as messages (`engine`), keys as commands (`command`), and what it wants goes out as an
//! [`Action`]. `view` draws it. Recently opened conversations stay in memory, so that going back to one is immediate
//! and nothing typed is ever out of hand. Must not know: the session's doings. Tests: `tests/window`.

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
/// A panel that leaves the conversation less than this stands alone, in logical pixels at the normal text size.
const MIDDLE: f32 = 280.0;
/// So many conversations stay in memory besides the open one.
const RECENT: usize = 8;

/// A result whose error is a sentence for people.
pub type Told<T> = Result<T, String>;

/// The main screen's state.
#[derive(Debug)]
pub struct Inbox {
    pub(crate) me: Me,
    pub(crate) now: Now,
    pub(crate) size: Size,
    pub(crate) preferences: Preferences,
    pub(crate) connection: Connection,
    /// How the reading of the server stands.
    pub(crate) reading: stored::Reading,
    /// Unreadable elements that the person was told of.
    unreadable_told: u64,
    pub(crate) sidebar: Sidebar,
    pub(crate) open: Option<Conversation>,
    /// The thread beside it.
    thread: Option<Conversation>,
    /// Where something was done with a message last: what is edited is edited there.
    side: Side,
    /// Latest last.
    pub(crate) recent: Vec<Conversation>,
    pub(crate) waiting: Waiting,
    found: Found,
    details: Details,
    pub(crate) panel: Panel,
    /// Where the keyboard was before it went to the panel.
    left: Focus,
    pub(crate) column: Column,
    pub(crate) focus: Focus,
    pub(crate) dialog: Option<Dialog>,
    /// Where the keyboard goes back to when the dialog is left.
    pub(crate) behind: Focus,
    /// A dialog that was left with words in it.
    half_done: Option<Dialog>,
    pub(crate) hand: Hand,
    pub(crate) attention: Attention,
    pub(crate) demo: Option<Demo>,
    /// Something went wrong that has no better place: a sentence, until it is dismissed.
    pub(crate) trouble: Option<String>,
    /// What is said in passing; a deletion may be held back with it.
    aside: Option<Aside>,
    /// Deletions on their way to disk.
    going: Vec<(chat::conversation::Id, MessageId)>,
    /// A file is held over the window, and could be dropped here.
    hovered: bool,
    files: Files,
    /// Where the left button went down last: what it opens stands there.
    pointer: Point,
    /// Who can be tagged.
    people: Vec<Person>,
    /// Where the composer's caret is, while something is offered there.
    caret: Option<Rectangle>,
    /// Where each conversation was left that is no longer in memory.
    pub(crate) spots: HashMap<chat::conversation::Id, MessageId>,
    /// The last wish to be elsewhere in the timeline.
    pub(crate) jump: Option<Jump>,
    /// The same, in the thread.
    pub(crate) thread_jump: Option<Jump>,
    /// A message to edit as soon as its page has come.
    pub(crate) edit_due: Option<MessageId>,
    /// A message that the keyboard goes to as soon as its page has come.
    focus_due: Option<MessageId>,
}

/// What stands on the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    None,
    Waiting,
    /// Messages by their marks.
    Found,
    /// What the open conversation has.
    Details,
    /// The replies to a message.
    Thread,
}

/// What a narrow window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Sidebar,
    Conversation,
    Panel,
}

/// What was used last: the ring is drawn for those who use keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    Keys,
    Pointer,
}

/// Whether the window has the person's attention: what is not looked at is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    Here,
    Away,
}

/// What happens to the screen.
#[derive(Debug, Clone)]
pub enum Message {
    /// The session answered, or changed.
    Engine(Fact),
    /// Time passed.
    Pulsed,
    /// A press has had its effect: the caret goes where the keyboard is.
    Settled,

    /// A key's command.
    Keyed(Command),
    /// A button's command.
    Commanded(Command),
    Opened(chat::conversation::Id),
    Focused(Focus),
    MenuDismissed,
    TroubleDismissed,
    /// What was said in passing was read.
    AsideDismissed,
    /// Back, in a narrow window.
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
    /// The screen before anything has been read, and the reads it wants.
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

    /// Where the keyboard is.
    pub const fn focus(&self) -> Focus {
        self.focus
    }

    /// Where the ring is drawn: where the keyboard is, once keys are used, or what it opened a menu for.
    pub fn ring(&self) -> Option<Focus> {
        match (self.hand, &self.dialog) {
            // What a menu is about keeps it.
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

    /// The left column.
    pub const fn sidebar(&self) -> &Sidebar {
        &self.sidebar
    }

    /// What a narrow window shows now.
    pub const fn column(&self) -> Column {
        self.column
    }

    /// What stands on the right.
    pub const fn panel(&self) -> Panel {
        self.panel
    }

    /// The choices it is drawn by.
    pub const fn preferences(&self) -> Preferences {
        self.preferences
    }

    /// Other choices hold from now on.
    pub const fn prefer(&mut self, preferences: Preferences) {
        self.preferences = preferences;
    }

    /// Whether one column is shown at a time. Large text needs more room.
    pub fn is_narrow(&self) -> bool {
        let scale = f32::from(self.preferences.text_size.clamp(100, 200)) / 100.0;
        let width = self.size.width;
        let column = |usual: f32| (usual * scale).min(width * view::MOST);
        let middle = width - column(sidebar::view::WIDTH) - column(view::beside(self.panel));
        let crowded = self.panel != Panel::None && middle < MIDDLE * scale;
        width < NARROW * scale.sqrt() || crowded
    }

    /// The left button went down here. A press beside the text field takes iced's focus from it; as long as the keyboard is
    /// the composer's, what is typed goes on going there.
    pub fn pressed(&mut self, at: Point) -> Action<Message> {
        self.pointer = at;
        if self.focus.writes().is_some() && self.dialog.is_none() {
            // Afterwards: the press may have been into the other text field.
            Action::run(Task::done(Message::Settled))
        } else {
            Action::none()
        }
    }

    /// The window has another size.
    pub const fn resize(&mut self, size: Size) {
        self.size = size;
    }

    /// The window got or lost the person's attention.
    pub fn attend(&mut self, attention: Attention, now: Now) -> Action<Message> {
        self.attention = attention;
        self.now = now;
        let read = self.read_on();
        // It may be another day by now.
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

    /// A conversation's name as people know it.
    pub fn name_of(&self, of: chat::conversation::Id) -> &str {
        self.sidebar
            .talk(of)
            .map(|talk| talk.name.as_str())
            .or_else(|| self.open.as_ref().filter(|open| open.id() == of).map(Conversation::name))
            .unwrap_or_default()
    }

    /// Says something to the person until it is dismissed.
    pub fn tell(&mut self, sentence: String) {
        self.trouble = Some(sentence);
    }

    /// Everything not on disk yet, for leaving the program. The answers come as `Kept` and `Submitted`.
    pub fn flush(&mut self) -> Vec<Request> {
        let read = self.open.as_mut().and_then(Conversation::flush_mark);
        let mut asks: Vec<Request> = read.into_iter().chain(self.take_held()).collect();
        asks.extend(self.conversations_mut().filter_map(Self::keep));
        asks
    }

    /// Whether everything is on disk: nothing is on its way there, and nothing was typed since.
    pub fn is_settled(&self) -> bool {
        let is_kept = |open: &Conversation| open.composer().is_at_rest() && !open.composer().wants_time();
        self.going.is_empty() && self.conversations().all(is_kept)
    }

    /// Brings what is drawn beside rows up to the present state.
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

    /// Moves the timeline.
    pub(crate) fn jump_to(&mut self, to: Target) {
        self.jump_in(Side::Timeline, to);
    }

    /// Moves the keyboard.
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

    /// What is looked at counts as read.
    fn read_on(&mut self) -> Action<Message> {
        if self.attention == Attention::Away || (self.is_narrow() && self.column != Column::Conversation) {
            return Action::none();
        }
        let at = self.now.at;
        Action::from(self.open.as_mut().and_then(|open| open.read_on(at)))
    }

    /// The moment by which it is drawn.
    pub const fn at(&self) -> Stamp {
        self.now.at
    }
}

/// A row as the target of a jump.
pub(crate) const fn row(id: MessageId, align: Align) -> Target {
    Target::Row { key: conversation::key(id), align }
}
