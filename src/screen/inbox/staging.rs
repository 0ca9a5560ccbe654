//! Files being attached in a composer: chosen, typed as a path, dropped or pasted.
//!
//! All of them are copied into the profile first, and then shown in the strip. Must not know: how a file is copied,
//! what the clipboard is. Tests: `tests/window/attaching.rs`.

use super::composer::Sent;
use super::conversation::Conversation;
use super::files::Want;
use super::focus::Focus;
use super::thread::Side;
use super::{Inbox, Told};
use crate::chat::attachment::Taken;
use crate::chat::{Strand, shown};
use crate::dialog::Dialog;
use crate::dialog::roster::Import;
use crate::dialog::sign_in::SignIn;
use crate::intent::files::{Ask, FileRequest};
use crate::intent::{Intent, Request};
use crate::row::Source;
use crate::screen::Action;

use std::path::PathBuf;

/// An event of files before they are sent.
#[derive(Debug, Clone)]
pub enum Message {
    /// The attach button was pressed.
    Asked(Side),
    /// The system's file dialog was closed, with files or without; an error if there is no such dialog.
    Chosen { of: Strand, result: Told<Option<Vec<PathBuf>>> },
    /// The user wants to set where files are stored.
    PlaceAsked,
    /// The storage for files was set, or could not be; in words.
    Placed(Told<String>),
    /// The content of the clipboard besides text.
    Pasted { of: Strand, sources: Vec<Source> },
    /// Files were copied into the profile, or could not be: a result for each. A message carries `most` files at most.
    Taken { of: Strand, results: Vec<Told<Taken>>, most: usize },
    /// The names that complete a typed path.
    Completed { typed: String, names: Vec<String> },
    /// The preview of an attachment is to be drawn.
    Wanted(Want),
    /// An attachment was removed.
    Removed(Side, usize),
    /// A file is dragged over the window.
    Hovered,
    /// A file was dropped here.
    Dropped(PathBuf),
    /// The dragged file left the window.
    TakenAway,
}

impl Inbox {
    /// Handles an event of files before they are sent.
    pub(super) fn in_staging(&mut self, message: Message) -> Action<super::Message> {
        match message {
            Message::Asked(side) => self.choose_files(side),
            Message::Chosen { of, result: Ok(Some(paths)) } => {
                self.take(of, paths.into_iter().map(Source::Path).collect())
            }
            Message::Chosen { result: Ok(None), .. } => Action::none(),
            Message::Chosen { of, result: Err(_) } => self.show(Dialog::Roster(Import::attach(of))),
            Message::Completed { typed, names } => {
                if let Some(Dialog::Roster(import)) = &mut self.dialog {
                    import.offered(&typed, names);
                }
                Action::none()
            }
            Message::PlaceAsked => self.show(Dialog::SignIn(SignIn::for_files())),
            Message::Placed(result) => self.signed_in(result),
            Message::Wanted(want) => self.want_file(want),
            Message::Pasted { of, sources } => self.take_pasted(of, sources),
            Message::Taken { of, results, most } => self.taken(of, results, most),
            Message::Removed(side, at) => {
                let now = self.now.at;
                if let Some(open) = self.strand_mut(side) {
                    open.composer_mut().remove_file(at, now);
                }
                self.focus_on(Focus::composer(side))
            }
            Message::Hovered => {
                self.hovered = self.drop_side().is_some();
                Action::none()
            }
            Message::TakenAway => {
                self.hovered = false;
                Action::none()
            }
            Message::Dropped(path) => {
                self.hovered = false;
                let strand = self.drop_side().and_then(|side| self.strand(side)).map(Conversation::strand);
                strand.map_or_else(Action::none, |of| self.take(of, vec![Source::Path(path)]))
            }
        }
    }

