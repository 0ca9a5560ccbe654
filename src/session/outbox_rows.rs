//! The outbox as the user sees it, and the actions on it: retry, discard, skip.
//!
//! Quarantined rows are listed too, under negative numbers. Must not know: how calls are made. Tests:
//! `tests/promise`.

use super::{Error, submit};
use crate::chat::attachment::Attachment;
use crate::chat::wish;
use crate::chat::{ChannelId, MessageId, PersonId, Stamp, conversation};
use crate::clock::Clock;
use crate::entry::{Entry, State};
use crate::language::tr;
use crate::outbox::worker::{SERVER_WAIT, TROUBLE, remembered};
use crate::row::{EntryId, OutboxRow, Trouble, Which, WishState};
use crate::store::interface::{self, Table};
use crate::store::{self, Connection, Transaction, file, message, outbox as rows, quarantine};

use uuid::Uuid;

/// The most wishes listed in the panel; the counts are not limited.
pub(super) const LISTED: u32 = 2_000;
/// The longest excerpt of a message in the list, in characters.
const EXCERPT: usize = 200;

pub(super) use rows::Counts;

/// The numbers of waiting and parked wishes, both including quarantined rows.
pub(super) fn counts(connection: &Connection) -> Result<Counts, store::Error> {
    let counts = rows::counts(connection)?;
    let aside = u32::try_from(quarantine::all(connection)?.len()).unwrap_or(u32::MAX);
    Ok(Counts {
        waiting: counts.waiting.saturating_add(aside),
        parked: counts.parked.saturating_add(aside),
        ..counts
    })
}

/// True if an entry of the list cannot be read and must be quarantined first.
pub(super) fn is_damaged(connection: &Connection, limit: u32) -> Result<bool, store::Error> {
    rows::is_damaged(connection, limit)
}

/// Quarantines entries that cannot be read, so that they are shown.
pub(super) fn quarantine_unreadable(tx: &Transaction<'_>, limit: u32) -> Result<(), store::Error> {
    rows::list(tx, EntryId(0), limit).map(drop)
}

/// The wishes in the outbox, at most `limit`, then all quarantined rows.
pub(super) fn list(connection: &Connection, limit: u32) -> Result<Vec<OutboxRow>, store::Error> {
    let mut waiting = Vec::new();
    for entry in rows::list(connection, EntryId(0), limit)? {
        waiting.push(line(connection, &entry)?);
    }
    for kept in quarantine::all(connection)? {
        waiting.push(OutboxRow {
            entry: EntryId(-kept.number),
            message: MessageId::new(Uuid::nil()),
            kind: wish::Kind::Post,
            conversation: conversation::Id::Channel(ChannelId::new(Uuid::nil())),
            conversation_name: String::new(),
            excerpt: String::new(),
            state: WishState::Quarantined(kept.words()),
            since: kept.seen_at,
            attempts: 0,
            unanswered: false,
        });
    }
    Ok(waiting)
}

fn line(connection: &Connection, entry: &Entry) -> Result<OutboxRow, store::Error> {
    let text = match message::get(connection, entry.message) {
        Ok(None) => names(connection, &entry.people)?,
        Ok(Some((message, _))) if message.text.trim().is_empty() => Attachment::names(&message.files),
        Ok(Some((message, _))) => message.text,
        Err(store::Error::Database(_)) => String::new(),
        Err(error) => return Err(error),
    };
    let state = state_of(connection, entry)?;
    Ok(OutboxRow {
        entry: entry.id,
        message: entry.message,
        kind: entry.kind,
        conversation: entry.conversation,
        conversation_name: store::conversation::name(connection, entry.conversation)?,
        excerpt: text.lines().next().unwrap_or_default().chars().take(EXCERPT).collect(),
        state,
        since: entry.made_at,
        attempts: entry.attempts,
        unanswered: entry.unanswered,
    })
}

/// The names of the people whom a change of a conversation invites.
fn names(connection: &Connection, people: &[PersonId]) -> Result<String, store::Error> {
    let mut names = Vec::with_capacity(people.len());
    for person in people {
        names.extend(store::conversation::person_name(connection, *person)?);
    }
    Ok(names.join(", "))
}

