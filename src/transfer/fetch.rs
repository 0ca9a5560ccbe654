//! Downloads files of messages into the profile: once per path, a few at a time.
//!
//! Files in the profile's own object store are downloaded with its credentials; others from the web without any, and
//! only when the user asks. Must not know: iced, SQL. Tests: `tests/transfer`.

use super::RunningTransfers;
use crate::chat::attachment::ContentHash;
use crate::clock::Clock;
use crate::files::{Error, blocking, object, probe, take};
use crate::language::tr;
use crate::row::{Change, PathAccess, Transfer};
use crate::store::{self, Store, file};

/// Downloads the file at a path, unless it is here or being downloaded already.
///
/// # Errors
/// If the download fails. The message is also in the transfers until somebody retries.
pub(crate) async fn fetch(
    running_transfers: &RunningTransfers,
    store: &Store,
    clock: Clock,
    path: String,
    name: String,
) -> Result<Option<ContentHash>, Error> {
    if let Some(content) = here(store, path.clone()).await? {
        return Ok(Some(content));
    }
    let of = Transfer::Fetch(path.clone());
    let Some(mut moving) = running_transfers.begin(&of) else { return Ok(None) };
    let in_turn = async {
        let _turn = running_transfers.0.turns.acquire().await;
        bring(running_transfers, store, clock, &path, &name, &moving.watch).await
    };
    let result = tokio::select! {
        result = in_turn => result,
        () = moving.watch.stopped() => Err(Error::Cancelled),
    };
    if let Err(error) = &result
        && *error != Error::Cancelled
    {
        moving.failed = Some(error.to_string());
    }
    drop(moving);
    running_transfers.0.board.mark(Change::Files);
    result.map(Some)
}

/// The content behind a path, if it is here.
pub(crate) async fn here(store: &Store, path: String) -> Result<Option<ContentHash>, Error> {
    let found = store
        .read(move |connection| -> Result<_, store::Error> {
            let Some(content) = file::located(connection, &path)? else { return Ok(None) };
            Ok(file::known(connection, content)?.filter(|(_, here)| *here).map(|_| content))
        })
        .await;
    found.map_err(|error| Error::Disk(error.to_string()))
}

async fn bring(
    running_transfers: &RunningTransfers,
    store: &Store,
    clock: Clock,
    path: &str,
    name: &str,
    watch: &crate::files::watch::Watch,
) -> Result<ContentHash, Error> {
    let file_settings = running_transfers.file_settings();
    let places = file_settings.places.clone();
    let incoming = blocking(move || places.incoming()).await?;
    match running_transfers.path_access(path) {
        PathAccess::Store => {
            let from = running_transfers.store().await?;
            from.get(path, incoming.path(), file_settings.max_size, watch).await?;
        }
        PathAccess::Web => {
            object::fetch_elsewhere(path, incoming.path(), file_settings.max_size, watch).await?;
        }
        PathAccess::None => {
            return Err(Error::Forbidden(tr::file_outside().to_owned()));
        }
    }
    let _lock = running_transfers.0.cleanup_lock.read().await;
    let (places, name) = (file_settings.places.clone(), name.to_owned());
    let (content, facts) = blocking(move || {
        let content = take::keep_fetched(&places, incoming)?;
        let facts = probe::probe(&places.original(content), &name)?;
        Ok((content, facts))
    })
    .await?;
    let (path, now) = (path.to_owned(), clock.stamp());
    let kept = store.write(move |tx| -> Result<(), store::Error> {
        file::keep(tx, content, &facts, now)?;
        file::locate(tx, &path, content)
    });
    kept.await.map_err(|error| Error::Disk(error.to_string()))?;
    Ok(content)
}
