//! `confab send`: queues one message and tries to send it once (or for `--wait`).

use super::arguments::{Global, Send};
use super::output::Output;
use super::profile::Profile;
use super::publish::{self, Patience};
use super::target::Names;
use super::{Exit, Stop, attach, input};
use crate::chat::wish::{Post, Wish};
use crate::chat::{MessageId, PersonId};
use crate::screen::words;

use indicatif::ProgressBar;
use serde_json::json;

pub(super) async fn run(global: &Global, send: Send, output: &mut Output) -> Result<Exit, Stop> {
    let text = match send.text {
        Some(text) if text == "-" => text_of(std::io::stdin().lock())?,
        Some(text) => text,
        None if send.attach.is_empty() => {
            return Err(Stop::usage(
                "Enter some text, - to read it from standard input, or a file with --attach.",
            ));
        }
        None => String::new(),
    };
    let profile = Profile::open(global)?;
    let (people, conversations) = profile.session.roster().await?;
    let names = Names { people, conversations };
    let to = names.conversation(&send.to).map_err(|words| Stop::usage(format!("--to {words}")))?;
    let tags: Result<Vec<PersonId>, _> = send.tag.iter().map(|person| names.person(person)).collect();
    let tags = tags.map_err(|words| Stop::usage(format!("--tag {words}")))?;
    let reply_to = send.reply_to.as_deref().map(|id| parse_id(id, "--reply-to")).transpose()?;
    let files = attach::take(&profile.session, &send.attach, output).await.map_err(Stop::usage)?;
    let id = MessageId::fresh();
    let kept =
        profile.session.submit_by_command(Wish::Post(Post { id, to, text, tags, files, reply_to })).await?;
    let ending = match profile.connect().await {
        Ok(()) => {
            let patience = Patience::from(send.wait);
            match publish::publish(&profile.session, patience, &ProgressBar::hidden(), |_| {}).await {
                Ok(()) => publish::ending(&profile.session, kept.entry).await?,
                // If the disk is full now, the message is queued all the same: exit code 3 keeps the caller from
                // queueing it again. If the disk is gone, this ends with an error.
                Err(stop) => {
                    publish::ending(&profile.session, kept.entry).await?;
                    waiting(stop)
                }
            }
        }
        // The message is on disk: the problem with the connection is reported, with exit code 3.
        Err(stop) => waiting(stop),
    };
    if send.json {
        output.json(&json!({
            "line": 1, "message": kept.message.to_string(), "state": ending.state, "reason": ending.reason,
        }));
    } else {
        output.data(&kept.message.to_string());
    }
    match ending.exit {
        Exit::Parked => output.say(&format!(
            "The message was rejected: {}\nTo retry: confab outbox retry {id}\nTo discard: confab outbox discard {id}",
            ending.reason.unwrap_or_default()
        )),
        Exit::Waiting => {
            let why = ending.reason.map(|why| format!(" {}", words::sentence(&why))).unwrap_or_default();
            output.say(&format!("Saved, but not accepted yet.{why} To try again: confab outbox flush"));
        }
        Exit::Done | Exit::Other | Exit::Usage | Exit::Held => {}
    }
    Ok(ending.exit)
}

/// The outcome of a message that is queued and safe, whatever happened afterwards.
fn waiting(why: Stop) -> publish::Ending {
    publish::Ending { exit: Exit::Waiting, state: "waiting", reason: Some(why.words) }
}

/// A message id from an argument.
pub(super) fn parse_id(text: &str, argument: &str) -> Result<MessageId, Stop> {
    text.parse().map_err(|_| {
        Stop::usage(format!("{argument}: “{text}” is not an ID. An ID looks like {}.", MessageId::fresh()))
    })
}

/// The largest text, in bytes: one larger than the largest call that the settings allow could never be sent.
const MOST: u64 = 100_000_000;

fn text_of(input: impl std::io::Read) -> Result<String, Stop> {
    let bytes = input::up_to(input, "Standard input", MOST, usize::MAX)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Stop::usage("Standard input is not UTF-8 text. Nothing was queued."))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_end_of_an_input_is_not_part_of_the_text() {
        assert_eq!(text_of(&b"two\nlines\r\n"[..]).ok().as_deref(), Some("two\nlines"));
    }
}
