//! Carries out intents about files, with the system's dialogs, programs and clipboard, and the session.
//!
//! The progress of a fetch is in the transfers, that of a sound in the playback: both are read when they change.
//! Must not know: any screen's state. Tests: `tests/window/attaching.rs`; `benches/frame.rs` runs it.

use super::super::{App, Environment, Message, Stage};
use super::export::{self, Subject};

use crate::chat::attachment::{ContentHash, Size};
use crate::files::Error;
use crate::files::completion::complete;
use crate::intent::files::{Ask, FileRequest};
use crate::language::tr;
use crate::row::{PictureRequest, Transfer};
use crate::screen::inbox;
use crate::screen::inbox::files::Message as File;
use crate::screen::inbox::staging::Message as Staging;
use crate::session::Session;

use iced::Task;

use std::path::PathBuf;
use std::sync::Arc;

/// Largest size of a picture on the clipboard: any program may paste it.
const COPIED: Size = Size { width: 8_192, height: 8_192 };

/// The result to show: a sentence, nothing, or an error.
type Said = Result<Option<String>, String>;

impl App {
    /// Carries out an intent about files.
    pub(super) fn carry_files(&mut self, ask: Ask) -> Task<Message> {
        let Stage::Inbox(ready) = &self.stage else { return Task::none() };
        let task = match ask {
            Ask::Choose { of } => Task::perform(self.environment.choose_files(), move |result| {
                inbox::Message::Staging(Staging::Chosen { of, result })
            }),
            Ask::Paste { of } => Task::perform(self.environment.read_clipboard(), move |sources| {
                inbox::Message::Staging(Staging::Pasted { of, sources })
            }),
            Ask::Save { path, name, content } => {
                let done = save(Arc::clone(&self.environment), ready.session.clone(), path, name, content);
                Task::perform(done, told)
            }
            Ask::Open { path, name, content } => {
                let done = open(Arc::clone(&self.environment), ready.session.clone(), path, name, content);
                Task::perform(done, told)
            }
            Ask::CopyPicture(content) => {
                Task::perform(copy(Arc::clone(&self.environment), ready.session.clone(), content), told)
            }
            Ask::Export { of, name, format } => {
                let subject = Subject { of, name };
                export::save(&self.environment, ready.session.clone(), subject, format)
            }
            Ask::Print { of, name } => {
                let subject = Subject { of, name };
                Task::perform(
                    export::print(Arc::clone(&self.environment), ready.session.clone(), subject),
                    told,
                )
            }
            Ask::Reveal(path) => {
                let environment = Arc::clone(&self.environment);
                Task::perform(async move { environment.reveal_file(path).map(|()| None) }, told)
            }
            Ask::Place { address, secret } => {
                Task::perform(self.environment.set_file_store(address, secret), |result| {
                    inbox::Message::Staging(Staging::Placed(result))
                })
            }
        };
        task.map(Message::Inbox)
    }
}

fn told(said: Said) -> inbox::Message {
    inbox::Message::Files(File::Done(said))
}

/// Sends a request about files to the session.
pub(super) fn ask(session: Session, request: FileRequest) -> Task<inbox::Message> {
    let file = inbox::Message::Files;
    match request {
        FileRequest::Take { of, sources } => {
            let (most, _) = session.file_limits();
            Task::perform(async move { session.take(sources).await }, move |results| {
                inbox::Message::Staging(Staging::Taken { of, results, most })
            })
        }
        FileRequest::Complete { typed, at } => Task::perform(completed(typed.clone(), at), move |names| {
            inbox::Message::Staging(Staging::Completed { typed, names })
        }),
        FileRequest::Draw(request) => {
            Task::perform(async move { session.picture(request).await }, move |result| {
                file(File::Drawn(request, result))
            })
        }
        FileRequest::Animate(request) => {
            Task::perform(async move { session.frames(request).await }, move |result| {
                file(File::Animated(request, result))
            })
        }
        FileRequest::Hear(content) => {
            Task::perform(async move { session.waveform(content).await }, move |result| {
                file(File::Heard(content, result))
            })
        }
        FileRequest::Fetch { path } => {
            // The last component of the path is all that is known of the name here; the content decides.
            let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            Task::future(async move { session.fetch(path, name).await }).discard()
        }
        FileRequest::Again(of) => {
            session.stop_transfer(&of);
            if let Transfer::Upload(..) = of {
                session.store_files_now();
            }
            Task::none()
        }
        FileRequest::Cancel(of) => {
            session.stop_transfer(&of);
            Task::none()
        }
        FileRequest::Play { content, from } => {
            session.play(content, from);
            Task::none()
        }
        FileRequest::Pause => {
            session.pause();
            Task::none()
        }
    }
}

/// Lists the completions of a path, on a blocking thread since the folder may be on a slow share.
async fn completed(typed: String, at: PathBuf) -> Vec<String> {
    let whole = typed.ends_with(std::path::is_separator);
    tokio::task::spawn_blocking(move || complete(&at, whole)).await.unwrap_or_default()
}

/// Saves the file where the user chooses; without a system dialog, in their downloads folder.
async fn save(
    environment: Arc<dyn Environment>,
    session: Session,
    path: String,
    name: String,
    content: Option<ContentHash>,
) -> Said {
    let Some(to) = environment.save_as(name.clone()).await? else { return Ok(None) };
    match session.save_file(content, path, name, to).await {
        Ok(saved) => Ok(Some(tr::toast_saved(&saved.display().to_string()))),
        Err(error) => unless_stopped(&error),
    }
}

/// Opens a file with the system's program for its type; a file that could run is only shown in its folder.
async fn open(
    environment: Arc<dyn Environment>,
    session: Session,
    path: String,
    name: String,
    content: Option<ContentHash>,
) -> Said {
    match session.copy_to_open(content, path, name).await {
        Ok((copy, true)) => environment.open_file(copy).map(|()| None),
        Ok((copy, false)) => environment.reveal_file(copy).map(|()| None),
        Err(error) => unless_stopped(&error),
    }
}

/// Turns an error into words; `None` if the user cancelled, which needs no message.
fn unless_stopped(error: &Error) -> Said {
    if *error == Error::Cancelled { Ok(None) } else { Err(error.to_string()) }
}

async fn copy(environment: Arc<dyn Environment>, session: Session, content: ContentHash) -> Said {
    let picture = session.picture(PictureRequest { content, within: COPIED }).await?;
    environment.copy_picture(picture).await.map(|()| Some(tr::toast_picture_copied().to_owned()))
}
