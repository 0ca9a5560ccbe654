//! Files of the visible messages: their transfers, playback and decoded pictures.
//!
//! ```text
//!   a row comes into sight ─ Want ─► bytes (FileRequest::Fetch) · picture (FileRequest::Draw) · waveform (FileRequest::Hear), each once
//!   a press ─ Act ─► play, save, open, load, try again, take back
//! ```
//! The state of a row's files is part of the row's version here, not in the store, because progress changes ten times a
//! second. Actions are in `acting`, the layout of pictures is in `frame`. Must not know: where bytes are stored, how
//! they are transferred. Tests: `tests/window/files.rs`.

pub mod acting;
pub mod frame;

use super::pictures::{Cut, Look, Pictures};
use crate::screen::Fallible;

use crate::chat::attachment::{Attachment, ContentHash, Media, Size};
use crate::chat::{MessageId, media};
use crate::row::{
    File, Frame, PathAccess, Picture, PictureRequest, Playback, Progress, Row, Transfer, Transfers, Waveform,
};
use crate::widget::picture::Drawn;

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

/// Larger files are downloaded only if the user asks.
const UNASKED: u64 = 25_000_000;
/// Sounds longer than this, in seconds, are downloaded only if the user asks.
const UNASKED_SECONDS: u64 = 5 * 60;
/// How many waveforms are kept; each takes a hundred bytes.
const WAVES: usize = 1_000;
/// The number of files remembered that were drawn before the size of their picture was known.
const BOXES: usize = 4_000;

/// One file of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct At {
    pub message: MessageId,
    pub of: Of,
    /// Counted from 0.
    pub number: usize,
}

/// The message that a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Of {
    /// The message itself.
    Message,
    /// The message that it shares.
    Shared,
}

/// Something that a visible row needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Want {
    Picture(Cut),
    /// The bytes at a path.
    Bytes {
        at: At,
        path: String,
    },
    /// The waveform of a sound.
    Wave(ContentHash),
}

/// An action on a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Open a picture in the viewer.
    Show,
    /// Play a sound, or pause it.
    Play,
    /// Play from this position, in milliseconds.
    Seek(u64),
    Save,
    Open,
    /// Download it.
    Load,
    /// Stop the download.
    Stop,
    /// Try again after a failure.
    Again,
    /// Delete the message whose file is being uploaded.
    DeleteMessage,
    /// Open the preferences, where the storage for files is set.
    Preferences,
}

/// A result or an event of files.
#[derive(Debug, Clone)]
pub enum Message {
    Drawn(PictureRequest, Fallible<Picture>),
    Animated(PictureRequest, Fallible<Vec<Frame>>),
    /// The frames of an animated picture can be painted, each shown for its milliseconds.
    Moving(PictureRequest, Arc<[(Arc<Drawn>, u32)]>),
    Heard(ContentHash, Fallible<Waveform>),
    /// Something was saved, opened or copied; holds the sentence to show, if any.
    Done(Fallible<Option<String>>),
    /// A conversation was saved at this path; holds the sentence to show.
    Exported(PathBuf, String),
    TransfersRead(Transfers),
    PlaybackRead(Playback),
    /// A picture was cut to its frame.
    Ready(Cut, Fallible<Arc<Drawn>>),
    /// A picture is ready for the viewer.
    Lit(PictureRequest, Fallible<Arc<Drawn>>),
}

/// The state of all files.
#[derive(Debug)]
pub struct Files {
    pub(super) pictures: Pictures,
    waves: HashMap<ContentHash, Wave>,
    transfers: Transfers,
    playback: Playback,
    /// Physical pixels per logical pixel.
    scale: f32,
    fetches: HashMap<String, Fetch>,
    /// Files drawn before their size was known; they keep the space they had.
    boxes: HashSet<At>,
    /// The file to play as soon as it is downloaded.
    to_play: Option<At>,
}

#[derive(Debug)]
enum Wave {
    Asked,
    Here(Waveform),
    /// The sound could not be measured; it may still be playable.
    Failed,
}

