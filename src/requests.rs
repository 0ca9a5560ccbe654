//! Requests to whoever reads the server: to read at once, and that the window is in front or not.
//!
//! A request made twice before it is taken is one request, and the strongest counts. After the machine slept, the
//! network came back or the window came to the front, publishing waits for one reading, so that what others did
//! meanwhile is known here before anything leaves; [`Requests::caught_up`] bounds that wait.
//! Must not know: how reading works, who publishes. Tests: below and `tests/sync/listening.rs`.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// How long publishing waits for a reading at most: a slow server must not hold up what a person wrote.
const PATIENCE: Duration = Duration::from_secs(1);

/// The window's place: in front, or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Attention {
    #[default]
    Here,
    Away,
}

/// Why the reader is asked to read at once. A later one ends more waits than those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The server took something of ours: what it made of it, and what others wrote meanwhile, is news.
    Published,
    /// The window came to the front.
    Focus,
    /// The machine slept.
    Woke,
    /// The network came up or changed.
    Network,
    /// A person asks, and knows more than an answer of a while ago.
    Person,
}

/// The requests of everybody; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Requests(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// Wakes the reader.
    asked: Notify,
    /// Wakes whoever waits for a reading.
    read: Notify,
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Default)]
struct State {
    attention: Attention,
    asked: Option<Reason>,
    /// Publishing waits for the next reading.
    owed: bool,
    readers: usize,
}

/// Held by a reader while it listens: publishing waits for nobody else.
#[derive(Debug)]
pub(crate) struct Listening(Requests);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.change(|state| {
            state.readers = state.readers.saturating_sub(1);
            state.owed = false;
        });
        self.0.0.read.notify_waiters();
    }
}

impl Requests {
    /// Waits for the turn to read. Whoever reads holds it from the call until its page is kept: a page that was read
    /// earlier is never merged after one that was read later, and so never brings old words back.
    pub async fn turn(&self) -> tokio::sync::OwnedMutexGuard<()> {
        Arc::clone(&self.0.turn).lock_owned().await
    }

    /// Asks for a reading at once.
    pub fn ask(&self, reason: Reason) {
        self.change(|state| {
            state.asked = state.asked.max(Some(reason));
            let first = match reason {
                Reason::Focus | Reason::Woke | Reason::Network => true,
                Reason::Published | Reason::Person => false,
            };
            state.owed |= first && state.readers > 0;
        });
        self.0.asked.notify_one();
    }

    /// Says whether the window is in front. Coming to the front is a reason to read.
    pub fn attend(&self, attention: Attention) {
        let before = self.change(|state| std::mem::replace(&mut state.attention, attention));
        match (before, attention) {
            (Attention::Away, Attention::Here) => self.ask(Reason::Focus),
            (Attention::Here, Attention::Away) => self.0.asked.notify_one(),
            (Attention::Here, Attention::Here) | (Attention::Away, Attention::Away) => {}
        }
    }

    /// Waits until the reading that goes before publishing has ended, a second at most. At once when none is due.
    pub async fn caught_up(&self) {
        let wait = async {
            loop {
                let read = self.0.read.notified();
                tokio::pin!(read);
                // Enabled before the look, so that an end between the two is not missed.
                read.as_mut().enable();
                if !self.change(|state| state.owed) {
                    return;
                }
                read.await;
            }
        };
        if tokio::time::timeout(PATIENCE, wait).await.is_err() {
            // The next call does not wait once more for the same reading.
            self.change(|state| state.owed = false);
        }
    }

    pub(crate) fn attention(&self) -> Attention {
        self.change(|state| state.attention)
    }

    /// From now on there is a reader.
    pub(crate) fn listen(&self) -> Listening {
        self.change(|state| state.readers += 1);
        Listening(self.clone())
    }

    /// The strongest request since this was last asked.
    pub(crate) fn take(&self) -> Option<Reason> {
        self.change(|state| state.asked.take())
    }

    /// A reading has ended, however it did.
    pub(crate) fn ended(&self) {
        self.change(|state| state.owed = false);
        self.0.read.notify_waiters();
    }

    /// Until somebody asks, or the window's place changes.
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
        requests.attend(Attention::Away);
        assert_eq!(requests.take(), None);
        requests.attend(Attention::Here);
        assert_eq!(requests.take(), Some(Reason::Focus));
    }
}
