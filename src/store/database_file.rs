//! Creates the database file completely or not at all, and checks that it is still the file that was opened.
//!
//! A new file gets its name only once it contains the schema. So an empty file, or a journal without its file, is
//! damage and never a first start: a first start would have an empty outbox, as if everything had been accepted. Must
//! not know: the schema. Tests: `tests/promise/damage.rs`.

use super::Error;
use crate::directory::sync_names;
use crate::language::tr;

use rusqlite::Connection;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file that was opened, by path and by the system's identity for it.
#[derive(Debug, Clone)]
pub(super) struct DatabaseFile {
    path: PathBuf,
    identity: Option<Identity>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

#[cfg(unix)]
fn identity(path: &Path) -> io::Result<Option<Identity>> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).map(|found| Some(Identity { device: found.dev(), inode: found.ino() }))
}

/// Other systems do not allow an open file to be moved or deleted.
#[cfg(not(unix))]
fn identity(_: &Path) -> io::Result<Option<Identity>> {
    Ok(None)
}

impl DatabaseFile {
    /// Records the file at `path`, which is open.
    pub(super) fn of(path: &Path) -> Self {
        Self { path: path.to_path_buf(), identity: identity(path).ok().flatten() }
    }

    /// The folder that contains it.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// Checks that a write still goes to the file that the next start will open. Costs one look-up of a path.
    ///
    /// # Errors
    /// [`Error::Gone`] if the file was moved, deleted or replaced.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.identity.is_none() {
            return Ok(());
        }
        match identity(&self.path) {
            Ok(now) if now == self.identity => Ok(()),
            Ok(_) | Err(_) => Err(Error::Gone(self.path.clone())),
        }
    }
}

/// Makes sure that there is a database file with a schema; `create_contents` fills a new one.
///
/// # Errors
/// [`Error::Damaged`] for an empty file or a journal without a file; otherwise if it cannot be created.
pub(super) fn ensure(
    path: &Path,
    create_contents: impl FnOnce(&mut Connection) -> Result<(), Error>,
) -> Result<(), Error> {
    match fs::metadata(path) {
        Ok(found) if found.len() == 0 => return Err(damaged(path, tr::database_empty())),
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(of_io(&error)),
    }
    let mut journal = path.as_os_str().to_owned();
    journal.push("-wal");
    if fs::metadata(&journal).is_ok_and(|journal| journal.len() > 0) && !path.exists() {
        return Err(damaged(path, tr::database_journal_only()));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let file = tempfile::Builder::new()
        .prefix(".confab-")
        .suffix(".db")
        .tempfile_in(folder)
        .map_err(|error| of_io(&error))?;
    let mut connection = Connection::open(file.path())?;
    create_contents(&mut connection)?;
    connection.close().map_err(|(_, error)| error)?;
    file.as_file().sync_all().map_err(|error| of_io(&error))?;
    match file.persist_noclobber(path) {
        Ok(_) => {
            // Before the journal exists: after a power failure, a journal alone would look like damage.
            sync_names(folder);
            Ok(())
        }
        // Two processes started for the first time at once, and the other one was quicker.
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(failed) => Err(of_io(&failed.error)),
    }
}

/// The error for a file that holds no readable database.
pub(super) fn damaged(path: &Path, reason: &str) -> Error {
    Error::Damaged { path: path.to_path_buf(), reason: reason.to_owned() }
}

pub(super) fn of_io(error: &io::Error) -> Error {
    // Kinds without an error of their own keep the system's words.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the standard library's list grows")]
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::NotFound => {
            Error::ReadOnly
        }
        _ => Error::Database(error.to_string()),
    }
}
