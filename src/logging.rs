//! The program's log: daily files in the profile's `logs/`, kept for a week.
//!
//! Lines contain ids, counts and kinds, never texts, names, paths of attachments or tokens; every `tracing` call in
//! this program follows that rule. Of libraries, only warnings and errors are logged. Tests: `tests/profile`.

use crate::clock::Clock;
use crate::directory::Directory;

use chrono::NaiveDate;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// The number of files kept, one per day.
const FILES: usize = 7;
/// The beginning and the end of a log file's name; the date is in between.
const NAME: (&str, &str) = ("confab.", ".log");
/// Lines that may wait for a slow disk before new ones are dropped.
const WAITING: usize = 4_096;

/// How much is logged to standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verbosity {
    /// Nothing: only to the files.
    #[default]
    Quiet,
    /// `-v`: the same as the files.
    Info,
    /// `-vv` and more.
    Debug,
}

impl Verbosity {
    /// Converts the number of `-v` options.
    pub const fn of_count(count: u8) -> Self {
        match count {
            0 => Self::Quiet,
            1 => Self::Info,
            2.. => Self::Debug,
        }
    }
}

/// Flushes waiting lines when dropped; keep it until the end of `main`.
#[derive(Debug)]
#[must_use = "lines still waiting are lost when this is dropped early"]
pub struct Logging {
    _writer: Option<WorkerGuard>,
}

/// The reasons why there is no log. The program works without one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("The log in {folder} cannot be written: {reason}.")]
    Folder { folder: String, reason: String },
    #[error("Logging has already been started.")]
    Twice,
}

/// Starts logging for the whole process: to the profile, if there is one, and to standard error as requested.
///
/// # Errors
/// See [`Error`]; then nothing is logged.
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
    let unwritable = |error: io::Error| Error::Folder {
        folder: folder.display().to_string(),
        reason: crate::directory::whole_file::reason(&error),
    };
    let files = Daily::open(folder.clone(), || Clock::System.now().date_naive()).map_err(unwritable)?;
    Ok(tracing_appender::non_blocking::NonBlockingBuilder::default()
        .buffered_lines_limit(WAITING)
        .lossy(true)
        .finish(files))
}

/// A log file per day, private to its owner whatever the umask; old ones are deleted.
struct Daily<Today> {
    folder: PathBuf,
    today: Today,
    open: (NaiveDate, File),
}

impl<Today: Fn() -> NaiveDate> Daily<Today> {
    fn open(folder: PathBuf, today: Today) -> io::Result<Self> {
        let day = today();
        let file = open_private(&folder.join(format!("{}{day}{}", NAME.0, NAME.1)))?;
        let daily = Self { folder, today, open: (day, file) };
        daily.prune();
        Ok(daily)
    }

    /// Deletes all but the newest files, by their names.
    fn prune(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let is_ours = |name: &str| {
            let day = name.strip_prefix(NAME.0).and_then(|rest| rest.strip_suffix(NAME.1));
            day.is_some_and(|day| day.parse::<NaiveDate>().is_ok())
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| is_ours(name)).collect();
        names.sort_unstable_by(|one, other| other.cmp(one));
        for old in names.iter().skip(FILES) {
            // A file that cannot be deleted is no reason to have no log.
            let _ = fs::remove_file(self.folder.join(old));
        }
    }
}

impl<Today: Fn() -> NaiveDate> Write for Daily<Today> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let day = (self.today)();
        if day != self.open.0 {
            let file = open_private(&self.folder.join(format!("{}{day}{}", NAME.0, NAME.1)))?;
            self.open = (day, file);
            self.prune();
        }
        self.open.1.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.open.1.flush()
    }
}

fn open_private(path: &std::path::Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        let file = options.mode(0o600).open(path)?;
        // A file created by an earlier version may be readable by others.
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

/// Our own lines from a level upwards; only warnings of libraries, because their other lines may quote a request.
fn filter(level: &str) -> EnvFilter {
    EnvFilter::new(format!("warn,confab={level}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::cell::Cell;

    #[test]
    fn each_day_has_its_file_and_a_week_of_them_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let first = NaiveDate::from_ymd_opt(2026, 2, 26).unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        fs::write(folder.path().join("confab.2026-01-01.log"), "old").unwrap();
        let day = Cell::new(first);
        let mut daily = Daily::open(folder.path().to_owned(), || day.get()).unwrap();
        for number in 0..9 {
            day.set(first + chrono::Days::new(number));
            writeln!(daily, "line of {}", day.get()).unwrap();
        }
        let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        let kept = (28..29).map(|day| format!("confab.2026-02-{day}.log"));
        let kept = kept.chain((1..=6).map(|day| format!("confab.2026-03-0{day}.log")));
        assert_eq!(names, kept.chain(["notes.txt".to_owned()]).collect::<Vec<_>>());
        let text = fs::read_to_string(folder.path().join("confab.2026-03-02.log")).unwrap();
        assert_eq!(text, "line of 2026-03-02\n");
    }
}
