//! The text that the shaper gets for some spans, and where each byte of it is drawn.
//!
//! It differs from the text of the spans by invisible characters: a narrow space at each end of inline code, so
//! that its ground does not touch the words beside it, and a word joiner between two spans that meet inside a word, since
//! the shaper gives a word of ASCII letters one look. Source: `ShapeWord::build` of cosmic-text 0.15.
//!
//! Bounds are those of the glyphs, wherever the direction of the text puts them. Tests: `shaped/tests.rs`.

#[cfg(test)]
mod tests;

use crate::chat::text::Span;

use iced::advanced::graphics::text::cosmic_text::{Buffer, Cursor, LayoutGlyph};
use iced::{Point, Rectangle, Size};
use unicode_segmentation::UnicodeSegmentation as _;

use std::borrow::Cow;
use std::ops::Range;

/// Narrow no-break space.
const NARROW: &str = "\u{202f}";
/// Word joiner.
const JOINER: &str = "\u{2060}";

/// The shaped text of a passage.
#[derive(Debug, Clone, Default)]
pub(super) struct Shaped {
    pub text: String,
    pieces: Vec<Piece>,
}

/// One span in the shaped text.
#[derive(Debug, Clone)]
struct Piece {
    /// All of its bytes, with what was added.
    whole: Range<usize>,
    /// Those of the span's text.
    inner: Range<usize>,
    source: Range<usize>,
    is_exact: bool,
}

impl Shaped {
    pub(super) fn of(spans: &[Span]) -> Self {
        let mut text = String::with_capacity(spans.iter().map(|span| span.text.len()).sum());
        let mut pieces = Vec::with_capacity(spans.len());
        for span in spans {
            let start = text.len();
            let meets = text.chars().next_back().is_some_and(|last| last.is_ascii_graphic())
                && span.text.starts_with(|first: char| first.is_ascii_graphic());
            if span.style.code {
                text.push_str(NARROW);
            } else if meets {
                text.push_str(JOINER);
            }
            let inner = text.len()..text.len() + span.text.len();
            text.push_str(&span.text);
            if span.style.code {
                text.push_str(NARROW);
            }
            let (source, is_exact) = (span.source.clone(), span.is_exact);
            pieces.push(Piece { whole: start..text.len(), inner, source, is_exact });
        }
        Self { text, pieces }
    }

