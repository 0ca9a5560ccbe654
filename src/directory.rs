//! The folder of a profile: `settings.toml`, `confab.db`, `files/`, `logs/`, and the lock that keeps a second Confab
//! out.
//!
//! A folder created here, and everything in it, is private to its owner (mode 0700 on Unix). An existing folder is
//! only used if it is empty or a profile, so that a typing error in `--profile` does not fill another folder.
//! Must not know: the contents of the files. Blocking: call it off the UI thread. Tests: `tests/profile`.

pub mod whole_file;

use crate::language::tr;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const SETTINGS: &str = "settings.toml";
const DATABASE: &str = "confab.db";
const LOCK: &str = "lock";
/// How long a killed process may take to release the lock.
const DYING: Duration = Duration::from_millis(300);
/// The pause between two attempts.
const LOOK: Duration = Duration::from_millis(10);

/// A profile's folder. Cheap to clone; a temporary one is deleted with its last clone.
#[derive(Debug, Clone)]
pub struct Directory {
    root: PathBuf,
    throw_away: Option<Arc<tempfile::TempDir>>,
}

/// This process's hold on a profile. Released on drop, and by the system when the process ends in any way.
#[derive(Debug)]
#[must_use = "the profile is free again as soon as this is dropped"]
pub struct Lock {
    _file: File,
}

/// The reasons why a profile cannot be used, each a sentence for the user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("{}", tr::profile_in_use(&.0.display().to_string()))]
    Held(PathBuf),
    #[error("{}", tr::profile_forbidden(&.0.display().to_string()))]
    ReadOnly(PathBuf),
    #[error("{}", tr::profile_disk_full(&.0.display().to_string()))]
    NoSpace(PathBuf),
    #[error("{}", tr::profile_is_file(&.0.display().to_string()))]
    NotAFolder(PathBuf),
    #[error("{}", tr::profile_foreign(&.0.display().to_string()))]
    NotAProfile(PathBuf),
    #[error("{}", tr::ProfileUnlockable { folder: &path.display().to_string(), error: reason }.text())]
    CannotLock { path: PathBuf, reason: String },
    #[error("{}", tr::profile_no_folder())]
    NoHome,
    #[error("{}", tr::ProfileUnreadable { folder: &path.display().to_string(), error: reason }.text())]
    Unusable { path: PathBuf, reason: String },
}

impl Error {
    /// The error for a failure of the system at a path of the profile.
    pub fn of_io(path: &Path, error: &io::Error) -> Self {
        let path = path.to_path_buf();
        // Kinds without a sentence of their own keep the system's words.
        #[allow(clippy::wildcard_enum_match_arm, reason = "the standard library's list grows")]
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpace(path),
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => Self::NotAFolder(path),
            _ => Self::Unusable { path, reason: error.to_string() },
        }
    }
}

impl Directory {
    /// The default folder: the platform's data folder for `confab`.
    ///
    /// # Errors
    /// [`Error::NoHome`] if the system has none.
    pub fn default_root() -> Result<PathBuf, Error> {
        directories::ProjectDirs::from("", "", "confab")
            .map(|dirs| dirs.data_local_dir().to_path_buf())
            .ok_or(Error::NoHome)
    }

    /// True if there is a profile; changes nothing.
    pub fn holds_profile(root: &Path) -> bool {
        [SETTINGS, DATABASE].iter().any(|name| root.join(name).is_file())
    }

    /// Opens a profile's folder; creates it and its parents if needed.
    ///
    /// # Errors
    /// Every [`Error`] but [`Error::Held`] and [`Error::CannotLock`]; then nothing was changed, apart from new empty
    /// folders.
    pub fn open(root: &Path) -> Result<Self, Error> {
        match fs::metadata(root) {
            Ok(found) if !found.is_dir() => return Err(Error::NotAFolder(root.to_path_buf())),
            Ok(_) => adopt(root)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(root)?,
            Err(error) => return Err(Error::of_io(root, &error)),
        }
        // Absolute, so that a later change of the working folder does not matter.
        let root = std::path::absolute(root).map_err(|error| Error::of_io(root, &error))?;
        let directory = Self { root, throw_away: None };
        directory.create_contents()?;
        Ok(directory)
    }

