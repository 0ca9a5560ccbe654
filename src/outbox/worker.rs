//! The publisher: a loop that makes one call at a time.
//!
//! ```text
//!            ┌──────────────── next call, frozen in the same commit ◄───────────┐
//!   begin ─► next ─► publish (no lock, no transaction held) ─► settle ─► commit ─┤
//!              │                                                                ├─► back off / wait / stop
//!              └─► nothing to do: sleep until a wish, "Retry now", the network or the clock
//! ```
//!
//! While calls are accepted one after another, the disk works during the call instead of after it: one commit settles
//! the calls before and freezes those to come, so that the next one can be sent as soon as the answer arrives. Calls
//! that are running, accepted but not settled, or frozen ahead never contain the same message twice: after a crash all
//! of them are sent again, in order, which changes nothing. Any answer but a plain acceptance thaws the calls frozen
//! ahead.
//!
//! The publisher may be dropped at any await: frozen calls are on disk and are sent again, unchanged, at the next
//! start. Must not know: SQL, HTTP, iced. Tests: `tests/promise`; one of them drops the publisher at its n-th poll, for
//! every n.

mod planning;
mod waits;

use waits::{BACK_OFF, Flow};
pub(crate) use waits::{SERVER_WAIT, remembered, server_wait};

use super::backoff;
use super::call::{Call, Next, carry_out, freeze_ahead, next, thaw};
use super::refresh::{Fresh, Refresh, StaleMarks};
use super::settle::{Fate, Line, settle};
use super::terms::Terms;
use crate::changes::Board;
use crate::chat::{Stamp, conversation};
use crate::clock::{Clock, Moment};
use crate::language::tr;
use crate::pause::{self, Pause};
use crate::remote::{self, Remote};
use crate::requests::{Reason, Requests};
use crate::row::{Cause, Change, Connection, EntryId};
use crate::store::outbox::{batches, delays};
use crate::store::{self, Store, Transaction, interface, interface::Table};

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;

/// Key of the reason why the last call failed, in words; empty if it succeeded.
pub(crate) const TROUBLE: &str = "trouble";
/// How long to wait after a failed write to the disk.
const DISK_PAUSE: Duration = Duration::from_secs(5);

/// How many calls are frozen ahead of the running one. One would be enough for a slow server; with more, one flush
/// serves several calls to a quick one (measured: `benches/engine`).
const AHEAD: usize = 4;

/// Commands from the session to the publisher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// There is a new wish.
    Wake,
    /// The user asks to try now, regardless of our own back-off, a stopped connection, and a wait set by the server.
    /// The user may know better; if the server still wants the wait, it asks again.
    TryNow,
    /// The network changed; the server may be reachable now.
    NetworkUp,
    /// Finish the running call and end.
    Stop,
}

/// The result of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A call was settled and the next may be made at once.
    Went,
    /// Nothing can be sent before `wake_at` (milliseconds since 1970 UTC), if ever.
    Idle { wake_at: Option<i64> },
    /// Our own back-off, until then or until something wakes it.
    BackOff { until: i64 },
    /// A wait that the server asked for, which only the user can end early.
    ServerWait { until: i64 },
    /// Nothing can be sent until somebody changes something: signed out, wrong address.
    Stopped,
}

/// Makes calls from the outbox, one at a time.
#[derive(Debug)]
pub struct Publisher {
    store: Store,
    remote: Arc<dyn Remote>,
    /// Reads messages before marks on them are frozen.
    refresh: Arc<dyn Refresh>,
    /// The result of the last refresh, for calls that are planned without one of their own.
    marks: StaleMarks,
    /// Why the last read failed, until it was shown.
    unread: Option<remote::Failure>,
    /// The screen shows *offline* because messages to be marked could not be read.
    said_offline: bool,
    terms: Arc<Terms>,
    clock: Clock,
    board: Board,
    chance: fastrand::Rng,
    /// Failures in a row, for the back-off; also stored on disk.
    failures: u32,
    /// The reason of the last failure is stored on disk.
    troubled: bool,
    /// When the back-off of the previous process ends.
    rest: Option<i64>,
    /// Calls frozen on disk to be sent next, in this order. Taken out while a step is running, so that a dropped step
    /// falls back to the state on disk.
    ahead: VecDeque<Call>,
    /// Calls that the server accepted, but that are not settled on disk yet.
    accepted: Vec<Call>,
    /// Loaded from disk at the first step.
    server_wait: Option<i64>,
    began: bool,
    delivered: Vec<EntryId>,
    /// The reader's requests: after a pause reading goes first, and acceptance requests a read.
    readers: Requests,
}

