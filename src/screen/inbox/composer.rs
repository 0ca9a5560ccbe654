//! What is being written in one conversation or thread: the text, what it is aimed at, and its way to disk.
//!
//! A draft is on disk within a second of the last key, and at once when one leaves. Sending waits for a draft that
//! is on its way to disk, so that the draft can never come back after the message went; the text stays in the field
//! until the wish is on disk, and for good if that fails.
//!
//! ```text
//!            ┌────────── kept ──────────┐
//!   Still ───┴ touched ─due─► Keeping ──┘
//!     ▲  └──────── send ───────► Sending ──on disk──► empty, Still
//!     │            send while Keeping: after `kept`
//!     └───────── failed: the sentence, the text stays
//! ```
//! Must not know: the session, how it is drawn (`view` beside). Tests: below and `tests/window/composer.rs`.

pub mod completion;
pub mod fence;
mod files;
mod pasted;
mod rest;
pub mod strip;
pub mod view;

use crate::chat::attachment::Taken;
use crate::chat::draft::Aim;
use crate::chat::wish::{Deed, Post};
use crate::chat::{Draft, MessageId, PersonId, Stamp, Strand, Wish, shown};
use crate::preferences::{SendKey, SkinTone};
use crate::screen::keys::Held;
use crate::widget::editor::{Edit, Outcome, Text};

use completion::{Answer, Completion, Person};
use files::Coming;

use std::time::{Duration, Instant};

/// A draft goes to disk this long after the first key that it lacks, in milliseconds.
const KEEP_AFTER: i64 = 600;

/// The composer of one conversation or thread.
#[derive(Debug)]
pub struct Composer {
    text: Text,
    /// The same moment on both clocks: undo counts pauses on the one, everything else is told the other.
    begun: Option<(Instant, Stamp)>,
    aim: Aim,
    tags: Vec<PersonId>,
    /// Files that are to go with it, in the profile already.
    files: Vec<Taken>,
    coming: Coming,
    /// What stood here before an edit began; it comes back when the edit ends.
    aside: Option<Draft>,
    /// The text of the message that is edited, as it was.
    original: String,
    draft: Loading,
    /// Since when there is something that is not on disk.
    touched: Option<Stamp>,
    state: State,
    trouble: Option<String>,
    /// What is offered at the caret.
    completion: Option<Completion>,
    /// Where an offer was turned down: there is no other for the same name.
    declined: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loading {
    /// The draft has not been read yet; what is typed meanwhile wins.
    Due,
    Done,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Still,
    Keeping,
    /// Send as soon as the draft on its way is on disk.
    KeepingThenSend,
    Sending {
        text: String,
        /// How many of the files go with it: those that stand first.
        files: usize,
        /// Which wish it became.
        wish: (MessageId, Deed),
    },
}

/// What sending means right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// Write this down.
    Wish(Wish),
    /// There is nothing to send, or it is being sent.
    Nothing,
}

impl Composer {
    /// An empty one that waits for its draft.
    pub fn new() -> Self {
        Self {
            text: Text::new(""),
            begun: None,
            aim: Aim::New,
            tags: Vec::new(),
            files: Vec::new(),
            coming: Coming::default(),
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
            // One that was begun before the start goes on: nothing was typed into the other yet.
            (Aim::Edit(_), Aim::Edit(_)) if !is_changed => self.restore(draft),
            (Aim::Edit(_), Aim::Edit(_)) => {
                self.stand_aside(draft.aside.map(|aside| *aside).unwrap_or_default());
            }
        }
    }

    /// An edit began before the draft had come, which comes back when it ends.
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

    /// What sending would do.
    pub const fn aim(&self) -> Aim {
        self.aim
    }

