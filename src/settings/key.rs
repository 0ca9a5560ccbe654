//! The keys of the settings file, and the value that each expects.
//!
//! One list for reading, saving, the environment and suggestions for mistyped keys. Tests: below.

use crate::language::tr;

/// A key of `settings.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    Url,
    PublishPath,
    Format,
    Headers,
    CaFile,
    MessageTypes,
    MessageTypeNames,
    UserId,
    CompanyId,
    Name,
    Role,
    MaxMessages,
    MaxBytes,
    Timeout,
    MaxText,
    Reports,
    Marks,
    ReadMarks,
    Scope,
    ReviewTo,
    ReviewToIfReviewer,
    ReviewReviewers,
    ReviewReasons,
    ReviewContext,
    ReviewTellReporter,
    ReviewTellAuthor,
    ReviewKeepDays,
    Store,
    MaxFileBytes,
    MaxFiles,
    CacheBytes,
}

/// The tables of the file, in order.
pub const SECTIONS: [&str; 6] = ["server", "account", "publish", "sync", "review", "files"];

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Number,
    Table,
    List,
    /// `true` or `false`.
    Switch,
}

impl Key {
    /// Every key, in the order of the contract.
    pub const ALL: [Self; 31] = [
        Self::Url,
        Self::PublishPath,
        Self::Format,
        Self::Headers,
        Self::CaFile,
        Self::MessageTypes,
        Self::MessageTypeNames,
        Self::UserId,
        Self::CompanyId,
        Self::Name,
        Self::Role,
        Self::MaxMessages,
        Self::MaxBytes,
        Self::Timeout,
        Self::MaxText,
        Self::Reports,
        Self::Marks,
        Self::ReadMarks,
        Self::Scope,
        Self::ReviewTo,
        Self::ReviewToIfReviewer,
        Self::ReviewReviewers,
        Self::ReviewReasons,
        Self::ReviewContext,
        Self::ReviewTellReporter,
        Self::ReviewTellAuthor,
        Self::ReviewKeepDays,
        Self::Store,
        Self::MaxFileBytes,
        Self::MaxFiles,
        Self::CacheBytes,
    ];