impl Publisher {
    /// A publisher that has made no step yet.
    pub fn new(
        store: Store,
        remote: Arc<dyn Remote>,
        refresh: Arc<dyn Refresh>,
        terms: Terms,
        clock: Clock,
        board: Board,
    ) -> Self {
        Self {
            store,
            remote,
            refresh,
            marks: StaleMarks::default(),
            unread: None,
            said_offline: false,
            terms: Arc::new(terms),
            clock,
            board,
            chance: fastrand::Rng::new(),
            failures: 0,
            troubled: false,
            rest: None,
            ahead: VecDeque::new(),
            accepted: Vec::new(),
            server_wait: None,
            began: false,
            delivered: Vec::new(),
            readers: Requests::default(),
        }
    }

    /// Coordinates with the reader that serves these requests.
    #[must_use]
    pub fn heard_by(self, readers: Requests) -> Self {
        Self { readers, ..self }
    }

    /// Makes one call, if possible, and settles it.
    ///
    /// # Errors
    /// If the disk refuses; nothing is lost, and the step can be repeated.
    pub async fn step(&mut self) -> Result<Step, store::Error> {
        self.begin().await?;
        let now = self.clock.steady();
        if let Some(until) = self.server_wait.filter(|until| *until > now) {
            self.board.set_connection(Connection::Busy { until: self.shown(until) });
            return Ok(Step::ServerWait { until });
        }
        // Several calls are prepared only while they are accepted one after another.
        let flows = !self.ahead.is_empty() || !self.accepted.is_empty();
        let mut ahead = std::mem::take(&mut self.ahead);
        let call = match ahead.pop_front() {
            Some(call) => call,
            None => match self.prepare().await? {
                Next::Call(call) => call,
                Next::Nothing { wake_at, parked } => {
                    self.announce(&parked);
                    return Ok(self.rest_of_marks(wake_at));
                }
                // `prepare` reads until nothing is left to be read.
                Next::Refresh { .. } => return Ok(Step::Went),
            },
        };
        self.board.mark(Change::Outbox);
        let calling = self.remote.publish(self.wire_call(&call));
        let outcome = if flows {
            let (outcome, frozen) = tokio::join!(calling, self.freeze_ahead(&call, &ahead));
            match frozen {
                Ok(frozen) => {
                    self.settled_before();
                    ahead.extend(frozen);
                }
                // The commit that settles this call reports the error if it persists.
                Err(error) => tracing::warn!(%error, "nothing could be frozen ahead"),
            }
            outcome
        } else {
            calling.await
        };
        let mut verdict = settle(&call.parts, outcome);
        if let Line::Wait(wait) = verdict.line
            && backoff::wait(self.clock.millis(), wait).is_zero()
        {
            // A wait of zero, or one that is already over, must not cause the next call at once.
            verdict.line = Line::BackOff(Cause::Busy, tr::send_busy().to_owned());
        }
        tracing::debug!(batch = call.batch, elements = call.parts.len(), line = ?verdict.line, "settled");
        let step = if verdict.fate == Fate::Accepted && verdict.line == Line::Go && !ahead.is_empty() {
            self.accepted.push(call);
            self.ahead = ahead;
            Step::Went
        } else {
            self.settled(call, ahead, verdict.fate, &verdict.line).await?
        };
        self.tell(&verdict.line, &step);
        Ok(step)
    }

    /// While `call` is running: settles the calls accepted before it, and freezes more to follow.
    async fn freeze_ahead(&self, call: &Call, ahead: &VecDeque<Call>) -> Result<Vec<Call>, store::Error> {
        let (terms, now, accepted) = (Arc::clone(&self.terms), self.moment(), self.accepted.clone());
        let fresh = Fresh { others: self.marks, ..Fresh::default() };
        let room = AHEAD.saturating_sub(ahead.len());
        let ours = ahead.len() + 1;
        let busy = accepted.iter().chain([call]).chain(ahead).flat_map(Call::messages).collect();
        self.store
            .write(move |tx| {
                settle_accepted(tx, &accepted, now)?;
                // Halves of a refused call, or calls that were running at a crash, are sent first.
                if batches(tx)? != ours {
                    return Ok(Vec::new());
                }
                freeze_ahead(tx, &terms, &fresh, now.steady, busy, room)
            })
            .await
    }

