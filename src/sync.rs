//! Reading: what others wrote, and our own messages seen back.
//!
//! Asks `GetUserOrChannelMessages` for everything since the newest server date it knows (`docs/server-api.md` 2.11) and
//! merges what comes: by id, so that a page read twice changes nothing. The first reading takes the newest first where the
//! server's order allows it (`history`), and is history: it counts as read. A server that answers nothing without a
//! conversation is asked for each (`scope`, 2.27).
//!
//! That date is a message's, and messages may be published late (somebody was offline) or by a wrong clock. So: what is
//! published within its hour is seen within five minutes, what is published within its day at the next start;
//! a date in the future never moves the beginning further than an hour ahead. What comes later than a day is seen if the
//! server goes by its own clock.
//!
//! ```text
//!   run ─► round ─► for each track: news pages ─► history pages ─► wait (pace, requests) ─► round …
//! ```
//! A server that does not know the call is left alone: publishing does not depend on reading.
//! Must not know: iced, SQL, HTTP. Tests: `tests/sync`, `tests/promise`.

mod apply;
mod fresh;
mod history;
mod keep;
mod listen;
mod names;
mod pace;
mod page;
mod scope;
mod standing;
mod track;

pub use apply::{Pending, Version, Words, merge};
pub use fresh::Freshener;
pub(crate) use keep::restore;
pub use listen::Plan;

use scope::Routes;
use track::{CURSOR, History, Track};

use crate::changes::Board;
use crate::chat::{PersonId, Stamp, conversation};
use crate::clock::Clock;
use crate::outbox::backoff::{LONGEST_WAIT, wait};
use crate::outbox::worker::{Command, server_wait};
use crate::pause::Pause;
use crate::remote::{Failure, Remote};
use crate::requests::Requests;
use crate::row::{Cause, Change, Connection, FirstReading};
use crate::settings::{MessageTypes, Scope};
use crate::store::interface::{self, Shelf};
use crate::store::{self, Store};

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// Under this name it is remembered until when the server asked not to be read.
const QUIET: &str = "read_not_before";
/// Pages of one round: the next goes on where it ended.
const PAGES: u32 = 50;
/// One hour, in milliseconds.
const HOUR: i64 = 3_600_000;
/// How often a window hears of what a long reading brings.
const TELL_EVERY: Duration = Duration::from_millis(500);

/// Reads the server's news, round after round.
#[derive(Debug)]
pub struct Reader {
    store: Store,
    remote: Arc<dyn Remote>,
    me: PersonId,
    kinds: Arc<MessageTypes>,
    board: Board,
    clock: Clock,
    requests: Requests,
    /// Wakes the publisher when reading has put something into the outbox.
    publisher: Option<UnboundedSender<Command>>,
    routes: Routes,
    /// The parts that are read, and how far; the first is everything.
    tracks: Vec<Track>,
    /// The server asked to be left alone this long.
    quiet: Pause,
    /// Calls that this round may still make.
    calls: u32,
    /// Conversations that changed here, not marked on the board yet.
    touched: HashSet<conversation::Id>,
    /// When the board was last marked in the middle of a long reading.
    told: Option<Instant>,
    tally: Tally,
    /// Why the last call failed, in a sentence.
    trouble: Option<String>,
}

/// The messages read since this was last asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Messages that are new here, or other than they were.
    pub messages: u64,
    /// Elements that could not be read, each counted once for ever.
    pub unreadable: u64,
}

impl Tally {
    /// Counts both.
    pub const fn add(&mut self, other: Self) {
        self.messages = self.messages.saturating_add(other.messages);
        self.unreadable = self.unreadable.saturating_add(other.unreadable);
    }
}

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Up to date.
    Read,
    /// There is more to read, and it may be read at once.
    More,
    /// Not asked: the server wants to be left alone until then, by [`Clock::steady`].
    Quiet { until: i64 },
    /// Not asked: publishing has just found that the server cannot be reached, and tries again then.
    Resting { until: i64 },
    /// Could not be read this time.
    Failed,
    /// This server has no such call, or not for us, or something on the way (a hotel's sign-in page) answers for it.
    Unavailable,
}

/// Which waits a round keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    Kept,
    /// Something changed, so that our own pauses mean nothing any more; what the server asked for is kept.
    OursPassed,
    /// A person asks: they know more than a header. If the server still means it, it says so again.
    Passed,
}

/// How the reading of one track ended.
enum Ended {
    Read,
    More,
    Stopped(Round),
}

