//! Resolves a conflict about the user's own message, of which the server shows an older text: the user chooses.
//!
//! Must not know: how the conflict arose (`sync::apply`). Tests: `tests/actions/restoring.rs`.

use super::{Error, Session};
use crate::chat::MessageId;
use crate::outbox::worker::Command;
use crate::row::Words;
use crate::store::message;
use crate::sync;

impl Session {
    /// Keeps the chosen text of the user's own message. Does nothing if there is no conflict.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn resolve_text_conflict(&self, id: MessageId, words: Words) -> Result<(), Error> {
        let now = self.0.clock.stamp();
        let settled = self
            .0
            .store
            .write(move |tx| -> Result<_, Error> {
                let Some((mut message, progress)) = message::get(tx, id)? else { return Ok(None) };
                let Some(theirs) = message.server_text.take() else { return Ok(None) };
                match words {
                    Words::Ours => sync::restore(tx, &message, now)?,
                    Words::Theirs => {
                        message::keep_revision(tx, &message, now)?;
                        message.text = theirs;
                        message::put(tx, &message, progress)?;
                    }
                }
                Ok(Some(message.conversation))
            })
            .await?;
        if let Some(of) = settled {
            self.changed(of);
            self.command(Command::Wake);
        }
        Ok(())
    }
}
