//! What a person has read: forward by looking, back and to the end by their word.
//!
//! The position is this profile's own. What the server was told, one mark a message, is taken back with it, gathered as
//! reading marks are (`submit::read`). However many messages a word is about, it is carried out in portions: each moves
//! the position as far as its marks go, on disk together, so that nobody waits long for the disk and an end in between
//! leaves nothing half told. A later word ends one that is still being carried out.
//! Must not know: what is on the screen. Tests: `tests/store/reading.rs`.

use super::{Error, Session, submit};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, Stamp, Wish, conversation};
use crate::outbox::worker::Command;
use crate::row::{Change, Position, Seen};
use crate::store::{self, reading::Stretch};

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Marks of one portion: some tens of milliseconds.
const PORTION: usize = 500;

/// Counts a person's words about what is read, so that the last one counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(Arc<AtomicU64>);

/// One of them.
#[derive(Debug, Clone)]
struct Word {
    words: Words,
    number: u64,
}

impl Words {
    fn speak(&self) -> Word {
        Word { words: self.clone(), number: self.0.fetch_add(1, Ordering::SeqCst) + 1 }
    }
}

impl Word {
    fn is_last(&self) -> bool {
        self.words.0.load(Ordering::SeqCst) == self.number
    }
}

impl Session {
    /// Moves the reading position forward.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn mark_read(&self, of: conversation::Id, up_to: Position) -> Result<(), Error> {
        let moved = self.0.store.write(move |tx| store::conversation::mark_read(tx, of, up_to)).await?;
        if moved {
            self.0.board.mark(Change::Sidebar);
        }
        Ok(())
    }

    /// The same, by somebody who looked: the server is told of every message that was seen.
    ///
    /// # Errors
    /// When the disk refuses; then what was marked until then stays so.
    pub async fn mark_seen(&self, of: conversation::Id, up_to: Position, seen: Seen) -> Result<(), Error> {
        let ids = match seen {
            Seen::All => {
                let unread = move |connection: &store::Connection| {
                    Ok::<_, Error>(vec![store::reading::unread(connection, of, up_to)?])
                };
                return self.read_all(self.0.store.read(unread).await?).await;
            }
            Seen::These(ids) => ids,
        };
        let (by, now) = (self.0.by.clone(), self.0.clock.stamp());
        let told = self.0.store.write(move |tx| -> Result<_, Error> {
            let unread = store::reading::unread_among(tx, ids, by.id)?;
            let moved = store::conversation::mark_read(tx, of, up_to)?;
            Ok((moved, tell(tx, of, unread, Switch::On, &by, now)?))
        });
        self.read_on(told.await?);
        Ok(())
    }

    fn read_on(&self, (moved, told): (bool, Told)) {
        if moved {
            self.0.board.mark(Change::Sidebar);
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
        // The newest first, so that the position never stands behind what the server still takes for read.
        let mut before = None;
        loop {
            let (by, now, word) = (self.0.by.clone(), self.0.clock.stamp(), word.clone());
            let portion = self.0.store.write(move |tx| -> Result<_, Error> {
                let Some((of, at)) = store::reading::place(tx, from)? else {
                    return Err(Error::Invalid(format!("There is no message with the id {from} here.")));
                };
                if !word.is_last() {
                    return Ok((of, None));
                }
                let marked = store::reading::marked_from(tx, of, at, before, by.id, PORTION)?;
                let rest = marked.last().copied().filter(|_| marked.len() == PORTION);
                store::reading::mark_unread(tx, of, rest.unwrap_or(at))?;
                tell(tx, of, marked.into_iter().rev().map(|at| at.id), Switch::Off, &by, now)?;
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

    /// Everything everywhere counts as read.
    ///
    /// # Errors
    /// When the disk refuses; then what was marked until then stays so.
    pub async fn mark_everything_read(&self) -> Result<(), Error> {
        let unread =
            |connection: &store::Connection| Ok::<_, Error>(store::reading::unread_everywhere(connection)?);
        self.read_all(self.0.store.read(unread).await?).await
    }

    /// Everything in these stretches counts as read, and the server is told.
    async fn read_all(&self, mut unread: Vec<Stretch>) -> Result<(), Error> {
        let word = self.0.words.speak();
        while !unread.is_empty() {
            let (by, now, word) = (self.0.by.clone(), self.0.clock.stamp(), word.clone());
            let portion = self.0.store.write(move |tx| -> Result<_, Error> {
                if !word.is_last() {
                    unread.clear();
                }
                let told = read_portion(tx, &mut unread, &by, now)?;
                Ok((unread, told))
            });
            let (left, told) = portion.await?;
            self.read_on(told);
            unread = left;
        }
        Ok(())
    }
}

/// Marks so much of what is unread as is a portion; what of it is done leaves the list.
fn read_portion(
    tx: &store::Transaction<'_>,
    unread: &mut Vec<Stretch>,
    by: &submit::Person,
    now: Stamp,
) -> Result<(bool, Told), Error> {
    let (mut moved, mut told, mut room) = (false, Told::Nothing, PORTION);
    while let Some(stretch) = unread.last_mut() {
        let untold = store::reading::untold(tx, *stretch, by.id, room)?;
        let rest = untold.last().copied().filter(|_| untold.len() == room);
        room = room.saturating_sub(untold.len());
        moved |= store::conversation::mark_read(tx, stretch.of, rest.unwrap_or(stretch.up_to))?;
        if tell(tx, stretch.of, untold.into_iter().map(|at| at.id), Switch::On, by, now)? == Told::Something {
            told = Told::Something;
        }
        match rest {
            // Not from where the position stands: writing there moves that, too.
            Some(rest) => {
                stretch.after = rest;
                break;
            }
            None => drop(unread.pop()),
        }
    }
    Ok((moved, told))
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
