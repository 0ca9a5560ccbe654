//! Finds the people tagged in a text: a tag is `@Full Name` (`docs/server-api.md` 2.6).
//!
//! Names are looked for in the tree of [`text`], from which the window draws mentions too: never in code or addresses. A
//! name in a quote is no new tag. The cost grows with the text plus the people, not with their product. Pure. Must not
//! know: how a tag is drawn. Tests: below.

use super::PersonId;
use super::text::{self, Block, Names, Target};

use std::collections::HashMap;

pub use super::text::names::{PLACEHOLDER, SIGNS};

/// Returns the people tagged in a text: first those in `chosen` whose `@Name` is still in the text, then those whose
/// full name is in the text and unique. A chosen person without a known name stays as long as the text has an `@`.
pub fn tagged<'a>(
    text: &str,
    chosen: &[PersonId],
    people: impl IntoIterator<Item = (PersonId, &'a str)>,
) -> Vec<PersonId> {
    if !text.contains(SIGNS) {
        return Vec::new();
    }
    let people: Vec<(PersonId, &str)> =
        people.into_iter().filter(|(_, name)| !name.trim().is_empty()).collect();
    let names = Names::new(people.iter().map(|(_, name)| *name));
    // A name is known by the place of the first person who has it.
    let (mut known, mut called): (HashMap<PersonId, usize>, HashMap<usize, Vec<PersonId>>) =
        Default::default();
    for (id, name) in &people {
        if let Some(place) = names.place(name)
            && known.insert(*id, place).is_none()
        {
            called.entry(place).or_default().push(*id);
        }
    }
    let found = found(text, &names);
    let mut tagged: Vec<PersonId> = Vec::new();
    for id in chosen {
        let stands = match known.get(id) {
            // Two people may have the same name: each needs a separate occurrence.
            Some(name) => {
                let places = found.iter().filter(|other| *other == name).count();
                places > tagged.iter().filter(|other| known.get(other) == Some(name)).count()
            }
            None => true,
        };
        if stands && !tagged.contains(id) {
            tagged.push(*id);
        }
    }
    for name in found {
        if let Some([only]) = called.get(&name).map(Vec::as_slice)
            && !tagged.contains(only)
        {
            tagged.push(*only);
        }
    }
    tagged
}

/// Counts the mentions of a name in a text. `@Ann Lee` does not occur in `@Ann Leeson`.
pub fn count(text: &str, name: &str) -> usize {
    found(text, &Names::new([name])).len()
}

/// The names mentioned in a text, in its order.
fn found(text: &str, names: &Names<'_>) -> Vec<usize> {
    // Who quotes somebody does not call those whom the other message called.
    let blocks: Vec<Block> =
        text::parse(text, names).into_iter().filter(|block| !matches!(block, Block::Quote(_))).collect();
    let mentions = text::spans(&blocks).into_iter().filter_map(|span| match span.target {
        Some(Target::Mention(place)) => Some(place),
        Some(Target::Link(_)) | None => None,
    });
    mentions.collect()
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
        assert_eq!(of("@佐藤 花子さん", &[], &names), [id(2)]);
        assert_eq!(count(apart, "Cléo Dübois"), 1);
        assert_eq!(of("@Asha Rao\u{301}", &[], &names), [], "another letter at its end is another name");
    }

    #[test]
    fn code_and_addresses_tag_nobody() {
        let names = ["Lee", "_jo_", "Anna *Star* Ray"];
        for text in [
            "`npm i @Lee/tools`",
            "```\n@Lee\n```",
            "anna@Lee.example",
            "https://example.org/@Lee/intro",
            "[x](https://example.org/@Lee)",
            "> @Lee said so\nindeed",
        ] {
            assert_eq!(of(text, &[], &names), [], "{text}");
        }
        assert_eq!(of("**@Lee** and > @_jo_ or @Anna *Star* Ray.", &[], &names), [id(0), id(1), id(2)]);
    }

    #[test]
    fn a_longer_name_is_not_a_mention_of_a_shorter_one() {
        assert_eq!(count("@Ann Leeson, @Ann Lee", "Ann Lee"), 1);
        assert_eq!(count("@Ann Lee@Ann Lee", "Ann Lee"), 2);
        assert_eq!(count("Ann Lee", "Ann Lee"), 0);
        assert_eq!(count("@Ann Lee", ""), 0);
    }

    #[test]
    fn a_long_text_of_signs_in_a_large_company_is_no_hurdle() {
        let names: Vec<String> = (0..10_000).map(|number| format!("Person {number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        // If the cost were the number of signs times the number of names, this would take minutes.
        assert_eq!(of(&"@".repeat(100_000), &[id(3)], &names), []);
    }
}
