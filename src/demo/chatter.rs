//! What people say at work: the invented exchanges of `chatter.txt`, read into turns.
//!
//! The text file says how it is written. Slots are filled from the lists below, the same for a whole exchange, so
//! that a few dozen exchanges make a long and varied history. Must not know: who the people are, when they speak.
//! Tests: `tests/demo/people.rs`.

use std::collections::BTreeMap;

const TEXT: &str = include_str!("chatter.txt");

/// An exchange of a few turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The channel's name, or `group`, or `direct`.
    pub place: &'static str,
    pub turns: Vec<Turn>,
}

/// One turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// `M` is the person at the demo, other letters are colleagues, different letters different ones.
    pub who: char,
    pub act: Act,
    /// The text with its slots, or the emoji.
    pub text: &'static str,
}

/// What a turn does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Say,
    /// Says it, and somebody pins it.
    Announce,
    /// Sends the file that the text begins with, and says the rest.
    Attach,
    /// Says it, and corrects it a moment later.
    Correct,
    /// Says it, and the person at the demo stars it.
    Star,
    /// Says it, and somebody reports it.
    Report,
    /// Says it, and somebody archives it.
    Archive,
    /// Says it and takes it back.
    TakeBack,
    /// Passes on something of another conversation, with this comment.
    Share,
    /// Replies to the exchange's first turn.
    Reply,
    /// Reacts to the last text before it.
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

/// Lines of the file that are no exchange: empty as long as the file is in order.
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
    "power supply",
    "antenna",
    "valve controller",
    "mounting kit",
    "display",
    "battery pack",
    "light meter",
];
const PLACES: [&str; 10] = [
    "the north site",
    "the nursery",
    "the orchard",
    "Hall 3",
    "the coast",
    "the valley",
    "the pilot farm",
    "the glasshouse",
    "the test field",
    "the island",
];
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
const DAYS: [&str; 6] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "next week"];
const SINCE: [&str; 5] = ["Monday", "Tuesday", "Thursday", "last week", "yesterday morning"];
const TIMES: [&str; 9] = ["9:30", "10:00", "11:15", "13:00", "14:30", "15:00", "16:15", "16:45", "17:30"];
const FILES: [&str; 6] = [
    "offer-second-site.pdf",
    "battery-tests.csv",
    "floor-plan.pdf",
    "rollout-plan.pdf",
    "price-list.csv",
    "plants-counted.csv",
];

/// The slots of one exchange, drawn once.
#[derive(Debug, Clone)]
pub struct Slots(BTreeMap<&'static str, String>);

impl Slots {
    /// Draws every slot.
    pub fn draw(chance: &mut fastrand::Rng) -> Self {
        let mut one = |list: &[&'static str]| list[chance.usize(..list.len())].to_owned();
        let mut slots: BTreeMap<&'static str, String> = [
            ("part", one(&PARTS)),
            ("place", one(&PLACES)),
            ("customer", one(&CUSTOMERS)),
            ("day", one(&DAYS)),
            ("since", one(&SINCE)),
            ("time", one(&TIMES)),
            ("time2", one(&TIMES)),
            ("file", one(&FILES)),
        ]
        .into();
        slots.insert("n", chance.u32(2..60).to_string());
        let version = format!("{}.{}.{}", chance.u8(2..6), chance.u8(0..20), chance.u8(0..9));
        slots.insert("version", version);
        Self(slots)
    }

    /// The file named in this exchange.
    pub fn file(&self) -> &str {
        self.0.get("file").map_or("notes.txt", String::as_str)
    }

    /// Fills a text. `{@B}` becomes `@` and the name of that letter, which is also noted in `tagged`.
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
                // A brace of somebody's code.
                None => {
                    out.push('{');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        // A slot at the beginning of a sentence: "the orchard" becomes "The orchard".
        match out.chars().next() {
            Some(first) if text.starts_with('{') && first.is_lowercase() => {
                first.to_uppercase().chain(out.chars().skip(1)).collect()
            }
            Some(_) | None => out,
        }
    }
}
