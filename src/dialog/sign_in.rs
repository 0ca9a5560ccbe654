//! What opens something: a new token for a server that did not accept the old one, or the place where files are stored,
//! with the secret that opens it.
//!
//! Must not know: keyrings, the server, the store. Tests: `tests/window/sign_in.rs`.

use crate::intent::files::Ask;
use crate::intent::{Intent, Secret};

/// The id of the field for what is secret.
pub const FIELD: &str = "token";
/// The id of the field for an address.
pub const ADDRESS: &str = "files-address";

/// The dialog's state.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    purpose: Purpose,
    address: String,
    token: String,
    state: State,
    /// Whether the keyboard is on the second of two fields.
    second: bool,
}

/// What it opens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Server,
    Files,
}

/// How far it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    Still,
    /// It is being put to use.
    Trying,
    /// It is in use: where it is kept, in words.
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
    /// For the place where files are stored.
    pub fn for_files() -> Self {
        Self { purpose: Purpose::Files, ..Self::default() }
    }

    /// What it opens.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// What stands in the field for an address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What stands in the field for what is secret.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// How far it is.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The field that the keyboard is on.
    pub const fn field(&self) -> &'static str {
        match self.purpose {
            Purpose::Files if !self.second => ADDRESS,
            Purpose::Files | Purpose::Server => FIELD,
        }
    }

    /// The keyboard goes to the other field, if there are two.
    pub const fn turn(&mut self) {
        self.second = !self.second;
    }

    /// Something was written into the first field.
    pub fn typed(&mut self, text: String) {
        match self.purpose {
            Purpose::Server => self.token = text,
            Purpose::Files => self.address = text,
        }
        self.second = false;
        self.state = State::Still;
    }

    /// Something was written into the second field.
    pub fn noted(&mut self, text: String) {
        self.token = text;
        self.second = true;
        self.state = State::Still;
    }

    /// Enter, or the button: what is to be asked for, when there is something to be tried.
    pub fn go(&mut self) -> Option<Intent> {
        if self.state == State::Trying {
            return None;
        }
        let (address, token) = (self.address.trim().to_owned(), self.token.trim().to_owned());
        let lacks = match self.purpose {
            Purpose::Server if token.is_empty() => Some("Paste the new token first."),
            Purpose::Files if address.is_empty() => Some("Write the address first."),
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

    /// It is in use, or is not: in words.
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
