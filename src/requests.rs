//! Requests to the reader: to read at once, and the window's state.
//!
//! Requests are merged until they are taken, and the strongest one counts. After the computer slept, the network came
//! back or the window came to the front, publishing waits for one reading, so that changes by others are known here
//! before anything is sent; [`Requests::caught_up`] limits that wait. Must not know: how reading works, who
//! publishes. Tests: below and `tests/sync/listening.rs`.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// The longest that publishing waits for a reading: a slow server must not hold up messages.
const PATIENCE: Duration = Duration::from_secs(1);

/// The window is in front (`Here`) or not (`Away`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Attention {
    #[default]
    Here,
    Away,
}

/// The reason to read at once. A later variant ends more waits than those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The server accepted something of ours: its result, and messages written meanwhile, can be read.
    Published,
    /// The window came to the front.
    Focus,
    /// The computer woke from sleep.
    Woke,
    /// The network came up or changed.
    Network,
    /// The user asks, and may know better than an earlier answer of the server.
    Person,
}

/// A handle to the requests; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Requests(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// Wakes the reader.
    asked: Notify,
    /// Wakes everyone who waits for a reading.
    read: Notify,
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Default)]
struct State {
    attention: Attention,
    asked: Option<Reason>,
    /// Publishing waits for the next reading.
    reading_due: bool,
    readers: usize,
}

/// Held by a reader while it listens; without one, publishing does not wait.
#[derive(Debug)]
pub(crate) struct Listening(Requests);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.change(|state| {
            state.readers = state.readers.saturating_sub(1);
            state.reading_due = false;
        });
        self.0.0.read.notify_waiters();
    }
}

impl Requests {
    /// Waits for the turn to read. A reader holds it from the call until the page is stored, so that an older page is
    /// never merged after a newer one, which would restore old texts.
    pub async fn turn(&self) -> tokio::sync::OwnedMutexGuard<()> {
        Arc::clone(&self.0.turn).lock_owned().await
    }

    /// Requests a reading at once.
    pub fn ask(&self, reason: Reason) {
        self.change(|state| {
            state.asked = state.asked.max(Some(reason));
            let first = match reason {
                Reason::Focus | Reason::Woke | Reason::Network => true,
                Reason::Published | Reason::Person => false,
            };
            state.reading_due |= first && state.readers > 0;
        });
        self.0.asked.notify_one();
    }

    /// Reports if the window is in front. Coming to the front is a reason to read.
    pub fn set_attention(&self, attention: Attention) {
        let before = self.change(|state| std::mem::replace(&mut state.attention, attention));
        match (before, attention) {
            (Attention::Away, Attention::Here) => self.ask(Reason::Focus),
            (Attention::Here, Attention::Away) => self.0.asked.notify_one(),
            (Attention::Here, Attention::Here) | (Attention::Away, Attention::Away) => {}
        }
    }

    /// Waits until the reading that must precede publishing has ended, at most a second. Returns at once if none is
    /// due.
    pub async fn caught_up(&self) {
        let wait = async {
            loop {
                let read = self.0.read.notified();
                tokio::pin!(read);
                // Enabled before the check, so that an end in between is not missed.
                read.as_mut().enable();
                if !self.change(|state| state.reading_due) {
                    return;
                }
                read.await;
            }
        };
        if tokio::time::timeout(PATIENCE, wait).await.is_err() {
            // The next call does not wait again for the same reading.
            self.change(|state| state.reading_due = false);
        }
    }

    pub(crate) fn attention(&self) -> Attention {
        self.change(|state| state.attention)
    }

    /// Registers a reader.
    pub(crate) fn listen(&self) -> Listening {
        self.change(|state| state.readers += 1);
        Listening(self.clone())
    }

    /// The strongest request since the last call of this function.
    pub(crate) fn take(&self) -> Option<Reason> {
        self.change(|state| state.asked.take())
    }

    /// Records that a reading has ended, successful or not.
    pub(crate) fn ended(&self) {
        self.change(|state| state.reading_due = false);
        self.0.read.notify_waiters();
    }

    /// Waits for a request, or a change of the window's state.
    pub(crate) async fn changed(&self) {
        self.0.asked.notified().await;
    }

    fn change<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        with(&mut self.0.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use tokio::time::Instant;

    /// How long publishing waited, in milliseconds.
    async fn waited(requests: &Requests) -> u128 {
        let start = Instant::now();
        requests.caught_up().await;
        start.elapsed().as_millis()
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_sleep_publishing_waits_for_a_reading_and_at_most_a_second() {
        for reason in [Reason::Woke, Reason::Network, Reason::Focus] {
            let requests = Requests::default();
            let listening = requests.listen();
            assert_eq!(waited(&requests).await, 0, "nothing is due");
            requests.ask(reason);
            let reader = requests.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(300)).await;
                reader.ended();
            });
            assert_eq!(waited(&requests).await, 300, "{reason:?}");
            requests.ask(reason);
            assert_eq!(waited(&requests).await, 1_000, "{reason:?}");
            assert_eq!(waited(&requests).await, 0, "once");
            requests.ask(reason);
            drop(listening);
            assert_eq!(waited(&requests).await, 0, "nobody reads any more");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_waits_for_a_reading_that_a_person_or_our_own_message_asks_for_or_that_nobody_does() {
        let requests = Requests::default();
        requests.ask(Reason::Woke);
        assert_eq!(waited(&requests).await, 0, "there is no reader");
        let _listening = requests.listen();
        requests.ask(Reason::Person);
        requests.ask(Reason::Published);
        assert_eq!(waited(&requests).await, 0);
    }

    #[test]
    fn the_strongest_request_is_taken_once() {
        let requests = Requests::default();
        requests.ask(Reason::Person);
        requests.ask(Reason::Published);
        assert_eq!(requests.take(), Some(Reason::Person));
        assert_eq!(requests.take(), None);
        requests.set_attention(Attention::Away);
        assert_eq!(requests.take(), None);
        requests.set_attention(Attention::Here);
        assert_eq!(requests.take(), Some(Reason::Focus));
    }
}