    /// Takes note that the accepted calls are now settled on disk.
    fn settled_before(&mut self) {
        for call in std::mem::take(&mut self.accepted) {
            self.announce(&call.conversations);
            self.delivered.extend(Fate::Accepted.delivered(&call.parts));
        }
    }

    /// Ends cleanly: settles accepted calls, and puts calls frozen ahead back into the queue.
    ///
    /// # Errors
    /// If the disk refuses; then the same calls are made again, which does no harm.
    pub async fn finish(&mut self) -> Result<(), store::Error> {
        let (now, accepted, ahead) = (self.moment(), self.accepted.clone(), std::mem::take(&mut self.ahead));
        if accepted.is_empty() && ahead.is_empty() {
            return Ok(());
        }
        self.store
            .write(move |tx| {
                settle_accepted(tx, &accepted, now)?;
                thaw(tx, &ahead)
            })
            .await?;
        self.settled_before();
        Ok(())
    }

    /// The current moment. Its wall time is the server's, as the dates of messages are.
    fn moment(&self) -> Moment {
        let moment = self.clock.moment();
        let ahead = self
            .remote
            .skew()
            .map_or(0, |skew| skew.ahead(self.clock.millis(), self.clock.unshifted().steady()));
        let ticks = moment.wall.ticks().saturating_add(ahead.saturating_mul(10_000));
        Moment { wall: Stamp::from_ticks(ticks, moment.wall.offset()), ..moment }
    }

    fn wire_call(&self, call: &Call) -> remote::Call {
        remote::Call {
            errand: call.errand,
            user: self.terms.me.uuid(),
            company: self.terms.company.uuid(),
            elements: call.elements.clone(),
        }
    }

    /// Settles a call and, if the connection is free, freezes the next in the same commit: one flush per call instead
    /// of two.
    async fn settled(
        &mut self,
        call: Call,
        ahead: VecDeque<Call>,
        fate: Fate,
        line: &Line,
    ) -> Result<Step, store::Error> {
        let moment = self.moment();
        let now = moment.steady;
        let go = *line == Line::Go;
        let asked = match line {
            Line::Go => None,
            Line::Wait(wait) => Some(Pause::from(now, backoff::wait(self.clock.millis(), *wait))),
            Line::BackOff(..) | Line::SignIn | Line::Misdirected(_) => None,
        };
        let (terms, chance) = (Arc::clone(&self.terms), self.chance.f64());
        let back_off = match line {
            Line::BackOff(..) => {
                let failures = self.failures.saturating_add(1);
                Some((failures, Pause::from(now, backoff::delay(failures, self.chance.f64()))))
            }
            // The server answered, so the failures before are over.
            Line::Go | Line::Wait(_) => (self.failures > 0).then_some((0, Pause::default())),
            Line::SignIn | Line::Misdirected(_) => None,
        };
        let trouble = words(line).or_else(|| self.troubled.then(String::new));
        let troubled = trouble.as_ref().map_or(self.troubled, |words| !words.is_empty());
        let touched = call.conversations.clone();
        let delivered = fate.delivered(&call.parts);
        let accepted = self.accepted.clone();
        let fresh = Fresh { others: self.marks, ..Fresh::default() };
        let next = self
            .store
            .write(move |tx| {
                settle_accepted(tx, &accepted, moment)?;
                // The calls frozen behind it are planned again: they must not overtake the failed one.
                thaw(tx, &ahead)?;
                carry_out(tx, &call, &fate, moment, chance)?;
                if let Some(asked) = asked {
                    interface::set(tx, Table::Connection, SERVER_WAIT, &asked.to_text())?;
                }
                if let Some((failures, pause)) = back_off {
                    interface::set(
                        tx,
                        Table::Connection,
                        BACK_OFF,
                        &format!("{failures} {}", pause.to_text()),
                    )?;
                }
                if let Some(trouble) = trouble {
                    interface::set(tx, Table::Connection, TROUBLE, &trouble)?;
                }
                if go { next(tx, &terms, &fresh, now).map(Some) } else { Ok(None) }
            })
            .await?;
        self.settled_before();
        self.announce(&touched);
        self.delivered.extend(delivered);
        self.troubled = troubled;
        if let Some((failures, _)) = back_off {
            self.failures = failures;
        }
        Ok(match (line, next) {
            (Line::Go, Some(Next::Call(call))) => {
                self.ahead.push_back(call);
                Step::Went
            }
            (Line::Go, Some(Next::Nothing { wake_at, parked })) => {
                self.announce(&parked);
                Step::Idle { wake_at }
            }
            (Line::Go, Some(Next::Refresh { parked, .. })) => {
                self.announce(&parked);
                Step::Went
            }
            (Line::Go, None) => Step::Went,
            (Line::Wait(_), _) => {
                let until = asked.map_or(now, Pause::until);
                self.server_wait = Some(until);
                Step::ServerWait { until }
            }
            (Line::BackOff(..), _) => {
                Step::BackOff { until: back_off.map_or(now, |(_, pause)| pause.until()) }
            }
            (Line::SignIn | Line::Misdirected(_), _) => Step::Stopped,
        })
    }

