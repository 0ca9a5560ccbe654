//! Filters the bytes of a picture before its decoder gets them: removes unneeded data that the decoder would inflate or
//! keep.
//!
//! Of a PNG, only the chunks needed for drawing and the orientation pass: colour profiles and texts are compressed,
//! and a megabyte of them can become a gigabyte. Of a WebP, the declared length of its metadata is checked, because
//! its decoder allocates that much. The other formats store metadata uncompressed, so that it is never longer than
//! the file. Must not know: pixels. Tests: `tests/files/pictures.rs`, `tests/files/memory.rs`.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// The first bytes of every PNG.
const PNG: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
/// The chunks of a PNG needed for its first picture.
const DRAWN: [&[u8; 4]; 5] = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"];
/// The longest Exif data, in bytes, in which the orientation is looked up.
pub(super) const EXIF: u32 = 1 << 20;

/// A picture's file as its decoder reads it.
#[derive(Debug)]
pub(super) enum Input {
    Whole(File),
    Png(Chunks),
}

impl Input {
    /// Detects a PNG by the beginning of a file.
    pub(super) fn of(mut file: File) -> io::Result<Self> {
        let mut head = [0; PNG.len()];
        let is_png = match file.read_exact(&mut head) {
            Ok(()) => &head == PNG,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => false,
            Err(error) => return Err(error),
        };
        file.rewind()?;
        Ok(if is_png { Self::Png(Chunks::of(file)) } else { Self::Whole(file) })
    }
}

impl Read for Input {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Whole(file) => file.read(into),
            Self::Png(chunks) => chunks.read(into),
        }
    }
}

impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Whole(file) => file.seek(to),
            Self::Png(chunks) => chunks.seek(to),
        }
    }
}

/// A PNG without the chunks that are not needed.
#[derive(Debug)]
pub(super) struct Chunks {
    file: BufReader<File>,
    /// The unread part of the current chunk's length and name.
    head: Vec<u8>,
    /// Bytes of the current chunk that are still in the file.
    left: u64,
    /// Bytes read so far.
    at: u64,
}

impl Chunks {
    fn of(file: File) -> Self {
        Self { file: BufReader::new(file), head: Vec::new(), left: PNG.len() as u64, at: 0 }
    }

    /// Moves to the next chunk that is needed; `false` at the end of the file.
    fn next_chunk(&mut self) -> io::Result<bool> {
        loop {
            let mut head = [0; 8];
            match self.file.read_exact(&mut head) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
                Err(error) => return Err(error),
            }
            let [a, b, c, d, name @ ..] = head;
            let length = u32::from_be_bytes([a, b, c, d]);
            // With its checksum.
            let rest = u64::from(length) + 4;
            if DRAWN.contains(&&name) || (&name == b"eXIf" && length <= EXIF) {
                self.head = head.to_vec();
                self.left = rest;
                return Ok(true);
            }
            self.file.seek_relative(i64::try_from(rest).unwrap_or(i64::MAX))?;
        }
    }
}

impl Read for Chunks {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.head.is_empty() && self.left == 0 && !self.next_chunk()? {
            return Ok(0);
        }
        let read = if self.head.is_empty() {
            let read = (&mut self.file).take(self.left).read(into)?;
            self.left -= read as u64;
            read
        } else {
            let read = self.head.as_slice().read(into)?;
            self.head.drain(..read);
            read
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Chunks {
    /// Seeks to the beginning or to the current position only: a decoder reads a PNG once.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Start(0) => {
                self.file.rewind()?;
                (self.head, self.left, self.at) = (Vec::new(), PNG.len() as u64, 0);
                Ok(0)
            }
            SeekFrom::Current(0) => Ok(self.at),
            SeekFrom::Start(_) | SeekFrom::Current(_) | SeekFrom::End(_) => {
                Err(io::Error::new(io::ErrorKind::Unsupported, "a PNG is read from its beginning"))
            }
        }
    }
}

/// True if a WebP's Exif chunk is as long as it declares and no longer than [`EXIF`].
pub(super) fn has_sound_exif(file: File) -> io::Result<bool> {
    let length = file.metadata()?.len();
    let mut file = BufReader::new(file);
    // RIFF, its length, WEBP.
    let mut at = 12;
    file.seek_relative(12)?;
    while at + 8 <= length {
        let mut head = [0; 8];
        file.read_exact(&mut head)?;
        let [name @ .., a, b, c, d] = head;
        let size = u32::from_le_bytes([a, b, c, d]);
        let end = at + 8 + u64::from(size);
        if &name == b"EXIF" && (size > EXIF || end > length) {
            return Ok(false);
        }
        let padded = u64::from(size) + u64::from(size & 1);
        file.seek_relative(i64::try_from(padded).unwrap_or(i64::MAX))?;
        at = end + (end & 1);
    }
    Ok(true)
}
