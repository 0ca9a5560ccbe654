//! Reports a message to the reviewers (`docs/server-api.md` 2.26): a share of it in their conversation, with the reason on
//! the share and in the snapshot. The message itself is not touched, so that nobody in its conversation learns of it.
//!
//! The messages around it follow as further shares, replies to the report; each has the reason too, which lets somebody
//! write who is no member of the reviewers' conversation. Must not know: the wire. Tests: `tests/actions/reports.rs`.

use super::super::share::snapshot;
use super::super::{Error, Person, Written, date, delete_now, entry};
use super::{Gone, Request};
use crate::chat::conversation;
use crate::chat::person::Role;
use crate::chat::wish::{self, Aspect, Switch};
use crate::chat::{Message, MessageId, PersonId, Stamp, find, shown};
use crate::entry::{Entry, Event, Origin, State};
use crate::language::tr;
use crate::row::EntryId;
use crate::settings::review::Destination;
use crate::store::message::{self as messages, Progress};
use crate::store::outbox as rows;
use crate::store::{Connection, Transaction, conversation as conversations, report as reports};

/// Where a report of this message goes. `None` if the company has no reviewers' conversation.
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
            let members = conversations::members(tx, to)?;
            // Somebody from outside may not know the members; the roster may tell who reviews.
            members.contains(&person)
                || members.is_empty() && conversations::role(tx, person)? == Role::Support
        }
    })
}

/// The conversation that the settings name, made known here if it was not.
fn resolved(tx: &Transaction<'_>, to: &Destination, me: PersonId) -> Result<conversation::Id, Error> {
    let id = named(tx, to, me)?;
    if to.id.is_some() {
        conversations::ensure_outside(tx, id, &to.name)?;
    }
    Ok(id)
}

/// The conversation that the settings name.
pub(in crate::session::submit) fn named(
    connection: &Connection,
    to: &Destination,
    me: PersonId,
) -> Result<conversation::Id, Error> {
    if let Some(id) = to.id {
        return Ok(conversation::Id::of(to.kind, id));
    }
    let targets = conversations::targets(connection, me)?;
    let known: Vec<_> = targets
        .iter()
        .filter(|target| target.id.kind() == to.kind)
        .map(|target| (target.id, target.name.as_str()))
        .collect();
    match find::matching(&known, &to.name).as_slice() {
        [(id, _)] => Ok(*id),
        [] => Err(Error::Invalid(tr::submit_reviewers_unknown(&to.to_string()))),
        [_, _, ..] => Err(Error::Invalid(tr::submit_reviewers_several(&to.to_string()))),
    }
}

/// The report of a message that this person made in this conversation.
fn earlier(
    tx: &Transaction<'_>,
    of: MessageId,
    to: conversation::Id,
    by: PersonId,
) -> Result<Option<Message>, Error> {
    for (id, author) in reports::shares(tx, of)? {
        if author == by
            && let Some((report, _)) = messages::get(tx, id)?
            && report.conversation == to
        {
            return Ok(Some(report));
        }
    }
    Ok(None)
}

/// Saves the report of a message, and of those around it if the reporter agrees.
pub(super) fn report(
    tx: &Transaction<'_>,
    reported: Message,
    to: conversation::Id,
    wished: Request,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let (id, place) = (reported.id, reported.conversation);
    if reported.author == by.id {
        return Err(Error::Invalid(tr::submit_report_own().to_owned()));
    }
    if to == conversation::Id::Direct(reported.author) {
        return Err(Error::Invalid(tr::submit_report_to_author().to_owned()));
    }
    if let Some(known) = earlier(tx, id, to, by.id)? {
        // The same line of a script, run again, takes effect once.
        if known.marks.reported.as_ref() != Some(&wished.reason) {
            return Err(Error::Invalid(tr::submit_reported_already().to_owned()));
        }
        let entry = rows::on_message(tx, known.id)?.first().map(|entry| entry.id);
        return Ok(Written { message: id, conversation: place, entry });
    }
    let mut neighbours = Vec::new();
    if wished.context == Switch::On {
        // A reply is not understood without the message that it replies to.
        let root = reported.parent.map(|root| messages::get(tx, root)).transpose()?.flatten();
        neighbours.extend(root.map(|(root, _)| root).filter(|root| !root.marks.deleted));
        neighbours.extend(messages::around(tx, &reported, by.review.context)?);
    }
    let reason = wished.reason;
    let (report, first) = save_share(tx, reported, to, Part { reason: &reason, report: None }, by, now)?;
    for neighbour in neighbours {
        save_share(tx, neighbour, to, Part { reason: &reason, report: Some(report) }, by, now)?;
    }
    Ok(Written { message: id, conversation: place, entry: Some(first) })
}

/// A share's part in a report.
#[derive(Clone, Copy)]
struct Part<'a> {
    reason: &'a str,
    /// The report that it belongs to; `None` for the report itself.
    report: Option<MessageId>,
}

/// Saves one share: the report, or a message around the reported one as a reply to it.
fn save_share(
    tx: &Transaction<'_>,
    original: Message,
    to: conversation::Id,
    part: Part<'_>,
    by: &Person,
    now: Stamp,
) -> Result<(MessageId, EntryId), Error> {
    let after = part.report.unwrap_or(original.id);
    let from = original.author;
    let mut shared = snapshot(tx, whole(original))?;
    shared.reported = part.report.is_none().then(|| part.reason.to_owned());
    let at = date::of_new(tx, to, by, now)?;
    let mut share = Message::text(MessageId::fresh(), to, by.id, by.name.clone(), at, String::new());
    share.parent = part.report;
    share.from = Some(from);
    share.shared = Some(Box::new(shared));
    share.marks.reported = Some(part.reason.to_owned());
    let entry = entry(&share, wish::Kind::Report, Some(after), now);
    // A new message goes in its conversation's order, unlike a report that is a mark.
    let entry = Entry { origin: Origin::Makes, aspect: Aspect::Content, ..entry };
    // The reporter need not be in the conversation.
    conversations::ensure(tx, to)?;
    messages::put(tx, &share, Progress::Waiting)?;
    Ok((share.id, rows::append(tx, &entry)?))
}

/// A message with what it shares as a quote below its text: there is no snapshot within a snapshot.
fn whole(mut message: Message) -> Message {
    if let Some(inner) = message.shared.take() {
        let quoted = inner.text.lines().map(|line| format!("> {line}"));
        let name = shown::within(&inner.author_name).into_owned();
        let below = std::iter::once(format!("> {name}:")).chain(quoted).collect::<Vec<_>>().join("\n");
        message.text =
            if shown::is_blank(&message.text) { below } else { format!("{}\n\n{below}", message.text) };
        message.files.extend(inner.files);
    }
    message
}

/// Takes back the messages that were sent along with a report that is discarded.
pub(super) fn discard_context(
    tx: &Transaction<'_>,
    report: &Message,
    gone: Gone,
    now: Stamp,
) -> Result<(), Error> {
    for id in reports::context(tx, report.id, report.author)? {
        let entries = rows::on_message(tx, id)?;
        let Some((message, progress)) = messages::get(tx, id)? else { continue };
        let is_in_flight = entries.iter().any(|entry| entry.state == State::InFlight);
        let may_have_left = is_in_flight || entries.iter().any(|entry| entry.unanswered);
        if progress != Progress::Waiting || is_in_flight || (may_have_left && gone == Gone::Deleted) {
            delete_now(tx, message, progress, now)?;
            continue;
        }
        for entry in entries {
            rows::remove(tx, entry.id, Event::Discarded)?;
        }
        messages::drop_unsent(tx, id)?;
    }
    Ok(())
}
