//! The dialog that reports a message: a reason from a short list, and a comment.
//!
//! A reason is required; for *Something else* the comment is required too. Up and Down choose a reason while the
//! comment is being written. Must not know: how a report is kept or sent. Drawing is in `view`.
//! Tests: `tests/window/reporting.rs`.

pub mod view;

use super::share::Part;

use crate::chat::{MessageId, Wish, conversation};
use crate::intent::Request;
use crate::language::tr;

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

    /// The reason as moderators get it, whatever the language of the window.
    const fn sent(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Harassment => "harassment",
            Self::Sensitive => "sensitive content",
            Self::Other => "something else",
        }
    }
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
        Self { of, message, reason: None, words: String::new(), on: Part::Comment, lacking: None }
    }

    /// The part that has keyboard focus.
    pub const fn on(&self) -> Part {
        self.on
    }

    /// True if a comment was written.
    pub const fn is_begun(&self) -> bool {
        !self.words.is_empty()
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

    /// The comment was changed.
    pub fn noted(&mut self, words: String) {
        self.on = Part::Comment;
        self.words = words;
    }

    /// A line of the list was pressed.
    pub fn pick(&mut self, line: usize) {
        self.reason = Reason::ALL.get(line).copied().or(self.reason);
        self.lacking = None;
        self.on = Part::Comment;
    }

    /// Moves the choice, not beyond the ends; with no reason chosen, down takes the first and up the last.
    pub fn step(&mut self, lines: isize) {
        let here = Reason::ALL.iter().position(|reason| Some(*reason) == self.reason);
        let last = Reason::ALL.len() - 1;
        let there = match here {
            Some(here) => here.saturating_add_signed(lines).min(last),
            None if lines > 0 => 0,
            None => last,
        };
        self.pick(there);
    }

    /// Moves keyboard focus to the next part, wrapping around at the end.
    pub const fn turn(&mut self) {
        self.on = match self.on {
            Part::Choice | Part::Find | Part::Comment => Part::Cancel,
            Part::Cancel => Part::Go,
            Part::Go => Part::Comment,
        };
    }

    /// Moves keyboard focus to the previous part, wrapping around at the start.
    pub const fn turn_back(&mut self) {
        self.on = match self.on {
            Part::Choice | Part::Find | Part::Comment => Part::Go,
            Part::Cancel => Part::Comment,
            Part::Go => Part::Cancel,
        };
    }

    /// Moves keyboard focus to this part.
    pub const fn turn_to(&mut self, part: Part) {
        self.on = part;
    }

    /// The request that reports the message, or `None` if something is missing.
    pub fn go(&mut self) -> Option<Request> {
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
