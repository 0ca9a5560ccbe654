//! Tagging people in a message of one's own: a tag is its `@Full Name` in the text and its id (`server-api.md` 2.6).
//!
//! The people named here are the tags from now on. Who is not yet in the text is added at its end; no word is taken
//! out. Must not know: the outbox. Tests: `tests/actions`.

use super::{Error, Person, Written, check_length, own, reworded, standing};
use crate::chat::wish::{Aspect, Deed};
use crate::chat::{MessageId, PersonId, Stamp};
use crate::store::{Transaction, conversation as talks};

use std::collections::HashMap;

pub(super) fn tag(
    tx: &Transaction<'_>,
    id: MessageId,
    people: Vec<PersonId>,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let (before, progress) = own(tx, id, by, "tag people in")?;
    let mut message = before.clone();
    message.tags = Vec::with_capacity(people.len());
    for person in people {
        if !message.tags.contains(&person) {
            message.tags.push(person);
        }
    }
    let mut named: HashMap<String, usize> = HashMap::new();
    for person in message.tags.clone() {
        // A person nobody has named yet is tagged by id alone.
        let Some(name) = talks::person_name(tx, person)?.filter(|name| !name.trim().is_empty()) else {
            continue;
        };
        // Two people may have one name: each has a place of their own.
        let wanted = named.entry(name.clone()).or_default();
        *wanted += 1;
        if mentions(&message.text, &name) < *wanted {
            message.text.push_str(" @");
            message.text.push_str(&name);
        }
    }
    if message == before {
        let entry = standing(tx, id, Aspect::Content)?;
        return Ok(Written { message: id, conversation: message.conversation, entry });
    }
    if message.text != before.text {
        check_length(&message.text, by)?;
    }
    reworded(tx, &before, message, progress, Deed::Tag, now)
}

/// How often a text names somebody: `@Ann Lee` is not in `@Ann Leeson`.
fn mentions(text: &str, name: &str) -> usize {
    let mention = format!("@{name}");
    let ends = |at: usize| !text[at + mention.len()..].starts_with(char::is_alphanumeric);
    text.match_indices(&mention).filter(|(at, _)| ends(*at)).count()
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn a_longer_name_is_not_a_mention_of_a_shorter_one() {
        assert_eq!(mentions("@Ann Leeson, @Ann Lee", "Ann Lee"), 1);
        assert_eq!(mentions("@Ann Lee@Ann Lee", "Ann Lee"), 2);
        assert_eq!(mentions("Ann Lee", "Ann Lee"), 0);
    }
}
