//! The profile's settings file: read, checked and saved.
//!
//! `settings.toml` follows the contract exactly. Every mistake is reported with its file, line and the expected
//! value, all of them at once. Values in the environment or on the command line override the file.
//! Must not know: the store, the network, the screens. No token passes through here (see [`secret`]). Reading and
//! writing block: call them off the UI thread. Tests: `tests/profile`.
//!
//! **Environment.** Key `name` of table `[section]` is overridden by `CONFAB_SECTION_NAME` in capitals, such as
//! `CONFAB_SERVER_URL` or `CONFAB_PUBLISH_MAX_BYTES`. Texts and numbers are written plainly, tables as an inline TOML
//! table: `CONFAB_SERVER_HEADERS='{ "X-Tenant" = "acme" }'`. An empty variable counts as not set.

pub mod check;
pub mod key;
mod read;
pub mod review;
mod save;
pub mod secret;

pub use key::Key;
pub use read::{Overrides, load};
pub use review::Review;
pub use save::save;

use crate::chat::message::Kind;
use crate::chat::person::Role;
use crate::chat::{CompanyId, PersonId, conversation};
use crate::language::tr;

use url::Url;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// All checked values of `settings.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub server: Server,
    pub account: Account,
    pub publish: Publish,
    pub sync: Sync,
    pub review: Review,
    pub files: Files,
}

/// `[server]`: the address of the server and the format of calls.
#[derive(Clone, PartialEq)]
pub struct Server {
    /// Ends with a slash, so that paths can be appended. `https`, or `http` to a loopback address.
    pub url: Url,
    /// Without a leading slash.
    pub publish_path: String,
    pub format: Format,
    /// Sent with every call. An `Authorization` header replaces the bearer token.
    pub headers: BTreeMap<String, String>,
    /// A PEM file of further trusted authorities; a relative path is relative to the folder of `settings.toml`.
    pub ca_file: Option<PathBuf>,
    pub message_types: MessageTypes,
    /// Names in XML; a kind without a name is sent as `Text`.
    pub message_type_names: BTreeMap<KindName, String>,
}

/// The format of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    #[default]
    Json,
    Xml,
}

/// The server's numbers for the kinds of message, in JSON; each at least 1. A kind without a number is sent as text
/// (`docs/server-api.md` 2.22). If two kinds share a number, it is read as the first of them in the order of
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

/// `[account]`: the user.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub user_id: PersonId,
    pub company_id: CompanyId,
    pub name: String,
    pub role: Role,
}

/// `[publish]`: limits and options of publish calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publish {
    pub max_messages: usize,
    /// The size of the serialised body.
    pub max_bytes: usize,
    pub timeout: Duration,
    /// The longest text in characters; `None` for no limit.
    pub max_text: Option<usize>,
    pub reports: Reports,
    pub marks: Marks,
    pub read_marks: ReadMarks,
}

/// The way a report is sent (`docs/server-api.md` 2.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reports {
    /// On the reported message itself.
    #[default]
    OnMessage,
    /// As a separate message below it.
    Child,
}

/// The fields in a mark's element (of a pin, a star, a report, …) besides the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Marks {
    /// The whole message, read again just before, for servers that overwrite fields that are left out.
    #[default]
    Whole,
    /// Ids, route, sender, kind and date, for servers known to leave null fields unchanged.
    Flags,
}

/// The conversations in which read marks are sent to the server (`docs/server-api.md` 2.20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReadMarks {
    #[default]
    Off,
    /// Only in direct messages.
    Direct,
    All,
}

impl Marks {
    /// Its value in the settings file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Flags => "flags",
        }
    }
}

impl ReadMarks {
    /// Its value in the settings file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Direct => "direct",
            Self::All => "all",
        }
    }

    /// True if read marks are sent in conversations of this kind.
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

/// The scope of a read call (`docs/server-api.md` 2.27).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Find out which of the others the server answers.
    #[default]
    Auto,
    /// Everything at once.
    Account,
    /// One conversation after another.
    Conversation,
}

/// `[files]`: the object store, and limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// `file`, `s3`, `az`, `gs` or `https`; `None`: messages with attachments wait, with this as the reason.
    pub store: Option<Url>,
    /// The largest file that is taken in or downloaded, in bytes.
    pub max_bytes: u64,
    /// The most files in one message.
    pub max_count: usize,
    /// The limit of the file cache in bytes, in addition to files that are not uploaded yet.
    pub cache_bytes: u64,
}

