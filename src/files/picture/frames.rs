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
use std::io::BufReader;
use std::path::Path;
use std::time::Duration;

use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder as _, DynamicImage, ImageDecoder as _, Limits};

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

/// The frames of a GIF, scaled to fit, with their display times; a single frame if it is not animated. The frames
/// decoded by the deadline are the animation.
///
/// # Errors
/// If not even the first frame can be drawn.
pub fn frames(path: &Path, request: PictureRequest, deadline: Deadline) -> Result<Vec<Frame>, Error> {
    let within = Size { width: request.within.width.min(SIDE), height: request.within.height.min(SIDE) };
    let damaged = || Error::Unusable(tr::picture_damaged().to_owned());
    let frames = catch_panic(|| decode(path, within, deadline)).flatten().ok_or_else(damaged)?;
    if frames.is_empty() { Err(damaged()) } else { Ok(frames) }
}

fn decode(path: &Path, within: Size, deadline: Deadline) -> Option<Vec<Frame>> {
    let mut decoder = GifDecoder::new(BufReader::new(File::open(path).ok()?)).ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    decoder.set_limits(limits).ok()?;
    let (mut frames, mut bytes) = (Vec::new(), 0);
    for frame in decoder.into_frames() {
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
    Some(frames)
}
