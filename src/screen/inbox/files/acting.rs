//! Actions on files: requesting and decoding what visible rows need, user actions, and results.
//!
//! Must not know: how a file is drawn. Tests: `tests/window/files.rs`.

use super::{Act, At, Bytes, Fetch, Files, Message, One, Want, Wave, all_of_row};
use super::{BOXES, UNASKED, WAVES};

use crate::chat::attachment::{Content, Media};
use crate::chat::{Attachment, MessageId, shown};
use crate::dialog::Dialog;
use crate::dialog::lightbox::{Lightbox, Shot, Stands};
use crate::intent::files::{Ask, FileRequest};
use crate::intent::{Intent, Place, Request};
use crate::row::{Delivery, File, Frame, Picture, Playback, Progress, Row, Sight, Transfer, Transfers};
use crate::screen::inbox::aside::Offer;
use crate::screen::inbox::conversation::{self, Conversation};
use crate::screen::inbox::thread::Side;
use crate::screen::inbox::{self, Inbox, Told, message};
use crate::screen::{Action, words};
use crate::widget::picture::Drawn;

use iced::Task;

use std::sync::Arc;

impl Files {
    /// Handles the need of a visible row; returns the new requests, each of them once.
    fn want(&mut self, want: Want) -> Vec<FileRequest> {
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
    pub(in crate::screen::inbox) fn left(&mut self, open: &Conversation) {
        self.boxes.retain(|at| open.timeline().row(at.message).is_none());
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
    fn transfers_read(&mut self, transfers: Transfers) -> Vec<FileRequest> {
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
    pub(in crate::screen::inbox) fn came(&mut self) {
        let now = &self.transfers;
        self.fetches.retain(|path, fetch| {
            *fetch == Fetch::Stopped || now.0.contains_key(&Transfer::Fetch(path.clone()))
        });
    }
}

impl Inbox {
    /// The files of the visible messages.
    pub const fn files(&self) -> &Files {
        &self.files
    }

    /// The window is on a screen with this many physical pixels per logical pixel.
    pub fn rescale(&mut self, scale: f32) {
        self.files.rescale(scale);
        if let Some(Dialog::Lightbox(lightbox)) = &mut self.dialog {
            lightbox.rescale(scale);
        }
    }

    pub(in crate::screen::inbox) fn in_files(&mut self, message: Message) -> Action<inbox::Message> {
        match message {
            Message::Wanted(want) => self.want_file(want),
            Message::Drawn(sight, result) => self.picture_drawn(sight, result),
            Message::Ready(cut, Ok(drawn)) => {
                self.files.pictures.put(cut, drawn);
                Action::none()
            }
            Message::Ready(cut, Err(reason)) => {
                let (_, next) = self.files.pictures.drawn(cut.sight, Err(&reason));
                Action::asks(next.into_iter().map(FileRequest::Draw))
            }
            Message::Animated(sight, Ok(frames)) => Action::run(painted(sight, frames)),
            // The picture stays still then.
            Message::Animated(_, Err(_)) => Action::none(),
            Message::Moving(sight, frames) => self.in_lightbox(|lightbox| {
                lightbox.moving(sight, frames);
                Vec::new()
            }),
            Message::Lit(sight, result) => self.in_lightbox(|lightbox| lightbox.lit(sight, result)),
            Message::Heard(content, result) => {
                self.files.waves.insert(content, result.map_or(Wave::Failed, Wave::Here));
                Action::none()
            }
            Message::Done(Ok(Some(sentence))) => self.say(sentence, Offer::Nothing),
            Message::Done(Ok(None)) => Action::none(),
            Message::Done(Err(sentence)) => {
                self.tell(sentence);
                Action::none()
            }
            Message::TransfersRead(transfers) => {
                let stops = self.files.transfers_read(transfers);
                Action::asks(stops).and(self.files_moved())
            }
            Message::PlaybackRead(playback) => {
                self.files.playback = playback;
                Action::none()
            }
        }
    }

    pub(in crate::screen::inbox) fn want_file(&mut self, want: Want) -> Action<inbox::Message> {
        Action::asks(self.files.want(want))
    }

    fn picture_drawn(&mut self, sight: Sight, result: Told<Picture>) -> Action<inbox::Message> {
        let (cuts, next) = self.files.pictures.drawn(sight, result.as_ref().map_err(String::as_str));
        let mut tasks = Vec::new();
        if let Ok(picture) = &result {
            for cut in cuts {
                let picture = picture.clone();
                tasks.push(made(move || cut.of(&picture), move |drawn| Message::Ready(cut, drawn)));
            }
        }
        if let Some(Dialog::Lightbox(lightbox)) = &mut self.dialog
            && lightbox.awaits(sight)
        {
            match result {
                Ok(picture) => {
                    let whole =
                        move || Drawn::new(picture.size.width, picture.size.height, picture.pixels.to_vec());
                    tasks.push(made(whole, move |drawn| Message::Lit(sight, drawn)));
                }
                Err(reason) => {
                    tasks.push(Task::done(inbox::Message::Files(Message::Lit(sight, Err(reason)))));
                }
            }
        }
        Action::asks(next.into_iter().map(FileRequest::Draw)).and(Action::run(Task::batch(tasks)))
    }

    /// Files were downloaded or removed: the visible messages are read again.
    pub(in crate::screen::inbox) fn files_changed(&mut self) -> Action<inbox::Message> {
        self.files.came();
        let again = |open: &mut Conversation| {
            let of = open.strand();
            open.timeline_mut().changed().map(|span| conversation::page(of, span))
        };
        let pages: Vec<Request> = [Side::Timeline, Side::Thread]
            .into_iter()
            .filter_map(|side| self.strand_mut(side).and_then(again))
            .collect();
        let found = if self.panel == inbox::Panel::Found { self.found.changed() } else { None };
        Action::asks(pages).and(Action::from(found))
    }

    /// Updates what depends on a file's progress: the sound that is to be played, the picture in the viewer.
    pub(in crate::screen::inbox) fn files_moved(&mut self) -> Action<inbox::Message> {
        // A sound that is no longer visible is not waited for: nothing plays in another conversation, or an hour later.
        self.files.to_play = self.files.to_play.filter(|at| self.file(*at).is_some());
        let played = match self.files.to_play.and_then(|at| Some((at, self.file(at)?))) {
            Some((at, (_, known))) => match self.bytes_of(at) {
                Some(Bytes::Here) => {
                    self.files.to_play = None;
                    known.content.map(|content| FileRequest::Play { content, from: 0 })
                }
                Some(Bytes::Failed(_) | Bytes::Nowhere) => {
                    self.files.to_play = None;
                    None
                }
                Some(Bytes::Coming { .. } | Bytes::Near | Bytes::Offered) | None => None,
            },
            None => None,
        };
        let shots = match &self.dialog {
            Some(Dialog::Lightbox(lightbox)) => Some(self.shots(lightbox.here())),
            Some(_) | None => None,
        };
        let looked = match shots {
            Some(shots) => self.in_lightbox(|lightbox| lightbox.renew(shots)),
            None => Action::none(),
        };
        Action::from(played).and(looked)
    }

    fn in_lightbox(&mut self, does: impl FnOnce(&mut Lightbox) -> Vec<Intent>) -> Action<inbox::Message> {
        match &mut self.dialog {
            Some(Dialog::Lightbox(lightbox)) => Action::asks(does(lightbox)),
            Some(_) | None => Action::none(),
        }
    }

    /// A file of a loaded message, with the facts known about it.
    fn file(&self, at: At) -> Option<(Attachment, File)> {
        let row = self.shown_row(at.message)?;
        let one = all_of_row(row).find(|one| one.at == at)?;
        Some((one.attachment.clone(), one.known.clone()))
    }

    fn bytes_of(&self, at: At) -> Option<Bytes<'_>> {
        let row = self.shown_row(at.message)?;
        let one = all_of_row(row).find(|one| one.at == at)?;
        Some(self.files.bytes(&one))
    }

    /// Performs an action on a file.
    pub(in crate::screen::inbox) fn act_on_file(&mut self, at: At, act: Act) -> Action<inbox::Message> {
        let Some((attachment, known)) = self.file(at) else {
            return Action::none();
        };
        let Attachment { path, name, .. } = attachment;
        match act {
            Act::Show => self.look_at(at),
            Act::Play => self.play(at, &known, None),
            Act::Seek(millis) => self.play(at, &known, Some(millis)),
            Act::Save => Action::ask(Intent::Files(Ask::Save { path, name, content: known.content })),
            Act::Open => Action::ask(Intent::Files(Ask::Open { path, name, content: known.content })),
            Act::Load => self.load(path),
            Act::Stop => {
                self.files.to_play = self.files.to_play.filter(|waits| *waits != at);
                self.files.fetches.insert(path.clone(), Fetch::Stopped);
                Action::ask(FileRequest::Cancel(Transfer::Fetch(path)))
            }
            Act::Again => self.try_again(at, path, &known),
            Act::TakeBack => self.take_back(at.message),
            Act::Preferences => Action::ask(Intent::Open(Place::Preferences)),
        }
    }

    fn load(&mut self, path: String) -> Action<inbox::Message> {
        self.files.fetches.remove(&path);
        Action::asks(self.files.fetch(path, Fetch::Asked))
    }

    fn try_again(&mut self, at: At, path: String, known: &File) -> Action<inbox::Message> {
        if known.upload.is_some() {
            let number = u32::try_from(at.number).unwrap_or_default();
            return Action::ask(FileRequest::Again(Transfer::Upload(at.message, number)));
        }
        if let Some(content) = known.content {
            self.files.pictures.forget(content);
        }
        if self.bytes_of(at) == Some(Bytes::Here) {
            // It could not be drawn: its bytes may have been removed meanwhile.
            return self.files_changed();
        }
        self.files.transfers.0.remove(&Transfer::Fetch(path.clone()));
        self.files.fetches.insert(path.clone(), Fetch::Asked);
        Action::ask(FileRequest::Again(Transfer::Fetch(path.clone())))
            .and(Action::ask(FileRequest::Fetch { path }))
    }

    /// Takes back a message that waits for a file; the upload stops.
    fn take_back(&mut self, id: MessageId) -> Action<inbox::Message> {
        let act = match self.shown_row(id).map(|row| &row.delivery) {
            Some(Delivery::Parked { .. }) => message::Act::Discard,
            Some(Delivery::Settled | Delivery::Waiting { .. } | Delivery::Accepted | Delivery::Seen) => {
                message::Act::Delete
            }
            None => return Action::none(),
        };
        self.act(id, act)
    }

    /// Plays a sound from the given position or from where it was paused, or pauses it.
    fn play(&mut self, at: At, known: &File, from: Option<u64>) -> Action<inbox::Message> {
        let Some((content, attachment)) =
            known.content.zip(self.file(at)).filter(|_| known.here || known.upload.is_some())
        else {
            self.files.to_play = Some(at);
            return match self.file(at) {
                Some((attachment, _)) => match self.bytes_of(at) {
                    Some(Bytes::Failed(_)) => self.try_again(at, attachment.path, known),
                    Some(_) | None => self.load(attachment.path),
                },
                None => Action::none(),
            };
        };
        drop(attachment);
        self.files.to_play = None;
        let rests = |of: &Content| *of == content;
        let from = match (&self.files.playback, from) {
            (Playback::Playing { content: of, .. }, None) if rests(of) => {
                return Action::ask(FileRequest::Pause);
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
        Action::ask(FileRequest::Play { content, from })
    }

    /// Opens a picture in the viewer, among all pictures that are loaded here.
    fn look_at(&mut self, at: At) -> Action<inbox::Message> {
        let shots = self.shots(at);
        if !shots.iter().any(|shot| shot.at == at) {
            return Action::none();
        }
        let lightbox = Lightbox::new(shots, at, self.files.scale());
        self.show(Dialog::Lightbox(Box::new(lightbox)))
    }

    /// All loaded pictures of the same timeline or thread, oldest first; in a list, those of the same message.
    fn shots(&self, at: At) -> Vec<Shot> {
        let has = |row: &Arc<Row>| row.message.id == at.message;
        let strand = [self.side, Side::Timeline, Side::Thread]
            .into_iter()
            .filter_map(|side| self.strand(side))
            .find(|open| open.timeline().row(at.message).is_some());
        let rows: Vec<&Arc<Row>> = match strand {
            Some(open) => open.timeline().rows().iter().collect(),
            None => self.found.finds().iter().rev().map(|find| &find.row).filter(|row| has(row)).collect(),
        };
        let stays = |id: MessageId| strand.is_none_or(|open| !open.timeline().is_hidden(id));
        rows.into_iter()
            .filter(|row| !row.message.marks.deleted && !row.message.marks.archived && stays(row.message.id))
            .flat_map(|row| all_of_row(row).map(move |one| (row, one)))
            .filter(|(_, one)| one.media() == Media::Picture)
            .filter_map(|(row, one)| self.shot(row, &one))
            .collect()
    }

    fn shot(&self, row: &Row, one: &One<'_>) -> Option<Shot> {
        let stands = match self.files.bytes(one) {
            Bytes::Here => Stands::Here,
            Bytes::Coming { done, total } => Stands::Coming { done, total },
            Bytes::Near | Bytes::Offered if one.known.reach == crate::row::FileReach::Store => Stands::Away,
            Bytes::Failed(reason) => Stands::Failed(shown::reason(reason)),
            // A picture on another server is loaded from its message, which shows the server's name.
            Bytes::Near | Bytes::Offered | Bytes::Nowhere => return None,
        };
        Some(Shot {
            at: one.at,
            path: one.attachment.path.clone(),
            name: one.attachment.name.clone(),
            author: shown::name(&row.message.author_name).into_owned(),
            when: words::stamp(row.message.sent_at, self.now),
            content: one.known.content,
            own: one.known.facts.as_ref().and_then(|facts| facts.size),
            bytes: one.known.facts.as_ref().map(|facts| facts.bytes),
            moves: one.known.facts.as_ref().is_some_and(|facts| facts.media_type == "image/gif"),
            stands,
        })
    }
}

/// Makes the pixels of an animated picture off the UI thread.
fn painted(sight: Sight, frames: Vec<Frame>) -> Task<inbox::Message> {
    let making = tokio::task::spawn_blocking(move || {
        let one = |Frame { picture, millis }: Frame| {
            let Picture { size, pixels } = picture;
            (Arc::new(Drawn::new(size.width, size.height, pixels.to_vec())), millis)
        };
        frames.into_iter().map(one).collect::<Arc<[_]>>()
    });
    // Without frames the picture stays still.
    Task::future(async move {
        inbox::Message::Files(Message::Moving(sight, making.await.unwrap_or_else(|_| Arc::from([]))))
    })
}

/// Makes pixels off the UI thread.
fn made(
    make: impl FnOnce() -> Drawn + Send + 'static,
    told: impl FnOnce(Told<Arc<Drawn>>) -> Message + Send + 'static,
) -> Task<inbox::Message> {
    let making = async {
        let made = tokio::task::spawn_blocking(make).await;
        made.map(Arc::new).map_err(|error| error.to_string())
    };
    Task::future(async move { inbox::Message::Files(told(making.await)) })
}
