//! A person uses a computer that loses power: writes, edits, attaches, saves settings, publishes, and starts again.
//!
//! A change that the program acknowledged before the failure must be there afterwards; one that it had not acknowledged
//! yet may be missing, but never incomplete. The seed determines everything: the actions, the moment of the failure,
//! and the state of the disk after it.

use crate::medium::{Honesty, Machine};
use crate::mount::Mount;
use crate::older::{self, Waited};
use crate::server::{Reply, Server};
use crate::world::{GENERAL, LIMITS, ME, RANDOM, drain, noon, session_with};

use confab::chat::attachment::{ContentHash, StagedFile};
use confab::chat::person::Role;
use confab::chat::wish::{Mark, Post, Switch, Wish};
use confab::chat::{CompanyId, MessageId};
use confab::clock::Clock;
use confab::directory::{Directory, Lock};
use confab::files::object::Access as Key;
use confab::files::place::Places;
use confab::outbox::worker::{Publisher, Step};
use confab::row::{Source, Span, Which};
use confab::session::Session;
use confab::settings::{self, Account, Overrides, Settings, check};
use confab::store::{Access, Store};
use confab::transfer::FileSettings;

use chrono::TimeDelta;
use rusqlite::Connection;
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A message as a person sees it; `None` if it is deleted, or was never saved.
type Seen = Option<Words>;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    text: String,
    is_pinned: bool,
    is_starred: bool,
    has_file: bool,
}

/// The promises made to the user, and the states allowed by them.
#[derive(Default)]
struct Told {
    /// The last acknowledged state of each message, and the states requested since.
    messages: BTreeMap<Uuid, Vec<Seen>>,
    /// The same for `publish.max_messages`; 0 means no settings.
    settings: Vec<usize>,
    /// The files taken into the profile, with their bytes.
    files: Vec<(ContentHash, Vec<u8>)>,
}

/// The result of a play.
#[derive(Debug, Default, Clone, Copy)]
pub struct Counts {
    pub failures: u64,
    pub acknowledged: u64,
    pub steps: u64,
}

struct Play<'m> {
    mount: &'m Mount,
    machine: Machine,
    dice: fastrand::Rng,
    server: Server,
    /// Where files are stored: another machine's disk.
    share: TempDir,
    told: Told,
    starts: i32,
    numbers: usize,
    counts: Counts,
}

/// The program, running.
struct Desk {
    session: Session,
    publisher: Publisher,
    database: PathBuf,
    places: Places,
    clock: Clock,
    settings: PathBuf,
    _lock: Lock,
}

/// Plays a seed; panics at the first thing that is lost or broken.
pub fn play(mount: &Mount, seed: u64, honesty: Honesty) -> Counts {
    fastrand::seed(seed);
    let mut dice = fastrand::Rng::with_seed(seed);
    let mut play = Play {
        mount,
        machine: mount.medium().begin(honesty),
        server: Server::new(),
        share: crate::world::folder(),
        told: Told { settings: vec![0], ..Told::default() },
        starts: 0,
        numbers: 0,
        counts: Counts::default(),
        dice: dice.fork(),
    };
    if dice.u8(..3) == 0 {
        play.lay_down_an_older_profile();
    }
    for _ in 0..dice.u8(1..=3) {
        // Soon after the start, while the profile is created or migrated, or anywhere.
        let step = if dice.u8(..4) == 0 { dice.u64(1..60) } else { dice.u64(30..500) };
        mount.medium().fail_at(play.machine, step);
        run(play.some_time());
        play.counts.steps += mount.medium().steps(play.machine);
        play.counts.failures += 1;
        play.machine = mount.medium().fail(play.machine, &mut dice);
    }
    run(play.play_out());
    mount.medium().end(play.machine);
    play.counts
}

/// Runs a future on a new runtime, which ends with all its tasks.
fn run(future: impl Future<Output = ()>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(future);
}

