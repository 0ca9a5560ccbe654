//! Attaches files to a composer: chosen, typed as a path, dropped or pasted, then copied into the profile.
//!
//! Must not know: how a file is copied, the clipboard. Tests: `tests/window/attaching.rs`.

use crate::chat::FeedId;
use crate::chat::attachment::StagedFile;
use crate::intent::files::{Ask, FileRequest};
use crate::intent::{Intent, Request};
use crate::language::tr;
use crate::row::Source;
use crate::screen::Action;
use crate::screen::Fallible;
use crate::screen::dialog::Dialog;
use crate::screen::dialog::roster::Import;
use crate::screen::dialog::sign_in::SignIn;
use crate::screen::inbox::feed::Feed;
use crate::screen::inbox::focus::{Focus, Side};
use crate::screen::inbox::staging::Message;
use crate::screen::inbox::{self, Inbox};

use std::path::PathBuf;

impl Inbox {
    /// Handles an event of files before they are sent.
    pub(in crate::screen::inbox) fn in_staging(&mut self, message: Message) -> Action<inbox::Message> {
        match message {
            Message::Asked(side) => self.choose_files(side),
            Message::Chosen { of, result: Ok(Some(paths)) } => {
                self.take(of, paths.into_iter().map(Source::Path).collect())
            }
            Message::Chosen { result: Ok(None), .. } => Action::none(),
            Message::Chosen { of, result: Err(_) } => self.show(Dialog::Roster(Import::attach(of))),
            Message::Completed { typed, names } => {
                self.overlay.completed(&typed, names);
                Action::none()
            }
            Message::PlaceAsked => self.show(Dialog::SignIn(SignIn::for_files())),
            Message::Placed(result) => {
                let result = self.overlay.signed_in(result);
                self.report(result)
            }
            Message::Wanted(want) => Action::asks(self.shared.files.want(want)),
            Message::Pasted { of, sources } => self.take_pasted(of, sources),
            Message::Taken { of, results, most } => self.taken(of, results, most),
            Message::Removed(side, at) => {
                let now = self.shared.now.at;
                if let Some(composer) = self.feeds.composer_mut(side) {
                    composer.remove_file(at, now);
                }
                self.focus_on(Focus::composer(side))
            }
            Message::Hovered => {
                self.is_dropping = self.drop_side().is_some();
                Action::none()
            }
            Message::TakenAway => {
                self.is_dropping = false;
                Action::none()
            }
            Message::Dropped(path) => {
                self.is_dropping = false;
                let feed_id = self.drop_side().and_then(|side| self.feeds.on(side)).map(Feed::feed_id);
                feed_id.map_or_else(Action::none, |of| self.take(of, vec![Source::Path(path)]))
            }
        }
    }

    /// Lets the user choose files for a composer.
    pub(super) fn choose_files(&mut self, side: Side) -> Action<inbox::Message> {
        let Some(feed) = self.feeds.on_mut(side) else { return Action::none() };
        let of = feed.feed_id();
        if feed.composer_mut().may_take() {
            Action::ask(Intent::Files(Ask::Choose { of }))
        } else {
            Action::none()
        }
    }

    /// Requests the picture or files on the clipboard.
    pub(super) fn paste(&self) -> Action<inbox::Message> {
        let feed_id = self.focus().writes().and_then(|side| self.feeds.on(side)).map(Feed::feed_id);
        feed_id.map_or_else(Action::none, |of| Action::ask(Intent::Files(Ask::Paste { of })))
    }

    fn take_pasted(&mut self, of: FeedId, sources: Vec<Source>) -> Action<inbox::Message> {
        let path = |source: &Source| match source {
            Source::Path(path) => Some(path.clone()),
            Source::Bytes { .. } => None,
        };
        let paths: Vec<PathBuf> = sources.iter().filter_map(path).collect();
        let now = self.shared.now.at;
        if let Some(feed) = self.feeds.find_mut(of) {
            feed.composer_mut().forget_pasted(&paths, now);
        }
        self.take(of, sources)
    }

    /// Removes the last attachment.
    pub(super) fn take_last_file_back(&mut self) -> Action<inbox::Message> {
        let now = self.shared.now.at;
        if let Some(composer) = self.focus().writes().and_then(|side| self.feeds.composer_mut(side)) {
            composer.remove_last_file(now);
        }
        Action::none()
    }

    /// The side that dropped files go to: the composer with the focus, else the timeline.
    fn drop_side(&self) -> Option<Side> {
        if self.overlay.open().is_some() {
            return None;
        }
        let side = self.focus().writes().unwrap_or(Side::Timeline);
        self.feeds.on(side).map(|_| side)
    }

    /// Where dropped files would go, in words, while a file is dragged over the window.
    pub(in crate::screen::inbox) fn drop_words(&self) -> Option<String> {
        if !self.is_dropping {
            return None;
        }
        let side = self.drop_side()?;
        let of = self.feeds.on(side)?.id();
        Some(match side {
            Side::Timeline => tr::composer_drop(&of.title(self.shared.conversations.name_of(of))),
            Side::Thread => tr::composer_drop_on_reply().to_owned(),
        })
    }

    /// Requests that files are copied into the profile.
    pub(super) fn take(&mut self, of: FeedId, sources: Vec<Source>) -> Action<inbox::Message> {
        if sources.is_empty() {
            return Action::none();
        }
        let Some(feed) = self.feeds.find_mut(of) else { return Action::none() };
        if !feed.composer_mut().may_take() {
            return Action::none();
        }
        feed.composer_mut().files_come(sources.len());
        let focus = self.feeds.side_of(of).filter(|_| self.overlay.open().is_none()).map(Focus::composer);
        let focused = focus.map_or_else(Action::none, |focus| self.focus_on(focus));
        Action::ask(Request::Files(FileRequest::Take { of, sources })).and(focused)
    }

    fn taken(
        &mut self,
        of: FeedId,
        results: Vec<Fallible<StagedFile>>,
        most: usize,
    ) -> Action<inbox::Message> {
        let failure = results.first().and_then(|first| first.as_ref().err());
        let closed = if self.overlay.file_taken(of, failure.map(String::as_str)) {
            self.close_dialog()
        } else {
            Action::none()
        };
        let now = self.shared.now.at;
        let Some(feed) = self.feeds.find_mut(of) else { return closed };
        if !feed.composer_mut().files_came(results, most, now) {
            return closed;
        }
        // The message waited for these files.
        closed.and(Action::from(self.feeds.send_in(of, &self.shared)))
    }
}
