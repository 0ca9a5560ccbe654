//! What stands over the inbox and has the keyboard until it is left: switcher, keys, questions, menus.
//!
//! A dialog changes nothing itself: it returns an [`Outcome`] that the inbox carries out. Only one is open at a time.
//! Must not know: the session. Drawing is in `view`. Tests: `tests/window`.

pub mod confirm;
pub mod earlier;
pub mod emoji;
pub mod forms;
pub mod frame;
pub mod gather;
mod left;
pub mod lightbox;
pub mod menu;
pub mod picker;
pub mod report;
pub mod roster;
pub mod share;
pub mod sign_in;
pub mod talk;
pub mod view;

use crate::chat::{MessageId, conversation};
use crate::intent::files::{Ask, FileRequest};
use crate::intent::{Intent, Request};
use crate::preferences::SkinTone;
use crate::row::Source;
use crate::screen::inbox::message::Act;
use crate::screen::keys::{Command, Motion};
use crate::widget::place_at::Anchor;

use confirm::{Button, Confirm};
use earlier::Earlier;
use gather::Gather;
use lightbox::Lightbox;
use menu::Menu;
use picker::{Choice, Picker};
use report::Report;
use roster::{Import, Wanted};
use share::{Part, Share};
use sign_in::SignIn;

/// Lines that Page Up and Page Down go.
const PAGE: isize = 8;

/// The open dialog.
#[derive(Debug, Clone)]
pub enum Dialog {
    Switcher(Picker),
    /// The list of keys.
    Keys,
    Confirm(Confirm),
    /// People and conversations from a file.
    Roster(Import),
    /// A new token.
    SignIn(SignIn),
    /// What can be done with a message.
    Message(MessageId, Menu<Act>),
    /// An emoji for a message, beside this place.
    Emoji(MessageId, Anchor, emoji::Picker),
    /// A message for other conversations.
    Share(Box<Share>),
    /// Why a message is reported.
    Report(Report),
    /// What a message said before.
    Earlier(Earlier),
    /// The demo server's weather, by word.
    Weather(Menu<String>),
    /// People for a new conversation, or for one that is there.
    Gather(Box<Gather>),
    /// What can be done with a conversation.
    Talk(conversation::Id, Menu<talk::Act>),
    /// A picture alone in the window.
    Lightbox(Box<Lightbox>),
}

/// What the pointer or a text field did.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// Text in the dialog's field.
    Typed(Text),
    /// Text in the dialog's second field.
    Noted(Text),
    /// Enter in a field, or a press of a button.
    Entered(Part),
    /// One of those chosen was taken off again.
    TakenOff(usize),
    /// The system's own dialog for files was asked for.
    FileAsked,
    /// A line of a list.
    Picked(usize),
    Pressed(Button),
    /// A kind of conversation was chosen.
    Kind(conversation::Kind),
    /// Another skin tone of the emoji.
    Toned(SkinTone),
    Lightbox(lightbox::Message),
    Closed,
}

/// What stands in a dialog's field. It may be a token, so it shows nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(pub String);

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({})", self.0.len())
    }
}

/// What the inbox is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Stay,
    /// The keyboard is on another part of the dialog.
    Turn,
    /// Ask for this, and keep the dialog open for what comes of it.
    Await(Intent),
    /// The same of several.
    AwaitAll(Vec<Intent>),
    /// The field says something else now, for which this is to be asked.
    Rewritten(FileRequest),
    Close,
    Open(conversation::Id),
    Do(Command),
    Ask(Intent),
    /// Share with so many: a wish for each.
    Share(Vec<Request>),
    Act(MessageId, Act),
    /// Do this with a conversation.
    Talk(conversation::Id, talk::Act),
    /// React with an emoji.
    React(MessageId, String),
    /// Another skin tone from now on.
    Tone(SkinTone),
}

