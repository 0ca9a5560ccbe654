//! Decodes the frames of an animated picture, within limits: a long animation is cut, and loops at the cut.
//!
//! Blocking. Must not know: where it is drawn. Tests: `tests/files/pictures.rs`.

use super::{LONGEST_SIDE, MEMORY, fit, picture, shrunk};
use crate::chat::attachment::Size;
use crate::clock::Deadline;
use crate::files::Error;
use crate::files::guard::catch_panic;
use crate::language::tr;
use crate::row::{Frame, PictureRequest};

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;

use image::codecs::gif::GifDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder as _, DynamicImage, Frames, ImageDecoder as _, Limits};

/// The most bytes of all frames together, decoded.
pub const ALL: usize = 64 << 20;
/// The usual time limit for decoding.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// The largest side of an animation, in pixels.
const SIDE: u32 = 800;
/// Animations that claim to be faster than this, in milliseconds per frame, are shown at the usual speed, as in other
/// programs.
const FASTEST: u32 = 20;
const USUAL: u32 = 100;
const SLOWEST: u32 = 10_000;

/// Bytes per pixel of a WebP's canvas, of one frame of it, and of the copy that is handed out.
const WEBP_PIXEL: u64 = 12;

/// The frames of a GIF or WebP, scaled to fit, with their display times; none of a WebP that is not animated. The frames
/// decoded by the deadline are the animation.
///
/// # Errors
/// If not even the first frame can be drawn.
pub fn frames(path: &Path, request: PictureRequest, deadline: Deadline) -> Result<Vec<Frame>, Error> {
    let within = Size { width: request.within.width.min(SIDE), height: request.within.height.min(SIDE) };
    catch_panic(|| match open(path)? {
        Opened::Still => Some(Vec::new()),
        Opened::Moving(frames) => Some(decode(frames, within, deadline)).filter(|frames| !frames.is_empty()),
    })
    .flatten()
    .ok_or_else(|| Error::Unusable(tr::picture_damaged().to_owned()))
}

enum Opened {
    Still,
    Moving(Frames<'static>),
}

/// Opens an animation if its canvas is within the limits.
fn open(path: &Path) -> Option<Opened> {
    let mut file = BufReader::new(File::open(path).ok()?);
    let head = file.fill_buf().ok()?;
    if !head.starts_with(b"RIFF") || head.get(8..12) != Some(b"WEBP") {
        let mut decoder = GifDecoder::new(file).ok()?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(LONGEST_SIDE);
        limits.max_image_height = Some(LONGEST_SIDE);
        limits.max_alloc = Some(MEMORY);
        decoder.set_limits(limits).ok()?;
        return Some(Opened::Moving(decoder.into_frames()));
    }
    let decoder = WebPDecoder::new(file).ok()?;
    if !decoder.has_animation() {
        return Some(Opened::Still);
    }
    // This decoder checks no limits for an animation.
    let (width, height) = decoder.dimensions();
    let is_small = width <= LONGEST_SIDE
        && height <= LONGEST_SIDE
        && u64::from(width) * u64::from(height) * WEBP_PIXEL <= MEMORY;
    is_small.then(|| Opened::Moving(decoder.into_frames()))
}

fn decode(all: Frames<'static>, within: Size, deadline: Deadline) -> Vec<Frame> {
    let (mut frames, mut bytes) = (Vec::new(), 0);
    for frame in all {
        let Ok(frame) = frame else { break };
        let (numerator, denominator) = frame.delay().numer_denom_ms();
        let millis = numerator / denominator.max(1);
        let millis = if millis < FASTEST { USUAL } else { millis.min(SLOWEST) };
        let mut whole = DynamicImage::ImageRgba8(frame.into_buffer());
        let fitted = fit(Size { width: whole.width(), height: whole.height() }, within);
        if fitted.width < whole.width() || fitted.height < whole.height() {
            whole = shrunk(whole, fitted);
        }
        let picture = picture(whole.into_rgba8());
        bytes += picture.pixels.len();
        if bytes > ALL && !frames.is_empty() {
            break;
        }
        frames.push(Frame { picture, millis });
        if deadline.is_over() {
            break;
        }
    }
    frames
}
