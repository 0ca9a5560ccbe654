//! Draws tabs as the spaces up to the next column: the shaper leaves no gap where a tab falls on a column, and lets
//! `a.txt<tab>12` read as one word. What is copied has the tabs.
//!
//! Tests: below.

use crate::chat::text::Span;

use unicode_segmentation::UnicodeSegmentation as _;

/// The columns that tabs go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// Those of code, in letters of one width.
    Code,
    /// Those of a text. Its letters differ in width, so cells do not line up exactly; the gap is at least three spaces
    /// wide, so that they never read as one word.
    Text,
}

impl Columns {
    /// The spaces that a tab stands for behind this many letters.
    const fn gap(self, letters: usize) -> usize {
        match self {
            Self::Code => 4 - letters % 4,
            Self::Text if letters % 8 > 5 => 16 - letters % 8,
            Self::Text => 8 - letters % 8,
        }
    }
}

/// The spans with each tab as a span of spaces.
pub(super) fn expanded(spans: Vec<Span>, columns: Columns) -> Vec<Span> {
    if !spans.iter().any(|span| span.text.contains('\t')) {
        return spans;
    }
    let mut letters = 0;
    let mut all = Vec::with_capacity(spans.len());
    for Span { text, style, target, source, is_exact } in spans {
        // Code in a line has one ground.
        if style.code && columns == Columns::Text {
            let mut span = Span { text: String::new(), style, target, source, is_exact };
            span.stand_for(text.replace('\t', "    "));
            all.push(span);
            continue;
        }
        let mut at = 0;
        for part in text.split_inclusive('\t') {
            let (says, tab) = match part.strip_suffix('\t') {
                Some(says) => (says, "\t"),
                None => (part, ""),
            };
            letters = match says.rfind('\n') {
                Some(end) => says[end + 1..].graphemes(true).count(),
                None => letters + says.graphemes(true).count(),
            };
            let mut push = |text: String, from: usize, len: usize, is_exact_piece: bool| {
                let source =
                    if is_exact { source.start + from..source.start + from + len } else { source.clone() };
                let target = target.clone();
                all.push(Span { text, style, target, source, is_exact: is_exact && is_exact_piece });
            };
            if !says.is_empty() {
                push(says.to_owned(), at, says.len(), true);
            }
            if !tab.is_empty() {
                let gap = columns.gap(letters);
                letters += gap;
                push(" ".repeat(gap), at + says.len(), 1, false);
            }
            at += part.len();
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, columns: Columns) -> String {
        expanded(vec![Span::plain(text, 0)], columns).iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn tabs_lead_to_the_columns_of_code() {
        assert_eq!(drawn("\tif x {\n\t\tgo()", Columns::Code), "    if x {\n        go()");
        assert_eq!(drawn("a\tb\nabcd\tb\nabcde\tb", Columns::Code), "a   b\nabcd    b\nabcde   b");
        assert_eq!(drawn("é\u{301}\tb", Columns::Code), "é\u{301}   b", "letters count, not bytes");
    }

    #[test]
    fn cells_of_a_text_are_told_apart() {
        assert_eq!(drawn("Name\tSize\na.txt\t12", Columns::Text), "Name    Size\na.txt   12");
        for cells in ["a\tb", "1234567\t8", "12345678\t9"] {
            assert!(drawn(cells, Columns::Text).contains("  "), "{cells}");
        }
    }

    #[test]
    fn every_byte_of_the_source_is_still_there() {
        let text = "a\tb\n\t\tc";
        let spans = expanded(vec![Span::plain("xx", 0), Span::plain(text, 2)], Columns::Text);
        let mut end = 0;
        for span in &spans {
            assert_eq!(span.source.start, end);
            assert!(!span.is_exact || span.source.len() == span.text.len());
            end = span.source.end;
        }
        assert_eq!(end, 2 + text.len());
    }

    #[test]
    fn a_text_without_tabs_is_left_alone() {
        let spans = vec![Span::plain("a b", 0)];
        assert_eq!(expanded(spans.clone(), Columns::Text), spans);
    }
}
