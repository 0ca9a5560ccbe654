//! The commands of `docs/contract.md`, on the same session as the window.
//!
//! Data goes to standard output, messages for people to standard error. Each command ends with an [`Exit`]. Must not
//! know: how the outbox works inside. Tests: `tests/commands`.

mod allocator;
mod apply;
mod arguments;
mod attach;
mod backup;
mod begin;
mod clipboard;
mod exit;
mod export;
mod input;
mod limits;
mod outbox;
mod output;
mod profile;
mod publish;
mod review;
mod roster;
mod send;
mod sync;
mod target;
mod unread;
mod wish;

#[cfg(feature = "demo")]
mod demo;
mod display;
mod opener;
mod system;
mod window;

pub use exit::Exit;

use arguments::{Arguments, Command};
use output::Output;

use crate::language::{self, Language};

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

/// The environment variable that chooses the language, for tests of the window: `en-XA` is the pseudo-language.
const LANGUAGE: &str = "CONFAB_LANGUAGE";

/// Runs the command line `arguments` (the first is the program's name) and returns an exit code of the contract.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are data; a wrong argument is a message for people, and exit code 2.
            let printed = error.print();
            return match printed {
                _ if error.use_stderr() => Exit::Usage.code(),
                Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Exit::Other.code(),
                Ok(()) | Err(_) => Exit::Done.code(),
            };
        }
    };
    limits::outlive_file_sizes();
    if let Some(language) = std::env::var(LANGUAGE).ok().and_then(|tag| Language::of(&tag)) {
        language::choose(language);
    }
    let mut output = Output::new();
    let exit = match limits::guard(|| dispatch(arguments, &mut output)) {
        Ok(exit) => exit,
        Err(stop) => {
            output.say(&stop.words);
            stop.exit
        }
    };
    match output.failure() {
        Some(words) => {
            output.say(&words);
            // The outcome of the wishes matters more than a failure to print it.
            if exit == Exit::Done { Exit::Other } else { exit }
        }
        None => exit,
    }
    .code()
}

/// The early end of a command: the message and the exit code.
#[derive(Debug, Clone)]
struct Stop {
    exit: Exit,
    words: String,
}

impl Stop {
    /// Wrong usage, settings or input; nothing was queued.
    fn usage(words: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, words: words.into() }
    }

    /// Any other failure: the contract has no exit code for it.
    fn other(words: impl Into<String>) -> Self {
        Self { exit: Exit::Other, words: words.into() }
    }
}

impl From<crate::session::Error> for Stop {
    fn from(error: crate::session::Error) -> Self {
        match error {
            crate::session::Error::Invalid(words) => Self::usage(words),
            crate::session::Error::Store(error) => Self::other(error.to_string()),
        }
    }
}

fn dispatch(arguments: Arguments, output: &mut Output) -> Result<Exit, Stop> {
    let Arguments { command, global } = arguments;
    limits::check_threads()?;
    match command {
        None => window::open(&global),
        Some(Command::Send(send)) => block_on(send::run(&global, send, output))?,
        Some(Command::Apply(apply)) => block_on(apply::run(&global, apply, output))?,
        Some(Command::Outbox(command)) => block_on(outbox::run(&global, command, output))?,
        Some(Command::Roster(command)) => block_on(roster::run(&global, command, output))?,
        Some(Command::Sync(command)) => block_on(sync::run(&global, command, output))?,
        Some(Command::Unread(command)) => block_on(unread::run(&global, command, output))?,
        Some(Command::Export(command)) => block_on(export::run(&global, command, output))?,
        Some(Command::Review(command)) => block_on(review::run(&global, command, output))?,
        Some(Command::Backup(command)) => block_on(backup::run(&global, command, output))?,
        #[cfg(feature = "demo")]
        Some(Command::Demo(demo)) => demo::play(&global, &demo, output),
        #[cfg(feature = "demo")]
        Some(Command::DemoServer(server)) => block_on(demo::serve(&global, server, output))?,
    }
}

/// Runs a command's future on a new single-threaded runtime.
fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::other(format!("Confab could not start: {error}.")))?;
    Ok(runtime.block_on(work))
}
