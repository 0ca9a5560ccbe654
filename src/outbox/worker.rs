//! The publisher: a thin loop that makes one call at a time.
//!
//! ```text
//!            ┌──────────────── next call, frozen in the same commit ◄───────────┐
//!   begin ─► next ─► publish (no lock, no transaction held) ─► settle ─► commit ─┤
//!              │                                                                ├─► back off / wait / stop
//!              └─► nothing to do: sleep until a wish, "Try now", the network or the clock
//! ```
//!
//! While calls are accepted one after the other, the disk works during the call instead of after it: one commit settles
//! the calls before and freezes the ones to come, so that the next leaves as soon as the answer is there. What is on its
//! way, accepted but not settled, or frozen ahead never speaks of the same message twice: after a crash it all goes again,
//! in order, and changes nothing. Any answer but a plain acceptance thaws what was frozen ahead.
//!
//! It may be dropped at any await: what was frozen is on disk and goes out again, unchanged, at the next start.
//! Must not know: SQL, HTTP, iced. Tests: `tests/promise`, among them one that drops it at its n-th poll for every n.

mod planning;

use super::backoff;
use super::call::{Call, Next, Terms, carry_out, freeze_ahead, next, thaw};
use super::marks;
use super::refresh::{Fresh, Refresh, StaleMarks};
use super::settle::{Fate, Line, settle};
use crate::changes::Board;
use crate::chat::{Stamp, conversation};
use crate::clock::Clock;
use crate::remote::{self, Remote};
use crate::row::{Cause, Change, Connection, EntryId};
use crate::store::outbox::batches;
use crate::store::{self, Store, Transaction, interface, interface::Shelf};

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;

/// Under this name the server's wait is remembered over a restart, in milliseconds since 1970 UTC.
pub(crate) const SERVER_WAIT: &str = "not_before";
/// Under this name our own back-off is remembered: failures in a row, and until when, in milliseconds since 1970 UTC.
const BACK_OFF: &str = "back_off";
/// Under this name the words are remembered why the last call did not get through; empty when it did.
pub(crate) const TROUBLE: &str = "trouble";
/// After a failed write to the disk, try again this much later.
const DISK_PAUSE: Duration = Duration::from_secs(5);

/// How many calls are frozen ahead of the one on its way. One would do for a slow server; with more, one flush serves
/// several calls to a quick one (measured: `benches/engine`).
const AHEAD: usize = 4;

/// What the session tells the publisher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// There is a new wish.
    Wake,
    /// A person asks for a try now: past our own back-off, past a stopped line, and past a server's wait. A person knows
    /// more than a header; if the server still means it, it says so again.
    TryNow,
    /// The network changed; what could not be reached may be reached now.
    NetworkUp,
    /// Finish the call under way and end.
    Stop,
}

/// Where the line stands after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A call was settled and the next may be made at once.
    Went,
    /// Nothing can go now; perhaps at that moment (milliseconds since 1970 UTC).
    Idle { wake_at: Option<i64> },
    /// Our own back-off: until then, or until something wakes it.
    BackOff { until: i64 },
    /// The server said so: not before then, unless a person asks for it.
    ServerWait { until: i64 },
    /// Until somebody changes something: signed out, wrong address.
    Stopped,
}

/// Makes calls from the outbox, one at a time.
#[derive(Debug)]
pub struct Publisher {
    store: Store,
    remote: Arc<dyn Remote>,
    /// Reads messages before marks on them are frozen.
    refresh: Arc<dyn Refresh>,
    /// What became of the last such reading, for the calls that are planned without one of their own.
    marks: StaleMarks,
    /// Why the last such reading failed, until it was said.
    unread: Option<remote::Failure>,
    /// The screen says *offline* because messages to be marked could not be read.
    said_offline: bool,
    terms: Arc<Terms>,
    clock: Clock,
    board: Board,
    chance: fastrand::Rng,
    /// Failures in a row, for the back-off; the disk knows them too.
    failures: u32,
    /// Words are on the disk for why the last call did not get through.
    troubled: bool,
    /// When our own back-off ends that was under way when the last process did.
    rest: Option<i64>,
    /// Frozen on the disk, to go next, in this order. Taken out while a step is under way: a step that is dropped leaves
    /// them to what the disk says.
    ahead: VecDeque<Call>,
    /// Accepted by the server; the disk does not know it yet.
    accepted: Vec<Call>,
    /// Read from the disk at the first step.
    server_wait: Option<i64>,
    began: bool,
    delivered: Vec<EntryId>,
}

