//! Puts one element that was read from the server into the store, beside what is here and what waits to be sent.
//!
//! `apply` decides what the merged message says. Must not know: when and how pages are read (`sync`), HTTP.
//! Tests: `tests/sync.rs`.

use super::apply::{Unsent, merge};
use crate::chat::message::Marks;
use crate::chat::wish::Aspect;
use crate::chat::{GroupId, PersonId, Stamp, conversation};
use crate::outbox::entry::{Entry, State};
use crate::remote::convert::heard;
use crate::remote::wire;
use crate::row::Position;
use crate::settings::MessageTypes;
use crate::store::message;
use crate::store::{self, conversation as talks, outbox as rows, report as reports};

/// What became of one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Kept,
    Known,
    /// Content of ours on it is about to leave: it is to be read again afterwards.
    HeldBack,
}

/// An element that was put into the store.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) conversation: conversation::Id,
    pub(super) at: Position,
    /// The newest server date on it, digit for digit.
    pub(super) dated: Option<wire::Date>,
    pub(super) news: News,
}

/// Puts one element into the store; `None` when it lacks what a message cannot be without.
pub(super) fn element(
    tx: &store::Transaction<'_>,
    element: &wire::Message,
    me: PersonId,
    kinds: &MessageTypes,
    now: Stamp,
) -> Result<Option<Kept>, store::Error> {
    let Some(heard) = heard(element, me, kinds) else { return Ok(None) };
    let message = &heard.message;
    let (conversation, at) =
        (message.conversation, Position { ticks: message.sent_at.ticks(), id: message.id });
    let news = keep_one(tx, heard.message, heard.conversation_name, me, now)?;
    Ok(Some(Kept { conversation, at, dated: heard.dated, news }))
}

/// Merges one message.
fn keep_one(
    tx: &store::Transaction<'_>,
    mut theirs: crate::chat::Message,
    conversation_name: Option<String>,
    me: PersonId,
    now: Stamp,
) -> Result<News, store::Error> {
    let id = theirs.conversation;
    talks::learn_person(tx, theirs.author, &theirs.author_name)?;
    talks::ensure(tx, id)?;
    if let Some(name) = conversation_name {
        talks::merge(tx, &crate::chat::Conversation { id, name, members: Vec::new() })?;
    }
    let ours = match message::get(tx, theirs.id) {
        Ok(ours) => ours,
        // What cannot be read is put aside, and the server's copy takes its place.
        Err(store::Error::Database(_)) if message::put_aside_by_id(tx, theirs.id, now)? => None,
        Err(error) => return Err(error),
    };
    let entries = rows::on_message(tx, theirs.id)?;
    let content = || entries.iter().filter(|entry| entry.aspect == Aspect::Content);
    let unsent = if content().next().is_none() { Unsent::None } else { Unsent::Some };
    // A refused one waits for a person, and reading does not wait with it.
    let leaves_soon = content().any(|entry| entry.state != State::Parked);
    if let Some((ours, _)) = &ours {
        keep_unsent_marks(&mut theirs.marks, &ours.marks, &entries);
    }
    if let Some(shared) = &mut theirs.shared {
        // A snapshot does not say whether its channel is a group; whoever is in that group knows.
        if let Some(conversation::Id::Channel(channel)) = shared.conversation {
            let group = conversation::Id::Group(GroupId::new(channel.uuid()));
            if talks::is_known(tx, group)? {
                shared.conversation = Some(group);
            }
        }
    }
    if theirs.marks.reported.is_none() {
        theirs.marks.reported = reports::reason(tx, theirs.id)?;
    }
    let ours = ours.as_ref().map(|(message, progress)| (message, *progress));
    match merge(ours, theirs, unsent, me) {
        Some((message, progress)) => {
            if let Some((before, _)) = ours
                && before.text != message.text
                && !before.marks.deleted
                && !message.marks.deleted
            {
                message::keep_revision(tx, before, message.edited_at.unwrap_or(now))?;
            }
            // As it was known here: a server need not say what a deleted message had.
            if let Some((before, _)) = ours
                && message.marks.deleted
                && !before.marks.deleted
            {
                store::file::message_deleted(tx, before)?;
            }
            message::put(tx, &message, progress)?;
            mark_reported(tx, &message)?;
            Ok(News::Kept)
        }
        None if leaves_soon => Ok(News::HeldBack),
        None => Ok(News::Known),
    }
}

/// A report that came as a message of its own marks the one it is about.
fn mark_reported(tx: &store::Transaction<'_>, report: &crate::chat::Message) -> Result<(), store::Error> {
    if report.is_report()
        && !report.marks.deleted
        && let Some(parent) = report.parent
        && let Some((mut reported, progress)) = message::get(tx, parent)?
        && reported.marks.reported.is_none()
    {
        reported.marks.reported.clone_from(&report.marks.reported);
        message::put(tx, &reported, progress)?;
    }
    Ok(())
}

/// A mark that is still to be told to the server stays as the person set it.
fn keep_unsent_marks(theirs: &mut Marks, ours: &Marks, entries: &[Entry]) {
    for entry in entries {
        match entry.aspect {
            Aspect::Star => theirs.starred_by = ours.starred_by,
            Aspect::Read => theirs.read = ours.read,
            Aspect::Report => theirs.reported.clone_from(&ours.reported),
            Aspect::Content | Aspect::Talk => {}
        }
    }
}
