//! A folder or network share as a store: written beside and moved into place, so that nobody sees half a file.
//!
//! Must not know: messages. Tests: `tests/files/stores.rs`.

#![allow(clippy::wildcard_enum_match_arm, reason = "the standard library's list of errors grows")]

use super::{Got, too_large};
use crate::files::Error;
use crate::files::place::sync_folder;
use crate::files::watch::Watch;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use url::Url;

/// Bytes at a time: the system copies them without our looking at them where it can.
const PIECE: u64 = 8 << 20;

#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn open(address: &Url) -> Result<Self, Error> {
        let root = address.to_file_path().map_err(|()| {
            Error::Forbidden(format!("{address} names no folder of this computer or of a share."))
        })?;
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
        // A share that is not mounted must not be made anew on the disk below it.
        if !self.root.is_dir() {
            return Err(Error::Unreached {
                reason: format!("The folder {} is not there. Is the share connected?", self.root.display()),
                after: None,
            });
        }
        let to = self.path(name);
        let folder = to.parent().unwrap_or(&self.root);
        let refused = |error: io::Error| self.refused(&error);
        fs::create_dir_all(folder).map_err(refused)?;
        let mut original = File::open(from).map_err(|error| crate::files::place::disk(&error))?;
        let mut beside = beside(folder).map_err(refused)?;
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
            return Err(Error::Forbidden("It is a link that leads out of the file store.".to_owned()));
        }
        let found = fs::metadata(&real).map_err(refused)?;
        if !found.is_file() {
            return Err(Error::Missing("There is no file at its place in the store.".to_owned()));
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
            let copied = io::copy(&mut (&mut from).take(PIECE), &mut to).map_err(refused)?;
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
            let path = this.path(&name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(this.refused(&error)),
                _ => {}
            }
            // The message's own folder goes with its last file.
            if let Some(folder) = path.parent() {
                let _ = fs::remove_dir(folder);
            }
            Ok(())
        })
        .await
    }

    fn refused(&self, error: &io::Error) -> Error {
        let root = self.root.display();
        match error.kind() {
            io::ErrorKind::NotFound => Error::Missing("The file is no longer in the store.".to_owned()),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Error::Forbidden(format!("The file store {root} does not let you do this."))
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Error::Unreached { reason: format!("The file store {root} is full."), after: None }
            }
            _ => Error::Unreached { reason: format!("The file store {root} failed: {error}."), after: None },
        }
    }
}

/// A file that others are to read: what their rights are is the folder's matter.
fn beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".confab-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The system takes away what its mask says.
        builder.permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
    }
    #[cfg(not(unix))]
    builder.tempfile_in(folder)
}
