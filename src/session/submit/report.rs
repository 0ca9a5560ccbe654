//! Reports a message, in either of the two ways that servers support (`docs/server-api.md` 2.8).
//!
//! On the message itself, a report is a change like any other. As a child, it is a separate message below the
//! reported one, with a reason and no text; it is never drawn, and the reported message is marked here all the same.
//! Must not know: the wire. Tests: `tests/actions`.

use super::{Error, Person, Written, change, check_sendable, entry, existing};
use crate::chat::wish;
use crate::chat::{Message, MessageId, Stamp};
use crate::entry::{Entry, Origin};
use crate::language::tr;
use crate::settings::Reports;
use crate::store::message::{self as messages, Progress};
use crate::store::outbox as rows;
use crate::store::{Transaction, report as reports};

pub(super) fn report(
    tx: &Transaction<'_>,
    id: MessageId,
    reason: String,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    if reason.trim().is_empty() {
        return Err(Error::Invalid(tr::submit_no_reason().to_owned()));
    }
    check_sendable(&reason)?;
    match by.reports {
        Reports::OnMessage => {
            change(tx, id, wish::Kind::Report, now, |found| found.marks.reported = Some(reason))
        }
        Reports::Child => child(tx, id, reason, by, now),
    }
}

fn child(
    tx: &Transaction<'_>,
    id: MessageId,
    reason: String,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let (mut reported, progress) = existing(tx, id)?;
    let place = reported.conversation;
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

/// Removes the mark of a discarded child report from its message, or restores that of an earlier report.
pub(super) fn forget(tx: &Transaction<'_>, report: &Message) -> Result<(), Error> {
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
