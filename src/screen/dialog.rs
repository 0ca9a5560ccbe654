//! The dialogs over the inbox: switcher, key list, confirmations, menus. The open one has keyboard focus until it
//! closes.
//!
//! A dialog changes nothing outside itself: it returns an [`Outcome`] that the inbox carries out. Each dialog has its
//! own message type and is a [`Modal`] for the keyboard; only this file lists them all. One is open at a time. Must not
//! know: the session. Drawing is in `view`. Tests: `tests/window`.

pub mod beside;
pub mod confirm;
pub mod conversation_menu;
pub mod decide;
pub mod earlier;
pub mod emoji;
pub mod forms;
pub mod frame;
pub mod gather;
pub mod lightbox;
pub mod menu;
pub mod modal;
pub mod person_menu;
pub mod picker;
pub mod report;
pub mod roster;
pub mod share;
pub mod shortcuts;
pub mod sign_in;
pub mod view;

pub use modal::{Modal, Outcome};

use crate::screen::inbox::focus::Focus;
use crate::screen::keys::Command;

use beside::{ConversationMenu, EmojiPicker, MessageMenu, PersonMenu, WeatherMenu};
use confirm::Confirm;
use decide::Decide;
use earlier::Earlier;
use gather::Gather;
use lightbox::Lightbox;
use picker::Picker;
use report::Report;
use roster::Import;
use share::Share;
use shortcuts::Shortcuts;
use sign_in::SignIn;

/// The open dialog.
#[derive(Debug, Clone)]
pub enum Dialog {
    Switcher(Picker),
    /// The list of keyboard shortcuts.
    Keys(Shortcuts),
    Confirm(Confirm),
    /// A file to import as a roster, or to attach.
    Roster(Import),
    /// A new token, or the place where files are stored.
    SignIn(SignIn),
    Message(MessageMenu),
    Emoji(EmojiPicker),
    /// Messages to share with other conversations.
    Share(Box<Share>),
    /// The report of a message.
    Report(Report),
    /// The words of a reviewer.
    Decide(Box<Decide>),
    /// The earlier versions of a message.
    Earlier(Earlier),
    Weather(WeatherMenu),
    /// People to pick for a new conversation, or to invite to an existing one.
    Gather(Box<Gather>),
    Conversation(ConversationMenu),
    Person(PersonMenu),
    /// The lightbox: one picture in the whole window.
    Lightbox(Box<Lightbox>),
}

/// An event from the pointer or a text field, for the dialog of this kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Switcher(picker::Message),
    Confirm(confirm::Button),
    Roster(roster::Message),
    SignIn(sign_in::Message),
    Menu(menu::Picked),
    Emoji(emoji::Message),
    Share(share::Message),
    Report(report::Message),
    Decide(decide::Message),
    Gather(gather::Message),
    Lightbox(lightbox::Message),
    Closed,
}

/// The modal of a dialog, by shared or exclusive reference: `$unbox` is the method that unboxes it accordingly.
macro_rules! modal {
    ($dialog:expr, $unbox:ident) => {
        match $dialog {
            Dialog::Switcher(modal) => modal,
            Dialog::Keys(modal) => modal,
            Dialog::Confirm(modal) => modal,
            Dialog::Roster(modal) => modal,
            Dialog::SignIn(modal) => modal,
            Dialog::Message(modal) => modal,
            Dialog::Emoji(modal) => modal,
            Dialog::Share(modal) => modal.$unbox(),
            Dialog::Report(modal) => modal,
            Dialog::Decide(modal) => modal.$unbox(),
            Dialog::Earlier(modal) => modal,
            Dialog::Weather(modal) => modal,
            Dialog::Gather(modal) => modal.$unbox(),
            Dialog::Conversation(modal) => modal,
            Dialog::Person(modal) => modal,
            Dialog::Lightbox(modal) => modal.$unbox(),
        }
    };
}

impl Dialog {
    /// The dialog as the keyboard sees it.
    pub fn modal(&self) -> &dyn Modal {
        modal!(self, as_ref)
    }

    fn modal_mut(&mut self) -> &mut dyn Modal {
        modal!(self, as_mut)
    }

    /// The id of the field that has keyboard focus, if a field has it.
    pub fn field(&self) -> Option<&'static str> {
        self.modal().field()
    }

    /// True if the dialog is a menu or picker for the row that has `focus`.
    pub fn is_about(&self, focus: Focus) -> bool {
        self.modal().is_about(focus)
    }

    /// Restores the text of a closed dialog; false if that dialog was about something else. Unlike a draft, the text is
    /// only kept in memory.
    pub fn resume(&mut self, before: &Self) -> bool {
        match (self, before) {
            (Self::Share(share), Self::Share(before)) => share.resume(before),
            (Self::Report(report), Self::Report(before)) => report.resume(before),
            (Self::Decide(decide), Self::Decide(before)) => decide.resume(before),
            (_, _) => false,
        }
    }

    /// Handles an event from the pointer or a text field. An event for a dialog that was replaced meanwhile does
    /// nothing.
    pub fn update(&mut self, message: Message) -> Outcome {
        match (self, message) {
            (_, Message::Closed) => Outcome::Close,
            (Self::Switcher(dialog), Message::Switcher(message)) => dialog.update(message),
            (Self::Confirm(dialog), Message::Confirm(button)) => dialog.update(button),
            (Self::Roster(dialog), Message::Roster(message)) => dialog.update(message),
            (Self::SignIn(dialog), Message::SignIn(message)) => dialog.update(message),
            (Self::Message(dialog), Message::Menu(picked)) => dialog.update(picked),
            (Self::Conversation(dialog), Message::Menu(picked)) => dialog.update(picked),
            (Self::Person(dialog), Message::Menu(picked)) => dialog.update(picked),
            (Self::Weather(dialog), Message::Menu(picked)) => dialog.update(picked),
            (Self::Emoji(dialog), Message::Emoji(message)) => dialog.update(message),
            (Self::Share(dialog), Message::Share(message)) => dialog.update(message),
            (Self::Report(dialog), Message::Report(message)) => dialog.update(message),
            (Self::Decide(dialog), Message::Decide(message)) => dialog.update(message),
            (Self::Gather(dialog), Message::Gather(message)) => dialog.update(message),
            (Self::Lightbox(dialog), Message::Lightbox(message)) => Outcome::AwaitAll(dialog.update(message)),
            (_, _) => Outcome::Stay,
        }
    }

    /// Handles a key command.
    pub fn command(&mut self, command: Command) -> Outcome {
        let modal = self.modal_mut();
        if let Some(outcome) = modal.special(command) {
            return outcome;
        }
        match command {
            Command::Move(motion) => modal.step(motion),
            Command::NextPane | Command::NextStop => modal.turn(1),
            Command::PreviousPane | Command::PreviousStop => modal.turn(-1),
            Command::Activate => modal.enter(),
            Command::Leave => Outcome::Close,
            Command::Send => modal.send(),
            Command::TakeBack => modal.take_back(),
            // Commands for the rows behind do nothing until the dialog is closed.
            Command::EditLast
            | Command::Menu
            | Command::Act(_)
            | Command::Zoom(_)
            | Command::Choose(_)
            | Command::ChooseNothing
            | Command::RetryAll
            | Command::DiscardAll
            | Command::Review(_)
            | Command::ReadEverything => Outcome::Stay,
            _ => Outcome::Do(command),
        }
    }
}
