//! Facts: answers of the session or the system, and changes that the inbox did not request.
//!
//! `route` passes each fact to the part that requested or shows it. Must not know: how the session gets its answers.
//! Tests: `tests/window`.

use crate::screen::Fallible;

use crate::chat::wish;
use crate::chat::{Draft, FeedId, MessageId, conversation};
use crate::row::review::{Case, CaseRow};
use crate::row::{self, Change, Connection, Page, Span};

use std::path::PathBuf;
use std::sync::Arc;

/// An answer of the session or the system, or a change that the inbox did not ask for.
#[derive(Debug, Clone)]
pub enum Fact {
    SidebarLoaded(Fallible<row::Sidebar>),
    PageLoaded {
        of: FeedId,
        span: Span,
        page: Fallible<Page>,
    },
    DraftLoaded {
        of: FeedId,
        draft: Fallible<Draft>,
    },
    OutboxLoaded(Fallible<Vec<row::OutboxRow>>),
    TargetsLoaded(Fallible<Vec<row::Target>>),
    /// The recently used emoji, newest first.
    EmojiLoaded(Fallible<Vec<String>>),
    /// The earlier versions of a message.
    EarlierLoaded {
        of: MessageId,
        versions: Fallible<Vec<row::Revision>>,
    },
    ListLoaded {
        of: row::ListQuery,
        span: row::ListSpan,
        listed: Fallible<row::ListPage>,
    },
    OverviewLoaded {
        of: conversation::Id,
        overview: Fallible<row::Overview>,
    },
    MembersLoaded {
        of: conversation::Id,
        members: Fallible<Vec<row::Member>>,
    },
    CasesLoaded(Fallible<Vec<CaseRow>>),
    CaseLoaded {
        of: MessageId,
        case: Fallible<Arc<Case>>,
    },
    /// The result of a wish, which is identified by its message and its kind.
    Submitted {
        of: conversation::Id,
        subject: MessageId,
        kind: wish::Kind,
        result: Fallible<()>,
    },
    /// The result of several wishes that were submitted together.
    SubmittedAll {
        of: conversation::Id,
        wishes: Vec<(MessageId, wish::Kind)>,
        result: Fallible<()>,
    },
    Kept {
        of: FeedId,
        result: Fallible<()>,
    },
    Ordered(Fallible<()>),
    /// How many messages stay marked as read after an undo, because they were too many.
    ReadingUndone(Fallible<usize>),
    Changed(Change),
    ConnectionChanged(Connection),
    ReadingChanged(row::Reading),
    WeatherChanged(String),
    /// The system's file dialog was closed, with a file or without.
    RosterChosen(Option<PathBuf>),
    /// A summary of the import, in words.
    RosterImported(Fallible<String>),
    /// Where the new token is stored, in words.
    SignedIn(Fallible<String>),
}
