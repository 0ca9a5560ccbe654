//! The files that are being copied for a composer.
//!
//! Must not know: the composer. Tests: `files.rs` beside.

/// The files that are being copied.
#[derive(Debug, Default)]
pub(super) struct Coming {
    pub(super) files: usize,
    /// Send as soon as all files are copied.
    pub(super) then_send: bool,
    /// The composer shows an error about one of these files.
    pub(super) told: bool,
}

impl Coming {
    /// True if no file is being copied.
    pub(super) const fn is_over(&self) -> bool {
        self.files == 0
    }
}
