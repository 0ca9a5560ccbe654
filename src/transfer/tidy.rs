//! Deletes files that nothing needs any more, and the least recently used ones beyond the cache limit, but never a file
//! that is unsent or in a draft.
//!
//! Must not know: iced, SQL. Tests: `tests/transfer`.

use super::RunningTransfers;
use crate::chat::Stamp;
use crate::chat::attachment::ContentHash;
use crate::clock::Clock;
use crate::files::{Error, blocking, place};
use crate::store::{self, Store, draft, file};

use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// How long a file that was taken in is kept before it has to be in a draft or a message.
const GRACE: Duration = Duration::from_secs(3_600);
/// The pause between two clean-ups.
const EVERY: Duration = Duration::from_secs(600);

/// Cleans up regularly while the window is open.
pub(crate) async fn run(running_transfers: RunningTransfers, store: Store, clock: Clock) {
    let places = running_transfers.file_settings().places.clone();
    if let Err(error) = blocking(move || places.sweep_opened()).await {
        tracing::warn!(%error, "copies for other programs stay where they are");
    }
    // Not while the window is still opening.
    tokio::time::sleep(Duration::from_secs(20)).await;
    loop {
        if let Err(error) = now(&running_transfers, &store, clock).await {
            tracing::warn!(%error, "files were not tidied");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Cleans up once.
///
/// # Errors
/// If the disk refuses; everything that could be deleted is deleted.
pub(crate) async fn now(
    running_transfers: &RunningTransfers,
    store: &Store,
    clock: Clock,
) -> Result<(), Error> {
    let strays = delete_strays(running_transfers, store).await;
    delete_unneeded(running_transfers, store, clock).await?;
    strays
}

/// Deletes files that are not needed.
async fn delete_unneeded(
    running_transfers: &RunningTransfers,
    store: &Store,
    clock: Clock,
) -> Result<(), Error> {
    let cap = running_transfers.file_settings().cache;
    let hour_ago = i64::try_from(GRACE.as_secs()).unwrap_or(i64::MAX).saturating_mul(10_000_000);
    let before = Stamp::from_ticks(clock.stamp().ticks().saturating_sub(hour_ago), 0);
    let places = running_transfers.file_settings().places.clone();
    // If a file is coming in, skip until the next clean-up: waiting for the lock would block files that come in
    // later.
    let Ok(_lock) = running_transfers.0.cleanup_lock.try_write() else { return Ok(()) };
    let drawn = {
        let places = places.clone();
        blocking(move || places.all_thumbnails()).await?
    };
    let mut thumbnails: HashMap<ContentHash, u64> = HashMap::new();
    for small in drawn {
        *thumbnails.entry(small.content).or_default() += small.bytes;
    }
    // The database first: a file without a row is deleted later, but a row without its file would be a broken
    // promise.
    let to_delete = store
        .write(move |tx| -> Result<Vec<ContentHash>, store::Error> {
            file::upload::forget_accepted(tx)?;
            let drafted = draft::contents(tx)?;
            let unreferenced = file::unreferenced(tx, &drafted, before)?;
            for content in &unreferenced {
                file::forget(tx, *content)?;
            }
            let excess = file::over_cache_limit(tx, &drafted, cap, before, &thumbnails)?;
            for content in &excess {
                file::mark_absent(tx, *content)?;
            }
            Ok(unreferenced.into_iter().chain(excess).collect())
        })
        .await
        .map_err(|error| Error::Disk(error.to_string()))?;
    blocking(move || to_delete.iter().try_for_each(|content| places.remove(*content))).await
}

/// Deletes files without a row, left by a killed process, and thumbnails whose original is not here.
async fn delete_strays(running_transfers: &RunningTransfers, store: &Store) -> Result<(), Error> {
    let Ok(_lock) = running_transfers.0.cleanup_lock.try_write() else { return Ok(()) };
    let here: HashSet<ContentHash> = store
        .read(file::all_here)
        .await
        .map_err(|error| Error::Disk(error.to_string()))?
        .into_iter()
        .collect();
    let places = running_transfers.file_settings().places.clone();
    blocking(move || {
        places.sweep_incoming()?;
        for content in places.all_originals(GRACE)? {
            if !here.contains(&content) {
                places.remove(content)?;
            }
        }
        // One may have been drawn while its original was deleted.
        for small in places.all_thumbnails()? {
            if !here.contains(&small.content) {
                place::remove(&small.path)?;
            }
        }
        Ok(())
    })
    .await
}