    /// Why the last try to send did not work.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Nothing is written and nothing is aimed at.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.files.is_empty() && self.aim == Aim::New
    }

    /// Whether it may be forgotten: nothing unsaved, nothing under way.
    pub fn is_settled(&self) -> bool {
        self.touched.is_none()
            && self.state == State::Still
            && self.trouble.is_none()
            && self.coming.is_over()
    }

    /// Whether this wish is on its way to disk from here.
    pub fn is_sending(&self, wish: (MessageId, Deed)) -> bool {
        matches!(&self.state, State::Sending { wish: sent, .. } if *sent == wish)
    }

    /// Whether the edit that stands here is on its way to disk, as it stands.
    fn is_sending_edit(&self) -> bool {
        matches!(&self.state, State::Sending { text, wish, .. } if
            self.aim == aim_of(*wish) && self.text.text() == text)
    }

    /// Whether nothing is on its way to disk.
    pub fn is_at_rest(&self) -> bool {
        self.state == State::Still
    }

    /// Whether time alone will bring something to do.
    pub const fn wants_time(&self) -> bool {
        self.touched.is_some()
    }

    /// What goes to disk.
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

    /// Something was done to the text.
    pub fn perform(&mut self, edit: Edit, now: Stamp) {
        let instant = self.instant(now);
        let (edit, left_out) = pasted::checked(edit, self.text.text().len());
        match edit.map(|edit| self.text.edit(edit, instant)) {
            Some(Outcome::Changed) => self.touch(now),
            Some(Outcome::Same) | None => {}
        }
        self.trouble = left_out.or_else(|| self.trouble.take());
    }

    /// What is offered at the caret, if anything.
    pub const fn completion(&self) -> Option<&Completion> {
        self.completion.as_ref()
    }

    /// Whether a person's name is being typed.
    pub fn names_someone(&self) -> bool {
        let kind = completion::token(self.text.text(), self.text.caret()).map(|(kind, ..)| kind);
        kind == Some(completion::Kind::Person)
    }

    /// Works out anew what is offered, after the text, the caret or the people have changed.
    pub fn complete(&mut self, people: &[Person], tone: SkinTone) {
        let (text, caret) = (self.text.text(), self.text.caret());
        let start = completion::token(text, caret).map(|(_, start, _)| start);
        if start != self.declined {
            self.declined = None;
        }
        let open = self.declined.is_none() && self.text.selection().is_empty();
        self.completion = if open { completion::offer(text, caret, people, tone) } else { None };
    }

    /// Chooses another answer.
    pub fn choose(&mut self, by: isize) {
        if let Some(completion) = &mut self.completion {
            completion.step(by);
        }
    }

    /// Takes an answer, or the chosen one.
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

    /// No, thank you.
    pub fn decline(&mut self) {
        self.declined = self.completion.take().map(|open| open.range.start);
    }

    /// The same moment on the clock of the text's history.
    fn instant(&mut self, now: Stamp) -> Instant {
        let (instant, stamp) = *self.begun.get_or_insert_with(|| (Instant::now(), now));
        let since = u64::try_from(now.millis_since(stamp)).unwrap_or_default();
        instant + Duration::from_millis(since)
    }

    fn touch(&mut self, now: Stamp) {
        self.trouble = None;
        self.stay();
        self.touched.get_or_insert(now);
    }

    /// Begins to edit a message of one's own; what stood here comes back afterwards. An edit that has changed something
    /// is not given up for another one.
    pub fn edit(&mut self, id: MessageId, text: &str, now: Stamp) {
        match self.aim {
            Aim::Edit(edited) if edited == id => return,
            Aim::Edit(_) if self.text.text() != self.original && !self.is_sending_edit() => {
                self.trouble = Some(
                    "Another message is being edited here: Enter keeps the change, Esc gives it up."
                        .to_owned(),
                );
                return;
            }
            Aim::Edit(_) | Aim::New => {}
        }
        if self.aside.is_none() && !self.is_empty() {
            self.aside = Some(self.draft());
        }
        // They stand aside with the rest.
        self.files.clear();
        self.aim = Aim::Edit(id);
        text.clone_into(&mut self.original);
        self.text.reset(text);
        self.touch(now);
    }

    /// Leaves an edit; says whether there was one.
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

    /// The draft, when it is due to go to disk.
    #[must_use]
    pub fn due(&mut self, now: Stamp) -> Option<Draft> {
        let touched = self.touched?;
        if now.millis_since(touched) < KEEP_AFTER { None } else { self.keep() }
    }

    /// The draft, when any of it is not on disk: on leaving the conversation or the program.
    #[must_use]
    pub fn keep(&mut self) -> Option<Draft> {
        if self.touched.is_none() || self.state != State::Still {
            return None;
        }
        self.touched = None;
        self.state = State::Keeping;
        Some(self.draft())
    }

    /// A draft is on disk, or could not be put there; then a wish that waited for it goes.
    pub fn kept(
        &mut self,
        result: Result<(), String>,
        of: impl Into<Strand>,
        people: &[Person],
        now: Stamp,
    ) -> Sent {
        let waits = self.state == State::KeepingThenSend;
        if matches!(self.state, State::Keeping | State::KeepingThenSend) {
            self.state = State::Still;
        }
        if let Err(error) = result {
            self.trouble = Some(format!("The draft could not be saved. {error}"));
            self.touched.get_or_insert(now);
        }
        if waits { self.send(of, people) } else { Sent::Nothing }
    }

    /// Writes the text down as a wish.
    pub fn send(&mut self, of: impl Into<Strand>, people: &[Person]) -> Sent {
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
                (Aim::Edit(_), _) => {
                    Some("A message cannot be empty. Esc leaves the edit; Del deletes a message.".to_owned())
                }
                (Aim::New, true) => None,
                (Aim::New, false) => Some(
                    "There is nothing to be seen in this: only spaces or invisible characters.".to_owned(),
                ),
            };
            return Sent::Nothing;
        }
        let wish = match self.aim {
            // Nothing was changed: leaving is all there is to do, and the disk is told at once.
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
        self.state = State::Sending { text: typed, files, wish: (wish.subject(), wish.deed()) };
        Sent::Wish(wish)
    }

    fn post(&self, strand: Strand, text: &str, people: &[Person]) -> Post {
        let tags = completion::tagged(text, &self.tags, people);
        Post {
            id: MessageId::fresh(),
            to: strand.of,
            text: text.to_owned(),
            tags,
            files: self.files.clone(),
            reply_to: strand.root,
        }
    }

    /// The wish is on disk, and the field empties; or it is not, and the text stays with a sentence.
    pub fn submitted(&mut self, result: Result<(), String>, now: Stamp) {
        let State::Sending { text, files, wish } = std::mem::replace(&mut self.state, State::Still) else {
            return;
        };
        match result {
            Ok(()) => self.clear_sent(&text, files, aim_of(wish), now),
            Err(error) => {
                self.trouble = Some(format!("This could not be saved, so it was not sent. {error}"));
                self.touched.get_or_insert(now);
            }
        }
    }

    /// What was typed while the wish went to disk stays, and so does an edit that was begun meanwhile.
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
        // The wish took the stored draft with it; whatever stands here now has to be stored again.
        if !self.is_empty() {
            self.touched = Some(now);
        }
    }

    /// What Enter means here: send, or make a line.
    pub fn enter(&self, key: SendKey, held: Held) -> Enter {
        match (key, held) {
            (_, Held::Shift) => Enter::Line,
            (SendKey::Enter, Held::Nothing | Held::Primary) => Enter::Send,
            (SendKey::CtrlEnter, Held::Nothing) => Enter::Line,
            (SendKey::CtrlEnter | SendKey::EnterOutsideCode, Held::Primary) => Enter::Send,
            (SendKey::EnterOutsideCode, Held::Nothing) => {
                match fence::at_end(self.text.text().get(..self.text.caret()).unwrap_or_default()) {
                    fence::Place::InCode => Enter::Line,
                    fence::Place::Outside => Enter::Send,
                }
            }
        }
    }
}

/// What was aimed at by what became this wish.
const fn aim_of((subject, deed): (MessageId, Deed)) -> Aim {
    if matches!(deed, Deed::Edit) { Aim::Edit(subject) } else { Aim::New }
}

impl Default for Composer {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether leaving changed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    Aim,
    Nothing,
}

/// What Enter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enter {
    Send,
    Line,
}

#[cfg(test)]
mod tests;
