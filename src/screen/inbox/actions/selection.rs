//! Actions on several selected messages: sharing, starring, archiving, deleting and copying them.
//!
//! An action affects only the selected messages that it applies to (`message::acts`). Must not know: how selected
//! messages are drawn. Tests: `tests/window/selecting.rs`.

use super::message::{quoted, share};

use crate::chat::wish::{Mark, Switch};
use crate::chat::{MessageId, Wish, conversation};
use crate::intent::{Intent, Request};
use crate::language::tr;
use crate::row::Row;
use crate::screen::inbox::event::Event;
use crate::screen::inbox::message::{self, Act};
use crate::screen::inbox::shared::Shared;
use crate::screen::inbox::timeline::copied;
use crate::screen::keys;

use std::sync::Arc;

/// The messages of one conversation that are selected, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'a> {
    pub of: conversation::Id,
    pub rows: &'a [Arc<Row>],
    pub shared: &'a Shared,
}

impl Selection<'_> {
    /// The events of a key's action on the selection; `None` if the action is not for several messages.
    pub fn act(self, act: keys::Act) -> Option<Vec<Event>> {
        match act {
            keys::Act::Share => Some(vec![self.share()]),
            keys::Act::Star => Some(self.mark(Mark::Star)),
            keys::Act::Archive => Some(self.archive()),
            keys::Act::Delete => Some(vec![self.delete()]),
            keys::Act::Copy => Some(self.copy()),
            _ => None,
        }
    }

    /// The messages that an action applies to.
    fn able(self, act: Act) -> Vec<MessageId> {
        let is_able = |row: &&Arc<Row>| message::acts(row, self.shared.me.id).contains(&act);
        self.rows.iter().filter(is_able).map(|row| row.message.id).collect()
    }

    /// Archives the messages that are not archived, for everyone; restores all if all are archived.
    fn archive(self) -> Vec<Event> {
        let messages = self.able(Act::Mark(Mark::Archive, Switch::On));
        if messages.is_empty() {
            return self.mark(Mark::Archive);
        }
        vec![Event::Archive { of: self.of, messages }]
    }

    /// Puts a mark on all messages that lack it, or removes it from all if none lacks it.
    fn mark(self, mark: Mark) -> Vec<Event> {
        let lacking = self.able(Act::Mark(mark, Switch::On));
        let (messages, state) = if lacking.is_empty() {
            (self.able(Act::Mark(mark, Switch::Off)), Switch::Off)
        } else {
            (lacking, Switch::On)
        };
        if messages.is_empty() {
            return Vec::new();
        }
        let wishes = messages.into_iter().map(|message| Wish::Mark { message, mark, state }).collect();
        vec![Request::SubmitAll { of: self.of, wishes }.into()]
    }

    fn share(self) -> Event {
        let all = self.able(Act::Share);
        let first = self.rows.iter().find(|row| all.first() == Some(&row.message.id));
        match first {
            Some(row) => share(all, self.of, quoted(row, self.shared)),
            None => Event::Toast(tr::toast_not_shareable().to_owned()),
        }
    }

    /// Deletes the user's own messages; those of others stay selected, and are counted.
    fn delete(self) -> Event {
        let messages = self.able(Act::Delete);
        if messages.is_empty() {
            return Event::Toast(tr::toast_only_yours().to_owned());
        }
        let left_out = self.rows.len() - messages.len();
        Event::Delete { of: self.of, messages, left_out }
    }

    /// Copies the messages as `name, time: text`, one message per line.
    fn copy(self) -> Vec<Event> {
        let line = |row: &Arc<Row>| copied::line(row, &copied::whole(row), self.shared.now);
        let lines: Vec<String> = self.rows.iter().map(line).collect();
        vec![Event::Toast(tr::toast_copied(lines.len() as u64)), Intent::Copy(lines.join("\n")).into()]
    }
}
