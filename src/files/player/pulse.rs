//! Plays samples with PulseAudio's protocol over its socket, which PipeWire also supports.
//!
//! Must not know: which file is played. Tests: none, because it needs a daemon.

use super::Progress;
use crate::files::sound::Samples;
use crate::language::tr;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::executor::block_on;
use pulseaudio::protocol::{ChannelMap, PlaybackStreamParams, SampleFormat, SampleSpec};
use pulseaudio::{AsPlaybackSource as _, Client};

/// The size of a pair of 16-bit samples in bytes.
const PAIR: usize = 4;
/// Audio sent ahead of playback: short, so that the position nearly matches the sound.
const AHEAD: Duration = Duration::from_millis(200);

/// A running playback; dropping it stops it.
pub(super) struct Stream {
    _client: Client,
    stream: Option<pulseaudio::PlaybackStream>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            let _ = block_on(stream.delete());
        }
    }
}

pub(super) fn play(mut samples: Samples, progress: Arc<Progress>) -> Result<Stream, String> {
    let silent = |_| tr::sound_no_service().to_owned();
    let rate = samples.rate();
    let client = Client::from_env(c"Confab").map_err(silent)?;
    let mut params = PlaybackStreamParams {
        sample_spec: SampleSpec { format: SampleFormat::S16Le, channels: 2, sample_rate: rate },
        channel_map: ChannelMap::stereo(),
        ..PlaybackStreamParams::default()
    };
    let ahead = u128::from(rate) * AHEAD.as_millis() / 1_000 * PAIR as u128;
    params.buffer_attr.target_length = u32::try_from(ahead).unwrap_or(u32::MAX);
    let mut left: Vec<u8> = Vec::new();
    let source = move |out: &mut [u8]| {
        let mut written = 0;
        while written < out.len() {
            if left.is_empty() {
                let Some(piece) = samples.next_chunk() else { break };
                for (a, b) in piece {
                    left.extend_from_slice(&sample(*a).to_le_bytes());
                    left.extend_from_slice(&sample(*b).to_le_bytes());
                }
                continue;
            }
            let part = left.len().min(out.len() - written);
            out[written..written + part].copy_from_slice(&left[..part]);
            left.drain(..part);
            written += part;
        }
        progress.pairs.fetch_add((written / PAIR) as u64, Ordering::Relaxed);
        if written == 0 {
            progress.at_end.store(true, Ordering::Release);
        }
        written
    };
    let stream =
        block_on(client.create_playback_stream(params, source.as_playback_source())).map_err(silent)?;
    Ok(Stream { _client: client, stream: Some(stream) })
}

fn sample(value: f32) -> i16 {
    (value.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16
}
