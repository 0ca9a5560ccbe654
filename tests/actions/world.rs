//! A company of three on the demo server at its harshest, and sessions on real files that talk to it over HTTP.

use crate::element::{BEN, CHI, CREW, DEE, Element, GENERAL, ME, Place, RANDOM, name, without_nulls};

use confab::changes::Board;
use confab::chat::person::Role;
use confab::chat::wish::Post;
use confab::chat::{
    ChannelId, CompanyId, Conversation, GroupId, Message, MessageId, Person, PersonId, conversation,
};
use confab::clock::Clock;
use confab::demo::listener::{Listener, Running};
use confab::demo::service::{Room, Service, Stored};
use confab::outbox::plan::Limits;
use confab::outbox::terms::{Measure, Terms};
use confab::outbox::worker::Step;
use confab::remote::http::{Endpoint, Format, Http};
use confab::remote::wire::{TypeNames, json};
use confab::remote::{Call, Failure, Page, Receipt, Remote, Rest, Search};
use confab::row::{Me, Span};
use confab::session::{Session, Setup};
use confab::settings::{Marks, MessageTypes, Reports, Review, Scope};
use confab::store::{Access, Store};
use confab::sync::{Reader, Round};

use futures::future::BoxFuture;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::Semaphore;
use uuid::Uuid;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The id of a conversation for the user.
pub fn place_id(place: Place) -> conversation::Id {
    match place {
        Place::Channel => conversation::Id::Channel(ChannelId::new(GENERAL)),
        Place::Direct => conversation::Id::Direct(PersonId::new(BEN)),
        Place::Group => conversation::Id::Group(GroupId::new(CREW)),
    }
}

pub fn random() -> conversation::Id {
    conversation::Id::Channel(ChannelId::new(RANDOM))
}

/// The server with its rooms and no messages.
pub async fn server() -> Running {
    let members: BTreeSet<_> = [ME, BEN, CHI].into();
    let room = |id, name: &str| Room { id, name: name.to_owned(), members: members.clone() };
    let rooms = [room(GENERAL, "general"), room(RANDOM, "random"), room(CREW, "Launch crew")];
    let service = Service::new(ME, [BEN, CHI, DEE], rooms);
    Listener::new(service).start(([127, 0, 0, 1], 0).into()).await.unwrap()
}

/// Adds an old message to the server.
pub fn put(server: &Running, element: &Element, starred: &[Uuid], read: &[Uuid]) {
    let bytes = serde_json::to_vec(element).unwrap();
    let message = json::read_message(&bytes).unwrap();
    let touched = message.message_date_time.as_ref().unwrap().ticks();
    let (starred, read) = (starred.iter().copied().collect(), read.iter().copied().collect());
    server.with_service(|service| service.put(Stored { message, touched, starred, read }));
}

/// A message as stored on the server, with its marks.
pub fn kept(server: &Running, id: Uuid) -> Option<(Element, Stored)> {
    let stored = server.with_service(|service| service.stored(id).cloned())?;
    let text = json::write_message(&stored.message, &TypeNames::default());
    let Value::Object(element) = without_nulls(serde_json::from_str(&text).unwrap()) else {
        panic!("an object")
    };
    Some((element, stored))
}

/// The text of a message on the server.
pub fn text_at(server: &Running, id: MessageId) -> String {
    kept(server, id.uuid()).unwrap().0["Message"].as_str().unwrap().to_owned()
}

/// A new message.
pub fn post(to: conversation::Id, text: &str) -> Post {
    Post {
        id: MessageId::fresh(),
        to,
        text: text.to_owned(),
        tags: Vec::new(),
        files: Vec::new(),
        reply_to: None,
    }
}

/// Every published element, in order.
pub fn recorded(server: &Running) -> Vec<Element> {
    let mut elements = Vec::new();
    for call in server.transcript().unwrap() {
        let body: Value = serde_json::from_str(call.body.unwrap().get()).unwrap();
        for element in body["Messages"].as_array().unwrap() {
            let Value::Object(element) = without_nulls(element.clone()) else { panic!("an object") };
            elements.push(element);
        }
    }
    elements
}

