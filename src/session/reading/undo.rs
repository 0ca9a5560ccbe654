//! Undoing *mark everything as read*.
//!
//! The messages that were marked are remembered in memory until everything is marked again. Only the read marks that
//! this program queued itself are revoked: another person's program may have set one, too. Must not know: the screen,
//! which offers the undo for a few seconds. Tests: below, `tests/store/reading.rs`.

use super::{Actions, PORTION, queue_read_marks};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, conversation};
use crate::outbox::worker::Command;
use crate::session::{Error, Session};
use crate::store::reading as rows;

use std::sync::PoisonError;

/// How many messages an undo marks as unread again, at most. Together they take a few megabytes.
const UNDOABLE: usize = 100_000;
/// Everything marked again within this time is part of the same undo, in milliseconds: a little longer than it is
/// offered.
const TOGETHER: i64 = 10_000;

/// A message that was marked as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) message: MessageId,
    pub(super) mark: ReadMark,
}

/// Tells if a read mark was queued for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadMark {
    Queued,
    None,
}

/// The messages that were marked as read by marking everything.
#[derive(Debug, Default)]
pub(super) struct Undo {
    /// The last action that marked everything.
    action: u64,
    /// When it began, in milliseconds by [`Clock::steady`](crate::clock::Clock::steady).
    at: i64,
    /// The messages, at most [`UNDOABLE`].
    messages: Vec<(conversation::Id, Marked)>,
    /// How many more there were.
    left_out: usize,
}

impl Undo {
    /// An action that marks everything begins. One that follows at once adds to the same undo: the user pressed the
    /// key twice.
    pub(super) fn begin(&mut self, action: u64, now: i64) {
        if now.saturating_sub(self.at) > TOGETHER {
            *self = Self::default();
        }
        (self.action, self.at) = (action, now);
    }

    /// Remembers messages that an action marked as read, unless it is not the one that marks everything.
    pub(super) fn remember(&mut self, action: u64, of: conversation::Id, marked: &[Marked]) {
        if action != self.action {
            return;
        }
        let room = UNDOABLE - self.messages.len();
        self.messages.extend(marked.iter().take(room).map(|marked| (of, *marked)));
        self.left_out += marked.len().saturating_sub(room);
    }

    /// Takes messages of one conversation that this action marked, at most a portion; `None` once all are taken, or if
    /// everything was marked once more.
    fn take(&mut self, action: u64) -> Option<(conversation::Id, Vec<Marked>)> {
        if action != self.action {
            return None;
        }
        let (of, _) = *self.messages.last()?;
        let mut taken = Vec::new();
        while taken.len() < PORTION
            && let Some((_, marked)) = self.messages.pop_if(|(place, _)| *place == of)
        {
            taken.push(marked);
        }
        Some((of, taken))
    }
}

impl Actions {
    /// The messages that an undo marks as unread again.
    pub(super) fn undo(&self) -> std::sync::MutexGuard<'_, Undo> {
        self.0.undo.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Undoes the last [`Session::mark_everything_read`], and stops it if it is still running. Returns the number of
    /// messages that stay marked, because there were more than an undo remembers.
    ///
    /// # Errors
    /// If the disk refuses; then portions already marked stay so.
    pub async fn undo_mark_everything_read(&self) -> Result<usize, Error> {
        let actions = self.0.read_actions.clone();
        let marking = actions.undo().action;
        // It stops before its next portion.
        let _ = actions.start();
        loop {
            let (by, now, actions) = (self.0.by.clone(), self.0.clock.stamp(), actions.clone());
            let portion = self.0.store.write(move |tx| -> Result<_, Error> {
                // Taken inside the transaction: a portion that was being marked when the undo began is complete by
                // then, and is in the list.
                let Some((of, marked)) = actions.undo().take(marking) else { return Ok(None) };
                let unread = rows::unread_these(tx, of, marked.iter().map(|marked| marked.message), by.id)?;
                let queued = marked.iter().filter(|marked| marked.mark == ReadMark::Queued);
                let revoked = queued.map(|marked| marked.message).filter(|id| unread.contains(id));
                queue_read_marks(tx, of, revoked, Switch::Off, &by, now)?;
                Ok(Some(of))
            });
            let Some(of) = portion.await? else { break };
            self.changed(of);
            self.command(Command::Wake);
        }
        Ok(std::mem::take(&mut actions.undo().left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::chat::ChannelId;

    use uuid::Uuid;

    fn marked(number: u128) -> Marked {
        Marked { message: MessageId::new(Uuid::from_u128(number)), mark: ReadMark::None }
    }

    fn place(number: u128) -> conversation::Id {
        conversation::Id::Channel(ChannelId::new(Uuid::from_u128(number)))
    }

    #[test]
    fn an_undo_has_a_bound_and_counts_the_rest() {
        let all: Vec<Marked> = (0..UNDOABLE as u128 + 7).map(marked).collect();
        let mut undo = Undo::default();
        undo.remember(0, place(1), &all[..3]);
        undo.remember(0, place(2), &all[3..]);
        assert_eq!((undo.messages.len(), undo.left_out), (UNDOABLE, 7));
        let mut taken = 0;
        while let Some((of, marked)) = undo.take(0) {
            assert!(!marked.is_empty() && marked.len() <= PORTION);
            taken += marked.len();
            assert_eq!(of, if taken == UNDOABLE { place(1) } else { place(2) });
        }
        assert_eq!(taken, UNDOABLE);
    }

    #[test]
    fn what_is_marked_again_at_once_adds_to_the_undo_and_what_is_marked_later_begins_another() {
        let mut undo = Undo::default();
        undo.begin(1, 100_000);
        undo.remember(1, place(1), &[marked(1)]);
        undo.remember(7, place(1), &[marked(9)]);
        undo.begin(2, 101_000);
        undo.remember(2, place(1), &[marked(2)]);
        assert_eq!(undo.messages.len(), 2, "another action is not undone");
        assert_eq!(undo.take(1), None, "an undo stops when everything is marked once more");
        undo.begin(3, 120_000);
        assert!(undo.messages.is_empty());
    }
}
