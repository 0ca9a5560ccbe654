//! The conversations of `chatter.txt`, parsed into exchanges and turns.
//!
//! The text file explains its syntax. Slots are filled from the lists below, once per exchange, so that the same
//! exchange reads differently in a long history. Must not know: who the people are, when they speak.
//! Tests: `tests/demo/people.rs`.

use std::collections::BTreeMap;

const TEXT: &str = include_str!("chatter.txt");

/// A few turns that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The channel's name, or `group`, or `direct`, or `today`.
    pub place: &'static str,
    pub turns: Vec<Turn>,
}

impl Exchange {
    /// The language that a letter writes besides English.
    pub fn language(&self, who: char) -> Option<Language> {
        self.turns.iter().filter(|turn| turn.who == who).find_map(|turn| Language::of(turn.text))
    }

    /// The languages of all its turns besides English.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        self.turns.iter().filter_map(|turn| Language::of(turn.text))
    }
}

/// A language that is recognized by its script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    Arabic,
    Chinese,
    Hebrew,
    Japanese,
    Russian,
}

impl Language {
    /// The language of a text; `None` for one in Latin letters alone.
    pub fn of(text: &str) -> Option<Self> {
        let has = |range: std::ops::RangeInclusive<char>| text.chars().any(|c| range.contains(&c));
        if has('\u{3040}'..='\u{30ff}') {
            Some(Self::Japanese)
        } else if has('\u{4e00}'..='\u{9fff}') {
            Some(Self::Chinese)
        } else if has('\u{0590}'..='\u{05ff}') {
            Some(Self::Hebrew)
        } else if has('\u{0600}'..='\u{06ff}') {
            Some(Self::Arabic)
        } else if has('\u{0400}'..='\u{04ff}') {
            Some(Self::Russian)
        } else {
            None
        }
    }
}

/// One message or reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// `M` is the user of the demo; every other letter is a different colleague.
    pub who: char,
    pub act: Act,
    /// The text with its slots, or the emoji.
    pub text: &'static str,
}

/// The kind of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Say,
    /// A message that its author pins.
    Announce,
    /// A message with a file, whose name is the first word of the text.
    Attach,
    /// A message that its author edits a moment later.
    Correct,
    /// A message that the user of the demo stars.
    Star,
    /// A message that is reported.
    Report,
    /// A message that is archived.
    Archive,
    /// A message that its author deletes.
    TakeBack,
    /// A share of a message from another conversation, with this comment.
    Share,
    /// A reply in the thread of the exchange's first turn.
    Reply,
    /// A reaction to the message before it.
    React,
}

/// All exchanges, in the order of the file.
pub fn exchanges() -> Vec<Exchange> {
    TEXT.split("\n\n").filter_map(exchange).collect()
}

fn exchange(block: &'static str) -> Option<Exchange> {
    let mut lines = block.lines().filter(|line| !line.starts_with(';') && !line.trim().is_empty());
    let place = lines.next()?.strip_prefix('[')?.strip_suffix(']')?;
    let turns: Vec<Turn> = lines.filter_map(turn).collect();
    (!turns.is_empty()).then_some(Exchange { place, turns })
}

fn turn(line: &'static str) -> Option<Turn> {
    let who = line.chars().next().filter(char::is_ascii_uppercase)?;
    let rest = &line[1..];
    let acts = [
        ("!: ", Act::Announce),
        ("*: ", Act::Correct),
        ("^: ", Act::Star),
        ("%: ", Act::Report),
        ("#: ", Act::Archive),
        ("-: ", Act::TakeBack),
        ("=: ", Act::Share),
        ("~", Act::Attach),
        (": ", Act::Say),
        ("> ", Act::Reply),
        ("+", Act::React),
    ];
    acts.into_iter().find_map(|(mark, act)| {
        let text = rest.strip_prefix(mark)?;
        Some(Turn { who, act, text })
    })
}

/// Lines of the file that do not parse; empty if the file is correct.
pub fn misread() -> Vec<&'static str> {
    let blocks = TEXT
        .split("\n\n")
        .filter(|block| block.lines().any(|line| !line.starts_with(';') && !line.trim().is_empty()));
    blocks
        .flat_map(|block| {
            let mut lines = block.lines().filter(|line| !line.starts_with(';') && !line.trim().is_empty());
            let head = lines.next().filter(|line| !(line.starts_with('[') && line.ends_with(']')));
            head.into_iter().chain(lines.filter(|line| turn(line).is_none())).collect::<Vec<_>>()
        })
        .collect()
}

