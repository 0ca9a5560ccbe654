//! `confab apply`: wishes as JSON lines, all checked before any is queued, then queued one by one, then published.

use super::arguments::{Apply, Global};
use super::output::Output;
use super::profile::Profile;
use super::publish::{self, Patience};
use super::target::Names;
use super::{Exit, Stop, attach, input, review, wish};
use crate::chat::Wish;
use crate::chat::wish::Post;
use crate::cli::output::count;
use crate::row::EntryId;
use crate::session::{Kept, Session};

use std::collections::HashMap;

use serde_json::json;

pub(super) async fn run(global: &Global, apply: Apply, output: &mut Output) -> Result<Exit, Stop> {
    let text = read(&apply)?;
    let profile = Profile::open(global)?;
    let (people, conversations) = profile.session.roster().await?;
    let lines = wish::read_lines(&text, &Names { people, conversations }).map_err(Stop::usage)?;
    let lines = with_files(&profile.session, lines, output).await?;
    check(&profile.session, &lines).await?;
    let total = lines.len() as u64;
    let bar = output.bar(total, "Saving");
    let mut kept = Vec::with_capacity(lines.len());
    for (number, wish) in lines {
        let wish = profile.session.submit_by_command(wish).await?;
        if apply.json {
            output.json(&line(number, &wish, "kept", None));
        }
        bar.inc(1);
        kept.push((number, wish));
    }
    bar.finish_and_clear();
    settle(&profile, &apply, kept, output).await
}

/// Copies the files of all lines into the profile; files that end up unused are tidied away later.
async fn with_files(
    session: &Session,
    lines: Vec<wish::Line>,
    output: &mut Output,
) -> Result<Vec<(usize, Wish)>, Stop> {
    let mut wishes = Vec::with_capacity(lines.len());
    for wish::Line { number, wish, files } in lines {
        let taken = attach::take(session, &files, output).await;
        let taken = taken
            .map_err(|words| Stop::usage(format!("Line {number}: files: {words}\nNothing was queued.")))?;
        let wish = if let Wish::Post(post) = wish { Wish::Post(Post { files: taken, ..post }) } else { wish };
        wishes.push((number, wish));
    }
    Ok(wishes)
}

/// Checks all lines without queueing any.
async fn check(session: &Session, lines: &[(usize, Wish)]) -> Result<(), Stop> {
    let wishes = lines.iter().map(|(_, wish)| wish.clone()).collect();
    session.check(wishes).await.map_err(|(index, error)| match error {
        crate::session::Error::Invalid(words) => {
            let number = lines.get(index).map_or(0, |(number, _)| *number);
            Stop::usage(format!("Line {number}: {words}\nNothing was queued."))
        }
        crate::session::Error::Store(error) => Stop::other(error.to_string()),
    })
}

/// Publishes, reporting each line as it settles.
async fn settle(
    profile: &Profile,
    apply: &Apply,
    kept: Vec<(usize, Kept)>,
    output: &mut Output,
) -> Result<Exit, Stop> {
    // Several lines can be one entry: an edit folded into its post.
    let mut open: HashMap<EntryId, Vec<(usize, Kept)>> = HashMap::new();
    let mut exit = Exit::Done;
    for (number, wish) in kept {
        match wish.entry {
            Some(entry) if profile.session.wish_state(entry).await?.is_some() => {
                open.entry(entry).or_default().push((number, wish));
            }
            // A later line discarded it before it was sent, or there is nothing to send.
            Some(_) | None => tell(apply, output, number, &wish, "accepted", None),
        }
    }
    // Now everything is queued: an error is reported, and the exit code says that wishes wait.
    let mut connected = profile.connect().await;
    if connected.is_ok() {
        let bar = output.bar(open.len() as u64, "Sending");
        connected = publish::publish(&profile.session, Patience::from(apply.wait), &bar, |gone| {
            for entry in gone {
                for (number, wish) in open.remove(entry).unwrap_or_default() {
                    tell(apply, output, number, &wish, "accepted", None);
                }
            }
        })
        .await;
        bar.finish_and_clear();
        if connected.is_ok() {
            connected = review::carry_out(profile).await;
        }
    }
    let mut rest: Vec<_> = open.into_values().flatten().collect();
    rest.sort_by_key(|(number, _)| *number);
    for (number, wish) in &rest {
        let ending = publish::ending(&profile.session, wish.entry).await?;
        exit = exit.worse(ending.exit);
        tell(apply, output, *number, wish, ending.state, ending.reason.as_deref());
    }
    if let Err(stop) = connected {
        output.say(&stop.words);
    }
    if !rest.is_empty() {
        let why =
            publish::line_in_words(&profile.session).map(|words| format!(" {words}")).unwrap_or_default();
        let count = count(rest.len() as u64, "action is", "actions are");
        output.say(&format!("{count} saved but not accepted yet.{why} To see the outbox: confab outbox"));
    }
    Ok(exit)
}

fn tell(
    apply: &Apply,
    output: &mut Output,
    number: usize,
    wish: &Kept,
    state: &'static str,
    reason: Option<&str>,
) {
    if apply.json {
        output.json(&line(number, wish, state, reason));
    }
}

fn line(number: usize, wish: &Kept, state: &'static str, reason: Option<&str>) -> serde_json::Value {
    json!({ "line": number, "message": wish.message.to_string(), "state": state, "reason": reason })
}

fn read(apply: &Apply) -> Result<String, Stop> {
    let bytes = input::lines(&apply.file)?;
    String::from_utf8(bytes).map_err(|error| {
        let upto = error.utf8_error().valid_up_to();
        let number = error.as_bytes().iter().take(upto).filter(|byte| **byte == b'\n').count() + 1;
        Stop::usage(format!("Line {number}: this is not UTF-8 text. Nothing was queued."))
    })
}
