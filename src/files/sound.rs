//! The waveform of a sound, and its samples for playing: decoded in chunks, so that the whole sound is never in memory.
//!
//! Blocking. Must not know: where it is played. Tests: `tests/files/pictures.rs`.

use super::Error;
use super::guard::catch_panic;
use super::probe::open;
use crate::clock::Deadline;
use crate::language::tr;
use crate::row::Waveform;

use std::path::Path;
use std::time::Duration;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors;
use symphonia::core::formats::{FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::units::Time;

/// The usual time limit for a waveform, however long the sound is.
pub const PATIENCE: Duration = Duration::from_millis(1_500);
/// After this many consecutive undecodable packets, the sound is given up.
const PATIENCE_PIECES: u32 = 100;

/// Decoded sound, as pairs of left and right samples from -1.0 to 1.0.
pub struct Samples {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    /// Pairs per second.
    rate: u32,
    piece: Vec<f32>,
    pairs: Vec<(f32, f32)>,
}

impl std::fmt::Debug for Samples {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Samples").field("rate", &self.rate).finish_non_exhaustive()
    }
}

impl Samples {
    /// Opens a sound at `from` milliseconds.
    ///
    /// # Errors
    /// If the file cannot be decoded.
    pub fn open(path: &Path, from: u64) -> Result<Self, Error> {
        catch_panic(|| Self::begin(path, from)).flatten().ok_or_else(not_understood)
    }

    fn begin(path: &Path, from: u64) -> Option<Self> {
        let mut format = open(path, "")?;
        let track = format.default_track(TrackType::Audio)?;
        let (id, params) = (track.id, track.codec_params.as_ref()?.audio()?.clone());
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(&params, &AudioDecoderOptions::default())
            .ok()?;
        if from > 0 {
            let to = SeekTo::Time { time: Time::from_millis_u64(from), track_id: Some(id) };
            // A sound without seeking starts at its beginning.
            let _ = format.seek(SeekMode::Coarse, to);
        }
        let rate = params.sample_rate.filter(|rate| (1_000..=384_000).contains(rate))?;
        Some(Self { format, decoder, track: id, rate, piece: Vec::new(), pairs: Vec::new() })
    }

    /// Pairs per second.
    pub const fn rate(&self) -> u32 {
        self.rate
    }

    /// The next chunk of some milliseconds; `None` at the end.
    pub fn next_chunk(&mut self) -> Option<&[(f32, f32)]> {
        let read = catch_panic(|| self.read()).flatten();
        read.and(Some(&self.pairs))
    }

    fn read(&mut self) -> Option<()> {
        let mut broken = 0;
        loop {
            let packet = self.format.next_packet().ok()??;
            if packet.track_id != self.track {
                continue;
            }
            match self.decoder.decode(&packet) {
                Ok(decoded) => {
                    let channels = decoded.spec().channels().count().max(1);
                    decoded.copy_to_vec_interleaved(&mut self.piece);
                    self.pairs.clear();
                    let pair = |frame: &[f32]| {
                        let left = frame.first().copied().unwrap_or_default();
                        (left, frame.get(1).copied().unwrap_or(left))
                    };
                    self.pairs.extend(self.piece.chunks(channels).map(pair));
                    return Some(());
                }
                Err(errors::Error::DecodeError(_) | errors::Error::IoError(_))
                    if broken < PATIENCE_PIECES =>
                {
                    broken += 1;
                }
                Err(_) => return None,
            }
        }
    }
}

/// The loudness of a sound over time, as far as it is decoded by the deadline. A long sound is only sampled.
///
/// # Errors
/// If the file cannot be decoded.
pub fn waveform(path: &Path, deadline: Deadline) -> Result<Waveform, Error> {
    let millis = super::probe::length(path).filter(|millis| *millis > 0);
    let loudest = match millis {
        // Decoding all of it would take longer than the user waits.
        Some(millis) if millis > 600_000 => sampled(path, millis, deadline)?,
        Some(_) | None => whole(path, deadline)?,
    };
    let top = loudest.iter().copied().fold(0.02_f32, f32::max);
    let bars: Vec<u8> = loudest.iter().map(|loud| (loud / top * 255.0).clamp(0.0, 255.0) as u8).collect();
    Ok(Waveform(bars.into()))
}

fn whole(path: &Path, deadline: Deadline) -> Result<Vec<f32>, Error> {
    let mut samples = Samples::open(path, 0)?;
    let mut pieces = Vec::new();
    while let Some(piece) = samples.next_chunk() {
        pieces.push(loudest(piece));
        if deadline.is_over() {
            break;
        }
    }
    if pieces.is_empty() {
        return Err(not_understood());
    }
    let bar = |at: usize| {
        let first = at * pieces.len() / Waveform::BARS;
        let last = ((at + 1) * pieces.len() / Waveform::BARS).max(first + 1).min(pieces.len());
        pieces[first..last].iter().copied().fold(0.0, f32::max)
    };
    Ok((0..Waveform::BARS).map(bar).collect())
}

fn sampled(path: &Path, millis: u64, deadline: Deadline) -> Result<Vec<f32>, Error> {
    let mut bars = Vec::with_capacity(Waveform::BARS);
    for at in 0..Waveform::BARS as u64 {
        if deadline.is_over() {
            break;
        }
        let mut samples = Samples::open(path, millis * at / Waveform::BARS as u64)?;
        let pieces = (0..4).filter_map(|_| samples.next_chunk().map(loudest));
        bars.push(pieces.fold(0.0, f32::max));
    }
    bars.resize(Waveform::BARS, 0.0);
    Ok(bars)
}

fn loudest(piece: &[(f32, f32)]) -> f32 {
    piece.iter().fold(0.0, |top, (left, right)| top.max(left.abs()).max(right.abs()))
}

fn not_understood() -> Error {
    Error::Unusable(tr::sound_unreadable().to_owned())
}
