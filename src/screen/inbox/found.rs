//! The panel that lists messages by their marks, newest first: what is pinned, starred, archived and so on.
//!
//! It holds the pages that were read, never the whole history, and is read again when something changes.
//! What is done with it is in `looking`, drawing is in `view` beside. Must not know: the session.
//! Tests: `tests/window/found.rs`.

pub mod view;

use super::beside::Opens;
use super::conversation::key;
use super::fresh::{Ask, Fresh};
use super::message::markup::{self, Block};
use super::message::{self, mention};

use crate::chat::{MessageId, conversation, shown};
use crate::intent::{Read, Request};
use crate::row::{Filter, Find, Finds, Reach, Row, Sought};
use crate::widget::list::{Align, Jump, Target};

use iced::Rectangle;

use std::collections::HashMap;
use std::sync::Arc;

/// An excerpt has at most so many lines and letters.
const LINES: usize = 3;
const LETTERS: usize = 240;

/// The panel on the right.
#[derive(Debug, Default)]
pub struct Found {
    sought: Option<Sought>,
    pub(crate) origin: Origin,
    state: State,
    finds: Vec<Find>,
    places: HashMap<MessageId, usize>,
    more: bool,
    fresh: Fresh,
    /// An older page that is on its way.
    older: Option<Reach>,
    /// Where the keyboard was last.
    on: Option<MessageId>,
    /// The last wish to bring a row into view.
    pub(crate) jump: Option<Jump>,
}

/// Where one came from, and goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// The details of the conversation.
    Details,
    #[default]
    Elsewhere,
}

/// What is known of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum State {
    #[default]
    Loading,
    Ready,
    Failed(String),
}

/// What the panel tells its parent.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// Go to a message, where it was written.
    Opened(MessageId),
    Row(message::Message),
    /// Where a row is drawn, so that something can open beside it; `None` when it is out of sight.
    Placed {
        id: MessageId,
        opens: Opens,
        at: Option<Rectangle>,
    },
    /// The end of what was read comes into sight.
    EndNear,
    /// Read again after a failure.
    Again,
    /// One step back, to where one came from.
    Back,
    Closed,
}

impl Found {
    /// Begins to look for something else; the read it wants.
    pub fn seek(&mut self, sought: Sought, origin: Origin) -> Option<Request> {
        let ticket = self.jump.map_or(1, |jump| jump.ticket + 1);
        *self = Self {
            sought: Some(sought),
            origin,
            jump: Some(Jump { ticket, to: Target::Start }),
            ..Self::default()
        };
        self.changed()
    }

    /// What is looked for.
    pub const fn sought(&self) -> Option<Sought> {
        self.sought
    }

    /// Whether it has been read.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// What was found so far, newest first.
    pub fn finds(&self) -> &[Find] {
        &self.finds
    }

    /// Whether older ones are left.
    pub const fn has_more(&self) -> bool {
        self.more
    }

