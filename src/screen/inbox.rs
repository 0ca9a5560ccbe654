//! The main screen: sidebar, one conversation, the panels beside it, and the dialogs over them.
//!
//! Each part owns its state, reads [`Shared`], and requests anything else with an [`Event`](event::Event). The parts do
//! not know each other: this file holds them, `route` passes facts, commands and events to them, and `view` draws them
//! side by side.
//!
//! ```text
//!   session ──Fact──►┐                      ┌──► sidebar · feeds · panels · overlay · toast · files
//!   keys ───Command─►├─ Inbox::update ─ route ◄──Event──┘
//!   pointer ─Message►┘        └──Action──► root
//! ```
//! Must not know: how the session works. Tests: `tests/window`.

pub mod actions;
pub mod composer;
pub mod conversations;
pub mod demo;
pub mod desk;
pub mod details;
pub mod engine;
pub mod event;
pub mod feed;
pub mod feeds;
pub mod files;
pub mod focus;
pub mod fresh;
pub mod header;
pub mod keyboard;
pub mod layout;
pub mod list_panel;
pub mod message;
pub mod message_list;
pub mod outbox_panel;
pub mod overlay;
pub mod panels;
pub mod pictures;
mod route;
pub mod shared;
pub mod sidebar;
pub mod staging;
pub mod timeline;
pub mod toast;
pub mod view;

pub use demo::{Demo, Weather};
pub use layout::Column;
pub use shared::{Attention, Hand};

use crate::chat::{MessageId, Stamp, conversation, shown};
use crate::intent::{Intent, Request};
use crate::language::tr;
use crate::preferences::Preferences;
use crate::row::{Change, Connection, Me};
use crate::screen::Action;
use crate::screen::dialog::{self, Dialog};
use crate::screen::keys::{Command, Context, Press, Taken};
use crate::screen::panel::Panel;
use crate::screen::words::Now;
use crate::settings::Review;
use crate::theme::Theme;
use crate::widget::seam::Drag;

use conversations::{Conversations, Order};
use engine::Fact;
use event::Opens;
use feed::Feed;
use feeds::Feeds;
use files::Files;
use focus::{Focus, Side};
use keyboard::{Keyboard, Situation};
use layout::Scene;
use list_panel::ListPanel;
use overlay::Overlay;
use panels::Panels;
use shared::Shared;
use sidebar::Sidebar;
use toast::Toasts;

use iced::{Point, Rectangle, Size, Task};

use std::sync::Arc;

/// The main screen's state.
#[derive(Debug)]
pub struct Inbox {
    shared: Shared,
    sidebar: Sidebar,
    feeds: Feeds,
    panels: Panels,
    overlay: Overlay,
    toasts: Toasts,
    keyboard: Keyboard,
    column: Column,
    /// True while a file is dragged over the window and can be dropped here.
    is_dropping: bool,
}

/// The interval between ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pulse {
    Tenth,
    Quarter,
    Second,
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
    Focused(Focus),
    TroubleDismissed,
    ToastDismissed,
    /// The edge of the sidebar was dragged.
    SidebarDragged(Drag),
    Sidebar(sidebar::Message),
    Feed(Side, feed::Message),
    Panel(panels::Message),
    /// Where a message is drawn, so that a menu or picker can open beside it; `None` if it is out of view.
    Placed(MessageId, Opens, Option<Rectangle>),
    Dialog(dialog::Message),
    Staging(staging::Message),
    Files(files::Message),
}

impl Message {
    /// True if only the pointer can cause it. Typing, scrolling and answers do not change the input device.
    fn is_by_pointer(&self) -> bool {
        match self {
            Self::Sidebar(message) => !matches!(
                message,
                sidebar::Message::Found(..)
                    | sidebar::Message::WeatherAsked(_)
                    | sidebar::Message::Pointed(_)
            ),
            Self::Feed(_, message) => match message {
                feed::Message::Row(message) => !matches!(message, message::Message::Wanted(_)),
                feed::Message::Commanded(_)
                | feed::Message::Acted(..)
                | feed::Message::MenuAsked
                | feed::Message::ChosenTo(_) => true,
                _ => false,
            },
            Self::Panel(message) => message.is_by_pointer(),
            _ => false,
        }
    }

