//! The panel that lists messages by filter, newest first: pinned, starred, archived and so on.
//!
//! It holds the pages read so far, never the whole history, and is read again when something changes.
//! Drawing is in `view` beside. Must not know: the conversations that the messages are in.
//! Tests: `tests/window/message_list.rs`.

pub mod view;

use super::actions;
use super::event::{Action, Event};
use super::fresh::Fresh;
use super::list_panel::ListPanel;
use super::message;
use super::shared::Shared;

use crate::chat::{MessageId, conversation, shown};
use crate::intent::{Read, Request};
use crate::row::{ListPage, ListQuery, ListSpan, Listed, Row};
use crate::screen::keys::Context;
use crate::widget::list::{Align, Jump, Key, Target};

use std::collections::HashMap;
use std::sync::Arc;

/// The state of a message list.
#[derive(Debug, Default)]
pub struct MessageList {
    query: Option<ListQuery>,
    origin: Origin,
    state: State,
    listed: Vec<Listed>,
    places: HashMap<MessageId, usize>,
    more: bool,
    fresh: Fresh,
    /// The older page that is being read.
    older: Option<ListSpan>,
    /// The row that had the keyboard focus last.
    on: Option<Key>,
    /// The last requested scroll to a row.
    jump: Option<Jump>,
}

/// Data about the list from other parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct About<'a> {
    /// The name of the person whose messages are listed.
    pub person: Option<&'a str>,
    /// How many messages match, loaded or not.
    pub count: Option<u32>,
}

/// The place that the user goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// The details of the conversation.
    Details,
    #[default]
    Elsewhere,
}

/// The load state of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum State {
    #[default]
    Loading,
    Ready,
    Failed(String),
}

/// An event of the panel.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// Go to a message in its conversation.
    Opened(MessageId),
    Row(message::Message),
    /// The end of the loaded rows was scrolled into view.
    EndNear,
    /// The list is to be read again after a failure.
    Again,
    /// Go one step back, to where the user came from.
    Back,
    Closed,
}

impl MessageList {
    /// Starts a search; returns the read it needs.
    pub fn seek(&mut self, query: ListQuery, origin: Origin) -> Option<Request> {
        *self = Self {
            query: Some(query),
            origin,
            jump: Some(Jump::after(self.jump, Target::Start)),
            ..Self::default()
        };
        self.changed()
    }

    /// Handles an event of the panel.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action<Message> {
        match message {
            Message::Opened(id) => Action::ask(Event::ShowListed(id)),
            Message::Row(message) => Action::ask(actions::message::pressed(message, shared)),
            Message::EndNear => Action::from(self.older()),
            Message::Again => Action::from(self.changed()),
            Message::Back => Action::ask(Event::LeavePanel),
            Message::Closed => Action::ask(Event::ClosePanel),
        }
    }

    /// The place that the user goes back to.
    pub const fn origin(&self) -> Origin {
        self.origin
    }

    /// The last requested scroll to a row.
    pub const fn jump(&self) -> Option<Jump> {
        self.jump
    }

    /// The current search.
    pub const fn query(&self) -> Option<ListQuery> {
        self.query
    }

    /// The load state of the list.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The messages found so far, newest first.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// True if older messages can be loaded.
    pub const fn has_more(&self) -> bool {
        self.more
    }

    /// The index of a message in the list.
    pub fn place(&self, id: MessageId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// A message of the list.
    pub fn row(&self, id: MessageId) -> Option<&Arc<Row>> {
        self.place(id).and_then(|at| self.listed.get(at)).map(|listed| &listed.row)
    }

    /// True if a change in this conversation can change the list.
    pub fn concerns(&self, of: conversation::Id) -> bool {
        match self.query {
            Some(ListQuery::Within(here, _)) => here == of,
            Some(ListQuery::Starred) => true,
            None => false,
        }
    }

    /// Something changed; returns the read it needs.
    pub fn changed(&mut self) -> Option<Request> {
        let of = self.query?;
        self.fresh.changed().then(|| self.newest(of))
    }

    fn newest(&self, of: ListQuery) -> Request {
        let many = u32::try_from(self.listed.len()).unwrap_or(u32::MAX);
        Request::Read(Read::List { of, span: ListSpan::Newest(many) })
    }

    /// A page was read; returns the next read.
    pub fn loaded(
        &mut self,
        of: ListQuery,
        span: ListSpan,
        page: Result<ListPage, String>,
    ) -> Option<Request> {
        if self.query != Some(of) {
            return None;
        }
        match span {
            ListSpan::Newest(_) => {
                match page {
                    Ok(page) => {
                        self.state = State::Ready;
                        self.more = page.more;
                        self.listed = page.listed;
                        // An older page requested before this read is ignored when it comes.
                        self.older = None;
                        self.reindex();
                    }
                    Err(error) if self.listed.is_empty() => self.state = State::Failed(error),
                    // The loaded rows stay.
                    Err(_) => {}
                }
                self.fresh.came().then(|| self.newest(of))
            }
            ListSpan::OlderThan(_) if self.older == Some(span) => {
                self.older = None;
                if let Ok(page) = page {
                    self.more = page.more;
                    self.listed.extend(page.listed);
                    self.reindex();
                }
                None
            }
            ListSpan::OlderThan(_) => None,
        }
    }

    fn reindex(&mut self) {
        for listed in &mut self.listed {
            if let std::borrow::Cow::Owned(place) = shown::line(&listed.place) {
                listed.place = place;
            }
        }
        self.places =
            self.listed.iter().enumerate().map(|(at, listed)| (listed.row.message.id, at)).collect();
    }

    /// The next page to read, if there is one and it is not being read.
    pub fn older(&mut self) -> Option<Request> {
        let of = self.query.filter(|_| self.more && self.older.is_none())?;
        let span = ListSpan::OlderThan(self.listed.last()?.row.position());
        self.older = Some(span);
        Some(Request::Read(Read::List { of, span }))
    }
}

impl ListPanel for MessageList {
    fn list(&self) -> &'static str {
        view::LIST
    }

    fn context(&self) -> Context {
        Context::MessageList
    }

    fn has(&self, row: Key) -> bool {
        self.place(message::id(row)).is_some()
    }

    /// The row focused last, or the first.
    fn entrance(&self) -> Option<Key> {
        self.on.filter(|on| self.has(*on)).or_else(|| self.step(None, 0))
    }

    fn step(&self, from: Option<Key>, rows: isize) -> Option<Key> {
        let last = self.listed.len().checked_sub(1)?;
        let here = from.and_then(|from| self.place(message::id(from)));
        let at = here.map_or(0, |here| here.saturating_add_signed(rows).min(last));
        self.listed.get(at).map(|listed| message::key(listed.row.message.id))
    }

    fn reveal(&mut self, row: Key) {
        self.on = Some(row);
        self.jump = Some(Jump::after(self.jump, Target::Row { key: row, align: Align::Nearest }));
    }

    fn message(&self, row: Key) -> Option<MessageId> {
        Some(message::id(row)).filter(|id| self.place(*id).is_some())
    }

    fn activate(&self, row: Key, _shared: &Shared) -> Vec<Event> {
        vec![Event::ShowListed(message::id(row))]
    }
}
