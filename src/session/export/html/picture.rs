//! Pictures inside an exported page, as data: within a limit each and one together.
//!
//! Only a picture that is in the profile is taken; nothing is downloaded for an export. Its bytes are copied as they are,
//! a piece at a time. Must not know: where in the page it is. Tests: `tests/commands/export.rs`.

use crate::chat::attachment::{Media, Size};
use crate::files::place::Places;
use crate::row;

use std::fs::File;
use std::io::{self, Read, Write};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// The longest file of a picture that is put in the page, in bytes.
const ONE: u64 = 4 << 20;
/// The most bytes of all pictures of a page together: browsers get slow beyond it.
const ALL: u64 = 64 << 20;
/// Bytes per piece: divisible by three, so that the pieces join.
const PIECE: usize = 48 << 10;

/// The pictures of a page.
pub(super) struct Pictures {
    places: Places,
    /// Bytes that may still be put in.
    left: u64,
}

/// A picture that is put in the page.
pub(super) struct Picture {
    file: File,
    bytes: u64,
    media_type: &'static str,
    size: Option<Size>,
}

impl Pictures {
    pub(super) const fn new(places: Places) -> Self {
        Self { places, left: ALL }
    }

    /// The picture of a file, if it is here and within the limits.
    pub(super) fn take(&mut self, known: &row::File) -> Option<Picture> {
        let facts = known.facts.as_ref().filter(|facts| facts.media == Media::Picture)?;
        let media_type = drawn_by_browsers(&facts.media_type)?;
        if !known.here || facts.bytes > ONE.min(self.left) {
            return None;
        }
        // It may have been deleted since.
        let file = File::open(self.places.original(known.content?)).ok()?;
        let bytes = file.metadata().ok()?.len();
        if bytes == 0 || bytes > ONE.min(self.left) {
            return None;
        }
        self.left -= bytes;
        Some(Picture { file, bytes, media_type, size: facts.size })
    }
}

impl Picture {
    /// Writes the picture with these words for those who do not see it, and a caption; both are markup already.
    pub(super) fn write(self, to: &mut dyn Write, words: &str, caption: &str) -> io::Result<()> {
        write!(to, "<figure><img alt=\"{words}\"")?;
        if let Some(Size { width, height }) = self.size {
            write!(to, " width=\"{width}\" height=\"{height}\"")?;
        }
        write!(to, " src=\"data:{};base64,", self.media_type)?;
        let mut rest = self.file.take(self.bytes);
        let mut piece = Vec::with_capacity(PIECE);
        loop {
            piece.clear();
            rest.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            if piece.is_empty() {
                break;
            }
            to.write_all(BASE64_STANDARD.encode(&piece).as_bytes())?;
        }
        write!(to, "\"><figcaption>{caption}</figcaption></figure>")
    }
}

/// The media type as it is written in the page; a drawing (SVG) is left out, since it can contain scripts and links.
fn drawn_by_browsers(media_type: &str) -> Option<&'static str> {
    ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"]
        .into_iter()
        .find(|known| *known == media_type)
}
