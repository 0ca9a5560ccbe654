//! `confab outbox`: lists the wishes that have not been accepted yet, and sends, retries or discards them.

use super::arguments::{Global, Outbox, OutboxAction};
use super::output::Output;
use super::profile::Profile;
use super::publish::{self, Patience};
use super::{Exit, Stop, review};
use crate::chat::{MessageId, shown};
use crate::cli::output::count;
use crate::language::tr;
use crate::row::{OutboxRow, Which, WishState};
use crate::screen::words;
use crate::session::Session;

use std::time::Duration;

use serde_json::json;

pub(super) async fn run(global: &Global, outbox: Outbox, output: &mut Output) -> Result<Exit, Stop> {
    match outbox.action.unwrap_or(OutboxAction::List) {
        OutboxAction::List => list(&Profile::open_read_only(global)?.session, outbox.json, output).await,
        OutboxAction::Flush { timeout } => flush(&Profile::open(global)?, timeout, output).await,
        OutboxAction::Retry { id, .. } => {
            let profile = Profile::open(global)?;
            let session = &profile.session;
            let count = match id {
                None => session.retry(Which::All).await?,
                Some(id) => {
                    let mut count = 0;
                    for waiting in find(session, &id).await? {
                        if matches!(waiting.state, WishState::Parked(_)) {
                            count += session.retry(Which::One(waiting.entry)).await?;
                        }
                    }
                    if count == 0 {
                        return Err(Stop::usage(format!(
                            "{id} was not rejected; Confab sends it automatically."
                        )));
                    }
                    count
                }
            };
            output.say(&format!("Queued again: {count}. To send now: confab outbox flush"));
            Ok(Exit::Done)
        }
        OutboxAction::Discard { id } => {
            let profile = Profile::open(global)?;
            let session = &profile.session;
            session.end_flights().await?;
            for waiting in find(session, &id).await? {
                match session.discard(Which::One(waiting.entry)).await {
                    // Discarding a post also discards the other wishes about it.
                    Err(crate::session::Error::Invalid(_))
                        if session.wish_state(waiting.entry).await?.is_none() => {}
                    done => {
                        done?;
                    }
                }
            }
            let left = session.whole_outbox().await?.into_iter().any(|waiting| named(&waiting, &id));
            output.say(if left {
                "This may already have reached the server. What undoes it there is now in the outbox."
            } else {
                "Discarded."
            });
            Ok(Exit::Done)
        }
    }
}

async fn list(session: &Session, as_json: bool, output: &mut Output) -> Result<Exit, Stop> {
    let waiting = session.whole_outbox().await?;
    let trouble = session.trouble().await?.map(|trouble| publish::trouble_in_words(session, &trouble));
    for entry in &waiting {
        if as_json {
            output.json(&json_of(entry, &waiting, trouble.as_deref()));
        } else {
            output.data(&words_of(entry, &waiting));
        }
    }
    let waits = |entry: &OutboxRow| matches!(state(entry, &waiting, None).0, "waiting");
    if let Some(trouble) = trouble.filter(|_| waiting.iter().any(waits) && !as_json) {
        // Printed once: all of them wait for the same connection.
        output.say(&format!("Last attempt: {trouble}"));
    }
    if waiting.is_empty() && !as_json {
        output.say("The outbox is empty: everything was accepted.");
    }
    Ok(Exit::Done)
}

fn json_of(entry: &OutboxRow, all: &[OutboxRow], trouble: Option<&str>) -> serde_json::Value {
    let (state, reason) = state(entry, all, trouble);
    let known = !entry.message.uuid().is_nil();
    json!({
        "entry": entry.entry.0,
        "message": known.then(|| entry.message.to_string()),
        "do": entry.kind.word(),
        "conversation": title(entry),
        "conversation_id": known.then(|| entry.conversation.uuid().to_string()),
        "state": state,
        "since": entry.since.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        "attempts": entry.attempts,
        "reason": reason,
    })
}

