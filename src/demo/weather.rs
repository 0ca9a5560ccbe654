//! Simulated network trouble: one decision per call. Pure: the seed and the time are arguments.
//!
//! The listener carries out the decision. The same seed and calls give the same decisions. Must not know: sockets.
//! Tests: `tests/demo/weather.rs`, and through a real port `tests/demo/listener.rs`.

use chrono::{DateTime, TimeDelta, Utc};

use std::time::Duration;

/// In [`Weather::Refusing`] and [`Weather::Storm`] a text that contains this is rejected together with its whole call.
pub const MARKER: &str = "!refuse";

/// A kind of network trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Weather {
    /// Everything works.
    #[default]
    Clear,
    /// Every response takes seconds.
    Slow,
    /// Half of the connections are cut: before the call is applied, after it, or in the middle of the response.
    Flaky,
    /// The port is closed.
    Offline,
    /// 429 with `Retry-After`; calls that come earlier get 429 again.
    Busy,
    /// Calls are applied, but most responses never arrive.
    Lost,
    /// Calls with the [`MARKER`] in a message are rejected.
    Refusing,
    /// A random mixture of everything.
    Storm,
}

impl Weather {
    /// All weathers, from best to worst.
    pub const ALL: [Self; 8] = [
        Self::Clear,
        Self::Slow,
        Self::Flaky,
        Self::Offline,
        Self::Busy,
        Self::Lost,
        Self::Refusing,
        Self::Storm,
    ];

    /// The argument of `--weather`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Slow => "slow",
            Self::Flaky => "flaky",
            Self::Offline => "offline",
            Self::Busy => "busy",
            Self::Lost => "lost",
            Self::Refusing => "refusing",
            Self::Storm => "storm",
        }
    }

    /// The weather for an argument of `--weather`.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weather| weather.word() == word)
    }

    /// `true` if texts with the [`MARKER`] are rejected.
    pub const fn refuses_marked(self) -> bool {
        match self {
            Self::Refusing | Self::Storm => true,
            Self::Clear | Self::Slow | Self::Flaky | Self::Offline | Self::Busy | Self::Lost => false,
        }
    }
}

/// The decision about one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate {
    /// Delay before the call is handled.
    pub wait: Duration,
    pub turn: Turn,
}

/// The outcome of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Applied and answered.
    Serve,
    /// Cut before it is applied.
    CutBefore,
    /// Applied, then cut before the response.
    CutAfter,
    /// Applied, then cut in the middle of the response.
    Torn,
    /// Not applied: 429.
    Busy(RetryAfter),
    /// Not applied: 500 with an HTML page.
    Broken,
}

/// The two forms of `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    Seconds(u32),
    Date(DateTime<Utc>),
}

/// The weather of one server, with its random state and its last `Retry-After`.
#[derive(Debug)]
pub struct Sky {
    weather: Weather,
    chance: fastrand::Rng,
    busy_until: Option<DateTime<Utc>>,
}

impl Sky {
    /// A sky whose random decisions follow from the seed.
    pub fn new(weather: Weather, seed: u64) -> Self {
        Self { weather, chance: fastrand::Rng::with_seed(seed), busy_until: None }
    }

    /// The current weather.
    pub fn weather(&self) -> Weather {
        self.weather
    }

    /// Changes the weather and forgets an earlier `Retry-After`.
    pub fn set(&mut self, weather: Weather) {
        self.weather = weather;
        self.busy_until = None;
    }

    /// Decides about the next call.
    pub fn decide(&mut self, now: DateTime<Utc>) -> Fate {
        if let Some(turn) = self.still_busy(now) {
            return at_once(turn);
        }
        match self.weather {
            Weather::Clear | Weather::Refusing => at_once(Turn::Serve),
            Weather::Slow => Fate { wait: self.moment(1_500, 6_000), turn: Turn::Serve },
            Weather::Flaky => {
                if self.chance.bool() {
                    return at_once(Turn::Serve);
                }
                at_once(self.cut())
            }
            Weather::Offline => at_once(Turn::CutBefore),
            Weather::Busy => {
                if self.chance.u8(..10) < 6 {
                    self.grow_busy(now, 2..=6)
                } else {
                    at_once(Turn::Serve)
                }
            }
            Weather::Lost => at_once(if self.chance.u8(..10) < 7 { Turn::CutAfter } else { Turn::Serve }),
            Weather::Storm => self.storm(now),
        }
    }

    fn storm(&mut self, now: DateTime<Utc>) -> Fate {
        match self.chance.u8(..100) {
            0..=34 => at_once(Turn::Serve),
            35..=49 => Fate { wait: self.moment(200, 2_500), turn: Turn::Serve },
            50..=74 => at_once(self.cut()),
            75..=84 => self.grow_busy(now, 1..=3),
            85..=92 => at_once(Turn::Broken),
            93.. => at_once(Turn::CutAfter),
        }
    }

    fn cut(&mut self) -> Turn {
        match self.chance.u8(..3) {
            0 => Turn::CutBefore,
            1 => Turn::CutAfter,
            _ => Turn::Torn,
        }
    }

    /// Another 429 while an earlier `Retry-After` has not passed.
    fn still_busy(&mut self, now: DateTime<Utc>) -> Option<Turn> {
        let until = self.busy_until?;
        // Tolerates a small difference between clocks.
        let left = (until - now).num_milliseconds();
        if left <= 50 {
            self.busy_until = None;
            return None;
        }
        let seconds = u32::try_from((left + 999) / 1_000).unwrap_or(1);
        Some(Turn::Busy(RetryAfter::Seconds(seconds)))
    }

    fn grow_busy(&mut self, now: DateTime<Utc>, seconds: std::ops::RangeInclusive<u32>) -> Fate {
        let seconds = self.chance.u32(seconds);
        let until = now + TimeDelta::seconds(i64::from(seconds));
        self.busy_until = Some(until);
        // A date has whole seconds: rounded up, so that it is never too early.
        let whole = until + TimeDelta::milliseconds(999);
        at_once(Turn::Busy(match self.chance.u8(..4) {
            0 => RetryAfter::Date(whole),
            _ => RetryAfter::Seconds(seconds),
        }))
    }

    fn moment(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_millis(self.chance.u64(least..=most))
    }
}

fn at_once(turn: Turn) -> Fate {
    Fate { wait: Duration::ZERO, turn }
}
