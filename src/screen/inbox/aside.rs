//! Toasts, and deleting or archiving without a confirmation: both can be undone for a few seconds.
//!
//! A deleted message is drawn as deleted at once, but its wish is held back here while the toast is shown, so that
//! undoing it leaves no trace anywhere. The wish is saved when the toast expires, when another toast replaces it, when
//! the user leaves the conversation, and when the program exits. Until then nothing is promised: if the program is
//! killed in that time, the message stays as it was, and nothing is lost.
//!
//! ```text
//!   Delete ──► held ──undo──► as before
//!               └──time, another one, leaving──► going ──Submitted──► on disk
//! ```
//! Must not know: how it is drawn (`conversation::view`). Tests: `tests/window/undoing.rs`.

use super::{Inbox, Message};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, Stamp, Wish, conversation};
use crate::intent::Request;
use crate::row::Row;
use crate::screen::Action;

use std::sync::Arc;

/// How long a toast is shown, in milliseconds.
pub const PATIENCE: i64 = 6_000;

/// A toast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    pub sentence: String,
    pub offer: Offer,
    since: Stamp,
}

/// The undo that a toast offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    Nothing,
    /// This deletion is held back and can be undone.
    Undelete(Deletion),
    /// These messages were archived for everyone and can be restored.
    BringBack(Archived),
}

/// Messages that were archived together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    of: conversation::Id,
    messages: Vec<MessageId>,
}

/// Messages that are to be deleted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    pub of: conversation::Id,
    pub messages: Vec<MessageId>,
}

impl Inbox {
    /// The toast that is shown now.
    pub const fn aside(&self) -> Option<&Aside> {
        self.aside.as_ref()
    }

    /// Shows a toast; a deletion held back by the previous toast is submitted.
    pub(super) fn say(&mut self, sentence: String, offer: Offer) -> Action<Message> {
        let before = self.let_go();
        self.aside = Some(Aside { sentence, offer, since: self.now.at });
        before
    }

    /// Draws messages of one conversation as deleted and offers to undo that. `left_out` counts those that stay.
    pub(super) fn delete(&mut self, rows: &[Arc<Row>], left_out: usize) -> Action<Message> {
        let Some(of) = rows.first().map(|row| row.message.conversation) else {
            return Action::none();
        };
        let messages: Vec<MessageId> = rows.iter().map(|row| row.message.id).collect();
        let done = match messages.len() {
            1 => "Message deleted".to_owned(),
            many => format!("{many} messages deleted"),
        };
        let sentence = match left_out {
            0 => done,
            1 => format!("{done}; 1 is not yours and stays"),
            many => format!("{done}; {many} are not yours and stay"),
        };
        let said = self.say(sentence, Offer::Undelete(Deletion { of, messages: messages.clone() }));
        for open in self.strands_of(of) {
            messages.iter().for_each(|message| open.timeline_mut().hide(*message));
        }
        said
    }

    /// Archives messages of one conversation for everyone, and offers to restore them.
    pub(super) fn archive(&mut self, rows: &[Arc<Row>]) -> Action<Message> {
        let Some(of) = rows.first().map(|row| row.message.conversation) else {
            return Action::none();
        };
        let messages: Vec<MessageId> = rows.iter().map(|row| row.message.id).collect();
        let sentence = match messages.len() {
            1 => "Message archived for everyone".to_owned(),
            many => format!("{many} messages archived for everyone"),
        };
        let asked = Action::from(archiving(of, &messages, Switch::On));
        asked.and(self.say(sentence, Offer::BringBack(Archived { of, messages })))
    }

    /// Draws held and unsaved deletions as deleted in conversations opened since, too.
    pub(super) fn hide_going(&mut self) {
        let mut going = self.going.clone();
        if let Some(Aside { offer: Offer::Undelete(Deletion { of, messages }), .. }) = &self.aside {
            going.extend(messages.iter().map(|message| (*of, *message)));
        }
        for (of, message) in going {
            self.strands_of(of).for_each(|open| open.timeline_mut().hide(message));
        }
    }

    /// True if there is something to undo and no typed text that the undo key is meant for.
    pub(super) fn can_undo(&self) -> bool {
        let held = match self.aside.as_ref().map(|aside| &aside.offer) {
            Some(Offer::Undelete(_) | Offer::BringBack(_)) => true,
            Some(Offer::Nothing) | None => false,
        };
        let types = self.composer().is_some_and(|composer| !composer.is_empty());
        held && self.dialog.is_none() && !types
    }

    /// Cancels the held deletion, or restores what was archived.
    pub(super) fn undo(&mut self) -> Action<Message> {
        match self.aside.take().map(|aside| aside.offer) {
            Some(Offer::Undelete(Deletion { of, messages })) => {
                for open in self.strands_of(of) {
                    messages.iter().for_each(|message| open.timeline_mut().unhide(*message));
                }
                Action::none()
            }
            Some(Offer::BringBack(Archived { of, messages })) => {
                Action::from(archiving(of, &messages, Switch::Off))
            }
            Some(Offer::Nothing) | None => Action::none(),
        }
    }

    /// Removes the toast and submits the deletion it held back.
    pub(super) fn let_go(&mut self) -> Action<Message> {
        Action::from(self.take_held())
    }

    /// Removes the toast and returns the wish it held back.
    pub(super) fn take_held(&mut self) -> Option<Request> {
        match self.aside.take()?.offer {
            Offer::Undelete(Deletion { of, messages }) => {
                self.going.extend(messages.iter().map(|message| (of, *message)));
                let mut wishes: Vec<Wish> =
                    messages.into_iter().map(|message| Wish::Delete { message }).collect();
                Some(match wishes.pop() {
                    Some(wish) if wishes.is_empty() => Request::Submit { of, wish },
                    last => Request::SubmitAll { of, wishes: wishes.into_iter().chain(last).collect() },
                })
            }
            Offer::BringBack(_) | Offer::Nothing => None,
        }
    }

    /// Removes the toast when its time is over.
    pub(super) fn aside_due(&mut self) -> Action<Message> {
        match &self.aside {
            Some(aside) if self.now.at.millis_since(aside.since) >= PATIENCE => self.let_go(),
            Some(_) | None => Action::none(),
        }
    }

    /// A deletion was saved, or was refused: a refused one is drawn as a message again.
    pub(super) fn went(&mut self, id: MessageId, result: Result<(), ()>) {
        match result {
            Ok(()) => self.going.retain(|(_, going)| *going != id),
            Err(()) => {
                let refused: Vec<_> = self.going.extract_if(.., |(_, going)| *going == id).collect();
                for (of, message) in refused {
                    self.strands_of(of).for_each(|open| open.timeline_mut().unhide(message));
                }
            }
        }
    }
}

/// The wishes that archive messages for everyone, or restore them.
fn archiving(of: conversation::Id, messages: &[MessageId], state: Switch) -> Option<Request> {
    let wish = |message: &MessageId| Wish::Archive { message: *message, state };
    match messages {
        [] => None,
        [only] => Some(Request::Submit { of, wish: wish(only) }),
        several => Some(Request::SubmitAll { of, wishes: several.iter().map(wish).collect() }),
    }
}
