//! The screens' data: plain values, read from the store, ready for a row on the screen.
//!
//! The fourth of the four types per thing (wire, domain, stored, row). Must not know: SQL, the wire, iced.
//! Tests: `tests/promise`, `tests/window`.

mod file;
mod found;

pub use file::{
    File, Frame, Pasted, Picture, Playback, Progress, Reach as FileReach, Sight, Source, Transfer, Transfers,
    Upload, Waveform,
};
pub use found::{Filter, Find, Finds, Member, Overview, Reach, Sought};

use crate::chat::conversation::{Marks, Membership};
use crate::chat::wish;
use crate::chat::{Message, MessageId, PersonId, Stamp, conversation};

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

/// A wish in the outbox, by the number it was given when it was made. Numbers are never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub i64);

/// The left column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sidebar {
    /// Starred ones first; then by kind, channels first; within a kind channels and groups by name, direct talks by last message.
    pub talks: Vec<Talk>,
    /// Wishes still in the outbox that a person would want to know of: everything waiting or parked.
    pub waiting: u32,
    /// Of those, reading marks on their way: nothing a person waits for.
    pub marks: u32,
    /// Of those, how many the server refused.
    pub parked: u32,
    /// The conversation that was open last, also before a restart.
    pub last_open: Option<Target>,
}

/// One conversation in the left column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    pub id: conversation::Id,
    pub name: String,
    pub unread: u32,
    /// Of the unread ones, those that tag the person.
    pub mentions: u32,
    /// Up to three other members, for a group's stacked avatars; the other person for a direct talk.
    pub faces: Vec<(PersonId, String)>,
    pub members: u32,
    pub last_at: Option<Stamp>,
    /// An unsent draft stands in its composer.
    pub draft: bool,
    /// The person's own marks on it; a hidden one is not in the column.
    pub marks: Marks,
    pub membership: Membership,
}

/// Where a message stands in its conversation: by time, then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 100 ns ticks since 1970 UTC.
    pub ticks: i64,
    pub id: MessageId,
}

/// A piece of a conversation's history, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub rows: Vec<Arc<Row>>,
    /// How many older messages there are before the first row.
    pub before: u64,
    /// How many newer messages there are after the last row.
    pub after: u64,
    /// Where the first unread message of the conversation stood when the page was read: the *New* line stands above it.
    pub first_unread: Option<Position>,
}

/// A message as it is handed on: with what it said before and who reacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub message: Message,
    pub conversation_name: String,
    /// Of the people tagged, in their order; empty where unknown.
    pub tag_names: Vec<String>,
    /// Oldest first.
    pub versions: Vec<Version>,
    pub reactions: Vec<Message>,
}

/// Some records of a history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// Oldest first.
    pub records: Vec<Record>,
    /// Messages that could not be read and are not among them.
    pub unreadable: u64,
    /// Where the next piece begins; none at the end.
    pub last: Option<Position>,
}

/// A version of a message from before an edit made here.
#[derive(Clone, PartialEq, Eq)]
pub struct Version {
    /// When it was replaced.
    pub until: Stamp,
    pub text: String,
    pub tags: Vec<PersonId>,
}

impl std::fmt::Debug for Version {
    /// Texts stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Version").field("until", &self.until).finish_non_exhaustive()
    }
}

/// Which messages are handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Records {
    Conversation(conversation::Id),
    /// Those that somebody reported, wherever.
    Reported,
}

/// Which piece of a conversation's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// The newest ones.
    Latest,
    /// Those just before a position, not including it.
    Before(Position),
    /// Those just after a position, not including it.
    After(Position),
    /// Those around a message, half before and half after.
    Around(MessageId),
    /// Those around a rank: 0 is the oldest message of the conversation.
    Rank(u64),
    /// Everything between two positions, both included, plus what came after the second if it was the newest:
    /// the re-read after a change.
    Again { first: Position, last: Position },
}

/// One message of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    pub message: Message,
    pub delivery: Delivery,
    /// It is somebody else's, and was not read when this was read from the store.
    pub unread: bool,
    /// When it came, if newer ones were here by then and its date was long past.
    pub came_late: Option<Stamp>,
    /// Changes whenever anything else of this row changes: [`Row::renew_version`].
    pub version: u64,
    /// The message that it replies to.
    pub parent: Option<Parent>,
    /// The thread under it.
    pub replies: Replies,
    /// The names of those it tags, as far as they are known, in the order of the tags.
    pub tagged: Vec<String>,
    /// Where the message that it shares was written, as far as that is known here.
    pub original: Option<Original>,
    /// Who pinned it, if somebody did and has a name here.
    pub pinner: Option<String>,
    /// Earlier texts of it that are kept here.
    pub earlier: u32,
    /// The reactions under it, the emoji used first in front.
    pub reactions: Vec<Reaction>,
    /// Reactions beyond those.
    pub more_reactions: u32,
    /// The state of its files, in their order.
    pub files: Vec<File>,
    /// The same of the files of what it shares.
    pub shared_files: Vec<File>,
}

/// The message that another one replies to, as far as it is known here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Parent {
    Here {
        author: String,
        /// The beginning of its text, at most [`Parent::EXCERPT`] characters.
        excerpt: String,
    },
    Deleted,
    /// It is not here, or in another conversation.
    Unknown,
}

impl Parent {
    /// The most characters told of a parent's text.
    pub const EXCERPT: usize = 120;
}

/// The replies to a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Replies {
    /// How many, deleted ones left out.
    pub count: u32,
    /// When the last of them was written.
    pub last_at: Option<Stamp>,
    /// Up to three who wrote them, the one who wrote last in front, and their names.
    pub people: Vec<(PersonId, String)>,
    /// An unsent draft stands in the thread's composer.
    pub draft: bool,
}

