//! Several people who act at once, and the conditions on the final state.

use super::town::{Fate, Town};
use crate::world::{BEN, GENERAL, ME, folder, noon};

use confab::changes::Board;
use confab::chat::wish::{Mark, Post, Share, Switch, Wish};
use confab::chat::{CompanyId, GroupId, MessageId, PersonId, conversation};
use confab::clock::Clock;
use confab::outbox::plan::Limits;
use confab::outbox::terms::{Measure, Terms};
use confab::outbox::worker::{Publisher, Step};
use confab::remote::wire::TypeNames;
use confab::row::{Me, Which, WishState, Words};
use confab::session::{Session, Setup};
use confab::settings::{Marks, MessageTypes, ReadMarks, Reports};
use confab::store::{Access, Store};
use confab::sync::Reader;
use confab::transfer::FileSettings;

use chrono::TimeDelta;
use tempfile::TempDir;
use uuid::Uuid;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

pub const CORA: PersonId = PersonId::new(Uuid::from_u128(3));
pub const PEOPLE: [(PersonId, &str); 3] = [(ME, "Asha"), (BEN, "Ben"), (CORA, "Cora")];
const CREW: conversation::Id = conversation::Id::Group(GroupId::new(Uuid::from_u128(12)));
pub const PLACES: usize = 3;

/// An action of one person; messages are picked from all that exist.
#[derive(Debug, Clone)]
pub enum Act {
    Post(usize),
    Reply(usize),
    Edit(usize),
    Delete(usize),
    Tag(usize),
    Pin(usize, bool),
    Archive(usize, bool),
    Star(usize, bool),
    Read(usize, bool),
    React(usize, bool),
    Report(usize),
    Share(usize, usize),
}

/// One thing that one of them does.
#[derive(Debug, Clone)]
pub enum Turn {
    Does(usize, Act),
    Publishes(usize, Fate),
    Reads(usize, Fate),
}

#[derive(Debug, Clone)]
pub enum Beat {
    Turn(Turn),
    /// A frozen call in flight, while the others continue.
    OnItsWay(usize, Fate, Vec<Turn>),
    /// Restarts, with a clock that is off by this many minutes.
    Restarts(usize, i64),
    /// Reads everything that has arrived.
    Looks(usize),
    /// Undoes the last [`Beat::Looks`], unless the program was restarted since.
    UndoesLook(usize),
    /// Minutes.
    Passes(u64),
}

/// The condition under test; each has a separate test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// In the end every client shows what the server has.
    Agreement,
    /// In the end the server has the author's latest text.
    Words,
    /// Every arriving message is unread until it is seen, whatever its date.
    Unread,
}

struct Person {
    id: PersonId,
    name: &'static str,
    folder: TempDir,
    /// A direct connection, to check the rows that are drawn.
    file: rusqlite::Connection,
    session: Session,
    /// Taken out while one of its calls is in flight.
    publisher: Option<Publisher>,
    reader: Reader,
    clock: Clock,
    off: i64,
    /// The messages that they have not looked at.
    unread: BTreeSet<Uuid>,
    /// Those that the last look read.
    looked: BTreeSet<Uuid>,
    looked_at: i64,
    /// Those that arrived after newer messages, and may be out of view.
    behind: BTreeSet<Uuid>,
}

struct Play {
    town: Town,
    demand: Demand,
    people: Vec<Person>,
    /// In the order in which they were written, with who wrote them.
    messages: Vec<(MessageId, usize)>,
    /// The latest text of each message by its author.
    words: HashMap<MessageId, String>,
    numbers: u128,
    truth: Clock,
}

/// The id of the conversation for this person.
fn place(of: PersonId, place: usize) -> conversation::Id {
    match place % PLACES {
        0 => GENERAL,
        1 => CREW,
        _ => conversation::Id::Direct(if of == ME { BEN } else { ME }),
    }
}

const fn switch(on: bool) -> Switch {
    if on { Switch::On } else { Switch::Off }
}

