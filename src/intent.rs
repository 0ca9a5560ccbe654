//! Intents: requests of any part of the window to the root, passed on unchanged from any depth.
//!
//! A screen never calls the engine: it returns a [`crate::screen::Action`] that carries intents, and `app` carries them
//! out. Answers come back as facts (`…Loaded`, `…Submitted`). Must not know: the session, the store, iced. Tests:
//! `tests/window`.

pub mod files;

use crate::chat::{Draft, FeedId, MessageId, Wish, conversation};
use crate::preferences::Preferences;
use crate::row::{EntryId, ListQuery, ListSpan, Position, Seen, Span, Which, Words};
use crate::settings::Key;

use std::path::PathBuf;

/// A request to the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Send a request to the session.
    Session(Request),
    /// A request about files that needs the system.
    Files(files::Ask),
    /// Save these preferences and apply them from now on.
    Prefer(Preferences),
    /// Open a place in the window.
    Open(Place),
    /// Put a text on the clipboard.
    Copy(String),
    /// Open a link from a message in another program.
    Follow(String),
    /// Change the demo server's weather to the one with this word.
    Weather(String),
    /// Let the user choose a roster file in the system's own dialog; the answer is `RosterChosen`.
    ChooseRoster,
    /// Continue with another token; the answer is `SignedIn`.
    SignIn(Secret),
    /// Open a profile.
    Start(Start),
    /// Save everything and quit.
    Quit,
}

/// A request to the session. Unless it says otherwise, the answer is `Ordered`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Save this wish; the answer is `Submitted` once it is on disk.
    Submit { of: conversation::Id, wish: Wish },
    /// Save several wishes together, all or none; the answer is `SubmittedAll`.
    SubmitAll { of: conversation::Id, wishes: Vec<Wish> },
    /// Read something from the database; the answer is `…Loaded`.
    Read(Read),
    /// Remember that this emoji was used.
    UseEmoji(String),
    /// Save a composer's draft; the answer is `Kept`.
    Keep { of: FeedId, draft: Draft },
    /// Save which conversation is open: the next start opens it.
    Opened(conversation::Id),
    /// Mark everything up to a position as read; the server is informed of the messages that were seen.
    MarkRead { of: conversation::Id, up_to: Position, seen: Seen },
    /// Mark this message and every later one of its conversation as unread.
    MarkUnread { of: conversation::Id, from: MessageId },
    /// Restore the text of a message that the server shows in an older version, or accept that version.
    SettleWords { message: MessageId, words: Words },
    /// Log that the files of a case are shown to the user.
    FilesShown(MessageId),
    /// Mark every message of every conversation as read.
    MarkEverythingRead,
    /// Undo the last `MarkEverythingRead`; the answer is `ReadingUndone`.
    UndoMarkEverythingRead,
    /// Do something with the wishes in the outbox.
    Order(Order),
    /// Merge a roster file; the answer is `RosterImported`.
    ImportRoster(PathBuf),
    /// Something about files.
    Files(files::FileRequest),
}

impl From<Request> for Intent {
    fn from(request: Request) -> Self {
        Self::Session(request)
    }
}

impl From<files::FileRequest> for Intent {
    fn from(request: files::FileRequest) -> Self {
        Self::Session(Request::Files(request))
    }
}

/// A text that must not appear in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A query of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    Sidebar,
    Page {
        of: FeedId,
        span: Span,
    },
    Draft(FeedId),
    Outbox,
    Targets,
    /// The emoji used last.
    Emoji,
    /// The earlier versions of an edited message.
    Earlier(MessageId),
    /// Messages by their marks.
    List {
        of: ListQuery,
        span: ListSpan,
    },
    /// The numbers of marked messages in a conversation, and its newest pin.
    Overview(conversation::Id),
    /// The members of a conversation.
    Members(conversation::Id),
    /// All cases of the reviewers' desk.
    Cases,
    /// One case, by the reported message.
    Case(MessageId),
}

/// An order about wishes in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Retry(Which),
    Discard(Which),
    /// Let later wishes of the same conversation pass this one.
    Skip(EntryId),
    /// Try now, ignoring all waits, even one that the server asked for.
    TryNow,
}

/// A place in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Conversation(conversation::Id),
    Message(conversation::Id, MessageId),
    Preferences,
}

/// How the Welcome screen opens a profile.
#[derive(Clone, PartialEq, Eq)]
pub enum Start {
    /// A throw-away profile with invented people.
    Demo,
    /// A real server; every setting has been checked.
    Connect { settings: Vec<(Key, String)>, token: String },
}

impl std::fmt::Debug for Start {
    /// Addresses, names and tokens stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Demo => f.write_str("Demo"),
            Self::Connect { .. } => f.write_str("Connect"),
        }
    }
}
