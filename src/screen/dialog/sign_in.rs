//! The dialog for credentials: a new token for a server that rejected the old one, or the place where files are stored,
//! with its secret.
//!
//! Must not know: keyrings, the server, the store. Tests: `tests/window/sign_in.rs`.

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

    /// The id of the field that has keyboard focus.
    pub const fn field(&self) -> &'static str {
        match self.purpose {
            Purpose::Files if !self.second => ADDRESS,
            Purpose::Files | Purpose::Server => FIELD,
        }
    }

    /// Moves keyboard focus to the other field, if there are two.
    pub const fn turn(&mut self) {
        self.second = !self.second;
    }

    /// The first field was changed.
    pub fn typed(&mut self, text: String) {
        match self.purpose {
            Purpose::Server => self.token = text,
            Purpose::Files => self.address = text,
        }
        self.second = false;
        self.state = State::Still;
    }

    /// The second field was changed.
    pub fn noted(&mut self, text: String) {
        self.token = text;
        self.second = true;
        self.state = State::Still;
    }

    /// Handles Enter or the button: returns the intent that tries the credentials, if they are complete.
    pub fn go(&mut self) -> Option<Intent> {
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
