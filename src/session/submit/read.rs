//! Read marks: one for every message that was on the screen, collected so that a scroll takes one call instead of one
//! per message.
//!
//! The first mark waits a moment, and those made within that moment are sent with it. They are on disk like any other
//! wish. A mark made by a command does not wait. Must not know: the screen. Tests: `tests/actions`.

use super::{Error, Person, Source, Written, change};
use crate::chat::wish::{self, Switch};
use crate::chat::{MessageId, Stamp};
use crate::entry::{Entry, State};
use crate::pause::Pause;
use crate::store::Transaction;
use crate::store::outbox as rows;

use std::time::Duration;

/// How long marks are collected.
const MOMENT: Duration = Duration::from_secs(2);

pub(super) fn read(
    tx: &Transaction<'_>,
    id: MessageId,
    state: Switch,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let written = change(tx, id, wish::Kind::Read, now, |found| found.marks.read = state == Switch::On)?;
    match (by.source, written.entry) {
        (Source::Composer, Some(entry)) => {
            let loaded = rows::get(tx, entry)?;
            let gathers =
                |entry: &Entry| entry.state == State::Queued && entry.untried() && entry.not_before == 0;
            if loaded.is_some_and(|loaded| gathers(&loaded.entry)) {
                let now = now.millis();
                let all = rows::delays::collecting_until(tx, now)?
                    .map(|until| until.saturating_sub(now).unsigned_abs());
                let left = all.map_or(MOMENT, |left| MOMENT.min(Duration::from_millis(left)));
                rows::delays::back_off_alone(tx, entry, Pause::from(now, left))?;
            }
        }
        (Source::Composer | Source::Command, _) => {}
    }
    Ok(written)
}
