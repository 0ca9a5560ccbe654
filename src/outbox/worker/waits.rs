//! The publisher's waits: those that the server asked for, its own back-off, and the wait for a reason to make the next
//! step.
//!
//! Waits are stored with their length and counted by a clock that does not go back, so that none lasts longer than
//! intended, however the system's clock is changed. Must not know: the calls. Tests: `tests/promise/line.rs`.

use super::{Command, Publisher, Step, TROUBLE, settle_accepted};
use crate::chat::Stamp;
use crate::language::tr;
use crate::outbox::backoff;
use crate::outbox::marks;
use crate::outbox::refresh::StaleMarks;
use crate::pause::{self, Pause};
use crate::row::{Cause, Connection};
use crate::store::outbox::{self as rows, delays};
use crate::store::{self, Store, interface, interface::Table};

use tokio::sync::mpsc::UnboundedReceiver;

use std::time::Duration;

/// Key of the server's wait, a [`Pause`] that survives a restart.
pub(crate) const SERVER_WAIT: &str = "not_before";
/// Key of our own back-off: the number of failures in a row, and a [`Pause`].
pub(super) const BACK_OFF: &str = "back_off";
/// The longest single timer; timers stop while the computer sleeps.
const SLICE: Duration = Duration::from_secs(10);
/// A time on the screen is corrected if it is off by more than this, in milliseconds.
const NAMED_WITHIN: u64 = 1_000;

impl Publisher {
    /// Loads the state of the connection once, at the first step.
    pub(super) async fn begin(&mut self) -> Result<(), store::Error> {
        if self.began {
            return Ok(());
        }
        let now = self.clock.steady();
        let (back_off, trouble, has_future_waits) = self
            .store
            .read(move |connection| -> Result<_, store::Error> {
                let get = |key| interface::get(connection, Table::Connection, key);
                Ok((get(BACK_OFF)?, get(TROUBLE)?, delays::has_future_waits(connection, now)?))
            })
            .await?;
        if has_future_waits {
            self.store.write(move |tx| delays::restart_future_waits(tx, now)).await?;
        }
        self.troubled = trouble.is_some_and(|words| !words.is_empty());
        self.server_wait = server_wait(&self.store, now).await?;
        if let Some((failures, pause)) = back_off.as_deref().and_then(|text| text.split_once(' ')) {
            self.failures = failures.parse().unwrap_or_default();
            self.rest = Pause::of_text(pause, now, backoff::CAP).map(Pause::until);
        }
        // First settle the calls that the server accepted before the disk failed. Then nothing is in flight. Frozen
        // marks are rendered again, because their messages may have been edited since.
        let (moment, accepted) = (self.moment(), self.accepted.clone());
        self.ahead.clear();
        self.store
            .write(move |tx| {
                settle_accepted(tx, &accepted, moment)?;
                rows::end_flights(tx)?;
                marks::thaw(tx)
            })
            .await?;
        self.settled_before();
        self.began = true;
        Ok(())
    }

    /// Continues our own back-off of the previous process.
    pub(super) async fn rest(&mut self) -> Result<Option<Step>, store::Error> {
        self.begin().await?;
        let Some(until) = self.rest.take() else { return Ok(None) };
        let detail = tr::send_last_failed().to_owned();
        self.board.set_connection(Connection::Offline {
            next_try: self.shown(until),
            cause: Cause::Unreached,
            detail,
        });
        Ok(Some(Step::BackOff { until }))
    }

    /// The end of a wait, as the system's clock will show it.
    pub(super) fn shown(&self, until: i64) -> Stamp {
        Stamp::from_ticks(self.clock.shown_at(until).saturating_mul(10_000), 0)
    }

    /// Corrects the displayed end of a wait if the system's clock was set meanwhile.
    fn show_anew(&self, until: Option<i64>) {
        let Some(shown) = until.map(|until| self.shown(until)) else { return };
        let moved = |named: Stamp| named.millis_since(shown).unsigned_abs() > NAMED_WITHIN;
        match self.board.connection() {
            Connection::Busy { until } if moved(until) => {
                self.board.set_connection(Connection::Busy { until: shown });
            }
            Connection::Offline { next_try, cause, detail } if moved(next_try) => {
                self.board.set_connection(Connection::Offline { next_try: shown, cause, detail });
            }
            Connection::Busy { .. }
            | Connection::Offline { .. }
            | Connection::Unknown
            | Connection::Online
            | Connection::SignIn
            | Connection::Misdirected(_)
            | Connection::Disk(_) => {}
        }
    }

