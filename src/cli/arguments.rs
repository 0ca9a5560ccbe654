//! The command line arguments, exactly as `docs/contract.md` defines them.

use std::path::PathBuf;
use std::time::Duration;

#[cfg(feature = "demo")]
use chrono::{DateTime, Datelike as _, Utc};
use clap::{Args, Parser, Subcommand};

/// A desktop chat client that keeps every message until the server accepts it.
///
/// Without a command, confab opens the window. Exit codes: 0 done (send, apply, outbox flush: everything was
/// accepted), 1 any other error, 2 wrong usage, settings or input, 3 saved but not accepted yet, 4 rejected by the
/// server, 5 another Confab is using the profile.
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
    /// The profile's folder [default: confab in the system's data folder]
    #[arg(long, global = true, env = "CONFAB_PROFILE", value_name = "DIR")]
    pub(super) profile: Option<PathBuf>,
    /// Server address to use instead of the one in the settings
    #[arg(long, global = true, value_name = "URL")]
    pub(super) server: Option<String>,
    /// Log to standard error; -vv adds debug messages
    #[arg(short = 'v', long = "verbose", global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Try Confab with a temporary profile, a built-in server and simulated people who reply
    #[cfg(feature = "demo")]
    Demo(Demo),
    /// Send one message
    Send(Send),
    /// Queue actions from JSON lines, then send them
    Apply(Apply),
    /// List, send, retry or discard what the server has not accepted yet
    Outbox(Outbox),
    /// Import or show people, channels and groups
    Roster(Roster),
    /// Read new messages, without sending any
    Sync(Sync),
    /// Count unread messages, without the network
    Unread(Unread),
    /// Export a conversation, or all reported messages, to a file
    Export(Export),
    /// List reported messages and decide on them; for support staff
    Review(Review),
    /// Copy the profile's database to a file, even while a window is open
    Backup(Backup),
    /// Run only the demo's server
    #[cfg(feature = "demo")]
    DemoServer(DemoServer),
}

#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Play the demo without a window, and write pictures and a transcript
    #[arg(long)]
    pub(super) headless: bool,
    /// Folder for the pictures and the transcript
    #[arg(long, value_name = "DIR", default_value = "confab-demo")]
    pub(super) out: PathBuf,
    /// Network conditions, such as clear, slow, flaky or offline
    #[arg(long, value_name = "NAME", default_value = "clear")]
    pub(super) weather: String,
    /// The same number invents the same people and history
    #[arg(long, default_value_t = 7)]
    pub(super) seed: u64,
    /// Number of people
    #[arg(long, value_name = "N")]
    pub(super) people: Option<usize>,
    /// Number of messages in the history
    #[arg(long, value_name = "N")]
    pub(super) messages: Option<usize>,
    /// Date and time at which the demo starts, such as 2026-11-29T12:25:00Z [default: now]
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    pub(super) at: Option<DateTime<Utc>>,
    /// Your part in the demo
    #[arg(long = "as", value_name = "ROLE", default_value = "member")]
    pub(super) part: Part,
}

/// The part of the user in the demo.
#[cfg(feature = "demo")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Part {
    /// Chat with the others
    Member,
    /// Review reported messages too
    Reviewer,
}

/// Years in which the demo may begin: its dates fit every header and every message, however long it runs.
#[cfg(feature = "demo")]
const YEARS: std::ops::RangeInclusive<i32> = 1971..=9990;

/// A moment as RFC 3339 writes it.
#[cfg(feature = "demo")]
fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let moment = DateTime::parse_from_rfc3339(text)
        .map_err(|_| "enter a date and a time with an offset, such as 2026-11-29T12:25:00Z".to_owned())?;
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
    /// Address and port on this computer; port 0 picks a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(super) listen: String,
    /// Folder in which the server keeps its data
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// Network conditions, such as clear, slow, flaky or offline
    #[arg(long, value_name = "NAME", default_value = "clear")]
    pub(super) weather: String,
    /// The same number invents the same people
    #[arg(long, default_value_t = 7)]
    pub(super) seed: u64,
}

