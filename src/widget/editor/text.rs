//! A text being edited, with its caret and its undo history.

use super::composing::{Composing, Mark};
use super::history::{History, Kind, Snapshot};
use super::letters;

use iced::widget::text_editor::{Action, Content, Cursor, Edit as Change, Position};

use std::ops::Range;
use std::time::Instant;

/// A request of the editor, which its owner applies to a [`Text`].
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Move, select, insert, delete …
    Action(Action),
    /// Undo a step.
    Undo,
    /// Redo a step that was undone.
    Redo,
    /// The input method composes these words at the caret, with a part of them chosen; none if it has finished.
    Compose(String, Option<Range<usize>>),
    /// The input method lost the text: what it was composing becomes part of the text.
    EndComposing,
}

impl Edit {
    /// True if the user typed, deleted or pasted something.
    pub const fn writes(&self) -> bool {
        matches!(self, Self::Action(Action::Edit(_)) | Self::Compose(..))
    }
}

/// A text being edited. Line breaks are `\n`; positions are byte offsets into [`Text::text`].
#[derive(Debug)]
pub struct Text {
    content: Content,
    history: History,
    /// The text in one piece; the content would have to join it from its lines.
    text: String,
    composing: Option<Composing>,
    /// Counts the compositions.
    composed: u64,
}

impl Default for Text {
    fn default() -> Self {
        Self::new("")
    }
}

