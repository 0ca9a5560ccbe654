//! The words of a reply for people, in any client; the tail is for Confab.

use super::super::Error;
use super::Thread;
use crate::chat::wish::{Decide, Decision};
use crate::chat::{MessageId, conversation, shown};
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

/// The beginning of the reported message, or the name of its first file.
fn quote(tx: &Transaction<'_>, thread: &Thread) -> Result<String, Error> {
    let shared = thread.trusted(tx)?;
    let text = match shared.files.first() {
        Some(file) if shared.text.trim().is_empty() => file.name.as_str(),
        Some(_) | None => shared.text.as_str(),
    };
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

/// The direct messages about a decision.
#[derive(Debug, Default)]
pub(super) struct Letters {
    /// The act that the reporters' Confab shows at the message.
    pub(super) act: Option<Act>,
    pub(super) to_reporters: Option<String>,
    pub(super) to_author: Option<String>,
}

/// The letters about a decision with this outcome. The reporters are told who wrote the message, not its words: these may
/// be gone.
pub(super) fn decided_letters(
    tx: &Transaction<'_>,
    decision: Decision,
    outcome: Outcome,
    thread: &Thread,
) -> Result<Letters, Error> {
    let author = thread.author_name(tx)?;
    let (to_reporters, to_author) = match decision {
        Decision::Remove if outcome == Outcome::Gone => {
            return Ok(Letters { to_reporters: Some(tr::desk_told_gone(&author)), ..Letters::default() });
        }
        Decision::Remove => {
            (tr::desk_told_remove(&author), Some(tr::desk_told_author_remove(&quote(tx, thread)?)))
        }
        Decision::Archive => {
            (tr::desk_told_archive(&author), Some(tr::desk_told_author_archive(&quote(tx, thread)?)))
        }
        Decision::Keep => (tr::desk_told_keep(&author), None),
        // The warning is the letter to the author.
        Decision::Warn => (tr::desk_told_warn(&author), None),
        Decision::Ask | Decision::HandOver => return Ok(Letters::default()),
    };
    Ok(Letters { act: Some(Act::Decide(decision)), to_reporters: Some(to_reporters), to_author })
}

/// The letters about a decision that is undone.
pub(super) fn undone_letters(
    tx: &Transaction<'_>,
    decision: MessageId,
    thread: &Thread,
) -> Result<Letters, Error> {
    let words = tr::desk_told_undone(&thread.author_name(tx)?);
    Ok(Letters { act: Some(Act::Undo(decision)), to_reporters: Some(words), to_author: None })
}
