//! Reads from the server: other people's messages, and our own: reading those back confirms that they arrived.
//!
//! Asks `GetUserOrChannelMessages` for everything since the newest server date it knows (`docs/server-api.md` 2.11) and
//! merges the answer by id, so that reading a page twice changes nothing. The first reading takes the newest messages
//! first where the server's order allows it (`history`), and its messages count as read. A server that returns nothing
//! for a call without a conversation is asked about each conversation (`scope`, 2.27).
//!
//! That newest date comes from a message, and a message may be published long after its date (somebody was offline) or
//! with the date of a wrong clock. Therefore the reader also looks back past that date. A message published within an
//! hour of its date is found within five minutes, and one published within a day of it at the next start. A message
//! that is more than a day late is found only if the server dates messages itself. A date in the future moves the start
//! of the next reading to at most an hour from now.
//!
//! ```text
//!   run ─► round ─► for each track: news pages ─► history pages ─► wait (pace, requests) ─► round …
//! ```
//! If a server does not have the call, sync tries it again only rarely; publishing does not depend on it. Must not
//! know: iced, SQL, HTTP. Tests: `tests/sync`, `tests/promise`.

mod apply;
mod fresh;
mod history;
mod keep;
mod listen;
pub(crate) mod look;
mod names;
mod pace;
mod page;
mod position;
mod rest;
mod scope;
mod track;

pub use apply::{Pending, Version, Words, merge};
pub use fresh::Freshener;
pub(crate) use keep::restore;
pub use listen::Plan;

use scope::ScopeState;
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
use crate::store::interface::{self, Table};
use crate::store::{self, Store};

use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// Key of the time until which the server asked not to be read.
const QUIET: &str = "read_not_before";
/// The most pages per round; the next round continues.
const PAGES: u32 = 50;
/// One hour, in milliseconds.
const HOUR: i64 = 3_600_000;
/// How often a window is updated during a long reading.
const MARK_EVERY: Duration = Duration::from_millis(500);

/// Reads new messages from the server, in rounds.
#[derive(Debug)]
pub struct Reader {
    store: Store,
    remote: Arc<dyn Remote>,
    me: PersonId,
    kinds: Arc<MessageTypes>,
    board: Board,
    clock: Clock,
    requests: Requests,
    /// Wakes the publisher when reading has added to the outbox.
    publisher: Option<UnboundedSender<Command>>,
    scope: ScopeState,
    /// The parts that are read, with their progress; the first one is the whole account.
    tracks: Vec<Track>,
    /// The pause that the server asked for.
    quiet: Pause,
    /// Calls left for this round.
    calls: u32,
    /// Conversations that changed here but are not marked on the board yet.
    touched: HashSet<conversation::Id>,
    /// When the board was last marked during a long reading.
    marked_at: Option<Instant>,
    tally: Tally,
    /// Why the last call failed, as a sentence.
    trouble: Option<String>,
    /// Told when the server was read to the end.
    up_to_date: Option<Arc<Notify>>,
}

/// Numbers of messages since the last call of [`Reader::take_tally`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Messages that are new or changed here.
    pub messages: u64,
    /// Elements that could not be read, each counted only once ever.
    pub unreadable: u64,
}

impl Tally {
    /// Adds the numbers of `other`.
    pub const fn add(&mut self, other: Self) {
        self.messages = self.messages.saturating_add(other.messages);
        self.unreadable = self.unreadable.saturating_add(other.unreadable);
    }
}

/// The result of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Up to date.
    Read,
    /// There is more to read, which may be read at once.
    More,
    /// Not asked: the server asked for a pause until then, by [`Clock::steady`].
    Quiet { until: i64 },
    /// Not asked: publishing just found that the server cannot be reached, and tries again then.
    Resting { until: i64 },
    /// Could not be read this time.
    Failed,
    /// The server has no such call, or refuses it, or something on the way (a hotel's sign-in page) answers instead.
    Unavailable,
}

/// The waits that a round respects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    Kept,
    /// Something changed, so our own pauses are obsolete; a wait that the server asked for is kept.
    OursPassed,
    /// The user asks, and may know better; if the server still wants the wait, it asks again.
    Passed,
}

/// How reading a track ended.
enum Ended {
    Read,
    More,
    Stopped(Round),
}

