//! Threads of the in-memory world: their rows, and the replies shown in rows.

use crate::world::World;

use confab::chat::{FeedId, MessageId};
use confab::row::{Parent, Row};

use std::sync::Arc;

impl World {
    /// The rows of a conversation, or of a thread with its root first.
    pub(crate) fn feed(&self, of: FeedId) -> Vec<Arc<Row>> {
        let all = self.rows(of.of).iter();
        let Some(root) = of.root else { return all.cloned().collect() };
        let (heads, replies): (Vec<_>, Vec<_>) = all
            .filter(|row| row.message.id == root || row.message.parent == Some(root))
            .cloned()
            .partition(|row| row.message.id == root);
        [heads, replies].concat()
    }

    /// Adds a reply by somebody.
    pub(crate) fn reply_at(&mut self, to: MessageId, author: u128, ticks: i64, text: &str) -> MessageId {
        let of = self.row(to).message.conversation;
        let id = self.say_at(of, author, ticks, text);
        self.answers(id, to);
        id
    }

    pub(crate) fn row(&self, id: MessageId) -> &Arc<Row> {
        self.history.values().flatten().find(|row| row.message.id == id).expect("it is here")
    }

    /// Updates the rows of a reply and its parent, as the store would.
    pub(crate) fn answers(&mut self, id: MessageId, to: MessageId) {
        let parent = self.row(to);
        let told = Parent::Here {
            author: parent.message.author_name.clone(),
            excerpt: parent.message.text.chars().take(Parent::EXCERPT).collect(),
        };
        let by = (self.row(id).message.author, self.row(id).message.author_name.clone());
        let at = self.row(id).message.sent_at;
        self.alter(id, |row| {
            row.message.parent = Some(to);
            row.parent = Some(told);
        });
        self.alter(to, |row| {
            let replies = &mut row.replies;
            replies.count += 1;
            replies.last_at = Some(at);
            replies.people.retain(|person| *person != by);
            replies.people.insert(0, by);
            replies.people.truncate(3);
        });
    }
}
