//! Actions on files: requests for visible rows, decoding, user actions, and results.
//!
//! Must not know: how a file is drawn. Tests: `tests/window/files.rs`.

use super::{Act, At, Bytes, Fetch, Files, Message, Want, Wave, all_of_row};
use super::{BOXES, UNASKED, WAVES};

use crate::chat::attachment::ContentHash;
use crate::chat::{Attachment, MessageId};
use crate::intent::files::{Ask, FileRequest};
use crate::intent::{Intent, Place};
use crate::row::{
    Delivery, File, Frame, Picture, PictureRequest, Playback, Progress, Row, Transfer, Transfers,
};
use crate::screen::Fallible;
use crate::screen::inbox::event::{Action, Event};
use crate::screen::inbox::message;
use crate::screen::inbox::pictures::Cut;
use crate::widget::picture::Drawn;

use iced::Task;

use std::sync::Arc;

impl Files {
    /// Handles a need of a visible row; returns requests that were not made before.
    pub fn want(&mut self, want: Want) -> Vec<FileRequest> {
        match want {
            Want::Picture(cut) => self.pictures.want(cut).into_iter().map(FileRequest::Draw).collect(),
            Want::Bytes { at, path } => {
                if self.boxes.len() >= BOXES {
                    self.boxes.clear();
                }
                self.boxes.insert(at);
                self.fetch(path, Fetch::Unasked)
            }
            Want::Wave(content) => {
                if self.waves.contains_key(&content) {
                    return Vec::new();
                }
                if self.waves.len() >= WAVES {
                    self.waves.clear();
                }
                self.waves.insert(content, Wave::Asked);
                vec![FileRequest::Hear(content)]
            }
        }
    }

    /// A conversation was closed: its pictures get space by their own size when it is opened again.
    pub fn left(&mut self, has: impl Fn(MessageId) -> bool) {
        self.boxes.retain(|at| !has(at.message));
    }

    fn fetch(&mut self, path: String, fetch: Fetch) -> Vec<FileRequest> {
        if path.is_empty() || self.fetches.contains_key(&path) {
            return Vec::new();
        }
        self.fetches.insert(path.clone(), fetch);
        vec![FileRequest::Fetch { path }]
    }

    /// Downloads that ended, finished or stopped, may be requested again. One that the user did not ask for and that
    /// turns out to be large is stopped, and offered instead.
    pub fn transfers_read(&mut self, transfers: Transfers) -> Vec<FileRequest> {
        let before = std::mem::replace(&mut self.transfers, transfers);
        let on_its_way = |path: &String, all: &Transfers| all.0.contains_key(&Transfer::Fetch(path.clone()));
        let now = &self.transfers;
        self.fetches.retain(|path, fetch| {
            *fetch == Fetch::Stopped || !on_its_way(path, &before) || on_its_way(path, now)
        });
        let is_large = |path: &String| match now.0.get(&Transfer::Fetch(path.clone())) {
            Some(Progress::Running { done, total }) => total.unwrap_or_default().max(*done) > UNASKED,
            Some(Progress::Failed(_)) | None => false,
        };
        let large =
            self.fetches.iter_mut().filter(|(path, fetch)| **fetch == Fetch::Unasked && is_large(path));
        large
            .map(|(path, fetch)| {
                *fetch = Fetch::Stopped;
                FileRequest::Cancel(Transfer::Fetch(path.clone()))
            })
            .collect()
    }

    /// Files were saved here: downloads that ended or never started may be requested again.
    pub fn came(&mut self) {
        let now = &self.transfers;
        self.fetches.retain(|path, fetch| {
            *fetch == Fetch::Stopped || now.0.contains_key(&Transfer::Fetch(path.clone()))
        });
    }
}

