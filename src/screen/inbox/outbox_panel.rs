//! The outbox panel: every wish in the outbox, in order, with its age, its reason and its actions.
//!
//! Must not know: the outbox (`Request::Order` acts on it). Drawing is in `view` beside. Tests:
//! `tests/window/outbox_panel.rs`.

pub mod view;

use super::event::{Action, Event};
use super::focus::Focus;
use super::fresh::Fresh;
use super::list_panel::ListPanel;
use super::shared::Shared;

use crate::chat::shown;
use crate::chat::wish;
use crate::intent::{Order, Read, Request};
use crate::language::tr;
use crate::row::{self, EntryId, Which, WishState};
use crate::screen::dialog::Dialog;
use crate::screen::dialog::confirm::Confirm;
use crate::screen::keys::{self, Context};
use crate::widget::list::{Align, Jump, Key, Target};

use std::collections::{HashMap, HashSet};

/// The state of the outbox panel.
#[derive(Debug, Default)]
pub struct OutboxPanel {
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
    Ready(Vec<row::OutboxRow>),
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
    /// Send what waits without waiting any longer.
    TriedNow,
    DiscardAll,
    Closed,
    /// The list is to be read again after a failure.
    Again,
}

impl OutboxPanel {
    /// Handles an event of the panel.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action<Message> {
        match message {
            Message::Acted(entry, act) => {
                let focus = Action::ask(Event::Focus(Focus::Panel(Some(key(entry)))));
                focus.and(Action::asks(self.act_on(entry, act)))
            }
            Message::TriedNow => Action::ask(Request::Order(Order::TryNow)),
            Message::RetryAll => Action::ask(Request::Order(Order::Retry(Which::All))),
            Message::DiscardAll => Action::from(self.discard_all(shared)),
            Message::Closed => Action::ask(Event::ClosePanel),
            Message::Again => Action::from(self.changed()),
        }
    }

    /// The events of an action on an entry; none if the action does not apply to it.
    fn act_on(&self, entry: EntryId, act: Act) -> Vec<Event> {
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
        self.fresh.changed().then_some(Request::Read(Read::Outbox))
    }

    /// The load state of the outbox.
    pub const fn state(&self) -> &List {
        &self.list
    }

    /// The last requested scroll to a line.
    pub const fn jump(&self) -> Option<Jump> {
        self.jump
    }

    /// The lines, in sending order.
    pub fn lines(&self) -> &[row::OutboxRow] {
        match &self.list {
            List::Ready(lines) => lines,
            List::Loading | List::Failed(_) => &[],
        }
    }

    /// The line of an entry.
    pub fn line(&self, entry: EntryId) -> Option<&row::OutboxRow> {
        self.place(entry).and_then(|at| self.lines().get(at))
    }

    /// The index of an entry in the list.
    pub fn place(&self, entry: EntryId) -> Option<usize> {
        self.places.get(&entry).copied()
    }

    /// The list was read; returns the next read.
    pub fn loaded(&mut self, lines: Result<Vec<row::OutboxRow>, String>) -> Option<Request> {
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
        self.fresh.came().then_some(Request::Read(Read::Outbox))
    }

    /// True if other wishes wait behind this one, so that they can be sent past it.
    pub fn holds_others(&self, entry: EntryId) -> bool {
        self.holding.contains(&entry)
    }
}

impl ListPanel for OutboxPanel {
    fn list(&self) -> &'static str {
        view::LIST
    }

    fn context(&self) -> Context {
        Context::Outbox
    }

    fn has(&self, row: Key) -> bool {
        self.place(entry(row)).is_some()
    }

    fn step(&self, from: Option<Key>, rows: isize) -> Option<Key> {
        let all = self.lines();
        let last = all.len().checked_sub(1)?;
        let here = from.and_then(|from| self.place(entry(from)));
        let at = here.map_or(0, |here| here.saturating_add_signed(rows).min(last));
        all.get(at).map(|line| key(line.entry))
    }

    fn reveal(&mut self, row: Key) {
        self.jump = Some(Jump::after(self.jump, Target::Row { key: row, align: Align::Nearest }));
    }

    fn activate(&self, row: Key, _shared: &Shared) -> Vec<Event> {
        self.act_on(entry(row), Act::Show)
    }

    fn act(&self, row: Key, act: keys::Act) -> Vec<Event> {
        Act::of_key(act).map(|act| self.act_on(entry(row), act)).unwrap_or_default()
    }
}

/// The list key of an entry.
pub const fn key(entry: EntryId) -> Key {
    // Quarantined entries have negative numbers; none of them equals the key of the last row, which has no entry.
    Key(entry.0.cast_unsigned() as u128)
}

/// The entry of a list key.
const fn entry(Key(key): Key) -> EntryId {
    EntryId((key as u64).cast_signed())
}

/// The actions that apply to a line, in the order of its buttons.
pub fn acts(panel: &OutboxPanel, line: &row::OutboxRow) -> Vec<Act> {
    let edits = matches!(line.kind, wish::Kind::Post | wish::Kind::Edit);
    let mut acts = Vec::new();
    match line.state {
        WishState::Parked(_) => {
            if edits {
                acts.push(Act::Edit);
            }
            acts.push(Act::Retry);
            // Messages cannot be sent to a conversation that was not created.
            if panel.holds_others(line.entry) && line.kind != wish::Kind::Create {
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
pub fn ask_discard(line: &row::OutboxRow) -> Confirm {
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
    let name = line.conversation.title(&line.conversation_name);
    let title = match line.state {
        WishState::Quarantined(_) => tr::outbox_discard_unreadable_title().to_owned(),
        _ => match line.kind {
            wish::Kind::Post | wish::Kind::Share => tr::outbox_discard_message_title(&name),
            _ => tr::outbox_discard_change_title(&name),
        },
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
