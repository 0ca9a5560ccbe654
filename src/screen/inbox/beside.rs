//! The menu and the emoji picker of a message, opened beside it by a key.
//!
//! Only the list knows where a row is drawn, so the list is asked first: the message is scrolled into view, and the
//! list's answer opens the menu or picker. Must not know: how it is kept inside the window (`widget::place_at`).
//! Tests: `tests/window/edges.rs`.

use super::conversation;
use super::found::{self, view::LIST};
use super::{Inbox, Message, row};

use crate::chat::MessageId;
use crate::dialog::Dialog;
use crate::dialog::emoji::Picker;
use crate::dialog::menu::Menu;
use crate::intent::{Read, Request};
use crate::screen::Action;
use crate::screen::inbox::message;
use crate::widget::list::{Align, find};
use crate::widget::place_at::Anchor;

use iced::advanced::widget::operate;
use iced::{Point, Rectangle};

/// The indent of a message's text, in logical pixels at the normal text size: padding, avatar, padding.
const GUTTER: f32 = 60.0;

/// The menu or picker to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    Menu,
    Emoji,
}

impl Inbox {
    /// Scrolls a message into view and opens its menu or picker beside it.
    pub(super) fn open_beside(&mut self, id: MessageId, opens: Opens) -> Action<Message> {
        if self.shown_row(id).is_none() {
            return Action::none();
        }
        if self.focus.found() == Some(id) {
            self.found.reveal(id);
            let find = operate(find::row(LIST, conversation::key(id)));
            return Action::run(find.map(move |at| Message::Found(found::Message::Placed { id, opens, at })));
        }
        let side = self.side;
        self.jump_in(side, row(id, Align::Nearest));
        let find = operate(find::row(side.list(), conversation::key(id)));
        Action::run(find.map(move |at| side.tells(conversation::Message::Found { id, opens, at })))
    }

    /// The list answered where the message is drawn.
    pub(super) fn found(&mut self, id: MessageId, opens: Opens, at: Option<Rectangle>) -> Action<Message> {
        let scale = f32::from(self.preferences.text_size) / 100.0;
        let anchor: Anchor = match at {
            Some(row) => Rectangle { x: row.x + GUTTER * scale, ..row }.into(),
            // It was scrolled out of view meanwhile.
            None => Point::new(self.size.width / 3.0, self.size.height / 3.0).into(),
        };
        match opens {
            Opens::Menu => self.message_menu(id, anchor),
            Opens::Emoji => self.emoji_picker(id, anchor),
        }
    }

    /// Opens the menu of a message.
    pub(super) fn message_menu(&mut self, id: MessageId, at: impl Into<Anchor>) -> Action<Message> {
        let row = self.shown_row(id);
        let mut lines = row.map(|row| message::menu(row, self.me.id)).unwrap_or_default();
        // Several messages can be selected in the timeline only.
        let here = self.open.as_ref().is_some_and(|open| open.timeline().index(id).is_some());
        lines.retain(|line| here || line.what != message::Act::Choose);
        if lines.is_empty() {
            return Action::none();
        }
        self.show(Dialog::Message(id, Menu::new(at, lines)))
    }

    /// Opens the emoji picker for a message.
    pub(super) fn emoji_picker(&mut self, id: MessageId, at: impl Into<Anchor>) -> Action<Message> {
        let shown = self.show(Dialog::Emoji(id, at.into(), Picker::new(self.preferences.skin_tone)));
        shown.and(Action::ask(Request::Read(Read::Emoji)))
    }
}
