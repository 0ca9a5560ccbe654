//! The dialogs over the inbox: switcher, key list, confirmations, menus. The open one has keyboard focus until it
//! closes.
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

/// Lines that Page Up and Page Down move the choice by.
const PAGE: isize = 8;

/// The open dialog.
#[derive(Debug, Clone)]
pub enum Dialog {
    Switcher(Picker),
    /// The list of keyboard shortcuts.
    Keys,
    Confirm(Confirm),
    /// A file to import as a roster, or to attach.
    Roster(Import),
    /// A new token, or the place where files are stored.
    SignIn(SignIn),
    /// The menu of actions on a message.
    Message(MessageId, Menu<Act>),
    /// The emoji picker for a reaction to a message, beside this anchor.
    Emoji(MessageId, Anchor, emoji::Picker),
    /// Messages to share with other conversations.
    Share(Box<Share>),
    /// The report of a message.
    Report(Report),
    /// The earlier versions of a message.
    Earlier(Earlier),
    /// The menu of the demo server's weather, each choice named by its word.
    Weather(Menu<String>),
    /// People to pick for a new conversation, or to invite to an existing one.
    Gather(Box<Gather>),
    /// The menu of actions on a conversation.
    Talk(conversation::Id, Menu<talk::Act>),
    /// The lightbox: one picture in the whole window.
    Lightbox(Box<Lightbox>),
}

/// An event from the pointer or a text field.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// New text in the dialog's first field.
    Typed(Text),
    /// New text in the dialog's second field, or in a report's only one.
    Noted(Text),
    /// Enter in a field, or a press of a button.
    Entered(Part),
    /// The picked item at this index was removed.
    TakenOff(usize),
    /// The button that opens the system's file dialog was pressed.
    FileAsked,
    /// A line of a list was pressed.
    Picked(usize),
    Pressed(Button),
    /// A kind of conversation was chosen.
    Kind(conversation::Kind),
    /// Another skin tone was chosen.
    Toned(SkinTone),
    Lightbox(lightbox::Message),
    Closed,
}

/// The text of a dialog's field. `Debug` prints only its length, because it may be a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(pub String);

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({})", self.0.len())
    }
}

/// The result of an event, which the inbox carries out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Stay,
    /// Keyboard focus may have moved to another part of the dialog.
    Turn,
    /// Send this intent and keep the dialog open for its answer.
    Await(Intent),
    /// Send these intents and keep the dialog open for their answers.
    AwaitAll(Vec<Intent>),
    /// The path field's text was replaced: send this request for its completions.
    Rewritten(FileRequest),
    Close,
    Open(conversation::Id),
    Do(Command),
    Ask(Intent),
    /// Share with several conversations: one request for each.
    Share(Vec<Request>),
    Act(MessageId, Act),
    /// Do this action on a conversation.
    Talk(conversation::Id, talk::Act),
    /// React with an emoji.
    React(MessageId, String),
    /// Use another skin tone from now on.
    Tone(SkinTone),
}

impl Dialog {
    /// The id of the field that has keyboard focus, if a field has it.
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

    /// True if the focused field handles Enter before the dialog does: a click can move the caret to another field.
    pub const fn enters_by_field(&self) -> bool {
        matches!(self, Self::Share(_) | Self::Report(_) | Self::Gather(_))
    }

    /// True if Backspace removes the last picked item instead of a letter.
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

    /// True if Left and Right act on the dialog, not on the caret in its field.
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

    /// Handles an event from the pointer or a text field.
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

    /// Handles a key command.
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
            // A second press must not discard the people already picked.
            Command::NewConversation if matches!(self, Self::Gather(_)) => Outcome::Stay,
            // Commands for the screen behind do nothing until the dialog is closed.
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

/// The dialog itself says what is missing, as for a report: `Stay` only moves keyboard focus.
fn gathered(step: gather::Step) -> Outcome {
    match step {
        gather::Step::Stay => Outcome::Turn,
        gather::Step::Leave => Outcome::Close,
        gather::Step::Open(id) => Outcome::Open(id),
        gather::Step::Ask(request) => Outcome::Await(request.into()),
    }
}

/// `None` means that something is missing: the dialog itself says what, and only keyboard focus moves.
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

/// The path field took over a completion: the caret goes to its end.
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
