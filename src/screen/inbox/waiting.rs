//! The outbox panel: every wish in the outbox, in order, with its age, its reason and its actions.
//!
//! Must not know: the outbox (`Request::Order` acts on it). Drawing is in `view` beside. Tests:
//! `tests/window/waiting.rs`.

pub mod view;

use super::event::{Action, Event};
use super::focus::Focus;
use super::fresh::{Ask, Fresh};
use super::shared::Shared;

use crate::chat::shown;
use crate::chat::wish;
use crate::intent::{Order, Read, Request};
use crate::language::tr;
use crate::row::{self, EntryId, Which, WishState};
use crate::screen::dialog::Dialog;
use crate::screen::dialog::confirm::Confirm;
use crate::screen::inbox::conversations;
use crate::screen::keys;
use crate::widget::list::{Align, Jump, Key, Target};

use std::collections::{HashMap, HashSet};

/// The state of the outbox panel.
#[derive(Debug, Default)]
pub struct Waiting {
    list: List,
    fresh: Fresh,
    /// The index of each entry in the list.
    places: HashMap<EntryId, usize>,
    /// The entries that hold others back.
    holding: HashSet<EntryId>,
    /// The last requested scroll to a line.
    jump: Option<Jump>,
}

/// The load state of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum List {
    #[default]
    Loading,
    Ready(Vec<row::Waiting>),
    Failed(String),
}

/// An action on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Show,
    Retry,
    Edit,
    Discard,
    SendRest,
}

impl Act {
    /// The meaning of a key's action here.
    pub fn of_key(act: keys::Act) -> Option<Self> {
        let meanings = [
            (keys::Act::Edit, Self::Edit),
            (keys::Act::Retry, Self::Retry),
            (keys::Act::Discard, Self::Discard),
            (keys::Act::Delete, Self::Discard),
            (keys::Act::SendRest, Self::SendRest),
        ];
        meanings.into_iter().find(|(key, _)| *key == act).map(|(_, meaning)| meaning)
    }
}

/// An event of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    Acted(EntryId, Act),
    RetryAll,
    DiscardAll,
    Closed,
    /// The list is to be read again after a failure.
    Again,
}

impl Waiting {
    /// Handles an event of the panel.
    pub fn update(&self, message: Message, shared: &Shared) -> Action<Message> {
        match message {
            Message::Acted(entry, act) => {
                let focus = Action::ask(Event::Focus(Focus::Waiting(Some(entry))));
                focus.and(Action::asks(self.act(entry, act)))
            }
            Message::RetryAll => Action::ask(Request::Order(Order::Retry(Which::All))),
            Message::DiscardAll => Action::from(self.discard_all(shared)),
            Message::Closed => Action::ask(Event::ClosePanel),
            Message::Again => Action::ask(Event::OutboxChanged),
        }
    }

    /// The events of an action on an entry; none if the action does not apply to it.
    pub fn act(&self, entry: EntryId, act: Act) -> Vec<Event> {
        let Some(line) = self.line(entry) else { return Vec::new() };
        if act != Act::Show && !acts(self, line).contains(&act) {
            return Vec::new();
        }
        vec![match act {
            Act::Show if line.kind.is_on_conversation() => Event::Open(line.conversation, None),
            Act::Show => Event::Open(line.conversation, Some(line.message)),
            Act::Retry => Request::Order(Order::Retry(Which::One(entry))).into(),
            Act::SendRest => Request::Order(Order::Skip(entry)).into(),
            Act::Discard => Event::Show(Dialog::Confirm(ask_discard(line))),
            Act::Edit => Event::EditThere(line.conversation, line.message),
        }]
    }

    /// Asks before everything is discarded; `None` if nothing waits.
    pub fn discard_all(&self, shared: &Shared) -> Option<Event> {
        let listed = self.lines().len() as u64;
        if listed == 0 {
            return None;
        }
        let all = listed.max(u64::from(shared.conversations.waiting()));
        Some(Event::Show(Dialog::Confirm(ask_discard_all(all))))
    }

