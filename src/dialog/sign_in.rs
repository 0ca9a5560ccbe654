//! A new token for a server that did not accept the old one: one field, and where the token goes.
//!
//! Must not know: keyrings, the server. Tests: `tests/window/sign_in.rs`.

/// The id of the token's field.
pub const FIELD: &str = "token";

/// The dialog's state.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    token: String,
    state: State,
}

/// How far it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    Still,
    /// The token is being put to use.
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
    /// What stands in the field.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// How far it is.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Something was written into the field.
    pub fn typed(&mut self, token: String) {
        self.token = token;
        self.state = State::Still;
    }

    /// Enter, or the button: the token, when there is one to be tried.
    pub fn go(&mut self) -> Option<String> {
        if self.state == State::Trying {
            return None;
        }
        if self.token.trim().is_empty() {
            self.state = State::Failed("Paste the new token first.".to_owned());
            return None;
        }
        self.state = State::Trying;
        Some(self.token.trim().to_owned())
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
