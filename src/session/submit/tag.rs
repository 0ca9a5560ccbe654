//! Tagging people in a message of one's own: a tag is its `@Full Name` in the text and its id (`docs/server-api.md`
//! 2.6).
//!
//! The people named here are the tags from now on. Who is not yet in the text is added at its end; no word is taken
//! out. Must not know: the outbox. Tests: `tests/actions`.

use super::{Error, Person, Written, check_carried, check_length, own, reworded, standing};
use crate::chat::wish::{self, Aspect};
use crate::chat::{MessageId, PersonId, Stamp, mention};
use crate::store::{Transaction, conversation as talks};

use std::collections::{HashMap, HashSet};

pub(super) fn tag(
    tx: &Transaction<'_>,
    id: MessageId,
    people: Vec<PersonId>,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let (before, progress) = own(tx, id, by, "tag people in")?;
    let mut message = before.clone();
    message.tags = each_once(people);
    let mut named: HashMap<String, usize> = HashMap::new();
    for person in message.tags.clone() {
        // A person nobody has named yet is tagged by id alone.
        let Some(name) = talks::person_name(tx, person)?.filter(|name| !name.trim().is_empty()) else {
            continue;
        };
        // Two people may have one name: each has a place of their own.
        let wanted = named.entry(name.clone()).or_default();
        *wanted += 1;
        if mention::count(&message.text, &name) < *wanted {
            message.text.push_str(" @");
            message.text.push_str(&name);
        }
    }
    if message == before {
        let entry = standing(tx, id, Aspect::Content)?;
        return Ok(Written { message: id, conversation: message.conversation, entry });
    }
    if message.text != before.text {
        check_carried(&message.text)?;
        check_length(&message.text, by)?;
    }
    reworded(tx, &before, message, progress, wish::Kind::Tag, (by, now))
}

/// Each person once, in their order.
pub(super) fn each_once(mut people: Vec<PersonId>) -> Vec<PersonId> {
    let mut seen = HashSet::with_capacity(people.len());
    people.retain(|person| seen.insert(*person));
    people
}

/// Who is tagged when a message's words become these: those whose names still stand there, and who is named there now.
///
/// Whoever was tagged without being named in the old words (by a script, or under a name that is another today) stays, as
/// words say nothing about them. Words with the forerunner's placeholders name nobody, and keep what they stand for.
pub(super) fn of_words(
    tx: &Transaction<'_>,
    text: &str,
    old: &str,
    before: &[PersonId],
) -> Result<Vec<PersonId>, Error> {
    if text.contains(mention::PLACEHOLDER) {
        return Ok(before.to_vec());
    }
    let people = if text.contains('@') { talks::people(tx)? } else { Vec::new() };
    let named = mention::tagged(text, before, people.iter().map(|person| (person.id, person.name.as_str())));
    let mut tags = Vec::with_capacity(named.len());
    for person in before {
        let stays = named.contains(person) || {
            let name = talks::person_name(tx, *person)?.unwrap_or_default();
            mention::count(old, &name) == 0 && !old.contains(mention::PLACEHOLDER)
        };
        if stays {
            tags.push(*person);
        }
    }
    tags.extend(named.into_iter().filter(|person| !before.contains(person)));
    Ok(tags)
}
