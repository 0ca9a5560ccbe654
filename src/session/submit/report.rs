//! Reports a message: to the reviewers, or in either of the two ways that servers support where a company has none
//! (`docs/server-api.md` 2.8), which everybody in the conversation can see.
//!
//! On the message itself, a report is a change like any other. As a child, it is a separate message below the
//! reported one, with a reason and no text; it is never drawn, and the reported message is marked here all the same.
//! Must not know: the wire. Tests: `tests/actions`.

mod private;

use super::{Error, Person, Written, change, check_sendable, entry, existing};
use crate::chat::wish::{self, Switch};
use crate::chat::{Message, MessageId, Stamp};
use crate::entry::{Entry, Origin};
use crate::language::tr;
use crate::settings::Reports;
use crate::store::message::{self as messages, Progress};
use crate::store::outbox as rows;
use crate::store::{Transaction, report as reports};

/// A report of a message.
pub(super) struct Wished {
    pub(super) message: MessageId,
    pub(super) reason: String,
    /// Sends the messages around it along to the reviewers.
    pub(super) context: Switch,
}

pub(super) fn report(
    tx: &Transaction<'_>,
    wished: Wished,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let (id, reason) = (wished.message, &wished.reason);
    if reason.trim().is_empty() {
        return Err(Error::Invalid(tr::submit_no_reason().to_owned()));
    }
    check_sendable(reason)?;
    let (reported, _) = existing(tx, id)?;
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
        Reports::Child => child(tx, id, wished.reason, by, now),
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

/// Removes the mark of a discarded child report from its message, or restores that of an earlier report; with a report
/// to the reviewers, drops the messages around it.
pub(super) fn forget(tx: &Transaction<'_>, report: &Message) -> Result<(), Error> {
    private::forget_around(tx, report.id)?;
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
