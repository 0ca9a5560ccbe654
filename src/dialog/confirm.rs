//! A question before something that cannot be taken back: what will happen, and two buttons.
//!
//! The keyboard starts on *Cancel*, so that a stray Enter does no harm. Must not know: what is asked of the root
//! means. Tests: `tests/window/waiting.rs`.

use crate::intent::Intent;

/// The question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    pub title: String,
    /// What happens, in a sentence.
    pub sentence: String,
    /// The verb on the button: `Discard`.
    pub verb: &'static str,
    /// What is asked of the root on yes.
    pub intent: Intent,
    pub on: Button,
}

/// The button that has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Button {
    Cancel,
    Go,
}

impl Confirm {
    /// A question with the keyboard on *Cancel*.
    pub fn new(title: String, sentence: String, verb: &'static str, intent: impl Into<Intent>) -> Self {
        Self { title, sentence, verb, intent: intent.into(), on: Button::Cancel }
    }

    /// The keyboard goes to the other button.
    pub const fn turn(&mut self) {
        self.on = match self.on {
            Button::Cancel => Button::Go,
            Button::Go => Button::Cancel,
        };
    }
}