impl Text {
    /// A text with the caret at its end and no undo history.
    pub fn new(text: &str) -> Self {
        let mut new = Self {
            content: Content::new(),
            history: History::default(),
            text: String::new(),
            composing: None,
            composed: 0,
        };
        new.show(&plain(text), usize::MAX);
        new
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True if there is no character, not even a space.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The caret's position.
    pub fn caret(&self) -> usize {
        self.offset(self.content.cursor().position)
    }

    /// The selected range; empty, at the caret, if nothing is selected.
    pub fn selection(&self) -> Range<usize> {
        let cursor = self.content.cursor();
        let caret = self.offset(cursor.position);
        let other = cursor.selection.map_or(caret, |position| self.offset(position));
        caret.min(other)..caret.max(other)
    }

    /// The content that the widget draws: with the words that are being composed.
    pub(super) fn content(&self) -> &Content {
        self.composing.as_ref().map_or(&self.content, |composing| &composing.content)
    }

    /// The whole text with the words that are being composed.
    pub(super) fn shown(&self) -> &str {
        self.composing.as_ref().map_or(&self.text, |composing| &composing.shown)
    }

    /// Where the words are that are being composed.
    pub(super) fn mark(&self) -> Mark {
        self.composing.as_ref().map(|composing| composing.mark.clone()).unwrap_or_default()
    }

    /// True if an input method is composing words here.
    pub const fn is_composing(&self) -> bool {
        self.composing.is_some()
    }

    fn compose(&mut self, words: &str, chosen: Option<Range<usize>>) {
        self.composing = None;
        if words.is_empty() {
            return;
        }
        let words = words.replace(['\n', '\r'], " ");
        let selection = self.selection();
        let shown = [&self.text[..selection.start], &words, &self.text[selection.end..]].concat();
        let mut content = Content::with_text(&shown);
        let place = |offset| position(&shown, selection.start + floor(&words, offset));
        let chosen = chosen.unwrap_or(words.len()..words.len());
        let anchor = (!chosen.is_empty()).then(|| place(chosen.start));
        content.move_to(Cursor { position: place(chosen.end), selection: anchor });
        let Position { line, column } = place(0);
        self.composed += 1;
        let mark = Mark { number: self.composed, line, columns: column..column + words.len() };
        self.composing = Some(Composing { content, shown, words, mark });
    }

    /// Applies the editor's request and says if the text changed.
    pub fn edit(&mut self, edit: Edit, now: Instant) -> Outcome {
        match edit {
            Edit::Compose(words, chosen) => {
                self.compose(&words, chosen);
                Outcome::Same
            }
            Edit::EndComposing => match self.composing.take() {
                Some(composing) => {
                    self.insert(&composing.words, now);
                    Outcome::Changed
                }
                None => Outcome::Same,
            },
            Edit::Action(action) => self.act(action, now),
            Edit::Undo => {
                let (text, caret) = (&self.text, self.caret());
                let earlier = self.history.undo(|| Snapshot { text: text.clone(), caret });
                self.recall(earlier)
            }
            Edit::Redo => {
                let (text, caret) = (&self.text, self.caret());
                let later = self.history.redo(|| Snapshot { text: text.clone(), caret });
                self.recall(later)
            }
        }
    }

    /// Replaces the text and drops the undo history, because another draft was opened.
    pub fn reset(&mut self, text: &str) {
        self.history = History::default();
        self.show(&plain(text), usize::MAX);
    }

    /// Replaces the selection, or inserts at the caret, with the caret behind the new text. One undo step.
    pub fn insert(&mut self, text: &str, now: Instant) {
        self.replace(self.selection(), text, now);
    }

    /// Replaces a range, with the caret behind the new text. One undo step. A range that cuts a character is widened.
    pub fn replace(&mut self, range: Range<usize>, with: &str, now: Instant) {
        let start = floor(&self.text, range.start.min(range.end));
        let end = ceil(&self.text, range.end.max(range.start));
        let with = plain(with);
        let text = [&self.text[..start], &with, &self.text[end..]].concat();
        self.note(Kind::Whole, now);
        self.show(&text, start + with.len());
    }

    /// Selects a range, with the caret at its end.
    pub fn select(&mut self, range: Range<usize>) {
        let anchor = (!range.is_empty()).then(|| self.position(range.start));
        self.content.move_to(Cursor { position: self.position(range.end), selection: anchor });
    }

    fn act(&mut self, action: Action, now: Instant) -> Outcome {
        match &action {
            Action::Edit(change) => {
                let kind = self.kind(change);
                self.note(kind, now);
            }
            Action::Scroll { .. } => {}
            _ => self.history.rest(),
        }
        let is_edit = action.is_edit();
        if !matches!(action, Action::Scroll { .. }) {
            self.composing = None;
        }
        if let Action::Edit(change @ (Change::Backspace | Change::Delete)) = &action {
            self.widen(change);
        }
        self.content.perform(action);
        if !is_edit {
            return Outcome::Same;
        }
        let text = plain(&self.content.text());
        if text == self.text {
            return Outcome::Same;
        }
        self.text = text;
        Outcome::Changed
    }

    /// Selects the visible character that Backspace or Delete takes; iced would take a single code point of it.
    fn widen(&mut self, change: &Change) {
        let Cursor { position, selection: None } = self.content.cursor() else { return };
        let Some(line) = self.text.split('\n').nth(position.line) else { return };
        let end = match change {
            Change::Backspace => letters::before(line, position.column),
            _ => letters::after(line, position.column),
        };
        // At the end of a line, the line break is taken.
        if let Some(column) = end {
            let selection = Some(Position { line: position.line, column });
            self.content.move_to(Cursor { position, selection });
        }
    }

    fn kind(&self, change: &Change) -> Kind {
        let selects = !self.selection().is_empty();
        match change {
            Change::Insert(_) if selects => Kind::Whole,
            Change::Insert(character) => {
                let before = self.text[..self.caret()].chars().next_back();
                let starts = before.is_none_or(char::is_whitespace) && !character.is_whitespace();
                if starts { Kind::WordStart } else { Kind::Letter }
            }
            Change::Backspace | Change::Delete if !selects => Kind::Erasing,
            _ => Kind::Whole,
        }
    }

    fn note(&mut self, kind: Kind, now: Instant) {
        let (text, caret) = (&self.text, self.selection().end);
        self.history.change(kind, now, || Snapshot { text: text.clone(), caret });
    }

    fn recall(&mut self, snapshot: Option<Snapshot>) -> Outcome {
        match snapshot {
            Some(Snapshot { text, caret }) => {
                let ends = brought_back(&self.text, &text);
                self.show(&text, caret.clamp(ends.start, ends.end));
                Outcome::Changed
            }
            None => Outcome::Same,
        }
    }

    fn show(&mut self, text: &str, caret: usize) {
        self.composing = None;
        self.content = Content::with_text(text);
        text.clone_into(&mut self.text);
        let position = self.position(caret.min(text.len()));
        self.content.move_to(Cursor { position, selection: None });
    }

    fn offset(&self, position: Position) -> usize {
        let before: usize = self.text.split('\n').take(position.line).map(|line| line.len() + 1).sum();
        floor(&self.text, before + position.column)
    }

    fn position(&self, offset: usize) -> Position {
        position(&self.text, offset)
    }
}

/// Where the part of `text` that is not in `before` may end. It is a range, because letters of that part may also stand
/// beside it: which `l` of `hello` was brought back?
fn brought_back(before: &str, text: &str) -> Range<usize> {
    let bytes = |letters: &mut dyn Iterator<Item = (char, char)>| -> usize {
        letters.take_while(|(one, other)| one == other).map(|(same, _)| same.len_utf8()).sum()
    };
    let head = bytes(&mut before.chars().zip(text.chars()));
    let tail = bytes(&mut before.chars().rev().zip(text.chars().rev()));
    let shortest = before.len().min(text.len());
    text.len() - tail..text.len() - tail.min(shortest - head)
}

/// The result of an edit: a changed text, or at most a moved caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The text changed: the draft must be saved and completions looked up again.
    Changed,
    /// The text is the same.
    Same,
}

