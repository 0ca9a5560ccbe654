//! State of the interface that survives a restart: drafts, preferences, the open conversation. Also backups, and
//! seeding history.
//!
//! Must not know: SQL. Tests: `tests/store/keeping.rs`.

use super::{Error, Session};
use crate::chat::{Draft, FeedId, conversation};
use crate::preferences::Preferences;
use crate::preferences::window::Place;
use crate::row::Change;
use crate::store;

use std::path::PathBuf;
use std::sync::Arc;

impl Session {
    /// Sets the largest call in bytes: longer texts are refused, because they could never be sent. Call this before
    /// the session is shared.
    #[must_use]
    pub fn with_largest_call(mut self, bytes: usize) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.by.max_bytes = bytes;
        }
        self
    }

    /// Empties the database's journal on the calling thread. For the end of a command, which has no workers for
    /// [`Session::close`] to stop. Best effort.
    pub fn empty_journal(&self) {
        self.0.store.tidy_blocking();
    }

    /// Copies the current database to a new file: a backup while the profile is in use.
    ///
    /// # Errors
    /// If the file cannot be written or the database cannot be read.
    pub async fn back_up(&self, to: PathBuf) -> Result<(), Error> {
        Ok(self.0.store.back_up(to).await?)
    }

    /// The draft of a conversation or a thread.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn draft(&self, of: impl Into<FeedId>) -> Result<Draft, Error> {
        let of = of.into();
        self.0.store.read(move |connection| Ok(store::draft::get(connection, of)?)).await
    }

    /// Saves the draft of a conversation or a thread, or deletes it if it is empty.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn save_draft(&self, of: impl Into<FeedId>, draft: Draft) -> Result<(), Error> {
        let of = of.into();
        let save = move |tx: &store::Transaction<'_>| store::thread::save_draft(tx, of, &draft);
        let saved = self.0.store.write(save).await?;
        self.0.board.mark(Change::Sidebar);
        if saved == store::thread::Saved::RowsChanged {
            self.0.board.mark(Change::Conversation(of.of));
        }
        Ok(())
    }

    /// The preferences.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn preferences(&self) -> Result<Preferences, Error> {
        self.0.store.read(|connection| Ok(store::interface::preferences(connection)?)).await
    }

    /// Saves the preferences.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn save_preferences(&self, preferences: Preferences) -> Result<(), Error> {
        self.0.store.write(move |tx| Ok(store::interface::save_preferences(tx, preferences)?)).await
    }

    /// The window's size and place, if there was a window before.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn window(&self) -> Result<Option<Place>, Error> {
        self.0.store.read(|connection| Ok(store::interface::window(connection)?)).await
    }

    /// Saves the window's size and place.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn save_window(&self, place: Place) -> Result<(), Error> {
        self.0.store.write(move |tx| Ok(store::interface::save_window(tx, place)?)).await
    }

    /// The emoji that the user used last, newest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn emoji_used(&self) -> Result<Vec<String>, Error> {
        self.0.store.read(move |connection| Ok(store::interface::emoji_used(connection)?)).await
    }

    /// Records that an emoji was used.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn use_emoji(&self, emoji: String) -> Result<(), Error> {
        self.0.store.write(move |tx| Ok(store::interface::use_emoji(tx, &emoji)?)).await
    }

    /// Saves the id of the open conversation, so that the next start opens it.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn save_last_open(&self, open: conversation::Id) -> Result<(), Error> {
        self.0.store.write(move |tx| Ok(store::interface::save_last_open(tx, open)?)).await
    }

    /// Adds messages and their authors as unread history that came from the server long ago: for the demo and for
    /// benchmarks.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn seed(&self, messages: Vec<crate::chat::Message>) -> Result<(), Error> {
        let me = self.0.me.id;
        self.0
            .store
            .write(move |tx| -> Result<(), Error> {
                for message in &messages {
                    store::conversation::ensure(tx, message.conversation)?;
                    store::conversation::learn_person(tx, message.author, &message.author_name)?;
                    let is_new = !store::message::is_here(tx, message.id)?;
                    store::message::put(tx, message, store::message::Progress::Settled)?;
                    if is_new && message.author != me {
                        store::arrival::note(tx, message.id, store::arrival::Arrival::UNREAD)?;
                    }
                }
                Ok(())
            })
            .await?;
        self.0.board.mark(Change::Sidebar);
        Ok(())
    }
}
