//! A version of a message as it is drawn: formatted, with its blocks as lines of one passage, so that the words of two
//! versions can be compared.
//!
//! Pure. Must not know: the other versions. Tests: below.

use crate::chat::text::{self, Block, Names, Span, Style};
use crate::chat::{Stamp, shown};
use crate::row::Revision;

/// A longer version, in bytes, is drawn as it was typed: it is parsed on the window's thread.
const LONGEST: usize = 20_000;

/// One version.
#[derive(Debug, Clone)]
pub(super) struct Version {
    /// The spans, whose source is `text`.
    pub spans: Vec<Span>,
    /// The text of all spans.
    pub text: String,
    /// When it was written.
    pub at: Stamp,
}

impl Version {
    pub(super) fn of(revision: &Revision) -> Self {
        let mut lines = Lines { spans: Vec::new(), text: String::new() };
        if revision.text.len() > LONGEST {
            lines.add(&shown::text(&revision.text), Style::default());
        } else {
            lines.blocks(&text::parse(&revision.text, &Names::none()), "");
        }
        let Lines { spans, text } = lines;
        Self { spans, text, at: revision.at }
    }
}

/// The lines so far.
struct Lines {
    spans: Vec<Span>,
    text: String,
}

impl Lines {
    /// Adds blocks, each on lines of its own that begin with `mark`.
    fn blocks(&mut self, blocks: &[Block], mark: &str) {
        for block in blocks {
            match block {
                Block::Text(spans) => self.line(mark, spans, Style::default()),
                Block::Heading { spans, .. } => {
                    self.line(mark, spans, Style { bold: true, ..Style::default() });
                }
                Block::Code(code) => {
                    self.line(mark, &code.spans, Style { code: true, ..Style::default() });
                }
                Block::Quote(blocks) => self.blocks(blocks, &format!("{mark}> ")),
                Block::List(items) => {
                    for item in items {
                        let (first, rest) = item.blocks.split_at(item.blocks.len().min(1));
                        self.blocks(first, &format!("{mark}{} ", item.mark.text()));
                        self.blocks(rest, &format!("{mark}   "));
                    }
                }
                Block::Table(table) => {
                    for row in std::iter::once(&table.head).chain(&table.rows) {
                        let mut cells: Vec<Span> = Vec::new();
                        for (number, cell) in row.iter().enumerate() {
                            cells.extend((number > 0).then(|| Span::plain(" | ", 0)));
                            cells.extend(cell.iter().cloned());
                        }
                        self.line(mark, &cells, Style::default());
                    }
                }
                Block::Rule => self.line(mark, &[Span::plain("———", 0)], Style::default()),
            }
        }
    }

    /// Adds a run of spans, which may have line breaks: each of its lines stays in its quotes, below its list mark.
    fn line(&mut self, mark: &str, spans: &[Span], also: Style) {
        let below: String = mark.chars().map(|sign| if sign == '>' { '>' } else { ' ' }).collect();
        let broken = format!("\n{below}");
        let start = if self.text.is_empty() { mark.to_owned() } else { format!("\n{mark}") };
        self.add(&start, Style::default());
        for span in spans {
            let style = Style {
                bold: span.style.bold || also.bold,
                code: span.style.code || also.code,
                ..span.style
            };
            self.add(&shown::text(&span.text).replace('\n', &broken), style);
        }
    }

    fn add(&mut self, text: &str, style: Style) {
        if !text.is_empty() {
            let span = Span::plain(text, self.text.len());
            self.spans.push(Span { style, ..span });
            self.text.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Version {
        Version::of(&Revision { text: text.to_owned(), at: Stamp::from_ticks(0, 0) })
    }

    #[test]
    fn a_version_is_formatted_and_keeps_its_lines() {
        let version =
            of("# Plan\n**Two** things:\n- the `header`\n- [ ] ask\n> quoted\n```\nlet x = 1;\n```");
        assert_eq!(version.text, "Plan\nTwo things:\n• the header\n☐ ask\n> quoted\nlet x = 1;");
        let look = |word: &str| version.spans.iter().find(|span| span.text.contains(word)).unwrap().style;
        assert!(look("Plan").bold && look("Two").bold && look("header").code && look("let").code);
        assert!(!look("things").bold);
    }

    #[test]
    fn every_line_of_a_quote_is_seen_to_be_one() {
        assert_eq!(of("> one\n> two\n\nan answer").text, "> one\n> two\nan answer");
        assert_eq!(of("- one\n  two").text, "• one\n  two");
    }

    #[test]
    fn a_very_long_version_is_drawn_as_it_was_typed() {
        let long = "**a** ".repeat(4_000);
        assert_eq!(of(&long).text, long);
    }

    #[test]
    fn every_span_stands_at_its_place_in_the_text() {
        for text in ["", "plain", "a\n\nb", "|a|b|\n|-|-|\n|c|d|", "1. one\n   two\n2. three", "***"] {
            let version = of(text);
            for span in &version.spans {
                assert_eq!(&version.text[span.source.clone()], span.text, "{text:?}");
            }
        }
    }
}
