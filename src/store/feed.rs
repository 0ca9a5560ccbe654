//! Paging: chooses the rows of a timeline or a thread that a page contains.
//!
//! A [`Feed`] provides the statements and finds positions by rank, because the two differ in cost (`page`, `thread`).
//! Must not know: which of the two it reads, how rows are drawn. Tests: `tests/store/pages.rs`,
//! `tests/store/threads.rs`.

use super::Error;
use super::annotate::{self, Damaged};
use crate::chat::MessageId;
use crate::row::{Page, Position, Row, Span};

use std::sync::Arc;

use rusqlite::{Connection, ToSql};

/// Rows of one page.
const PAGE: u64 = 120;
/// A re-read never brings more than this many rows.
const REREAD: u64 = 2_000;

/// Positions below and above every other.
const START: Position = Position { ticks: i64::MIN, id: MessageId::new(uuid::Uuid::nil()) };
const END: Position = Position { ticks: i64::MAX, id: MessageId::new(uuid::Uuid::max()) };

/// Rows in the order of their positions, and in a thread the head: the message that it replies to, before all of them.
///
/// The parameters of the statements are those of [`Feed::key`], then a position's ticks and id, then the most rows to
/// read.
pub(super) trait Feed {
    /// Rows after a position, oldest first.
    const ASCENDING: &'static str;
    /// Rows before a position, newest first.
    const DESCENDING: &'static str;
    /// Rows at a position and after it, oldest first.
    const INCLUSIVE: &'static str;

    fn connection(&self) -> &Connection;

    /// The first parameters of the statements.
    fn key(&self) -> Vec<&dyn ToSql>;

    /// The head's id, whatever its time.
    fn head(&self) -> Option<MessageId> {
        None
    }

    /// The head as a row; empty if there is none or it is not here.
    fn head_row(&self, _damaged: &mut Damaged) -> Result<Vec<Arc<Row>>, Error> {
        Ok(Vec::new())
    }

    fn position_of(&self, id: MessageId) -> Result<Option<Position>, Error>;

    /// The position of the row with this rank; 0 is the oldest. The head is not counted.
    fn position_at(&self, rank: u64) -> Result<Option<Position>, Error>;

    /// The numbers of rows before and after those that were found. The head is not counted.
    fn beside(&self, found: Found, span: Span) -> Result<(u64, u64), Error>;
}

/// The range of rows that were found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) first: Position,
    pub(super) last: Position,
    pub(super) count: u64,
}

impl Found {
    fn of(rows: &[Arc<Row>]) -> Option<Self> {
        let (first, last) = (rows.first()?.position(), rows.last()?.position());
        Some(Self { first, last, count: rows.len() as u64 })
    }
}

/// Reads a page. The caller fills in the first unread message.
pub(super) fn page(feed: &impl Feed, span: Span) -> Result<(Page, Damaged), Error> {
    let mut reader = Reader { feed, damaged: Damaged::default() };
    let rows = reader.span(span)?;
    let head = feed.head_row(&mut reader.damaged)?;
    let (before, after) = match Found::of(&rows) {
        Some(found) => feed.beside(found, span)?,
        None => (0, 0),
    };
    // A page that continues loaded rows never begins with the head.
    let at_start = before == 0 && !matches!(span, Span::After(_));
    let (rows, before) = if at_start {
        (head.into_iter().chain(rows).collect(), 0)
    } else {
        (rows, before + head.len() as u64)
    };
    Ok((Page { rows, before, after, first_unread: None }, reader.damaged))
}

/// One page being read.
struct Reader<'a, F> {
    feed: &'a F,
    damaged: Damaged,
}

impl<F: Feed> Reader<'_, F> {
    fn span(&mut self, span: Span) -> Result<Vec<Arc<Row>>, Error> {
        match span {
            Span::Latest => self.older(END, PAGE),
            Span::Before(position) => self.older(position, PAGE),
            Span::After(position) if self.is_head(position.id) => self.from(START, PAGE),
            Span::After(position) => self.rows(F::ASCENDING, position, PAGE),
            Span::Around(id) => match self.feed.position_of(id)? {
                Some(position) => self.around(position),
                None if self.is_head(id) => self.from(START, PAGE),
                None => self.older(END, PAGE),
            },
            Span::Rank(rank) => self.rank(rank),
            Span::Again { first, last } => self.again(first, last),
        }
    }

    /// Around the row with this rank; in a thread 0 is the head.
    fn rank(&mut self, rank: u64) -> Result<Vec<Arc<Row>>, Error> {
        let heads = u64::from(self.feed.head().is_some());
        let Some(rank) = rank.checked_sub(heads) else { return self.from(START, PAGE) };
        match self.feed.position_at(rank)? {
            Some(position) => self.around(position),
            None => self.older(END, PAGE),
        }
    }

    fn around(&mut self, position: Position) -> Result<Vec<Arc<Row>>, Error> {
        let mut rows = self.older(position, PAGE / 2)?;
        rows.extend(self.from(position, PAGE / 2)?);
        Ok(rows)
    }

    fn again(&mut self, first: Position, last: Position) -> Result<Vec<Arc<Row>>, Error> {
        let first = if self.is_head(first.id) { START } else { first };
        let mut rows = self.from(first, REREAD)?;
        // If the head was the last one, every row is new, even an older one.
        let is_kept = |row: &&Arc<Row>| row.position() <= last;
        let kept = if self.is_head(last.id) { 0 } else { rows.iter().filter(is_kept).count() as u64 };
        // Newer rows came since the last read; they belong to the page only if it reached the end then.
        rows.truncate(usize::try_from(kept + PAGE).unwrap_or(usize::MAX));
        Ok(rows)
    }

    fn older(&mut self, end: Position, limit: u64) -> Result<Vec<Arc<Row>>, Error> {
        let mut rows = self.rows(F::DESCENDING, end, limit)?;
        rows.reverse();
        Ok(rows)
    }

    fn from(&mut self, start: Position, limit: u64) -> Result<Vec<Arc<Row>>, Error> {
        self.rows(F::INCLUSIVE, start, limit)
    }

    fn rows(&mut self, sql: &str, at: Position, limit: u64) -> Result<Vec<Arc<Row>>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let id = at.id.uuid().into_bytes();
        let mut given = self.feed.key();
        given.extend([&at.ticks as &dyn ToSql, &id, &limit]);
        annotate::rows(self.feed.connection(), sql, &given, &mut self.damaged)
    }

    fn is_head(&self, id: MessageId) -> bool {
        self.feed.head() == Some(id)
    }
}
