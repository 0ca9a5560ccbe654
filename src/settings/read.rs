//! Reads settings: the file, then overrides, then all checks; collects every mistake.
//!
//! The file is parsed by hand instead of with serde, so that a mistyped key is reported with its line, the key that
//! was probably meant, and the expected value. Tests: `tests/profile`.

use super::MOST;
use super::key::{SECTIONS, Shape, closest};
use super::{
    Account, Error, Files, Format, Key, KindName, MessageTypes, Place, Problem, Publish, Reports, Review,
    Server, Settings, Sync, beside, check, review,
};
use crate::directory::whole_file;
use crate::language::tr;

use toml::de::{DeTable, DeValue};

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::Range;
use std::path::Path;

/// Variables that look like settings but are secrets, which are never settings.
const NO_SETTINGS: [&str; 1] = ["CONFAB_FILES_SECRET"];

/// True if a variable belongs to the settings. `CONFAB_TOKEN`, `CONFAB_PROFILE` and others do not.
fn is_setting(name: &str) -> bool {
    let of = |section: &str| name.starts_with(&format!("CONFAB_{}_", section.to_ascii_uppercase()));
    SECTIONS.iter().any(|section| of(section))
}

/// Values from the environment and the command line, which override the file.
#[derive(Clone, Default)]
pub struct Overrides {
    values: BTreeMap<Key, (Place, String)>,
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
                    overrides.problem(name, None, tr::settings_value_not_text().to_owned());
                }
                continue;
            }
            let Some(key) = names.get(name).copied() else {
                let known = names.keys().map(String::as_str).chain(NO_SETTINGS);
                let reason = match closest(name, known) {
                    Some(guess) => tr::settings_unknown_variable_guess(guess),
                    None => tr::settings_unknown_variable().to_owned(),
                };
                overrides.problem(name, None, reason);
                continue;
            };
            match text.into_string() {
                Ok(text) => overrides.set(key, name, text),
                Err(_) => {
                    overrides.problem(name, Some(key), tr::settings_value_not_text().to_owned());
                }
            }
        }
        overrides
    }

    fn problem(&mut self, name: &str, key: Option<Key>, reason: String) {
        self.problems.push(Problem { place: Place::Named(name.to_owned()), key, reason });
    }

    /// Overrides one key; `name` is the option or variable that the user used, such as `--server`. The last one wins.
    pub fn set(&mut self, key: Key, name: &str, text: String) {
        self.values.insert(key, (Place::Named(name.to_owned()), text));
    }

    /// Overrides one key with the value in a form.
    pub fn fill_in(&mut self, key: Key, text: String) {
        self.values.insert(key, (Place::Form, text));
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
            return Err(Error::Unreadable(whole_file::not_read(path, &error)));
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
                Place::File(_) | Place::Named(_) | Place::Form => usize::MAX,
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
    List(Vec<Raw>),
    Switch(bool),
    /// A sentence on its type.
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

    /// Two sentences for a value of the wrong type: the first tells its type, the second is `expected`.
    fn instead_of(&self, expected: &str) -> String {
        let found = match self {
            Self::Text(_) => tr::settings_found_text(),
            Self::Number(_) => tr::settings_found_number(),
            Self::Table(_) => tr::settings_found_table(),
            Self::List(_) => tr::settings_found_list(),
            Self::Switch(_) => tr::settings_found_boolean(),
            Self::Other(found) => found,
        };
        format!("{found} {expected}")
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
                return Err(Problem { place, key: None, reason: tr::settings_line_not_text().to_owned() });
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
                self.problem(place, None, no_section(section, value.get_ref()));
                continue;
            }
            match value.get_ref().as_table() {
                Some(table) => self.section(text, section, table),
                None => {
                    let raw = self.raw(text, value.get_ref());
                    self.problem(place, None, raw.instead_of(&tr::settings_write_table(section)));
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
                self.problem(place, None, no_key(section, word));
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
                .map_or_else(|_| Raw::Other(tr::settings_found_large()), Raw::Number),
            DeValue::Table(table) => Raw::Table(
                table
                    .iter()
                    .map(|(name, value)| {
                        let place = self.place(text, name.span());
                        (name.get_ref().to_string(), place, self.raw(text, value.get_ref()))
                    })
                    .collect(),
            ),
            DeValue::Float(_) => Raw::Other(tr::settings_found_decimal()),
            DeValue::Boolean(on) => Raw::Switch(*on),
            DeValue::Datetime(_) => Raw::Other(tr::settings_found_date()),
            DeValue::Array(values) => {
                Raw::List(values.iter().map(|value| self.raw(text, value.get_ref())).collect())
            }
        }
    }

    fn overlay(&mut self, overrides: &Overrides) {
        self.problems.extend(overrides.problems.iter().cloned());
        for (key, (place, text)) in &overrides.values {
            let place = place.clone();
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
                Shape::List | Shape::Switch => match DeValue::parse(text.trim()) {
                    Ok(value) => self.raw(text, value.get_ref()),
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
        let usual = Review::default();
        let second = self.values.get(&Key::ReviewToIfReviewer).map(|(place, _)| place.clone());
        if let Some(place) = second.filter(|_| !self.values.contains_key(&Key::ReviewTo)) {
            self.problem(place, Some(Key::ReviewToIfReviewer), tr::settings_review_alone().to_owned());
        }
        let review = Review {
            to: self.text(Key::ReviewTo, review::destination),
            to_if_reviewer: self.text(Key::ReviewToIfReviewer, review::destination),
            reviewers: self.texts(Key::ReviewReviewers, review::reviewers).unwrap_or(usual.reviewers),
            reasons: self.texts(Key::ReviewReasons, review::reasons).unwrap_or(usual.reasons),
            context: self.number(Key::ReviewContext, check::context).unwrap_or(usual.context),
            tell_reporter: self.switch(Key::ReviewTellReporter).unwrap_or(usual.tell_reporter),
            tell_author: self.switch(Key::ReviewTellAuthor).unwrap_or(usual.tell_author),
            keep_days: self.number(Key::ReviewKeepDays, check::keep_days).unwrap_or(usual.keep_days),
        };
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
        Some(Settings { server, account, publish, sync, review, files })
    }

    fn needed<T>(&mut self, key: Key, check: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        if !self.values.contains_key(&key) {
            self.problem(Place::File(self.path.to_path_buf()), Some(key), key.expects());
        }
        self.text(key, check)
    }

    fn texts<T>(&mut self, key: Key, check: impl FnOnce(&[String]) -> Result<T, String>) -> Option<T> {
        let (place, raw) = self.values.remove(&key)?;
        let texts = match &raw {
            Raw::List(values) => {
                values.iter().map(|value| value.text().map(ToOwned::to_owned)).collect::<Option<Vec<_>>>()
            }
            Raw::Text(_) | Raw::Number(_) | Raw::Table(_) | Raw::Switch(_) | Raw::Other(_) => None,
        };
        let outcome = texts.ok_or_else(|| raw.instead_of(&key.expects())).and_then(|texts| check(&texts));
        self.keep(place, key, outcome)
    }

    fn text<T>(&mut self, key: Key, check: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let (place, raw) = self.values.remove(&key)?;
        let outcome = raw.text().ok_or_else(|| raw.instead_of(&key.expects())).and_then(check);
        self.keep(place, key, outcome)
    }

    fn number<T>(&mut self, key: Key, check: impl FnOnce(i64) -> Result<T, String>) -> Option<T> {
        let (place, raw) = self.values.remove(&key)?;
        let outcome = raw.number().ok_or_else(|| raw.instead_of(&key.expects())).and_then(check);
        self.keep(place, key, outcome)
    }

    fn switch(&mut self, key: Key) -> Option<bool> {
        let (place, raw) = self.values.remove(&key)?;
        let outcome = match raw {
            Raw::Switch(on) => Ok(on),
            Raw::Text(_) | Raw::Number(_) | Raw::Table(_) | Raw::List(_) | Raw::Other(_) => {
                Err(raw.instead_of(&key.expects()))
            }
        };
        self.keep(place, key, outcome)
    }

    fn table(&mut self, key: Key) -> Option<Vec<(String, Place, Raw)>> {
        let (place, raw) = self.values.remove(&key)?;
        let outcome = raw.entries().map_err(|raw| raw.instead_of(&key.expects()));
        self.keep(place, key, outcome)
    }

    fn headers(&mut self) -> BTreeMap<String, String> {
        let mut headers = BTreeMap::new();
        for (name, place, raw) in self.table(Key::Headers).unwrap_or_default() {
            let outcome = raw
                .text()
                .ok_or_else(|| raw.instead_of(&tr::settings_enter_header(&name)))
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
                    raw.number().ok_or_else(|| raw.instead_of(&tr::settings_enter_message_type(&word)))?;
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
                    raw.text().ok_or_else(|| raw.instead_of(&tr::settings_enter_message_type_name(&word)))?;
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
        tr::settings_toml_twice()
    } else if says("escape") {
        tr::settings_toml_escape()
    } else if says("unclosed") {
        tr::settings_toml_open()
    } else if says("must be quoted") || says("basic string") || says("literal string") {
        tr::settings_toml_quotes()
    } else {
        tr::settings_toml_other()
    }
}

/// Sentences on a name at the beginning of the file that is not one of [`SECTIONS`].
fn no_section(name: &str, value: &DeValue<'_>) -> String {
    if let Some(guess) = closest(name, SECTIONS) {
        return tr::SettingsUnknownTableGuess { table: name, guess }.text();
    }
    let key = Key::ALL.into_iter().find(|key| key.name() == name);
    match (key, value) {
        (Some(key), DeValue::Table(_)) => {
            tr::SettingsUnknownTableKey { key: key.name(), table: key.section() }.text()
        }
        (None, DeValue::Table(_)) => tr::settings_unknown_table(name),
        (Some(key), _) => tr::SettingsNoTableGuess { key: key.name(), table: key.section() }.text(),
        (None, _) => tr::settings_no_table(name),
    }
}

/// Sentences on a name in a table that is not one of its keys.
fn no_key(table: &str, name: &str) -> String {
    if let Some(other) = Key::ALL.into_iter().find(|key| key.name() == name) {
        return tr::SettingsUnknownKeyElsewhere { table, key: name, other: other.section() }.text();
    }
    let siblings = Key::ALL.into_iter().filter(|key| key.section() == table).map(Key::name);
    match closest(name, siblings) {
        Some(guess) => tr::SettingsUnknownKeyGuess { table, key: name, guess }.text(),
        None => tr::SettingsUnknownKey { table, key: name }.text(),
    }
}

fn kind(word: &str) -> Result<KindName, String> {
    let words = || KindName::ALL.into_iter().map(KindName::word);
    KindName::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| match closest(word, words()) {
        Some(guess) => tr::SettingsUnknownKindGuess { kind: word, guess }.text(),
        None => {
            let kinds = &words().collect::<Vec<_>>().join(", ");
            tr::SettingsUnknownKind { kind: word, kinds }.text()
        }
    })
}
