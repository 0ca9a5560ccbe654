//! `confab sync`: reads new and changed messages, publishes nothing.

use super::arguments::{Global, Sync};
use super::output::Output;
use super::profile::Profile;
use super::{Exit, Stop};
use crate::chat::message::Kind;
use crate::cli::output::count;
use crate::screen::words;
use crate::settings::KindName;
use crate::sync::{Reader, Round, Tally, Waits};

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

/// The pause between two attempts.
const AGAIN: Duration = Duration::from_secs(2);

pub(super) async fn run(global: &Global, sync: Sync, output: &mut Output) -> Result<Exit, Stop> {
    let profile = Profile::open(global)?;
    profile.connect().await?;
    let session = &profile.session;
    let Some(mut reader) = session.reader(profile.settings.sync.scope) else {
        return Err(Stop::usage("This profile has no server to read from."));
    };
    let mut tally = Tally::default();
    let ended = match timeout(sync.timeout, read(&mut reader, &mut tally)).await {
        Ok(ended) => ended?,
        // A page cut off by the timeout is read again by the next sync.
        Err(_) => Ended::Early(reader.trouble().unwrap_or_else(|| "The timeout has passed.".to_owned())),
    };
    tally.add(reader.take_tally());
    if session.has_desk()
        && let Err(error) = session.keep_evidence().await
    {
        tracing::warn!(%error, "evidence was not stored");
    }
    let since = reader.since();
    if sync.json {
        output.json(&json!({ "messages": tally.messages, "unreadable": tally.unreadable, "since": since }));
    }
    if tally.unreadable > 0 {
        output.say(&format!("{} could not be read.", count(tally.unreadable, "message", "messages")));
    }
    if global.verbose > 0 {
        for (number, kinds) in
            session.unknown_types().await.map_err(|error| Stop::other(error.to_string()))?
        {
            output.say(&unnamed(number, &kinds));
        }
    }
    let came = match tally.messages {
        0 => "Nothing new".to_owned(),
        some => format!("{} new or changed", count(some, "message", "messages")),
    };
    Ok(match ended {
        Ended::UpToDate => {
            output.say(&format!("Up to date. {came}."));
            Exit::Done
        }
        Ended::Early(why) => {
            let why = words::sentence(&why);
            output.say(&format!("{why} {came} so far; the next sync continues from there."));
            Exit::Waiting
        }
    })
}

/// The sentence about a message type number that the settings do not name. A person must decide on its meaning.
fn unnamed(number: i64, kinds: &[Kind]) -> String {
    let carried: Vec<_> = kinds.iter().map(|kind| carried(*kind)).collect();
    let came = format!(
        "Messages with {} arrived with MessageType {number}, which is not in server.message_types.",
        carried.join(" and ")
    );
    match kinds {
        [kind] if let Some(name) = KindName::of(*kind) => format!(
            "{came} If that is this server's number for them, add {} = {number}. Until then, yours are sent as text.",
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
    /// Stopped early; the reason is a sentence.
    Early(String),
}

/// Reads until everything is here, or the server cannot be read.
async fn read(reader: &mut Reader, tally: &mut Tally) -> Result<Ended, Stop> {
    loop {
        let round = reader.round_with(Waits::Kept).await.map_err(|error| Stop::other(error.to_string()))?;
        tally.add(reader.take_tally());
        match round {
            Round::Read => return Ok(Ended::UpToDate),
            Round::More => {}
            Round::Quiet { .. } => {
                return Ok(Ended::Early("The server asked Confab to wait, so nothing was read.".to_owned()));
            }
            Round::Unavailable => {
                let why = reader
                    .trouble()
                    .unwrap_or_else(|| "Messages cannot be read from this server.".to_owned());
                return Ok(Ended::Early(why));
            }
            Round::Failed | Round::Resting { .. } => tokio::time::sleep(AGAIN).await,
        }
    }
}
