//! The dialog for the path of a file, chosen in the system's file dialog or typed: a roster to import, or a file to
//! attach where there is no system file dialog.
//!
//! The path field is always shown and completes the typed path, so that the form also works without a system file
//! dialog. Must not know: how a file is read, how a folder is listed. Tests: `tests/window/roster.rs`.

use super::modal::{Modal, Outcome, PAGE, Text};

use crate::chat::FeedId;
use crate::intent::files::{Ask, FileRequest};
use crate::intent::{Intent, Request};
use crate::language::tr;
use crate::row::Source;
use crate::screen::keys::Motion;

use std::path::PathBuf;

/// The id of the path field.
pub const FIELD: &str = "roster-path";

/// The dialog's state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    purpose: Purpose,
    path: String,
    state: State,
    /// Names that complete the path.
    offers: Vec<String>,
    /// The completion that has keyboard focus; `None` while the field has it.
    on: Option<usize>,
}

/// An event of the dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The path was changed.
    Typed(Text),
    /// The button that opens the system's file dialog was pressed.
    FileAsked,
    /// The completion at this index was pressed.
    Picked(usize),
    /// The button that imports or attaches was pressed.
    Confirmed,
    Cancelled,
}

/// The purpose of the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Roster,
    /// Attach it to the draft of this conversation or thread.
    Attach(FeedId),
}

/// How far the import has got.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    Still,
    /// The system's dialog is open.
    Choosing,
    /// The system's dialog was closed without a file, or there is none.
    NotChosen,
    Reading,
    /// Done: what was merged or attached, in words.
    Done(String),
    /// Failed: the error, with line and field if it has them.
    Failed(String),
}

impl Import {
    /// Handles an event of the dialog.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Typed(Text(text)) => {
                Outcome::AwaitAll(self.typed(text).map(Intent::from).into_iter().collect())
            }
            Message::FileAsked => self.choose().map_or(Outcome::Stay, |wanted| self.wants(wanted)),
            Message::Picked(line) => self.complete(Some(line)),
            Message::Confirmed => self.enter(),
            Message::Cancelled => Outcome::Close,
        }
    }

    /// The path field takes over a completion: the caret goes to its end.
    fn complete(&mut self, line: Option<usize>) -> Outcome {
        self.take(line).map_or(Outcome::Turn, Outcome::Rewritten)
    }

    fn wants(&self, wanted: Wanted) -> Outcome {
        Outcome::Await(match (wanted, self.purpose) {
            (Wanted::Choice, Purpose::Roster) => Intent::ChooseRoster,
            (Wanted::File(path), Purpose::Roster) => Request::ImportRoster(path).into(),
            (Wanted::Choice, Purpose::Attach(of)) => Intent::Files(Ask::Choose { of }),
            (Wanted::File(path), Purpose::Attach(of)) => {
                FileRequest::Take { of, sources: vec![Source::Path(path)] }.into()
            }
        })
    }

    /// For a file to attach to the draft of this conversation or thread.
    pub fn attach(of: FeedId) -> Self {
        Self { purpose: Purpose::Attach(of), ..Self::default() }
    }

    /// The purpose of the file.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// True if the file is to be attached to this draft.
    pub fn is_for(&self, of: FeedId) -> bool {
        self.purpose == Purpose::Attach(of)
    }

    /// The text of the path field.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How far the import has got.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The path was changed: returns the request for its completions, if the path is absolute.
    fn typed(&mut self, path: String) -> Option<FileRequest> {
        self.path = path;
        self.state = State::Still;
        self.on = None;
        self.offers.clear();
        let typed = self.path.clone();
        let at = at_home(&typed);
        // A folder's name offers nothing until its separator is typed.
        at.is_absolute().then_some(FileRequest::Complete { typed, at })
    }

    /// Takes the completions of `typed`; ignores them if the path has changed since.
    pub fn offered(&mut self, typed: &str, names: Vec<String>) {
        if self.path == typed && self.state == State::Still {
            self.offers = names;
        }
    }

    /// Names that complete the path.
    pub fn offers(&self) -> &[String] {
        &self.offers
    }

    /// The completion that has keyboard focus; `None` while the field has it.
    pub const fn on(&self) -> Option<usize> {
        self.on
    }

    /// Puts a completion into the path field and returns the request for the next ones; `None` if there is no such
    /// completion.
    fn take(&mut self, line: Option<usize>) -> Option<FileRequest> {
        let name = self.offers.get(line.or(self.on).unwrap_or_default())?;
        let begun = self.path.rfind(std::path::is_separator).map_or(0, |at| at + 1);
        let path = format!("{}{name}", &self.path[..begun]);
        self.typed(path)
    }

    /// Opens the system's file dialog; `None` while it is open or a file is being read.
    fn choose(&mut self) -> Option<Wanted> {
        match self.state {
            State::Choosing | State::Reading => None,
            State::Still | State::NotChosen | State::Done(_) | State::Failed(_) => {
                self.state = State::Choosing;
                Some(Wanted::Choice)
            }
        }
    }

    /// The system's dialog was closed, with a file or without.
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

    /// Handles Enter or the button.
    fn import(&mut self) -> Option<Wanted> {
        let path = self.path.trim().trim_matches('"');
        match (&self.state, path) {
            (State::Reading, _) => None,
            (_, "") => {
                self.state = State::Failed(match self.purpose {
                    Purpose::Roster => tr::import_no_path().to_owned(),
                    Purpose::Attach(_) => tr::attach_no_path().to_owned(),
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

    /// The file was merged or attached, or could not be.
    pub fn imported(&mut self, result: Result<String, String>) {
        self.state = match result {
            Ok(done) => State::Done(done),
            Err(words) => State::Failed(words),
        };
    }
}

impl Modal for Import {
    fn field(&self) -> Option<&'static str> {
        Some(FIELD)
    }

    /// Moves through the completions; above the first one is the field.
    fn step(&mut self, motion: Motion) -> Outcome {
        let last = self.offers.len();
        let to = self.on.map_or(0, |on| on + 1).saturating_add_signed(motion.lines(PAGE)).min(last);
        self.on = to.checked_sub(1);
        Outcome::Stay
    }

    fn turn(&mut self, by: isize) -> Outcome {
        if by > 0 { self.complete(None) } else { Outcome::Stay }
    }

    fn enter(&mut self) -> Outcome {
        match self.state {
            _ if self.on.is_some() => self.complete(None),
            State::Done(_) => Outcome::Close,
            State::Still | State::Choosing | State::NotChosen | State::Reading | State::Failed(_) => {
                self.import().map_or(Outcome::Stay, |wanted| self.wants(wanted))
            }
        }
    }
}

/// Expands a leading `~` to the user's home folder.
fn at_home(path: &str) -> PathBuf {
    let home = || directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned());
    match path.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\'])) {
        Some(rest) => {
            home().map_or_else(|| PathBuf::from(path), |home| home.join(rest.trim_start_matches(['/', '\\'])))
        }
        None => PathBuf::from(path),
    }
}

/// Work that the dialog requests from its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Open the system's file dialog.
    Choice,
    File(PathBuf),
}
