//! Discards a wish: reverts its change here and, if it may have arrived, on the server.
//!
//! A wish that was never sent leaves no trace; one that may have arrived is undone by a new wish. Flags that a later
//! wish changes again keep its value. Must not know: the publisher. Tests: `tests/promise`.

use super::{delete_now, forget_unsent, on_conversation, report};
use crate::chat::wish::{self, Aspect, Flags, Mark, Switch};
use crate::chat::{Message, PersonId, Stamp, conversation};
use crate::entry::{Entry, Event, Origin, State};
use crate::language::tr;
use crate::row::EntryId;
use crate::session::Error;
use crate::store::message::{self as messages, Progress};
use crate::store::outbox as rows;
use crate::store::{self, Transaction, report as reports};

/// Discards a wish because the user asked.
pub(in crate::session) fn discard(
    tx: &Transaction<'_>,
    id: EntryId,
    me: PersonId,
    now: Stamp,
) -> Result<Option<conversation::Id>, Error> {
    let Some(loaded) = rows::get(tx, id)? else { return Ok(None) };
    let entry = loaded.entry;
    if entry.kind.is_on_conversation() && entry.state == State::InFlight {
        return Err(Error::Invalid(tr::submit_in_flight().to_owned()));
    }
    match entry.kind {
        wish::Kind::Create => on_conversation::unmake(tx, &entry, me)?,
        wish::Kind::Invite => on_conversation::discard_invitation(tx, &entry)?,
        wish::Kind::Leave => on_conversation::stay(tx, &entry, me)?,
        wish::Kind::Mute | wish::Kind::StarConversation | wish::Kind::Hide => {
            on_conversation::discard_mark(tx, &entry, now)?;
        }
        wish::Kind::Post
        | wish::Kind::Edit
        | wish::Kind::Delete
        | wish::Kind::Mark(_)
        | wish::Kind::Read
        | wish::Kind::Tag
        | wish::Kind::Share
        | wish::Kind::React
        | wish::Kind::Report
        | wish::Kind::Decide
        | wish::Kind::Claim
        | wish::Kind::Undo => discard_on_message(tx, &entry, now)?,
    }
    Ok(Some(entry.conversation))
}

