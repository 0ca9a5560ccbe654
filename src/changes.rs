//! The board of dirty keys: marks for data that has changed and must be read again.
//!
//! Marking a key again before it is taken has no effect, so that a slow reader neither lags behind nor misses a change.
//! Must not know: the data behind the keys. Tests: below.

use crate::row::{Change, Connection, FirstReading, Reading};

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// The board on which the engine marks changes. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Board(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    readers: Mutex<Vec<Arc<Reader>>>,
    connection: Mutex<Connection>,
    reading: Mutex<Reading>,
}

#[derive(Debug, Default)]
struct Reader {
    marked: Mutex<HashSet<Change>>,
    notify: Notify,
}

/// One reader's view of the board.
#[derive(Debug)]
pub struct Changes(Arc<Reader>);

impl Board {
    /// Marks a key for every reader.
    pub fn mark(&self, change: Change) {
        let mut readers = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner);
        // If nobody else holds a reader, it is gone.
        readers.retain(|reader| Arc::strong_count(reader) > 1);
        for reader in readers.iter() {
            reader.marked.lock().unwrap_or_else(PoisonError::into_inner).insert(change);
            reader.notify.notify_one();
        }
    }

    /// Sets the state of the connection, and marks the key if it changed.
    pub fn set_connection(&self, connection: Connection) {
        {
            let mut current = self.0.connection.lock().unwrap_or_else(PoisonError::into_inner);
            if *current == connection {
                return;
            }
            *current = connection;
        }
        self.mark(Change::Connection);
    }

    /// The state of the connection.
    pub fn connection(&self) -> Connection {
        self.0.connection.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets the progress of the first reading, and marks the key if it changed.
    pub fn set_first_reading(&self, first: FirstReading) {
        self.change_reading(|reading| reading.first = first);
    }

    /// Adds to the number of elements from the server that could not be read.
    pub fn add_unreadable(&self, count: u64) {
        self.change_reading(|reading| reading.unreadable = reading.unreadable.saturating_add(count));
    }

    fn change_reading(&self, change: impl FnOnce(&mut Reading)) {
        {
            let mut reading = self.0.reading.lock().unwrap_or_else(PoisonError::into_inner);
            let before = *reading;
            change(&mut reading);
            if *reading == before {
                return;
            }
        }
        self.mark(Change::Reading);
    }

    /// The state of reading from the server.
    pub fn reading(&self) -> Reading {
        *self.0.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a reader. Subscribe before the first read, so that no change is missed.
    pub fn subscribe(&self) -> Changes {
        let reader = Arc::new(Reader::default());
        self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&reader));
        Changes(reader)
    }
}

impl Changes {
    /// Returns the next changed key; waits until there is one. Safe to drop at any time: a key not returned stays
    /// marked.
    pub async fn next(&self) -> Change {
        loop {
            {
                let mut marked = self.0.marked.lock().unwrap_or_else(PoisonError::into_inner);
                let first = marked.iter().next().copied();
                if let Some(change) = first {
                    marked.remove(&change);
                    return change;
                }
            }
            self.0.notify.notified().await;
        }
    }

    /// Converts it to a stream, for a subscription.
    pub fn into_stream(self) -> impl futures::Stream<Item = Change> + Send + 'static {
        futures::stream::unfold(self, |changes| async move {
            let change = changes.next().await;
            Some((change, changes))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_marked_twice_is_read_once_and_none_is_lost() {
        let board = Board::default();
        let changes = board.subscribe();
        board.mark(Change::Outbox);
        board.mark(Change::Outbox);
        board.mark(Change::Sidebar);
        let mut seen = HashSet::from([changes.next().await]);
        seen.insert(changes.next().await);
        assert_eq!(seen, HashSet::from([Change::Outbox, Change::Sidebar]));
        assert!(futures::FutureExt::now_or_never(changes.next()).is_none());
    }

    #[tokio::test]
    async fn an_unchanged_connection_is_no_news() {
        let board = Board::default();
        let changes = board.subscribe();
        board.set_connection(Connection::Online);
        assert_eq!(changes.next().await, Change::Connection);
        board.set_connection(Connection::Online);
        assert!(futures::FutureExt::now_or_never(changes.next()).is_none());
    }
}
