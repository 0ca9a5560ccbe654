//! The dialog for the words of a reviewer: a warning to the author, a question to the reporter, a note, or a case that is
//! handed over to somebody.
//!
//! Without words, a warning and a question have the usual ones. Must not know: how a decision is kept or carried out.
//! Drawing is in `view`. Tests: `tests/window/desk.rs`.

pub mod view;

use super::modal::{Modal, Outcome, PAGE, Part, Text};
use super::picker::{self, Edit, Offers, Picker};

use crate::chat::wish::{self, Decision, Post};
use crate::chat::{MessageId, Wish, conversation};
use crate::intent::Request;
use crate::row::{ConversationRow, Target};
use crate::screen::inbox::message::card::Quoted;
use crate::screen::keys::Motion;

/// The purpose of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Warn,
    Ask,
    HandOver,
    /// A note in this conversation, below this report.
    Note(conversation::Id, MessageId),
}

/// The case that the words are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The reported message.
    pub case: MessageId,
    /// The conversation of its thread.
    pub of: conversation::Id,
    /// The conversation of the reported message: the case is not handed over to it.
    pub place: Option<conversation::Id>,
    pub quoted: Quoted,
}

/// An event of the dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Picker(picker::Message),
    /// The words were changed.
    Words(Text),
    /// Enter in the words, or a press of a button.
    Entered(Part),
}

/// The state of the dialog.
#[derive(Debug, Clone)]
pub struct Decide {
    purpose: Purpose,
    about: About,
    picker: Picker,
    words: String,
    on: Part,
    /// True after an attempt to go on without what is needed.
    lacking: bool,
}

impl Decide {
    /// A dialog with nothing written.
    pub fn new(purpose: Purpose, about: About) -> Self {
        let on = if purpose == Purpose::HandOver { Part::Find } else { Part::Comment };
        let picker = Picker::new(Offers::Conversations);
        Self { purpose, about, picker, words: String::new(), on, lacking: false }
    }

    /// The part that has keyboard focus.
    pub const fn on(&self) -> Part {
        self.on
    }

    /// The picker of the person or conversation that gets the case.
    pub const fn picker(&self) -> &Picker {
        &self.picker
    }

    /// True if somebody is to be picked.
    pub fn picks(&self) -> bool {
        self.purpose == Purpose::HandOver
    }

    /// Takes over the words of a closed dialog; false if that was about another case or purpose.
    pub fn resume(&mut self, before: &Self) -> bool {
        let same = self.about.case == before.about.case && self.purpose == before.purpose;
        if same {
            self.words.clone_from(&before.words);
            self.picker.resume(&before.picker);
        }
        same
    }

    /// The conversations of the sidebar were read.
    pub fn rows_changed(&mut self, rows: &[ConversationRow]) {
        self.picker.rows_changed(rows);
    }

    /// The conversations were read, or could not be. The reported message's own is not offered.
    pub fn loaded(&mut self, targets: Result<Vec<Target>, String>) {
        let place = self.about.place;
        self.picker.loaded(targets.map(|mut targets| {
            targets.retain(|target| Some(target.id) != place);
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
                    Edit::Picks => {
                        self.lacking = false;
                        // One is enough.
                        if !self.picker.picked().is_empty() {
                            self.on = Part::Comment;
                        }
                    }
                    Edit::Nothing => {}
                    Edit::Entered => return self.enter(),
                }
                Outcome::Turn
            }
            Message::Words(Text(text)) => {
                self.on = Part::Comment;
                self.words = text;
                self.lacking = false;
                Outcome::Stay
            }
            Message::Entered(part) => {
                self.on = part;
                self.enter()
            }
        }
    }

    fn parts(&self) -> &'static [Part] {
        if self.picks() {
            &[Part::Find, Part::Comment, Part::Cancel, Part::Go]
        } else {
            &[Part::Comment, Part::Cancel, Part::Go]
        }
    }

    /// The request, or `None` if something is missing.
    fn request(&self) -> Option<Request> {
        let words = self.words.trim().to_owned();
        let decide = |decision, to, text, note| {
            let message = self.about.case;
            let wish = wish::Decide { id: MessageId::fresh(), message, decision, to, text, note };
            Request::Submit { of: self.about.of, wish: Wish::Decide(wish) }
        };
        match self.purpose {
            Purpose::Warn => Some(decide(Decision::Warn, None, words, String::new())),
            Purpose::Ask => Some(decide(Decision::Ask, None, words, String::new())),
            Purpose::HandOver => {
                let to = self.picker.picked().last()?.id;
                Some(decide(Decision::HandOver, Some(to), String::new(), words))
            }
            Purpose::Note(_, _) if words.is_empty() => None,
            Purpose::Note(of, root) => {
                let post = Post {
                    id: MessageId::fresh(),
                    to: of,
                    text: words,
                    tags: Vec::new(),
                    files: Vec::new(),
                    reply_to: Some(root),
                };
                Some(Request::Submit { of, wish: Wish::Post(post) })
            }
        }
    }
}

impl Modal for Decide {
    fn field(&self) -> Option<&'static str> {
        match self.on {
            Part::Find => Some(view::FIND),
            Part::Comment => Some(view::WORDS),
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
        !self.words.is_empty() || !self.picker.picked().is_empty()
    }

    fn step(&mut self, motion: Motion) -> Outcome {
        if self.picks() {
            self.picker.move_choice(motion.lines(PAGE));
        }
        Outcome::Stay
    }

    fn turn(&mut self, by: isize) -> Outcome {
        self.on = self.on.turned(self.parts(), by);
        Outcome::Turn
    }

    fn enter(&mut self) -> Outcome {
        match self.on {
            Part::Find if self.picker.is_idle() && !self.picker.picked().is_empty() => {
                self.on = Part::Comment;
                Outcome::Turn
            }
            Part::Find | Part::Choice => {
                self.update(Message::Picker(picker::Message::Picked(self.picker.chosen())))
            }
            Part::Switch => Outcome::Turn,
            Part::Comment | Part::Go => self.send(),
            Part::Cancel => Outcome::Close,
        }
    }

    /// If something is missing, the dialog says what, and only keyboard focus moves.
    fn send(&mut self) -> Outcome {
        if let Some(request) = self.request() {
            return Outcome::Ask(request.into());
        }
        self.lacking = true;
        self.on = if self.picks() { Part::Find } else { Part::Comment };
        Outcome::Turn
    }

    fn take_back(&mut self) -> Outcome {
        self.update(Message::Picker(self.picker.taken_back()))
    }
}
