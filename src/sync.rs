//! Reading: what others wrote, and our own messages seen back.
//!
//! Asks `GetUserOrChannelMessages` for everything since the newest server date it knows (`server-api.md` 2.11) and
//! merges what comes: by id, so that a page read twice changes nothing. `apply` decides, `Reader` is a thin loop.
//!
//! That date is a message's, and messages may be published late (somebody was offline) or by a wrong clock. So: what is
//! published within its hour is seen within `LOOK_BACK` rounds, what is published within its day at the next start;
//! a date in the future never moves the beginning further than an hour ahead. What comes later than a day is seen if the
//! server goes by its own clock. What the first reading brings is history, and counts as read.
//!
//! A server that does not know the call is left alone: publishing does not depend on reading.
//! Must not know: iced, SQL, HTTP. Tests: `tests/promise`.

mod apply;
mod fresh;
mod keep;
mod standing;

pub use apply::{Pending, Version, Words, merge};
pub use fresh::Freshener;
use keep::News;
pub(crate) use keep::restore;

use crate::changes::Board;
use crate::chat::{PersonId, Stamp};
use crate::clock::Clock;
use crate::outbox::backoff::{self, FLOOR};
use crate::outbox::worker::{Command, server_wait};
use crate::remote::wire;
use crate::remote::{Failure, Page, Remote, Rest, Search};
use crate::row::{Change, Connection};
use crate::settings::MessageTypes;
use crate::store::interface::{self, Shelf};
use crate::store::{self, Store};

use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// Under this name the newest server date is remembered, digit for digit.
const CURSOR: &str = "read_since";
/// Pages of one round: the next goes on where it ended.
const PAGES: u32 = 50;

/// Every so many rounds reading begins an hour earlier.
const LOOK_BACK: u32 = 20;
const HOUR: i64 = 36_000_000_000;
const DAY: i64 = 24 * HOUR;

/// A server that does not let itself be read is left alone this long: the token or the network may be another by then.
const LEFT_ALONE: Duration = Duration::from_secs(600);

/// Reads the server's news, round after round.
#[derive(Debug)]
pub struct Reader {
    store: Store,
    remote: Arc<dyn Remote>,
    me: PersonId,
    kinds: Arc<MessageTypes>,
    board: Board,
    clock: Clock,
    /// The server asked to be left alone until then, by [`Clock::steady`].
    quiet: i64,
    /// Rounds that were begun.
    rounds: u32,
    under_way: UnderWay,
    /// Wakes the publisher when reading has put something into the outbox.
    publisher: Option<UnboundedSender<Command>>,
}

/// How far the reading of what is new has come: the next page, and what was on those before it.
#[derive(Debug, Clone)]
struct UnderWay {
    page: u32,
    since: Option<wire::Date>,
    /// The ids of the page before: a server that knows no pages gives the same one for ever.
    before: Vec<Option<Uuid>>,
    newest: Option<wire::Date>,
    /// The oldest date of what was held back.
    held: Option<wire::Date>,
    /// What was here before it began.
    here: keep::Newest,
}

impl UnderWay {
    const BEGIN: Self =
        Self { page: 1, since: None, before: Vec::new(), newest: None, held: None, here: keep::Newest::NONE };

    /// From where the next reading is to begin; never earlier than before, but for what was held back.
    fn next(&self, cursor: Option<&wire::Date>) -> Option<&wire::Date> {
        let newest =
            self.newest.as_ref().filter(|newest| cursor.is_none_or(|then| newest.ticks() > then.ticks()));
        match &self.held {
            // What this beginning brought it brings again, whichever date the server goes by.
            Some(held) => self.since.as_ref().or(Some(held)),
            None => newest,
        }
    }

    fn pass(&mut self, date: Option<wire::Date>, news: News, now: Stamp) {
        let Some(date) = date else { return };
        if news == News::HeldBack && self.held.as_ref().is_none_or(|held| date.ticks() < held.ticks()) {
            self.held = Some(date.clone());
        }
        let believed = date.ticks() <= now.ticks().saturating_add(HOUR);
        if believed && self.newest.as_ref().is_none_or(|newest| date.ticks() > newest.ticks()) {
            self.newest = Some(date);
        }
    }
}

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    Read,
    /// Not asked: the server wants to be left alone until then, by [`Clock::steady`].
    Quiet {
        until: i64,
    },
    /// Could not be read this time.
    Failed,
    /// This server has no such call, or not for us, or something on the way (a hotel's sign-in page) answers for it.
    Unavailable,
}

impl Reader {
    /// A reader that has read nothing yet.
    pub fn new(
        store: Store,
        remote: Arc<dyn Remote>,
        me: PersonId,
        kinds: MessageTypes,
        board: Board,
        clock: Clock,
    ) -> Self {
        let kinds = Arc::new(kinds);
        Self {
            store,
            remote,
            me,
            kinds,
            board,
            clock,
            quiet: 0,
            rounds: 0,
            under_way: UnderWay::BEGIN,
            publisher: None,
        }
    }

    /// The same, waking a publisher when it puts something into the outbox.
    #[must_use]
    pub fn waking(mut self, publisher: UnboundedSender<Command>) -> Self {
        self.publisher = Some(publisher);
        self
    }

