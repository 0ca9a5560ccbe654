//! Saves settings atomically, keeping the comments and the order of the file.
//!
//! Only keys are changed whose value differs from that in the file (or from the default, if the file does not have
//! it). The new text is on disk before it replaces the old file, so a crash leaves one of the two intact; the file is
//! private to its owner. Blocking. Tests: `tests/profile`.

use super::{Error, Key, KindName, MOST, MessageTypes, Overrides, Settings, load};
use crate::chat::person::Role;
use crate::directory::whole_file;
use crate::language::tr;

use toml_edit::{DocumentMut, InlineTable, Item, Table, Value, value};

use std::path::Path;

const HEAD: &str = "# Settings of a Confab profile. The README describes every key, under \"Settings\".\n";

/// Saves the settings to a file, which is created if needed.
///
/// Load settings to be saved without overrides, so that an environment variable never ends up in the file.
///
/// # Errors
/// [`Error::Unwritable`], [`Error::Unreadable`]; then the file is unchanged. A file that is not TOML is not
/// overwritten: [`Error::Invalid`] names its line.
pub fn save(path: &Path, settings: &Settings) -> Result<(), Error> {
    // If the settings file is a link (for example into a folder of dot files), its target is replaced.
    let asked = path;
    let path = &whole_file::target(asked)
        .map_err(|error| Error::Unwritable(whole_file::not_written(asked, &error)))?;
    let named = || path.display().to_string();
    let (text, before) = match whole_file::read(path, MOST) {
        Ok(bytes) => {
            let text =
                String::from_utf8(bytes).map_err(|_| Error::Unreadable(tr::settings_not_text(&named())))?;
            (text, load(asked, &Overrides::none()).ok())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => (HEAD.to_owned(), None),
        Err(error) => return Err(Error::Unreadable(whole_file::not_read(path, &error))),
    };
    let mut document: DocumentMut =
        text.trim_start_matches('\u{feff}').parse().map_err(|_| match load(asked, &Overrides::none()) {
            Err(error) => error,
            Ok(_) => Error::Unreadable(tr::settings_not_toml(&named())),
        })?;
    for key in Key::ALL {
        put(
            &mut document,
            key,
            render(key, settings),
            before.as_ref().map(|before| render(key, before)).as_ref(),
        );
    }
    whole_file::replace(path, document.to_string().as_bytes())
        .map_err(|error| Error::Unwritable(whole_file::not_written(path, &error)))
}

/// A key's value as written in the file; `None` if it can be left out.
fn render(key: Key, settings: &Settings) -> Option<Value> {
    let usual = Settings::new(settings.server.url.clone(), settings.account.clone());
    let Settings { server, account, publish, sync, review, files } = settings;
    match key {
        Key::Url => Some(server.url.as_str().into()),
        Key::PublishPath => {
            unless(server.publish_path == usual.server.publish_path, server.publish_path.as_str())
        }
        Key::Format => unless(server.format == usual.server.format, server.format.word()),
        Key::Headers => {
            table(server.headers.iter().map(|(name, text)| (name.as_str(), text.as_str().into())))
        }
        Key::CaFile => server.ca_file.as_ref().map(|file| file.to_string_lossy().as_ref().into()),
        Key::MessageTypes => {
            let usual = MessageTypes::default();
            table(KindName::ALL.into_iter().filter_map(|name| {
                let number = server.message_types.listed(name.kind());
                number
                    .filter(|_| number != usual.listed(name.kind()))
                    .map(|number| (name.word(), number.into()))
            }))
        }
        Key::MessageTypeNames => table(
            server
                .message_type_names
                .iter()
                .filter(|(kind, name)| usual.server.message_type_names.get(kind) != Some(name))
                .map(|(kind, name)| (kind.word(), name.as_str().into())),
        ),
        Key::UserId => Some(account.user_id.to_string().into()),
        Key::CompanyId => Some(account.company_id.to_string().into()),
        Key::Name => Some(account.name.as_str().into()),
        Key::Role => unless(account.role == Role::Member, "support"),
        Key::MaxMessages => {
            unless(publish.max_messages == usual.publish.max_messages, whole(publish.max_messages))
        }
        Key::MaxBytes => unless(publish.max_bytes == usual.publish.max_bytes, whole(publish.max_bytes)),
        Key::Timeout => unless(
            publish.timeout == usual.publish.timeout,
            humantime::format_duration(publish.timeout).to_string(),
        ),
        Key::MaxText => publish.max_text.map(|limit| whole(limit).into()),
        Key::Reports => unless(publish.reports == usual.publish.reports, publish.reports.word()),
        Key::Marks => unless(publish.marks == usual.publish.marks, publish.marks.word()),
        Key::ReadMarks => unless(publish.read_marks == usual.publish.read_marks, publish.read_marks.word()),
        Key::Scope => unless(sync.scope == usual.sync.scope, sync.scope.word()),
        Key::ReviewTo => review.to.as_ref().map(|to| to.to_string().into()),
        Key::ReviewToIfReviewer => review.to_if_reviewer.as_ref().map(|to| to.to_string().into()),
        Key::ReviewReviewers => {
            let people = review.reviewers.iter().map(|person| Value::from(person.to_string()));
            (!review.reviewers.is_empty()).then(|| Value::Array(people.collect()))
        }
        Key::ReviewReasons => {
            let reasons = review.reasons.iter().map(String::as_str);
            (!review.reasons.is_empty()).then(|| Value::Array(reasons.collect()))
        }
        Key::ReviewContext => unless(review.context == usual.review.context, whole(review.context)),
        Key::ReviewTellReporter => {
            unless(review.tell_reporter == usual.review.tell_reporter, review.tell_reporter)
        }
        Key::ReviewTellAuthor => unless(review.tell_author == usual.review.tell_author, review.tell_author),
        Key::ReviewKeepDays => unless(review.keep_days == usual.review.keep_days, whole(review.keep_days)),
        Key::Store => files.store.as_ref().map(|url| url.as_str().into()),
        Key::MaxFileBytes => unless(files.max_bytes == usual.files.max_bytes, long(files.max_bytes)),
        Key::MaxFiles => unless(files.max_count == usual.files.max_count, whole(files.max_count)),
        Key::CacheBytes => unless(files.cache_bytes == usual.files.cache_bytes, long(files.cache_bytes)),
    }
}

fn put(document: &mut DocumentMut, key: Key, now: Option<Value>, before: Option<&Option<Value>>) {
    let same = |a: &Option<Value>, b: &Option<Value>| {
        a.as_ref().map(ToString::to_string) == b.as_ref().map(ToString::to_string)
    };
    // An unchanged value stays as it is written, with its spaces, comments and spelled-out defaults.
    if before.is_some_and(|before| same(before, &now)) {
        return;
    }
    let section = document.as_table_mut().entry(key.section());
    match now {
        Some(now) => {
            let section = section.or_insert_with(|| Item::Table(Table::new()));
            let Some(section) = section.as_table_like_mut() else { return };
            match section.get_mut(key.name()).and_then(Item::as_value_mut) {
                Some(old) => {
                    let decor = old.decor().clone();
                    *old = now;
                    *old.decor_mut() = decor;
                }
                None => {
                    section.insert(key.name(), value(now));
                }
            }
        }
        None => {
            if let toml_edit::Entry::Occupied(mut section) = section
                && let Some(section) = section.get_mut().as_table_like_mut()
            {
                section.remove(key.name());
            }
        }
    }
}

fn unless(usual: bool, value: impl Into<Value>) -> Option<Value> {
    (!usual).then(|| value.into())
}

fn table<'a>(entries: impl Iterator<Item = (&'a str, Value)>) -> Option<Value> {
    let table: InlineTable = entries.collect();
    (!table.is_empty()).then(|| Value::InlineTable(table))
}

fn long(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