impl Play<'_> {
    fn is_on(&self) -> bool {
        self.mount.medium().is_on(self.machine)
    }

    /// The value if it was acknowledged, which is only possible with power; without power any error is allowed.
    #[track_caller]
    fn acknowledged<T, E: std::fmt::Display>(&mut self, result: Result<T, E>, what: &str) -> Option<T> {
        match result {
            Ok(value) if self.is_on() => {
                self.counts.acknowledged += 1;
                Some(value)
            }
            Err(error) if self.is_on() => panic!("{what} with power: {error}"),
            Ok(_) | Err(_) => None,
        }
    }

    fn number(&mut self) -> usize {
        self.numbers += 1;
        self.numbers
    }

    /// A unique text, sometimes a long one.
    fn words(&mut self) -> String {
        let length = [0, 0, 300, 5_000, 40_000][self.dice.usize(..5)];
        format!("{} {}", self.number(), "x".repeat(length))
    }

    fn lay_down_an_older_profile(&mut self) {
        let waited: Vec<_> = (0..self.dice.u8(..6))
            .map(|_| Waited { id: Uuid::from_u128(self.dice.u128(..)), text: self.words() })
            .collect();
        let version = self.dice.usize(1..=older::versions());
        let root = self.mount.path(self.machine);
        let mut file = std::fs::File::create_new(root.join("confab.db")).unwrap();
        file.write_all(&older::database(version, &waited)).unwrap();
        file.sync_all().unwrap();
        std::fs::File::open(&root).unwrap().sync_all().unwrap();
        let seen = |text| Some(Words { text, is_pinned: false, is_starred: false, has_file: false });
        self.told.messages = waited.into_iter().map(|waited| (waited.id, vec![seen(waited.text)])).collect();
    }

    /// Starts the program and checks that everything is there. `None` if the power failed meanwhile.
    fn start(&mut self) -> Option<Desk> {
        self.starts += 1;
        let root = self.mount.path(self.machine);
        let opened = Directory::open(&root);
        let directory = self.acknowledged(opened, "the folder cannot be opened")?;
        let locked = directory.lock();
        let lock = self.acknowledged(locked, "the profile cannot be locked")?;
        self.find_settings(&directory.settings())?;
        let opened = Store::open(&directory.database(), Access::Write);
        let store = self.acknowledged(opened, "the database cannot be opened")?;
        let clock = Clock::tokio(noon() + TimeDelta::hours(self.starts.into()));
        let share = Url::from_directory_path(self.share.path()).unwrap();
        let file_settings =
            FileSettings { address: Some((share, Key::default())), ..FileSettings::beside(&store) };
        let places = file_settings.places.clone();
        let session = session_with(file_settings, store, &self.server, clock, LIMITS);
        let publisher = session.publisher().unwrap();
        let (database, settings) = (directory.database(), directory.settings());
        let desk = Desk { session, publisher, database, places, clock, settings, _lock: lock };
        self.look(&desk)?;
        Some(desk)
    }

    /// Loads the settings, and saves them if there are none.
    fn find_settings(&mut self, path: &std::path::Path) -> Option<()> {
        let found = match settings::load(path, &Overrides::none()) {
            Ok(found) => found.publish.max_messages,
            Err(settings::Error::Absent(_)) => 0,
            Err(error) => return self.acknowledged(Err(error), "the settings cannot be read"),
        };
        if !self.is_on() {
            return None;
        }
        assert!(self.told.settings.contains(&found), "settings: {found} of {:?}", self.told.settings);
        self.told.settings = vec![found];
        if found == 0 { self.save_settings(path) } else { Some(()) }
    }

    fn save_settings(&mut self, path: &std::path::Path) -> Option<()> {
        let number = self.number();
        let account = Account {
            user_id: ME,
            company_id: CompanyId::new(Uuid::from_u128(99)),
            name: "Asha".to_owned(),
            role: Role::Member,
        };
        let mut settings = Settings::new(check::url("https://chat.example.org/").unwrap(), account);
        settings.publish.max_messages = number;
        self.told.settings.push(number);
        let saved = settings::save(path, &settings);
        self.acknowledged(saved, "the settings cannot be saved")?;
        self.told.settings = vec![number];
        Some(())
    }

    /// Checks that everything is intact and everything acknowledged is there.
    fn look(&mut self, desk: &Desk) -> Option<()> {
        let seen = look_into(&desk.database);
        let found = self.acknowledged(seen, "the database cannot be read")?;
        for (id, states) in &mut self.told.messages {
            let now = found.get(id).cloned();
            assert!(states.contains(&now), "message {id}: {now:?} of {states:?}");
            *states = vec![now];
        }
        for (content, bytes) in &self.told.files {
            let read = std::fs::read(desk.places.original(*content));
            if self.mount.medium().is_on(self.machine) {
                let read = read.unwrap_or_else(|error| panic!("attachment {content}: {error}"));
                assert!(read == *bytes, "attachment {content} has other bytes");
            }
        }
        self.is_on().then_some(())
    }

    /// Acts until the power fails or nothing is left to do.
    async fn some_time(&mut self) {
        let Some(mut desk) = self.start() else { return };
        for _ in 0..self.dice.u8(6..30) {
            if self.act(&mut desk).await.is_none() {
                return;
            }
            if self.dice.u8(..10) == 0 {
                desk.session.close().await;
                drop(desk);
                match self.start() {
                    Some(again) => desk = again,
                    None => return,
                }
            }
        }
    }

    async fn act(&mut self, desk: &mut Desk) -> Option<()> {
        match self.dice.u8(..20) {
            0..4 => self.post(desk, Vec::new()).await,
            4..7 => self.attach(desk).await,
            7..12 => self.change(desk).await,
            12..16 => self.publish(desk).await,
            16 => self.checkpoint(desk),
            17 => {
                let stored = desk.session.uploader().once().await;
                self.acknowledged(stored.map(drop), "files cannot be stored")
            }
            18 => {
                let path = desk.settings.clone();
                self.save_settings(&path)
            }
            _ => {
                let retried = desk.session.retry(Which::All).await;
                self.acknowledged(retried.map(drop), "what was refused cannot be tried again")
            }
        }
    }

    async fn post(&mut self, desk: &Desk, files: Vec<StagedFile>) -> Option<()> {
        let (id, text) = (Uuid::from_u128(self.dice.u128(..)), self.words());
        let to = if self.dice.bool() { GENERAL } else { RANDOM };
        let has_file = !files.is_empty();
        let words = Words { text: text.clone(), is_pinned: false, is_starred: false, has_file };
        let post = Post { id: MessageId::new(id), to, text, tags: Vec::new(), files, reply_to: None };
        self.told.messages.insert(id, vec![None]);
        self.wish(desk, id, Some(words), Wish::Post(post)).await
    }

    async fn attach(&mut self, desk: &Desk) -> Option<()> {
        let mut bytes = vec![0; self.dice.usize(1..20_000)];
        self.dice.fill(&mut bytes);
        let name = "a.bin".to_owned();
        let path = self.share.path().join("original.bin");
        let source = if self.dice.bool() {
            Source::Bytes { name, bytes: Arc::from(bytes.as_slice()) }
        } else {
            std::fs::write(&path, &bytes).unwrap();
            Source::Path(path)
        };
        let taken = desk.session.take(vec![source]).await.remove(0);
        let taken = self.acknowledged(taken, "a file cannot be taken")?;
        self.told.files.push((taken.content, bytes));
        self.post(desk, vec![taken]).await
    }

    /// Changes an existing message.
    async fn change(&mut self, desk: &Desk) -> Option<()> {
        let is_there = |(id, states): (&Uuid, &Vec<Seen>)| Some((*id, states.last()?.clone()?));
        let there: Vec<_> = self.told.messages.iter().filter_map(is_there).collect();
        if there.is_empty() {
            return Some(());
        }
        let (id, mut words) = there[self.dice.usize(..there.len())].clone();
        let message = MessageId::new(id);
        let switch = |on| if on { Switch::On } else { Switch::Off };
        match self.dice.u8(..6) {
            0..3 => {
                words.text = self.words();
                let wish = Wish::Edit { message, text: words.text.clone() };
                self.wish(desk, id, Some(words), wish).await
            }
            3 => {
                words.is_pinned = !words.is_pinned;
                let wish = Wish::Mark { message, mark: Mark::Pin, state: switch(words.is_pinned) };
                self.wish(desk, id, Some(words), wish).await
            }
            4 => {
                words.is_starred = !words.is_starred;
                let wish = Wish::Mark { message, mark: Mark::Star, state: switch(words.is_starred) };
                self.wish(desk, id, Some(words), wish).await
            }
            _ => self.wish(desk, id, None, Wish::Delete { message }).await,
        }
    }

    async fn wish(&mut self, desk: &Desk, id: Uuid, after: Seen, wish: Wish) -> Option<()> {
        self.told.messages.entry(id).or_default().push(after.clone());
        let kept = desk.session.submit(wish).await;
        self.acknowledged(kept, "a wish cannot be kept")?;
        self.told.messages.insert(id, vec![after]);
        Some(())
    }

    /// One call, with any outcome.
    async fn publish(&mut self, desk: &mut Desk) -> Option<()> {
        let reply = match self.dice.u8(..9) {
            0..4 => Reply::Ordinary,
            4 => Reply::Refuse,
            5 => Reply::LoseAnswer,
            6 => Reply::LoseCall,
            7 => Reply::Rubbish,
            _ => Reply::Busy { status: 500, after: None },
        };
        self.server.script([reply]);
        let step = desk.publisher.step().await;
        self.server.forget_script();
        match self.acknowledged(step, "a call cannot be settled")? {
            Step::BackOff { until } | Step::ServerWait { until } => {
                let left = (until - desk.clock.millis()).max(0).unsigned_abs();
                tokio::time::sleep(Duration::from_millis(left)).await;
            }
            Step::Went | Step::Idle { .. } | Step::Stopped => {}
        }
        Some(())
    }

    /// Checkpoints the database, as another process of Confab does that reads the same profile.
    fn checkpoint(&mut self, desk: &Desk) -> Option<()> {
        let how = ["PASSIVE", "FULL", "RESTART", "TRUNCATE"][self.dice.usize(..4)];
        let done = Connection::open(&desk.database)
            .and_then(|other| other.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |_| Ok(())));
        self.acknowledged(done, "the journal cannot be emptied")
    }

    /// Power and server stay up: everything must arrive, once and with its bytes.
    async fn play_out(&mut self) {
        let desk = self.start().expect("power");
        for _ in 0..20 {
            desk.session.uploader().once().await.unwrap();
            assert_eq!(
                drain(&mut desk.session.publisher().unwrap(), desk.clock).await,
                Step::Idle { wake_at: None }
            );
            let waiting = desk.session.outbox().await.unwrap();
            if waiting.is_empty() {
                break;
            }
            desk.session.retry(Which::All).await.unwrap();
        }
        crate::world::assert_agreement(&desk.database, &self.server);
        self.server.assert_well_treated();
        for (id, states) in &self.told.messages {
            let theirs = self.server.stored(*id).filter(|theirs| !theirs.deleted);
            let theirs = theirs.map(|theirs| (theirs.text, theirs.pinned, theirs.starred));
            let ours = states[0].clone().map(|ours| (ours.text, ours.is_pinned, ours.is_starred));
            assert_eq!(theirs, ours, "message {id} at the server");
        }
        self.assert_files_arrived(&desk).await;
    }

    async fn assert_files_arrived(&self, desk: &Desk) {
        for place in [GENERAL, RANDOM] {
            let page = desk.session.page(place, Span::Latest).await.unwrap();
            for row in page.rows.iter().filter(|row| !row.message.marks.deleted) {
                for file in &row.message.files {
                    let bytes = std::fs::read(&file.path).unwrap();
                    let content = ContentHash::new(*blake3::hash(&bytes).as_bytes());
                    let known = self.told.files.iter().any(|(known, _)| *known == content);
                    assert!(known, "{} is stored with other bytes", row.message.id);
                }
            }
        }
    }
}

