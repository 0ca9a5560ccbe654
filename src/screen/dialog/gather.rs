//! The dialog that picks people: for a new direct message, group or channel, or to invite to an existing conversation.
//!
//! People are found as in *Jump to…*, by any part of the name, and each one picked is a chip that can be removed. One
//! person makes a direct message, several a group, unless another kind is chosen. The dialog opens before the names
//! have been read, and stays open until the conversation it requested is on disk. Must not know: how a conversation is
//! made. Drawing is in `view`. Tests: `tests/window/rooms.rs`.

pub mod view;

use super::picker::{Offers, Picker};
use super::share::Part;

use crate::chat::conversation::{Kind, name};
use crate::chat::{ChannelId, GroupId, MessageId, PersonId, Wish, conversation, shown};
use crate::intent::Request;
use crate::language::tr;
use crate::row::Target;

/// The purpose of picking people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    Begin,
    /// Invite them to this conversation, which has this name.
    Invite(conversation::Id, String),
}

/// The state of the dialog.
#[derive(Debug, Clone)]
pub struct Gather {
    me: PersonId,
    purpose: Purpose,
    /// The kind that was chosen; if `None`, the number of people picked decides.
    asked: Option<Kind>,
    picker: Picker,
    /// Names of the existing channels.
    taken: Vec<String>,
    name: String,
    on: Part,
    /// The problem with the input, and the part it concerns.
    problem: Option<(Part, String)>,
    /// The conversation that a request was sent for, and its name, until the answer.
    going: Option<(conversation::Id, String)>,
}

/// The result of Enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Stay,
    Leave,
    /// Open this direct message.
    Open(conversation::Id),
    /// Send this request; the dialog stays open until it is on disk.
    Ask(Request),
}

impl Gather {
    /// For a new conversation, of the kind `asked` if there is one.
    pub fn begin(me: PersonId, asked: Option<Kind>) -> Self {
        Self::new(me, Purpose::Begin, asked)
    }

    /// For inviting people to a conversation.
    pub fn invite(me: PersonId, to: conversation::Id, name: String) -> Self {
        Self::new(me, Purpose::Invite(to, name), None)
    }

    fn new(me: PersonId, purpose: Purpose, asked: Option<Kind>) -> Self {
        Self {
            me,
            purpose,
            asked,
            picker: Picker::new(Offers::People),
            taken: Vec::new(),
            name: String::new(),
            on: Part::Find,
            problem: None,
            going: None,
        }
    }

    /// The part that has keyboard focus.
    pub const fn on(&self) -> Part {
        self.on
    }

    /// The picker of people.
    pub const fn picker(&self) -> &Picker {
        &self.picker
    }

    /// The kind of the conversation.
    pub fn kind(&self) -> Kind {
        match (&self.purpose, self.asked) {
            (Purpose::Invite(to, _), _) => to.kind(),
            (Purpose::Begin, Some(kind)) => kind,
            (Purpose::Begin, None) if self.picker.picked().len() > 1 => Kind::Group,
            (Purpose::Begin, None) => Kind::Direct,
        }
    }

    /// True if the new conversation takes a name.
    fn is_named(&self) -> bool {
        self.purpose == Purpose::Begin && self.kind() != Kind::Direct
    }

    /// True if Backspace removes the person picked last.
    pub fn takes_back(&self) -> bool {
        self.on == Part::Find && self.picker.takes_back()
    }

    /// The name of a person on offer, or of the conversation that a request was sent for.
    pub fn name_of(&self, id: conversation::Id) -> Option<&str> {
        let made = self.going.as_ref().filter(|(going, _)| *going == id).map(|(_, name)| name.as_str());
        made.or_else(|| self.picker.name_of(id))
    }

    /// True if a request about this conversation has not been answered yet.
    pub fn awaits(&self, id: conversation::Id) -> bool {
        self.going.as_ref().is_some_and(|(going, _)| *going == id)
    }

    /// The names of people and channels were read, or could not be.
    pub fn loaded(&mut self, targets: Result<Vec<Target>, String>) {
        let people = targets.map(|mut targets| {
            let channels = targets.iter().filter(|target| target.id.kind() == Kind::Channel);
            self.taken = channels.map(|target| target.name.clone()).collect();
            let me = conversation::Id::Direct(self.me);
            targets.retain(|one| one.id.kind() == Kind::Direct && one.id != me);
            targets
        });
        self.picker.loaded(people);
    }

