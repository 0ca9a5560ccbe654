//! Letting go: of what nothing needs any more, and of the least recently used beyond the cap. Never of what is unsent.
//!
//! Must not know: iced, SQL. Tests: `tests/transfer`.

use super::Traffic;
use crate::chat::Stamp;
use crate::chat::attachment::Content;
use crate::clock::Clock;
use crate::files::{Error, blocking};
use crate::store::{self, Store, file};

use std::collections::HashSet;
use std::time::Duration;

/// What was taken may not stand in a draft yet: it is left alone for so long.
const GRACE: Duration = Duration::from_secs(3_600);
/// Between two looks.
const EVERY: Duration = Duration::from_secs(600);

/// Looks now and then, for as long as the window is open.
pub(crate) async fn run(traffic: Traffic, store: Store, clock: Clock) {
    // Not while the window still opens.
    tokio::time::sleep(Duration::from_secs(20)).await;
    if let Err(error) = strays(&traffic, &store).await {
        tracing::warn!(%error, "files that nobody knows stay where they are");
    }
    loop {
        if let Err(error) = once(&traffic, &store, clock).await {
            tracing::warn!(%error, "files were not tidied");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// All of it, once: for commands, which do not live as long as a window.
///
/// # Errors
/// When the disk refuses.
pub(crate) async fn now(traffic: &Traffic, store: &Store, clock: Clock) -> Result<(), Error> {
    strays(traffic, store).await?;
    once(traffic, store, clock).await
}

/// Lets go of what is not needed.
///
/// # Errors
/// When the disk refuses.
async fn once(traffic: &Traffic, store: &Store, clock: Clock) -> Result<(), Error> {
    let cap = traffic.depot().cache;
    let hour_ago = i64::try_from(GRACE.as_secs()).unwrap_or(i64::MAX).saturating_mul(10_000_000);
    let before = Stamp::from_ticks(clock.stamp().ticks().saturating_sub(hour_ago), 0);
    let _letting_go = traffic.0.keeping.write().await;
    // The database first: bytes without a row are strays, a row without bytes would be a broken promise.
    let gone = store
        .write(move |tx| -> Result<Vec<Content>, store::Error> {
            file::upload::forget_accepted(tx)?;
            let needless = file::needless(tx, before)?;
            for content in &needless {
                file::forget(tx, *content)?;
            }
            let beyond = file::beyond(tx, cap)?;
            for content in &beyond {
                file::gone(tx, *content)?;
            }
            Ok(needless.into_iter().chain(beyond).collect())
        })
        .await
        .map_err(|error| Error::Disk(error.to_string()))?;
    let places = traffic.depot().places.clone();
    blocking(move || gone.iter().try_for_each(|content| places.remove(*content))).await
}

/// Bytes that a killed process left without a row go.
async fn strays(traffic: &Traffic, store: &Store) -> Result<(), Error> {
    let _letting_go = traffic.0.keeping.write().await;
    let here: HashSet<Content> = store
        .read(file::all_here)
        .await
        .map_err(|error| Error::Disk(error.to_string()))?
        .into_iter()
        .collect();
    let places = traffic.depot().places.clone();
    blocking(move || {
        places.sweep_incoming()?;
        for content in places.all_originals(GRACE)? {
            if !here.contains(&content) {
                places.remove(content)?;
            }
        }
        Ok(())
    })
    .await
}