/// Reads the file directly: checks its integrity and its references, and returns the text of each message.
fn look_into(path: &std::path::Path) -> Result<BTreeMap<Uuid, Words>, rusqlite::Error> {
    let file = Connection::open(path)?;
    let integrity: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    assert_eq!(integrity, "ok");
    for (what, sql) in RULES {
        let broken: i64 = file.query_row(&format!("SELECT count(*) FROM {sql}"), [], |row| row.get(0))?;
        assert_eq!(broken, 0, "{what}");
    }
    let mut found = BTreeMap::new();
    let mut statement = file.prepare(
        "SELECT id, text, pinned_by IS NOT NULL, starred_by IS NOT NULL, files IS NOT NULL FROM message
          WHERE deleted = 0",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = Uuid::from_slice(&row.get::<_, Vec<u8>>(0)?).unwrap();
        let words = Words {
            text: row.get(1)?,
            is_pinned: row.get(2)?,
            is_starred: row.get(3)?,
            has_file: row.get(4)?,
        };
        found.insert(id, words);
    }
    Ok(found)
}

/// Rows that must not exist.
const RULES: [(&str, &str); 9] = [
    ("rows that cannot be read", "quarantine"),
    ("wishes without their message", "outbox WHERE message NOT IN (SELECT id FROM message)"),
    ("frozen wishes without words", "outbox WHERE batch IS NOT NULL AND element IS NULL"),
    ("wishes in flight without a batch", "outbox WHERE state = 1 AND batch IS NULL"),
    ("refused wishes in a batch or without a reason", "outbox WHERE state = 2 AND (batch IS NOT NULL OR reason IS NULL)"),
    (
        "messages that wait for nothing",
        "message WHERE delivery = 1 AND id NOT IN (SELECT message FROM outbox WHERE aspect = 0)",
    ),
    (
        "wishes that wait for other files than there are",
        "outbox o WHERE uploads <> (SELECT count(*) FROM upload u WHERE u.message = o.message AND u.state = 0)
            AND makes = 1",
    ),
    (
        "conversations that count other messages than there are",
        "conversation c WHERE messages <> (SELECT count(*) FROM message m WHERE m.conversation = c.id AND shown = 1)",
    ),
    (
        "stretches of time that count other messages than there are",
        "(SELECT 1 FROM tally WHERE level = 0 GROUP BY conversation HAVING sum(messages) <>
            (SELECT count(*) FROM message m WHERE m.conversation = tally.conversation AND shown = 1))",
    ),
];
