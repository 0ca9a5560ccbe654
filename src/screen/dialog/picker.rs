//! Finds conversations, people and commands by any part of their name, and picks one or several.
//!
//! *Jump to…* is a picker alone, with a heading for each kind of answer; sharing and new conversations contain one, with
//! a chip for each item picked. It opens before the names have been read and fills when they arrive. Must not know: the
//! purpose of a pick. Drawing is in `view`. Tests: below, `rank`, `tests/window/switcher.rs`, `tests/window/sharing.rs`.

pub mod rank;
pub mod view;

use super::modal::{Modal, Outcome, PAGE, Text};

use crate::chat::conversation;
use crate::row::{ConversationRow, Target};
use crate::screen::keys::{self, Binding, Command, Motion};

use rank::rank;

use std::cmp::Reverse;
use std::collections::HashMap;

/// The largest number of answers shown.
pub const SHOWN: usize = 40;

/// The kinds of answers that a picker offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offers {
    Conversations,
    /// Only people: a `#` before a name is ignored.
    People,
    /// Conversations and keyboard commands.
    Everything,
}

/// An event of a picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The search text was changed.
    Typed(Text),
    /// The answer at this index was pressed.
    Picked(usize),
    /// The picked item at this index was removed.
    TakenOff(usize),
    /// Enter in the search field.
    Entered,
}

/// The effect of an event on a picker inside another dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    Query,
    /// An item was picked or removed.
    Picks,
    /// Nothing changed: the answer is no conversation, or the item is gone already.
    Nothing,
    /// Enter in the search field.
    Entered,
}

/// The state of the picker.
#[derive(Debug, Clone)]
pub struct Picker {
    offers: Offers,
    /// The open conversation, which is offered only when it is searched.
    here: Option<conversation::Id>,
    query: String,
    targets: Targets,
    /// The conversations of the sidebar, for their unread messages and faces.
    rows: HashMap<conversation::Id, ConversationRow>,
    answers: Vec<Answer>,
    chosen: usize,
    /// An arrow chose the answer: Enter takes it even with nothing typed.
    moved: bool,
    picked: Vec<Target>,
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
    Conversation(Target),
    Command(&'static Binding),
}

/// The kind of an answer, which has a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Channels,
    People,
    Groups,
    Commands,
}

impl Answer {
    /// The heading under which it stands.
    pub const fn section(&self) -> Section {
        match self {
            Self::Conversation(target) => match target.id.kind() {
                conversation::Kind::Channel => Section::Channels,
                conversation::Kind::Direct => Section::People,
                conversation::Kind::Group => Section::Groups,
            },
            Self::Command(_) => Section::Commands,
        }
    }

    /// The result of choosing it in *Jump to…*.
    const fn outcome(&self) -> Outcome {
        match self {
            Self::Conversation(target) => Outcome::Open(target.id),
            Self::Command(binding) => Outcome::Do(binding.command),
        }
    }
}

impl Picker {
    /// With nothing typed, nothing read and nothing picked.
    pub fn new(offers: Offers) -> Self {
        let mut picker = Self {
            offers,
            here: None,
            query: String::new(),
            targets: Targets::Loading,
            rows: HashMap::new(),
            answers: Vec::new(),
            chosen: 0,
            moved: false,
            picked: Vec::new(),
        };
        picker.answer();
        picker
    }

    /// The same, in this conversation.
    #[must_use]
    pub const fn at(mut self, here: Option<conversation::Id>) -> Self {
        self.here = here;
        self
    }

    /// The text typed.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The list to choose from, as far as it has been read.
    pub const fn targets(&self) -> &Targets {
        &self.targets
    }

    /// The best answers, best first.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// The answer that Enter takes.
    pub const fn chosen(&self) -> usize {
        self.chosen
    }

    /// The items picked, in the order of picking.
    pub fn picked(&self) -> &[Target] {
        &self.picked
    }

    /// True while nothing is typed and no arrow has chosen an answer.
    pub fn is_idle(&self) -> bool {
        self.query.trim().is_empty() && !self.moved
    }

    /// True if Backspace removes the item picked last.
    pub fn takes_back(&self) -> bool {
        self.query.is_empty() && !self.picked.is_empty()
    }

    /// Removes the item picked last.
    pub fn taken_back(&self) -> Message {
        Message::TakenOff(self.picked.len().saturating_sub(1))
    }

    /// The targets were read, or could not be.
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

    /// The sidebar was read: its rows have the unread messages and the faces.
    pub fn rows_changed(&mut self, rows: &[ConversationRow]) {
        self.rows = rows.iter().map(|row| (row.id, row.clone())).collect();
    }

    /// The row of the sidebar for a conversation; hidden ones and people never written to have none.
    pub fn row(&self, of: conversation::Id) -> Option<&ConversationRow> {
        self.rows.get(&of)
    }