impl Dialog {
    /// The field that has the keyboard, if a field has it.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Switcher(_) => Some(picker::view::FIELD),
            Self::Roster(_) => Some(roster::FIELD),
            Self::SignIn(given) => Some(given.field()),
            Self::Emoji(..) => Some(emoji::view::FIELD),
            Self::Share(share) => match share.on() {
                Part::Find => Some(share::view::FIND),
                Part::Comment => Some(share::view::COMMENT),
                Part::Choice | Part::Cancel | Part::Go => None,
            },
            Self::Gather(gather) => match gather.on() {
                Part::Find => Some(gather::view::FIND),
                Part::Comment => Some(gather::view::NAME),
                Part::Choice | Part::Cancel | Part::Go => None,
            },
            Self::Report(report) => match report.on() {
                Part::Find | Part::Comment => Some(report::view::WORDS),
                Part::Choice | Part::Cancel | Part::Go => None,
            },
            Self::Keys
            | Self::Confirm(_)
            | Self::Message(..)
            | Self::Talk(..)
            | Self::Weather(_)
            | Self::Lightbox(_)
            | Self::Earlier(_) => None,
        }
    }

    /// Whether a field of it takes Enter before the dialog does: which one has the caret is the pointer's matter too.
    pub const fn enters_by_field(&self) -> bool {
        matches!(self, Self::Share(_) | Self::Report(_) | Self::Gather(_))
    }

    /// Whether Backspace takes something off, and is no letter's.
    pub fn takes_back(&self) -> bool {
        match self {
            Self::Share(share) => share.takes_back(),
            Self::Gather(gather) => gather.takes_back(),
            Self::Switcher(_)
            | Self::Report(_)
            | Self::Earlier(_)
            | Self::Keys
            | Self::Confirm(_)
            | Self::Roster(_)
            | Self::SignIn(_)
            | Self::Message(..)
            | Self::Emoji(..)
            | Self::Talk(..)
            | Self::Weather(_)
            | Self::Lightbox(_) => false,
        }
    }

    /// Whether Left and Right move in it, and not in its field.
    pub const fn goes_sideways(&self) -> bool {
        match self {
            Self::Emoji(..) | Self::Confirm(_) | Self::Lightbox(_) => true,
            Self::Gather(gather) => matches!(gather.on(), Part::Choice),
            Self::Switcher(_)
            | Self::Share(_)
            | Self::Report(_)
            | Self::Earlier(_)
            | Self::Keys
            | Self::Roster(_)
            | Self::SignIn(_)
            | Self::Message(..)
            | Self::Talk(..)
            | Self::Weather(_) => false,
        }
    }

    /// The pointer or a text field did something.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Typed(Text(text)) => {
                match self {
                    Self::Switcher(switcher) => switcher.typed(text),
                    Self::Roster(import) => {
                        return Outcome::AwaitAll(import.typed(text).map(Intent::from).into_iter().collect());
                    }
                    Self::SignIn(sign_in) => sign_in.typed(text),
                    Self::Emoji(_, _, picker) => picker.typed(text),
                    Self::Share(share) => share.typed(text),
                    Self::Gather(gather) => gather.typed(text),
                    Self::Keys
                    | Self::Confirm(_)
                    | Self::Message(..)
                    | Self::Talk(..)
                    | Self::Report(_)
                    | Self::Earlier(_)
                    | Self::Weather(_)
                    | Self::Lightbox(_) => {}
                }
                Outcome::Stay
            }
            Message::Noted(Text(text)) => {
                self.noted(text);
                Outcome::Stay
            }
            Message::Entered(part) => {
                self.turn_to(part);
                self.activate()
            }
            Message::TakenOff(picked) => {
                if let Self::Share(share) = self {
                    share.take_off(picked);
                } else if let Self::Gather(gather) = self {
                    gather.take_off(picked);
                }
                Outcome::Turn
            }
            Message::FileAsked => {
                let Self::Roster(import) = self else { return Outcome::Stay };
                let purpose = import.purpose();
                import.choose().map_or(Outcome::Stay, |what| wanted(what, purpose))
            }
            Message::Picked(line) => self.picked(line),
            Message::Pressed(button) => {
                if let Self::Confirm(confirm) = self {
                    confirm.on = button;
                }
                self.activate()
            }
            Message::Kind(kind) => {
                if let Self::Gather(gather) = self {
                    gather.choose(kind);
                }
                Outcome::Turn
            }
            Message::Toned(tone) => {
                if let Self::Emoji(_, _, picker) = self {
                    picker.tint(tone);
                }
                Outcome::Tone(tone)
            }
            Message::Lightbox(message) => {
                let Self::Lightbox(lightbox) = self else { return Outcome::Stay };
                Outcome::AwaitAll(lightbox.update(message))
            }
            Message::Closed => Outcome::Close,
        }
    }

    /// A key did something.
    pub fn command(&mut self, command: Command) -> Outcome {
        if let Self::Lightbox(lightbox) = self
            && let Some(asks) = lightbox.command(command)
        {
            return Outcome::AwaitAll(asks);
        }
        match command {
            Command::Move(motion) => self.step(motion),
            Command::NextPane | Command::PreviousPane => {
                let by = if command == Command::NextPane { 1 } else { -1 };
                match self {
                    Self::Share(share) => {
                        share.turn(by);
                        return Outcome::Turn;
                    }
                    Self::Gather(gather) => {
                        gather.turn(by);
                        return Outcome::Turn;
                    }
                    Self::SignIn(given) => {
                        given.turn();
                        return Outcome::Turn;
                    }
                    Self::Roster(import) if by > 0 => {
                        return taken(import.take(None));
                    }
                    Self::Report(report) => {
                        if by > 0 {
                            report.turn();
                        } else {
                            report.turn_back();
                        }
                        return Outcome::Turn;
                    }
                    Self::Confirm(confirm) => confirm.turn(),
                    Self::Switcher(_)
                    | Self::Roster(_)
                    | Self::Keys
                    | Self::Message(..)
                    | Self::Talk(..)
                    | Self::Emoji(..)
                    | Self::Earlier(_)
                    | Self::Weather(_)
                    | Self::Lightbox(_) => {}
                }
                Outcome::Stay
            }
            Command::Activate => self.activate(),
            Command::Leave => Outcome::Close,
            Command::Send => match self {
                Self::Share(share) => shared(share.go()),
                Self::Gather(gather) => gathered(gather.go()),
                Self::Report(report) => reported(report.go()),
                Self::Switcher(_)
                | Self::Roster(_)
                | Self::SignIn(_)
                | Self::Keys
                | Self::Confirm(_)
                | Self::Message(..)
                | Self::Talk(..)
                | Self::Emoji(..)
                | Self::Earlier(_)
                | Self::Weather(_)
                | Self::Lightbox(_) => Outcome::Stay,
            },
            Command::TakeBack => {
                if let Self::Share(share) = self {
                    share.take_back();
                } else if let Self::Gather(gather) = self {
                    gather.take_back();
                }
                Outcome::Turn
            }
            Command::Jump if matches!(self, Self::Switcher(_)) => Outcome::Close,
            Command::Keys if matches!(self, Self::Keys) => Outcome::Close,
            // What has been picked is not lost to a second press.
            Command::NewConversation if matches!(self, Self::Gather(_)) => Outcome::Stay,
            // What belongs to the things behind the dialog waits until it is left.
            Command::EditLast
            | Command::Menu
            | Command::Act(_)
            | Command::Zoom(_)
            | Command::Choose(_)
            | Command::ChooseNothing
            | Command::RetryAll
            | Command::DiscardAll
            | Command::ReadEverything => Outcome::Stay,
            Command::Jump
            | Command::Keys
            | Command::PreviousTalk
            | Command::NextTalk
            | Command::PreviousUnread
            | Command::NextUnread
            | Command::ShowWaiting
            | Command::Details
            | Command::Starred
            | Command::Pinned
            | Command::FirstUnread
            | Command::MessagesFrom
            | Command::TryNow
            | Command::NewConversation
            | Command::TalkMenu
            | Command::ImportRoster
            | Command::Attach
            | Command::Paste
            | Command::SignIn
            | Command::Preferences
            | Command::Larger
            | Command::Smaller
            | Command::NormalSize
            | Command::Undo
            | Command::Quit => Outcome::Do(command),
        }
    }

    fn noted(&mut self, text: String) {
        match self {
            Self::Share(share) => share.noted(text),
            Self::Gather(gather) => gather.noted(text),
            Self::Report(report) => report.noted(text),
            Self::SignIn(given) => given.noted(text),
            Self::Switcher(_)
            | Self::Roster(_)
            | Self::Keys
            | Self::Confirm(_)
            | Self::Message(..)
            | Self::Talk(..)
            | Self::Emoji(..)
            | Self::Earlier(_)
            | Self::Weather(_)
            | Self::Lightbox(_) => {}
        }
    }

    fn turn_to(&mut self, part: Part) {
        match self {
            Self::Share(share) => share.turn_to(part),
            Self::Gather(gather) => gather.turn_to(part),
            Self::Report(report) => report.turn_to(part),
            Self::Switcher(_)
            | Self::Roster(_)
            | Self::SignIn(_)
            | Self::Keys
            | Self::Confirm(_)
            | Self::Message(..)
            | Self::Talk(..)
            | Self::Emoji(..)
            | Self::Earlier(_)
            | Self::Weather(_)
            | Self::Lightbox(_) => {}
        }
    }

    fn step(&mut self, motion: Motion) -> Outcome {
        let lines = match motion {
            Motion::Up | Motion::Left => -1,
            Motion::Down | Motion::Right => 1,
            Motion::PageUp => -PAGE,
            Motion::PageDown => PAGE,
            Motion::First => isize::MIN,
            Motion::Last => isize::MAX,
        };
        match self {
            Self::Emoji(_, _, picker) => picker.step(motion),
            Self::Switcher(switcher) => switcher.step(lines),
            Self::Message(_, menu) => menu.step(lines),
            Self::Weather(menu) => menu.step(lines),
            Self::Confirm(confirm) => confirm.turn(),
            Self::Share(share) => share.step(lines),
            Self::Gather(gather) => gather.step(lines),
            Self::Talk(_, menu) => menu.step(lines),
            Self::Report(report) => report.step(lines),
            Self::Earlier(earlier) => earlier.step(lines),
            Self::Roster(import) => import.step(lines),
            Self::SignIn(_) | Self::Keys | Self::Lightbox(_) => {}
        }
        Outcome::Stay
    }

    fn picked(&mut self, line: usize) -> Outcome {
        match self {
            Self::Switcher(switcher) => {
                let choice = switcher.answers().get(line).map(picker::Answer::choice);
                choice.map_or(Outcome::Stay, chosen)
            }
            Self::Message(_, menu) => {
                menu.chosen = line;
                self.activate()
            }
            Self::Weather(menu) => {
                menu.chosen = line;
                self.activate()
            }
            Self::Emoji(id, _, picker) => reaction(*id, picker.emoji(line)),
            Self::Share(share) => {
                share.pick(line);
                Outcome::Turn
            }
            Self::Gather(gather) => {
                gather.pick(line);
                Outcome::Turn
            }
            Self::Talk(_, menu) => {
                menu.chosen = line;
                self.activate()
            }
            Self::Report(report) => {
                report.pick(line);
                Outcome::Turn
            }
            Self::Roster(import) => taken(import.take(Some(line))),
            Self::Earlier(_) | Self::SignIn(_) | Self::Keys | Self::Confirm(_) | Self::Lightbox(_) => {
                Outcome::Stay
            }
        }
    }

    fn activate(&mut self) -> Outcome {
        match self {
            Self::Switcher(switcher) => switcher.choice().map_or(Outcome::Stay, chosen),
            Self::Roster(import) if import.on().is_some() => taken(import.take(None)),
            Self::Roster(import) => match (import.state(), import.purpose()) {
                (roster::State::Done(_), _) => Outcome::Close,
                (
                    roster::State::Still
                    | roster::State::Choosing
                    | roster::State::NotChosen
                    | roster::State::Reading
                    | roster::State::Failed(_),
                    purpose,
                ) => import.import().map_or(Outcome::Stay, |what| wanted(what, purpose)),
            },
            Self::SignIn(sign_in) => match sign_in.state() {
                sign_in::State::Used(_) => Outcome::Close,
                sign_in::State::Still | sign_in::State::Trying | sign_in::State::Failed(_) => {
                    sign_in.go().map_or(Outcome::Stay, Outcome::Await)
                }
            },
            Self::Keys | Self::Earlier(_) => Outcome::Close,
            Self::Lightbox(_) => Outcome::Stay,
            Self::Report(report) => match report.on() {
                Part::Choice | Part::Find | Part::Comment | Part::Go => reported(report.go()),
                Part::Cancel => Outcome::Close,
            },
            Self::Share(share) => shared(share.enter()),
            Self::Gather(gather) => gathered(gather.enter()),
            Self::Talk(id, menu) => menu.choice().map_or(Outcome::Close, |act| Outcome::Talk(*id, act)),
            Self::Emoji(id, _, picker) => reaction(*id, picker.emoji(picker.chosen())),
            Self::Confirm(confirm) => match confirm.on {
                Button::Cancel => Outcome::Close,
                Button::Go => Outcome::Ask(confirm.intent.clone()),
            },
            Self::Message(id, menu) => menu.choice().map_or(Outcome::Close, |act| Outcome::Act(*id, act)),
            Self::Weather(menu) => {
                menu.choice().map_or(Outcome::Close, |word| Outcome::Ask(Intent::Weather(word)))
            }
        }
    }
}

