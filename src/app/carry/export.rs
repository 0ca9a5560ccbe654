//! Saves a conversation as a file, or opens it in the browser to be printed.
//!
//! The session writes it, in portions and on blocking threads. Must not know: any screen's state. Tests:
//! `tests/window/exporting.rs`.

use super::super::Environment;

use crate::chat::conversation;
use crate::language::tr;
use crate::row::{ExportFormat, Records};
use crate::screen::inbox;
use crate::screen::inbox::files::Message as File;
use crate::session::Session;
use crate::session::export::{About, Written};

use iced::Task;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

/// A conversation to export.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) of: conversation::Id,
    pub(super) name: String,
}

impl Subject {
    fn about(&self, environment: &dyn Environment, session: &Session) -> About {
        About {
            of: Records::Conversation(self.of),
            title: Some(format!("{}{}", self.of.kind().sigil(), self.name)),
            at: session.clock().stamp(),
            zone: environment.now().zone,
        }
    }

    fn file_name(&self, format: ExportFormat) -> String {
        format!("{}.{}", self.name, ending(format))
    }
}

/// Saves a conversation where the user chooses; without a system dialog, in their downloads folder.
pub(super) fn save(
    environment: &Arc<dyn Environment>,
    session: Session,
    subject: Subject,
    format: ExportFormat,
) -> Task<inbox::Message> {
    let chosen = Task::future(environment.save_as(subject.file_name(format)));
    let environment = Arc::clone(environment);
    chosen.then(move |chosen| match chosen {
        Ok(Some(to)) => {
            let begun = tr::toast_exporting(&subject.of.title(&subject.name));
            let about = subject.about(environment.as_ref(), &session);
            let written = write(session.clone(), about, format, with_ending(to, format));
            Task::done(done(Ok(Some(begun)))).chain(Task::future(written))
        }
        Ok(None) => Task::none(),
        Err(sentence) => Task::done(done(Err(sentence))),
    })
}

async fn write(session: Session, about: About, format: ExportFormat, to: PathBuf) -> inbox::Message {
    match session.export_as(about, format, to).await {
        Ok((path, Written { count, unreadable })) => {
            let mut sentence = tr::ToastExported { count, path: &path.display().to_string() }.text();
            if unreadable > 0 {
                sentence = format!("{sentence}. {}", tr::toast_export_damaged(unreadable));
            }
            inbox::Message::Files(File::Exported(path, sentence))
        }
        Err(error) => done(Err(error.to_string())),
    }
}

/// Opens a conversation as a page in the browser.
pub(super) async fn print(
    environment: Arc<dyn Environment>,
    session: Session,
    subject: Subject,
) -> Result<Option<String>, String> {
    let about = subject.about(environment.as_ref(), &session);
    let page = session.export_to_print(about, &subject.file_name(ExportFormat::Html)).await;
    environment.open_file(page.map_err(|error| error.to_string())?)?;
    Ok(Some(tr::toast_printing().to_owned()))
}

fn done(result: Result<Option<String>, String>) -> inbox::Message {
    inbox::Message::Files(File::Done(result))
}

const fn ending(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Json => "json",
        ExportFormat::Csv => "csv",
        ExportFormat::Html => "html",
    }
}

/// Adds the format's ending if a path has another one: some dialogs do not add it themselves.
fn with_ending(path: PathBuf, format: ExportFormat) -> PathBuf {
    let has = |known: &str| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(known));
    if has(ending(format)) || (format == ExportFormat::Html && has("htm")) {
        return path;
    }
    let mut whole = OsString::from(path);
    whole.push(".");
    whole.push(ending(format));
    PathBuf::from(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gets_the_ending_of_its_format() {
        let ended = |path: &str| with_ending(PathBuf::from(path), ExportFormat::Html);
        for (path, whole) in [
            ("/a/general", "/a/general.html"),
            ("/a/general.HTM", "/a/general.HTM"),
            ("/a/general.csv", "/a/general.csv.html"),
            ("/a.b/general", "/a.b/general.html"),
        ] {
            assert_eq!(ended(path), PathBuf::from(whole));
        }
    }
}
