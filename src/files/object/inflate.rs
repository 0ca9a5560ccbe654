//! The content of a file that somebody on the way compressed, which nobody asked for: a piece at a time.
//!
//! Must not know: where the pieces come from, how many there may be. Tests: `tests/files/hostile_store.rs`.

use std::borrow::Cow;
use std::io::{self, Write as _};

use flate2::write::{MultiGzDecoder, ZlibDecoder};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

/// Compressed bytes taken at once. What they inflate to is held: at worst a thousand times as much.
pub(super) const PIECE: usize = 4_096;
/// Characters of a coding's name that are shown.
const CODING_NAME: usize = 20;
/// Files that are gzip themselves. Servers name that a coding too, and send them as they are.
const GZIP_FILES: [&str; 3] = [".gz", ".tgz", ".svgz"];

/// The decoding of a file's bytes.
#[derive(Debug)]
pub(super) enum Inflate {
    Plain,
    Gzip(MultiGzDecoder<Vec<u8>>),
    Zlib(ZlibDecoder<Vec<u8>>),
}

impl Inflate {
    /// By the headers of an answer and the file's name; the coding's name when it cannot be read.
    pub(super) fn of(headers: &HeaderMap, name: &str) -> Result<Self, String> {
        let value: Vec<_> = headers
            .get_all(CONTENT_ENCODING)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase())
            .collect();
        let value = value.join(",");
        let codings: Vec<_> =
            value.split(',').map(str::trim).filter(|coding| !matches!(*coding, "" | "identity")).collect();
        let name = name.to_ascii_lowercase();
        match codings.as_slice() {
            [] => Ok(Self::Plain),
            ["gzip" | "x-gzip"] if GZIP_FILES.iter().any(|ending| name.ends_with(ending)) => Ok(Self::Plain),
            ["gzip" | "x-gzip"] => Ok(Self::Gzip(MultiGzDecoder::new(Vec::new()))),
            ["deflate"] => Ok(Self::Zlib(ZlibDecoder::new(Vec::new()))),
            [_, ..] => Err(value.chars().filter(char::is_ascii_graphic).take(CODING_NAME).collect()),
        }
    }

    /// Decodes at most [`PIECE`] bytes.
    pub(super) fn piece<'a>(&mut self, bytes: &'a [u8]) -> io::Result<Cow<'a, [u8]>> {
        match self {
            Self::Plain => Ok(Cow::Borrowed(bytes)),
            Self::Gzip(decoder) => {
                decoder.write_all(bytes)?;
                Ok(Cow::Owned(std::mem::take(decoder.get_mut())))
            }
            Self::Zlib(decoder) => {
                decoder.write_all(bytes)?;
                Ok(Cow::Owned(std::mem::take(decoder.get_mut())))
            }
        }
    }

    /// The rest, after the last byte.
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Plain => Ok(Vec::new()),
            Self::Gzip(decoder) => decoder.finish(),
            Self::Zlib(decoder) => decoder.finish(),
        }
    }
}