const fn chosen(choice: Choice) -> Outcome {
    match choice {
        Choice::Conversation(id) => Outcome::Open(id),
        Choice::Command(command) => Outcome::Do(command),
    }
}

/// As for a report: what is missing is said in the dialog.
fn gathered(step: gather::Step) -> Outcome {
    match step {
        gather::Step::Stay => Outcome::Turn,
        gather::Step::Leave => Outcome::Close,
        gather::Step::Open(id) => Outcome::Open(id),
        gather::Step::Ask(request) => Outcome::Await(request.into()),
    }
}

/// What is missing is said in the dialog.
fn reported(wish: Option<Request>) -> Outcome {
    wish.map_or(Outcome::Turn, |request| Outcome::Ask(request.into()))
}

fn shared(step: share::Step) -> Outcome {
    match step {
        share::Step::Stay => Outcome::Turn,
        share::Step::Leave => Outcome::Close,
        share::Step::Go(wishes) => Outcome::Share(wishes),
    }
}

fn reaction(id: MessageId, emoji: Option<&str>) -> Outcome {
    emoji.map_or(Outcome::Stay, |emoji| Outcome::React(id, emoji.to_owned()))
}

/// The path goes on with what was offered; the caret goes on behind it.
fn taken(next: Option<FileRequest>) -> Outcome {
    next.map_or(Outcome::Turn, Outcome::Rewritten)
}

fn wanted(wanted: Wanted, purpose: roster::Purpose) -> Outcome {
    Outcome::Await(match (wanted, purpose) {
        (Wanted::Choice, roster::Purpose::Roster) => Intent::ChooseRoster,
        (Wanted::File(path), roster::Purpose::Roster) => Request::ImportRoster(path).into(),
        (Wanted::Choice, roster::Purpose::Attach(of)) => Intent::Files(Ask::Choose { of }),
        (Wanted::File(path), roster::Purpose::Attach(of)) => {
            FileRequest::Take { of, sources: vec![Source::Path(path)] }.into()
        }
    })
}
