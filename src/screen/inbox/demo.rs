//! The demo's mark and its weather switch, as plain data, so that the screen does not depend on the demo server.
//!
//! Tests: `tests/window/sidebar.rs`.

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
