//! Determines the type of a file by its content; the name only decides between related types.
//!
//! Reads the beginning (and, of a film, its table of contents): at most some megabytes, however long the file claims
//! to be. Third-party parsers are isolated: a panic counts as a file that they do not understand. Blocking. Tests:
//! `tests/files/probing.rs`.

mod film;

pub(super) use film::open;

use super::Error;
use super::guard::catch_panic;
use super::picture;
use crate::chat::attachment::{Facts, Media};
use crate::chat::media;
use crate::language::tr;

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// Bytes examined for the type.
const HEAD: usize = 8_192;

/// Inspects a file; `name` is only used if the content is ambiguous.
///
/// # Errors
/// If the file cannot be read at all. One that cannot be decoded is no error.
pub fn probe(path: &Path, name: &str) -> Result<Facts, Error> {
    let unreadable = |error: std::io::Error| Error::Disk(tr::file_copy_unreadable(&error.to_string()));
    let mut file = File::open(path).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(unreadable)?;
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let media_type = media_type(&head, name);
    let mut facts = Facts { bytes, media: media::sort(&media_type), media_type, size: None, millis: None };
    match facts.media {
        Media::Picture => facts.size = catch_panic(|| picture::size(path)).flatten(),
        Media::Sound => facts.millis = catch_panic(|| film::length(path, name)).flatten(),
        Media::Video => {
            if let Some(film) = catch_panic(|| film::look(path, name)) {
                (facts.size, facts.millis) = (film.size, film.millis);
            }
        }
        Media::Other => {}
    }
    // A picture whose header is not understood cannot be drawn.
    if facts.media == Media::Picture && facts.size.is_none() {
        facts.media = Media::Other;
    }
    Ok(facts)
}

/// The playing time of a sound, in milliseconds.
pub(super) fn length(path: &Path) -> Option<u64> {
    catch_panic(|| film::length(path, "")).flatten()
}

fn media_type(head: &[u8], name: &str) -> String {
    if let Some(found) = infer::get(head) {
        // The same container holds pictures, sounds and films; the name decides between related types.
        let claim = media::claimed(name).map(|(_, claim)| claim);
        return match (found.mime_type(), claim) {
            ("video/mp4" | "audio/m4a", Some(claim @ ("audio/m4a" | "video/mp4" | "video/quicktime"))) => {
                claim.to_owned()
            }
            ("application/zip", Some(claim)) if claim.contains("officedocument") => claim.to_owned(),
            ("video/x-matroska", Some("video/webm")) => "video/webm".to_owned(),
            ("audio/opus", _) => "audio/ogg".to_owned(),
            ("image/heif" | "image/heic", _) => "image/heif".to_owned(),
            (found, _) => found.to_owned(),
        };
    }
    if head.starts_with(b"#!") {
        return "text/x-shellscript".to_owned();
    }
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The end of the examined bytes may cut a character in two.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => "",
    };
    let begins = text.trim_start().trim_start_matches('\u{feff}').to_ascii_lowercase();
    if begins.starts_with("<svg") || (begins.starts_with("<?xml") && begins.contains("<svg")) {
        "image/svg+xml".to_owned()
    } else if begins.starts_with("<!doctype html") || begins.starts_with("<html") {
        "text/html".to_owned()
    } else if !text.is_empty() && !text.contains(|c: char| c.is_control() && !"\t\r\n\u{c}".contains(c)) {
        "text/plain".to_owned()
    } else {
        "application/octet-stream".to_owned()
    }
}
