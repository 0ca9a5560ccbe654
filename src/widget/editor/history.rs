//! Undo and redo by snapshots. Pure; the time is an argument.
//!
//! Typing is one step while it is one word without a pause; consecutive erasing is one step; any other change of the
//! text (paste, completion, a line break) is a separate step.

use std::time::{Duration, Instant};

/// An earlier text and its caret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snapshot {
    pub(super) text: String,
    /// The caret's place, in bytes.
    pub(super) caret: usize,
}

/// The kind of a change, for grouping changes into steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A character inside a word, or a space after it.
    Letter,
    /// The first character of a word.
    WordStart,
    /// Backspace or Delete over one character.
    Erasing,
    /// Anything larger.
    Whole,
}

/// A longer pause ends a run.
const PAUSE: Duration = Duration::from_millis(1_000);
/// Largest number of steps kept.
const STEPS: usize = 200;
/// Largest number of bytes of text kept.
const BYTES: usize = 1 << 20;

#[derive(Debug, Default)]
pub(super) struct History {
    undo: Vec<Snapshot>,
    redo: Vec<Snapshot>,
    run: Option<(Kind, Instant)>,
}

impl History {
    /// Records a change of this kind; `before` is the text it changes.
    pub(super) fn change(&mut self, kind: Kind, now: Instant, before: impl FnOnce() -> Snapshot) {
        let in_time = |at: Instant| now.saturating_duration_since(at) <= PAUSE;
        let goes_on = match (self.run, kind) {
            (Some((Kind::Letter | Kind::WordStart, at)), Kind::Letter) => in_time(at),
            (Some((Kind::Erasing, at)), Kind::Erasing) => in_time(at),
            (_, Kind::Letter | Kind::WordStart | Kind::Erasing | Kind::Whole) => false,
        };
        self.run = Some((kind, now));
        self.redo.clear();
        if !goes_on {
            self.undo.push(before());
            self.shorten();
        }
    }

    /// The user moved the caret: the next change is a separate step.
    pub(super) fn rest(&mut self) {
        self.run = None;
    }

    /// The text before the last step; `now` is kept for redo.
    pub(super) fn undo(&mut self, now: impl FnOnce() -> Snapshot) -> Option<Snapshot> {
        let earlier = self.undo.pop()?;
        self.redo.push(now());
        self.run = None;
        Some(earlier)
    }

    /// The text after the step undone last; `now` is kept for undo.
    pub(super) fn redo(&mut self, now: impl FnOnce() -> Snapshot) -> Option<Snapshot> {
        let later = self.redo.pop()?;
        self.undo.push(now());
        self.run = None;
        Some(later)
    }

    fn shorten(&mut self) {
        let mut bytes: usize = self.undo.iter().map(|snapshot| snapshot.text.len()).sum();
        while self.undo.len() > 1 && (self.undo.len() > STEPS || bytes > BYTES) {
            bytes -= self.undo.remove(0).text.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(text: &str) -> Snapshot {
        Snapshot { text: text.to_owned(), caret: text.len() }
    }

    #[test]
    fn a_word_is_one_step_and_a_pause_begins_another() {
        let mut history = History::default();
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        history.change(Kind::WordStart, at(0), || snapshot(""));
        history.change(Kind::Letter, at(100), || panic!("in the same run"));
        history.change(Kind::WordStart, at(200), || snapshot("a "));
        history.change(Kind::Letter, at(2_000), || snapshot("a b"));
        assert_eq!(history.undo(|| snapshot("a bc")), Some(snapshot("a b")));
        assert_eq!(history.undo(|| snapshot("a b")), Some(snapshot("a ")));
        assert_eq!(history.undo(|| snapshot("a ")), Some(snapshot("")));
        assert_eq!(history.undo(|| panic!("nothing left")), None);
        assert_eq!(history.redo(|| snapshot("")), Some(snapshot("a ")));
    }

    #[test]
    fn erasing_does_not_join_typing() {
        let mut history = History::default();
        let now = Instant::now();
        history.change(Kind::WordStart, now, || snapshot(""));
        history.change(Kind::Erasing, now, || snapshot("a"));
        history.change(Kind::Erasing, now, || panic!("in the same run"));
        assert_eq!(history.undo(|| snapshot("")), Some(snapshot("a")));
    }

    #[test]
    fn a_new_change_forgets_what_was_undone() {
        let mut history = History::default();
        let now = Instant::now();
        history.change(Kind::Whole, now, || snapshot(""));
        let _ = history.undo(|| snapshot("a"));
        history.change(Kind::Whole, now, || snapshot(""));
        assert_eq!(history.redo(|| snapshot("b")), None);
    }

    #[test]
    fn memory_stays_bounded() {
        let mut history = History::default();
        let long = "x".repeat(BYTES / 4);
        for _ in 0..1_000 {
            history.change(Kind::Whole, Instant::now(), || snapshot(&long));
        }
        assert!(history.undo.len() <= 4);
        for _ in 0..1_000 {
            history.change(Kind::Whole, Instant::now(), || snapshot("x"));
        }
        assert!(history.undo.len() <= STEPS);
    }
}
