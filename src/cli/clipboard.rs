//! Pictures and files on the clipboard; the text fields handle text themselves.
//!
//! Must not know: where they go. Tests: below; the clipboard itself by hand in a real window, since there is none
//! without a display.

use crate::language::tr;
use crate::row::{Picture, Source};
use crate::screen::words::Now;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use image::ImageEncoder as _;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};

/// The largest picture that is taken, in pixels.
const LARGEST: usize = 100_000_000;

/// The clipboard that holds our picture: on X11 and Wayland, the content exists only as long as its owner.
static KEPT: Mutex<Option<arboard::Clipboard>> = Mutex::new(None);

/// Reads the clipboard's files or picture; empty if it has neither or cannot be read. A picture is named after the
/// current time.
pub(super) async fn read(now: Now) -> Vec<Source> {
    tokio::task::spawn_blocking(move || held(now)).await.unwrap_or_default()
}

fn held(now: Now) -> Vec<Source> {
    let Ok(mut clipboard) = arboard::Clipboard::new() else { return Vec::new() };
    if let Ok(paths) = clipboard.get().file_list()
        && !paths.is_empty()
    {
        return paths.into_iter().map(Source::Path).collect();
    }
    let Ok(picture) = clipboard.get_image() else { return Vec::new() };
    encoded(&picture, now).into_iter().collect()
}

/// Puts a picture on the clipboard.
///
/// # Errors
/// If there is no clipboard, or it refuses the picture.
pub(super) async fn write(picture: Picture) -> Result<(), String> {
    let refused = || tr::system_picture_not_copied().to_owned();
    tokio::task::spawn_blocking(move || {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        let clipboard = match &mut *kept {
            Some(clipboard) => clipboard,
            none => none.insert(arboard::Clipboard::new().map_err(|_| refused())?),
        };
        let data = arboard::ImageData {
            width: picture.size.width as usize,
            height: picture.size.height as usize,
            bytes: Cow::Borrowed(&picture.pixels),
        };
        clipboard.set_image(data).map_err(|_| refused())
    })
    .await
    .unwrap_or_else(|_| Err(refused()))
}

fn encoded(picture: &arboard::ImageData<'_>, now: Now) -> Option<Source> {
    if picture.width.checked_mul(picture.height)? > LARGEST {
        return None;
    }
    let (width, height) = (u32::try_from(picture.width).ok()?, u32::try_from(picture.height).ok()?);
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive)
        .write_image(&picture.bytes, width, height, image::ExtendedColorType::Rgba8)
        .ok()?;
    Some(Source::Bytes { name: name(now), bytes: Arc::from(bytes) })
}

/// `Pasted picture 2026-11-29 130500.png`.
fn name(now: Now) -> String {
    let time = now.local(now.at).format("%Y-%m-%d %H%M%S").to_string();
    format!("{}.png", tr::system_pasted_picture(&time))
}

#[cfg(test)]
mod tests {
    use super::*;

    use chrono::{DateTime, Utc};

    #[test]
    fn a_pasted_picture_is_named_by_the_clock_of_the_persons_zone() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap().into();
        let berlin = |text| name(Now { at: at(text), zone: &chrono_tz::Europe::Berlin });
        assert_eq!(berlin("2026-11-29T12:05:00Z"), "Pasted picture 2026-11-29 130500.png");
        assert_eq!(berlin("2026-07-07T22:30:00Z"), "Pasted picture 2026-07-08 003000.png");
    }
}
