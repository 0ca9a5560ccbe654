//! A session whose object store is a folder beside its profile, with direct access to the files in both.

use crate::server::Server;
use crate::world::{BEN, GENERAL, LIMITS, drain, folder, noon, session_with};

use confab::chat::attachment::{Attachment, ContentHash, Size, StagedFile};
use confab::chat::wish::{Post, Wish};
use confab::chat::{Message, MessageId, Stamp};
use confab::clock::Clock;
use confab::files::object::Access as Key;
use confab::files::place::Places;
use confab::row::{PictureRequest, Source, Which};
use confab::session::{Kept, Session};
use confab::store::{Access, Store};
use confab::transfer::FileSettings;

use tempfile::TempDir;
use url::Url;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub const HOUR: Duration = Duration::from_secs(3_600);

pub struct Desk {
    pub home: TempDir,
    pub server: Server,
    pub session: Session,
    pub store: Store,
    pub clock: Clock,
    places: Places,
}

impl Desk {
    /// A desk with this cache limit in bytes.
    pub fn new(cache: u64) -> Self {
        Self::at(folder(), cache)
    }

    /// A desk in an existing folder.
    pub fn at(home: TempDir, cache: u64) -> Self {
        for name in ["profile", "share"] {
            fs::create_dir_all(home.path().join(name)).unwrap();
        }
        let share = Url::from_directory_path(home.path().join("share")).unwrap();
        Self::with_store(home, cache, (share, Key::default()))
    }

    /// A desk with another object store.
    pub fn with_store(home: TempDir, cache: u64, address: (Url, Key)) -> Self {
        Self::with_clock(home, cache, address, Clock::tokio(noon()))
    }

    /// The same with another clock.
    pub fn with_clock(home: TempDir, cache: u64, address: (Url, Key), clock: Clock) -> Self {
        fs::create_dir_all(home.path().join("profile")).unwrap();
        let server = Server::new();
        let store = Store::open(&home.path().join("profile/confab.db"), Access::Write).unwrap();
        let file_settings = FileSettings { address: Some(address), cache, ..FileSettings::beside(&store) };
        let places = file_settings.places.clone();
        let session = session_with(file_settings, store.clone(), &server, clock, LIMITS);
        Self { home, server, session, store, clock, places }
    }

    /// The same profile with another cache limit.
    pub fn with_cap(self, cache: u64) -> Self {
        let Self { home, .. } = self;
        Self::at(home, cache)
    }

    pub fn files(&self) -> PathBuf {
        self.home.path().join("profile/files")
    }

    /// The files in the object store.
    pub fn share(&self) -> Vec<PathBuf> {
        walk(&self.home.path().join("share"))
    }

    pub fn has(&self, content: ContentHash) -> bool {
        self.places.original(content).exists()
    }

    pub fn original(&self, content: ContentHash) -> PathBuf {
        self.places.original(content)
    }

    /// The incoming files.
    pub fn incoming(&self) -> Vec<PathBuf> {
        walk(&self.files().join("incoming"))
    }

    /// The number of its thumbnails.
    pub fn thumbnails(&self, content: ContentHash) -> usize {
        walk(&self.files().join("thumbs"))
            .iter()
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(&content.to_string()))
            .count()
    }

    /// The bytes of all originals and thumbnails.
    pub fn kept(&self) -> u64 {
        let length = |path: PathBuf| fs::metadata(path).unwrap().len();
        ["originals", "thumbs"].into_iter().flat_map(|name| walk(&self.files().join(name))).map(length).sum()
    }

    pub async fn take(&self, name: &str, bytes: &[u8]) -> StagedFile {
        let source = Source::Bytes { name: name.to_owned(), bytes: Arc::from(bytes) };
        self.session.take(vec![source]).await.remove(0).unwrap()
    }

    pub async fn post(&self, files: Vec<StagedFile>) -> Kept {
        self.post_saying("look", files).await
    }

    pub async fn post_saying(&self, text: &str, files: Vec<StagedFile>) -> Kept {
        let id = MessageId::fresh();
        let post = Post { id, to: GENERAL, text: text.to_owned(), tags: Vec::new(), files, reply_to: None };
        self.session.submit(Wish::Post(post)).await.unwrap()
    }

    /// Uploads and publishes everything that waits.
    pub async fn send(&self) {
        self.session.uploader().once().await.unwrap();
        drain(&mut self.session.publisher().unwrap(), self.clock).await;
    }

    /// Posts files and waits until they are sent.
    pub async fn sent(&self, files: Vec<StagedFile>) -> MessageId {
        let kept = self.post(files).await;
        self.send().await;
        assert!(self.session.outbox().await.unwrap().is_empty());
        kept.message
    }

    /// Stores a file as somebody else.
    pub fn shared(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.home.path().join("share").join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Adds a message by somebody else with a file in the store, and downloads the file.
    pub async fn fetched(&self, name: &str, bytes: &[u8]) -> (MessageId, ContentHash) {
        let path = self.shared(name, bytes);
        let message = self.theirs(&path, name).await;
        let content = self.session.fetch(path, name.to_owned()).await.unwrap().unwrap();
        (message, content)
    }

    /// Adds a message by somebody else that refers to this path.
    pub async fn theirs(&self, path: &str, name: &str) -> MessageId {
        let (id, at) = (MessageId::fresh(), Stamp::from(noon()));
        let mut message = Message::text(id, GENERAL, BEN, "Ben".to_owned(), at, "theirs".to_owned());
        message.files.push(Attachment { path: path.to_owned(), name: name.to_owned(), duration: None });
        self.session.seed(vec![message]).await.unwrap();
        id
    }

    /// Decodes it to a small size, as the timeline does.
    pub async fn draw(&self, content: ContentHash) {
        let within = Size { width: 200, height: 200 };
        self.session.picture(PictureRequest { content, within }).await.unwrap();
    }

    pub async fn delete(&self, message: MessageId) {
        self.session.submit(Wish::Delete { message }).await.unwrap();
    }

    pub async fn discard(&self, kept: Kept) {
        self.session.discard(Which::One(kept.entry.unwrap())).await.unwrap();
    }

    pub async fn tidy(&self) {
        self.session.tidy_files().await.unwrap();
    }

    /// The path of the file of a message.
    pub async fn path(&self, message: MessageId) -> String {
        let page = self.session.page(GENERAL, confab::row::Span::Latest).await.unwrap();
        let row = page.rows.iter().find(|row| row.message.id == message).unwrap();
        row.message.files[0].path.clone()
    }
}

pub fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| if entry.path().is_dir() { walk(&entry.path()) } else { vec![entry.path()] })
        .collect()
}

/// A picture large enough to get a thumbnail; a different one for every number.
pub fn picture(number: u64) -> Vec<u8> {
    let mut dice = fastrand::Rng::with_seed(number);
    let mut pixels = vec![0; 520 * 520];
    dice.fill(&mut pixels);
    let mut out = Vec::new();
    let image = image::GrayImage::from_raw(520, 520, pixels).unwrap();
    image.write_to(&mut std::io::Cursor::new(&mut out), image::ImageFormat::Png).unwrap();
    out
}

pub async fn passes(time: Duration) {
    tokio::time::advance(time).await;
}