impl Publisher {
    /// A publisher that has not made a step yet.
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
        }
    }

    /// Makes one call, if one can be made, and settles it.
    ///
    /// # Errors
    /// When the disk refuses; nothing is lost, and the step can be made again.
    pub async fn step(&mut self) -> Result<Step, store::Error> {
        self.begin().await?;
        let now = self.clock.millis();
        if let Some(until) = self.server_wait.filter(|until| *until > now) {
            self.board.set_connection(Connection::Busy { until: stamp(until) });
            return Ok(Step::ServerWait { until });
        }
        // More than one call is waiting only while they are accepted one after the other.
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
                // The commit that settles this call says it, if it is so still.
                Err(error) => tracing::warn!(%error, "nothing could be frozen ahead"),
            }
            outcome
        } else {
            calling.await
        };
        let mut verdict = settle(&call.parts, outcome);
        let now = self.clock.millis();
        if let Line::Wait(wait) = verdict.line
            && backoff::wait_ends(now, wait) <= now
        {
            // A wait of nothing, or one that is over already, must not make the next call follow at once.
            verdict.line = Line::BackOff(Cause::Busy, "The server is busy just now.".to_owned());
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

    /// While `call` is on its way: settles what was accepted before it, and freezes more to follow.
    async fn freeze_ahead(&self, call: &Call, ahead: &VecDeque<Call>) -> Result<Vec<Call>, store::Error> {
        let (terms, now, accepted) = (Arc::clone(&self.terms), self.clock.millis(), self.accepted.clone());
        let fresh = Fresh { others: self.marks, ..Fresh::default() };
        let room = AHEAD.saturating_sub(ahead.len());
        let ours = ahead.len() + 1;
        let busy = accepted.iter().chain([call]).chain(ahead).flat_map(Call::messages).collect();
        self.store
            .write(move |tx| {
                settle_accepted(tx, &accepted, now)?;
                // Halves of a refused call, or what was on its way at a crash, go first.
                if batches(tx)? != ours {
                    return Ok(Vec::new());
                }
                freeze_ahead(tx, &terms, &fresh, now, busy, room)
            })
            .await
    }

    /// The disk knows now what was accepted.
    fn settled_before(&mut self) {
        for call in std::mem::take(&mut self.accepted) {
            self.announce(&call.conversations);
            self.delivered.extend(Fate::Accepted.delivered(&call.parts));
        }
    }

    /// Ends in good order: what was accepted is settled, what was frozen ahead waits as if nothing had been.
    ///
    /// # Errors
    /// When the disk refuses; then the same calls are made again, which does no harm.
    pub async fn finish(&mut self) -> Result<(), store::Error> {
        let (now, accepted, ahead) =
            (self.clock.millis(), self.accepted.clone(), std::mem::take(&mut self.ahead));
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

    fn wire_call(&self, call: &Call) -> remote::Call {
        remote::Call {
            errand: call.errand,
            user: self.terms.me.uuid(),
            company: self.terms.company.uuid(),
            elements: call.elements.clone(),
        }
    }

    /// Settles a call and, when the line is free, freezes the next in the same commit: one flush per call, not two.
    async fn settled(
        &mut self,
        call: Call,
        ahead: VecDeque<Call>,
        fate: Fate,
        line: &Line,
    ) -> Result<Step, store::Error> {
        let now = self.clock.millis();
        let go = *line == Line::Go;
        let until = match line {
            Line::Go => None,
            Line::Wait(wait) => Some(backoff::wait_ends(now, *wait)),
            Line::BackOff(..) | Line::SignIn | Line::Misdirected(_) => None,
        };
        let (terms, chance) = (Arc::clone(&self.terms), self.chance.f64());
        let back_off = match line {
            Line::BackOff(..) => {
                let failures = self.failures.saturating_add(1);
                Some((failures, backoff::later(now, backoff::delay(failures, self.chance.f64()))))
            }
            // The server answered: what failed before is over.
            Line::Go | Line::Wait(_) => (self.failures > 0).then_some((0, 0)),
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
                settle_accepted(tx, &accepted, now)?;
                // What was to follow is planned anew: it must not pass what did not get through.
                thaw(tx, &ahead)?;
                carry_out(tx, &call, &fate, now, chance)?;
                if let Some(until) = until {
                    interface::set(tx, Shelf::Line, SERVER_WAIT, &until.to_string())?;
                }
                if let Some((failures, until)) = back_off {
                    interface::set(tx, Shelf::Line, BACK_OFF, &format!("{failures} {until}"))?;
                }
                if let Some(trouble) = trouble {
                    interface::set(tx, Shelf::Line, TROUBLE, &trouble)?;
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
            (Line::Wait(wait), _) => {
                let until = backoff::wait_ends(now, *wait);
                self.server_wait = Some(until);
                Step::ServerWait { until }
            }
            (Line::BackOff(..), _) => Step::BackOff { until: back_off.map_or(now, |(_, until)| until) },
            (Line::SignIn | Line::Misdirected(_), _) => Step::Stopped,
        })
    }

    /// What was delivered since this was last asked.
    pub fn take_delivered(&mut self) -> Vec<EntryId> {
        std::mem::take(&mut self.delivered)
    }

    /// Reads once what the line remembers over a restart.
    async fn begin(&mut self) -> Result<(), store::Error> {
        if self.began {
            return Ok(());
        }
        let now = self.clock.millis();
        let (wait, back_off, trouble) = self
            .store
            .read(|connection| -> Result<_, store::Error> {
                let get = |key| interface::get(connection, Shelf::Line, key);
                Ok((get(SERVER_WAIT)?, get(BACK_OFF)?, get(TROUBLE)?))
            })
            .await?;
        self.troubled = trouble.is_some_and(|words| !words.is_empty());
        self.server_wait = remembered(wait.as_deref(), now);
        let back_off = back_off.as_deref().and_then(|text| text.split_once(' '));
        if let Some((failures, until)) = back_off {
            self.failures = failures.parse().unwrap_or_default();
            let longest = backoff::later(now, backoff::CAP);
            self.rest = until.parse().ok().map(|until: i64| until.min(longest)).filter(|until| *until > now);
        }
        // Marks that an earlier process froze are made anew: their messages may have been edited since.
        self.store.write(marks::thaw).await?;
        self.began = true;
        Ok(())
    }

    /// Our own back-off goes on where it was when the process ended.
    async fn rest(&mut self) -> Result<Option<Step>, store::Error> {
        self.begin().await?;
        let Some(until) = self.rest.take() else { return Ok(None) };
        let detail = "The last try did not go through.".to_owned();
        self.board.set_connection(Connection::Offline {
            next_try: stamp(until),
            cause: Cause::Unreached,
            detail,
        });
        Ok(Some(Step::BackOff { until }))
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
                Connection::Offline { next_try: stamp(*until), cause: *cause, detail: detail.clone() }
            }
            (Line::Wait(_), Step::ServerWait { until }) => Connection::Busy { until: stamp(*until) },
            (Line::SignIn, _) => Connection::SignIn,
            (Line::Misdirected(check), _) => Connection::Misdirected(check.clone()),
            (Line::BackOff(..) | Line::Wait(_), _) => return,
        };
        self.board.set_connection(connection);
    }

    /// Forgets our own back-off; a server's wait stays.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn forget_back_off(&mut self) -> Result<(), store::Error> {
        self.begin().await?;
        (self.failures, self.rest) = (0, None);
        self.marks = StaleMarks::default();
        self.refresh.forget_pause();
        self.store
            .write(|tx| {
                interface::set(tx, Shelf::Line, BACK_OFF, "0 0")?;
                crate::store::outbox::later::forget_waits(tx)
            })
            .await
    }

    /// As [`Publisher::forget_back_off`], and past the server's wait too: on a person's word alone.
    async fn forget_waits(&mut self) -> Result<(), store::Error> {
        self.forget_back_off().await?;
        if self.server_wait.take().is_some() {
            self.store.write(|tx| interface::set(tx, Shelf::Line, SERVER_WAIT, "0")).await?;
        }
        Ok(())
    }

    /// Runs until told to stop (or until nobody can tell it anything any more).
    pub async fn run(mut self, mut commands: UnboundedReceiver<Command>) {
        let mut first = self.rest().await;
        loop {
            self.delivered.clear();
            let step = match std::mem::replace(&mut first, Ok(None)) {
                Ok(Some(rest)) => Ok(rest),
                Ok(None) => self.step().await,
                Err(error) => Err(error),
            };
            let step = match step {
                Ok(step) => step,
                Err(error) => {
                    // Marks that are frozen may be old by the time at which the disk works again.
                    self.began = false;
                    self.board.set_connection(Connection::Disk(error.to_string()));
                    Step::BackOff { until: backoff::later(self.clock.millis(), DISK_PAUSE) }
                }
            };
            if self.wait(step, &mut commands).await == Flow::End {
                if let Err(error) = self.finish().await {
                    tracing::warn!(%error, "what was accepted is not noted; it will be sent again");
                }
                return;
            }
        }
    }

    /// Waits for a reason to make the next step.
    async fn wait(&mut self, step: Step, commands: &mut UnboundedReceiver<Command>) -> Flow {
        // A wish made while a call failed must not make the next follow at once.
        let rested = match step {
            Step::BackOff { .. } => backoff::later(self.clock.millis(), backoff::FLOOR),
            Step::Went | Step::Idle { .. } | Step::ServerWait { .. } | Step::Stopped => i64::MIN,
        };
        let (mut until, wakes) = match step {
            Step::Went => (Some(self.clock.millis()), Wakes::Anything),
            Step::Idle { wake_at } => (wake_at, Wakes::Anything),
            Step::BackOff { until } => (Some(until), Wakes::Anything),
            Step::ServerWait { until } => (Some(until), Wakes::APerson),
            Step::Stopped => (None, Wakes::APerson),
        };
        loop {
            let pause = until.map(|until| until.saturating_sub(self.clock.millis()).max(0).unsigned_abs());
            let command = tokio::select! {
                biased;
                command = commands.recv() => command,
                () = sleep(pause) => return Flow::On,
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
                    if let Err(error) = self.forget_waits().await {
                        self.board.set_connection(Connection::Disk(error.to_string()));
                    }
                    return Flow::On;
                }
                (Command::Wake | Command::NetworkUp, Wakes::Anything) if self.clock.millis() < rested => {
                    until = Some(rested);
                }
                (Command::Wake | Command::NetworkUp, Wakes::Anything) => return Flow::On,
                (Command::Wake | Command::NetworkUp, Wakes::APerson) => {}
            }
        }
    }
}

