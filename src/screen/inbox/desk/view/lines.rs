//! The lines of a case, from top to bottom: a line is drawn only while it is visible.
//!
//! Must not know: how a line is drawn (`case`). Tests: the pictures of `tests/window/desk.rs`.

use super::super::Unfolded;

use crate::row::review::Case;
use crate::widget::list::Key;

/// One line of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Line {
    /// The author, the conversation and the state.
    Head,
    /// The message as it was reported.
    Message,
    /// Its files.
    Files,
    /// The message here, if it is not as it was reported.
    Now,
    /// An earlier text.
    Version(usize),
    ReportsHeading,
    Report(usize),
    ContextHeading,
    Around(usize),
    ThreadHeading,
    Said(usize),
}

impl Line {
    /// Its key in the list.
    pub(super) const fn key(self) -> Key {
        let (kind, number) = match self {
            Self::Head => (1, 0),
            Self::Message => (2, 0),
            Self::Files => (3, 0),
            Self::Now => (4, 0),
            Self::Version(number) => (5, number),
            Self::ReportsHeading => (6, 0),
            Self::Report(number) => (7, number),
            Self::ContextHeading => (8, 0),
            Self::Around(number) => (9, number),
            Self::ThreadHeading => (10, 0),
            Self::Said(number) => (11, number),
        };
        Key((kind << 64) | number as u128)
    }
}

/// The lines of a case, with these parts unfolded.
pub(super) fn lines(case: &Case, unfolded: Unfolded) -> Vec<Line> {
    let mut lines = vec![Line::Head, Line::Message];
    if case.row.files > 0 {
        lines.push(Line::Files);
    }
    lines.push(Line::Now);
    if let Some(current) = case.current.as_ref().filter(|_| unfolded.versions) {
        lines.extend((0..current.earlier.len()).map(Line::Version));
    }
    if !case.reports.is_empty() {
        lines.push(Line::ReportsHeading);
        lines.extend((0..case.reports.len()).map(Line::Report));
    }
    if !case.context.is_empty() {
        lines.push(Line::ContextHeading);
        if unfolded.context {
            lines.extend((0..case.context.len()).map(Line::Around));
        }
    }
    if !case.thread.is_empty() {
        lines.push(Line::ThreadHeading);
        lines.extend((0..case.thread.len()).map(Line::Said));
    }
    lines
}
