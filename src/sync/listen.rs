//! The reader's loop: one reading at a time, and the events that end a pause early.
//!
//! ```text
//!   after a reading that           the pause ends early by
//!   succeeded                      focus, wake, network, our own publish, the user
//!   failed                         focus, wake, network, our own publish, the user
//!   found the server busy          the user
//!   found no way to read (401 …)   the network, the user
//! ```
//! Must not know: the data that is read. Tests: `tests/sync/listening.rs`, with a paused clock.

use super::pace::{self, Liveliness};
use super::{Reader, Round, Waits};

use crate::requests::Reason;
use crate::settings::Scope;

use tokio::time::Instant;

use std::time::Duration;

/// How often the clock is checked during a long pause, to notice that the computer slept.
const LOOK: Duration = Duration::from_secs(5);

/// How a session reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Plan {
    pub scope: Scope,
}

/// The history of the loop that decides on the next pause.
#[derive(Debug)]
struct Pacing {
    /// When something happened last.
    last_activity: Instant,
    failures: u32,
    /// How often in a row the server refused to be read.
    refusals: u32,
    chance: fastrand::Rng,
}

/// The pause after a reading.
#[derive(Debug, Clone, Copy)]
struct Pause {
    length: Length,
    /// The weakest reason that ends it.
    ended_by: Reason,
}

#[derive(Debug, Clone, Copy)]
enum Length {
    None,
    /// Depends on activity and on the window being in front; randomised by this number.
    Paced(f64),
    Fixed(Duration),
}

impl Reader {
    /// Reads until dropped.
    pub async fn run(mut self) {
        let _listening = self.requests.listen();
        let mut pacing =
            Pacing { last_activity: Instant::now(), failures: 0, refusals: 0, chance: fastrand::Rng::new() };
        let mut reason = None;
        loop {
            if reason.is_some() {
                pacing.last_activity = Instant::now();
            }
            let waits = match reason {
                Some(Reason::Person) => Waits::Passed,
                Some(Reason::Published | Reason::Focus | Reason::Woke | Reason::Network) => Waits::OursPassed,
                None => Waits::Kept,
            };
            let round = self.round_with(waits).await;
            self.requests.ended();
            if self.take_tally().messages > 0 {
                pacing.last_activity = Instant::now();
            }
            let pause = match round {
                Ok(round) => self.pause(round, &mut pacing),
                Err(error) => {
                    tracing::warn!(%error, "what was read could not be kept");
                    Pause { length: Length::Paced(pacing.chance.f64()), ended_by: Reason::Published }
                }
            };
            reason = self.rest(pause, &pacing).await;
        }
    }

    fn pause(&self, round: Round, pacing: &mut Pacing) -> Pause {
        let chance = pacing.chance.f64();
        let liveliness = self.liveliness(pacing);
        let until = |until: i64, now: i64| {
            let left = until.saturating_sub(now).max(0).unsigned_abs();
            // A wait shared with publishing may end sooner; reading continues at its next check.
            Length::Fixed(Duration::from_millis(left).min(pace::AWAY).max(pace::FLOOR))
        };
        match round {
            Round::Read | Round::More => (pacing.failures, pacing.refusals) = (0, 0),
            Round::Failed => pacing.failures = pacing.failures.saturating_add(1),
            Round::Unavailable => pacing.refusals = pacing.refusals.saturating_add(1),
            Round::Quiet { .. } | Round::Resting { .. } => {}
        }
        match round {
            Round::Read => Pause { length: Length::Paced(chance), ended_by: Reason::Published },
            Round::More => Pause { length: Length::None, ended_by: Reason::Published },
            Round::Quiet { until: end } => {
                Pause { length: until(end, self.clock.steady()), ended_by: Reason::Person }
            }
            Round::Resting { until: end } => {
                Pause { length: until(end, self.clock.millis()), ended_by: Reason::Published }
            }
            // The publisher shows connection problems on the screen; the reader only slows down.
            Round::Failed => Pause {
                length: Length::Fixed(pace::after_failures(liveliness, pacing.failures, chance)),
                ended_by: Reason::Published,
            },
            Round::Unavailable => Pause {
                length: Length::Fixed(pace::while_shut(pacing.refusals, chance)),
                ended_by: Reason::Network,
            },
        }
    }

    fn liveliness(&self, pacing: &Pacing) -> Liveliness {
        Liveliness { attention: self.requests.attention(), quiet_for: pacing.last_activity.elapsed() }
    }

    /// Waits; returns the reason if it ended early.
    async fn rest(&self, pause: Pause, pacing: &Pacing) -> Option<Reason> {
        let began = Instant::now();
        let mut looked = (Instant::now(), self.clock.millis());
        loop {
            let asked = self.requests.take();
            if asked.is_some_and(|reason| reason < pause.ended_by) {
                // Too weak to end this pause; publishing need not wait for it.
                self.requests.ended();
            }
            if let Some(reason) = asked.filter(|reason| *reason >= pause.ended_by) {
                // Whatever the reason, the server is not asked again at once.
                tokio::time::sleep_until(began + pace::FLOOR).await;
                return Some(self.requests.take().map_or(reason, |later| later.max(reason)));
            }
            let length = match pause.length {
                Length::None => return None,
                Length::Fixed(length) => length,
                Length::Paced(chance) => pace::pause(self.liveliness(pacing), chance),
            };
            let left = (began + length).saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            tokio::select! {
                () = self.requests.changed() => {}
                () = tokio::time::sleep(left.min(LOOK)) => {}
            }
            let now = (Instant::now(), self.clock.millis());
            let wall = Duration::from_millis(now.1.saturating_sub(looked.1).max(0).unsigned_abs());
            if pace::slept(wall, now.0.duration_since(looked.0)) {
                self.requests.ask(Reason::Woke);
            }
            looked = now;
        }
    }
}
