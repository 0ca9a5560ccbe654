//! The sidebar: the user, the connection, every conversation, and the Waiting entry.
//!
//! Drawing is in `view` beside. Must not know: the session. Tests: `tests/window/sidebar.rs`.

mod reading;
pub mod view;

use super::focus::Entry;
use super::fresh::Fresh;
use super::{Demo, Told};

use crate::chat::{conversation, shown};
use crate::dialog::menu::{Line, Menu, Tone};
use crate::row::{self, Talk};
use crate::widget::list::{Align, Jump, Target};

use iced::Point;

/// The state of the sidebar.
#[derive(Debug, Default)]
pub struct Sidebar {
    pub(crate) state: State,
    pub(crate) fresh: Fresh,
    /// The last requested scroll to a row.
    pub(crate) jump: Option<Jump>,
}

/// The load state of the conversations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum State {
    #[default]
    Loading,
    Ready(row::Sidebar),
    Failed(String),
}

/// The direction through the conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

/// The conversations to step through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    All,
    Unread,
}

impl Sidebar {
    /// All conversations, in display order.
    pub fn talks(&self) -> &[Talk] {
        match &self.state {
            State::Ready(sidebar) => &sidebar.talks,
            State::Loading | State::Failed(_) => &[],
        }
    }

    /// The load state.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The sidebar row of a conversation.
    pub fn talk(&self, id: conversation::Id) -> Option<&Talk> {
        self.talks().iter().find(|talk| talk.id == id)
    }

    /// How many wishes are in the outbox, without read marks.
    pub const fn waiting(&self) -> u32 {
        match &self.state {
            State::Ready(sidebar) => sidebar.waiting.saturating_sub(sidebar.marks),
            State::Loading | State::Failed(_) => 0,
        }
    }

    /// How many of them were refused.
    pub const fn parked(&self) -> u32 {
        match &self.state {
            State::Ready(sidebar) => sidebar.parked,
            State::Loading | State::Failed(_) => 0,
        }
    }

    /// The sidebar was read. A failure does not remove what is already loaded.
    pub fn loaded(&mut self, result: Told<row::Sidebar>) {
        match result {
            Ok(mut sidebar) => {
                for talk in &mut sidebar.talks {
                    shown::put(&mut talk.name);
                    talk.faces.iter_mut().for_each(|(_, name)| shown::put(name));
                }
                self.state = State::Ready(sidebar);
            }
            Err(error) => {
                if self.talks().is_empty() {
                    self.state = State::Failed(error);
                }
            }
        }
    }

    /// Scrolls a conversation's row into view.
    pub fn reveal(&mut self, id: conversation::Id) {
        let ticket = self.jump.map_or(1, |jump| jump.ticket + 1);
        self.jump = Some(Jump { ticket, to: Target::Row { key: view::key(id), align: Align::Nearest } });
    }

    /// Scrolls the section of starred conversations into view.
    pub fn reveal_starred(&mut self) {
        let ticket = self.jump.map_or(1, |jump| jump.ticket + 1);
        self.jump = Some(Jump { ticket, to: Target::Row { key: view::STARRED, align: Align::Top } });
    }

    /// The next or previous conversation, wrapping around.
    pub fn step(&self, from: Option<conversation::Id>, way: Way, among: Among) -> Option<conversation::Id> {
        let talks = self.talks();
        let count = talks.len();
        let here = from.and_then(|from| talks.iter().position(|talk| talk.id == from));
        (1..=count)
            .map(|step| match (here, way) {
                (Some(here), Way::Down) => (here + step) % count,
                (Some(here), Way::Up) => (here + count - step) % count,
                (None, Way::Down) => step - 1,
                (None, Way::Up) => count - step,
            })
            .filter_map(|at| talks.get(at))
            .find(|talk| {
                Some(talk.id) != from && (among == Among::All || (talk.unread > 0 && !talk.marks.muted))
            })
            .map(|talk| talk.id)
    }

    /// The entries that can have the keyboard focus, from top to bottom.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = vec![Entry::Jump, Entry::New, Entry::Starred];
        entries.extend(self.talks().iter().map(|talk| Entry::Talk(talk.id)));
        entries.extend([Entry::Waiting, Entry::Preferences]);
        entries
    }

    /// The conversation that was open last.
    pub const fn last_open(&self) -> Option<&row::Target> {
        match &self.state {
            State::Ready(sidebar) => sidebar.last_open.as_ref(),
            State::Loading | State::Failed(_) => None,
        }
    }

    /// The conversation that a window starts with: the last open one, else the one with the newest message.
    pub fn begin(&self) -> Option<conversation::Id> {
        let latest = || self.talks().iter().max_by_key(|talk| talk.last_at).map(|talk| talk.id);
        self.last_open().map(|last| last.id).or_else(latest)
    }
}

/// The menu of the demo's weather switch.
pub fn weather_menu(demo: &Demo, at: Point) -> Menu<String> {
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