fn words_of(entry: &OutboxRow, all: &[OutboxRow]) -> String {
    let (state, reason) = state(entry, all, None);
    let since = entry.since.utc().format("%Y-%m-%d %H:%M:%S UTC");
    let reason =
        reason.map(|reason| format!("\n    {}", shown::line(&shown::reason(&reason)))).unwrap_or_default();
    let place = format!("{}{}", entry.conversation.kind().sigil(), shown::within(&entry.conversation_name));
    let tries = count(u64::from(entry.attempts), "attempt", "attempts");
    format!("{}  {} in {place}  {state} since {since}, {tries}{reason}", entry.message, entry.kind.word())
}

fn title(entry: &OutboxRow) -> String {
    format!("{}{}", entry.conversation.kind().sigil(), entry.conversation_name)
}

/// The state of a wish and its reason; `trouble` is the problem with the connection.
fn state(entry: &OutboxRow, all: &[OutboxRow], trouble: Option<&str>) -> (&'static str, Option<String>) {
    match &entry.state {
        WishState::Queued | WishState::InFlight => ("waiting", trouble.map(str::to_owned)),
        WishState::Files(why) => ("waiting", Some(words::upload(why))),
        WishState::Unanswered => {
            let unknown = tr::outbox_unanswered();
            let why = trouble.map(|trouble| format!(" Last attempt: {trouble}")).unwrap_or_default();
            ("waiting", Some(format!("{unknown}{why}")))
        }
        WishState::Behind(front) => {
            // The wish in front tells if it was refused by the server or stopped here.
            let front = all.iter().find(|other| other.entry == *front);
            let name = front.map_or_else(|| "another message".to_owned(), |front| front.message.to_string());
            (
                "waiting",
                Some(format!("Waiting behind {name} in this conversation. Retry or discard that one.")),
            )
        }
        WishState::Parked(reason) => ("parked", Some(reason.clone())),
        WishState::Quarantined(reason) => ("quarantined", Some(reason.clone())),
    }
}

async fn flush(profile: &Profile, timeout: Duration, output: &mut Output) -> Result<Exit, Stop> {
    profile.connect().await?;
    let session = &profile.session;
    let waiting = session.sidebar().await?.waiting;
    if let Some(mut publisher) = session.publisher() {
        publisher.forget_back_off().await.map_err(|error| Stop::other(error.to_string()))?;
        session.uploader().end_waits().await.map_err(|error| Stop::other(error.to_string()))?;
    }
    let bar = output.bar(u64::from(waiting), "Sending");
    publish::publish(session, Patience::from(Some(timeout)), &bar, |_| {}).await?;
    review::carry_out(profile).await?;
    bar.finish_and_clear();
    let left = session.sidebar().await?;
    if left.waiting == 0 {
        output.say("Everything was accepted.");
        return Ok(Exit::Done);
    }
    let why = publish::line_in_words(session).map(|words| format!(" {words}")).unwrap_or_default();
    output.say(&format!(
        "{} in the outbox, {} of them rejected.{why} To see the outbox: confab outbox",
        left.waiting, left.parked
    ));
    Ok(if left.parked > 0 { Exit::Parked } else { Exit::Waiting })
}

/// Finds the wishes with an id: all about a message, or one by its number.
async fn find(session: &Session, id: &str) -> Result<Vec<OutboxRow>, Stop> {
    if id.parse::<i64>().is_err() && id.parse::<MessageId>().is_err() {
        return Err(Stop::usage(format!(
            "“{id}” is neither a message ID nor an entry number. To see both: confab outbox --json"
        )));
    }
    let found: Vec<_> =
        session.whole_outbox().await?.into_iter().filter(|waiting| named(waiting, id)).collect();
    if found.is_empty() {
        return Err(Stop::usage(format!("The outbox has no entry {id}. To see the outbox: confab outbox")));
    }
    Ok(found)
}

fn named(waiting: &OutboxRow, id: &str) -> bool {
    id.parse() == Ok(waiting.entry.0) || id.parse() == Ok(waiting.message)
}
