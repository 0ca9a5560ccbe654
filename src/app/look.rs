//! The theme, from the user's preferences and the system's: dark or light, and reduced motion.
//!
//! Must not know: screens. Tests: `tests/window/preferences.rs`.

use super::{App, Message};

use crate::preferences::{self, Appearance};
use crate::theme::{Contrast, Density, Motion, Scheme, TextSize, Theme};

use iced::Subscription;
use iced::theme::Mode;

/// The settings of the system that every window follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct System {
    mode: Mode,
    /// [`Motion::None`] until the system has answered.
    motion: Motion,
}

impl System {
    /// Sets whether the system is light or dark. `Mode::None` keeps the last value.
    pub(super) fn set_mode(&mut self, mode: Mode) {
        if mode != Mode::None {
            self.mode = mode;
        }
    }

    pub(super) const fn set_motion(&mut self, motion: Motion) {
        self.motion = motion;
    }
}

impl App {
    /// The theme, from the preferences and the system.
    pub fn theme(&self) -> Theme {
        let scheme = match (self.preferences.appearance, self.system.mode) {
            (Appearance::Dark, _) | (Appearance::System, Mode::Dark) => Scheme::Dark,
            (Appearance::Light, _) | (Appearance::System, Mode::Light | Mode::None) => Scheme::Light,
        };
        let contrast = match self.preferences.contrast {
            preferences::Contrast::Normal => Contrast::Normal,
            preferences::Contrast::High => Contrast::High,
        };
        let density = match self.preferences.density {
            preferences::Density::Comfortable => Density::Comfortable,
            preferences::Density::Compact => Density::Compact,
        };
        Theme::new(scheme, contrast, TextSize::from_percent(self.preferences.text_size))
            .with_density(density)
            .with_motion(self.system.motion)
    }

    /// The subscription in a real window, which also asks the system about reduced motion. Without a display nothing
    /// moves, so that no picture shows an element on its way.
    pub fn subscription_in_window(&self) -> Subscription<Message> {
        Subscription::batch([self.subscription(), motion().map(Message::SystemMotion)])
    }
}

/// Tells at the start, and at each change, if the system asks for reduced motion.
fn motion() -> Subscription<Motion> {
    Subscription::run(|| {
        use futures::StreamExt as _;

        mundy::Preferences::stream(mundy::Interest::ReducedMotion).map(|system| match system.reduced_motion {
            mundy::ReducedMotion::Reduce => Motion::None,
            mundy::ReducedMotion::NoPreference => Motion::Full,
        })
    })
}
