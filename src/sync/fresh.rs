//! Reads messages again before marks on them leave, so that no mark carries stale words (`server-api.md` 2.18).
//!
//! A few are asked for by their ids. Many, or what a server does not answer by id, come with one reading round since the last
//! date. A server that has no reading call is remembered for a day; one that cannot be read just now makes marks wait.
//! Must not know: which marks wait, how they are frozen (`outbox`). Tests: `tests/harmless`.

use super::{CURSOR, keep};
use crate::changes::Board;
use crate::chat::{MessageId, PersonId, conversation};
use crate::clock::Clock;
use crate::outbox::backoff;
use crate::outbox::refresh::{Freshness, Refresh};
use crate::remote::{Failure, Page, Remote, Rest, Route, Search, wire};
use crate::row::Change;
use crate::settings::MessageTypes;
use crate::store::interface::{self, Shelf};
use crate::store::{self, Store, message};

use futures::future::BoxFuture;

use std::collections::HashSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// More messages than this are read by one round instead of one by one.
const SINGLY: usize = 8;
/// The most pages of such a round.
const PAGES: u32 = 50;
/// A server without a reading call is asked again after this long, in milliseconds.
const ASKED_AGAIN: i64 = 24 * 3_600 * 1_000;

/// Under this name the moment is remembered at which the server was found to have no reading call, in milliseconds since
/// 1970 UTC.
const UNREADABLE: &str = "unreadable_since";
/// Under this name it is remembered that the server answers reading calls by `MessageId`.
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
    clock: Clock,
    /// Readings in a row that failed.
    failures: AtomicU32,
    chance: Mutex<fastrand::Rng>,
}

/// What is remembered of the server.
#[derive(Debug, Clone)]
struct Server {
    cursor: Option<wire::Date>,
    answers_by_id: bool,
    is_unreadable: bool,
}

impl Freshener {
    /// One that has read nothing yet.
    pub fn new(
        store: Store,
        remote: Arc<dyn Remote>,
        me: PersonId,
        kinds: MessageTypes,
        board: Board,
        clock: Clock,
    ) -> Self {
        let (failures, chance) = (AtomicU32::new(0), Mutex::new(fastrand::Rng::new()));
        Self(Arc::new(Inner { store, remote, me, kinds, board, clock, failures, chance }))
    }
}

impl Refresh for Freshener {
    fn refresh(&self, messages: Vec<MessageId>) -> BoxFuture<'static, Result<Freshness, store::Error>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move { inner.refresh(messages).await })
    }

    fn forget_pause(&self) {
        self.0.failures.store(0, Ordering::Relaxed);
    }
}

impl Inner {
    async fn refresh(&self, messages: Vec<MessageId>) -> Result<Freshness, store::Error> {
        let server = self.server().await?;
        if server.is_unreadable {
            return Ok(Freshness::AsKnown);
        }
        let read = if messages.len() <= SINGLY || server.cursor.is_none() {
            self.singly(messages, &server).await?
        } else {
            self.round(server.cursor.clone()).await?.map(|()| HashSet::new())
        };
        match read {
            Ok(gone) => {
                self.failures.store(0, Ordering::Relaxed);
                Ok(if gone.is_empty() { Freshness::Read } else { Freshness::Gone(gone) })
            }
            Err(Failure::Unreadable(_)) => {
                let now = self.clock.millis();
                self.remember(UNREADABLE, now.to_string()).await?;
                Ok(Freshness::AsKnown)
            }
            Err(failure) => {
                tracing::info!(%failure, "marks wait until their messages can be read");
                Ok(Freshness::Later { until: self.pause(&failure), failure })
            }
        }
    }

    async fn server(&self) -> Result<Server, store::Error> {
        let now = self.clock.millis();
        self.store
            .read(move |connection| -> Result<_, store::Error> {
                let get = |key| interface::get(connection, Shelf::Line, key);
                let since = get(UNREADABLE)?.and_then(|text| text.parse::<i64>().ok());
                Ok(Server {
                    cursor: get(CURSOR)?.and_then(|text| wire::Date::parse(&text)),
                    answers_by_id: get(BY_ID)?.is_some(),
                    // A clock that was set back must not keep it unread for longer.
                    is_unreadable: since.is_some_and(|since| (0..ASKED_AGAIN).contains(&(now - since))),
                })
            })
            .await
    }

