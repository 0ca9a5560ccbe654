//! Planning the next call: what was accepted is settled, messages to be marked are read, and the call is frozen.
//!
//! Must not know: how a message is read (`refresh`), HTTP. Tests: `tests/actions/harmless.rs`, `tests/promise`.

use super::{Publisher, Step, settle_accepted, stamp};
use crate::outbox::call::{Next, next};
use crate::outbox::refresh::{Fresh, Freshness, Others};
use crate::outbox::settle::{Line, settle};
use crate::remote;
use crate::row::Connection;
use crate::store;

use std::sync::Arc;

impl Publisher {
    /// Freezes the next call, after settling what was accepted. Messages that it would mark are read first, each once.
    pub(super) async fn prepare(&mut self) -> Result<Next, store::Error> {
        self.marks = self.marks.at(self.clock.millis());
        let mut fresh = Fresh { others: self.marks, ..Fresh::default() };
        loop {
            let (terms, now, accepted) =
                (Arc::clone(&self.terms), self.clock.millis(), self.accepted.clone());
            let planned_with = fresh.clone();
            let next = self
                .store
                .write(move |tx| {
                    settle_accepted(tx, &accepted, now)?;
                    next(tx, &terms, &planned_with, now)
                })
                .await?;
            self.settled_before();
            let (messages, parked) = match next {
                Next::Refresh { messages, parked } => (messages, parked),
                Next::Call(_) | Next::Nothing { .. } => return Ok(next),
            };
            self.announce(&parked);
            match self.refresh.refresh(messages.clone()).await? {
                Freshness::Read => fresh.read.extend(messages),
                Freshness::Gone(gone) => {
                    fresh.read.extend(messages);
                    fresh.gone.extend(gone);
                }
                Freshness::AsKnown => fresh.others = Others::GoAsKnown,
                Freshness::Later { until, failure } => {
                    fresh.others = Others::Wait { until };
                    self.unread = Some(failure);
                }
            }
            self.marks = fresh.others;
        }
    }

    /// Nothing can go now. If that is because messages to be marked could not be read, the screen says what is wrong.
    pub(super) fn rest_of_marks(&mut self, wake_at: Option<i64>) -> Step {
        let (Others::Wait { until }, Some(failure)) = (self.marks, self.unread.take()) else {
            return Step::Idle { wake_at };
        };
        let is_cut = matches!(failure, remote::Failure::Unreachable { .. });
        if let Line::BackOff(cause, detail) = settle(&[], Err(failure.clone())).line
            && is_cut
        {
            self.board.set_connection(Connection::Offline { next_try: stamp(until), cause, detail });
            return Step::BackOff { until };
        }
        if failure == remote::Failure::SignIn {
            self.board.set_connection(Connection::SignIn);
        }
        Step::Idle { wake_at }
    }
}
