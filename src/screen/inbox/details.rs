//! The details panel of a conversation: its lists of messages and its members.
//!
//! Drawing is in `view` beside. The counts are kept while a conversation is open, since
//! its header shows how many messages are pinned. Must not know: the lists themselves. Tests: `tests/window/details.rs`.

pub mod view;

use super::event::{Action, Event};
use super::focus::Focus;
use super::fresh::Fresh;
use super::list_panel::ListPanel;
use super::shared::Shared;

use crate::chat::{PersonId, conversation, shown};
use crate::intent::{Read, Request};
use crate::row::{Filter, ListQuery, Member, Overview};
use crate::screen::keys::{self, Context};
use crate::widget::list::{Align, Jump, Key, Target};

/// The lists of every conversation, in display order.
pub const LISTS: [Filter; 5] =
    [Filter::Pinned, Filter::Starred, Filter::Files, Filter::TaggedMe, Filter::Archived];

/// A line of the details panel that can have the keyboard focus, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    List(Filter),
    Member(PersonId),
}

/// The state of the details panel.
#[derive(Debug, Default)]
pub struct Details {
    of: Option<conversation::Id>,
    overview: Option<Overview>,
    members: Members,
    overview_fresh: Fresh,
    members_fresh: Fresh,
    /// The last requested scroll to a line.
    jump: Option<Jump>,
}

/// The members of the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Members {
    #[default]
    Loading,
    Ready(Vec<Member>),
    Failed(String),
}

/// An event of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// A list or a member was chosen.
    Chosen(Detail),
    /// The messages of one member were asked for.
    MessagesFrom(PersonId),
    /// A read is to be retried after a failure.
    Again,
    Closed,
}

impl Details {
    /// Handles an event of the panel.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action<Message> {
        let focus = |entry| Action::ask(Event::Focus(Focus::Panel(Some(entry_key(entry)))));
        match message {
            Message::Chosen(entry) => focus(entry).and(Action::from(self.choose(entry, shared))),
            Message::MessagesFrom(person) => {
                focus(Detail::Member(person)).and(Action::from(self.messages_from(person)))
            }
            Message::Again => Action::from(self.people_changed()),
            Message::Closed => Action::ask(Event::ClosePanel),
        }
    }

    /// Opens a line: a list, or the direct message with a member.
    pub fn choose(&self, entry: Detail, shared: &Shared) -> Option<Event> {
        match entry {
            Detail::List(filter) => self.of.map(|of| Event::List(ListQuery::Within(of, filter))),
            // Users cannot message themselves: their own messages are listed instead.
            Detail::Member(person) if person == shared.me.id => self.messages_from(person),
            Detail::Member(person) => Some(Event::Open(conversation::Id::Direct(person), None)),
        }
    }

    /// Lists what a person wrote in the conversation.
    pub fn messages_from(&self, person: PersonId) -> Option<Event> {
        self.of.map(|of| Event::List(ListQuery::Within(of, Filter::From(person))))
    }

    /// The last requested scroll to a line.
    pub const fn jump(&self) -> Option<Jump> {
        self.jump
    }

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
        self.overview_fresh.changed().then_some(Request::Read(Read::Overview(of)))
    }

    /// Names or members may have changed; returns the read it needs.
    pub fn people_changed(&mut self) -> Option<Request> {
        let of = self.of?;
        self.members_fresh.changed().then_some(Request::Read(Read::Members(of)))
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
        self.overview_fresh.came().then_some(Request::Read(Read::Overview(of)))
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
        self.members_fresh.came().then_some(Request::Read(Read::Members(of)))
    }

    /// The lines that can have the keyboard focus, from top to bottom.
    pub fn entries(&self) -> impl Iterator<Item = Detail> {
        let members = self.known().iter().map(|member| Detail::Member(member.id));
        LISTS.into_iter().map(Detail::List).chain(members)
    }

    /// The line with this key.
    pub fn entry(&self, key: Key) -> Option<Detail> {
        self.entries().find(|entry| entry_key(*entry) == key)
    }
}

impl ListPanel for Details {
    fn list(&self) -> &'static str {
        view::LIST
    }

    fn context(&self) -> Context {
        Context::Details
    }

    fn has(&self, row: Key) -> bool {
        self.entry(row).is_some()
    }

    fn step(&self, from: Option<Key>, rows: isize) -> Option<Key> {
        let last = LISTS.len() + self.known().len() - 1;
        let here = self.entries().position(|entry| Some(entry_key(entry)) == from).unwrap_or(0);
        self.entries().nth(here.saturating_add_signed(rows).min(last)).map(entry_key)
    }

    fn reveal(&mut self, row: Key) {
        self.jump = Some(Jump::after(self.jump, Target::Row { key: row, align: Align::Nearest }));
    }

    fn activate(&self, row: Key, shared: &Shared) -> Vec<Event> {
        self.entry(row).and_then(|entry| self.choose(entry, shared)).into_iter().collect()
    }

    fn act(&self, row: Key, act: keys::Act) -> Vec<Event> {
        match (act, self.entry(row)) {
            (keys::Act::MessagesFrom, Some(Detail::Member(person))) => {
                self.messages_from(person).into_iter().collect()
            }
            _ => Vec::new(),
        }
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
pub const fn entry_key(entry: Detail) -> Key {
    match entry {
        Detail::Member(person) => Key(person.uuid().as_u128()),
        // No person's id is this small.
        Detail::List(filter) => Key(match filter {
            Filter::Pinned => 1,
            Filter::Starred => 2,
            Filter::Files => 3,
            Filter::TaggedMe => 4,
            Filter::Archived => 5,
            Filter::From(_) => 6,
        }),
    }
}
