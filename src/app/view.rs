//! Draws the root: the current screen, the preferences over it, and the frame that sees key presses around both.
//!
//! Tests: the pictures of `tests/window`.

use super::{App, Message, Stage};

use super::frame::{frame, zoom};

use crate::preferences::Step;
use crate::screen::dialog::Dialog;
use crate::screen::keys::{Command, Zoom};
use crate::screen::{inbox, preferences, welcome};
use crate::theme::Theme;
use crate::widget::over::{layer, over};

use iced::Element;
use iced::widget::opaque;

impl App {
    /// True if the picture viewer is open, which zooms by itself.
    fn shows_picture(&self) -> bool {
        let dialog = self.inbox().and_then(|inbox| inbox.dialog());
        self.sheet.is_none() && matches!(dialog, Some(Dialog::Lightbox(_)))
    }

    /// The whole window.
    pub fn view(&self) -> Element<'_, Message, Theme> {
        let theme = self.theme();
        let screen = match &self.stage {
            Stage::Inbox(ready) => inbox::view::view(&ready.inbox, theme).map(Message::Inbox),
            Stage::Welcome(welcome) => welcome::view::view(welcome, theme).map(Message::Welcome),
        };
        // The screen behind keeps its state: closing the preferences returns to it unchanged.
        let sheet = self.sheet.as_ref().map(|sheet| {
            layer(opaque(preferences::view::view(sheet, self.preferences, theme).map(Message::Preferences)))
        });
        let screen = over(screen).push(sheet);
        let screen = frame(screen, self.size, |press| self.key(press), Message::Happened);
        zoom(screen, &self.is_zooming, |step| {
            Message::Commanded(match (step, self.shows_picture()) {
                (Step::Larger, false) => Command::Larger,
                (Step::Smaller, false) => Command::Smaller,
                (Step::Larger, true) => Command::Zoom(Zoom::In),
                (Step::Smaller, true) => Command::Zoom(Zoom::Out),
            })
        })
    }
}