    /// The outbox changed; returns the read it needs.
    pub fn changed(&mut self) -> Option<Request> {
        match self.fresh.changed() {
            Ask::Now => Some(Request::Read(Read::Waiting)),
            Ask::No => None,
        }
    }

    /// The list was read, while the keyboard focus is here; returns the next read, and the focus if it moves.
    pub fn loaded_under(
        &mut self,
        focus: Focus,
        lines: Result<Vec<row::Waiting>, String>,
    ) -> (Option<Request>, Option<Focus>) {
        let next = focus.waiting().and_then(|entry| self.neighbour(entry));
        self.loaded(lines);
        let again = match self.fresh.came() {
            Ask::Now => Some(Request::Read(Read::Waiting)),
            Ask::No => None,
        };
        let Focus::Waiting(entry) = focus else { return (again, None) };
        if entry.is_some_and(|entry| self.line(entry).is_some()) {
            return (again, None);
        }
        let next = next.filter(|next| self.line(*next).is_some());
        (again, Some(Focus::Waiting(next.or_else(|| self.step(None, 0)))))
    }

    /// The load state of the outbox.
    pub const fn list(&self) -> &List {
        &self.list
    }

    /// The last requested scroll to a line.
    pub const fn jump(&self) -> Option<Jump> {
        self.jump
    }

    /// The lines, in sending order.
    pub fn lines(&self) -> &[row::Waiting] {
        match &self.list {
            List::Ready(lines) => lines,
            List::Loading | List::Failed(_) => &[],
        }
    }

    /// The line of an entry.
    pub fn line(&self, entry: EntryId) -> Option<&row::Waiting> {
        self.place(entry).and_then(|at| self.lines().get(at))
    }

    /// The index of an entry in the list.
    pub fn place(&self, entry: EntryId) -> Option<usize> {
        self.places.get(&entry).copied()
    }

    /// Scrolls a line into view.
    pub fn reveal(&mut self, entry: EntryId) {
        let ticket = self.jump.map_or(1, |jump| jump.ticket + 1);
        self.jump = Some(Jump { ticket, to: Target::Row { key: key(entry), align: Align::Nearest } });
    }

    /// The list was read.
    pub fn loaded(&mut self, lines: Result<Vec<row::Waiting>, String>) {
        self.list = match lines {
            Ok(mut lines) => {
                // Users do not wait for a read mark, so it is listed only if it was refused.
                lines.retain(|line| {
                    line.kind != wish::Kind::Read || matches!(line.state, WishState::Parked(_))
                });
                for line in &mut lines {
                    // A quarantined entry has no conversation, and so no name.
                    if !matches!(line.state, WishState::Quarantined(_)) {
                        shown::put(&mut line.conversation_name);
                    }
                    line.excerpt = shown::line(&line.excerpt).into_owned();
                }
                List::Ready(lines)
            }
            Err(error) => List::Failed(error),
        };
        let (mut places, mut holding) = (HashMap::new(), HashSet::new());
        for (at, line) in self.lines().iter().enumerate() {
            places.insert(line.entry, at);
            if let WishState::Behind(other) = line.state {
                holding.insert(other);
            }
        }
        (self.places, self.holding) = (places, holding);
    }

    /// The entry this many lines after `from` or before it; the first one if `from` is not in the list.
    pub fn step(&self, from: Option<EntryId>, lines: isize) -> Option<EntryId> {
        let all = self.lines();
        let last = all.len().checked_sub(1)?;
        let here = from.and_then(|from| self.place(from));
        let at = here.map_or(0, |here| here.saturating_add_signed(lines).min(last));
        all.get(at).map(|line| line.entry)
    }

