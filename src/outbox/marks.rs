//! Decides if a mark needs a fresh copy of its message, and if the mark must wait (`docs/server-api.md` 2.18).
//!
//! Must not know: how messages are read (`refresh`), HTTP. Tests: `tests/actions/harmless.rs`.

use super::plan::Plan;
use super::refresh::{Fresh, StaleMarks};
use super::render::Rendered;
use super::terms::Terms;
use crate::chat::MessageId;
use crate::entry::Entry;
use crate::settings::Marks;
use crate::store::outbox::{self as rows, Loaded};
use crate::store::{self, Transaction};

use std::collections::HashSet;

/// True if the entry is a mark whose message has to be read before it is frozen. If the user's own text of the message
/// is sent before it, that text is the newest.
pub(super) fn is_stale(
    tx: &Transaction<'_>,
    entry: &Entry,
    terms: &Terms,
    fresh: &Fresh,
) -> Result<bool, store::Error> {
    let carries_words = match terms.marks {
        Marks::Whole => true,
        Marks::Flags => false,
    };
    let unread = carries_words && entry.is_mark() && !fresh.read.contains(&entry.message);
    Ok(unread && !rows::own_text_precedes(tx, entry)?)
}

/// Removes marks that cannot be sent yet: their message cannot be read now, or its deletion is queued. They block
/// nothing. Returns when reading is tried again, in milliseconds since 1970 UTC.
pub(super) fn hold(
    tx: &Transaction<'_>,
    loaded: &mut Vec<Loaded>,
    terms: &Terms,
    fresh: &Fresh,
) -> Result<Option<i64>, store::Error> {
    let mut again: Option<i64> = None;
    let mut kept = Vec::with_capacity(loaded.len());
    for candidate in loaded.drain(..) {
        let entry = &candidate.entry;
        let held_until = match fresh.others {
            StaleMarks::HoldUntil(until) if is_stale(tx, entry, terms, fresh)? => Some(until),
            StaleMarks::HoldUntil(_) | StaleMarks::ReadFirst | StaleMarks::SendAsIs => {
                (entry.is_mark() && fresh.held.contains(&entry.message)).then_some(fresh.held_until)
            }
        };
        match held_until {
            Some(until) => again = Some(again.map_or(until, |at| at.min(until))),
            None if entry.is_mark() && rows::deletion_waits(tx, entry.message)? => {}
            None => kept.push(candidate),
        }
    }
    *loaded = kept;
    Ok(again)
}

/// The messages of a plan that have to be read before it is frozen, without duplicates.
pub(super) fn unread(
    tx: &Transaction<'_>,
    plan: &Plan,
    rendered: &[Rendered],
    terms: &Terms,
    fresh: &Fresh,
) -> Result<Vec<MessageId>, store::Error> {
    match fresh.others {
        StaleMarks::ReadFirst => {}
        StaleMarks::SendAsIs | StaleMarks::HoldUntil(_) => return Ok(Vec::new()),
    }
    let chosen: HashSet<_> = plan.entries.iter().collect();
    let (mut seen, mut messages) = (HashSet::new(), Vec::new());
    for Rendered { entry, .. } in rendered {
        let is_chosen = chosen.contains(&entry.id);
        if is_chosen && is_stale(tx, entry, terms, fresh)? && seen.insert(entry.message) {
            messages.push(entry.message);
        }
    }
    Ok(messages)
}

/// Releases frozen marks whose call failed; they are rendered again from a newer copy of their message. Entries behind
/// them in their conversations are planned again too, to keep the order.
pub(super) fn thaw(tx: &Transaction<'_>) -> Result<(), store::Error> {
    if rows::thaw_marks(tx)? { rows::release_blocked(tx) } else { Ok(()) }
}
