//! `confab export`: a conversation, or all reported messages, as one file.
//!
//! A regular file is replaced only when it is complete; a device or a pipe is written to directly. Must not know: the
//! formats (`session::export`). Tests: `tests/commands/export.rs`, `tests/commands/out.rs`.

use super::arguments::{self, Export, Global};
use super::output::Output;
use super::profile::Profile;
use super::target::Names;
use super::{Exit, Stop};
use crate::chat::conversation;
use crate::cli::output::count;
use crate::directory::whole_file::{self, Output as File};
use crate::row::{ExportFormat, Records};
use crate::session::export::{About, Failure, Written};

use std::io::{self, BufWriter};
use std::path::Path;

pub(super) async fn run(global: &Global, export: Export, output: &mut Output) -> Result<Exit, Stop> {
    let profile = Profile::open_read_only(global)?;
    let session = &profile.session;
    let (people, conversations) = session.roster().await?;
    let names = Names { people, conversations };
    let (of, title) = match &export.place {
        None => (Records::Reported, None),
        Some(text) => {
            let id = names.conversation(text).map_err(|words| Stop::usage(format!("--in {words}")))?;
            (Records::Conversation(id), Some(title(&names, id)))
        }
    };
    let about = About { of, title, at: session.clock().stamp(), zone: &chrono::Local };
    let format = match export.format {
        Some(format) => format,
        None => by_name(&export.out)?,
    };
    let format = match format {
        arguments::ExportFormat::Json => ExportFormat::Json,
        arguments::ExportFormat::Csv => ExportFormat::Csv,
        arguments::ExportFormat::Html => ExportFormat::Html,
    };
    let file = |error: io::Error| {
        Stop::other(format!("{} cannot be written: {}.", export.out.display(), whole_file::reason(&error)))
    };
    if is_standard_output(&export.out) {
        return match session.export(about, format, BufWriter::new(io::stdout())).await {
            Ok((_, written)) => Ok(report_damaged(&written, output)),
            // A reader that closed the pipe wants no more.
            Err(Failure::File(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Done),
            Err(Failure::File(error)) => Err(file(error)),
            Err(Failure::Profile(error)) => Err(error.into()),
        };
    }
    let out = BufWriter::new(File::begin(&export.out).map_err(file)?);
    let (out, written) = match session.export(about, format, out).await {
        Ok(done) => done,
        Err(Failure::File(error)) => return Err(file(error)),
        Err(Failure::Profile(error)) => return Err(error.into()),
    };
    out.into_inner().map_err(|error| file(error.into_error()))?.finish().map_err(file)?;
    let messages = count(written.count, "message", "messages");
    output.say(&format!("Exported {messages} to {}.", export.out.display()));
    Ok(report_damaged(&written, output))
}

/// Reports missing messages, which make the export a failure.
fn report_damaged(written: &Written, output: &mut Output) -> Exit {
    if written.unreadable == 0 {
        return Exit::Done;
    }
    let messages = count(written.unreadable, "message is", "messages are");
    output.say(&format!("{messages} damaged and could not be exported."));
    Exit::Other
}

/// The format that a file's extension names; a name without an extension, a device or a pipe gets JSON.
fn by_name(path: &Path) -> Result<arguments::ExportFormat, Stop> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("json") => return Ok(arguments::ExportFormat::Json),
        Some("csv") => return Ok(arguments::ExportFormat::Csv),
        Some("html" | "htm") => return Ok(arguments::ExportFormat::Html),
        None => return Ok(arguments::ExportFormat::Json),
        Some(_) => {}
    }
    // A folder fails later, when it is written to, with an error that says so.
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Ok(arguments::ExportFormat::Json);
    }
    Err(Stop::usage(format!(
        "--out {}: the file name must end in .json, .csv or .html. Change the name, or choose a --format.",
        path.display()
    )))
}

/// True for `-` and for the system's names of standard output: opening those again would overwrite a file that output
/// is redirected to.
fn is_standard_output(path: &Path) -> bool {
    path == Path::new("-")
        || (cfg!(unix)
            && ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name)))
}

fn title(names: &Names, id: conversation::Id) -> String {
    let name = match id {
        conversation::Id::Direct(person) => {
            names.people.iter().find(|known| known.id == person).map(|known| known.name.as_str())
        }
        conversation::Id::Channel(_) | conversation::Id::Group(_) => None,
    };
    let known = names.conversations.iter().find(|known| known.id == id).map(|known| known.name.as_str());
    format!("{}{}", id.kind().sigil(), name.or(known).unwrap_or_default())
}