    async fn remember(&self, key: &'static str, value: String) -> Result<(), store::Error> {
        self.store.write(move |tx| interface::set(tx, Shelf::Line, key, &value)).await
    }

    /// Asks for each message by its id. Returns those that the server finds no more.
    async fn singly(
        &self,
        messages: Vec<MessageId>,
        server: &Server,
    ) -> Result<Result<HashSet<MessageId>, Failure>, store::Error> {
        let mut gone = HashSet::new();
        let mut by_id = server.answers_by_id;
        for id in messages {
            let place = self.store.read(move |connection| message::place(connection, id)).await?;
            let search = Search { message: Some(id.uuid()), within: place.map(route), ..Search::default() };
            let page = match self.remote.messages(search, 1).await {
                Ok(page) => page,
                Err(failure) => return Ok(Err(failure)),
            };
            let found = page.messages.iter().any(|element| element.id == Some(id.uuid()));
            let only_it = found && page.messages.len() == 1;
            self.keep(page.messages).await?;
            if only_it && !by_id {
                by_id = true;
                self.remember(BY_ID, "1".to_owned()).await?;
            }
            if !found && by_id {
                gone.insert(id);
            } else if !found {
                // This server may not answer by id: what was said since the last date has all of them.
                return Ok(self.round(server.cursor.clone()).await?.map(|()| HashSet::new()));
            }
        }
        Ok(Ok(gone))
    }

    /// Reads everything since the last date. Without one nothing was read yet, and the whole history is not read for a mark.
    async fn round(&self, since: Option<wire::Date>) -> Result<Result<(), Failure>, store::Error> {
        let Some(since) = since else { return Ok(Ok(())) };
        let mut before = Vec::new();
        for number in 1..=PAGES {
            let search = Search::since(Some(since.clone()));
            let Page { messages, rest, .. } = match self.remote.messages(search, number).await {
                Ok(page) => page,
                Err(failure) => return Ok(Err(failure)),
            };
            let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
            let is_last = rest == Rest::None || ids == before;
            self.keep(messages).await?;
            if is_last {
                break;
            }
            before = ids;
        }
        Ok(Ok(()))
    }

    /// Merges what came, as reading does.
    async fn keep(&self, elements: Vec<wire::Message>) -> Result<(), store::Error> {
        let (me, kinds, now) = (self.me, self.kinds, self.clock.stamp());
        let touched = self
            .store
            .write(move |tx| -> Result<_, store::Error> {
                let mut touched = HashSet::new();
                for element in &elements {
                    let kept = keep::element(tx, element, me, &kinds, now)?;
                    touched.extend(kept.filter(|kept| kept.changed).map(|kept| kept.conversation));
                }
                Ok(touched)
            })
            .await?;
        for id in &touched {
            self.board.mark(Change::Conversation(*id));
        }
        if !touched.is_empty() {
            self.board.mark(Change::Sidebar);
        }
        Ok(())
    }

    /// When a failed reading is tried again, in milliseconds since 1970 UTC.
    fn pause(&self, failure: &Failure) -> i64 {
        let now = self.clock.millis();
        if let Failure::Busy { after: Some(wait), .. } = failure {
            return backoff::wait_ends(now, *wait).max(backoff::later(now, backoff::FLOOR));
        }
        let failures = self.failures.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner).f64();
        backoff::later(now, backoff::delay(failures, chance))
    }
}

fn route(of: conversation::Id) -> Route {
    match of {
        conversation::Id::Channel(id) => Route::Channel(id.uuid()),
        conversation::Id::Group(id) => Route::Group(id.uuid()),
        conversation::Id::Direct(id) => Route::Direct(id.uuid()),
    }
}
