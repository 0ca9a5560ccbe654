//! Reads messages again before marks on them are sent, so that no mark carries an outdated text (`docs/server-api.md`
//! 2.18).
//!
//! A few messages are requested by id. If there are many, or the server does not answer by id, one reading round
//! since the last date brings them. A server without a read call is remembered for a day; one that cannot be read now
//! makes marks wait. Must not know: which marks wait, how they are frozen (`outbox`). Tests:
//! `tests/actions/harmless.rs`.

use super::{CURSOR, keep, rest, track};
use crate::changes::Board;
use crate::chat::{MessageId, PersonId, conversation};
use crate::clock::Clock;
use crate::language::tr;
use crate::outbox::backoff;
use crate::outbox::refresh::{Freshness, Refresh};
use crate::pause;
use crate::remote::{Failure, Page, Reached, Remote, Rest, Route, Search, wire};
use crate::requests::Requests;
use crate::row::Change;
use crate::settings::MessageTypes;
use crate::store::interface::{self, Table};
use crate::store::message::{self, Progress};
use crate::store::{self, Store};

use futures::future::BoxFuture;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The most messages to read one by one; more are read by one round.
const SINGLY: usize = 8;
/// The most pages of such a round.
const PAGES: u32 = 50;
/// How far before the last date such a round begins, in 100 ns ticks: another computer's clock may be ahead.
const LOOK_BACK: i64 = 36_000_000_000;
/// The limit for one read call, and for requesting single messages; the user's own messages wait meanwhile.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long after its beginning a round may request further pages.
const ROUND: Duration = Duration::from_secs(20);
/// How long until a server without a read call is asked again, in milliseconds.
const ASKED_AGAIN: i64 = 24 * 3_600 * 1_000;
/// How long until a message on which the server failed is requested again.
const HELD_FOR: Duration = Duration::from_secs(60);

/// Key of the time when the server was found to have no read call, in milliseconds since 1970 UTC.
const UNREADABLE: &str = "unreadable_since";
/// Key of the number of consecutive answers that there is no read call, by a server that had been read before.
const TRIES: &str = "unreadable_tries";
/// After this many such answers they are believed: a single one may come from a proxy or a deployment.
const ENOUGH: u32 = 3;
/// Key of the fact that the server answers read calls by `MessageId`.
const BY_ID: &str = "reads_by_id";

/// Reads single messages for the publisher. Clones share it.
#[derive(Debug, Clone)]
pub struct Freshener(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    remote: Arc<dyn Remote>,
    me: PersonId,
    kinds: MessageTypes,
    board: Board,
    requests: Requests,
    clock: Clock,
    state: Mutex<State>,
}

/// State since the start.
#[derive(Debug, Default)]
struct State {
    /// Consecutive failures.
    failures: u32,
    /// Messages on which the server failed, each with the time until which it is not requested, by [`Clock::steady`].
    held: HashMap<MessageId, i64>,
    /// The user asked, or the network came back: ask the server again despite what is remembered.
    asks_anew: bool,
    chance: fastrand::Rng,
}

/// The stored knowledge about the server.
#[derive(Debug, Clone)]
struct Server {
    cursor: Option<wire::Date>,
    answers_by_id: bool,
    is_unreadable: bool,
    /// The number of consecutive answers that there is no read call.
    tries: u32,
    /// The number of elements of the largest page.
    largest: usize,
}

impl Server {
    /// True if anything was ever read from it, for the account or a conversation.
    const fn was_read(&self) -> bool {
        self.cursor.is_some() || self.largest > 0
    }
}

/// A message as known here.
struct Known {
    of: conversation::Id,
    /// It was on the server when it was last read.
    was_there: bool,
    /// The number of messages of its conversation here.
    beside: u64,
}

/// The result of reading some messages.
#[derive(Default)]
struct Found {
    gone: HashMap<MessageId, String>,
    held: HashSet<MessageId>,
    /// Not requested for lack of time: they come next.
    later: HashSet<MessageId>,
}