/// A fault of reading calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Trouble {
    #[default]
    Nothing,
    /// Read calls are answered with 503.
    Down,
    /// This many read calls are answered with 404.
    NotFound(usize),
    /// Reading one message is refused.
    Refused(Uuid),
    /// Reading by `MessageId` is answered with this status.
    ById(u16),
    /// Only reading by conversation works, and `MessageId` is ignored.
    ByConversation,
    /// The next answer takes half a second.
    Late,
}

/// HTTP whose answers wait at a gate, which keeps a call in flight. Read calls have separate faults.
#[derive(Debug, Clone)]
struct Gated(Http, Arc<Semaphore>, Arc<Mutex<Trouble>>);

impl Remote for Gated {
    fn publish(&self, call: Call) -> BoxFuture<'static, Result<Receipt, Failure>> {
        let (answer, gate) = (self.0.publish(call), Arc::clone(&self.1));
        Box::pin(async move {
            let answer = answer.await;
            drop(gate.acquire().await);
            answer
        })
    }

    fn messages(&self, search: Search, page: u32) -> BoxFuture<'static, Result<Page, Failure>> {
        let mut trouble = self.2.lock().unwrap();
        let mut search = search;
        let failure = match &mut *trouble {
            Trouble::Down => Some(Failure::Busy { status: 503, after: None }),
            Trouble::NotFound(left) if *left > 0 => {
                *left -= 1;
                Some(Failure::Unreadable(404))
            }
            Trouble::Refused(id) if search.message == Some(*id) => Some(Failure::Refused("No.".to_owned())),
            Trouble::ById(500) if search.message.is_some() => {
                Some(Failure::Busy { status: 500, after: None })
            }
            Trouble::ById(status) if search.message.is_some() => Some(Failure::Unreadable(*status)),
            Trouble::ByConversation if search.within.is_none() => {
                let nothing = Page {
                    messages: Vec::new(),
                    notes: confab::remote::wire::Notes::default(),
                    rest: Rest::None,
                };
                return Box::pin(async { Ok(nothing) });
            }
            Trouble::ByConversation => {
                search.message = None;
                None
            }
            Trouble::Late => {
                *trouble = Trouble::Nothing;
                let answer = self.0.messages(search, page);
                return Box::pin(async move {
                    let answer = answer.await;
                    tokio::time::sleep(Duration::from_millis(500)).await;
                    answer
                });
            }
            Trouble::Nothing | Trouble::NotFound(_) | Trouble::Refused(_) | Trouble::ById(_) => None,
        };
        match failure {
            Some(failure) => Box::pin(async move { Err(failure) }),
            None => self.0.messages(search, page),
        }
    }
}

/// A profile: a folder, a session, its connection.
pub struct Profile {
    pub session: Session,
    pub reader: Reader,
    pub gate: Arc<Semaphore>,
    pub trouble: Arc<Mutex<Trouble>>,
    store: Store,
    remote: Arc<dyn Remote>,
    folder: TempDir,
}

/// The differences of a profile from the usual one.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    pub person: Uuid,
    pub format: Format,
    pub messages: usize,
    pub reports: Reports,
    pub marks: Marks,
    pub clock: Clock,
    pub scope: Scope,
    pub role: Role,
    pub review: fn() -> Review,
    /// 0 means no limit.
    pub max_text: usize,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            person: ME,
            format: Format::Json,
            messages: 100,
            reports: Reports::OnMessage,
            marks: Marks::Whole,
            clock: Clock::System,
            scope: Scope::Account,
            role: Role::Member,
            review: Review::default,
            max_text: 0,
        }
    }
}

fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir()
        && let Ok(folder) = tempfile::tempdir_in(memory)
    {
        return folder;
    }
    tempfile::tempdir().unwrap()
}

impl Profile {
    /// A new profile that has read the server.
    pub async fn new(server: &Running, manner: Manner) -> Self {
        let mut profile = Self::open(server, manner, folder()).await;
        profile.read().await;
        profile
    }

