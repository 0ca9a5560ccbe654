//! Files as the screens draw them: what is known of each, what is here, what is on its way.
//!
//! Must not know: where bytes lie, how they travel. Tests: `tests/files`, `tests/window`.

use crate::chat::MessageId;
use crate::chat::attachment::{Content, Facts, Size};

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The state here of one file of a message, beside its [`crate::chat::Attachment`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct File {
    /// Known once its bytes were here, also when they have been let go since.
    pub content: Option<Content>,
    pub facts: Option<Facts>,
    /// True if the bytes are here now: they can be drawn, played and saved without a network.
    pub here: bool,
    /// For a file of one's own that is not stored yet.
    pub upload: Option<Upload>,
    pub reach: Reach,
}

/// Where a file's path leads, by the profile's own store: what may be asked for without a person's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Reach {
    /// Into the profile's store: fetched as it is drawn.
    Store,
    /// Another address on the web: fetched when the person asks for it, without credentials.
    Elsewhere,
    /// Nowhere that this profile may look: another folder, another bucket, no address at all.
    #[default]
    Nowhere,
}

/// Why a file of one's own is not stored yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Upload {
    /// It is its turn, or soon will be.
    Waits,
    /// The profile names no store.
    NoStore,
    /// The last try did not go through, in words; it is tried again.
    Trouble(String),
}

/// One file on its way, by what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Transfer {
    /// A file of one's own, by its message and its place in it, from 0.
    Upload(MessageId, u32),
    /// A file of a message, by its path.
    Fetch(String),
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Bytes done, and how many there are where that is known.
    Running { done: u64, total: Option<u64> },
    /// It did not work, in words; it stays so until somebody tries again.
    Failed(String),
}

/// Everything on its way at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transfers(pub HashMap<Transfer, Progress>);

/// A picture to be drawn, and into how many pixels at most: it keeps its shape and is never made larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sight {
    pub content: Content,
    pub within: Size,
}

/// A decoded picture: four bytes a pixel (red, green, blue, alpha; not premultiplied), row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub size: Size,
    pub pixels: Arc<[u8]>,
}

impl std::fmt::Debug for Picture {
    /// Contents stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture").field("size", &self.size).finish_non_exhaustive()
    }
}

/// One picture of one that moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub picture: Picture,
    /// How long it is shown.
    pub millis: u32,
}

/// How loud a sound is over its time: [`Waveform::BARS`] values from 0 (silent) to 255.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waveform(pub Arc<[u8]>);

impl Waveform {
    /// How many values there are.
    pub const BARS: usize = 96;
}

/// The state of playback.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Playback {
    #[default]
    Silent,
    /// At this many milliseconds.
    Playing {
        content: Content,
        at: u64,
    },
    Paused {
        content: Content,
        at: u64,
    },
    /// It cannot be played, in words.
    Failed {
        content: Content,
        reason: String,
    },
}

/// Where bytes come from that are to go with a message.
#[derive(Clone, PartialEq, Eq)]
pub enum Source {
    /// A file of the person's.
    Path(PathBuf),
    /// Bytes of the clipboard, with a name for them.
    Bytes { name: String, bytes: Arc<[u8]> },
}

impl std::fmt::Debug for Source {
    /// Names and paths stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Path(_) => "Path(…)",
            Self::Bytes { .. } => "Bytes(…)",
        })
    }
}

/// The clipboard's contents that a composer can take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pasted {
    pub text: Option<String>,
    pub sources: Vec<Source>,
}

impl Progress {
    /// True if it failed.
    pub const fn has_failed(&self) -> bool {
        match self {
            Self::Failed(_) => true,
            Self::Running { .. } => false,
        }
    }
}
