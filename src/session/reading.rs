//! Marks messages as read: those that the user looked at, or everything; and marks them as unread again.
//!
//! Unread messages are a matter of this profile. Marks already sent to the server are revoked along with it,
//! collected as read marks are (`submit::read`). An action on any number of messages is carried out in portions, each
//! saved with its marks, so that nothing waits long for the disk and a crash in between leaves no portion half
//! reported. A later action ends one that is still running. Must not know: the screen. Tests:
//! `tests/store/reading.rs`.

mod undo;

use super::{Error, Session, submit};
use undo::{Marked, ReadMark, Undo};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, Stamp, Wish, conversation};
use crate::language::tr;
use crate::outbox::worker::Command;
use crate::row::{Change, Position, Seen};
use crate::store::reading::{self as rows, Portion, ReadRange};
use crate::store::{self, arrival};

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Messages per portion: some tens of milliseconds.
const PORTION: usize = 500;

/// Numbers the actions of the user, so that a running action ends when a newer one begins.
#[derive(Debug, Clone, Default)]
pub(super) struct Actions(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    last: AtomicU64,
    /// The number of running actions that mark everything as read.
    reading_all: AtomicUsize,
    undo: Mutex<Undo>,
}

/// One action.
#[derive(Debug, Clone)]
struct Action {
    actions: Actions,
    number: u64,
}

impl Actions {
    fn start(&self) -> Action {
        Action { actions: self.clone(), number: self.0.last.fetch_add(1, Ordering::SeqCst) + 1 }
    }

    /// The latest action, for work that continues only until there is a newer one.
    fn current(&self) -> Action {
        Action { actions: self.clone(), number: self.0.last.load(Ordering::SeqCst) }
    }

    /// True while an action marks everything as read: it reports the messages to the server, so nobody else may mark
    /// them first.
    pub(super) fn are_reading_all(&self) -> bool {
        self.0.reading_all.load(Ordering::SeqCst) > 0
    }

    fn start_reading_all(&self) -> ReadingAll {
        self.0.reading_all.fetch_add(1, Ordering::SeqCst);
        ReadingAll(self.clone())
    }
}

impl Action {
    fn is_latest(&self) -> bool {
        self.actions.0.last.load(Ordering::SeqCst) == self.number
    }
}

/// Counts an action that marks everything as read as running while this exists.
struct ReadingAll(Actions);

impl Drop for ReadingAll {
    fn drop(&mut self) {
        self.0.0.reading_all.fetch_sub(1, Ordering::SeqCst);
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

/// The further effects of marking messages as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Besides {
    Nothing,
    /// They are reported to the server.
    Reported,
    /// They are reported, and remembered for an undo.
    ReportedAndRemembered,
}

impl Session {
    /// Marks everything up to a position as read, except messages that arrived out of order. Reports nothing to the
    /// server.
    ///
    /// # Errors
    /// If the disk refuses; then portions already marked stay so.
    pub async fn mark_read(&self, of: conversation::Id, up_to: Position) -> Result<(), Error> {
        let action = self.0.read_actions.current();
        self.read(of, ReadRange::UpTo(up_to), &action, Besides::Nothing).await
    }

    /// Marks the messages that the user saw as read, and those above them, except messages that arrived out of order.
    /// Reports every message that was seen to the server.
    ///
    /// # Errors
    /// If the disk refuses; then portions already marked stay so.
    pub async fn mark_seen(&self, of: conversation::Id, up_to: Position, seen: Seen) -> Result<(), Error> {
        let ids = match seen {
            Seen::All => {
                let (action, _until_done) =
                    (self.0.read_actions.start(), self.0.read_actions.start_reading_all());
                let range = self.0.store.read(everything).await?;
                return self.read(of, range, &action, Besides::Reported).await;
            }
            Seen::These(ids) => ids,
        };
        let (action, above) = (self.0.read_actions.current(), self.read_above_limit());
        let (by, now) = (self.0.by.clone(), self.0.clock.stamp());
        let queued = self.0.store.write(move |tx| -> Result<_, Error> {
            let seen = rows::read_these(tx, of, &ids)?;
            let queued =
                queue_read_marks(tx, of, rows::unreported_among(tx, ids, by.id)?, Switch::On, &by, now)?;
            Ok((seen, rows::read(tx, of, ReadRange::UpTo(up_to), above)?.changed, queued))
        });
        let (seen, above, queued) = queued.await?;
        self.mark_read_changes(of, seen + above, queued);
        if above < PORTION {
            return Ok(());
        }
        self.read(of, ReadRange::UpTo(up_to), &action, Besides::Nothing).await
    }

    /// The number of messages above that are marked as read in the same transaction as the messages that were seen, or
    /// as a new message.
    pub(super) fn read_above_limit(&self) -> usize {
        if self.0.read_actions.are_reading_all() { 0 } else { PORTION }
    }

