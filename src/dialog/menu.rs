//! A small menu at a place of the window: what can be done with a message, or which weather the demo has.
//!
//! By pointer or by keys (up, down, Enter, Esc); it stays inside the window. Must not know: what its lines do.
//! Tests: `tests/window/message.rs`.

use crate::icon::Icon;
use crate::widget::place_at::Anchor;

/// A menu of things of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu<T> {
    pub at: Anchor,
    pub lines: Vec<Line<T>>,
    pub chosen: usize,
}

/// One line of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<T> {
    pub icon: Option<Icon>,
    pub words: String,
    /// The key that does the same, or a note.
    pub note: Option<String>,
    pub tone: Tone,
    pub what: T,
}

/// Whether a line destroys something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Danger,
    /// The one that holds now.
    Current,
}

impl<T: Clone> Menu<T> {
    /// A menu with its first line chosen.
    pub fn new(at: impl Into<Anchor>, lines: Vec<Line<T>>) -> Self {
        Self { at: at.into(), lines, chosen: 0 }
    }

    /// Moves the choice by so many lines, a single step goes round.
    pub fn step(&mut self, lines: isize) {
        let last = self.lines.len().saturating_sub(1);
        self.chosen = match lines {
            -1 if self.chosen == 0 => last,
            1 if self.chosen == last => 0,
            _ => self.chosen.saturating_add_signed(lines).min(last),
        };
    }

    /// What Enter does now.
    pub fn choice(&self) -> Option<T> {
        self.lines.get(self.chosen).map(|line| line.what.clone())
    }
}
