//! `confab review`: the reviewers' desk without a window.
//!
//! Must not know: the rules of a case (`review`, `session`). Tests: `tests/commands/review.rs`.

mod carry;
mod show;

pub(super) use carry::carry_out;

use super::arguments::{Global, Review, ReviewAction, ReviewDecision};
use super::output::{Output, count};
use super::profile::Profile;
use super::publish::{self, Patience};
use super::target::Names;
use super::{Exit, Stop};
use crate::chat::wish::{Decide, Decision, Switch};
use crate::chat::{MessageId, Wish};
use crate::evidence::log::Did;
use crate::review::Outcome;
use crate::row::review::Queue;
use crate::session::Kept;
use crate::session::desk::export::Verified;
use crate::session::desk::json;

use std::time::Duration;

pub(super) async fn run(global: &Global, review: Review, output: &mut Output) -> Result<Exit, Stop> {
    let as_json = review.json;
    match review.action {
        ReviewAction::List { all } => {
            let profile = Profile::open_read_only(global)?;
            let session = &profile.session;
            let now = session.clock().stamp();
            let me = session.me().id;
            let cases = session.cases().await?;
            let listed = |row: &&crate::row::review::CaseRow| all || !row.is_in(Queue::Decided, me, now);
            for row in cases.iter().filter(listed) {
                if as_json {
                    output.json(&json::row(row, now));
                } else {
                    output.data(&show::words_of_row(row, now));
                }
            }
            if !as_json && !cases.iter().any(|row| listed(&row)) {
                output.say("No reports are waiting.");
            }
            Ok(Exit::Done)
        }
        ReviewAction::Show { case } => {
            let profile = Profile::open_read_only(global)?;
            let session = &profile.session;
            let case = session.case(id(&case)?).await?;
            session.note_seen(case.row.id, Did::Saw).await;
            if as_json {
                output.json(&json::case(&case, session.clock().stamp()));
            } else {
                output.data(&show::words_of(&case, session.clock().stamp()));
            }
            Ok(Exit::Done)
        }
        ReviewAction::Decide { case, decision, to, text, note, wait } => {
            let profile = Profile::open(global)?;
            // A report names its case too.
            let case = profile.session.case(id(&case)?).await?.row.id;
            profile.session.keep_one(case).await?;
            let reply = MessageId::fresh();
            let wish = wish(&profile, Line { case, reply, decision, to, text, note }).await?;
            let kept = profile.session.submit_by_command(wish).await?;
            decided(&profile, Sent { case, reply, kept }, wait, as_json, output).await
        }
        ReviewAction::Export { cases, out } => {
            let profile = Profile::open(global)?;
            let cases = cases.iter().map(|case| id(case)).collect::<Result<Vec<_>, _>>()?;
            let number = count(cases.len() as u64, "case", "cases");
            profile.check_output(&out)?;
            profile.session.export_cases(cases, out.clone()).await?;
            output.say(&format!("{number} exported to {}.", out.display()));
            Ok(Exit::Done)
        }
        ReviewAction::Verify { exports } => {
            let profile = Profile::open_read_only(global)?;
            let verified = profile.session.verify_evidence(exports).await?;
            tell(&verified, as_json, output);
            Ok(if verified.faults.is_empty() { Exit::Done } else { Exit::Other })
        }
    }
}

fn tell(verified: &Verified, as_json: bool, output: &mut Output) {
    let faults: Vec<_> = verified.faults.iter().map(ToString::to_string).collect();
    if as_json {
        let (entries, cases) = (verified.entries, verified.cases);
        output.json(&serde_json::json!({ "entries": entries, "cases": cases, "faults": faults }));
    } else if faults.is_empty() {
        let (entries, cases) =
            (count(verified.entries, "entry", "entries"), count(verified.cases, "case", "cases"));
        output.say(&format!("Nothing was changed: {entries} in the log, evidence of {cases}."));
    } else {
        faults.iter().for_each(|fault| output.data(fault));
    }
}