    /// The shaped text of each span.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().map(|piece| self.text.get(piece.whole.clone()).unwrap_or_default())
    }

    /// The bytes of a span, with the space around code but without a joiner.
    pub(super) fn range(&self, index: usize) -> Range<usize> {
        let Some(piece) = self.pieces.get(index) else { return 0..0 };
        let joined = self.text[piece.whole.clone()].starts_with(JOINER);
        if joined { piece.inner.start..piece.whole.end } else { piece.whole.clone() }
    }

    /// The byte of the source for a byte of the shaped text; inside a span that stands for other letters, its nearer
    /// end.
    pub(super) fn to_source(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.whole.end <= at);
        let Some(piece) = self.pieces.get(index).or(self.pieces.last()) else { return 0 };
        let inside = at.clamp(piece.inner.start, piece.inner.end) - piece.inner.start;
        if piece.is_exact {
            piece.source.start + inside
        } else if inside * 2 < piece.inner.len() {
            piece.source.start
        } else {
            piece.source.end
        }
    }

    /// The byte of the shaped text for a byte of the source.
    pub(super) fn to_shaped(&self, source: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.source.end < source);
        let Some(piece) = self.pieces.get(index) else { return self.text.len() };
        let inside = source.saturating_sub(piece.source.start);
        if piece.is_exact {
            piece.inner.start + inside.min(piece.inner.len())
        } else if inside == 0 {
            piece.inner.start
        } else {
            piece.inner.end
        }
    }

    /// The bytes of the source that it was made of.
    pub(super) fn source(&self) -> Range<usize> {
        let start = self.pieces.iter().map(|piece| piece.source.start).min().unwrap_or(0);
        let end = self.pieces.iter().map(|piece| piece.source.end).max().unwrap_or(0);
        start..end
    }

    /// All of the text, without what was added.
    pub(super) fn plain(&self) -> Cow<'_, str> {
        let is_plain = self.pieces.iter().all(|piece| piece.whole == piece.inner);
        if is_plain { Cow::Borrowed(&self.text) } else { Cow::Owned(self.words(0..self.text.len())) }
    }

    /// Part of the text, without what was added.
    pub(super) fn words(&self, range: Range<usize>) -> String {
        let parts = self.pieces.iter().map(|piece| {
            let start = piece.inner.start.max(range.start);
            let end = piece.inner.end.min(range.end);
            self.text.get(start..end.max(start)).unwrap_or_default()
        });
        parts.collect()
    }

    /// The byte at which a line of the shaper begins.
    fn line_start(&self, buffer: &Buffer, line: usize) -> usize {
        let mut at = 0;
        for before in buffer.lines.iter().take(line) {
            at += before.text().len();
            // The end of the line: one character, or two in Windows.
            let rest = self.text.get(at..).unwrap_or_default();
            at += if rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
        }
        at
    }

    /// The byte nearest to a point.
    pub(super) fn hit(&self, buffer: &Buffer, point: Point) -> usize {
        match buffer.hit(point.x, point.y) {
            Some(Cursor { line, index, .. }) => self.line_start(buffer, line) + index,
            None if point.y <= 0.0 => 0,
            None => self.text.len(),
        }
    }

    /// The word around a byte; between words, the space or punctuation there.
    pub(super) fn word(&self, at: usize) -> Range<usize> {
        let line = self.line(at);
        let text = self.text.get(line.clone()).unwrap_or_default();
        text.split_word_bound_indices()
            .map(|(start, word)| line.start + start..line.start + start + word.len())
            .find(|range| at < range.end)
            .unwrap_or(line.end..line.end)
    }

    /// The line around a byte.
    pub(super) fn line(&self, at: usize) -> Range<usize> {
        let (before, after) = self.text.split_at_checked(at).unwrap_or((&self.text, ""));
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = before.len() + after.find('\n').unwrap_or(after.len());
        start..end
    }

    /// The next place in reading order: on by a grapheme, or back; `None` at the end.
    pub(super) fn step(&self, at: usize, on: bool) -> Option<usize> {
        let places = self.text.grapheme_indices(true).map(|(at, _)| at).chain([self.text.len()]);
        let source = self.to_source(at);
        let places = places.map(|place| (place, self.to_source(place)));
        if on {
            places.filter(|(place, of)| *place > at && *of > source).map(|(place, _)| place).next()
        } else {
            places
                .take_while(|(place, _)| *place < at)
                .filter(|(_, of)| *of < source)
                .map(|(place, _)| place)
                .last()
        }
    }

    /// The rectangles of some bytes, relative to the text's top left. One line may need several: its directions may
    /// part what is together in the text.
    pub(super) fn bounds(&self, buffer: &Buffer, range: Range<usize>) -> Vec<Rectangle> {
        let mut bounds = Vec::new();
        if range.is_empty() {
            return bounds;
        }
        let (mut line, mut start) = (usize::MAX, 0);
        for run in buffer.layout_runs() {
            if run.line_i != line {
                (line, start) = (run.line_i, self.line_start(buffer, run.line_i));
            }
            if start >= range.end {
                break;
            }
            let mut parts: Vec<(f32, f32)> =
                run.glyphs.iter().filter_map(|glyph| part(glyph, run.text, start, &range)).collect();
            parts.sort_by(|one, other| one.0.total_cmp(&other.0));
            let mut joined: Vec<(f32, f32)> = Vec::with_capacity(parts.len());
            for (left, right) in parts {
                match joined.last_mut() {
                    Some(last) if left - last.1 < 0.5 => last.1 = last.1.max(right),
                    Some(_) | None => joined.push((left, right)),
                }
            }
            let height = run.line_height;
            bounds.extend(joined.into_iter().filter(|(left, right)| right > left).map(|(left, right)| {
                Rectangle::new(Point::new(left, run.line_top), Size::new(right - left, height))
            }));
        }
        bounds
    }

    /// The place of the caret at a byte, without width.
    pub(super) fn caret(&self, buffer: &Buffer, at: usize) -> Option<Rectangle> {
        let mut last = None;
        for run in buffer.layout_runs() {
            let start = self.line_start(buffer, run.line_i);
            let edge = |x| Rectangle::new(Point::new(x, run.line_top), Size::new(0.0, run.line_height));
            for glyph in run.glyphs {
                let (from, to) = (start + glyph.start, start + glyph.end);
                let (near, far) = if glyph.level.is_rtl() {
                    (glyph.x + glyph.w, glyph.x)
                } else {
                    (glyph.x, glyph.x + glyph.w)
                };
                if from <= at && at < to {
                    return Some(edge(near));
                }
                if to == at {
                    last = Some(edge(far));
                }
            }
            if run.glyphs.is_empty() && start == at {
                last = Some(edge(0.0));
            }
        }
        last
    }
}

/// The left and right edge of the part of a glyph that stands for some bytes. A glyph that stands for several letters is
/// divided evenly.
fn part(glyph: &LayoutGlyph, line: &str, start: usize, range: &Range<usize>) -> Option<(f32, f32)> {
    let (from, to) = (start + glyph.start, start + glyph.end);
    if to <= range.start || range.end <= from {
        return None;
    }
    let (mut first, mut last) = (0.0, 1.0);
    if from < range.start || range.end < to {
        let letters: Vec<usize> =
            line.get(glyph.start..glyph.end)?.grapheme_indices(true).map(|(at, _)| from + at).collect();
        let share = |at: usize| {
            letters.iter().filter(|letter| **letter < at).count() as f32 / letters.len().max(1) as f32
        };
        (first, last) = (share(range.start), share(range.end));
    }
    let (left, right) = if glyph.level.is_rtl() { (1.0 - last, 1.0 - first) } else { (first, last) };
    Some((glyph.x + glyph.w * left, glyph.x + glyph.w * right))
}
