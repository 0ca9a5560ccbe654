//! Decoded pictures, kept ready to be painted, up to [`CAP`] bytes; the least recently used go first.
//!
//! ```text
//!   Missing ──want──► Wanted ──next──► Decoding ──drawn──► (cut, in a task) ──put──► Here ──too many──► Missing
//!                        └─ too many wanted ─► Missing          └─ cannot be drawn ─► Failed ──forget──► Missing
//! ```
//! Rows hold a picture weakly, so that a picture evicted here is freed. Pictures that became visible last are decoded
//! first; those scrolled past wait. Must not know: where a picture is drawn, where its bytes are stored.
//! Tests: below, `tests/window/files.rs`.

pub mod cut;

pub use cut::Cut;

use crate::chat::attachment::ContentHash;
use crate::row::{Picture, PictureRequest};
use crate::widget::picture::Drawn;

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Weak};

/// How many bytes of pictures are kept.
pub const CAP: usize = 48 << 20;
/// How many pictures are decoded at a time; the others wait in the queue, where newer ones can overtake them.
const AT_ONCE: usize = 3;
/// How many pictures wait in the queue. One that is pushed out and still visible is requested again.
const QUEUE: usize = 48;

/// The pictures that are kept, and those being decoded.
#[derive(Debug, Default)]
pub struct Pictures {
    all: HashMap<Cut, State>,
    bytes: usize,
    /// Wanted pictures that are not being decoded yet, the latest last.
    queue: Vec<Cut>,
    /// Pictures that are being decoded.
    decoding: HashSet<PictureRequest>,
    /// Counts lookups: a picture's age is how long ago its last lookup was.
    clock: Cell<u64>,
}

#[derive(Debug)]
enum State {
    Wanted,
    Decoding,
    Here { drawn: Arc<Drawn>, used: Cell<u64> },
    Failed(String),
}

/// The state of one picture.
#[derive(Debug, Clone)]
pub enum Look<'a> {
    /// It was not requested.
    Missing,
    /// It waits in the queue or is being decoded.
    Coming,
    Here(Weak<Drawn>),
    /// It cannot be drawn; holds the reason in words.
    Failed(&'a str),
}

