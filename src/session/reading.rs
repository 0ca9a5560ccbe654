//! What a person has read: forward by looking, back and to the end by their word.
//!
//! The position is this profile's own. What the server was told, one mark a message, is taken back with it, gathered as
//! reading marks are (`submit::read`). Must not know: what is on the screen. Tests: `tests/store/reading.rs`.

use super::{Error, Session, submit};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, Stamp, Wish, conversation};
use crate::outbox::worker::Command;
use crate::session::row::{Change, Position, Seen};
use crate::store;

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
    /// When the disk refuses; then nothing changed.
    pub async fn mark_seen(&self, of: conversation::Id, up_to: Position, seen: Seen) -> Result<(), Error> {
        let (by, now) = (self.0.by.clone(), self.0.clock.stamp());
        let told = self.0.store.write(move |tx| -> Result<_, Error> {
            let unread = match seen {
                Seen::All => store::reading::unread_up_to(tx, of, up_to, by.id)?,
                Seen::These(ids) => store::reading::unread_among(tx, ids, by.id)?,
            };
            let moved = store::conversation::mark_read(tx, of, up_to)?;
            Ok((moved, tell(tx, unread, Switch::On, &by, now)?))
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
    /// When there is no such message, or the disk refuses; then nothing changed.
    pub async fn mark_unread(&self, from: MessageId) -> Result<(), Error> {
        let (by, now) = (self.0.by.clone(), self.0.clock.stamp());
        let of = self.0.store.write(move |tx| -> Result<_, Error> {
            let Some((of, at)) = store::reading::place(tx, from)? else {
                return Err(Error::Invalid(format!("There is no message with the id {from} here.")));
            };
            store::reading::mark_unread(tx, of, at)?;
            let marked = store::reading::marked_from(tx, of, at, by.id)?;
            tell(tx, marked, Switch::Off, &by, now)?;
            Ok(of)
        });
        self.changed(of.await?);
        self.command(Command::Wake);
        Ok(())
    }

    /// Everything everywhere counts as read.
    ///
    /// # Errors
    /// When the disk refuses; then nothing changed.
    pub async fn mark_everything_read(&self) -> Result<(), Error> {
        let (by, now) = (self.0.by.clone(), self.0.clock.stamp());
        let told = self.0.store.write(move |tx| -> Result<_, Error> {
            let mut unread = Vec::new();
            let mut moved = false;
            for (of, newest) in store::reading::newest(tx)? {
                unread.extend(store::reading::unread_up_to(tx, of, newest, by.id)?);
                moved |= store::conversation::mark_read(tx, of, newest)?;
            }
            Ok((moved, tell(tx, unread, Switch::On, &by, now)?))
        });
        self.read_on(told.await?);
        Ok(())
    }
}

/// Whether the server is to hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    Something,
}

fn tell(
    tx: &store::Transaction<'_>,
    messages: Vec<MessageId>,
    state: Switch,
    by: &submit::Person,
    now: Stamp,
) -> Result<Told, Error> {
    let told = if messages.is_empty() { Told::Nothing } else { Told::Something };
    for message in messages {
        submit::write(tx, Wish::Read { message, state }, by, now)?;
    }
    Ok(told)
}
