//! The uploader: uploads the files that messages wait for, a few at a time, in the order of the messages.
//!
//! ```text
//!   due ─► put ─┬─ uploaded ─► the message gets the path and waits for one file less ─► wake the publisher
//!               ├─ unreachable · forbidden ─► reason and time of the next attempt, on disk ─► due again
//!               ├─ refused for good ─► the message is parked with the reason
//!               └─ message discarded meanwhile ─► clean-up: parts abandoned, object deleted
//! ```
//! The uploader may be dropped at any await: an upload that was not recorded is repeated under the same name, which
//! does no harm. Must not know: iced, SQL. Tests: `tests/transfer`.

use super::RunningTransfers;
use crate::changes::Board;
use crate::chat::conversation;
use crate::clock::Clock;
use crate::files::Error;
use crate::files::object;
use crate::language::tr;
use crate::outbox::backoff;
use crate::pause::Pause;
use crate::row::{Change, Transfer};
use crate::store::file::upload::{self as rows, Job};
use crate::store::{self, Store, file, outbox};

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::sync::Notify;
use tokio::sync::mpsc::unbounded_channel;

/// Uploads at the same time.
const AT_ONCE: usize = 3;
/// Credentials only change when the user changes them: there is no use in asking often.
const FORBIDDEN_PAUSE: Duration = Duration::from_secs(300);
/// The longest single sleep, in milliseconds.
const SLICE: u64 = 10_000;
/// After this many failed attempts to delete a file, that is left to the object store's administrator.
const SWEEPS: u32 = 8;

/// Wakes the uploader when something may have changed, and tells it if the user asked to try now.
#[derive(Debug, Clone, Default)]
pub struct UploadSignal(Arc<Signal>);

#[derive(Debug, Default)]
struct Signal {
    notify: Notify,
    now: std::sync::atomic::AtomicBool,
}

impl UploadSignal {
    /// An upload may be due, or was discarded.
    pub fn wake(&self) {
        self.0.notify.notify_one();
    }

    /// The user asks to try now, regardless of all waits.
    pub fn wake_now(&self) {
        self.0.now.store(true, std::sync::atomic::Ordering::Release);
        self.0.notify.notify_one();
    }

    fn wants_now(&self) -> bool {
        self.0.now.swap(false, std::sync::atomic::Ordering::AcqRel)
    }
}

type Running = Pin<Box<dyn Future<Output = Done> + Send>>;

struct Done {
    job: Job,
    result: Result<(), store::Error>,
}

/// Uploads files until it is dropped.
#[derive(Debug)]
pub struct Uploader {
    store: Store,
    running_transfers: RunningTransfers,
    clock: Clock,
    board: Board,
    upload_signal: UploadSignal,
    /// Wakes the publisher when a message has no more files to wait for.
    wake: Wake,
}

pub(crate) type Wake = tokio::sync::mpsc::UnboundedSender<crate::outbox::worker::Command>;

impl Uploader {
    pub(crate) fn new(
        store: Store,
        running_transfers: RunningTransfers,
        clock: Clock,
        board: Board,
        upload_signal: UploadSignal,
        wake: Wake,
    ) -> Self {
        Self { store, running_transfers, clock, board, upload_signal, wake }
    }

