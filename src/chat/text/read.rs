//! Reads a prepared text with the CommonMark parser and builds the tree.
//!
//! Must not know: links, names and emoji in plain text (`refine`). Tests: `text/tests.rs`.

use super::prepare::Prepared;
use super::shield::{options, restore};
use super::{Align, Block, Code, Item, Mark, Span, Style, Table, Target, language};
use crate::chat::link::is_link;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Parser, Tag, TagEnd};

use std::ops::Range;

/// Quotes and lists deeper than this are drawn at this depth.
const DEEPEST: usize = 8;

/// The blocks of a text, prepared and as typed.
pub(super) fn blocks(prepared: &Prepared, typed: &str) -> Vec<Block> {
    let mut tree = Tree::new(prepared, typed);
    for (event, range) in Parser::new_ext(&prepared.text, options()).into_offset_iter() {
        tree.event(event, range);
    }
    tree.finish()
}

/// A block that is not complete.
struct Open {
    kind: Kind,
    blocks: Vec<Block>,
    items: Vec<Item>,
}

enum Kind {
    Root,
    Quote,
    List,
    Item(Mark),
}

impl Open {
    const fn new(kind: Kind) -> Self {
        Self { kind, blocks: Vec::new(), items: Vec::new() }
    }
}

/// A link that is not complete.
struct OpenLink {
    /// `None` for an address that must not be opened: it is drawn as typed.
    address: Option<String>,
    /// The number of spans before it.
    spans: usize,
}

struct OpenTable {
    table: Table,
    row: Vec<Vec<Span>>,
    /// True if a row has more cells than the head: the parser leaves them out, so the table is drawn as typed.
    overflows: bool,
}

struct Tree<'a> {
    prepared: &'a Prepared,
    typed: &'a str,
    open: Vec<Open>,
    /// The run of spans that is being read.
    run: Option<Vec<Span>>,
    code: Option<Code>,
    table: Option<OpenTable>,
    links: Vec<OpenLink>,
    bold: usize,
    italic: usize,
    strike: usize,
    /// The end of the last text, in bytes of the prepared text.
    end: usize,
}

