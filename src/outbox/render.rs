//! Renders entries to elements when a call is frozen.
//!
//! Must not know: which entries are sent when (`plan`), HTTP. Tests: `tests/actions`.

use super::refresh::Fresh;
use super::terms::Terms;
use crate::chat::wish::Flags;
use crate::chat::{Message, conversation};
use crate::entry::{Entry, Event, deleted, orphaned};
use crate::language::tr;
use crate::remote::convert::came::{Extent, Words};
use crate::remote::convert::{self, came};
use crate::remote::wire;
use crate::settings::Marks;
use crate::store::outbox::{self as rows, Loaded};
use crate::store::{self, Transaction, message, quarantine};

use std::collections::{HashMap, HashSet, hash_map};

/// Names looked up once per call.
#[derive(Default)]
pub(super) struct Names {
    me: String,
    conversations: HashMap<conversation::Id, String>,
}

/// An entry and its element.
pub(super) struct Rendered {
    pub(super) entry: Entry,
    pub(super) element: String,
}

/// The result of rendering an entry.
pub(super) enum Rendering {
    Element(String),
    /// It cannot be rendered, for this reason.
    Impossible(String),
    /// It is a mark on a message that the user has deleted since: nothing is left to mark.
    Obsolete,
}

/// Renders entries and parks those that cannot be rendered, with the reason; adds the conversations of parked or
/// removed entries to `parked`.
pub(super) fn all(
    tx: &Transaction<'_>,
    terms: &Terms,
    fresh: &Fresh,
    loaded: Vec<Loaded>,
    parked: &mut HashSet<conversation::Id>,
) -> Result<Vec<Rendered>, store::Error> {
    let mut rendered = Vec::with_capacity(loaded.len());
    let mut names = Names::default();
    for loaded in loaded {
        let rendering = one(tx, terms, fresh, &loaded, &mut names)?;
        let entry = loaded.entry;
        match rendering {
            Rendering::Element(element) => rendered.push(Rendered { entry, element }),
            Rendering::Obsolete => {
                parked.insert(entry.conversation);
                rows::remove(tx, entry.id, Event::Obsolete)?;
            }
            Rendering::Impossible(reason) => {
                rows::park(tx, entry.id, Event::Unsendable, &reason)?;
                if entry.is_mark() {
                    // The conversation does not wait for a mark on a message that is gone.
                    rows::skip(tx, entry.id)?;
                }
                parked.insert(entry.conversation);
            }
        }
    }
    Ok(rendered)
}

/// Renders one entry. Frozen content is kept; a mark is always rendered again.
pub(super) fn one(
    tx: &Transaction<'_>,
    terms: &Terms,
    fresh: &Fresh,
    Loaded { entry, element }: &Loaded,
    names: &mut Names,
) -> Result<Rendering, store::Error> {
    if is_orphaned(tx, entry)? {
        return Ok(Rendering::Impossible(orphaned().to_owned()));
    }
    match element {
        Some(element) if !entry.is_mark() => Ok(Rendering::Element(element.clone())),
        Some(_) | None if entry.kind.is_on_conversation() => {
            on_conversation(tx, terms, entry).map(Rendering::Element)
        }
        Some(_) | None => of_message(tx, terms, fresh, entry, names),
    }
}

/// True if its parent was discarded before it was sent.
fn is_orphaned(tx: &Transaction<'_>, entry: &Entry) -> Result<bool, store::Error> {
    entry.after.map_or(Ok(false), |parent| message::is_here(tx, parent).map(|is_here| !is_here))
}

/// Renders an entry from the current state of its message.
fn of_message(
    tx: &Transaction<'_>,
    terms: &Terms,
    fresh: &Fresh,
    entry: &Entry,
    names: &mut Names,
) -> Result<Rendering, store::Error> {
    let message = match message::get(tx, entry.message) {
        Ok(Some((message, _))) => message,
        Ok(None) => {
            let aside = quarantine::message(tx, entry.message)?.map(|kept| kept.words());
            let reason = aside.unwrap_or_else(|| tr::send_message_missing().to_owned());
            return Ok(Rendering::Impossible(reason));
        }
        Err(store::Error::Database(fault)) => {
            return Ok(Rendering::Impossible(tr::stored_message_unreadable(&fault)));
        }
        Err(error) => return Err(error),
    };
    // Removing a message, or bringing it back, is no mark on what is left of it.
    if entry.is_mark() && message.marks.deleted && !entry.touched.has(Flags::REMOVED) {
        let is_own = message.author == terms.me;
        return Ok(match (is_own, entry.unanswered) {
            (true, _) => Rendering::Obsolete,
            (false, false) => Rendering::Impossible(deleted().to_owned()),
            (false, true) => Rendering::Impossible(tr::send_message_deleted_maybe().to_owned()),
        });
    }
    // The author deleted it first: a removal would only take the credit, and its undoing would bring it back.
    if entry.touched.has(Flags::REMOVED) && entry.was_set.has(Flags::REMOVED) && message.marks.deleted {
        store::review::set_gone(tx, message.id)?;
        return Ok(Rendering::Obsolete);
    }
    if entry.is_mark()
        && let Some(reason) = fresh.gone.get(&message.id)
    {
        return Ok(Rendering::Impossible(reason.clone()));
    }
    element(tx, terms, entry, &message, names)
}

fn element(
    tx: &Transaction<'_>,
    terms: &Terms,
    entry: &Entry,
    message: &Message,
    names: &mut Names,
) -> Result<Rendering, store::Error> {
    if names.me.is_empty() {
        names.me = store::conversation::person_name(tx, terms.me)?.unwrap_or_else(|| terms.me_name.clone());
    }
    let name = match names.conversations.entry(message.conversation) {
        hash_map::Entry::Occupied(known) => known.into_mut(),
        hash_map::Entry::Vacant(new) => new.insert(store::conversation::name(tx, message.conversation)?),
    };
    let context =
        convert::Context { me: terms.me, me_name: &names.me, conversation_name: name, kinds: &terms.kinds };
    let (mut element, extent) = match terms.marks {
        Marks::Flags if entry.is_mark() => {
            (convert::bare_mark(message, entry.aspect, entry.touched, context), Extent::Bare)
        }
        Marks::Flags | Marks::Whole => {
            (convert::element(message, entry.aspect, entry.touched, context), Extent::Whole)
        }
    };
    let kept = store::leftovers::get(tx, message.id)?;
    // A mark that follows the user's new text must not restore the old text.
    let ours = entry.has_words() || kept.is_some() && rows::own_text_precedes(tx, entry)?;
    let words = if ours { Words::Ours } else { Words::AsTheyCame };
    if let Some(kept) = kept
        && came::restore(&mut element, &kept, words, extent).is_err()
        && entry.is_mark()
    {
        return Ok(Rendering::Impossible(tr::send_mark_incomplete().to_owned()));
    }
    Ok(Rendering::Element(wire::json::write_message(&element, &terms.types)))
}

/// Renders the body of a call that changes a conversation, from its current state.
fn on_conversation(tx: &Transaction<'_>, terms: &Terms, entry: &Entry) -> Result<String, store::Error> {
    let said = convert::on_conversation::Said {
        kind: entry.kind,
        conversation: entry.conversation,
        name: &store::conversation::name(tx, entry.conversation)?,
        people: &entry.people,
        is_on: store::membership::is_marked(tx, entry.conversation, entry.kind)?,
        me: terms.me,
    };
    Ok(convert::on_conversation::body(said).unwrap_or_default())
}
