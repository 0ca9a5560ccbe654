//! What may be asked of the root about files.

use super::Secret;
use crate::chat::Strand;
use crate::chat::attachment::Content;
use crate::row::{Sight, Source, Transfer};

use std::path::PathBuf;

/// One thing asked about files. Each answer is a fact for the inbox: of [`Ask::Choose`] to [`Ask::Paste`] a
/// `staging::Message`, of the others a `files::Message`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Let the person choose files in the system's own dialog; the answer is `Chosen`.
    Choose {
        of: Strand,
    },
    /// What a path that is being typed may go on with; the answer is `Completed`.
    Complete {
        /// As it was typed; the answer names it.
        typed: String,
        at: PathBuf,
    },
    /// Store files at this address from now on, if it can be done; the answer is `Placed`.
    Place {
        address: String,
        secret: Secret,
    },
    /// Copy these into the profile; the answer is `Taken`, with a result for each in their order.
    Take {
        of: Strand,
        sources: Vec<Source>,
    },
    /// What the clipboard holds; the answer is `Pasted`.
    Paste {
        of: Strand,
    },
    /// Decode a picture; the answer is `Drawn`.
    Draw(Sight),
    /// Decode a picture that moves; the answer is `Animated`.
    Animate(Sight),
    /// Measure a sound; the answer is `Heard`.
    Hear(Content),
    /// Bring a file of a message here, on a person's word or because it is drawn; how it goes stands in the transfers.
    Fetch {
        path: String,
    },
    /// Stop something on its way: an upload goes with its message, a fetch just ends.
    Cancel(Transfer),
    /// Forget why it failed, and try again.
    Again(Transfer),
    /// Let the person choose where, and put a copy there, fetched first if need be; the answer is `Done`.
    Save {
        path: String,
        name: String,
        content: Option<Content>,
    },
    /// Open it with the system's own program, if its sort is harmless, else show it in its folder; the answer is `Done`.
    Open {
        path: String,
        name: String,
        content: Option<Content>,
    },
    /// Put a picture on the clipboard; the answer is `Done`.
    CopyPicture(Content),
    /// Play a sound from this many milliseconds on.
    Play {
        content: Content,
        from: u64,
    },
    Pause,
}
