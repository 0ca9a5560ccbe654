//! Decompresses, in chunks, a file that a server or proxy compressed although compression was not requested.
//!
//! Must not know: where the chunks come from, the limit on their number. Tests: `tests/files/hostile_store.rs`.

use std::borrow::Cow;
use std::io::{self, Write as _};

use flate2::write::{MultiGzDecoder, ZlibDecoder};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

/// Compressed bytes taken at once. The output is held in memory: at worst a thousand times as much.
pub(super) const PIECE: usize = 4_096;
/// How many characters of an encoding's name are shown.
const CODING_NAME: usize = 20;
/// Files that are gzip themselves: some servers declare gzip as the encoding, but send them unchanged.
const GZIP_FILES: [&str; 3] = [".gz", ".tgz", ".svgz"];

/// The decoder of a file's bytes.
#[derive(Debug)]
pub(super) enum Inflate {
    Plain,
    Gzip(MultiGzDecoder<Vec<u8>>),
    Zlib(ZlibDecoder<Vec<u8>>),
}

impl Inflate {
    /// Chooses a decoder by an answer's headers and the file's name; the error is the name of an unsupported
    /// encoding.
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

    /// The rest of the output, after the last byte of input.
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Plain => Ok(Vec::new()),
            Self::Gzip(decoder) => decoder.finish(),
            Self::Zlib(decoder) => decoder.finish(),
        }
    }
}