impl Files {
    /// A picture was decoded, or could not be: it is cut to its frames, and the next ones are decoded.
    pub fn picture_drawn(&mut self, sight: PictureRequest, result: &Fallible<Picture>) -> Action<Message> {
        let (cuts, next) = self.pictures.drawn(sight, result.as_ref().map_err(String::as_str));
        let mut tasks = Vec::new();
        if let Ok(picture) = result {
            for cut in cuts {
                let picture = picture.clone();
                tasks.push(made(move || cut.of(&picture), move |drawn| Message::Ready(cut, drawn)));
            }
        }
        Action::asks(next.into_iter().map(FileRequest::Draw)).and(Action::run(Task::batch(tasks)))
    }

    /// A picture was cut to its frame, or could not be.
    pub fn ready(&mut self, cut: Cut, result: Fallible<Arc<Drawn>>) -> Vec<FileRequest> {
        match result {
            Ok(drawn) => {
                self.pictures.put(cut, drawn);
                Vec::new()
            }
            Err(reason) => {
                let (_, next) = self.pictures.drawn(cut.sight, Err(&reason));
                next.into_iter().map(FileRequest::Draw).collect()
            }
        }
    }

    /// A sound was measured, or could not be.
    pub fn heard(&mut self, content: ContentHash, result: Fallible<crate::row::Waveform>) {
        self.waves.insert(content, result.map_or(Wave::Failed, Wave::Here));
    }

    /// The playback changed.
    pub fn playback_read(&mut self, playback: Playback) {
        self.playback = playback;
    }

    /// The message whose sound is to be played as soon as it is downloaded.
    pub const fn to_play(&self) -> Option<At> {
        self.to_play
    }

    /// Plays the awaited sound once it is downloaded. A sound that is no longer visible is not played, so that nothing
    /// starts in another conversation or an hour later.
    pub fn play_due(&mut self, row: Option<&Row>) -> Option<FileRequest> {
        let at = self.to_play?;
        let Some(one) = row.and_then(|row| all_of_row(row).find(|one| one.at == at)) else {
            self.to_play = None;
            return None;
        };
        match self.bytes(&one) {
            Bytes::Here => {
                self.to_play = None;
                one.known.content.map(|content| FileRequest::Play { content, from: 0 })
            }
            Bytes::Failed(_) | Bytes::Nowhere => {
                self.to_play = None;
                None
            }
            Bytes::Coming { .. } | Bytes::Near | Bytes::Offered => None,
        }
    }

    /// The events of an action on a file of this row; opening the viewer is not one of them.
    pub fn act(&mut self, row: &Row, at: At, act: Act) -> Vec<Event> {
        let Some(one) = all_of_row(row).find(|one| one.at == at) else { return Vec::new() };
        let Attachment { path, name, .. } = one.attachment.clone();
        let known = one.known;
        match act {
            Act::Show => Vec::new(),
            Act::Play => self.play(row, at, None),
            Act::Seek(millis) => self.play(row, at, Some(millis)),
            Act::Save => vec![Intent::Files(Ask::Save { path, name, content: known.content }).into()],
            Act::Open => vec![Intent::Files(Ask::Open { path, name, content: known.content }).into()],
            Act::Load => self.load(path),
            Act::Stop => {
                self.to_play = self.to_play.filter(|waits| *waits != at);
                self.fetches.insert(path.clone(), Fetch::Stopped);
                vec![FileRequest::Cancel(Transfer::Fetch(path)).into()]
            }
            Act::Again => self.try_again(row, at),
            Act::DeleteMessage => vec![Event::Act(at.message, delete(row))],
            Act::Preferences => vec![Intent::Open(Place::Preferences).into()],
        }
    }

    fn load(&mut self, path: String) -> Vec<Event> {
        self.fetches.remove(&path);
        self.fetch(path, Fetch::Asked).into_iter().map(Event::from).collect()
    }

