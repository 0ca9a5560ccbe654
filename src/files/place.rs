//! The paths of files inside a profile's `files/`.
//!
//! ```text
//!   originals/<2 digits>/<hash>   unchanged contents, never executable
//!   thumbs/<2 digits>/<hash>-<width>x<height>.png
//!   incoming/in-<process>-…       files being copied in; leftovers of killed processes are deleted
//!   opened/<hash>/<name>          copies for other programs; deleted at the next start
//!   opened/print-<number>/<name>  pages to print; deleted at the next start
//! ```
//! Must not know: the database. Tests: `tests/files/taking.rs`.

#![allow(clippy::wildcard_enum_match_arm, reason = "the standard library's list of errors grows")]

use super::Error;
use crate::chat::attachment::ContentHash;
use crate::language::tr;
use crate::row::PictureRequest;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use tempfile::NamedTempFile;

/// Prefix of this process's incoming files: those with another prefix were left by a process that ended. Random
/// instead of the process id, which the system reuses.
static OURS: LazyLock<String> = LazyLock::new(|| format!("in-{:016x}-", fastrand::u64(..)));

/// Prefix of the folders for pages to print.
const PRINTED: &str = "print-";

/// The folders of a profile's files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Places {
    root: PathBuf,
}

impl Places {
    /// `root` is the profile's `files/`; it and the folders inside are created when needed.
    pub const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The path of an original, if it is here.
    pub fn original(&self, content: ContentHash) -> PathBuf {
        let name = content.to_string();
        self.root.join("originals").join(&name[..2]).join(&name)
    }

    /// The path of a thumbnail, if it was created.
    pub fn thumbnail(&self, request: PictureRequest) -> PathBuf {
        let name = request.content.to_string();
        let file = format!("{name}-{}x{}.png", request.within.width, request.within.height);
        self.root.join("thumbs").join(&name[..2]).join(file)
    }