fn state_of(connection: &Connection, entry: &Entry) -> Result<WishState, store::Error> {
    Ok(match entry.state {
        State::InFlight => WishState::InFlight,
        State::Parked => WishState::Parked(entry.reason.clone().unwrap_or_default()),
        State::Queued => match rows::blocker(connection, entry)? {
            Some(blocker) => WishState::Behind(blocker),
            None if entry.uploads > 0 => WishState::Files(file::upload::why(connection, entry.message)?),
            None if entry.unanswered => WishState::Unanswered,
            None => WishState::Queued,
        },
    })
}

/// The reason why the last call failed; `None` if it succeeded.
pub(super) fn trouble(connection: &Connection, clock: Clock) -> Result<Option<Trouble>, store::Error> {
    let get = |key| interface::get(connection, Table::Connection, key);
    let until = remembered(get(SERVER_WAIT)?.as_deref(), clock.steady()).map(|until| clock.shown_at(until));
    let words = get(TROUBLE)?.unwrap_or_default();
    let until = until.map(|millis| Stamp::from_ticks(millis.saturating_mul(10_000), 0));
    Ok((!words.is_empty()).then_some(Trouble { words, until }))
}

/// The state of a wish; `None` if it has left the outbox.
pub(super) fn wish_state(connection: &Connection, id: EntryId) -> Result<Option<WishState>, store::Error> {
    rows::get(connection, id)?.map(|loaded| state_of(connection, &loaded.entry)).transpose()
}

/// Queues parked wishes again.
pub(super) fn retry(tx: &Transaction<'_>, which: Which) -> Result<Vec<conversation::Id>, Error> {
    match which {
        Which::One(id) => {
            let entry = rows::get(tx, id)?.ok_or_else(|| unknown(id))?.entry;
            submit::check_open(tx, &entry)?;
            if rows::retry(tx, id)? {
                file::upload::try_again(tx, entry.message)?;
                return Ok(vec![entry.conversation]);
            }
            Err(Error::Invalid(tr::submit_not_rejected(&id.0.to_string())))
        }
        Which::All => {
            let mut conversations = Vec::new();
            for entry in rows::parked(tx)? {
                // A wish that cannot be sent any more stays parked, for the user to discard.
                if submit::check_open(tx, &entry).is_ok() {
                    rows::retry(tx, entry.id)?;
                    file::upload::try_again(tx, entry.message)?;
                    conversations.push(entry.conversation);
                }
            }
            Ok(conversations)
        }
    }
}

/// Discards wishes. With [`Which::All`], those being sent just now stay.
pub(super) fn discard(
    tx: &Transaction<'_>,
    which: Which,
    me: PersonId,
    now: Stamp,
) -> Result<Vec<conversation::Id>, Error> {
    match which {
        Which::One(EntryId(number)) if number < 0 => {
            if quarantine::discard(tx, -number)? {
                return Ok(Vec::new());
            }
            Err(unknown(EntryId(number)))
        }
        Which::One(id) => {
            let conversation = submit::discard(tx, id, me, now)?.ok_or_else(|| unknown(id))?;
            Ok(vec![conversation])
        }
        Which::All => {
            let mut conversations = Vec::new();
            let mut after = EntryId(0);
            // Discarding a wish that may have arrived queues a retraction, which must stay.
            let newest = rows::newest(tx)?;
            loop {
                let entries = rows::list(tx, after, LISTED)?;
                let Some(last) = entries.last() else { return Ok(conversations) };
                after = last.id;
                let free = |entry: &Entry| entry.state != State::InFlight && entry.id <= newest;
                for entry in entries.into_iter().filter(free) {
                    conversations.extend(submit::discard(tx, entry.id, me, now)?);
                }
            }
        }
    }
}

/// Skips a parked wish: the rest of its conversation is sent.
pub(super) fn skip(tx: &Transaction<'_>, id: EntryId) -> Result<(), Error> {
    let creates = rows::get(tx, id)?.is_some_and(|loaded| loaded.entry.kind == wish::Kind::Create);
    if creates {
        return Err(Error::Invalid(tr::submit_not_created_yet().to_owned()));
    }
    if rows::skip(tx, id)? {
        return Ok(());
    }
    Err(Error::Invalid(tr::submit_nothing_behind(&id.0.to_string())))
}

fn unknown(id: EntryId) -> Error {
    Error::Invalid(tr::submit_no_number(&id.0.to_string()))
}