impl Reader {
    /// Creates a reader of the whole account that has read nothing yet.
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
            scope: ScopeState::new(Scope::Account),
            tracks: Vec::new(),
            quiet: Pause::default(),
            calls: 0,
            touched: HashSet::new(),
            marked_at: None,
            tally: Tally::default(),
            trouble: None,
            up_to_date: None,
        }
    }

    /// Sets the scope from the settings.
    #[must_use]
    pub fn scoped(self, scope: Scope) -> Self {
        Self { scope: ScopeState::new(scope), ..self }
    }

    /// Sets the requests that prompt it.
    #[must_use]
    pub fn prompted_by(self, requests: Requests) -> Self {
        Self { requests, ..self }
    }

    /// Wakes a publisher when reading adds to the outbox.
    #[must_use]
    pub fn waking(mut self, publisher: UnboundedSender<Command>) -> Self {
        self.publisher = Some(publisher);
        self
    }

    /// For reviewers: records after each reading to the end which of their decisions were read back, and tells somebody.
    #[must_use]
    pub fn telling(mut self, up_to_date: Arc<Notify>) -> Self {
        self.up_to_date = Some(up_to_date);
        self
    }

    /// Reads new messages, and continues the first reading.
    ///
    /// # Errors
    /// If the disk refuses; pages already stored stay, the rest is read again.
    pub async fn round(&mut self) -> Result<Round, store::Error> {
        self.round_with(Waits::Kept).await
    }

    /// Like [`Reader::round`], but may ignore waits.
    ///
    /// # Errors
    /// Like [`Reader::round`].
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
        self.mark_changed();
        self.marked_at = None;
        let round = read?;
        if self.quiet != quiet || waits == Waits::Passed {
            // Survives a restart, like the wait that the server asked publishing for.
            let quiet = self.quiet.to_text();
            self.store.write(move |tx| interface::set(tx, Table::Connection, QUIET, &quiet)).await?;
        }
        if matches!(round, Round::Read | Round::More) {
            self.line_is_up();
        }
        if round == Round::Read
            && let Some(up_to_date) = &self.up_to_date
        {
            self.store.write(|tx| store::review::read_to_end(tx)).await?;
            up_to_date.notify_one();
        }
        Ok(round)
    }

    /// Returns the numbers since the last call of this function.
    pub fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    /// Why the last call failed, as a sentence for people; `None` if it succeeded.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.clone()
    }

    /// The server date from which new messages are read, digit for digit; `None` before the first reading.
    pub fn since(&self) -> Option<String> {
        let newest = self.tracks.iter().filter_map(Track::cursor).max_by_key(|date| date.ticks());
        newest.map(|date| date.as_str().to_owned())
    }

    /// The reason not to ask the server now.
    async fn waiting(&self) -> Result<Option<Round>, store::Error> {
        let now = self.clock.steady();
        let read = |connection: &store::Connection| interface::get(connection, Table::Connection, QUIET);
        let text = self.store.read(read).await?;
        let quiet = text.and_then(|text| Pause::of_text(&text, now, LONGEST_WAIT)).map(Pause::until);
        // Publishing was asked to wait: a server under load does not welcome other calls either.
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

    /// A call succeeded: the connection is up, unless the publisher says otherwise.
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
        // The account and every conversation are refused: nothing can be read.
        if self.trouble.is_some() && self.is_refused() {
            return Ok(Round::Unavailable);
        }
        Ok(if self.is_behind() { Round::More } else { round })
    }

    /// Reads one track as far as the round's calls allow: new messages first, then its history.
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
                page::Step::Next => self.mark_changed_rarely(),
                page::Step::Done => return Ok(Ended::Read),
                page::Step::Spent => return Ok(Ended::More),
                page::Step::Failed(failure) => return Ok(self.stopped(index, &failure)),
            }
        }
    }

    /// Ends a track's round after a failed call.
    fn stopped(&mut self, index: usize, failure: &Failure) -> Ended {
        self.trouble = Some(failure.to_string());
        let round = match failure {
            Failure::Refused(_) if self.may_be_scoped(index) => {
                // Skip it, like a conversation that the user left; the others are read.
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

    /// Marks changes during a long reading; rarely, because a window reads everything again each time.
    fn mark_changed_rarely(&mut self) {
        let now = Instant::now();
        if self.marked_at.is_none_or(|then| now.duration_since(then) >= MARK_EVERY) {
            self.mark_changed();
            self.marked_at = Some(now);
        }
    }

    /// Marks changes on the board.
    fn mark_changed(&mut self) {
        if !self.touched.is_empty() {
            self.board.mark(Change::Sidebar);
        }
        for id in self.touched.drain() {
            self.board.mark(Change::Conversation(id));
        }
        self.show_reading();
    }

    /// Shows on the board how far back the first reading is.
    fn show_reading(&self) {
        let long = self.tracks.iter().filter_map(|track| match &track.history {
            History::Under(first) if first.walk.is_long() => Some(first.walk.back_to()),
            History::Under(_) | History::Done => None,
        });
        // If several are running, the least advanced one is shown.
        let least = long.max_by_key(|back| back.unwrap_or(i64::MAX));
        self.board.set_first_reading(match least {
            Some(back) => FirstReading::UnderWay { back_to: back.map(|ticks| Stamp::from_ticks(ticks, 0)) },
            None => FirstReading::Done,
        });
    }
}

/// The latest date, in ticks, that a page is trusted to cover at the time it was requested. Dates are those of senders
/// and may be in the future, even the user's own: asking from such a date on would miss messages by others.
fn latest_trusted_date(remote: &dyn Remote, clock: Clock) -> i64 {
    let measured = remote.skew().and_then(|skew| skew.measured(clock.millis(), clock.unshifted().steady()));
    // The server has sent no date: this computer's clock may be slow.
    let ahead = measured.map_or(HOUR, |(ahead, within)| ahead.saturating_sub(within));
    clock.stamp().ticks().saturating_add(ahead.saturating_mul(10_000))
}

/// The current time by the server's clock, where a difference is known.
fn now(remote: &dyn Remote, clock: Clock) -> Stamp {
    let now = clock.stamp();
    let ahead = remote.skew().map_or(0, |skew| skew.ahead(clock.millis(), clock.unshifted().steady()));
    Stamp::from_ticks(now.ticks().saturating_add(ahead.saturating_mul(10_000)), now.offset())
}