    /// Opens a profile for reading only: nothing is created or changed, so the folder may be read-only.
    ///
    /// # Errors
    /// If it is no folder or cannot be found.
    pub fn open_read_only(root: &Path) -> Result<Self, Error> {
        match fs::metadata(root) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(Error::NotAFolder(root.to_path_buf())),
            Err(error) => return Err(Error::of_io(root, &error)),
        }
        let root = std::path::absolute(root).map_err(|error| Error::of_io(root, &error))?;
        Ok(Self { root, throw_away: None })
    }

    /// A profile in the system's temporary folder, deleted with its last clone.
    ///
    /// # Errors
    /// Like [`Directory::open`].
    pub fn throw_away() -> Result<Self, Error> {
        let parent = std::env::temp_dir();
        let temp = tempfile::Builder::new()
            .prefix("confab-")
            .tempdir()
            .map_err(|error| Error::of_io(&parent, &error))?;
        let directory = Self { root: temp.path().to_path_buf(), throw_away: Some(Arc::new(temp)) };
        keep_private(&directory.root);
        directory.create_contents()?;
        Ok(directory)
    }

    /// Locks the profile for this process. Waits for a moment if it is locked: the files of a killed process are
    /// released only after the system has freed its memory, and the next process may start at once.
    ///
    /// # Errors
    /// [`Error::Held`] while another process (or another [`Lock`] of this one) has it; [`Error::CannotLock`] on file
    /// systems without locks.
    pub fn lock(&self) -> Result<Lock, Error> {
        self.lock_within(DYING)
    }

    /// Like [`Directory::lock`], waiting this long for another process.
    ///
    /// # Errors
    /// Like [`Directory::lock`].
    pub fn lock_within(&self, patience: Duration) -> Result<Lock, Error> {
        let path = self.root.join(LOCK);
        let file = open_private(&path).map_err(|error| Error::of_io(&self.root, &error))?;
        let mut left = patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Lock { _file: file }),
                Err(TryLockError::WouldBlock) if !left.is_zero() => {
                    std::thread::sleep(LOOK);
                    left = left.saturating_sub(LOOK);
                }
                Err(TryLockError::WouldBlock) => return Err(Error::Held(self.root.clone())),
                Err(TryLockError::Error(error)) => {
                    return Err(Error::CannotLock { path: self.root.clone(), reason: error.to_string() });
                }
            }
        }
    }

    /// The absolute path of the folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The settings file; may not exist yet.
    pub fn settings(&self) -> PathBuf {
        self.root.join(SETTINGS)
    }

    /// The database; may not exist yet.
    pub fn database(&self) -> PathBuf {
        self.root.join(DATABASE)
    }

    /// The folder for attachments; exists.
    pub fn files(&self) -> PathBuf {
        self.root.join("files")
    }

    /// The folder for log files; exists.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// True if the profile is deleted when the program ends.
    pub fn is_throw_away(&self) -> bool {
        self.throw_away.is_some()
    }

    /// Creates the sub-folders, and checks that the folder can be written to by opening the lock file.
    fn create_contents(&self) -> Result<(), Error> {
        let is_new = !self.root.join(LOCK).exists();
        for folder in [self.files(), self.logs()] {
            match make_private(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                Err(error) => return Err(Error::of_io(&folder, &error)),
            }
        }
        let lock = self.root.join(LOCK);
        open_private(&lock).map(drop).map_err(|error| {
            if lock.is_dir() {
                Error::NotAProfile(self.root.clone())
            } else {
                Error::of_io(&self.root, &error)
            }
        })?;
        if is_new {
            // After a power failure the folder is either a profile or empty, and will not be refused for the files in
            // it.
            sync_names(&self.root);
        }
        Ok(())
    }
}

/// Creates a new profile folder; only the last folder is private, parents get the system's permissions.
fn make(root: &Path) -> Result<(), Error> {
    if let Some(parent) = root.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(|error| Error::of_io(parent, &error))?;
    }
    match make_private(root) {
        Ok(()) => {
            root.parent().into_iter().for_each(sync_names);
            Ok(())
        }
        // Two first starts at once: the other one created it just now.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && root.is_dir() => Ok(()),
        Err(error) => Err(Error::of_io(root, &error)),
    }
}

/// Makes sure that the names in a folder are on disk, where the file system supports it.
pub(crate) fn sync_names(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if cfg!(unix)
        && let Err(error) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        tracing::debug!(%error, "a folder could not be synced");
    }
}

/// Uses an existing folder, if it is empty or a profile.
fn adopt(root: &Path) -> Result<(), Error> {
    let is_profile = [SETTINGS, DATABASE, LOCK].iter().any(|name| root.join(name).is_file());
    if !is_profile {
        let mut entries = fs::read_dir(root).map_err(|error| Error::of_io(root, &error))?;
        let is_ours = |name: &std::ffi::OsStr| name == "files" || name == "logs";
        if !entries.all(|entry| entry.is_ok_and(|entry| is_ours(&entry.file_name()))) {
            return Err(Error::NotAProfile(root.to_path_buf()));
        }
    }
    keep_private(root);
    Ok(())
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir(folder)
}

/// Best effort for an existing folder: shares without Unix modes refuse it and have other protection.
#[cfg(unix)]
fn keep_private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let open_to_others = fs::metadata(folder).is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
    if open_to_others && fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).is_err() {
        tracing::warn!("the profile's folder is open to other users and could not be closed");
    }
}

#[cfg(not(unix))]
fn keep_private(_folder: &Path) {}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    // Never truncated: another process may be holding it.
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
