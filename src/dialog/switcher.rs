//! *Jump to…*: every conversation, every person and every command, found by any part of the name.
//!
//! It opens before the list of targets has been read and fills when they come. Must not know: the session.
//! Tests: `rank` below this, `tests/window/switcher.rs`.

pub mod rank;

use crate::chat::conversation;
use crate::row::Target;
use crate::screen::keys::{self, Binding, Command};

use std::cmp::Reverse;

/// At most so many answers are shown.
pub const SHOWN: usize = 40;

/// The state of the dialog.
#[derive(Debug, Clone)]
pub struct Switcher {
    query: String,
    targets: Targets,
    answers: Vec<Answer>,
    chosen: usize,
}

/// The conversations and people to choose from.
#[derive(Debug, Clone)]
pub enum Targets {
    Loading,
    Ready(Vec<Target>),
    Failed(String),
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Talk(Target),
    Do(&'static Binding),
}

/// What the list of answers is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Talk(conversation::Id),
    Do(Command),
}

impl Answer {
    /// What happens when it is chosen.
    pub fn choice(&self) -> Choice {
        match self {
            Self::Talk(target) => Choice::Talk(target.id),
            Self::Do(binding) => Choice::Do(binding.command),
        }
    }
}

impl Switcher {
    /// With nothing typed and nothing read.
    pub fn new() -> Self {
        let mut switcher =
            Self { query: String::new(), targets: Targets::Loading, answers: Vec::new(), chosen: 0 };
        switcher.answer();
        switcher
    }

    /// The text typed.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Whether the list of targets is there.
    pub const fn targets(&self) -> &Targets {
        &self.targets
    }

    /// The best answers, best first.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Which answer Enter takes.
    pub const fn chosen(&self) -> usize {
        self.chosen
    }

    /// The targets were read.
    pub fn loaded(&mut self, targets: Result<Vec<Target>, String>) {
        self.targets = match targets {
            Ok(mut targets) => {
                targets.sort_by_key(|target| Reverse(target.last_at));
                Targets::Ready(targets)
            }
            Err(error) => Targets::Failed(error),
        };
        self.answer();
    }

    /// Something was typed.
    pub fn typed(&mut self, query: String) {
        self.query = query;
        self.chosen = 0;
        self.answer();
    }

    /// Moves the choice by so many lines, not beyond the ends.
    pub fn step(&mut self, lines: isize) {
        let last = self.answers.len().saturating_sub(1);
        self.chosen = self.chosen.saturating_add_signed(lines).min(last);
    }

    /// The name of a target.
    pub fn name_of(&self, of: conversation::Id) -> Option<&str> {
        match &self.targets {
            Targets::Ready(targets) => {
                targets.iter().find(|target| target.id == of).map(|target| target.name.as_str())
            }
            Targets::Loading | Targets::Failed(_) => None,
        }
    }

    /// What Enter does now.
    pub fn choice(&self) -> Option<Choice> {
        self.answers.get(self.chosen).map(Answer::choice)
    }

    fn answer(&mut self) {
        let query = self.query.trim();
        let sigil = query.chars().next().filter(|sigil| matches!(sigil, '#' | '@' | '&'));
        let mut talks: Vec<(u32, Answer)> = match &self.targets {
            Targets::Ready(targets) => targets
                .iter()
                .filter(|target| sigil.is_none_or(|sigil| target.id.kind().sigil() == sigil))
                .filter_map(|target| {
                    rank::rank(query, &target.name).map(|rank| (rank, Answer::Talk(target.clone())))
                })
                .collect(),
            Targets::Loading | Targets::Failed(_) => Vec::new(),
        };
        let commands = keys::offered().filter(|_| sigil.is_none()).filter_map(|binding| {
            // A command only goes before a conversation when it answers clearly better.
            rank::rank(query, binding.words).map(|rank| (rank.saturating_sub(30), Answer::Do(binding)))
        });
        talks.extend(commands);
        // Stable: among equals the latest conversation first, commands last.
        talks.sort_by_key(|(rank, _)| Reverse(*rank));
        self.answers = talks.into_iter().map(|(_, answer)| answer).take(SHOWN).collect();
        self.step(0);
    }
}

impl Default for Switcher {
    fn default() -> Self {
        Self::new()
    }
}