    /// Lets the user choose files for a composer.
    pub(super) fn choose_files(&mut self, side: Side) -> Action<super::Message> {
        let Some(open) = self.strand_mut(side) else { return Action::none() };
        let of = open.strand();
        if open.composer_mut().may_take() {
            Action::ask(Intent::Files(Ask::Choose { of }))
        } else {
            Action::none()
        }
    }

    /// Asks whether the clipboard holds a picture or files.
    pub(super) fn paste(&mut self) -> Action<super::Message> {
        let strand = self.focus.writes().and_then(|side| self.strand(side)).map(Conversation::strand);
        strand.map_or_else(Action::none, |of| Action::ask(Intent::Files(Ask::Paste { of })))
    }

    fn take_pasted(&mut self, of: Strand, sources: Vec<Source>) -> Action<super::Message> {
        let path = |source: &Source| match source {
            Source::Path(path) => Some(path.clone()),
            Source::Bytes { .. } => None,
        };
        let paths: Vec<PathBuf> = sources.iter().filter_map(path).collect();
        let now = self.now.at;
        if let Some(open) = self.conversation_mut(of).filter(|_| !paths.is_empty()) {
            open.composer_mut().forget_pasted(&paths, now);
        }
        self.take(of, sources)
    }

    /// Removes the last attachment.
    pub(super) fn take_last_file_back(&mut self) -> Action<super::Message> {
        let now = self.now.at;
        if let Some(open) = self.focus.writes().and_then(|side| self.strand_mut(side)) {
            open.composer_mut().remove_last_file(now);
        }
        Action::none()
    }

    /// The side that dropped files go to: the composer with the focus, else the timeline.
    fn drop_side(&self) -> Option<Side> {
        if self.dialog.is_some() {
            return None;
        }
        let side = self.focus.writes().unwrap_or(Side::Timeline);
        self.strand(side).map(|_| side)
    }

    /// Where dropped files would go, in words, while a file is dragged over the window.
    pub(super) fn drop_words(&self) -> Option<String> {
        if !self.hovered {
            return None;
        }
        let side = self.drop_side()?;
        let open = self.strand(side)?;
        let name = shown::within(self.name_of(open.id()));
        Some(match side {
            Side::Timeline => format!("Drop to attach it in {}{name}", open.id().kind().sigil()),
            Side::Thread => "Drop to attach it to your reply".to_owned(),
        })
    }

    /// Requests that files are copied into the profile.
    pub(super) fn take(&mut self, of: Strand, sources: Vec<Source>) -> Action<super::Message> {
        if sources.is_empty() {
            return Action::none();
        }
        let count = sources.len();
        let Some(open) = self.conversation_mut(of) else { return Action::none() };
        if !open.composer_mut().may_take() {
            return Action::none();
        }
        open.composer_mut().files_come(count);
        let focus = self.side_of(of).filter(|_| self.dialog.is_none()).map(Focus::composer);
        let focused = focus.map_or_else(Action::none, |focus| self.focus_on(focus));
        Action::ask(Request::Files(FileRequest::Take { of, sources })).and(focused)
    }

    fn taken(&mut self, of: Strand, results: Vec<Told<Taken>>, most: usize) -> Action<super::Message> {
        let now = self.now.at;
        let mut closed = Action::none();
        if let Some(Dialog::Roster(import)) = &mut self.dialog
            && import.is_for(of)
        {
            match results.first() {
                Some(Err(words)) => import.imported(Err(words.clone())),
                // The file is in the composer now.
                Some(Ok(_)) | None => closed = self.close_dialog(),
            }
        }
        let Some(open) = self.conversation_mut(of) else { return closed };
        if !open.composer_mut().files_came(results, most, now) {
            return closed;
        }
        let people = std::mem::take(&mut self.people);
        let sent = match self.conversation_mut(of) {
            Some(open) => open.composer_mut().send(of, &people),
            None => Sent::Nothing,
        };
        self.people = people;
        match sent {
            Sent::Wish(wish) => Action::ask(Request::Submit { of: of.of, wish }),
            Sent::Nothing => Action::none(),
        }
    }
}
