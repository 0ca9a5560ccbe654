//! Attachments: take in files, decode pictures and sounds, fetch and upload, hand out copies.
//!
//! Slow work runs on blocking threads, in a limited number. Must not know: iced, SQL. Tests: `tests/transfer`.

use super::Session;
use crate::chat::attachment::{ContentHash, StagedFile};
use crate::clock::Deadline;
use crate::files::object::Access;
use crate::files::watch::Watch;
use crate::files::{self, Error, blocking, outside, picture, probe, sound, take};
use crate::row::{Change, OutboxRow, WishState};
use crate::row::{
    File, Frame, Page, PathAccess, Picture, PictureRequest, Playback, Progress, Row, Source, Transfer,
    Transfers, Upload, Waveform,
};
use crate::store::{self, file};
use crate::transfer::{RunningTransfers, fetch, tidy};

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

/// Pictures decoded at the same time: each may take some hundred megabytes for a moment (`files::picture`).
pub(super) const DECODERS: usize = 2;
/// How often to check on a fetch that another caller began.
const LOOK: Duration = Duration::from_millis(100);

impl Session {
    /// Copies files into the profile and inspects them. Returns a result for each, in their order.
    pub async fn take(&self, sources: Vec<Source>) -> Vec<Result<StagedFile, String>> {
        self.take_watched(sources, &Watch::default()).await
    }

    /// Like [`Session::take`], with progress and a way to stop.
    pub async fn take_watched(&self, sources: Vec<Source>, watch: &Watch) -> Vec<Result<StagedFile, String>> {
        let mut taken = Vec::with_capacity(sources.len());
        for source in sources {
            taken.push(self.take_one(source, watch).await.map_err(|error| error.to_string()));
        }
        taken
    }

    async fn take_one(&self, source: Source, watch: &Watch) -> Result<StagedFile, files::Error> {
        let running_transfers = self.running_transfers();
        let _lock = running_transfers.incoming_lock().await;
        let (places, limit, watch) = (
            running_transfers.file_settings().places.clone(),
            running_transfers.file_settings().max_size,
            watch.clone(),
        );
        let taken = blocking(move || {
            let take::Copied { content, name, bytes: _ } = take::take(&places, &source, limit, &watch)?;
            let facts = probe::probe(&places.original(content), &name)?;
            Ok(StagedFile { content, name, facts })
        })
        .await?;
        let (kept, now) = (taken.clone(), self.0.clock.stamp());
        let write = self.0.store.write(move |tx| file::keep(tx, kept.content, &kept.facts, now));
        write.await.map_err(|error: store::Error| files::Error::Disk(error.to_string()))?;
        Ok(taken)
    }

    /// A picture, decoded to fit.
    ///
    /// # Errors
    /// If the picture is not here or cannot be drawn.
    pub async fn picture(&self, request: PictureRequest) -> Result<Picture, String> {
        let _turn = self.0.decoders.acquire().await;
        self.used(request.content).await;
        let places = self.running_transfers().file_settings().places.clone();
        blocking(move || picture::draw_kept(&places, request)).await.map_err(|error| error.to_string())
    }

    /// The frames of an animated picture, decoded to fit.
    ///
    /// # Errors
    /// If the picture is not here or cannot be drawn.
    pub async fn frames(&self, request: PictureRequest) -> Result<Vec<Frame>, String> {
        let _turn = self.0.decoders.acquire().await;
        let path = self.original(request.content);
        blocking(move || picture::frames::frames(&path, request, Deadline::after(picture::frames::PATIENCE)))
            .await
            .map_err(|error| error.to_string())
    }

    /// The waveform of a sound.
    ///
    /// # Errors
    /// If the sound is not here or cannot be decoded.
    pub async fn waveform(&self, content: ContentHash) -> Result<Waveform, String> {
        let _turn = self.0.decoders.acquire().await;
        self.used(content).await;
        let path = self.original(content);
        blocking(move || sound::waveform(&path, Deadline::after(sound::PATIENCE)))
            .await
            .map_err(|error| error.to_string())
    }

