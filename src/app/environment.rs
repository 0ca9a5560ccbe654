//! What the root needs of the world: the time, the system's dialogs, clipboard and programs, and how a profile begins.
//!
//! A test gives it a world of its own. Must not know: any screen's state. Tests: `tests/window/app.rs`.

use super::Opened;

use crate::intent::{Secret, Start};
use crate::row::{Picture, Source};
use crate::screen::welcome::Keyring;
use crate::screen::words::Now;

use futures::future::BoxFuture;

use std::path::PathBuf;
use std::sync::Arc;

/// Files that the person chose; none when the dialog was left, an error when none answers.
pub type Chosen = Result<Option<Vec<PathBuf>>, String>;

/// Where the person wants a file of this name; none when the dialog was left.
type SaveAs = Arc<dyn Fn(String) -> BoxFuture<'static, Result<Option<PathBuf>, String>> + Send + Sync>;

/// Stores files at an address, opened by a secret: where it is kept, or why it cannot be, in words.
type StoreFiles = Arc<dyn Fn(String, Secret) -> BoxFuture<'static, Result<String, String>> + Send + Sync>;

/// What the root needs of the world.
#[derive(Clone)]
pub struct Environment {
    /// The moment, and the person's time zone.
    pub now: Arc<dyn Fn() -> Now + Send + Sync>,
    /// Begins a profile.
    pub begin: Arc<dyn Fn(Start) -> BoxFuture<'static, Result<Opened, String>> + Send + Sync>,
    /// Changes the demo server's weather to the one of this word.
    pub weather: Arc<dyn Fn(&str) + Send + Sync>,
    /// Opens an address outside of this program.
    pub follow: Arc<dyn Fn(&str) + Send + Sync>,
    /// Lets the person choose a roster file in the system's own dialog; nothing when it was left or none answers.
    pub choose: Arc<dyn Fn() -> BoxFuture<'static, Option<PathBuf>> + Send + Sync>,
    /// Lets the person choose files in the system's own dialog; none when it was left, an error when none answers.
    pub choose_files: Arc<dyn Fn() -> BoxFuture<'static, Chosen> + Send + Sync>,
    /// The pictures and files that the clipboard holds.
    pub clipboard: Arc<dyn Fn() -> BoxFuture<'static, Vec<Source>> + Send + Sync>,
    /// Lets the person choose where a file of this name goes; none when it was left. Where no dialog answers it is their
    /// folder for downloads, or an error if they have none.
    pub save_as: SaveAs,
    /// Opens a file with the system's program for its sort, or (`false`) shows it in its folder.
    pub open_file: Arc<dyn Fn(PathBuf, bool) -> Result<(), String> + Send + Sync>,
    /// Puts a picture on the clipboard.
    pub copy_picture: Arc<dyn Fn(Picture) -> BoxFuture<'static, Result<(), String>> + Send + Sync>,
    /// Goes on with another token: says where it is kept.
    pub sign_in: Arc<dyn Fn(Secret) -> BoxFuture<'static, Result<String, String>> + Send + Sync>,
    /// Stores files at an address, opened by a secret, from now on: says where the secret is kept.
    pub store_files: StoreFiles,
    /// Whether a keyring answers on this system.
    pub keyring: Arc<dyn Fn() -> BoxFuture<'static, Keyring> + Send + Sync>,
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment").finish_non_exhaustive()
    }
}
