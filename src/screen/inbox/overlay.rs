//! The dialog over the inbox, if one is open, and the text of the last one that was closed half-written.
//!
//! Must not know: the screen below it. Tests: `tests/window/switcher.rs`, `tests/window/keys.rs`.

use super::message::Act;
use crate::screen::Fallible;

use crate::chat::{FeedId, MessageId, conversation};
use crate::row::{ConversationRow, Revision, Target};
use crate::screen::Action;
use crate::screen::dialog::beside::{EmojiPicker, MessageMenu};
use crate::screen::dialog::lightbox::Lightbox;
use crate::screen::dialog::menu::Line;
use crate::screen::dialog::modal::Part;
use crate::screen::dialog::roster::Wanted;
use crate::screen::dialog::share;
use crate::screen::dialog::{self, Dialog, Outcome};
use crate::screen::keys::Command;

use iced::widget::operation;

use std::path::PathBuf;

/// The dialog over the inbox.
#[derive(Debug, Default)]
pub struct Overlay {
    open: Option<Dialog>,
    /// A dialog that was closed with text in it; the next dialog of its kind gets the text.
    half_written: Option<Dialog>,
}

impl Overlay {
    /// The open dialog.
    pub const fn open(&self) -> Option<&Dialog> {
        self.open.as_ref()
    }

    /// Opens a dialog in place of the open one.
    pub fn show(&mut self, dialog: Dialog) {
        self.open = Some(dialog);
    }

    /// Opens a dialog with the text left in the last one of its kind.
    pub fn resume(&mut self, mut dialog: Dialog) -> Dialog {
        if let Some(before) = &self.half_written
            && dialog.resume(before)
        {
            self.half_written = None;
        }
        dialog
    }

    /// Closes the dialog and keeps its text; returns false if none is open.
    pub fn close(&mut self) -> bool {
        let Some(dialog) = self.open.take() else { return false };
        if dialog.modal().holds_text() {
            self.half_written = Some(dialog);
        }
        true
    }

    /// Drops the text of the dialog that was closed last, because it was used.
    pub fn forget(&mut self) {
        self.half_written = None;
    }

    /// Handles an event from the pointer or a text field.
    pub fn update(&mut self, message: dialog::Message) -> Option<Outcome> {
        self.open.as_mut().map(|dialog| dialog.update(message))
    }

    /// Handles a key command; `None` if no dialog is open.
    pub fn command(&mut self, command: Command) -> Option<Outcome> {
        self.open.as_mut().map(|dialog| dialog.command(command))
    }

    /// The label of an action in the open menu of a message.
    pub fn label(&self, act: Act) -> Option<String> {
        let Some(Dialog::Message(MessageMenu { menu, .. })) = &self.open else { return None };
        label(&menu.lines, act)
    }

    /// The name under which a dialog offers a conversation.
    pub fn name_of(&self, of: conversation::Id) -> Option<&str> {
        match &self.open {
            Some(Dialog::Switcher(picker)) => picker.name_of(of),
            Some(Dialog::Gather(gather)) => gather.name_of(of),
            Some(_) | None => None,
        }
    }

    /// True if the dialog waits until this conversation is created or changed.
    pub fn awaits(&self, of: conversation::Id) -> bool {
        matches!(&self.open, Some(Dialog::Gather(gather)) if gather.awaits(of))
    }

    /// The conversation that the dialog asked for was refused.
    pub fn refused(&mut self, error: String) {
        if let Some(Dialog::Gather(gather)) = &mut self.open {
            gather.refused(error);
        }
    }

    /// The picture viewer, if it is open.
    pub fn lightbox(&self) -> Option<&Lightbox> {
        if let Some(Dialog::Lightbox(lightbox)) = &self.open { Some(lightbox) } else { None }
    }

    /// The picture viewer, if it is open.
    pub fn lightbox_mut(&mut self) -> Option<&mut Lightbox> {
        if let Some(Dialog::Lightbox(lightbox)) = &mut self.open { Some(lightbox) } else { None }
    }

    /// The conversations and people to choose from were read.
    pub fn targets_loaded(&mut self, result: Fallible<Vec<Target>>) {
        match &mut self.open {
            Some(Dialog::Switcher(switcher)) => switcher.loaded(result),
            Some(Dialog::Share(share)) => share.loaded(result),
            Some(Dialog::Decide(decide)) => decide.loaded(result),
            Some(Dialog::Gather(gather)) => gather.loaded(result),
            Some(_) | None => {}
        }
    }

    /// The conversations of the sidebar were read.
    pub fn rows_changed(&mut self, rows: &[ConversationRow]) {
        match &mut self.open {
            Some(Dialog::Switcher(switcher)) => switcher.rows_changed(rows),
            Some(Dialog::Share(share)) => share.rows_changed(rows),
            Some(Dialog::Decide(decide)) => decide.rows_changed(rows),
            Some(_) | None => {}
        }
    }

