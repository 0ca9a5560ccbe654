//! The words of a reply for people, in any client; the tail is for Confab.

use super::super::Error;
use super::Thread;
use crate::chat::wish::{Decide, Decision};
use crate::chat::{conversation, shown};
use crate::language::tr;
use crate::review::{Act, Outcome};
use crate::store::{Transaction, conversation as conversations};

/// How much of the reported message a direct message quotes, in characters.
const QUOTED: usize = 200;

/// The usual line for an act.
pub(super) fn line(act: Act) -> &'static str {
    match act {
        Act::Claim => tr::desk_says_claim(),
        Act::Release => tr::desk_says_release(),
        Act::Decide(decision) => decided(decision),
        Act::Undo(_) => tr::desk_says_undo(),
        Act::Tell(_, outcome) => found(outcome),
    }
}

fn decided(decision: Decision) -> &'static str {
    match decision {
        Decision::Keep => tr::desk_says_keep(),
        Decision::Remove => tr::desk_says_remove(),
        Decision::Archive => tr::desk_says_archive(),
        Decision::Warn => tr::desk_says_warn(),
        Decision::Ask => tr::desk_says_ask(),
        Decision::HandOver => tr::desk_says_hand_over(),
    }
}

/// The line for what became of a decision.
pub(super) fn found(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => tr::desk_says_done(),
        Outcome::Refused => tr::desk_says_refused(),
        Outcome::Unconfirmed => tr::desk_says_unconfirmed(),
        Outcome::Skipped => tr::desk_says_skipped(),
        Outcome::Gone => tr::desk_says_gone(),
    }
}

/// The line for an undone decision.
pub(super) fn undone(decision: Decision) -> &'static str {
    match decision {
        Decision::Remove => tr::desk_says_restore(),
        Decision::Keep | Decision::Archive | Decision::Warn | Decision::Ask | Decision::HandOver => {
            tr::desk_says_undo()
        }
    }
}

/// The words of a decision: what is decided, the note, and what is written to whom.
pub(super) fn decision(tx: &Transaction<'_>, wished: &Decide, words: &str) -> Result<String, Error> {
    let mut said = match wished.to {
        Some(to) => {
            let name = to.title(&conversations::name(tx, to)?);
            let name = match to {
                conversation::Id::Direct(_) => format!("{}{name}", to.kind().sigil()),
                conversation::Id::Channel(_) | conversation::Id::Group(_) => name,
            };
            tr::desk_says_hand_over_to(&name)
        }
        None => decided(wished.decision).to_owned(),
    };
    let note = wished.note.trim();
    if !note.is_empty() {
        said.push('\n');
        said.push_str(note);
    }
    if matches!(wished.decision, Decision::Warn | Decision::Ask) {
        said.extend(words.lines().map(|line| format!("\n> {line}")));
    }
    Ok(said)
}

/// The usual words to the author or the reporter.
pub(super) fn usual(tx: &Transaction<'_>, decision: Decision, thread: &Thread) -> Result<String, Error> {
    let quote = quote(tx, thread)?;
    let place = match thread.place() {
        Some(conversation::Id::Direct(_)) | None => String::new(),
        Some(place) => place.title(&conversations::name(tx, place)?),
    };
    Ok(match decision {
        Decision::Warn if place.is_empty() => tr::desk_warning_direct(&quote),
        Decision::Warn => tr::DeskWarning { place: &place, quote: &quote }.text(),
        Decision::Ask => tr::desk_question(&quote),
        Decision::Keep | Decision::Remove | Decision::Archive | Decision::HandOver => String::new(),
    })
}

/// The beginning of the reported message.
fn quote(tx: &Transaction<'_>, thread: &Thread) -> Result<String, Error> {
    let text = thread.trusted(tx)?.text;
    let text = text.as_str();
    // A link would be passed on to people who have not seen it.
    let end = ["://", "www."].iter().filter_map(|mark| text.find(mark)).min();
    let plain = end.and_then(|end| text.get(..end)).map_or(text, |before| {
        before.rfind(char::is_whitespace).and_then(|at| before.get(..at)).unwrap_or_default()
    });
    let mut quote: String = shown::within(plain).chars().take(QUOTED).collect();
    if plain.len() < text.len() || text.chars().count() > QUOTED {
        quote.push('…');
    }
    Ok(quote)
}

/// The words to a reporter about a decision; `None` for one that does not close the case.
pub(super) fn to_reporter(
    tx: &Transaction<'_>,
    decision: Decision,
    thread: &Thread,
) -> Result<Option<String>, Error> {
    let quote = quote(tx, thread)?;
    Ok(match decision {
        Decision::Keep => Some(tr::desk_told_keep(&quote)),
        Decision::Remove => Some(tr::desk_told_remove(&quote)),
        Decision::Archive => Some(tr::desk_told_archive(&quote)),
        Decision::Warn => Some(tr::desk_told_warn(&quote)),
        Decision::Ask | Decision::HandOver => None,
    })
}

/// The words to a reporter about a decision that is undone.
pub(super) fn undone_to_reporter(tx: &Transaction<'_>, thread: &Thread) -> Result<String, Error> {
    Ok(tr::desk_told_undone(&quote(tx, thread)?))
}

/// The words to the author about a decision; a warning has its own.
pub(super) fn to_author(
    tx: &Transaction<'_>,
    decision: Decision,
    thread: &Thread,
) -> Result<Option<String>, Error> {
    let quote = quote(tx, thread)?;
    Ok(match decision {
        Decision::Remove => Some(tr::desk_told_author_remove(&quote)),
        Decision::Archive => Some(tr::desk_told_author_archive(&quote)),
        Decision::Keep | Decision::Warn | Decision::Ask | Decision::HandOver => None,
    })
}
