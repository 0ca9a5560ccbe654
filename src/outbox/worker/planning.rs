//! Plans the next call: settles accepted calls, reads messages to be marked, and freezes the call.
//!
//! Must not know: how a message is read (`refresh`), HTTP. Tests: `tests/actions/harmless.rs`, `tests/promise`.

use super::{Publisher, Step, TROUBLE, settle_accepted};
use crate::language::tr;
use crate::outbox::call::{Next, next};
use crate::outbox::refresh::{Fresh, Freshness, StaleMarks};
use crate::outbox::settle::{Line, settle};
use crate::remote::{Failure, Reached};
use crate::row::Connection;
use crate::store;
use crate::store::interface::{self, Table};

use std::sync::Arc;

impl Publisher {
    /// Freezes the next call after settling accepted ones. Messages that it would mark are read first, each once; new
    /// texts do not wait for that.
    pub(super) async fn prepare(&mut self) -> Result<Next, store::Error> {
        self.marks = self.marks.at(self.clock.steady());
        let mut fresh = Fresh { others: self.marks, ..Fresh::default() };
        loop {
            let (messages, parked) = match self.plan(fresh.clone()).await? {
                Next::Refresh { messages, parked } => (messages, parked),
                next @ (Next::Call(_) | Next::Nothing { .. }) => return Ok(next),
            };
            self.announce(&parked);
            if fresh.read.is_empty() {
                let others = StaleMarks::HoldUntil(self.clock.steady());
                if let next @ Next::Call(_) = self.plan(Fresh { others, ..fresh.clone() }).await? {
                    return Ok(next);
                }
            }
            match self.refresh.refresh(messages.clone()).await? {
                Freshness::Read { gone, held, until } => {
                    fresh.read.extend(messages.into_iter().filter(|id| !held.contains(id)));
                    fresh.gone.extend(gone);
                    fresh.held.extend(held);
                    fresh.held_until = until;
                    self.reached_by_reading();
                    if self.troubled {
                        self.note_trouble(String::new()).await?;
                    }
                }
                Freshness::Unreadable => fresh.others = StaleMarks::SendAsIs,
                Freshness::Later { until, failure } => {
                    fresh.others = StaleMarks::HoldUntil(until);
                    self.note_trouble(tr::send_marks_wait(&failure.to_string())).await?;
                    self.unread = Some(failure);
                }
            }
            self.marks = fresh.others;
        }
    }

    /// Stores the reason why entries are not sent, for lists; empty if they are sent.
    async fn note_trouble(&mut self, words: String) -> Result<(), store::Error> {
        self.troubled = !words.is_empty();
        self.store.write(move |tx| interface::set(tx, Table::Connection, TROUBLE, &words)).await
    }

    async fn plan(&mut self, fresh: Fresh) -> Result<Next, store::Error> {
        let (terms, now, accepted) = (Arc::clone(&self.terms), self.moment(), self.accepted.clone());
        let next = self
            .store
            .write(move |tx| {
                settle_accepted(tx, &accepted, now)?;
                next(tx, &terms, &fresh, now.steady)
            })
            .await?;
        self.settled_before();
        Ok(next)
    }

    /// The step when nothing can be sent. If the server could not be reached for reading, it cannot be for publishing
    /// either, and the screen shows that. Other failures of reading say nothing about publishing.
    pub(super) fn rest_of_marks(&mut self, wake_at: Option<i64>) -> Step {
        let (StaleMarks::HoldUntil(until), Some(failure)) = (self.marks, self.unread.take()) else {
            return Step::Idle { wake_at };
        };
        let is_unreached = matches!(failure, Failure::Unreachable { reached: Reached::Never, .. });
        if let Line::BackOff(cause, detail) = settle(&[], Err(failure)).line
            && is_unreached
        {
            self.said_offline = true;
            self.board.set_connection(Connection::Offline { next_try: self.shown(until), cause, detail });
            return Step::BackOff { until };
        }
        Step::Idle { wake_at }
    }

    /// Clears the *offline* state that a failed read had set.
    fn reached_by_reading(&mut self) {
        if std::mem::take(&mut self.said_offline) {
            self.board.set_connection(Connection::Online);
        }
    }
}
