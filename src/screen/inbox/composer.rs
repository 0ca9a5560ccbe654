//! The message being written in one conversation or thread: its text, whether it is new or an edit, and how it is
//! saved.
//!
//! A draft is saved within a second of a change, and at once when the user leaves. Sending waits for a draft that is
//! being saved, so that the draft can never come back after the message was sent. The text stays in the field until the
//! wish is saved; if saving fails, it stays.
//!
//! ```text
//!            ┌────────── kept ──────────┐
//!   Still ───┴ touched ─due─► Keeping ──┘
//!     ▲  └──────── send ───────► Sending ──on disk──► empty, Still
//!     │            send while Keeping: after `kept`
//!     └───────── failed: the sentence, the text stays
//! ```
//! Must not know: the session, how it is drawn (`view` beside). Tests: below and `tests/window/composer.rs`.

mod coming;
pub mod completion;
pub mod fence;
mod files;
mod format;
mod list;
mod pasted;
mod rest;
pub mod strip;
mod table;
mod typing;
pub mod view;

use crate::chat::attachment::StagedFile;
use crate::chat::draft::Aim;
use crate::chat::wish::{self, Post};
use crate::chat::{Draft, FeedId, MessageId, PersonId, Stamp, Wish, shown};
use crate::language::tr;
use crate::preferences::SendKey;
use crate::screen::keys::Held;
use crate::widget::editor::Text;

use coming::Coming;
use completion::{Answer, Completion, Names, Person};

use std::time::{Duration, Instant};

/// How long after the first unsaved change the draft is saved, in milliseconds.
const KEEP_AFTER: i64 = 600;

/// The composer of one conversation or thread.
#[derive(Debug)]
pub struct Composer {
    text: Text,
    /// The same moment on both clocks: undo measures pauses in `Instant`, everything else uses `Stamp`.
    begun: Option<(Instant, Stamp)>,
    aim: Aim,
    tags: Vec<PersonId>,
    /// Attachments to send with it, already copied into the profile.
    files: Vec<StagedFile>,
    coming: Coming,
    /// The text that was pasted last, until it is known if files were pasted with it.
    pasted: String,
    /// The draft that an edit replaced; it comes back when the edit ends.
    aside: Option<Draft>,
    /// The text of the edited message before the edit.
    original: String,
    draft: Loading,
    /// When the first unsaved change was made.
    touched: Option<Stamp>,
    state: State,
    trouble: Option<String>,
    /// The completions offered at the caret.
    completion: Option<Completion>,
    /// Where completions were dismissed: none are offered again for the same word.
    declined: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loading {
    /// The draft has not been read yet; text typed meanwhile wins.
    Due,
    Done,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Still,
    Keeping,
    /// Send as soon as the draft is saved.
    KeepingThenSend,
    Sending {
        text: String,
        /// How many of the attachments go with it, counted from the first.
        files: usize,
        /// The wish that was submitted.
        wish: (MessageId, wish::Kind),
    },
}

/// The result of trying to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// Submit this wish.
    Wish(Wish),
    /// Nothing to submit now: it is empty, unchanged, waiting for a draft or files, or being sent.
    Nothing,
}

impl Composer {
    /// An empty composer that waits for its draft.
    pub fn new() -> Self {
        Self {
            text: Text::new(""),
            begun: None,
            aim: Aim::New,
            tags: Vec::new(),
            files: Vec::new(),
            coming: Coming::default(),
            pasted: String::new(),
            aside: None,
            original: String::new(),
            draft: Loading::Due,
            touched: None,
            state: State::Still,
            trouble: None,
            completion: None,
            declined: None,
        }
    }

