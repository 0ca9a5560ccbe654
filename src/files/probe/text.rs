//! Recognizes texts, in any common encoding, and the kinds of text that matter: scripts, web pages, drawings.
//!
//! A text may begin with anything, also with the few letters by which a binary format is recognized ("MZ;Mazarin",
//! "BMW"). Binary formats contain control characters and a text does not, so that this is decided first. Pure. Tests:
//! below, `tests/files/probing.rs`.

use crate::chat::media;

use std::borrow::Cow;

/// A text in an unknown 8-bit encoding without much ASCII must be at least this long, in bytes: shorter data may lack
/// control characters by chance.
const LONG: usize = 256;
/// The least length of UTF-16 without a byte order mark, in bytes.
const LEAST_WIDE: usize = 16;

/// The media type of a file that is a text; `None` if it is none. `head` is its beginning, cut if `is_cut`.
pub(super) fn media_type(head: &[u8], is_cut: bool, name: &str) -> Option<&'static str> {
    // Only these very bytes make a system run the file. An attribute of Rust begins like a script.
    if head.starts_with(b"#!") && !head.starts_with(b"#![") {
        return Some("text/x-shellscript");
    }
    let text = read(head, is_cut)?;
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    if begins.starts_with("%PDF-1.") || begins.starts_with("%PDF-2.") {
        return Some("application/pdf");
    }
    if begins.starts_with("{\\rtf1") {
        return Some("application/rtf");
    }
    let claim = media::claimed(name).map(|(_, claim)| claim);
    // Markdown contains HTML.
    if claim == Some("text/plain") && media::is_markdown(name) {
        return Some("text/plain");
    }
    let root = Root::of(begins);
    Some(match (root, claim) {
        (Root::Drawing, _) => "image/svg+xml",
        (Root::Page, _) | (_, Some("text/html")) => "text/html",
        // A text may begin with an element or a comment; a picture does not.
        (Root::Element, Some(claim)) if claim != "text/plain" => "text/html",
        (Root::Element | Root::None, _) => "text/plain",
    })
}

/// The first element of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    Drawing,
    Page,
    /// An element of HTML that pages and other texts begin with.
    Element,
    None,
}

impl Root {
    fn of(text: &str) -> Self {
        const ELEMENTS: [&str; 17] = [
            "a", "b", "body", "br", "div", "font", "form", "h1", "head", "iframe", "img", "meta", "p",
            "script", "style", "table", "title",
        ];
        let mut rest = text;
        let mut is_element = false;
        loop {
            rest = rest.trim_start();
            let Some(tag) = rest.strip_prefix('<') else { break };
            let end = if tag.starts_with("!--") {
                is_element = true;
                tag.find("-->").map(|at| at + 3)
            } else if tag.starts_with('?') {
                tag.find("?>").map(|at| at + 2)
            } else if let Some(doctype) = strip_word(tag, "!doctype") {
                match element(doctype.trim_start()).as_str() {
                    "html" => return Self::Page,
                    "svg" => return Self::Drawing,
                    _ => tag.find('>').map(|at| at + 1),
                }
            } else {
                return match element(tag).as_str() {
                    "svg" => Self::Drawing,
                    "html" => Self::Page,
                    name if ELEMENTS.contains(&name) => Self::Element,
                    _ if is_element => Self::Element,
                    _ => Self::None,
                };
            };
            let Some(end) = end else { break };
            rest = tag.get(end..).unwrap_or_default();
        }
        if is_element { Self::Element } else { Self::None }
    }
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (begins, rest) = text.split_at_checked(word.len())?;
    begins.eq_ignore_ascii_case(word).then_some(rest)
}

/// The name that a tag begins with, in lower case and without its namespace.
fn element(tag: &str) -> String {
    let end = tag
        .find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_:.".contains(letter))
        .unwrap_or(tag.len());
    let name = &tag[..end];
    // A word that is not followed by the rest of a tag is none ("<b" at the end, "<p," in a sentence).
    let goes_on =
        tag[end..].starts_with(|letter: char| letter.is_whitespace() || letter == '>' || letter == '/');
    let local = name.rsplit(':').next().unwrap_or_default();
    if goes_on { local.to_ascii_lowercase() } else { String::new() }
}

/// The text that these bytes are.
fn read(head: &[u8], is_cut: bool) -> Option<Cow<'_, str>> {
    let text = match head {
        [0xff, 0xfe, wide @ ..] => Cow::Owned(utf16(wide, is_cut, u16::from_le_bytes)?),
        [0xfe, 0xff, wide @ ..] => Cow::Owned(utf16(wide, is_cut, u16::from_be_bytes)?),
        head => match utf8(head, is_cut) {
            Some(text) if is_clean(text) => Cow::Borrowed(text),
            Some(_) => Cow::Owned(unmarked_utf16(head, is_cut)?),
            None => Cow::Owned(unmarked_utf16(head, is_cut).or_else(|| eight_bit(head))?),
        },
    };
    is_clean(&text).then_some(text)
}

fn utf8(head: &[u8], is_cut: bool) -> Option<&str> {
    match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        // The end of the examined bytes may cut a character in two.
        Err(error) if error.error_len().is_none() && is_cut => {
            std::str::from_utf8(head.get(..error.valid_up_to())?).ok()
        }
        Err(_) => None,
    }
}

