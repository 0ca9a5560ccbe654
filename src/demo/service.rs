//! The server's state and rules: turns a request and the time into an answer. Pure: no sockets, clock or disk.
//!
//! As strict as `docs/server-api.md` 2.15: an upsert by id overwrites with the received values, elements are applied in
//! order, the call has one answer, and elements before a rejected one stay applied. A test can turn off each harshness.
//! Must not know: formats, weather, HTTP. Tests: `tests/demo/service.rs`.

mod answer;
mod query;
mod room;
mod upsert;

pub use answer::{Answer, Entry, Level};
pub use query::Query;
pub use room::{Marks, MarksKey, RoomOutcome};

use crate::chat::Stamp;
use crate::demo::attachments;
use crate::remote::wire;

use uuid::Uuid;

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A rule that makes life harder for clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harshness {
    /// A null text on a known id deletes the text.
    NullWipes,
    /// The server ignores the rest of an element with a star mark.
    StarAlone,
    /// A repeated message is marked as edited, even if nothing changed.
    RepeatIsEdit,
    /// Only members may write to a channel or group, except for a new report, and nobody to an unknown one.
    MembersOnly,
    /// `MessageType` 0, null or absent is rejected.
    NoKindZero,
    /// A reply or reaction to an unknown message is rejected.
    ParentFirst,
    /// An element with a value that does not parse is rejected.
    NoBadValues,
}

/// The server's behaviour.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manner {
    /// Rules that are turned off; see [`Manner::spare`].
    pub spared: BTreeSet<Harshness>,
    /// Maximum length of a text in characters; the rest is silently cut. `None` for no limit.
    pub keep_text: Option<usize>,
    /// The bearer token that every call needs.
    pub token: Option<String>,
    pub too_large: TooLarge,
}

/// The response to a body over the limit.
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
    /// All rules, and no limit for texts.
    pub fn harsh() -> Self {
        Self::default()
    }

    /// Turns one rule off.
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

/// A message as the server stores it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Without personal marks, which are in the two sets.
    pub message: wire::Message,
    /// Time of the last change by the server's clock, in 100 ns ticks since 1970 UTC.
    pub touched: i64,
    pub starred: BTreeSet<Uuid>,
    pub read: BTreeSet<Uuid>,
}

/// The result of a publish call.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub answer: Answer,
    /// Ids of new messages, in order.
    pub new: Vec<Uuid>,
    /// Ids of changed messages, including new ones.
    pub changed: BTreeSet<Uuid>,
    /// Ids of reactions that a later one replaced.
    pub gone: Vec<Uuid>,
}

/// The whole server.
#[derive(Debug)]
pub struct Service {
    manner: Manner,
    /// The user of the demo, who reads if no token names another person.
    person: Uuid,
    people: BTreeSet<Uuid>,
    rooms: BTreeMap<Uuid, Room>,
    marks: BTreeMap<MarksKey, Marks>,
    stored: HashMap<Uuid, Stored>,
    /// Message ids by the latest `LastSyncDateTime` that still finds them; see [`Service::messages`].
    order: BTreeSet<(i64, Uuid)>,
    reactions: HashMap<(Uuid, Uuid, String), Uuid>,
    made: u64,
}

impl Service {
    /// Sets the address of the invented people's files.
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

    /// A server without messages.
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
            marks: BTreeMap::new(),
            stored: HashMap::new(),
            order: BTreeSet::new(),
            reactions: HashMap::new(),
            made: 0,
        }
    }

    /// Changes the server's behaviour.
    #[must_use]
    pub fn with_manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    /// The server's behaviour.
    pub fn manner(&self) -> &Manner {
        &self.manner
    }

    /// The person who reads if no token names another one.
    pub fn person(&self) -> Uuid {
        self.person
    }

    /// `true` if the person is known.
    pub fn knows(&self, person: Uuid) -> bool {
        self.people.contains(&person)
    }

    /// A channel or group.
    pub fn room(&self, id: Uuid) -> Option<&Room> {
        self.rooms.get(&id)
    }

    /// Adds or replaces a channel or group.
    pub fn put_room(&mut self, room: Room) {
        self.rooms.insert(room.id, room);
    }

    /// A stored message.
    pub fn stored(&self, id: Uuid) -> Option<&Stored> {
        self.stored.get(&id)
    }

    /// All messages, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Stored> {
        self.stored.values()
    }

    /// Number of messages.
    pub fn count(&self) -> usize {
        self.stored.len()
    }

    /// Applies a publish call. `faults` comes from `binding`.
    pub fn publish(&mut self, request: &wire::Publish, faults: &Faults, now: Stamp) -> Outcome {
        upsert::publish(self, request, faults, now)
    }

    /// Answers a reading call of a person.
    pub fn messages(&self, query: &Query, asker: Uuid) -> Vec<wire::Message> {
        query::messages(self, query, asker)
    }

    /// Stores a message without checking rules, for the history and the journal.
    pub fn put(&mut self, stored: Stored) {
        let Some(id) = stored.message.id else { return };
        self.take(id);
        if let Some(key) = reaction_key(&stored.message) {
            self.reactions.insert(key, id);
        }
        self.order.insert((asked_from(&stored), id));
        self.stored.insert(id, stored);
    }

    /// Removes a message without checking rules.
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

/// The elements with a value that does not parse: index, and name of the field.
pub type Faults = BTreeMap<usize, String>;

/// The latest date of a message: a reader who asks from any of its dates gets it.
fn asked_from(stored: &Stored) -> i64 {
    let dates = [&stored.message.message_date_time, &stored.message.updated_date_time];
    dates.into_iter().flatten().map(wire::Date::ticks).fold(stored.touched, i64::max)
}

fn reaction_key(message: &wire::Message) -> Option<(Uuid, Uuid, String)> {
    let text = message.message.clone().unwrap_or_default();
    Some((message.parent_message_id?, message.reacted_by_user_id?, text))
}