    /// Creates a file for incoming bytes, which is deleted on drop unless it was kept.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn incoming(&self) -> Result<NamedTempFile, Error> {
        let folder = self.root.join("incoming");
        make(&folder)?;
        tempfile::Builder::new().prefix(OURS.as_str()).tempfile_in(&folder).map_err(|error| disk(&error))
    }

    /// Creates the folder for a copy that other programs may open.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn opened(&self, content: ContentHash) -> Result<PathBuf, Error> {
        let folder = self.root.join("opened").join(content.to_string());
        make(&folder)?;
        Ok(folder)
    }

    /// Creates a private folder for a page that the browser prints.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn printed(&self) -> Result<PathBuf, Error> {
        let folder = self.root.join("opened").join(format!("{PRINTED}{:016x}", fastrand::u64(..)));
        make(&folder)?;
        Ok(folder)
    }

    /// Moves an incoming file to its place. If the same content is there already, the new file is dropped. On disk
    /// when this returns.
    ///
    /// # Errors
    /// If the disk refuses; then nothing was stored.
    pub fn settle(&self, incoming: NamedTempFile, content: ContentHash) -> Result<(), Error> {
        let place = self.original(content);
        let length = incoming.as_file().metadata().map_err(|error| disk(&error))?.len();
        let folder = place.parent().unwrap_or(&self.root);
        if !fs::metadata(&place).is_ok_and(|there| there.is_file() && there.len() == length) {
            make(folder)?;
            incoming.as_file().sync_all().map_err(|error| disk(&error))?;
            incoming.persist(&place).map_err(|error| disk(&error.error))?;
        }
        // Every folder up to the root: one may be new, and the process that stored the file may have been killed
        // before this.
        folder.ancestors().take_while(|folder| folder.starts_with(&self.root)).try_for_each(sync_folder)
    }

    /// Deletes an original and its thumbnails, if they exist.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn remove(&self, content: ContentHash) -> Result<(), Error> {
        remove(&self.original(content))?;
        let name = content.to_string();
        let folder = self.root.join("thumbs").join(&name[..2]);
        for entry in entries(&folder)? {
            if entry.file_name().to_string_lossy().starts_with(&name) {
                remove(&entry.path())?;
            }
        }
        Ok(())
    }

    /// All originals here that are older than `age`.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn all_originals(&self, age: Duration) -> Result<Vec<ContentHash>, Error> {
        let mut found = Vec::new();
        for folder in entries(&self.root.join("originals"))? {
            for entry in entries(&folder.path())? {
                let old = entry
                    .metadata()
                    .and_then(|meta| meta.modified())
                    .is_ok_and(|at| at.elapsed().is_ok_and(|since| since >= age));
                if old {
                    found.extend(ContentHash::of_hex(&entry.file_name().to_string_lossy()));
                }
            }
        }
        Ok(found)
    }

    /// All thumbnails, with their contents, paths and sizes.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn all_thumbnails(&self) -> Result<Vec<Thumbnail>, Error> {
        let mut found = Vec::new();
        for folder in entries(&self.root.join("thumbs"))? {
            for entry in entries(&folder.path())? {
                let name = entry.file_name().to_string_lossy().into_owned();
                let content = name.split('-').next().and_then(ContentHash::of_hex);
                // A thumbnail that was just replaced has no length, which does no harm.
                let bytes = entry.metadata().map_or(0, |meta| meta.len());
                found.extend(content.map(|content| Thumbnail { content, path: entry.path(), bytes }));
            }
        }
        Ok(found)
    }

    /// Deletes incoming files of killed processes. Only the process that holds the profile may call this. Files with
    /// other names stay: the folder may be a link to one with other files.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn sweep_incoming(&self) -> Result<(), Error> {
        for entry in entries(&self.root.join("incoming"))? {
            let name = entry.file_name().to_string_lossy().into_owned();
            // A file of this process may belong to another thread that is still writing it.
            if is_incoming(&name) && !name.starts_with(OURS.as_str()) {
                remove(&entry.path())?;
            }
        }
        Ok(())
    }

    /// Deletes the copies made for other programs; called before this process makes any, because those are in use.
    /// Files with other names stay.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn sweep_opened(&self) -> Result<(), Error> {
        for entry in entries(&self.root.join("opened"))? {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_printed = name.strip_prefix(PRINTED).is_some_and(is_number);
            let is_ours = (ContentHash::of_hex(&name).is_some() || is_printed)
                // False for a link, too.
                && entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_ours {
                match fs::remove_dir_all(entry.path()) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(&error)),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// True if [`Places::incoming`] made the name, in this process or another, or a clone was made beside it.
fn is_incoming(name: &str) -> bool {
    let name = name.strip_suffix(".clone").unwrap_or(name);
    name.strip_prefix("in-").and_then(|rest| rest.split_once('-')).is_some_and(|(number, chance)| {
        is_number(number) && chance.bytes().all(|letter| letter.is_ascii_alphanumeric())
    })
}

fn is_number(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// A cached thumbnail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    pub content: ContentHash,
    pub path: PathBuf,
    pub bytes: u64,
}

fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, Error> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect::<Result<_, _>>().map_err(|error| disk(&error)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        Err(error) => Err(disk(&error)),
    }
}

/// Deletes a file, if it exists.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(disk(&error)),
        _ => Ok(()),
    }
}

pub(super) fn make(folder: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|error| disk(&error))
}

/// Makes sure that a new name in a folder is on disk.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> Result<(), Error> {
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| disk(&error))
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> Result<(), Error> {
    Ok(())
}

/// The error for a failure of the profile's disk, in words.
pub(super) fn disk(error: &io::Error) -> Error {
    Error::Disk(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => tr::disk_full().to_owned(),
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            tr::disk_read_only().to_owned()
        }
        _ => tr::disk_failed(&error.to_string()),
    })
}
