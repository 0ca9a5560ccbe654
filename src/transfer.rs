//! Uploads the files of a message before the message is sent, and downloads files when they come into view or the user
//! asks for them.
//!
//! ```text
//!   outbox entry with uploads > 0 ─► upload::Uploader ─► object store ─► path into the message ─► the publisher wakes
//!   a picture enters the screen   ─► fetch            ─► files/originals ─► Change::Files
//! ```
//! Pending uploads are stored on disk (`store::file::upload`); their progress is kept only in memory, so a crash loses
//! it. Must not know: iced, SQL, the protocols of object stores (`files::object`). Tests: `tests/transfer`.

pub mod fetch;
pub mod tidy;
pub mod upload;

use crate::changes::Board;
use crate::files::Error;
use crate::files::object::{self, Access};
use crate::files::place::Places;
use crate::files::watch::Watch;
use crate::language::tr;
use crate::row::{Change, PathAccess, Progress, Transfer, Transfers};

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OnceCell, RwLock, Semaphore};
use url::Url;

/// Downloads at the same time; the others wait.
const FETCHES: usize = 3;

/// The places and limits of files, from the profile's settings.
#[derive(Debug, Clone)]
pub struct FileSettings {
    /// The profile's `files/`.
    pub places: Places,
    /// The object store and its credentials; `None` if nothing can be uploaded.
    pub address: Option<(Url, Access)>,
    /// The largest file that is taken in or downloaded, in bytes.
    pub max_size: u64,
    /// The most files in one message.
    pub max_count: usize,
    /// The limit of the cache in bytes, in addition to unsent files.
    pub cache: u64,
}

impl FileSettings {
    /// Beside a database, with the default limits and no object store.
    pub fn beside(store: &crate::store::Store) -> Self {
        Self::without_store(store.folder().join("files"))
    }

    /// With the profile's `files/`, the default limits and no object store.
    pub fn without_store(files: PathBuf) -> Self {
        let usual = crate::settings::Files::default();
        Self {
            places: Places::new(files),
            address: None,
            max_size: usual.max_bytes,
            max_count: usual.max_count,
            cache: usual.cache_bytes,
        }
    }
}

/// All running transfers. Clones share them.
#[derive(Debug, Clone)]
pub struct RunningTransfers(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    file_settings: FileSettings,
    store_config: Mutex<Arc<StoreConfig>>,
    under_way: Mutex<HashMap<Transfer, Item>>,
    turns: Semaphore,
    /// Locked for reading while a file comes in until its row is stored, and for writing while files are deleted, so
    /// that no incoming file is deleted.
    cleanup_lock: RwLock<()>,
    board: Board,
}

/// The current object store.
#[derive(Debug)]
struct StoreConfig {
    address: Option<(Url, Access)>,
    /// Opened when it is first needed, which may load the system's certificates. If it cannot be opened, it is tried
    /// again the next time.
    opened: OnceCell<Arc<object::ObjectStore>>,
}

impl StoreConfig {
    fn new(address: Option<(Url, Access)>) -> Arc<Self> {
        Arc::new(Self { address, opened: OnceCell::new() })
    }
}

#[derive(Debug, Clone)]
enum Item {
    Running(Watch),
    Failed(String),
}

impl RunningTransfers {
    /// Creates it without any transfers.
    pub fn new(file_settings: FileSettings, board: Board) -> Self {
        Self(Arc::new(Shared {
            store_config: Mutex::new(StoreConfig::new(file_settings.address.clone())),
            file_settings,
            under_way: Mutex::default(),
            turns: Semaphore::new(FETCHES),
            cleanup_lock: RwLock::default(),
            board,
        }))
    }

