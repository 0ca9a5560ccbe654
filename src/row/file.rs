//! Files as the screens draw them: facts, presence and transfers.
//!
//! Must not know: where the bytes are stored, how they are transferred. Tests: `tests/files`, `tests/window`.

use crate::chat::MessageId;
use crate::chat::attachment::{ContentHash, Facts, Size};

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The state of a message's file here, in addition to its [`crate::chat::Attachment`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct File {
    /// Known once the file was here, even if it was deleted since.
    pub content: Option<ContentHash>,
    pub facts: Option<Facts>,
    /// True if the file is here now: it can be drawn, played and saved without a network.
    pub here: bool,
    /// Set for one of the user's own files that is not uploaded yet.
    pub upload: Option<Upload>,
    pub access: PathAccess,
}

/// Classifies a file's path by the profile's object store, which decides if it may be downloaded without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PathAccess {
    /// In the profile's object store: downloaded when it is drawn.
    Store,
    /// Another address on the web: downloaded when the user asks, without credentials.
    Web,
    /// Not accessible to this profile: another folder, another bucket, no address at all.
    #[default]
    None,
}

/// Why one of the user's own files is not uploaded yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Upload {
    /// It is being uploaded, or waits for its turn.
    Waits,
    /// The profile has no object store.
    NoStore,
    /// The last attempt failed, for this reason; it is tried again.
    Trouble(String),
}

/// Identifies a transfer by the file it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Transfer {
    /// One of the user's own files, by its message and its index in it, from 0.
    Upload(MessageId, u32),
    /// A file of a message, by its path.
    Fetch(String),
}

/// The progress of a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Bytes done, and the total if known.
    Running { done: u64, total: Option<u64> },
    /// It failed, for this reason, until somebody retries.
    Failed(String),
}

/// The progress of all transfers at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transfers(pub HashMap<Transfer, Progress>);

/// A picture to decode, and the size to fit it in: it keeps its shape and is never enlarged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PictureRequest {
    pub content: ContentHash,
    pub within: Size,
}

/// A decoded picture: four bytes per pixel (red, green, blue, alpha; not premultiplied), row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub size: Size,
    pub pixels: Arc<[u8]>,
}

impl std::fmt::Debug for Picture {
    /// Leaves out contents: they must not reach the logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture").field("size", &self.size).finish_non_exhaustive()
    }
}

/// A frame of an animated picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub picture: Picture,
    /// Display time of the frame, in milliseconds.
    pub millis: u32,
}

/// The loudness of a sound over time: [`Waveform::BARS`] values from 0 (silent) to 255.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waveform(pub Arc<[u8]>);

impl Waveform {
    /// The number of values.
    pub const BARS: usize = 96;
}

/// The state of playback.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Playback {
    #[default]
    Silent,
    /// At this position, in milliseconds.
    Playing {
        content: ContentHash,
        at: u64,
    },
    Paused {
        content: ContentHash,
        at: u64,
    },
    /// It cannot be played, for this reason.
    Failed {
        content: ContentHash,
        reason: String,
    },
}

/// The source of an attachment.
#[derive(Clone, PartialEq, Eq)]
pub enum Source {
    /// A file of the user's, by path.
    Path(PathBuf),
    /// Data from the clipboard, with a name for it.
    Bytes { name: String, bytes: Arc<[u8]> },
}

impl std::fmt::Debug for Source {
    /// Leaves out names and paths: they must not reach the logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Path(_) => "Path(…)",
            Self::Bytes { .. } => "Bytes(…)",
        })
    }
}

/// The parts of the clipboard that a composer can use.
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
