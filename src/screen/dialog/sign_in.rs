//! The dialog for credentials: a new token for a server that rejected the old one, or the place where files are stored,
//! with its secret.
//!
//! Must not know: keyrings, the server, the store. Tests: `tests/window/sign_in.rs`.

use super::modal::{Modal, Outcome, Text};

use crate::intent::files::Ask;
use crate::intent::{Intent, Secret};
use crate::language::tr;

/// The id of the field for the token or secret.
pub const FIELD: &str = "token";
/// The id of the field for the address.
pub const ADDRESS: &str = "files-address";

/// The dialog's state.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    purpose: Purpose,
    address: String,
    token: String,
    state: State,
    /// True if keyboard focus is on the second of two fields.
    second: bool,
}

/// An event of the dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The address was changed.
    Address(Text),
    /// The token or secret was changed.
    Token(Text),
    /// The button that tries the credentials was pressed.
    Confirmed,
    Cancelled,
}

/// The purpose of the credentials.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Server,
    Files,
}

/// How far signing in has got.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    Still,
    /// The credentials are being tried.
    Trying,
    /// The credentials are in use; says where they are kept.
    Used(String),
    Failed(String),
}

impl std::fmt::Debug for SignIn {
    /// The token stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("state", &self.state).finish_non_exhaustive()
    }
}

impl SignIn {
    /// For the address and secret of the place where files are stored.
    pub fn for_files() -> Self {
        Self { purpose: Purpose::Files, ..Self::default() }
    }

    /// The purpose of the credentials.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The text of the address field.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The text of the token or secret field.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// How far signing in has got.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Handles an event of the dialog.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Address(Text(text)) => {
                (self.address, self.second, self.state) = (text, false, State::Still);
                Outcome::Stay
            }
            Message::Token(Text(text)) => {
                (self.token, self.second, self.state) = (text, true, State::Still);
                Outcome::Stay
            }
            Message::Confirmed => self.enter(),
            Message::Cancelled => Outcome::Close,
        }
    }

    /// Handles Enter or the button: returns the intent that tries the credentials, if they are complete.
    fn go(&mut self) -> Option<Intent> {
        if self.state == State::Trying {
            return None;
        }
        let (address, token) = (self.address.trim().to_owned(), self.token.trim().to_owned());
        let lacks = match self.purpose {
            Purpose::Server if token.is_empty() => Some(tr::sign_in_no_token()),
            Purpose::Files if address.is_empty() => Some(tr::storage_no_address()),
            Purpose::Server | Purpose::Files => None,
        };
        if let Some(words) = lacks {
            self.state = State::Failed(words.to_owned());
            return None;
        }
        self.state = State::Trying;
        let secret = Secret(token);
        Some(match self.purpose {
            Purpose::Server => Intent::SignIn(secret),
            Purpose::Files => Intent::Files(Ask::Place { address, secret }),
        })
    }

    /// The credentials are in use, or were rejected: in words.
    pub fn signed_in(&mut self, result: Result<String, String>) {
        self.state = match result {
            Ok(kept) => {
                self.token.clear();
                State::Used(kept)
            }
            Err(words) => State::Failed(words),
        };
    }
}

impl Modal for SignIn {
    fn field(&self) -> Option<&'static str> {
        Some(match self.purpose {
            Purpose::Files if !self.second => ADDRESS,
            Purpose::Files | Purpose::Server => FIELD,
        })
    }

    /// Moves keyboard focus to the other field, if there are two.
    fn turn(&mut self, _by: isize) -> Outcome {
        self.second = !self.second;
        Outcome::Turn
    }

    fn enter(&mut self) -> Outcome {
        match self.state {
            State::Used(_) => Outcome::Close,
            State::Still | State::Trying | State::Failed(_) => {
                self.go().map_or(Outcome::Stay, Outcome::Await)
            }
        }
    }
}
