//! The system services that the root needs: time, dialogs, clipboard, other programs, keyring, and opening a profile.
//!
//! `cli::system` is the real implementation; a test implements only the services it is about. Must not know: any
//! screen's state. Tests: `tests/window/app.rs`.

use super::Opened;

use crate::intent::{Secret, Start};
use crate::language::tr;
use crate::row::{Picture, Source};
use crate::screen::welcome::Keyring;
use crate::screen::words::Now;

use futures::future::{BoxFuture, FutureExt as _, ready};

use std::path::PathBuf;

/// A future that a task of the root runs.
pub type Answer<T> = BoxFuture<'static, T>;

/// Files that the user chose: none when they cancelled, an error when the system has no dialog.
pub type Chosen = Result<Option<Vec<PathBuf>>, String>;

/// The system that the window runs on. A method that is not implemented behaves as on a bare system, which has no
/// dialogs, no clipboard, no other programs and no keyring. Errors are sentences for people.
pub trait Environment: std::fmt::Debug + Send + Sync {
    /// The current time and the user's time zone.
    fn now(&self) -> Now;

    /// Opens a profile from the Welcome screen.
    ///
    /// # Errors
    /// When the profile could not be opened.
    fn begin(&self, _start: Start) -> Answer<Result<Opened, String>> {
        unavailable()
    }

    /// Changes the demo server's weather to the one with this word.
    fn set_weather(&self, _word: &str) {}

    /// Opens a link with the system's program for it.
    fn open_link(&self, _address: &str) {}

    /// Lets the user choose a roster file: `None` when they cancelled, or when the system has no dialog.
    fn choose_roster(&self) -> Answer<Option<PathBuf>> {
        ready(None).boxed()
    }

    /// Lets the user choose files to attach.
    fn choose_files(&self) -> Answer<Chosen> {
        ready(Ok(None)).boxed()
    }

    /// The pictures and files on the clipboard.
    fn read_clipboard(&self) -> Answer<Vec<Source>> {
        ready(Vec::new()).boxed()
    }

    /// Lets the user choose where to save a file of this name: `None` when they cancelled. Where the system has no
    /// dialog, it is their downloads folder.
    ///
    /// # Errors
    /// When there is no downloads folder either.
    fn save_as(&self, _name: String) -> Answer<Result<Option<PathBuf>, String>> {
        ready(Ok(None)).boxed()
    }

    /// Opens a file with the system's program for its type.
    ///
    /// # Errors
    /// When the system has none.
    fn open_file(&self, _path: PathBuf) -> Result<(), String> {
        Ok(())
    }

    /// Shows the folder that a file is in.
    ///
    /// # Errors
    /// When the system has no program for folders.
    fn reveal_file(&self, _path: PathBuf) -> Result<(), String> {
        Ok(())
    }

    /// Puts a picture on the clipboard.
    ///
    /// # Errors
    /// When the clipboard rejects it.
    fn copy_picture(&self, _picture: Picture) -> Answer<Result<(), String>> {
        ready(Ok(())).boxed()
    }

    /// Continues with another token; returns where it is kept, in words.
    ///
    /// # Errors
    /// When the token cannot be used.
    fn sign_in(&self, _token: Secret) -> Answer<Result<String, String>> {
        unavailable()
    }

    /// Stores files at an address from now on, with this secret; returns where the secret is kept, in words.
    ///
    /// # Errors
    /// When nothing can be stored there.
    fn set_file_store(&self, _address: String, _secret: Secret) -> Answer<Result<String, String>> {
        unavailable()
    }

    /// Checks if the system has a keyring.
    fn keyring(&self) -> Answer<Keyring> {
        ready(Keyring::Absent).boxed()
    }
}

fn unavailable<T: Send + 'static>() -> Answer<Result<T, String>> {
    ready(Err(tr::error_unavailable().to_owned())).boxed()
}