    /// Downloads the file at a path. `None` if a download of it is running already, or failed and was not retried.
    ///
    /// # Errors
    /// If the download fails. The message is also in the transfers.
    pub async fn fetch(&self, path: String, name: String) -> Result<Option<ContentHash>, String> {
        let done = fetch::fetch(self.running_transfers(), &self.0.store, self.0.clock, path, name).await;
        done.map_err(|error| error.to_string())
    }

    /// All transfers that are running or failed.
    pub fn transfers(&self) -> Transfers {
        self.running_transfers().transfers()
    }

    /// Stops a transfer, or forgets that it failed.
    pub fn stop_transfer(&self, of: &Transfer) {
        self.running_transfers().stop(of);
    }

    /// Starts pending uploads now.
    pub fn store_files_now(&self) {
        self.0.upload_signal.wake_now();
    }

    /// Deletes the leftovers of killed processes, files that nothing needs any more, and files beyond the cache
    /// limit. Only for the process that holds the profile; in a window this happens automatically.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn tidy_files(&self) -> Result<(), String> {
        let tidied = tidy::now(self.running_transfers(), &self.0.store, self.0.clock).await;
        tidied.map_err(|error| error.to_string())
    }

    /// Sets the object store, and resumes pending uploads.
    pub fn set_object_store(&self, address: Url, access: Access) {
        self.running_transfers().set_object_store(address, access);
        self.store_files_now();
        for change in [Change::Files, Change::Outbox] {
            self.0.board.mark(change);
        }
    }

    /// The path of an original that is stored here.
    pub fn original(&self, content: ContentHash) -> PathBuf {
        self.running_transfers().file_settings().places.original(content)
    }

    /// Saves a copy of a file at a path that the user chose; downloads it first if needed.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if the download was stopped; otherwise if it or the copy fails.
    pub async fn save_file(
        &self,
        content: Option<ContentHash>,
        path: String,
        name: String,
        to: PathBuf,
    ) -> Result<PathBuf, Error> {
        let content = self.at_hand(content, path.clone(), name).await?;
        let from = self.original(content);
        blocking(move || {
            outside::save_as(&from, &to, Some(&path).filter(|path| !path.is_empty()).map(String::as_str))
        })
        .await
    }

    /// Makes a copy of a file under its own name for the system to open or show. The flag is true if opening it is
    /// harmless.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if the download was stopped; otherwise if it or the copy fails.
    pub async fn copy_to_open(
        &self,
        content: Option<ContentHash>,
        path: String,
        name: String,
    ) -> Result<(PathBuf, bool), Error> {
        let content = self.at_hand(content, path.clone(), name.clone()).await?;
        let known = self.0.store.read(move |connection| file::known(connection, content)).await;
        let known = known.map_err(|error: store::Error| Error::Disk(error.to_string()))?;
        let media_type = known.map(|(facts, _)| facts.media_type).unwrap_or_default();
        let harmless = outside::may_open(&media_type, &name);
        let places = self.running_transfers().file_settings().places.clone();
        let origin = Some(path).filter(|path| !path.is_empty());
        let copy = blocking(move || outside::copy_to_open(&places, content, &name, origin.as_deref())).await;
        copy.map(|copy| (copy, harmless))
    }

    /// The content of a file, downloaded first if needed; waits for a download that is running.
    async fn at_hand(
        &self,
        content: Option<ContentHash>,
        path: String,
        name: String,
    ) -> Result<ContentHash, Error> {
        if let Some(content) = content {
            let known = self.0.store.read(move |connection| file::known(connection, content)).await;
            let known = known.map_err(|error: store::Error| Error::Disk(error.to_string()))?;
            if known.is_some_and(|(_, here)| here) {
                return Ok(content);
            }
        }
        let of = Transfer::Fetch(path.clone());
        if self.transfers().0.get(&of).is_some_and(Progress::has_failed) {
            self.stop_transfer(&of);
        }
        let (running_transfers, store, clock) = (self.running_transfers(), &self.0.store, self.0.clock);
        if let Some(content) = fetch::fetch(running_transfers, store, clock, path.clone(), name).await? {
            return Ok(content);
        }
        loop {
            match self.transfers().0.get(&of) {
                Some(Progress::Running { .. }) => tokio::time::sleep(LOOK).await,
                Some(Progress::Failed(reason)) => {
                    return Err(Error::Unreached { reason: reason.clone(), after: None });
                }
                None => return fetch::here(store, path).await?.ok_or(Error::Cancelled),
            }
        }
    }

    /// Plays a sound from `from` milliseconds on; see [`Session::playback`] for its progress.
    pub fn play(&self, content: ContentHash, from: u64) {
        self.0.player.play(&self.original(content), content, from);
    }

    /// Pauses the sound.
    pub fn pause(&self) {
        self.0.player.pause();
    }

    /// The sound that is playing, and its progress.
    pub fn playback(&self) -> Playback {
        self.0.player.state()
    }

    /// The most files in one message, and the largest size of a file in bytes.
    pub fn file_limits(&self) -> (usize, u64) {
        let file_settings = self.running_transfers().file_settings();
        (file_settings.max_count, file_settings.max_size)
    }

    pub(super) fn running_transfers(&self) -> &RunningTransfers {
        &self.0.running_transfers
    }

    async fn used(&self, content: ContentHash) {
        let now = self.0.clock.stamp();
        let stale = self.0.store.read(move |connection| file::is_stale(connection, content, now)).await;
        if stale.unwrap_or_default() {
            let _: Result<(), store::Error> =
                self.0.store.write(move |tx| file::touch(tx, content, now)).await;
        }
    }

    /// Fills in what depends on the settings: where the paths of files lead, if there is an object store, and what the
    /// user may know of reports.
    pub(super) fn annotate_page(&self, page: &mut Page) {
        page.rows.iter_mut().for_each(|row| self.annotate(row));
    }

    /// Like [`Session::annotate_page`], for one row.
    pub(super) fn annotate(&self, row: &mut Arc<Row>) {
        self.redact(row);
        if row.files.is_empty() && row.shared_files.is_empty() {
            return;
        }
        let row = Arc::make_mut(row);
        let shared = row.message.shared.as_ref().map(|shared| shared.files.as_slice()).unwrap_or_default();
        let paths = row.message.files.iter().chain(shared).map(|file| file.path.as_str());
        let all = row.files.iter_mut().chain(&mut row.shared_files);
        for (file, path) in all.zip(paths) {
            self.annotate_file(file, path);
        }
        row.renew_version();
    }

    fn annotate_file(&self, file: &mut File, path: &str) {
        file.access = if file.upload.is_some() {
            PathAccess::Store
        } else {
            self.running_transfers().path_access(path)
        };
        if file.upload.is_some() && !self.running_transfers().has_object_store() {
            file.upload = Some(Upload::NoStore);
        }
    }

    /// Like [`Session::annotate_page`], for the state of a wish.
    pub(super) fn annotate_state(&self, state: &mut WishState) {
        if matches!(state, WishState::Files(_)) && !self.running_transfers().has_object_store() {
            *state = WishState::Files(Upload::NoStore);
        }
    }

    pub(super) fn annotate_outbox(&self, mut waiting: Vec<OutboxRow>) -> Vec<OutboxRow> {
        waiting.iter_mut().for_each(|line| self.annotate_state(&mut line.state));
        waiting
    }
}

/// A player that marks [`Change::Playback`] on the board.
pub(super) fn player(board: &super::Board) -> files::player::Player {
    let board = board.clone();
    files::player::Player::new(move || board.mark(Change::Playback))
}
