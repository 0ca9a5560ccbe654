//! The beginning of a message's text, for lists and the header.
//!
//! Must not know: where it is drawn. Tests: `tests/window/message_list.rs`.

use crate::chat::shown;
use crate::chat::text::{self, Names};
use crate::row::Row;

/// An excerpt has at most this many lines and letters.
const LINES: usize = 3;
const LETTERS: usize = 240;

/// The beginning of a message's text, without formatting marks: at most three lines.
pub fn excerpt(row: &Row) -> String {
    let text: String = row.message.text.chars().take(LETTERS * 2).collect();
    let blocks = text::parse(&text, &Names::of_tags(&row.tagged));
    let lines = text::lines(&text::named(blocks, &row.tagged));
    let mut lines = lines.iter().map(|line| shown::text(line)).filter(|line| !shown::is_blank(line));
    let mut says = lines.by_ref().take(LINES).collect::<Vec<_>>().join("\n");
    if lines.next().is_some() {
        says.push('…');
    }
    if says.chars().count() > LETTERS {
        says = says.chars().take(LETTERS).collect();
        says.push('…');
    }
    says
}
