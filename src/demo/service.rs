//! The server's mind: a request and the time in, one answer out. Pure; no sockets, no clock, no disk.
//!
//! As harsh as `docs/server-api.md` 2.15 says: an upsert by id that overwrites with whatever came, elements in their
//! order, one envelope for the whole call, and what was applied before the refused element stays applied. Each
//! harshness can be spared for a single test. Must not know: formats, weather, HTTP. Tests: `tests/demo/service.rs`.

mod answer;
mod query;
mod room;
mod upsert;

pub use answer::{Answer, Entry, Level};
pub use query::Query;
pub use room::{RoomOutcome, Talk, TalkKey};

use crate::chat::Stamp;
use crate::demo::attachments;
use crate::remote::wire;

use uuid::Uuid;

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One way in which this server is harsher than a client would like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harshness {
    /// A null text on a known id wipes the text.
    NullWipes,
    /// A star mark makes the server ignore the rest of its element.
    StarAlone,
    /// A known id comes back as edited, even if it is the same new message again.
    RepeatIsEdit,
    /// Who is not a member of a channel or group may not write there, nor into one that nobody knows.
    MembersOnly,
    /// `MessageType` 0, null or absent is refused.
    NoKindZero,
    /// A reply or reaction to a message that is not here is refused.
    ParentFirst,
    /// A value that could not be read refuses its element.
    NoBadValues,
}

/// How this server behaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manner {
    /// Harshnesses it does without; see [`Manner::spare`].
    pub spared: BTreeSet<Harshness>,
    /// Characters of a text that are kept; the rest is cut without a word. `None`: all.
    pub keep_text: Option<usize>,
    /// A bearer token without which every call is answered 401.
    pub token: Option<String>,
    pub too_large: TooLarge,
}

/// What a body over the limit is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TooLarge {
    /// 413 with an HTML page.
    #[default]
    Payload,
    /// 404 with the HTML page of IIS's request filtering (404.13).
    NotFound,
    /// 500 with the HTML page of `maxRequestLength`.
    ServerError,
}

impl Manner {
    /// As harsh as it gets, without the cut of texts.
    pub fn harsh() -> Self {
        Self::default()
    }

    /// The same without one harshness.
    #[must_use]
    pub fn spare(mut self, harshness: Harshness) -> Self {
        self.spared.insert(harshness);
        self
    }

    fn is(&self, harshness: Harshness) -> bool {
        !self.spared.contains(&harshness)
    }
}

/// A channel or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    pub id: Uuid,
    pub name: String,
    pub members: BTreeSet<Uuid>,
}

/// A message as the server keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its personal marks are in the two sets instead.
    pub message: wire::Message,
    /// When it was last touched, by the server's clock, in 100 ns ticks since 1970 UTC.
    pub touched: i64,
    pub starred: BTreeSet<Uuid>,
    pub read: BTreeSet<Uuid>,
}

/// What one call did.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub answer: Answer,
    /// Ids that were not here before, in order.
    pub new: Vec<Uuid>,
    /// Ids whose message is different now, the new ones among them.
    pub changed: BTreeSet<Uuid>,
    /// Reactions that a later one replaced.
    pub gone: Vec<Uuid>,
}

/// The whole server.
#[derive(Debug)]
pub struct Service {
    manner: Manner,
    /// Whose messages a reading call gets when no token names somebody else.
    person: Uuid,
    people: BTreeSet<Uuid>,
    rooms: BTreeMap<Uuid, Room>,
    talks: BTreeMap<TalkKey, Talk>,
    stored: HashMap<Uuid, Stored>,
    /// By the last moment a reader could ask from; see [`Service::messages`].
    order: BTreeSet<(i64, Uuid)>,
    reactions: HashMap<(Uuid, Uuid, String), Uuid>,
    made: u64,
}

