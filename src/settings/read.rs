//! Reads settings: the file, then overrides, then all checks; collects every mistake.
//!
//! The file is parsed by hand instead of with serde, so that a mistyped key is reported with its line, the key that
//! was probably meant, and the expected value. Tests: `tests/profile`.

use super::MOST;
use super::key::{SECTIONS, Shape, closest};
use super::{
    Account, Error, Files, Format, Key, KindName, MessageTypes, Place, Problem, Publish, Reports, Server,
    Settings, Sync, beside, check,
};
use crate::directory::whole_file;

use toml::de::{DeTable, DeValue};

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::Range;
use std::path::Path;

/// Variables that look like settings but are secrets, which are never settings.
const NO_SETTINGS: [&str; 1] = ["CONFAB_FILES_SECRET"];

const NOT_TEXT: &str = "This is not UTF-8 text.";

/// True if a variable belongs to the settings. `CONFAB_TOKEN`, `CONFAB_PROFILE` and others do not.
fn is_setting(name: &str) -> bool {
    let of = |section: &str| name.starts_with(&format!("CONFAB_{}_", section.to_ascii_uppercase()));
    SECTIONS.iter().any(|section| of(section))
}

/// Values from the environment and the command line, which override the file.
#[derive(Clone, Default)]
pub struct Overrides {
    values: BTreeMap<Key, (String, String)>,
    problems: Vec<Problem>,
}

impl Overrides {
    /// No overrides. Use this to load settings that will be changed and saved, so that no override ends up in the
    /// file.
    pub fn none() -> Self {
        Self::default()
    }

    /// Collects the overrides among environment variables. All others are ignored, whatever bytes they contain:
    /// variables of other programs need not be text.
    pub fn from_environment(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let mut overrides = Self::default();
        let names: BTreeMap<String, Key> = Key::ALL.into_iter().map(|key| (key.variable(), key)).collect();
        for (name, text) in variables {
            let Some(name) = name.to_str().filter(|name| is_setting(name)) else { continue };
            if text.is_empty() {
                continue;
            }
            if NO_SETTINGS.contains(&name) {
                if text.to_str().is_none() {
                    overrides.problem(name, None, NOT_TEXT.to_owned());
                }
                continue;
            }
            let Some(key) = names.get(name).copied() else {
                let known = names.keys().map(String::as_str).chain(NO_SETTINGS);
                let reason = unknown("variable", closest(name, known));
                overrides.problem(name, None, reason);
                continue;
            };
            match text.into_string() {
                Ok(text) => overrides.set(key, name, text),
                Err(_) => overrides.problem(name, Some(key), NOT_TEXT.to_owned()),
            }
        }
        overrides
    }

    fn problem(&mut self, name: &str, key: Option<Key>, reason: String) {
        self.problems.push(Problem { place: Place::Named(name.to_owned()), key, reason });
    }

    /// Overrides one key; `name` is the option or variable that the user used, such as `--server`. The last one wins.
    pub fn set(&mut self, key: Key, name: &str, text: String) {
        self.values.insert(key, (name.to_owned(), text));
    }
}

impl std::fmt::Debug for Overrides {
    /// Only the keys: values may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

/// Reads and checks the settings at a path.
///
/// # Errors
/// [`Error::Absent`] if there is neither a file nor an override of a required key; [`Error::Invalid`] with every
/// mistake at once.
pub fn load(path: &Path, overrides: &Overrides) -> Result<Settings, Error> {
    let needed = [Key::Url, Key::UserId, Key::CompanyId, Key::Name];
    let bytes = match whole_file::read(path, MOST) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if !needed.iter().any(|key| overrides.values.contains_key(key)) {
                return Err(Error::Absent(path.to_path_buf()));
            }
            Vec::new()
        }
        Err(error) => {
            return Err(Error::Unreadable { path: path.to_path_buf(), reason: whole_file::reason(&error) });
        }
    };
    let mut reader = Reader { path, values: BTreeMap::new(), problems: Vec::new() };
    if let Err(problem) = reader.file(&bytes) {
        return Err(Error::Invalid(vec![problem]));
    }
    reader.overlay(overrides);
    let settings = reader.settings();
    let mut problems = reader.problems;
    match settings {
        Some(settings) if problems.is_empty() => Ok(settings),
        _ => {
            problems.sort_by_key(|problem| match problem.place {
                Place::Line { line, .. } => line,
                Place::File(_) | Place::Named(_) => usize::MAX,
            });
            Err(Error::Invalid(problems))
        }
    }
}

