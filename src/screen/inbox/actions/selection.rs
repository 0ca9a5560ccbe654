//! Actions on several selected messages: sharing, starring, archiving, deleting and copying them.
//!
//! An action affects only the selected messages that it applies to (`message::acts`). Must not know: how selected
//! messages are drawn. Tests: `tests/window/selecting.rs`.

use super::message::{quoted, share};

use crate::chat::wish::Switch;
use crate::chat::{MessageId, Wish, conversation, shown};
use crate::intent::{Intent, Request};
use crate::language::tr;
use crate::row::Row;
use crate::screen::inbox::event::Event;
use crate::screen::inbox::message::{self, Act};
use crate::screen::inbox::shared::Shared;
use crate::screen::{keys, words};

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
            keys::Act::Star => Some(
                self.mark(|act| matches!(act, Act::Star(_)), |message, state| Wish::Star { message, state }),
            ),
            keys::Act::Archive => Some(self.archive()),
            keys::Act::Delete => Some(vec![self.delete()]),
            keys::Act::Copy => Some(self.copy()),
            _ => None,
        }
    }

    /// The messages that such an action applies to, with the action.
    fn able(self, is: impl Fn(&Act) -> bool) -> Vec<(MessageId, Act)> {
        let act_of = |row: &Arc<Row>| {
            let act = message::acts(row, self.shared.me.id).into_iter().find(&is)?;
            Some((row.message.id, act))
        };
        self.rows.iter().filter_map(act_of).collect()
    }

    /// Archives the messages that are not archived, for everyone; restores all if all are archived.
    fn archive(self) -> Vec<Event> {
        let able = self.able(|act| *act == Act::Archive(Switch::On));
        if !able.is_empty() {
            let messages = able.into_iter().map(|(id, _)| id).collect();
            return vec![Event::Archive { of: self.of, messages }];
        }
        self.mark(|act| matches!(act, Act::Archive(_)), |message, state| Wish::Archive { message, state })
    }

    /// Adds a mark to all messages without it, or removes it from all if all have it.
    fn mark(self, is: impl Fn(&Act) -> bool, wish: impl Fn(MessageId, Switch) -> Wish) -> Vec<Event> {
        let able = self.able(is);
        // The actions offered for a message show which marks it has.
        let lacks = |act: &Act| matches!(act, Act::Star(Switch::On) | Act::Archive(Switch::On));
        let any = able.iter().any(|(_, act)| lacks(act));
        let state = if any { Switch::On } else { Switch::Off };
        let wishes: Vec<Wish> = able
            .iter()
            .filter(|(_, act)| lacks(act) == any)
            .map(|(message, _)| wish(*message, state))
            .collect();
        if wishes.is_empty() {
            return Vec::new();
        }
        vec![Request::SubmitAll { of: self.of, wishes }.into()]
    }

    fn share(self) -> Event {
        let all: Vec<MessageId> = self.able(|act| *act == Act::Share).into_iter().map(|(id, _)| id).collect();
        let first = self.rows.iter().find(|row| all.first() == Some(&row.message.id));
        match first {
            Some(row) => share(all, quoted(row, self.shared)),
            None => Event::Toast(tr::toast_not_shareable().to_owned()),
        }
    }

    /// Deletes the user's own messages; those of others stay selected, and are counted.
    fn delete(self) -> Event {
        let able = self.able(|act| *act == Act::Delete);
        if able.is_empty() {
            return Event::Toast(tr::toast_only_yours().to_owned());
        }
        let left_out = self.rows.len() - able.len();
        Event::Delete { of: self.of, messages: able.into_iter().map(|(id, _)| id).collect(), left_out }
    }

    /// Copies the messages as `name, time: text`, one message per line.
    fn copy(self) -> Vec<Event> {
        let line = |row: &Arc<Row>| {
            let name = shown::name(&row.message.author_name);
            format!("{name}, {}: {}", words::stamp(row.message.sent_at, self.shared.now), row.message.text)
        };
        let lines: Vec<String> = self.rows.iter().map(line).collect();
        vec![Event::Toast(tr::toast_copied(lines.len() as u64)), Intent::Copy(lines.join("\n")).into()]
    }
}
