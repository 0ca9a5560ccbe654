//! What is done with several messages at once: choosing them, and sharing, starring, archiving, deleting, copying them.
//!
//! A thing is done with those chosen messages for which it makes sense (`message::acts`). Must not know: how they are
//! drawn as chosen. The bar over the composer is in `view` beside. Tests: `tests/window/selecting.rs`.

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

/// What can be done with several messages at once.
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

    /// The key's act that means it.
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
    /// The chosen messages of the open conversation, oldest first.
    pub fn chosen(&self) -> &[Arc<Row>] {
        self.open.as_ref().map(|open| open.timeline().chosen()).unwrap_or_default()
    }

    /// Chooses the message, or no longer.
    pub(super) fn choose(&mut self, id: MessageId) -> Action<Message> {
        match &mut self.open {
            Some(open) if open.timeline().index(id).is_some() => open.timeline_mut().choose(id),
            // It stands in a thread or a list, and its place in the timeline is not loaded.
            Some(_) | None => return Action::none(),
        }
        // The keys of what is chosen are those of messages.
        self.focus_on(Focus::Message(id))
    }

    /// A press with Shift: everything from where choosing began, or from where the keyboard is, to this message.
    pub(super) fn choose_to(&mut self, id: MessageId) -> Action<Message> {
        self.hand = Hand::Pointer;
        let from = self.focus.message().filter(|_| self.focus.side() == Some(Side::Timeline));
        if let Some(open) = &mut self.open {
            open.timeline_mut().choose_to(from, id);
        }
        self.focus_on(Focus::Message(id))
    }

    /// Shift and an arrow: the keyboard goes on, and what it passes is chosen.
    pub(super) fn choose_on(&mut self, step: Step) -> Action<Message> {
        // Several are chosen in the timeline alone.
        let (Focus::Message(from), Some(open)) = (self.focus, &mut self.open) else {
            return Action::none();
        };
        let Some(next) = open.timeline().step(Some(from), step) else { return Action::none() };
        open.timeline_mut().choose_to(Some(from), next);
        self.jump_to(row(next, Align::Nearest));
        self.focus_on(Focus::Message(next))
    }

    /// Nothing is chosen any more; says whether something was.
    pub(super) fn choose_nothing(&mut self) -> bool {
        self.open.as_mut().is_some_and(|open| open.timeline_mut().choose_nothing())
    }

    /// Does something with all that is chosen; `None` when it is not for several.
    pub(super) fn act_on_chosen(&mut self, act: Act) -> Option<Action<Message>> {
        // The keyboard on something in a panel means that.
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

    /// The chosen ones for which such an act makes sense, with that act.
    fn chosen_for(&self, is: impl Fn(&message::Act) -> bool) -> Vec<(Arc<Row>, message::Act)> {
        let act_of = |row: &Arc<Row>| {
            let act = message::acts(row, self.me.id).into_iter().find(&is)?;
            Some((Arc::clone(row), act))
        };
        self.chosen().iter().filter_map(act_of).collect()
    }

    /// Archives all that are not archived, for everyone, or brings all back when all are.
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

    /// Puts a mark on all that lack it, or takes it off all when none does.
    fn mark_chosen(
        &self,
        is: impl Fn(&message::Act) -> bool,
        wish: impl Fn(MessageId, Switch) -> Wish,
    ) -> Action<Message> {
        let able = self.chosen_for(is);
        // What can be done with a message says what it has.
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

    /// A message as the dialog for sharing shows it.
    pub(super) fn quoted(&self, row: &Row) -> Quoted {
        let place = self.name_of(row.message.conversation).to_owned();
        let passed_on = row.original.as_ref().map(|original| original.place.as_str());
        Quoted::preview(&row.message, &place, passed_on, self.now)
    }

    /// Deletes one's own of them; those of others stay chosen, and are counted.
    fn delete_chosen(&mut self) -> Action<Message> {
        let able = self.chosen_for(|act| *act == message::Act::Delete);
        let left = self.chosen().len() - able.len();
        if able.is_empty() {
            return self.say("Only your own messages can be deleted".to_owned(), Offer::Nothing);
        }
        let rows: Vec<Arc<Row>> = able.into_iter().map(|(row, _)| row).collect();
        self.delete(&rows, left)
    }

    /// `name, time: text`, a message a line.
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
