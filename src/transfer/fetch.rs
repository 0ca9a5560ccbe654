//! Downloads files of messages into the profile: once per path, a few at a time.
//!
//! Files in the profile's own object store are downloaded with its credentials; others from the web without any, and
//! only when a person asks. Must not know: iced, SQL. Tests: `tests/transfer`.

use super::Traffic;
use crate::chat::attachment::Content;
use crate::clock::Clock;
use crate::files::{Error, blocking, object, probe, take};
use crate::language::tr;
use crate::row::{Change, FileReach, Transfer};
use crate::store::{self, Store, file};

/// Downloads the file at a path, unless it is here or being downloaded already.
///
/// # Errors
/// If the download fails. The message is also in the transfers until somebody retries.
pub(crate) async fn fetch(
    traffic: &Traffic,
    store: &Store,
    clock: Clock,
    path: String,
    name: String,
) -> Result<Option<Content>, Error> {
    if let Some(content) = here(store, path.clone()).await? {
        return Ok(Some(content));
    }
    let of = Transfer::Fetch(path.clone());
    let Some(mut moving) = traffic.begin(&of) else { return Ok(None) };
    let in_turn = async {
        let _turn = traffic.0.turns.acquire().await;
        bring(traffic, store, clock, &path, &name, &moving.watch).await
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
    traffic.0.board.mark(Change::Files);
    result.map(Some)
}

/// The content behind a path, if it is here.
pub(crate) async fn here(store: &Store, path: String) -> Result<Option<Content>, Error> {
    let found = store
        .read(move |connection| -> Result<_, store::Error> {
            let Some(content) = file::located(connection, &path)? else { return Ok(None) };
            Ok(file::known(connection, content)?.filter(|(_, here)| *here).map(|_| content))
        })
        .await;
    found.map_err(|error| Error::Disk(error.to_string()))
}

async fn bring(
    traffic: &Traffic,
    store: &Store,
    clock: Clock,
    path: &str,
    name: &str,
    watch: &crate::files::watch::Watch,
) -> Result<Content, Error> {
    let depot = traffic.depot();
    let places = depot.places.clone();
    let incoming = blocking(move || places.incoming()).await?;
    match traffic.reach(path) {
        FileReach::Store => {
            let from = traffic.store().await?;
            from.get(path, incoming.path(), depot.max_size, watch).await?;
        }
        FileReach::Elsewhere => {
            object::fetch_elsewhere(path, incoming.path(), depot.max_size, watch).await?;
        }
        FileReach::Nowhere => {
            return Err(Error::Forbidden(tr::file_outside().to_owned()));
        }
    }
    let _coming_in = traffic.0.keeping.read().await;
    let (places, name) = (depot.places.clone(), name.to_owned());
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