/// A download that was requested here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fetch {
    /// Requested by the user.
    Asked,
    /// Requested because it was visible.
    Unasked,
    /// Stopped by the user or because the file is large; it does not restart automatically.
    Stopped,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bytes<'a> {
    Here,
    Coming {
        done: u64,
        total: Option<u64>,
    },
    /// In the profile's own store: downloaded as soon as the file is visible.
    Near,
    /// Downloaded if the user asks.
    Offered,
    Failed(&'a str),
    /// Not accessible to this profile.
    Nowhere,
}

/// A file, with the facts known about it.
#[derive(Debug, Clone, Copy)]
pub struct One<'a> {
    pub at: At,
    pub attachment: &'a Attachment,
    pub known: &'a File,
}

impl One<'_> {
    /// The type of the file: by its content if that is known, else by its name.
    pub fn media(&self) -> Media {
        match &self.known.facts {
            Some(facts) => facts.media,
            None => media::claimed(&self.attachment.name).map_or(Media::Other, |(media, _)| media),
        }
    }

    /// Its playing time in milliseconds.
    pub fn millis(&self) -> Option<u64> {
        let told = || self.attachment.duration.as_deref().and_then(seconds).map(|seconds| seconds * 1_000);
        self.known.facts.as_ref().and_then(|facts| facts.millis).or_else(told)
    }

    /// True if its bytes are downloaded without asking.
    fn comes_by_itself(&self) -> bool {
        let small = self.known.facts.as_ref().is_none_or(|facts| facts.bytes <= UNASKED);
        small
            && match self.media() {
                Media::Picture => true,
                Media::Sound => self.millis().is_some_and(|millis| millis <= UNASKED_SECONDS * 1_000),
                Media::Video | Media::Other => false,
            }
    }
}

/// Parses `hh:mm:ss` to seconds.
fn seconds(told: &str) -> Option<u64> {
    told.split(':').try_fold(0_u64, |sum, part| sum.checked_mul(60)?.checked_add(part.trim().parse().ok()?))
}

/// The facts of a file that nothing is known about yet.
const UNKNOWN: &File =
    &File { content: None, facts: None, here: false, upload: None, access: PathAccess::None };

/// The files of a message, or of the message it shares.
pub fn of_row(row: &Row, of: Of) -> impl Iterator<Item = One<'_>> {
    let (attachments, known) = match of {
        Of::Message => (row.message.files.as_slice(), row.files.as_slice()),
        Of::Shared => (
            row.message.shared.as_ref().map(|shared| shared.files.as_slice()).unwrap_or_default(),
            row.shared_files.as_slice(),
        ),
    };
    let message = row.message.id;
    attachments.iter().enumerate().map(move |(number, attachment)| One {
        at: At { message, of, number },
        attachment,
        known: known.get(number).unwrap_or(UNKNOWN),
    })
}

/// The files of a message and of the message it shares.
pub fn all_of_row(row: &Row) -> impl Iterator<Item = One<'_>> {
    of_row(row, Of::Message).chain(of_row(row, Of::Shared))
}

impl Default for Files {
    fn default() -> Self {
        Self {
            pictures: Pictures::default(),
            waves: HashMap::new(),
            transfers: Transfers::default(),
            playback: Playback::default(),
            scale: 1.0,
            fetches: HashMap::new(),
            boxes: HashSet::new(),
            to_play: None,
        }
    }
}

impl Files {
    /// Physical pixels per logical pixel.
    pub const fn scale(&self) -> f32 {
        self.scale
    }

    /// The window moved to a screen with another scale factor.
    pub const fn rescale(&mut self, scale: f32) {
        self.scale = scale;
    }

    /// The current playback.
    pub const fn playback(&self) -> &Playback {
        &self.playback
    }

    /// Decoded pictures.
    pub const fn pictures(&self) -> &Pictures {
        &self.pictures
    }

