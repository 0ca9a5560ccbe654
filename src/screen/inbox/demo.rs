//! The demo's mark and its weather switch, as plain data, so that the screen does not depend on the demo server.
//!
//! Tests: `tests/window/sidebar.rs`, `tests/window/pseudo/dialogs.rs`.

use crate::language::tr;

/// The demo's mark and its weather switch, as plain data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    pub weathers: Vec<Weather>,
    /// The word of the current weather.
    pub current: String,
}

/// One weather of the demo server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weather {
    /// The value of `--weather` and `Intent::Weather`.
    pub word: String,
    /// The label in the menu.
    pub label: String,
    /// Its effect, in a few words.
    pub about: String,
}

impl Weather {
    /// The weather with this word; one that is unknown here is called by its word.
    pub fn of_word(word: &str) -> Self {
        let (label, about) = match word {
            "clear" => (tr::weather_clear(), tr::weather_clear_about()),
            "slow" => (tr::weather_slow(), tr::weather_slow_about()),
            "flaky" => (tr::weather_flaky(), tr::weather_flaky_about()),
            "offline" => (tr::weather_offline(), tr::weather_offline_about()),
            "busy" => (tr::weather_busy(), tr::weather_busy_about()),
            "lost" => (tr::weather_lost(), tr::weather_lost_about()),
            "refusing" => (tr::weather_rejecting(), tr::weather_rejecting_about()),
            "storm" => (tr::weather_storm(), tr::weather_storm_about()),
            other => (other, ""),
        };
        Self { word: word.to_owned(), label: label.to_owned(), about: about.to_owned() }
    }
}