impl Pictures {
    /// The state of a picture; a lookup keeps it.
    pub fn look(&self, cut: &Cut) -> Look<'_> {
        match self.all.get(cut) {
            None => Look::Missing,
            Some(State::Wanted | State::Decoding) => Look::Coming,
            Some(State::Here { drawn, used }) => {
                self.clock.set(self.clock.get() + 1);
                used.set(self.clock.get());
                Look::Here(Arc::downgrade(drawn))
            }
            Some(State::Failed(reason)) => Look::Failed(reason),
        }
    }

    /// A picture, if it is ready; a lookup keeps it.
    pub fn get(&self, cut: &Cut) -> Option<Arc<Drawn>> {
        match self.look(cut) {
            Look::Here(drawn) => drawn.upgrade(),
            Look::Missing | Look::Coming | Look::Failed(_) => None,
        }
    }

    /// Hashes everything that decides how a picture is drawn.
    pub fn hash<H: Hasher>(&self, cut: &Cut, hasher: &mut H) {
        cut.hash(hasher);
        match self.look(cut) {
            Look::Missing => 0_u8.hash(hasher),
            Look::Coming => 1_u8.hash(hasher),
            Look::Here(drawn) => (2_u8, drawn.as_ptr() as usize).hash(hasher),
            Look::Failed(reason) => (3_u8, reason).hash(hasher),
        }
    }

    /// Requests a visible picture that is missing. Returns what to decode now; the answers come to [`Pictures::drawn`].
    #[must_use]
    pub fn want(&mut self, cut: Cut) -> Vec<PictureRequest> {
        if self.all.contains_key(&cut) {
            return Vec::new();
        }
        self.all.insert(cut, State::Wanted);
        self.queue.push(cut);
        if self.queue.len() > QUEUE {
            let oldest = self.queue.remove(0);
            self.all.remove(&oldest);
        }
        self.next()
    }

    fn next(&mut self) -> Vec<PictureRequest> {
        let mut asks = Vec::new();
        while self.decoding.len() < AT_ONCE {
            let Some(cut) = self.queue.pop() else { break };
            self.all.insert(cut, State::Decoding);
            // Another cut of the same picture may already be decoding: one answer serves both.
            if self.decoding.insert(cut.sight) {
                asks.push(cut.sight);
            }
        }
        asks
    }

    /// A picture was decoded, or cannot be. Returns the cuts to make of it, for [`Pictures::put`], and what to decode
    /// next.
    #[must_use]
    pub fn drawn(
        &mut self,
        sight: PictureRequest,
        result: Result<&Picture, &str>,
    ) -> (Vec<Cut>, Vec<PictureRequest>) {
        self.decoding.remove(&sight);
        let waits = |(cut, state): (&Cut, &State)| {
            (cut.sight == sight && matches!(state, State::Wanted | State::Decoding)).then_some(*cut)
        };
        let waiting: Vec<Cut> = self.all.iter().filter_map(waits).collect();
        self.queue.retain(|cut| cut.sight != sight);
        let cuts = match result {
            Ok(_) => waiting,
            Err(reason) => {
                for cut in waiting {
                    self.all.insert(cut, State::Failed(reason.to_owned()));
                }
                Vec::new()
            }
        };
        (cuts, self.next())
    }

    /// A cut is ready. The least recently used pictures go when there are too many bytes.
    pub fn put(&mut self, cut: Cut, drawn: Arc<Drawn>) {
        self.clock.set(self.clock.get() + 1);
        self.bytes += drawn.bytes();
        let used = Cell::new(self.clock.get());
        if let Some(State::Here { drawn, .. }) = self.all.insert(cut, State::Here { drawn, used }) {
            self.bytes -= drawn.bytes();
        }
        while self.bytes > CAP {
            let age = |(cut, state): (&Cut, &State)| match state {
                State::Here { used, .. } => Some((used.get(), *cut)),
                State::Wanted | State::Decoding | State::Failed(_) => None,
            };
            let oldest = self.all.iter().filter_map(age).min_by_key(|(used, _)| *used);
            // The new picture stays, whatever its size.
            let Some((_, oldest)) = oldest.filter(|(_, oldest)| *oldest != cut) else { break };
            self.remove(&oldest);
        }
    }

    /// Lets failed pictures of these bytes be tried again: the bytes came again, or the user asked.
    pub fn forget(&mut self, content: ContentHash) {
        self.all.retain(|cut, state| cut.sight.content != content || !matches!(state, State::Failed(_)));
    }

    fn remove(&mut self, cut: &Cut) {
        if let Some(State::Here { drawn, .. }) = self.all.remove(cut) {
            self.bytes -= drawn.bytes();
        }
    }

    /// How many bytes of pictures are kept.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::attachment::Size;

    fn cut(number: u8, side: u32) -> Cut {
        let within = Size { width: side, height: side };
        Cut {
            sight: PictureRequest { content: ContentHash::new([number; 32]), within },
            frame: within,
            corner: 0,
            most: 1_000,
        }
    }

    fn picture(side: u32) -> Picture {
        let pixels = vec![200; side as usize * side as usize * 4];
        Picture { size: Size { width: side, height: side }, pixels: pixels.into() }
    }

    fn come(pictures: &mut Pictures, cut: Cut) {
        let _asks = pictures.want(cut);
        let picture = picture(cut.frame.width);
        let (cuts, _) = pictures.drawn(cut.sight, Ok(&picture));
        for cut in cuts {
            pictures.put(cut, Arc::new(cut.of(&picture)));
        }
    }

    #[test]
    fn one_is_wanted_once_and_is_here_when_it_has_come() {
        let mut pictures = Pictures::default();
        assert_eq!(pictures.want(cut(1, 8)), [cut(1, 8).sight]);
        assert!(pictures.want(cut(1, 8)).is_empty());
        assert!(matches!(pictures.look(&cut(1, 8)), Look::Coming));
        come(&mut pictures, cut(1, 8));
        assert_eq!(pictures.get(&cut(1, 8)).unwrap().size(), (8, 8));
        assert!(pictures.want(cut(1, 8)).is_empty());
    }

    #[test]
    fn what_came_into_sight_last_is_decoded_first_and_what_was_passed_long_ago_not_at_all() {
        let mut pictures = Pictures::default();
        let mut asked: Vec<PictureRequest> =
            (0..100).flat_map(|number| pictures.want(cut(number, 8))).collect();
        assert_eq!(asked.len(), AT_ONCE);
        let (_, next) = pictures.drawn(asked.remove(0), Ok(&picture(8)));
        assert_eq!(next, [cut(99, 8).sight]);
        assert!(matches!(pictures.look(&cut(10, 8)), Look::Missing));
        assert!(matches!(pictures.look(&cut(90, 8)), Look::Coming));
    }

    #[test]
    fn no_more_bytes_are_kept_than_the_cap_and_what_is_looked_at_stays() {
        let mut pictures = Pictures::default();
        // 4 MB each.
        for number in 0..30 {
            come(&mut pictures, cut(number, 1_024));
            assert!(pictures.get(&cut(0, 1_024)).is_some(), "{number}");
            assert!(pictures.bytes() <= CAP);
        }
        assert!(pictures.get(&cut(1, 1_024)).is_none());
        assert!(pictures.get(&cut(29, 1_024)).is_some());
    }

    #[test]
    fn what_is_drawn_does_not_keep_what_was_let_go() {
        let mut pictures = Pictures::default();
        come(&mut pictures, cut(0, 1_024));
        let Look::Here(seen) = pictures.look(&cut(0, 1_024)) else { panic!("it is here") };
        (1..30).for_each(|number| come(&mut pictures, cut(number, 1_024)));
        assert!(seen.upgrade().is_none());
    }

    #[test]
    fn one_that_cannot_be_drawn_says_why_until_it_is_forgotten() {
        let mut pictures = Pictures::default();
        let _asks = pictures.want(cut(1, 8));
        let _next = pictures.drawn(cut(1, 8).sight, Err("It is damaged."));
        assert!(matches!(pictures.look(&cut(1, 8)), Look::Failed("It is damaged.")));
        pictures.forget(ContentHash::new([1; 32]));
        assert_eq!(pictures.want(cut(1, 8)), [cut(1, 8).sight]);
    }
}