impl Reader {
    /// A reader of everything that has read nothing yet.
    pub fn new(
        store: Store,
        remote: Arc<dyn Remote>,
        me: PersonId,
        kinds: MessageTypes,
        board: Board,
        clock: Clock,
    ) -> Self {
        Self {
            store,
            remote,
            me,
            kinds: Arc::new(kinds),
            board,
            clock,
            requests: Requests::default(),
            publisher: None,
            routes: Routes::new(Scope::Account),
            tracks: Vec::new(),
            quiet: Pause::default(),
            calls: 0,
            touched: HashSet::new(),
            told: None,
            tally: Tally::default(),
            trouble: None,
        }
    }

    /// The same, asking as the settings say.
    #[must_use]
    pub fn scoped(self, scope: Scope) -> Self {
        Self { routes: Routes::new(scope), ..self }
    }

    /// The same, for whoever these requests come from.
    #[must_use]
    pub fn prompted_by(self, requests: Requests) -> Self {
        Self { requests, ..self }
    }

    /// The same, waking a publisher when it puts something into the outbox.
    #[must_use]
    pub fn waking(mut self, publisher: UnboundedSender<Command>) -> Self {
        self.publisher = Some(publisher);
        self
    }

    /// Reads what is new, and goes on with the first reading.
    ///
    /// # Errors
    /// When the disk refuses; what was kept until then stays, the rest is read again.
    pub async fn round(&mut self) -> Result<Round, store::Error> {
        self.round_with(Waits::Kept).await
    }

    /// As [`Reader::round`], past waits if a person asks.
    ///
    /// # Errors
    /// As [`Reader::round`].
    pub async fn round_with(&mut self, waits: Waits) -> Result<Round, store::Error> {
        match (waits, self.waiting().await?) {
            (Waits::Kept, Some(wait)) | (Waits::OursPassed, Some(wait @ Round::Quiet { .. })) => {
                return Ok(wait);
            }
            (Waits::Kept | Waits::OursPassed, _) => {}
            (Waits::Passed, _) => {
                self.quiet = Pause::default();
                self.tracks.iter_mut().for_each(|track| track.refused = false);
            }
        }
        self.calls = PAGES;
        self.trouble = None;
        let quiet = self.quiet;
        let read = self.read_tracks().await;
        self.tell();
        self.told = None;
        let round = read?;
        if self.quiet != quiet || waits == Waits::Passed {
            // Remembered over a restart, as what publishing was asked for is.
            let quiet = self.quiet.to_text();
            self.store.write(move |tx| interface::set(tx, Shelf::Line, QUIET, &quiet)).await?;
        }
        if matches!(round, Round::Read | Round::More) {
            self.line_is_up();
        }
        Ok(round)
    }

