//! Opening a dialog over the screen, and handling its outcome.
//!
//! The keyboard focus moves to the dialog and back again. Tests: `tests/window/switcher.rs`, `tests/window/keys.rs`.

use super::aside::Offer;
use super::focus::Focus;
use super::message::{self, Act};
use super::{Inbox, Message, Told, sidebar, view};

use crate::chat::MessageId;
use crate::dialog::menu::Line;
use crate::dialog::picker::{Offers, Picker};
use crate::dialog::roster::Wanted;
use crate::dialog::{self, Dialog, Outcome};
use crate::intent::files::FileRequest;
use crate::intent::{Intent, Read, Request};
use crate::preferences::Preferences;
use crate::screen::Action;
use crate::screen::words;

use iced::Point;
use iced::widget::operation;

use std::path::PathBuf;

impl Inbox {
    /// Opens a dialog over the screen.
    pub fn show(&mut self, dialog: Dialog) -> Action<Message> {
        if self.dialog.is_none() {
            self.behind = self.focus;
        }
        let reads = matches!(dialog, Dialog::Switcher(_) | Dialog::Share(_) | Dialog::Gather(_));
        self.dialog = Some(dialog);
        let asks = if reads { Action::ask(Request::Read(Read::Targets)) } else { Action::none() };
        asks.and(self.focus_on(Focus::Dialog))
    }

    /// Closes the dialog, if there is one. Text written in it comes back in the next dialog of its kind.
    pub(super) fn close_dialog(&mut self) -> Action<Message> {
        let Some(dialog) = self.dialog.take() else { return Action::none() };
        if dialog.holds_words() {
            self.half_done = Some(dialog);
        }
        self.focus_on(self.behind).and(self.keep_focus_real())
    }

    /// Closes a dialog that has done its work, without keeping its text.
    fn finish_dialog(&mut self) -> Action<Message> {
        let closed = self.close_dialog();
        self.half_done = None;
        closed
    }

    /// Opens a dialog for these messages, with the text left in the last dialog of its kind.
    pub(super) fn show_again(&mut self, mut dialog: Dialog) -> Action<Message> {
        if let Some(before) = &self.half_done
            && dialog.resume(before)
        {
            self.half_done = None;
        }
        self.show(dialog)
    }

    /// Runs an action chosen in a message's menu, if the menu would still show the same line for it.
    fn chosen_in_menu(&mut self, id: MessageId, act: Act) -> Action<Message> {
        let says =
            |lines: &[Line<Act>]| lines.iter().find(|line| line.what == act).map(|line| line.words.clone());
        let told = match &self.dialog {
            Some(Dialog::Message(_, menu)) => says(&menu.lines),
            Some(_) | None => None,
        };
        let closed = self.close_dialog();
        let now = self.shown_row(id).map(|row| message::menu(row, self.me.id)).unwrap_or_default();
        if told.is_some() && told == says(&now) {
            return closed.and(self.act(id, act));
        }
        closed.and(self.say("This message has changed meanwhile".to_owned(), Offer::Nothing))
    }

    pub(super) fn in_dialog(&mut self, message: dialog::Message) -> Action<Message> {
        match &mut self.dialog {
            Some(dialog) => {
                let outcome = dialog.update(message);
                self.after_dialog(outcome)
            }
            None => Action::none(),
        }
    }

    pub(crate) fn after_dialog(&mut self, outcome: Outcome) -> Action<Message> {
        match outcome {
            Outcome::Stay => view::reveal(self.dialog.as_ref()),
            Outcome::Turn => view::reveal(self.dialog.as_ref()).and(self.focus_on(Focus::Dialog)),
            Outcome::Await(intent) => {
                if let Intent::Session(Request::Files(FileRequest::Take { of, sources })) = &intent
                    && let Some(open) = self.conversation_mut(*of)
                {
                    open.composer_mut().files_come(sources.len());
                }
                Action::ask(intent)
            }
            Outcome::AwaitAll(asks) => Action::asks(asks),
            Outcome::Rewritten(ask) => {
                let field = self.dialog.as_ref().and_then(Dialog::field);
                let end = field.map_or_else(iced::Task::none, operation::move_cursor_to_end);
                Action::ask(ask).and(self.focus_on(Focus::Dialog)).and(Action::run(end))
            }
            Outcome::Close => self.close_dialog(),
            Outcome::Open(of) => self.open(of, None),
            Outcome::Do(command) => self.close_dialog().and(self.command(command)),
            Outcome::Share(asks) => {
                let many = asks.len() as u64;
                let sentence = format!("Shared with {}", words::count(many, "conversation", "conversations"));
                let said = self.finish_dialog().and(self.say(sentence, Offer::Nothing));
                said.and(Action::asks(asks))
            }
            Outcome::Ask(intent) => self.finish_dialog().and(Action::ask(intent)),
            Outcome::Act(id, act) => self.chosen_in_menu(id, act),
            Outcome::Talk(of, act) => self.close_dialog().and(self.act_on_talk(of, act)),
            Outcome::React(id, emoji) => self.close_dialog().and(self.react(id, emoji)),
            Outcome::Tone(skin_tone) => {
                // The keyboard focus stays in the field.
                let prefer = Action::ask(Intent::Prefer(Preferences { skin_tone, ..self.preferences }));
                prefer.and(self.focus_on(Focus::Dialog))
            }
        }
    }

    pub(super) fn roster_chosen(&mut self, path: Option<PathBuf>) -> Action<Message> {
        let Some(Dialog::Roster(import)) = &mut self.dialog else {
            return Action::none();
        };
        match import.chosen(path) {
            Some(Wanted::File(path)) => Action::ask(Request::ImportRoster(path)),
            Some(Wanted::Choice) | None => self.focus_on(Focus::Dialog),
        }
    }

    pub(super) fn roster_imported(&mut self, result: Told<String>) -> Action<Message> {
        match (&mut self.dialog, result) {
            (Some(Dialog::Roster(import)), result) => import.imported(result),
            // The dialog was closed meanwhile: the error is shown all the same.
            (_, Err(error)) => self.trouble = Some(error),
            (_, Ok(_)) => {}
        }
        Action::none()
    }

    pub(super) fn signed_in(&mut self, result: Told<String>) -> Action<Message> {
        match (&mut self.dialog, result) {
            (Some(Dialog::SignIn(sign_in)), result) => sign_in.signed_in(result),
            (_, Err(error)) => self.trouble = Some(error),
            (_, Ok(_)) => {}
        }
        Action::none()
    }

    pub(super) fn ask_weather(&mut self, at: Point) -> Action<Message> {
        match &self.demo {
            Some(demo) => {
                let menu = sidebar::weather_menu(demo, at);
                self.show(Dialog::Weather(menu))
            }
            None => Action::none(),
        }
    }

    pub(crate) fn jump(&mut self) -> Action<Message> {
        self.show(Dialog::Switcher(Picker::new(Offers::Everything)))
    }
}
