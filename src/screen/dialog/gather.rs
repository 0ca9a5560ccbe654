//! The dialog that picks people: for a new direct message, group or channel, or to invite to an existing conversation.
//!
//! People are found as in *Jump to…*, by any part of the name, and each one picked is a chip that can be removed.
//! Picking one person makes a direct message and picking several a group, unless another kind is chosen. The dialog
//! opens before the names have been read, and stays open until the requested conversation is on disk. Must not know:
//! how a conversation is made. Drawing is in `view`. Tests: `tests/window/rooms.rs`.

pub mod view;

use super::modal::{Modal, Outcome, PAGE, Part, Text};
use super::picker::{self, Edit, Offers, Picker};

use crate::chat::conversation::{Kind, name};
use crate::chat::{ChannelId, GroupId, MessageId, PersonId, Wish, conversation};
use crate::intent::Request;
use crate::language::tr;
use crate::row::Target;
use crate::screen::keys::{Command, Motion};

/// An event of the dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Picker(picker::Message),
    /// The conversation's name was changed.
    Name(Text),
    /// A kind of conversation was chosen.
    Kind(Kind),
    /// Enter in the name, or a press of a button.
    Entered(Part),
}

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
        let mut new = Self {
            me,
            purpose,
            asked,
            picker: Picker::new(Offers::People),
            taken: Vec::new(),
            name: String::new(),
            on: Part::Find,
            problem: None,
            going: None,
        };
        new.on = new.first_field();
        new
    }

    /// The field to begin with: a channel has a name first, the others people.
    fn first_field(&self) -> Part {
        if self.is_named() && self.kind() == Kind::Channel { Part::Comment } else { Part::Find }
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

    /// Handles an event of the dialog.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Picker(message) => {
                self.on = Part::Find;
                match self.picker.edit(message) {
                    Edit::Query => return Outcome::Stay,
                    Edit::Picks => self.problem = None,
                    Edit::Nothing => {}
                    Edit::Entered => return self.enter(),
                }
                Outcome::Turn
            }
            Message::Name(Text(text)) => {
                (self.on, self.problem, self.name) = (Part::Comment, None, text);
                Outcome::Stay
            }
            Message::Kind(kind) => {
                self.choose(kind);
                Outcome::Turn
            }
            Message::Entered(part) => {
                self.on = part;
                self.enter()
            }
        }
    }

    /// A kind of conversation was chosen.
    fn choose(&mut self, kind: Kind) {
        self.asked = Some(kind);
        self.problem = None;
        self.on = self.first_field();
    }

    /// The parts that can have keyboard focus, from top to bottom.
    fn parts(&self) -> &'static [Part] {
        match (&self.purpose, self.is_named()) {
            (Purpose::Begin, true) if self.kind() == Kind::Channel => {
                &[Part::Choice, Part::Comment, Part::Find, Part::Cancel, Part::Go]
            }
            (Purpose::Begin, true) => &[Part::Choice, Part::Find, Part::Comment, Part::Cancel, Part::Go],
            (Purpose::Begin, false) => &[Part::Choice, Part::Find, Part::Cancel, Part::Go],
            (Purpose::Invite(..), _) => &[Part::Find, Part::Cancel, Part::Go],
        }
    }

    /// Requests the conversation or the invitation, or says what is missing.
    fn go(&mut self) -> Outcome {
        if self.going.is_some() {
            return Outcome::Turn;
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
                [one] => Outcome::Open(one.id),
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
                let name = match self.channel_name() {
                    Err(sentence) => return self.lacks(Part::Comment, &sentence),
                    Ok(name) => name,
                };
                let conversation = conversation::Id::Channel(ChannelId::fresh());
                self.ask(conversation, name.clone(), Wish::Create { id, conversation, name, people })
            }
        }
    }

    /// The name of the new channel, or a sentence on what is wrong with it.
    fn channel_name(&self) -> Result<String, String> {
        let name = name::parse(Kind::Channel, &self.name).map_err(|fault| fault.to_string())?;
        if self.taken.iter().any(|taken| name::same(taken, &name)) {
            let title = conversation::Id::Channel(ChannelId::fresh()).title(&name);
            return Err(tr::conversation_name_taken(&title));
        }
        Ok(name)
    }

    fn lacks(&mut self, part: Part, sentence: &str) -> Outcome {
        self.on = part;
        self.problem = Some((part, sentence.to_owned()));
        Outcome::Turn
    }

    fn ask(&mut self, of: conversation::Id, name: String, wish: Wish) -> Outcome {
        self.going = Some((of, name));
        Outcome::Await(Request::Submit { of, wish }.into())
    }

    /// The request could not be saved.
    pub fn refused(&mut self, sentence: String) {
        self.going = None;
        self.problem = Some((self.on, sentence));
    }

    /// Name of a group that was given none: as many of the people picked as fit, and the number of the others.
    fn names(&self) -> String {
        let plain = |one: &Target| one.name.chars().filter(|letter| !letter.is_control()).collect();
        let mut names: Vec<String> = self.picker.picked().iter().map(plain).collect();
        let all = names.len();
        let first = |names: &[String], some: usize| {
            let (names, more) = (names[..some].join(", "), all - some);
            // The name is the same for everyone in the group, so it has no words of the user's language.
            if more == 0 { names } else { format!("{names} +{more}") }
        };
        let fits = |text: &str| text.chars().count() <= name::LONGEST;
        if let Some(text) = (1..=all).rev().map(|some| first(&names, some)).find(|text| fits(text)) {
            return text;
        }
        // Not even the first name fits.
        let Some(name) = names.first_mut() else { return String::new() };
        let letters = std::mem::take(name);
        let room = name::LONGEST.saturating_sub(first(&names, 1).chars().count());
        names[0] = letters.chars().take(room).collect();
        first(&names, 1)
    }
}

