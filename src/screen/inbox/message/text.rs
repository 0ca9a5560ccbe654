//! Draws the text of a message: paragraphs, headings, lists, quotes, tables, code.
//!
//! Every passage knows its place in the row, so that a selection can go through all of them. Must not know: rows,
//! marks, files. Tests: `tests/window/text.rs` and its pictures.

use super::Message;
use super::bar::bar_button;
use super::tabs::{self, Columns};

use crate::chat::text::{self, Align, Block, Code, Item, Mark, Names, Span, Table, Target};
use crate::chat::{link, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::screen::part;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::label::{self, label};
use crate::widget::named::named;
use crate::widget::over::{layer, over};
use crate::widget::passage::portions::portions;
use crate::widget::passage::{self, Order, passage};
use crate::widget::{Element, divider};

use iced::widget::{Column, Row, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::sync::Arc;

/// The least width of a list's marks, at the normal text size.
const MARK: f32 = 18.0;
/// The most columns of a table; a wider one would be one of single letters.
const COLUMNS: usize = 12;

/// A text drawn as in a message, for a place that is no row of a conversation.
pub(in crate::screen::inbox) fn draw(
    theme: Theme,
    order: Order,
    text: &str,
    tagged: &[String],
) -> Element<'static, Message> {
    Text { theme, order, part: 0, tagged }.draw(text)
}

/// The text of a message, drawn.
pub(super) struct Text<'a> {
    pub theme: Theme,
    pub order: Order,
    /// The number of its first passage.
    pub part: u32,
    /// The names of the people tagged in it, in order.
    pub tagged: &'a [String],
}

