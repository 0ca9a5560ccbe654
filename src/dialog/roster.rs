//! Importing a roster: the path of a file, chosen in the system's own dialog or written down, and what came of it.
//!
//! The path field is there at once: where no system dialog answers, nothing is missing. Must not know: how a file is
//! read. Tests: `tests/window/roster.rs`.

use std::path::PathBuf;

/// The id of the path field.
pub const FIELD: &str = "roster-path";

/// The dialog's state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    path: String,
    state: State,
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
                self.state = State::Failed("Write the path of a roster file, or choose one.".to_owned());
                None
            }
            (_, path) => {
                let path = PathBuf::from(path.strip_prefix("file://").unwrap_or(path));
                self.state = State::Reading;
                Some(Wanted::File(path))
            }
        }
    }

    /// The file was read and merged, or was not.
    pub fn imported(&mut self, result: Result<String, String>) {
        self.state = match result {
            Ok(count) => State::Done(format!("Merged {count}.")),
            Err(words) => State::Failed(words),
        };
    }
}

/// What the dialog wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The system's own dialog.
    Choice,
    File(PathBuf),
}
