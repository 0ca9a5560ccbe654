//! Plays one sound at a time, on its own thread.
//!
//! ```text
//!   Silent ─play─► Playing ─┬─ pause ─► Paused ─ play ─► Playing
//!                           ├─ at its end ─► Silent
//!                           └─ no device, not understood ─► Failed, in words
//! ```
//! On Linux it talks to PulseAudio or PipeWire over their socket. Without a sound service, everything else works as
//! usual. Must not know: its listeners (it calls back on every change). Tests: its use in the window,
//! `tests/window/files.rs`.

#[cfg(target_os = "linux")]
mod pulse;

use super::sound::Samples;
use crate::chat::attachment::ContentHash;
use crate::row::Playback;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// How often the position is reported.
const TICK: Duration = Duration::from_millis(100);

/// Plays sounds. Its thread starts with the first one.
pub struct Player {
    state: Arc<Mutex<Playback>>,
    on_change: Arc<dyn Fn() + Send + Sync>,
    commands: OnceLock<Sender<Command>>,
}

enum Command {
    Play { path: PathBuf, content: ContentHash, from: u64 },
    Pause,
    Close,
}

/// Shared with the device: its position, and if it reached the end.
#[derive(Debug, Default)]
struct Progress {
    /// Pairs handed over.
    pairs: AtomicU64,
    at_end: AtomicBool,
}

impl std::fmt::Debug for Player {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Player").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Player {
    /// Creates a silent player; `on_change` is called from its thread.
    pub fn new(on_change: impl Fn() + Send + Sync + 'static) -> Self {
        Self { state: Arc::default(), on_change: Arc::new(on_change), commands: OnceLock::new() }
    }

    /// Plays a sound from `from` milliseconds on, replacing the current one.
    pub fn play(&self, path: &Path, content: ContentHash, from: u64) {
        self.command(Command::Play { path: path.to_owned(), content, from });
    }

    /// Pauses at the current position.
    pub fn pause(&self) {
        self.command(Command::Pause);
    }

    /// Ends the thread.
    pub fn close(&self) {
        if let Some(commands) = self.commands.get() {
            let _ = commands.send(Command::Close);
        }
    }

    /// The sound that is playing, and its state.
    pub fn state(&self) -> Playback {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn command(&self, command: Command) {
        let commands = self.commands.get_or_init(|| {
            let (commands, received) = channel();
            let thread =
                PlayerThread { state: Arc::clone(&self.state), on_change: Arc::clone(&self.on_change) };
            let begun =
                std::thread::Builder::new().name("sound".to_owned()).spawn(move || thread.run(&received));
            if let Err(error) = begun {
                tracing::warn!(%error, "no thread for sound");
            }
            commands
        });
        let _ = commands.send(command);
    }
}

struct PlayerThread {
    state: Arc<Mutex<Playback>>,
    on_change: Arc<dyn Fn() + Send + Sync>,
}

/// A sound that is playing; dropping it stops it.
struct Sound {
    content: ContentHash,
    from: u64,
    rate: u32,
    progress: Arc<Progress>,
    _device: Device,
}

#[cfg(target_os = "linux")]
type Device = pulse::Stream;
#[cfg(not(target_os = "linux"))]
type Device = std::convert::Infallible;

impl PlayerThread {
    fn run(self, commands: &Receiver<Command>) {
        let mut sound: Option<Sound> = None;
        loop {
            let command = match &sound {
                Some(_) => commands.recv_timeout(TICK),
                None => commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match command {
                Ok(Command::Play { path, content, from }) => {
                    sound = None;
                    match begin(&path, content, from) {
                        Ok(begun) => {
                            sound = Some(begun);
                            self.set(Playback::Playing { content, at: from });
                        }
                        Err(reason) => self.set(Playback::Failed { content, reason }),
                    }
                }
                Ok(Command::Pause) => {
                    if let Some(sound) = sound.take() {
                        self.set(Playback::Paused { content: sound.content, at: sound.at() });
                    }
                }
                Ok(Command::Close) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let over =
                        sound.as_ref().is_some_and(|sound| sound.progress.at_end.load(Ordering::Acquire));
                    if over {
                        sound = None;
                        self.set(Playback::Silent);
                    } else if let Some(sound) = &sound {
                        self.set(Playback::Playing { content: sound.content, at: sound.at() });
                    }
                }
            }
        }
    }

    fn set(&self, playback: Playback) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = playback;
        (self.on_change)();
    }
}

impl Sound {
    /// The position in milliseconds.
    fn at(&self) -> u64 {
        self.from + self.progress.pairs.load(Ordering::Relaxed) * 1_000 / u64::from(self.rate.max(1))
    }
}

#[cfg(target_os = "linux")]
fn begin(path: &Path, content: ContentHash, from: u64) -> Result<Sound, String> {
    let samples = Samples::open(path, from).map_err(|error| error.to_string())?;
    let (rate, progress) = (samples.rate(), Arc::<Progress>::default());
    let device = pulse::play(samples, Arc::clone(&progress))?;
    Ok(Sound { content, from, rate, progress, _device: device })
}

#[cfg(not(target_os = "linux"))]
fn begin(path: &Path, _content: ContentHash, from: u64) -> Result<Sound, String> {
    Samples::open(path, from).map_err(|error| error.to_string())?;
    Err(crate::language::tr::sound_no_player().to_owned())
}
