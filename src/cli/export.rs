//! `confab export`: a conversation, or all reported messages, as one file.
//!
//! Records are copied in portions from the store to the file, so that a long history takes no more memory than a
//! short one. A regular file is replaced only when it is complete; a device or a pipe is written to directly. Must
//! not know: the database. Tests: `tests/commands/export.rs`.

mod csv;
mod html;
mod json;

use super::arguments::{Export, ExportFormat, Global};
use super::output::Output;
use super::profile::Profile;
use super::target::Names;
use super::{Exit, Stop};
use crate::chat::message::Kind;
use crate::chat::{Stamp, conversation};
use crate::cli::output::count;
use crate::directory::whole_file::{self, Output as File};
use crate::row::{Record, Records};
use crate::session::Session;

use std::io::{self, BufWriter, Write};
use std::path::Path;

use chrono::FixedOffset;

/// The subject of an export, for the head of the file.
struct About {
    of: Records,
    /// The conversation's name with its sigil; `None` for reported messages.
    title: Option<String>,
    at: Stamp,
}

/// A file format for records.
trait Form {
    fn begin(&mut self, to: &mut dyn Write, about: &About) -> io::Result<()>;
    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()>;
    fn end(&mut self, to: &mut dyn Write) -> io::Result<()>;
}

pub(super) async fn run(global: &Global, export: Export, output: &mut Output) -> Result<Exit, Stop> {
    let profile = Profile::open_read_only(global)?;
    let session = &profile.session;
    let (people, conversations) = session.roster().await?;
    let names = Names { people, conversations };
    let about = match &export.place {
        None => About { of: Records::Reported, title: None, at: session.clock().stamp() },
        Some(text) => {
            let id = names.conversation(text).map_err(|words| Stop::usage(format!("--in {words}")))?;
            let title = Some(title(&names, id));
            About { of: Records::Conversation(id), title, at: session.clock().stamp() }
        }
    };
    let format = match export.format {
        Some(format) => format,
        None => by_name(&export.out)?,
    };
    let mut form: Box<dyn Form> = match format {
        ExportFormat::Json => Box::new(json::Json::default()),
        ExportFormat::Csv => Box::new(csv::Csv),
        ExportFormat::Html => Box::new(html::Html::new(&chrono::Local)),
    };
    let file = |error: io::Error| {
        Stop::other(format!("{} cannot be written: {}.", export.out.display(), whole_file::reason(&error)))
    };
    if is_standard_output(&export.out) {
        // A reader that closed the pipe wants no more.
        let mut out = BufWriter::new(io::stdout().lock());
        return match write(session, &about, form.as_mut(), &mut out).await? {
            Ok(written) => Ok(report_damaged(&written, output)),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Done),
            Err(error) => Err(file(error)),
        };
    }
    let mut out = BufWriter::new(File::begin(&export.out).map_err(file)?);
    let written = write(session, &about, form.as_mut(), &mut out).await?.map_err(file)?;
    out.into_inner().map_err(|error| file(error.into_error()))?.finish().map_err(file)?;
    let messages = count(written.count, "message", "messages");
    output.say(&format!("Exported {messages} to {}.", export.out.display()));
    Ok(report_damaged(&written, output))
}

/// The numbers of messages written and of messages that could not be read.
struct Written {
    count: u64,
    unreadable: u64,
}

/// Writes all records; the outer error is the profile's, the inner one the file's.
async fn write(
    session: &Session,
    about: &About,
    form: &mut dyn Form,
    to: &mut dyn Write,
) -> Result<io::Result<Written>, Stop> {
    let (mut count, mut unreadable, mut after) = (0, 0, None);
    if let Err(error) = form.begin(to, about) {
        return Ok(Err(error));
    }
    loop {
        let piece = session.records(about.of, after).await?;
        unreadable += piece.unreadable;
        for record in &piece.records {
            if let Err(error) = form.record(to, record) {
                return Ok(Err(error));
            }
            count += 1;
        }
        after = piece.last;
        if after.is_none() {
            break;
        }
    }
    Ok(form.end(to).and_then(|()| to.flush()).map(|()| Written { count, unreadable }))
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
fn by_name(path: &Path) -> Result<ExportFormat, Stop> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("json") => return Ok(ExportFormat::Json),
        Some("csv") => return Ok(ExportFormat::Csv),
        Some("html" | "htm") => return Ok(ExportFormat::Html),
        None => return Ok(ExportFormat::Json),
        Some(_) => {}
    }
    // A folder fails later, when it is written to, with an error that says so.
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Ok(ExportFormat::Json);
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

/// Formats a date like the server: seven fraction digits and the author's offset.
fn date(at: Stamp) -> String {
    let offset = FixedOffset::east_opt(i32::from(at.offset()) * 60);
    let local = offset.map_or_else(|| at.utc().fixed_offset(), |offset| at.on(offset));
    let fraction = at.ticks().rem_euclid(10_000_000);
    format!("{}.{fraction:07}{}", local.format("%Y-%m-%dT%H:%M:%S"), local.format("%:z"))
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::File => "file".to_owned(),
        Kind::Image => "image".to_owned(),
        Kind::Audio => "audio".to_owned(),
        Kind::Video => "video".to_owned(),
        Kind::Reaction => "reaction".to_owned(),
        Kind::Unknown(number) => number.to_string(),
    }
}

const fn place_word(of: conversation::Kind) -> &'static str {
    match of {
        conversation::Kind::Channel => "channel",
        conversation::Kind::Direct => "direct",
        conversation::Kind::Group => "group",
    }
}