    /// The numbers since this was last asked.
    pub fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    /// Why the last call failed, in a sentence for people; none when it went through.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.clone()
    }

    /// The server date from which news is read, digit for digit; none before the first reading.
    pub fn since(&self) -> Option<String> {
        let newest = self.tracks.iter().filter_map(Track::cursor).max_by_key(|date| date.ticks());
        newest.map(|date| date.as_str().to_owned())
    }

    /// Why the server is not to be asked now.
    async fn waiting(&self) -> Result<Option<Round>, store::Error> {
        let now = self.clock.steady();
        let read = |connection: &store::Connection| interface::get(connection, Shelf::Line, QUIET);
        let text = self.store.read(read).await?;
        let quiet = text.and_then(|text| Pause::of_text(&text, now, LONGEST_WAIT)).map(Pause::until);
        // Publishing was asked to wait: a server under load does not mean that other calls are welcome.
        let publishing = server_wait(&self.store, now).await?;
        let until = publishing.max(quiet).max(self.quiet.at(now).map(Pause::until)).unwrap_or_default();
        if until > now {
            return Ok(Some(Round::Quiet { until }));
        }
        Ok(match self.board.connection() {
            Connection::Offline { next_try, cause: Cause::Unreached, .. } => {
                let until = next_try.ticks() / 10_000;
                (until > self.clock.millis()).then_some(Round::Resting { until })
            }
            Connection::Offline { cause: Cause::Unanswered | Cause::Busy | Cause::Broken(_), .. }
            | Connection::Unknown
            | Connection::Online
            | Connection::Busy { .. }
            | Connection::SignIn
            | Connection::Misdirected(_)
            | Connection::Disk(_) => None,
        })
    }

    /// A call went through: the line is up, if nobody who publishes says otherwise.
    fn line_is_up(&self) {
        match self.board.connection() {
            Connection::Unknown | Connection::Offline { cause: Cause::Unreached, .. } => {
                self.board.set_connection(Connection::Online);
            }
            Connection::Online
            | Connection::Offline { .. }
            | Connection::Busy { .. }
            | Connection::SignIn
            | Connection::Misdirected(_)
            | Connection::Disk(_) => {}
        }
    }

    async fn read_tracks(&mut self) -> Result<Round, store::Error> {
        let mut round = Round::Read;
        for index in self.choose_tracks().await? {
            if !self.is_wanted(index) {
                continue;
            }
            match self.read_track(index).await? {
                Ended::Read => {}
                Ended::More => round = Round::More,
                Ended::Stopped(stopped) => return Ok(stopped),
            }
        }
        self.learn_scope().await?;
        // Refused as a whole and about every conversation: nothing of it can be read.
        if self.trouble.is_some() && self.is_refused() {
            return Ok(Round::Unavailable);
        }
        Ok(if self.is_behind() { Round::More } else { round })
    }

    /// Reads one track as far as the round's calls reach: its news first, then its history.
    async fn read_track(&mut self, index: usize) -> Result<Ended, store::Error> {
        let now = self.clock.millis();
        let Some(track) = self.tracks.get_mut(index) else { return Ok(Ended::Read) };
        if track.has_news() {
            track.begin_news(now);
            loop {
                match self.next_call(index, page::Part::News).await? {
                    page::Step::Next => {}
                    page::Step::Done => break,
                    page::Step::Spent => return Ok(Ended::More),
                    page::Step::Failed(failure) => return Ok(self.stopped(index, &failure)),
                }
            }
        }
        loop {
            match self.tracks.get(index).map(|track| &track.history) {
                Some(History::Under(_)) => {}
                Some(History::Done) | None => return Ok(Ended::Read),
            }
            match self.next_call(index, page::Part::History).await? {
                page::Step::Next => self.tell_now_and_then(),
                page::Step::Done => return Ok(Ended::Read),
                page::Step::Spent => return Ok(Ended::More),
                page::Step::Failed(failure) => return Ok(self.stopped(index, &failure)),
            }
        }
    }

    /// Ends a track's round over a failed call.
    fn stopped(&mut self, index: usize, failure: &Failure) -> Ended {
        self.trouble = Some(failure.to_string());
        let round = match failure {
            Failure::Refused(_) if self.may_be_scoped(index) => {
                // Left out, as a conversation that one is no longer in; the others are read.
                if let Some(track) = self.tracks.get_mut(index) {
                    track.refused = true;
                }
                return Ended::Read;
            }
            Failure::Unreadable(_) | Failure::Misdirected(_) | Failure::SignIn | Failure::Refused(_) => {
                Round::Unavailable
            }
            Failure::Busy { after: Some(asked), .. } => {
                self.quiet = Pause::from(self.clock.steady(), wait(self.clock.millis(), *asked));
                Round::Failed
            }
            Failure::Unreachable { .. } | Failure::Busy { after: None, .. } | Failure::Unclear(_) => {
                Round::Failed
            }
        };
        Ended::Stopped(round)
    }

    /// Marks what changed in the middle of a long reading: rarely, because a window reads all of it again each time.
    fn tell_now_and_then(&mut self) {
        let now = Instant::now();
        if self.told.is_none_or(|then| now.duration_since(then) >= TELL_EVERY) {
            self.tell();
            self.told = Some(now);
        }
    }

    /// Marks what changed.
    fn tell(&mut self) {
        if !self.touched.is_empty() {
            self.board.mark(Change::Sidebar);
        }
        for id in self.touched.drain() {
            self.board.mark(Change::Conversation(id));
        }
        self.show_reading();
    }

    /// Says on the board how far back the first reading is.
    fn show_reading(&self) {
        let long = self.tracks.iter().filter_map(|track| match &track.history {
            History::Under(first) if first.walk.is_long() => Some(first.walk.back_to()),
            History::Under(_) | History::Done => None,
        });
        // With several under way, the one that is least far says how far all are.
        let least = long.max_by_key(|back| back.unwrap_or(i64::MAX));
        self.board.set_first_reading(match least {
            Some(back) => FirstReading::UnderWay { back_to: back.map(|ticks| Stamp::from_ticks(ticks, 0)) },
            None => FirstReading::Done,
        });
    }
}

/// Up to this date, in ticks, what a page says is believed to have passed at the server when it was asked for. Dates are the
/// senders' and may be ahead of it, this person's own too: whoever asked from there on would not hear the others.
fn believed(remote: &dyn Remote, clock: Clock) -> i64 {
    let measured = remote.skew().and_then(|skew| skew.measured(clock.millis(), clock.unshifted().steady()));
    // Without a date of the server's: this computer's clock may be slow.
    let ahead = measured.map_or(HOUR, |(ahead, within)| ahead.saturating_sub(within));
    clock.stamp().ticks().saturating_add(ahead.saturating_mul(10_000))
}

/// Now, by the server's clock where that is known to be another.
fn now(remote: &dyn Remote, clock: Clock) -> Stamp {
    let now = clock.stamp();
    let ahead = remote.skew().map_or(0, |skew| skew.ahead(clock.millis(), clock.unshifted().steady()));
    Stamp::from_ticks(now.ticks().saturating_add(ahead.saturating_mul(10_000)), now.offset())
}
