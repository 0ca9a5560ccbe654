//! Read marks that the user sets by hand: unread from a message on, and everything read.
//!
//! Marking seen messages as read is in `conversation` and `timeline`. Must not know: where marks are stored.
//! Tests: `tests/window/unread.rs`.

use super::aside::Offer;
use super::{Inbox, Message};

use crate::intent::Request;
use crate::row::Row;
use crate::screen::Action;

impl Inbox {
    /// Marks the conversation as unread from this message on.
    pub(super) fn mark_unread(&mut self, row: &Row) -> Action<Message> {
        let (of, from) = (row.message.conversation, row.message.id);
        if let Some(open) = self.conversation_mut(of) {
            open.mark_unread(from);
        }
        Action::ask(Request::MarkUnread { of, from })
    }

    /// Marks every conversation as read.
    pub(super) fn read_everything(&mut self) -> Action<Message> {
        for open in self.conversations_mut() {
            // The request below covers it.
            let _ = open.mark_all_read();
        }
        let said = self.say("Everything is marked as read".to_owned(), Offer::Nothing);
        said.and(Action::ask(Request::MarkEverythingRead))
    }
}
