//! The invented company: who works there, where they talk, and what they said over the last days.
//!
//! Everything follows from a seed, a size and the moment it is asked for, so runs repeat. Names are put together from
//! lists; nobody is meant. Must not know: the service, the wire. Tests: `tests/demo/people.rs`.

mod history;

use crate::chat::person::Role;
use crate::chat::{
    ChannelId, CompanyId, Conversation, GroupId, Message, Person, PersonId, Stamp, conversation,
};

use uuid::Uuid;

/// How large a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The person at the demo among them; at least 4.
    pub people: usize,
    /// Reactions among them.
    pub messages: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self { people: 24, messages: 400 }
    }
}

/// A company and its history, ready for a store and for the service.
#[derive(Debug, Clone)]
pub struct Company {
    pub id: CompanyId,
    /// The person at the demo.
    pub me: Person,
    /// Everybody, the person at the demo first.
    pub people: Vec<Person>,
    /// Channels, groups and direct talks; the person at the demo is in all of them.
    pub conversations: Vec<Conversation>,
    /// Oldest first. Read and unread, pins and the rest are as the person at the demo sees them.
    pub messages: Vec<Message>,
}

impl Company {
    /// Invents a company. `now` is the latest moment that anybody said something before.
    pub fn invent(seed: u64, size: Size, now: Stamp) -> Self {
        let mut chance = fastrand::Rng::with_seed(seed);
        let id = CompanyId::new(fresh(&mut chance));
        let people = crew(&mut chance, size.people.max(4));
        let conversations = conversations(&mut chance, &people);
        let messages = history::write(&mut chance, &people, &conversations, size.messages, now);
        let me = people[0].clone();
        Self { id, me, people, conversations, messages }
    }

    /// A person by id.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// A conversation by id.
    pub fn conversation(&self, id: conversation::Id) -> Option<&Conversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }
}

/// The person at the demo.
const ME: &str = "Asha Rao";

/// Colleagues whose scripts and lengths a window must be able to show come first, so that small companies have them.
const FIRST_COLLEAGUES: [&str; 9] = [
    "Tomas Lindqvist",
    "林 小雨",
    "Yara Haddad",
    "Maximiliane von Hohenfels-Achterberg",
    "מיכל ברק",
    "佐々木 美咲",
    "Kwame Adjei-Boateng",
    "Siobhán Ní Dhuinn",
    "Артём Лебедев",
];
const GIVEN: [&str; 32] = [
    "Ada", "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Kaia", "Lorenzo",
    "Mina", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samir", "Tereza", "Ugo", "Vera", "Wanjiru",
    "Xenia", "Yusuf", "Zofia", "Anouk", "Bram", "Caio", "Dalia", "Emre", "Freya",
];
const FAMILY: [&str; 32] = [
    "Achterhuis",
    "Belmonte",
    "Castellan",
    "Drăgan",
    "Eskola",
    "Farrow",
    "Gül",
    "Halvorsen",
    "Ivarsson",
    "Jankov",
    "Kessler",
    "Lindholm",
    "Moreau",
    "Nakata",
    "Okafor",
    "Petrov",
    "Quist",
    "Reyes",
    "Sandoval",
    "Thorne",
    "Ueda",
    "Varga",
    "Whitlock",
    "Xu",
    "Yılmaz",
    "Zeller",
    "Bergstrøm",
    "Cvetko",
    "Duarte",
    "Ekström",
    "Fofana",
    "Grünwald",
];

fn crew(chance: &mut fastrand::Rng, count: usize) -> Vec<Person> {
    let combinations = GIVEN.len() * FAMILY.len();
    let start = chance.usize(..combinations);
    (0..count)
        .map(|index| {
            let name = match index.checked_sub(1) {
                None => ME.to_owned(),
                Some(index) => FIRST_COLLEAGUES.get(index).map_or_else(
                    || invented(index - FIRST_COLLEAGUES.len(), start, combinations),
                    |name| (*name).to_owned(),
                ),
            };
            let role = if index == 3 { Role::Support } else { Role::Member };
            Person { id: PersonId::new(fresh(chance)), name, role }
        })
        .collect()
}

/// A different name for every index: a step through all pairs that meets none twice, then with a number.
fn invented(index: usize, start: usize, combinations: usize) -> String {
    // 397 has no divisor in common with 32 × 32.
    let pair = (start + index * 397) % combinations;
    let name = format!("{} {}", GIVEN[pair % GIVEN.len()], FAMILY[pair / GIVEN.len()]);
    match index / combinations {
        0 => name,
        again => format!("{name} {}", again + 1),
    }
}

/// Name, and of how many people in ten it is.
const CHANNELS: [(&str, usize); 8] = [
    ("general", 10),
    ("engineering", 5),
    ("support", 5),
    ("releases", 6),
    ("operations", 4),
    ("design", 4),
    ("kitchen", 9),
    ("hiring", 3),
];
const GROUPS: [&str; 4] = ["Launch crew", "Office move", "Friday lunch", "Harvest fair planning committee"];
/// How many direct talks there are.
const DIRECTS: usize = 9;

fn conversations(chance: &mut fastrand::Rng, people: &[Person]) -> Vec<Conversation> {
    let me = people[0].id;
    let some = |chance: &mut fastrand::Rng, count: usize| {
        let mut others: Vec<PersonId> = people[1..].iter().map(|person| person.id).collect();
        chance.shuffle(&mut others);
        // Three others at least: an exchange has up to four voices.
        others.truncate(count.max(3));
        others.insert(0, me);
        others
    };
    let mut all = Vec::new();
    for (name, tenths) in CHANNELS {
        let members = some(chance, (people.len() - 1) * tenths / 10);
        let id = conversation::Id::Channel(ChannelId::new(fresh(chance)));
        all.push(Conversation { id, name: name.to_owned(), members });
    }
    for name in GROUPS {
        let count = chance.usize(3..=6);
        let members = some(chance, count);
        let id = conversation::Id::Group(GroupId::new(fresh(chance)));
        all.push(Conversation { id, name: name.to_owned(), members });
    }
    for person in people[1..].iter().take(DIRECTS) {
        let id = conversation::Id::Direct(person.id);
        all.push(Conversation { id, name: person.name.clone(), members: Vec::new() });
    }
    all
}

fn fresh(chance: &mut fastrand::Rng) -> Uuid {
    uuid::Builder::from_random_bytes(chance.u128(..).to_be_bytes()).into_uuid()
}