    /// The same profile in a new session, as after a restart.
    pub async fn restarted(&mut self, server: &Running, manner: Manner) -> Self {
        let folder = std::mem::replace(&mut self.folder, folder());
        self.session.close().await;
        Self::open(server, manner, folder).await
    }

    async fn open(server: &Running, manner: Manner, folder: TempDir) -> Self {
        let store = Store::open(&folder.path().join("confab.db"), Access::Write).unwrap();
        let endpoint = Endpoint {
            url: server.url().clone(),
            publish_path: "Message/MessageApi/PublishMessagesToServer".to_owned(),
            read_path: "Message/MessageApi/GetUserOrChannelMessages".to_owned(),
            format: manner.format,
            headers: Vec::new(),
            ca_file: None,
            // The demo server takes the token as the user's id.
            token: Some(manner.person.to_string()),
            timeout: Duration::from_secs(20),
            type_names: TypeNames::default(),
        };
        let gate = Arc::new(Semaphore::new(1));
        let trouble = Arc::<Mutex<Trouble>>::default();
        let remote: Arc<dyn Remote> =
            Arc::new(Gated(Http::new(endpoint).unwrap(), Arc::clone(&gate), Arc::clone(&trouble)));
        let me = PersonId::new(manner.person);
        let terms = Terms {
            me,
            me_name: name(manner.person).to_owned(),
            company: CompanyId::new(Uuid::from_u128(0xc0)),
            limits: Limits { messages: manner.messages, bytes: 1_000_000 },
            kinds: MessageTypes::ALL,
            types: TypeNames::default(),
            marks: manner.marks,
            measure: Measure { envelope: 200, element: |element, _| element.len() + 1 },
        };
        let kinds = terms.kinds;
        let session = Session::new(Setup {
            file_settings: confab::transfer::FileSettings::beside(&store),
            store: store.clone(),
            me: Me { role: manner.role, ..Me::member(me, name(manner.person)) },
            clock: manner.clock,
            line: Some((Arc::clone(&remote), terms)),
            read_every: None,
            max_text: manner.max_text,
            reports: manner.reports,
            review: (manner.review)(),
            read_marks: confab::settings::ReadMarks::All,
        });
        let people = [ME, BEN, CHI, DEE].map(|id| Person {
            id: PersonId::new(id),
            name: name(id).to_owned(),
            role: Role::Member,
        });
        let rooms = [
            (random(), "random"),
            (place_id(Place::Channel), "general"),
            (place_id(Place::Group), "Launch crew"),
        ]
        .map(|(id, name)| Conversation { id, name: name.to_owned(), members: Vec::new() });
        session.merge_roster(people.into(), rooms.into()).await.unwrap();
        let reader =
            Reader::new(store.clone(), Arc::clone(&remote), me, kinds, Board::default(), Clock::System)
                .scoped(manner.scope)
                .telling(Arc::default());
        Self { session, reader, gate, trouble, store, remote, folder }
    }

    /// The path of its database.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("confab.db")
    }

    /// Reads new messages from the server.
    pub async fn read(&mut self) {
        assert_eq!(self.reader.round().await, Ok(Round::Read));
    }

    /// Reads as far as a reader does that is stopped before the end: nothing is noted as read to the end.
    pub async fn read_a_part(&mut self) {
        let (store, remote) = (self.store.clone(), Arc::clone(&self.remote));
        let me = self.session.me().id;
        let mut reader = Reader::new(store, remote, me, MessageTypes::ALL, Board::default(), Clock::System);
        assert_eq!(reader.round().await, Ok(Round::Read));
    }

    /// A message of the channel as it is drawn.
    pub async fn message(&self, id: MessageId) -> Message {
        let page = self.session.page(place_id(Place::Channel), Span::Latest).await.unwrap();
        page.rows.iter().find(|row| row.message.id == id).unwrap().message.clone()
    }

    /// Sends everything that can be sent.
    pub async fn drain(&self) -> Step {
        let mut publisher = self.session.publisher().unwrap();
        publisher.forget_back_off().await.unwrap();
        loop {
            match publisher.step().await.unwrap() {
                Step::Went => {}
                rest => return rest,
            }
        }
    }
}
