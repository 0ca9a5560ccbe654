//! The profile's settings file: read, checked in words, saved.
//!
//! `settings.toml` is exactly as the contract describes it. Every mistake is told with file, line and what was
//! expected, all of them at once. Values named in the environment or on the command line win over the file.
//! Must not know: the store, the network, the screens; the token never passes through here (see [`secret`]).
//! Blocking where it reads or writes: off the UI thread. Tests: `tests/profile`.
//!
//! **Environment.** One rule: key `name` of table `[section]` is overridden by `CONFAB_SECTION_NAME` in capitals,
//! such as `CONFAB_SERVER_URL` or `CONFAB_PUBLISH_MAX_BYTES`. Texts and numbers are written plainly, tables as an
//! inline TOML table: `CONFAB_SERVER_HEADERS='{ "X-Tenant" = "acme" }'`. An empty variable counts as not set.

pub mod check;
pub mod key;
mod read;
mod save;
pub mod secret;

pub use key::Key;
pub use read::{Overrides, load};
pub use save::save;

use crate::chat::message::Kind;
use crate::chat::person::Role;
use crate::chat::{CompanyId, PersonId, conversation};

use url::Url;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything of `settings.toml`, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub server: Server,
    pub account: Account,
    pub publish: Publish,
    pub sync: Sync,
    pub files: Files,
}

/// `[server]`: where the server is and how it is spoken to.
#[derive(Clone, PartialEq)]
pub struct Server {
    /// Ends with a slash, so that paths join after its own. `https`, or `http` to a loopback address.
    pub url: Url,
    /// Without a slash at the front.
    pub publish_path: String,
    pub format: Format,
    /// Sent with every call. An `Authorization` among them takes the place of the bearer token.
    pub headers: BTreeMap<String, String>,
    /// A PEM file of further trusted authorities; one with a relative path lies beside `settings.toml`.
    pub ca_file: Option<PathBuf>,
    pub message_types: MessageTypes,
    /// Names in XML; a kind that has none travels as `Text`.
    pub message_type_names: BTreeMap<KindName, String>,
}

/// The format of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    #[default]
    Json,
    Xml,
}

/// The server's numbers for the kinds of message, in JSON; each at least 1. A kind without a number goes as text
/// (`docs/server-api.md` 2.22). Two kinds may share a number: reading then takes the first of them in the order of
/// [`KindName::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageTypes {
    pub text: i64,
    pub file: Option<i64>,
    pub image: Option<i64>,
    pub audio: Option<i64>,
    pub video: Option<i64>,
    pub reaction: Option<i64>,
}

/// A kind of message that the settings can give a number or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KindName {
    Text,
    File,
    Image,
    Audio,
    Video,
    Reaction,
}

/// `[account]`: who the person is.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub user_id: PersonId,
    pub company_id: CompanyId,
    pub name: String,
    pub role: Role,
}

/// `[publish]`: the limits of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publish {
    pub max_messages: usize,
    /// Of the serialised body.
    pub max_bytes: usize,
    pub timeout: Duration,
    /// Characters of one text; `None`: no limit.
    pub max_text: Option<usize>,
    pub reports: Reports,
    pub marks: Marks,
    pub read_marks: ReadMarks,
}

/// How a report travels (`docs/server-api.md` 2.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reports {
    /// Upon the reported message itself.
    #[default]
    OnMessage,
    /// As a message of its own below it.
    Child,
}

/// The fields that the element of a mark (a pin, a star, a report, …) carries besides the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Marks {
    /// The whole message, read again just before, for servers that overwrite what is left out.
    #[default]
    Whole,
    /// Ids, route, sender, kind and date, for servers known to leave null untouched.
    Flags,
}

/// Where the server is told what this person has read (`docs/server-api.md` 2.20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReadMarks {
    #[default]
    Off,
    /// In direct messages alone.
    Direct,
    All,
}

impl Marks {
    /// The word in the settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Flags => "flags",
        }
    }
}

impl ReadMarks {
    /// The word in the settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Direct => "direct",
            Self::All => "all",
        }
    }

    /// True if the server is told of reading in conversations of this kind.
    pub const fn tells(self, kind: conversation::Kind) -> bool {
        match (self, kind) {
            (Self::All, _) | (Self::Direct, conversation::Kind::Direct) => true,
            (Self::Off, _) | (Self::Direct, conversation::Kind::Channel | conversation::Kind::Group) => false,
        }
    }
}