    /// Returns the entries delivered since the last call of this function.
    pub fn take_delivered(&mut self) -> Vec<EntryId> {
        std::mem::take(&mut self.delivered)
    }

    fn announce(&self, conversations: &HashSet<conversation::Id>) {
        for id in conversations {
            self.board.mark(Change::Conversation(*id));
        }
        self.board.mark(Change::Outbox);
    }

    fn tell(&self, line: &Line, step: &Step) {
        let connection = match (line, step) {
            (Line::Go, _) => Connection::Online,
            (Line::BackOff(cause, detail), Step::BackOff { until }) => {
                Connection::Offline { next_try: self.shown(*until), cause: *cause, detail: detail.clone() }
            }
            (Line::Wait(_), Step::ServerWait { until }) => Connection::Busy { until: self.shown(*until) },
            (Line::SignIn, _) => Connection::SignIn,
            (Line::Misdirected(check), _) => Connection::Misdirected(check.clone()),
            (Line::BackOff(..) | Line::Wait(_), _) => return,
        };
        self.board.set_connection(connection);
    }

    /// Ends our own back-off; a wait that the server asked for stays.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn forget_back_off(&mut self) -> Result<(), store::Error> {
        self.begin().await?;
        (self.failures, self.rest) = (0, None);
        self.marks = StaleMarks::default();
        self.refresh.forget_pause();
        self.store
            .write(|tx| {
                interface::set(tx, Table::Connection, BACK_OFF, "0 0 0")?;
                delays::end_waits(tx)
            })
            .await
    }

    /// Like [`Publisher::forget_back_off`], and ends the server's wait too: only when the user asks.
    async fn end_waits(&mut self) -> Result<(), store::Error> {
        self.forget_back_off().await?;
        if self.server_wait.take().is_some() {
            self.store.write(|tx| interface::set(tx, Table::Connection, SERVER_WAIT, "0")).await?;
        }
        Ok(())
    }

    /// Runs until [`Command::Stop`], or until nobody can send a command.
    pub async fn run(mut self, mut commands: UnboundedReceiver<Command>) {
        let mut first = self.rest().await;
        loop {
            self.delivered.clear();
            let step = match std::mem::replace(&mut first, Ok(None)) {
                Ok(Some(rest)) => Ok(rest),
                Ok(None) => {
                    self.readers.caught_up().await;
                    self.step().await
                }
                Err(error) => Err(error),
            };
            let step = match step {
                Ok(step) => step,
                Err(error) => {
                    // Frozen marks may be outdated when the disk works again.
                    self.began = false;
                    self.board.set_connection(Connection::Disk(error.to_string()));
                    Step::BackOff { until: pause::later(self.clock.steady(), DISK_PAUSE) }
                }
            };
            if !self.delivered.is_empty() && step != Step::Went {
                self.readers.ask(Reason::Published);
            }
            if self.wait(step, &mut commands).await == Flow::End {
                if let Err(error) = self.finish().await {
                    tracing::warn!(%error, "what was accepted is not noted; it will be sent again");
                }
                return;
            }
        }
    }
}

/// Settles accepted calls on disk.
fn settle_accepted(tx: &Transaction<'_>, accepted: &[Call], now: Moment) -> Result<(), store::Error> {
    // Chance is only used for entries that back off.
    accepted.iter().try_for_each(|call| carry_out(tx, call, &Fate::Accepted, now, 0.0))
}

/// Why the connection is blocked, as a stored sentence; `None` if it is not.
fn words(line: &Line) -> Option<String> {
    Some(match line {
        Line::Go => return None,
        Line::BackOff(_, words) | Line::Misdirected(words) => words.clone(),
        Line::Wait(_) => tr::send_asked_to_wait().to_owned(),
        Line::SignIn => remote::Failure::SignIn.to_string(),
    })
}
