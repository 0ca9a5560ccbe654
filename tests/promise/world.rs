//! An engine connected to the scripted server: a session on a SQLite file in a temporary folder.
//!
//! Time is tokio's paused clock. `restart` ends the process abruptly: it drops the old session as it is and opens a new
//! one on the same file.

use crate::server::Server;

use confab::chat::wish::{Mark, Post, Share, Switch, Wish};
use confab::chat::{ChannelId, CompanyId, Message, MessageId, PersonId, Stamp, conversation};
use confab::clock::Clock;
use confab::outbox::plan::Limits;
use confab::outbox::terms::{Measure, Terms};
use confab::outbox::worker::{Publisher, Step};
use confab::remote::Remote;
use confab::remote::wire::TypeNames;
use confab::row::{Delivery, EntryId, Me, OutboxRow, Row, Span, WishState};
use confab::session::{Error, Kept, Session, Setup};
use confab::settings::MessageTypes;
use confab::store::{Access, Store};
use confab::transfer::FileSettings;

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use uuid::Uuid;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub const ME: PersonId = PersonId::new(Uuid::from_u128(1));
pub const BEN: PersonId = PersonId::new(Uuid::from_u128(2));
pub const GENERAL: conversation::Id = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(10)));
pub const RANDOM: conversation::Id = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(11)));

/// The channel with this number.
pub const fn channel(number: u128) -> conversation::Id {
    conversation::Id::Channel(ChannelId::new(Uuid::from_u128(1_000 + number)))
}

/// A folder in memory if the system has one: real files, without wear on a disk.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir()
        && let Ok(folder) = tempfile::tempdir_in(memory)
    {
        return folder;
    }
    tempfile::tempdir().expect("a folder")
}

/// A moment to start from.
pub fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_760_000_000, 0).expect("a moment")
}

pub const LIMITS: Limits = Limits { messages: 100, bytes: 1_000_000 };

/// A session on the database at `path`, connected to `server`.
pub fn open(path: &Path, server: &Server, clock: Clock, limits: Limits) -> Session {
    let store = Store::open(path, Access::Write).expect("a store");
    session(store, server, clock, limits)
}

/// A session on an open store.
pub fn session(store: Store, server: &Server, clock: Clock, limits: Limits) -> Session {
    session_with(FileSettings::beside(&store), store, server, clock, limits)
}

