//! Finds the names of people behind an `@`, in whatever Unicode form they are written.
//!
//! Where several names fit, the longest counts: `@Ben Okri` does not name Ben. The cost grows with the text plus the
//! people, not with their product. Pure. Tests: below.

use crate::chat::find::is_spaceless;
use crate::chat::fold::form;

use unicode_script::{Script, UnicodeScript as _};

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The letters that begin a mention: the usual one, and its wide and small forms.
pub const SIGNS: [char; 3] = ['@', '＠', '﹫'];
/// The placeholder for a tag in texts of the server's predecessor; placeholders are filled in order.
pub const PLACEHOLDER: &str = "{tag}";

/// The names to look for in a text.
#[derive(Debug, Default)]
pub struct Names<'a> {
    names: Vec<&'a str>,
    /// The first place of each name, by its compared form.
    places: HashMap<Cow<'a, str>, usize>,
    /// The lengths of those forms in bytes, longest first.
    lengths: Vec<usize>,
    /// Those that contain a mark of Markdown.
    marked: Option<Box<Names<'a>>>,
    pub(super) fills: bool,
}

/// A name found in a text.
pub(super) struct Named {
    /// The byte of the sign, and the length from there to the end of the name.
    pub at: usize,
    pub length: usize,
    pub place: usize,
}

impl<'a> Names<'a> {
    /// The names of people who may be named in a text.
    pub fn new(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&'a str> = names.into_iter().collect();
        let marked: Vec<&'a str> = names.iter().copied().filter(|name| name.contains(is_mark)).collect();
        let marked = (!marked.is_empty()).then(|| Box::new(Self::plain(marked)));
        Self { marked, ..Self::plain(names) }
    }

    /// Names of which none contains a mark.
    fn plain(names: Vec<&'a str>) -> Self {
        let mut places = HashMap::with_capacity(names.len());
        for (place, name) in names.iter().enumerate().filter(|(_, name)| !name.trim().is_empty()) {
            places.entry(form(name)).or_insert(place);
        }
        let mut lengths: Vec<usize> = places.keys().map(|name| name.len()).collect();
        lengths.sort_unstable_by(|one, other| other.cmp(one));
        lengths.dedup();
        Self { names, places, lengths, marked: None, fills: false }
    }

    /// The names of the people tagged in a message, in the order of its tags: they also fill its placeholders.
    pub fn of_tags(names: &'a [String]) -> Self {
        Self { fills: true, ..Self::new(names.iter().map(String::as_str)) }
    }

    /// No names.
    pub fn none() -> Self {
        Self::default()
    }

    /// The place of a name, in whatever form; people with the same name have the same place.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(&form(name)).copied()
    }

    /// The name at this place.
    pub fn get(&self, place: usize) -> Option<&'a str> {
        self.names.get(place).copied()
    }

    /// The names in a text, in order.
    pub(super) fn find(&self, text: &str) -> Vec<Named> {
        if self.lengths.is_empty() || !text.contains(SIGNS) {
            return Vec::new();
        }
        let formed = form(text);
        // In the compared form all signs are the same, and as many.
        let signs = text.match_indices(SIGNS).zip(formed.match_indices('@'));
        let mut found: Vec<Named> = Vec::new();
        for ((at, sign), (formed_at, _)) in signs {
            let follows = found.last().is_some_and(|last| last.at + last.length == at);
            if !follows && !begins_after(&text[..at]) {
                continue;
            }
            let Some(place) = self.longest(&formed[formed_at + 1..]) else { continue };
            let name = self.names.get(place).copied().unwrap_or_default();
            if let Some(length) = begins(&text[at + sign.len()..], name) {
                found.push(Named { at, length: sign.len() + length, place });
            }
        }
        found
    }

    /// The place of the longest name at the beginning of a text in its compared form.
    fn longest(&self, text: &str) -> Option<usize> {
        self.lengths.iter().find_map(|length| {
            let (name, place) = self.places.get_key_value(text.get(..*length)?)?;
            ends(name, text.get(*length..)?).then_some(*place)
        })
    }

    /// Where a text has names that contain marks of Markdown.
    pub(super) fn marked(&self, text: &str) -> Vec<Range<usize>> {
        let found = self.marked.as_ref().map(|marked| marked.find(text)).unwrap_or_default();
        found.into_iter().map(|named| named.at..named.at + named.length).collect()
    }
}

