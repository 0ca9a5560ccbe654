//! Reports a message to the reviewers (`docs/server-api.md` 2.26): a share of it in their conversation, with the reason on
//! the share and in the snapshot. The message itself is not touched, so that nobody in its conversation learns of it.
//!
//! The messages around it follow as further shares, replies to the report; each has the reason too, which lets somebody
//! write who is no member of the reviewers' conversation. Must not know: the wire. Tests: `tests/actions/reports.rs`.

use super::super::share::snapshot;
use super::super::{Error, Person, Written, date, entry};
use super::Wished;
use crate::chat::conversation::{self, Kind, Marks};
use crate::chat::wish::{self, Switch};
use crate::chat::{ChannelId, GroupId, Message, MessageId, PersonId, Stamp, find};
use crate::entry::{Entry, Event, Origin};
use crate::language::tr;
use crate::row::EntryId;
use crate::settings::review::Destination;
use crate::store::message::{self as messages, Progress};
use crate::store::outbox as rows;
use crate::store::{Transaction, conversation as conversations, membership, report as reports};

/// Where a report of this message goes; `None` if the company has no reviewers' conversation.
pub(super) fn destination(
    tx: &Transaction<'_>,
    of: &Message,
    by: &Person,
) -> Result<Option<conversation::Id>, Error> {
    let Some(to) = &by.review.to else { return Ok(None) };
    let to = resolved(tx, to, by.id)?;
    match &by.review.to_if_reviewer {
        Some(second) if is_reviewer(tx, of.author, to)? => resolved(tx, second, by.id).map(Some),
        Some(_) | None => Ok(Some(to)),
    }
}

fn is_reviewer(tx: &Transaction<'_>, person: PersonId, to: conversation::Id) -> Result<bool, Error> {
    Ok(match to {
        conversation::Id::Direct(reviewer) => reviewer == person,
        conversation::Id::Channel(_) | conversation::Id::Group(_) => {
            conversations::members(tx, to)?.contains(&person)
        }
    })
}

/// The conversation that the settings name.
fn resolved(tx: &Transaction<'_>, to: &Destination, me: PersonId) -> Result<conversation::Id, Error> {
    if let Some(id) = to.id {
        let id = match to.kind {
            Kind::Channel => conversation::Id::Channel(ChannelId::new(id)),
            Kind::Direct => conversation::Id::Direct(PersonId::new(id)),
            Kind::Group => conversation::Id::Group(GroupId::new(id)),
        };
        conversations::ensure_hidden(tx, id, &to.name)?;
        return Ok(id);
    }
    let targets = conversations::targets(tx, me)?;
    let known: Vec<_> = targets
        .iter()
        .filter(|target| target.id.kind() == to.kind)
        .map(|target| (target.id, target.name.as_str()))
        .collect();
    match find::named(&known, &to.name).as_slice() {
        [(id, _)] => Ok(*id),
        [] => Err(Error::Invalid(tr::submit_reviewers_unknown(&to.to_string()))),
        [_, _, ..] => Err(Error::Invalid(tr::submit_reviewers_several(&to.to_string()))),
    }
}

/// Saves the report of a message, and of those around it if the reporter agrees.
pub(super) fn report(
    tx: &Transaction<'_>,
    reported: Message,
    to: conversation::Id,
    wished: Wished,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let (id, place) = (reported.id, reported.conversation);
    if let Some(known) = reports::by(tx, id, by.id)? {
        let entry = rows::on_message(tx, known)?.first().map(|entry| entry.id);
        return Ok(Written { message: id, conversation: place, entry });
    }
    let was_listed = conversations::is_listed(tx, to)?;
    let around = match wished.context {
        Switch::On => messages::around(tx, &reported, by.review.context)?,
        Switch::Off => Vec::new(),
    };
    let reason = wished.reason;
    let (report, first) = written(tx, reported, to, (&reason, None), by, now)?;
    for neighbour in around {
        written(tx, neighbour, to, (&reason, Some(report)), by, now)?;
    }
    if !was_listed {
        // The reporter is not in the conversation: a message of their own does not bring it into the sidebar.
        let marks = membership::marks(tx, to)?;
        membership::set_marks(tx, to, Marks { hidden: true, ..marks })?;
    }
    Ok(Written { message: id, conversation: place, entry: Some(first) })
}

/// Saves one share: the report, or a message around the reported one as a reply to it.
fn written(
    tx: &Transaction<'_>,
    original: Message,
    to: conversation::Id,
    (reason, parent): (&str, Option<MessageId>),
    by: &Person,
    now: Stamp,
) -> Result<(MessageId, EntryId), Error> {
    let after = parent.unwrap_or(original.id);
    let from = original.author;
    let mut shared = snapshot(tx, original)?;
    shared.reported = parent.is_none().then(|| reason.to_owned());
    let at = date::of_new(tx, to, by, now)?;
    let mut share = Message::text(MessageId::fresh(), to, by.id, by.name.clone(), at, String::new());
    share.parent = parent;
    share.from = Some(from);
    share.shared = Some(Box::new(shared));
    share.marks.reported = Some(reason.to_owned());
    let entry = Entry { origin: Origin::Makes, ..entry(&share, wish::Kind::Report, Some(after), now) };
    // The reporter need not be in the conversation.
    conversations::ensure(tx, to)?;
    messages::put(tx, &share, Progress::Waiting)?;
    Ok((share.id, rows::append(tx, &entry)?))
}

/// Drops the messages around a discarded report that were not sent yet.
pub(super) fn forget_around(tx: &Transaction<'_>, report: MessageId) -> Result<(), Error> {
    for entry in rows::dependents(tx, report)? {
        if entry.kind == wish::Kind::Report && !entry.unanswered {
            rows::remove(tx, entry.id, Event::Discarded)?;
            messages::drop_unsent(tx, entry.message)?;
        }
    }
    Ok(())
}