/// Like [`session`], with other file settings and any server.
pub fn session_with(
    file_settings: FileSettings,
    store: Store,
    server: &(impl Remote + Clone + 'static),
    clock: Clock,
    limits: Limits,
) -> Session {
    let terms = Terms {
        me: ME,
        me_name: "Asha".to_owned(),
        company: CompanyId::new(Uuid::from_u128(99)),
        limits,
        kinds: MessageTypes::ALL,
        types: TypeNames::default(),
        marks: confab::settings::Marks::default(),
        measure: Measure { envelope: 120, element: |element, _| element.len() + 1 },
    };
    Session::new(Setup {
        file_settings,
        store,
        me: Me::member(ME, "Asha"),
        clock,
        line: Some((Arc::new(server.clone()), terms)),
        read_every: None,
        max_text: 0,
        reports: confab::settings::Reports::OnMessage,
        review: confab::settings::Review::default(),
        read_marks: confab::settings::ReadMarks::default(),
    })
}

pub struct World {
    path: PathBuf,
    /// The session's store, to inspect or limit it.
    pub store: Store,
    folder: Option<TempDir>,
    pub server: Server,
    pub clock: Clock,
    pub limits: Limits,
    pub session: Session,
}

impl World {
    pub fn new() -> Self {
        Self::with_limits(LIMITS)
    }

    pub fn with_limits(limits: Limits) -> Self {
        let folder = folder();
        let world = Self::make(folder.path(), limits);
        Self { folder: Some(folder), ..world }
    }

    /// A world in a folder that the caller keeps.
    pub fn at(folder: &Path) -> Self {
        Self::make(folder, LIMITS)
    }

    fn make(folder: &Path, limits: Limits) -> Self {
        let (path, server, clock) = (folder.join("confab.db"), Server::new(), Clock::tokio(noon()));
        let store = Store::open(&path, Access::Write).expect("a store");
        let session = session(store.clone(), &server, clock, limits);
        Self { path, store, folder: None, server, clock, limits, session }
    }

    pub fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// Ends the process and starts another one.
    pub fn restart(&mut self) {
        self.store = Store::open(&self.path, Access::Write).expect("a store");
        self.session = session(self.store.clone(), &self.server, self.clock, self.limits);
    }

    /// Like `restart`, with the file changed in between.
    pub fn tampered(&mut self, tamper: impl FnOnce(&rusqlite::Connection)) {
        let other = rusqlite::Connection::open(self.path()).expect("the file");
        tamper(&other);
        drop(other);
        self.restart();
    }

    pub fn publisher(&self) -> Publisher {
        self.session.publisher().expect("a publisher")
    }

    /// Runs a new publisher until nothing can be sent any more, letting time pass as it requests.
    pub async fn drain(&self) -> Step {
        drain(&mut self.publisher(), self.clock).await
    }

    pub async fn submit(&self, wish: Wish) -> Kept {
        self.session.submit(wish).await.expect("kept")
    }

    pub async fn post(&self, to: conversation::Id, text: &str) -> Kept {
        self.submit(post(to, text)).await
    }

    pub async fn reply(&self, to: conversation::Id, parent: MessageId, text: &str) -> Kept {
        let Wish::Post(post) = post(to, text) else { unreachable!() };
        self.submit(Wish::Post(Post { reply_to: Some(parent), ..post })).await
    }

    pub async fn edit(&self, message: MessageId, text: &str) -> Kept {
        self.submit(Wish::Edit { message, text: text.to_owned() }).await
    }

    pub async fn delete(&self, message: MessageId) -> Kept {
        self.submit(Wish::Delete { message }).await
    }

    pub async fn star(&self, message: MessageId, state: Switch) -> Kept {
        self.submit(Wish::Mark { message, mark: Mark::Star, state }).await
    }

    /// An old message by somebody else, known to both sides.
    pub async fn history(&self, number: u128, text: &str) -> MessageId {
        let id = MessageId::new(Uuid::from_u128(0xbe5_0000 + number));
        let at = Stamp::from(noon() - chrono::TimeDelta::hours(1));
        let message = Message::text(id, GENERAL, BEN, "Ben".to_owned(), at, text.to_owned());
        self.session.seed(vec![message]).await.expect("seeded");
        self.server.knows(id.uuid(), GENERAL.uuid(), text);
        id
    }

    /// Posts a message and delivers it.
    pub async fn delivered(&self, to: conversation::Id, text: &str) -> MessageId {
        let kept = self.post(to, text).await;
        assert_eq!(self.drain().await, Step::Idle { wake_at: None });
        kept.message
    }

    pub async fn rows(&self, of: conversation::Id) -> Vec<Arc<Row>> {
        self.session.page(of, Span::Latest).await.expect("a page").rows
    }

    /// The drawn rows of a conversation, as texts.
    pub async fn drawn(&self, of: conversation::Id) -> Vec<String> {
        let rows = self.rows(of).await;
        rows.iter().filter(|row| !row.message.marks.deleted).map(|row| row.message.text.clone()).collect()
    }

    pub async fn row(&self, of: conversation::Id, id: MessageId) -> Arc<Row> {
        let rows = self.rows(of).await;
        rows.iter().find(|row| row.message.id == id).expect("the message is drawn").clone()
    }

    pub async fn delivery(&self, of: conversation::Id, id: MessageId) -> Delivery {
        self.row(of, id).await.delivery.clone()
    }

    pub async fn waiting(&self) -> Vec<OutboxRow> {
        self.session.outbox().await.expect("a list")
    }

    /// The only parked wish.
    pub async fn parked(&self) -> OutboxRow {
        let mut parked: Vec<_> = self.waiting().await.into_iter().filter(is_parked).collect();
        assert_eq!(parked.len(), 1, "{parked:?}");
        parked.remove(0)
    }

    pub async fn wish_state(&self, entry: EntryId) -> Option<WishState> {
        self.session.wish_state(entry).await.expect("a state")
    }

    pub async fn discard(&self, entry: EntryId) -> Result<u32, Error> {
        self.session.discard(confab::row::Which::One(entry)).await
    }

    pub async fn retry(&self, entry: EntryId) -> Result<u32, Error> {
        self.session.retry(confab::row::Which::One(entry)).await
    }

    /// Checks that everything here is on the server with the same text, and that the outbox is empty.
    #[track_caller]
    pub fn assert_agreement(&self) {
        self.server.assert_well_treated();
        assert_agreement(&self.path(), &self.server);
    }
}

/// Reads the file directly and compares it with the server's book, message by message.
#[track_caller]
pub fn assert_agreement(path: &Path, server: &Server) {
    let file = rusqlite::Connection::open(path).expect("the file");
    let left: i64 = file.query_row("SELECT count(*) FROM outbox", [], |row| row.get(0)).expect("a count");
    assert_eq!(left, 0, "nothing is left in the outbox");
    let mut statement = file
        .prepare(
            "SELECT id, text, deleted, pinned_by IS NOT NULL, starred_by IS NOT NULL, read, archived,
                    coalesce(reported, ''), delivery, tags, parent, shared ->> 'id', reacted_by FROM message",
        )
        .expect("a statement");
    let mut rows = statement.query([]).expect("rows");
    while let Some(row) = rows.next().expect("a row") {
        let id = Uuid::from_slice(&row.get::<_, Vec<u8>>(0).expect("an id")).expect("an id");
        let theirs = server.stored(id).unwrap_or_else(|| panic!("{id} never reached the server"));
        let deleted: bool = row.get(2).expect("a flag");
        assert_eq!(deleted, theirs.deleted, "{id} deleted");
        assert_ne!(row.get::<_, i64>(8).expect("a number"), 1, "{id} is still marked as waiting");
        if deleted {
            continue;
        }
        assert_eq!(row.get::<_, String>(1).expect("a text"), theirs.text, "the text of {id}");
        let flags = [theirs.pinned, theirs.starred, theirs.read, theirs.archived];
        let ours = [3, 4, 5, 6].map(|column| row.get::<_, bool>(column).expect("a flag"));
        assert_eq!(ours, flags, "pinned, starred, read, archived of {id}");
        assert_eq!(row.get::<_, String>(7).expect("a text"), theirs.reported, "the report on {id}");
        let blob = |column| row.get::<_, Option<Vec<u8>>>(column).expect("ids");
        let one = |column| blob(column).map(|bytes| Uuid::from_slice(&bytes).expect("an id"));
        let tags: Vec<_> = blob(9)
            .unwrap_or_default()
            .chunks(16)
            .map(|bytes| Uuid::from_slice(bytes).expect("an id").to_string())
            .collect();
        assert_eq!(tags.join(","), theirs.tags, "the tags of {id}");
        let shared = row.get::<_, Option<String>>(11).expect("a text");
        let shared = shared.map(|id| Uuid::parse_str(&id).expect("an id"));
        let hangs = [one(10), shared, one(12)];
        assert_eq!(hangs, [theirs.parent, theirs.shared, theirs.reacted_by], "what {id} hangs on");
    }
}

pub fn post(to: conversation::Id, text: &str) -> Wish {
    let id = MessageId::fresh();
    Wish::Post(Post { id, to, text: text.to_owned(), tags: Vec::new(), files: Vec::new(), reply_to: None })
}

pub fn share(message: MessageId, to: conversation::Id, text: &str) -> Wish {
    Wish::Share(Share { id: MessageId::fresh(), message, to, text: text.to_owned(), tags: Vec::new() })
}

pub fn is_parked(waiting: &OutboxRow) -> bool {
    matches!(waiting.state, WishState::Parked(_))
}

/// Runs a publisher until it is idle or stopped; time passes as it requests.
pub async fn drain(publisher: &mut Publisher, clock: Clock) -> Step {
    for _ in 0..20_000 {
        let step = publisher.step().await.expect("the disk takes it");
        match step {
            Step::Went => {}
            Step::Idle { wake_at: None } | Step::Stopped => return step,
            Step::Idle { wake_at: Some(until) } | Step::BackOff { until } | Step::ServerWait { until } => {
                let left = (until - clock.millis()).max(0).unsigned_abs() + 1;
                tokio::time::sleep(std::time::Duration::from_millis(left)).await;
            }
        }
    }
    panic!("it never comes to rest");
}
