//! The demo's mark and its weather switch, as plain data: the screen knows nothing of the demo server.
//!
//! Tests: `tests/window/sidebar.rs`.

/// The demo's mark and its weather switch, as plain data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    pub weathers: Vec<Weather>,
    /// The word of the present one.
    pub current: String,
}

/// One weather of the demo server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weather {
    /// What `--weather` and `Intent::Weather` take.
    pub word: String,
    /// What the menu says.
    pub label: String,
    /// What it does, in a few words.
    pub about: String,
}
