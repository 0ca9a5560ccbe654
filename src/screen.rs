//! The screens, and what they share: keys, words, and the way they ask for things.
//!
//! A screen is state, `Message`, `update`, `view`. It gets data as arguments and facts as messages, and asks by
//! returning an [`Action`]. Must not know: the session's doings, the store, the outbox, the wire.
//! Tests: `tests/window` drives every one without a display.

pub mod inbox;
pub mod keys;
pub mod part;
pub mod preferences;
pub mod welcome;
pub mod words;

use crate::intent::Intent;

use iced::Task;

/// What a screen wants after an update: things of the root, and work of its own.
#[must_use]
pub struct Action<Message> {
    /// For the root, in this order.
    pub asks: Vec<Intent>,
    /// Focus, scrolling: work that ends by itself.
    pub task: Task<Message>,
}

impl<Message> Action<Message> {
    /// Nothing.
    pub fn none() -> Self {
        Self { asks: Vec::new(), task: Task::none() }
    }

    /// One thing of the root.
    pub fn ask(intent: impl Into<Intent>) -> Self {
        Self::asks([intent])
    }

    /// Several things of the root.
    pub fn asks(intents: impl IntoIterator<Item = impl Into<Intent>>) -> Self {
        Self { asks: intents.into_iter().map(Into::into).collect(), task: Task::none() }
    }

    /// Work of the screen's own.
    pub fn run(task: Task<Message>) -> Self {
        Self { asks: Vec::new(), task }
    }
}

impl<Message: Send + 'static> Action<Message> {
    /// This, and then that.
    pub fn and(mut self, other: Self) -> Self {
        self.asks.extend(other.asks);
        self.task = Task::batch([self.task, other.task]);
        self
    }

    /// The same in the parent's words; what is asked of the root stays untouched.
    pub fn map<Outer: Send + 'static>(
        self,
        to: impl FnMut(Message) -> Outer + Send + 'static,
    ) -> Action<Outer> {
        Action { asks: self.asks, task: self.task.map(to) }
    }
}

impl<Message, Of: Into<Intent>> From<Option<Of>> for Action<Message> {
    fn from(asked: Option<Of>) -> Self {
        Self::asks(asked)
    }
}

impl<Message> std::fmt::Debug for Action<Message> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Action").field("asks", &self.asks).finish_non_exhaustive()
    }
}