    /// The draft was read.
    pub fn loaded(&mut self, draft: Draft) {
        if self.draft == Loading::Done {
            return;
        }
        self.draft = Loading::Done;
        let is_changed = match self.aim {
            Aim::New => !self.is_empty() || self.touched.is_some(),
            Aim::Edit(_) => self.text.text() != self.original || self.state != State::Still,
        };
        match (self.aim, draft.aim) {
            (Aim::New, _) if is_changed => {}
            (Aim::New, _) => self.restore(draft),
            (Aim::Edit(_), Aim::New) => self.stand_aside(draft),
            // An edit from before the start continues: nothing was typed into the current edit yet.
            (Aim::Edit(_), Aim::Edit(_)) if !is_changed => self.restore(draft),
            (Aim::Edit(_), Aim::Edit(_)) => {
                self.stand_aside(draft.aside.map(|aside| *aside).unwrap_or_default());
            }
        }
    }

    /// Keeps a draft that was read after an edit began; it comes back when the edit ends.
    fn stand_aside(&mut self, draft: Draft) {
        if self.aside.is_none() && !draft.is_empty() {
            self.aside = Some(draft);
        }
    }

    fn restore(&mut self, draft: Draft) {
        self.text.reset(&draft.text);
        self.aim = draft.aim;
        self.tags = draft.tags;
        self.files = draft.files;
        self.aside = draft.aside.map(|aside| *aside);
    }

    /// The text field.
    pub const fn text(&self) -> &Text {
        &self.text
    }

    /// The target of sending: a new message, or an edit.
    pub const fn aim(&self) -> Aim {
        self.aim
    }

