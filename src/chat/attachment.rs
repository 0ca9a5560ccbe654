//! Attachments of a message: where each is stored, and what is known about its content.
//!
//! The bytes are up to `files`. A `path` is untrusted text from the server, never opened from here. Tests: below,
//! `tests/files`.

use crate::language::tr;

/// A file of a message (`FileModel` on the wire).
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Attachment {
    /// Where it is stored: an address or a share path. For the user's own files, empty until they are uploaded.
    pub path: String,
    pub name: String,
    /// `hh:mm:ss`, for audio and video.
    pub duration: Option<String>,
}

impl Attachment {
    /// The names of all files, separated by commas: shown in place of the text of a message with files only.
    pub fn names(files: &[Self]) -> String {
        files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Identifies file content by its BLAKE3 hash, whatever the file's name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// Wraps a hash.
    pub const fn new(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// The hash.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Parses 64 hexadecimal digits.
    pub fn of_hex(text: &str) -> Option<Self> {
        let mut hash = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
        }
        Some(Self(hash))
    }
}

impl std::fmt::Display for ContentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for ContentHash {
    /// The first digits, which are enough to tell two apart.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "ContentHash({a:02x}{b:02x}{c:02x}{d:02x})")
    }
}

/// The sort of a file, as far as drawing and `MessageType` need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// A picture that this client can draw.
    Picture,
    Sound,
    Video,
    Other,
}

/// Width and height in pixels as displayed, after the rotation stored in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// Facts found by inspecting a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The size of the file.
    pub bytes: u64,
    pub media: Media,
    /// The media type of the content, such as `image/png`; the name may claim another.
    pub media_type: String,
    /// For pictures, and for videos that declare it.
    pub size: Option<Size>,
    /// Playing time of a sound or video, in milliseconds.
    pub millis: Option<u64>,
}

/// A file that was copied into the profile, to be attached to a message.
#[derive(Clone, PartialEq, Eq)]
pub struct StagedFile {
    pub content: ContentHash,
    /// The name as the user sees it; it is made safe for the object store later.
    pub name: String,
    pub facts: Facts,
}

impl std::fmt::Debug for StagedFile {
    /// Leaves out names: they must not reach the logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StagedFile")
            .field("content", &self.content)
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}

/// Formats a size for people, such as `2.4 MB`.
pub fn format_size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    match UNITS.into_iter().find(|(_, unit)| bytes >= *unit) {
        Some((word, unit)) if bytes < 10 * unit => {
            format!("{}.{} {word}", bytes / unit, bytes % unit * 10 / unit)
        }
        Some((word, unit)) => format!("{} {word}", bytes / unit),
        None => tr::size_bytes(bytes),
    }
}

/// Formats a duration or a position: `2:03`, `1:02:03`.
pub fn clock(millis: u64) -> String {
    let seconds = millis / 1_000;
    match seconds / 3_600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

/// Formats a duration as `hh:mm:ss` for `FileDuration`, limited to 99:59:59.
pub fn duration(millis: u64) -> String {
    let seconds = (millis.saturating_add(500) / 1_000).min(99 * 3_600 + 59 * 60 + 59);
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_read_back_from_its_digits() {
        let content = ContentHash::new(std::array::from_fn(|at| u8::try_from(at * 7).unwrap()));
        assert_eq!(ContentHash::of_hex(&content.to_string()), Some(content));
        assert_eq!(ContentHash::of_hex("ab"), None);
        assert_eq!(ContentHash::of_hex(&"é".repeat(32)), None);
    }

    #[test]
    fn lengths_and_times_read_as_people_say_them() {
        assert_eq!(format_size(12), "12 bytes");
        assert_eq!(format_size(3_140_000), "3.1 MB");
        assert_eq!(format_size(12_800_000), "12 MB");
        assert_eq!(clock(14_900), "0:14");
        assert_eq!(clock(3_723_000), "1:02:03");
    }

    #[test]
    fn durations_are_hours_minutes_and_seconds() {
        assert_eq!(duration(0), "00:00:00");
        assert_eq!(duration(61_499), "00:01:01");
        assert_eq!(duration(2 * 3_600_000), "02:00:00");
        assert_eq!(duration(u64::MAX), "99:59:59");
    }
}
