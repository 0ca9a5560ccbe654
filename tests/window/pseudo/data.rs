//! What is the same in every language: names, texts by people, keys, sizes, and what a test lists besides.

use crate::world::{PEOPLE, World};

use confab::row::{Delivery, Upload, WishState};

const SENTENCES: &str = include_str!("../../../assets/language/en.ftl");

/// The letters that the pseudo-language replaces: one of them in a sentence is plain English.
const REPLACED: &str = "acdeginorstuyzACDEGINORSTUYZ";

/// Stands for data that was found.
const HERE: char = '\u{fffc}';

/// Known texts, the longest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Data {
    known: Vec<String>,
    /// Known inside a sentence only.
    literals: Vec<String>,
}

impl Data {
    /// These texts, the names of all people, and the literals of the file of sentences.
    pub fn of(known: &[&str]) -> Self {
        let quoted = SENTENCES.split("{ \"").skip(1).filter_map(|rest| rest.split("\" }").next());
        // Words alone would hide plain English.
        let literals = quoted.filter(|one| one.chars().any(|letter| !letter.is_alphabetic()));
        let literals = sorted(literals.map(str::to_owned).collect());
        Self { known: Vec::new(), literals }.with(known).with(&PEOPLE)
    }

    /// Everything that people wrote in a world, or that its server answered.
    pub fn of_world(world: &World) -> Self {
        let mut known: Vec<String> =
            world.conversations.iter().map(|conversation| conversation.name.clone()).collect();
        let reason = |upload: &Upload| match upload {
            Upload::Trouble(reason) => reason.clone(),
            Upload::Waits | Upload::NoStore => String::new(),
        };
        for row in world.history.values().flatten() {
            let message = &row.message;
            known.push(message.text.clone());
            known.extend(message.text.lines().map(|line| line.trim_start_matches("• ").replace("**", "")));
            known.extend(message.marks.reported.clone());
            let shared = message.shared.as_deref();
            known.extend(shared.map(|shared| shared.text.clone()));
            let files = message.files.iter().chain(shared.into_iter().flat_map(|shared| &shared.files));
            for file in files {
                known.extend(file.name.rsplit_once('.').map(|(_, ending)| ending.to_owned()));
                known.push(file.name.clone());
            }
            known.extend(row.files.iter().filter_map(|file| file.upload.as_ref()).map(reason));
            known.extend(row.reactions.iter().filter_map(|one| {
                emojis::get(&one.emoji).map_or(Some(one.emoji.clone()), |emoji| Some(emoji.name().to_owned()))
            }));
            if let Delivery::Parked { reason, .. } = &row.delivery {
                known.push(reason.clone());
            }
        }
        known.extend(world.earlier.values().flatten().map(|version| version.text.clone()));
        known.extend(world.drafts.values().map(|draft| draft.text.clone()));
        for line in &world.waiting {
            known.push(line.excerpt.clone());
            match &line.state {
                WishState::Parked(reason) | WishState::Quarantined(reason) => known.push(reason.clone()),
                WishState::Files(upload) => known.push(reason(upload)),
                WishState::Queued | WishState::InFlight | WishState::Behind(_) | WishState::Unanswered => {}
            }
        }
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        // A file of this world that cannot be drawn.
        Self::of(&["files.example.org", "This picture is incomplete or damaged."]).with(&known)
    }

    /// These texts too.
    #[must_use]
    pub fn with(mut self, known: &[&str]) -> Self {
        let shown = |text: &&str| text.chars().filter(|letter| !is_isolate(*letter)).collect::<String>();
        self.known.extend(known.iter().map(shown).filter(|one| one.chars().any(char::is_alphabetic)));
        self.known = sorted(self.known);
        self
    }

    /// What is known to either.
    pub fn and(self, other: &Self) -> Self {
        self.with(&other.known.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The text with a mark in place of all data, letter for letter.
    fn marked(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for one in &self.known {
            text = without(&text, one);
        }
        // Units follow numbers.
        for unit in ["kB", "MB", "GB"] {
            let parts: Vec<&str> = text.split(unit).collect();
            let after_number = |part: &&str| part.trim_end().ends_with(|last: char| last.is_ascii_digit());
            if parts.len() > 1 && parts[..parts.len() - 1].iter().all(after_number) {
                text = parts.join(&HERE.to_string().repeat(unit.len()));
            }
        }
        text
    }

    /// The part of a text that is neither in the pseudo-language nor data.
    pub fn plain_part(&self, text: &str) -> Option<String> {
        let text: String = text.chars().filter(|letter| !is_isolate(*letter)).collect();
        if is_key(&text) || emojis::iter().any(|emoji| emoji.name() == text) {
            return None;
        }
        let text = match text.rsplit_once("  ") {
            Some((words, key)) if is_key(key) => words,
            _ => &text,
        };
        let text = self.marked(text);
        let (mut depth, mut inside) = (0_i32, text.clone());
        for literal in &self.literals {
            inside = without(&inside, literal);
        }
        for (letter, lettered) in inside.chars().zip(text.chars()) {
            match letter {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            let is_plain = match depth {
                0 => lettered.is_alphabetic(),
                1.. => REPLACED.contains(letter),
                _ => true,
            };
            if is_plain {
                return Some(text);
            }
        }
        (depth != 0).then_some(text)
    }

    /// The text without the data at its end.
    pub fn without_end<'a>(&self, text: &'a str) -> &'a str {
        let marked = self.marked(text);
        let is_end = |letter: char| letter == HERE || !letter.is_alphabetic();
        let begin = marked.trim_end_matches(is_end).chars().count();
        let ends_with_data = marked.chars().skip(begin).any(|letter| letter == HERE);
        if !ends_with_data {
            return text;
        }
        text.char_indices().nth(begin).map_or(text, |(at, _)| &text[..at])
    }
}

fn sorted(mut known: Vec<String>) -> Vec<String> {
    known.sort_by(|one, other| other.chars().count().cmp(&one.chars().count()).then(one.cmp(other)));
    known.dedup();
    known
}

/// The text with marks, as many as letters, in place of `known` wherever it is not a part of a word.
fn without(text: &str, known: &str) -> String {
    let mut rest = text;
    let mut marked = String::with_capacity(text.len());
    while let Some(at) = rest.find(known) {
        let (before, from) = rest.split_at(at);
        let after = &from[known.len()..];
        let is_part = |near: Option<char>| near.is_some_and(char::is_alphanumeric);
        marked.push_str(before);
        let inside_a_word = (is_part(known.chars().next()) && is_part(marked.chars().next_back()))
            || (is_part(known.chars().next_back()) && is_part(after.chars().next()));
        if inside_a_word {
            marked.push_str(known);
        } else {
            marked.extend(known.chars().map(|_| HERE));
        }
        rest = after;
    }
    marked.push_str(rest);
    marked
}

/// Marks the direction of a name; it is not drawn.
fn is_isolate(letter: char) -> bool {
    matches!(letter, '\u{2066}'..='\u{2069}')
}

/// True for a key with its modifiers.
fn is_key(text: &str) -> bool {
    let mut cap = text;
    for modifier in ["Ctrl+", "Alt+", "Shift+"] {
        cap = cap.strip_prefix(modifier).unwrap_or(cap);
    }
    let named = [
        "Enter",
        "Esc",
        "Tab",
        "Space",
        "Home",
        "End",
        "Page Up",
        "Page Down",
        "Del",
        "Backspace",
        "Menu",
        "F5",
        "F6",
        "F10",
    ];
    cap.chars().count() == 1 || named.contains(&cap)
}
