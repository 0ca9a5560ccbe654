//! Learns names from messages.
//!
//! Anybody can write any name into a message, so such a name only fills a gap: names from the roster or from the user
//! are final (`docs/server-api.md` 2.25). Of several names from messages, that of the newest message wins, so that a
//! changed name is used, and an old message that arrives late changes nothing. Names of other people (tagged, authors
//! of shared messages, receivers of direct messages) are hearsay: they fill a gap until the user writes. Must not know:
//! the rest of a message. Tests: `tests/sync/names.rs`.

use crate::chat::{PersonId, Stamp, conversation, shown};
use crate::remote::convert::MOST_TAGS;
use crate::remote::wire;
use crate::store::name::{self, NameSource};
use crate::store::{self, Transaction};

use uuid::Uuid;

/// Learns the names in an element.
pub(super) fn learn(
    tx: &Transaction<'_>,
    element: &wire::Message,
    conversation: conversation::Id,
    now: Stamp,
) -> Result<(), store::Error> {
    // A date in the future must not protect a name forever.
    let ticks = element.message_date_time.as_ref().map_or(0, wire::Date::ticks).min(now.ticks());
    let person = |id: Option<Uuid>, words: Option<&String>, source: NameSource| match (id, words) {
        (Some(id), Some(words)) if !id.is_nil() => {
            name::learn_person_name(tx, PersonId::new(id), &shown::kept(words.clone()), source)
        }
        (Some(_) | None, Some(_) | None) => Ok(()),
    };
    person(element.sender_id, element.sender_name.as_ref(), NameSource::OwnMessage(ticks))?;
    match conversation {
        conversation::Id::Channel(_) | conversation::Id::Group(_) => {
            if let Some(words) = &element.channel_name {
                name::learn_conversation_name(tx, conversation, &shown::kept(words.clone()), ticks)?;
            }
        }
        conversation::Id::Direct(_) => {
            person(element.receiver_id, element.receiver_name.as_ref(), NameSource::OthersMessage)?;
        }
    }
    if let Some(shared) = element.shared_message.as_deref() {
        person(shared.sender_id, shared.sender_name.as_ref(), NameSource::OthersMessage)?;
        for tagged in shared.tagged_members_list.iter().flatten().take(MOST_TAGS) {
            person(tagged.member_id, tagged.full_name.as_ref(), NameSource::OthersMessage)?;
        }
    }
    Ok(())
}