#[derive(Debug, Args)]
pub(super) struct Send {
    /// Conversation: #channel, @Person Name, &Group name or an ID
    #[arg(long, value_name = "CONVERSATION")]
    pub(super) to: String,
    /// ID of the message to reply to
    #[arg(long, value_name = "ID")]
    pub(super) reply_to: Option<String>,
    /// Mention a person; can be repeated
    #[arg(long, value_name = "PERSON")]
    pub(super) tag: Vec<String>,
    /// Attach a file; can be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) attach: Vec<PathBuf>,
    /// Keep trying for up to this long, such as 30s
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    pub(super) wait: Option<Duration>,
    /// Print the outcome as a line of JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Text of the message, or - to read it from standard input; optional with --attach
    #[arg(value_name = "TEXT|-", allow_hyphen_values = true)]
    pub(super) text: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Apply {
    /// File with an action per line, or - to read standard input
    #[arg(value_name = "FILE|-", default_value = "-")]
    pub(super) file: PathBuf,
    /// Keep trying for up to this long, such as 30s
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    pub(super) wait: Option<Duration>,
    /// Print a line of JSON when an action is saved, and another with its outcome
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Outbox {
    #[command(subcommand)]
    pub(super) action: Option<OutboxAction>,
    /// Print the list as a JSON object per line
    #[arg(long, global = true)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum OutboxAction {
    /// List the outbox, oldest first
    List,
    /// Send everything now, without the pauses after failed attempts; a server's Retry-After still counts
    Flush {
        /// Stop after this long; what was not sent stays in the outbox
        #[arg(long, value_name = "TIME", default_value = "30s", value_parser = humantime::parse_duration)]
        timeout: Duration,
    },
    /// Retry what was rejected
    Retry {
        /// Message ID, or entry number from the list as JSON
        #[arg(required_unless_present = "all", conflicts_with = "all", allow_negative_numbers = true)]
        id: Option<String>,
        /// Retry everything that was rejected
        #[arg(long)]
        all: bool,
    },
    /// Discard an action
    Discard {
        /// Message ID, or entry number from the list as JSON (negative if the entry cannot be read)
        #[arg(allow_negative_numbers = true)]
        id: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Sync {
    /// Stop after this long; the next sync continues from there
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = humantime::parse_duration)]
    pub(super) timeout: Duration,
    /// Print the outcome as a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Unread {
    /// Print the counts as a JSON object
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
    /// Import people, channels and groups from a JSON file; existing entries are kept and updated
    Import { file: PathBuf },
    /// List all known people and conversations
    Show {
        /// Print a roster file
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// File to write; an existing file is replaced once the copy is complete
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// Conversation: #channel, @Person Name, &Group name or an ID
    #[arg(
        long = "in",
        value_name = "CONVERSATION",
        required_unless_present = "reported",
        conflicts_with = "reported"
    )]
    pub(super) place: Option<String>,
    /// Export all reported messages, from every conversation
    #[arg(long)]
    pub(super) reported: bool,
    /// Format [default: from the file name's ending, or json]
    #[arg(long, value_enum, value_name = "json|csv|html")]
    pub(super) format: Option<ExportFormat>,
    /// File to write, or - for standard output; an existing file is replaced once the export is complete
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Review {
    #[command(subcommand)]
    pub(super) action: ReviewAction,
    /// Print JSON: an object per case
    #[arg(long, global = true)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum ReviewAction {
    /// List the cases that are not decided, oldest first
    List {
        /// List the decided ones too
        #[arg(long)]
        all: bool,
    },
    /// Show a case: the reports, the message, and what reviewers wrote
    Show {
        /// ID of the reported message, or of a report of it
        #[arg(value_name = "CASE")]
        case: String,
    },
    /// Decide on a case, and carry the decision out
    Decide {
        /// ID of the reported message
        #[arg(value_name = "CASE")]
        case: String,
        #[arg(value_enum, value_name = "DECISION")]
        decision: ReviewDecision,
        /// Person or conversation that the case is handed over to
        #[arg(long, value_name = "CONVERSATION")]
        to: Option<String>,
        /// Words to the author or the reporter [default: the usual ones]
        #[arg(long)]
        text: Option<String>,
        /// Note for the other reviewers
        #[arg(long)]
        note: Option<String>,
        /// Keep trying to send for up to this long, such as 30s
        #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
        wait: Option<Duration>,
    },
    /// Write cases with their evidence into a ZIP file that sha256sum can verify
    Export {
        /// IDs of reported messages
        #[arg(value_name = "CASE", required = true)]
        cases: Vec<String>,
        /// File to write; an existing file is replaced once the export is complete
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Check that the log and the evidence are as they were written
    Verify {
        /// Exports to check as well
        #[arg(value_name = "FILE")]
        exports: Vec<PathBuf>,
    },
}

/// A step on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum ReviewDecision {
    /// Leave the message as it is
    Keep,
    /// Delete the message for everybody
    Remove,
    /// Archive the message
    Archive,
    /// Write to the author
    Warn,
    /// Write to the person who reported it
    Ask,
    /// Leave the case to somebody else
    HandOver,
    /// Tell the other reviewers that you work on it
    Claim,
    /// Take the claim back
    Release,
    /// Undo the decision
    Undo,
}

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ExportFormat {
    /// One object with all fields and earlier versions
    Json,
    /// One row per message, safe to open in a spreadsheet
    Csv,
    /// One self-contained page
    Html,
}
