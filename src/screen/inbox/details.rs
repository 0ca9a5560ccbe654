//! The details of a conversation: what there is to find in it, and who is in it.
//!
//! What is done with it is in `looking`, drawing is in `view` beside. The counts are kept while a conversation is open,
//! since its header tells what is pinned. Must not know: the session. Tests: `tests/window/details.rs`.

pub mod view;

use super::fresh::{Ask, Fresh};

use crate::chat::{PersonId, conversation, shown};
use crate::intent::{Read, Request};
use crate::row::{Filter, Member, Overview};
use crate::widget::list::{Align, Jump, Key, Target};

/// The lists that every conversation has, in their order.
pub const LISTS: [Filter; 5] =
    [Filter::Pinned, Filter::Starred, Filter::Files, Filter::TaggedMe, Filter::Archived];

/// The panel on the right.
#[derive(Debug, Default)]
pub struct Details {
    of: Option<conversation::Id>,
    overview: Option<Overview>,
    members: Members,
    overview_fresh: Fresh,
    members_fresh: Fresh,
    /// The last wish to bring a line into view.
    pub(crate) jump: Option<Jump>,
}

/// Who is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Members {
    #[default]
    Loading,
    Ready(Vec<Member>),
    Failed(String),
}

/// What can have the keyboard, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entry {
    List(Filter),
    Member(PersonId),
}

/// What the panel tells its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// A list was chosen, or somebody.
    Chosen(Entry),
    /// What somebody wrote here.
    MessagesFrom(PersonId),
    /// Read again after a failure.
    Again,
    Closed,
}

impl Details {
    /// It is about this conversation from now on; the read it wants.
    pub fn turn_to(&mut self, of: conversation::Id) -> Option<Request> {
        if self.of != Some(of) {
            let jump = self.jump;
            *self = Self { of: Some(of), jump, ..Self::default() };
        }
        self.changed()
    }

    /// How much there is to find, once it is known.
    pub const fn overview(&self) -> Option<&Overview> {
        self.overview.as_ref()
    }

    /// The same of a conversation, if it is about that one.
    pub fn overview_of(&self, of: conversation::Id) -> Option<&Overview> {
        self.overview.as_ref().filter(|_| self.of == Some(of))
    }

    /// Who is in it.
    pub const fn members(&self) -> &Members {
        &self.members
    }

    /// Those that are known.
    pub fn known(&self) -> &[Member] {
        match &self.members {
            Members::Ready(members) => members,
            Members::Loading | Members::Failed(_) => &[],
        }
    }

    /// Somebody's name, if it is known.
    pub fn name_of(&self, person: PersonId) -> Option<&str> {
        let known = self.known().iter().find(|member| member.id == person)?;
        Some(known.name.as_str()).filter(|name| !name.is_empty())
    }

    /// Which conversation it is about.
    pub const fn of(&self) -> Option<conversation::Id> {
        self.of
    }

    /// Messages changed: the read it wants.
    pub fn changed(&mut self) -> Option<Request> {
        let of = self.of?;
        match self.overview_fresh.changed() {
            Ask::Now => Some(Request::Read(Read::Overview(of))),
            Ask::No => None,
        }
    }

    /// Names or members may have changed: the read it wants.
    pub fn people_changed(&mut self) -> Option<Request> {
        let of = self.of?;
        match self.members_fresh.changed() {
            Ask::Now => Some(Request::Read(Read::Members(of))),
            Ask::No => None,
        }
    }

    /// The counts came; what to read next. Without them the lists stand there without a number.
    pub fn overview_loaded(
        &mut self,
        of: conversation::Id,
        result: Result<Overview, String>,
    ) -> Option<Request> {
        if self.of != Some(of) {
            return None;
        }
        self.overview = result.ok().or_else(|| self.overview.take());
        match self.overview_fresh.came() {
            Ask::Now => Some(Request::Read(Read::Overview(of))),
            Ask::No => None,
        }
    }

    /// The members came; what to read next.
    pub fn members_loaded(
        &mut self,
        of: conversation::Id,
        result: Result<Vec<Member>, String>,
    ) -> Option<Request> {
        if self.of != Some(of) {
            return None;
        }
        match result {
            Ok(mut members) => {
                for member in members.iter_mut().filter(|member| !member.name.is_empty()) {
                    shown::put(&mut member.name);
                }
                self.members = Members::Ready(members);
            }
            Err(error) if self.known().is_empty() => self.members = Members::Failed(error),
            Err(_) => {}
        }
        match self.members_fresh.came() {
            Ask::Now => Some(Request::Read(Read::Members(of))),
            Ask::No => None,
        }
    }

    /// What can have the keyboard, from top to bottom.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        let members = self.known().iter().map(|member| Entry::Member(member.id));
        LISTS.into_iter().map(Entry::List).chain(members)
    }

    /// The entry so many lines from this one.
    pub fn step(&self, from: Entry, lines: isize) -> Entry {
        let last = LISTS.len() + self.known().len() - 1;
        let here = self.entries().position(|entry| entry == from).unwrap_or(0);
        self.entries().nth(here.saturating_add_signed(lines).min(last)).unwrap_or(from)
    }

    /// Brings a line into view.
    pub fn reveal(&mut self, entry: Entry) {
        let ticket = self.jump.map_or(1, |jump| jump.ticket + 1);
        self.jump = Some(Jump { ticket, to: Target::Row { key: entry_key(entry), align: Align::Nearest } });
    }
}

/// How many messages are in a list; nobody counts what each person wrote.
pub const fn count(overview: &Overview, filter: Filter) -> Option<u32> {
    match filter {
        Filter::Pinned => Some(overview.pinned),
        Filter::Starred => Some(overview.starred),
        Filter::Files => Some(overview.files),
        Filter::TaggedMe => Some(overview.tagged_me),
        Filter::Archived => Some(overview.archived),
        Filter::From(_) => None,
    }
}

/// The list's name for an entry.
pub const fn entry_key(entry: Entry) -> Key {
    match entry {
        Entry::Member(person) => Key(person.uuid().as_u128()),
        // No id is as small.
        Entry::List(filter) => Key(match filter {
            Filter::Pinned => 1,
            Filter::Starred => 2,
            Filter::Files => 3,
            Filter::TaggedMe => 4,
            Filter::Archived => 5,
            Filter::From(_) => 6,
        }),
    }
}
