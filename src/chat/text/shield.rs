//! Hides marks inside lines by replacing each with a stand-in of the same length.
//!
//! Must not know: lines and blocks (`prepare`). Tests: `text/tests.rs`.

use super::address;
use super::names::Names;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use std::ops::Range;

/// The stand-in of each mark. None of these controls is in a text that people type.
const STAND_INS: [(u8, u8); 22] = [
    (0x01, b'<'),
    (0x02, b'&'),
    (0x03, b':'),
    (0x04, b'\\'),
    (0x05, b'*'),
    (0x06, b'_'),
    (0x07, b'~'),
    (0x08, b'`'),
    (0x0e, b'['),
    (0x0f, b']'),
    (0x10, b'('),
    (0x11, b')'),
    (0x12, b'!'),
    (0x13, b'|'),
    (0x14, b' '),
    (0x15, b'\t'),
    (0x16, b'='),
    (0x17, b'-'),
    (0x18, b'+'),
    (0x19, b'#'),
    (0x1b, b'>'),
    (0x1c, b'.'),
];
/// Replaces a control of the text itself that is a stand-in here.
const NONE: u8 = 0x1a;
/// Punctuation beside which CommonMark does not let `**` count, and its stand-ins in the private use area.
const PUNCTUATION: &str = "。、，．！？；：（）［］｛｝「」『』【】《》〈〉〔〕“”‘’…～";
const PRIVATE: u32 = 0xe780;

/// A text of the parser with its stand-ins turned back.
pub(super) fn restore(text: &str) -> String {
    text.chars()
        .map(|letter| match u8::try_from(letter) {
            Ok(NONE) => '\u{fffd}',
            Ok(code) => STAND_INS
                .iter()
                .find(|(stand, _)| *stand == code)
                .map_or(letter, |(_, mark)| char::from(*mark)),
            Err(_) => {
                let number =
                    u32::from(letter).checked_sub(PRIVATE).and_then(|number| usize::try_from(number).ok());
                number.and_then(|number| PUNCTUATION.chars().nth(number)).unwrap_or(letter)
            }
        })
        .collect()
}

/// The extensions of CommonMark that are read.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// True if a text has any marks that count.
fn is_formatted(text: &str) -> bool {
    Parser::new_ext(text, options()).any(|event| {
        !matches!(
            event,
            Event::Start(Tag::Paragraph)
                | Event::End(TagEnd::Paragraph)
                | Event::Text(_)
                | Event::SoftBreak
                | Event::HardBreak
        )
    })
}

/// The stand-in of a mark; other bytes have none.
fn stand_in(mark: u8) -> Option<u8> {
    STAND_INS.iter().find(|(_, of)| *of == mark).map(|(stand, _)| *stand)
}

/// Takes the meaning from marks inside lines.
pub(super) fn shield(text: &str, names: &Names<'_>) -> String {
    // These letters look different in every font, and are stand-ins here.
    let is_private = |letter: char| (PRIVATE..PRIVATE + 64).contains(&u32::from(letter));
    let mut bytes = text.replace(is_private, "\u{fffd}").into_bytes();
    // A lone carriage return would end a line for the parser alone.
    for at in 0..bytes.len() {
        if bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) != Some(&b'\n') {
            bytes[at] = NONE;
        }
    }
    for byte in &mut bytes {
        if *byte == NONE || STAND_INS.iter().any(|(stand, _)| stand == byte) {
            *byte = NONE;
        }
    }
    let hide = |bytes: &mut Vec<u8>, range: Range<usize>, which: &[u8]| {
        for byte in bytes.get_mut(range).into_iter().flatten() {
            if which.contains(byte)
                && let Some(stand) = stand_in(*byte)
            {
                *byte = stand;
            }
        }
    };
    let mut hidden = 0;
    for found in address::find(text) {
        // The parser knows where the address of `[words](address)` ends, and takes no stand-ins in it.
        if text[..found.range.start].ends_with("](") {
            hide(&mut bytes, hidden..found.range.start, b"<&");
            hidden = found.range.end;
        } else {
            hide(&mut bytes, found.range, b"*_~`");
        }
    }
    let rest = hidden..bytes.len();
    hide(&mut bytes, rest, b"<&");
    for range in names.marked(text) {
        hide(&mut bytes, range, b"*_~`[]()\\!|<&:");
    }
    for (at, _) in text.match_indices("]:") {
        hide(&mut bytes, at + 1..at + 2, b":");
    }
    let shielded = String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned());
    let shielded = if shielded.contains('\\') { backslashes(&shielded) } else { shielded };
    beside_punctuation(shielded)
}

/// Keeps a backslash as a mark only where it keeps another mark from counting.
fn backslashes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let Some((with, without)) = readings(line) else {
            kept.push_str(line);
            continue;
        };
        kept.push_str(if with != without && (guards_block(line) || is_formatted(&without)) {
            &with
        } else {
            &without
        });
    }
    kept
}

/// A line in which backslashes take the meaning from marks, and the same line in which they are letters; `None` if it
/// has no backslash.
fn readings(line: &str) -> Option<(String, String)> {
    const LITERAL: char = '\u{4}';
    line.contains('\\').then_some(())?;
    let is_row = line.matches('|').count() > line.matches("\\|").count();
    let (mut with, mut without) = (String::with_capacity(line.len()), String::with_capacity(line.len()));
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let (one, other) = match (letter, letters.peek()) {
            // Two are an address in Windows.
            ('\\', Some('\\')) => {
                letters.next();
                with.push(LITERAL);
                without.push(LITERAL);
                (LITERAL, LITERAL)
            }
            // In a table it parts no cells.
            ('\\', Some('|')) if is_row => ('\\', '\\'),
            ('\\', Some('*' | '_' | '`' | '~' | '[' | ']' | '#' | '>' | '-' | '.' | ')')) => ('\\', LITERAL),
            ('\\', _) => (LITERAL, LITERAL),
            _ => (letter, letter),
        };
        with.push(one);
        without.push(other);
    }
    Some((with, without))
}

/// True if a backslash stands before what would begin a block: `\# no heading`, `1\. no list`.
fn guards_block(line: &str) -> bool {
    let begins = line.trim_start();
    let after_digits = begins.trim_start_matches(|digit: char| digit.is_ascii_digit());
    if after_digits.len() < begins.len() {
        return after_digits.starts_with("\\.") || after_digits.starts_with("\\)");
    }
    begins.strip_prefix('\\').is_some_and(|rest| rest.starts_with(['#', '>', '-', '*']))
}

/// Replaces punctuation beside `*` in scripts without spaces, so that the mark counts.
fn beside_punctuation(text: String) -> String {
    if !text.contains('*') || text.is_ascii() {
        return text;
    }
    let mut replaced = String::with_capacity(text.len());
    let (mut before, mut letters) = (None, text.chars().peekable());
    while let Some(letter) = letters.next() {
        let touches = before == Some('*') || letters.peek() == Some(&'*');
        replaced.push(if touches { beside(letter) } else { letter });
        before = Some(letter);
    }
    replaced
}

/// The stand-in of a punctuation mark, or the letter if it has none.
fn beside(letter: char) -> char {
    let number = PUNCTUATION.chars().position(|other| other == letter);
    number.and_then(|number| char::from_u32(PRIVATE + u32::try_from(number).ok()?)).unwrap_or(letter)
}

/// The stand-in of a mark, or the mark if it has none.
pub(super) fn hidden(mark: char) -> char {
    u8::try_from(mark).ok().and_then(stand_in).map_or(mark, char::from)
}
