//! Loads all fonts: ours, bundled, and the system's for characters that ours lack (CJK, Arabic …).
//!
//! iced has one global font system, which reads every font file of the machine when it is first used. That scan takes
//! 20 to 200 ms and would delay the first frame. So a window calls [`load_bundled`] first thing in `main`, which
//! prevents the scan, draws its first frame with our fonts, and has [`load_system`] run on a thread meanwhile; a
//! message then rebuilds the view, and text that lacked glyphs is shaped again (iced compares the font system's
//! version). A program without a window calls [`load`].
//!
//! Our emoji come before other fallbacks: they are the same on every machine, and never half in black and white, as
//! where DejaVu is installed. Tests: below, and the pictures of `tests/gallery`.

use iced::Font;
use iced::advanced::graphics::text::cosmic_text::{self, Fallback, PlatformFallback, fontdb};
use iced::advanced::graphics::text::{FontSystem, font_system};
use unicode_script::Script;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, Once, PoisonError, RwLockWriteGuard};

/// Text.
pub const SANS: Font = Font::with_name("Confab Sans");
// Families, not weights and slants: see `assets/fonts/build.py`. Never ask for another weight of these.
/// Names, unread, labels.
pub const SANS_MEDIUM: Font = Font::with_name("Confab Sans Medium");
/// Headings, strong emphasis.
pub const SANS_BOLD: Font = Font::with_name("Confab Sans Bold");
/// Emphasis.
pub const SANS_ITALIC: Font = Font::with_name("Confab Sans Italic");
/// Code.
pub const MONO: Font = Font::with_name("Confab Mono");
/// Emoji, in colour. Text falls back to it automatically; name it where emoji are alone.
pub const EMOJI: Font = Font::with_name("Confab Emoji");
/// Icons; see `icon`.
pub const ICONS: Font = Font::with_name("Confab Icons");

const ICON_FILE: &[u8] = include_bytes!("../../assets/icons/ConfabIcons.ttf");
const BUNDLE: [&[u8]; 7] = [
    include_bytes!("../../assets/fonts/ConfabSans.otf"),
    include_bytes!("../../assets/fonts/ConfabSansMedium.otf"),
    include_bytes!("../../assets/fonts/ConfabSansBold.otf"),
    include_bytes!("../../assets/fonts/ConfabSansItalic.otf"),
    include_bytes!("../../assets/fonts/ConfabMono.ttf"),
    include_bytes!("../../assets/fonts/ConfabEmoji.ttf"),
    ICON_FILE,
];

/// Loads our fonts and the system's. Idempotent; blocks for the scan of the system's fonts.
pub fn load() {
    load_bundled();
    load_system();
}

/// Loads our fonts without reading the system's, where that is possible.
///
/// Call it first thing in `main`, while there is one thread: on Linux it sets an environment variable for a moment. On
/// other systems the scan happens here; call it there on a separate thread, before the window is opened.
pub fn load_bundled() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        scan::without(|| drop(write()));
        let mut system = write();
        let raw = system.raw();
        let empty = cosmic_text::FontSystem::new_with_locale_and_db(String::new(), fontdb::Database::new());
        let (locale, mut fonts) = std::mem::replace(raw, empty).into_locale_and_db();
        for bytes in BUNDLE {
            // Not `load_font`, which would copy each file.
            let _ = fonts.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
        }
        fonts.set_sans_serif_family("Confab Sans");
        fonts.set_monospace_family("Confab Mono");
        *raw = cosmic_text::FontSystem::new_with_locale_and_db_and_fallback(locale, fonts, EmojiFirst);
    });
}

/// Adds the system's fonts. Blocks for the scan, without holding up drawing; idempotent. Says if anything was added:
/// then views must be built again once.
pub fn load_system() -> Loaded {
    static DONE: Mutex<bool> = Mutex::new(false);
    load_bundled();
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    if std::mem::replace(&mut *done, true) || !scan::CAN_WAIT {
        return Loaded::Nothing;
    }
    let mut found = fontdb::Database::new();
    found.load_system_fonts();
    if found.is_empty() {
        return Loaded::Nothing;
    }
    let mut system = write();
    let fonts = system.raw().db_mut();
    for face in found.faces() {
        let _ = fonts.push_face_info(face.clone());
    }
    // This is the only way to raise the version, so that text shaped without these fonts is shaped again.
    system.load_font(Cow::Owned(Vec::new()));
    Loaded::Fonts
}

/// The result of [`load_system`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    /// There are more fonts than before.
    Fonts,
    /// Nothing was added.
    Nothing,
}

