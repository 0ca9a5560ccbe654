//! Compares the type that a file's name claims with the type of its content, and derives the kind of its message.
//!
//! If the two disagree, the content counts and the user is warned. Pure. Tests: below.

use super::attachment::{Facts, Media};
use super::message::Kind;
use crate::language::tr;

/// File extensions and the media type that each one claims.
const CLAIMS: &[(&str, &str)] = &[
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("jpe", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("bmp", "image/bmp"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("heic", "image/heif"),
    ("heif", "image/heif"),
    ("avif", "image/avif"),
    ("svg", "image/svg+xml"),
    ("mp3", "audio/mpeg"),
    ("wav", "audio/x-wav"),
    ("flac", "audio/x-flac"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("m4a", "audio/m4a"),
    ("m4b", "audio/m4a"),
    ("aac", "audio/aac"),
    ("wma", "audio/x-ms-wma"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("mov", "video/quicktime"),
    ("qt", "video/quicktime"),
    ("3gp", "video/3gpp"),
    ("3g2", "video/3gpp"),
    ("webm", "video/webm"),
    ("mkv", "video/x-matroska"),
    ("avi", "video/x-msvideo"),
    ("wmv", "video/x-ms-wmv"),
    ("ogv", "video/ogg"),
    ("mpg", "video/mpeg"),
    ("mpeg", "video/mpeg"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("7z", "application/x-7z-compressed"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("txt", "text/plain"),
    ("log", "text/plain"),
    ("md", "text/plain"),
    ("markdown", "text/plain"),
    ("csv", "text/plain"),
    ("tsv", "text/plain"),
    ("json", "text/plain"),
    ("html", "text/html"),
    ("htm", "text/html"),
    ("xhtml", "text/html"),
    ("exe", "application/vnd.microsoft.portable-executable"),
    ("dll", "application/vnd.microsoft.portable-executable"),
];

/// File types that cannot run anything when opened: the media type of the content, and the extensions that match it.
const HARMLESS: [(&str, &[&str]); 21] = [
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/bmp", &["bmp"]),
    ("image/tiff", &["tif", "tiff"]),
    ("image/heif", &["heic", "heif"]),
    ("audio/mpeg", &["mp3"]),
    ("audio/x-wav", &["wav"]),
    ("audio/x-flac", &["flac"]),
    ("audio/ogg", &["ogg", "oga", "opus"]),
    ("audio/m4a", &["m4a"]),
    ("audio/aac", &["aac"]),
    ("video/mp4", &["mp4", "m4v"]),
    ("video/webm", &["webm"]),
    ("video/x-matroska", &["mkv"]),
    ("video/quicktime", &["mov", "qt"]),
    ("video/3gpp", &["3gp", "3g2"]),
    ("application/pdf", &["pdf"]),
    ("text/plain", &["txt", "log", "md", "csv", "tsv"]),
    ("text/csv", &["csv"]),
];

/// True if opening a file with this content and this extension (in lower case) cannot run anything.
pub fn is_harmless(media_type: &str, ending: &str) -> bool {
    HARMLESS.iter().any(|(known, endings)| *known == media_type && endings.contains(&ending))
}

/// True if the system may be asked to open the file. `files::outside` checks again before it does.
pub fn may_open(facts: &Facts, name: &str) -> bool {
    is_harmless(&facts.media_type, &ending(name))
}

/// Returns the extension of a name in lower case, without the dot; empty if there is none.
fn ending(name: &str) -> String {
    let name = super::shown::name(name);
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 12 => ending.to_lowercase(),
        Some(_) | None => String::new(),
    }
}

/// The sort of file and the media type that a name claims by its extension.
pub fn claimed(name: &str) -> Option<(Media, &'static str)> {
    let ending = ending(name);
    CLAIMS.iter().find(|(known, _)| *known == ending).map(|(_, claimed)| (sort(claimed), *claimed))
}

/// True if a name claims a text with markup, which may contain HTML.
pub fn is_markdown(name: &str) -> bool {
    matches!(ending(name).as_str(), "md" | "markdown")
}

/// The sort of file of a media type, as far as this client draws or plays it.
pub fn sort(media_type: &str) -> Media {
    match media_type {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp" => Media::Picture,
        other if other.starts_with("audio/") => Media::Sound,
        other if other.starts_with("video/") => Media::Video,
        _ => Media::Other,
    }
}

/// True for pictures that may be animated.
pub fn may_move(media_type: &str) -> bool {
    matches!(media_type, "image/gif" | "image/webp")
}

/// Describes the mismatch if the name claims another type than the content has; `None` if they agree or the name
/// claims nothing.
pub fn disagreement(name: &str, facts: &Facts) -> Option<String> {
    match claimed(name) {
        Some((_, claim)) if claim != facts.media_type && !are_kin(claim, &facts.media_type) => {
            otherwise(ending(name).as_ref(), claim, &facts.media_type)
        }
        Some(_) | None => program(&facts.media_type).map(|(words, _)| words().to_owned()),
    }
}

fn otherwise(ending: &str, claim: &str, media_type: &str) -> Option<String> {
    if let Some((_, named)) = program(media_type) {
        return Some(named(ending));
    }
    match words_of(media_type) {
        // There is no word for it.
        words if words == tr::media_file() => Some(tr::media_named_unknown(ending)),
        words if words == words_of(claim) => None,
        kind => Some(tr::MediaNamedOtherwise { ending, kind }.text()),
    }
}

/// Two sentences for a file that runs when it is opened: one says so, the other adds that its name claims otherwise.
type Warnings = (fn() -> &'static str, fn(&str) -> String);

fn program(media_type: &str) -> Option<Warnings> {
    Some(match media_type {
        "application/vnd.microsoft.portable-executable" | "application/x-msi" => {
            (tr::media_is_program_windows, tr::media_named_program_windows)
        }
        "application/x-executable" => (tr::media_is_program, tr::media_named_program),
        "application/x-mach-binary" => (tr::media_is_program_macos, tr::media_named_program_macos),
        "text/x-shellscript" => (tr::media_is_script, tr::media_named_script),
        _ => return None,
    })
}

/// True for types that different programs name differently.
fn are_kin(claimed: &str, found: &str) -> bool {
    const KIN: [&[&str]; 6] = [
        &["video/mp4", "video/quicktime", "video/3gpp", "audio/m4a", "audio/mp4"],
        &["video/mpeg", "video/mp2t"],
        &["video/webm", "video/x-matroska"],
        &["audio/ogg", "audio/opus", "video/ogg"],
        &["audio/mpeg", "audio/aac"],
        &["image/heif", "image/avif"],
    ];
    let zipped = claimed.contains("officedocument") && found == "application/zip";
    zipped || KIN.iter().any(|kin| kin.contains(&claimed) && kin.contains(&found))
}

/// True if opening the file runs a program.
pub fn warns(facts: &Facts) -> bool {
    program(&facts.media_type).is_some()
}

/// The type shown on a file card: from the content if it is known, otherwise from the name.
pub fn type_words(facts: Option<&Facts>, name: &str) -> String {
    let words = match facts {
        Some(facts) => words_of(&facts.media_type),
        None => claimed(name).map_or_else(tr::media_file, |(_, claim)| words_of(claim)),
    };
    words.to_owned()
}

fn words_of(media_type: &str) -> &'static str {
    match media_type {
        "image/png" => tr::media_picture_png(),
        "image/jpeg" => tr::media_picture_jpeg(),
        "image/gif" => tr::media_picture_gif(),
        "image/webp" => tr::media_picture_webp(),
        "image/svg+xml" => tr::media_drawing(),
        "application/pdf" => tr::media_pdf(),
        "application/zip" => tr::media_zip(),
        "application/gzip" => tr::media_gzip(),
        "application/vnd.microsoft.portable-executable" | "application/x-msi" => tr::media_program_windows(),
        "application/x-executable" => tr::media_program(),
        "application/x-mach-binary" => tr::media_program_macos(),
        "text/x-shellscript" => tr::media_script(),
        "text/html" => tr::media_web_page(),
        "text/plain" => tr::media_text(),
        other if other.contains("wordprocessing") || other == "application/msword" => tr::media_word(),
        other if other.contains("spreadsheet") || other == "application/vnd.ms-excel" => {
            tr::media_spreadsheet()
        }
        other if other.contains("presentation") || other == "application/vnd.ms-powerpoint" => {
            tr::media_presentation()
        }
        other if other.starts_with("image/") => tr::media_picture(),
        other if other.starts_with("audio/") => tr::media_sound(),
        other if other.starts_with("video/") => tr::media_video(),
        other if other.starts_with("font/") => tr::media_font(),
        _ => tr::media_file(),
    }
}

/// The kind of a message with these files: that of their common sort, or `File` if they differ.
pub fn kind_of(files: impl IntoIterator<Item = Media>) -> Kind {
    let mut files = files.into_iter();
    let Some(first) = files.next() else { return Kind::Text };
    if files.any(|other| other != first) {
        return Kind::File;
    }
    match first {
        Media::Picture => Kind::Image,
        Media::Sound => Kind::Audio,
        Media::Video => Kind::Video,
        Media::Other => Kind::File,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(media_type: &str) -> Facts {
        let media_type = media_type.to_owned();
        Facts { bytes: 1, media: sort(&media_type), media_type, size: None, millis: None }
    }

    #[test]
    fn a_program_named_as_a_picture_is_told() {
        let words = disagreement("holiday.png", &facts("application/x-executable")).unwrap();
        assert_eq!(words, "Named .png, but it is a program.");
        let words =
            disagreement("holiday_\u{202e}gnp.exe", &facts("application/vnd.microsoft.portable-executable"));
        assert_eq!(words.unwrap(), "This is a program for Windows.");
        assert_eq!(disagreement("setup", &facts("application/x-executable")).unwrap(), "This is a program.");
    }

    #[test]
    fn what_agrees_or_claims_nothing_is_not_told() {
        assert_eq!(disagreement("a.JPG", &facts("image/jpeg")), None);
        assert_eq!(disagreement("a.docx", &facts("application/zip")), None);
        assert_eq!(disagreement("a.mov", &facts("video/mp4")), None);
        assert_eq!(disagreement("README", &facts("text/plain")), None);
        assert_eq!(disagreement("data.xyz", &facts("application/octet-stream")), None);
    }

    #[test]
    fn a_message_of_one_sort_is_of_that_kind() {
        assert_eq!(kind_of([Media::Picture, Media::Picture]), Kind::Image);
        assert_eq!(kind_of([Media::Picture, Media::Sound]), Kind::File);
        assert_eq!(kind_of([Media::Sound]), Kind::Audio);
        assert_eq!(kind_of([]), Kind::Text);
    }
}
