//! Reading: by looking, and back or all of it by a person's word.
//!
//! Unread is this profile's own matter. Marks that told the server are taken back with it, gathered as
//! reading marks are (`submit::read`). However many messages a word or a look is about, it is carried out in portions, each
//! on disk with its marks, so that nobody waits long for the disk and an end in between leaves nothing half told. A later
//! word ends what is still being carried out. Must not know: what is on the screen. Tests: `tests/store/reading.rs`.

use super::{Error, Session, submit};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, Stamp, Wish, conversation};
use crate::outbox::worker::Command;
use crate::row::{Change, Position, Seen};
use crate::store::reading::{self as rows, Portion, Reach};
use crate::store::{self, arrival};

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Messages of one portion: some tens of milliseconds.
const PORTION: usize = 500;

/// Counts a person's words about what is read, so that the last one counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(Arc<Spoken>);

#[derive(Debug, Default)]
struct Spoken {
    last: AtomicU64,
    /// Words that all is read which are being carried out.
    reading: AtomicUsize,
}

/// One of them.
#[derive(Debug, Clone)]
struct Word {
    words: Words,
    number: u64,
}

impl Words {
    fn speak(&self) -> Word {
        Word { words: self.clone(), number: self.0.last.fetch_add(1, Ordering::SeqCst) + 1 }
    }

    /// The last one, for what goes on only as long as there is no other.
    fn listen(&self) -> Word {
        Word { words: self.clone(), number: self.0.last.load(Ordering::SeqCst) }
    }

    /// True while a word reads everything: it tells the server of it, and nobody else must take that from it.
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

/// As long as it lives, a word that all is read is being carried out.
struct CarriedOut(Words);

impl Drop for CarriedOut {
    fn drop(&mut self) {
        self.0.0.reading.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The position of a message that was just written, if a message above it is still unread: there were more than one
/// portion, or one of them arrived late.
pub(super) fn unread_above(
    connection: &store::Connection,
    written: &submit::Written,
) -> Result<Option<Position>, Error> {
    let Some(first) = rows::first(connection, written.conversation)? else { return Ok(None) };
    let at = rows::place(connection, written.message)?.map(|(_, at)| at);
    Ok(at.filter(|at| first < *at))
}

/// Telling the server of what is read, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hears {
    Of,
    Nothing,
}

impl Session {
    /// Everything up to a position is read, but for what came behind; the server is told nothing.
    ///
    /// # Errors
    /// When the disk refuses; then what was marked until then stays so.
    pub async fn mark_read(&self, of: conversation::Id, up_to: Position) -> Result<(), Error> {
        let word = self.0.words.listen();
        self.read(of, Reach::Above(up_to), &word, Hears::Nothing).await
    }

    /// Somebody looked: what they saw is read, and what stands above, but for what came behind. The server is told of every
    /// message that was seen.
    ///
    /// # Errors
    /// When the disk refuses; then what was marked until then stays so.
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

    /// How much of what stands above is read at once by looking or writing.
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
            // Nothing of it is drawn but the count of what waits.
            self.0.board.mark(Change::Outbox);
            self.command(Command::Wake);
        }
    }

    /// Everything from this message on counts as unread again, and the server is told of what it took for read.
    ///
    /// # Errors
    /// When there is no such message, or the disk refuses; then what was marked until then stays so.
    pub async fn mark_unread(&self, from: MessageId) -> Result<(), Error> {
        let word = self.0.words.speak();
        // The newest first: that is where one looks.
        let mut before = None;
        loop {
            let (by, now, word) = (self.0.by.clone(), self.0.clock.stamp(), word.clone());
            let portion = self.0.store.write(move |tx| -> Result<_, Error> {
                let Some((of, at)) = rows::place(tx, from)? else {
                    return Err(Error::Invalid(format!("There is no message with the id {from} here.")));
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

    /// How many unread messages arrived long after their dates, by conversation.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn late_unread(&self) -> Result<HashMap<conversation::Id, u32>, Error> {
        self.0.store.read(|connection| Ok(store::reading::late(connection)?)).await
    }

    /// Everything everywhere counts as read.
    ///
    /// # Errors
    /// When the disk refuses; then what was marked until then stays so.
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

    /// Reads what a word or a look reaches, portion by portion, until there is another word.
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

/// Everything that has come until now.
fn everything(connection: &store::Connection) -> Result<Reach, Error> {
    Ok(Reach::Everything(arrival::last(connection)?))
}

/// Whether the server is to hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    Something,
}

/// Tells the server, where the settings say so: a reading mark makes every member read the message again.
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
            // One that cannot be read is put aside; it must not keep the others from being marked.
            Err(Error::Store(store::Error::Database(_)))
                if store::message::put_aside_by_id(tx, message, now)? => {}
            Err(error) => return Err(error),
        }
    }
    Ok(told)
}
