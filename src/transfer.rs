//! Files on their way: up to the store before their messages, down from it when they are drawn.
//!
//! ```text
//!   outbox entry with uploads > 0 ─► upload::Uploader ─► store ─► path into the message ─► the publisher wakes
//!   a picture enters the screen   ─► fetch            ─► files/originals ─► Change::Files
//! ```
//! What is to be stored stands on disk (`store::file::upload`); how far it is stands here, in memory. A crash loses the
//! second alone. Must not know: iced, SQL, how a store speaks (`files::object`). Tests: `tests/transfer`.

pub mod fetch;
pub mod tidy;
pub mod upload;

use crate::changes::Board;
use crate::files::Error;
use crate::files::object::{self, Access};
use crate::files::place::Places;
use crate::files::watch::Watch;
use crate::row::{Change, FileReach, Progress, Transfer, Transfers};

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OnceCell, RwLock, Semaphore};
use url::Url;

/// Fetches at a time; the rest wait for their turn.
const FETCHES: usize = 3;

/// Where files come from and go to, by the profile's settings.
#[derive(Debug, Clone)]
pub struct Depot {
    /// The profile's `files/`.
    pub places: Places,
    /// The object store and what opens it; none: nothing can be stored.
    pub address: Option<(Url, Access)>,
    /// Bytes of the largest file that is taken or fetched.
    pub max_size: u64,
    /// Files in one message.
    pub max_count: usize,
    /// Bytes of what is kept besides what is unsent.
    pub cache: u64,
}

impl Depot {
    /// Beside a database, with the usual limits and no store.
    pub fn beside(store: &crate::store::Store) -> Self {
        Self::without_store(store.folder().join("files"))
    }

    /// Of the profile's `files/`, with the usual limits and no store.
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

/// What is on its way, shared by all who move and watch files. Clones share it.
#[derive(Debug, Clone)]
pub struct Traffic(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    depot: Depot,
    place: Mutex<Arc<Place>>,
    under_way: Mutex<HashMap<Transfer, Item>>,
    turns: Semaphore,
    /// Held for reading while bytes come in until their row stands, for writing while bytes are let go: what is let go must
    /// not be what comes in.
    keeping: RwLock<()>,
    board: Board,
}

/// Where files are stored.
#[derive(Debug)]
struct Place {
    address: Option<(Url, Access)>,
    /// Opened when it is first needed: that may ask the system for its certificates. What could not be opened is tried again
    /// the next time.
    opened: OnceCell<Arc<object::Store>>,
}

impl Place {
    fn new(address: Option<(Url, Access)>) -> Arc<Self> {
        Arc::new(Self { address, opened: OnceCell::new() })
    }
}

#[derive(Debug, Clone)]
enum Item {
    Running(Watch),
    Failed(String),
}

impl Traffic {
    /// Nothing on its way yet.
    pub fn new(depot: Depot, board: Board) -> Self {
        Self(Arc::new(Shared {
            place: Mutex::new(Place::new(depot.address.clone())),
            depot,
            under_way: Mutex::default(),
            turns: Semaphore::new(FETCHES),
            keeping: RwLock::default(),
            board,
        }))
    }

    /// Held while bytes come in, until their row stands.
    pub(crate) async fn coming_in(&self) -> tokio::sync::RwLockReadGuard<'_, ()> {
        self.0.keeping.read().await
    }

    /// Where files come from and go to.
    pub fn depot(&self) -> &Depot {
        &self.0.depot
    }

    /// Whether the profile names a store.
    pub fn has_store(&self) -> bool {
        self.place().address.is_some()
    }

    /// Stores files here from now on.
    pub fn set_store(&self, address: Url, access: Access) {
        *self.0.place.lock().unwrap_or_else(PoisonError::into_inner) = Place::new(Some((address, access)));
    }

    /// The store refused us: what opens it is asked for anew the next time, since the keyring may have been locked.
    fn forget_opened(&self) {
        let mut place = self.0.place.lock().unwrap_or_else(PoisonError::into_inner);
        *place = Place::new(place.address.clone());
    }

    fn place(&self) -> Arc<Place> {
        Arc::clone(&self.0.place.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The store, opened.
    ///
    /// # Errors
    /// When none is set, or its settings cannot be used.
    pub async fn store(&self) -> Result<Arc<object::Store>, Error> {
        let place = self.place();
        let open = async || {
            let Some((url, access)) = place.address.clone() else {
                return Err(Error::Forbidden("The profile names no place to store files.".to_owned()));
            };
            let opened =
                tokio::task::spawn_blocking(move || object::Store::open(&url, &access).map(Arc::new));
            opened.await.unwrap_or_else(|error| Err(Error::Disk(error.to_string())))
        };
        place.opened.get_or_try_init(open).await.cloned()
    }

    /// Where a path of a message leads; a store that is not open yet is asked by its address alone.
    pub fn reach(&self, path: &str) -> FileReach {
        if path.is_empty() {
            return FileReach::Nowhere;
        }
        let place = self.place();
        match (place.opened.get(), &place.address) {
            (Some(store), _) => store.reach(path),
            (None, address) => object::reach(address.as_ref().map(|(url, _)| url), path),
        }
    }

    /// Everything on its way, as it is now.
    pub fn transfers(&self) -> Transfers {
        let under_way = self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = |item: &Item| match item {
            Item::Running(watch) => Progress::Running { done: watch.done(), total: watch.total() },
            Item::Failed(reason) => Progress::Failed(reason.clone()),
        };
        Transfers(under_way.iter().map(|(of, item)| (of.clone(), progress(item))).collect())
    }

    /// Whether something is moving: then [`Traffic::transfers`] is worth another look soon.
    pub fn moves(&self) -> bool {
        let under_way = self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.values().any(|item| matches!(item, Item::Running(_)))
    }

    /// Stops something on its way, or forgets that it failed.
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

    /// Something begins, unless it is on its way already or has failed: a person asks for another try first.
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
        Some(Moving { traffic: self.clone(), of: of.clone(), watch, failed: None })
    }
}

/// Something on its way; when this is dropped, it no longer is.
#[derive(Debug)]
struct Moving {
    traffic: Traffic,
    of: Transfer,
    watch: Watch,
    failed: Option<String>,
}

impl Drop for Moving {
    fn drop(&mut self) {
        // What copies on a thread of its own ends too.
        self.watch.stop();
        let shared = &self.traffic.0;
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
