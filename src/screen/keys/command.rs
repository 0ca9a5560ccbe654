//! The commands that keys can run.
//!
//! Must not know: which key runs a command, its effect. Tests: `tests/window/keys.rs`.

use crate::row::review::Queue;
use crate::screen::panel::Panel;

/// A command that a key can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    Jump,
    PreviousConversation,
    NextConversation,
    PreviousUnread,
    NextUnread,
    /// Open a panel, or close it.
    Panel(Panel),
    /// List the starred messages of all conversations.
    Starred,
    /// List the pinned messages of the open conversation.
    Pinned,
    FirstUnread,
    TryNow,
    NewConversation,
    /// Open the menu of the open conversation.
    ConversationMenu,
    /// Choose files to attach to the message.
    Attach,
    /// Attach what the clipboard holds besides text; the text field pastes the text.
    Paste,
    ImportRoster,
    SignIn,
    NextPane,
    PreviousPane,
    /// Tab: the next pane, or the next button of the header.
    NextStop,
    PreviousStop,
    /// Type this character into the composer, from a place that has no use for it.
    Type(char),
    Preferences,
    Keys,
    Larger,
    Smaller,
    NormalSize,
    Leave,
    Quit,
    Move(Motion),
    /// Open or choose the focused element.
    Activate,
    Menu,
    Send,
    EditLast,
    Act(Act),
    /// Select the messages that the focus passes.
    Choose(Along),
    ChooseNothing,
    RetryAll,
    DiscardAll,
    /// Undo a deletion or archiving from a moment ago.
    Undo,
    /// Mark every conversation as read.
    ReadEverything,
    /// Remove what was added last: in a dialog the last choice, in the composer the last attachment.
    TakeBack,
    /// Zoom a picture.
    Zoom(Zoom),
    /// Put marks round the selected text, or remove them.
    Format(Format),
    /// Something on the reviewers' desk.
    Review(Review),
}

/// A step on the reviewers' desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Review {
    Next,
    Previous,
    /// Move the keyboard focus from the queue to the selected case.
    Open,
    Queue(Queue),
    /// Take the case, or give it back.
    Claim,
    Keep,
    Remove,
    Archive,
    Warn,
    Ask,
    HandOver,
    Note,
    /// Show the messages around the reported one, or hide them.
    Context,
    Versions,
    /// Show its pictures, or hide them.
    Files,
    /// Undo the decision.
    Undo,
}

impl Review {
    /// True if holding its key down repeats it.
    pub const fn repeats(self) -> bool {
        match self {
            Self::Next | Self::Previous => true,
            Self::Open
            | Self::Queue(_)
            | Self::Claim
            | Self::Keep
            | Self::Remove
            | Self::Archive
            | Self::Warn
            | Self::Ask
            | Self::HandOver
            | Self::Note
            | Self::Context
            | Self::Versions
            | Self::Files
            | Self::Undo => false,
        }
    }
}

/// A move of the focus, or a scroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motion {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    /// Among elements side by side.
    Left,
    Right,
}

impl Motion {
    /// How many lines it moves in a list; `page` is the number of lines that Page Up and Page Down move.
    pub const fn lines(self, page: isize) -> isize {
        match self {
            Self::Up | Self::Left => -1,
            Self::Down | Self::Right => 1,
            Self::PageUp => -page,
            Self::PageDown => page,
            Self::First => isize::MIN,
            Self::Last => isize::MAX,
        }
    }
}

/// A zoom step of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zoom {
    In,
    Out,
    Fit,
}

/// A format of text, which is written with marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Bold,
    Italic,
    Strikethrough,
    Code,
}

/// A direction through the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Along {
    Older,
    Newer,
}

/// An action on the focused element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    React,
    Thread,
    Star,
    Pin,
    Share,
    Edit,
    Copy,
    /// Start a reply with its words as a quote.
    Quote,
    Delete,
    /// Open its picture, sound or file.
    Open,
    Save,
    Archive,
    Report,
    Unread,
    /// Select it, or deselect it.
    Choose,
    Retry,
    Discard,
    SendRest,
    /// List what this person wrote in the conversation.
    MessagesFrom,
}
