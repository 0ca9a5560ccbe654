//! Marks messages as read: those that the user looked at, or everything; and marks them as unread again.
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
use crate::store::reading::{self as rows, Portion, ReadRange};
use crate::store::{self, arrival};

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Messages per portion: some tens of milliseconds.
const PORTION: usize = 500;
/// How many messages an undo marks as unread again, at most. Each takes 40 bytes of memory.
const UNDOABLE: usize = 100_000;

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

/// What the last action did that marked every conversation as read.
#[derive(Debug, Default)]
struct Undo {
    /// The number of the action.
    of: u64,
    /// The messages that it marked, at most [`UNDOABLE`].
    messages: Vec<(conversation::Id, MessageId)>,
    /// How many more it marked.
    left_out: usize,
}

impl Undo {
    fn remember(&mut self, of: conversation::Id, read: &[MessageId]) {
        let room = UNDOABLE - self.messages.len();
        self.messages.extend(read.iter().take(room).map(|id| (of, *id)));
        self.left_out += read.len().saturating_sub(room);
    }

    /// Takes messages of one conversation, at most a portion; none once all are taken.
    fn take(&mut self) -> Option<(conversation::Id, Vec<MessageId>)> {
        let (of, _) = *self.messages.last()?;
        let mut taken = Vec::new();
        while taken.len() < PORTION
            && let Some((_, id)) = self.messages.pop_if(|(place, _)| *place == of)
        {
            taken.push(id);
        }
        Some((of, taken))
    }
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

    /// The messages that an undo marks as unread again.
    fn undo(&self) -> std::sync::MutexGuard<'_, Undo> {
        self.0.undo.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Tells if messages that are marked as read are reported to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReportToServer {
    Yes,
    No,
}

impl Session {
    /// Marks everything up to a position as read, except messages that arrived out of order. Reports nothing to the
    /// server.
    ///
    /// # Errors
    /// If the disk refuses; then portions already marked stay so.
    pub async fn mark_read(&self, of: conversation::Id, up_to: Position) -> Result<(), Error> {
        let action = self.0.read_actions.current();
        self.read(of, ReadRange::UpTo(up_to), &action, ReportToServer::No).await
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
                return self.read(of, range, &action, ReportToServer::Yes).await;
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
        self.read(of, ReadRange::UpTo(up_to), &action, ReportToServer::No).await
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
            if let Err(error) = session.read(of, ReadRange::UpTo(up_to), &action, ReportToServer::No).await {
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
                queue_read_marks(tx, of, portion.unreported.into_iter().rev(), Switch::Off, &by, now)?;
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
        let unread = |connection: &store::Connection| -> Result<_, Error> {
            Ok((everything(connection)?, rows::everywhere(connection)?))
        };
        let (range, places) = self.0.store.read(unread).await?;
        *action.actions.undo() = Undo { of: action.number, ..Undo::default() };
        for of in places {
            self.read(of, range, &action, ReportToServer::Yes).await?;
        }
        Ok(())
    }

    /// Marks the messages as unread again that the last [`Session::mark_everything_read`] marked as read: it ends, if
    /// it is still running.
    ///
    /// # Errors
    /// If the disk refuses; then portions already marked stay so. If there were more messages than can be undone.
    pub async fn undo_mark_everything_read(&self) -> Result<(), Error> {
        let action = self.0.read_actions.start();
        loop {
            let (by, now, action) = (self.0.by.clone(), self.0.clock.stamp(), action.clone());
            let portion = self.0.store.write(move |tx| -> Result<_, Error> {
                if !action.is_latest() {
                    return Ok(None);
                }
                // Taken here, where one transaction follows another: a portion that was being marked as read when the
                // undo began is among them.
                let Some((of, ids)) = action.actions.undo().take() else { return Ok(None) };
                let Portion { unreported, .. } = rows::unread_these(tx, of, &ids, by.id)?;
                queue_read_marks(tx, of, unreported, Switch::Off, &by, now)?;
                Ok(Some(of))
            });
            let Some(of) = portion.await? else { break };
            self.changed(of);
            self.command(Command::Wake);
        }
        match std::mem::take(&mut self.0.read_actions.undo().left_out) as u64 {
            0 => Ok(()),
            more => Err(Error::Invalid(tr::reading_undo_rest(more))),
        }
    }

    /// Marks the messages in range as read, portion by portion, until there is a newer action.
    async fn read(
        &self,
        of: conversation::Id,
        range: ReadRange,
        action: &Action,
        report: ReportToServer,
    ) -> Result<(), Error> {
        loop {
            let (by, now, action) = (self.0.by.clone(), self.0.clock.stamp(), action.clone());
            let portion = self.0.store.write(move |tx| -> Result<_, Error> {
                if !action.is_latest() {
                    return Ok((0, Queued::Nothing));
                }
                let Portion { changed, read, unreported } = rows::read(tx, of, range, PORTION)?;
                let mut undo = action.actions.undo();
                if undo.of == action.number {
                    undo.remember(of, &read);
                }
                drop(undo);
                let queued = match report {
                    ReportToServer::Yes => queue_read_marks(tx, of, unreported, Switch::On, &by, now)?,
                    ReportToServer::No => Queued::Nothing,
                };
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

/// Queues marks for the server where the settings allow it: a mark makes every member read the message again.
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

#[cfg(test)]
mod tests {
    use super::*;

    use crate::chat::ChannelId;

    use uuid::Uuid;

    #[test]
    fn an_undo_has_a_bound_and_counts_the_rest() {
        let id = |number| MessageId::new(Uuid::from_u128(number));
        let place = |number| conversation::Id::Channel(ChannelId::new(Uuid::from_u128(number)));
        let most = UNDOABLE as u128;
        let all: Vec<MessageId> = (0..most + 7).map(id).collect();
        let mut undo = Undo::default();
        undo.remember(place(1), &all[..3]);
        undo.remember(place(2), &all[3..]);
        assert_eq!((undo.messages.len(), undo.left_out), (UNDOABLE, 7));
        let mut taken = 0;
        while let Some((of, ids)) = undo.take() {
            assert!(!ids.is_empty() && ids.len() <= PORTION);
            assert_eq!(of, if taken + ids.len() == UNDOABLE { place(1) } else { place(2) });
            taken += ids.len();
        }
        assert_eq!(taken, UNDOABLE);
    }
}