fn write() -> RwLockWriteGuard<'static, FontSystem> {
    font_system().write().unwrap_or_else(PoisonError::into_inner)
}

/// The platform's fallback order, after the fonts with colour emoji: ours, and those that may have newer ones.
struct EmojiFirst;

impl Fallback for EmojiFirst {
    fn common_fallback(&self) -> &[&'static str] {
        static NAMES: std::sync::OnceLock<Vec<&'static str>> = std::sync::OnceLock::new();
        NAMES.get_or_init(|| {
            let mut names = vec!["Confab Emoji", "Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji"];
            names.extend(PlatformFallback.common_fallback());
            names
        })
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        PlatformFallback.forbidden_fallback()
    }

    fn script_fallback(&self, script: Script, locale: &str) -> &[&'static str] {
        PlatformFallback.script_fallback(script, locale)
    }
}

#[cfg(target_os = "linux")]
mod scan {
    //! Keeps the machine's fonts out while the font system is made.

    use std::io::Write;

    pub(super) const CAN_WAIT: bool = true;
    const NAME: &str = "FONTCONFIG_FILE";
    const NO_FONTS: &str = "<?xml version=\"1.0\"?><fontconfig><dir>/nonexistent</dir></fontconfig>";

    /// Runs `make` with a font configuration that names no font. If that file cannot be written, the scan happens.
    pub(super) fn without(make: impl FnOnce()) {
        let file = tempfile::NamedTempFile::new()
            .and_then(|mut file| file.write_all(NO_FONTS.as_bytes()).map(|()| file));
        let Ok(file) = file else { return make() };
        let before = std::env::var_os(NAME);
        set(Some(file.path().as_os_str()));
        make();
        set(before.as_deref());
    }

    #[allow(unsafe_code, reason = "no other way to keep the scan from standing before the first frame")]
    fn set(value: Option<&std::ffi::OsStr>) {
        // SAFETY: `load_bundled` must be called before there are other threads. Rust's own readers of the environment
        // take the same lock; in tests, which have threads, no C code reads the environment.
        unsafe {
            match value {
                Some(value) => std::env::set_var(NAME, value),
                None => std::env::remove_var(NAME),
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod scan {
    //! Elsewhere the folders of the scan are fixed.

    pub(super) const CAN_WAIT: bool = false;

    pub(super) fn without(make: impl FnOnce()) {
        make();
    }
}

/// True if the emoji font draws this whole sequence as one glyph.
#[cfg(test)]
pub(crate) fn emoji_has(emoji: &str) -> bool {
    load_bundled();
    let mut system = write();
    let raw = system.raw();
    let mut buffer = cosmic_text::Buffer::new(raw, cosmic_text::Metrics::new(16.0, 20.0));
    let attributes = cosmic_text::Attrs::new().family(cosmic_text::Family::Name("Confab Emoji"));
    buffer.set_text(raw, emoji, &attributes, cosmic_text::Shaping::Advanced, None);
    buffer.shape_until_scroll(raw, false);
    let glyphs: Vec<_> = buffer
        .layout_runs()
        .flat_map(|run| run.glyphs.iter().map(|glyph| (glyph.font_id, glyph.glyph_id)))
        .collect();
    let query =
        fontdb::Query { families: &[fontdb::Family::Name("Confab Emoji")], ..fontdb::Query::default() };
    let ours = raw.db().query(&query);
    matches!(glyphs[..], [(font, glyph)] if Some(font) == ours && glyph != 0)
}

#[cfg(test)]
pub(crate) fn icons_have(glyph: char) -> bool {
    let face = cosmic_text::skrifa::FontRef::new(ICON_FILE).unwrap();
    cosmic_text::skrifa::MetadataProvider::charmap(&face).map(glyph).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_font_is_found_by_its_family() {
        load();
        let mut system = write();
        let fonts = system.raw().db();
        for font in [SANS, SANS_MEDIUM, SANS_BOLD, SANS_ITALIC, MONO, EMOJI, ICONS] {
            let iced::font::Family::Name(name) = font.family else { panic!("a family by name") };
            let query = fontdb::Query { families: &[fontdb::Family::Name(name)], ..fontdb::Query::default() };
            let face = fonts.query(&query).and_then(|id| fonts.face(id)).expect("a face");
            let regular = (fontdb::Weight::NORMAL, fontdb::Style::Normal);
            assert_eq!((face.weight, face.style), regular, "{name}: fallbacks depend on it");
        }
    }

    #[test]
    fn loading_again_adds_nothing() {
        load();
        let before = write().raw().db().len();
        load();
        assert_eq!(load_system(), Loaded::Nothing);
        assert_eq!(write().raw().db().len(), before);
    }
}