/// A value as written in the file.
enum Raw {
    Text(String),
    Number(i64),
    Table(Vec<(String, Place, Raw)>),
    Other(&'static str),
}

impl Raw {
    fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    fn entries(self) -> Result<Vec<(String, Place, Raw)>, Self> {
        if let Self::Table(entries) = self { Ok(entries) } else { Err(self) }
    }

    fn called(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Number(_) => "a number",
            Self::Table(_) => "a table",
            Self::Other(name) => name,
        }
    }
}

struct Reader<'a> {
    path: &'a Path,
    values: BTreeMap<Key, (Place, Raw)>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// Parses the file. If it is not TOML, only that is reported: any other mistake would be a guess.
    fn file(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => {
                let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
                let place = Place::Line { path: self.path.to_path_buf(), line };
                return Err(Problem { place, key: None, reason: NOT_TEXT.to_owned() });
            }
        };
        let document = DeTable::parse(text).map_err(|error| {
            let place = self.place(text, error.span().unwrap_or_default());
            Problem { place, key: None, reason: not_toml(error.message()).to_owned() }
        })?;
        for (name, value) in document.get_ref() {
            let place = self.place(text, name.span());
            let section = name.get_ref().as_ref();
            if !SECTIONS.contains(&section) {
                let hint = closest(section, SECTIONS).map(|section| format!("[{section}]")).or_else(|| {
                    let key = Key::ALL.into_iter().find(|key| key.name() == section)?;
                    Some(format!("{} in [{}]", key.name(), key.section()))
                });
                let reason = unknown(&format!("table [{section}]"), hint.as_deref());
                self.problem(place, None, reason);
                continue;
            }
            match value.get_ref().as_table() {
                Some(table) => self.section(text, section, table),
                None => {
                    let found = called(value.get_ref());
                    let reason = format!("Write {section} as a table, [{section}], not as {found}.");
                    self.problem(place, None, reason);
                }
            }
        }
        Ok(())
    }

    fn section(&mut self, text: &str, section: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let place = self.place(text, name.span());
            let word = name.get_ref().as_ref();
            let Some(key) = Key::of(section, word) else {
                let siblings = Key::ALL.into_iter().filter(|key| key.section() == section).map(Key::name);
                let elsewhere = Key::ALL.into_iter().find(|key| key.name() == word);
                let hint = match elsewhere {
                    Some(key) => Some(format!("{word} in [{}]", key.section())),
                    None => closest(word, siblings).map(str::to_owned),
                };
                let reason = unknown(&format!("key {word} in [{section}]"), hint.as_deref());
                self.problem(place, None, reason);
                continue;
            };
            let raw = self.raw(text, value.get_ref());
            self.values.insert(key, (place, raw));
        }
    }

    fn raw(&self, text: &str, value: &DeValue<'_>) -> Raw {
        match value {
            DeValue::String(text) => Raw::Text(text.to_string()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or(Raw::Other("a number this large"), Raw::Number),
            DeValue::Table(table) => Raw::Table(
                table
                    .iter()
                    .map(|(name, value)| {
                        let place = self.place(text, name.span());
                        (name.get_ref().to_string(), place, self.raw(text, value.get_ref()))
                    })
                    .collect(),
            ),
            DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) => {
                Raw::Other(called(value))
            }
        }
    }

    fn overlay(&mut self, overrides: &Overrides) {
        self.problems.extend(overrides.problems.iter().cloned());
        for (key, (name, text)) in &overrides.values {
            let place = Place::Named(name.clone());
            let raw = match key.shape() {
                Shape::Text => Raw::Text(text.clone()),
                Shape::Number => text.trim().parse().map_or_else(|_| Raw::Text(text.clone()), Raw::Number),
                Shape::Table => match DeValue::parse(text.trim()) {
                    Ok(value) => match self.raw(text, value.get_ref()).entries() {
                        Ok(entries) => {
                            let here = |(word, _, raw)| (word, place.clone(), raw);
                            Raw::Table(entries.into_iter().map(here).collect())
                        }
                        Err(raw) => raw,
                    },
                    Err(_) => Raw::Text(text.clone()),
                },
            };
            self.values.insert(*key, (place, raw));
        }
    }

    /// Checks everything; `None` if a required value is missing or wrong.
    fn settings(&mut self) -> Option<Settings> {
        let url = self.needed(Key::Url, check::url);
        let user_id = self.needed(Key::UserId, check::user_id);
        let company_id = self.needed(Key::CompanyId, check::company_id);
        let name = self.needed(Key::Name, check::name);
        let publish_path = self.text(Key::PublishPath, check::publish_path);
        let format = self.text(Key::Format, check::format);
        let headers = self.headers();
        let path = self.path;
        let ca_file = self.text(Key::CaFile, check::ca_file).map(|file| beside(path, &file));
        let message_types = self.message_types();
        let message_type_names = self.message_type_names();
        let role = self.text(Key::Role, check::role);
        let usual = Publish::default();
        let publish = Publish {
            max_messages: self.number(Key::MaxMessages, check::max_messages).unwrap_or(usual.max_messages),
            max_bytes: self.number(Key::MaxBytes, check::max_bytes).unwrap_or(usual.max_bytes),
            timeout: self.text(Key::Timeout, check::timeout).unwrap_or(usual.timeout),
            max_text: self.number(Key::MaxText, check::max_text).unwrap_or(usual.max_text),
            reports: self.text(Key::Reports, check::reports).unwrap_or(Reports::OnMessage),
            marks: self.text(Key::Marks, check::marks).unwrap_or(usual.marks),
            read_marks: self.text(Key::ReadMarks, check::read_marks).unwrap_or(usual.read_marks),
        };
        let sync = Sync { scope: self.text(Key::Scope, check::scope).unwrap_or_default() };
        let usual = Files::default();
        let files = Files {
            store: self.text(Key::Store, check::store),
            max_bytes: self.number(Key::MaxFileBytes, check::max_file_bytes).unwrap_or(usual.max_bytes),
            max_count: self.number(Key::MaxFiles, check::max_files).unwrap_or(usual.max_count),
            cache_bytes: self.number(Key::CacheBytes, check::cache_bytes).unwrap_or(usual.cache_bytes),
        };
        let account = Account {
            user_id: user_id?,
            company_id: company_id?,
            name: name?,
            role: role.unwrap_or_default(),
        };
        let Settings { server, .. } = Settings::new(url?, account.clone());
        let server = Server {
            publish_path: publish_path.unwrap_or(server.publish_path),
            format: format.unwrap_or(Format::Json),
            headers,
            ca_file,
            message_types,
            message_type_names: message_type_names.unwrap_or(server.message_type_names),
            url: server.url,
        };
        Some(Settings { server, account, publish, sync, files })
    }

    fn needed<T>(&mut self, key: Key, check: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        if !self.values.contains_key(&key) {
            let reason = format!("Missing. Enter {}.", key.expects());
            self.problem(Place::File(self.path.to_path_buf()), Some(key), reason);
        }
        self.text(key, check)
    }

    fn text<T>(&mut self, key: Key, check: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let (place, raw) = self.values.remove(&key)?;
        let outcome = raw.text().ok_or_else(|| type_error(key, &raw)).and_then(check);
        self.keep(place, key, outcome)
    }

    fn number<T>(&mut self, key: Key, check: impl FnOnce(i64) -> Result<T, String>) -> Option<T> {
        let (place, raw) = self.values.remove(&key)?;
        let outcome = raw.number().ok_or_else(|| type_error(key, &raw)).and_then(check);
        self.keep(place, key, outcome)
    }

    fn table(&mut self, key: Key) -> Option<Vec<(String, Place, Raw)>> {
        let (place, raw) = self.values.remove(&key)?;
        let outcome = raw.entries().map_err(|raw| type_error(key, &raw));
        self.keep(place, key, outcome)
    }

    fn headers(&mut self) -> BTreeMap<String, String> {
        let mut headers = BTreeMap::new();
        for (name, place, raw) in self.table(Key::Headers).unwrap_or_default() {
            let outcome = raw
                .text()
                .ok_or_else(|| format!("The header {name} must be text, not {}.", raw.called()))
                .and_then(|text| check::header(&name, text).map(|()| text.to_owned()));
            if let Some(text) = self.keep(place, Key::Headers, outcome) {
                headers.insert(name, text);
            }
        }
        headers
    }

    fn message_types(&mut self) -> MessageTypes {
        let mut types = MessageTypes::default();
        for (word, place, raw) in self.table(Key::MessageTypes).unwrap_or_default() {
            let outcome = kind(&word).and_then(|kind| {
                let number =
                    raw.number().ok_or_else(|| format!("{word} must be a number, not {}.", raw.called()))?;
                Ok((kind, check::message_type(number)?))
            });
            if let Some((kind, number)) = self.keep(place, Key::MessageTypes, outcome) {
                types.set(kind, number);
            }
        }
        types
    }

    fn message_type_names(&mut self) -> Option<BTreeMap<KindName, String>> {
        let mut names: BTreeMap<KindName, String> = [(KindName::Text, "Text".to_owned())].into();
        for (word, place, raw) in self.table(Key::MessageTypeNames)? {
            let outcome = kind(&word).and_then(|kind| {
                let name =
                    raw.text().ok_or_else(|| format!("{word} must be a name, not {}.", raw.called()))?;
                Ok((kind, check::message_type_name(name)?))
            });
            names.extend(self.keep(place, Key::MessageTypeNames, outcome));
        }
        Some(names)
    }

    fn keep<T>(&mut self, place: Place, key: Key, outcome: Result<T, String>) -> Option<T> {
        outcome.map_err(|reason| self.problem(place, Some(key), reason)).ok()
    }

    fn problem(&mut self, place: Place, key: Option<Key>, reason: String) {
        self.problems.push(Problem { place, key, reason });
    }

    fn place(&self, text: &str, span: Range<usize>) -> Place {
        let before = text.as_bytes().get(..span.start).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        Place::Line { path: self.path.to_path_buf(), line }
    }
}

