//! Decodes bytes to text that a parser accepts: charsets, and loosely written JSON.
//!
//! Undecodable parts become U+FFFD. Must not know: the models. Tests: `tests/wire/json_reader.rs`,
//! `tests/wire/xml_reader.rs`.

use super::{MAX_BODY, ReadError};

use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

use std::borrow::Cow;
use std::fmt::Write as _;

/// Decodes a body without its byte order mark: UTF-8 (repaired), or UTF-16 in either byte order, recognized by its
/// mark or by the zero byte beside its first character.
///
/// # Errors
/// [`ReadError::TooLong`] above [`MAX_BODY`], [`ReadError::Empty`] if there is only white space.
pub(crate) fn decode(body: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    if body.len() > MAX_BODY {
        return Err(ReadError::TooLong(MAX_BODY));
    }
    let text = match body {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        [0, first, ..] if *first != 0 => Cow::Owned(utf16(body, u16::from_be_bytes)),
        [first, 0, ..] if *first != 0 => Cow::Owned(utf16(body, u16::from_le_bytes)),
        _ => String::from_utf8_lossy(body),
    };
    if text.trim().is_empty() { Err(ReadError::Empty) } else { Ok(text) }
}

/// Converts a body to UTF-8 from the charset in a header. A body that [`decode`] understands is returned unchanged,
/// and so is one that is valid UTF-8, which servers with a wrong default label differently: no other text looks like
/// it.
pub(crate) fn from_charset(body: Vec<u8>, label: &str) -> Vec<u8> {
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else { return body };
    if encoding == UTF_8 || encoding == REPLACEMENT || Encoding::for_bom(&body).is_some() {
        return body;
    }
    let is_wide = encoding == UTF_16LE || encoding == UTF_16BE;
    if is_wide && matches!(body.as_slice(), [0, first, ..] | [first, 0, ..] if *first != 0) {
        return body;
    }
    // In ISO-2022-JP every text looks like ASCII.
    if !is_wide && encoding != ISO_2022_JP && std::str::from_utf8(&body).is_ok() {
        return body;
    }
    encoding.decode_without_bom_handling(&body).0.into_owned().into_bytes()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Repairs two things that Json.NET writes or accepts and a strict parser rejects, each of which would lose the whole
/// body: half a surrogate pair (`\ud800`) becomes U+FFFD, a raw control character inside a string becomes its escape.
/// Borrowed if there is nothing to repair, which is nearly always.
pub(crate) fn mend_json(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut mended = String::new();
    // Everything before `kept` has been copied to `mended`.
    let (mut kept, mut at, mut inside) = (0, 0, false);
    while let Some(&byte) = bytes.get(at) {
        let (length, repair) = match byte {
            b'"' => {
                inside = !inside;
                (1, None)
            }
            b'\\' if inside => match escaped_unit(bytes, at) {
                Some(0xD800..=0xDBFF) if matches!(escaped_unit(bytes, at + 6), Some(0xDC00..=0xDFFF)) => {
                    (12, None)
                }
                Some(0xD800..=0xDFFF) => (6, Some(0xFFFD)),
                Some(_) => (6, None),
                None => (2, None),
            },
            control if inside && control < 0x20 => (1, Some(u32::from(control))),
            _ => (1, None),
        };
        if let Some(repair) = repair {
            mended.push_str(text.get(kept..at).unwrap_or_default());
            let _ = write!(mended, "\\u{repair:04x}");
            kept = at + length;
        }
        at += length;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    mended.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(mended)
}

/// The code unit of a `\uXXXX` at this place.
fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?;
    let digits = escape.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0_u16, |unit, digit| {
        let value = char::from(*digit).to_digit(16)?;
        Some(unit << 4 | u16::try_from(value).ok()?)
    })
}
