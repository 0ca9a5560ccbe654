//! Copies a user's file into the profile, before its message is saved.
//!
//! The hash is that of our copy, so that a change of the original cannot invalidate it. Where the system supports it,
//! the copy shares the original's blocks. Blocking. Memory does not grow with the file. Must not know: the content
//! (`probe`). Tests: `tests/files/taking.rs`.

#![allow(clippy::wildcard_enum_match_arm, reason = "the standard library's list of errors grows")]

use super::Error;
use super::place::{Places, disk};
use super::watch::Watch;

use crate::chat::attachment::{ContentHash, format_size};
use crate::language::tr;
use crate::row::Source;

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

/// The size of a chunk in bytes.
const PIECE: usize = 1 << 18;

/// A file that is now in the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    pub content: ContentHash,
    /// The name of the original.
    pub name: String,
    pub bytes: u64,
}

/// Copies a file in, at most `limit` bytes. On disk when this returns.
///
/// # Errors
/// If the file cannot be taken; the message names it, and nothing of it was stored.
pub fn take(places: &Places, source: &Source, limit: u64, watch: &Watch) -> Result<Copied, Error> {
    match source {
        Source::Path(path) => {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let (content, bytes) = copy_in(places, path, &name, limit, watch)?;
            Ok(Copied { content, name, bytes })
        }
        Source::Bytes { name, bytes } => {
            let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            check_length(name, length, limit)?;
            let mut incoming = places.incoming()?;
            incoming.write_all(bytes).map_err(|error| disk(&error))?;
            let content = ContentHash::new(*blake3::hash(bytes).as_bytes());
            places.settle(incoming, content)?;
            Ok(Copied { content, name: name.clone(), bytes: length })
        }
    }
}

/// Stores a downloaded file.
///
/// # Errors
/// If the disk refuses.
pub fn keep_fetched(places: &Places, mut incoming: NamedTempFile) -> Result<ContentHash, Error> {
    let content = hash(incoming.as_file_mut(), &Watch::default())?;
    places.settle(incoming, content)?;
    Ok(content)
}

fn copy_in(
    places: &Places,
    path: &Path,
    name: &str,
    limit: u64,
    watch: &Watch,
) -> Result<(ContentHash, u64), Error> {
    let mut original = open(path, name)?;
    let before = original.metadata().map_err(|error| unreadable(name, &error))?;
    check_sort(name, &before)?;
    check_length(name, before.len(), limit)?;
    watch.set_total(before.len());
    let mut incoming = places.incoming()?;
    if !clone(path, &before, &mut incoming) {
        let copied = copy(&mut original, incoming.as_file_mut(), name, limit, watch)?;
        let after = original.metadata().map_err(|error| unreadable(name, &error))?;
        if copied != before.len() || changed(&before, &after) {
            return Err(Error::Unusable(tr::file_changed(name)));
        }
    }
    let bytes = incoming.as_file().metadata().map_err(|error| disk(&error))?.len();
    check_length(name, bytes, limit)?;
    let content = hash(incoming.as_file_mut(), watch)?;
    places.settle(incoming, content)?;
    Ok((content, bytes))
}

/// Opens without blocking: a pipe without a writer must not stop us.
fn open(path: &Path, name: &str) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(NONBLOCKING);
    }
    // Checked before opening, so that a device is not even opened; and again once it is open.
    let found = std::fs::metadata(path).map_err(|error| unreadable(name, &error))?;
    check_sort(name, &found)?;
    options.open(path).map_err(|error| unreadable(name, &error))
}

#[cfg(target_os = "linux")]
const NONBLOCKING: i32 = 0o4000;
#[cfg(all(unix, not(target_os = "linux")))]
const NONBLOCKING: i32 = 0x4;

/// The system's error code for links that form a circle.
#[cfg(target_os = "linux")]
const TOO_MANY_LINKS: i32 = 40;
#[cfg(not(target_os = "linux"))]
const TOO_MANY_LINKS: i32 = 62;

fn check_sort(name: &str, found: &Metadata) -> Result<(), Error> {
    if found.is_file() {
        return Ok(());
    }
    Err(Error::Unusable(if found.is_dir() { tr::file_is_folder(name) } else { tr::file_is_special(name) }))
}

fn check_length(name: &str, length: u64, limit: u64) -> Result<(), Error> {
    if length == 0 {
        return Err(Error::Unusable(tr::file_is_empty(name)));
    }
    if length > limit {
        return Err(Error::Unusable(
            tr::FileIsLarge { name, size: &format_size(length), most: &format_size(limit) }.text(),
        ));
    }
    Ok(())
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    Error::Unusable(match error.kind() {
        io::ErrorKind::NotFound => tr::file_not_found(name),
        io::ErrorKind::PermissionDenied => tr::file_forbidden(name),
        _ if error.raw_os_error() == Some(TOO_MANY_LINKS) => tr::file_loop(name),
        _ => tr::FileUnreadable { name, error: &error.to_string() }.text(),
    })
}

/// Makes a copy that shares the original's blocks, where the system supports it.
fn clone(path: &Path, before: &Metadata, incoming: &mut NamedTempFile) -> bool {
    let beside = incoming.path().with_extension("clone");
    if reflink_copy::reflink(path, &beside).is_err() {
        return false;
    }
    // The path may lead to another file by now.
    let same = std::fs::metadata(&beside).is_ok_and(|there| there.is_file() && there.len() == before.len());
    let moved = same && std::fs::rename(&beside, incoming.path()).is_ok();
    if !moved {
        let _ = std::fs::remove_file(&beside);
        return false;
    }
    let opened = OpenOptions::new().read(true).write(true).open(incoming.path());
    match opened {
        Ok(file) => {
            private(&file);
            *incoming.as_file_mut() = file;
            true
        }
        Err(_) => false,
    }
}

/// A clone has the original's permissions; ours is private and never executable.
#[cfg(unix)]
fn private(file: &File) {
    use std::os::unix::fs::PermissionsExt;
    let _ = file.set_permissions(std::fs::Permissions::from_mode(0o600));
}

#[cfg(not(unix))]
fn private(_file: &File) {}

fn copy(from: &mut File, to: &mut File, name: &str, limit: u64, watch: &Watch) -> Result<u64, Error> {
    let mut piece = vec![0; PIECE];
    let mut copied = 0_u64;
    loop {
        if watch.is_stopped() {
            return Err(Error::Cancelled);
        }
        let read = match from.read(&mut piece) {
            Ok(0) => return Ok(copied),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(name, &error)),
        };
        copied += read as u64;
        // Stops at a file that never ends.
        check_length(name, copied, limit)?;
        to.write_all(&piece[..read]).map_err(|error| disk(&error))?;
        watch.set_done(copied);
    }
}

fn changed(before: &Metadata, after: &Metadata) -> bool {
    before.len() != after.len() || before.modified().ok() != after.modified().ok()
}

fn hash(file: &mut File, watch: &Watch) -> Result<ContentHash, Error> {
    file.seek(SeekFrom::Start(0)).map_err(|error| disk(&error))?;
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; PIECE];
    loop {
        if watch.is_stopped() {
            return Err(Error::Cancelled);
        }
        let read = file.read(&mut piece).map_err(|error| disk(&error))?;
        if read == 0 {
            return Ok(ContentHash::new(*hasher.finalize().as_bytes()));
        }
        hasher.update(&piece[..read]);
    }
}
