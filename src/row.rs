//! Plain data for the screens, read from the database and ready to be drawn.
//!
//! The last form of the data, after the wire models, `chat` and the database columns. Must not know: SQL, the wire,
//! iced. Tests: `tests/promise`, `tests/window`.

mod file;
mod list;
pub mod review;

pub use file::{
    File, Frame, Pasted, PathAccess, Picture, PictureRequest, Playback, Progress, Source, Transfer,
    Transfers, Upload, Waveform,
};
pub use list::{Filter, ListPage, ListQuery, ListSpan, Listed, Member, Overview};

use crate::chat::conversation::{Marks, Membership};
use crate::chat::wish;
use crate::chat::{Message, MessageId, PersonId, Stamp, conversation};

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

/// The id of a wish in the outbox. Ids are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub i64);

/// The sidebar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sidebar {
    /// Starred conversations first; then by kind, channels first; channels and groups by name, direct messages by
    /// their last message.
    pub conversations: Vec<ConversationRow>,
    /// The number of wishes in the outbox, waiting or parked.
    pub waiting: u32,
    /// Of those, read marks that are not parked: nobody waits for them.
    pub marks: u32,
    /// Of those, parked ones.
    pub parked: u32,
    /// The conversation that was open last, even before a restart.
    pub last_open: Option<Target>,
}

/// A conversation in the sidebar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationRow {
    pub id: conversation::Id,
    pub name: String,
    pub unread: u32,
    /// The number of unread messages that tag the user.
    pub mentions: u32,
    /// Up to three other members, for a group's stacked avatars; for direct messages, the other person.
    pub faces: Vec<(PersonId, String)>,
    pub members: u32,
    pub last_at: Option<Stamp>,
    /// True if its composer has an unsent draft.
    pub draft: bool,
    /// The user's own marks; a hidden conversation is not in the sidebar.
    pub marks: Marks,
    pub membership: Membership,
}

/// The position of a message in its conversation: ordered by time, then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 100 ns ticks since 1970 UTC.
    pub ticks: i64,
    pub id: MessageId,
}

/// A page of a conversation's history, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub rows: Vec<Arc<Row>>,
    /// The number of older messages before the first row.
    pub before: u64,
    /// The number of newer messages after the last row.
    pub after: u64,
    /// The position of the conversation's first unread message when the page was read: the *New* line is drawn above
    /// it.
    pub first_unread: Option<Position>,
}

/// A message for export, with its earlier versions and reactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub message: Message,
    pub conversation_name: String,
    /// The names of the tagged people, in order; empty if unknown.
    pub tag_names: Vec<String>,
    /// Oldest first.
    pub versions: Vec<Version>,
    pub reactions: Vec<Message>,
    /// In an export of reported messages, the reports that are messages of their own, oldest first; a report on the message
    /// itself has only a reason.
    pub reports: Vec<Message>,
    /// The state of the message's files, in their order, and of the files of a shared message.
    pub files: Vec<File>,
    pub shared_files: Vec<File>,
}

/// A portion of a history for export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// Oldest first.
    pub records: Vec<Record>,
    /// The number of messages that could not be read and are missing.
    pub unreadable: u64,
    /// The position after which the next portion begins; `None` at the end.
    pub last: Option<Position>,
}

/// A version of a message before an edit made here.
#[derive(Clone, PartialEq, Eq)]
pub struct Version {
    /// When the edit replaced it.
    pub until: Stamp,
    pub text: String,
    pub tags: Vec<PersonId>,
}

impl std::fmt::Debug for Version {
    /// Leaves out texts: they must not reach the logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Version").field("until", &self.until).finish_non_exhaustive()
    }
}

/// A file format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// One object with all fields and earlier versions.
    Json,
    /// One row per message, safe to open in a spreadsheet.
    Csv,
    /// One self-contained page.
    Html,
}

/// The messages to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Records {
    Conversation(conversation::Id),
    /// Reported messages in all conversations.
    Reported,
}

/// Selects a page of a conversation's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// The newest rows.
    Latest,
    /// The rows just before a position, without it.
    Before(Position),
    /// The rows just after a position, without it.
    After(Position),
    /// The rows around a message, half before and half after.
    Around(MessageId),
    /// The rows around a rank: 0 is the oldest message of the conversation.
    Rank(u64),
    /// All rows between two positions, both included, plus newer ones if the second was the newest: used to read
    /// again after a change.
    Again { first: Position, last: Position },
}