impl Text<'_> {
    /// The blocks of a text, one below the other.
    pub(super) fn draw(mut self, text: &str) -> Element<'static, Message> {
        let blocks = text::parse(text, &Names::of_tags(self.tagged));
        self.blocks(blocks, passage::Tone::Normal)
    }

    fn blocks(&mut self, blocks: Vec<Block>, tone: passage::Tone) -> Element<'static, Message> {
        let blocks: Vec<_> = blocks.into_iter().map(|block| self.block(block, tone)).collect();
        Column::with_children(blocks).spacing(space::ONE).into()
    }

    fn block(&mut self, block: Block, tone: passage::Tone) -> Element<'static, Message> {
        match block {
            Block::Text(spans) => self.run(spans, tone, Role::Body),
            Block::Heading { level, spans } => {
                let role = if level <= 2 { Role::Heading } else { Role::BodyBold };
                container(self.run(spans, tone, role)).padding(Padding::ZERO.top(space::ONE)).into()
            }
            Block::Code(code) => self.code(code),
            Block::Quote(blocks) => {
                let side = Side::of(&blocks);
                let stroke = container(gap()).width(3).height(Length::Fill).style(grounds::line);
                let blocks = self.blocks(blocks, passage::Tone::Muted);
                side.row(stroke.into(), blocks).spacing(10).height(Length::Shrink).into()
            }
            Block::List(items) => self.list(items, tone),
            Block::Table(table) => self.table(table, tone),
            Block::Rule => container(divider::horizontal()).padding(Padding::from([space::ONE, 0.0])).into(),
        }
    }

    /// The passages of a run of spans: a long one is split, so that only its visible part is painted.
    fn run(&mut self, spans: Vec<Span>, tone: passage::Tone, role: Role) -> Element<'static, Message> {
        let portions: Vec<_> = portions(self.shown(spans, Columns::Text))
            .into_iter()
            .map(|spans| self.passage(spans).tone(tone).role(role).into())
            .collect();
        Column::with_children(portions).into()
    }

    fn passage(&mut self, spans: Vec<Span>) -> passage::Passage<'static, Message> {
        let part = self.part;
        self.part += 1;
        let passage = passage(spans, self.theme).width(Length::Fill).at(self.order, part);
        passage.on_link(Message::LinkOpened).tells(link::leads_to)
    }

    /// The spans as they are shown: without controls and tabs, and with people's names as they are shown elsewhere.
    fn shown(&self, mut spans: Vec<Span>, columns: Columns) -> Vec<Span> {
        for span in &mut spans {
            let name = match span.target {
                Some(Target::Mention(place)) => self.tagged.get(place),
                Some(Target::Link(_)) | None => None,
            };
            if let Some(name) = name {
                span.stand_for(format!("@{}", shown::name(name)));
            } else if let std::borrow::Cow::Owned(text) = shown::text(&span.text) {
                span.stand_for(text);
            }
        }
        tabs::expanded(spans, columns)
    }

    fn code(&mut self, code: Code) -> Element<'static, Message> {
        let theme = self.theme;
        let copied = Message::CodeCopied(code.text());
        let spans = self.shown(code.spans, Columns::Code);
        let whole: Arc<str> = text::words(&spans).into();
        let named: Option<Arc<str>> = code.language.as_deref().map(Into::into);
        let mut at = 0;
        let portions: Vec<_> = portions(spans)
            .into_iter()
            .map(|spans| {
                let says = text::words(&spans);
                // A line break where two portions meet is in neither.
                let start = whole.get(at..).and_then(|rest| rest.find(&says)).map_or(at, |found| at + found);
                at = start + says.len();
                let passage = self.passage(spans).role(Role::Code);
                match &named {
                    Some(language) => passage.code(passage::Code {
                        whole: Arc::clone(&whole),
                        language: Arc::clone(language),
                        range: start..at,
                    }),
                    None => passage,
                }
                .into()
            })
            .collect();
        let says = Column::with_children(portions).padding(Padding::ZERO.right(theme.scaled(20.0)));
        let copy_label = tr::message_copy_code();
        let copy = bar_button(theme, Icon::Copy, copy_label, copy_label.to_owned(), copied);
        let language = code.language.map(|language| part::hint(theme, language));
        let corner = row![language, copy].spacing(space::ONE).align_y(Alignment::Center);
        // A ground of its own, so that the language does not run into a long line of code.
        let ground = |theme: &Theme| grounds::flat(theme.colors().inset);
        let corner = container(corner).padding(Padding::ZERO.left(space::TWO)).style(ground);
        let corner = container(layer(corner)).align_right(Length::Fill);
        let says = container(says).padding(Padding::from([space::TWO, space::THREE])).width(Length::Fill);
        let corner = container(corner).padding(Padding::from([space::ONE, space::ONE]));
        container(over(says).push(Some(corner))).width(Length::Fill).style(grounds::code).into()
    }

    fn list(&mut self, items: Vec<Item>, tone: passage::Tone) -> Element<'static, Message> {
        let theme = self.theme;
        let side = items.first().map_or(Side::Left, |item| Side::of(&item.blocks));
        let widest = items.iter().map(|item| match &item.mark {
            Mark::Number(number) => label::width(theme, Role::Body, number),
            Mark::Bullet | Mark::Task { .. } => 0.0,
        });
        let width = widest.fold(theme.scaled(MARK), f32::max).ceil();
        let rows: Vec<Element<'static, Message>> = items
            .into_iter()
            .map(|item| {
                let mark: Element<'static, Message> = match item.mark {
                    Mark::Bullet => label(theme, Role::Body, "•").style(colors::muted).into(),
                    Mark::Number(number) => label(theme, Role::Body, number).style(colors::muted).into(),
                    Mark::Task { done } => task(theme, done),
                };
                let mark = container(mark);
                let mark = match side {
                    Side::Left => mark.align_right(width),
                    Side::Right => mark.align_left(width),
                };
                side.row(mark.into(), self.blocks(item.blocks, tone)).spacing(6).into()
            })
            .collect();
        Column::with_children(rows).spacing(space::HALF).into()
    }

    fn table(&mut self, table: Table, tone: passage::Tone) -> Element<'static, Message> {
        let columns = table.columns.len().min(COLUMNS);
        let shares: Vec<u16> = (0..columns).map(|column| share(&table, column)).collect();
        let mut lines: Vec<Element<'static, Message>> = Vec::with_capacity(table.rows.len() + 1);
        for (number, cells) in std::iter::once(table.head).chain(table.rows).enumerate() {
            let mut cells = cells;
            // All that does not fit is in the last column.
            let rest = cells.split_off(columns.min(cells.len()));
            if let Some(last) = cells.last_mut() {
                for cell in rest {
                    let end = last.last().map_or(0, |span| span.source.end);
                    last.push(Span { source: end..end, is_exact: false, ..Span::plain(" | ", end) });
                    last.extend(cell);
                }
            }
            let cells: Vec<_> = cells
                .into_iter()
                .zip(&shares)
                .zip(&table.columns)
                .map(|((spans, share), align)| self.cell(spans, *align, *share, number == 0, tone))
                .collect();
            if number > 0 {
                lines.push(divider::horizontal());
            }
            let line = Row::with_children(cells).width(Length::Fill);
            lines.push(if number == 0 { container(line).style(grounds::inset).into() } else { line.into() });
        }
        container(Column::with_children(lines)).style(grounds::table).padding(1).width(Length::Fill).into()
    }

    fn cell(
        &mut self,
        mut spans: Vec<Span>,
        align: Align,
        share: u16,
        is_head: bool,
        tone: passage::Tone,
    ) -> Element<'static, Message> {
        for span in spans.iter_mut().filter(|_| is_head) {
            span.style.bold = true;
        }
        let align = match align {
            Align::Natural => iced::widget::text::Alignment::Default,
            Align::Left => iced::widget::text::Alignment::Left,
            Align::Center => iced::widget::text::Alignment::Center,
            Align::Right => iced::widget::text::Alignment::Right,
        };
        let spans = self.shown(spans, Columns::Text);
        let says: Vec<_> = portions(spans)
            .into_iter()
            .map(|spans| self.passage(spans).tone(tone).align(align).into())
            .collect();
        container(Column::with_children(says))
            .padding(Padding::from([space::ONE, space::TWO]))
            .width(Length::FillPortion(share))
            .into()
    }
}

