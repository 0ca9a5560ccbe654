//! Reports a message: privately to the reviewers (`docs/server-api.md` 2.26), or publicly in one of the two ways of 2.8.
//!
//! On the message itself, a report is a change like any other. As a child, it is a separate message below the
//! reported one, with a reason and no text; it is never drawn, and the reported message is marked here all the same.
//! Must not know: the wire. Tests: `tests/actions`.

mod private;

pub(super) use private::named;

use super::{Error, Person, Written, change, check_sendable, entry, existing};
use crate::chat::wish::{self, Switch};
use crate::chat::{Message, MessageId, Stamp, shown};
use crate::entry::{Entry, Origin};
use crate::language::tr;
use crate::settings::Reports;
use crate::store::message::{self as messages, Progress};
use crate::store::outbox as rows;
use crate::store::{Transaction, report as reports};

/// The longest reason in characters: readers keep no more of it.
const LONGEST_REASON: usize = 1_000;

/// A report of a message.
pub(super) struct Request {
    pub(super) message: MessageId,
    pub(super) reason: String,
    /// Sends the messages around it along to the reviewers.
    pub(super) context: Switch,
}

pub(super) fn report(
    tx: &Transaction<'_>,
    wished: Request,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let (id, reason) = (wished.message, &wished.reason);
    if shown::is_blank(reason) {
        return Err(Error::Invalid(tr::submit_no_reason().to_owned()));
    }
    check_sendable(reason)?;
    if reason.chars().count() > LONGEST_REASON {
        return Err(Error::Invalid(tr::submit_reason_long(LONGEST_REASON as u64)));
    }
    let (reported, progress) = existing(tx, id)?;
    if let Some(to) = private::destination(tx, &reported, by)? {
        return private::report(tx, reported, to, wished, by, now);
    }
    match by.reports {
        Reports::OnMessage => {
            let written = change(tx, id, wish::Kind::Report, now, |found| {
                found.marks.reported = Some(wished.reason);
            })?;
            reports::note(tx, id, now)?;
            Ok(written)
        }
        Reports::Child => child(tx, (reported, progress), wished.reason, by, now),
    }
}

fn child(
    tx: &Transaction<'_>,
    (mut reported, progress): (Message, Progress),
    reason: String,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let (id, place) = (reported.id, reported.conversation);
    if let Some(known) = reports::below(tx, id, by.id, &reason)? {
        let entry = rows::on_message(tx, known)?.first().map(|entry| entry.id);
        return Ok(Written { message: id, conversation: place, entry });
    }
    let mut report = Message::text(MessageId::fresh(), place, by.id, by.name.clone(), now, String::new());
    report.parent = Some(id);
    report.marks.reported = Some(reason.clone());
    messages::put(tx, &report, Progress::Waiting)?;
    reported.marks.reported = Some(reason);
    messages::put(tx, &reported, progress)?;
    let entry = Entry { origin: Origin::Makes, ..entry(&report, wish::Kind::Report, Some(id), now) };
    Ok(Written { message: id, conversation: place, entry: Some(rows::append(tx, &entry)?) })
}

/// The fate of a discarded report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    /// It may be on the server, and is deleted there.
    Deleted,
    /// It is dropped here: it never left, or the server rejected it.
    Dropped,
}

/// Removes the mark of a discarded child report from its message, or restores that of an earlier report; with a report
/// to the reviewers, takes back the messages sent along.
pub(super) fn forget(tx: &Transaction<'_>, report: &Message, gone: Gone, now: Stamp) -> Result<(), Error> {
    if report.is_private_report() {
        return private::discard_context(tx, report, gone, now);
    }
    if report.is_report()
        && let Some(parent) = report.parent
        && let Some((mut reported, progress)) = messages::get(tx, parent)?
        && reported.marks.reported == report.marks.reported
    {
        reported.marks.reported = reports::other(tx, parent, report.id)?;
        messages::put(tx, &reported, progress)?;
    }
    Ok(())
}
