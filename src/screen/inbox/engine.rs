//! Facts: answers of the session or the system, and changes that the inbox did not request.
//!
//! `route` passes each fact to the part that requested or shows it. Must not know: how the session gets its answers.
//! Tests: `tests/window`.

use crate::screen::Told;

use crate::chat::wish;
use crate::chat::{Draft, FeedId, MessageId, conversation};
use crate::row::{self, Change, Connection, Page, Span};

use std::path::PathBuf;

/// An answer of the session or the system, or a change that the inbox did not ask for.
#[derive(Debug, Clone)]
pub enum Fact {
    SidebarLoaded(Told<row::Sidebar>),
    PageLoaded {
        of: FeedId,
        span: Span,
        page: Told<Page>,
    },
    DraftLoaded {
        of: FeedId,
        draft: Told<Draft>,
    },
    OutboxLoaded(Told<Vec<row::OutboxRow>>),
    TargetsLoaded(Told<Vec<row::Target>>),
    /// The recently used emoji, newest first.
    EmojiLoaded(Told<Vec<String>>),
    /// The earlier versions of a message.
    EarlierLoaded {
        of: MessageId,
        versions: Told<Vec<row::Revision>>,
    },
    ListLoaded {
        of: row::ListQuery,
        span: row::ListSpan,
        listed: Told<row::ListPage>,
    },
    OverviewLoaded {
        of: conversation::Id,
        overview: Told<row::Overview>,
    },
    MembersLoaded {
        of: conversation::Id,
        members: Told<Vec<row::Member>>,
    },
    /// The result of a wish, which is identified by its message and its kind.
    Submitted {
        of: conversation::Id,
        subject: MessageId,
        kind: wish::Kind,
        result: Told<()>,
    },
    /// The result of several wishes that were submitted together.
    SubmittedAll {
        of: conversation::Id,
        wishes: Vec<(MessageId, wish::Kind)>,
        result: Told<()>,
    },
    Kept {
        of: FeedId,
        result: Told<()>,
    },
    Ordered(Told<()>),
    Changed(Change),
    ConnectionChanged(Connection),
    ReadingChanged(row::Reading),
    WeatherChanged(String),
    /// The system's file dialog was closed, with a file or without.
    RosterChosen(Option<PathBuf>),
    /// A summary of the import, in words.
    RosterImported(Told<String>),
    /// Where the new token is stored, in words.
    SignedIn(Told<String>),
}
