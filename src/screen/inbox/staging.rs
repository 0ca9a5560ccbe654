//! Events of attaching files to a composer: chosen, typed as a path, dropped or pasted.
//!
//! Files are copied into the profile first, and then shown in the strip. Must not know: how a file is copied, the
//! clipboard. Tests: `tests/window/attaching.rs`.

use super::files::Want;
use super::focus::Side;
use crate::screen::Fallible;

use crate::chat::FeedId;
use crate::chat::attachment::StagedFile;
use crate::row::Source;

use std::path::PathBuf;

/// An event of files before they are sent.
#[derive(Debug, Clone)]
pub enum Message {
    /// The attach button was pressed.
    Asked(Side),
    /// The system's file dialog was closed, with files or without; an error if there is no such dialog.
    Chosen { of: FeedId, result: Fallible<Option<Vec<PathBuf>>> },
    /// The user wants to set where files are stored.
    PlaceAsked,
    /// The storage for files was set, or could not be; in words.
    Placed(Fallible<String>),
    /// The content of the clipboard besides text.
    Pasted { of: FeedId, sources: Vec<Source> },
    /// Files were copied into the profile, or could not be: a result for each. A message carries `most` files at most.
    Taken { of: FeedId, results: Vec<Fallible<StagedFile>>, most: usize },
    /// The names that complete a typed path.
    Completed { typed: String, names: Vec<String> },
    /// The preview of an attachment is to be drawn.
    Wanted(Want),
    /// An attachment was removed.
    Removed(Side, usize),
    /// A file is dragged over the window.
    Hovered,
    /// A file was dropped here.
    Dropped(PathBuf),
    /// The dragged file left the window.
    TakenAway,
}