    /// The table it is in.
    pub const fn section(self) -> &'static str {
        match self {
            Self::Url
            | Self::PublishPath
            | Self::Format
            | Self::Headers
            | Self::CaFile
            | Self::MessageTypes
            | Self::MessageTypeNames => "server",
            Self::UserId | Self::CompanyId | Self::Name | Self::Role => "account",
            Self::MaxMessages
            | Self::MaxBytes
            | Self::Timeout
            | Self::MaxText
            | Self::Reports
            | Self::Marks
            | Self::ReadMarks => "publish",
            Self::Scope => "sync",
            Self::ReviewTo
            | Self::ReviewToIfReviewer
            | Self::ReviewReviewers
            | Self::ReviewReasons
            | Self::ReviewContext
            | Self::ReviewTellReporter
            | Self::ReviewTellAuthor
            | Self::ReviewKeepDays => "review",
            Self::Store | Self::MaxFileBytes | Self::MaxFiles | Self::CacheBytes => "files",
        }
    }

    /// Its name in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::PublishPath => "publish_path",
            Self::Format => "format",
            Self::Headers => "headers",
            Self::CaFile => "ca_file",
            Self::MessageTypes => "message_types",
            Self::MessageTypeNames => "message_type_names",
            Self::UserId => "user_id",
            Self::CompanyId => "company_id",
            Self::Name => "name",
            Self::Role => "role",
            Self::MaxMessages => "max_messages",
            Self::MaxBytes => "max_bytes",
            Self::Timeout => "timeout",
            Self::MaxText => "max_text",
            Self::Reports => "reports",
            Self::Marks => "marks",
            Self::ReadMarks => "read_marks",
            Self::Scope => "scope",
            Self::ReviewTo => "to",
            Self::ReviewToIfReviewer => "to_if_reviewer",
            Self::ReviewReviewers => "reviewers",
            Self::ReviewReasons => "reasons",
            Self::ReviewContext => "context",
            Self::ReviewTellReporter => "tell_reporter",
            Self::ReviewTellAuthor => "tell_author",
            Self::ReviewKeepDays => "keep_days",
            Self::Store => "store",
            Self::MaxFileBytes => "max_bytes",
            Self::MaxFiles => "max_count",
            Self::CacheBytes => "cache_bytes",
        }
    }

    /// A sentence on the value to enter, where it is missing or of the wrong type.
    pub fn expects(self) -> String {
        match self {
            Self::Url => tr::settings_enter_url().to_owned(),
            Self::PublishPath => tr::settings_enter_publish_path().to_owned(),
            Self::Format => either("json", "xml"),
            Self::Headers => tr::settings_enter_headers("{ \"X-Tenant\" = \"acme\" }"),
            Self::CaFile => tr::settings_enter_ca_file().to_owned(),
            Self::MessageTypes => tr::settings_enter_message_types("{ text = 1, file = 2 }"),
            Self::MessageTypeNames => tr::settings_enter_message_type_names("{ text = \"Text\" }"),
            Self::UserId => tr::settings_enter_user_id().to_owned(),
            Self::CompanyId => tr::settings_enter_company_id().to_owned(),
            Self::Name => tr::settings_enter_name().to_owned(),
            Self::Role => either("member", "support"),
            Self::MaxMessages => tr::settings_enter_max_messages().to_owned(),
            Self::MaxBytes => tr::settings_enter_max_bytes().to_owned(),
            Self::Timeout => tr::settings_enter_timeout().to_owned(),
            Self::MaxText => tr::settings_enter_max_text().to_owned(),
            Self::Reports => either("on_message", "child"),
            Self::Marks => either("whole", "flags"),
            Self::ReadMarks => one_of_three("off", "direct", "all"),
            Self::Scope => one_of_three("auto", "account", "conversation"),
            Self::ReviewTo | Self::ReviewToIfReviewer => tr::settings_enter_review_to().to_owned(),
            Self::ReviewReviewers => tr::settings_enter_reviewers().to_owned(),
            Self::ReviewReasons => tr::settings_enter_reasons(super::review::EXAMPLE),
            Self::ReviewContext => tr::settings_enter_context().to_owned(),
            Self::ReviewTellReporter | Self::ReviewTellAuthor => tr::settings_enter_switch().to_owned(),
            Self::ReviewKeepDays => tr::settings_enter_keep_days().to_owned(),
            Self::Store => tr::settings_enter_store().to_owned(),
            Self::MaxFileBytes => tr::settings_enter_max_file_bytes().to_owned(),
            Self::MaxFiles => tr::settings_enter_max_files().to_owned(),
            Self::CacheBytes => tr::settings_enter_cache_bytes().to_owned(),
        }
    }

    /// Its full name, such as `account.user_id`.
    pub fn path(self) -> String {
        format!("{}.{}", self.section(), self.name())
    }

    /// The environment variable that overrides it.
    pub fn variable(self) -> String {
        format!("CONFAB_{}_{}", self.section(), self.name()).to_ascii_uppercase()
    }

    /// The key with this name in this table.
    pub fn of(section: &str, name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.section() == section && key.name() == name)
    }

    pub(super) const fn shape(self) -> Shape {
        match self {
            Self::Url
            | Self::PublishPath
            | Self::Format
            | Self::CaFile
            | Self::UserId
            | Self::CompanyId
            | Self::Name
            | Self::Role
            | Self::Timeout
            | Self::Reports
            | Self::Marks
            | Self::ReadMarks
            | Self::Scope
            | Self::ReviewTo
            | Self::ReviewToIfReviewer
            | Self::Store => Shape::Text,
            Self::MaxMessages
            | Self::MaxBytes
            | Self::MaxText
            | Self::ReviewContext
            | Self::ReviewKeepDays
            | Self::MaxFileBytes
            | Self::MaxFiles
            | Self::CacheBytes => Shape::Number,
            Self::Headers | Self::MessageTypes | Self::MessageTypeNames => Shape::Table,
            Self::ReviewReviewers | Self::ReviewReasons => Shape::List,
            Self::ReviewTellReporter | Self::ReviewTellAuthor => Shape::Switch,
        }
    }
}

fn either(first: &str, second: &str) -> String {
    tr::SettingsEnterEither { first, second }.text()
}

fn one_of_three(first: &str, second: &str, third: &str) -> String {
    tr::SettingsEnterOneOfThree { first, second, third }.text()
}

/// The most likely candidate for a mistyped word: at most a third of its letters differ.
pub(super) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase().replace('-', "_");
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

/// The number of letters to add, drop, change or swap with their neighbour.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows = vec![vec![0; to.len() + 1]; from.len() + 1];
    for i in 0..=from.len() {
        for j in 0..=to.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = usize::from(from[i - 1] != to[j - 1]);
                let plain = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
                let swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                if swapped { plain.min(rows[i - 2][j - 2] + 1) } else { plain }
            };
        }
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_stands_in_a_section_and_has_a_variable_of_its_own() {
        let mut variables: Vec<_> = Key::ALL.into_iter().map(Key::variable).collect();
        variables.sort();
        variables.dedup();
        assert_eq!(variables.len(), Key::ALL.len());
        for key in Key::ALL {
            assert!(SECTIONS.contains(&key.section()));
            assert_eq!(Key::of(key.section(), key.name()), Some(key));
        }
        assert_eq!(Key::PublishPath.variable(), "CONFAB_SERVER_PUBLISH_PATH");
    }

    #[test]
    fn a_slip_of_the_finger_finds_its_key_and_a_strange_word_finds_none() {
        let names = || Key::ALL.into_iter().map(Key::name);
        assert_eq!(closest("ulr", names()), Some("url"));
        assert_eq!(closest("formt", names()), Some("format"));
        assert_eq!(closest("Max-Bytes", names()), Some("max_bytes"));
        assert_eq!(closest("proxy", names()), None);
    }
}
