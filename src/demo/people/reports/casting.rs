//! Who plays which letter in a case.
//!
//! A small company has too few people for all letters; then some play none. Must not know: when something is said.
//! Tests: `tests/demo/reports.rs`.

use super::super::cases::{Place, Sketch};
use super::super::language;
use crate::chat::{Person, PersonId};
use crate::demo::chatter::Language;
use crate::demo::people::Company;

use std::collections::BTreeMap;

/// The people who are the same in every case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Regulars {
    /// The other reviewer.
    pub(super) colleague: PersonId,
    /// `X`: the author of several reported messages.
    offender: PersonId,
    /// `Z`: reports again and again.
    reporter: PersonId,
}

impl Regulars {
    /// A company has at least four people; the fourth belongs to the support staff.
    pub(super) fn of(company: &Company, chance: &mut fastrand::Rng) -> Self {
        let people = &company.people;
        let id = |index: usize| people[index.min(people.len() - 1)].id;
        let offender = if people.len() > 5 { chance.usize(4..people.len()) } else { 2 };
        let (colleague, offender) = (id(3), id(offender));
        // Whoever reads everything.
        let rooms = |person: &Person| {
            company.conversations.iter().filter(|room| room.members.contains(&person.id)).count()
        };
        let others = people.iter().skip(1).filter(|person| person.id != colleague && person.id != offender);
        let reporter = others.max_by_key(|person| rooms(person)).map_or(id(1), |person| person.id);
        Self { colleague, offender, reporter }
    }

    fn letter(self, letter: char) -> Option<PersonId> {
        match letter {
            'X' => Some(self.offender),
            'Z' => Some(self.reporter),
            _ => None,
        }
    }
}

/// A different person for every letter of a case; the user plays none.
#[derive(Debug)]
pub(super) struct Cast<'a> {
    people: BTreeMap<char, &'a Person>,
}

impl<'a> Cast<'a> {
    /// Members of the conversation; for direct messages, anybody.
    pub(super) fn of(
        sketch: &Sketch,
        company: &'a Company,
        members: &[PersonId],
        regulars: Regulars,
        chance: &mut fastrand::Rng,
    ) -> Self {
        let is_direct = matches!(sketch.place, Place::OfOthers(_)) && members.is_empty();
        let is_in =
            |person: &&Person| person.id != company.me.id && (is_direct || members.contains(&person.id));
        let mut others: Vec<&Person> = company.people.iter().filter(is_in).collect();
        chance.shuffle(&mut others);
        // The regulars play another part only in a small company, and the other reviewer comes last.
        others.sort_by_key(|person| match person.id {
            id if id == regulars.colleague => 2,
            id if id == regulars.offender || id == regulars.reporter => 1,
            _ => 0,
        });
        let letters = letters(sketch);
        let mut cast = Self { people: BTreeMap::new() };
        for letter in &letters {
            let known = regulars.letter(*letter).and_then(|id| company.person(id));
            if let Some(person) = known.filter(is_in) {
                cast.people.insert(*letter, person);
            }
        }
        others.retain(|person| !cast.has(person.id));
        for letter in letters {
            if cast.people.contains_key(&letter) {
                continue;
            }
            let wanted = spoken(sketch, letter);
            let fits = |person: &&Person| {
                wanted.is_some() && language(person) == wanted && person.id != regulars.colleague
            };
            let at = others.iter().position(fits).unwrap_or(0);
            if at < others.len() {
                cast.people.insert(letter, others.remove(at));
            }
        }
        cast
    }

    fn has(&self, id: PersonId) -> bool {
        self.people.values().any(|person| person.id == id)
    }

    /// The person who plays a letter.
    pub(super) fn person(&self, letter: char) -> Option<PersonId> {
        self.people.get(&letter).map(|person| person.id)
    }

    /// The name of the person who plays a letter.
    pub(super) fn name(&self, letter: char) -> String {
        self.people.get(&letter).map_or_else(String::new, |person| person.name.clone())
    }

    /// The other one of two.
    pub(super) fn other(&self, letter: char) -> Option<PersonId> {
        self.people.iter().find(|(known, _)| **known != letter).map(|(_, person)| person.id)
    }
}

/// The letters of a case, the important ones first.
fn letters(sketch: &Sketch) -> Vec<char> {
    let mut letters = Vec::new();
    let reporters = sketch.reports.iter().map(|report| report.who);
    let voices = sketch.said.iter().map(|said| said.who);
    for letter in sketch.author().into_iter().chain(reporters).chain(voices) {
        if !letters.contains(&letter) {
            letters.push(letter);
        }
    }
    letters
}

/// The language that a letter writes besides English.
fn spoken(sketch: &Sketch, letter: char) -> Option<Language> {
    sketch.said.iter().filter(|said| said.who == letter).find_map(|said| Language::of(said.text))
}
