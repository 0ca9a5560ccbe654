//! A folder or network share as a store: files are written under a temporary name and renamed, so that nobody sees
//! half a file.
//!
//! Leftovers of a killed process are deleted when the same file is stored again or removed. Must not know: messages.
//! Tests: `tests/files/stores.rs`, `tests/files/leftovers.rs`.

#![allow(clippy::wildcard_enum_match_arm, reason = "the standard library's list of errors grows")]

use super::{Got, too_large};
use crate::files::Error;
use crate::files::place::sync_folder;
use crate::files::watch::Watch;
use crate::language::tr;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use url::Url;

/// The size of a chunk in bytes; the system copies it without passing it through this process where it can.
const PIECE: u64 = 8 << 20;

#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn open(address: &Url) -> Result<Self, Error> {
        let root = address
            .to_file_path()
            .map_err(|()| Error::Forbidden(tr::store_folder_address(address.as_str())))?;
        Ok(Self { root })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        name.split('/').fold(self.root.clone(), |path, part| path.join(part))
    }

    pub(super) async fn put(&self, name: &str, from: &Path, watch: &Watch) -> Result<(), Error> {
        let (this, name, from, watch) = (self.clone(), name.to_owned(), from.to_owned(), watch.clone());
        crate::files::blocking(move || this.put_now(&name, &from, &watch)).await
    }

    fn put_now(&self, name: &str, from: &Path, watch: &Watch) -> Result<(), Error> {
        // A share that is not mounted must not be created on the disk below it.
        self.check_connected()?;
        let to = self.path(name);
        let folder = to.parent().unwrap_or(&self.root);
        let refused = |error: io::Error| self.refused(&error);
        // Checked before creating anything, and again afterwards, because others may have created something
        // meanwhile.
        self.check_inside(folder)?;
        fs::create_dir_all(folder).map_err(refused)?;
        self.check_inside(folder)?;
        sweep_beside(&to);
        let mut original = File::open(from).map_err(|error| crate::files::place::disk(&error))?;
        let mut beside = beside(folder, &to).map_err(refused)?;
        if let Ok(length) = original.metadata().map(|meta| meta.len()) {
            watch.set_total(length);
        }
        loop {
            if watch.is_stopped() {
                return Err(Error::Cancelled);
            }
            let copied = io::copy(&mut (&mut original).take(PIECE), beside.as_file_mut()).map_err(refused)?;
            if copied == 0 {
                break;
            }
            watch.add(copied);
        }
        beside.as_file_mut().flush().map_err(refused)?;
        beside.as_file().sync_all().map_err(refused)?;
        beside.persist(&to).map_err(|error| refused(error.error))?;
        let _ = sync_folder(folder);
        Ok(())
    }

    pub(super) async fn get(&self, name: &str, into: &Path, limit: u64, watch: &Watch) -> Result<Got, Error> {
        let (this, name, into, watch) = (self.clone(), name.to_owned(), into.to_owned(), watch.clone());
        crate::files::blocking(move || this.get_now(&name, &into, limit, &watch)).await
    }

    fn get_now(&self, name: &str, into: &Path, limit: u64, watch: &Watch) -> Result<Got, Error> {
        let path = self.path(name);
        let refused = |error: io::Error| self.refused(&error);
        // A link in the share must not lead out of it.
        let (real, root) =
            (path.canonicalize().map_err(refused)?, self.root.canonicalize().map_err(refused)?);
        if !real.starts_with(&root) {
            return Err(Error::Forbidden(tr::store_folder_link().to_owned()));
        }
        let found = fs::metadata(&real).map_err(refused)?;
        if !found.is_file() {
            return Err(Error::Missing(tr::store_folder_no_file().to_owned()));
        }
        if found.len() > limit {
            return Err(too_large(limit));
        }
        watch.set_total(found.len());
        let mut from = File::open(&real).map_err(refused)?;
        let mut to = File::create(into).map_err(|error| crate::files::place::disk(&error))?;
        let mut bytes = 0;
        loop {
            if watch.is_stopped() {
                return Err(Error::Cancelled);
            }
            let copied =
                io::copy(&mut (&mut from).take(PIECE), &mut to).map_err(|error| match error.kind() {
                    // Reading needs no space there: the profile's disk is full.
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                        crate::files::place::disk(&error)
                    }
                    _ => self.refused(&error),
                })?;
            bytes += copied;
            if bytes > limit {
                return Err(too_large(limit));
            }
            if copied == 0 {
                return Ok(Got { bytes, media_type: None });
            }
            watch.set_done(bytes);
        }
    }

    pub(super) async fn remove(&self, name: &str) -> Result<(), Error> {
        let (this, name) = (self.clone(), name.to_owned());
        crate::files::blocking(move || {
            // On a share that is not mounted, every file seems to be gone.
            this.check_connected()?;
            let path = this.path(&name);
            this.check_inside(path.parent().unwrap_or(&this.root))?;
            sweep_beside(&path);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(this.refused(&error)),
                _ => {}
            }
            // The message's own folder is deleted with its last file.
            if let Some(folder) = path.parent().filter(|folder| *folder != this.root) {
                let _ = fs::remove_dir(folder);
            }
            Ok(())
        })
        .await
    }

    /// Refuses a folder if a link in its path leads out of the store; parts that do not exist yet are fine.
    fn check_inside(&self, folder: &Path) -> Result<(), Error> {
        let root = self.root.canonicalize().map_err(|error| self.refused(&error))?;
        let leads_out = || Error::Refused(tr::store_folder_outside(&folder.display().to_string()));
        for part in folder.ancestors() {
            match part.canonicalize() {
                Ok(real) if real.starts_with(&root) => return Ok(()),
                Ok(_) => return Err(leads_out()),
                // A dangling link: anything created through it would be created elsewhere.
                Err(error) if error.kind() == io::ErrorKind::NotFound && part.is_symlink() => {
                    return Err(leads_out());
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(self.refused(&error)),
            }
        }
        Err(leads_out())
    }

    fn check_connected(&self) -> Result<(), Error> {
        if self.root.is_dir() {
            return Ok(());
        }
        let root = &self.root.display().to_string();
        Err(Error::Unreached {
            reason: if self.root.exists() {
                tr::store_folder_file(root)
            } else {
                tr::store_folder_missing(root)
            },
            after: None,
        })
    }

    fn refused(&self, error: &io::Error) -> Error {
        let root = &self.root.display().to_string();
        match error.kind() {
            io::ErrorKind::NotFound => Error::Missing(tr::store_folder_no_file().to_owned()),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Error::Forbidden(tr::store_folder_forbidden(root))
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Error::Unreached { reason: tr::store_folder_full(root), after: None }
            }
            _ => Error::Unreached {
                reason: tr::StoreFolderFailed { folder: root, error: &error.to_string() }.text(),
                after: None,
            },
        }
    }
}

/// The prefix of a file's temporary names: its number in its message, the only difference within a folder.
fn part_of(file: &Path) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!(".confab-{}-", name.split('-').next().unwrap_or_default())
}

const PART: &str = ".part";

/// Deletes the leftovers of an earlier attempt at this file by a killed process. An attempt that is still writing,
/// because its caller stopped waiting for it, loses its file and fails; this attempt replaces it. Errors are ignored.
fn sweep_beside(file: &Path) {
    let prefix = part_of(file);
    for entry in file.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&prefix) && name.ends_with(PART) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Creates a file that others can read: its permissions are up to the folder.
fn beside(folder: &Path, to: &Path) -> io::Result<tempfile::NamedTempFile> {
    let prefix = part_of(to);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(PART);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The system removes permissions by its umask.
        builder.permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
    }
    #[cfg(not(unix))]
    builder.tempfile_in(folder)
}
