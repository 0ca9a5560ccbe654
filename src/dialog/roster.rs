//! The path of a file, chosen in the system's own dialog or written down, and what came of it: a roster to be imported, or
//! a file to be attached where no system dialog answers.
//!
//! The path field is there at once: where no system dialog answers, nothing is missing. Must not know: how a file is
//! read. Tests: `tests/window/roster.rs`.

use crate::chat::Strand;

use std::path::PathBuf;

/// The id of the path field.
pub const FIELD: &str = "roster-path";

/// The dialog's state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    purpose: Purpose,
    path: String,
    state: State,
}

/// What the file is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Roster,
    /// To go with what is written there.
    Attach(Strand),
}

/// How far it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    Still,
    /// The system's dialog is open.
    Choosing,
    /// The system's dialog was left, or none answered.
    NotChosen,
    Reading,
    /// What was merged, in words.
    Done(String),
    /// What is wrong, with line and field.
    Failed(String),
}

impl Import {
    /// For a file that is to go with what is written there.
    pub fn attach(of: Strand) -> Self {
        Self { purpose: Purpose::Attach(of), ..Self::default() }
    }

    /// What the file is for.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Whether it is to go with what is written there.
    pub fn is_for(&self, of: Strand) -> bool {
        self.purpose == Purpose::Attach(of)
    }

    /// What stands in the path field.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How far it is.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Something was written into the field.
    pub fn typed(&mut self, path: String) {
        self.path = path;
        self.state = State::Still;
    }

    /// The system's dialog is to be opened; false while it is open already.
    pub fn choose(&mut self) -> Option<Wanted> {
        match self.state {
            State::Choosing | State::Reading => None,
            State::Still | State::NotChosen | State::Done(_) | State::Failed(_) => {
                self.state = State::Choosing;
                Some(Wanted::Choice)
            }
        }
    }

    /// The system's dialog was left, with a file or without.
    pub fn chosen(&mut self, path: Option<PathBuf>) -> Option<Wanted> {
        match path {
            Some(path) => {
                self.path = path.display().to_string();
                self.state = State::Reading;
                Some(Wanted::File(path))
            }
            None => {
                if self.state == State::Choosing {
                    self.state = State::NotChosen;
                }
                None
            }
        }
    }

    /// Enter, or the button.
    pub fn import(&mut self) -> Option<Wanted> {
        let path = self.path.trim().trim_matches('"');
        match (&self.state, path) {
            (State::Reading, _) => None,
            (_, "") => {
                self.state = State::Failed(match self.purpose {
                    Purpose::Roster => "Write the path of a roster file, or choose one.".to_owned(),
                    Purpose::Attach(_) => "Write the path of a file.".to_owned(),
                });
                None
            }
            (_, path) => {
                let path = at_home(path.strip_prefix("file://").unwrap_or(path));
                self.state = State::Reading;
                Some(Wanted::File(path))
            }
        }
    }

    /// The file was read and merged, or was not.
    pub fn imported(&mut self, result: Result<String, String>) {
        self.state = match result {
            Ok(count) => match self.purpose {
                Purpose::Roster => State::Done(format!("Merged {count}.")),
                Purpose::Attach(_) => State::Done(count),
            },
            Err(words) => State::Failed(words),
        };
    }
}

/// A path that begins with `~` begins in the person's own folder.
fn at_home(path: &str) -> PathBuf {
    let home = || directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned());
    match path.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\'])) {
        Some(rest) => {
            home().map_or_else(|| PathBuf::from(path), |home| home.join(rest.trim_start_matches(['/', '\\'])))
        }
        None => PathBuf::from(path),
    }
}

/// What the dialog wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The system's own dialog.
    Choice,
    File(PathBuf),
}
