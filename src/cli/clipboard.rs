//! The clipboard's pictures and files: text is the text field's own matter.
//!
//! Must not know: where they go. Tested in a real window: there is no clipboard without a display.

use crate::session::row::Source;

use std::sync::Arc;

use image::ImageEncoder as _;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};

/// Pixels of the largest picture that is taken.
const LARGEST: usize = 100_000_000;

/// What the clipboard holds besides text; nothing where it holds nothing else or cannot be read.
pub(super) async fn read() -> Vec<Source> {
    tokio::task::spawn_blocking(now).await.unwrap_or_default()
}

fn now() -> Vec<Source> {
    let Ok(mut clipboard) = arboard::Clipboard::new() else { return Vec::new() };
    if let Ok(paths) = clipboard.get().file_list()
        && !paths.is_empty()
    {
        return paths.into_iter().map(Source::Path).collect();
    }
    let Ok(picture) = clipboard.get_image() else { return Vec::new() };
    encoded(&picture).into_iter().collect()
}

fn encoded(picture: &arboard::ImageData<'_>) -> Option<Source> {
    if picture.width.checked_mul(picture.height)? > LARGEST {
        return None;
    }
    let (width, height) = (u32::try_from(picture.width).ok()?, u32::try_from(picture.height).ok()?);
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive)
        .write_image(&picture.bytes, width, height, image::ExtendedColorType::Rgba8)
        .ok()?;
    let moment = chrono::Local::now().format("%Y-%m-%d %H%M%S");
    Some(Source::Bytes { name: format!("Pasted picture {moment}.png"), bytes: Arc::from(bytes) })
}
