//! One server for several people: the demo's service with a separate connection for each person, whose fate is set call
//! by call.
//!
//! As harsh as `docs/server-api.md` 2.15. Must not know: the people's actions (`play`).

use confab::chat::PersonId;
use confab::clock::Clock;
use confab::demo::service::{Answer, Faults, Query, Room, Service};
use confab::remote::wire::{self, json};
use confab::remote::{Call, Failure, Page, Reached, Receipt, Remote, Rest, Route, Search};

use futures::future::BoxFuture;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex};

/// Few, so that most readings have several pages.
const PAGE: usize = 20;

/// The fate of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Ordinary,
    /// It is applied; the answer is lost.
    LoseAnswer,
    /// It never arrives, and nobody can tell.
    LoseCall,
    Busy,
}

/// The server. Clones share it.
#[derive(Clone)]
pub struct Town {
    service: Arc<Mutex<Service>>,
    /// The fate of the next call of a person, publishing or reading.
    fates: Arc<Mutex<HashMap<Uuid, Fate>>>,
    /// People whose publish calls wait before they are applied.
    gates: Arc<Mutex<HashMap<Uuid, Arc<Semaphore>>>>,
    arrivals: Arc<watch::Sender<usize>>,
    clock: Clock,
}

impl Town {
    /// A server with these people, all of them in these rooms.
    pub fn new(people: &[PersonId], rooms: &[(Uuid, &str)], clock: Clock) -> Self {
        let people: Vec<_> = people.iter().map(|person| person.uuid()).collect();
        let members: BTreeSet<_> = people.iter().copied().collect();
        let room =
            |(id, name): &(Uuid, &str)| Room { id: *id, name: (*name).to_owned(), members: members.clone() };
        let service = Service::new(people[0], people.clone(), rooms.iter().map(room).collect::<Vec<_>>());
        Self {
            service: Arc::new(Mutex::new(service)),
            fates: Arc::default(),
            gates: Arc::default(),
            arrivals: Arc::new(watch::Sender::new(0)),
            clock,
        }
    }

    /// The connection of a person.
    pub fn line(&self, person: PersonId) -> Arc<dyn Remote> {
        Arc::new(Line { town: self.clone(), person: person.uuid() })
    }

    pub fn look<T>(&self, at: impl FnOnce(&Service) -> T) -> T {
        at(&self.service.lock().unwrap())
    }

    /// The fate of the next call of a person.
    pub fn fate(&self, person: PersonId, fate: Fate) {
        self.fates.lock().unwrap().insert(person.uuid(), fate);
    }

    /// Drops the fates of calls that were not made.
    pub fn clear(&self) {
        self.fates.lock().unwrap().clear();
    }

    /// Holds this person's publish calls unapplied from now on. The returned receiver changes when a call has arrived.
    pub fn hold(&self, person: PersonId) -> watch::Receiver<usize> {
        self.gates.lock().unwrap().insert(person.uuid(), Arc::new(Semaphore::new(0)));
        self.arrivals.subscribe()
    }

    pub fn release(&self, person: PersonId) {
        if let Some(gate) = self.gates.lock().unwrap().remove(&person.uuid()) {
            gate.add_permits(1_000);
        }
    }

    fn fate_of(&self, person: Uuid) -> Fate {
        self.fates.lock().unwrap().remove(&person).unwrap_or(Fate::Ordinary)
    }

    fn apply(&self, call: &Call) -> Result<Receipt, Failure> {
        let read = |element: &Arc<str>| json::read_message(element.as_bytes()).expect("an element");
        let request = wire::Publish {
            user_id: Some(call.user),
            company_id: Some(call.company),
            messages: call.elements.iter().map(read).collect(),
        };
        let now = self.clock.stamp();
        match self.service.lock().unwrap().publish(&request, &Faults::new(), now).answer {
            Answer::Done | Answer::Page(_) => Ok(Receipt::default()),
            Answer::Refused(entry) => Err(Failure::Refused(entry.message)),
        }
    }

    fn page(&self, search: Search, page: u32, asker: Uuid) -> Page {
        let (channel_id, receiver_id) = match search.within {
            Some(Route::Channel(room) | Route::Group(room)) => (Some(room), None),
            Some(Route::Direct(person)) => (None, Some(person)),
            None => (None, None),
        };
        let query = Query {
            channel_id,
            receiver_id,
            message_id: search.message,
            page_size: PAGE,
            page_number: page as usize,
            pagination: Some(true),
            last_sync: search.since,
            ..Query::default()
        };
        let messages = self.service.lock().unwrap().messages(&query, asker);
        let rest = if messages.len() < PAGE { Rest::None } else { Rest::Perhaps };
        Page { messages, notes: wire::Notes::default(), rest }
    }
}

struct Line {
    town: Town,
    person: Uuid,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line")
    }
}

fn lost() -> Failure {
    Failure::Unreachable { reached: Reached::Perhaps, words: "lost".to_owned() }
}

impl Remote for Line {
    fn publish(&self, call: Call) -> BoxFuture<'static, Result<Receipt, Failure>> {
        let (town, person) = (self.town.clone(), self.person);
        Box::pin(async move {
            let gate = town.gates.lock().unwrap().get(&person).cloned();
            if let Some(gate) = gate {
                town.arrivals.send_modify(|count| *count += 1);
                gate.acquire().await.unwrap().forget();
            }
            tokio::task::yield_now().await;
            match town.fate_of(person) {
                Fate::Ordinary => town.apply(&call),
                Fate::LoseAnswer => town.apply(&call).and(Err(lost())),
                Fate::LoseCall => Err(lost()),
                Fate::Busy => Err(Failure::Busy { status: 503, after: None }),
            }
        })
    }

    fn messages(&self, search: Search, page: u32) -> BoxFuture<'static, Result<Page, Failure>> {
        let (town, person) = (self.town.clone(), self.person);
        Box::pin(async move {
            tokio::task::yield_now().await;
            match town.fate_of(person) {
                Fate::Ordinary => Ok(town.page(search, page, person)),
                Fate::LoseAnswer | Fate::LoseCall => Err(lost()),
                Fate::Busy => Err(Failure::Busy { status: 503, after: None }),
            }
        })
    }
}
