//! Marks messages as read: those that the person looked at, or everything; and marks them as unread again.
//!
//! Unread messages are a matter of this profile. Marks already sent to the server are revoked along with it,
//! collected as read marks are (`submit::read`). An action on any number of messages is carried out in portions, each
//! saved with its marks, so that nothing waits long for the disk and a crash in between leaves no portion half
//! reported. A later action ends one that is still running. Must not know: the screen. Tests:
//! `tests/store/reading.rs`.

use super::{Error, Session, submit};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, Stamp, Wish, conversation};
use crate::language::tr;
use crate::outbox::worker::Command;
use crate::row::{Change, Position, Seen};
use crate::store::reading::{self as rows, Portion, Reach};
use crate::store::{self, arrival};

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Messages per portion: some tens of milliseconds.
const PORTION: usize = 500;

/// Numbers the person's actions, so that a running one ends when there is a newer one.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(Arc<Spoken>);

#[derive(Debug, Default)]
struct Spoken {
    last: AtomicU64,
    /// The number of running actions that mark everything as read.
    reading: AtomicUsize,
}

/// One action.
#[derive(Debug, Clone)]
struct Word {
    words: Words,
    number: u64,
}

impl Words {
    fn speak(&self) -> Word {
        Word { words: self.clone(), number: self.0.last.fetch_add(1, Ordering::SeqCst) + 1 }
    }

    /// The latest action, for work that continues only until there is a newer one.
    fn listen(&self) -> Word {
        Word { words: self.clone(), number: self.0.last.load(Ordering::SeqCst) }
    }

    /// True while an action marks everything as read: it reports the messages to the server, so nobody else may mark
    /// them first.
    pub(super) fn are_reading(&self) -> bool {
        self.0.reading.load(Ordering::SeqCst) > 0
    }

    fn carried_out(&self) -> CarriedOut {
        self.0.reading.fetch_add(1, Ordering::SeqCst);
        CarriedOut(self.clone())
    }
}

impl Word {
    fn is_last(&self) -> bool {
        self.words.0.last.load(Ordering::SeqCst) == self.number
    }
}

/// Counts an action that marks everything as read as running while this exists.
struct CarriedOut(Words);

impl Drop for CarriedOut {
    fn drop(&mut self) {
        self.0.0.reading.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The position of a message that was just written, if a message above it is still unread: there was more than one
/// portion, or one arrived out of order.
pub(super) fn unread_above(
    connection: &store::Connection,
    written: &submit::Written,
) -> Result<Option<Position>, Error> {
    let Some(first) = rows::first(connection, written.conversation)? else { return Ok(None) };
    let at = rows::place(connection, written.message)?.map(|(_, at)| at);
    Ok(at.filter(|at| first < *at))
}

/// Messages that are marked as read are reported to the server (`Of`), or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hears {
    Of,
    Nothing,
}

impl Session {
    /// Marks everything up to a position as read, except messages that arrived out of order. Reports nothing to the
    /// server.
    ///
    /// # Errors
    /// If the disk refuses; then portions already marked stay so.
    pub async fn mark_read(&self, of: conversation::Id, up_to: Position) -> Result<(), Error> {
        let word = self.0.words.listen();
        self.read(of, Reach::Above(up_to), &word, Hears::Nothing).await
    }

    /// Marks the messages that the person saw as read, and those above them, except messages that arrived out of
    /// order. Reports every message that was seen to the server.
    ///
    /// # Errors
    /// If the disk refuses; then portions already marked stay so.
    pub async fn mark_seen(&self, of: conversation::Id, up_to: Position, seen: Seen) -> Result<(), Error> {
        let ids = match seen {
            Seen::All => {
                let (word, _until_done) = (self.0.words.speak(), self.0.words.carried_out());
                let reach = self.0.store.read(everything).await?;
                return self.read(of, reach, &word, Hears::Of).await;
            }
            Seen::These(ids) => ids,
        };
        let (word, above) = (self.0.words.listen(), self.stood_above());
        let (by, now) = (self.0.by.clone(), self.0.clock.stamp());
        let told = self.0.store.write(move |tx| -> Result<_, Error> {
            let seen = rows::read_these(tx, of, &ids)?;
            let told = tell(tx, of, rows::untold_among(tx, ids, by.id)?, Switch::On, &by, now)?;
            Ok((seen, rows::read(tx, of, Reach::Above(up_to), above)?.changed, told))
        });
        let (seen, above, told) = told.await?;
        self.read_on(of, seen + above, told);
        if above < PORTION {
            return Ok(());
        }
        self.read(of, Reach::Above(up_to), &word, Hears::Nothing).await
    }

    /// The number of messages above that are marked as read in the same transaction as a look or a new message.
    pub(super) fn stood_above(&self) -> usize {
        if self.0.words.are_reading() { 0 } else { PORTION }
    }

