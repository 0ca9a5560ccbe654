//! The command line arguments, exactly as `docs/contract.md` defines them.

use std::path::PathBuf;
use std::time::Duration;

#[cfg(feature = "demo")]
use chrono::{DateTime, Datelike as _, Utc};
use clap::{Args, Parser, Subcommand};

/// A desktop chat client that keeps a written promise about every message.
///
/// Without a command it opens the window on the profile. Exit codes: 0 done (for send, apply, flush: everything
/// accepted), 2 usage, settings or input, 3 queued and safe, not yet accepted, 4 refused by the server and parked,
/// 5 another Confab holds the profile, 1 anything else.
#[derive(Debug, Parser)]
#[command(name = "confab", version, args_conflicts_with_subcommands = false)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) global: Global,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub(super) struct Global {
    /// The profile's folder [default: the platform's data folder for confab]
    #[arg(long, global = true, env = "CONFAB_PROFILE", value_name = "DIR")]
    pub(super) profile: Option<PathBuf>,
    /// The server's address, in place of the one in the settings
    #[arg(long, global = true, value_name = "URL")]
    pub(super) server: Option<String>,
    /// Log to standard error; twice for debug messages
    #[arg(short = 'v', long = "verbose", global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Try it: a temporary profile against a built-in server with simulated people who reply
    #[cfg(feature = "demo")]
    Demo(Demo),
    /// Write one message
    Send(Send),
    /// Queue wishes given as JSON lines, then publish them
    Apply(Apply),
    /// List, retry or discard wishes that are not accepted yet
    Outbox(Outbox),
    /// People, channels and groups
    Roster(Roster),
    /// Read new messages; publishes nothing
    Sync(Sync),
    /// Count unread messages, without the network
    Unread(Unread),
    /// Export a conversation, or all reported messages, to a file
    Export(Export),
    /// Copy the profile's database to a file, while it is in use or not
    Backup(Backup),
    /// Run the built-in demo server alone
    #[cfg(feature = "demo")]
    DemoServer(DemoServer),
}

#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Play the conversation without a window and write pictures and a transcript
    #[arg(long)]
    pub(super) headless: bool,
    /// Where the pictures and the transcript go
    #[arg(long, value_name = "DIR", default_value = "confab-demo")]
    pub(super) out: PathBuf,
    /// The weather on the line to the server
    #[arg(long, value_name = "NAME", default_value = "clear")]
    pub(super) weather: String,
    /// Same seed, same people and history
    #[arg(long, default_value_t = 7)]
    pub(super) seed: u64,
    /// How many people
    #[arg(long, value_name = "N")]
    pub(super) people: Option<usize>,
    /// How many messages of history
    #[arg(long, value_name = "N")]
    pub(super) messages: Option<usize>,
    /// The moment at which the demo begins, such as 2026-11-29T12:25:00Z [default: now]
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    pub(super) at: Option<DateTime<Utc>>,
}

/// Years in which the demo may begin: its dates fit every header and every message, however long it runs.
#[cfg(feature = "demo")]
const YEARS: std::ops::RangeInclusive<i32> = 1971..=9990;

/// A moment as RFC 3339 writes it.
#[cfg(feature = "demo")]
fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let moment = DateTime::parse_from_rfc3339(text)
        .map_err(|_| "write a date and a time with an offset, such as 2026-11-29T12:25:00Z".to_owned())?;
    let moment = moment.to_utc();
    if YEARS.contains(&moment.year()) {
        Ok(moment)
    } else {
        Err(format!("the year must be from {} to {}", YEARS.start(), YEARS.end()))
    }
}

#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub(super) struct DemoServer {
    /// Address and port on this machine; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(super) listen: String,
    /// Store the server's data in this folder
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// The weather on the line
    #[arg(long, value_name = "NAME", default_value = "clear")]
    pub(super) weather: String,
    /// Same seed, same people
    #[arg(long, default_value_t = 7)]
    pub(super) seed: u64,
}

#[derive(Debug, Args)]
pub(super) struct Send {
    /// #channel, @Person Name, &Group name or an id
    #[arg(long, value_name = "CONVERSATION")]
    pub(super) to: String,
    /// The message this replies to
    #[arg(long, value_name = "ID")]
    pub(super) reply_to: Option<String>,
    /// Tag a person; may be repeated
    #[arg(long, value_name = "PERSON")]
    pub(super) tag: Vec<String>,
    /// Attach a file; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) attach: Vec<PathBuf>,
    /// Keep trying for this long, such as 30s
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    pub(super) wait: Option<Duration>,
    /// One line of JSON when it is settled
    #[arg(long)]
    pub(super) json: bool,
    /// The text; - reads it from standard input. With a file it may be left out
    #[arg(value_name = "TEXT|-", allow_hyphen_values = true)]
    pub(super) text: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Apply {
    /// A file of JSON lines; - or nothing reads standard input
    #[arg(value_name = "FILE|-", default_value = "-")]
    pub(super) file: PathBuf,
    /// Keep trying for this long, such as 30s
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    pub(super) wait: Option<Duration>,
    /// A line of JSON as each wish is on disk, and another when it settles
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Outbox {
    #[command(subcommand)]
    pub(super) action: Option<OutboxAction>,
    /// One object per line
    #[arg(long, global = true)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum OutboxAction {
    /// List the outbox, oldest first
    List,
    /// Send waiting wishes now, ignoring our own back-off but not a server's Retry-After
    Flush {
        /// Give up after this long; everything stays queued
        #[arg(long, value_name = "TIME", default_value = "30s", value_parser = humantime::parse_duration)]
        timeout: Duration,
    },
    /// Retry rejected wishes
    Retry {
        /// The wish's message id or number
        #[arg(required_unless_present = "all", conflicts_with = "all", allow_negative_numbers = true)]
        id: Option<String>,
        /// All rejected wishes
        #[arg(long)]
        all: bool,
    },
    /// Discard a wish
    Discard {
        /// The wish's message id or number (negative: a quarantined one)
        #[arg(allow_negative_numbers = true)]
        id: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Sync {
    /// Give up after this long; the next sync goes on from there
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = humantime::parse_duration)]
    pub(super) timeout: Duration,
    /// One object when it is done
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Unread {
    /// One object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Roster {
    #[command(subcommand)]
    pub(super) action: RosterAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum RosterAction {
    /// Merge people, channels and groups from a JSON file, by id
    Import { file: PathBuf },
    /// List all known people and conversations
    Show {
        /// As a roster file
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to write; an existing one is replaced when the copy is complete
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// #channel, @Person Name, &Group name or an id
    #[arg(
        long = "in",
        value_name = "CONVERSATION",
        required_unless_present = "reported",
        conflicts_with = "reported"
    )]
    pub(super) place: Option<String>,
    /// Export reported messages of all conversations
    #[arg(long)]
    pub(super) reported: bool,
    /// The format [default: by the file's extension, or json]
    #[arg(long, value_enum, value_name = "json|csv|html")]
    pub(super) format: Option<ExportFormat>,
    /// The file; an existing one is replaced when the export is complete. - writes to standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
}

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ExportFormat {
    /// One object: all fields and earlier versions
    Json,
    /// A row a message, safe to open in a spreadsheet
    Csv,
    /// One page that needs nothing else
    Html,
}