impl Default for Files {
    fn default() -> Self {
        Self { store: None, max_bytes: 2_000_000_000, max_count: 20, cache_bytes: 1_000_000_000 }
    }
}

/// The largest settings file, in bytes.
const MOST: u64 = 1_000_000;

/// The reasons why there are no settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file does not exist yet: the first start.
    #[error("{}", tr::settings_absent(&.0.display().to_string()))]
    Absent(PathBuf),
    /// A sentence that names the file.
    #[error("{0}")]
    Unreadable(String),
    /// One problem per line, in the order of the file.
    #[error("{}", lines(.0))]
    Invalid(Vec<Problem>),
    /// A sentence that names the file.
    #[error("{0} {unchanged}", unchanged = tr::settings_unchanged())]
    Unwritable(String),
}

/// A mistake and its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", told(.place, *.key, .reason))]
pub struct Problem {
    pub place: Place,
    /// The key it is about, if that exists; a form marks that field.
    pub key: Option<Key>,
    /// Sentences for the user.
    pub reason: String,
}

/// The place where a value was given, or is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Line {
        path: PathBuf,
        line: usize,
    },
    /// The file does not have the key.
    File(PathBuf),
    /// The name of an environment variable or a command-line option.
    Named(String),
    /// A form, which shows the reason alone.
    Form,
}

/// A sentence that names the place and the key, and those of the reason. A variable or an option names its key itself.
fn told(place: &Place, key: Option<Key>, reason: &str) -> String {
    let check = match (place, key) {
        (Place::Line { path, line }, Some(key)) => {
            let (key, file) = (&key.path(), &path.display().to_string());
            tr::SettingsCheckKey { key, file, line: *line as u64 }.text()
        }
        (Place::Line { path, line }, None) => {
            tr::SettingsCheckLine { file: &path.display().to_string(), line: *line as u64 }.text()
        }
        (Place::File(path), Some(key)) => {
            tr::SettingsAddKey { key: &key.path(), file: &path.display().to_string() }.text()
        }
        (Place::File(path), None) => tr::settings_check_file(&path.display().to_string()),
        (Place::Named(name), Some(_) | None) => tr::settings_check_name(name),
        (Place::Form, Some(_) | None) => return reason.to_owned(),
    };
    format!("{check} {reason}")
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The path of the publish call on the server's own help page.
pub const PUBLISH_PATH: &str = "Message/MessageApi/PublishMessagesToServer";
const READ_CALL: &str = "GetUserOrChannelMessages";

impl Settings {
    /// Makes settings with the contract's defaults for everything else.
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
            review: Review::default(),
            files: Files::default(),
        }
    }
}

impl Server {
    /// The numbers of kinds in elements. XML contains only names: a kind with a name needs a number here to be
    /// distinguished from text.
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

    /// The address of the read call, beside the publish call.
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
    /// The keyring entry of this account's token.
    pub fn keyring_name(&self, server: &Server) -> String {
        format!("{} at {}", self.user_id, server.url)
    }
}

impl std::fmt::Debug for Server {
    /// Only the names of headers: their values may be secrets.
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
    /// Leaves out names: they must not reach the logs.
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
    /// A number for every kind, as used by the demo's server.
    pub const ALL: Self =
        Self { text: 1, file: Some(2), image: Some(3), audio: Some(4), video: Some(5), reaction: Some(6) };

    /// The number of a kind; that of text for a kind without one. An unknown kind keeps its number.
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

    /// The kind with this number.
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
    /// Every kind, in the order of the contract.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::File, Self::Image, Self::Audio, Self::Video, Self::Reaction];

    /// Its value in the settings file.
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

    /// Parses a value of the settings file, in any case.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.word().eq_ignore_ascii_case(word))
    }

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

    /// The name of a kind; `None` for an unknown number.
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
    /// Its value in the settings file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }
}

impl Scope {
    /// Every scope, in the order of the README.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Account, Self::Conversation];

    /// Its value in the settings file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Account => "account",
            Self::Conversation => "conversation",
        }
    }
}

impl Reports {
    /// Its value in the settings file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnMessage => "on_message",
            Self::Child => "child",
        }
    }
}

/// The path of a `ca_file`, relative to the folder of the settings file.
fn beside(settings: &Path, path: &Path) -> PathBuf {
    settings.parent().map_or_else(|| path.to_path_buf(), |folder| folder.join(path))
}
