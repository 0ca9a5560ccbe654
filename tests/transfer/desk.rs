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
    /// With so many bytes of files to be kept.
    pub fn new(cache: u64) -> Self {
        Self::at(folder(), cache)
    }

    /// In a folder that is there.
    pub fn at(home: TempDir, cache: u64) -> Self {
        for name in ["profile", "share"] {
            fs::create_dir_all(home.path().join(name)).unwrap();
        }
        let share = Url::from_directory_path(home.path().join("share")).unwrap();
        Self::with_store(home, cache, (share, Key::default()))
    }

    /// With its files in another place.
    pub fn with_store(home: TempDir, cache: u64, address: (Url, Key)) -> Self {
        Self::with_clock(home, cache, address, Clock::tokio(noon()))
    }

    /// The same, by another clock.
    pub fn with_clock(home: TempDir, cache: u64, address: (Url, Key), clock: Clock) -> Self {
        fs::create_dir_all(home.path().join("profile")).unwrap();
        let server = Server::new();
        let store = Store::open(&home.path().join("profile/confab.db"), Access::Write).unwrap();
        let file_settings = FileSettings { address: Some(address), cache, ..FileSettings::beside(&store) };
        let places = file_settings.places.clone();
        let session = session_with(file_settings, store.clone(), &server, clock, LIMITS);
        Self { home, server, session, store, clock, places }
    }

    /// The same profile with another cap.
    pub fn with_cap(self, cache: u64) -> Self {
        let Self { home, .. } = self;
        Self::at(home, cache)
    }

    pub fn files(&self) -> PathBuf {
        self.home.path().join("profile/files")
    }

    /// What lies in the store.
    pub fn share(&self) -> Vec<PathBuf> {
        walk(&self.home.path().join("share"))
    }

    pub fn has(&self, content: ContentHash) -> bool {
        self.places.original(content).exists()
    }

    pub fn original(&self, content: ContentHash) -> PathBuf {
        self.places.original(content)
    }

    /// What is on its way in.
    pub fn incoming(&self) -> Vec<PathBuf> {
        walk(&self.files().join("incoming"))
    }

    /// Small pictures of it.
    pub fn thumbnails(&self, content: ContentHash) -> usize {
        walk(&self.files().join("thumbs"))
            .iter()
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(&content.to_string()))
            .count()
    }

    /// Bytes of everything that is kept: originals and small pictures.
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

    /// Everything that waits is stored and published.
    pub async fn send(&self) {
        self.session.uploader().once().await.unwrap();
        drain(&mut self.session.publisher().unwrap(), self.clock).await;
    }

    /// Posts files and waits until they are there.
    pub async fn sent(&self, files: Vec<StagedFile>) -> MessageId {
        let kept = self.post(files).await;
        self.send().await;
        assert!(self.session.waiting().await.unwrap().is_empty());
        kept.message
    }

    /// A file that somebody stored.
    pub fn shared(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.home.path().join("share").join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Somebody else's message with a file in the store, which is brought here.
    pub async fn fetched(&self, name: &str, bytes: &[u8]) -> (MessageId, ContentHash) {
        let path = self.shared(name, bytes);
        let message = self.theirs(&path, name).await;
        let content = self.session.fetch(path, name.to_owned()).await.unwrap().unwrap();
        (message, content)
    }

    /// Somebody else's message that points there.
    pub async fn theirs(&self, path: &str, name: &str) -> MessageId {
        let (id, at) = (MessageId::fresh(), Stamp::from(noon()));
        let mut message = Message::text(id, GENERAL, BEN, "Ben".to_owned(), at, "theirs".to_owned());
        message.files.push(Attachment { path: path.to_owned(), name: name.to_owned(), duration: None });
        self.session.seed(vec![message]).await.unwrap();
        id
    }

    /// Draws it small, as the timeline does.
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

    /// Where the file of a message lies.
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

/// A picture that is large enough for a small copy of it to be kept; of every number another one.
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
