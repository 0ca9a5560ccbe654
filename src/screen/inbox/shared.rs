//! The state that every part of the inbox may read and only the inbox changes: the user, the time, the window, the
//! preferences, the conversations and the files.
//!
//! A part gets it as `&Shared`, so no part needs to see another. Must not know: any part. Tests: `tests/window`.

use super::composer::completion::{Channel, Names, Person};
use super::conversations::Conversations;
use super::demo::Demo;
use super::files::Files;

use crate::chat::{MessageId, PersonId, conversation, shown};
use crate::preferences::Preferences;
use crate::row::{self, Connection, Me};
use crate::screen::words::Now;
use crate::settings::Review;

use iced::{Point, Size};

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

/// The state that every part may read.
#[derive(Debug)]
pub struct Shared {
    pub(crate) me: Me,
    pub(crate) now: Now,
    /// The window's size in logical pixels.
    pub(crate) size: Size,
    pub(crate) preferences: Preferences,
    pub(crate) connection: Connection,
    /// The progress of reading from the server.
    pub(crate) reading: row::Reading,
    pub(crate) conversations: Conversations,
    pub(crate) files: Files,
    /// The people who can be mentioned.
    pub(crate) people: Vec<Person>,
    /// The channels that the user is in, or whose messages are here.
    pub(crate) channels: Vec<Channel>,
    pub(crate) hand: Hand,
    pub(crate) attention: Attention,
    /// Where the left button was pressed last; a menu or picker that it opens appears there.
    pub(crate) pointer: Point,
    pub(crate) demo: Option<Demo>,
    /// The company's policy for reports.
    pub(crate) review: Arc<Review>,
    /// The number of open cases of the reviewers' desk, if this is known.
    pub(crate) open_cases: Option<u32>,
    /// The messages drawn as deleted: their deletion can still be undone, or is being saved.
    pub(crate) deleted: HashSet<MessageId>,
}

/// The input device used last; the focus ring is drawn only for the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    Keys,
    Pointer,
}

/// Tells if the user is at the window; messages are not marked as read while the user is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    Here,
    Away,
}

impl Shared {
    /// The state before anything is read.
    pub fn new(me: Me, preferences: Preferences, demo: Option<Demo>, now: Now, size: Size) -> Self {
        Self {
            me,
            now,
            size,
            preferences,
            connection: Connection::default(),
            reading: row::Reading::default(),
            conversations: Conversations::default(),
            files: Files::default(),
            people: Vec::new(),
            channels: Vec::new(),
            hand: Hand::Pointer,
            attention: Attention::Here,
            pointer: Point::ORIGIN,
            demo,
            review: Arc::default(),
            open_cases: None,
            deleted: HashSet::new(),
        }
    }

    /// True if a message is drawn as deleted.
    pub fn is_deleted(&self, id: MessageId) -> bool {
        self.deleted.contains(&id)
    }

    /// True if the user reviews reported messages.
    pub fn has_desk(&self) -> bool {
        self.review.is_reviewer(self.me.id, self.me.role)
    }

    /// The scale of text: 1 for the normal size, 2 for twice that.
    pub fn scale(&self) -> f32 {
        f32::from(self.preferences.text_size) / 100.0
    }

    /// A point near the middle of the window, for a menu whose place is not visible any more.
    pub fn middle(&self) -> Point {
        Point::new(self.size.width / 3.0, self.size.height / 3.0)
    }

    /// Updates the names that can be completed: all people and channels, the most recent conversation first.
    pub fn know_names(&mut self, targets: &[row::Target]) {
        let mut targets: Vec<&row::Target> = targets.iter().collect();
        targets.sort_by_key(|target| Reverse(target.last_at));
        (self.people, self.channels) = (Vec::new(), Vec::new());
        for target in targets {
            let name = target.name.clone();
            match target.id {
                conversation::Id::Direct(id) => self.people.push(Person { id, name }),
                conversation::Id::Channel(id) if !shown::is_blank(&name) => {
                    self.channels.push(Channel { id, name });
                }
                conversation::Id::Channel(_) | conversation::Id::Group(_) => {}
            }
        }
    }

    /// The names that can be completed.
    pub fn names(&self) -> Names<'_> {
        Names { people: &self.people, channels: &self.channels, tone: self.preferences.skin_tone }
    }

    /// The name of a person who can be mentioned.
    pub fn name_of_person(&self, id: PersonId) -> Option<&str> {
        let name = self.people.iter().find(|person| person.id == id).map(|person| person.name.as_str());
        name.filter(|name| !shown::is_blank(name))
    }
}