impl Service {
    /// Puts the files of the invented people below this address.
    pub fn place_files(&mut self, below: &url::Url) {
        let place = |file: &mut wire::File| {
            let invented = file.path.as_ref().filter(|path| path.starts_with(attachments::PREFIX));
            if let Some(found) = invented.and_then(|path| below.join(path).ok()) {
                file.path = Some(found.into());
            }
        };
        for stored in self.stored.values_mut() {
            let message = &mut stored.message;
            let shared = message.shared_message.as_mut().and_then(|shared| shared.files.as_mut());
            message.files.iter_mut().chain(shared).flatten().for_each(place);
        }
    }

    /// An empty server for a person and the rooms that exist.
    pub fn new(
        person: Uuid,
        people: impl IntoIterator<Item = Uuid>,
        rooms: impl IntoIterator<Item = Room>,
    ) -> Self {
        Self {
            manner: Manner::harsh(),
            person,
            people: people.into_iter().chain([person]).collect(),
            rooms: rooms.into_iter().map(|room| (room.id, room)).collect(),
            talks: BTreeMap::new(),
            stored: HashMap::new(),
            order: BTreeSet::new(),
            reactions: HashMap::new(),
            made: 0,
        }
    }

    /// The same with another manner.
    #[must_use]
    pub fn with_manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    /// How it behaves.
    pub fn manner(&self) -> &Manner {
        &self.manner
    }

    /// The person at this server who reads when nobody else is named.
    pub fn person(&self) -> Uuid {
        self.person
    }

    /// Whether it knows a person.
    pub fn knows(&self, person: Uuid) -> bool {
        self.people.contains(&person)
    }

    /// A channel or group.
    pub fn room(&self, id: Uuid) -> Option<&Room> {
        self.rooms.get(&id)
    }

    /// Adds a channel or group, or changes one.
    pub fn put_room(&mut self, room: Room) {
        self.rooms.insert(room.id, room);
    }

    /// A message as it is kept.
    pub fn stored(&self, id: Uuid) -> Option<&Stored> {
        self.stored.get(&id)
    }

    /// Every message, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Stored> {
        self.stored.values()
    }

    /// How many messages there are.
    pub fn count(&self) -> usize {
        self.stored.len()
    }

    /// Applies one publish call. `faults` are the elements with a value that could not be read, by index, each with
    /// the field's name: see `binding`.
    pub fn publish(&mut self, request: &wire::Publish, faults: &Faults, now: Stamp) -> Outcome {
        upsert::publish(self, request, faults, now)
    }

    /// Answers one reading call for a person.
    pub fn messages(&self, query: &Query, asker: Uuid) -> Vec<wire::Message> {
        query::messages(self, query, asker)
    }

    /// Puts a message in as it is, without any rule: history, and what a journal kept.
    pub fn put(&mut self, stored: Stored) {
        let Some(id) = stored.message.id else { return };
        self.take(id);
        if let Some(key) = reaction_key(&stored.message) {
            self.reactions.insert(key, id);
        }
        self.order.insert((asked_from(&stored), id));
        self.stored.insert(id, stored);
    }

    /// Takes a message out without any rule.
    pub fn take(&mut self, id: Uuid) -> Option<Stored> {
        let stored = self.stored.remove(&id)?;
        self.order.remove(&(asked_from(&stored), id));
        if let Some(key) = reaction_key(&stored.message)
            && self.reactions.get(&key) == Some(&id)
        {
            self.reactions.remove(&key);
        }
        Some(stored)
    }
}

/// Elements with a value that could not be read, by index: the field's name.
pub type Faults = BTreeMap<usize, String>;

/// The latest moment that a message bears: a reader who asks from any of its dates gets it.
fn asked_from(stored: &Stored) -> i64 {
    let dates = [&stored.message.message_date_time, &stored.message.updated_date_time];
    dates.into_iter().flatten().map(wire::Date::ticks).fold(stored.touched, i64::max)
}

fn reaction_key(message: &wire::Message) -> Option<(Uuid, Uuid, String)> {
    let text = message.message.clone().unwrap_or_default();
    Some((message.parent_message_id?, message.reacted_by_user_id?, text))
}
