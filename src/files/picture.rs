//! Decodes pictures within limits, applies their orientation, scales them down, and caches thumbnails.
//!
//! A decoded picture takes at most [`MEMORY`], and its decoder, in the worst case (a progressive JPEG), up to one and
//! a half times as much again; the caller limits how many run at once, and large ones run one at a time. Blocking.
//! Must not know: where a picture is drawn. Tests: `tests/files/pictures.rs`, `tests/files/memory.rs`.

#![allow(clippy::wildcard_enum_match_arm, reason = "the standard library's list of errors grows")]

pub mod frames;
mod input;

use input::Input;

use super::Error;
use super::guard::catch_panic;
use super::place::Places;
use crate::chat::attachment::Size;
use crate::language::tr;
use crate::row::{Picture, PictureRequest};

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder as _, ImageFormat, ImageReader, Limits, RgbaImage};

/// The longest side that is decoded, in pixels.
pub const LONGEST_SIDE: u32 = 16_384;
/// The most bytes a decoder may use; a longer file is no picture.
pub const MEMORY: u64 = 256 << 20;
/// Originals up to this number of pixels are drawn directly: a thumbnail would save nothing.
const SMALL: u64 = 512 * 512;
/// From this number of pixels on, pictures are decoded one at a time.
const LARGE: u64 = 16_000_000;
/// Held while a large picture is decoded.
static ONE_LARGE: Mutex<()> = Mutex::new(());

/// A picture ready to be decoded.
struct Opened {
    reader: ImageReader<BufReader<Input>>,
    /// False if reading its orientation could do harm.
    is_exif_sound: bool,
}

impl Opened {
    /// Detects the format of a file. Every still picture's decoder gets its bytes and limits here.
    fn of(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        // The JPEG decoder reads the whole file before it checks the header.
        if file.metadata()?.len() > MEMORY {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is longer than a picture may be"));
        }
        let mut reader = ImageReader::new(BufReader::new(Input::of(file)?)).with_guessed_format()?;
        let is_exif_sound = reader.format() != Some(ImageFormat::WebP)
            || input::has_sound_exif(File::open(path)?).unwrap_or(false);
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(MEMORY);
        reader.limits(limits);
        Ok(Self { reader, is_exif_sound })
    }

    fn limited(mut self) -> Self {
        let mut limits = Limits::default();
        limits.max_image_width = Some(LONGEST_SIDE);
        limits.max_image_height = Some(LONGEST_SIDE);
        limits.max_alloc = Some(MEMORY);
        self.reader.limits(limits);
        self
    }

    fn decoder(self) -> image::ImageResult<(impl ImageDecoder, Orientation)> {
        let mut decoder = self.reader.into_decoder()?;
        let orientation = if self.is_exif_sound { decoder.orientation()? } else { Orientation::NoTransforms };
        Ok((decoder, orientation))
    }
}

/// The size as displayed, from the header only; `None` if that cannot be read. A picture too large to draw still has
/// a size.
pub(super) fn size(path: &Path) -> Option<Size> {
    let (decoder, orientation) = Opened::of(path).ok()?.decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let (width, height) = if is_turned(orientation) { (height, width) } else { (width, height) };
    (width > 0 && height > 0).then_some(Size { width, height })
}

