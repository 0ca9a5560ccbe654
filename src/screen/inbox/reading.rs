//! Reading marks that a person sets by hand: unread from a message on, and everything everywhere read.
//!
//! What is read by looking is `conversation`'s and `timeline`'s. Must not know: where it is kept.
//! Tests: `tests/window/unread.rs`.

use super::aside::Offer;
use super::{Inbox, Message};

use crate::intent::Request;
use crate::row::Row;
use crate::screen::Action;

impl Inbox {
    /// From this message on, the conversation is unread again.
    pub(super) fn mark_unread(&mut self, row: &Row) -> Action<Message> {
        let (of, from) = (row.message.conversation, row.message.id);
        if let Some(open) = self.conversation_mut(of) {
            open.mark_unread(from);
        }
        Action::ask(Request::MarkUnread { of, from })
    }

    /// Everything everywhere is read.
    pub(super) fn read_everything(&mut self) -> Action<Message> {
        for open in self.conversations_mut() {
            // What is asked below covers it.
            let _ = open.mark_all_read();
        }
        let said = self.say("Everything is marked as read".to_owned(), Offer::Nothing);
        said.and(Action::ask(Request::MarkEverythingRead))
    }
}
