//! The details panel of a conversation: its lists of messages and its members.
//!
//! Its actions are in `looking`, drawing is in `view` beside. The counts are kept while a conversation is open, since
//! its header shows how many messages are pinned. Must not know: the session. Tests: `tests/window/details.rs`.

pub mod view;

use super::fresh::{Ask, Fresh};

use crate::chat::{PersonId, conversation, shown};
use crate::intent::{Read, Request};
use crate::row::{Filter, Member, Overview};
use crate::widget::list::{Align, Jump, Key, Target};

/// The lists of every conversation, in display order.
pub const LISTS: [Filter; 5] =
    [Filter::Pinned, Filter::Starred, Filter::Files, Filter::TaggedMe, Filter::Archived];

/// The state of the details panel.
#[derive(Debug, Default)]
pub struct Details {
    of: Option<conversation::Id>,
    overview: Option<Overview>,
    members: Members,
    overview_fresh: Fresh,
    members_fresh: Fresh,
    /// The last requested scroll to a line.
    pub(crate) jump: Option<Jump>,
}

/// The members of the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Members {
    #[default]
    Loading,
    Ready(Vec<Member>),
    Failed(String),
}

/// A line that can have the keyboard focus, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entry {
    List(Filter),
    Member(PersonId),
}

/// An event of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// A list or a member was chosen.
    Chosen(Entry),
    /// The messages of one member were asked for.
    MessagesFrom(PersonId),
    /// A read is to be retried after a failure.
    Again,
    Closed,
}

impl Details {
    /// Switches to a conversation; returns the read it needs.
    pub fn turn_to(&mut self, of: conversation::Id) -> Option<Request> {
        if self.of != Some(of) {
            let jump = self.jump;
            *self = Self { of: Some(of), jump, ..Self::default() };
        }
        self.changed()
    }

    /// The counts of the lists, once known.
    pub const fn overview(&self) -> Option<&Overview> {
        self.overview.as_ref()
    }

    /// The counts of this conversation, if the panel is about it.
    pub fn overview_of(&self, of: conversation::Id) -> Option<&Overview> {
        self.overview.as_ref().filter(|_| self.of == Some(of))
    }

    /// The members of the conversation.
    pub const fn members(&self) -> &Members {
        &self.members
    }

    /// The loaded members.
    pub fn known(&self) -> &[Member] {
        match &self.members {
            Members::Ready(members) => members,
            Members::Loading | Members::Failed(_) => &[],
        }
    }

    /// A member's name, if it is known.
    pub fn name_of(&self, person: PersonId) -> Option<&str> {
        let known = self.known().iter().find(|member| member.id == person)?;
        Some(known.name.as_str()).filter(|name| !name.is_empty())
    }

    /// The conversation that the panel is about.
    pub const fn of(&self) -> Option<conversation::Id> {
        self.of
    }

    /// Messages changed; returns the read it needs.
    pub fn changed(&mut self) -> Option<Request> {
        let of = self.of?;
        match self.overview_fresh.changed() {
            Ask::Now => Some(Request::Read(Read::Overview(of))),
            Ask::No => None,
        }
    }

    /// Names or members may have changed; returns the read it needs.
    pub fn people_changed(&mut self) -> Option<Request> {
        let of = self.of?;
        match self.members_fresh.changed() {
            Ask::Now => Some(Request::Read(Read::Members(of))),
            Ask::No => None,
        }
    }

    /// The counts were read; returns the next read. Without counts the lists are shown without numbers.
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

    /// The members were read; returns the next read.
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

    /// The lines that can have the keyboard focus, from top to bottom.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        let members = self.known().iter().map(|member| Entry::Member(member.id));
        LISTS.into_iter().map(Entry::List).chain(members)
    }

    /// The line this many lines after `from`, or before it.
    pub fn step(&self, from: Entry, lines: isize) -> Entry {
        let last = LISTS.len() + self.known().len() - 1;
        let here = self.entries().position(|entry| entry == from).unwrap_or(0);
        self.entries().nth(here.saturating_add_signed(lines).min(last)).unwrap_or(from)
    }

    /// Scrolls a line into view.
    pub fn reveal(&mut self, entry: Entry) {
        let ticket = self.jump.map_or(1, |jump| jump.ticket + 1);
        self.jump = Some(Jump { ticket, to: Target::Row { key: entry_key(entry), align: Align::Nearest } });
    }
}

/// How many messages a list has; the messages of one person are not counted.
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

/// The list key of an entry.
pub const fn entry_key(entry: Entry) -> Key {
    match entry {
        Entry::Member(person) => Key(person.uuid().as_u128()),
        // No person's id is this small.
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