    /// The error to show at the composer.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// True if there is no text, no attachment and no edit.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.files.is_empty() && self.aim == Aim::New
    }

    /// True if it may be dropped from memory: nothing is unsaved, in progress or failed.
    pub fn is_settled(&self) -> bool {
        self.touched.is_none()
            && self.state == State::Still
            && self.trouble.is_none()
            && self.coming.is_over()
    }

    /// True if this wish was sent from here and is being saved.
    pub fn is_sending(&self, wish: (MessageId, wish::Kind)) -> bool {
        matches!(&self.state, State::Sending { wish: sent, .. } if *sent == wish)
    }

    /// True if the current edit is being saved as it is now.
    fn is_sending_edit(&self) -> bool {
        matches!(&self.state, State::Sending { text, wish, .. } if
            self.aim == aim_of(*wish) && self.text.text() == text)
    }

    /// True if nothing is being saved.
    pub fn is_at_rest(&self) -> bool {
        self.state == State::Still
    }

    /// True if a change will be saved once time has passed.
    pub const fn wants_time(&self) -> bool {
        self.touched.is_some()
    }

    /// The draft to save.
    pub fn draft(&self) -> Draft {
        let aside = self.aside.clone().map(Box::new);
        Draft {
            text: self.text.text().to_owned(),
            tags: self.tags.clone(),
            files: self.files.clone(),
            aim: self.aim,
            aside,
        }
    }

    /// The completions offered at the caret, if any.
    pub const fn completion(&self) -> Option<&Completion> {
        self.completion.as_ref()
    }

    /// True if the name of a person or a channel is being typed.
    pub fn names_something(&self) -> bool {
        let kind = completion::token(self.text.text(), self.text.caret()).map(|(kind, ..)| kind);
        matches!(kind, Some(completion::Kind::Person | completion::Kind::Channel))
    }

    /// Updates the completions after the text, the caret or the names have changed.
    pub fn complete(&mut self, names: Names<'_>) {
        let (text, caret) = (self.text.text(), self.text.caret());
        let start = completion::token(text, caret).map(|(_, start, _)| start);
        if start != self.declined {
            self.declined = None;
        }
        let open = self.declined.is_none() && self.text.selection().is_empty();
        self.completion = if open { completion::offer(text, caret, names) } else { None };
    }

    /// Chooses another completion.
    pub fn choose(&mut self, by: isize) {
        if let Some(completion) = &mut self.completion {
            completion.step(by);
        }
    }

    /// Inserts the given completion, or the chosen one.
    pub fn take(&mut self, answer: Option<usize>, now: Stamp) {
        let Some(open) = self.completion.take() else { return };
        let Some(answer) = open.answers().get(answer.unwrap_or(open.chosen())) else { return };
        let instant = self.instant(now);
        self.text.replace(open.range.clone(), &answer.text(), instant);
        if let Answer::Person(person) = answer
            && !self.tags.contains(&person.id)
        {
            self.tags.push(person.id);
        }
        self.touch(now);
    }

    /// Dismisses the completions.
    pub fn decline(&mut self) {
        self.declined = self.completion.take().map(|open| open.range.start);
    }

    /// Converts a time to the clock of the text's history.
    fn instant(&mut self, now: Stamp) -> Instant {
        let (instant, stamp) = *self.begun.get_or_insert_with(|| (Instant::now(), now));
        let since = u64::try_from(now.millis_since(stamp)).unwrap_or_default();
        instant + Duration::from_millis(since)
    }

    fn touch(&mut self, now: Stamp) {
        self.trouble = None;
        self.cancel_auto_send();
        self.touched.get_or_insert(now);
    }

    /// Starts editing one of the user's messages; the current draft comes back afterwards. An edit that has changed
    /// something is not replaced by another one.
    pub fn edit(&mut self, id: MessageId, text: &str, now: Stamp) {
        match self.aim {
            Aim::Edit(edited) if edited == id => return,
            Aim::Edit(_) if self.text.text() != self.original && !self.is_sending_edit() => {
                self.trouble = Some(tr::composer_other_edit().to_owned());
                return;
            }
            Aim::Edit(_) | Aim::New => {}
        }
        if self.aside.is_none() && !self.is_empty() {
            self.aside = Some(self.draft());
        }
        // They were set aside with the draft.
        self.files.clear();
        self.aim = Aim::Edit(id);
        text.clone_into(&mut self.original);
        self.text.reset(text);
        self.touch(now);
    }

    /// Ends an edit; returns whether there was one.
    pub fn leave(&mut self, now: Stamp) -> Left {
        match self.aim {
            Aim::New => Left::Nothing,
            Aim::Edit(_) => {
                self.end_edit();
                self.touch(now);
                Left::Aim
            }
        }
    }

    fn end_edit(&mut self) {
        let before = self.aside.take().unwrap_or_default();
        self.restore(before);
        self.original.clear();
    }

    /// The draft, if it is time to save it.
    #[must_use]
    pub fn due(&mut self, now: Stamp) -> Option<Draft> {
        let touched = self.touched?;
        if now.millis_since(touched) < KEEP_AFTER { None } else { self.save() }
    }

    /// The draft, if any of it is unsaved: for leaving the conversation or the program. Words that an input method is
    /// composing stay here.
    #[must_use]
    pub fn keep(&mut self) -> Option<Draft> {
        self.end_composing();
        self.save()
    }

    fn save(&mut self) -> Option<Draft> {
        if self.touched.is_none() || self.state != State::Still {
            return None;
        }
        self.touched = None;
        self.state = State::Keeping;
        Some(self.draft())
    }

    /// A draft was saved, or could not be; a message that waited for it is sent now.
    pub fn kept(
        &mut self,
        result: Result<(), String>,
        of: impl Into<FeedId>,
        people: &[Person],
        now: Stamp,
    ) -> Sent {
        let waits = self.state == State::KeepingThenSend;
        if matches!(self.state, State::Keeping | State::KeepingThenSend) {
            self.state = State::Still;
        }
        if let Err(error) = result {
            self.trouble = Some(tr::composer_draft_not_saved(&error));
            self.touched.get_or_insert(now);
        }
        if waits { self.send(of, people) } else { Sent::Nothing }
    }

    /// Turns the text into a wish.
    pub fn send(&mut self, of: impl Into<FeedId>, people: &[Person]) -> Sent {
        match self.state {
            State::Still => {}
            State::Keeping => {
                self.state = State::KeepingThenSend;
                return Sent::Nothing;
            }
            State::KeepingThenSend | State::Sending { .. } => return Sent::Nothing,
        }
        if self.waits_for_files() {
            return Sent::Nothing;
        }
        let typed = self.text.text().to_owned();
        let text = typed.trim_end();
        let files = if self.aim == Aim::New { self.files.len() } else { 0 };
        if shown::is_blank(text) && files == 0 {
            self.trouble = match (self.aim, typed.is_empty()) {
                (Aim::Edit(_), _) => Some(tr::composer_empty_edit().to_owned()),
                (Aim::New, true) => None,
                (Aim::New, false) => Some(tr::composer_blank().to_owned()),
            };
            return Sent::Nothing;
        }
        let wish = match self.aim {
            // Nothing was changed: just end the edit, and save that at once.
            Aim::Edit(_) if text == self.original => {
                self.end_edit();
                self.touched.get_or_insert(Stamp::from_ticks(0, 0));
                return Sent::Nothing;
            }
            Aim::Edit(message) => Wish::Edit { message, text: text.to_owned() },
            Aim::New => Wish::Post(self.post(of.into(), text, people)),
        };
        self.trouble = None;
        self.completion = None;
        self.state = State::Sending { text: typed, files, wish: (wish.subject(), wish.kind()) };
        Sent::Wish(wish)
    }

    fn post(&self, feed_id: FeedId, text: &str, people: &[Person]) -> Post {
        let tags = completion::tagged(text, &self.tags, people);
        Post {
            id: MessageId::fresh(),
            to: feed_id.of,
            text: text.to_owned(),
            tags,
            files: self.files.clone(),
            reply_to: feed_id.root,
        }
    }

    /// The wish was saved, and the field is cleared; or it was not, and the text stays with an error.
    pub fn submitted(&mut self, result: Result<(), String>, now: Stamp) {
        let State::Sending { text, files, wish } = std::mem::replace(&mut self.state, State::Still) else {
            return;
        };
        match result {
            Ok(()) => self.clear_sent(&text, files, aim_of(wish), now),
            Err(error) => {
                self.trouble = Some(tr::composer_not_sent(&error));
                self.touched.get_or_insert(now);
            }
        }
    }

    /// Keeps text that was typed while the wish was being saved, and an edit that was begun meanwhile.
    fn clear_sent(&mut self, sent: &str, files: usize, aim: Aim, now: Stamp) {
        self.touched = None;
        if self.aim == aim {
            let more = rest::of(self.text.text(), sent).to_owned();
            let tags = std::mem::take(&mut self.tags);
            let later = self.files.split_off(files.min(self.files.len()));
            self.end_edit();
            self.files.extend(later);
            if !more.is_empty() {
                self.text.reset(&format!("{}{more}", self.text.text()));
                self.tags.extend(tags);
            }
        } else if aim == Aim::New
            && let Some(aside) = &mut self.aside
        {
            aside.text = rest::of(&aside.text, sent).to_owned();
            aside.files.drain(..files.min(aside.files.len()));
            self.aside = self.aside.take().filter(|aside| !aside.is_empty());
        }
        // The wish deleted the stored draft, so the current content has to be saved again.
        if !self.is_empty() {
            self.touched = Some(now);
        }
    }

    /// The effect of Enter here: send, or insert a line break.
    pub fn enter(&self, key: SendKey, held: Held) -> Enter {
        match (key, held) {
            (_, Held::Shift) => Enter::Line,
            (SendKey::Enter, Held::Nothing | Held::Primary) => Enter::Send,
            (SendKey::CtrlEnter, Held::Nothing) => Enter::Line,
            (SendKey::CtrlEnter | SendKey::EnterOutsideCode, Held::Primary) => Enter::Send,
            (SendKey::EnterOutsideCode, Held::Nothing) => {
                match fence::at_end(self.text.text().get(..self.text.caret()).unwrap_or_default()) {
                    fence::Place::InBlock => Enter::Line,
                    fence::Place::Inline | fence::Place::Outside => Enter::Send,
                }
            }
        }
    }
}

/// The aim of the text that became this wish.
const fn aim_of((subject, kind): (MessageId, wish::Kind)) -> Aim {
    if matches!(kind, wish::Kind::Edit) { Aim::Edit(subject) } else { Aim::New }
}

impl Default for Composer {
    fn default() -> Self {
        Self::new()
    }
}

/// The result of [`Composer::leave`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    Aim,
    Nothing,
}

/// The effect of Enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enter {
    Send,
    Line,
}

#[cfg(test)]
mod tests;
