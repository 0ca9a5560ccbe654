//! Menus and the emoji picker, which open beside the row that they act on.
//!
//! Must not know: how a choice is carried out. Tests: `tests/window/message.rs`, `tests/window/reacting.rs`.

use super::emoji::{self, Picker};
use super::menu::{Line, Menu, Picked};
use super::modal::{Modal, Outcome, PAGE, Text};
use super::{conversation_menu, person_menu};

use crate::chat::{FeedId, MessageId, PersonId, conversation};
use crate::intent::Intent;
use crate::row::{Filter, ListQuery};
use crate::screen::inbox::focus::{Entry, Focus};
use crate::screen::inbox::message::{self, Act};
use crate::screen::keys::{Command, Motion};
use crate::widget::place_at::Anchor;

/// The menu of actions on a message.
#[derive(Debug, Clone)]
pub struct MessageMenu {
    pub of: MessageId,
    pub menu: Menu<Act>,
}

/// The menu of actions on a conversation.
#[derive(Debug, Clone)]
pub struct ConversationMenu {
    pub of: conversation::Id,
    pub menu: Menu<conversation_menu::Act>,
}

/// The menu of actions on the author of a message.
#[derive(Debug, Clone)]
pub struct PersonMenu {
    pub author: Author,
    pub menu: Menu<person_menu::Act>,
}

/// The author of a message, and where the message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub id: PersonId,
    pub name: String,
    /// The conversation or thread beside whose message the menu is.
    pub place: FeedId,
}

/// The menu of the demo server's weather, each choice named by its word.
#[derive(Debug, Clone)]
pub struct WeatherMenu {
    pub menu: Menu<String>,
}

/// The use of the emoji that is picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A reaction to this message.
    React(MessageId),
    /// Text in the composer of this conversation or thread.
    Write(FeedId),
}

/// The emoji picker, beside an anchor.
#[derive(Debug, Clone)]
pub struct EmojiPicker {
    pub to: Use,
    pub at: Anchor,
    pub picker: Picker,
}

impl MessageMenu {
    /// A line was pressed.
    pub fn update(&mut self, Picked(line): Picked) -> Outcome {
        self.menu.chosen = line;
        self.enter()
    }
}

impl Modal for MessageMenu {
    /// Runs the first line that has this key.
    fn special(&mut self, command: Command) -> Option<Outcome> {
        let runs = |line: &Line<Act>| message::words(line.what).2 == Some(command);
        self.menu.chosen = self.menu.lines.iter().position(runs)?;
        Some(self.enter())
    }

    fn is_about(&self, focus: Focus) -> bool {
        focus.is_on(self.of)
    }

    fn step(&mut self, motion: Motion) -> Outcome {
        self.menu.step(motion.lines(PAGE));
        Outcome::Stay
    }

    fn enter(&mut self) -> Outcome {
        self.menu.choice().map_or(Outcome::Close, |act| Outcome::Act(self.of, act))
    }
}

impl ConversationMenu {
    /// A line was pressed.
    pub fn update(&mut self, Picked(line): Picked) -> Outcome {
        self.menu.chosen = line;
        self.enter()
    }
}

impl Modal for ConversationMenu {
    fn is_about(&self, focus: Focus) -> bool {
        focus == Focus::Sidebar(Entry::Conversation(self.of))
    }

    fn step(&mut self, motion: Motion) -> Outcome {
        self.menu.step(motion.lines(PAGE));
        Outcome::Stay
    }

    fn enter(&mut self) -> Outcome {
        match self.menu.choice() {
            Some(conversation_menu::Act::Export) => {
                self.menu = Menu::new(self.menu.at, conversation_menu::formats());
                Outcome::Turn
            }
            Some(act) => Outcome::Conversation(self.of, act),
            None => Outcome::Close,
        }
    }
}

impl PersonMenu {
    /// A line was pressed.
    pub fn update(&mut self, Picked(line): Picked) -> Outcome {
        self.menu.chosen = line;
        self.enter()
    }
}

impl Modal for PersonMenu {
    fn step(&mut self, motion: Motion) -> Outcome {
        self.menu.step(motion.lines(PAGE));
        Outcome::Stay
    }

    fn enter(&mut self) -> Outcome {
        let author = &self.author;
        match self.menu.choice() {
            Some(person_menu::Act::Message) => Outcome::Open(conversation::Id::Direct(author.id)),
            Some(person_menu::Act::Mention) => Outcome::Mention(author.place, author.name.clone()),
            Some(person_menu::Act::Messages) => {
                Outcome::List(ListQuery::Within(author.place.of, Filter::From(author.id)))
            }
            Some(person_menu::Act::CopyName) => Outcome::Ask(Intent::Copy(author.name.clone())),
            None => Outcome::Close,
        }
    }
}

impl WeatherMenu {
    /// A line was pressed.
    pub fn update(&mut self, Picked(line): Picked) -> Outcome {
        self.menu.chosen = line;
        self.enter()
    }
}

impl Modal for WeatherMenu {
    fn step(&mut self, motion: Motion) -> Outcome {
        self.menu.step(motion.lines(PAGE));
        Outcome::Stay
    }

    fn enter(&mut self) -> Outcome {
        self.menu.choice().map_or(Outcome::Close, |word| Outcome::Ask(Intent::Weather(word)))
    }
}

impl EmojiPicker {
    /// Handles an event of the picker.
    pub fn update(&mut self, message: emoji::Message) -> Outcome {
        match message {
            emoji::Message::Typed(Text(text)) => {
                self.picker.typed(text);
                Outcome::Stay
            }
            emoji::Message::Picked(number) => self.take(number),
            emoji::Message::Toned(tone) => {
                self.picker.tint(tone);
                Outcome::Tone(tone)
            }
            emoji::Message::TabPressed(tab) => {
                self.picker.show_tab(tab);
                Outcome::Turn
            }
            emoji::Message::Entered(number) => {
                self.picker.pointer_entered(number);
                Outcome::Stay
            }
            emoji::Message::Exited(number) => {
                self.picker.pointer_left(number);
                Outcome::Stay
            }
        }
    }

    fn take(&self, number: usize) -> Outcome {
        let Some(emoji) = self.picker.emoji(number) else { return Outcome::Stay };
        match self.to {
            Use::React(message) => Outcome::React(message, emoji.to_owned()),
            Use::Write(feed) => Outcome::Write(feed, emoji.to_owned()),
        }
    }
}

impl Modal for EmojiPicker {
    fn field(&self) -> Option<&'static str> {
        Some(emoji::view::FIELD)
    }

    fn goes_sideways(&self) -> bool {
        true
    }

    fn is_about(&self, focus: Focus) -> bool {
        match self.to {
            Use::React(message) => focus.is_on(message),
            Use::Write(_) => false,
        }
    }

    fn step(&mut self, motion: Motion) -> Outcome {
        self.picker.step(motion);
        Outcome::Stay
    }

    /// Tab goes to the next group.
    fn turn(&mut self, by: isize) -> Outcome {
        self.picker.step_tab(by);
        Outcome::Stay
    }

    fn enter(&mut self) -> Outcome {
        self.take(self.picker.chosen())
    }
}
