//! A confirmation before something that cannot be undone: what will happen, and two buttons.
//!
//! Keyboard focus starts on *Cancel*, so that a stray Enter does no harm. Must not know: what the intent means.
//! Tests: `tests/window/waiting.rs`.

use crate::intent::Intent;

/// The confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    pub title: String,
    /// One sentence that says what will happen.
    pub sentence: String,
    /// The verb on the button: `Discard`.
    pub verb: &'static str,
    /// The intent sent to the root when the person confirms.
    pub intent: Intent,
    pub on: Button,
}

/// The button that has keyboard focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Button {
    Cancel,
    Go,
}

impl Confirm {
    /// A confirmation with keyboard focus on *Cancel*.
    pub fn new(title: String, sentence: String, verb: &'static str, intent: impl Into<Intent>) -> Self {
        Self { title, sentence, verb, intent: intent.into(), on: Button::Cancel }
    }

    /// Moves keyboard focus to the other button.
    pub const fn turn(&mut self) {
        self.on = match self.on {
            Button::Cancel => Button::Go,
            Button::Go => Button::Cancel,
        };
    }
}
