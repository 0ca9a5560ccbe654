//! Object stores by address: a folder or share, S3, Azure Blob, Google Cloud Storage, WebDAV.
//!
//! | address | what a message carries |
//! |---|---|
//! | `file:///srv/share/chat` | the share path, `/srv/share/chat/2026/11/…` |
//! | `s3://bucket/folder`, `az://`, `gs://` | the same, followed by the file's name |
//! | `https://files.example.org/chat/` | the address of the file |
//!
//! Memory does not grow with a file. Secrets come from the environment (the variables of each cloud's own tools, or
//! [`SECRET`]) or from the system's keyring, never from a file of ours. A path in a message is untrusted: [`name_of`]
//! decides if it is inside the store. Must not know: messages, when to try again. Tests: `tests/files/stores.rs`.

mod cloud;
mod dav;
mod folder;
mod inflate;
mod inside;
mod web;

pub use inside::{name_of, path_access};
pub use web::fetch_elsewhere;

use super::Error;
use super::watch::Watch;
use crate::language::tr;
use crate::row::PathAccess;

use std::path::{Path, PathBuf};

use futures::FutureExt as _;
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

/// The variable with a store's secret, used if its own variables are not set: `user:password` or `Bearer …` for
/// WebDAV, `key:secret` for S3, `account:key` for Azure, a service account's JSON for Google.
pub const SECRET: &str = "CONFAB_FILES_SECRET";

/// The credentials for a store.
#[derive(Clone, Default)]
pub struct Access {
    /// A file of certificates that are trusted in addition to the system's.
    pub ca_file: Option<PathBuf>,
    /// The keyring entry of the secret; empty to not use the keyring.
    pub account: String,
    /// The secret, if it is known already.
    pub secret: Option<String>,
}

impl std::fmt::Debug for Access {
    /// Leaves out the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("ca_file", &self.ca_file).finish_non_exhaustive()
    }
}

impl Access {
    /// The secret: given, from the variable, or from the keyring, which may ask the user to unlock it.
    fn secret(&self) -> Option<String> {
        use crate::settings::secret::{Keyring as _, System};
        let given = self.secret.clone().or_else(|| std::env::var(SECRET).ok());
        given
            .filter(|text| !text.trim().is_empty())
            .or_else(|| if self.account.is_empty() { None } else { System.get(&self.account).ok().flatten() })
    }
}

/// An open store.
#[derive(Debug)]
pub struct ObjectStore {
    address: Url,
    engine: Engine,
}

#[derive(Debug)]
enum Engine {
    Folder(folder::Folder),
    Dav(dav::Dav),
    Cloud(cloud::Cloud),
}

/// A file that was downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    pub bytes: u64,
    /// The media type that the store names.
    pub media_type: Option<String>,
}

impl ObjectStore {
    /// Opens a store. Blocks for certificates and the keyring; does not connect.
    ///
    /// # Errors
    /// If the address or the credentials cannot be used.
    pub fn open(address: &Url, access: &Access) -> Result<Self, Error> {
        let engine = match address.scheme() {
            "file" => Engine::Folder(folder::Folder::open(address)?),
            "https" | "http" => Engine::Dav(dav::Dav::open(address, access)?),
            _ => Engine::Cloud(cloud::Cloud::open(address, access)?),
        };
        Ok(Self { address: address.clone(), engine })
    }

    /// Checks that files can be stored, by storing a few bytes and removing them.
    ///
    /// # Errors
    /// If one of the two fails.
    pub async fn check(&self) -> Result<(), Error> {
        let disk = |error: std::io::Error| super::place::disk(&error);
        let few = tempfile::NamedTempFile::new().map_err(disk)?;
        tokio::fs::write(few.path(), "Confab was here.\n").await.map_err(disk)?;
        let name = format!("confab-check-{}.txt", uuid::Uuid::now_v7());
        let (notes, _noted) = tokio::sync::mpsc::unbounded_channel();
        self.put(&name, few.path(), "text/plain", None, &notes, &Watch::default()).await?;
        self.remove(&name).await
    }

    /// The path that a message carries for a file with this name (`<yyyy>/<mm>/<message id>/<n>-<safe name>`).
    pub fn path_of(&self, name: &str) -> String {
        match &self.engine {
            Engine::Folder(folder) => folder.path(name).to_string_lossy().into_owned(),
            Engine::Dav(_) | Engine::Cloud(_) => {
                format!("{}/{name}", self.address.as_str().trim_end_matches('/'))
            }
        }
    }

    /// The name of a path inside this store; `None` for others.
    pub fn name_of(&self, path: &str) -> Option<String> {
        name_of(&self.address, path)
    }

    /// Classifies a path in a message.
    pub fn path_access(&self, path: &str) -> PathAccess {
        path_access(Some(&self.address), path)
    }

    /// Uploads a file under a name and replaces an existing one. `resume` is the last text sent to `notes` by an
    /// earlier attempt.
    ///
    /// # Errors
    /// If the upload fails or is stopped. Parts stored so far can be resumed.
    pub async fn put(
        &self,
        name: &str,
        from: &Path,
        media_type: &str,
        resume: Option<String>,
        notes: &UnboundedSender<String>,
        watch: &Watch,
    ) -> Result<(), Error> {
        let putting = match &self.engine {
            // This checks the watch itself, and must be waited for: it writes on a thread that cannot be aborted, and
            // could create a file again after it was cleaned up.
            Engine::Folder(folder) => return folder.put(name, from, watch).await,
            Engine::Dav(dav) => dav.put(name, from, media_type, resume, notes, watch).boxed(),
            Engine::Cloud(cloud) => cloud.put(name, from, media_type, resume, notes, watch).boxed(),
        };
        tokio::select! {
            result = putting => result,
            () = watch.stopped() => Err(Error::Cancelled),
        }
    }

    /// Downloads a file of this store, at most `limit` bytes.
    ///
    /// # Errors
    /// If the path is not in this store, the download fails or is stopped, or the file is too large. `into`
    /// may then contain a part of it.
    pub async fn get(&self, path: &str, into: &Path, limit: u64, watch: &Watch) -> Result<Got, Error> {
        let Some(name) = self.name_of(path) else {
            return Err(Error::Forbidden(tr::file_outside().to_owned()));
        };
        match &self.engine {
            Engine::Folder(folder) => folder.get(&name, into, limit, watch).await,
            Engine::Dav(dav) => dav.get(path, into, limit, watch).await,
            Engine::Cloud(cloud) => cloud.get(&name, into, limit, watch).await,
        }
    }

    /// Deletes a file, if it exists.
    ///
    /// # Errors
    /// If the store cannot be reached or refuses.
    pub async fn remove(&self, name: &str) -> Result<(), Error> {
        match &self.engine {
            Engine::Folder(folder) => folder.remove(name).await,
            Engine::Dav(dav) => dav.remove(name).await,
            Engine::Cloud(cloud) => cloud.remove(name).await,
        }
    }

    /// Deletes the stored parts of an upload that will not be resumed.
    ///
    /// # Errors
    /// If the store cannot be reached or refuses.
    pub async fn abandon(&self, name: &str, resume: &str) -> Result<(), Error> {
        match &self.engine {
            Engine::Folder(_) | Engine::Dav(_) => Ok(()),
            Engine::Cloud(cloud) => cloud.abandon(name, resume).await,
        }
    }
}

/// The body exceeds the size limit.
fn too_large(limit: u64) -> Error {
    Error::Refused(tr::file_too_large(&crate::chat::attachment::format_size(limit)))
}