    /// The heading above an answer: one of another kind comes before it.
    pub fn heading(&self, at: usize) -> Option<Section> {
        let section = self.answers.get(at)?.section();
        let before = at.checked_sub(1).and_then(|before| self.answers.get(before)).map(Answer::section);
        (self.offers == Offers::Everything && before != Some(section)).then_some(section)
    }

    /// The search text was changed.
    fn typed(&mut self, query: String) {
        self.query = query;
        self.restart();
    }

    /// Moves the choice by this many lines, not beyond the ends.
    pub fn move_choice(&mut self, lines: isize) {
        let last = self.answers.len().saturating_sub(1);
        // The first arrow down only shows that the first answer is already chosen.
        self.chosen = self.chosen.saturating_add_signed(lines).min(last);
        self.moved = !self.answers.is_empty();
    }

    /// Picks the answer on this line; false if it is no conversation.
    fn pick(&mut self, line: usize) -> bool {
        let Some(Answer::Conversation(target)) = self.answers.get(line).cloned() else { return false };
        self.picked.push(target);
        self.query.clear();
        self.restart();
        true
    }

    /// Removes a picked item; false if there is none at `place`.
    fn take_off(&mut self, place: usize) -> bool {
        if place >= self.picked.len() {
            return false;
        }
        self.picked.remove(place);
        self.restart();
        true
    }

    /// Takes over the items that another picker had picked.
    pub fn resume(&mut self, before: &Self) {
        self.picked.clone_from(&before.picked);
    }

    /// The name of a target.
    pub fn name_of(&self, id: conversation::Id) -> Option<&str> {
        let targets = match &self.targets {
            Targets::Ready(targets) => targets.as_slice(),
            Targets::Loading | Targets::Failed(_) => &[],
        };
        self.picked.iter().chain(targets).find(|target| target.id == id).map(|target| target.name.as_str())
    }

    /// Handles an event in *Jump to…*, where an answer is opened, not picked.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Typed(Text(text)) => self.typed(text),
            Message::Picked(line) => return self.open(line),
            Message::Entered => return self.open(self.chosen),
            Message::TakenOff(_) => {}
        }
        Outcome::Stay
    }

    /// Handles an event inside another dialog, where answers are picked.
    pub fn edit(&mut self, message: Message) -> Edit {
        let is_changed = match message {
            Message::Typed(Text(text)) => {
                self.typed(text);
                return Edit::Query;
            }
            Message::Entered => return Edit::Entered,
            Message::Picked(line) => self.pick(line),
            Message::TakenOff(place) => self.take_off(place),
        };
        if is_changed { Edit::Picks } else { Edit::Nothing }
    }

    fn open(&self, line: usize) -> Outcome {
        self.answers.get(line).map_or(Outcome::Stay, Answer::outcome)
    }

    /// The scroll position at which the chosen answer is visible, from 0 to 1.
    pub fn scrolled(&self) -> f32 {
        // A position is the share of what lies above the answer in what lies above the last one.
        let above = |end: usize| {
            let heads = (1..=end).filter(|at| self.heading(*at).is_some()).count();
            end as f32 * view::ANSWER + heads as f32 * view::HEAD
        };
        let last = above(self.answers.len().saturating_sub(1));
        if last > 0.0 { above(self.chosen) / last } else { 0.0 }
    }

    /// Searches again, with the best answer chosen.
    fn restart(&mut self) {
        self.chosen = 0;
        self.moved = false;
        self.answer();
    }

    fn answer(&mut self) {
        let query = self.query.trim();
        let sigil = match self.offers {
            Offers::Conversations | Offers::Everything => {
                // Japanese and Chinese keyboards type the wide forms.
                query.chars().next().and_then(|first| match first {
                    '#' | '＃' => Some('#'),
                    '@' | '＠' => Some('@'),
                    '&' | '＆' => Some('&'),
                    _ => None,
                })
            }
            Offers::People => None,
        };
        let targets = match &self.targets {
            Targets::Ready(targets) => targets.as_slice(),
            Targets::Loading | Targets::Failed(_) => &[],
        };
        let mut ranked: Vec<(u32, Answer)> = targets
            .iter()
            .filter(|target| sigil.is_none_or(|sigil| target.id.kind().sigil() == sigil))
            .filter(|target| !query.is_empty() || self.here != Some(target.id))
            .filter(|target| self.picked.iter().all(|picked| picked.id != target.id))
            .filter_map(|target| {
                rank(query, &target.name).map(|rank| (rank, Answer::Conversation(target.clone())))
            })
            .collect();
        if self.offers == Offers::Everything && sigil.is_none() {
            ranked.extend(keys::offered().filter_map(|binding| {
                // A command comes before a conversation only if it matches clearly better.
                let rank = rank(query, binding.words()?)?;
                Some((rank.saturating_sub(30), Answer::Command(binding)))
            }));
        }
        // The sort is stable: among equal ranks the latest conversation comes first, commands last.
        ranked.sort_by_key(|(rank, _)| Reverse(*rank));
        self.answers = ranked.into_iter().map(|(_, answer)| answer).take(SHOWN).collect();
        if self.offers == Offers::Everything {
            // The kind of the best answer comes first, so that the first answer is the best.
            let mut sections = Vec::new();
            for section in self.answers.iter().map(Answer::section) {
                if !sections.contains(&section) {
                    sections.push(section);
                }
            }
            self.answers
                .sort_by_key(|answer| sections.iter().position(|section| *section == answer.section()));
        }
        self.chosen = self.chosen.min(self.answers.len().saturating_sub(1));
    }
}

