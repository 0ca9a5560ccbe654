//! Determines the type of a file by its content; the name only decides between related types.
//!
//! Reads the beginning (and, of a film, its table of contents): at most some megabytes, however long the file claims
//! to be. Third-party parsers are isolated: a panic counts as a file that they do not understand. Blocking. Tests:
//! `tests/files/probing.rs`.

mod container;
mod film;
mod text;

pub(super) use film::open;

use super::Error;
use super::guard::catch_panic;
use super::picture;
use crate::chat::attachment::{Facts, Media};
use crate::chat::media;
use crate::language::tr;

use std::fs::File;
use std::io::Read as _;
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
    let media_type = media_type(&head, &mut file, bytes, name);
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

fn media_type(head: &[u8], file: &mut File, bytes: u64, name: &str) -> String {
    // The same container holds pictures, sounds and films; the name decides between related types.
    let claim = media::claimed(name).map(|(_, claim)| claim);
    if container::is_windows_program(head, file) {
        return "application/vnd.microsoft.portable-executable".to_owned();
    }
    let is_cut = bytes > head.len() as u64;
    if let Some(found) = text::media_type(head, is_cut, name) {
        return found.to_owned();
    }
    let found = container::boxes(head)
        .or_else(|| container::is_transport_stream(head).then_some("video/mp2t"))
        .or_else(|| container::compound(head, file));
    let found = match found {
        Some("application/x-ole-storage") | None => infer::get(head)
            // Object code does not run, and is recognized by two bytes that other data begins with too.
            .filter(|found| found.extension() != "obj")
            .map(|found| found.mime_type())
            .or(found),
        found => found,
    };
    match (found.unwrap_or("application/octet-stream"), claim) {
        (
            "video/mp4" | "video/quicktime" | "video/3gpp" | "audio/m4a",
            Some(claim @ ("audio/m4a" | "video/mp4" | "video/quicktime" | "video/3gpp")),
        ) => claim,
        ("application/zip", Some(claim)) if claim.contains("officedocument") => claim,
        // Office stores a document with a password in a compound file.
        ("application/x-ole-storage", Some(claim)) if claim.contains("officedocument") => claim,
        ("video/x-matroska", Some("video/webm")) => "video/webm",
        ("video/x-ms-wmv", Some("audio/x-ms-wma")) => "audio/x-ms-wma",
        ("audio/ogg", Some("video/ogg")) => "video/ogg",
        ("audio/opus", _) => "audio/ogg",
        ("image/heif" | "image/heic", _) => "image/heif",
        (found, _) => found,
    }
    .to_owned()
}