/// The result of requesting one message by id.
enum Single {
    Read,
    /// It cannot be marked any more, for this reason.
    Gone(String),
    /// The answer does not contain it.
    Missing,
    /// The server answers 404, 405 or 501: the message does not exist, or the call.
    NotFound,
    /// The server broke on it.
    Broken,
    Unasked,
}

/// State passed from one message to the next.
struct SingleReads {
    /// The server honours `MessageId`.
    by_id: bool,
    /// The newest messages here before reading began.
    here: keep::Newest,
}

/// The starting point of a round.
struct Beginning {
    cursor: wire::Date,
    /// `None` if the server answers for the whole account.
    within: Option<Route>,
}

/// The server broke on the call.
const BROKEN: Failure = Failure::Busy { status: 500, after: None };

impl Freshener {
    /// Creates one that has read nothing yet.
    pub fn new(
        store: Store,
        remote: Arc<dyn Remote>,
        me: PersonId,
        kinds: MessageTypes,
        board: Board,
        requests: Requests,
        clock: Clock,
    ) -> Self {
        Self(Arc::new(Inner { store, remote, me, kinds, board, requests, clock, state: Mutex::default() }))
    }
}

impl Refresh for Freshener {
    fn refresh(&self, messages: Vec<MessageId>) -> BoxFuture<'static, Result<Freshness, store::Error>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move { inner.refresh(messages).await })
    }

    fn forget_pause(&self) {
        let mut state = self.0.state();
        (state.failures, state.asks_anew) = (0, true);
        state.held.clear();
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn refresh(&self, messages: Vec<MessageId>) -> Result<Freshness, store::Error> {
        let server = self.server().await?;
        if server.is_unreadable && !self.state().asks_anew {
            return Ok(Freshness::Unreadable);
        }
        let Ok(_turn) = tokio::time::timeout(PATIENCE, self.requests.turn()).await else {
            let failure = Self::too_late();
            return Ok(Freshness::Later { until: self.pause(&failure), failure });
        };
        let now = self.clock.steady();
        let (held, messages) = self.left_alone(messages, now);
        match self.read(messages, &server).await? {
            Ok(found) => {
                let until = self.note_read(&found, now);
                if server.is_unreadable || server.tries > 0 {
                    self.store.write(is_readable).await?;
                }
                Ok(Freshness::Read {
                    gone: found.gone,
                    held: found.held.into_iter().chain(found.later).chain(held).collect(),
                    until,
                })
            }
            Err(failure @ Failure::Unreadable(_))
                if server.was_read() && !server.is_unreadable && server.tries + 1 < ENOUGH =>
            {
                self.remember(TRIES, (server.tries + 1).to_string()).await?;
                Ok(Freshness::Later { until: self.pause(&failure), failure })
            }
            Err(Failure::Unreadable(status)) => {
                self.state().asks_anew = false;
                tracing::info!(status, "the server has no reading call; marks are sent from the copies here");
                self.remember(UNREADABLE, self.clock.millis().to_string()).await?;
                Ok(Freshness::Unreadable)
            }
            Err(failure) => {
                tracing::info!(%failure, "marks wait until their messages can be read");
                Ok(Freshness::Later { until: self.pause(&failure), failure })
            }
        }
    }

    /// Records a successful read. Returns when the messages that failed are requested again, by [`Clock::steady`].
    fn note_read(&self, found: &Found, now: i64) -> i64 {
        let mut state = self.state();
        (state.failures, state.asks_anew) = (0, false);
        let until = pause::later(now, HELD_FOR);
        state.held.extend(found.held.iter().map(|id| (*id, until)));
        if !found.later.is_empty() {
            return pause::later(now, backoff::BASE);
        }
        state.held.values().copied().min().unwrap_or(until)
    }

    /// Splits messages into those that must not be requested at `now` (by [`Clock::steady`]) and the others.
    fn left_alone(&self, messages: Vec<MessageId>, now: i64) -> (Vec<MessageId>, Vec<MessageId>) {
        let mut state = self.state();
        state.held.retain(|_, until| *until > now);
        messages.into_iter().partition(|id| state.held.contains_key(id))
    }

    async fn server(&self) -> Result<Server, store::Error> {
        let now = self.clock.millis();
        self.store
            .read(move |connection| -> Result<_, store::Error> {
                let get = |key| interface::get(connection, Table::Connection, key);
                let since = get(UNREADABLE)?.and_then(|text| text.parse::<i64>().ok());
                Ok(Server {
                    cursor: get(CURSOR)?.and_then(|text| wire::Date::parse(&text)),
                    answers_by_id: get(BY_ID)?.is_some(),
                    largest: get(rest::LARGEST)?.and_then(|text| text.parse().ok()).unwrap_or_default(),
                    tries: get(TRIES)?.and_then(|text| text.parse().ok()).unwrap_or_default(),
                    // A clock that was set back must not prolong this.
                    is_unreadable: since.is_some_and(|since| (0..ASKED_AGAIN).contains(&(now - since))),
                })
            })
            .await
    }

    async fn remember(&self, key: &'static str, value: String) -> Result<(), store::Error> {
        self.store.write(move |tx| interface::set(tx, Table::Connection, key, &value)).await
    }

    /// Reads a few messages one by one. The others are updated by a round since the last date, which is read once for
    /// each starting point.
    async fn read(
        &self,
        messages: Vec<MessageId>,
        server: &Server,
    ) -> Result<Result<Found, Failure>, store::Error> {
        let (mut found, mut rounds) = (Found::default(), HashSet::new());
        let mut single_reads = SingleReads { by_id: server.answers_by_id, here: keep::Newest::NONE };
        let many = messages.len() > SINGLY;
        let deadline = pause::later(self.clock.steady(), PATIENCE);
        for id in messages {
            let Some(known) = self.known(id).await? else { continue };
            let beginning = self.beginning(known.of, server).await?;
            if beginning.as_ref().is_some_and(|beginning| rounds.contains(&beginning.within)) {
                continue;
            }
            if self.clock.steady() >= deadline {
                found.later.insert(id);
                continue;
            }
            let single = if many && beginning.is_some() {
                Single::Unasked
            } else {
                match self.single(id, &known, beginning.as_ref(), &mut single_reads).await? {
                    Ok(single) => single,
                    Err(failure) => return Ok(Err(failure)),
                }
            };
            let read = match (&single, &beginning) {
                (Single::Read, _) => continue,
                (Single::Gone(reason), _) => {
                    found.gone.insert(id, reason.clone());
                    continue;
                }
                (_, Some(beginning)) => self.round(beginning, server).await?,
                // Nothing has been read yet, so no copy is old. A server without a read call must still be noticed.
                (Single::NotFound, None) => self.within_patience(Search::default(), 1).await.map(drop),
                (Single::Missing | Single::Broken | Single::Unasked, None) => Ok(()),
            };
            match (read, &single) {
                // The server can be read, and has answered twice that this message does not exist.
                (Ok(()), Single::NotFound)
                    if single_reads.by_id && known.was_there && self.is_not_found(id, known.of).await =>
                {
                    found.gone.insert(id, tr::send_message_gone().to_owned());
                }
                (Ok(()), _) => {}
                // The server breaks on this message: the others need not wait for it.
                (Err(Failure::Unclear(_) | BROKEN), Single::Broken) => {
                    found.held.insert(id);
                    continue;
                }
                (Err(failure), _) => return Ok(Err(failure)),
            }
            rounds.extend(beginning.map(|beginning| beginning.within));
        }
        Ok(Ok(found))
    }

    /// Requests one message by id.
    async fn single(
        &self,
        id: MessageId,
        known: &Known,
        beginning: Option<&Beginning>,
        single_reads: &mut SingleReads,
    ) -> Result<Result<Single, Failure>, store::Error> {
        let page = match self.ask(id, Some(route(known.of))).await {
            Ok(page) => page,
            Err(Failure::Refused(reason)) => {
                let reason = tr::send_message_refused(&reason);
                return Ok(Ok(Single::Gone(reason)));
            }
            Err(Failure::Unreadable(_)) => return Ok(Ok(Single::NotFound)),
            Err(Failure::Unclear(_) | BROKEN) => return Ok(Ok(Single::Broken)),
            Err(failure) => return Ok(Err(failure)),
        };
        let is_it = |element: &wire::Message| element.id == Some(id.uuid());
        let is_found = page.iter().any(is_it);
        // A single result proves that `MessageId` was honoured only if the conversation has other messages.
        let proves = is_found && page.len() == 1 && known.beside > 1;
        let disproves = !is_found && !page.is_empty();
        // Before the first date, other messages are history and are read as such later.
        let wanted = |element: &wire::Message| beginning.is_some() || is_it(element);
        let read_to = beginning.map(|beginning| beginning.cursor.ticks());
        let here = std::mem::replace(&mut single_reads.here, keep::Newest::NONE);
        single_reads.here = self.keep(page.into_iter().filter(wanted).collect(), read_to, here).await?;
        single_reads.by_id = self.learn_by_id(single_reads.by_id, proves, disproves).await?;
        Ok(Ok(if is_found {
            Single::Read
        } else if single_reads.by_id && known.was_there && self.is_nowhere(id).await {
            Single::Gone(tr::send_message_gone().to_owned())
        } else {
            Single::Missing
        }))
    }

    /// Records if an answer proves, or disproves, that this server honours `MessageId`. Returns the current
    /// knowledge.
    async fn learn_by_id(&self, before: bool, proves: bool, disproves: bool) -> Result<bool, store::Error> {
        if proves && !before {
            self.remember(BY_ID, "1".to_owned()).await?;
        } else if disproves && before {
            self.store.write(|tx| interface::remove(tx, Table::Connection, BY_ID)).await?;
        }
        Ok((before || proves) && !disproves)
    }

    /// The starting point of a round that would bring an edit in this conversation; `None` if nothing has been read
    /// yet.
    async fn beginning(
        &self,
        of: conversation::Id,
        server: &Server,
    ) -> Result<Option<Beginning>, store::Error> {
        if let Some(cursor) = &server.cursor {
            return Ok(Some(Beginning { cursor: cursor.clone(), within: None }));
        }
        let within = route(of);
        let cursor = self.store.read(move |connection| track::cursor_of(connection, within)).await?;
        Ok(cursor.map(|cursor| Beginning { cursor, within: Some(within) }))
    }

    async fn known(&self, id: MessageId) -> Result<Option<Known>, store::Error> {
        let me = self.me;
        self.store
            .read(move |connection| -> Result<_, store::Error> {
                let Some(of) = message::place(connection, id)? else { return Ok(None) };
                let found = message::get(connection, id).ok().flatten();
                let was_there =
                    found.is_some_and(|(found, progress)| found.author != me || progress == Progress::Seen);
                Ok(Some(Known { of, was_there, beside: store::page::count(connection, of)? }))
            })
            .await
    }

    /// The first page of a search for one message.
    async fn ask(&self, id: MessageId, within: Option<Route>) -> Result<Vec<wire::Message>, Failure> {
        let search = Search { message: Some(id.uuid()), within, ..Search::default() };
        self.within_patience(search, 1).await.map(|page| page.messages)
    }

    /// True if the server finds the message in no conversation.
    async fn is_nowhere(&self, id: MessageId) -> bool {
        self.ask(id, None).await.is_ok_and(|page| page.is_empty())
    }

    /// True if the server answers that the message does not exist in its conversation.
    async fn is_not_found(&self, id: MessageId, of: conversation::Id) -> bool {
        matches!(self.ask(id, Some(route(of))).await, Err(Failure::Unreadable(404 | 410)))
    }

    async fn within_patience(&self, search: Search, page: u32) -> Result<Page, Failure> {
        let asked = self.remote.messages(search, page);
        tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| Err(Self::too_late()))
    }

    fn too_late() -> Failure {
        let words = tr::send_reading_timeout().to_owned();
        Failure::Unreachable { reached: Reached::Perhaps, words }
    }

    /// Reads everything since a little before the last date.
    async fn round(
        &self,
        Beginning { cursor, within }: &Beginning,
        server: &Server,
    ) -> Result<Result<(), Failure>, store::Error> {
        let from = cursor.ticks().min(self.clock.stamp().ticks()).saturating_sub(LOOK_BACK);
        let since = wire::Date::from_ticks(from, cursor.offset());
        let (mut before, mut here) = (Vec::new(), keep::Newest::NONE);
        let deadline = pause::later(self.clock.steady(), ROUND);
        for number in 1..=PAGES {
            if self.clock.steady() >= deadline {
                break;
            }
            let search = Search { within: *within, ..Search::since(Some(since.clone())) };
            let Page { messages, rest, notes } = match self.within_patience(search, number).await {
                Ok(page) => page,
                Err(failure) => return Ok(Err(failure)),
            };
            let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
            let count = messages.len() + notes.lost().len();
            let is_last = rest::behind(rest, count, server.largest) == Rest::None || ids == before;
            here = self.keep(messages, Some(cursor.ticks()), here).await?;
            if is_last {
                return Ok(Ok(()));
            }
            before = ids;
        }
        // The reader catches up meanwhile, and the next round is shorter.
        Ok(Err(Failure::Unclear(tr::send_reading_much().to_owned())))
    }

    /// Merges elements like the reader does. `read_to` is the date to which the server had been read, and `newest`
    /// the newest messages here before reading began.
    async fn keep(
        &self,
        elements: Vec<wire::Message>,
        read_to: Option<i64>,
        mut newest: keep::Newest,
    ) -> Result<keep::Newest, store::Error> {
        let (me, kinds, now) = (self.me, self.kinds, super::now(&*self.remote, self.clock));
        let steady = self.clock.steady();
        let (touched, queued, newest) = self
            .store
            .write(move |tx| -> Result<_, store::Error> {
                let (mut touched, mut queued) = (HashSet::new(), false);
                let mut reading =
                    keep::Reading { me, kinds: &kinds, now, steady, read_to, newest: &mut newest };
                for element in keep::oldest_first(&elements) {
                    let kept = keep::element(tx, element, &mut reading)?;
                    queued |= kept.as_ref().is_some_and(|kept| kept.queued);
                    touched.extend(kept.filter(|kept| kept.changed).map(|kept| kept.conversation));
                }
                Ok((touched, queued, newest))
            })
            .await?;
        if queued {
            self.board.mark(Change::Outbox);
        }
        for id in &touched {
            self.board.mark(Change::Conversation(*id));
        }
        if !touched.is_empty() {
            self.board.mark(Change::Sidebar);
        }
        Ok(newest)
    }

    /// When to try again after a failed read, by [`Clock::steady`].
    fn pause(&self, failure: &Failure) -> i64 {
        let now = self.clock.steady();
        if let Failure::Busy { after: Some(wait), .. } = failure {
            return pause::later(now, backoff::wait(self.clock.millis(), *wait).max(backoff::FLOOR));
        }
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        let (failures, chance) = (state.failures, state.chance.f64());
        pause::later(now, backoff::delay(failures, chance))
    }
}

/// Records that a read call was answered: a server thought to have none has one.
pub(super) fn is_readable(tx: &store::Transaction<'_>) -> Result<(), store::Error> {
    for key in [UNREADABLE, TRIES] {
        if interface::get(tx, Table::Connection, key)?.is_some() {
            interface::remove(tx, Table::Connection, key)?;
        }
    }
    Ok(())
}

pub(super) fn route(of: conversation::Id) -> Route {
    match of {
        conversation::Id::Channel(id) => Route::Channel(id.uuid()),
        conversation::Id::Group(id) => Route::Group(id.uuid()),
        conversation::Id::Direct(id) => Route::Direct(id.uuid()),
    }
}