/// Where the mark of a list or a quote stands: where its first line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

impl Side {
    fn of(blocks: &[Block]) -> Self {
        let letter = text::spans(blocks)
            .into_iter()
            .flat_map(|span| span.text.chars())
            .find(|letter| letter.is_alphabetic());
        if letter.is_some_and(shown::goes_left) { Self::Right } else { Self::Left }
    }

    fn row(
        self,
        mark: Element<'static, Message>,
        says: Element<'static, Message>,
    ) -> Row<'static, Message, Theme> {
        match self {
            Self::Left => row![mark, says],
            Self::Right => row![says, mark],
        }
    }
}

/// The box of a task.
fn task(theme: Theme, done: bool) -> Element<'static, Message> {
    let check = done.then(|| part::glyph(theme, Icon::Check, 11.0, colors::normal));
    let side = theme.scaled(14.0);
    let says = if done { tr::message_task_done() } else { tr::message_task_open() };
    let square = container(check).center(side).style(grounds::task);
    container(named(says, square)).center_y(theme.scaled(20.0)).into()
}

/// The share of a table's width that a column gets: by its longest cell, within limits.
fn share(table: &Table, column: usize) -> u16 {
    /// In letters.
    const LEAST: usize = 6;
    const MOST: usize = 40;
    let cells = std::iter::once(&table.head).chain(&table.rows).filter_map(|row| row.get(column));
    let longest = cells.map(|cell| text::words(cell).chars().count()).max().unwrap_or(0);
    u16::try_from(longest.clamp(LEAST, MOST)).unwrap_or(1)
}
