//! The playing time of sounds and films, and the size of a film's picture, from headers only.
//!
//! Must not know: their use. Tests: `tests/files/probing.rs`.

use crate::chat::attachment::Size;

use std::fs::File;
use std::io::{Cursor, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use symphonia::core::common::Limit;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

/// The largest table of contents that is read, in bytes.
const LARGEST_TABLE: u64 = 32 << 20;
/// The most boxes skipped on the way to it.
const MOST_BOXES: usize = 10_000;

/// Facts in a film's headers.
#[derive(Debug, Default)]
pub(super) struct Film {
    pub(super) size: Option<Size>,
    pub(super) millis: Option<u64>,
}

/// The size and playing time of a film.
pub(super) fn look(path: &Path, name: &str) -> Film {
    let found = boxes(path).unwrap_or_default();
    Film { millis: found.millis.or_else(|| length(path, name)), ..found }
}

/// The playing time in milliseconds.
pub(super) fn length(path: &Path, name: &str) -> Option<u64> {
    let format = open(path, name)?;
    let tracks = format.tracks().iter().filter_map(|track| {
        let time = track
            .time_base?
            .calc_time(symphonia::core::units::Timestamp::new(i64::try_from(track.duration?.get()).ok()?))?;
        let (seconds, nanos) = time.parts();
        u64::try_from(seconds)
            .ok()
            .map(|seconds| seconds.saturating_mul(1_000) + u64::from(nanos) / 1_000_000)
    });
    tracks.max().or_else(|| boxes(path)?.millis)
}

/// Opens a sound, ignoring its pictures and texts.
pub(in crate::files) fn open(path: &Path, name: &str) -> Option<Box<dyn FormatReader>> {
    let mut hint = Hint::new();
    if let Some((_, ending)) = name.rsplit_once('.') {
        hint.with_extension(ending);
    }
    let stream =
        MediaSourceStream::new(Box::new(File::open(path).ok()?), MediaSourceStreamOptions::default());
    let metadata = MetadataOptions::default()
        .limit_tag_bytes(Limit::Maximum(1 << 20))
        .limit_visual_bytes(Limit::Maximum(1 << 20));
    let format =
        symphonia::default::get_probe().probe(&hint, stream, FormatOptions::default(), metadata).ok()?;
    format.default_track(TrackType::Audio)?;
    Some(format)
}

/// Reads the table of contents of an MP4 or MOV, wherever it is in the file.
fn boxes(path: &Path) -> Option<Film> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    // The first of each kind: together at most twice the largest.
    let (mut at, mut kept) = (0_u64, Vec::new());
    for _ in 0..MOST_BOXES {
        if at.checked_add(8)? > length {
            break;
        }
        file.seek(SeekFrom::Start(at)).ok()?;
        let mut head = [0; 16];
        file.read_exact(&mut head[..8]).ok()?;
        let short = u64::from(u32::from_be_bytes(head[..4].try_into().ok()?));
        let size = match short {
            0 => length - at,
            1 => {
                file.read_exact(&mut head[8..]).ok()?;
                u64::from_be_bytes(head[8..].try_into().ok()?)
            }
            size => size,
        };
        if size < 8 {
            return None;
        }
        let name = &head[4..8];
        if (name == b"moov" || (name == b"ftyp" && kept.is_empty())) && size <= LARGEST_TABLE {
            file.seek(SeekFrom::Start(at)).ok()?;
            file.by_ref().take(size).read_to_end(&mut kept).ok()?;
            if name == b"moov" {
                break;
            }
        }
        at = at.checked_add(size)?;
    }
    let context = mp4parse::read_mp4(&mut Cursor::new(kept)).ok()?;
    let mut film = Film::default();
    for track in context.tracks.iter() {
        if let (Some(duration), Some(scale)) = (track.duration, track.timescale)
            && scale.0 > 0
        {
            let millis = u128::from(duration.0) * 1_000 / u128::from(scale.0);
            film.millis = film.millis.max(u64::try_from(millis).ok());
        }
        if track.track_type == mp4parse::TrackType::Video
            && let Some(header) = &track.tkhd
        {
            let (width, height) = (header.width >> 16, header.height >> 16);
            let turned = header.matrix.a == 0 && header.matrix.b != 0;
            let (width, height) = if turned { (height, width) } else { (width, height) };
            film.size = (width > 0 && height > 0).then_some(Size { width, height });
        }
    }
    Some(film)
}
