//! Parses the light Markdown that the timeline draws: bold, italic, code, code block, quote, list, link.
//!
//! The text on the wire stays as typed; parsing is only for drawing. A mark counts only if it was plainly meant as one
//! (`2 * 3 * 4` and `snake_case` stay as they are), and everything else is drawn as written. Pure, linear in the text.
//! Must not know: iced, messages. Tests: below.

use super::link;

use crate::widget::passage::{Kind, Piece};

/// A paragraph-level part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Lines of text.
    Text(Vec<Piece>),
    /// Fenced code; without formatting.
    Code(String),
    Quote(Vec<Piece>),
    /// A list item: its mark (`•` or `3.`), its depth, and its text.
    Item {
        mark: String,
        depth: u8,
        says: Vec<Piece>,
    },
}

impl Block {
    /// Its formatted pieces; code has none.
    pub fn pieces(self) -> Vec<Piece> {
        match self {
            Self::Text(says) | Self::Quote(says) | Self::Item { says, .. } => says,
            Self::Code(_) => Vec::new(),
        }
    }

    /// Its text without formatting marks.
    pub fn words(self) -> String {
        match self {
            Self::Code(code) => code,
            Self::Text(says) | Self::Quote(says) | Self::Item { says, .. } => {
                says.into_iter().map(|piece| piece.text).collect()
            }
        }
    }
}

/// The blocks of a text, in order.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    let mut run: Option<(Run, String)> = None;
    while let Some(line) = lines.next() {
        if line.trim_start_matches(' ').starts_with("```") {
            end(&mut blocks, run.take());
            let code: Vec<&str> =
                lines.by_ref().take_while(|line| !line.trim_start_matches(' ').starts_with("```")).collect();
            blocks.push(Block::Code(code.join("\n")));
            continue;
        }
        if let Some((mark, depth, says)) = item(line) {
            end(&mut blocks, run.take());
            blocks.push(Block::Item { mark, depth, says: pieces(says) });
            continue;
        }
        let (kind, says) = match line.strip_prefix('>') {
            Some(quoted) => (Run::Quote, quoted.strip_prefix(' ').unwrap_or(quoted)),
            None => (Run::Text, line),
        };
        match &mut run {
            Some((of, said)) if *of == kind => {
                said.push('\n');
                said.push_str(says);
            }
            Some(_) | None => {
                end(&mut blocks, run.take());
                run = Some((kind, says.to_owned()));
            }
        }
    }
    end(&mut blocks, run);
    blocks
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Text,
    Quote,
}

fn end(blocks: &mut Vec<Block>, run: Option<(Run, String)>) {
    match run {
        // Empty lines next to another block are already its margin.
        Some((Run::Text, said)) if !said.trim().is_empty() => {
            blocks.push(Block::Text(pieces(said.trim_matches('\n'))));
        }
        Some((Run::Quote, said)) => blocks.push(Block::Quote(pieces(&said))),
        Some((Run::Text, _)) | None => {}
    }
}

/// `- one`, `* one`, `• one`, `3. one`, indented by two spaces a level.
fn item(line: &str) -> Option<(String, u8, &str)> {
    let bare = line.trim_start_matches(' ');
    let depth = u8::try_from((line.len() - bare.len()) / 2).unwrap_or(u8::MAX).min(4);
    for mark in ["- ", "* ", "• "] {
        if let Some(says) = bare.strip_prefix(mark) {
            return Some(("•".to_owned(), depth, says));
        }
    }
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let says = bare.get(digits..)?.strip_prefix(". ")?;
    (1..=3).contains(&digits).then(|| (format!("{}.", &bare[..digits]), depth, says))
}

/// The formatted pieces of one or more lines.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let found = match character {
            '`' => code(text, at),
            '*' | '_' => emphasis(text, at),
            'h' | 'm' => link::bare(text, at),
            '[' => link::named(text, at),
            _ => None,
        };
        match found {
            Some((piece, after)) => {
                if plain < at {
                    pieces.push(Piece::plain(&text[plain..at]));
                }
                pieces.push(piece);
                at = after;
                plain = after;
            }
            None => at += character.len_utf8(),
        }
    }
    if plain < text.len() {
        pieces.push(Piece::plain(&text[plain..]));
    }
    pieces
}