/// `[sync]`: how the server is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sync {
    pub scope: Scope,
}

/// The scope of a reading call (`docs/server-api.md` 2.27).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Finds out which of the two the server answers.
    #[default]
    Auto,
    /// Everything at once.
    Account,
    /// One conversation after the other.
    Conversation,
}

/// `[files]`: where the bytes of attachments are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// `file`, `s3`, `az`, `gs` or `https`; `None`: attachments wait with a clear reason.
    pub store: Option<Url>,
    /// Bytes of the largest file that is taken or fetched.
    pub max_bytes: u64,
    /// Files in one message.
    pub max_count: usize,
    /// Bytes of files kept here besides those that are not stored yet.
    pub cache_bytes: u64,
}

impl Default for Files {
    fn default() -> Self {
        Self { store: None, max_bytes: 2_000_000_000, max_count: 20, cache_bytes: 1_000_000_000 }
    }
}

/// The largest settings file, in bytes.
const MOST: u64 = 1_000_000;

/// Why there are no settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A first start: nothing is wrong, nothing is there.
    #[error("This profile is not set up yet: {} does not exist.", .0.display())]
    Absent(PathBuf),
    #[error("{} cannot be read: {reason}.", path.display())]
    Unreadable { path: PathBuf, reason: String },
    /// One sentence per line, in the order of the file.
    #[error("{}", lines(.0))]
    Invalid(Vec<Problem>),
    #[error("{} cannot be written: {reason}. Nothing was changed.", path.display())]
    Unwritable { path: PathBuf, reason: String },
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {}{reason}", named(.place, *.key))]
pub struct Problem {
    pub place: Place,
    /// The key it is about, where it is about one that exists; a form marks that field.
    pub key: Option<Key>,
    /// A sentence.
    pub reason: String,
}

/// Where a value was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Place {
    #[error("{}, line {line}", path.display())]
    Line { path: PathBuf, line: usize },
    #[error("{}", .0.display())]
    File(PathBuf),
    /// An environment variable or a command-line option, by its name.
    #[error("{0}")]
    Named(String),
}

