//! Copies that leave the profile: to a folder of the user's choice, or for another program to open.
//!
//! A copy never appears half-written under its final name, never replaces another file, is never executable, and is
//! marked as downloaded where the system has such a mark. Blocking. Must not know: how a file got here. Tests: below.

#![allow(clippy::wildcard_enum_match_arm, reason = "the standard library's list of errors grows")]

use super::place::{Places, sync_folder};
use super::{Error, name};
use crate::chat::attachment::ContentHash;
use crate::chat::media;
use crate::language::tr;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// True if the system may open the file: its content and its name must agree on something harmless.
pub fn may_open(media_type: &str, name: &str) -> bool {
    let safe = name::for_folder(name);
    let ending = name::split(&safe).1.to_lowercase();
    media::is_harmless(media_type, &ending)
}

/// Saves a copy at `to`, or with a number added if that exists. Returns its path.
///
/// # Errors
/// If the copy cannot be written; then no file is left there.
pub fn save_as(from: &Path, to: &Path, origin: Option<&str>) -> Result<PathBuf, Error> {
    let mut there = begin(to)?;
    let mut original = File::open(from).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::Missing(tr::file_copy_missing().to_owned()),
        _ => super::place::disk(&error),
    })?;
    io::copy(&mut original, there.as_file_mut()).map_err(|error| refused(to, &error))?;
    mark(there.path(), origin);
    finish(there, to)
}

/// Begins a private file beside `to`; [`finish`] gives it its name, and it is deleted if it is dropped before.
///
/// # Errors
/// If the folder cannot be written to.
pub fn begin(to: &Path) -> Result<NamedTempFile, Error> {
    tempfile::Builder::new()
        .prefix(".confab-")
        .suffix(".part")
        .tempfile_in(folder_of(to))
        .map_err(|error| refused(to, &error))
}

/// Names a file that is complete: `to`, or with a number added if that exists. Returns its path.
///
/// # Errors
/// If the file cannot be stored.
pub fn finish(mut there: NamedTempFile, to: &Path) -> Result<PathBuf, Error> {
    let folder = folder_of(to);
    there.as_file().sync_all().map_err(|error| refused(to, &error))?;
    let called = to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut free = to.to_path_buf();
    for number in 2..1_000 {
        match there.persist_noclobber(&free) {
            Ok(_) => {
                let _ = sync_folder(folder);
                return Ok(free);
            }
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                there = error.file;
                let (stem, ending) = name::split(&called);
                let dot = if ending.is_empty() { "" } else { "." };
                free = folder.join(format!("{stem} ({number}){dot}{ending}"));
            }
            Err(error) => return Err(refused(to, &error.error)),
        }
    }
    Err(Error::Unusable(tr::file_names_taken(&called)))
}

/// Why nothing can be written at a path, in words.
pub fn refused(to: &Path, error: &io::Error) -> Error {
    Error::Unusable(words(folder_of(to), error))
}

fn folder_of(to: &Path) -> &Path {
    to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Saves a copy in a folder, under a safe form of its name.
///
/// # Errors
/// Like [`save_as`].
pub fn save(from: &Path, folder: &Path, name: &str, origin: Option<&str>) -> Result<PathBuf, Error> {
    save_as(from, &folder.join(name::for_folder(name)), origin)
}

/// Makes a copy under its own name for another program to read; it is deleted at the next start.
///
/// # Errors
/// If the copy cannot be written.
pub fn copy_to_open(
    places: &Places,
    content: ContentHash,
    name: &str,
    origin: Option<&str>,
) -> Result<PathBuf, Error> {
    let folder = places.opened(content)?;
    let there = folder.join(name::for_folder(name));
    if there.is_file() {
        return Ok(there);
    }
    let saved = save_as(&places.original(content), &there, origin)?;
    read_only(&saved);
    Ok(saved)
}

fn words(folder: &Path, error: &io::Error) -> String {
    let folder = &folder.display().to_string();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => tr::folder_full(folder),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => tr::folder_read_only(folder),
        io::ErrorKind::NotFound => tr::folder_missing(folder),
        _ => tr::FolderFailed { folder, error: &error.to_string() }.text(),
    }
}

fn read_only(path: &Path) {
    if let Ok(found) = fs::metadata(path) {
        let mut mode = found.permissions();
        mode.set_readonly(true);
        let _ = fs::set_permissions(path, mode);
    }
}

/// Marks a file as downloaded: Windows and macOS ask before they run such a file; elsewhere the mark names its origin.
/// Best effort: some file systems cannot store it.
#[cfg(windows)]
fn mark(path: &Path, _origin: Option<&str>) {
    let mut stream = path.as_os_str().to_owned();
    stream.push(":Zone.Identifier");
    let _ = fs::write(stream, "[ZoneTransfer]\r\nZoneId=3\r\n");
}

#[cfg(target_os = "macos")]
fn mark(path: &Path, _origin: Option<&str>) {
    let _ = std::process::Command::new("/usr/bin/xattr")
        .args(["-w", "com.apple.quarantine", "0081;00000000;Confab;"])
        .arg(path)
        .status();
}

#[cfg(not(any(windows, target_os = "macos")))]
fn mark(path: &Path, origin: Option<&str>) {
    if let Some(origin) = origin {
        let _ = xattr::set(path, "user.xdg.origin.url", origin.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_harmless_by_content_and_by_name_is_opened() {
        assert!(may_open("image/png", "a.PNG"));
        assert!(may_open("application/pdf", "a.pdf"));
        assert!(!may_open("application/x-executable", "a.png"));
        assert!(!may_open("image/png", "a.exe"));
        assert!(!may_open("text/html", "a.html"));
        assert!(!may_open("text/plain", "a.desktop"));
        assert!(!may_open("image/png", "a.png.lnk"));
        assert!(!may_open("image/png", "photo_\u{202e}gnp.exe"));
    }

    #[test]
    fn a_copy_takes_no_other_files_place_and_cannot_be_run() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("original");
        fs::write(&from, "words").unwrap();
        let to = folder.path().join("there");
        fs::create_dir(&to).unwrap();
        let first = save(&from, &to, "../../a.txt", None).unwrap();
        assert_eq!(first, to.join("a.txt"));
        let second = save(&from, &to, "a.txt", Some("https://example.org/a.txt")).unwrap();
        assert_eq!(second, to.join("a (2).txt"));
        assert_eq!(fs::read_to_string(&second).unwrap(), "words");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&second).unwrap().permissions().mode() & 0o111, 0);
        }
        let gone = save(&from, &folder.path().join("no"), "a.txt", None).unwrap_err();
        assert!(gone.to_string().contains("There is no folder"), "{gone}");
        assert_eq!(fs::read_dir(&to).unwrap().count(), 2);
    }
}