fn id(text: &str) -> Result<MessageId, Stop> {
    text.parse().map_err(|_| {
        Stop::usage(format!("“{text}” is not the ID of a case. To see the cases: confab review list"))
    })
}

/// A decision on the command line.
struct Line {
    case: MessageId,
    reply: MessageId,
    decision: ReviewDecision,
    to: Option<String>,
    text: Option<String>,
    note: Option<String>,
}

async fn wish(profile: &Profile, line: Line) -> Result<Wish, Stop> {
    let (reply, message) = (line.reply, line.case);
    let takes_words =
        !matches!(line.decision, ReviewDecision::Claim | ReviewDecision::Release | ReviewDecision::Undo);
    if !takes_words && (line.to.is_some() || line.text.is_some() || line.note.is_some()) {
        return Err(Stop::usage("claim, release and undo take neither --to nor --text nor --note."));
    }
    let decision = match line.decision {
        ReviewDecision::Claim => return Ok(Wish::Claim { id: reply, message, state: Switch::On }),
        ReviewDecision::Release => return Ok(Wish::Claim { id: reply, message, state: Switch::Off }),
        ReviewDecision::Undo => return Ok(Wish::Undo { id: reply, message, decision: None }),
        ReviewDecision::Keep => Decision::Keep,
        ReviewDecision::Remove => Decision::Remove,
        ReviewDecision::Archive => Decision::Archive,
        ReviewDecision::Warn => Decision::Warn,
        ReviewDecision::Ask => Decision::Ask,
        ReviewDecision::HandOver => Decision::HandOver,
    };
    let to = match line.to {
        Some(to) => {
            let (people, conversations) = profile.session.roster().await?;
            let names = Names { people, conversations };
            Some(names.conversation(&to).map_err(Stop::usage)?)
        }
        None => None,
    };
    Ok(Wish::Decide(Decide {
        id: reply,
        message,
        decision,
        to,
        text: line.text.unwrap_or_default(),
        note: line.note.unwrap_or_default(),
    }))
}

/// A decision that was saved.
struct Sent {
    case: MessageId,
    reply: MessageId,
    kept: Kept,
}

/// Sends a decision, carries it out as far as the server allows, and tells what became of it.
async fn decided(
    profile: &Profile,
    sent: Sent,
    wait: Option<Duration>,
    as_json: bool,
    output: &mut Output,
) -> Result<Exit, Stop> {
    profile.connect().await?;
    let bar = output.bar(1, "Sending");
    publish::publish(&profile.session, Patience::from(wait), &bar, |_| {}).await?;
    carry_out(profile).await?;
    bar.finish_and_clear();
    let session = &profile.session;
    let case = session.case(sent.case).await?;
    if as_json {
        output.json(&json::case(&case, session.clock().stamp()));
    }
    let made = case.row.state.made(sent.reply);
    let ending = publish::ending(session, sent.kept.entry).await?;
    let (exit, words) = match made.and_then(|made| made.outcome) {
        Some(Outcome::Done) => (Exit::Done, "Done.".to_owned()),
        Some(Outcome::Gone) => (Exit::Done, "Its author had already deleted the message.".to_owned()),
        Some(Outcome::Refused) => {
            (Exit::Parked, "The decision was sent, but its effect was refused.".to_owned())
        }
        Some(Outcome::Skipped) => {
            (Exit::Parked, "Not carried out: another reviewer decided first.".to_owned())
        }
        Some(Outcome::Unconfirmed) => {
            (Exit::Waiting, "Sent, but the server has not confirmed the effect.".to_owned())
        }
        None if ending.exit != Exit::Done => {
            let why = ending.reason.map(|why| format!(" {why}")).unwrap_or_default();
            (ending.exit, format!("Saved, but not accepted yet.{why}"))
        }
        None if session.is_carrying_out(sent.reply).await? => {
            (Exit::Waiting, "Sent. It is carried out once the server has returned it.".to_owned())
        }
        None => (Exit::Done, "Done.".to_owned()),
    };
    output.say(&words);
    Ok(exit)
}