/// A message in a timeline or thread.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    pub message: Message,
    pub delivery: Delivery,
    /// When the server accepted its text. `None` for other people's messages, and if the time is not known.
    pub accepted_at: Option<Stamp>,
    /// True if it is somebody else's and was unread when this row was read.
    pub unread: bool,
    /// When it arrived, if newer messages were here already and its date was long past.
    pub came_late: Option<Stamp>,
    /// A hash of everything else in this row, set by [`Row::renew_version`].
    pub version: u64,
    /// The message that it replies to.
    pub parent: Option<Parent>,
    /// The replies to it.
    pub replies: Replies,
    /// The known names of the people it tags, in the order of the tags.
    pub tagged: Vec<String>,
    /// The origin of the message that it shares, as far as it is known here.
    pub original: Option<Original>,
    /// The reports of it to the reviewers that are here and that the user may see, oldest first.
    pub reports: Vec<Report>,
    /// When the user reported it, if the server accepted that and kept no reason.
    pub lost_report: Option<Stamp>,
    /// The name of the person who pinned it, if known.
    pub pinner: Option<String>,
    /// The number of its earlier texts stored here.
    pub earlier: u32,
    /// Reactions to it, ordered by the first use of each emoji.
    pub reactions: Vec<Reaction>,
    /// The number of reactions beyond those.
    pub more_reactions: u32,
    /// The state of its files, in their order.
    pub files: Vec<File>,
    /// The state of the files of the message that it shares.
    pub shared_files: Vec<File>,
}

#[cfg(test)]
impl Row {
    /// A settled message of which nothing else is known.
    pub(crate) fn of(message: Message) -> Self {
        Self {
            message,
            delivery: Delivery::Settled,
            accepted_at: None,
            unread: false,
            came_late: None,
            version: 1,
            parent: None,
            replies: Replies::default(),
            tagged: Vec::new(),
            original: None,
            reports: Vec::new(),
            lost_report: None,
            earlier: 0,
            pinner: None,
            reactions: Vec::new(),
            more_reactions: 0,
            files: Vec::new(),
            shared_files: Vec::new(),
        }
    }
}

/// The message that another one replies to, as far as it is known here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Parent {
    Here {
        author: String,
        /// The beginning of its text, at most [`Parent::EXCERPT`] characters; `…` if it goes on.
        excerpt: String,
    },
    Deleted,
    /// It is not here, or in another conversation.
    Unknown,
}

impl Parent {
    /// The longest excerpt of a parent's text, in characters.
    pub const EXCERPT: usize = 120;
}

/// The replies to a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Replies {
    /// Their number, without deleted ones.
    pub count: u32,
    /// When the last one was written.
    pub last_at: Option<Stamp>,
    /// Up to three people who replied, the most recent first, with their names.
    pub people: Vec<(PersonId, String)>,
    /// True if the thread has an unsent draft.
    pub draft: bool,
}

/// An earlier text of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Revision {
    pub text: String,
    /// When it was written.
    pub at: Stamp,
}

impl std::fmt::Debug for Revision {
    /// Leaves out texts: they must not reach the logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Revision").field("text_bytes", &self.text.len()).finish_non_exhaustive()
    }
}

/// The origin of a shared message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Original {
    /// The name of the conversation; empty if unknown.
    pub place: String,
    /// True if the message is here and can be opened.
    pub here: bool,
}

/// A report of a message to the reviewers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Report {
    pub by: PersonId,
    pub at: Stamp,
    pub delivery: Delivery,
    /// Its outcomes as reviewers told them to the user, newest first.
    pub told: Vec<Told>,
}

/// A reviewer told the reporter of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Told {
    pub by: PersonId,
    pub at: Stamp,
    /// `None` if it was undone.
    pub decision: Option<wish::Decision>,
    /// The roster says that this person reviews.
    pub known_reviewer: bool,
}

/// An emoji used as a reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reaction {
    pub emoji: String,
    /// The people who reacted with it, the first one first, with their names.
    pub people: Vec<(PersonId, String)>,
}

impl Reaction {
    /// True if this person reacted with it.
    pub fn is_by(&self, person: PersonId) -> bool {
        self.people.iter().any(|(other, _)| *other == person)
    }
}

impl Row {
    /// Computes the version from everything in the row.
    pub fn renew_version(&mut self) {
        self.version = 0;
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        self.version = hasher.finish();
    }

    /// Its position in the conversation.
    pub fn position(&self) -> Position {
        Position { ticks: self.message.sent_at.ticks(), id: self.message.id }
    }
}

