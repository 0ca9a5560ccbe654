//! Finds the people tagged in a text: a tag is `@Full Name` (`docs/server-api.md` 2.6).
//!
//! Where several names fit, the longest counts: `@Ben Okri` does not tag Ben. Pure. The cost grows with the text plus
//! the people, not with their product. Must not know: how a tag is drawn. Tests: below.

use super::PersonId;
use super::fold::form;

use std::borrow::Cow;
use std::collections::HashMap;

/// The placeholder for a tag in texts of the server's predecessor; placeholders are filled in order.
pub const PLACEHOLDER: &str = "{tag}";

/// Returns the people tagged in a text: first those in `chosen` whose `@Name` is still in the text, then those whose
/// full name is in the text and unique. A chosen person without a known name stays as long as the text has an `@`.
pub fn tagged<'a>(
    text: &str,
    chosen: &[PersonId],
    people: impl IntoIterator<Item = (PersonId, &'a str)>,
) -> Vec<PersonId> {
    if !text.contains('@') {
        return Vec::new();
    }
    let text = form(text);
    let people: Vec<(PersonId, Cow<'a, str>)> = people
        .into_iter()
        .filter(|(_, name)| !name.trim().is_empty())
        .map(|(id, name)| (id, form(name)))
        .collect();
    let (mut names, mut called): (HashMap<PersonId, &str>, HashMap<&str, Vec<PersonId>>) = Default::default();
    for (id, name) in &people {
        if names.insert(*id, name).is_none() {
            called.entry(name).or_default().push(*id);
        }
    }
    let found = found(&text, &called);
    let mut tagged: Vec<PersonId> = Vec::new();
    for id in chosen {
        let stands = match names.get(id) {
            // Two people may have the same name: each needs a separate occurrence.
            Some(name) => {
                let places = found.iter().filter(|other| other == &name).count();
                places > tagged.iter().filter(|other| names.get(other) == Some(name)).count()
            }
            None => true,
        };
        if stands && !tagged.contains(id) {
            tagged.push(*id);
        }
    }
    for name in found {
        if let Some([only]) = called.get(name).map(Vec::as_slice)
            && !tagged.contains(only)
        {
            tagged.push(*only);
        }
    }
    tagged
}

/// Returns the names that follow an `@` in a text, in text order.
fn found<'a>(text: &str, called: &HashMap<&'a str, Vec<PersonId>>) -> Vec<&'a str> {
    let mut lengths: Vec<usize> = called.keys().map(|name| name.len()).collect();
    lengths.sort_unstable_by(|one, other| other.cmp(one));
    lengths.dedup();
    text.match_indices('@')
        .filter_map(|(at, sign)| {
            let behind = text.get(at + sign.len()..)?;
            lengths.iter().find_map(|length| {
                let (name, _) = called.get_key_value(behind.get(..*length)?)?;
                ends(behind.get(*length..)?).then_some(*name)
            })
        })
        .collect()
}

/// Counts the occurrences of `@name` in a text. `@Ann Lee` does not occur in `@Ann Leeson`.
pub fn count(text: &str, name: &str) -> usize {
    if name.is_empty() {
        return 0;
    }
    let (text, mention) = (form(text), format!("@{}", form(name)));
    text.match_indices(&mention).filter(|(at, found)| text.get(at + found.len()..).is_some_and(ends)).count()
}

/// Returns the length in bytes of a name at the beginning of a text, in any Unicode form; `None` if the text does not
/// begin with it.
pub fn begins(text: &str, name: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix(name)
        && ends(rest)
        && !name.is_empty()
    {
        return Some(name.len());
    }
    if name.is_empty() || (name.is_ascii() && text.is_ascii()) {
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
        if form(head) == wanted && ends(rest) {
            found = Some(at);
        } else if found.is_some() {
            break;
        }
    }
    found
}

/// True if the rest of a text does not continue the name before it.
fn ends(rest: &str) -> bool {
    !rest.starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    use uuid::Uuid;

    fn id(number: usize) -> PersonId {
        PersonId::new(Uuid::from_u128(number as u128 + 1))
    }

    fn of(text: &str, chosen: &[PersonId], names: &[&str]) -> Vec<PersonId> {
        tagged(text, chosen, names.iter().enumerate().map(|(at, name)| (id(at), *name)))
    }

    #[test]
    fn tags_follow_the_text() {
        let names = ["Ben Okri", "Asha Rao", "Asha Rao", "Ben", "佐藤 花子"];
        assert_eq!(of("thanks @Ben Okri!", &[], &names), [id(0)], "the longest name counts");
        assert_eq!(of("@Ben, ask @Ben Okri", &[], &names), [id(3), id(0)]);
        assert_eq!(of("nobody", &[id(0)], &names), []);
        assert_eq!(of("@佐藤 花子!", &[], &names), [id(4)]);
        // Of two people with the same name, only the chosen one.
        assert_eq!(of("@Asha Rao", &[id(2)], &names), [id(2)]);
        assert_eq!(of("@Asha Rao", &[id(2), id(1)], &names), [id(2)]);
        assert_eq!(of("@Asha Rao @Asha Rao", &[id(2), id(1)], &names), [id(2), id(1)]);
        assert_eq!(of("@Asha Rao", &[], &names), [], "which of the two is not known");
        assert_eq!(of("@Somebody", &[id(99)], &names), [id(99)]);
    }

    #[test]
    fn a_name_is_found_in_whatever_form_it_is_written() {
        let names = ["Cléo Dübois", "Asha Rao", "佐藤 花子"];
        let (composed, apart) = ("@Cléo Dübois, hi", "@Cle\u{301}o Du\u{308}bois, hi");
        assert_eq!(of(composed, &[], &names), [id(0)]);
        assert_eq!(of(apart, &[], &names), [id(0)]);
        assert_eq!(of(apart, &[id(0)], &names), [id(0)], "the choice still stands");
        assert_eq!(of(composed, &[], &["Cle\u{301}o Du\u{308}bois"]), [id(0)]);
        assert_eq!(of("@Asha\u{a0}Rao and @佐藤\u{3000}花子", &[], &names), [id(1), id(2)]);
        assert_eq!(count(apart, "Cléo Dübois"), 1);
        assert_eq!(of("@Asha Rao\u{301}", &[], &names), [], "another letter at its end is another name");
        assert_eq!(begins(&apart[1..], "Cléo Dübois"), Some("Cle\u{301}o Du\u{308}bois".len()));
        assert_eq!(begins("Cléo Düboiss", "Cléo Dübois"), None);
        assert_eq!(begins("Ben!", "Ben"), Some(3));
        assert_eq!(begins("Ben", ""), None);
    }

    #[test]
    fn a_longer_name_is_not_a_mention_of_a_shorter_one() {
        assert_eq!(count("@Ann Leeson, @Ann Lee", "Ann Lee"), 1);
        assert_eq!(count("@Ann Lee@Ann Lee", "Ann Lee"), 2);
        assert_eq!(count("Ann Lee", "Ann Lee"), 0);
    }

    #[test]
    fn a_long_text_of_signs_in_a_large_company_is_no_hurdle() {
        let names: Vec<String> = (0..10_000).map(|number| format!("Person {number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        // If the cost were the number of signs times the number of names, this would take minutes.
        assert_eq!(of(&"@".repeat(100_000), &[id(3)], &names), []);
    }
}