    /// Where the bytes of a file are.
    pub fn bytes<'a>(&'a self, one: &One<'_>) -> Bytes<'a> {
        if one.known.here || one.known.upload.is_some() {
            return Bytes::Here;
        }
        let path = &one.attachment.path;
        match (self.transfers.0.get(&Transfer::Fetch(path.clone())), self.fetches.get(path)) {
            (Some(Progress::Running { done, total }), _) => Bytes::Coming { done: *done, total: *total },
            (Some(Progress::Failed(reason)), _) => Bytes::Failed(reason),
            (None, Some(Fetch::Asked | Fetch::Unasked)) => Bytes::Coming { done: 0, total: None },
            (None, stopped) => match one.known.access {
                PathAccess::Store if stopped.is_none() && one.comes_by_itself() => Bytes::Near,
                PathAccess::Store | PathAccess::Web => Bytes::Offered,
                PathAccess::None => Bytes::Nowhere,
            },
        }
    }

    /// The upload progress of one of the user's own files.
    pub fn upload(&self, at: At) -> Option<&Progress> {
        let number = u32::try_from(at.number).ok()?;
        self.transfers.0.get(&Transfer::Upload(at.message, number))
    }

    /// How many bytes of a message's running uploads are stored, and the total if known.
    pub fn stored(&self, message: MessageId) -> Option<(u64, Option<u64>)> {
        let mut all = None;
        for (transfer, progress) in &self.transfers.0 {
            if let (Transfer::Upload(of, _), Progress::Running { done, total }) = (transfer, progress)
                && *of == message
            {
                let (sum, of) = all.unwrap_or((0, Some(0)));
                all = Some((sum + done, of.zip(*total).map(|(of, total)| of + total)));
            }
        }
        all
    }

    /// The waveform of a sound, once it is measured.
    pub fn wave(&self, content: ContentHash) -> Option<&Waveform> {
        match self.waves.get(&content) {
            Some(Wave::Here(wave)) => Some(wave),
            Some(Wave::Asked | Wave::Failed) | None => None,
        }
    }

    /// True if a sound's waveform was not requested yet.
    pub fn lacks_wave(&self, content: ContentHash) -> bool {
        !self.waves.contains_key(&content)
    }

    /// A picture's size, unless it was drawn before the size was known: then it keeps the space it had.
    pub fn size(&self, one: &One<'_>) -> Option<Size> {
        let size = one.known.facts.as_ref().and_then(|facts| facts.size);
        size.filter(|_| !self.boxes.contains(&one.at))
    }

    /// True if a transfer is running, so that its progress is read again soon.
    pub fn moves(&self) -> bool {
        self.transfers.0.values().any(|progress| !progress.has_failed())
    }

    /// Hashes everything that decides how a row's files are drawn in this width.
    pub fn version<H: Hasher>(&self, row: &Row, room: f32, hasher: &mut H) {
        (room.min(frame::WIDTH).to_bits(), self.scale.to_bits()).hash(hasher);
        for of in [Of::Message, Of::Shared] {
            for cut in frame::cuts(self, row, of, room) {
                self.pictures.hash(&cut, hasher);
            }
        }
        for one in all_of_row(row) {
            (self.bytes(&one), self.size(&one)).hash(hasher);
            match self.upload(one.at) {
                Some(Progress::Running { done, total }) => (done, total).hash(hasher),
                Some(Progress::Failed(reason)) => reason.hash(hasher),
                None => {}
            }
            if one.media() == Media::Sound
                && let Some(content) = one.known.content
            {
                (self.wave(content).is_some(), self.lacks_wave(content)).hash(hasher);
                match &self.playback {
                    Playback::Playing { content: of, at } if *of == content => (1_u8, at).hash(hasher),
                    Playback::Paused { content: of, at } if *of == content => (2_u8, at).hash(hasher),
                    Playback::Failed { content: of, reason } if *of == content => reason.hash(hasher),
                    Playback::Silent
                    | Playback::Playing { .. }
                    | Playback::Paused { .. }
                    | Playback::Failed { .. } => {}
                }
            }
        }
    }

    /// The state of a picture in its frame.
    pub fn look(&self, cut: &Cut) -> Look<'_> {
        self.pictures.look(cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_of_a_message_is_read_and_a_strange_one_is_not() {
        assert_eq!(seconds("00:02:03"), Some(123));
        assert_eq!(seconds("1:00:00"), Some(3_600));
        assert_eq!(seconds("two minutes"), None);
        assert_eq!(seconds("99999999999999999999"), None);
    }
}
