//! Requests to the root about files.

use super::Secret;
use crate::chat::attachment::ContentHash;
use crate::chat::{FeedId, conversation};
use crate::row::{ExportFormat, PictureRequest, Source, Transfer};

use std::path::PathBuf;

/// One thing about files that needs the system: its dialogs, clipboard, programs or keyring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Let the user choose files in the system's own dialog; the answer is `Chosen`.
    Choose { of: FeedId },
    /// Read the clipboard's files and pictures; the answer is `Pasted`.
    Paste { of: FeedId },
    /// Store files at this address from now on, if that works; the answer is `Placed`.
    Place { address: String, secret: Secret },
    /// Let the user choose where to save a copy, and fetch the file first if need be; the answer is `Done`.
    Save { path: String, name: String, content: Option<ContentHash> },
    /// Open it with the system's own program, or show it in its folder if it could run; the answer is `Done`.
    Open { path: String, name: String, content: Option<ContentHash> },
    /// Put a picture on the clipboard; the answer is `Done`.
    CopyPicture(ContentHash),
    /// Let the user choose where to save a conversation, and save it; the answer is `Exported`.
    Export { of: conversation::Id, name: String, format: ExportFormat },
    /// Open a conversation as a page in the browser; the answer is `Done`.
    Print { of: conversation::Id, name: String },
    /// Show the folder that a file is in; the answer is `Done`.
    Reveal(PathBuf),
}

/// One thing asked of the session about files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileRequest {
    /// Complete a path that is being typed; the answer is `Completed`.
    Complete {
        /// As it was typed; the answer names it.
        typed: String,
        at: PathBuf,
    },
    /// Copy these into the profile; the answer is `Taken`, with a result for each in their order.
    Take {
        of: FeedId,
        sources: Vec<Source>,
    },
    /// Decode a picture; the answer is `Drawn`.
    Draw(PictureRequest),
    /// Decode an animated picture; the answer is `Animated`.
    Animate(PictureRequest),
    /// Measure a sound; the answer is `Heard`.
    Hear(ContentHash),
    /// Download a message's file, because it is drawn or the user asked for it; the transfers tell its progress.
    Fetch {
        path: String,
    },
    /// Stop a transfer: an upload goes with its message, a download just ends.
    Cancel(Transfer),
    /// Forget why a transfer failed, and try again.
    Again(Transfer),
    /// Play a sound from this many milliseconds on.
    Play {
        content: ContentHash,
        from: u64,
    },
    Pause,
}
