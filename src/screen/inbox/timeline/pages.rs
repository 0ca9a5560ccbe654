//! The effect of a loaded page on the loaded rows: the page replaces, extends or updates them.
//!
//! Must not know: the reason for the read. Tests: `tests.rs` beside.

use super::{EDGE, Effect, KEEP, Line, State, Timeline, View, present};

use crate::row::{Page, Row, Span};

use std::sync::Arc;

impl Timeline {
    /// A page came for the requested span. Pages of spans that are no longer requested change nothing.
    pub fn loaded(&mut self, span: Span, page: Result<Page, String>) -> Effect {
        if self.asked != Some(span) {
            return Effect::Nothing;
        }
        self.asked = None;
        match page {
            Ok(page) => self.take(span, page),
            Err(error) => {
                if self.state != State::Ready {
                    self.state = State::Failed(error);
                }
                Effect::Nothing
            }
        }
    }

    fn take(&mut self, span: Span, page: Page) -> Effect {
        if self.line == Line::Undecided {
            self.line = Line::Decided;
            self.new = page.first_unread.map(present::Line::here);
            self.marked = None;
            self.seen.clear();
        }
        self.first_unread = page.first_unread;
        self.state = State::Ready;
        let effect = match span {
            Span::Latest | Span::Around(_) | Span::Rank(_) => self.replace(span, page),
            Span::Before(_) => self.put_before(page),
            Span::After(_) => self.put_after(page),
            Span::Again { .. } => self.put_again(page),
        };
        self.reindex();
        effect
    }

    fn replace(&mut self, span: Span, page: Page) -> Effect {
        let target = match span {
            Span::Around(id) if page.rows.iter().any(|row| row.message.id == id) => Some(id),
            Span::Rank(_) => page.rows.get(page.rows.len() / 2).map(|row| row.message.id),
            Span::Latest | Span::Around(_) | Span::Before(_) | Span::After(_) | Span::Again { .. } => None,
        };
        self.rows = page.rows;
        self.before = page.before;
        self.after = page.after;
        match target {
            // The list reports the visible rows once it has scrolled there.
            Some(_) => self.view = View::Unknown,
            None => {
                self.view = View::Bottom;
                self.unseen = 0;
            }
        }
        Effect::Replaced(target)
    }

    fn put_before(&mut self, page: Page) -> Effect {
        let mut rows = page.rows;
        rows.append(&mut self.rows);
        self.rows = rows;
        self.before = page.before;
        let excess = self.rows.len().saturating_sub(KEEP);
        self.rows.truncate(KEEP);
        self.after += excess as u64;
        Effect::Nothing
    }

    fn put_after(&mut self, page: Page) -> Effect {
        self.rows.extend(page.rows);
        self.after = page.after;
        let excess = self.rows.len().saturating_sub(KEEP);
        self.rows.drain(..excess);
        self.before += excess as u64;
        Effect::Nothing
    }

    fn put_again(&mut self, mut page: Page) -> Effect {
        let last = self.rows.last().map(|row| row.position());
        let is_new = |row: &Arc<Row>| last.is_some_and(|last| row.position() > last);
        let reached_end = self.after == 0;
        if !reached_end {
            // Rows that do not reach the newest message are not extended.
            let beyond = page.rows.iter().filter(|row| is_new(row)).count();
            page.rows.truncate(page.rows.len() - beyond);
            page.after += beyond as u64;
            self.unseen += page.after.saturating_sub(self.after);
        }
        let counts = |row: &Row| {
            row.message.author != self.me && !row.message.marks.deleted && !row.message.marks.archived
        };
        let arrived = page.rows.iter().filter(|row| is_new(row) && counts(row)).count();
        // A reply is written in its thread: the timeline behind does not scroll.
        let here = |row: &Row| self.of.root.is_some() || row.message.parent.is_none();
        let sent = page.rows.iter().any(|row| is_new(row) && row.message.author == self.me && here(row));
        self.take_over(page);
        if sent && self.after == 0 {
            // The user's own new message is always shown.
            self.view = View::Bottom;
            self.unseen = 0;
            return Effect::Replaced(None);
        }
        if self.view != View::Bottom {
            self.unseen += arrived as u64;
        }
        self.let_go();
        Effect::Nothing
    }

    /// Unchanged rows keep their identity, so that nothing cached by identity is lost.
    fn take_over(&mut self, page: Page) {
        self.rows = page
            .rows
            .into_iter()
            .map(|row| match self.index.get(&row.message.id).and_then(|at| self.rows.get(*at)) {
                Some(old) if old.version == row.version && **old == *row => Arc::clone(old),
                Some(_) | None => row,
            })
            .collect();
        self.before = page.before;
        self.after = page.after;
    }

    /// Unloads rows beyond the window's limit, at the end that is not visible.
    fn let_go(&mut self) {
        let excess = self.rows.len().saturating_sub(KEEP + EDGE);
        if excess == 0 {
            return;
        }
        match self.view {
            View::Bottom => {
                self.rows.drain(..excess);
                self.before += excess as u64;
            }
            View::Elsewhere { .. } | View::Unknown => {
                self.rows.truncate(self.rows.len() - excess);
                self.after += excess as u64;
            }
        }
    }

    fn reindex(&mut self) {
        self.index = self.rows.iter().enumerate().map(|(at, row)| (row.message.id, at)).collect();
        self.unfolded.retain(|id, _| self.index.contains_key(id));
        // A message that is deleted in the store is no longer hidden here: the store may restore it.
        let (index, rows) = (&self.index, &self.rows);
        self.hidden.retain(|id| {
            let row = index.get(id).and_then(|at| rows.get(*at));
            row.is_none_or(|row| !row.message.marks.deleted)
        });
        self.renew_choice();
    }
}
