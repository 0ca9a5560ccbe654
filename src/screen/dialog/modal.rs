//! Shared by all dialogs: keys, keyboard focus, and the outcome of an event.
//!
//! A dialog has its own message type for its view, and gets keys through [`Modal`]. Must not know: which dialogs there
//! are. Tests: `tests/window/keys.rs`.

use super::conversation_menu;

use crate::chat::{FeedId, MessageId, conversation};
use crate::intent::files::FileRequest;
use crate::intent::{Intent, Request};
use crate::preferences::SkinTone;
use crate::row::ListQuery;
use crate::screen::inbox::focus::Focus;
use crate::screen::inbox::message::Act;
use crate::screen::keys::{Command, Motion};

/// Lines that Page Up and Page Down move a choice by.
pub const PAGE: isize = 8;

/// A dialog as the keyboard sees it. By default Enter closes the dialog, and the other events change nothing.
pub trait Modal {
    /// The id of the field that has keyboard focus, if a field has it.
    fn field(&self) -> Option<&'static str> {
        None
    }

    /// True if the focused field handles Enter before the dialog does: a click can move the caret to another field.
    fn enters_by_field(&self) -> bool {
        false
    }

    /// True if Backspace removes the last picked item instead of a letter.
    fn takes_back(&self) -> bool {
        false
    }

    /// True if Left and Right act on the dialog, not on the caret in its field.
    fn goes_sideways(&self) -> bool {
        false
    }

    /// True if the dialog is a menu or picker for the row that has `focus`.
    fn is_about(&self, _focus: Focus) -> bool {
        false
    }

    /// True if closing the dialog would lose text or choices.
    fn holds_text(&self) -> bool {
        false
    }

    /// Handles an arrow key or a key that moves by pages.
    fn step(&mut self, _motion: Motion) -> Outcome {
        Outcome::Stay
    }

    /// Moves keyboard focus on by `by` parts: Tab and Shift+Tab.
    fn turn(&mut self, _by: isize) -> Outcome {
        Outcome::Stay
    }

    /// Handles Enter.
    fn enter(&mut self) -> Outcome {
        Outcome::Close
    }

    /// Handles the key that sends.
    fn send(&mut self) -> Outcome {
        Outcome::Stay
    }

    /// Removes the item picked last.
    fn take_back(&mut self) -> Outcome {
        Outcome::Turn
    }

    /// Handles a command in a special way; `None` for the common handling.
    fn special(&mut self, _command: Command) -> Option<Outcome> {
        None
    }
}

/// A part of a dialog that can have keyboard focus, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The kind of a new conversation, where that is a choice.
    Choice,
    Find,
    Comment,
    /// The switch for the messages around a reported one.
    Switch,
    Cancel,
    Go,
}

impl Part {
    /// The part that Tab leads to among these, in a circle; backwards if `by` is negative.
    pub fn turned(self, parts: &[Self], by: isize) -> Self {
        let here = parts.iter().position(|part| *part == self).unwrap_or_default();
        let there = (here + parts.len()).saturating_add_signed(by) % parts.len().max(1);
        parts.get(there).copied().unwrap_or(self)
    }
}

/// The text of a dialog's field. `Debug` prints only its length, because it may be a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(pub String);

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({})", self.0.len())
    }
}

/// The result of an event, which the inbox carries out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Stay,
    /// Keyboard focus may have moved to another part of the dialog.
    Turn,
    /// Send this intent and keep the dialog open for its answer.
    Await(Intent),
    /// Send these intents and keep the dialog open for their answers.
    AwaitAll(Vec<Intent>),
    /// The path field's text was replaced: send this request for its completions.
    Rewritten(FileRequest),
    Close,
    Open(conversation::Id),
    Do(Command),
    Ask(Intent),
    /// Share with several conversations: one request for each.
    Share(Vec<Request>),
    Act(MessageId, Act),
    /// Do this action on a conversation.
    Conversation(conversation::Id, conversation_menu::Act),
    /// Mention a person of this name in the composer of a conversation or thread.
    Mention(FeedId, String),
    /// List these messages.
    List(ListQuery),
    /// React with an emoji.
    React(MessageId, String),
    /// Insert an emoji into the text of a composer.
    Write(FeedId, String),
    /// Use another skin tone from now on.
    Tone(SkinTone),
}