/// The key, such as `server.url: `; a variable or an option says by its own name which one it is.
fn named(place: &Place, key: Option<Key>) -> String {
    match (place, key) {
        (Place::Line { .. } | Place::File(_), Some(key)) => format!("{}.{}: ", key.section(), key.name()),
        (Place::Named(_), Some(_)) | (_, None) => String::new(),
    }
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The path that the server's own help page gives for publishing.
pub const PUBLISH_PATH: &str = "Message/MessageApi/PublishMessagesToServer";
const READ_CALL: &str = "GetUserOrChannelMessages";

impl Settings {
    /// The contract's defaults around what has none.
    pub fn new(url: Url, account: Account) -> Self {
        Self {
            server: Server {
                url: check::with_slash(url),
                publish_path: PUBLISH_PATH.to_owned(),
                format: Format::default(),
                headers: BTreeMap::new(),
                ca_file: None,
                message_types: MessageTypes::default(),
                message_type_names: [(KindName::Text, "Text".to_owned())].into(),
            },
            account,
            publish: Publish::default(),
            sync: Sync::default(),
            files: Files::default(),
        }
    }
}

impl Server {
    /// The numbers that kinds go by in elements. XML writes names alone: a kind that has a name there needs a number here to
    /// be told from text.
    pub fn kinds(&self) -> MessageTypes {
        let mut kinds = self.message_types;
        if self.format == Format::Xml {
            for name in self
                .message_type_names
                .keys()
                .filter(|name| kinds.listed(name.kind()).is_none())
                .copied()
                .collect::<Vec<_>>()
            {
                kinds.set(name, MessageTypes::ALL.number(name.kind()));
            }
        }
        kinds
    }

    /// The address of the publish call; a path prefix of the server's address is kept.
    pub fn publish_url(&self) -> Url {
        self.join(&self.publish_path)
    }

    /// The address of the reading call: the publish call's sibling.
    pub fn read_url(&self) -> Url {
        let folder = self.publish_path.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.join(&if folder.is_empty() { READ_CALL.to_owned() } else { format!("{folder}/{READ_CALL}") })
    }

    fn join(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        let joined = format!("{}{path}", url.path());
        url.set_path(&joined);
        url
    }
}

impl Account {
    /// The name under which the system keyring holds this account's token.
    pub fn keyring_name(&self, server: &Server) -> String {
        format!("{} at {}", self.user_id, server.url)
    }
}

impl std::fmt::Debug for Server {
    /// Headers may be secrets: their names are enough.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("url", &self.url.as_str())
            .field("publish_path", &self.publish_path)
            .field("format", &self.format)
            .field("headers", &self.headers.keys())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Account {
    /// Names stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

impl Default for Publish {
    fn default() -> Self {
        Self {
            max_messages: 100,
            max_bytes: 1_000_000,
            timeout: Duration::from_secs(30),
            max_text: None,
            reports: Reports::default(),
            marks: Marks::default(),
            read_marks: ReadMarks::default(),
        }
    }
}

impl Default for MessageTypes {
    fn default() -> Self {
        Self { text: 1, file: None, image: None, audio: None, video: None, reaction: None }
    }
}

impl MessageTypes {
    /// A number for every kind: those that the demo's server gives them.
    pub const ALL: Self =
        Self { text: 1, file: Some(2), image: Some(3), audio: Some(4), video: Some(5), reaction: Some(6) };

    /// The number of a kind, that of text for one without; an unknown kind keeps the number it came with.
    pub fn number(&self, kind: Kind) -> i64 {
        self.listed(kind).unwrap_or(self.text)
    }

    /// The number of a kind, if it has one.
    pub fn listed(&self, kind: Kind) -> Option<i64> {
        match kind {
            Kind::Text => Some(self.text),
            Kind::File => self.file,
            Kind::Image => self.image,
            Kind::Audio => self.audio,
            Kind::Video => self.video,
            Kind::Reaction => self.reaction,
            Kind::Unknown(number) => Some(number),
        }
    }

    /// The kind of a number.
    pub fn kind(&self, number: i64) -> Kind {
        KindName::ALL
            .into_iter()
            .map(KindName::kind)
            .find(|kind| self.listed(*kind) == Some(number))
            .unwrap_or(Kind::Unknown(number))
    }

    fn set(&mut self, name: KindName, number: i64) {
        match name {
            KindName::Text => self.text = number,
            KindName::File => self.file = Some(number),
            KindName::Image => self.image = Some(number),
            KindName::Audio => self.audio = Some(number),
            KindName::Video => self.video = Some(number),
            KindName::Reaction => self.reaction = Some(number),
        }
    }
}

impl KindName {
    /// In the order of the contract.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::File, Self::Image, Self::Audio, Self::Video, Self::Reaction];

    /// The word in the settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::File => "file",
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Reaction => "reaction",
        }
    }

    /// The kind of that word, in any casing.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.word().eq_ignore_ascii_case(word))
    }

    /// The kind it names.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Text => Kind::Text,
            Self::File => Kind::File,
            Self::Image => Kind::Image,
            Self::Audio => Kind::Audio,
            Self::Video => Kind::Video,
            Self::Reaction => Kind::Reaction,
        }
    }

    /// The name of a kind; none for an unknown number.
    pub const fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Text => Some(Self::Text),
            Kind::File => Some(Self::File),
            Kind::Image => Some(Self::Image),
            Kind::Audio => Some(Self::Audio),
            Kind::Video => Some(Self::Video),
            Kind::Reaction => Some(Self::Reaction),
            Kind::Unknown(_) => None,
        }
    }
}

impl Format {
    /// The word in the settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }
}

impl Scope {
    /// In the order of the README.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Account, Self::Conversation];

    /// The word of the settings file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Account => "account",
            Self::Conversation => "conversation",
        }
    }
}

impl Reports {
    /// The word in the settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnMessage => "on_message",
            Self::Child => "child",
        }
    }
}

/// Where a relative `ca_file` lies.
fn beside(settings: &Path, path: &Path) -> PathBuf {
    settings.parent().map_or_else(|| path.to_path_buf(), |folder| folder.join(path))
}