const PARTS: [&str; 12] = [
    "soil probe",
    "gateway",
    "handheld",
    "humidity sensor",
    "leaf sensor",
    "power adapter",
    "rain gauge",
    "valve controller",
    "wind sensor",
    "display",
    "battery pack",
    "light meter",
];
const PLACES: [&str; 10] = [
    "the north site",
    "the nursery",
    "the orchard",
    "Hall 3",
    "the coast station",
    "the river site",
    "the pilot farm",
    "the glasshouse",
    "the test field",
    "the rooftop",
];
const TOWNS: [&str; 8] = ["Bergen", "Ghent", "Graz", "Leiden", "Lyon", "Malmö", "Porto", "Turin"];
const CUSTOMERS: [&str; 9] = [
    "the flower market",
    "the seed bank",
    "the botanical garden",
    "the wine growers",
    "the mushroom farm",
    "the city nursery",
    "the rose breeders",
    "the lettuce people",
    "the school garden",
];
const DAYS: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
const SINCE: [&str; 5] = ["Monday", "Tuesday", "Thursday", "last week", "yesterday morning"];
const TIMES: [&str; 9] = ["9:30", "10:00", "11:15", "13:00", "14:30", "15:00", "16:15", "16:45", "17:30"];
const FILES: [&str; 6] = [
    "battery-tests.csv",
    "harvest-figures.pdf",
    "plant-count.csv",
    "price-list.csv",
    "rollout-costs.pdf",
    "site-costs.csv",
];

/// The values of the slots in one exchange.
#[derive(Debug, Clone)]
pub struct Slots(BTreeMap<&'static str, String>);

impl Slots {
    /// Draws a value for every slot.
    pub fn draw(chance: &mut fastrand::Rng) -> Self {
        let mut one = |list: &[&'static str]| list[chance.usize(..list.len())].to_owned();
        let mut slots: BTreeMap<&'static str, String> = [
            ("part", one(&PARTS)),
            ("place", one(&PLACES)),
            ("town", one(&TOWNS)),
            ("customer", one(&CUSTOMERS)),
            ("day", one(&DAYS)),
            ("since", one(&SINCE)),
            ("time", one(&TIMES)),
            ("file", one(&FILES)),
        ]
        .into();
        slots.insert("n", chance.u32(2..60).to_string());
        let version = format!("{}.{}.{}", chance.u8(2..6), chance.u8(0..20), chance.u8(0..9));
        slots.insert("version", version);
        Self(slots)
    }

    /// The value of `{file}`.
    pub fn file(&self) -> &str {
        self.0.get("file").map_or("notes.txt", String::as_str)
    }

    /// Fills the slots of a text. `{@B}` becomes `@` and the name of that letter, which is added to `tagged`.
    pub fn fill(&self, text: &str, name: impl Fn(char) -> String, tagged: &mut Vec<char>) -> String {
        let text = text.replace("\\n", "\n");
        let mut out = String::with_capacity(text.len() + 16);
        let mut rest = text.as_str();
        while let Some(start) = rest.find('{') {
            out.push_str(&rest[..start]);
            let after = &rest[start + 1..];
            let known = after.find('}').and_then(|end| {
                let slot = &after[..end];
                let value = match slot.strip_prefix('@').and_then(|letter| letter.chars().next()) {
                    Some(letter) => {
                        tagged.push(letter);
                        format!("@{}", name(letter))
                    }
                    None => self.0.get(slot)?.clone(),
                };
                Some((value, end))
            });
            match known {
                Some((value, end)) => {
                    out.push_str(&value);
                    rest = &after[end + 1..];
                }
                // A brace in a piece of code.
                None => {
                    out.push('{');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        // A slot at the start of the text: "the orchard" becomes "The orchard".
        match out.chars().next() {
            Some(first) if text.starts_with('{') && first.is_lowercase() => {
                first.to_uppercase().chain(out.chars().skip(1)).collect()
            }
            Some(_) | None => out,
        }
    }
}