impl Modal for Gather {
    fn field(&self) -> Option<&'static str> {
        match self.on {
            Part::Find => Some(view::FIND),
            Part::Comment => Some(view::NAME),
            Part::Choice | Part::Switch | Part::Cancel | Part::Go => None,
        }
    }

    fn enters_by_field(&self) -> bool {
        true
    }

    fn takes_back(&self) -> bool {
        self.on == Part::Find && self.picker.takes_back()
    }

    fn goes_sideways(&self) -> bool {
        self.on == Part::Choice
    }

    /// Moves the choice: among the kinds if they have keyboard focus, else among the answers.
    fn step(&mut self, motion: Motion) -> Outcome {
        let lines = motion.lines(PAGE);
        if self.on == Part::Choice {
            let here = view::KINDS.iter().position(|kind| *kind == self.kind()).unwrap_or_default();
            let last = view::KINDS.len() - 1;
            let there = here.saturating_add_signed(lines.signum()).min(last);
            self.asked = view::KINDS.get(there).copied();
            self.problem = None;
        } else {
            self.picker.move_choice(lines);
        }
        Outcome::Stay
    }

    fn turn(&mut self, by: isize) -> Outcome {
        self.on = self.on.turned(self.parts(), by);
        Outcome::Turn
    }

    fn enter(&mut self) -> Outcome {
        let is_done = self.picker.is_idle();
        let has_people = !self.picker.picked().is_empty();
        let is_channel = self.is_named() && self.kind() == Kind::Channel;
        match self.on {
            Part::Choice => self.on = self.first_field(),
            Part::Find if is_done && self.is_named() && has_people && !is_channel => self.on = Part::Comment,
            Part::Find if is_done && (has_people || is_channel) => return self.go(),
            Part::Comment if is_channel && !has_people => match self.channel_name() {
                Ok(_) => self.on = Part::Find,
                Err(sentence) => return self.lacks(Part::Comment, &sentence),
            },
            Part::Find => return self.update(Message::Picker(picker::Message::Picked(self.picker.chosen()))),
            Part::Switch => {}
            Part::Comment | Part::Go => return self.go(),
            Part::Cancel => return Outcome::Close,
        }
        Outcome::Turn
    }

    fn send(&mut self) -> Outcome {
        self.go()
    }

    fn take_back(&mut self) -> Outcome {
        self.update(Message::Picker(self.picker.taken_back()))
    }

    /// A second press must not discard the people already picked.
    fn special(&mut self, command: Command) -> Option<Outcome> {
        (command == Command::NewConversation).then_some(Outcome::Stay)
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
            for _ in 0..count {
                assert_eq!(gather.picker.edit(picker::Message::Picked(0)), Edit::Picks);
            }
        };
        pick(&mut gather, vec![person(2, "Ben Okri"), person(3, "Chiara Lombardi")]);
        assert_eq!(gather.names(), "Ben Okri, Chiara Lombardi");
        pick(&mut gather, (4..20).map(|number| person(number, "Eirlys Prydderch")).collect());
        let names = gather.names();
        assert!(names.starts_with("Ben Okri, Chiara Lombardi, Eirlys") && names.contains(" +"), "{names}");
        assert!(name::parse(Kind::Group, &names).is_ok(), "{names}");
        let mut gather = Gather::begin(PersonId::new(Uuid::from_u128(1)), None);
        pick(&mut gather, vec![person(2, &"界".repeat(200))]);
        assert!(name::parse(Kind::Group, &gather.names()).is_ok());
    }
}