/// True for characters that may mark something up inside a line.
fn is_mark(letter: char) -> bool {
    matches!(letter, '*' | '_' | '~' | '`' | '[' | ']' | '(' | ')' | '\\' | '!' | '|' | '<' | '&' | ':')
}

/// Returns the length in bytes of a name at the beginning of a text, in any Unicode form; `None` if the text does not
/// begin with it.
pub(super) fn begins(text: &str, name: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix(name)
        && ends(name, rest)
        && !name.is_empty()
    {
        return Some(name.len());
    }
    if name.is_empty() {
        return None;
    }
    let wanted = form(name);
    // No form is more than four times as long as another, except for ligatures that do not occur in names.
    let most = wanted.len().saturating_mul(4);
    let place = text.char_indices().map(|(at, letter)| at + letter.len_utf8()).take_while(|at| *at <= most);
    let mut found = None;
    for at in place {
        let (head, rest) = text.split_at(at);
        // Take the last match: a combining mark after a letter belongs to it.
        if form(head) == wanted && ends(head, rest) {
            found = Some(at);
        } else if found.is_some() {
            break;
        }
    }
    found
}

/// True if a mention may begin after this text: not inside a word or an address.
fn begins_after(before: &str) -> bool {
    before.chars().next_back().is_none_or(|letter| !letter.is_alphanumeric() || runs_on(letter))
}

/// True if the rest of a text does not continue the name before it. In scripts without spaces, as in Korean, other
/// words follow a name directly.
fn ends(name: &str, rest: &str) -> bool {
    let Some(next) = rest.chars().next() else { return true };
    if is_combining(next) {
        return false;
    }
    !next.is_alphanumeric() || runs_on(next) || name.chars().next_back().is_some_and(runs_on)
}

fn is_combining(letter: char) -> bool {
    letter.script() == Script::Inherited && !letter.is_whitespace() && letter != '\u{200d}'
}

/// True for letters that another word may follow without a space; in Hangul, particles follow a name directly.
fn runs_on(letter: char) -> bool {
    is_spaceless(letter) || letter.script() == Script::Hangul
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, names: &[&str]) -> Vec<&'t str> {
        Names::new(names.iter().copied())
            .find(text)
            .into_iter()
            .map(|named| &text[named.at..named.at + named.length])
            .collect()
    }

    #[test]
    fn the_longest_name_counts_and_ends_where_its_word_does() {
        assert_eq!(found("hi @Ben Okri and @Ben!", &["Ben", "Ben Okri"]), ["@Ben Okri", "@Ben"]);
        assert_eq!(found("@Benedict, a@Ben.org", &["Ben"]), [""; 0]);
        assert_eq!(found("@Ann Leeson, @Ann Lee@Ann Lee", &["Ann Lee"]), ["@Ann Lee", "@Ann Lee"]);
    }

    #[test]
    fn a_name_is_found_in_whatever_form_it_is_written() {
        assert_eq!(found("@Cle\u{301}o Du\u{308}bois, hi", &["Cléo Dübois"]), ["@Cle\u{301}o Du\u{308}bois"]);
        assert_eq!(found("@Cleo\u{301}", &["Cleo"]), [""; 0], "another letter at its end is another name");
        assert_eq!(found("＠Ben", &["Ben"]), ["＠Ben"]);
        assert_eq!(found("@Asha\u{a0}Rao", &["Asha Rao"]), ["@Asha\u{a0}Rao"]);
    }

    #[test]
    fn scripts_without_spaces_run_on() {
        assert_eq!(found("資料は@佐藤 花子さん", &["佐藤 花子"]), ["@佐藤 花子"]);
        assert_eq!(found("@김철수님", &["김철수"]), ["@김철수"]);
        assert_eq!(found("ขอ@สมชายครับ", &["สมชาย"]), ["@สมชาย"]);
        assert_eq!(found("@Annさん", &["Ann"]), ["@Ann"]);
        assert_eq!(found("@佐藤花", &["佐藤", "佐藤花"]), ["@佐藤花"]);
    }

    #[test]
    fn a_long_text_of_signs_in_a_large_company_is_no_hurdle() {
        let names: Vec<String> = (0..10_000).map(|number| format!("Person {number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        // If the cost were the number of signs times the number of names, this would take minutes.
        assert_eq!(found(&"@".repeat(100_000), &names), [""; 0]);
    }
}
