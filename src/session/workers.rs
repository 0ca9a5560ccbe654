//! The workers of a session: the publisher, the reader, the uploader, and what tidies up after them.
//!
//! The window starts them; a command gets each of them to drive by hand. Must not know: the wishes that are saved. Tests:
//! `tests/promise`, `tests/sync/listening.rs`.

use super::Session;
use crate::outbox::terms::Terms;
use crate::outbox::worker::{Command, Publisher};
use crate::remote::Remote;
use crate::row::Connection;
use crate::sync;
use crate::transfer::tidy;
use crate::transfer::upload::Uploader;

use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// How long [`Session::close`] waits for a running call.
const CLOSE_PATIENCE: Duration = Duration::from_secs(2);

impl Session {
    /// Starts the workers on the current tokio runtime. Does nothing without a server, or when called again.
    pub fn start(&self) {
        let (Some((remote, terms)), Some(publisher)) = (self.0.line.get(), self.publisher()) else { return };
        let Some(inbox) = self.0.inbox.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let running = tokio::spawn(publisher.run(inbox));
        *self.0.publisher.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
        self.listen(remote, terms);
        let tending = tidy::run(self.0.running_transfers.clone(), self.0.store.clone(), self.0.clock);
        let mut workers = self.0.movers.lock().unwrap_or_else(PoisonError::into_inner);
        workers.extend([tokio::spawn(self.uploader().run()), tokio::spawn(tending)]);
    }

    /// Reacts to a change behind the same remote, such as a new token: reads and publishes at once.
    pub fn line_changed(&self) {
        let Some((remote, terms)) = self.0.line.get() else { return };
        self.0.board.set_connection(Connection::Unknown);
        for listener in self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            listener.abort();
        }
        self.listen(remote, terms);
        self.try_now();
    }

    /// A publisher for commands, which drive it by hand; `None` if the profile is not connected.
    pub fn publisher(&self) -> Option<Publisher> {
        let (remote, terms) = self.0.line.get()?;
        let (store, board) = (self.0.store.clone(), self.0.board.clone());
        let fresh = Arc::new(self.freshener(remote, terms));
        let publisher = Publisher::new(store, Arc::clone(remote), fresh, terms.clone(), self.0.clock, board);
        Some(publisher.heard_by(self.0.requests.clone()))
    }

    fn freshener(&self, remote: &Arc<dyn Remote>, terms: &Terms) -> sync::Freshener {
        sync::Freshener::new(
            self.0.store.clone(),
            Arc::clone(remote),
            self.0.me.id,
            terms.kinds,
            self.0.board.clone(),
            self.0.requests.clone(),
            self.0.clock,
        )
    }

    /// An uploader for commands, which drive it by hand.
    pub fn uploader(&self) -> Uploader {
        Uploader::new(
            self.0.store.clone(),
            self.0.running_transfers.clone(),
            self.0.clock,
            self.0.board.clone(),
            self.0.upload_signal.clone(),
            self.0.commands.clone(),
        )
    }

    /// Stops the workers. A running call may finish; if it does not, it is repeated at the next start.
    pub async fn close(&self) {
        self.command(Command::Stop);
        self.0.player.close();
        for mover in self.0.movers.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            mover.abort();
        }
        for listener in self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            listener.abort();
        }
        let publisher = self.0.publisher.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut publisher) = publisher
            && tokio::time::timeout(CLOSE_PATIENCE, &mut publisher).await.is_err()
        {
            publisher.abort();
        }
        self.0.store.tidy().await;
    }
}
