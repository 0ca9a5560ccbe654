//! Completions offered while a name is being typed: people after `@`, emoji after `:`.
//!
//! Pure: it takes a text, a caret and the known people, and returns answers; accepting one is an edit of the text that
//! the composer makes. Nothing is offered inside code. Must not know: how it is drawn (`completion/view.rs`). Tests:
//! below.

pub mod view;

use super::fence;
use crate::chat::{PersonId, mention};
use crate::preferences::SkinTone;
use crate::screen::dialog::emoji;
use crate::screen::dialog::picker::rank;

use std::cmp::Reverse;
use std::ops::Range;

/// How many answers are offered at most.
const OFFERED: usize = 7;
/// How many bytes before the caret are searched for the start of a name.
const REACH: usize = 60;
/// How many letters of an emoji's name have to be typed.
const SHORTEST: usize = 2;

/// A person who can be mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
}

/// The kind of name that is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Person,
    Emoji,
}

/// One completion that can be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Person(Person),
    Emoji { emoji: &'static str, name: &'static str },
}

impl Answer {
    /// The text that the answer inserts.
    pub fn text(&self) -> String {
        match self {
            Self::Person(person) => format!("@{} ", person.name),
            Self::Emoji { emoji, .. } => format!("{emoji} "),
        }
    }
}

/// An open list of answers; it is never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the text that an answer replaces.
    pub range: Range<usize>,
    answers: Vec<Answer>,
    chosen: usize,
}

impl Completion {
    /// The answers, best first.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// The index of the answer that Enter accepts.
    pub const fn chosen(&self) -> usize {
        self.chosen
    }

    /// Moves the choice, wrapping around.
    pub fn step(&mut self, by: isize) {
        let count = self.answers.len().cast_signed();
        self.chosen = (self.chosen.cast_signed() + by).rem_euclid(count.max(1)).cast_unsigned();
    }
}

/// The kind of name being typed at the caret, where it begins, and the part typed so far.
pub fn token(text: &str, caret: usize) -> Option<(Kind, usize, &str)> {
    let before = text.get(..caret)?;
    if fence::at_end(before) == fence::Place::InCode {
        return None;
    }
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let mut nearest = before.len().saturating_sub(REACH).max(line);
    while !before.is_char_boundary(nearest) {
        nearest += 1;
    }
    let (at, sign) =
        before[nearest..].char_indices().rev().find(|(_, letter)| matches!(letter, '@' | ':'))?;
    let start = nearest + at;
    let leads = before[..start].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric());
    // An odd number of backticks before it on its line means that it is inside code.
    let in_code = before[line..start].matches('`').count() % 2 == 1;
    if !leads || in_code {
        return None;
    }
    let query = &before[start + 1..];
    match sign {
        '@' if !query.starts_with(char::is_whitespace) => Some((Kind::Person, start, query)),
        ':' if query.chars().count() >= SHORTEST && query.chars().all(is_of_a_shortcode) => {
            Some((Kind::Emoji, start, query))
        }
        _ => None,
    }
}

fn is_of_a_shortcode(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '+' | '-')
}

/// The completions for the text at the caret, if any.
pub fn offer(text: &str, caret: usize, people: &[Person], tone: SkinTone) -> Option<Completion> {
    let (kind, start, query) = token(text, caret)?;
    let answers: Vec<Answer> = match kind {
        Kind::Person => {
            let mut found: Vec<(u32, &Person)> = people
                .iter()
                .filter_map(|person| rank::rank(query, &person.name).map(|rank| (rank, person)))
                .collect();
            found.sort_by_key(|(rank, _)| Reverse(*rank));
            found.into_iter().take(OFFERED).map(|(_, person)| Answer::Person(person.clone())).collect()
        }
        Kind::Emoji => emoji::complete(query, tone, OFFERED)
            .into_iter()
            .map(|(emoji, name)| Answer::Emoji { emoji, name })
            .collect(),
    };
    // A name that is complete already is not offered again.
    let is_whole = matches!(&answers[..], [Answer::Person(only)] if query.trim_end() == only.name);
    if answers.is_empty() || is_whole {
        return None;
    }
    Some(Completion { range: start..caret, answers, chosen: 0 })
}

/// The people mentioned in a text, given those chosen from the list.
pub fn tagged(text: &str, chosen: &[PersonId], people: &[Person]) -> Vec<PersonId> {
    mention::tagged(text, chosen, people.iter().map(|person| (person.id, person.name.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn people(names: &[&str]) -> Vec<Person> {
        let person = |(at, name): (usize, &&str)| Person {
            id: PersonId::new(Uuid::from_u128(at as u128 + 1)),
            name: (*name).to_owned(),
        };
        names.iter().enumerate().map(person).collect()
    }

    fn offered(text: &str, people: &[Person]) -> Vec<String> {
        offer(text, text.len(), people, SkinTone::None)
            .map(|completion| completion.answers().iter().map(Answer::text).collect())
            .unwrap_or_default()
    }

    #[test]
    fn any_part_of_a_name_finds_a_person() {
        let people = people(&["Ben Okri", "Chiara Lombardi", "佐藤 花子"]);
        assert_eq!(offered("hello @ok", &people), ["@Ben Okri "]);
        assert_eq!(offered("@chiara lo", &people), ["@Chiara Lombardi "]);
        assert_eq!(offered("(@花", &people), ["@佐藤 花子 "]);
        assert_eq!(offered("@", &people).len(), 3);
        assert!(offered("ben@ok", &people).is_empty(), "an address is no tag");
        assert!(offered("@ ok", &people).is_empty());
        assert!(offered("@Ben Okri", &people).is_empty(), "it stands there already");
        assert!(offered("@Ben Okri and so on", &people).is_empty());
    }

    #[test]
    fn emoji_are_offered_from_the_second_letter_on_and_not_in_times_or_code() {
        assert_eq!(offered("done :tada", &[]), ["🎉 "]);
        assert!(offered("at 10:30", &[]).is_empty());
        assert!(offered("done :t", &[]).is_empty());
        assert!(offered("`a :tad", &[]).is_empty());
        assert!(offered("```\n:tad", &people(&["Tad"])).is_empty());
    }

    #[test]
    fn the_choice_goes_round() {
        let people = people(&["Ann", "Ben", "Cho"]);
        let mut open = offer("@", 1, &people, SkinTone::None).unwrap();
        open.step(-1);
        assert_eq!(open.chosen(), 2);
        open.step(1);
        assert_eq!(open.chosen(), 0);
    }

    #[test]
    fn no_text_and_no_caret_makes_it_stumble() {
        for text in ["", "@", "é@é", "\u{10ffff}:ab", "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉 @b"]
        {
            for caret in 0..=text.len() + 1 {
                let _ = offer(text, caret, &people(&["Ben"]), SkinTone::None);
            }
        }
    }
}
