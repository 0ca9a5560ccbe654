//! Object stores by their address: a folder or share, S3, Azure Blob, Google Cloud Storage, WebDAV.
//!
//! | address | what a message carries |
//! |---|---|
//! | `file:///srv/share/chat` | the share path, `/srv/share/chat/2026/11/…` |
//! | `s3://bucket/folder`, `az://`, `gs://` | the same with the name behind it |
//! | `https://files.example.org/chat/` | the address of the file |
//!
//! Memory does not grow with a file. Secrets come from the environment (what each cloud's own tools read, or
//! [`SECRET`]) or the system's keyring, never from a file of ours. A path in a message is hostile: [`name_of`] decides
//! whether it lies in the store at all. Must not know: messages, when to try again. Tests: `tests/files/stores.rs`.

mod cloud;
mod dav;
mod folder;
mod inflate;
mod inside;
mod web;

pub use inside::{name_of, reach};
pub use web::fetch_elsewhere;

use super::Error;
use super::watch::Watch;
use crate::row::FileReach;

use std::path::{Path, PathBuf};

use futures::FutureExt as _;
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

/// The variable with a store's secret, where its own variables are not set: `user:password` or `Bearer …` for WebDAV,
/// `key:secret` for S3, `account:key` for Azure, a service account's JSON for Google.
pub const SECRET: &str = "CONFAB_FILES_SECRET";

/// What opens a store, besides its address.
#[derive(Clone, Default)]
pub struct Access {
    /// A file of certificates, besides the system's own.
    pub ca_file: Option<PathBuf>,
    /// The keyring's name for the secret; empty: the keyring is not asked.
    pub account: String,
    /// The secret itself, where it is known already.
    pub secret: Option<String>,
}

impl std::fmt::Debug for Access {
    /// Secrets stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("ca_file", &self.ca_file).finish_non_exhaustive()
    }
}

impl Access {
    /// The secret: given, from the variable, or from the keyring. May ask the person to unlock it.
    fn secret(&self) -> Option<String> {
        use crate::settings::secret::{Ring as _, System};
        let given = self.secret.clone().or_else(|| std::env::var(SECRET).ok());
        given
            .filter(|text| !text.trim().is_empty())
            .or_else(|| if self.account.is_empty() { None } else { System.get(&self.account).ok().flatten() })
    }
}

/// An opened store.
#[derive(Debug)]
pub struct Store {
    address: Url,
    engine: Engine,
}

#[derive(Debug)]
enum Engine {
    Folder(folder::Folder),
    Dav(dav::Dav),
    Cloud(cloud::Cloud),
}

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    pub bytes: u64,
    /// As the other side calls it.
    pub media_type: Option<String>,
}

impl Store {
    /// Opens a store. Blocks for certificates and the keyring; makes no connection.
    ///
    /// # Errors
    /// With a sentence, when the address or what it needs cannot be used.
    pub fn open(address: &Url, access: &Access) -> Result<Self, Error> {
        let engine = match address.scheme() {
            "file" => Engine::Folder(folder::Folder::open(address)?),
            "https" | "http" => Engine::Dav(dav::Dav::open(address, access)?),
            _ => Engine::Cloud(cloud::Cloud::open(address, access)?),
        };
        Ok(Self { address: address.clone(), engine })
    }

    /// Stores a few bytes and takes them away again: whether files can be stored here.
    ///
    /// # Errors
    /// With a sentence, when they cannot.
    pub async fn check(&self) -> Result<(), Error> {
        let disk = |error: std::io::Error| super::place::disk(&error);
        let few = tempfile::NamedTempFile::new().map_err(disk)?;
        tokio::fs::write(few.path(), "Confab was here.\n").await.map_err(disk)?;
        let name = format!("confab-check-{}.txt", uuid::Uuid::now_v7());
        let (notes, _noted) = tokio::sync::mpsc::unbounded_channel();
        self.put(&name, few.path(), "text/plain", None, &notes, &Watch::default()).await?;
        self.remove(&name).await
    }

    /// What a message carries for a file of this name (`<yyyy>/<mm>/<message id>/<n>-<safe name>`).
    pub fn path_of(&self, name: &str) -> String {
        match &self.engine {
            Engine::Folder(folder) => folder.path(name).to_string_lossy().into_owned(),
            Engine::Dav(_) | Engine::Cloud(_) => {
                format!("{}/{name}", self.address.as_str().trim_end_matches('/'))
            }
        }
    }

    /// The name of a path that lies in this store.
    pub fn name_of(&self, path: &str) -> Option<String> {
        name_of(&self.address, path)
    }

    /// Where a path of a message leads.
    pub fn reach(&self, path: &str) -> FileReach {
        reach(Some(&self.address), path)
    }

    /// Stores a file under a name, in place of what lies there. `resume` is what an earlier try told `notes`.
    ///
    /// # Errors
    /// With a sentence; what was stored of it so far can be gone on with.
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
            // It looks at the watch itself, and is waited for: it writes on a thread that nobody can stop, and what was
            // swept away while that still writes would come back.
            Engine::Folder(folder) => return folder.put(name, from, watch).await,
            Engine::Dav(dav) => dav.put(name, from, media_type, resume, notes, watch).boxed(),
            Engine::Cloud(cloud) => cloud.put(name, from, media_type, resume, notes, watch).boxed(),
        };
        tokio::select! {
            result = putting => result,
            () = watch.stopped() => Err(Error::Cancelled),
        }
    }

    /// Fetches what lies behind a path of this store into a file, at most `limit` bytes.
    ///
    /// # Errors
    /// With a sentence; the file may hold a part of it.
    pub async fn get(&self, path: &str, into: &Path, limit: u64, watch: &Watch) -> Result<Got, Error> {
        let Some(name) = self.name_of(path) else {
            return Err(Error::Forbidden("It does not lie in this profile's file store.".to_owned()));
        };
        match &self.engine {
            Engine::Folder(folder) => folder.get(&name, into, limit, watch).await,
            Engine::Dav(dav) => dav.get(path, into, limit, watch).await,
            Engine::Cloud(cloud) => cloud.get(&name, into, limit, watch).await,
        }
    }

    /// Takes a file away. Nothing there is fine.
    ///
    /// # Errors
    /// With a sentence.
    pub async fn remove(&self, name: &str) -> Result<(), Error> {
        match &self.engine {
            Engine::Folder(folder) => folder.remove(name).await,
            Engine::Dav(dav) => dav.remove(name).await,
            Engine::Cloud(cloud) => cloud.remove(name).await,
        }
    }

    /// Takes parts away that were stored of a file which is not gone on with.
    ///
    /// # Errors
    /// With a sentence.
    pub async fn abandon(&self, name: &str, resume: &str) -> Result<(), Error> {
        match &self.engine {
            Engine::Folder(_) | Engine::Dav(_) => Ok(()),
            Engine::Cloud(cloud) => cloud.abandon(name, resume).await,
        }
    }
}

/// More came than may come.
fn too_large(limit: u64) -> Error {
    Error::Refused(format!(
        "It is larger than {}, the largest file taken here.",
        crate::chat::attachment::in_words(limit)
    ))
}
