//! Who is tagged by a text: a tag is `@Full Name` at its place (`docs/server-api.md` 2.6).
//!
//! Of several names that fit at one place the longest counts: `@Ben Okri` does not tag Ben. Pure; the cost grows with the
//! text and with the people, not with both together. Must not know: how a tag is drawn. Tests: below.

use super::PersonId;
use super::fold::form;

use std::borrow::Cow;
use std::collections::HashMap;

/// What the server's forerunner writes in the place of a tag; filled in order.
pub const PLACEHOLDER: &str = "{tag}";

/// Who is tagged in a text: those chosen before whose `@Name` still stands there, then those whose whole name stands there
/// when nobody else is called so. One whose name is not known stays while an `@` stands in the text.
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
            // Two people may have one name: each has a place of their own.
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

/// The names that stand in a text behind an `@`, in its order.
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

/// How often `@name` stands in a text: `@Ann Lee` is not in `@Ann Leeson`.
pub fn count(text: &str, name: &str) -> usize {
    if name.is_empty() {
        return 0;
    }
    let (text, mention) = (form(text), format!("@{}", form(name)));
    text.match_indices(&mention).filter(|(at, found)| text.get(at + found.len()..).is_some_and(ends)).count()
}

/// How many bytes of a text, from its beginning, are this name in whatever form; none when it does not begin with it.
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
    // No form is longer than four times another one, save for ligatures that nobody has in a name.
    let most = wanted.len().saturating_mul(4);
    let place = text.char_indices().map(|(at, letter)| at + letter.len_utf8()).take_while(|at| *at <= most);
    let mut found = None;
    for at in place {
        let (head, rest) = text.split_at(at);
        // The last that fits: a mark behind a letter belongs to it.
        if form(head) == wanted && ends(rest) {
            found = Some(at);
        } else if found.is_some() {
            break;
        }
    }
    found
}

/// Whether what follows a name does not go on with it.
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
        // Of two of one name only the one that was chosen.
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
        // A cost of signs times names would take minutes.
        assert_eq!(of(&"@".repeat(100_000), &[id(3)], &names), []);
    }
}