fn utf16(wide: &[u8], is_cut: bool, unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = wide.as_chunks::<2>();
    if !rest.is_empty() && !is_cut {
        return None;
    }
    let mut text = String::with_capacity(wide.len());
    let mut units = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).peekable();
    while let Some(letter) = units.next() {
        match letter {
            Ok(letter) => text.push(letter),
            // Half a character at the cut.
            Err(_) if is_cut && units.peek().is_none() => {}
            Err(_) => return None,
        }
    }
    Some(text)
}

/// UTF-16 without a byte order mark, if it is mostly ASCII with spaces: then nothing else looks like it.
fn unmarked_utf16(head: &[u8], is_cut: bool) -> Option<String> {
    if head.len() < LEAST_WIDE {
        return None;
    }
    [u16::from_le_bytes as fn([u8; 2]) -> u16, u16::from_be_bytes].into_iter().find_map(|unit| {
        let text = utf16(head, is_cut, unit).filter(|text| is_clean(text))?;
        let ascii = text.chars().filter(char::is_ascii).count();
        let is_plain = ascii * 4 >= text.chars().count() * 3 && text.contains([' ', '\t', '\n']);
        is_plain.then_some(text)
    })
}

/// A text in an 8-bit encoding such as Windows-1252. All of them contain ASCII, and no control characters.
fn eight_bit(head: &[u8]) -> Option<String> {
    let ascii = head.iter().filter(|byte| byte.is_ascii()).count();
    // Where a letter beyond ASCII stands is enough for the type, so that its encoding does not matter.
    let text: String =
        head.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect();
    (ascii * 2 >= head.len() || head.len() >= LONG).then_some(text)
}

/// True if a text has no control characters except those of terminals and printers, and an end mark of DOS.
fn is_clean(text: &str) -> bool {
    let text = text.trim_end_matches(|letter: char| letter == '\u{1a}' || letter.is_ascii_whitespace());
    !text.contains(|letter: char| letter.is_ascii_control() && !matches!(letter, '\u{7}'..='\r' | '\u{1b}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(head: &[u8], name: &str) -> Option<&'static str> {
        media_type(head, false, name)
    }

    fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_of_a_text_is_text() {
        let text = "Name\tOrt\r\nMüller\tKöln\r\n";
        let marked = |unit: fn(u16) -> [u8; 2]| wide(&format!("\u{feff}{text}"), unit);
        let windows: Vec<u8> = text.chars().map(|letter| u32::from(letter) as u8).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            marked(u16::to_le_bytes),
            marked(u16::to_be_bytes),
            wide(text, u16::to_le_bytes),
            wide(text, u16::to_be_bytes),
            windows,
            // Cyrillic in Windows-1251, Chinese in GBK.
            b"\xcf\xf0\xe8\xe2\xe5\xf2, ".repeat(40),
            b"\xc4\xe3\xba\xc3\xa3\xac\xca\xc0\xbd\xe7\n".repeat(30),
        ] {
            assert_eq!(whole(&bytes, "a.txt"), Some("text/plain"), "{bytes:?}");
        }
    }

    #[test]
    fn a_cut_character_is_no_fault_and_a_broken_one_is() {
        let text = "ж".repeat(50);
        assert_eq!(media_type(&text.as_bytes()[..99], true, "a"), Some("text/plain"));
        assert_eq!(media_type(&text.as_bytes()[..99], false, "a"), None);
        let emoji = wide("\u{feff}Hi 🎉", u16::to_le_bytes);
        for (cut, is_text) in [(emoji.len() - 2, true), (emoji.len() - 1, true), (emoji.len(), true)] {
            assert_eq!(media_type(&emoji[..cut], true, "a").is_some(), is_text, "{cut}");
        }
        assert_eq!(media_type(&emoji[..emoji.len() - 2], false, "a"), None);
    }

    #[test]
    fn binary_data_is_no_text() {
        for bytes in [
            &b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"[..],
            b"\x7fELF and words that look like a text",
            b"\0\0\0\x18ftypisom\0\0\0\0isomiso2",
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            b"words\0words",
            // UTF-32, and two halves of characters in the wrong order.
            b"\xff\xfe\0\0W\0\0\0o\0\0\0",
            b"\xff\xfe\x00\xdc\x00\xd8",
            b"\x93\xa5\xf0\xe1\xb2\xc8\xd7",
            b"\x01\x02\x03\x04\x05\x06\x07\x08\x20\x20\x20\x20\x20\x20\x20\x20",
        ] {
            assert_eq!(whole(bytes, "a.txt"), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_root_element_decides_behind_comments_and_declarations() {
        let svg =
            "<?xml version=\"1.0\"?>\n<!-- <html> -->\n<!DOCTYPE svg PUBLIC \"a\" \"b\">\n<svg width='1'/>";
        assert_eq!(whole(svg.as_bytes(), "a.png"), Some("image/svg+xml"));
        assert_eq!(whole(b"<svg:svg xmlns:svg='x'/>", "a.svg"), Some("image/svg+xml"));
        assert_eq!(whole(b"<?xml version='1.0'?><html xmlns='x'>", "a.png"), Some("text/html"));
        assert_eq!(whole(b"<?xml version='1.0'?><note/>", "a.xml"), Some("text/plain"));
        assert_eq!(whole(b"<!-- never closed", "a.md"), Some("text/plain"));
    }
}