/// Normalizes line ends, since pasted text may have those of other systems.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn position(text: &str, offset: usize) -> Position {
    let before = &text[..floor(text, offset)];
    let line = before.matches('\n').count();
    let column = before.rfind('\n').map_or(before.len(), |at| before.len() - at - 1);
    Position { line, column }
}

fn floor(text: &str, mut offset: usize) -> usize {
    offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn ceil(text: &str, mut offset: usize) -> usize {
    offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::sync::Arc;
    use std::time::Duration;

    fn typed(text: &mut Text, what: &str, now: Instant) {
        for character in what.chars() {
            let change = if character == '\n' { Change::Enter } else { Change::Insert(character) };
            let _ = text.edit(Edit::Action(Action::Edit(change)), now);
        }
    }

    #[test]
    fn undo_goes_back_word_by_word_and_redo_returns() {
        let now = Instant::now();
        let mut text = Text::default();
        typed(&mut text, "two words", now);
        assert_eq!(text.edit(Edit::Undo, now), Outcome::Changed);
        assert_eq!(text.text(), "two ");
        let _ = text.edit(Edit::Undo, now);
        assert_eq!(text.text(), "");
        assert_eq!(text.edit(Edit::Undo, now), Outcome::Same);
        let _ = text.edit(Edit::Redo, now);
        let _ = text.edit(Edit::Redo, now);
        assert_eq!((text.text(), text.caret()), ("two words", 9));
        assert_eq!(text.edit(Edit::Redo, now), Outcome::Same);
    }

    fn pressed(text: &mut Text, change: Change) {
        let _ = text.edit(Edit::Action(Action::Edit(change)), Instant::now());
    }

    #[test]
    fn backspace_and_delete_take_a_visible_character() {
        for character in ["🇯🇵", "👩‍👩‍👧‍👦", "👍🏽", "❤️", "1️⃣", "e\u{301}", "कि", "\u{1112}\u{1161}\u{11ab}"]
        {
            let mut text = Text::new(&format!("a\nx{character}"));
            pressed(&mut text, Change::Backspace);
            assert_eq!(text.text(), "a\nx", "{character}");
            pressed(&mut text, Change::Backspace);
            pressed(&mut text, Change::Backspace);
            assert_eq!(text.text(), "a", "the line break is taken too");
            let mut text = Text::new(&format!("{character}x"));
            text.select(0..0);
            pressed(&mut text, Change::Delete);
            assert_eq!((text.text(), text.caret()), ("x", 0), "{character}");
        }
    }

    #[test]
    fn the_caret_lands_after_what_undo_brings_back() {
        let now = Instant::now();
        // (before, selection, change, caret after undo)
        let backspace = || Change::Backspace;
        for (before, selection, change, caret) in [
            ("one two three", 4..8, backspace(), 8),
            ("one two three", 4..8, Change::Delete, 8),
            ("one two three", 4..8, Change::Insert('x'), 8),
            ("hello", 4..4, backspace(), 4),
            ("hello", 3..3, backspace(), 3),
            ("hello", 2..2, Change::Delete, 3),
            ("日本語", 6..6, backspace(), 6),
            ("one", 3..3, Change::Insert('x'), 3),
        ] {
            let mut text = Text::new(before);
            text.select(selection);
            pressed(&mut text, change.clone());
            let after = text.text().to_owned();
            let _ = text.edit(Edit::Undo, now);
            assert_eq!((text.text(), text.caret()), (before, caret), "{change:?}");
            let _ = text.edit(Edit::Redo, now);
            assert_eq!(text.text(), after);
        }
    }

    #[test]
    fn words_being_composed_are_shown_at_the_caret_and_are_no_part_of_the_text() {
        let now = Instant::now();
        let mut text = Text::new("see here");
        text.select(4..4);
        let _ = text.edit(Edit::Compose("にほん".to_owned(), None), now);
        assert_eq!((text.shown(), text.text()), ("see にほんhere", "see here"));
        let _ = text.edit(Edit::Compose("日本".to_owned(), Some(0..6)), now);
        assert_eq!((text.shown(), text.content().selection().as_deref()), ("see 日本here", Some("日本")));
        assert_eq!((text.mark().line, text.mark().columns), (0, 4..10));
        // The input method commits.
        let _ = text.edit(Edit::Compose(String::new(), None), now);
        let paste = Action::Edit(Change::Paste(Arc::new("日本".to_owned())));
        let _ = text.edit(Edit::Action(paste), now);
        assert_eq!((text.shown(), text.text(), text.caret()), ("see 日本here", "see 日本here", 10));
    }

    #[test]
    fn a_composition_that_is_cut_off_stays_in_its_text() {
        let now = Instant::now();
        let mut text = Text::new("old");
        text.select(0..3);
        let _ = text.edit(Edit::Compose("に".to_owned(), Some(9..99)), now);
        assert_eq!(text.edit(Edit::EndComposing, now), Outcome::Changed);
        assert_eq!((text.text(), text.is_composing()), ("に", false));
        assert_eq!(text.edit(Edit::EndComposing, now), Outcome::Same);
        let _ = text.edit(Edit::Undo, now);
        assert_eq!(text.text(), "old");
    }

    #[test]
    fn a_completion_replaces_what_was_typed_and_can_be_undone() {
        let now = Instant::now();
        let mut text = Text::new("ask @be please");
        text.replace(4..7, "@Ben Okri", now);
        assert_eq!((text.text(), text.caret()), ("ask @Ben Okri please", 13));
        let _ = text.edit(Edit::Undo, now);
        assert_eq!(text.text(), "ask @be please");
    }

    #[test]
    fn inserting_replaces_the_selection() {
        let now = Instant::now();
        let mut text = Text::new("old");
        let _ = text.edit(Edit::Action(Action::SelectAll), now);
        assert_eq!(text.selection(), 0..3);
        text.insert("new 👍", now);
        assert_eq!((text.text(), text.caret()), ("new 👍", 8));
    }

    #[test]
    fn places_are_bytes_over_lines_and_wide_characters() {
        let now = Instant::now();
        let mut text = Text::new("é\n日本\nz");
        assert_eq!(text.caret(), 11);
        text.replace(3..6, "x", now);
        assert_eq!((text.text(), text.caret()), ("é\nx本\nz", 4));
        text.replace(5..5, "!", now);
        assert_eq!(text.text(), "é\nx!\nz", "a range inside a character takes the whole of it");
    }

    #[test]
    fn pasted_line_ends_become_ours() {
        let mut text = Text::default();
        let paste = Action::Edit(Change::Paste(Arc::new("a\r\nb\rc".to_owned())));
        assert_eq!(text.edit(Edit::Action(paste), Instant::now()), Outcome::Changed);
        assert_eq!(text.text(), "a\nb\nc");
    }

    #[test]
    fn another_draft_has_no_past() {
        let now = Instant::now();
        let mut text = Text::default();
        typed(&mut text, "first\nmore", now + Duration::from_secs(9));
        text.reset("second");
        assert_eq!(text.edit(Edit::Undo, now), Outcome::Same);
        assert_eq!((text.text(), text.caret()), ("second", 6));
    }
}
