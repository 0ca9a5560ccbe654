//! A menu at an anchor in the window: actions on a message or a conversation, or the demo's weather.
//!
//! It is used by pointer or keys (up, down, Enter, Esc) and stays inside the window. Must not know: the effect of its
//! lines. Tests: `tests/window/message.rs`.

use crate::icon::Icon;
use crate::widget::place_at::Anchor;

/// A menu; each of its lines has a value of type `T`.
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

/// How a line is drawn: plain, destructive, or the current setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Danger,
    /// The current setting, which is checked.
    Current,
}

/// The line at this index was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picked(pub usize);

impl<T: Clone> Menu<T> {
    /// A menu with its first line chosen.
    pub fn new(at: impl Into<Anchor>, lines: Vec<Line<T>>) -> Self {
        Self { at: at.into(), lines, chosen: 0 }
    }

    /// Moves the choice by `lines`; a single step wraps around at the ends.
    pub fn step(&mut self, lines: isize) {
        let last = self.lines.len().saturating_sub(1);
        self.chosen = match lines {
            -1 if self.chosen == 0 => last,
            1 if self.chosen == last => 0,
            _ => self.chosen.saturating_add_signed(lines).min(last),
        };
    }

    /// The value of the chosen line, which Enter takes.
    pub fn choice(&self) -> Option<T> {
        self.lines.get(self.chosen).map(|line| line.what.clone())
    }
}
