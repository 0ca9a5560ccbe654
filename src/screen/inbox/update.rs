//! The handling of a key, by keyboard focus, and of one message: a fact or a user action.
//!
//! Must not know: what a command does (`command`), what a fact changes (`engine`). Tests: `tests/window/keys.rs`.

use super::thread::{self, Side};
use super::{Hand, Inbox, Message, composer, conversation, message as row, view};

use crate::dialog::Dialog;
use crate::screen::Action;
use crate::screen::keys::{self, Command, Context, Motion, Press, Taken};
use crate::screen::words::Now;

use iced::keyboard::Key;
use iced::keyboard::key::Named;

impl Inbox {
    /// The effect of a key now.
    pub fn key(&self, press: &Press) -> Option<Taken<Command>> {
        let context = match &self.dialog {
            Some(Dialog::Lightbox(_)) => Context::Picture,
            Some(_) | None => self.focus.context(),
        };
        if let Some(composer) = self.composer() {
            if composer.completion().is_some()
                && let Some(command) = completing(press)
            {
                return Some(Taken::First(command));
            }
            if let Some(held) = keys::enter(press) {
                return match composer.enter(self.preferences.send_key, held) {
                    composer::Enter::Send => Some(Taken::First(Command::Send)),
                    composer::Enter::Line => None,
                };
            }
            // The text field keeps the arrow key while there is text to move in.
            if !composer.is_empty() && keys::command(context, press) == Some(Command::EditLast) {
                return None;
            }
        }
        // A held Backspace deletes text and stops where the text ends, so it must not go on to remove attachments.
        let takes_back =
            press.key == Key::Named(Named::Backspace) && press.modifiers.is_empty() && !press.repeat;
        if takes_back
            && self
                .composer()
                .is_some_and(|composer| composer.text().is_empty() && !composer.files().is_empty())
        {
            return Some(Taken::First(Command::TakeBack));
        }
        let command = keys::command(context, press)?;
        if command == Command::Paste {
            return Some(Taken::Also(command));
        }
        if command == Command::Undo && !self.can_undo() {
            return None;
        }
        let sideways = matches!(command, Command::Move(Motion::Left | Motion::Right));
        if command == Command::TakeBack && !self.dialog.as_ref().is_some_and(Dialog::takes_back) {
            return None;
        }
        if sideways && !self.dialog.as_ref().is_some_and(Dialog::goes_sideways) {
            return None;
        }
        // Copy takes selected text before the whole message, and a focused field in a dialog handles its own Enter.
        let by_field = self.dialog.as_ref().is_some_and(Dialog::enters_by_field);
        let inner = command == Command::Act(keys::Act::Copy) || (command == Command::Activate && by_field);
        Some(if inner { Taken::IfIgnored(command) } else { Taken::First(command) })
    }

    /// Handles one message: a fact, or a user action.
    pub fn update(&mut self, message: Message, now: Now) -> Action<Message> {
        self.now = now;
        // Typing into the composer and scrolling change nothing beside the rows.
        let told = if let Message::Conversation(told) = &message {
            Some((Side::Timeline, told))
        } else if let Message::Thread(thread::Message::Conversation(told)) = &message {
            Some((Side::Thread, told))
        } else {
            None
        };
        let writes = self.focus.writes();
        let types = matches!(told, Some((side, conversation::Message::Edited(_))) if writes == Some(side));
        let scrolls = matches!(told, Some((_, conversation::Message::Seen(_))));
        // Files belong to the version of a row, not to the item presented beside it.
        let files = matches!(
            &message,
            Message::Files(_)
                | Message::Row(row::Message::Wanted(_))
                | Message::Thread(thread::Message::Row(row::Message::Wanted(_)))
        );
        let action = match message {
            Message::Engine(fact) => self.fact(fact),
            Message::Pulsed => self.pulsed(),
            Message::Settled => view::follow(self.focus, self.dialog.as_ref()),
            Message::Keyed(command) => {
                self.hand = Hand::Keys;
                self.command(command)
            }
            Message::Commanded(command) => {
                self.hand = Hand::Pointer;
                self.command(command)
            }
            Message::Opened(of) => {
                self.hand = Hand::Pointer;
                self.open(of, None)
            }
            Message::Focused(focus) => self.focus_on(focus),
            Message::MenuDismissed => self.close_dialog(),
            Message::TroubleDismissed => {
                self.trouble = None;
                Action::none()
            }
            Message::AsideDismissed => self.let_go(),
            Message::WentBack => self.go_back(),
            Message::WeatherAsked(at) => self.ask_weather(at),
            Message::Conversation(message) => self.in_strand(Side::Timeline, message),
            Message::Row(message) => self.on_row(Side::Timeline, message),
            Message::Thread(message) => self.in_thread(message),
            Message::Waiting(message) => self.in_waiting(message),
            Message::Found(message) => self.in_found(message),
            Message::Details(message) => self.in_details(message),
            Message::Dialog(message) => self.in_dialog(message),
            Message::Room(message) => self.in_rooms(message),
            Message::Staging(message) => self.in_staging(message),
            Message::Files(message) => self.in_files(message),
        };
        if !types && !scrolls && !files {
            self.present();
        }
        action
    }
}

/// The effect of a key while completions are offered at the caret.
fn completing(press: &Press) -> Option<Command> {
    if press.modifiers.command() || press.modifiers.alt() || press.modifiers.shift() {
        return None;
    }
    match press.key {
        Key::Named(Named::ArrowUp) => Some(Command::Move(Motion::Up)),
        Key::Named(Named::ArrowDown) => Some(Command::Move(Motion::Down)),
        Key::Named(Named::Enter | Named::Tab) => Some(Command::Activate),
        Key::Named(Named::Escape) => Some(Command::Leave),
        Key::Named(_) | Key::Character(_) | Key::Unidentified => None,
    }
}
