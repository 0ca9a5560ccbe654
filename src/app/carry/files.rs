//! What is asked about files, carried out: the system's dialogs and clipboard, and the session's door to files.
//!
//! Must not know: any screen's state. Tests: `tests/window/attaching.rs`.

use super::super::{App, Message, Stage};

use crate::intent::files::Ask;
use crate::screen::inbox;
use crate::screen::inbox::staging::Message as Staging;

use iced::Task;

impl App {
    /// Carries one thing out.
    pub(super) fn carry_files(&mut self, ask: Ask) -> Task<Message> {
        let Stage::Inbox(ready) = &self.stage else { return Task::none() };
        let session = ready.session.clone();
        let staging = |message| Message::Inbox(inbox::Message::Staging(message));
        match ask {
            Ask::Choose { of } => Task::perform((self.environment.choose_files)(), move |result| {
                staging(Staging::Chosen { of, result })
            }),
            Ask::Paste { of } => Task::perform((self.environment.clipboard)(), move |sources| {
                staging(Staging::Pasted { of, sources })
            }),
            Ask::Take { of, sources } => {
                let (most, _) = session.file_limits();
                Task::perform(async move { session.take(sources).await }, move |results| {
                    staging(Staging::Taken { of, results, most })
                })
            }
            Ask::Complete { .. }
            | Ask::Draw(_)
            | Ask::Hear(_)
            | Ask::Fetch { .. }
            | Ask::Cancel(_)
            | Ask::Again(_)
            | Ask::Save { .. }
            | Ask::Open { .. }
            | Ask::CopyPicture(_)
            | Ask::Play { .. }
            | Ask::Pause => Task::none(),
        }
    }
}
