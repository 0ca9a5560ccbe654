//! Actions on one message, from a key, its menu or a button of its row.
//!
//! Must not know: which of them asked. Tests: `tests/window/message.rs`, `tests/window/reacting.rs`.

use super::beside::Opens;
use super::files::At;
use super::message::{self, link};
use super::thread::Side;
use super::{Hand, Inbox, Message};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, Wish, shown};
use crate::dialog::Dialog;
use crate::dialog::confirm::Confirm;
use crate::dialog::earlier::Earlier;
use crate::dialog::report::Report;
use crate::dialog::share::Share;
use crate::intent::{Intent, Order, Place, Read, Request};
use crate::row::{Delivery, Row, Which};
use crate::screen::Action;
use crate::widget::passage::Link;

use std::sync::Arc;

/// How many characters of an address a confirmation shows.
const ADDRESS: usize = 400;

impl Inbox {
    /// Performs an action on a message, if the action applies to it.
    pub(super) fn act(&mut self, id: MessageId, act: message::Act) -> Action<Message> {
        let Some(row) = self.shown_row(id).cloned() else {
            return Action::none();
        };
        if !message::acts(&row, self.me.id).contains(&act) {
            return Action::none();
        }
        let entry = match row.delivery {
            Delivery::Parked { entry, .. } => Some(entry),
            Delivery::Settled | Delivery::Waiting { .. } | Delivery::Accepted | Delivery::Seen => None,
        };
        match (act, entry) {
            (message::Act::React, _) => self.ask_emoji(id),
            (message::Act::Thread, _) => self.open_thread_of(&row),
            (message::Act::Star(state), _) => self.wish(&row, Wish::Star { message: id, state }),
            (message::Act::Pin(state), _) => self.wish(&row, Wish::Pin { message: id, state }),
            (message::Act::Share, _) => self.ask_share(&row),
            (message::Act::Edit, _) => self.edit_there(&row),
            (message::Act::Copy, _) => Action::ask(Intent::Copy(row.message.text.clone())),
            (message::Act::Earlier, _) => self.show_earlier(&row),
            (message::Act::Follow(number), _) => match message::links(&row).into_iter().nth(number) {
                Some(link) => self.follow_link(link),
                None => Action::none(),
            },
            (message::Act::File(of, number, act), _) => self.act_on_file(At { message: id, of, number }, act),
            (message::Act::Archive(Switch::On), _) => self.archive(&[row]),
            (message::Act::Archive(Switch::Off), _) => {
                self.wish(&row, Wish::Archive { message: id, state: Switch::Off })
            }
            (message::Act::Settle(words), _) => Action::ask(Request::SettleWords { message: id, words }),
            (message::Act::Choose, _) => self.choose(id),
            (message::Act::Unread, _) => self.mark_unread(&row),
            (message::Act::Report, _) => {
                self.show_again(Dialog::Report(Report::new(row.message.conversation, id)))
            }
            (message::Act::Delete, _) => self.delete(&[row], 0),
            (message::Act::Retry, Some(entry)) => {
                Action::ask(Request::Order(Order::Retry(Which::One(entry))))
            }
            (message::Act::Discard, Some(entry)) => self.show(Dialog::Confirm(Confirm::new(
                "Discard this message?".to_owned(),
                "The server refused it, and it cannot be brought back here.".to_owned(),
                "Discard",
                Request::Order(Order::Discard(Which::One(entry))),
            ))),
            (message::Act::Retry | message::Act::Discard, None) => Action::none(),
        }
    }

    /// The row of a message that is loaded, in the timeline, a thread or a list, and not drawn as deleted.
    pub(super) fn shown_row(&self, id: MessageId) -> Option<&Arc<Row>> {
        // The side used last comes first; a message on both sides has the same row.
        let sides = [self.side, Side::Timeline, Side::Thread].into_iter();
        let here = sides.filter_map(|side| self.strand(side)).find_map(|open| {
            let timeline = open.timeline();
            timeline.row(id).filter(|_| !timeline.is_hidden(id))
        });
        here.or_else(|| self.found.row(id).filter(|_| !self.is_going(id)))
    }

    fn wish(&self, row: &Row, wish: Wish) -> Action<Message> {
        Action::ask(Request::Submit { of: row.message.conversation, wish })
    }

    fn show_earlier(&mut self, row: &Row) -> Action<Message> {
        let message = &row.message;
        let since = message.edited_at.unwrap_or(message.sent_at);
        let earlier = Earlier::new(message.id, message.text.clone(), since, self.now);
        let shown = self.show(Dialog::Earlier(earlier));
        shown.and(Action::ask(Request::Read(Read::Earlier(message.id))))
    }

    /// Opens a link; asks first if its text does not say where it leads.
    fn follow_link(&mut self, Link { text, address }: Link) -> Action<Message> {
        if !link::is_doubtful(&text, &address) {
            return Action::ask(Intent::Follow(address));
        }
        let sentence = format!(
            "It says “{}”. The whole address is {}",
            shown::within(&text),
            shown::within(&address.chars().take(ADDRESS).collect::<String>())
        );
        let title = format!("{}?", shown::within(&link::opening(&address)));
        self.show(Dialog::Confirm(Confirm::new(title, sentence, "Open", Intent::Follow(address))))
    }

    fn ask_share(&mut self, row: &Row) -> Action<Message> {
        let quoted = self.quoted(row);
        self.show_again(Dialog::Share(Box::new(Share::new(vec![row.message.id], quoted))))
    }

    /// Opens the emoji picker: at the pointer after a press, beside the message after a key.
    fn ask_emoji(&mut self, id: MessageId) -> Action<Message> {
        match self.hand {
            Hand::Pointer => self.emoji_picker(id, self.pointer),
            Hand::Keys => self.open_beside(id, Opens::Emoji),
        }
    }

    /// Adds the user's own reaction to a message, or removes it.
    pub(super) fn react(&mut self, id: MessageId, emoji: String) -> Action<Message> {
        let Some(row) = self.shown_row(id).cloned() else {
            return Action::none();
        };
        let stands = row.reactions.iter().any(|one| one.emoji == emoji && one.is_by(self.me.id));
        let state = if stands { Switch::Off } else { Switch::On };
        let wish = Wish::React { id: MessageId::fresh(), message: id, emoji: emoji.clone(), state };
        let remembered = match state {
            Switch::On => Action::ask(Request::UseEmoji(emoji)),
            Switch::Off => Action::none(),
        };
        self.wish(&row, wish).and(remembered)
    }

    pub(super) fn on_row(&mut self, side: Side, message: message::Message) -> Action<Message> {
        if let message::Message::Wanted(want) = message {
            return self.want_file(want);
        }
        self.side = side;
        // Rows report presses only; keys come as commands.
        self.hand = Hand::Pointer;
        match message {
            message::Message::Acted(id, act) => self.act(id, act),
            message::Message::Reacted(id, emoji) => self.react(id, emoji),
            message::Message::MoreAsked(id) => self.message_menu(id, self.pointer),
            message::Message::Unfolded(id) => {
                if let Some(open) = self.strand_mut(side) {
                    open.timeline_mut().unfold(id);
                }
                Action::none()
            }
            message::Message::MenuAsked(id, at) => self.message_menu(id, at),
            message::Message::SourceOpened(of, id) => Action::ask(Intent::Open(Place::Message(of, id))),
            message::Message::ThreadOpened(of, root) => self.open_thread(of, root),
            message::Message::LinkOpened(link) => self.follow_link(link),
            message::Message::File(at, act) => self.act_on_file(at, act),
            message::Message::Wanted(want) => self.want_file(want),
        }
    }
}
