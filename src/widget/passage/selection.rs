//! The selection in a laid-out text. It works on the shaped text, so that it knows lines, directions and clusters.

use iced::advanced::graphics::text::cosmic_text::{Affinity, Buffer, Cursor};
use iced::{Point, Rectangle, Size};
use unicode_segmentation::UnicodeSegmentation as _;

use std::ops::Range;

/// The unit by which a selection grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// A drag.
    Character,
    /// A double click, and a drag after it.
    Word,
    /// A triple click.
    Line,
}

/// The start and end of a selection, in the order they were set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Selection {
    from: Cursor,
    to: Cursor,
    grain: Grain,
}

impl Selection {
    /// A selection that begins at a place.
    pub(super) fn at(place: Cursor, grain: Grain) -> Self {
        Self { from: place, to: place, grain }
    }

    /// A selection of the whole text.
    pub(super) fn all(buffer: &Buffer) -> Self {
        let line = buffer.lines.len().saturating_sub(1);
        let index = buffer.lines.last().map_or(0, |line| line.text().len());
        let to = Cursor::new_with_affinity(line, index, Affinity::Before);
        Self { from: Cursor::new(0, 0), to, grain: Grain::Character }
    }

    /// The same start, another end.
    pub(super) fn to(self, place: Cursor) -> Self {
        Self { to: place, ..self }
    }

    /// The first and last place of the selected text.
    fn ends(self, buffer: &Buffer) -> (Cursor, Cursor) {
        let in_order = |one: Cursor, other: Cursor| (one.line, one.index) <= (other.line, other.index);
        let (first, last) =
            if in_order(self.from, self.to) { (self.from, self.to) } else { (self.to, self.from) };
        let widen = |place: Cursor| {
            let text = buffer.lines.get(place.line).map_or("", |line| line.text());
            match self.grain {
                Grain::Character => place.index..place.index,
                Grain::Word => word(text, place.index),
                Grain::Line => 0..text.len(),
            }
        };
        (Cursor::new(first.line, widen(first).start), Cursor::new(last.line, widen(last).end))
    }

    /// The selected text; `None` if it is empty.
    pub(super) fn text(self, buffer: &Buffer) -> Option<String> {
        let (first, last) = self.ends(buffer);
        let mut selected = String::new();
        for number in first.line..=last.line {
            let line = buffer.lines.get(number)?.text();
            let start = if number == first.line { first.index } else { 0 };
            let end = if number == last.line { last.index } else { line.len() };
            if number > first.line {
                selected.push('\n');
            }
            selected.push_str(line.get(start..end)?);
        }
        (!selected.is_empty()).then_some(selected)
    }

    /// The rectangles to paint behind the selected text, relative to the text's top left.
    pub(super) fn bounds(self, buffer: &Buffer) -> Vec<Rectangle> {
        let (first, last) = self.ends(buffer);
        if first == last {
            return Vec::new();
        }
        let end = Cursor::new_with_affinity(last.line, last.index, Affinity::Before);
        let painted = |run: cosmic_run::Run<'_>| {
            let (x, width) = run.highlight(first, end)?;
            Some(Rectangle::new(Point::new(x, run.line_top), Size::new(width, run.line_height)))
        };
        buffer.layout_runs().filter_map(painted).filter(|bounds| bounds.width > 0.0).collect()
    }
}

mod cosmic_run {
    pub(super) use iced::advanced::graphics::text::cosmic_text::LayoutRun as Run;
}

/// The word around a place; between words, the space or punctuation there.
fn word(line: &str, index: usize) -> Range<usize> {
    line.split_word_bound_indices()
        .map(|(start, word)| start..start + word.len())
        .find(|range| index < range.end)
        .unwrap_or(line.len()..line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_what_a_reader_calls_one() {
        let line = "Hello, Zoë's 日本";
        assert_eq!(&line[word(line, 2)], "Hello");
        assert_eq!(&line[word(line, 5)], ",");
        assert_eq!(&line[word(line, 8)], "Zoë's");
        assert_eq!(word("", 0), 0..0);
        assert_eq!(word(line, 999), line.len()..line.len());
    }
}
