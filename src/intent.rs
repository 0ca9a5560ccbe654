//! What any part of the window may ask of the root, passed on untouched from whatever depth.
//!
//! A screen never calls the engine: it returns an [`crate::screen::Action`] that carries these, and `app` carries
//! them out. What comes back comes as a fact (`…Loaded`, `…Submitted`) to the screen that draws it.
//! Must not know: the session, the store, iced. Tests: `tests/window`.

pub mod files;

use crate::chat::{Draft, MessageId, Strand, Wish, conversation};
use crate::preferences::Preferences;
use crate::row::{EntryId, Position, Reach, Seen, Sought, Span, Which, Words};
use crate::settings::Key;

use std::path::PathBuf;

/// One thing asked of the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Ask the session.
    Session(Request),
    /// Something about files that needs the system.
    Files(files::Ask),
    /// Save these preferences, and draw by them from now on.
    Prefer(Preferences),
    /// Go somewhere.
    Open(Place),
    /// Put a text on the clipboard.
    Copy(String),
    /// Open a link from a message outside of this program.
    Follow(String),
    /// Change the demo server's weather to the one of this word.
    Weather(String),
    /// Let the person choose a roster file in the system's own dialog; the answer is `RosterChosen`.
    ChooseRoster,
    /// Continue with another token; the answer is `SignedIn`.
    SignIn(Secret),
    /// Begin with a profile.
    Start(Start),
    /// Save everything and quit.
    Quit,
}

/// One thing asked of the session. Unless it says otherwise, the answer is `Ordered`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Write this wish down; the answer is `Submitted` once it is on disk.
    Submit { of: conversation::Id, wish: Wish },
    /// Write several wishes down together, all or none; the answer is `SubmittedAll`.
    SubmitAll { of: conversation::Id, wishes: Vec<Wish> },
    /// Read something from the database; the answer is `…Loaded`.
    Read(Read),
    /// Remember that this emoji was used.
    UseEmoji(String),
    /// Save a composer's draft; the answer is `Kept`.
    Keep { of: Strand, draft: Draft },
    /// Remember which conversation is open: the next start begins with it.
    Opened(conversation::Id),
    /// Mark everything up to a position as read; the server is told of the messages that were seen.
    MarkRead { of: conversation::Id, up_to: Position, seen: Seen },
    /// Mark this message and every later one of its conversation as unread.
    MarkUnread { of: conversation::Id, from: MessageId },
    /// Restore the words of a message that the server shows in an older version, or accept that version.
    SettleWords { message: MessageId, words: Words },
    /// Mark every message of every conversation as read.
    MarkEverythingRead,
    /// Do something with what waits in the outbox.
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

/// A text that no log may show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    Sidebar,
    Page {
        of: Strand,
        span: Span,
    },
    Draft(Strand),
    Waiting,
    Targets,
    /// The emoji used last.
    Emoji,
    /// What a message said before it was edited.
    Earlier(MessageId),
    /// Messages by their marks.
    Found {
        of: Sought,
        reach: Reach,
    },
    /// What there is to find in a conversation.
    Overview(conversation::Id),
    /// Who is in a conversation.
    Members(conversation::Id),
}

/// What can be done with wishes that are still here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Retry(Which),
    Discard(Which),
    /// Let the rest of its conversation pass this one.
    Skip(EntryId),
    /// Go past our own back-off.
    TryNow,
}

/// Somewhere to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Conversation(conversation::Id),
    Message(conversation::Id, MessageId),
    Waiting,
    Preferences,
}

/// How a profile begins, from the Welcome screen.
#[derive(Clone, PartialEq, Eq)]
pub enum Start {
    /// A throw-away profile with invented people.
    Demo,
    /// A real server, with every setting checked.
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
