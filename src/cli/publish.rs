//! Publishing from a command: once, or until a deadline.
//!
//! "Once" includes every call that can be made until the outbox is empty or the connection must wait; halving is part
//! of it. Our own back-off ends it; with a deadline, the command waits for the back-off. A wait that the server
//! requested is always respected.

use super::{Exit, Stop};
use crate::chat::Stamp;
use crate::outbox::worker::{Publisher, Step};
use crate::pause;
use crate::row::{Connection, EntryId, Trouble, WishState};
use crate::screen::words;
use crate::session::Session;
use crate::transfer::upload::Uploader;

use std::time::Duration;

use indicatif::ProgressBar;

/// How long to keep trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    Once,
    For(Duration),
}

impl From<Option<Duration>> for Patience {
    fn from(wait: Option<Duration>) -> Self {
        match wait {
            // Without time to keep trying, one attempt remains.
            None | Some(Duration::ZERO) => Self::Once,
            Some(wait) => Self::For(wait),
        }
    }
}

/// The longest time to keep trying: clocks do not count much further.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3_600);

/// Publishes the outbox; `delivered` is called with the entries as they are delivered.
pub(super) async fn publish(
    session: &Session,
    patience: Patience,
    bar: &ProgressBar,
    mut delivered: impl FnMut(&[EntryId]),
) -> Result<(), Stop> {
    let Some(mut publisher) = session.publisher() else { return Ok(()) };
    let uploader = session.uploader();
    let published = until_it_rests(session, &mut publisher, &uploader, patience, bar, &mut delivered).await;
    // Accepted wishes are settled however publishing ended.
    publisher.finish().await.map_err(|error| Stop::other(error.to_string()))?;
    let gone = publisher.take_delivered();
    bar.inc(gone.len() as u64);
    delivered(&gone);
    // Files are also tidied here, for people who never open the window.
    if let Err(error) = session.tidy_files().await {
        tracing::warn!(%error, "files were not tidied");
    }
    published
}

async fn until_it_rests(
    session: &Session,
    publisher: &mut Publisher,
    uploader: &Uploader,
    patience: Patience,
    bar: &ProgressBar,
    delivered: &mut impl FnMut(&[EntryId]),
) -> Result<(), Stop> {
    let deadline = match patience {
        Patience::Once => None,
        Patience::For(wait) => Some(pause::later(session.clock().steady(), wait.min(LONGEST))),
    };
    let mut stored = store_files(session, uploader, deadline).await?;
    loop {
        let step = match deadline {
            None => publisher.step().await,
            // A call that the deadline interrupts is sent again, unchanged, next time.
            Some(deadline) => {
                match tokio::time::timeout(time_until(session, deadline), publisher.step()).await {
                    Ok(step) => step,
                    Err(_) => return Ok(()),
                }
            }
        };
        let step = step.map_err(|error| Stop::other(error.to_string()))?;
        let gone = publisher.take_delivered();
        bar.inc(gone.len() as u64);
        delivered(&gone);
        let until = match step {
            Step::Went => continue,
            Step::Stopped => return Ok(()),
            Step::Idle { .. } if std::mem::take(&mut stored) > 0 => continue,
            Step::Idle { wake_at } => {
                let files = uploader.next_try().await.map_err(|error| Stop::other(error.to_string()))?;
                let Some(until) = wake_at.into_iter().chain(files).min() else { return Ok(()) };
                until
            }
            Step::BackOff { until } | Step::ServerWait { until } => until,
        };
        if !wait(session, until, deadline).await {
            return Ok(());
        }
        stored = store_files(session, uploader, deadline).await?;
    }
}

/// Uploads the files that messages wait for, until the deadline; an interrupted upload is repeated another time.
async fn store_files(session: &Session, uploader: &Uploader, deadline: Option<i64>) -> Result<usize, Stop> {
    let stored = match deadline {
        None => uploader.once().await,
        Some(deadline) => match tokio::time::timeout(time_until(session, deadline), uploader.once()).await {
            Ok(stored) => stored,
            Err(_) => return Ok(0),
        },
    };
    stored.map_err(|error| Stop::other(error.to_string()))
}

/// Waits until `until`; false without waiting if there is no deadline or it comes first.
async fn wait(session: &Session, until: i64, deadline: Option<i64>) -> bool {
    let Some(deadline) = deadline else { return false };
    if until > deadline {
        return false;
    }
    tokio::time::sleep(time_until(session, until)).await;
    true
}

/// The time left until a time of [`crate::clock::Clock::steady`].
fn time_until(session: &Session, until: i64) -> Duration {
    Duration::from_millis(until.saturating_sub(session.clock().steady()).max(0).unsigned_abs())
}

/// The outcome of a wish, as reported by `--json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) exit: Exit,
    /// `accepted`, `waiting` or `parked`.
    pub(super) state: &'static str,
    pub(super) reason: Option<String>,
}

/// The outcome of a wish after publishing; `entry` is `None` if there was nothing to send.
pub(super) async fn ending(session: &Session, entry: Option<EntryId>) -> Result<Ending, Stop> {
    let state = match entry {
        Some(entry) => session.wish_state(entry).await?,
        None => None,
    };
    Ok(match state {
        None => Ending { exit: Exit::Done, state: "accepted", reason: None },
        Some(WishState::Parked(reason) | WishState::Quarantined(reason)) => {
            Ending { exit: Exit::Parked, state: "parked", reason: Some(reason) }
        }
        Some(WishState::Files(why)) => {
            Ending { exit: Exit::Waiting, state: "waiting", reason: Some(words::upload(&why)) }
        }
        Some(WishState::Behind(_)) => Ending {
            exit: Exit::Waiting,
            state: "waiting",
            reason: Some("Waiting behind a rejected message in this conversation.".to_owned()),
        },
        Some(WishState::Queued | WishState::InFlight | WishState::Unanswered) => {
            Ending { exit: Exit::Waiting, state: "waiting", reason: line_in_words(session) }
        }
    })
}

/// Why nothing can be sent at present, in words; `None` if the connection works.
pub(super) fn line_in_words(session: &Session) -> Option<String> {
    match session.connection() {
        Connection::Unknown | Connection::Online => None,
        Connection::Offline { detail, .. } => Some(detail),
        Connection::Busy { until } => {
            Some(format!("The server asked Confab to wait. Try again in {}.", left(session, until)))
        }
        Connection::SignIn => Some(
            "The server requires a valid access token. Set CONFAB_TOKEN, or sign in once in the window."
                .to_owned(),
        ),
        Connection::Misdirected(check) | Connection::Disk(check) => Some(check),
    }
}

/// Why the last call failed, and how long the server asked to wait.
pub(super) fn trouble_in_words(session: &Session, trouble: &Trouble) -> String {
    match trouble.until {
        Some(until) => format!("{} Try again in {}.", trouble.words, left(session, until)),
        None => trouble.words.clone(),
    }
}

fn left(session: &Session, until: Stamp) -> humantime::FormattedDuration {
    let seconds = until.millis_since(session.clock().stamp()).max(0).unsigned_abs() / 1_000;
    humantime::format_duration(Duration::from_secs(seconds))
}
