//! Keeps track of the window's size and place for the next start.
//!
//! Must not know: what is in the window. Tests: `tests/window/app.rs`.

use super::{App, Message};

use crate::preferences::window::Place;
use crate::session::Session;

use iced::{Task, window};

impl App {
    /// Maximizes a new window that was maximized when it closed. On X11, a window manager does not see that wish before
    /// the window is shown.
    pub(super) fn maximize(&self) -> Task<Message> {
        if self.place.is_some_and(|place| place.is_maximized) {
            window::latest().and_then(|window| window::maximize(window, true))
        } else {
            Task::none()
        }
    }

    /// Remembers where the window is, after it was moved or resized. A maximized window keeps the size and place that it
    /// had before.
    pub(super) fn remember_place(&mut self, is_maximized: bool) {
        self.place = Some(match self.place {
            Some(before) if is_maximized => Place { is_maximized, ..before },
            Some(_) | None => Place {
                size: (self.size.width, self.size.height),
                at: self.at.map(|at| (at.x, at.y)),
                is_maximized,
                scale: self.scale,
            },
        });
    }
}

/// Asks if the window is maximized.
pub(super) fn ask_if_maximized() -> Task<Message> {
    window::latest().and_then(window::is_maximized).map(Message::PlaceChanged)
}

/// Saves the window's size and place. Best effort: a window opens without them too.
pub(super) async fn save(session: &Session, place: Option<Place>) {
    let Some(place) = place else { return };
    if let Err(error) = session.save_window(place).await {
        tracing::warn!(%error, "the window's place could not be saved");
    }
}
