//! A confirmation before something that cannot be undone: a sentence on the effect, and two buttons.
//!
//! Keyboard focus starts on *Cancel*, so that a stray Enter does no harm. Must not know: the meaning of the intent.
//! Tests: `tests/window/outbox_panel.rs`.

use super::modal::{Modal, Outcome};

use crate::intent::Intent;
use crate::screen::keys::Motion;

/// The confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    pub title: String,
    /// One sentence that says what will happen.
    pub sentence: String,
    /// The verb on the button: `Discard`.
    pub verb: &'static str,
    /// The intent sent to the root when the user confirms.
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

    /// A button was pressed.
    pub fn update(&mut self, button: Button) -> Outcome {
        self.on = button;
        self.enter()
    }

    /// Moves keyboard focus to the other button.
    const fn switch(&mut self) -> Outcome {
        self.on = match self.on {
            Button::Cancel => Button::Go,
            Button::Go => Button::Cancel,
        };
        Outcome::Stay
    }
}

impl Modal for Confirm {
    fn goes_sideways(&self) -> bool {
        true
    }

    fn step(&mut self, _motion: Motion) -> Outcome {
        self.switch()
    }

    fn turn(&mut self, _by: isize) -> Outcome {
        self.switch()
    }

    fn enter(&mut self) -> Outcome {
        match self.on {
            Button::Cancel => Outcome::Close,
            Button::Go => Outcome::Ask(self.intent.clone()),
        }
    }
}
