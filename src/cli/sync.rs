//! `confab sync`: reads what is new, publishes nothing.

use super::arguments::{Global, Sync};
use super::output::Output;
use super::profile::Profile;
use super::{Exit, Stop};
use crate::chat::message::Kind;
use crate::screen::words;
use crate::settings::KindName;
use crate::sync::{Reader, Round, Tally, Waits};

use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, timeout_at};

/// The pause between two tries.
const AGAIN: Duration = Duration::from_secs(2);

pub(super) async fn run(global: &Global, sync: Sync, output: &mut Output) -> Result<Exit, Stop> {
    let profile = Profile::open(global)?;
    profile.connect().await?;
    let session = &profile.session;
    let Some(mut reader) = session.reader(profile.settings.sync.scope) else {
        return Err(Stop::usage("This profile has no server to read from."));
    };
    // A deadline beyond what clocks count is none.
    let deadline = Instant::now().checked_add(sync.timeout);
    let (ended, tally) = read(&mut reader, deadline).await?;
    let since = reader.since();
    if sync.json {
        output.json(&json!({ "messages": tally.messages, "unreadable": tally.unreadable, "since": since }));
    }
    if tally.unreadable > 0 {
        output.say(&format!("{} could not be read.", words::count(tally.unreadable, "message", "messages")));
    }
    if global.verbose > 0 {
        for (number, kinds) in
            session.unnamed_types().await.map_err(|error| Stop::other(error.to_string()))?
        {
            output.say(&unnamed(number, &kinds));
        }
    }
    let came = match tally.messages {
        0 => "Nothing new".to_owned(),
        some => format!("{} new or changed", words::count(some, "message", "messages")),
    };
    Ok(match ended {
        Ended::UpToDate => {
            output.say(&format!("Up to date. {came}."));
            Exit::Done
        }
        Ended::Early(why) => {
            let why = words::sentence(&why);
            output.say(&format!("{why} {came} so far; the next sync goes on from there."));
            Exit::Waiting
        }
    })
}

/// Says that the server numbers something that the settings do not: which number it is for is for a person to say.
fn unnamed(number: i64, kinds: &[Kind]) -> String {
    let carried: Vec<_> = kinds.iter().map(|kind| carried(*kind)).collect();
    let came = format!(
        "Messages with {} came with MessageType {number}, which server.message_types does not name.",
        carried.join(" and ")
    );
    match kinds {
        [kind] if let Some(name) = KindName::of(*kind) => format!(
            "{came} If that is this server's number for them, add {} = {number} to it; until then yours go as text.",
            name.word()
        ),
        _ => came,
    }
}

const fn carried(kind: Kind) -> &'static str {
    match kind {
        Kind::Image => "pictures",
        Kind::Audio => "sounds",
        Kind::Video => "videos",
        Kind::File | Kind::Text | Kind::Reaction | Kind::Unknown(_) => "files",
    }
}

/// How reading ended.
enum Ended {
    UpToDate,
    /// Why, in a sentence.
    Early(String),
}

/// Reads until everything is here, the server does not let itself be read, or the time is over.
async fn read(reader: &mut Reader, deadline: Option<Instant>) -> Result<(Ended, Tally), Stop> {
    let mut tally = Tally::default();
    let ended = loop {
        let round = match deadline {
            // A page that the deadline cuts off is read again.
            Some(deadline) => match timeout_at(deadline, reader.round_with(Waits::Kept)).await {
                Ok(round) => round,
                Err(_) => {
                    tally.add(reader.take_tally());
                    break Ended::Early("The time is over.".to_owned());
                }
            },
            None => reader.round_with(Waits::Kept).await,
        };
        let round = round.map_err(|error| Stop::other(error.to_string()))?;
        tally.add(reader.take_tally());
        match round {
            Round::Read => break Ended::UpToDate,
            Round::More => {}
            Round::Quiet { .. } => {
                break Ended::Early("The server asked to wait, so it was not read.".to_owned());
            }
            Round::Unavailable => {
                let why =
                    reader.trouble().unwrap_or_else(|| "The server does not let itself be read.".to_owned());
                break Ended::Early(why);
            }
            Round::Failed | Round::Resting { .. } => {
                let again = Instant::now() + AGAIN;
                if deadline.is_some_and(|deadline| again >= deadline) {
                    let why = reader.trouble().unwrap_or_else(|| "The server could not be read.".to_owned());
                    break Ended::Early(why);
                }
                tokio::time::sleep_until(again).await;
            }
        }
    };
    Ok((ended, tally))
}
