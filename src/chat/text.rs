//! Parses the text of a message into blocks and spans, for everything that draws it or looks for people in it.
//!
//! The text is CommonMark with tables, task lists and strikethrough, read by `pulldown-cmark`. A chat is not a document,
//! though: line breaks stay as typed, raw HTML and entities are text, and no word may vanish from the screen. `prepare`
//! lists these deviations. Links, mentions, placeholders and emoji shortcodes are found in the finished tree, so never
//! in code and never inside one another.
//!
//! Every span knows the bytes it came from, so that a copy can give the text as it was typed. The cost is linear in the
//! text. Pure. Must not know: how anything is drawn. Tests: `text/tests.rs`, `tests/text`.

mod address;
pub mod language;
pub mod names;
mod prepare;
mod read;
mod refine;
mod shield;

#[cfg(test)]
mod tests;

pub use names::Names;

use std::ops::Range;

/// A part of a message, one below the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Lines of text; blank lines between paragraphs are part of it.
    Text(Vec<Span>),
    Heading {
        /// 1, the largest, to 6.
        level: u8,
        spans: Vec<Span>,
    },
    Code(Code),
    Quote(Vec<Block>),
    List(Vec<Item>),
    Table(Table),
    /// A line across.
    Rule,
}

/// A block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// A name that [`language::known`] accepts.
    pub language: Option<String>,
    /// The code, in pieces that know the bytes they came from.
    pub spans: Vec<Span>,
}

impl Code {
    /// All of the code.
    pub fn text(&self) -> String {
        words(&self.spans)
    }
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub mark: Mark,
    pub blocks: Vec<Block>,
}

/// The mark of a list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    Bullet,
    /// As typed: `3.` or `3)`.
    Number(String),
    Task {
        done: bool,
    },
}

impl Mark {
    /// The mark as a character or a number.
    pub fn text(&self) -> &str {
        match self {
            Self::Bullet => "•",
            Self::Number(number) => number,
            Self::Task { done: true } => "☑",
            Self::Task { done: false } => "☐",
        }
    }
}

/// A table. Every row has as many cells as the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<Align>,
    pub head: Vec<Vec<Span>>,
    pub rows: Vec<Vec<Vec<Span>>>,
}

/// The alignment of a table's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// As the text runs.
    Natural,
    Left,
    Center,
    Right,
}

/// A run of text with one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub style: Style,
    pub target: Option<Target>,
    /// The bytes of the message that it stands for, without the marks around it.
    pub source: Range<usize>,
    /// True if its text is exactly those bytes; else it stands for all of them, as an emoji does for its name.
    pub is_exact: bool,
}

/// The look of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    pub bold: bool,
    pub italic: bool,
    pub strike: bool,
    pub code: bool,
}

/// The person or address that a span stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An address that [`link::is_link`](super::link::is_link) accepts.
    Link(String),
    /// The person with this place in the [`Names`].
    Mention(usize),
}

impl Block {
    /// Calls `see` for each run of spans in the block, in reading order. Code blocks have none.
    pub fn each_run<'a>(&'a self, see: &mut impl FnMut(&'a [Span])) {
        match self {
            Self::Text(spans) | Self::Heading { spans, .. } => see(spans),
            Self::Quote(blocks) => blocks.iter().for_each(|block| block.each_run(see)),
            Self::List(items) => {
                items.iter().flat_map(|item| &item.blocks).for_each(|block| block.each_run(see));
            }
            Self::Table(table) => {
                table.head.iter().chain(table.rows.iter().flatten()).for_each(|cell| see(cell));
            }
            Self::Code(_) | Self::Rule => {}
        }
    }
}

/// The blocks of a text.
pub fn parse(text: &str, names: &Names<'_>) -> Vec<Block> {
    let source = prepare::prepare(text, names);
    let mut blocks = read::blocks(&source, text);
    refine::refine(&mut blocks, names);
    if blocks.is_empty() && !text.trim().is_empty() {
        blocks.push(Block::Text(vec![Span::plain(text, 0)]));
    }
    blocks
}

/// All spans of some blocks, in reading order.
pub fn spans(blocks: &[Block]) -> Vec<&Span> {
    let mut spans = Vec::new();
    for block in blocks {
        block.each_run(&mut |run| spans.extend(run));
    }
    spans
}

/// The lines of some blocks without formatting marks; list items keep their marks.
pub fn lines(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Text(spans) | Block::Heading { spans, .. } => {
                lines.extend(words(spans).lines().map(str::to_owned));
            }
            Block::Code(code) => lines.extend(code.text().lines().map(str::to_owned)),
            Block::Quote(blocks) => lines.extend(self::lines(blocks)),
            Block::List(items) => {
                for item in items {
                    let mark = item.mark.text();
                    let mut inside = self::lines(&item.blocks).into_iter();
                    lines.push(format!("{mark} {}", inside.next().unwrap_or_default()));
                    lines.extend(inside);
                }
            }
            Block::Table(table) => {
                for row in std::iter::once(&table.head).chain(&table.rows) {
                    lines.push(row.iter().map(|cell| words(cell)).collect::<Vec<_>>().join(" | "));
                }
            }
            Block::Rule => {}
        }
    }
    lines
}

/// Replaces each mention's text with the person's name, because a placeholder does not say who is meant.
pub fn named(mut blocks: Vec<Block>, names: &[String]) -> Vec<Block> {
    refine::each_run(&mut blocks, &mut |run| {
        for span in run {
            if let Some(Target::Mention(place)) = span.target
                && let Some(name) = names.get(place)
            {
                span.stand_for(format!("@{name}"));
            }
        }
    });
    blocks
}

/// The text of a run of spans.
pub fn words(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

impl Span {
    /// Plain text that stands at this byte of the message.
    pub fn plain(text: impl Into<String>, at: usize) -> Self {
        let text = text.into();
        Self { source: at..at + text.len(), text, style: Style::default(), target: None, is_exact: true }
    }

    /// Gives it another text for the same bytes.
    pub fn stand_for(&mut self, text: String) {
        (self.text, self.is_exact) = (text, false);
    }

    /// Part of it. One that stands for other letters keeps all its bytes.
    pub fn part(&self, range: Range<usize>) -> Self {
        let source = if self.is_exact {
            self.source.start + range.start..self.source.start + range.end
        } else {
            self.source.clone()
        };
        let text = self.text.get(range).unwrap_or_default().to_owned();
        Self { text, style: self.style, target: self.target.clone(), source, is_exact: self.is_exact }
    }
}
