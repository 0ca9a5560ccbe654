//! The dialog that shares messages: the conversations they go to, and a comment.
//!
//! Conversations are found as in *Jump to…*; several can be picked, and each one is a chip that can be removed. Enter
//! in an empty search field moves to the comment, Enter there shares. The dialog opens before the names have been read.
//! Must not know: how a share is kept or sent. Drawing is in `view`. Tests: `tests/window/sharing.rs`.

pub mod view;

use super::picker::{Offers, Picker};

use crate::chat::wish::Share as Passed;
use crate::chat::{MessageId, Wish};
use crate::intent::Request;
use crate::row::Target;
use crate::screen::inbox::message::card::Quoted;

/// The state of the dialog.
#[derive(Debug, Clone)]
pub struct Share {
    /// The messages to share, in their order.
    messages: Vec<MessageId>,
    /// Quote of the first message.
    quoted: Quoted,
    picker: Picker,
    comment: String,
    on: Part,
    /// True after an attempt to share with nobody picked.
    lacking: bool,
}

/// A part of a dialog that can have keyboard focus, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The kind of a new conversation, where that is a choice.
    Choice,
    Find,
    Comment,
    Cancel,
    Go,
}

impl Part {
    const ALL: [Self; 4] = [Self::Find, Self::Comment, Self::Cancel, Self::Go];
}

/// The result of Enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Stay,
    Leave,
    Go(Vec<Request>),
}

impl Share {
    /// For these messages, the first of which is quoted, with nobody picked and no names read.
    pub fn new(messages: Vec<MessageId>, quoted: Quoted) -> Self {
        Self {
            messages,
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

    /// True if a comment was written or a conversation picked.
    pub fn is_begun(&self) -> bool {
        !self.comment.is_empty() || !self.picker.picked().is_empty()
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

    /// True if Backspace removes the conversation picked last.
    pub fn takes_back(&self) -> bool {
        self.on == Part::Find && self.picker.takes_back()
    }

    /// The conversations were read, or could not be.
    pub fn loaded(&mut self, targets: Result<Vec<Target>, String>) {
        self.picker.loaded(targets);
    }

    /// The search text was changed.
    pub fn typed(&mut self, query: String) {
        self.on = Part::Find;
        self.picker.typed(query);
    }

    /// The comment was changed.
    pub fn noted(&mut self, comment: String) {
        self.on = Part::Comment;
        self.comment = comment;
    }

    /// Moves keyboard focus on by `by` parts, wrapping around at the ends.
    pub fn turn(&mut self, by: isize) {
        let here = Part::ALL.iter().position(|part| *part == self.on).unwrap_or_default();
        let all = Part::ALL.len();
        let there = here.saturating_add(all).saturating_add_signed(by) % all;
        self.on = Part::ALL.get(there).copied().unwrap_or(Part::Find);
    }

    /// Moves keyboard focus to this part.
    pub const fn turn_to(&mut self, part: Part) {
        self.on = part;
    }

    /// Moves the choice among the answers, not beyond the ends.
    pub fn step(&mut self, lines: isize) {
        self.picker.step(lines);
    }

    /// Picks an answer.
    pub fn pick(&mut self, line: usize) {
        if self.picker.pick(line) {
            self.lacking = false;
        }
        self.on = Part::Find;
    }

    /// Removes a picked conversation.
    pub fn take_off(&mut self, place: usize) {
        self.picker.take_off(place);
        self.on = Part::Find;
    }

    /// Removes the conversation picked last.
    pub fn take_back(&mut self) {
        self.picker.take_back();
        self.on = Part::Find;
    }

    /// Handles Enter in the part that has keyboard focus.
    pub fn enter(&mut self) -> Step {
        match self.on {
            Part::Find if self.picker.is_idle() && !self.picker.picked().is_empty() => {
                self.on = Part::Comment;
                Step::Stay
            }
            Part::Find | Part::Choice => {
                self.pick(self.picker.chosen());
                Step::Stay
            }
            Part::Comment | Part::Go => self.go(),
            Part::Cancel => Step::Leave,
        }
    }

    /// The number of messages to share.
    pub const fn count(&self) -> usize {
        self.messages.len()
    }

    /// Shares, if a conversation is picked: one request for each, with all the messages. The comment goes with the
    /// first message.
    pub fn go(&mut self) -> Step {
        if self.picker.picked().is_empty() {
            self.lacking = true;
            self.on = Part::Find;
            return Step::Stay;
        }
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
        Step::Go(self.picker.picked().iter().map(ask).collect())
    }
}