const fn is_turned(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

/// Decodes a picture to fit within a size, keeping its shape, never enlarged.
///
/// # Errors
/// If the picture is too large, damaged, truncated or of an unknown kind.
pub fn draw(path: &Path, within: Size) -> Result<Picture, Error> {
    let own = catch_panic(|| size(path)).flatten();
    let pixels = own.map_or(0, |Size { width, height }| u64::from(width) * u64::from(height));
    if let Some(Size { width, height }) = own
        && (width > LONGEST_SIDE || height > LONGEST_SIDE || pixels * 4 > MEMORY)
    {
        return Err(Error::Unusable(
            tr::PictureLargeSize { width: &width.to_string(), height: &height.to_string() }.text(),
        ));
    }
    let _one = (pixels > LARGE).then(|| ONE_LARGE.lock().unwrap_or_else(PoisonError::into_inner));
    catch_panic(|| decode(path, within))
        .unwrap_or_else(|| Err(Error::Unusable(tr::picture_unreadable().to_owned())))
}

fn decode(path: &Path, within: Size) -> Result<Picture, Error> {
    let damaged = |error: image::ImageError| {
        Error::Unusable(match error {
            image::ImageError::Limits(_) => tr::picture_large().to_owned(),
            image::ImageError::Decoding(_)
            | image::ImageError::Encoding(_)
            | image::ImageError::Parameter(_)
            | image::ImageError::IoError(_) => tr::picture_damaged().to_owned(),
            image::ImageError::Unsupported(_) => tr::picture_unknown().to_owned(),
        })
    };
    let opened = Opened::of(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::Missing(tr::picture_missing().to_owned()),
        io::ErrorKind::FileTooLarge => Error::Unusable(tr::picture_large().to_owned()),
        _ => Error::Disk(tr::picture_failed(&error.to_string())),
    })?;
    let (decoder, orientation) = opened.limited().decoder().map_err(damaged)?;
    // With two bytes per colour, it is twice as large as its pixel count suggests.
    if decoder.total_bytes() > MEMORY {
        return Err(Error::Unusable(tr::picture_large().to_owned()));
    }
    let mut whole = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    // Scale down first: rotating a small picture is quick.
    let limit =
        if is_turned(orientation) { Size { width: within.height, height: within.width } } else { within };
    let fitted = fit(Size { width: whole.width(), height: whole.height() }, limit);
    if fitted.width < whole.width() || fitted.height < whole.height() {
        whole = shrunk(whole, fitted);
    }
    whole.apply_orientation(orientation);
    Ok(picture(whole.into_rgba8()))
}

/// Scales in two steps if the difference is large: quickly to twice the size, then well to the final size.
fn shrunk(whole: DynamicImage, to: Size) -> DynamicImage {
    let twice = Size { width: to.width * 2, height: to.height * 2 };
    let near = if whole.width() > twice.width * 2 && whole.height() > twice.height * 2 {
        whole.thumbnail_exact(twice.width, twice.height)
    } else {
        whole
    };
    near.resize_exact(to.width, to.height, FilterType::Triangle)
}

fn picture(pixels: RgbaImage) -> Picture {
    let size = Size { width: pixels.width(), height: pixels.height() };
    Picture { size, pixels: Arc::from(pixels.into_raw()) }
}

/// The largest size of the same shape within a limit, never enlarged, at least one pixel.
pub fn fit(size: Size, within: Size) -> Size {
    let scale = (f64::from(within.width.max(1)) / f64::from(size.width.max(1)))
        .min(f64::from(within.height.max(1)) / f64::from(size.height.max(1)))
        .min(1.0);
    let scaled = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    Size { width: scaled(size.width), height: scaled(size.height) }
}

/// Like [`draw`], using a cached thumbnail, or creating one.
///
/// # Errors
/// Like [`draw`].
pub fn draw_kept(places: &Places, request: PictureRequest) -> Result<Picture, Error> {
    let small = places.thumbnail(request);
    // A damaged thumbnail is created again.
    if small.is_file()
        && let Ok(kept) = draw(&small, request.within)
    {
        return Ok(kept);
    }
    let original = places.original(request.content);
    let drawn = draw(&original, request.within)?;
    let is_large = size(&original).is_some_and(|size| u64::from(size.width) * u64::from(size.height) > SMALL);
    let is_smaller = u64::from(drawn.size.width) * u64::from(drawn.size.height) <= 4 * SMALL;
    if is_large
        && is_smaller
        && let Err(error) = keep(places, &small, &drawn)
    {
        tracing::debug!(%error, "a small picture was not kept");
    }
    Ok(drawn)
}

fn keep(places: &Places, small: &Path, drawn: &Picture) -> Result<(), Error> {
    let refused = |error: io::Error| super::place::disk(&error);
    let incoming = places.incoming()?;
    {
        let mut out = BufWriter::new(incoming.as_file());
        PngEncoder::new_with_quality(&mut out, CompressionType::Fast, PngFilter::Adaptive)
            .write_image(&drawn.pixels, drawn.size.width, drawn.size.height, image::ExtendedColorType::Rgba8)
            .map_err(|error| Error::Disk(error.to_string()))?;
        out.flush().map_err(refused)?;
    }
    if let Some(folder) = small.parent() {
        super::place::make(folder)?;
    }
    incoming.persist(small).map_err(|error| refused(error.error))?;
    Ok(())
}