impl<'a> Tree<'a> {
    fn new(prepared: &'a Prepared, typed: &'a str) -> Self {
        Self {
            prepared,
            typed,
            open: vec![Open::new(Kind::Root)],
            run: None,
            code: None,
            table: None,
            links: Vec::new(),
            bold: 0,
            italic: 0,
            strike: 0,
            end: 0,
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.close_text();
        self.open.into_iter().next().map(|open| open.blocks).unwrap_or_default()
    }

    fn original(&self, range: &Range<usize>) -> Range<usize> {
        self.prepared.original(range.start)..self.prepared.original(range.end)
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => match &mut self.code {
                Some(code) => {
                    let (text, source) = (
                        restore(&text),
                        self.prepared.original(range.start)..self.prepared.original(range.end),
                    );
                    let is_exact = text.len() == source.len();
                    code.spans.push(Span { is_exact, source, ..Span::plain(text, 0) });
                }
                None => self.push(restore(&text), range),
            },
            Event::Code(code) => {
                let marks =
                    self.prepared.text[range.clone()].bytes().take_while(|byte| *byte == b'`').count();
                let style = Style { code: true, ..self.style() };
                let mut inside = range.start + marks..range.end - marks;
                // A space at both ends only parts the marks from a backtick.
                if inside.len() == code.len() + 2 {
                    inside = inside.start + 1..inside.end - 1;
                }
                self.push_styled(restore(&code), inside, style);
                self.end = range.end;
            }
            Event::SoftBreak | Event::HardBreak => self.push("\n".to_owned(), range),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(done) => {
                if let Some(Open { kind: Kind::Item(mark), .. }) = self.open.last_mut() {
                    *mark = Mark::Task { done };
                }
            }
            // Not among the options, or prevented by the preparation.
            Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.push(restore(&text), range),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } => {
                self.close_text();
                self.run = Some(Vec::new());
            }
            Tag::BlockQuote(_) => self.open(Kind::Quote),
            Tag::List(_) => self.open(Kind::List),
            Tag::Item => {
                let says = self.prepared.text[range].trim_start();
                let digits = says.len() - says.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
                let mark = says.get(..=digits).filter(|_| digits > 0);
                self.open(Kind::Item(mark.map_or(Mark::Bullet, |mark| Mark::Number(mark.to_owned()))));
            }
            Tag::CodeBlock(kind) => {
                self.close_text();
                let info =
                    if let CodeBlockKind::Fenced(info) = kind { restore(&info) } else { String::new() };
                let language = language::known(&info);
                let mut spans = Vec::new();
                if language.is_none() && !info.trim().is_empty() {
                    let at = self.original(&range).start;
                    spans.push(Span { is_exact: false, source: at..at, ..Span::plain(info + "\n", at) });
                }
                self.code = Some(Code { language, spans });
            }
            Tag::Table(columns) => {
                self.close_text();
                let columns = columns
                    .into_iter()
                    .map(|column| match column {
                        Alignment::None => Align::Natural,
                        Alignment::Left => Align::Left,
                        Alignment::Center => Align::Center,
                        Alignment::Right => Align::Right,
                    })
                    .collect();
                let table = Table { columns, head: Vec::new(), rows: Vec::new() };
                self.table = Some(OpenTable { table, row: Vec::new(), overflows: false });
            }
            Tag::TableCell => self.run = Some(Vec::new()),
            Tag::Emphasis => self.italic += 1,
            Tag::Strong => self.bold += 1,
            Tag::Strikethrough if self.is_strike(&range) => self.strike += 1,
            Tag::Strikethrough => self.push("~".to_owned(), range.start..range.start + 1),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let address = Some(restore(&dest_url)).filter(|address| is_link(address));
                if address.is_none() {
                    let marks = if self.prepared.text[range.clone()].starts_with('!') { "![" } else { "[" };
                    self.push(marks.to_owned(), range.start..range.start + marks.len());
                }
                let spans = self.run.as_ref().map_or(0, Vec::len);
                self.links.push(OpenLink { address, spans });
                self.end = self.end.max(range.start);
            }
            Tag::TableHead | Tag::TableRow => {}
            // Not among the options.
            Tag::HtmlBlock
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.close_text(),
            TagEnd::Heading(level) => {
                let spans = self.run.take().unwrap_or_default();
                self.block(Block::Heading { level: level as u8, spans });
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close(),
            TagEnd::CodeBlock => self.close_code(&range),
            TagEnd::Table => self.close_table(&range),
            TagEnd::TableHead => {
                if let Some(open) = &mut self.table {
                    open.table.head = std::mem::take(&mut open.row);
                }
            }
            TagEnd::TableRow => {
                let rest = self.prepared.text.get(self.end.max(range.start)..range.end).unwrap_or_default();
                if let Some(open) = &mut self.table {
                    let row = std::mem::take(&mut open.row);
                    let all = row.len() >= open.table.columns.len();
                    open.overflows |=
                        all && rest.contains(|letter: char| letter != '|' && !letter.is_whitespace());
                    open.table.rows.push(row);
                }
            }
            TagEnd::TableCell => {
                let cell = self.run.take().unwrap_or_default();
                self.end = range.end;
                if let Some(open) = &mut self.table {
                    open.row.push(cell);
                }
            }
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Strikethrough if self.is_strike(&range) => self.strike = self.strike.saturating_sub(1),
            TagEnd::Strikethrough => self.push("~".to_owned(), range.end - 1..range.end),
            TagEnd::Link | TagEnd::Image => self.close_link(range),
            TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// True if the marks are `~~`: one is also typed for "about" and between two numbers.
    fn is_strike(&self, range: &Range<usize>) -> bool {
        self.prepared.text[range.clone()].starts_with("~~")
    }

    fn style(&self) -> Style {
        Style { bold: self.bold > 0, italic: self.italic > 0, strike: self.strike > 0, code: false }
    }

    fn push(&mut self, text: String, range: Range<usize>) {
        self.push_styled(text, range, self.style());
    }

    fn push_styled(&mut self, text: String, range: Range<usize>, style: Style) {
        self.end = range.end;
        let source = self.original(&range);
        let target = self.links.iter().find_map(|link| link.address.clone()).map(Target::Link);
        let is_exact = text.len() == source.len();
        let run = self.run.get_or_insert_default();
        match run.last_mut() {
            Some(last)
                if last.style == style
                    && last.target == target
                    && last.source.end == source.start
                    && last.is_exact
                    && is_exact =>
            {
                last.text.push_str(&text);
                last.source.end = source.end;
            }
            Some(_) | None => run.push(Span { text, style, target, source, is_exact }),
        }
    }

    fn close_link(&mut self, range: Range<usize>) {
        let Some(link) = self.links.pop() else { return };
        let says = self.run.as_ref().map_or(&[][..], |run| run.get(link.spans..).unwrap_or_default());
        let is_blank = says.iter().all(|span| crate::chat::shown::is_blank(&span.text));
        match link.address {
            Some(_) if !is_blank => self.end = range.end,
            Some(_) => {
                if let Some(run) = &mut self.run {
                    run.truncate(link.spans);
                }
                self.push(restore(&self.prepared.text[range.clone()]), range);
            }
            None => {
                let rest = self.end.max(range.start)..range.end;
                self.push(restore(&self.prepared.text[rest.clone()]), rest);
            }
        }
    }

    /// Ends the run of text, if there is one, as a block.
    fn close_text(&mut self) {
        let Some(spans) = self.run.take().filter(|spans| !spans.is_empty()) else { return };
        let Some(open) = self.open.last_mut() else { return };
        let (Some(Block::Text(before)), Some(first)) = (open.blocks.last_mut(), spans.first()) else {
            open.blocks.push(Block::Text(spans));
            return;
        };
        let between = before.last().map_or(0, |last| last.source.end)..first.source.start;
        let breaks = self.typed.get(between.clone()).map_or(1, |text| text.matches('\n').count()).max(1);
        let text = "\n".repeat(breaks);
        let is_exact = text.len() == between.len();
        before.push(Span { is_exact, source: between, ..Span::plain(text, 0) });
        before.extend(spans);
    }

    fn close_code(&mut self, range: &Range<usize>) {
        let Some(mut code) = self.code.take() else { return };
        if let Some(last) = code.spans.last_mut().filter(|last| last.text.ends_with('\n')) {
            *last = last.part(0..last.text.len() - 1);
        }
        // Marks without code are text.
        let is_blank = code.spans.iter().all(|span| span.text.trim().is_empty());
        let block = if is_blank { self.as_typed(range) } else { Block::Code(code) };
        self.block(block);
    }

    fn close_table(&mut self, range: &Range<usize>) {
        let Some(open) = self.table.take() else { return };
        let block = if open.overflows { self.as_typed(range) } else { Block::Table(open.table) };
        self.block(block);
    }

    /// A part of the text as a block of plain text.
    fn as_typed(&self, range: &Range<usize>) -> Block {
        let source = self.original(range);
        let typed = self.typed.get(source.clone()).unwrap_or_default().trim_end();
        Block::Text(vec![Span::plain(typed, source.start)])
    }

    /// Adds a complete block to the one that is open.
    fn block(&mut self, block: Block) {
        self.close_text();
        if let Some(open) = self.open.last_mut() {
            open.blocks.push(block);
        }
    }

    fn open(&mut self, kind: Kind) {
        self.close_text();
        self.open.push(Open::new(kind));
    }

    fn close(&mut self) {
        self.close_text();
        let depth = self.open.len();
        let Some(open) = self.open.pop() else { return };
        let Some(parent) = self.open.last_mut() else { return };
        match open.kind {
            Kind::Quote if depth > 2 * DEEPEST => parent.blocks.extend(open.blocks),
            Kind::Quote => parent.blocks.push(Block::Quote(open.blocks)),
            Kind::List if depth > 2 * DEEPEST => {
                parent.blocks.extend(open.items.into_iter().flat_map(|item| item.blocks));
            }
            Kind::List => parent.blocks.push(Block::List(open.items)),
            Kind::Item(mark) => parent.items.push(Item { mark, blocks: open.blocks }),
            Kind::Root => {}
        }
    }
}
