//! Plays one sound at a time, on its own thread.
//!
//! ```text
//!   Silent ─play─► Playing ─┬─ pause ─► Paused ─ play ─► Playing
//!                           ├─ at its end ─► Silent
//!                           └─ no device, not understood ─► Failed, in words
//! ```
//! On Linux it talks to PulseAudio or PipeWire over their socket. Without a sound service, everything else works as
//! usual. Must not know: who listens (it calls back on every change). Tests: its use in the window,
//! `tests/window/files.rs`.

#[cfg(target_os = "linux")]
mod pulse;

use super::sound::Samples;
use crate::chat::attachment::Content;
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
    orders: OnceLock<Sender<Order>>,
}

enum Order {
    Play { path: PathBuf, content: Content, from: u64 },
    Pause,
    Close,
}

/// Shared with the device: its position, and if it reached the end.
#[derive(Debug, Default)]
struct Meter {
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
        Self { state: Arc::default(), on_change: Arc::new(on_change), orders: OnceLock::new() }
    }

    /// Plays a sound from `from` milliseconds on, replacing the current one.
    pub fn play(&self, path: &Path, content: Content, from: u64) {
        self.order(Order::Play { path: path.to_owned(), content, from });
    }

    /// Pauses at the current position.
    pub fn pause(&self) {
        self.order(Order::Pause);
    }

    /// Ends the thread.
    pub fn close(&self) {
        if let Some(orders) = self.orders.get() {
            let _ = orders.send(Order::Close);
        }
    }

    /// The sound that is playing, and its state.
    pub fn state(&self) -> Playback {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn order(&self, order: Order) {
        let orders = self.orders.get_or_init(|| {
            let (orders, received) = channel();
            let stage = Stage { state: Arc::clone(&self.state), on_change: Arc::clone(&self.on_change) };
            let begun =
                std::thread::Builder::new().name("sound".to_owned()).spawn(move || stage.run(&received));
            if let Err(error) = begun {
                tracing::warn!(%error, "no thread for sound");
            }
            orders
        });
        let _ = orders.send(order);
    }
}

struct Stage {
    state: Arc<Mutex<Playback>>,
    on_change: Arc<dyn Fn() + Send + Sync>,
}

/// A sound that is playing; dropping it stops it.
struct Sound {
    content: Content,
    from: u64,
    rate: u32,
    meter: Arc<Meter>,
    _device: Device,
}

#[cfg(target_os = "linux")]
type Device = pulse::Stream;
#[cfg(not(target_os = "linux"))]
type Device = std::convert::Infallible;

impl Stage {
    fn run(self, orders: &Receiver<Order>) {
        let mut sound: Option<Sound> = None;
        loop {
            let order = match &sound {
                Some(_) => orders.recv_timeout(TICK),
                None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match order {
                Ok(Order::Play { path, content, from }) => {
                    sound = None;
                    match begin(&path, content, from) {
                        Ok(begun) => {
                            sound = Some(begun);
                            self.tell(Playback::Playing { content, at: from });
                        }
                        Err(reason) => self.tell(Playback::Failed { content, reason }),
                    }
                }
                Ok(Order::Pause) => {
                    if let Some(sound) = sound.take() {
                        self.tell(Playback::Paused { content: sound.content, at: sound.at() });
                    }
                }
                Ok(Order::Close) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let over = sound.as_ref().is_some_and(|sound| sound.meter.at_end.load(Ordering::Acquire));
                    if over {
                        sound = None;
                        self.tell(Playback::Silent);
                    } else if let Some(sound) = &sound {
                        self.tell(Playback::Playing { content: sound.content, at: sound.at() });
                    }
                }
            }
        }
    }

    fn tell(&self, playback: Playback) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = playback;
        (self.on_change)();
    }
}

impl Sound {
    /// The position in milliseconds.
    fn at(&self) -> u64 {
        self.from + self.meter.pairs.load(Ordering::Relaxed) * 1_000 / u64::from(self.rate.max(1))
    }
}

#[cfg(target_os = "linux")]
fn begin(path: &Path, content: Content, from: u64) -> Result<Sound, String> {
    let samples = Samples::open(path, from).map_err(|error| error.to_string())?;
    let (rate, meter) = (samples.rate(), Arc::<Meter>::default());
    let device = pulse::play(samples, Arc::clone(&meter))?;
    Ok(Sound { content, from, rate, meter, _device: device })
}

#[cfg(not(target_os = "linux"))]
fn begin(path: &Path, _content: Content, from: u64) -> Result<Sound, String> {
    Samples::open(path, from).map_err(|error| error.to_string())?;
    Err(crate::language::tr::sound_no_player().to_owned())
}