/// Discards a wish on a message.
fn discard_on_message(tx: &Transaction<'_>, entry: &Entry, now: Stamp) -> Result<(), Error> {
    let id = entry.id;
    let in_flight = entry.state == State::InFlight;
    let found = match messages::get(tx, entry.message) {
        Ok(found) => found,
        // A message that cannot be read can be neither reverted nor retracted: the wish is removed, the row stays.
        Err(store::Error::Database(_)) if !in_flight => {
            rows::remove(tx, id, Event::Discarded)?;
            store::file::upload::give_up(tx, entry.message)?;
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    match (entry.origin, found) {
        // It may be on the server now or in a moment: discarding it means deleting it there.
        // A rejected report is not deleted at the server: somebody from outside may write one, but not change it.
        (Origin::Makes, Some((message, progress)))
            if (in_flight || entry.unanswered)
                && !(entry.state == State::Parked && message.is_private_report()) =>
        {
            if !message.marks.deleted {
                report::forget(tx, &message, report::Gone::Deleted, now)?;
                delete_now(tx, message, progress, now)?;
            } else if entry.state == State::Parked {
                for other in rows::on_message(tx, message.id)? {
                    if other.id != id && other.state != State::InFlight {
                        rows::remove(tx, other.id, Event::Discarded)?;
                    }
                }
                if entry.kind == wish::Kind::Delete {
                    // The retraction was refused too, and the user gives it up.
                    rows::remove(tx, id, Event::Discarded)?;
                    messages::put(tx, &message, Progress::Settled)?;
                } else {
                    // The deletion that waits behind it takes its place.
                    rows::reword(tx, id, entry.touched.with(Flags::DELETED), wish::Kind::Delete)?;
                }
            }
        }
        (Origin::Makes, found) => {
            if let Some((message, _)) = found {
                report::forget(tx, &message, report::Gone::Dropped, now)?;
            }
            for other in rows::on_message(tx, entry.message)? {
                rows::remove(tx, other.id, Event::Discarded)?;
            }
            forget_unsent(tx, entry.message)?;
        }
        (Origin::Changes, _) if in_flight => {
            return Err(Error::Invalid(tr::submit_in_flight().to_owned()));
        }
        (Origin::Changes, found) => {
            rows::remove(tx, id, Event::Discarded)?;
            if entry.touched.has(Flags::REPORTED) {
                reports::forget(tx, entry.message)?;
            }
            if let Some((message, progress)) = found {
                take_back(tx, message, progress, entry, now)?;
            }
        }
    }
    Ok(())
}

/// Reverts a change whose entry was just removed from the outbox.
fn take_back(
    tx: &Transaction<'_>,
    mut message: Message,
    progress: Progress,
    entry: &Entry,
    now: Stamp,
) -> Result<(), Error> {
    let mut rest = rows::on_message(tx, message.id)?;
    rest.retain(|other| other.aspect == entry.aspect);
    // Flags that a later wish changes again keep its value.
    let mut later = Flags::default();
    for other in rest.iter().filter(|other| other.id > entry.id) {
        // The next entry that touches a flag inherits the value from before this one.
        let handed_on = other.touched.and(entry.touched).without(later);
        let was_set = other.was_set.without(handed_on).with(entry.was_set.and(handed_on));
        rows::remember_set(tx, other.id, was_set)?;
        if handed_on.has(Flags::REPORTED) {
            rows::remember_reason(tx, other.id, entry.reported_before.as_deref())?;
        }
        later = later.with(other.touched);
    }
    let before = message.clone();
    revert(tx, &mut message, entry, later)?;
    if entry.unanswered && !(entry.is_mark() && message.marks.deleted) {
        // The server may have applied the change: undoing it is a new wish, whose outcome is just as uncertain.
        if entry.touched.has(Flags::EDITED) {
            messages::keep_revision(tx, &before, now)?;
        }
        let undo = Entry {
            touched: entry.touched,
            was_set: before.marks.set().and(entry.touched),
            reported_before: before.marks.reported.filter(|_| entry.touched.has(Flags::REPORTED)),
            unanswered: true,
            ..super::entry(&message, entry.kind, None, now)
        };
        rows::append(tx, &undo)?;
        messages::put(tx, &message, progress)?;
        return Ok(());
    }
    let waits = entry.aspect != Aspect::Content || rest.iter().any(Entry::is_of_author);
    let progress = if progress == Progress::Waiting && !waits { Progress::Accepted } else { progress };
    messages::put(tx, &message, progress)?;
    Ok(())
}

/// Restores the touched parts, except those that a later wish touches.
fn revert(tx: &Transaction<'_>, message: &mut Message, entry: &Entry, later: Flags) -> Result<(), Error> {
    // The text from before this edit replaces the one from before a later edit, which is dropped.
    if entry.touched.has(Flags::EDITED)
        && let Some((text, tags)) = messages::take_revision(tx, message.id)?
        && !later.has(Flags::EDITED)
    {
        (message.text, message.tags) = (text, tags);
        message.edited_at = messages::newest_revision(tx, message.id)?;
    }
    let (touched, was_set) = (entry.touched.without(later), |flag| entry.was_set.has(flag));
    let author = message.author;
    let marks = &mut message.marks;
    if touched.has(Flags::DELETED) {
        marks.deleted = false;
    }
    if touched.has(Flags::REMOVED) {
        marks.deleted = was_set(Flags::REMOVED);
    }
    if touched.has(Flags::READ) {
        marks.read = was_set(Flags::READ);
    }
    for mark in Mark::ALL.into_iter().filter(|mark| touched.has(mark.flag())) {
        // Only that the mark was set is stored, not who had set it.
        match (marks.has(mark), was_set(mark.flag())) {
            (false, true) => marks.put(mark, Switch::On, author),
            (true, false) => marks.put(mark, Switch::Off, author),
            (true, true) | (false, false) => {}
        }
    }
    // For a wish from before schema 5, the earlier reason is not stored.
    if touched.has(Flags::REPORTED) && (entry.reported_before.is_some() || !was_set(Flags::REPORTED)) {
        marks.reported.clone_from(&entry.reported_before);
    }
    Ok(())
}