    /// Where a message stands in the list.
    pub fn place(&self, id: MessageId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// A message of the list.
    pub fn row(&self, id: MessageId) -> Option<&Arc<Row>> {
        self.place(id).and_then(|at| self.finds.get(at)).map(|find| &find.row)
    }

    /// Whether a change of this conversation can change the list.
    pub fn concerns(&self, of: conversation::Id) -> bool {
        match self.sought {
            Some(Sought::Within(here, _)) => here == of,
            Some(Sought::Starred) => true,
            None => false,
        }
    }

    /// Something changed: the read it wants.
    pub fn changed(&mut self) -> Option<Request> {
        let of = self.sought?;
        match self.fresh.changed() {
            Ask::Now => Some(self.newest(of)),
            Ask::No => None,
        }
    }

    fn newest(&self, of: Sought) -> Request {
        let many = u32::try_from(self.finds.len()).unwrap_or(u32::MAX);
        Request::Read(Read::Found { of, reach: Reach::Newest(many) })
    }

    /// A page came; what to read next.
    pub fn loaded(&mut self, of: Sought, reach: Reach, page: Result<Finds, String>) -> Option<Request> {
        if self.sought != Some(of) {
            return None;
        }
        match reach {
            Reach::Newest(_) => {
                match page {
                    Ok(page) => {
                        self.state = State::Ready;
                        self.more = page.more;
                        self.finds = page.finds;
                        // What was asked for before this read no longer joins it.
                        self.older = None;
                        self.reindex();
                    }
                    Err(error) if self.finds.is_empty() => self.state = State::Failed(error),
                    // What is there stays.
                    Err(_) => {}
                }
                match self.fresh.came() {
                    Ask::Now => Some(self.newest(of)),
                    Ask::No => None,
                }
            }
            Reach::OlderThan(_) if self.older == Some(reach) => {
                self.older = None;
                if let Ok(page) = page {
                    self.more = page.more;
                    self.finds.extend(page.finds);
                    self.reindex();
                }
                None
            }
            Reach::OlderThan(_) => None,
        }
    }

    fn reindex(&mut self) {
        for find in &mut self.finds {
            if let std::borrow::Cow::Owned(place) = shown::line(&find.place) {
                find.place = place;
            }
        }
        self.places = self.finds.iter().enumerate().map(|(at, find)| (find.row.message.id, at)).collect();
    }

    /// The next page, if there is one and it is not on its way.
    pub fn older(&mut self) -> Option<Request> {
        let of = self.sought.filter(|_| self.more && self.older.is_none())?;
        let reach = Reach::OlderThan(self.finds.last()?.row.position());
        self.older = Some(reach);
        Some(Request::Read(Read::Found { of, reach }))
    }

    /// The message so many rows from this one, or the first.
    pub fn step(&self, from: Option<MessageId>, rows: isize) -> Option<MessageId> {
        let last = self.finds.len().checked_sub(1)?;
        let here = from.and_then(|from| self.place(from));
        let at = here.map_or(0, |here| here.saturating_add_signed(rows).min(last));
        self.finds.get(at).map(|find| find.row.message.id)
    }

    /// Where the keyboard goes when it comes here: where it was last, or to the first.
    pub fn entrance(&self) -> Option<MessageId> {
        self.on.filter(|on| self.place(*on).is_some()).or_else(|| self.step(None, 0))
    }

    /// The message to look at once this one has gone: the next, or the one before.
    pub fn neighbour(&self, of: MessageId) -> Option<MessageId> {
        let here = self.place(of)?;
        let next = self.finds.get(here + 1).or_else(|| self.finds.get(here.checked_sub(1)?));
        next.map(|find| find.row.message.id)
    }

    /// Brings a row into view.
    pub fn reveal(&mut self, id: MessageId) {
        self.on = Some(id);
        let ticket = self.jump.map_or(1, |jump| jump.ticket + 1);
        self.jump = Some(Jump { ticket, to: Target::Row { key: key(id), align: Align::Nearest } });
    }
}

/// What a list is called.
pub const fn title(filter: Filter) -> &'static str {
    match filter {
        Filter::Pinned => "Pinned",
        Filter::Starred => "Starred",
        Filter::Files => "Files",
        Filter::TaggedMe => "Tagged you",
        Filter::From(_) => "From one person",
        Filter::Archived => "Archived",
    }
}

/// The beginning of what a message says, without its marks of style: at most three lines.
pub fn excerpt(row: &Row) -> String {
    let text: String = row.message.text.chars().take(LETTERS * 2).collect();
    let names: Vec<String> = row.tagged.iter().map(|name| shown::name(name).into_owned()).collect();
    let mut says = String::new();
    let mut lines = 0;
    'blocks: for block in markup::blocks(&mention::filled(&shown::text(&text), &names)) {
        let mark = if let Block::Item { mark, .. } = &block { format!("{mark} ") } else { String::new() };
        for line in block.words().lines().filter(|line| !shown::is_blank(line)) {
            if lines == LINES {
                says.push('…');
                break 'blocks;
            }
            if lines > 0 {
                says.push('\n');
            }
            says.push_str(&mark);
            says.push_str(line);
            lines += 1;
        }
    }
    if says.chars().count() > LETTERS {
        says = says.chars().take(LETTERS).collect();
        says.push('…');
    }
    says
}
