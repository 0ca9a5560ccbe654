//! The bearer token: from `CONFAB_TOKEN` or the system's keyring, never from a file of ours.
//!
//! A system without a keyring is an expected outcome with its own error. The blocking calls run on a separate thread,
//! because a locked keyring may ask the user first. Must not know: the use of the token. Tests: `tests/profile`.

use crate::language::tr;

use std::ffi::OsString;
use std::sync::Arc;

/// The environment variable for a token; it overrides the keyring.
pub const VARIABLE: &str = "CONFAB_TOKEN";
const SERVICE: &str = "confab";

/// A bearer token, hidden in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Makes a token; removes surrounding white space from copying.
    ///
    /// # Errors
    /// If the text cannot be sent in a header.
    pub fn new(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
        if text.is_empty() {
            return Err(tr::token_missing().to_owned());
        }
        if !text.chars().all(|c| c.is_ascii_graphic()) {
            return Err(tr::token_invalid().to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    /// The token's text, only for the header.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The reasons why a keyring fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Holds the system's reason, which is for the log: few people can use it.
    #[error("{}", tr::keyring_none())]
    NoKeyring(String),
    /// A sentence.
    #[error("{0}")]
    Refused(String),
    /// A sentence on what is wrong with the token.
    #[error("{}", tr::keyring_unusable(.0))]
    Unusable(String),
}

/// A store of tokens by account.
pub trait Keyring: Send + Sync + 'static {
    /// The token of an account; `None` if it has none.
    ///
    /// # Errors
    /// If the keyring is missing, locked or fails.
    fn get(&self, account: &str) -> Result<Option<String>, Error>;
    /// Stores a token, replacing an earlier one.
    ///
    /// # Errors
    /// If the keyring is missing, locked or fails.
    fn set(&self, account: &str, token: &str) -> Result<(), Error>;
    /// Deletes a token, if there is one.
    ///
    /// # Errors
    /// If the keyring is missing, locked or fails.
    fn forget(&self, account: &str) -> Result<(), Error>;
}

/// The system's keyring: Keychain, Credential Manager, Secret Service.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

/// The tokens of this process: from the variable first, then from a keyring.
#[derive(Clone)]
pub struct Tokens {
    variable: Option<OsString>,
    ring: Arc<dyn Keyring>,
}

impl Tokens {
    /// With this value of [`VARIABLE`], if it is set.
    pub fn new(variable: Option<String>, ring: impl Keyring) -> Self {
        Self { variable: variable.map(Into::into), ring: Arc::new(ring) }
    }

    /// With the value of [`VARIABLE`] in this process's environment.
    pub fn of_environment(ring: impl Keyring) -> Self {
        Self { variable: std::env::var_os(VARIABLE), ring: Arc::new(ring) }
    }

    /// The token of an account (`Account::keyring_name`); `None` if there is none, which many servers accept.
    ///
    /// # Errors
    /// If the token is unusable or the keyring fails. If there is no keyring, the caller may go on without a token.
    pub async fn get(&self, account: String) -> Result<Option<Token>, Error> {
        let given = self.variable.as_ref().map(|given| given.to_str());
        let text = match given {
            Some(None) => return Err(Error::Unusable(tr::keyring_variable_not_text().to_owned())),
            Some(Some(text)) if !text.trim().is_empty() => Some(text.to_owned()),
            Some(Some(_)) | None => self.on_blocking_thread(move |ring| ring.get(&account)).await?,
        };
        text.map(|text| Token::new(&text)).transpose().map_err(Error::Unusable)
    }

    /// Stores a token in the keyring.
    ///
    /// # Errors
    /// If the keyring is missing, locked or fails.
    pub async fn set(&self, account: String, token: Token) -> Result<(), Error> {
        self.on_blocking_thread(move |ring| ring.set(&account, token.reveal())).await
    }

    /// Deletes a token from the keyring.
    ///
    /// # Errors
    /// If the keyring is missing, locked or fails.
    pub async fn forget(&self, account: String) -> Result<(), Error> {
        self.on_blocking_thread(move |ring| ring.forget(&account)).await
    }

    async fn on_blocking_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Keyring) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let ring = Arc::clone(&self.ring);
        tokio::task::spawn_blocking(move || work(ring.as_ref()))
            .await
            .unwrap_or_else(|error| Err(Error::Refused(tr::error_internal(&error.to_string()))))
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("variable", &self.variable.is_some()).finish_non_exhaustive()
    }
}

impl System {
    /// Checks that there is a keyring, without opening it or asking the user.
    ///
    /// # Errors
    /// [`Error::NoKeyring`].
    pub fn answers(self) -> Result<(), Error> {
        match keyring::Entry::store_status() {
            Ok(_) => Ok(()),
            Err(error) => Err(Error::NoKeyring(error.to_string())),
        }
    }
}

impl Keyring for System {
    fn get(&self, account: &str) -> Result<Option<String>, Error> {
        match entry(account)?.get_password() {
            Ok(token) => Ok(Some(token)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(refused(&error)),
        }
    }

    fn set(&self, account: &str, token: &str) -> Result<(), Error> {
        entry(account)?.set_password(token).map_err(|error| refused(&error))
    }

    fn forget(&self, account: &str) -> Result<(), Error> {
        match entry(account)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(refused(&error)),
        }
    }
}

fn entry(account: &str) -> Result<keyring::Entry, Error> {
    if let Err(error) = keyring::Entry::store_status() {
        tracing::info!(reason = %error, "there is no keyring");
        return Err(Error::NoKeyring(error.to_string()));
    }
    keyring::Entry::new(SERVICE, account).map_err(|error| refused(&error))
}

/// The error in words. The keyring's own message goes to the log, unless it could contain a secret.
fn refused(error: &keyring::Error) -> Error {
    // Other kinds are reported without details.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the library's list grows")]
    match error {
        keyring::Error::NoStorageAccess(reason) | keyring::Error::PlatformFailure(reason) => {
            tracing::info!(%reason, "the keyring gave no access");
            Error::Refused(tr::keyring_locked().to_owned())
        }
        keyring::Error::NoDefaultStore => Error::NoKeyring(error.to_string()),
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => {
            Error::Unusable(tr::keyring_not_token().to_owned())
        }
        keyring::Error::Ambiguous(_) => Error::Refused(tr::keyring_several().to_owned()),
        _ => Error::Refused(tr::keyring_failed().to_owned()),
    }
}