    /// True if it changes nothing that is drawn beside the rows: typing into the composer with the keyboard focus,
    /// scrolling, and files, which belong to the version of a row.
    fn leaves_rows(&self, focus: Focus) -> bool {
        match self {
            Self::Feed(side, feed::Message::Edited(..)) => focus.writes() == Some(*side),
            Self::Feed(_, feed::Message::Seen(_) | feed::Message::Row(message::Message::Wanted(_)))
            | Self::Files(_) => true,
            _ => false,
        }
    }
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
            shared: Shared::new(me, preferences, demo, now, size),
            sidebar: Sidebar::default(),
            feeds: Feeds::default(),
            panels: Panels::default(),
            overlay: Overlay::default(),
            toasts: Toasts::default(),
            keyboard: Keyboard::default(),
            column: Column::Sidebar,
            is_dropping: false,
        };
        let asks = inbox.changed(Change::Sidebar);
        (inbox, asks)
    }

    /// Sets the company's policy for reports.
    pub fn set_review(&mut self, review: Arc<Review>) {
        self.shared.review = review;
    }

    /// Handles one message: a fact, or a user action.
    pub fn update(&mut self, message: Message, now: Now) -> Action<Message> {
        self.shared.now = now;
        let leaves_rows = message.leaves_rows(self.focus());
        if message.is_by_pointer() {
            self.shared.hand = Hand::Pointer;
        }
        let action = match message {
            Message::Engine(fact) => self.fact(fact),
            Message::Pulsed => self.pulsed(),
            Message::Settled => keyboard::follow(self.focus(), self.overlay.open()),
            Message::Keyed(command) => {
                self.shared.hand = Hand::Keys;
                // Who uses keys is not about to click a row.
                self.shared.conversations.set_order(Order::Current);
                self.command(command)
            }
            Message::Focused(focus) => self.focus_on(focus),
            Message::TroubleDismissed => {
                self.toasts.dismiss_trouble();
                Action::none()
            }
            Message::ToastDismissed => self.dismiss_toast(),
            Message::SidebarDragged(drag) => self.drag_sidebar(drag),
            Message::Sidebar(message) => {
                if matches!(message, sidebar::Message::WeatherAsked(_)) {
                    self.sidebar.weather_known();
                }
                let answer = Sidebar::update(message, &self.shared);
                self.carry(answer, Message::Sidebar)
            }
            Message::Feed(side, message) => {
                let answer = self.feeds.update(side, message, &self.shared);
                self.carry(
                    answer,
                    match side {
                        Side::Timeline => |message| Message::Feed(Side::Timeline, message),
                        Side::Thread => |message| Message::Feed(Side::Thread, message),
                    },
                )
            }
            Message::Panel(message) => {
                let answer = self.panels.update(message, &self.shared);
                self.carry(answer, Message::Panel)
            }
            Message::Placed(id, opens, at) => self.placed(id, opens, at),
            Message::Dialog(message) => match self.overlay.update(message) {
                Some(outcome) => self.after_dialog(outcome),
                None => Action::none(),
            },
            Message::Staging(message) => self.in_staging(message),
            Message::Files(message) => self.in_files(message),
        };
        if !leaves_rows {
            self.present();
        }
        action
    }

    /// The effect of a key now.
    pub fn key(&self, press: &Press) -> Option<Taken<Command>> {
        let composer = self.focus().writes().and_then(|side| self.feeds.composer(side));
        let types = composer.is_some_and(|composer| !composer.is_empty());
        let situation = Situation {
            dialog: self.overlay.open(),
            panel: self.panels.list_panel().map_or(Context::Anywhere, ListPanel::context),
            composer,
            send_key: self.shared.preferences.send_key,
            takes_typing: self.typing_side().is_some(),
            // While there is text, the key is meant for the text.
            can_undo: self.toasts.can_undo() && self.overlay.open().is_none() && !types,
        };
        self.keyboard.key(press, situation)
    }

    /// Updates everything that is drawn beside the rows.
    fn present(&mut self) {
        let ring = self.ring();
        self.feeds.present(self.shared.now, ring);
    }

    /// The state that the views of the parts may read.
    fn scene(&self, theme: Theme) -> Scene<'_> {
        let panel = self.panels.open();
        Scene { shared: &self.shared, theme, focus: self.focus(), ring: self.ring(), panel }
    }

    /// The element with the keyboard focus.
    pub const fn focus(&self) -> Focus {
        self.keyboard.focus()
    }

    /// The element with the focus ring: the focused one if keys were used last, or the one whose menu is open.
    pub fn ring(&self) -> Option<Focus> {
        let before = self.keyboard.before_dialog();
        match (self.shared.hand, self.overlay.open()) {
            // The element that a menu belongs to keeps the ring.
            (Hand::Keys, Some(dialog)) if dialog.is_about(before) => Some(before),
            (Hand::Keys, _) => Some(self.focus()),
            (Hand::Pointer, _) => None,
        }
    }

    /// The conversations as they were last read.
    pub const fn conversations(&self) -> &Conversations {
        &self.shared.conversations
    }

    /// The state that every part may read.
    pub const fn shared(&self) -> &Shared {
        &self.shared
    }

    /// The open dialog.
    pub const fn dialog(&self) -> Option<&Dialog> {
        self.overlay.open()
    }

    /// The open conversation.
    pub const fn current(&self) -> Option<&Feed> {
        self.feeds.main()
    }

    /// The open thread.
    pub const fn thread(&self) -> Option<&Feed> {
        self.feeds.thread()
    }

    /// The conversations and threads in memory.
    pub const fn feeds(&self) -> &Feeds {
        &self.feeds
    }

    /// The open panel.
    pub const fn panel(&self) -> Panel {
        self.panels.open()
    }

    /// The panels on the right.
    pub const fn panels(&self) -> &Panels {
        &self.panels
    }

    /// The toast and the error that are shown.
    pub const fn toasts(&self) -> &Toasts {
        &self.toasts
    }

    /// The files of the visible messages.
    pub const fn files(&self) -> &Files {
        &self.shared.files
    }

    /// The column that a narrow window shows now.
    pub const fn column(&self) -> Column {
        self.column
    }

    /// True if one column is shown at a time. Large text needs more room.
    pub fn is_narrow(&self) -> bool {
        layout::is_narrow(&self.shared, self.panels.open())
    }

    /// Applies other preferences.
    pub const fn prefer(&mut self, preferences: Preferences) {
        self.shared.preferences = preferences;
    }

    /// The width is saved when the pointer lets go.
    fn drag_sidebar(&mut self, drag: Drag) -> Action<Message> {
        match drag {
            Drag::To(width) => {
                self.shared.preferences = layout::dragged(&self.shared, width);
                return Action::none();
            }
            Drag::Reset => self.shared.preferences.sidebar = Preferences::default().sidebar,
            Drag::Dropped => {}
        }
        Action::ask(Intent::Prefer(self.shared.preferences))
    }

    /// The left button was pressed here. A press beside the text field takes iced's focus from it; if the composer has
    /// the keyboard focus, typing still continues there.
    pub fn pressed(&mut self, at: Point) -> Action<Message> {
        self.shared.pointer = at;
        if self.focus().writes().is_some() && self.overlay.open().is_none() {
            // Runs after the press, which may have moved the caret to the other text field.
            Action::run(Task::done(Message::Settled))
        } else {
            Action::none()
        }
    }

    /// The window was resized.
    pub const fn resize(&mut self, size: Size) {
        self.shared.size = size;
    }

    /// The window is on a screen with this many physical pixels per logical pixel.
    pub fn rescale(&mut self, scale: f32) {
        self.shared.files.rescale(scale);
        self.overlay.rescale(scale);
    }

    /// The user came to the window or left it.
    pub fn attend(&mut self, attention: Attention, now: Now) -> Action<Message> {
        self.shared.attention = attention;
        self.shared.now = now;
        self.shared.conversations.set_order(Order::Current);
        let read = self.read_on();
        // The date may have changed meanwhile.
        self.present();
        read
    }

    /// Unread messages in all conversations that are not muted.
    pub fn unread(&self) -> u64 {
        self.shared.conversations.unread()
    }

    /// `(3) #general`, for the window's title.
    pub fn title(&self) -> String {
        let conversations = &self.shared.conversations;
        if self.shows_desk() {
            return format!("{} — Confab", tr::review_title());
        }
        let open = conversations.open();
        let name = open.map(|open| shown::title(conversations.name_of(open))).unwrap_or_default();
        match (self.unread(), name.is_empty()) {
            (0, true) => "Confab".to_owned(),
            (0, false) => format!("{name} — Confab"),
            (unread, true) => format!("({unread}) Confab"),
            (unread, false) => format!("({unread}) {name} — Confab"),
        }
    }

    /// A conversation's name as users know it.
    pub fn name_of(&self, of: conversation::Id) -> &str {
        self.shared.conversations.name_of(of)
    }

    /// Shows an error until it is dismissed.
    pub fn tell(&mut self, sentence: String) {
        self.toasts.fail(sentence);
    }

    /// The requests that save everything before the program exits. The answers come as `Kept`, `Submitted` and
    /// `SubmittedAll`.
    pub fn flush(&mut self) -> Vec<Request> {
        let mark = self.feeds.flush_mark();
        let held = self.toasts.dismiss();
        mark.into_iter().chain(held).chain(self.feeds.flush()).collect()
    }

    /// True once everything is saved: no write is pending and nothing was typed since.
    pub fn is_settled(&self) -> bool {
        self.toasts.is_settled() && self.feeds.is_settled()
    }

    /// The interval at which time alone changes something on the screen; `None` when idle.
    pub fn pulse(&self) -> Option<Pulse> {
        let counts = match self.shared.connection {
            Connection::Offline { .. } | Connection::Busy { .. } => true,
            Connection::Unknown
            | Connection::Online
            | Connection::SignIn
            | Connection::Misdirected(_)
            | Connection::Disk(_) => false,
        };
        let ages = self.panels.ages();
        let passes = self.toasts.shown().is_some();
        if self.feeds.has_young(self.shared.now) {
            Some(Pulse::Tenth)
        } else if self.feeds.wants_time() || passes || self.shared.files.moves() {
            Some(Pulse::Quarter)
        } else if counts || ages {
            Some(Pulse::Second)
        } else {
            None
        }
    }

    /// The time that the screen is drawn for.
    pub const fn at(&self) -> Stamp {
        self.shared.now.at
    }
}
