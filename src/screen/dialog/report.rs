//! The dialog that reports a message: a reason from a short list, and a comment.
//!
//! A reason is required; for *Something else* the comment is required too. The reasons have the focus first; Up and Down
//! choose one also while the comment is being written. Must not know: how a report is kept or sent. Drawing is in `view`.
//! Tests: `tests/window/reporting.rs`.

pub mod view;

use super::modal::{Modal, Outcome, PAGE, Part, Text};

use crate::chat::{MessageId, Wish, conversation};
use crate::intent::Request;
use crate::language::tr;
use crate::screen::keys::Motion;

/// Why a message is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Spam,
    Harassment,
    Sensitive,
    Other,
}

impl Reason {
    /// All reasons, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Spam, Self::Harassment, Self::Sensitive, Self::Other];

    /// The reason's words in the list.
    pub fn words(self) -> &'static str {
        match self {
            Self::Spam => tr::report_spam(),
            Self::Harassment => tr::report_harassment(),
            Self::Sensitive => tr::report_sensitive(),
            Self::Other => tr::report_other(),
        }
    }

    /// The reason as sent to moderators, independent of the window's language.
    const fn sent(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Harassment => "harassment",
            Self::Sensitive => "sensitive content",
            Self::Other => "something else",
        }
    }
}

/// An event of the dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The reason at this index was pressed.
    Picked(usize),
    /// The comment was changed.
    Details(Text),
    /// Enter in the comment, or a press of a button.
    Entered(Part),
}

/// The state of the dialog.
#[derive(Debug, Clone)]
pub struct Report {
    of: conversation::Id,
    message: MessageId,
    reason: Option<Reason>,
    words: String,
    on: Part,
    /// The missing input, after an attempt to report without it.
    lacking: Option<&'static str>,
}

impl Report {
    /// A report of this message, with no reason chosen.
    pub const fn new(of: conversation::Id, message: MessageId) -> Self {
        Self { of, message, reason: None, words: String::new(), on: Part::Choice, lacking: None }
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
        }
        same
    }

    /// Chooses a reason of the list.
    fn pick(&mut self, line: usize) {
        self.reason = Reason::ALL.get(line).copied().or(self.reason);
        self.lacking = None;
    }

    /// Moves the choice, not beyond the ends; with no reason chosen, down takes the first and up the last.
    fn move_choice(&mut self, lines: isize) {
        let here = Reason::ALL.iter().position(|reason| Some(*reason) == self.reason);
        let last = Reason::ALL.len() - 1;
        let there = match here {
            Some(here) => here.saturating_add_signed(lines).min(last),
            None if lines > 0 => 0,
            None => last,
        };
        self.pick(there);
    }

    /// The request that reports the message, or `None` if something is missing.
    fn go(&mut self) -> Option<Request> {
        let words = self.words.trim();
        let reason = match (self.reason, words) {
            (None, _) => {
                self.lacking = Some(tr::report_no_reason());
                return None;
            }
            (Some(Reason::Other), "") => {
                self.lacking = Some(tr::report_no_details());
                self.on = Part::Comment;
                return None;
            }
            (Some(Reason::Other), words) => words.to_owned(),
            (Some(reason), "") => reason.sent().to_owned(),
            (Some(reason), words) => format!("{}: {words}", reason.sent()),
        };
        Some(Request::Submit { of: self.of, wish: Wish::Report { message: self.message, reason } })
    }
}

impl Modal for Report {
    fn field(&self) -> Option<&'static str> {
        match self.on {
            Part::Find | Part::Comment => Some(view::WORDS),
            Part::Choice | Part::Cancel | Part::Go => None,
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
        const PARTS: [Part; 4] = [Part::Choice, Part::Comment, Part::Cancel, Part::Go];
        let here = PARTS.iter().position(|part| *part == self.on).unwrap_or_default();
        let there = (here + PARTS.len()).saturating_add_signed(by) % PARTS.len();
        self.on = PARTS.get(there).copied().unwrap_or(Part::Choice);
        Outcome::Turn
    }

    fn enter(&mut self) -> Outcome {
        if self.on == Part::Cancel { Outcome::Close } else { self.send() }
    }

    /// If something is missing, the dialog says what, and only keyboard focus moves.
    fn send(&mut self) -> Outcome {
        self.go().map_or(Outcome::Turn, |request| Outcome::Ask(request.into()))
    }
}
