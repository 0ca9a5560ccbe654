//! The keyboard focus, where it returns to, and the meaning of a key.
//!
//! Must not know: the effect of a command (`route`). Tests: `tests/window/keys.rs`.

use super::composer::{self, Composer};
use super::focus::{Entry, Focus, Side};

use crate::preferences::SendKey;
use crate::screen::Action;
use crate::screen::dialog::Dialog;
use crate::screen::keys::{self, Command, Context, Motion, Press, Taken};

use iced::keyboard::Key;
use iced::keyboard::key::Named;
use iced::widget::operation;

/// The keyboard focus and where it returns to.
#[derive(Debug)]
pub struct Keyboard {
    focus: Focus,
    /// The focus outside the panels, to return to when the panel closes.
    before_panel: Focus,
    /// The focus to return to when the dialog closes.
    before_dialog: Focus,
}

impl Default for Keyboard {
    fn default() -> Self {
        let focus = Focus::Sidebar(Entry::Jump);
        Self { focus, before_panel: Focus::Composer, before_dialog: focus }
    }
}

/// Everything that decides the meaning of a key besides the focus.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    pub dialog: Option<&'a Dialog>,
    /// The key bindings of the open panel.
    pub panel: Context,
    /// The composer with the keyboard focus.
    pub composer: Option<&'a Composer>,
    pub send_key: SendKey,
    pub can_undo: bool,
    /// True if a composer is visible: characters without another meaning are typed into it.
    pub takes_typing: bool,
}

impl Keyboard {
    /// The element with the keyboard focus.
    pub const fn focus(&self) -> Focus {
        self.focus
    }

    /// Moves the keyboard focus.
    pub const fn focus_on(&mut self, focus: Focus) {
        self.focus = focus;
    }

    /// A panel opens: remembers the focus if it is outside the panels.
    pub fn enter_panel(&mut self) {
        if matches!(self.focus, Focus::Sidebar(_) | Focus::Message(_) | Focus::Composer) {
            self.before_panel = self.focus;
        }
    }

    /// A conversation opens beside the panel: closing the panel then leads to its composer.
    pub const fn open_conversation(&mut self) {
        self.before_panel = Focus::Composer;
    }

    /// The focus outside the panels, to return to when the panel closes.
    pub const fn before_panel(&self) -> Focus {
        self.before_panel
    }

    /// A dialog opens: remembers the focus.
    pub const fn enter_dialog(&mut self) {
        self.before_dialog = self.focus;
    }

    /// The focus to return to when the dialog closes.
    pub const fn before_dialog(&self) -> Focus {
        self.before_dialog
    }

    /// The meaning of a key now.
    pub fn key(&self, press: &Press, now: Situation<'_>) -> Option<Taken<Command>> {
        let context = match now.dialog {
            Some(Dialog::Lightbox(_)) => Context::Picture,
            Some(_) | None => self.focus.context(now.panel),
        };
        if let Some(composer) = now.composer {
            if composer.completion().is_some()
                && let Some(command) = completing(press)
            {
                return Some(Taken::First(command));
            }
            if let Some(held) = keys::enter(press) {
                return match composer.enter(now.send_key, held) {
                    composer::Enter::Send => Some(Taken::First(Command::Send)),
                    composer::Enter::Line => None,
                };
            }
            // The text field keeps the arrow key while there is text to move in.
            if !composer.is_empty() && keys::command(context, press) == Some(Command::EditLast) {
                return None;
            }
        }
        // A held Backspace deletes text and must not go on to remove attachments when the text is empty.
        let takes_back =
            press.key == Key::Named(Named::Backspace) && press.modifiers.is_empty() && !press.repeat;
        if takes_back
            && now.composer.is_some_and(|composer| composer.text().is_empty() && !composer.files().is_empty())
        {
            return Some(Taken::First(Command::TakeBack));
        }
        // The keys beside the lines of a message's menu.
        let in_menu = || {
            let is_menu = matches!(now.dialog, Some(Dialog::Message(_)));
            let command = keys::command(Context::Messages, press).filter(|_| is_menu)?;
            matches!(command, Command::Act(_)).then_some(command)
        };
        let Some(command) = keys::command(context, press).or_else(in_menu) else {
            let types = now.takes_typing && !matches!(self.focus, Focus::Dialog) && now.composer.is_none();
            return keys::typed(press)
                .filter(|_| types)
                .map(|character| Taken::First(Command::Type(character)));
        };
        if command == Command::Paste {
            return Some(Taken::Also(command));
        }
        // A key that is held down must not decide the next case too.
        if let Command::Review(step) = command
            && press.repeat
            && !step.repeats()
        {
            return None;
        }
        if command == Command::Undo && !now.can_undo {
            return None;
        }
        let sideways = matches!(command, Command::Move(Motion::Left | Motion::Right));
        if command == Command::TakeBack && !now.dialog.is_some_and(|dialog| dialog.modal().takes_back()) {
            return None;
        }
        if sideways && !now.dialog.is_some_and(|dialog| dialog.modal().goes_sideways()) {
            return None;
        }
        // Copy takes selected text before the whole message, and a focused field in a dialog handles its own Enter.
        let by_field = now.dialog.is_some_and(|dialog| dialog.modal().enters_by_field());
        let inner = command == Command::Act(keys::Act::Copy) || (command == Command::Activate && by_field);
        Some(if inner { Taken::IfIgnored(command) } else { Taken::First(command) })
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

/// No field has this id: focusing it takes the caret from any field.
const NO_FIELD: &str = "nothing";

/// Makes iced's focus, which knows only text fields, follow the screen's.
pub fn follow<Message: Send + 'static>(focus: Focus, dialog: Option<&Dialog>) -> Action<Message> {
    let field = match (focus, dialog) {
        (Focus::Composer, _) => composer::view::field(Side::Timeline),
        (Focus::ReplyComposer, _) => composer::view::field(Side::Thread),
        (Focus::Dialog, Some(dialog)) => dialog.field().unwrap_or(NO_FIELD),
        (_, _) => NO_FIELD,
    };
    Action::run(operation::focus(field))
}
