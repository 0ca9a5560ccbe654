//! What the program notes for whoever looks into a fault: daily files in the profile's `logs/`, a week of them.
//!
//! Lines hold ids, counts and kinds, never bodies, names, paths of attachments or tokens: that is the promise of every
//! `tracing` call in this program, and libraries may speak only from a warning upwards. Tests: `tests/profile`.

use crate::directory::Directory;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

/// Files kept, one a day.
const FILES: usize = 7;
/// Lines that may wait for a slow disk before new ones are dropped.
const WAITING: usize = 4_096;

/// How much is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verbosity {
    /// Nothing: only the files.
    #[default]
    Quiet,
    /// `-v`: what the files get.
    Info,
    /// `-vv` and more.
    Debug,
}

impl Verbosity {
    /// From how often `-v` was given.
    pub const fn of_count(count: u8) -> Self {
        match count {
            0 => Self::Quiet,
            1 => Self::Info,
            2.. => Self::Debug,
        }
    }
}

/// Writes out what is still waiting when it is dropped; kept until the end of `main`.
#[derive(Debug)]
#[must_use = "lines still waiting are lost when this is dropped early"]
pub struct Logging {
    _writer: Option<WorkerGuard>,
}

/// Why there is no log. The program works without.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("The log in {folder} cannot be written: {reason}.")]
    Folder { folder: String, reason: String },
    #[error("Logging was started already.")]
    Twice,
}

/// Starts logging for the whole process: into the profile, if there is one, and to standard error as asked.
///
/// # Errors
/// See [`Error`]; nothing is logged then.
pub fn start(directory: Option<&Directory>, verbosity: Verbosity) -> Result<Logging, Error> {
    let (file, guard) = match directory {
        Some(directory) => {
            let (writer, guard) = writer(directory)?;
            (Some(writer), Some(guard))
        }
        None => (None, None),
    };
    let file =
        file.map(|writer| fmt::layer().with_ansi(false).with_writer(writer).with_filter(filter("info")));
    let terminal = match verbosity {
        Verbosity::Quiet => None,
        Verbosity::Info => Some("info"),
        Verbosity::Debug => Some("debug"),
    }
    .map(|level| fmt::layer().with_writer(std::io::stderr).with_filter(filter(level)));
    let subscriber = tracing_subscriber::registry().with(file).with(terminal);
    tracing::subscriber::set_global_default(subscriber).map_err(|_| Error::Twice)?;
    Ok(Logging { _writer: guard })
}

fn writer(
    directory: &Directory,
) -> Result<(tracing_appender::non_blocking::NonBlocking, WorkerGuard), Error> {
    let folder = directory.logs();
    let files = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("confab")
        .filename_suffix("log")
        .max_log_files(FILES)
        .build(&folder)
        .map_err(|error| Error::Folder {
            folder: folder.display().to_string(),
            reason: std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string),
        })?;
    Ok(tracing_appender::non_blocking::NonBlockingBuilder::default()
        .buffered_lines_limit(WAITING)
        .lossy(true)
        .finish(files))
}

/// Our own lines from a level upwards; of libraries only warnings, since what they say below may quote a request.
fn filter(level: &str) -> EnvFilter {
    EnvFilter::new(format!("warn,confab={level}"))
}
