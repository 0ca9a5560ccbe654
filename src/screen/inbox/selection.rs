//! Selecting several messages, and sharing, starring, archiving, deleting or copying them.
//!
//! An action is performed on those selected messages that it applies to (`message::acts`). Must not know: how selected
//! messages are drawn. The bar over the composer is in `view` beside. Tests: `tests/window/selecting.rs`.

pub mod view;

use super::aside::Offer;
use super::focus::Focus;
use super::message::{self, card::Quoted};
use super::thread::Side;
use super::timeline::Step;
use super::{Hand, Inbox, Message, row};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, Wish, shown};
use crate::dialog::Dialog;
use crate::dialog::share::Share;
use crate::intent::{Intent, Request};
use crate::row::Row;
use crate::screen::Action;
use crate::screen::keys::Act;
use crate::screen::words;
use crate::widget::list::Align;

use std::sync::Arc;

/// An action on several messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Several {
    Share,
    Star,
    Archive,
    Delete,
    Copy,
}

impl Several {
    const ALL: [Self; 5] = [Self::Share, Self::Star, Self::Archive, Self::Delete, Self::Copy];

    /// The key action that means it.
    const fn key(self) -> Act {
        match self {
            Self::Share => Act::Share,
            Self::Star => Act::Star,
            Self::Archive => Act::Archive,
            Self::Delete => Act::Delete,
            Self::Copy => Act::Copy,
        }
    }
}

impl Inbox {
    /// The selected messages of the open conversation, oldest first.
    pub fn chosen(&self) -> &[Arc<Row>] {
        self.open.as_ref().map(|open| open.timeline().chosen()).unwrap_or_default()
    }

    /// Selects a message, or deselects it.
    pub(super) fn choose(&mut self, id: MessageId) -> Action<Message> {
        match &mut self.open {
            Some(open) if open.timeline().index(id).is_some() => open.timeline_mut().choose(id),
            // It is in a thread or a list, and its place in the timeline is not loaded.
            Some(_) | None => return Action::none(),
        }
        // The key bindings for messages apply to the selection.
        self.focus_on(Focus::Message(id))
    }

    /// A press with Shift: selects from where the selection began, or from the focused message, to this message.
    pub(super) fn choose_to(&mut self, id: MessageId) -> Action<Message> {
        self.hand = Hand::Pointer;
        let from = self.focus.message().filter(|_| self.focus.side() == Some(Side::Timeline));
        if let Some(open) = &mut self.open {
            open.timeline_mut().choose_to(from, id);
        }
        self.focus_on(Focus::Message(id))
    }

    /// Shift and an arrow key: moves the focus and selects the messages it passes.
    pub(super) fn choose_on(&mut self, step: Step) -> Action<Message> {
        // Several messages can be selected in the timeline only.
        let (Focus::Message(from), Some(open)) = (self.focus, &mut self.open) else {
            return Action::none();
        };
        let Some(next) = open.timeline().step(Some(from), step) else { return Action::none() };
        open.timeline_mut().choose_to(Some(from), next);
        self.jump_to(row(next, Align::Nearest));
        self.focus_on(Focus::Message(next))
    }

    /// Clears the selection; returns true if something was selected.
    pub(super) fn choose_nothing(&mut self) -> bool {
        self.open.as_mut().is_some_and(|open| open.timeline_mut().choose_nothing())
    }

    /// Performs an action on the selection; `None` if nothing is selected or the action is not for several messages.
    pub(super) fn act_on_chosen(&mut self, act: Act) -> Option<Action<Message>> {
        // With the focus in a panel, the action is for the focused row there.
        let elsewhere = matches!(self.focus, Focus::Reply(_) | Focus::Found(_) | Focus::Waiting(_));
        if elsewhere || self.chosen().is_empty() {
            return None;
        }
        let several = Several::ALL.into_iter().find(|several| several.key() == act)?;
        Some(match several {
            Several::Share => self.share_chosen(),
            Several::Star => self.mark_chosen(
                |act| matches!(act, message::Act::Star(_)),
                |message, state| Wish::Star { message, state },
            ),
            Several::Archive => self.archive_chosen(),
            Several::Delete => self.delete_chosen(),
            Several::Copy => self.copy_chosen(),
        })
    }

