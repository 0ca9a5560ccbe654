//! Reads a database that cannot be written to: a profile on a read-only disk, or one owned by somebody else.
//!
//! SQLite writes even to read: it needs an index of the log in a file beside the database. Where that file cannot be
//! created, a database without a log is opened as immutable, and one with a log is read from a copy of both. Must not
//! know: the schema. Tests: `tests/commands/readonly.rs`.

use super::{Error, of_io};

use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use std::fs;
use std::path::{Path, PathBuf};

/// A way to open read connections that works for this folder.
#[derive(Debug)]
pub(super) struct Opener {
    path: PathBuf,
    flags: OpenFlags,
    uri: Option<String>,
    /// Deleted with the last connection.
    copy: Option<TempDir>,
}

impl Opener {
    /// Finds a way to read the database at `path`.
    ///
    /// # Errors
    /// If it cannot be read at all, or there is no room for a copy.
    pub(super) fn of(path: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let log = beside(path, "-wal");
        let has_log = fs::metadata(&log).is_ok_and(|log| log.len() > 0);
        let plain = Self { path: path.to_path_buf(), flags, uri: None, copy: None };
        if plain.open().and_then(|connection| answers(&connection)).is_ok() {
            return Ok(plain);
        }
        if !has_log && let Some(name) = path.to_str() {
            let uri = format!("file:{}?immutable=1", escaped(name));
            return Ok(Self { uri: Some(uri), flags: flags | OpenFlags::SQLITE_OPEN_URI, ..plain });
        }
        let io = |error: std::io::Error| of_io(&error);
        let copy = tempfile::tempdir().map_err(io)?;
        let to = copy.path().join("confab.db");
        fs::copy(path, &to).map_err(io)?;
        if has_log {
            fs::copy(&log, beside(&to, "-wal")).map_err(io)?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Self { path: to, flags, uri: None, copy: Some(copy) })
    }

    /// Opens one more connection.
    pub(super) fn open(&self) -> Result<Connection, Error> {
        Ok(match &self.uri {
            Some(uri) => Connection::open_with_flags(uri, self.flags)?,
            None => Connection::open_with_flags(&self.path, self.flags)?,
        })
    }

    /// The copy, which must live as long as the connections.
    pub(super) fn into_copy(self) -> Option<TempDir> {
        self.copy
    }
}

fn answers(connection: &Connection) -> Result<(), Error> {
    Ok(connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Escapes a path for a URI.
fn escaped(path: &str) -> String {
    let mut safe = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            safe.push(char::from(byte));
        } else {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    safe
}
