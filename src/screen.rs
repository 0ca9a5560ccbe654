//! The screens, and what they share: keys, words, and the way they make requests.
//!
//! A screen is state, `Message`, `update`, `view`. It gets data as arguments and facts as messages, and makes requests
//! by returning an [`Action`]. Must not know: how the session works, the store, the outbox, the wire.
//! Tests: `tests/window` runs every screen without a display.

pub mod inbox;
pub mod keys;
pub mod part;
pub mod preferences;
pub mod welcome;
pub mod words;

use crate::intent::Intent;

use iced::Task;

/// The requests of a screen after an update: intents for the root, and tasks.
#[must_use]
pub struct Action<Message> {
    /// Intents for the root, in this order.
    pub asks: Vec<Intent>,
    /// Tasks that end on their own, such as focusing and scrolling.
    pub task: Task<Message>,
}

impl<Message> Action<Message> {
    /// Requests nothing.
    pub fn none() -> Self {
        Self { asks: Vec::new(), task: Task::none() }
    }

    /// Requests one intent of the root.
    pub fn ask(intent: impl Into<Intent>) -> Self {
        Self::asks([intent])
    }

    /// Requests several intents of the root.
    pub fn asks(intents: impl IntoIterator<Item = impl Into<Intent>>) -> Self {
        Self { asks: intents.into_iter().map(Into::into).collect(), task: Task::none() }
    }

    /// Runs a task of the screen.
    pub fn run(task: Task<Message>) -> Self {
        Self { asks: Vec::new(), task }
    }
}

impl<Message: Send + 'static> Action<Message> {
    /// Both actions: the intents in order, the tasks at the same time.
    pub fn and(mut self, other: Self) -> Self {
        self.asks.extend(other.asks);
        self.task = Task::batch([self.task, other.task]);
        self
    }

    /// Converts the messages for the parent; the intents stay unchanged.
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