/// The keys of *Jump to…*.
impl Modal for Picker {
    fn field(&self) -> Option<&'static str> {
        Some(view::FIELD)
    }

    fn step(&mut self, motion: Motion) -> Outcome {
        self.move_choice(motion.lines(PAGE));
        Outcome::Stay
    }

    fn enter(&mut self) -> Outcome {
        self.open(self.chosen)
    }

    fn special(&mut self, command: Command) -> Option<Outcome> {
        (command == Command::Jump).then_some(Outcome::Close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{ChannelId, PersonId, Stamp};

    use uuid::Uuid;

    fn people() -> Picker {
        let person = |number: u128, name: &str| Target {
            id: conversation::Id::Direct(PersonId::new(Uuid::from_u128(number))),
            name: name.to_owned(),
            last_at: None,
        };
        let mut picker = Picker::new(Offers::People);
        picker.loaded(Ok(vec![person(2, "Ben Okri"), person(3, "Chi Adler"), person(4, "Chi Adu")]));
        picker
    }

    fn names(picker: &Picker) -> Vec<&str> {
        let name = |answer: &'_ Answer| match answer {
            Answer::Conversation(target) => picker.name_of(target.id).unwrap(),
            Answer::Command(binding) => binding.words().unwrap(),
        };
        picker.answers().iter().map(name).collect()
    }

    #[test]
    fn a_picked_answer_is_offered_again_once_it_is_taken_off() {
        let mut picker = people();
        picker.typed("chi".to_owned());
        picker.move_choice(1);
        assert!(picker.pick(picker.chosen()));
        assert_eq!((picker.query(), picker.is_idle()), ("", true));
        assert_eq!(names(&picker), ["Ben Okri", "Chi Adler"]);
        assert!(picker.take_off(0) && !picker.take_off(0));
        assert_eq!(names(&picker), ["Ben Okri", "Chi Adler", "Chi Adu"]);
    }

    #[test]
    fn a_sigil_names_the_kind_unless_only_people_are_offered() {
        let mut picker = people();
        picker.typed("#ben".to_owned());
        assert_eq!(names(&picker), ["Ben Okri"]);
        picker.offers = Offers::Conversations;
        picker.typed("#ben".to_owned());
        assert!(names(&picker).is_empty());
        for typed in ["@ben", "＠ben"] {
            picker.typed(typed.to_owned());
            assert_eq!(names(&picker), ["Ben Okri"]);
        }
        picker.typed("＃ben".to_owned());
        assert!(names(&picker).is_empty());
    }

    #[test]
    fn each_kind_of_answer_has_one_heading_and_the_best_answer_comes_first() {
        let target = |id, name: &str, minutes: i64| Target {
            id,
            name: name.to_owned(),
            last_at: Some(Stamp::from_ticks(minutes * 600_000_000, 0)),
        };
        let uuid = Uuid::from_u128;
        let mut picker = Picker::new(Offers::Everything);
        picker.loaded(Ok(vec![
            target(conversation::Id::Direct(PersonId::new(uuid(1))), "Team lead", 9),
            target(conversation::Id::Channel(ChannelId::new(uuid(2))), "team", 8),
            target(conversation::Id::Direct(PersonId::new(uuid(3))), "Ben Team", 7),
        ]));
        picker.typed("team".to_owned());
        assert_eq!(names(&picker)[..3], ["team", "Team lead", "Ben Team"]);
        let heads: Vec<_> = (0..picker.answers().len()).map(|at| picker.heading(at)).collect();
        assert_eq!(heads[..3], [Some(Section::Channels), Some(Section::People), None]);
        picker.typed("lead".to_owned());
        assert_eq!(picker.heading(0), Some(Section::People));
    }

    #[test]
    fn an_arrow_in_an_empty_list_chooses_nothing() {
        let mut picker = Picker::new(Offers::People);
        picker.move_choice(1);
        assert!(picker.is_idle() && !picker.pick(picker.chosen()));
    }
}
