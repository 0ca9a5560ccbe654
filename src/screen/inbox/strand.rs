//! Events of a list of messages and its composer, for the timeline and the thread alike.
//!
//! Must not know: keys. Tests: `tests/window/composer.rs`, `tests/window/thread.rs`.

use super::conversation;
use super::focus::Focus;
use super::thread::Side;
use super::{Inbox, Message};

use crate::intent::{Read, Request};
use crate::screen::Action;
use crate::widget::editor::Edit;
use crate::widget::list::{Align, Target};

impl Inbox {
    pub(super) fn in_strand(&mut self, side: Side, message: conversation::Message) -> Action<Message> {
        let at = self.now.at;
        let Some(open) = self.strand_mut(side) else {
            return Action::none();
        };
        let of = open.strand();
        match message {
            conversation::Message::Seen(visible) => {
                let next = open.seen(visible, at);
                Action::from(next).and(self.read_on())
            }
            conversation::Message::Sought(rank) => {
                Action::from(open.timeline_mut().go_to_rank(rank).map(|span| conversation::page(of, span)))
            }
            conversation::Message::ToLatest => {
                let newest = open.go_to_latest();
                self.jump_in(side, Target::End);
                Action::from(newest).and(self.focus_on(Focus::composer(side)))
            }
            conversation::Message::ToUnread => self.show_first_unread(),
            conversation::Message::Retried => {
                Action::from(open.timeline_mut().retry().map(|span| conversation::page(of, span)))
            }
            conversation::Message::Edited(edit) => self.edited(side, edit),
            conversation::Message::Taken(answer) => self.take_answer(side, Some(answer)),
            conversation::Message::Caret(caret) => {
                self.caret = Some(caret);
                Action::none()
            }
            conversation::Message::ChosenTo(key) => self.choose_to(conversation::id(key)),
            conversation::Message::Found { id, opens, at } => self.found(id, opens, at),
            conversation::Message::Sent => self.send_from(side),
            conversation::Message::Staging(message) => self.in_staging(message),
            conversation::Message::EditLeft => {
                let _left = open.composer_mut().leave(at);
                self.focus_on(Focus::composer(side))
            }
        }
    }

    /// Goes to the conversation's first unread message and moves the *New* line there.
    pub(super) fn show_first_unread(&mut self) -> Action<Message> {
        let Some(open) = self.strand_mut(Side::Timeline) else { return Action::none() };
        let Some(unread) = open.timeline_mut().begin_line_anew() else { return Action::none() };
        let page = open.go_to(unread);
        if page.is_none() {
            self.jump_in(Side::Timeline, super::row(unread, Align::Center));
        }
        Action::from(page)
    }

    /// Applies an edit to the composer and focuses it.
    fn edited(&mut self, side: Side, edit: Edit) -> Action<Message> {
        let (at, tone) = (self.now.at, self.preferences.skin_tone);
        (self.focus, self.side) = (Focus::composer(side), side);
        let people = std::mem::take(&mut self.people);
        let Some(composer) = self.composer_mut() else {
            self.people = people;
            return Action::none();
        };
        let named = composer.names_someone();
        composer.perform(edit, at);
        composer.complete(&people, tone);
        let names = composer.names_someone();
        let offers = composer.completion().is_some();
        self.people = people;
        if !offers {
            self.caret = None;
        }
        // New people may have come since the last name was typed.
        Action::from((names && !named).then_some(Request::Read(Read::Targets)))
    }
}