    /// Held while a file comes in, until its row is stored.
    pub(crate) async fn incoming_lock(&self) -> tokio::sync::RwLockReadGuard<'_, ()> {
        self.0.cleanup_lock.read().await
    }

    /// The places and limits of files.
    pub fn file_settings(&self) -> &FileSettings {
        &self.0.file_settings
    }

    /// True if the profile has an object store.
    pub fn has_object_store(&self) -> bool {
        self.store_config().address.is_some()
    }

    /// Replaces the object store.
    pub fn set_object_store(&self, address: Url, access: Access) {
        *self.0.store_config.lock().unwrap_or_else(PoisonError::into_inner) =
            StoreConfig::new(Some((address, access)));
    }

    /// Opens the object store again next time because it refused us: the keyring may have been locked.
    fn forget_opened(&self) {
        let mut store_config = self.0.store_config.lock().unwrap_or_else(PoisonError::into_inner);
        *store_config = StoreConfig::new(store_config.address.clone());
    }

    fn store_config(&self) -> Arc<StoreConfig> {
        Arc::clone(&self.0.store_config.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The open object store.
    ///
    /// # Errors
    /// If none is set, or its settings cannot be used.
    pub async fn store(&self) -> Result<Arc<object::ObjectStore>, Error> {
        let store_config = self.store_config();
        let open = async || {
            let Some((url, access)) = store_config.address.clone() else {
                return Err(Error::Forbidden(tr::store_none().to_owned()));
            };
            let opened =
                tokio::task::spawn_blocking(move || object::ObjectStore::open(&url, &access).map(Arc::new));
            opened.await.unwrap_or_else(|error| Err(Error::Disk(tr::error_internal(&error.to_string()))))
        };
        store_config.opened.get_or_try_init(open).await.cloned()
    }

    /// Classifies a path in a message; uses only the address if the object store is not open yet.
    pub fn path_access(&self, path: &str) -> PathAccess {
        if path.is_empty() {
            return PathAccess::None;
        }
        let store_config = self.store_config();
        match (store_config.opened.get(), &store_config.address) {
            (Some(store), _) => store.path_access(path),
            (None, address) => object::path_access(address.as_ref().map(|(url, _)| url), path),
        }
    }

    /// The progress of all transfers.
    pub fn transfers(&self) -> Transfers {
        let under_way = self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = |item: &Item| match item {
            Item::Running(watch) => Progress::Running { done: watch.done(), total: watch.total() },
            Item::Failed(reason) => Progress::Failed(reason.clone()),
        };
        Transfers(under_way.iter().map(|(of, item)| (of.clone(), progress(item))).collect())
    }

    /// Stops a transfer, or forgets that it failed.
    pub fn stop(&self, of: &Transfer) {
        let item = {
            let mut under_way = self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner);
            match under_way.get(of) {
                Some(Item::Running(_)) => under_way.get(of).cloned(),
                Some(Item::Failed(_)) | None => under_way.remove(of),
            }
        };
        if let Some(Item::Running(watch)) = item {
            watch.stop();
        }
        self.0.board.mark(Change::Transfers);
    }

    /// Begins a transfer, unless it is running or has failed: then the user has to retry it first.
    fn begin(&self, of: &Transfer) -> Option<Moving> {
        let watch = Watch::default();
        {
            let mut under_way = self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner);
            if under_way.contains_key(of) {
                return None;
            }
            under_way.insert(of.clone(), Item::Running(watch.clone()));
        }
        self.0.board.mark(Change::Transfers);
        Some(Moving { running_transfers: self.clone(), of: of.clone(), watch, failed: None })
    }
}

/// A running transfer; dropping it ends it.
#[derive(Debug)]
struct Moving {
    running_transfers: RunningTransfers,
    of: Transfer,
    watch: Watch,
    failed: Option<String>,
}

impl Drop for Moving {
    fn drop(&mut self) {
        // Also stops a copy that runs on another thread.
        self.watch.stop();
        let shared = &self.running_transfers.0;
        {
            let mut under_way = shared.under_way.lock().unwrap_or_else(PoisonError::into_inner);
            match self.failed.take() {
                Some(reason) => under_way.insert(self.of.clone(), Item::Failed(reason)),
                None => under_way.remove(&self.of),
            };
        }
        shared.board.mark(Change::Transfers);
    }
}
