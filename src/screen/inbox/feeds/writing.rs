//! The composers of all feeds: drafts, completions, edits and sending.
//!
//! Must not know: panels, dialogs, the keyboard. Tests: `tests/window/composer.rs`.

use super::Feeds;

use crate::chat::draft::Aim;
use crate::chat::wish;
use crate::chat::{Draft, FeedId, MessageId};
use crate::intent::{Read, Request};
use crate::language::tr;
use crate::screen::Fallible;
use crate::screen::inbox::composer::Sent;
use crate::screen::inbox::feed::Feed;
use crate::screen::inbox::focus::Side;
use crate::screen::inbox::shared::Shared;
use crate::screen::keys::Format;
use crate::screen::words::Now;
use crate::widget::editor::Edit;
use crate::widget::list::Target;

impl Feeds {
    /// Time passed: the drafts to save.
    pub fn pulsed(&mut self, now: Now) -> Vec<Request> {
        let due = |feed: &mut Feed| {
            let of = feed.feed_id();
            feed.composer_mut().due(now.at).map(|draft| Request::Keep { of, draft })
        };
        self.all_mut().filter_map(due).collect()
    }

    /// The names that can be completed changed: the offered completions follow.
    pub fn names_changed(&mut self, shared: &Shared) {
        for side in Side::BOTH {
            if let Some(composer) = self.composer_mut(side) {
                composer.complete(shared.names());
            }
        }
    }

    /// A draft was read.
    ///
    /// # Errors
    ///
    /// Returns the sentence to show if it could not be read.
    pub fn draft_loaded(&mut self, of: FeedId, draft: Fallible<Draft>) -> Fallible<()> {
        let draft = draft.map_err(|error| tr::composer_draft_not_read(&error))?;
        if let Some(feed) = self.find_mut(of) {
            feed.composer_mut().loaded(draft);
        }
        Ok(())
    }

    /// A draft was saved, or could not be; a message that waited for it is sent.
    pub fn kept(&mut self, of: FeedId, result: Fallible<()>, shared: &Shared) -> Option<Request> {
        let sent = self.find_mut(of)?.composer_mut().kept(result, of, &shared.people, shared.now.at);
        submit(of, sent)
    }

    /// The result of a wish on a message. A composer that waits for it takes the result; a new message scrolls its feed
    /// to the end, which may need a page. An edit does not scroll: the edited message is in view.
    ///
    /// # Errors
    ///
    /// Returns the reason for a failure that no composer shows.
    pub fn submitted(
        &mut self,
        wish: (MessageId, wish::Kind),
        result: Fallible<()>,
        now: Now,
    ) -> Fallible<Option<Request>> {
        // The answer may be for a reaction or a star while a text is still being saved.
        let Some(feed) = self.all_mut().find(|feed| feed.composer().is_sending(wish)) else {
            return result.map(|()| None);
        };
        let posted = result.is_ok() && wish.1 == wish::Kind::Post;
        feed.composer_mut().submitted(result, now.at);
        if !posted {
            return Ok(None);
        }
        feed.timeline_mut().forget_line();
        let newest = feed.go_to_latest();
        let feed_id = feed.feed_id();
        if let Some(side) = self.side_of(feed_id) {
            self.jump(side, Target::End);
        }
        Ok(newest)
    }

    /// Sends what a side's composer holds.
    pub fn send(&mut self, side: Side, shared: &Shared) -> Option<Request> {
        let feed = self.on_mut(side)?;
        let feed_id = feed.feed_id();
        submit(feed_id, feed.composer_mut().send(feed_id, &shared.people))
    }

    /// Sends what the composer of a feed holds.
    pub fn send_in(&mut self, of: FeedId, shared: &Shared) -> Option<Request> {
        let sent = self.find_mut(of)?.composer_mut().send(of, &shared.people);
        submit(of, sent)
    }

    /// The message that a side's composer edits.
    pub fn edited(&self, side: Side) -> Option<MessageId> {
        match self.composer(side)?.aim() {
            Aim::Edit(id) => Some(id),
            Aim::New => None,
        }
    }

    /// Starts editing a loaded message; returns false if its text is not loaded.
    pub fn edit(&mut self, side: Side, id: MessageId, now: Now) -> bool {
        let Some(feed) = self.on_mut(side) else { return false };
        let Some(text) = feed.timeline().row(id).map(|row| row.message.text.clone()) else { return false };
        feed.composer_mut().edit(id, &text, now.at);
        true
    }

    /// Applies an edit of the text to a side's composer.
    pub fn type_in(&mut self, side: Side, edit: Edit, shared: &Shared) -> Option<Request> {
        self.side = side;
        let composer = self.composer_mut(side)?;
        let named = composer.names_something();
        composer.perform(edit, shared.now.at);
        composer.complete(shared.names());
        let names = composer.names_something();
        if composer.completion().is_none() {
            self.caret = None;
        }
        // New people and channels may have come since the last name was typed.
        (names && !named).then_some(Request::Read(Read::Targets))
    }

    /// Applies an edit to a composer that has lost the keyboard focus.
    pub fn edit_unfocused(&mut self, of: FeedId, edit: Edit, shared: &Shared) {
        if let Some(feed) = self.find_mut(of) {
            feed.composer_mut().perform(edit, shared.now.at);
        }
    }

    /// Puts marks round the selected text of a side's composer, or removes them.
    pub fn format(&mut self, side: Side, format: Format, shared: &Shared) {
        if let Some(composer) = self.composer_mut(side) {
            composer.format(format, shared.now.at);
            composer.complete(shared.names());
        }
    }

    /// Inserts text into the composer of a feed.
    pub fn insert_in(&mut self, of: FeedId, text: &str, shared: &Shared) {
        if let Some(feed) = self.find_mut(of) {
            feed.composer_mut().insert(text, shared.now.at);
            feed.composer_mut().complete(shared.names());
        }
    }

    /// Inserts a mention into the text of a composer, which offers no completions for it.
    pub fn mention_in(&mut self, of: FeedId, mention: &str, now: Now) {
        if let Some(feed) = self.find_mut(of) {
            feed.composer_mut().insert(mention, now.at);
            feed.composer_mut().decline();
        }
    }

    /// Accepts a completion: the given one, or the chosen one.
    pub fn complete(&mut self, side: Side, answer: Option<usize>, now: Now) {
        if let Some(composer) = self.composer_mut(side) {
            composer.take(answer, now.at);
        }
        self.caret = None;
    }
}

/// The request that submits what a composer sent.
fn submit(of: FeedId, sent: Sent) -> Option<Request> {
    match sent {
        Sent::Wish(wish) => Some(Request::Submit { of: of.of, wish }),
        Sent::Nothing => None,
    }
}
