//! Toasts, and deleting or archiving without a confirmation: both can be undone for a few seconds.
//!
//! A deleted message is drawn as deleted at once, but its wish is held back here while the toast is shown, so that
//! undoing it leaves no trace anywhere. The wish is saved when the toast expires, when another toast replaces it, when
//! the user leaves the conversation, and when the program exits. Until then the deletion is not promised: if the
//! program is killed before, the message stays as it was.
//!
//! ```text
//!   Delete ──► held ──undo──► as before
//!               └──time, another one, leaving──► saving ──Submitted──► on disk
//! ```
//! Drawing is in `view` beside. Must not know: which rows are loaded. Tests: `tests/window/undoing.rs`.

pub mod view;

use crate::chat::wish::{Mark, Switch};
use crate::chat::{MessageId, Stamp, Wish, conversation};
use crate::intent::Request;
use crate::language::tr;

use std::path::PathBuf;

/// How long a toast is shown, in milliseconds.
pub const PATIENCE: i64 = 6_000;

/// The toast and the error that are shown, if any, and the deletions that are being saved.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Option<Toast>,
    /// An error without a better place, shown until it is dismissed.
    trouble: Option<String>,
    /// How many unreadable elements the user was already told about.
    unreadable_told: u64,
    saving: Vec<(conversation::Id, MessageId)>,
}

/// A toast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    pub sentence: String,
    pub offer: Offer,
    since: Stamp,
}

/// The action that a toast offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    Nothing,
    /// This deletion is held back and can be undone.
    Undelete(Messages),
    /// These messages were archived for everyone and can be restored.
    Restore(Messages),
    /// Every conversation was marked as read; this can be undone.
    Unread,
    /// This file can be shown in its folder.
    Reveal(PathBuf),
}

/// Messages of one conversation that were deleted or archived together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messages {
    pub of: conversation::Id,
    pub messages: Vec<MessageId>,
}

impl Toast {
    /// When it was shown first.
    pub const fn since(&self) -> Stamp {
        self.since
    }
}

impl Toasts {
    /// The toast that is shown now.
    pub const fn shown(&self) -> Option<&Toast> {
        self.shown.as_ref()
    }

    /// Shows a toast; returns the deletion that the previous toast held back.
    pub fn show(&mut self, sentence: String, offer: Offer, now: Stamp) -> Option<Request> {
        let held = self.dismiss();
        self.shown = Some(Toast { sentence, offer, since: now });
        held
    }

    /// The error that is shown now.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Shows an error until it is dismissed.
    pub fn fail(&mut self, sentence: String) {
        self.trouble = Some(sentence);
    }

    /// Dismisses the error; returns true if there was one.
    pub fn dismiss_trouble(&mut self) -> bool {
        self.trouble.take().is_some()
    }

    /// Says once how many messages could not be read; waits until a toast that is already shown is gone.
    pub fn tell_unreadable(&mut self, all: u64, now: Stamp) {
        let new = all.saturating_sub(self.unreadable_told);
        if new == 0 || self.shown.is_some() {
            return;
        }
        self.unreadable_told = all;
        let sentence = tr::toast_unreadable(new);
        self.shown = Some(Toast { sentence, offer: Offer::Nothing, since: now });
    }

    /// Holds a deletion back while its toast is shown. `left_out` counts selected messages that stay.
    pub fn delete(&mut self, deleted: Messages, left_out: usize, now: Stamp) -> Option<Request> {
        let (count, deleted_count) =
            ((deleted.messages.len() + left_out) as u64, deleted.messages.len() as u64);
        let sentence = if left_out == 0 {
            tr::toast_deleted(count)
        } else {
            tr::ToastDeletedOf { count, deleted: deleted_count }.text()
        };
        self.show(sentence, Offer::Undelete(deleted), now)
    }

    /// Offers to restore archived messages; returns the requests that archive them.
    pub fn archive(&mut self, archived: Messages, now: Stamp) -> Vec<Request> {
        let sentence = tr::toast_archived(archived.messages.len() as u64);
        let request = archived.archive(Switch::On);
        let held = self.show(sentence, Offer::Restore(archived), now);
        request.into_iter().chain(held).collect()
    }

    /// True if the toast offers an undo.
    pub fn can_undo(&self) -> bool {
        match self.shown.as_ref().map(|toast| &toast.offer) {
            Some(Offer::Undelete(_) | Offer::Restore(_) | Offer::Unread) => true,
            Some(Offer::Nothing | Offer::Reveal(_)) | None => false,
        }
    }

    /// True if the toast offers to undo that everything was marked as read.
    pub fn offers_unread(&self) -> bool {
        self.shown.as_ref().is_some_and(|toast| toast.offer == Offer::Unread)
    }

    /// Removes the toast and returns its offer.
    pub fn take(&mut self) -> Offer {
        self.shown.take().map_or(Offer::Nothing, |toast| toast.offer)
    }

    /// Removes the toast and returns the deletion that it held back.
    pub fn dismiss(&mut self) -> Option<Request> {
        match self.take() {
            Offer::Undelete(Messages { of, messages }) => {
                self.saving.extend(messages.iter().map(|message| (of, *message)));
                let delete = |message| Wish::Delete { message };
                Some(match messages.as_slice() {
                    [only] => Request::Submit { of, wish: delete(*only) },
                    several => {
                        let wishes = several.iter().copied().map(delete).collect();
                        Request::SubmitAll { of, wishes }
                    }
                })
            }
            Offer::Restore(_) | Offer::Unread | Offer::Reveal(_) | Offer::Nothing => None,
        }
    }

    /// Removes the toast when its time is over; returns the deletion that it held back.
    pub fn pulsed(&mut self, now: Stamp) -> Option<Request> {
        let is_over = self.shown.as_ref().is_some_and(|toast| now.millis_since(toast.since) >= PATIENCE);
        if is_over { self.dismiss() } else { None }
    }

    /// A deletion was saved, or could not be; returns the messages that are not deleted after all.
    pub fn saved(&mut self, id: MessageId, is_saved: bool) -> Vec<(conversation::Id, MessageId)> {
        let done: Vec<_> = self.saving.extract_if(.., |(_, saving)| *saving == id).collect();
        if is_saved { Vec::new() } else { done }
    }

    /// True once no deletion is being saved.
    pub const fn is_settled(&self) -> bool {
        self.saving.is_empty()
    }

    /// The messages drawn as deleted: their deletion is held back, or is being saved.
    pub fn deleted(&self) -> impl Iterator<Item = (conversation::Id, MessageId)> {
        let held = match self.shown.as_ref().map(|toast| &toast.offer) {
            Some(Offer::Undelete(held)) => Some(held),
            Some(Offer::Nothing | Offer::Restore(_) | Offer::Unread | Offer::Reveal(_)) | None => None,
        };
        let held = held.into_iter().flat_map(|held| held.messages.iter().map(|message| (held.of, *message)));
        self.saving.iter().copied().chain(held)
    }
}

impl Messages {
    /// The request that archives the messages for everyone, or restores them.
    pub fn archive(&self, state: Switch) -> Option<Request> {
        let of = self.of;
        let wish = |message: &MessageId| Wish::Mark { message: *message, mark: Mark::Archive, state };
        match self.messages.as_slice() {
            [] => None,
            [only] => Some(Request::Submit { of, wish: wish(only) }),
            several => Some(Request::SubmitAll { of, wishes: several.iter().map(wish).collect() }),
        }
    }
}
