//! Edits of the text: what the user types and pastes, formats, line breaks in a list, and inserted emoji.
//!
//! Must not know: keys. Tests: below, beside each part, and `tests/window/writing.rs`.

use super::list::{self, Break};
use super::{Composer, format, pasted, table};

use crate::chat::Stamp;
use crate::screen::keys::Format;
use crate::widget::editor::{Edit, Outcome};

use iced::widget::text_editor::{Action, Edit as Change};

impl Composer {
    /// Applies an edit to the text.
    pub fn perform(&mut self, edit: Edit, now: Stamp) {
        let (edit, left_out) = pasted::checked(edit, self.text.text().len());
        if let Some(edit) = edit {
            if let Some(text) = pasted::of(&edit) {
                self.pasted = text;
            }
            self.apply(edit, now);
        }
        self.trouble = left_out.or_else(|| self.trouble.take());
    }

    fn apply(&mut self, edit: Edit, now: Stamp) {
        let instant = self.instant(now);
        let selection = self.text.selection();
        let made = match &edit {
            Edit::Action(Action::Edit(Change::Enter)) if selection.is_empty() => {
                list::line_break(self.text.text(), selection.end)
            }
            _ => Break::Plain,
        };
        match made {
            Break::Next(mark) => self.text.insert(&mark, instant),
            Break::End(line, outer) => self.text.replace(line, &outer, instant),
            Break::Plain => {
                let is_space = edit == Edit::Action(Action::Edit(Change::Insert(' ')));
                let table = table::of_paste(&edit, &self.text.text()[..selection.start]);
                if self.text.edit(edit, instant) == Outcome::Same {
                    return;
                }
                let repeated = list::repeated(self.text.text(), self.text.caret());
                if let Some(mark) = repeated.filter(|_| is_space) {
                    self.text.replace(mark, "", instant);
                }
                if let Some(table) = table {
                    // A step of its own: undoing it gives back the text as it was pasted.
                    let pasted = selection.start..self.text.caret();
                    let table = table::apart(self.text.text(), &pasted, &table);
                    self.text.replace(pasted, &table, instant);
                }
            }
        }
        self.touch(now);
    }

    /// Makes the words that an input method is composing part of the text, because it loses this text.
    pub(super) fn end_composing(&mut self) {
        // The text is saved at once: its time does not matter.
        let now = self.begun.map_or(Stamp::from_ticks(0, 0), |(_, begun)| begun);
        if self.text.is_composing() {
            self.perform(Edit::EndComposing, now);
        }
    }

    /// Puts marks round the selection or the word at the caret, or removes them.
    pub fn format(&mut self, format: Format, now: Stamp) {
        let instant = self.instant(now);
        let change = format::toggle(self.text.text(), self.text.selection(), format);
        self.text.replace(change.range, &change.with, instant);
        self.text.select(change.selects);
        self.touch(now);
    }

    /// Inserts a text as a quote, with the caret on the line below it.
    pub fn quote(&mut self, text: &str, now: Stamp) {
        let quote: String = text.trim_end().lines().map(|line| format!("> {line}\n")).collect();
        let begins = self.text.text()[..self.text.selection().start].chars().next_back();
        let before = if begins.is_none_or(|last| last == '\n') { "" } else { "\n" };
        self.insert(&format!("{before}{quote}"), now);
    }

    /// Replaces the selection, or inserts at the caret.
    pub fn insert(&mut self, text: &str, now: Stamp) {
        let instant = self.instant(now);
        self.text.insert(text, instant);
        self.touch(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::sync::Arc;

    const NOW: Stamp = Stamp::from_ticks(0, 0);

    fn with(text: &str) -> Composer {
        let mut composer = Composer::new();
        composer.loaded(crate::chat::Draft { text: text.to_owned(), ..Default::default() });
        composer
    }

    fn paste(composer: &mut Composer, text: &str) {
        let paste = Change::Paste(Arc::new(text.to_owned()));
        composer.perform(Edit::Action(Action::Edit(paste)), NOW);
    }

    fn enter(composer: &mut Composer) {
        composer.perform(Edit::Action(Action::Edit(Change::Enter)), NOW);
    }

    #[test]
    fn a_list_goes_on_and_ends_and_each_is_one_undo_step() {
        let mut composer = with("- one");
        enter(&mut composer);
        assert_eq!((composer.text().text(), composer.text().caret()), ("- one\n- ", 8));
        enter(&mut composer);
        assert_eq!((composer.text().text(), composer.text().caret()), ("- one\n", 6));
        composer.perform(Edit::Undo, NOW);
        assert_eq!((composer.text().text(), composer.text().caret()), ("- one\n- ", 8));
        composer.perform(Edit::Undo, NOW);
        assert_eq!(composer.text().text(), "- one");
    }

    #[test]
    fn a_list_typed_with_all_its_marks_has_each_of_them_once() {
        let mut composer = with("");
        for letter in "- one\n- two\n1. a\n2. b".chars() {
            let change = if letter == '\n' { Change::Enter } else { Change::Insert(letter) };
            composer.perform(Edit::Action(Action::Edit(change)), NOW);
        }
        assert_eq!(composer.text().text(), "- one\n- two\n- 1. a\n- 2. b");
    }

    #[test]
    fn cells_are_pasted_as_a_table_and_undo_gives_the_plain_text() {
        let mut composer = with("prices:");
        paste(&mut composer, "Part\tPrice\r\nBolt\t1.20\r\n");
        let table = "| Part | Price |\n| --- | --- |\n| Bolt | 1.20 |";
        assert_eq!(composer.text().text(), format!("prices:\n\n{table}"));
        composer.perform(Edit::Undo, NOW);
        assert_eq!(composer.text().text(), "prices:Part\tPrice\nBolt\t1.20\n");
        composer.perform(Edit::Undo, NOW);
        assert_eq!(composer.text().text(), "prices:");
        let mut code = with("```\n");
        paste(&mut code, "a\tb\nc\td");
        assert_eq!(code.text().text(), "```\na\tb\nc\td", "in code it stays as it is");
    }

    #[test]
    fn a_format_is_toggled_and_undone_in_one_step() {
        let mut composer = with("a word");
        composer.format(Format::Bold, NOW);
        assert_eq!((composer.text().text(), composer.text().caret()), ("a **word**", 8));
        composer.format(Format::Bold, NOW);
        assert_eq!((composer.text().text(), composer.text().caret()), ("a word", 6));
        composer.perform(Edit::Undo, NOW);
        assert_eq!(composer.text().text(), "a **word**");
        assert!(composer.wants_time());
    }
}
