//! Opening a dialog over the screen, and what is done when it has an outcome.
//!
//! The keyboard goes to the dialog and back to where it was. Tests: `tests/window/switcher.rs`, `tests/window/keys.rs`.

use super::aside::Offer;
use super::focus::Focus;
use super::{Inbox, Message, Told, sidebar, view};

use crate::dialog::roster::Wanted;
use crate::dialog::switcher::Switcher;
use crate::dialog::{self, Dialog, Outcome};
use crate::intent::{Intent, Read};
use crate::screen::Action;
use crate::screen::words;
use crate::session::preferences::Preferences;

use iced::Point;

use std::path::PathBuf;

impl Inbox {
    /// Puts a dialog over the screen.
    pub fn show(&mut self, dialog: Dialog) -> Action<Message> {
        if self.dialog.is_none() {
            self.behind = self.focus;
        }
        let reads = matches!(dialog, Dialog::Switcher(_) | Dialog::Share(_) | Dialog::Gather(_));
        self.dialog = Some(dialog);
        let asks = if reads { Action::ask(Intent::Read(Read::Targets)) } else { Action::none() };
        asks.and(self.focus_on(Focus::Dialog))
    }

    pub(super) fn close_dialog(&mut self) -> Action<Message> {
        if self.dialog.take().is_some() { self.focus_on(self.behind) } else { Action::none() }
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
            Outcome::Await(intent) => Action::ask(intent),
            Outcome::Close => self.close_dialog(),
            Outcome::Open(of) => self.open(of, None),
            Outcome::Do(command) => self.close_dialog().and(self.command(command)),
            Outcome::Share(asks) => {
                let many = asks.len() as u64;
                let sentence = format!("Shared with {}", words::count(many, "conversation", "conversations"));
                let said = self.close_dialog().and(self.say(sentence, Offer::Nothing));
                said.and(Action { asks, task: iced::Task::none() })
            }
            Outcome::Ask(intent) => self.close_dialog().and(Action::ask(intent)),
            Outcome::Act(id, act) => self.close_dialog().and(self.act(id, act)),
            Outcome::Talk(of, act) => self.close_dialog().and(self.act_on_talk(of, act)),
            Outcome::React(id, emoji) => self.close_dialog().and(self.react(id, emoji)),
            Outcome::Tone(skin_tone) => {
                // The keyboard goes on in the field.
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
            Some(Wanted::File(path)) => Action::ask(Intent::ImportRoster(path)),
            Some(Wanted::Choice) | None => self.focus_on(Focus::Dialog),
        }
    }

    pub(super) fn roster_imported(&mut self, result: Told<String>) -> Action<Message> {
        match (&mut self.dialog, result) {
            (Some(Dialog::Roster(import)), result) => import.imported(result),
            // The dialog was left meanwhile: what went wrong is told all the same.
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
        self.show(Dialog::Switcher(Switcher::new()))
    }
}
