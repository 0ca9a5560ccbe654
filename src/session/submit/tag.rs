//! Tags people in the user's own message: a tag is `@Full Name` in the text and the person's id (`docs/server-api.md`
//! 2.6).
//!
//! The people given replace the tags. Names that are not in the text yet are added at its end; nothing is removed
//! from it. Must not know: the outbox. Tests: `tests/actions`.

use super::{Error, Person, Written, check_length, check_sendable, newest_entry, own, save_text_change};
use crate::chat::wish::{self, Aspect};
use crate::chat::{MessageId, PersonId, Stamp, mention};
use crate::language::tr;
use crate::store::{Transaction, conversation as conversations};

use std::collections::{HashMap, HashSet};

pub(super) fn tag(
    tx: &Transaction<'_>,
    id: MessageId,
    people: Vec<PersonId>,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let (before, progress) = own(tx, id, by, tr::submit_not_yours_tag)?;
    let mut message = before.clone();
    message.tags = each_once(people);
    let mut named: HashMap<String, usize> = HashMap::new();
    for person in message.tags.clone() {
        // A person without a known name is tagged by id only.
        let Some(name) = conversations::person_name(tx, person)?.filter(|name| !name.trim().is_empty())
        else {
            continue;
        };
        // Two people may have the same name: each needs a separate occurrence.
        let wanted = named.entry(name.clone()).or_default();
        *wanted += 1;
        if mention::count(&message.text, &name) < *wanted {
            message.text.push_str(" @");
            message.text.push_str(&name);
        }
    }
    if message == before {
        let entry = newest_entry(tx, id, Aspect::Content)?;
        return Ok(Written { message: id, conversation: message.conversation, entry });
    }
    if message.text != before.text {
        check_sendable(&message.text)?;
        check_length(&message.text, by)?;
    }
    save_text_change(tx, &before, message, progress, wish::Kind::Tag, (by, now))
}

/// Removes duplicates and keeps the order.
pub(super) fn each_once(mut people: Vec<PersonId>) -> Vec<PersonId> {
    let mut seen = HashSet::with_capacity(people.len());
    people.retain(|person| seen.insert(*person));
    people
}

/// The tags of a message after its text was changed: earlier ones whose names are still in the text, then people
/// newly named in it.
///
/// People who were tagged without being named in the old text (by a script, or under a name they no longer have) stay
/// tagged. A text with placeholders names nobody, and keeps all its tags.
pub(super) fn of_words(
    tx: &Transaction<'_>,
    text: &str,
    old: &str,
    before: &[PersonId],
) -> Result<Vec<PersonId>, Error> {
    if text.contains(mention::PLACEHOLDER) {
        return Ok(before.to_vec());
    }
    let people = if text.contains(mention::SIGNS) { conversations::people(tx)? } else { Vec::new() };
    let named = mention::tagged(text, before, people.iter().map(|person| (person.id, person.name.as_str())));
    let mut tags = Vec::with_capacity(named.len());
    for person in before {
        let stays = named.contains(person) || {
            let name = conversations::person_name(tx, *person)?.unwrap_or_default();
            mention::count(old, &name) == 0 && !old.contains(mention::PLACEHOLDER)
        };
        if stays {
            tags.push(*person);
        }
    }
    tags.extend(named.into_iter().filter(|person| !before.contains(person)));
    Ok(tags)
}
