//! A key with its modifiers: its label, and whether a press is that key.
//!
//! Must not know: which keys have a meaning. Tests: `tests.rs` beside.

use iced::keyboard::key::{Named, Physical};
use iced::keyboard::{Key, Modifiers};

/// A key without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    Letter(char),
    Named(Named),
}

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    cap: Cap,
    primary: bool,
    alt: bool,
    shift: bool,
}

impl Stroke {
    pub(super) const fn plain(cap: Cap) -> Self {
        Self { cap, primary: false, alt: false, shift: false }
    }

    pub(super) const fn primary(cap: Cap) -> Self {
        Self { primary: true, ..Self::plain(cap) }
    }

    pub(super) const fn alt(cap: Cap) -> Self {
        Self { alt: true, ..Self::plain(cap) }
    }

    pub(super) const fn shift(mut self) -> Self {
        self.shift = true;
        self
    }

    /// Its label: `Ctrl+Shift+O`, or `⇧⌘O` on macOS.
    pub fn words(self, system: System) -> String {
        let mut words = String::new();
        let marks = match system {
            System::Mac => [(self.alt, "⌥"), (self.shift, "⇧"), (self.primary, "⌘")],
            System::Other => [(self.primary, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")],
        };
        for (held, mark) in marks {
            if held {
                words.push_str(mark);
            }
        }
        match self.cap {
            Cap::Letter('-') => words.push('−'),
            Cap::Letter(letter) => words.extend(letter.to_uppercase()),
            Cap::Named(named) => words.push_str(&name_of(named)),
        }
        words
    }

    /// True if this key was pressed.
    pub fn is(self, press: &Press) -> bool {
        if self.primary != press.modifiers.command() || self.alt != press.modifiers.alt() {
            return false;
        }
        match self.cap {
            Cap::Named(named) => press.key == Key::Named(named) && self.shift == press.modifiers.shift(),
            Cap::Letter(letter) => {
                let latin = press.key.to_latin(press.physical);
                let shown = match press.modified.as_ref() {
                    Key::Character(text) => text.chars().next(),
                    Key::Named(_) | Key::Unidentified => None,
                };
                // A sign such as `/` may need Shift on one layout and not on another.
                (latin == Some(letter) && self.shift == press.modifiers.shift())
                    || (!letter.is_alphanumeric() && shown == Some(letter))
            }
        }
    }
}

/// The system whose conventions the labels follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    Mac,
    Other,
}

impl System {
    /// The system that this program was built for.
    pub const HERE: Self = if cfg!(target_os = "macos") { Self::Mac } else { Self::Other };
}

/// A key press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    pub key: Key,
    pub modified: Key,
    pub physical: Physical,
    pub modifiers: Modifiers,
    /// True if the key is held down and this is not its first event.
    pub repeat: bool,
}

/// The key of a letter or sign.
pub(super) const fn letter(letter: char) -> Cap {
    Cap::Letter(letter)
}

/// A key with a name, such as Enter.
pub(super) const fn named(named: Named) -> Cap {
    Cap::Named(named)
}

fn name_of(named: Named) -> String {
    let known = [
        (Named::ArrowUp, "↑"),
        (Named::ArrowDown, "↓"),
        (Named::ArrowLeft, "←"),
        (Named::ArrowRight, "→"),
        (Named::PageUp, "Page Up"),
        (Named::PageDown, "Page Down"),
        (Named::Escape, "Esc"),
        (Named::Delete, "Del"),
        (Named::ContextMenu, "Menu"),
    ];
    known
        .iter()
        .find(|(key, _)| *key == named)
        .map_or_else(|| format!("{named:?}"), |(_, words)| (*words).to_owned())
}
