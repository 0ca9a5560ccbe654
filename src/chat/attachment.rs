//! A pointer to a stored file, as a message carries it.
//!
//! The bytes are `files`' matter. `path` is whatever the server handed out: untrusted text, never opened from here.

/// One file of a message (`FileModel` on the wire).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    pub path: String,
    pub name: String,
    /// `hh:mm:ss`, for audio and video.
    pub duration: Option<String>,
}