/// Explains a TOML error to people; the parser's own messages ("expected ident") are about its grammar.
fn not_toml(message: &str) -> &'static str {
    let says = |word: &str| message.contains(word);
    if says("duplicate key") {
        "This key or table is in the file twice. Delete one of them."
    } else if says("escape") {
        "This is not TOML: double each backslash in a text, or put the text in single quotation marks."
    } else if says("unclosed") {
        "This is not TOML: a bracket or quotation mark is not closed."
    } else if says("must be quoted") || says("basic string") || says("literal string") {
        "This is not TOML: put texts in quotation marks, such as name = \"Asha Rao\"."
    } else {
        "This is not TOML: write a setting as name = value, and a table as [name]."
    }
}

fn kind(word: &str) -> Result<KindName, String> {
    let words = || KindName::ALL.into_iter().map(KindName::word);
    KindName::ALL
        .into_iter()
        .find(|kind| kind.word() == word)
        .ok_or_else(|| unknown(&format!("kind of message {word}"), closest(word, words())))
}

fn unknown(thing: &str, hint: Option<&str>) -> String {
    match hint {
        Some(hint) => format!("Unknown {thing}. Did you mean {hint}?"),
        None => format!("Unknown {thing}."),
    }
}

fn type_error(key: Key, raw: &Raw) -> String {
    format!("Enter {}, not {}.", key.expects(), raw.called())
}

fn called(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
