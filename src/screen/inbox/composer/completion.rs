//! Completions offered while a name is being typed: people after `@`, channels after `#`, emoji after `:`.
//!
//! Pure: it takes a text, a caret and the known names, and returns answers; accepting one is an edit of the text that
//! the composer makes. Nothing is offered inside code. Must not know: how it is drawn (`completion/view.rs`). Tests:
//! below.

pub mod view;

use super::fence;
use crate::chat::{ChannelId, PersonId, find, mention};
use crate::preferences::SkinTone;
use crate::screen::dialog::emoji;
use crate::screen::dialog::picker::rank;

use unicode_script::{Script, UnicodeScript as _};

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

/// A channel that can be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub id: ChannelId,
    pub name: String,
}

/// The names that can be completed, the most recently used first.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub people: &'a [Person],
    pub channels: &'a [Channel],
    pub tone: SkinTone,
}

/// The kind of name that is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Person,
    Channel,
    Emoji,
}

/// One completion that can be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Person(Person),
    Channel(Channel),
    Emoji { emoji: &'static str, name: &'static str },
}

impl Answer {
    /// The text that the answer inserts.
    pub fn text(&self) -> String {
        match self {
            Self::Person(person) => format!("@{} ", person.name),
            Self::Channel(channel) => format!("#{} ", channel.name),
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
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let mut nearest = before.len().saturating_sub(REACH).max(line);
    while !before.is_char_boundary(nearest) {
        nearest += 1;
    }
    let (at, sign) = before[nearest..]
        .char_indices()
        .rev()
        .find(|(_, letter)| matches!(letter, '@' | '＠' | '#' | '＃' | ':'))?;
    let start = nearest + at;
    if !leads(&before[..start]) || fence::at_end(&before[..start]) != fence::Place::Outside {
        return None;
    }
    let query = &before[start + sign.len_utf8()..];
    match sign {
        '@' | '＠' if !query.starts_with(char::is_whitespace) => Some((Kind::Person, start, query)),
        '#' | '＃' if !query.starts_with(char::is_whitespace) => Some((Kind::Channel, start, query)),
        ':' if query.chars().count() >= SHORTEST && query.chars().all(is_of_a_shortcode) => {
            Some((Kind::Emoji, start, query))
        }
        _ => None,
    }
}

/// True if a sign after this text can begin a name. Inside a word it cannot, as in an address; but scripts without
/// spaces have no other place for it, and Korean joins words to it.
fn leads(before: &str) -> bool {
    before.chars().next_back().is_none_or(|letter| {
        !letter.is_alphanumeric() || find::is_spaceless(letter) || letter.script() == Script::Hangul
    })
}

fn is_of_a_shortcode(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '+' | '-')
}

/// The completions for the text at the caret, if any.
pub fn offer(text: &str, caret: usize, names: Names<'_>) -> Option<Completion> {
    let (kind, start, query) = token(text, caret)?;
    let answers: Vec<Answer> = match kind {
        Kind::Person => best(names.people, |person| rank::rank(query, &person.name))
            .map(|person| Answer::Person(person.clone()))
            .collect(),
        Kind::Channel => best(names.channels, |channel| channel_rank(query, &channel.name))
            .map(|channel| Answer::Channel(channel.clone()))
            .collect(),
        Kind::Emoji => emoji::complete(query, names.tone, OFFERED)
            .into_iter()
            .map(|(emoji, name)| Answer::Emoji { emoji, name })
            .collect(),
    };
    // A name that is complete already is not offered again.
    let is_whole = match &answers[..] {
        [Answer::Person(Person { name, .. }) | Answer::Channel(Channel { name, .. })] => {
            query.trim_end() == name
        }
        _ => false,
    };
    if answers.is_empty() || is_whole {
        return None;
    }
    Some(Completion { range: start..caret, answers, chosen: 0 })
}

/// The entries that fit best, best first.
fn best<T>(all: &[T], rank: impl Fn(&T) -> Option<u32>) -> impl Iterator<Item = &T> {
    let mut found: Vec<(u32, &T)> = all.iter().filter_map(|one| rank(one).map(|rank| (rank, one))).collect();
    found.sort_by_key(|(rank, _)| Reverse(*rank));
    found.into_iter().take(OFFERED).map(|(_, one)| one)
}

/// How well a channel matches. A `#` also begins numbers and ends names, so a match must be plain: a part of the name,
/// and its beginning once there is a space.
fn channel_rank(query: &str, name: &str) -> Option<u32> {
    let (key, whole) = (find::key(query), find::key(name));
    let is_plain =
        if query.contains(char::is_whitespace) { whole.starts_with(&key) } else { whole.contains(&key) };
    if is_plain { rank::rank(query, name) } else { None }
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

    fn names(people: &[Person]) -> Names<'_> {
        Names { people, channels: &[], tone: SkinTone::None }
    }