    /// The recently used emoji were read. Without them the picker offers the most common ones.
    pub fn emoji_loaded(&mut self, result: Fallible<Vec<String>>) {
        if let (Some(Dialog::Emoji(EmojiPicker { picker, .. })), Ok(used)) = (&mut self.open, result) {
            picker.remembered(used);
        }
    }

    /// The earlier versions of a message were read.
    pub fn earlier_loaded(&mut self, of: MessageId, versions: Fallible<Vec<Revision>>) {
        if let Some(Dialog::Earlier(earlier)) = &mut self.open
            && earlier.message() == of
        {
            earlier.loaded(versions);
        }
    }

    /// The system's file dialog was closed; `None` if nobody waits for it.
    pub fn roster_chosen(&mut self, path: Option<PathBuf>) -> Option<Option<Wanted>> {
        let Some(Dialog::Roster(import)) = &mut self.open else { return None };
        Some(import.chosen(path))
    }

    /// A roster was imported.
    ///
    /// # Errors
    ///
    /// Returns the reason for a failure if the dialog was closed meanwhile: it is shown all the same.
    pub fn roster_imported(&mut self, result: Fallible<String>) -> Fallible<()> {
        match (&mut self.open, result) {
            (Some(Dialog::Roster(import)), result) => import.imported(result),
            (_, Err(error)) => return Err(error),
            (_, Ok(_)) => {}
        }
        Ok(())
    }

    /// A token or a place for files was set.
    ///
    /// # Errors
    ///
    /// Returns the reason for a failure if the dialog was closed meanwhile: it is shown all the same.
    pub fn signed_in(&mut self, result: Fallible<String>) -> Fallible<()> {
        match (&mut self.open, result) {
            (Some(Dialog::SignIn(sign_in)), result) => sign_in.signed_in(result),
            (_, Err(error)) => return Err(error),
            (_, Ok(_)) => {}
        }
        Ok(())
    }

    /// The names that complete a typed path were read.
    pub fn completed(&mut self, typed: &str, names: Vec<String>) {
        if let Some(Dialog::Roster(import)) = &mut self.open {
            import.offered(typed, names);
        }
    }

    /// The file whose path was typed was copied, or could not be; returns true if the dialog is finished.
    pub fn file_taken(&mut self, of: FeedId, failure: Option<&str>) -> bool {
        let Some(Dialog::Roster(import)) = &mut self.open else { return false };
        if !import.is_for(of) {
            return false;
        }
        match failure {
            Some(words) => {
                import.imported(Err(words.to_owned()));
                false
            }
            // The file is in the composer now.
            None => true,
        }
    }

    /// The window moved to a screen with another scale factor.
    pub fn rescale(&mut self, scale: f32) {
        if let Some(lightbox) = self.lightbox_mut() {
            lightbox.rescale(scale);
        }
    }

    /// Scrolls the chosen row of the dialog's list into view.
    pub fn reveal<Message: Send + 'static>(&self) -> Action<Message> {
        let to = |list, y| Action::run(operation::snap_to(list, operation::RelativeOffset { x: 0.0, y }));
        match &self.open {
            Some(Dialog::Switcher(switcher)) => to(dialog::picker::view::ANSWERS, switcher.scrolled()),
            Some(Dialog::Share(share)) => {
                // In a low window the focused field is scrolled into view.
                let low = if share.on() == Part::Find { 0.0 } else { 1.0 };
                to(share::view::ANSWERS, share.picker().scrolled()).and(to(share::view::BODY, low))
            }
            Some(Dialog::Gather(gather)) => {
                let is_above = match gather.on() {
                    Part::Choice | Part::Find => true,
                    // A channel begins with its name.
                    Part::Comment => gather.kind() == conversation::Kind::Channel,
                    Part::Switch | Part::Cancel | Part::Go => false,
                };
                let low = if is_above { 0.0 } else { 1.0 };
                let answers = to(dialog::gather::view::ANSWERS, gather.picker().scrolled());
                answers.and(to(dialog::frame::BODY, low))
            }
            Some(Dialog::Report(report)) => {
                let low = if report.on() == Part::Choice { 0.0 } else { 1.0 };
                to(dialog::frame::BODY, low)
            }
            Some(Dialog::Decide(decide)) if decide.picks() => {
                let low = if decide.on() == Part::Find { 0.0 } else { 1.0 };
                let answers = to(dialog::decide::view::ANSWERS, decide.picker().scrolled());
                answers.and(to(dialog::frame::BODY, low))
            }
            Some(Dialog::Earlier(earlier)) => to(dialog::earlier::VERSIONS, earlier.scrolled()),
            _ => Action::none(),
        }
    }
}

/// The label of an action in a message's menu.
pub fn label(lines: &[Line<Act>], act: Act) -> Option<String> {
    lines.iter().find(|line| line.what == act).map(|line| line.words.clone())
}
