//! The sidebar: the user, the connection, every conversation, and the outbox entry.
//!
//! Drawing is in `view` beside. Must not know: the column beside it. Tests: `tests/window/sidebar.rs`.

mod reading;
pub mod view;

use super::actions;
use super::conversations::Order;
use super::demo::Demo;
use super::event::{Action, Event};
use super::focus::{Entry, Focus};
use super::fresh::Fresh;
use super::shared::Shared;

use crate::chat::conversation::{self, Kind};
use crate::intent::{Intent, Place, Read, Request};
use crate::screen::dialog::Dialog;
use crate::screen::dialog::beside::WeatherMenu;
use crate::screen::dialog::menu::{Line, Menu, Tone};
use crate::screen::keys::Command;
use crate::screen::panel::Panel;
use crate::widget::list::{Align, Jump, Target};
use crate::widget::within::Pointer;

use iced::{Point, Rectangle};

/// The state of the sidebar.
#[derive(Debug, Default)]
pub struct Sidebar {
    fresh: Fresh,
    /// The last requested scroll to a row.
    jump: Option<Jump>,
    /// True once the demo's weather was opened or changed: its hint is shown until then.
    knows_weather: bool,
}

/// An event of the sidebar.
#[derive(Debug, Clone, Copy)]
pub enum Message {
    /// A conversation was pressed.
    Opened(conversation::Id),
    /// The button of a command was pressed.
    Commanded(Command),
    /// A conversation of this kind is to be created.
    Begun(Kind),
    /// The menu of a row was asked for by pointer.
    MenuAsked(conversation::Id, Point),
    /// The row whose menu a key asked for is drawn here; `None` if it is out of view.
    Found(conversation::Id, Option<Rectangle>),
    /// The pointer moved onto the list, or off it.
    Pointed(Pointer),
    /// The demo's weather switch was pressed.
    WeatherAsked(Point),
}

impl Sidebar {
    /// Handles an event of the sidebar.
    pub fn update(message: Message, shared: &Shared) -> Action<Message> {
        match message {
            Message::Opened(of) => Action::ask(Event::Open(of, None)),
            Message::Commanded(command) => Action::ask(Event::Command(command)),
            Message::Begun(kind) => {
                Action::ask(Event::Show(actions::conversation::create(Some(kind), shared)))
            }
            Message::MenuAsked(of, at) => Action::ask(Event::ConversationMenu(of, at.into())),
            Message::Found(of, at) => {
                let at = at.map_or_else(|| shared.middle().into(), Into::into);
                Action::ask(Event::ConversationMenu(of, at))
            }
            Message::Pointed(pointer) => Action::ask(Event::HoldOrder(match pointer {
                Pointer::Inside => Order::Held,
                Pointer::Outside => Order::Current,
            })),
            Message::WeatherAsked(at) => {
                let menu = shared.demo.as_ref().map(|demo| weather_menu(demo, at));
                Action::from(menu.map(|menu| Event::Show(Dialog::Weather(WeatherMenu { menu }))))
            }
        }
    }

    /// The user has found the demo's weather.
    pub const fn weather_known(&mut self) {
        self.knows_weather = true;
    }

    /// Something in it changed; returns the read it needs.
    pub fn changed(&mut self) -> Option<Request> {
        self.fresh.changed().then_some(Request::Read(Read::Sidebar))
    }

    /// The conversations were read; returns the next read.
    pub fn loaded(&mut self) -> Option<Request> {
        self.fresh.came().then_some(Request::Read(Read::Sidebar))
    }

    /// The last requested scroll to a row.
    pub const fn jump(&self) -> Option<Jump> {
        self.jump
    }

    /// Scrolls a conversation's row into view.
    pub fn reveal(&mut self, id: conversation::Id) {
        self.scroll(Target::Row { key: view::key(id), align: Align::Nearest });
    }

    /// Scrolls to the row that moved because of the user's own action. `before` is what [`marks`] said then.
    ///
    /// [`marks`]: super::conversations::Conversations::marks
    pub fn show_moved(&mut self, before: (usize, bool), shared: &Shared) {
        let ((starred, was_there), (now_starred, is_there)) = (before, shared.conversations.marks());
        if now_starred > starred {
            self.scroll(Target::Row { key: view::STARRED, align: Align::Top });
        } else if is_there
            && !was_there
            && let Some(of) = shared.conversations.open()
        {
            self.reveal(of);
        }
    }

    fn scroll(&mut self, to: Target) {
        self.jump = Some(Jump::after(self.jump, to));
    }

    /// Moves the keyboard focus by this many entries.
    pub fn step(&mut self, from: Entry, by: isize, shared: &Shared) -> Focus {
        let entries = entries(shared);
        let last = entries.len().saturating_sub(1);
        let here = entries.iter().position(|other| *other == from).unwrap_or(0);
        let there = here.saturating_add_signed(by).min(last);
        let entry = entries.get(there).copied().unwrap_or(Entry::Jump);
        if let Entry::Conversation(of) = entry {
            self.reveal(of);
        }
        Focus::Sidebar(entry)
    }
}

/// The entries that can have the keyboard focus, from top to bottom.
pub fn entries(shared: &Shared) -> Vec<Entry> {
    let mut entries = vec![Entry::Jump, Entry::New, Entry::Starred];
    entries.extend(shared.has_desk().then_some(Entry::Review));
    entries
        .extend(shared.conversations.rows().iter().map(|conversation| Entry::Conversation(conversation.id)));
    entries.extend([Entry::Outbox, Entry::Preferences]);
    entries
}

/// The effect of Enter on an entry.
pub fn activate(entry: Entry) -> Event {
    match entry {
        Entry::Jump => Event::Command(Command::Jump),
        Entry::Starred => Event::Command(Command::Starred),
        Entry::Review => Event::OpenPanel(Panel::Desk),
        Entry::New => Event::Command(Command::NewConversation),
        Entry::Conversation(of) => Event::Open(of, None),
        Entry::Outbox => Event::OpenPanel(Panel::Outbox),
        Entry::Preferences => Intent::Open(Place::Preferences).into(),
    }
}

/// The menu of the demo's weather switch.
fn weather_menu(demo: &Demo, at: Point) -> Menu<String> {
    let lines: Vec<Line<String>> = demo
        .weathers
        .iter()
        .map(|weather| Line {
            icon: None,
            words: weather.label.clone(),
            note: Some(weather.about.clone()),
            tone: if weather.word == demo.current { Tone::Current } else { Tone::Plain },
            what: weather.word.clone(),
        })
        .collect();
    let chosen = demo.weathers.iter().position(|weather| weather.word == demo.current).unwrap_or(0);
    Menu { chosen, ..Menu::new(at, lines) }
}
