//! The beginning of a message's text, for lists and the header.
//!
//! Must not know: where it is drawn. Tests: `tests/window/message_list.rs`.

use super::markup::{self, Block};
use super::mention;

use crate::chat::shown;
use crate::row::Row;

/// An excerpt has at most this many lines and letters.
const LINES: usize = 3;
const LETTERS: usize = 240;

/// The beginning of a message's text, without formatting marks: at most three lines.
pub fn excerpt(row: &Row) -> String {
    let text: String = row.message.text.chars().take(LETTERS * 2).collect();
    let names: Vec<String> = row.tagged.iter().map(|name| shown::name(name).into_owned()).collect();
    let mut says = String::new();
    let mut lines = 0;
    'blocks: for block in markup::blocks(&mention::filled(&shown::text(&text), &names)) {
        let mark = if let Block::Item { mark, .. } = &block { format!("{mark} ") } else { String::new() };
        for line in block.words().lines().filter(|line| !shown::is_blank(line)) {
            if lines == LINES {
                says.push('…');
                break 'blocks;
            }
            if lines > 0 {
                says.push('\n');
            }
            says.push_str(&mark);
            says.push_str(line);
            lines += 1;
        }
    }
    if says.chars().count() > LETTERS {
        says = says.chars().take(LETTERS).collect();
        says.push('…');
    }
    says
}
