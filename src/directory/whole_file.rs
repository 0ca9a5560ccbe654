//! Reads and writes whole files: never more than a limit, never half.
//!
//! Reading stops at the caller's limit and accepts only regular files: a device or a pipe has no end. A written file
//! gets its name when all of it is on disk; links are followed, and anything but a regular file is written to
//! directly, never replaced. Must not know: the contents. Blocking. Tests: below, `tests/commands/export.rs`.

use crate::language::tr;

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// The first part of the name of a file that is not complete yet.
pub const BESIDE: &str = ".confab-";
/// The most links followed in a row; more are a circle.
const LINKS: usize = 40;

/// Reads a regular file of at most `most` bytes.
///
/// # Errors
/// If the system refuses, the file is too large, or the path is a device, a pipe or a folder. [`not_read`] words it.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // Checked before opening: opening a pipe waits for its writer.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other(Refusal::NotRegular));
    }
    let file = File::open(path)?;
    let found = file.metadata()?;
    if found.is_file() && found.len() <= most {
        let mut bytes = Vec::new();
        file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 <= most {
            return Ok(bytes);
        }
    }
    Err(io::Error::other(Refusal::TooLarge(most)))
}

/// An error of ours inside an [`io::Error`]. The texts are for logs and the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Refusal {
    #[error("it is not a regular file")]
    NotRegular,
    #[error("it is larger than {}", size(*.0))]
    TooLarge(u64),
    #[error("the links form a loop")]
    Loop,
}

impl Refusal {
    fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }

    fn sentence(self, name: &str) -> String {
        match self {
            Self::NotRegular => tr::file_not_regular(name),
            Self::TooLarge(most) => tr::FileLimit { name, most: &size(most) }.text(),
            Self::Loop => tr::file_loop(name),
        }
    }
}

/// Why a file could not be read, as a sentence that names it.
pub fn not_read(path: &Path, error: &io::Error) -> String {
    let name = &path.display().to_string();
    match Refusal::of(error) {
        Some(refusal) => refusal.sentence(name),
        None if error.kind() == io::ErrorKind::NotFound => tr::file_not_found(name),
        None if error.kind() == io::ErrorKind::PermissionDenied => tr::file_forbidden(name),
        None => tr::FileUnreadable { name, error: &reason(error) }.text(),
    }
}

/// Why a file could not be written, as a sentence that names it.
pub fn not_written(path: &Path, error: &io::Error) -> String {
    let name = &path.display().to_string();
    match Refusal::of(error) {
        Some(refusal) => refusal.sentence(name),
        None => tr::FileUnwritable { name, error: &reason(error) }.text(),
    }
}

/// Formats a size in whole kilobytes or megabytes.
fn size(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{} kB", bytes / 1_000) } else { format!("{} MB", bytes / 1_000_000) }
}

/// Why a file could not be read or written, as a phrase: the system's message without its number.
pub fn reason(error: &io::Error) -> String {
    let words = error.to_string();
    match words.split_once(" (os error") {
        Some((words, _)) => words.to_owned(),
        None => words,
    }
}

/// The file that a write to `path` changes: the target of its links, even if it does not exist yet.
///
/// # Errors
/// If links form a circle or cannot be read.
pub fn target(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    for _ in 0..LINKS {
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_symlink() => {
                let to = fs::read_link(&path)?;
                // A relative link counts from its own folder.
                path = path.parent().map_or_else(|| to.clone(), |folder| folder.join(&to));
            }
            Ok(_) | Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other(Refusal::Loop))
}

/// Replaces `path` with a private file; `path` must not be a link, see [`target`]. After a crash it is either the old
/// or the new file.
///
/// # Errors
/// If the system refuses; then the old file is unchanged.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = beside(path)?;
    file.write_all(bytes)?;
    persist(file, path)
}

/// A file while it is written. It gets its name in [`Output::finish`]; if dropped before, a regular file stays
/// unchanged.
#[derive(Debug)]
pub enum Output {
    /// For a regular file, or a new one: a temporary file beside it.
    Beside { file: NamedTempFile, path: PathBuf, there: Option<Box<Metadata>> },
    /// A device, a pipe, or a file descriptor of this process.
    Straight(File),
}