    fn try_again(&mut self, row: &Row, at: At) -> Vec<Event> {
        let Some(one) = all_of_row(row).find(|one| one.at == at) else { return Vec::new() };
        if one.known.upload.is_some() {
            let number = u32::try_from(at.number).unwrap_or_default();
            return vec![FileRequest::Again(Transfer::Upload(at.message, number)).into()];
        }
        if let Some(content) = one.known.content {
            self.pictures.forget(content);
        }
        if self.bytes(&one) == Bytes::Here {
            // It could not be drawn: its bytes may have been removed meanwhile.
            return vec![Event::FilesChanged];
        }
        let path = one.attachment.path.clone();
        self.transfers.0.remove(&Transfer::Fetch(path.clone()));
        self.fetches.insert(path.clone(), Fetch::Asked);
        vec![FileRequest::Again(Transfer::Fetch(path.clone())).into(), FileRequest::Fetch { path }.into()]
    }

    /// Plays a sound from the given position or from where it was paused, or pauses it.
    fn play(&mut self, row: &Row, at: At, from: Option<u64>) -> Vec<Event> {
        let Some(one) = all_of_row(row).find(|one| one.at == at) else { return Vec::new() };
        let File { content, here, upload, .. } = one.known;
        let Some(content) = content.filter(|_| *here || upload.is_some()) else {
            self.to_play = Some(at);
            return match self.bytes(&one) {
                Bytes::Failed(_) => self.try_again(row, at),
                _ => self.load(one.attachment.path.clone()),
            };
        };
        self.to_play = None;
        let rests = |of: &ContentHash| *of == content;
        let from = match (&self.playback, from) {
            (Playback::Playing { content: of, .. }, None) if rests(of) => {
                return vec![FileRequest::Pause.into()];
            }
            (_, Some(from)) => from,
            (Playback::Paused { content: of, at }, None) if rests(of) => *at,
            (
                Playback::Silent
                | Playback::Playing { .. }
                | Playback::Paused { .. }
                | Playback::Failed { .. },
                None,
            ) => 0,
        };
        vec![FileRequest::Play { content, from }.into()]
    }
}

/// The action that deletes a message which waits for a file; the upload stops.
const fn delete(row: &Row) -> message::Act {
    match row.delivery {
        Delivery::Parked { .. } => message::Act::Discard,
        Delivery::Settled | Delivery::Waiting { .. } | Delivery::Accepted | Delivery::Seen => {
            message::Act::Delete
        }
    }
}

/// Makes the whole picture for the viewer, off the UI thread.
pub fn whole(sight: PictureRequest, result: Fallible<Picture>) -> Task<Message> {
    match result {
        Ok(picture) => {
            let whole = move || Drawn::new(picture.size.width, picture.size.height, picture.pixels.to_vec());
            made(whole, move |drawn| Message::Lit(sight, drawn))
        }
        Err(reason) => Task::done(Message::Lit(sight, Err(reason))),
    }
}

/// Makes the pixels of an animated picture off the UI thread.
pub fn painted(sight: PictureRequest, frames: Vec<Frame>) -> Task<Message> {
    let making = tokio::task::spawn_blocking(move || {
        let one = |Frame { picture, millis }: Frame| {
            let Picture { size, pixels } = picture;
            (Arc::new(Drawn::new(size.width, size.height, pixels.to_vec())), millis)
        };
        frames.into_iter().map(one).collect::<Arc<[_]>>()
    });
    // Without frames the picture stays still.
    Task::future(async move { Message::Moving(sight, making.await.unwrap_or_else(|_| Arc::from([]))) })
}

/// Makes pixels off the UI thread.
fn made(
    make: impl FnOnce() -> Drawn + Send + 'static,
    told: impl FnOnce(Fallible<Arc<Drawn>>) -> Message + Send + 'static,
) -> Task<Message> {
    let making = async {
        let made = tokio::task::spawn_blocking(make).await;
        made.map(Arc::new).map_err(|error| error.to_string())
    };
    Task::future(async move { told(making.await) })
}
