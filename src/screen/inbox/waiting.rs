//! The Waiting panel: every wish that is still here, in order, with its age, its reason and what can be done.
//!
//! Must not know: the outbox; it asks by `Request::Order`. Drawing is in `view` beside.
//! Tests: `tests/window/waiting.rs`.

pub mod view;

use super::fresh::Fresh;

use crate::chat::shown;
use crate::chat::wish::Deed;
use crate::dialog::confirm::Confirm;
use crate::intent::{Order, Request};
use crate::row::{self, EntryId, Standing, Which};
use crate::screen::{keys, words};
use crate::widget::list::{Align, Jump, Key, Target};

use std::collections::{HashMap, HashSet};

/// The panel on the right.
#[derive(Debug, Default)]
pub struct Waiting {
    pub list: List,
    pub fresh: Fresh,
    /// Where each entry stands in the list.
    places: HashMap<EntryId, usize>,
    /// The entries behind which others wait.
    holding: HashSet<EntryId>,
    /// The last wish to bring a line into view.
    pub(crate) jump: Option<Jump>,
}

/// What is known of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum List {
    #[default]
    Loading,
    Ready(Vec<row::Waiting>),
    Failed(String),
}

/// What a person can do with one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Show,
    Retry,
    Edit,
    Discard,
    SendRest,
}

impl Act {
    /// What a key's act means here.
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

/// What the panel tells its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    Acted(EntryId, Act),
    RetryAll,
    DiscardAll,
    Closed,
    /// Read again after a failure.
    Again,
}

impl Waiting {
    /// The lines, in the order in which they will go.
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

    /// Where an entry stands.
    pub fn place(&self, entry: EntryId) -> Option<usize> {
        self.places.get(&entry).copied()
    }

    /// Brings a line into view.
    pub fn reveal(&mut self, entry: EntryId) {
        let ticket = self.jump.map_or(1, |jump| jump.ticket + 1);
        self.jump = Some(Jump { ticket, to: Target::Row { key: key(entry), align: Align::Nearest } });
    }

    /// The list was read.
    pub fn loaded(&mut self, lines: Result<Vec<row::Waiting>, String>) {
        self.list = match lines {
            Ok(mut lines) => {
                // A reading mark on its way is nothing that a person waits for.
                lines.retain(|line| line.deed != Deed::Read || matches!(line.state, Standing::Parked(_)));
                for line in &mut lines {
                    // What was put aside has no conversation, and so no name.
                    if !matches!(line.state, Standing::Quarantined(_)) {
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
            if let Standing::Behind(other) = line.state {
                holding.insert(other);
            }
        }
        (self.places, self.holding) = (places, holding);
    }

    /// The entry so many lines from this one, or the first.
    pub fn step(&self, from: Option<EntryId>, lines: isize) -> Option<EntryId> {
        let all = self.lines();
        let last = all.len().checked_sub(1)?;
        let here = from.and_then(|from| self.place(from));
        let at = here.map_or(0, |here| here.saturating_add_signed(lines).min(last));
        all.get(at).map(|line| line.entry)
    }

    /// The entry to look at once this one has gone: the next, or the one before.
    pub fn neighbour(&self, of: EntryId) -> Option<EntryId> {
        let all = self.lines();
        let here = self.place(of)?;
        all.get(here + 1).or_else(|| all.get(here.checked_sub(1)?)).map(|line| line.entry)
    }

    /// Whether something waits behind this one, so that the rest can be let past.
    pub fn holds_others(&self, entry: EntryId) -> bool {
        self.holding.contains(&entry)
    }
}

/// The list's name for an entry.
pub const fn key(entry: EntryId) -> Key {
    // Put-aside rows have numbers below zero; none of them is the last row, which has no entry.
    Key(entry.0 as u64 as u128)
}

/// What makes sense for a line, in the order of its buttons.
pub fn acts(waiting: &Waiting, line: &row::Waiting) -> Vec<Act> {
    use crate::chat::wish::Deed;

    let edits = matches!(line.deed, Deed::Post | Deed::Edit);
    let mut acts = Vec::new();
    match line.state {
        Standing::Parked(_) => {
            acts.push(Act::Retry);
            if edits {
                acts.push(Act::Edit);
            }
            // Nothing can be said in what is not made.
            if waiting.holds_others(line.entry) && line.deed != Deed::Create {
                acts.push(Act::SendRest);
            }
            acts.push(Act::Discard);
        }
        Standing::Queued | Standing::Files(_) | Standing::Behind(_) | Standing::Unanswered => {
            if edits {
                acts.push(Act::Edit);
            }
            acts.push(Act::Discard);
        }
        Standing::InFlight => {}
        Standing::Quarantined(_) => acts.push(Act::Discard),
    }
    acts
}

/// The word on the button.
pub const fn act_words(act: Act) -> &'static str {
    match act {
        Act::Show => "Show",
        Act::Retry => "Retry",
        Act::Edit => "Edit",
        Act::Discard => "Discard",
        Act::SendRest => "Send the rest",
    }
}

/// The question before one is discarded.
pub fn ask_discard(line: &row::Waiting) -> Confirm {
    use crate::chat::wish::Deed;

    let sentence = match line.state {
        Standing::Queued
        | Standing::Files(_)
        | Standing::Behind(_)
        | Standing::Parked(_)
        | Standing::Unanswered
            if line.deed == Deed::Create =>
        {
            "It is not made then; should it be at the server already, you leave it. What you wrote in it stays here, parked, until you take it back too."
        }
        Standing::Unanswered | Standing::InFlight => {
            "It may have reached the server already. If it did, it is taken back there; here it goes now."
        }
        Standing::Queued | Standing::Files(_) | Standing::Behind(_) | Standing::Parked(_)
            if line.unanswered =>
        {
            "An earlier try was never answered, so it may be at the server. If it is, it is taken back there; here it goes now."
        }
        Standing::Parked(_) if line.attempts > 0 => {
            "The server refused it. It is only here, and it cannot be brought back."
        }
        Standing::Queued | Standing::Files(_) | Standing::Behind(_) if line.attempts > 0 => {
            "It has not reached the server, and it cannot be brought back."
        }
        Standing::Queued | Standing::Files(_) | Standing::Behind(_) | Standing::Parked(_) => {
            "It was never sent, and it cannot be brought back."
        }
        Standing::Quarantined(_) => "Its stored form could not be read. Discarding removes it for good.",
    };
    Confirm::new(
        format!("Discard this for {}?", shown::within(&line.conversation_name)),
        sentence.to_owned(),
        "Discard",
        Request::Order(Order::Discard(Which::One(line.entry))),
    )
}

/// The question before all are discarded.
/// `all` counts those beyond the list too.
pub fn ask_discard_all(all: u64) -> Confirm {
    let count = words::count(all, "message", "messages");
    Confirm::new(
        format!("Discard {count}?"),
        "What was never sent is gone for good. What may have reached the server is taken back there."
            .to_owned(),
        "Discard all",
        Request::Order(Order::Discard(Which::All)),
    )
}
