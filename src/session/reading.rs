//! What a person has read: forward by looking, back and to the end by their word.
//!
//! The position is this profile's own. What the server was told, one mark a message, is taken back with it, gathered as
//! reading marks are (`submit::read`). Must not know: what is on the screen. Tests: `tests/store/reading.rs`.

use super::{Error, Session, submit};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, Wish, conversation};
use crate::outbox::worker::Command;
use crate::session::row::{Change, Position};
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
            for message in store::reading::marked_from(tx, of, at, by.id)? {
                submit::write(tx, Wish::Read { message, state: Switch::Off }, &by, now)?;
            }
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
        if self.0.store.write(|tx| store::reading::mark_everything(tx)).await? {
            self.0.board.mark(Change::Sidebar);
        }
        Ok(())
    }
}