impl Output {
    /// Begins to write to `path` like a shell's `>`, but an existing file stays until the new one is complete.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn begin(path: &Path) -> io::Result<Self> {
        if is_descriptor(path) {
            // Append after anything that its owner wrote there already.
            return OpenOptions::new().append(true).open(path).map(Self::Straight);
        }
        let there = match fs::metadata(path) {
            Ok(found) => Some(found),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if there.as_ref().is_some_and(|found| !found.is_file()) {
            return OpenOptions::new().write(true).open(path).map(Self::Straight);
        }
        let path = target(path)?;
        if there.is_some() {
            // A file without write permission is not replaced either.
            OpenOptions::new().append(true).open(&path)?;
        }
        Ok(Self::Beside { file: beside(&path)?, path, there: there.map(Box::new) })
    }

    /// Moves the written file to its place.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::Straight(mut file) => file.flush(),
            Self::Beside { file, path, there: None } => persist(file, &path),
            Self::Beside { file, path, there: Some(there) } => {
                if is_plain(&there, &file) {
                    fs::set_permissions(file.path(), there.permissions())?;
                    persist(file, &path)
                } else {
                    copy_into(file, &path)
                }
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Straight(file) => file.write(bytes),
            Self::Beside { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Straight(file) => file.flush(),
            Self::Beside { file, .. } => file.flush(),
        }
    }
}

/// True for `/dev/stdout`, `/dev/fd/63` and the like, which name an open file of a process, even a regular one.
fn is_descriptor(path: &Path) -> bool {
    let mut path = path.to_path_buf();
    for _ in 0..LINKS {
        if cfg!(unix)
            && (["/dev/fd", "/dev/stdout", "/dev/stderr", "/proc/self/fd", "/proc/thread-self/fd"]
                .iter()
                .any(|root| path.starts_with(root)))
        {
            return true;
        }
        let Ok(to) = fs::read_link(&path) else { return false };
        path = path.parent().map_or_else(|| to.clone(), |folder| folder.join(&to));
    }
    false
}

/// Creates a private file in the same folder, so that it can be renamed into place.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(BESIDE).tempfile_in(folder(path))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Syncs the file, renames it, and syncs the folder.
fn persist(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    #[cfg(unix)]
    File::open(folder(path))?.sync_all()?;
    Ok(())
}

/// True if a rename would only change the contents: the file has one name, and its owner and group are those of a new
/// file.
#[cfg(unix)]
fn is_plain(there: &Metadata, new: &NamedTempFile) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |new: Metadata| (new.uid(), new.gid()) == (there.uid(), there.gid());
    there.nlink() == 1 && new.as_file().metadata().is_ok_and(same)
}

#[cfg(not(unix))]
fn is_plain(_: &Metadata, _: &NamedTempFile) -> bool {
    true
}

/// Writes into the old file, so that its other names, its owner and its group stay.
fn copy_into(mut from: NamedTempFile, path: &Path) -> io::Result<()> {
    let mut to = OpenOptions::new().write(true).truncate(true).open(path)?;
    from.as_file_mut().rewind()?;
    io::copy(from.as_file_mut(), &mut to)?;
    to.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit_and_what_is_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, vec![b'a'; 2_000_000]).unwrap();
        assert_eq!(read(&path, 2_000_000).unwrap().len(), 2_000_000);
        let words = |path: &Path, most| reason(&read(path, most).unwrap_err());
        assert_eq!(words(&path, 1_999_999), "it is larger than 1 MB");
        assert_eq!(words(folder.path(), 10), "it is not a regular file");
        let sentence = not_read(&path, &read(&path, 1_999_999).unwrap_err());
        let named = path.display();
        assert_eq!(sentence, format!("{named} is larger than 1 MB, the most that Confab reads at once."));
        let none = folder.path().join("none");
        let sentence = not_read(&none, &read(&none, 10).unwrap_err());
        assert_eq!(sentence, format!("There is no file at {}.", none.display()));
        assert_eq!(read(&folder.path().join("none"), 10).unwrap_err().kind(), io::ErrorKind::NotFound);
        if cfg!(target_os = "linux") {
            assert_eq!(words(Path::new("/dev/zero"), 10), "it is not a regular file");
            // Its length is reported as zero.
            assert!(words(Path::new("/proc/self/maps"), 10).starts_with("it is larger than"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_to_a_file_that_is_not_there_yet_and_never_in_a_circle() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        symlink("b", at("a")).unwrap();
        symlink("c", at("b")).unwrap();
        assert_eq!(target(&at("a")).unwrap(), at("c"));
        symlink("a", at("c")).unwrap();
        assert!(target(&at("a")).is_err());
    }
}
