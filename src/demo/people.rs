//! The invented company: its people, conversations and message history.
//!
//! A seed, a size and a moment determine everything, so runs repeat. Names are combined from lists and refer to no
//! real person. For a user who reviews reports, `reports` adds the cases of `cases`. Must not know: the service, the
//! wire. Tests: `tests/demo/people.rs`, `tests/demo/reports.rs`.

pub mod cases;
mod history;
mod reports;

pub use reports::{Case, Desk, Later};

use crate::chat::person::Role;
use crate::chat::{
    ChannelId, CompanyId, Conversation, GroupId, Message, Person, PersonId, Stamp, conversation,
};
use crate::demo::chatter::{self, Exchange, Language};

use uuid::Uuid;

use std::collections::BTreeSet;

/// The size of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Including the user of the demo; at least 4.
    pub people: usize,
    /// Including reactions.
    pub messages: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self { people: 24, messages: 400 }
    }
}

/// A company with its history.
#[derive(Debug, Clone)]
pub struct Company {
    pub id: CompanyId,
    /// The user of the demo.
    pub me: Person,
    /// All people; the user of the demo comes first.
    pub people: Vec<Person>,
    /// Channels, groups and direct messages; the user of the demo is in all of them.
    pub conversations: Vec<Conversation>,
    /// The group that gets reports. The user of the demo is in it only as a reviewer.
    pub reviewers: Conversation,
    /// Oldest first, with the marks that the user of the demo sees.
    pub messages: Vec<Message>,
    /// If the user of the demo is a reviewer: what is on the server besides.
    pub desk: Option<Desk>,
}

impl Company {
    /// Invents a company whose history ends before `now`.
    pub fn invent(seed: u64, size: Size, now: Stamp) -> Self {
        let mut chance = fastrand::Rng::with_seed(seed);
        let id = CompanyId::new(fresh(&mut chance));
        let people = crew(&mut chance, size.people.max(4));
        let exchanges = chatter::exchanges();
        let conversations = conversations(&mut chance, &people, &exchanges);
        let messages = history::write(&mut chance, &people, &conversations, &exchanges, size.messages, now);
        let me = people[0].clone();
        let reviewers = Conversation {
            id: conversation::Id::Group(GroupId::new(fresh(&mut chance))),
            name: REVIEWERS.to_owned(),
            members: people.iter().skip(2).take(2).map(|person| person.id).collect(),
        };
        Self { id, me, people, conversations, reviewers, messages, desk: None }
    }

    /// A person by id.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// A conversation by id.
    pub fn conversation(&self, id: conversation::Id) -> Option<&Conversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }

    /// The conversations that are on the server: also those that the user of the demo is not in.
    pub fn everywhere(&self) -> impl Iterator<Item = &Conversation> {
        let elsewhere = self.desk.iter().flat_map(|desk| &desk.elsewhere);
        self.conversations.iter().chain([&self.reviewers]).chain(elsewhere)
    }
}

/// The name of the group that gets reports.
const REVIEWERS: &str = "Reviewers";
/// The user of the demo.
const ME: &str = "Asha Rao";

/// The first colleagues, with the language that they write besides English. Unusual scripts and lengths come first, so
/// that small companies have them too.
const FIRST_COLLEAGUES: [(&str, Option<Language>); 9] = [
    ("Tomas Lindqvist", None),
    ("林 小雨", Some(Language::Chinese)),
    ("Yara Haddad", Some(Language::Arabic)),
    ("Maximiliane von Hohenfels-Achterberg", None),
    ("מיכל ברק", Some(Language::Hebrew)),
    ("佐々木 美咲", Some(Language::Japanese)),
    ("Kwame Adjei-Boateng", None),
    ("Siobhán Ní Dhuinn", None),
    ("Артём Лебедев", Some(Language::Russian)),
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
                    |(name, _)| (*name).to_owned(),
                ),
            };
            let role = if index == 3 { Role::Support } else { Role::Member };
            Person { id: PersonId::new(fresh(chance)), name, role }
        })
        .collect()
}

/// A different name for every index: steps through all pairs, then starts again with a number appended.
fn invented(index: usize, start: usize, combinations: usize) -> String {
    // 397 has no divisor in common with 32 × 32.
    let pair = (start + index * 397) % combinations;
    let name = format!("{} {}", GIVEN[pair % GIVEN.len()], FAMILY[pair / GIVEN.len()]);
    match index / combinations {
        0 => name,
        again => format!("{name} {}", again + 1),
    }
}

/// The name of each channel, and how many tenths of the company are in it.
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
/// Number of conversations with one other person.
const DIRECTS: usize = 9;

/// The language that a person writes besides English.
fn language(person: &Person) -> Option<Language> {
    FIRST_COLLEAGUES.iter().find(|(name, _)| *name == person.name).and_then(|(_, language)| *language)
}

fn conversations(chance: &mut fastrand::Rng, people: &[Person], exchanges: &[Exchange]) -> Vec<Conversation> {
    let me = people[0].id;
    let some = |chance: &mut fastrand::Rng, count: usize, place: &str| {
        let mut others: Vec<&Person> = people[1..].iter().collect();
        chance.shuffle(&mut others);
        // Whoever can write what is written here in another language than English.
        let written: BTreeSet<Language> =
            exchanges.iter().filter(|said| said.place == place).flat_map(Exchange::languages).collect();
        others.sort_by_key(|person| language(person).is_none_or(|own| !written.contains(&own)));
        // At least three others: an exchange has up to four voices.
        others.truncate(count.max(3));
        [me].into_iter().chain(others.into_iter().map(|person| person.id)).collect()
    };
    let mut all = Vec::new();
    for (name, tenths) in CHANNELS {
        let members = some(chance, (people.len() - 1) * tenths / 10, name);
        let id = conversation::Id::Channel(ChannelId::new(fresh(chance)));
        all.push(Conversation { id, name: name.to_owned(), members });
    }
    for name in GROUPS {
        let count = chance.usize(3..=6);
        let members = some(chance, count, "group");
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