impl Person {
    fn start(id: PersonId, name: &'static str, folder: TempDir, town: &Town, now: Clock, off: i64) -> Self {
        let clock = Clock::tokio(now.now() + TimeDelta::minutes(off));
        let store = Store::open(&folder.path().join("confab.db"), Access::Write).unwrap();
        let terms = Terms {
            me: id,
            me_name: name.to_owned(),
            company: CompanyId::new(Uuid::from_u128(99)),
            limits: Limits { messages: 5, bytes: 1_000_000 },
            kinds: MessageTypes::ALL,
            types: TypeNames::default(),
            marks: Marks::default(),
            measure: Measure { envelope: 120, element: |element, _| element.len() + 1 },
        };
        let line = town.line(id);
        let reader =
            Reader::new(store.clone(), line.clone(), id, MessageTypes::default(), Board::default(), clock);
        let session = Session::new(Setup {
            file_settings: FileSettings::beside(&store),
            store,
            me: Me::member(id, name),
            clock,
            line: Some((line, terms)),
            read_every: None,
            max_text: 0,
            reports: Reports::OnMessage,
            review: confab::settings::Review::default(),
            read_marks: ReadMarks::default(),
        });
        let publisher = session.publisher();
        let file = rusqlite::Connection::open(folder.path().join("confab.db")).unwrap();
        let (unread, looked, behind) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self {
            id,
            name,
            folder,
            file,
            session,
            publisher,
            reader,
            clock,
            off,
            unread,
            looked,
            looked_at: i64::MIN / 2,
            behind,
        }
    }

    /// The messages of others that are drawn.
    fn others(&self) -> BTreeSet<Uuid> {
        let sql = "SELECT id FROM message WHERE shown = 1 AND deleted = 0 AND author <> ?1";
        let mut drawn = self.file.prepare_cached(sql).unwrap();
        let ids = drawn.query_map([self.id.uuid().as_bytes()], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        ids.map(|id| Uuid::from_slice(&id.unwrap()).unwrap()).collect()
    }

    /// The position of the newest message in a conversation.
    fn newest(&self, place: conversation::Id) -> i64 {
        let sql =
            "SELECT coalesce(max(ticks), 0) FROM message WHERE substr(conversation, 2) = ?1 AND shown = 1";
        let mut newest = self.file.prepare_cached(sql).unwrap();
        newest.query_row([place.uuid().as_bytes()], |row| row.get(0)).unwrap()
    }

    /// The position of a message.
    fn ticks(&self, id: Uuid) -> i64 {
        let mut ticks = self.file.prepare_cached("SELECT ticks FROM message WHERE id = ?1").unwrap();
        ticks.query_row([id.as_bytes()], |row| row.get(0)).unwrap()
    }

    /// A message as it is drawn: text, deleted, pinned, archived, reported, starred.
    fn drawn(&self, id: Uuid) -> Option<Drawn> {
        let sql = "SELECT text, deleted, pinned_by IS NOT NULL, archived, coalesce(reported, ''),
                          starred_by IS NOT NULL FROM message WHERE id = ?1";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Drawn {
                text: row.get(0)?,
                is_deleted: row.get(1)?,
                is_pinned: row.get(2)?,
                is_archived: row.get(3)?,
                reported: row.get(4)?,
                is_starred: row.get(5)?,
            })
        };
        self.file.prepare_cached(sql).unwrap().query_row([id.as_bytes()], read).ok()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Drawn {
    text: String,
    is_deleted: bool,
    is_pinned: bool,
    is_archived: bool,
    reported: String,
    is_starred: bool,
}

impl Play {
    fn id(&mut self) -> MessageId {
        self.numbers += 1;
        MessageId::new(Uuid::from_u128(0xA_0000 + self.numbers))
    }

    fn text(&mut self, who: usize) -> String {
        self.numbers += 1;
        format!("{} {}", PEOPLE[who].1, self.numbers)
    }

    /// Any message, or only one of their own.
    fn pick(&self, pick: usize, own: Option<usize>) -> Option<MessageId> {
        let fits: Vec<_> =
            self.messages.iter().filter(|(_, author)| own.is_none_or(|who| who == *author)).collect();
        (!fits.is_empty()).then(|| fits[pick % fits.len()].0)
    }