    /// The search text was changed.
    pub fn typed(&mut self, query: String) {
        self.on = Part::Find;
        self.picker.typed(query);
    }

    /// The conversation's name was changed.
    pub fn noted(&mut self, name: String) {
        self.on = Part::Comment;
        self.problem = None;
        self.name = name;
    }

    /// A kind of conversation was chosen.
    pub fn choose(&mut self, kind: Kind) {
        self.asked = Some(kind);
        self.problem = None;
        self.on = Part::Find;
    }

    /// The parts that can have keyboard focus, from top to bottom.
    fn parts(&self) -> &'static [Part] {
        match (&self.purpose, self.is_named()) {
            (Purpose::Begin, true) => &[Part::Choice, Part::Find, Part::Comment, Part::Cancel, Part::Go],
            (Purpose::Begin, false) => &[Part::Choice, Part::Find, Part::Cancel, Part::Go],
            (Purpose::Invite(..), _) => &[Part::Find, Part::Cancel, Part::Go],
        }
    }

    /// Moves keyboard focus on by `by` parts, wrapping around at the ends.
    pub fn turn(&mut self, by: isize) {
        let parts = self.parts();
        let here = parts.iter().position(|part| *part == self.on).unwrap_or_default();
        let there = here.saturating_add(parts.len()).saturating_add_signed(by) % parts.len();
        self.on = parts.get(there).copied().unwrap_or(Part::Find);
    }

    /// Moves keyboard focus to this part.
    pub const fn turn_to(&mut self, part: Part) {
        self.on = part;
    }

    /// Moves the choice: among the kinds if they have keyboard focus, else among the answers.
    pub fn step(&mut self, lines: isize) {
        if self.on == Part::Choice {
            let here = view::KINDS.iter().position(|kind| *kind == self.kind()).unwrap_or_default();
            let last = view::KINDS.len() - 1;
            let there = here.saturating_add_signed(lines.signum()).min(last);
            self.asked = view::KINDS.get(there).copied();
            self.problem = None;
            return;
        }
        self.picker.step(lines);
    }

    /// Picks an answer.
    pub fn pick(&mut self, line: usize) {
        if self.picker.pick(line) {
            self.problem = None;
        }
        self.on = Part::Find;
    }

    /// Removes a picked person.
    pub fn take_off(&mut self, place: usize) {
        if self.picker.take_off(place) {
            self.problem = None;
        }
        self.on = Part::Find;
    }

    /// Removes the person picked last.
    pub fn take_back(&mut self) {
        self.take_off(self.picker.picked().len().saturating_sub(1));
    }

    /// Handles Enter in the part that has keyboard focus.
    pub fn enter(&mut self) -> Step {
        let done = self.picker.is_idle();
        match self.on {
            Part::Choice => {
                self.on = Part::Find;
                Step::Stay
            }
            Part::Find
                if done
                    && self.is_named()
                    && (!self.picker.picked().is_empty() || self.kind() == Kind::Channel) =>
            {
                self.on = Part::Comment;
                Step::Stay
            }
            Part::Find if done && !self.picker.picked().is_empty() => self.go(),
            Part::Find => {
                self.pick(self.picker.chosen());
                Step::Stay
            }
            Part::Comment | Part::Go => self.go(),
            Part::Cancel => Step::Leave,
        }
    }

    /// Requests the conversation or the invitation, or says what is missing.
    pub fn go(&mut self) -> Step {
        if self.going.is_some() {
            return Step::Stay;
        }
        let id = MessageId::fresh();
        let people: Vec<_> = self.picker.picked().iter().map(|one| PersonId::new(one.id.uuid())).collect();
        match (self.purpose.clone(), self.kind()) {
            (Purpose::Invite(to, name), _) => {
                if people.is_empty() {
                    return self.lacks(Part::Find, tr::gather_no_people());
                }
                self.ask(to, name, Wish::Invite { id, conversation: to, people })
            }
            (Purpose::Begin, Kind::Direct) => match self.picker.picked() {
                [one] => Step::Open(one.id),
                [] => self.lacks(Part::Find, tr::gather_no_recipient()),
                _ => self.lacks(Part::Find, tr::gather_one_recipient()),
            },
            (Purpose::Begin, Kind::Group) => {
                if people.is_empty() {
                    return self.lacks(Part::Find, tr::gather_no_people());
                }
                let name = match name::parse(Kind::Group, &self.name) {
                    Err(name::Fault::Empty) => self.names(),
                    Err(fault) => return self.lacks(Part::Comment, &fault.to_string()),
                    Ok(name) => name,
                };
                let conversation = conversation::Id::Group(GroupId::fresh());
                self.ask(conversation, name.clone(), Wish::Create { id, conversation, name, people })
            }
            (Purpose::Begin, Kind::Channel) => {
                let name = match name::parse(Kind::Channel, &self.name) {
                    Err(fault) => return self.lacks(Part::Comment, &fault.to_string()),
                    Ok(name) => name,
                };
                if self.taken.iter().any(|taken| name::same(taken, &name)) {
                    let sentence = tr::gather_name_taken(&format!("#{}", shown::within(&name)));
                    return self.lacks(Part::Comment, &sentence);
                }
                let conversation = conversation::Id::Channel(ChannelId::fresh());
                self.ask(conversation, name.clone(), Wish::Create { id, conversation, name, people })
            }
        }
    }

    fn lacks(&mut self, part: Part, sentence: &str) -> Step {
        self.on = part;
        self.problem = Some((part, sentence.to_owned()));
        Step::Stay
    }

    fn ask(&mut self, of: conversation::Id, name: String, wish: Wish) -> Step {
        self.going = Some((of, name));
        Step::Ask(Request::Submit { of, wish })
    }

    /// The request could not be saved.
    pub fn refused(&mut self, sentence: String) {
        self.going = None;
        self.problem = Some((self.on, sentence));
    }

    /// Name of a group that was given none: the people picked, as many as fit, then how many more.
    fn names(&self) -> String {
        let plain = |one: &Target| one.name.chars().filter(|letter| !letter.is_control()).collect();
        let mut names: Vec<String> = self.picker.picked().iter().map(plain).collect();
        let all = names.len();
        let first = |names: &[String], some: usize| {
            let (names, more) = (&names[..some].join(", "), (all - some) as u64);
            if more == 0 { names.clone() } else { tr::GatherNamesAndMore { names, more }.text() }
        };
        let fits = |text: &str| text.chars().count() <= name::LONGEST;
        if let Some(text) = (1..=all).rev().map(|some| first(&names, some)).find(|text| fits(text)) {
            return text;
        }
        // Not even the first one has room.
        let Some(name) = names.first_mut() else { return String::new() };
        let letters = std::mem::take(name);
        let room = name::LONGEST.saturating_sub(first(&names, 1).chars().count());
        names[0] = letters.chars().take(room).collect();
        first(&names, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use uuid::Uuid;

    #[test]
    fn a_group_without_a_name_goes_by_those_in_it_as_far_as_there_is_room() {
        let mut gather = Gather::begin(PersonId::new(Uuid::from_u128(1)), None);
        let person = |number: u128, name: &str| Target {
            id: conversation::Id::Direct(PersonId::new(Uuid::from_u128(number))),
            name: name.to_owned(),
            last_at: None,
        };
        let pick = |gather: &mut Gather, people: Vec<Target>| {
            let count = people.len();
            gather.loaded(Ok(people));
            (0..count).for_each(|_| gather.pick(0));
        };
        pick(&mut gather, vec![person(2, "Ben Okri"), person(3, "Chiara Lombardi")]);
        assert_eq!(gather.names(), "Ben Okri, Chiara Lombardi");
        pick(&mut gather, (4..20).map(|number| person(number, "Eirlys Prydderch")).collect());
        let names = gather.names();
        assert!(
            names.starts_with("Ben Okri, Chiara Lombardi, Eirlys") && names.ends_with(" more"),
            "{names}"
        );
        assert!(name::parse(Kind::Group, &names).is_ok(), "{names}");
        let mut gather = Gather::begin(PersonId::new(Uuid::from_u128(1)), None);
        pick(&mut gather, vec![person(2, &"界".repeat(200))]);
        assert!(name::parse(Kind::Group, &gather.names()).is_ok());
    }
}