fn code(text: &str, at: usize) -> Option<(Piece, usize)> {
    let inside = at + 1;
    let length = text[inside..].find(['`', '\n']).filter(|length| *length > 0)?;
    let end = inside + length;
    text[end..]
        .starts_with('`')
        .then(|| (Piece { text: text[inside..end].to_owned(), kind: Kind::Code }, end + 1))
}

/// `**bold**`, `*italic*`, `_italic_`, around words and not inside them.
fn emphasis(text: &str, at: usize) -> Option<(Piece, usize)> {
    let (mark, kind) = match &text[at..] {
        rest if rest.starts_with("**") => ("**", Kind::Bold),
        rest if rest.starts_with('*') => ("*", Kind::Italic),
        _ => ("_", Kind::Italic),
    };
    let before = text[..at].chars().next_back();
    let inside = at + mark.len();
    let opens = before.is_none_or(|before| !before.is_alphanumeric() && !"*_".contains(before))
        && text[inside..].chars().next().is_some_and(|next| !next.is_whitespace() && !"*_".contains(next));
    if !opens {
        return None;
    }
    // First find the closing mark, then check for a line break: the other way round, each mark of a long line would
    // search for its end again.
    let end = inside + text[inside..].find(mark)?;
    if text[inside..end].contains('\n') {
        return None;
    }
    let last = text[inside..end].chars().next_back()?;
    let after = end + mark.len();
    let closes = !last.is_whitespace()
        && text[after..].chars().next().is_none_or(|next| !next.is_alphanumeric() && !"*_".contains(next));
    closes.then(|| (Piece { text: text[inside..end].to_owned(), kind }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(String, Kind)> {
        pieces(text).into_iter().map(|piece| (piece.text, piece.kind)).collect()
    }

    fn one(text: &str, kind: Kind) -> (String, Kind) {
        (text.to_owned(), kind)
    }

    #[test]
    fn marks_around_words_count() {
        assert_eq!(
            kinds("a **b c** d"),
            [one("a ", Kind::Plain), one("b c", Kind::Bold), one(" d", Kind::Plain)]
        );
        assert_eq!(
            kinds("_so_ (*so*)"),
            [one("so", Kind::Italic), one(" (", Kind::Plain), one("so", Kind::Italic), one(")", Kind::Plain)]
        );
        assert_eq!(kinds("`a * b`"), [one("a * b", Kind::Code)]);
    }

    #[test]
    fn marks_inside_words_and_between_numbers_stay() {
        for text in ["2 * 3 * 4", "snake_case_name", "a*b*c", "* alone", "**", "5 ** 2 ** 3", "`open", "``"] {
            let whole: String = pieces(text).into_iter().map(|piece| piece.text).collect();
            assert_eq!(whole, text);
            assert!(pieces(text).iter().all(|piece| piece.kind == Kind::Plain), "{text}");
        }
    }

    #[test]
    fn an_address_ends_before_the_sentence_does() {
        let address = |text: &str| {
            kinds(text).into_iter().find_map(|(text, kind)| matches!(kind, Kind::Link(_)).then_some(text))
        };
        assert_eq!(address("See https://example.org/a_b, please.").unwrap(), "https://example.org/a_b");
        assert_eq!(address("(https://example.org/x)").unwrap(), "https://example.org/x");
        assert_eq!(address("https://example.org/x_(y)").unwrap(), "https://example.org/x_(y)");
        assert_eq!(address("xhttps://example.org"), None);
        assert_eq!(address("https://"), None);
    }

    #[test]
    fn blocks_stand_by_themselves() {
        let text = "Look:\n```rust\nlet a = **1**;\n\nb();\n```\n> said\n> so\n- one\n  2. two\nend";
        assert_eq!(
            blocks(text),
            [
                Block::Text(vec![Piece::plain("Look:")]),
                Block::Code("let a = **1**;\n\nb();".to_owned()),
                Block::Quote(vec![Piece::plain("said\nso")]),
                Block::Item { mark: "•".to_owned(), depth: 0, says: vec![Piece::plain("one")] },
                Block::Item { mark: "2.".to_owned(), depth: 1, says: vec![Piece::plain("two")] },
                Block::Text(vec![Piece::plain("end")]),
            ]
        );
    }

    #[test]
    fn an_open_fence_goes_on_to_the_end() {
        assert_eq!(blocks("```\nfold here"), [Block::Code("fold here".to_owned())]);
    }

    #[test]
    fn empty_lines_inside_a_text_stay() {
        assert_eq!(blocks("a\n\nb"), [Block::Text(vec![Piece::plain("a\n\nb")])]);
    }
}