    /// Marks the messages above a position as read in the background, portion by portion.
    pub(super) fn read_above_in_background(&self, of: conversation::Id, up_to: Position) {
        if self.0.read_actions.are_reading_all() {
            return;
        }
        let (session, action) = (self.clone(), self.0.read_actions.current());
        tokio::spawn(async move {
            if let Err(error) = session.read(of, ReadRange::UpTo(up_to), &action, Besides::Nothing).await {
                tracing::warn!(%error, "messages above a new one stay unread");
            }
        });
    }

    fn mark_read_changes(&self, of: conversation::Id, changed: usize, queued: Queued) {
        if changed > 0 {
            self.0.board.mark(Change::Sidebar);
            self.0.board.mark(Change::Conversation(of));
        }
        if queued == Queued::Something {
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
        let action = self.0.read_actions.start();
        // Newest first: that is where people look.
        let mut before = None;
        loop {
            let (by, now, action) = (self.0.by.clone(), self.0.clock.stamp(), action.clone());
            let portion = self.0.store.write(move |tx| -> Result<_, Error> {
                let Some((of, at)) = rows::place(tx, from)? else {
                    return Err(Error::Invalid(tr::submit_no_message(&from.to_string())));
                };
                if !action.is_latest() {
                    return Ok((of, None));
                }
                let (portion, rest) = rows::unread_from(tx, of, (at, before), by.id, PORTION)?;
                queue_read_marks(tx, of, portion.to_tell.into_iter().rev(), Switch::Off, &by, now)?;
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
        let (action, _until_done) = (self.0.read_actions.start(), self.0.read_actions.start_reading_all());
        action.actions.undo().begin(action.number, self.0.clock.steady());
        let unread = |connection: &store::Connection| -> Result<_, Error> {
            Ok((everything(connection)?, rows::everywhere(connection)?))
        };
        let (range, places) = self.0.store.read(unread).await?;
        for of in places {
            self.read(of, range, &action, Besides::ReportedAndRemembered).await?;
        }
        Ok(())
    }

    /// Marks the messages in range as read, portion by portion, until there is a newer action.
    async fn read(
        &self,
        of: conversation::Id,
        range: ReadRange,
        action: &Action,
        besides: Besides,
    ) -> Result<(), Error> {
        loop {
            let (by, now, action) = (self.0.by.clone(), self.0.clock.stamp(), action.clone());
            let portion = self.0.store.write(move |tx| -> Result<_, Error> {
                if !action.is_latest() {
                    return Ok((0, Queued::Nothing));
                }
                let Portion { changed, read, to_tell } = rows::read(tx, of, range, PORTION)?;
                if besides == Besides::Nothing {
                    return Ok((changed, Queued::Nothing));
                }
                let queued = queue_read_marks(tx, of, to_tell.iter().copied(), Switch::On, &by, now)?;
                if besides == Besides::ReportedAndRemembered {
                    let mark = |id| match queued {
                        Queued::Something if to_tell.contains(id) => ReadMark::Queued,
                        Queued::Something | Queued::Nothing => ReadMark::None,
                    };
                    let marked: Vec<Marked> =
                        read.iter().map(|id| Marked { message: *id, mark: mark(id) }).collect();
                    action.actions.undo().remember(action.number, of, &marked);
                }
                Ok((changed, queued))
            });
            let (changed, queued) = portion.await?;
            self.mark_read_changes(of, changed, queued);
            if changed < PORTION {
                return Ok(());
            }
        }
    }
}

/// All messages that have arrived until now.
fn everything(connection: &store::Connection) -> Result<ReadRange, Error> {
    Ok(ReadRange::Everything(arrival::last(connection)?))
}

/// The result of queuing marks for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Queued {
    Nothing,
    Something,
}

/// Queues marks for the server where the settings allow it: a mark makes every member's client fetch the message again.
fn queue_read_marks(
    tx: &store::Transaction<'_>,
    of: conversation::Id,
    messages: impl IntoIterator<Item = MessageId>,
    state: Switch,
    by: &submit::Person,
    now: Stamp,
) -> Result<Queued, Error> {
    if !by.read_marks.tells(of.kind()) {
        return Ok(Queued::Nothing);
    }
    let mut queued = Queued::Nothing;
    for message in messages {
        match submit::write(tx, Wish::Read { message, state }, by, now) {
            Ok(_) => queued = Queued::Something,
            // A message that cannot be read is quarantined; it must not keep the others from being marked.
            Err(Error::Store(store::Error::Database(_)))
                if store::message::quarantine_if_unreadable(tx, message, now)? => {}
            Err(error) => return Err(error),
        }
    }
    Ok(queued)
}
