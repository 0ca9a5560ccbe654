//! The dialog that reports a message: a reason from a short list, and a comment; to reviewers, with the messages around it
//! if the user wants that. It says who will see the report.
//!
//! A reason is required; for *Something else* the comment is required too. The reasons have the focus first; Up and Down
//! choose one also while the comment is being written. Must not know: how a report is kept or sent. Drawing is in `view`.
//! Tests: `tests/window/reporting.rs`.

pub mod view;

use super::modal::{Modal, Outcome, PAGE, Part, Text};

use crate::chat::fold::fold;
use crate::chat::wish::Switch;
use crate::chat::{MessageId, Wish, conversation};
use crate::intent::Request;
use crate::language::tr;
use crate::screen::inbox::message::card::Quoted;
use crate::screen::keys::Motion;
use crate::settings::Review;

/// Why a message is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Its words in the list.
    pub words: String,
    /// The reason as sent to reviewers; empty if the comment alone is sent.
    sent: String,
}

impl Reason {
    /// The reasons of the company, or else the client's own.
    fn of(review: &Review) -> Vec<Self> {
        if review.reasons.is_empty() {
            // The sent words are independent of the window's language.
            return [
                (tr::report_spam(), "spam"),
                (tr::report_harassment(), "harassment"),
                (tr::report_sensitive(), "sensitive content"),
                (tr::report_other(), ""),
            ]
            .map(|(words, sent)| Self { words: words.to_owned(), sent: sent.to_owned() })
            .into();
        }
        let own = |words: &String| {
            let is_other = fold(words) == fold(tr::report_other());
            Self { words: words.clone(), sent: if is_other { String::new() } else { words.clone() } }
        };
        review.reasons.iter().map(own).collect()
    }
}

/// The people who will see the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SeenBy {
    Reviewers,
    /// Everyone in the message's conversation.
    Everyone,
}

/// An event of the dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The reason at this index was pressed.
    Picked(usize),
    /// The comment was changed.
    Details(Text),
    /// The switch for the messages around was pressed.
    ContextSwitched,
    /// Enter in the comment, or a press of a button.
    Entered(Part),
}

/// The state of the dialog.
#[derive(Debug, Clone)]
pub struct Report {
    of: conversation::Id,
    message: MessageId,
    quoted: Box<Quoted>,
    reasons: Vec<Reason>,
    /// The index of the chosen reason.
    reason: Option<usize>,
    words: String,
    seen_by: SeenBy,
    /// How many messages before and after can go along, and if they do.
    context: (usize, Switch),
    on: Part,
    /// The missing input, after an attempt to report without it.
    lacking: Option<&'static str>,
}

impl Report {
    /// A report of this message under this policy, with no reason chosen.
    pub fn new(of: conversation::Id, message: MessageId, quoted: Quoted, review: &Review) -> Self {
        Self {
            of,
            message,
            quoted: Box::new(quoted),
            reasons: Reason::of(review),
            reason: None,
            words: String::new(),
            seen_by: review.to.as_ref().map_or(SeenBy::Everyone, |_| SeenBy::Reviewers),
            context: (review.to.as_ref().map_or(0, |_| review.context), Switch::Off),
            on: Part::Choice,
            lacking: None,
        }
    }

    /// True if a reason is chosen: without one, the button that reports waits.
    pub const fn is_ready(&self) -> bool {
        self.reason.is_some()
    }

    /// The part that has keyboard focus.
    pub const fn on(&self) -> Part {
        self.on
    }

    /// Handles an event of the dialog.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Picked(line) => {
                self.pick(line);
                self.on = Part::Comment;
                Outcome::Turn
            }
            Message::Details(Text(text)) => {
                self.on = Part::Comment;
                self.words = text;
                Outcome::Stay
            }
            Message::ContextSwitched => {
                self.on = Part::Switch;
                self.toggle_context()
            }
            Message::Entered(part) => {
                self.on = part;
                self.enter()
            }
        }
    }

    /// Takes over the comment and reason of a closed report; false if that was about another message.
    pub fn resume(&mut self, before: &Self) -> bool {
        let same = self.message == before.message;
        if same {
            self.words.clone_from(&before.words);
            self.reason = before.reason;
            self.context.1 = before.context.1;
        }
        same
    }

    /// Chooses a reason of the list.
    fn pick(&mut self, line: usize) {
        self.reason = Some(line).filter(|line| *line < self.reasons.len()).or(self.reason);
        self.lacking = None;
    }

    /// Moves the choice, not beyond the ends; with no reason chosen, down takes the first and up the last.
    fn move_choice(&mut self, lines: isize) {
        let last = self.reasons.len().saturating_sub(1);
        let there = match self.reason {
            Some(here) => here.saturating_add_signed(lines).min(last),
            None if lines > 0 => 0,
            None => last,
        };
        self.pick(there);
    }

    fn toggle_context(&mut self) -> Outcome {
        self.context.1 = match self.context.1 {
            Switch::On => Switch::Off,
            Switch::Off => Switch::On,
        };
        Outcome::Turn
    }

    /// True if the chosen reason needs a comment.
    fn needs_words(&self) -> bool {
        self.chosen().is_some_and(|reason| reason.sent.is_empty())
    }

    fn chosen(&self) -> Option<&Reason> {
        self.reasons.get(self.reason?)
    }

    /// The request that reports the message, or `None` if something is missing.
    fn go(&mut self) -> Option<Request> {
        let words = self.words.trim();
        let reason = match (self.chosen(), words) {
            (None, _) => {
                self.lacking = Some(tr::report_no_reason());
                return None;
            }
            (Some(reason), "") if reason.sent.is_empty() => {
                self.lacking = Some(tr::report_no_details());
                self.on = Part::Comment;
                return None;
            }
            (Some(reason), words) if reason.sent.is_empty() => words.to_owned(),
            (Some(reason), "") => reason.sent.clone(),
            (Some(reason), words) => format!("{}: {words}", reason.sent),
        };
        let wish = Wish::Report { message: self.message, reason, context: self.context.1 };
        Some(Request::Submit { of: self.of, wish })
    }
}

impl Modal for Report {
    fn field(&self) -> Option<&'static str> {
        match self.on {
            Part::Find | Part::Comment => Some(view::WORDS),
            Part::Choice | Part::Switch | Part::Cancel | Part::Go => None,
        }
    }

    fn enters_by_field(&self) -> bool {
        true
    }

    fn holds_text(&self) -> bool {
        !self.words.is_empty()
    }

    fn step(&mut self, motion: Motion) -> Outcome {
        self.move_choice(motion.lines(PAGE));
        Outcome::Stay
    }

    /// Moves keyboard focus to the next or previous part, wrapping around at the ends.
    fn turn(&mut self, by: isize) -> Outcome {
        let parts: &[Part] = if self.context.0 > 0 {
            &[Part::Choice, Part::Comment, Part::Switch, Part::Cancel, Part::Go]
        } else {
            &[Part::Choice, Part::Comment, Part::Cancel, Part::Go]
        };
        self.on = self.on.turned(parts, by);
        Outcome::Turn
    }

    fn enter(&mut self) -> Outcome {
        match self.on {
            Part::Cancel => Outcome::Close,
            Part::Switch => self.toggle_context(),
            Part::Choice | Part::Find | Part::Comment | Part::Go => self.send(),
        }
    }

    /// If something is missing, the dialog says what, and only keyboard focus moves.
    fn send(&mut self) -> Outcome {
        self.go().map_or(Outcome::Turn, |request| Outcome::Ask(request.into()))
    }
}
