//! The screens, and what they share: keys, words, and the way they make requests.
//!
//! A screen is state, `Message`, `update`, `view`. It gets data as arguments and facts as messages, and makes requests
//! by returning an [`Action`]. Must not know: how the session works, the store, the outbox, the wire.
//! Tests: `tests/window` runs every screen without a display.

pub mod dialog;
pub mod inbox;
pub mod keys;
pub mod panel;
pub mod part;
pub mod preferences;
pub mod welcome;
pub mod words;

use crate::intent::Intent;

use iced::Task;

/// A result whose error is a sentence to show to the user.
pub type Fallible<T> = Result<T, String>;

/// The requests of a screen or a part of one after an update, and tasks. A screen asks the root by intents; a part of a
/// screen may ask its screen by events of another type.
#[must_use]
pub struct Action<Message, Ask = Intent> {
    /// Requests for the owner, in this order.
    pub asks: Vec<Ask>,
    /// Tasks that end on their own, such as focusing and scrolling.
    pub task: Task<Message>,
}

impl<Message, Ask> Action<Message, Ask> {
    /// Requests nothing.
    pub fn none() -> Self {
        Self { asks: Vec::new(), task: Task::none() }
    }

    /// Makes one request of the owner.
    pub fn ask(ask: impl Into<Ask>) -> Self {
        Self::asks([ask])
    }

    /// Makes several requests of the owner.
    pub fn asks(asks: impl IntoIterator<Item = impl Into<Ask>>) -> Self {
        Self { asks: asks.into_iter().map(Into::into).collect(), task: Task::none() }
    }

    /// Runs a task of the screen.
    pub fn run(task: Task<Message>) -> Self {
        Self { asks: Vec::new(), task }
    }
}

impl<Message: Send + 'static, Ask> Action<Message, Ask> {
    /// Both actions: the requests in order, the tasks at the same time.
    pub fn and(mut self, other: Self) -> Self {
        self.asks.extend(other.asks);
        self.task = Task::batch([self.task, other.task]);
        self
    }

    /// Converts the messages for the parent; the requests stay unchanged.
    pub fn map<Outer: Send + 'static>(
        self,
        to: impl FnMut(Message) -> Outer + Send + 'static,
    ) -> Action<Outer, Ask> {
        Action { asks: self.asks, task: self.task.map(to) }
    }
}

impl<Message, Ask, Of: Into<Ask>> From<Option<Of>> for Action<Message, Ask> {
    fn from(asked: Option<Of>) -> Self {
        Self::asks(asked)
    }
}

impl<Message, Ask: std::fmt::Debug> std::fmt::Debug for Action<Message, Ask> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Action").field("asks", &self.asks).finish_non_exhaustive()
    }
}
