//! Passing a message on: to which conversations, and with what comment.
//!
//! Conversations are found as in *Jump to…*, and several can be picked; each stands as a chip that can be taken off.
//! Enter in an empty field goes on to the comment, Enter there shares. It opens before the names have been read.
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
    /// In their order.
    messages: Vec<MessageId>,
    /// The first of them.
    quoted: Quoted,
    picker: Picker,
    comment: String,
    on: Part,
    /// Sharing was tried with nobody picked.
    lacking: bool,
}

/// What in it can have the keyboard, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// What kind it is to be, where that is a choice.
    Choice,
    Find,
    Comment,
    Cancel,
    Go,
}

impl Part {
    const ALL: [Self; 4] = [Self::Find, Self::Comment, Self::Cancel, Self::Go];
}

/// What came of Enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Stay,
    Leave,
    Go(Vec<Request>),
}

impl Share {
    /// For these messages, of which the first is quoted, with nobody picked and nothing read.
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

    /// Where the keyboard is in it.
    pub const fn on(&self) -> Part {
        self.on
    }

    /// Whether something was written or chosen.
    pub fn is_begun(&self) -> bool {
        !self.comment.is_empty() || !self.picker.picked().is_empty()
    }

    /// Goes on where one of the same messages was left; says whether it is one.
    pub fn resume(&mut self, before: &Self) -> bool {
        let same = self.messages == before.messages;
        if same {
            self.comment.clone_from(&before.comment);
            self.picker.resume(&before.picker);
        }
        same
    }

    /// Which conversations it goes to.
    pub const fn picker(&self) -> &Picker {
        &self.picker
    }

    /// Whether Backspace takes the last one off.
    pub fn takes_back(&self) -> bool {
        self.on == Part::Find && self.picker.takes_back()
    }

    /// The conversations were read.
    pub fn loaded(&mut self, targets: Result<Vec<Target>, String>) {
        self.picker.loaded(targets);
    }

    /// Something was typed to find a conversation by.
    pub fn typed(&mut self, query: String) {
        self.on = Part::Find;
        self.picker.typed(query);
    }

    /// The comment is another one.
    pub fn noted(&mut self, comment: String) {
        self.on = Part::Comment;
        self.comment = comment;
    }

    /// The keyboard goes so many parts on.
    pub fn turn(&mut self, by: isize) {
        let here = Part::ALL.iter().position(|part| *part == self.on).unwrap_or_default();
        let all = Part::ALL.len();
        let there = here.saturating_add(all).saturating_add_signed(by) % all;
        self.on = Part::ALL.get(there).copied().unwrap_or(Part::Find);
    }

    /// The keyboard goes to this part.
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

    /// Takes one off that was picked.
    pub fn take_off(&mut self, place: usize) {
        self.picker.take_off(place);
        self.on = Part::Find;
    }

    /// Takes off what was picked last.
    pub fn take_back(&mut self) {
        self.picker.take_back();
        self.on = Part::Find;
    }

    /// Enter, where the keyboard is.
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

    /// How many messages are shared.
    pub const fn count(&self) -> usize {
        self.messages.len()
    }

    /// Shares, if there is anybody to share with: one wish for each message, or several together. The comment stands with
    /// the first.
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
