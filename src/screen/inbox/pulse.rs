//! How often the screen needs a tick: only while time alone would change something on it.
//!
//! An idle window needs none. Tests: `tests/window/message.rs`, `tests/window/app.rs`.

use super::thread::Side;
use super::{Inbox, Panel};

use crate::row::Connection;

/// The interval between ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pulse {
    Tenth,
    Quarter,
    Second,
}

impl Inbox {
    /// The interval at which time alone changes something on the screen; `None` when idle.
    pub fn pulse(&self) -> Option<Pulse> {
        let young = [Side::Timeline, Side::Thread]
            .into_iter()
            .filter_map(|side| self.strand(side))
            .any(|open| open.timeline().has_young(self.now) || open.timeline().has_come_of_age(self.now));
        let unsaved = self.conversations().any(|open| open.composer().wants_time() || open.wants_mark());
        let counting = match self.connection {
            Connection::Offline { .. } | Connection::Busy { .. } => true,
            Connection::Unknown
            | Connection::Online
            | Connection::SignIn
            | Connection::Misdirected(_)
            | Connection::Disk(_) => false,
        };
        let passing = self.aside.is_some();
        let moving = self.files.moves();
        let ages = self.panel == Panel::Waiting && !self.waiting.lines().is_empty();
        if young {
            Some(Pulse::Tenth)
        } else if unsaved || passing || moving {
            Some(Pulse::Quarter)
        } else if counting || ages {
            Some(Pulse::Second)
        } else {
            None
        }
    }
}