    async fn act(&mut self, who: usize, act: &Act) -> Option<()> {
        let id = self.id();
        let here = PEOPLE[who].0;
        let post = |to, text, reply_to| {
            Wish::Post(Post { id, to, text, tags: Vec::new(), files: Vec::new(), reply_to })
        };
        let wish = match *act {
            Act::Post(at) => post(place(here, at), self.text(who), None),
            Act::Reply(pick) => {
                let parent = self.pick(pick, None)?;
                post(self.home(who, parent)?, self.text(who), Some(parent))
            }
            Act::Edit(pick) => Wish::Edit { message: self.pick(pick, Some(who))?, text: self.text(who) },
            Act::Delete(pick) => Wish::Delete { message: self.pick(pick, Some(who))? },
            Act::Tag(pick) => {
                Wish::Tag { message: self.pick(pick, Some(who))?, people: vec![PEOPLE[(who + 1) % 3].0] }
            }
            Act::Pin(pick, on) => {
                Wish::Mark { message: self.pick(pick, None)?, mark: Mark::Pin, state: switch(on) }
            }
            Act::Archive(pick, on) => {
                Wish::Mark { message: self.pick(pick, None)?, mark: Mark::Archive, state: switch(on) }
            }
            Act::Star(pick, on) => {
                Wish::Mark { message: self.pick(pick, None)?, mark: Mark::Star, state: switch(on) }
            }
            Act::Read(pick, on) => Wish::Read { message: self.pick(pick, None)?, state: switch(on) },
            Act::React(pick, on) => {
                let message = self.pick(pick, None)?;
                Wish::React { id, message, emoji: "👍".to_owned(), state: switch(on) }
            }
            Act::Report(pick) => {
                Wish::Report { message: self.pick(pick, None)?, reason: self.text(who), context: Switch::Off }
            }
            Act::Share(pick, at) => {
                let message = self.pick(pick, None)?;
                Wish::Share(Share {
                    id,
                    message,
                    to: place(here, at),
                    text: self.text(who),
                    tags: Vec::new(),
                })
            }
        };
        // Many are not allowed (not arrived here yet, deleted), which is part of the play.
        let kept = self.people[who].session.submit(wish).await.ok()?.message;
        let is_own =
            matches!(act, Act::Post(_) | Act::Reply(_) | Act::Edit(_) | Act::Tag(_) | Act::Share(..));
        if is_own {
            let said = self.people[who].drawn(kept.uuid())?.text;
            self.words.insert(kept, said);
        }
        if matches!(act, Act::Post(_) | Act::Reply(_) | Act::Share(..)) {
            self.messages.push((kept, who));
        }
        if matches!(act, Act::Delete(_)) {
            self.words.remove(&kept);
        }
        if let Act::Post(at) = act {
            // Writing in a conversation means having seen its messages, except those that arrived after newer ones.
            let seen = self.in_place(who, place(here, *at));
            let person = &mut self.people[who];
            person.unread.retain(|id| !seen.contains(id) || person.behind.contains(id));
        }
        Some(())
    }

    /// The conversation of the message for this person.
    fn home(&self, who: usize, message: MessageId) -> Option<conversation::Id> {
        let person = &self.people[who];
        (0..PLACES)
            .map(|at| place(person.id, at))
            .find(|at| self.in_place(who, *at).contains(&message.uuid()))
    }

