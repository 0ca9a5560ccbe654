//! The dialog that shares messages: the target conversations, and a comment.
//!
//! Conversations are found as in *Jump to…*; several can be picked, and each one is a chip that can be removed. Enter
//! in an empty search field moves to the comment, Enter there shares. The dialog opens before the names have been read.
//! Must not know: how a share is kept or sent. Drawing is in `view`. Tests: `tests/window/sharing.rs`.

pub mod view;

use super::modal::{Modal, Outcome, PAGE, Part, Text};
use super::picker::{self, Edit, Offers, Picker};

use crate::chat::wish::Share as Passed;
use crate::chat::{MessageId, Wish, conversation};
use crate::intent::Request;
use crate::row::{ConversationRow, Target};
use crate::screen::inbox::message::card::Quoted;
use crate::screen::keys::Motion;

/// The state of the dialog.
#[derive(Debug, Clone)]
pub struct Share {
    /// The messages to share, in their order.
    messages: Vec<MessageId>,
    /// The conversation that they are in: it is offered last.
    from: conversation::Id,
    /// Quote of the first message.
    quoted: Quoted,
    picker: Picker,
    comment: String,
    on: Part,
    /// True after an attempt to share with nobody picked.
    lacking: bool,
}

/// An event of the dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Picker(picker::Message),
    /// The comment was changed.
    Comment(Text),
    /// Enter in the comment, or a press of a button.
    Entered(Part),
}

/// The parts that can have keyboard focus, from top to bottom.
const PARTS: [Part; 4] = [Part::Find, Part::Comment, Part::Cancel, Part::Go];

impl Share {
    /// A dialog for these messages, with nothing picked and no names read; the first message is quoted.
    pub fn new(messages: Vec<MessageId>, from: conversation::Id, quoted: Quoted) -> Self {
        Self {
            messages,
            from,
            quoted,
            picker: Picker::new(Offers::Conversations),
            comment: String::new(),
            on: Part::Find,
            lacking: false,
        }
    }

    /// The part that has keyboard focus.
    pub const fn on(&self) -> Part {
        self.on
    }

    /// Takes over the comment and picks of a closed dialog; false if that was about other messages.
    pub fn resume(&mut self, before: &Self) -> bool {
        let same = self.messages == before.messages;
        if same {
            self.comment.clone_from(&before.comment);
            self.picker.resume(&before.picker);
        }
        same
    }

    /// The picker of the conversations to share with.
    pub const fn picker(&self) -> &Picker {
        &self.picker
    }

    /// The conversations of the sidebar were read.
    pub fn rows_changed(&mut self, rows: &[ConversationRow]) {
        self.picker.rows_changed(rows);
    }

    /// The conversations were read, or could not be.
    pub fn loaded(&mut self, targets: Result<Vec<Target>, String>) {
        self.picker.loaded(targets.map(|mut targets| {
            // Those without a date come last.
            targets.iter_mut().filter(|one| one.id == self.from).for_each(|one| one.last_at = None);
            targets
        }));
    }

    /// Handles an event of the dialog.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Picker(message) => {
                self.on = Part::Find;
                match self.picker.edit(message) {
                    Edit::Query => return Outcome::Stay,
                    Edit::Picks => self.lacking = false,
                    Edit::Nothing => {}
                    Edit::Entered => return self.enter(),
                }
                Outcome::Turn
            }
            Message::Comment(Text(text)) => {
                self.on = Part::Comment;
                self.comment = text;
                Outcome::Stay
            }
            Message::Entered(part) => {
                self.on = part;
                self.enter()
            }
        }
    }

    /// The number of messages to share.
    pub const fn count(&self) -> usize {
        self.messages.len()
    }

    /// One request for each picked conversation, with all the messages. The comment goes with the first message.
    fn requests(&self) -> Vec<Request> {
        let text = self.comment.trim();
        let wish = |to: &Target, at: usize, message: MessageId| {
            let text = if at == 0 { text.to_owned() } else { String::new() };
            Wish::Share(Passed { id: MessageId::fresh(), message, to: to.id, text, tags: Vec::new() })
        };
        let ask = |to: &Target| {
            let all = self.messages.iter().enumerate();
            let mut wishes: Vec<Wish> = all.map(|(at, message)| wish(to, at, *message)).collect();
            match wishes.pop() {
                Some(wish) if wishes.is_empty() => Request::Submit { of: to.id, wish },
                last => Request::SubmitAll { of: to.id, wishes: wishes.into_iter().chain(last).collect() },
            }
        };
        self.picker.picked().iter().map(ask).collect()
    }
}

impl Modal for Share {
    fn field(&self) -> Option<&'static str> {
        match self.on {
            Part::Find => Some(view::FIND),
            Part::Comment => Some(view::COMMENT),
            Part::Choice | Part::Switch | Part::Cancel | Part::Go => None,
        }
    }

    fn enters_by_field(&self) -> bool {
        true
    }

    fn takes_back(&self) -> bool {
        self.on == Part::Find && self.picker.takes_back()
    }

    fn holds_text(&self) -> bool {
        !self.comment.is_empty() || !self.picker.picked().is_empty()
    }

    fn step(&mut self, motion: Motion) -> Outcome {
        self.picker.move_choice(motion.lines(PAGE));
        Outcome::Stay
    }

    fn turn(&mut self, by: isize) -> Outcome {
        self.on = self.on.turned(&PARTS, by);
        Outcome::Turn
    }

    fn enter(&mut self) -> Outcome {
        match self.on {
            Part::Find if self.picker.is_idle() && !self.picker.picked().is_empty() => {
                self.on = Part::Comment;
            }
            Part::Find | Part::Choice => {
                return self.update(Message::Picker(picker::Message::Picked(self.picker.chosen())));
            }
            Part::Switch => {}
            Part::Comment | Part::Go => return self.send(),
            Part::Cancel => return Outcome::Close,
        }
        Outcome::Turn
    }

    /// Shares, if a conversation is picked.
    fn send(&mut self) -> Outcome {
        if self.picker.picked().is_empty() {
            self.lacking = true;
            self.on = Part::Find;
            return Outcome::Turn;
        }
        Outcome::Share(self.requests())
    }

    fn take_back(&mut self) -> Outcome {
        self.update(Message::Picker(self.picker.taken_back()))
    }
}
