//! Starts the session's reader, and prompts it and the publisher when the user, the window or the network asks for it.
//!
//! When the network comes up, messages are read and pending wishes sent at once instead of at the end of a pause.
//! Reading goes first, and the publisher waits for it. On systems that report no network changes nothing is lost: the
//! pauses end anyway. Must not know: the pending wishes. Tests: `tests/sync/listening.rs`; a test cannot make the
//! system report a change.

use super::Session;
use crate::outbox::terms::Terms;
use crate::outbox::worker::Command;
use crate::remote::Remote;
use crate::requests::{Attention, Reason, Requests};
use crate::row::Reading;
use crate::settings::Scope;
use crate::sync::Reader;

use futures::StreamExt as _;
use if_watch::IfEvent;
use if_watch::tokio::IfWatcher;
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;

use std::sync::{Arc, PoisonError};

impl Session {
    pub(super) fn listen(&self, remote: &Arc<dyn Remote>, terms: &Terms) {
        let mut listeners = self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = self.0.read_every {
            let mut reader = self.reader_of(remote, terms, plan.scope).waking(self.0.commands.clone());
            if self.has_desk() {
                let up_to_date = Arc::new(Notify::new());
                reader = reader.telling(Arc::clone(&up_to_date));
                listeners.push(tokio::spawn(self.tending(up_to_date)));
            }
            listeners.push(tokio::spawn(reader.run()));
            listeners.push(tokio::spawn(watch(self.0.requests.clone(), self.0.commands.clone())));
        }
    }

    fn reader_of(&self, remote: &Arc<dyn Remote>, terms: &Terms, scope: Scope) -> Reader {
        let (store, board) = (self.0.store.clone(), self.0.board.clone());
        let reader = Reader::new(store, Arc::clone(remote), self.0.me.id, terms.kinds, board, self.0.clock);
        reader.scoped(scope).prompted_by(self.0.requests.clone())
    }

    /// A reader for a command, which drives it by hand until it is up to date; `None` if the profile is not
    /// connected.
    pub fn reader(&self, scope: Scope) -> Option<Reader> {
        let (remote, terms) = self.0.line.get()?;
        let reader = self.reader_of(remote, terms, scope).thorough();
        Some(if self.has_desk() { reader.telling(Arc::default()) } else { reader })
    }

    /// Reads and publishes now, ignoring all waits, because the user asked.
    pub fn try_now(&self) {
        self.0.requests.ask(Reason::Person);
        self.command(Command::TryNow);
    }

    /// Reports that the network came up or changed.
    pub fn network_up(&self) {
        self.0.requests.ask(Reason::Network);
        self.command(Command::NetworkUp);
    }

    /// Reports if the window is in front: in the background, the server is asked less often.
    pub fn set_attention(&self, attention: Attention) {
        self.0.requests.set_attention(attention);
    }

    /// The state of reading from the server.
    pub fn reading(&self) -> Reading {
        self.0.board.reading()
    }
}

/// Prompts the reader and the publisher for every address that comes up, until nobody listens.
async fn watch(requests: Requests, commands: UnboundedSender<Command>) {
    let mut watcher = match IfWatcher::new() {
        Ok(watcher) => watcher,
        Err(error) => {
            tracing::info!(%error, "the system does not tell about its network");
            return;
        }
    };
    // The watcher first reports addresses that are up already; these are no change.
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