    /// Marks the messages above a position as read in the background, portion by portion.
    pub(super) fn read_what_stood_above(&self, of: conversation::Id, up_to: Position) {
        if self.0.words.are_reading() {
            return;
        }
        let (session, word) = (self.clone(), self.0.words.listen());
        tokio::spawn(async move {
            if let Err(error) = session.read(of, Reach::Above(up_to), &word, Hears::Nothing).await {
                tracing::warn!(%error, "what stood above a message stays unread");
            }
        });
    }

    fn read_on(&self, of: conversation::Id, changed: usize, told: Told) {
        if changed > 0 {
            self.0.board.mark(Change::Sidebar);
            self.0.board.mark(Change::Conversation(of));
        }
        if told == Told::Something {
            // Only the number of waiting wishes is drawn.
            self.0.board.mark(Change::Outbox);
            self.command(Command::Wake);
        }
    }

    /// Marks everything from this message on as unread, and revokes the read marks that the server has.
    ///
    /// # Errors
    /// If there is no such message, or the disk refuses; then portions already marked stay so.
    pub async fn mark_unread(&self, from: MessageId) -> Result<(), Error> {
        let word = self.0.words.speak();
        // Newest first: that is where people look.
        let mut before = None;
        loop {
            let (by, now, word) = (self.0.by.clone(), self.0.clock.stamp(), word.clone());
            let portion = self.0.store.write(move |tx| -> Result<_, Error> {
                let Some((of, at)) = rows::place(tx, from)? else {
                    return Err(Error::Invalid(tr::submit_no_message(&from.to_string())));
                };
                if !word.is_last() {
                    return Ok((of, None));
                }
                let (portion, rest) = rows::unread_from(tx, of, (at, before), by.id, PORTION)?;
                tell(tx, of, portion.untold.into_iter().rev(), Switch::Off, &by, now)?;
                Ok((of, rest))
            });
            let (of, rest) = portion.await?;
            self.changed(of);
            self.command(Command::Wake);
            if rest.is_none() {
                return Ok(());
            }
            before = rest;
        }
    }

    /// The number of unread messages that arrived long after their dates, by conversation.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn late_unread(&self) -> Result<HashMap<conversation::Id, u32>, Error> {
        self.0.store.read(|connection| Ok(store::reading::late(connection)?)).await
    }

    /// Marks everything in every conversation as read.
    ///
    /// # Errors
    /// If the disk refuses; then portions already marked stay so.
    pub async fn mark_everything_read(&self) -> Result<(), Error> {
        let (word, _until_done) = (self.0.words.speak(), self.0.words.carried_out());
        let unread = |connection: &store::Connection| -> Result<_, Error> {
            Ok((everything(connection)?, rows::everywhere(connection)?))
        };
        let (reach, places) = self.0.store.read(unread).await?;
        for of in places {
            self.read(of, reach, &word, Hears::Of).await?;
        }
        Ok(())
    }

    /// Marks the messages in reach as read, portion by portion, until there is a newer action.
    async fn read(&self, of: conversation::Id, reach: Reach, word: &Word, hears: Hears) -> Result<(), Error> {
        loop {
            let (by, now, word) = (self.0.by.clone(), self.0.clock.stamp(), word.clone());
            let portion = self.0.store.write(move |tx| -> Result<_, Error> {
                if !word.is_last() {
                    return Ok((0, Told::Nothing));
                }
                let Portion { changed, untold } = rows::read(tx, of, reach, PORTION)?;
                let told = match hears {
                    Hears::Of => tell(tx, of, untold, Switch::On, &by, now)?,
                    Hears::Nothing => Told::Nothing,
                };
                Ok((changed, told))
            });
            let (changed, told) = portion.await?;
            self.read_on(of, changed, told);
            if changed < PORTION {
                return Ok(());
            }
        }
    }
}

/// All messages that have arrived until now.
fn everything(connection: &store::Connection) -> Result<Reach, Error> {
    Ok(Reach::Everything(arrival::last(connection)?))
}

/// The result of queuing marks for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    Something,
}

/// Queues marks for the server where the settings allow it: a mark makes every member read the message again.
fn tell(
    tx: &store::Transaction<'_>,
    of: conversation::Id,
    messages: impl IntoIterator<Item = MessageId>,
    state: Switch,
    by: &submit::Person,
    now: Stamp,
) -> Result<Told, Error> {
    if !by.read_marks.tells(of.kind()) {
        return Ok(Told::Nothing);
    }
    let mut told = Told::Nothing;
    for message in messages {
        match submit::write(tx, Wish::Read { message, state }, by, now) {
            Ok(_) => told = Told::Something,
            // A message that cannot be read is quarantined; it must not keep the others from being marked.
            Err(Error::Store(store::Error::Database(_)))
                if store::message::put_aside_by_id(tx, message, now)? => {}
            Err(error) => return Err(error),
        }
    }
    Ok(told)
}