/// Notes on the disk what the server accepted.
fn settle_accepted(tx: &Transaction<'_>, accepted: &[Call], now: i64) -> Result<(), store::Error> {
    // Chance is for those that step aside.
    accepted.iter().try_for_each(|call| carry_out(tx, call, &Fate::Accepted, now, 0.0))
}

/// Why the line does not go on, for whoever asks later; none when it does.
fn words(line: &Line) -> Option<String> {
    Some(match line {
        Line::Go => return None,
        Line::BackOff(_, words) | Line::Misdirected(words) => words.clone(),
        Line::Wait(_) => "The server asked to wait.".to_owned(),
        Line::SignIn => remote::Failure::SignIn.to_string(),
    })
}

/// Which commands end a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wakes {
    Anything,
    APerson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    End,
}

async fn sleep(millis: Option<u64>) {
    match millis {
        Some(0) => {}
        Some(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
        None => std::future::pending().await,
    }
}

/// The server's wait as it was written down, if it is not over.
pub(crate) fn remembered(until: Option<&str>, now: i64) -> Option<i64> {
    let until = backoff::wait_remembered(now, until?.parse().ok()?);
    (until > now).then_some(until)
}

fn stamp(millis: i64) -> Stamp {
    Stamp::from_ticks(millis.saturating_mul(10_000), 0)
}