/// The delivery state of the user's own message. Each has its own mark on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// Somebody else's message, or one of ours from the history: no mark.
    Settled,
    /// Saved here, not accepted yet.
    Waiting {
        since: Stamp,
        /// An attempt got no answer: its outcome is unknown, never "failed".
        unanswered: bool,
    },
    /// The server accepted it.
    Accepted,
    /// It was read back from the server.
    Seen,
    /// The server refused it, or it could not be sent at all, for this reason.
    Parked { entry: EntryId, reason: String },
}

/// A line of the Outbox and of `outbox list`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    pub entry: EntryId,
    pub message: MessageId,
    pub kind: wish::Kind,
    pub conversation: conversation::Id,
    pub conversation_name: String,
    /// The first line of the message's text, at most 200 characters; without a text, the names of its files.
    pub excerpt: String,
    pub state: WishState,
    pub since: Stamp,
    pub attempts: u32,
    /// An attempt got no answer, so it may be on the server.
    pub unanswered: bool,
}

/// The state of a wish in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WishState {
    /// Waiting for its turn, the network or the server.
    Queued,
    /// Being sent now.
    InFlight,
    /// Waiting for its files to be uploaded, which are in this state.
    Files(Upload),
    /// Waiting behind another wish of its conversation that the server refused.
    Behind(EntryId),
    /// Tried, but the answer was lost or unclear; it is sent again unchanged.
    Unanswered,
    /// Refused or unsendable, for this reason.
    Parked(String),
    /// Its row could not be read and is in quarantine, unchanged; the text describes the damage.
    Quarantined(String),
}

/// Selects one wish or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    One(EntryId),
    All,
}

/// The state of the connection to the server, as the sidebar shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Connection {
    /// Nothing was tried since the start.
    #[default]
    Unknown,
    /// The last call succeeded.
    Online,
    /// The server could not be reached or did not answer clearly; the next attempt is at `next_try`.
    Offline { next_try: Stamp, cause: Cause, detail: String },
    /// The server asked to wait until then.
    Busy { until: Stamp },
    /// The server requires another token (401, 403): nothing is sent until it is changed or the user chooses "Retry
    /// now".
    SignIn,
    /// The address or the format is wrong: nothing is sent until it is changed or the user chooses "Retry now". The
    /// text says what to check.
    Misdirected(String),
    /// The disk refused a write: nothing is sent until it works again. The text says what to do.
    Disk(String),
}

/// The state of reading from the server, as the window shows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    pub first: FirstReading,
    /// The number of elements from the server since the start that could not be read.
    pub unreadable: u64,
}

/// The first reading of a profile, which brings the history.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FirstReading {
    #[default]
    Done,
    /// Everything since `back_to` is here; `None` if the order of the pages does not show it.
    UnderWay { back_to: Option<Stamp> },
}

/// Why the last call failed, even one by another process; stored on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub words: String,
    /// Until when the server asked to wait.
    pub until: Option<Stamp>,
}

/// Why a call got no answer that settles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// No connection could be made.
    Unreached,
    /// It was sent, but got no answer or none that can be understood: it may have arrived.
    Unanswered,
    /// The server is overloaded (429 or 503 without a time).
    Busy,
    /// The server reported an internal error with this status.
    Broken(u16),
}

/// A dirty key: something to read again. It never carries the data, so that nothing can lag or be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Messages of one conversation.
    Conversation(conversation::Id),
    /// The sidebar: names, unread counts, conversations.
    Sidebar,
    /// The outbox.
    Outbox,
    /// The state of the connection.
    Connection,
    /// The state of files: some arrived, or were deleted.
    Files,
    /// The progress of uploads and downloads.
    Transfers,
    /// Playback.
    Playback,
    /// The state of reading from the server.
    Reading,
}

/// The choice between the text here and the older one that the server shows, for the user's own message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Words {
    /// The text here, which is sent again.
    Ours,
    /// The text that the server shows.
    Theirs,
}

/// The messages to mark as read, besides those above them, and to report to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// All unread messages, because the user said so.
    All,
    /// Those that were on the screen while the window was in use.
    These(Vec<MessageId>),
}

/// A conversation or person that Ctrl+K and `--to` can open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub id: conversation::Id,
    pub name: String,
    pub last_at: Option<Stamp>,
}

/// The user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    pub id: PersonId,
    pub name: String,
    pub role: crate::chat::person::Role,
}