    /// Ends all waits, because the user asked.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn end_waits(&self) -> Result<(), store::Error> {
        self.store.write(|tx| rows::end_waits(tx)).await
    }

    /// Tries every due upload once, and cleans up discarded ones: for commands. Returns the number of files uploaded.
    ///
    /// # Errors
    /// If the disk refuses; nothing is lost, and it can be repeated.
    pub async fn once(&self) -> Result<usize, store::Error> {
        let mut stored = 0;
        let mut tried = HashSet::new();
        loop {
            let jobs = self.due().await?;
            let Some(job) = jobs.into_iter().find(|job| tried.insert((job.message, job.place))) else {
                break;
            };
            match self.run_one(job).await? {
                UploadResult::Stored => stored += 1,
                UploadResult::Nothing => {}
                // The others would wait just as long for the same store.
                UploadResult::StoreUnavailable => return Ok(stored),
            }
        }
        if self.running_transfers.has_object_store() {
            let now = self.clock.steady();
            for job in
                self.store.read(move |connection| rows::to_clean_up(connection, now, usize::MAX)).await?
            {
                self.sweep(&job).await?;
            }
        }
        Ok(stored)
    }

    /// Runs while the window is open.
    pub async fn run(self) {
        let this = Arc::new(self);
        let mut running: FuturesUnordered<Running> = FuturesUnordered::new();
        let mut busy = HashSet::new();
        loop {
            if this.upload_signal.wants_now() {
                let _ = this.end_waits().await;
            }
            this.stop_discarded(&busy).await;
            let free = AT_ONCE.saturating_sub(running.len());
            let next = this.next(&busy, free).await.unwrap_or_default();
            for (job, clean_ups) in next {
                busy.insert((job.message, job.place));
                running.push(Box::pin(Arc::clone(&this).carry_out(job, clean_ups)));
            }
            let pause = this.pause().await;
            tokio::select! {
                Some(Done { job, result }) = running.next(), if !running.is_empty() => {
                    busy.remove(&(job.message, job.place));
                    if let Err(error) = result {
                        tracing::warn!(%error, "an upload could not be noted; it is made again");
                        tokio::time::sleep(Duration::from_secs(5)).await;
                    }
                }
                () = this.upload_signal.0.notify.notified() => {}
                () = sleep(pause) => {}
            }
        }
    }

    async fn carry_out(self: Arc<Self>, job: Job, clean_ups: CleanUps) -> Done {
        let result = match clean_ups {
            CleanUps::No => self.run_one(job.clone()).await.map(drop),
            CleanUps::Yes => self.sweep(&job).await,
        };
        Done { job, result }
    }

    async fn due(&self) -> Result<Vec<Job>, store::Error> {
        if !self.running_transfers.has_object_store() {
            return Ok(Vec::new());
        }
        let now = self.clock.steady();
        if self.store.read(move |connection| rows::has_future_waits(connection, now)).await? {
            self.store.write(move |tx| rows::restart_future_waits(tx, now)).await?;
        }
        self.store.read(move |connection| rows::due(connection, now, 4 * AT_ONCE)).await
    }

    /// The next jobs: uploads first, then clean-ups; one file of a message at a time.
    async fn next(
        &self,
        busy: &HashSet<(crate::chat::MessageId, u32)>,
        free: usize,
    ) -> Result<Vec<(Job, CleanUps)>, store::Error> {
        if free == 0 || !self.running_transfers.has_object_store() {
            return Ok(Vec::new());
        }
        let mut messages: HashSet<_> = busy.iter().map(|(message, _)| *message).collect();
        let due = self.due().await?.into_iter().map(|job| (job, CleanUps::No));
        let now = self.clock.steady();
        let to_delete =
            self.store.read(move |connection| rows::to_clean_up(connection, now, AT_ONCE)).await?;
        let all = due.chain(to_delete.into_iter().map(|job| (job, CleanUps::Yes)));
        Ok(all.filter(|(job, _)| messages.insert(job.message)).take(free).collect())
    }

    /// The time until a job may become due, in milliseconds. Limited, because the computer may sleep meanwhile.
    async fn pause(&self) -> Option<u64> {
        let now = self.clock.steady();
        let next = self.store.read(move |connection| rows::next_due(connection, now)).await.ok()??;
        Some(next.saturating_sub(now).max(0).unsigned_abs().min(SLICE))
    }

    /// Stops running uploads whose message was discarded.
    async fn stop_discarded(&self, busy: &HashSet<(crate::chat::MessageId, u32)>) {
        for (message, place) in busy.iter().copied() {
            let read = move |connection: &store::Connection| rows::state(connection, message, place);
            if matches!(self.store.read(read).await, Ok(None)) {
                self.running_transfers.stop(&Transfer::Upload(message, place));
            }
        }
    }

    /// When the next job becomes due that is not due now, in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn next_try(&self) -> Result<Option<i64>, store::Error> {
        if !self.running_transfers.has_object_store() {
            return Ok(None);
        }
        let now = self.clock.steady();
        self.store.read(move |connection| rows::next_due(connection, now)).await
    }

    /// Uploads one file and records the result.
    async fn run_one(&self, job: Job) -> Result<UploadResult, store::Error> {
        let of = Transfer::Upload(job.message, job.place);
        let Some(moving) = self.running_transfers.begin(&of) else { return Ok(UploadResult::Nothing) };
        let (message, place) = (job.message, job.place);
        if !self.store.write(move |tx| rows::begun(tx, message, place)).await? {
            return Ok(UploadResult::Nothing);
        }
        let outcome = self.put(&job, &moving.watch).await;
        drop(moving);
        let result = match &outcome {
            Ok(_) => UploadResult::Stored,
            Err(Error::Unreached { .. } | Error::Forbidden(_)) => UploadResult::StoreUnavailable,
            Err(
                Error::Missing(_)
                | Error::Disk(_)
                | Error::Refused(_)
                | Error::Unusable(_)
                | Error::Cancelled,
            ) => UploadResult::Nothing,
        };
        if matches!(outcome, Err(Error::Forbidden(_))) {
            self.running_transfers.forget_opened();
        }
        self.note(&job, outcome).await?;
        self.announce(job.conversation);
        if result == UploadResult::Stored {
            // If the publisher was never started, nobody receives this: a command drives it by hand.
            let _ = self.wake.send(crate::outbox::worker::Command::Wake);
        }
        Ok(result)
    }

    /// Uploads one file and returns its path.
    async fn put(&self, job: &Job, watch: &crate::files::watch::Watch) -> Result<String, Error> {
        let store = self.running_transfers.store().await?;
        let content = job.content;
        let known = self.store.read(move |connection| file::known(connection, content)).await;
        let known = known.map_err(|error| Error::Disk(error.to_string()))?;
        let Some((facts, true)) = known else {
            return Err(gone());
        };
        watch.set_total(facts.bytes);
        let from = self.running_transfers.file_settings().places.original(content);
        if !tokio::fs::try_exists(&from).await.unwrap_or(true) {
            return Err(gone());
        }
        let (notes, mut noted) = unbounded_channel();
        let storing = store.put(&job.name, &from, &facts.media_type, job.resume.clone(), &notes, watch);
        tokio::pin!(storing);
        loop {
            tokio::select! {
                result = &mut storing => return result.map(|()| store.path_of(&job.name)),
                Some(resume) = noted.recv() => {
                    let (message, place) = (job.message, job.place);
                    let kept = self.store.write(move |tx| rows::note(tx, message, place, &resume)).await;
                    if let Err(error) = kept {
                        tracing::warn!(%error, "a part that was stored is not noted; it would be stored again");
                    }
                    self.running_transfers.0.board.mark(Change::Transfers);
                }
            }
        }
    }

    /// Records the result of an attempt.
    async fn note(&self, job: &Job, outcome: Result<String, Error>) -> Result<(), store::Error> {
        let (message, place, now) = (job.message, job.place, self.clock.steady());
        match outcome {
            Ok(path) => {
                let note = move |tx: &store::Transaction<'_>| rows::stored(tx, message, place, &path);
                self.store.write(note).await.map(drop)
            }
            // Stopped by the user, who discarded the message, or by the end of the program.
            Err(Error::Cancelled) => Ok(()),
            Err(error @ (Error::Refused(_) | Error::Unusable(_))) => {
                let reason = error.to_string();
                self.store
                    .write(move |tx| {
                        rows::trouble(tx, message, place, &reason, Pause::default())?;
                        outbox::park_for_files(tx, message, &reason)
                    })
                    .await
            }
            Err(error) => {
                let own = backoff::delay(job.attempts + 1, fastrand::f64());
                let pause = match &error {
                    // Even if a server says "at once", wait: otherwise the whole file would be sent again and again.
                    Error::Unreached { after: Some(after), .. } => {
                        (*after).min(backoff::LONGEST_WAIT).max(own)
                    }
                    Error::Forbidden(_) | Error::Missing(_) => FORBIDDEN_PAUSE,
                    Error::Unreached { .. }
                    | Error::Disk(_)
                    | Error::Refused(_)
                    | Error::Unusable(_)
                    | Error::Cancelled => own,
                };
                let pause = Pause::from(now, pause);
                let reason = error.to_string();
                self.store.write(move |tx| rows::trouble(tx, message, place, &reason, pause)).await
            }
        }
    }

    /// Deletes the file of a discarded message from the object store.
    async fn sweep(&self, job: &Job) -> Result<(), store::Error> {
        let (message, place, now) = (job.message, job.place, self.clock.steady());
        let outcome = self.remove(job).await;
        // Without a network, nothing was tried.
        let tries = job.attempts + u32::from(!matches!(outcome, Err(Error::Unreached { .. })));
        let over = match outcome {
            Ok(()) | Err(Error::Missing(_)) => true,
            Err(_) => tries >= SWEEPS,
        };
        let later = Pause::from(now, backoff::delay(tries + 1, fastrand::f64()));
        self.store
            .write(move |tx| {
                if over {
                    return rows::cleaned_up(tx, message, place);
                }
                rows::clean_up_failed(tx, message, place, tries, later)
            })
            .await
    }

    async fn remove(&self, job: &Job) -> Result<(), Error> {
        let store: Arc<object::ObjectStore> = self.running_transfers.store().await?;
        if let Some(resume) = &job.resume {
            store.abandon(&job.name, resume).await?;
        }
        store.remove(&job.name).await
    }

    fn announce(&self, of: conversation::Id) {
        self.board.mark(Change::Conversation(of));
        self.board.mark(Change::Outbox);
    }
}

/// The result of one upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UploadResult {
    Stored,
    /// The reason is in its row.
    Nothing,
    /// The object store cannot be reached, or refuses access.
    StoreUnavailable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CleanUps {
    No,
    Yes,
}

fn gone() -> Error {
    Error::Unusable(tr::file_copy_discarded().to_owned())
}

async fn sleep(millis: Option<u64>) {
    match millis {
        Some(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
        None => std::future::pending().await,
    }
}