    /// Waits for a reason to make the next step.
    pub(super) async fn wait(&mut self, step: Step, commands: &mut UnboundedReceiver<Command>) -> Flow {
        // A wish made while a call failed must not cause the next call at once.
        let rested = match step {
            Step::BackOff { .. } => pause::later(self.clock.steady(), backoff::FLOOR),
            Step::Went | Step::Idle { .. } | Step::ServerWait { .. } | Step::Stopped => i64::MIN,
        };
        let (mut until, wakes) = match step {
            Step::Went => (Some(self.clock.steady()), Wakes::Anything),
            Step::Idle { wake_at } => (wake_at, Wakes::Anything),
            Step::BackOff { until } => (Some(until), Wakes::Anything),
            Step::ServerWait { until } => (Some(until), Wakes::APerson),
            Step::Stopped => (None, Wakes::APerson),
        };
        loop {
            let pause = until.map(|until| until.saturating_sub(self.clock.steady()).max(0).unsigned_abs());
            let slice = pause.map(|millis| Duration::from_millis(millis).min(SLICE));
            let command = tokio::select! {
                biased;
                command = commands.recv() => command,
                () = sleep(slice) => {
                    if until.is_some_and(|until| self.clock.steady() >= until) {
                        return Flow::On;
                    }
                    self.show_anew(until);
                    continue;
                }
            };
            let Some(mut command) = command else { return Flow::End };
            // A burst of wishes wakes once.
            let mut network_up = command == Command::NetworkUp;
            while matches!(command, Command::Wake | Command::NetworkUp) {
                match commands.try_recv() {
                    Ok(later) => {
                        network_up |= later == Command::NetworkUp;
                        command = later;
                    }
                    Err(_) => break,
                }
            }
            if network_up {
                self.marks = StaleMarks::default();
                self.refresh.forget_pause();
            }
            match (command, wakes) {
                (Command::Stop, _) => return Flow::End,
                (Command::TryNow, _) => {
                    if let Err(error) = self.end_waits().await {
                        self.board.set_connection(Connection::Disk(error.to_string()));
                    }
                    return Flow::On;
                }
                (Command::Wake | Command::NetworkUp, Wakes::Anything) if self.clock.steady() < rested => {
                    until = Some(rested);
                }
                (Command::Wake | Command::NetworkUp, Wakes::Anything) => return Flow::On,
                (Command::Wake | Command::NetworkUp, Wakes::APerson) => {}
            }
        }
    }
}

/// The commands that end a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wakes {
    Anything,
    APerson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    End,
}

async fn sleep(pause: Option<Duration>) {
    match pause {
        Some(Duration::ZERO) => {}
        Some(pause) => tokio::time::sleep(pause).await,
        None => std::future::pending().await,
    }
}

/// The stored wait of the server, unless it is over at `now`.
pub(crate) fn remembered(wait: Option<&str>, now: i64) -> Option<i64> {
    Pause::of_text(wait?, now, backoff::LONGEST_WAIT).map(Pause::until)
}

/// Like [`remembered`], from the database. A wait shortened because the clock was set back is stored again, so that
/// it ends.
pub(crate) async fn server_wait(store: &Store, now: i64) -> Result<Option<i64>, store::Error> {
    let read = |connection: &store::Connection| interface::get(connection, Table::Connection, SERVER_WAIT);
    let Some(text) = store.read(read).await? else { return Ok(None) };
    let left = Pause::of_text(&text, now, backoff::LONGEST_WAIT);
    if let Some(left) = left.filter(|left| left.to_text() != text) {
        store.write(move |tx| interface::set(tx, Table::Connection, SERVER_WAIT, &left.to_text())).await?;
    }
    Ok(left.map(Pause::until))
}
