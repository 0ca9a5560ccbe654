//! The system services for the window: dialogs, clipboard, other programs and keyring.
//!
//! Must not know: any screen's state. Tests: `tests/commands`; by hand where a desktop is needed.

use super::begin::ProfileOpener;
use super::{clipboard, opener};
use crate::app::{Answer, Chosen, Environment, Opened};
use crate::chat::link;
use crate::clock::{Clock, Zone};
use crate::files::name;
use crate::intent::{Secret, Start};
use crate::language::tr;
use crate::row::{Picture, Source};
use crate::screen::welcome::Keyring;
use crate::screen::words::Now;
use crate::settings::secret;

use std::path::{Path, PathBuf};
use std::time::Duration;

/// A dialog that ends sooner than this was never shown: nobody cancels that fast.
const NO_DIALOG: Duration = Duration::from_millis(400);

/// The real system.
#[derive(Clone)]
pub(super) struct System {
    opener: ProfileOpener,
    clock: Clock,
    zone: &'static dyn Zone,
}

impl System {
    /// The system services; dates are shown in this time zone.
    pub(super) const fn new(opener: ProfileOpener, clock: Clock, zone: &'static dyn Zone) -> Self {
        Self { opener, clock, zone }
    }
}

impl std::fmt::Debug for System {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("System").finish_non_exhaustive()
    }
}

impl Environment for System {
    fn now(&self) -> Now {
        Now { at: self.clock.stamp(), zone: self.zone }
    }

    fn begin(&self, start: Start) -> Answer<Result<Opened, String>> {
        Box::pin(self.opener.clone().begin(start))
    }

    fn set_weather(&self, word: &str) {
        self.opener.weather(word);
    }

    fn open_link(&self, address: &str) {
        open_link(address);
    }

    fn choose_roster(&self) -> Answer<Option<PathBuf>> {
        Box::pin(choose_roster())
    }

    fn choose_files(&self) -> Answer<Chosen> {
        Box::pin(choose_files())
    }

    fn read_clipboard(&self) -> Answer<Vec<Source>> {
        Box::pin(clipboard::read(self.now()))
    }

    fn save_as(&self, name: String) -> Answer<Result<Option<PathBuf>, String>> {
        Box::pin(save_as(name))
    }

    fn open_file(&self, path: PathBuf) -> Result<(), String> {
        open(Some(&path), &path)
    }

    fn reveal_file(&self, path: PathBuf) -> Result<(), String> {
        open(path.parent(), &path)
    }

    fn copy_picture(&self, picture: Picture) -> Answer<Result<(), String>> {
        Box::pin(clipboard::write(picture))
    }

    fn sign_in(&self, token: Secret) -> Answer<Result<String, String>> {
        Box::pin(self.opener.clone().sign_in(token.0))
    }

    fn set_file_store(&self, address: String, secret: Secret) -> Answer<Result<String, String>> {
        Box::pin(self.opener.clone().store_files(address, secret.0))
    }

    fn keyring(&self) -> Answer<Keyring> {
        Box::pin(keyring())
    }
}

/// Opens the system's file dialog. If there is none, the path has to be typed.
async fn choose_roster() -> Option<PathBuf> {
    let dialog = rfd::AsyncFileDialog::new()
        .set_title(tr::system_import_title())
        .add_filter(tr::system_import_files(), &["json"]);
    Some(dialog.pick_file().await?.path().to_owned())
}

/// The time since a time of [`Clock::steady`].
fn since(began: i64) -> Duration {
    Duration::from_millis(Clock::System.steady().saturating_sub(began).max(0).unsigned_abs())
}

/// Opens the system's file dialog. One that ended sooner than anybody could have closed it was never shown.
async fn choose_files() -> Result<Option<Vec<PathBuf>>, String> {
    let began = Clock::System.steady();
    let chosen = rfd::AsyncFileDialog::new().set_title(tr::system_attach_title()).pick_files().await;
    match chosen {
        Some(files) => Ok(Some(files.iter().map(|file| file.path().to_owned()).collect())),
        None if since(began) < NO_DIALOG => Err(tr::system_no_picker().to_owned()),
        None => Ok(None),
    }
}

/// Opens the system's save dialog; if there is none, returns a path in the user's downloads folder.
async fn save_as(name: String) -> Result<Option<PathBuf>, String> {
    let began = Clock::System.steady();
    let name = name::for_folder(&name);
    let downloads = directories::UserDirs::new().and_then(|dirs| dirs.download_dir().map(Path::to_owned));
    let mut dialog = rfd::AsyncFileDialog::new().set_title(tr::system_save_title()).set_file_name(&name);
    if let Some(folder) = &downloads {
        dialog = dialog.set_directory(folder);
    }
    match dialog.save_file().await {
        Some(file) => Ok(Some(file.path().to_owned())),
        None if since(began) >= NO_DIALOG => Ok(None),
        None => match downloads.filter(|folder| folder.is_dir()) {
            Some(folder) => Ok(Some(folder.join(name))),
            None => Err(tr::system_no_downloads().to_owned()),
        },
    }
}

/// Opens a file or a folder with the system's program for it. The error tells where the file is.
fn open(opened: Option<&Path>, file: &Path) -> Result<(), String> {
    let opened = opened.ok_or_else(|| tr::system_no_folder().to_owned())?;
    opener::open(opened).map_err(|error| {
        tracing::warn!(%error, "no program opens files here");
        tr::system_no_program(&file.display().to_string())
    })
}

async fn keyring() -> Keyring {
    let answers = tokio::task::spawn_blocking(|| secret::System.answers().is_ok()).await;
    if answers.unwrap_or(false) { Keyring::Answers } else { Keyring::Absent }
}

/// Opens a link with the system's program: only the three harmless schemes, and of a mail link only the part that was
/// shown.
fn open_link(address: &str) {
    let Some(address) = link::opened(address) else { return };
    if let Err(error) = opener::open(address) {
        tracing::warn!(%error, "no program opens links here");
    }
}