    fn in_place(&self, who: usize, place: conversation::Id) -> BTreeSet<Uuid> {
        let sql = "SELECT id FROM message WHERE substr(conversation, 2) = ?1";
        let mut there = self.people[who].file.prepare_cached(sql).unwrap();
        let ids = there.query_map([place.uuid().as_bytes()], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        ids.map(|id| Uuid::from_slice(&id.unwrap()).unwrap()).collect()
    }

    async fn turn(&mut self, turn: &Turn) {
        match turn {
            Turn::Does(who, act) => drop(self.act(*who, act).await),
            Turn::Publishes(who, fate) => {
                let id = self.people[*who].id;
                self.town.fate(id, *fate);
                if let Some(mut publisher) = self.people[*who].publisher.take() {
                    publisher.step().await.unwrap();
                    self.people[*who].publisher = Some(publisher);
                }
                self.town.clear();
            }
            Turn::Reads(who, fate) => self.read(*who, *fate).await,
        }
    }

    async fn read(&mut self, who: usize, fate: Fate) {
        let before = self.people[who].others();
        let newest_before = (0..PLACES)
            .map(|at| place(self.people[who].id, at))
            .map(|at| (at, self.people[who].newest(at)))
            .collect::<Vec<_>>();
        self.town.fate(self.people[who].id, fate);
        self.people[who].reader.round().await.unwrap();
        self.town.clear();
        let after = self.people[who].others();
        for (at, newest) in newest_before {
            let there = self.in_place(who, at);
            let person = &mut self.people[who];
            let came = after.difference(&before).filter(|id| there.contains(*id));
            let behind: Vec<_> = came.copied().filter(|id| person.ticks(*id) < newest).collect();
            person.behind.extend(behind);
        }
        let person = &mut self.people[who];
        person.unread.extend(after.difference(&before));
        // A message deleted before it was seen does not count.
        person.unread.retain(|id| after.contains(id));
        if self.demand == Demand::Unread {
            self.assert_unread(who).await;
        }
    }

    async fn assert_unread(&self, who: usize) {
        let person = &self.people[who];
        let sidebar = person.session.sidebar().await.unwrap();
        for at in 0..PLACES {
            let place = place(person.id, at);
            let expected = self.in_place(who, place).intersection(&person.unread).count();
            let conversation = sidebar.conversations.iter().find(|conversation| conversation.id == place);
            let counted = conversation.map_or(0, |conversation| conversation.unread as usize);
            assert_eq!(counted, expected, "unread for {} in {place:?}", person.name);
        }
    }

    /// Freezes a call and lets the others go on before it arrives.
    async fn on_its_way(&mut self, who: usize, fate: Fate, meanwhile: &[Turn]) {
        let Some(mut publisher) = self.people[who].publisher.take() else { return };
        let (town, id) = (self.town.clone(), self.people[who].id);
        let mut arrived = town.hold(id);
        let others = async {
            arrived.changed().await.unwrap();
            for turn in meanwhile {
                self.turn(turn).await;
            }
            town.fate(id, fate);
            town.release(id);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            biased;
            step = publisher.step() => drop(step.unwrap()),
            () = others => {}
        }
        town.release(id);
        town.clear();
        self.people[who].publisher = Some(publisher);
    }

    fn restart(&mut self, who: usize, off: i64) {
        let old = self.people.remove(who);
        let Person { id, name, folder, unread, behind, .. } = old;
        let new = Person::start(id, name, folder, &self.town, self.truth, off);
        self.people.insert(who, Person { unread, behind, ..new });
    }

    async fn beat(&mut self, beat: &Beat) {
        match beat {
            Beat::Turn(turn) => self.turn(turn).await,
            Beat::OnItsWay(who, fate, meanwhile) => self.on_its_way(*who, *fate, meanwhile).await,
            Beat::Restarts(who, off) => self.restart(*who, *off),
            Beat::Looks(who) => {
                let person = &mut self.people[*who];
                person.session.mark_everything_read().await.unwrap();
                // Looks that follow at once are undone together.
                let now = person.clock.steady();
                if now - person.looked_at > 10_000 {
                    person.looked.clear();
                }
                person.looked_at = now;
                person.looked.append(&mut person.unread);
            }
            Beat::UndoesLook(who) => {
                let person = &mut self.people[*who];
                person.session.undo_mark_everything_read().await.unwrap();
                person.unread.append(&mut person.looked);
            }
            Beat::Passes(minutes) => tokio::time::sleep(Duration::from_secs(60 * minutes)).await,
        }
    }

    async fn publish_all(&mut self, who: usize) {
        let person = &mut self.people[who];
        let Some(publisher) = &mut person.publisher else { return };
        publisher.forget_back_off().await.unwrap();
        for _ in 0..200 {
            match publisher.step().await.unwrap() {
                Step::Went => {}
                Step::Idle { wake_at: None } | Step::Stopped => return,
                Step::Idle { wake_at: Some(until) }
                | Step::BackOff { until }
                | Step::ServerWait { until } => {
                    let left = (until - person.clock.millis()).max(0).unsigned_abs() + 1;
                    tokio::time::sleep(Duration::from_millis(left)).await;
                }
            }
        }
        panic!("{} never comes to rest", person.name);
    }

    /// Tries refused entries again, and gives up those refused for good.
    async fn retry(&mut self, who: usize, times: usize) -> bool {
        let session = self.people[who].session.clone();
        let waiting = session.outbox().await.unwrap();
        for line in &waiting {
            if matches!(line.state, WishState::Parked(_)) {
                let tried = session.retry(Which::One(line.entry)).await;
                if tried.is_err() || times > 3 {
                    let _ = session.discard(Which::One(line.entry)).await;
                    // A share of, or a reply to, a message that was discarded before it was sent is never sent.
                    if line.kind.makes_message() {
                        self.words.remove(&line.message);
                    }
                }
            }
        }
        waiting.is_empty()
    }

    /// Resolves every text conflict with the author's own text. True if there was none.
    async fn restore(&mut self, who: usize) -> bool {
        let person = &self.people[who];
        let undone: Vec<Vec<u8>> = {
            let sql = "SELECT id FROM message WHERE author = ?1 AND server_text IS NOT NULL AND deleted = 0
                          AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = message.id)";
            let mut asked = person.file.prepare_cached(sql).unwrap();
            let ids = asked.query_map([person.id.uuid().as_bytes()], |row| row.get(0)).unwrap();
            ids.map(Result::unwrap).collect()
        };
        for id in &undone {
            let id = MessageId::new(Uuid::from_slice(id).unwrap());
            person.session.resolve_text_conflict(id, Words::Ours).await.unwrap();
        }
        undone.is_empty()
    }