/// An earlier version of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Revision {
    pub text: String,
    /// When that was written.
    pub at: Stamp,
}

impl std::fmt::Debug for Revision {
    /// Texts stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Revision").field("text_bytes", &self.text.len()).finish_non_exhaustive()
    }
}

/// Where a shared message was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Original {
    /// The conversation's name; empty when it is not known.
    pub place: String,
    /// True if the message itself is here, and can be gone to.
    pub here: bool,
}

/// An emoji under a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reaction {
    pub emoji: String,
    /// Who reacted with it, the first one in front, and their names.
    pub people: Vec<(PersonId, String)>,
}

impl Reaction {
    /// True if this person is among them.
    pub fn is_by(&self, person: PersonId) -> bool {
        self.people.iter().any(|(other, _)| *other == person)
    }
}

impl Row {
    /// Sets the version by all that the row holds.
    pub fn renew_version(&mut self) {
        self.version = 0;
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        self.version = hasher.finish();
    }

    /// Where it stands.
    pub fn position(&self) -> Position {
        Position { ticks: self.message.sent_at.ticks(), id: self.message.id }
    }
}

/// How far a message of the person's own has come. Each is a different mark on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// Somebody else's message, or one of ours that came with the history: no mark.
    Settled,
    /// Saved here, not yet accepted.
    Waiting {
        since: Stamp,
        /// An attempt was made whose answer never came: the outcome is unknown, never "failed".
        unanswered: bool,
    },
    /// The server accepted it.
    Accepted,
    /// It came back from the server.
    Seen,
    /// The server refused it (or it could not be sent at all): the reason, in words.
    Parked { entry: EntryId, reason: String },
}

/// One line of the Waiting panel and of `outbox list`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub entry: EntryId,
    pub message: MessageId,
    pub kind: wish::Kind,
    pub conversation: conversation::Id,
    pub conversation_name: String,
    /// The first line of the message's text, at most 200 characters; without a text, the names of its files.
    pub excerpt: String,
    pub state: Standing,
    pub since: Stamp,
    pub attempts: u32,
    /// The answer to a try never came, so that it may be at the server whatever came of it since.
    pub unanswered: bool,
}

/// Why a wish is still here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Waits for its turn, the network or the server.
    Queued,
    /// A call with it is under way.
    InFlight,
    /// Its files go first, and this is how they stand.
    Files(Upload),
    /// Waits behind another wish of its conversation that the server refused.
    Behind(EntryId),
    /// Tried, and the answer was lost or unclear; goes out again unchanged.
    Unanswered,
    /// Refused: the reason, in words.
    Parked(String),
    /// Its row could not be read; kept aside, untouched: what is wrong, in words.
    Quarantined(String),
}

/// One wish or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    One(EntryId),
    All,
}

/// The state of the line to the server, as the sidebar says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Connection {
    /// Nothing tried yet since start.
    #[default]
    Unknown,
    /// The last call went through.
    Online,
    /// The server could not be reached or did not answer clearly; next try at that moment.
    Offline { next_try: Stamp, cause: Cause, detail: String },
    /// The server asked to wait until then.
    Busy { until: Stamp },
    /// The server wants to know who we are (401, 403): nothing is sent until the token is changed or "Try now".
    SignIn,
    /// The address or the format is wrong: nothing is sent until it is changed or "Try now". Says what to check.
    Misdirected(String),
    /// The disk refused a write: nothing is sent until it works again. Says what to do.
    Disk(String),
}

/// How the reading of the server stands, as the window says it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    pub first: FirstReading,
    /// Elements that the server sent since the start and that could not be read.
    pub unreadable: u64,
}

/// The first reading of a profile, which brings the history.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FirstReading {
    #[default]
    Done,
    /// Everything since then is here; none where the server's order does not tell.
    UnderWay { back_to: Option<Stamp> },
}

/// Why the last call did not get through, as the disk remembers it: also of another process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub words: String,
    /// The server asked not to be tried before then.
    pub until: Option<Stamp>,
}

/// Why a call brought no answer that settles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// No connection could be made.
    Unreached,
    /// It was sent, and no answer came, or none that can be understood: it may have arrived.
    Unanswered,
    /// The server answered that it is not up to it just now (429 or 503 without a time).
    Busy,
    /// The server answered that it broke: the status.
    Broken(u16),
}

/// Something changed: a key to re-read, never a payload, so that nothing can lag or be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Messages of one conversation.
    Conversation(conversation::Id),
    /// The left column: names, unread counts, conversations.
    Sidebar,
    /// The outbox.
    Outbox,
    /// The state of the line.
    Connection,
    /// The state of files: some came here, or were let go.
    Files,
    /// How far uploads and fetches are.
    Transfers,
    /// Playback.
    Playback,
    /// How far the first reading is, and what could not be read.
    Reading,
}

/// Which words of a message of one's own stay, where the server shows older ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Words {
    /// Those here, which go to the server again.
    Ours,
    /// Those that the server shows.
    Theirs,
}

/// Which messages are read besides those that stand above, and told to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// All that were unread, by the person's word.
    All,
    /// Those that were on the screen while the window had the person's attention.
    These(Vec<MessageId>),
}

/// Someone or something that Ctrl+K and `--to` can open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub id: conversation::Id,
    pub name: String,
    pub last_at: Option<Stamp>,
}

/// Who the person at this profile is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    pub id: PersonId,
    pub name: String,
    pub role: crate::chat::person::Role,
}
