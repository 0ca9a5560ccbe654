//! The path of a file, chosen in the system's own dialog or written down, and what came of it: a roster to be imported, or
//! a file to be attached where no system dialog answers.
//!
//! The path field is there at once, and offers what a path may go on with: where no system dialog answers, nothing is
//! missing. Must not know: how a file is read, how a folder is listed. Tests: `tests/window/roster.rs`.

use crate::chat::Strand;
use crate::intent::files::FileRequest;

use std::path::PathBuf;

/// The id of the path field.
pub const FIELD: &str = "roster-path";

/// The dialog's state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    purpose: Purpose,
    path: String,
    state: State,
    /// What the path may go on with.
    offers: Vec<String>,
    /// Which of them the keyboard is on.
    on: Option<usize>,
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

    /// Something was written into the field: what it may go on with is to be looked up.
    pub fn typed(&mut self, path: String) -> Option<FileRequest> {
        self.path = path;
        self.state = State::Still;
        self.on = None;
        self.offers.clear();
        let typed = self.path.clone();
        let at = at_home(&typed);
        // Of a folder's own name nothing is offered before its separator is written.
        at.is_absolute().then_some(FileRequest::Complete { typed, at })
    }

    /// What a path that was written may go on with. One that was changed since is looked up anew.
    pub fn offered(&mut self, typed: &str, names: Vec<String>) {
        if self.path == typed && self.state == State::Still {
            self.offers = names;
        }
    }

    /// What the path may go on with: names.
    pub fn offers(&self) -> &[String] {
        &self.offers
    }

    /// Which of them the keyboard is on.
    pub const fn on(&self) -> Option<usize> {
        self.on
    }

    /// Up or down among them; before the first one is the field.
    pub fn step(&mut self, lines: isize) {
        let last = self.offers.len();
        let to = self.on.map_or(0, |on| on + 1).saturating_add_signed(lines).min(last);
        self.on = to.checked_sub(1);
    }

    /// Takes one of them into the field; nothing when there is none.
    pub fn take(&mut self, line: Option<usize>) -> Option<FileRequest> {
        let name = self.offers.get(line.or(self.on).unwrap_or_default())?;
        let begun = self.path.rfind(std::path::is_separator).map_or(0, |at| at + 1);
        let path = format!("{}{name}", &self.path[..begun]);
        self.typed(path)
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
                self.offers.clear();
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