    /// Runs in clear weather until nobody has anything to send or to read.
    async fn settle(&mut self) {
        self.town.clear();
        for who in 0..PEOPLE.len() {
            self.restart(who, self.people[who].off);
        }
        let mut quiet = 0;
        for times in 0..60 {
            let before = self.town.look(|service| service.all().map(|stored| stored.touched).max());
            let mut is_done = true;
            for who in 0..PEOPLE.len() {
                self.read(who, Fate::Ordinary).await;
                self.publish_all(who).await;
                is_done &= self.retry(who, times).await;
                is_done &= self.restore(who).await;
            }
            tokio::time::sleep(Duration::from_secs(300)).await;
            let after = self.town.look(|service| service.all().map(|stored| stored.touched).max());
            quiet = if is_done && before == after { quiet + 1 } else { 0 };
            if quiet > 2 {
                return;
            }
        }
        panic!("they never come to rest");
    }

    fn assert_agreement(&self) {
        let all: BTreeMap<_, _> = self.town.look(|service| {
            let known = service.all().filter_map(|stored| Some((stored.message.id?, stored.clone())));
            known.collect()
        });
        for (id, stored) in all {
            let message = &stored.message;
            for person in &self.people {
                let is_here = message.channel_id.is_some()
                    || message.sender_id == Some(person.id.uuid())
                    || message.receiver_id == Some(person.id.uuid());
                if !is_here {
                    continue;
                }
                let theirs = Drawn {
                    text: message.message.clone().unwrap_or_default(),
                    is_deleted: message.is_deleted == Some(true),
                    is_pinned: message.is_pinned == Some(true),
                    is_archived: message.is_archieved == Some(true),
                    reported: message.report_message.clone().unwrap_or_default(),
                    is_starred: stored.starred.contains(&person.id.uuid()),
                };
                let ours = person.drawn(id);
                if theirs.is_deleted {
                    assert!(ours.is_none_or(|ours| ours.is_deleted), "{} has deleted {id}", person.name);
                    continue;
                }
                assert_eq!(ours, Some(theirs), "{id} at {}, and at the server", person.name);
            }
        }
    }

    fn assert_words(&self) {
        for (id, words) in &self.words {
            let theirs = self.town.look(|service| {
                service.stored(id.uuid()).map(|stored| stored.message.message.clone().unwrap_or_default())
            });
            assert_eq!(theirs.as_ref(), Some(words), "the last words of the author of {id}");
        }
    }
}

/// Plays; panics if the condition is violated.
pub async fn play(beats: &[Beat], demand: Demand) {
    fastrand::seed(1);
    let truth = Clock::tokio(noon());
    let people = PEOPLE.map(|(id, _)| id);
    let rooms = [(GENERAL.uuid(), "general"), (CREW.uuid(), "Crew")];
    let town = Town::new(&people, &rooms, truth);
    let begin = |(id, name)| Person::start(id, name, folder(), &town, truth, 0);
    let people = PEOPLE.into_iter().map(begin).collect();
    let (messages, words) = (Vec::new(), HashMap::new());
    let mut play = Play { people, demand, messages, words, numbers: 0, truth, town: town.clone() };
    // The first reading brings history.
    for at in 0..PLACES {
        play.act(1, &Act::Post(at)).await;
    }
    play.publish_all(1).await;
    for who in 0..PEOPLE.len() {
        play.people[who].reader.round().await.unwrap();
        play.beat(&Beat::Looks(who)).await;
        play.publish_all(who).await;
    }
    tokio::time::sleep(Duration::from_secs(60)).await;
    for beat in beats {
        play.beat(beat).await;
    }
    play.settle().await;
    match demand {
        Demand::Agreement => play.assert_agreement(),
        Demand::Words => play.assert_words(),
        // Checked with every reading.
        Demand::Unread => {}
    }
}