    fn offered(text: &str, people: &[Person]) -> Vec<String> {
        answers(text, names(people))
    }

    fn answers(text: &str, names: Names<'_>) -> Vec<String> {
        offer(text, text.len(), names)
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
    fn a_sign_leads_in_scripts_without_spaces_and_in_its_wide_form() {
        let people = people(&["Ben Okri", "佐藤 花子", "김철수", "สมชาย ใจดี"]);
        assert_eq!(offered("資料は@佐", &people), ["@佐藤 花子 "]);
        assert_eq!(offered("資料は＠佐", &people), ["@佐藤 花子 "]);
        assert_eq!(offered("データー＠花", &people), ["@佐藤 花子 "]);
        assert_eq!(offered("자료는@김", &people), ["@김철수 "]);
        assert_eq!(offered("ถาม@สม", &people), ["@สมชาย ใจดี "]);
        assert_eq!(offered("ask ＠ｂｅｎ", &people), ["@Ben Okri "]);
        for text in ["ben@ok", "бен@ok", "5@ok", "é@ok"] {
            assert!(offered(text, &people).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_name_is_offered_without_its_accents() {
        let people = people(&["Cléo Dübois", "Cleopatra"]);
        assert_eq!(offered("@cleo d", &people), ["@Cléo Dübois "]);
        assert_eq!(offered("@cle\u{301}o d", &people), ["@Cléo Dübois "]);
        assert_eq!(
            offered("@cleo", &people),
            ["@Cleopatra ", "@Cléo Dübois "],
            "the exact letters come first"
        );
    }

    #[test]
    fn a_channel_is_offered_by_any_part_of_its_name() {
        let channel = |(at, name): (usize, &&str)| Channel {
            id: ChannelId::new(Uuid::from_u128(at as u128 + 1)),
            name: (*name).to_owned(),
        };
        let channels: Vec<_> =
            ["general", "design-review", "Büro Süd", "設計"].iter().enumerate().map(channel).collect();
        let names = Names { people: &[], channels: &channels, tone: SkinTone::None };
        assert_eq!(answers("see #gen", names), ["#general "]);
        assert_eq!(answers("see #review", names), ["#design-review "]);
        assert_eq!(answers("see #buro s", names), ["#Büro Süd "]);
        assert_eq!(answers("続きは＃設", names), ["#設計 "]);
        assert_eq!(answers("#", names).len(), 4);
        for text in
            ["# gen", "see #12", "C#gen", "`#gen", "#general", "#general design", "#design re", "#gnrl"]
        {
            assert!(answers(text, names).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_closed_fence_on_one_line_is_no_code_any_more() {
        let people = people(&["Ben"]);
        assert_eq!(offered("```df -h``` @be", &people), ["@Ben "]);
        assert_eq!(offered("```df -h```\n@be", &people), ["@Ben "]);
        assert!(offered("``df ` @be", &people).is_empty());
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
        let mut open = offer("@", 1, names(&people)).unwrap();
        open.step(-1);
        assert_eq!(open.chosen(), 2);
        open.step(1);
        assert_eq!(open.chosen(), 0);
    }

    #[test]
    fn no_text_and_no_caret_makes_it_stumble() {
        for text in ["", "@", "é@é", "\u{10ffff}:ab", "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉 @b", "＠＃é`"]
        {
            for caret in 0..=text.len() + 1 {
                let _ = offer(text, caret, names(&people(&["Ben"])));
            }
        }
    }
}