    /// Reads every `every`, until dropped.
    pub async fn run(mut self, every: Duration) {
        let mut pause = every;
        loop {
            match self.round().await {
                Ok(Round::Read) => pause = every,
                Ok(Round::Quiet { until }) => {
                    let left = until.saturating_sub(self.clock.steady()).max(0).unsigned_abs();
                    // A person may end the wait of the publisher; then reading goes on as soon as it looks again.
                    pause = every.min(Duration::from_millis(left)).max(FLOOR);
                }
                // The publisher says on the screen what is wrong with the line; reading only slows down.
                Ok(Round::Failed) => pause = (pause * 2).min(every.max(Duration::from_secs(60))),
                Ok(Round::Unavailable) => pause = LEFT_ALONE,
                Err(error) => tracing::warn!(%error, "what was read could not be kept"),
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Reads everything that is new.
    ///
    /// # Errors
    /// When the disk refuses; what was kept until then stays, the rest is read again.
    pub async fn round(&mut self) -> Result<Round, store::Error> {
        let now = self.clock.steady();
        let since = self.store.read(|connection| interface::get(connection, Shelf::Line, CURSOR)).await?;
        // Publishing was asked to wait: a server under load does not mean that other calls are welcome.
        let until = server_wait(&self.store, now).await?.unwrap_or_default().max(self.quiet);
        if until > now {
            return Ok(Round::Quiet { until });
        }
        let cursor = since.and_then(|text| wire::Date::parse(&text));
        if self.under_way.page == 1 {
            let earlier = match self.rounds {
                0 => DAY,
                rounds if rounds.is_multiple_of(LOOK_BACK) => HOUR,
                _ => 0,
            };
            self.rounds = self.rounds.wrapping_add(1);
            self.under_way.since = cursor.as_ref().map(|cursor| match earlier {
                // Digit for digit as it came.
                0 => cursor.clone(),
                _ => wire::Date::from_ticks(cursor.ticks().saturating_sub(earlier), cursor.offset()),
            });
        }
        for _ in 0..PAGES {
            match self.remote.messages(Search::since(self.under_way.since.clone()), self.under_way.page).await
            {
                Ok(Page { messages, rest, .. }) => {
                    let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
                    let rest = if ids == self.under_way.before { Rest::None } else { rest };
                    self.under_way = self.keep(messages, rest, cursor.clone()).await?;
                    self.under_way.before = ids;
                    if rest == Rest::None {
                        self.under_way = UnderWay::BEGIN;
                        if self.board.connection() == Connection::Unknown {
                            self.board.set_connection(Connection::Online);
                        }
                        return Ok(Round::Read);
                    }
                }
                Err(
                    Failure::Unreadable(_) | Failure::Misdirected(_) | Failure::SignIn | Failure::Refused(_),
                ) => {
                    return Ok(Round::Unavailable);
                }
                Err(Failure::Busy { after: Some(wait), .. }) => {
                    self.quiet =
                        backoff::later(self.clock.steady(), backoff::wait(self.clock.millis(), wait));
                    return Ok(Round::Failed);
                }
                Err(
                    Failure::Unreachable { .. } | Failure::Busy { after: None, .. } | Failure::Unclear(_),
                ) => {
                    return Ok(Round::Failed);
                }
            }
        }
        Ok(Round::Read)
    }

    /// Merges a page; returns how far the reading has come with it.
    async fn keep(
        &self,
        elements: Vec<wire::Message>,
        rest: Rest,
        cursor: Option<wire::Date>,
    ) -> Result<UnderWay, store::Error> {
        let mut under_way = self.under_way.clone();
        under_way.page += 1;
        if elements.is_empty() && under_way.newest.is_none() {
            return Ok(under_way);
        }
        let (me, kinds, now) = (self.me, Arc::clone(&self.kinds), now(&*self.remote, self.clock));
        let (touched, under_way, queued) = self
            .store
            .write(move |tx| -> Result<_, store::Error> {
                let mut touched = HashSet::new();
                let mut queued = false;
                // What the first reading brings is history: nobody has to read years of it to have read it.
                let read_to = cursor.as_ref().map(wire::Date::ticks);
                let mut here = std::mem::take(&mut under_way.here);
                let mut reading = keep::Reading { me, kinds: &kinds, now, read_to, newest: &mut here };
                for element in &elements {
                    let Some(kept) = keep::element(tx, element, &mut reading)? else { continue };
                    under_way.pass(kept.dated, kept.news, now);
                    queued |= kept.queued;
                    if kept.changed {
                        touched.insert(kept.conversation);
                    }
                }
                under_way.here = here;
                // The date moves only with the last page, whatever order they come in: before that, a restart begins anew.
                if let (Some(date), Rest::None) = (under_way.next(cursor.as_ref()), rest) {
                    interface::set(tx, Shelf::Line, CURSOR, date.as_str())?;
                }
                Ok((touched, under_way, queued))
            })
            .await?;
        for id in &touched {
            self.board.mark(Change::Conversation(*id));
        }
        if !touched.is_empty() {
            self.board.mark(Change::Sidebar);
        }
        if queued {
            self.board.mark(Change::Outbox);
            // Without a publisher that runs, it goes with the next one.
            let _ = self.publisher.as_ref().map(|publisher| publisher.send(Command::Wake));
        }
        Ok(under_way)
    }
}

/// Now, by the server's clock where that is known to be another.
fn now(remote: &dyn Remote, clock: Clock) -> Stamp {
    let now = clock.stamp();
    let ahead = remote.skew().map_or(0, |skew| skew.ahead(clock.millis(), clock.steady()));
    Stamp::from_ticks(now.ticks().saturating_add(ahead.saturating_mul(10_000)), now.offset())
}