    /// The entry to focus once this one is gone: the next, or the previous one.
    pub fn neighbour(&self, of: EntryId) -> Option<EntryId> {
        let all = self.lines();
        let here = self.place(of)?;
        all.get(here + 1).or_else(|| all.get(here.checked_sub(1)?)).map(|line| line.entry)
    }

    /// True if other wishes wait behind this one, so that they can be sent past it.
    pub fn holds_others(&self, entry: EntryId) -> bool {
        self.holding.contains(&entry)
    }
}

/// The list key of an entry.
pub const fn key(entry: EntryId) -> Key {
    // Quarantined entries have negative numbers; none of them equals the key of the last row, which has no entry.
    Key(entry.0 as u64 as u128)
}

/// The actions that apply to a line, in the order of its buttons.
pub fn acts(waiting: &Waiting, line: &row::Waiting) -> Vec<Act> {
    let edits = matches!(line.kind, wish::Kind::Post | wish::Kind::Edit);
    let mut acts = Vec::new();
    match line.state {
        WishState::Parked(_) => {
            acts.push(Act::Retry);
            if edits {
                acts.push(Act::Edit);
            }
            // Messages cannot be sent to a conversation that was not created.
            if waiting.holds_others(line.entry) && line.kind != wish::Kind::Create {
                acts.push(Act::SendRest);
            }
            acts.push(Act::Discard);
        }
        WishState::Queued | WishState::Files(_) | WishState::Behind(_) | WishState::Unanswered => {
            if edits {
                acts.push(Act::Edit);
            }
            acts.push(Act::Discard);
        }
        WishState::InFlight => {}
        WishState::Quarantined(_) => acts.push(Act::Discard),
    }
    acts
}

/// The label of the button.
pub fn act_words(act: Act) -> &'static str {
    match act {
        Act::Show => tr::outbox_show(),
        Act::Retry => tr::outbox_retry(),
        Act::Edit => tr::outbox_edit(),
        Act::Discard => tr::outbox_discard(),
        Act::SendRest => tr::outbox_send_rest(),
    }
}

/// The confirmation before one wish is discarded.
pub fn ask_discard(line: &row::Waiting) -> Confirm {
    let sentence = match line.state {
        WishState::Queued
        | WishState::Files(_)
        | WishState::Behind(_)
        | WishState::Parked(_)
        | WishState::Unanswered
            if line.kind == wish::Kind::Create =>
        {
            tr::outbox_discard_create()
        }
        WishState::Unanswered | WishState::InFlight => tr::outbox_discard_unanswered(),
        WishState::Queued | WishState::Files(_) | WishState::Behind(_) | WishState::Parked(_)
            if line.unanswered =>
        {
            tr::outbox_discard_unanswered_before()
        }
        WishState::Parked(_) if line.attempts > 0 => tr::outbox_discard_rejected(),
        WishState::Queued | WishState::Files(_) | WishState::Behind(_) if line.attempts > 0 => {
            tr::outbox_discard_not_arrived()
        }
        WishState::Queued | WishState::Files(_) | WishState::Behind(_) | WishState::Parked(_) => {
            tr::outbox_discard_never_sent()
        }
        WishState::Quarantined(_) => tr::outbox_discard_unreadable(),
    };
    let name = conversations::title(line.conversation, &line.conversation_name);
    let title = match line.kind {
        wish::Kind::Post => tr::outbox_discard_message_title(&name),
        _ => tr::outbox_discard_change_title(&name),
    };
    Confirm::new(
        title,
        sentence.to_owned(),
        tr::outbox_discard(),
        Request::Order(Order::Discard(Which::One(line.entry))),
    )
}

/// The confirmation before all wishes are discarded. `all` also counts those beyond the list.
pub fn ask_discard_all(all: u64) -> Confirm {
    Confirm::new(
        tr::outbox_discard_all_title(all),
        tr::outbox_discard_all_about().to_owned(),
        tr::outbox_discard_all(),
        Request::Order(Order::Discard(Which::All)),
    )
}
