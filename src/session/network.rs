//! The session's reader, and what prompts it and the publisher: a person, the window, the network that came up.
//!
//! When the network comes up, news is read and what waits is sent at once instead of at the end of a pause; reading goes
//! first, and the publisher waits for it. Where the system does not tell, nothing is lost: the pauses end by themselves.
//! Must not know: what waits. Tests: `tests/sync/listening.rs`; the system's news itself cannot be made to happen in a test.

use super::Session;
use crate::outbox::call::Terms;
use crate::outbox::worker::Command;
use crate::remote::Remote;
use crate::requests::{Attention, Reason, Requests};
use crate::row::Reading;
use crate::settings::Scope;
use crate::sync::Reader;

use futures::StreamExt as _;
use if_watch::IfEvent;
use if_watch::tokio::IfWatcher;
use tokio::sync::mpsc::UnboundedSender;

use std::sync::{Arc, PoisonError};

impl Session {
    pub(super) fn listen(&self, remote: &Arc<dyn Remote>, terms: &Terms) {
        let mut listeners = self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = self.0.read_every {
            let reader = self.reader_of(remote, terms, plan.scope).waking(self.0.commands.clone());
            listeners.push(tokio::spawn(reader.run()));
            listeners.push(tokio::spawn(watch(self.0.requests.clone(), self.0.commands.clone())));
        }
    }

    fn reader_of(&self, remote: &Arc<dyn Remote>, terms: &Terms, scope: Scope) -> Reader {
        let (store, board) = (self.0.store.clone(), self.0.board.clone());
        let reader = Reader::new(store, Arc::clone(remote), self.0.me.id, terms.kinds, board, self.0.clock);
        reader.scoped(scope).prompted_by(self.0.requests.clone())
    }

    /// A reader to drive by hand, for a command that reads until it is up to date; none when the profile is not connected.
    pub fn reader(&self, scope: Scope) -> Option<Reader> {
        let (remote, terms) = self.0.line.get()?;
        Some(self.reader_of(remote, terms, scope).thorough())
    }

    /// Asks for a reading and a try now, past our own back-off.
    pub fn try_now(&self) {
        self.0.requests.ask(Reason::Person);
        self.command(Command::TryNow);
    }

    /// Says that the network came up or changed.
    pub fn network_up(&self) {
        self.0.requests.ask(Reason::Network);
        self.command(Command::NetworkUp);
    }

    /// Says whether the window is in front: one in the background asks for news less often.
    pub fn attend(&self, attention: Attention) {
        self.0.requests.attend(attention);
    }

    /// How the reading of the server stands.
    pub fn reading(&self) -> Reading {
        self.0.board.reading()
    }
}

/// Tells the reader and the publisher of every address that comes up, until nobody listens.
async fn watch(requests: Requests, commands: UnboundedSender<Command>) {
    let mut watcher = match IfWatcher::new() {
        Ok(watcher) => watcher,
        Err(error) => {
            tracing::info!(%error, "the system does not tell about its network");
            return;
        }
    };
    // Those that are up already are told first; they are no news.
    let known: Vec<_> = watcher.iter().copied().collect();
    while let Some(event) = watcher.next().await {
        match event {
            Ok(IfEvent::Up(net)) if known.contains(&net) => {}
            Ok(IfEvent::Up(_)) => {
                requests.ask(Reason::Network);
                if commands.send(Command::NetworkUp).is_err() {
                    return;
                }
            }
            Ok(IfEvent::Down(_)) => {}
            Err(error) => {
                tracing::info!(%error, "the system stopped telling about its network");
                return;
            }
        }
    }
}