    /// The selected messages that such an action applies to, with the action.
    fn chosen_for(&self, is: impl Fn(&message::Act) -> bool) -> Vec<(Arc<Row>, message::Act)> {
        let act_of = |row: &Arc<Row>| {
            let act = message::acts(row, self.me.id).into_iter().find(&is)?;
            Some((Arc::clone(row), act))
        };
        self.chosen().iter().filter_map(act_of).collect()
    }

    /// Archives the selected messages that are not archived, for everyone; restores all if all are archived.
    fn archive_chosen(&mut self) -> Action<Message> {
        let rows: Vec<Arc<Row>> = self
            .chosen_for(|act| *act == message::Act::Archive(Switch::On))
            .into_iter()
            .map(|(row, _)| row)
            .collect();
        if !rows.is_empty() {
            return self.archive(&rows);
        }
        self.mark_chosen(
            |act| matches!(act, message::Act::Archive(_)),
            |message, state| Wish::Archive { message, state },
        )
    }

    /// Adds a mark to all messages that lack it, or removes it from all if none lacks it.
    fn mark_chosen(
        &self,
        is: impl Fn(&message::Act) -> bool,
        wish: impl Fn(MessageId, Switch) -> Wish,
    ) -> Action<Message> {
        let able = self.chosen_for(is);
        // The actions that a message offers tell which marks it has.
        let lacks = |act: &message::Act| {
            matches!(act, message::Act::Star(Switch::On) | message::Act::Archive(Switch::On))
        };
        let any = able.iter().any(|(_, act)| lacks(act));
        let state = if any { Switch::On } else { Switch::Off };
        let wishes: Vec<Wish> = able
            .iter()
            .filter(|(_, act)| lacks(act) == any)
            .map(|(row, _)| wish(row.message.id, state))
            .collect();
        self.ask_all(wishes)
    }

    fn ask_all(&self, wishes: Vec<Wish>) -> Action<Message> {
        match (&self.open, wishes.is_empty()) {
            (Some(open), false) => Action::ask(Request::SubmitAll { of: open.id(), wishes }),
            (_, _) => Action::none(),
        }
    }

    fn share_chosen(&mut self) -> Action<Message> {
        let able = self.chosen_for(|act| *act == message::Act::Share);
        let Some((first, _)) = able.first() else {
            return self.say("None of them can be shared".to_owned(), Offer::Nothing);
        };
        let quoted = self.quoted(first);
        let all = able.iter().map(|(row, _)| row.message.id).collect();
        self.show_again(Dialog::Share(Box::new(Share::new(all, quoted))))
    }

    /// A message as the share dialog shows it.
    pub(super) fn quoted(&self, row: &Row) -> Quoted {
        let place = self.name_of(row.message.conversation).to_owned();
        let passed_on = row.original.as_ref().map(|original| original.place.as_str());
        Quoted::preview(&row.message, &place, passed_on, self.now)
    }

    /// Deletes the user's own selected messages; those of others stay selected, and are counted.
    fn delete_chosen(&mut self) -> Action<Message> {
        let able = self.chosen_for(|act| *act == message::Act::Delete);
        let left = self.chosen().len() - able.len();
        if able.is_empty() {
            return self.say("Only your own messages can be deleted".to_owned(), Offer::Nothing);
        }
        let rows: Vec<Arc<Row>> = able.into_iter().map(|(row, _)| row).collect();
        self.delete(&rows, left)
    }

    /// Copies the selection as `name, time: text`, one message per line.
    fn copy_chosen(&mut self) -> Action<Message> {
        let line = |row: &Arc<Row>| {
            let name = shown::name(&row.message.author_name);
            format!("{name}, {}: {}", words::stamp(row.message.sent_at, self.now), row.message.text)
        };
        let lines: Vec<String> = self.chosen().iter().map(line).collect();
        let count = words::count(lines.len() as u64, "message", "messages");
        let said = self.say(format!("{count} copied"), Offer::Nothing);
        said.and(Action::ask(Intent::Copy(lines.join("\n"))))
    }
}
