//! Stores one element from the server, merged with the message here and with unsent wishes.
//!
//! `apply` does the merging. Must not know: when and how pages are read (`sync`), HTTP. Tests: `tests/sync`.

use super::apply::{Accepted, Pending, Version, Words, merge, shows_other_marks};
use super::position;
use crate::chat::message::{Marks, Shared};
use crate::chat::wish::{self, Flags};
use crate::chat::{GroupId, MessageId, PersonId, Stamp, conversation};
use crate::entry::{Entry, State};
use crate::outbox::backoff::KEEP_ACCEPTED;
use crate::outbox::fold::never_left;
use crate::remote::convert::{Context, came, heard};
use crate::remote::wire;
use crate::review::{Act, Tail};
use crate::settings::MessageTypes;
use crate::store::arrival::{self, Arrival, Dated, Order};
use crate::store::message::{self, Progress};
use crate::store::reading::{self, ReadRange};
use crate::store::{self, accepted, conversation as conversations, outbox as rows, report as reports};

use std::collections::BTreeMap;

/// The most messages above a message read on another device that are marked as read with it.
const READ_ELSEWHERE: usize = 500;

/// The result for an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Kept,
    Known,
    /// Content of ours on it is about to be sent, or this copy lacks marks of ours that were accepted just now: it
    /// has to be read again afterwards.
    HeldBack,
}

/// An element that was stored.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) conversation: conversation::Id,
    /// Its newest server date, digit for digit.
    pub(super) dated: Option<wire::Date>,
    pub(super) news: News,
    /// It changed something that is drawn.
    pub(super) changed: bool,
    /// It added to the outbox.
    pub(super) queued: bool,
}

/// The result for a message.
struct Merged {
    news: News,
    changed: bool,
    queued: bool,
    /// The message as it is here now.
    message: crate::chat::Message,
}

/// The date of the newest message of each conversation before the current reading.
#[derive(Debug, Clone, Default)]
pub(super) struct Newest(BTreeMap<conversation::Id, Option<i64>>);

impl Newest {
    /// Empty.
    pub(super) const NONE: Self = Self(BTreeMap::new());

    fn of(&mut self, tx: &store::Transaction<'_>, id: conversation::Id) -> Result<Option<i64>, store::Error> {
        if let Some(known) = self.0.get(&id) {
            return Ok(*known);
        }
        let newest = arrival::newest(tx, id)?;
        self.0.insert(id, newest);
        Ok(newest)
    }
}

/// The reading that an element comes from.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) me: PersonId,
    pub(super) kinds: &'a MessageTypes,
    /// The time by the server's clock, where a difference is known.
    pub(super) now: Stamp,
    /// The same time by [`Clock::steady`](crate::clock::Clock::steady), in milliseconds.
    pub(super) steady: i64,
    /// The newest date to which the server had been read before; `None` in the first reading, which brings history.
    pub(super) read_to: Option<i64>,
    pub(super) newest: &'a mut Newest,
}

/// The elements of a page, oldest first, so that messages placed by arrival keep their order.
pub(super) fn oldest_first(elements: &[wire::Message]) -> Vec<&wire::Message> {
    let mut sorted: Vec<_> = elements.iter().collect();
    sorted.sort_by_key(|element| element.message_date_time.as_ref().map_or(i64::MAX, wire::Date::ticks));
    sorted
}

/// Stores one element; `None` if it lacks an id, an author or a conversation.
pub(super) fn element(
    tx: &store::Transaction<'_>,
    element: &wire::Message,
    reading: &mut Reading<'_>,
) -> Result<Option<Kept>, store::Error> {
    let (me, kinds) = (reading.me, reading.kinds);
    let Some(mut heard) = heard(element, me, kinds) else { return Ok(None) };
    if heard.message.shared.is_none() {
        heard.message.shared = shared_by_id(tx, element, &heard.message, me)?;
    }
    let conversation = heard.message.conversation;
    let touched = heard.dated.as_ref().map(wire::Date::ticks);
    let Merged { news, changed, queued, message } =
        merge_one(tx, (heard.message, touched), heard.conversation_name, reading)?;
    keep_leftovers(tx, element, &message, me, kinds)?;
    Ok(Some(Kept { conversation, dated: heard.dated, news, changed, queued }))
}

/// Stores the parts of the element that would be lost if our message were sent back in its place.
fn keep_leftovers(
    tx: &store::Transaction<'_>,
    element: &wire::Message,
    message: &crate::chat::Message,
    me: PersonId,
    kinds: &MessageTypes,
) -> Result<(), store::Error> {
    let context = Context {
        me,
        // Received names are always kept.
        me_name: "",
        conversation_name: "",
        kinds,
    };
    store::leftovers::set(tx, message.id, came::leftovers(element, message, context).as_deref())
}

/// The shared message of a share that only names its id: as the user sent it, or as the original is known here.
fn shared_by_id(
    tx: &store::Transaction<'_>,
    element: &wire::Message,
    share: &crate::chat::Message,
    me: PersonId,
) -> Result<Option<Box<Shared>>, store::Error> {
    let Some(original) = element.shared_message_id.filter(|id| !id.is_nil()).map(MessageId::new) else {
        return Ok(None);
    };
    if let Some(id) = element.id
        && let Ok(Some((known, _))) = message::get(tx, MessageId::new(id))
        && known.shared.as_ref().is_some_and(|shared| shared.id == original)
    {
        return Ok(known.shared);
    }
    let Ok(Some((known, _))) = message::get(tx, original) else { return Ok(None) };
    // An id must not bring the text of one conversation into another: anybody may name any id.
    if known.conversation != share.conversation && share.author != me {
        return Ok(None);
    }
    Ok(Some(Box::new(Shared {
        id: original,
        conversation: Some(known.conversation),
        author: Some(known.author),
        author_name: known.author_name,
        sent_at: Some(known.sent_at),
        text: if known.marks.deleted { String::new() } else { known.text },
        kind: known.kind,
        files: if known.marks.deleted { Vec::new() } else { known.files },
        more_files: if known.marks.deleted { 0 } else { known.more_files },
        tags: Vec::new(),
        parent: known.parent,
        reported: None,
    })))
}

/// Merges one message.
fn merge_one(
    tx: &store::Transaction<'_>,
    (mut theirs, touched): (crate::chat::Message, Option<i64>),
    conversation_name: Option<String>,
    reading: &mut Reading<'_>,
) -> Result<Merged, store::Error> {
    let (me, now) = (reading.me, reading.now);
    let id = theirs.conversation;
    conversations::learn_person(tx, theirs.author, &theirs.author_name)?;
    conversations::ensure(tx, id)?;
    if let Some(name) = conversation_name {
        conversations::merge(tx, &crate::chat::Conversation { id, name, members: Vec::new() })?;
    }
    let ours = match message::get(tx, theirs.id) {
        Ok(ours) => ours,
        // A row that cannot be read is quarantined, and the server's copy takes its place.
        Err(store::Error::Database(_)) if message::quarantine_if_unreadable(tx, theirs.id, now)? => None,
        Err(error) => return Err(error),
    };
    let entries = rows::on_message(tx, theirs.id)?;
    let with_words = || entries.iter().filter(|entry| entry.has_words());
    let words = if with_words().next().is_none() { Words::Sent } else { Words::Waiting };
    // A refused entry waits for the user, and so do those behind it: reading does not wait for them.
    let mut leaves_soon = false;
    for entry in with_words() {
        leaves_soon |= entry.state != State::Parked && rows::blocker(tx, entry)?.is_none();
    }
    let flags = entries.iter().fold(Flags::default(), |all, entry| all.with(entry.touched));
    if let Some(shared) = &mut theirs.shared {
        // A snapshot does not tell if its channel is a group; a member of the group knows.
        if let Some(conversation::Id::Channel(channel)) = shared.conversation {
            let group = conversation::Id::Group(GroupId::new(channel.uuid()));
            if conversations::is_known(tx, group)? {
                shared.conversation = Some(group);
            }
        }
    }
    if theirs.marks.reported.is_none() {
        theirs.marks.reported = reports::reason(tx, theirs.id)?;
    }
    remember_marks(tx, &entries, &theirs)?;
    let ours = ours.as_ref().map(|(message, progress)| (message, *progress));
    let lately = just_accepted(tx, theirs.id, reading.steady)?;
    let accepted = match lately {
        Some((flags, _)) if flags.has(Flags::EDITED) => Accepted::JustNow,
        Some(_) | None => Accepted::Earlier,
    };
    let copy = match (ours, lately) {
        (Some((ours, _)), Some(lately)) => {
            keep_accepted_marks(&mut theirs, &ours.marks, lately, (touched, reading.now))
        }
        (_, None) | (None, Some(_)) => Copy::Current,
    };
    let (at, dated) = position::position_of(theirs.sent_at, now, arrival::newest(tx, id)?);
    theirs.sent_at = at;
    let moved = match ours {
        // The correct date of a message arrives later than the message.
        Some((ours, _)) if dated == Dated::Yes && ours.sent_at != at => arrival::date(tx, ours.id, at)?,
        Some(_) | None => false,
    };
    let was_reported = ours.is_some_and(|(ours, _)| ours.marks.reported.is_some());
    if was_reported && copy == Copy::Current && !flags.has(Flags::REPORTED) {
        reports::read_back(tx, theirs.id, theirs.marks.reported.is_some())?;
    }
    let newest = if ours.is_none() { reading.newest.of(tx, id)? } else { None };
    let replaced = ours.is_some_and(|(ours, _)| ours.author == me && ours.text != theirs.text)
        && store::revision::said(tx, theirs.id, &theirs.text)?;
    let version = if replaced { Version::Earlier } else { Version::Other };
    // The copy is from before the newer text was accepted, or that text was undone at the server: the next copy will
    // tell.
    let unsure = version == Version::Earlier && accepted == Accepted::JustNow;
    let marked = ours.is_some_and(|(ours, _)| shows_other_marks(&ours.marks, &theirs.marks, me));
    let theirs_edited = theirs.edited_at;
    let merged = merge(ours, theirs, Pending { words, version, flags, accepted }, me);
    let unchanged = ours.map(|(message, _)| message);
    let changed = moved || merged.is_some();
    let news = match (leaves_soon || unsure || copy == Copy::Older, changed) {
        (true, _) => News::HeldBack,
        (false, true) => News::Kept,
        (false, false) => News::Known,
    };
    let mut queued = false;
    if let Some((message, progress)) = &merged {
        if let Some((before, _)) = ours
            && before.text != message.text
            && !before.marks.deleted
            && !message.marks.deleted
        {
            message::keep_revision(tx, before, message.edited_at.unwrap_or(now))?;
        }
        // As stored here: a server need not return the content of a deleted message.
        if let Some((before, _)) = ours
            && message.marks.deleted
            && !before.marks.deleted
        {
            store::file::message_deleted(tx, before)?;
        }
        message::put(tx, message, *progress)?;
        match ours {
            None => arrived(tx, message, dated, newest, reading)?,
            Some((before, _)) if !before.marks.read => read_elsewhere(tx, message, me)?,
            Some(_) => {}
        }
        if marked && restores(ours, message, theirs_edited) {
            queued = restore_by_itself(tx, message, now)?;
        }
        mark_reported(tx, message)?;
        if ours.is_none() {
            note_told(tx, message, me)?;
        }
    }
    let message = match (merged, unchanged) {
        (Some((message, _)), _) => message,
        (None, Some(message)) => message.clone(),
        // A message that is not known here is always stored.
        (None, None) => return Err(store::Error::Database("a message was not merged".to_owned())),
    };
    Ok(Merged { news, changed, queued, message })
}

/// True if the newer text is sent to the server again automatically: it was accepted, and belongs to the edit named by
/// the copy or a later one. Otherwise another device of the user may have changed it.
fn restores(
    before: Option<(&crate::chat::Message, Progress)>,
    message: &crate::chat::Message,
    theirs_edited: Option<Stamp>,
) -> bool {
    let Some((before, progress)) = before else { return false };
    let accepted = match progress {
        Progress::Accepted | Progress::Seen => true,
        Progress::Waiting | Progress::Settled => false,
    };
    message.server_text.is_some() && accepted && !before.marks.deleted && theirs_edited <= before.edited_at
}

/// How often a message is restored automatically within [`RESTORED_WITHIN`], so that two clients never fight.
const RESTORES: u32 = 3;
/// One hour, in 100 ns ticks.
const RESTORED_WITHIN: i64 = 36_000_000_000;

/// Sends the newer text of the user's message to the server again, because somebody else's mark has just undone it.
/// False if that happened too often recently.
fn restore_by_itself(
    tx: &store::Transaction<'_>,
    message: &crate::chat::Message,
    now: Stamp,
) -> Result<bool, store::Error> {
    let from = Stamp::from_ticks(now.ticks().saturating_sub(RESTORED_WITHIN), 0);
    let may = store::revision::note_restored(tx, message.id, from, now, RESTORES)?;
    if may {
        restore(tx, message, now)?;
    }
    Ok(may)
}

/// Queues an edit with the text that the message has here already.
pub(crate) fn restore(
    tx: &store::Transaction<'_>,
    message: &crate::chat::Message,
    now: Stamp,
) -> Result<(), store::Error> {
    // Discarding the entry restores the server's text.
    let shown = message.server_text.clone().unwrap_or_default();
    message::keep_revision(tx, &crate::chat::Message { text: shown, ..message.clone() }, now)?;
    // No newer than the edit that it repeats, so that a later edit by another device stays the latest.
    let again = message.edited_at.unwrap_or(message.sent_at);
    let edited_at = Some(Stamp::from_ticks(again.ticks().saturating_add(1), again.offset()));
    let edited = crate::chat::Message { edited_at, server_text: None, ..message.clone() };
    message::put(tx, &edited, Progress::Waiting)?;
    rows::append(tx, &Entry::new(message.id, message.conversation, wish::Kind::Edit, now))?;
    Ok(())
}

/// Records how a new message arrived.
fn arrived(
    tx: &store::Transaction<'_>,
    message: &crate::chat::Message,
    dated: Dated,
    newest: Option<i64>,
    reading: &Reading<'_>,
) -> Result<(), store::Error> {
    let is_history = reading.read_to.is_none();
    let theirs = message.author != reading.me && message.reacted_by.is_none() && !message.is_report();
    let order = if is_history || dated == Dated::No {
        Order::Next
    } else {
        position::order(message.sent_at, reading.now, newest, reading.read_to)
    };
    let news = if theirs && !is_history { arrival::News::Unread } else { arrival::News::Read };
    let at = (!is_history).then_some(reading.now);
    arrival::note(tx, message.id, Arrival { at, order, dated, news })?;
    read_elsewhere(tx, message, reading.me)
}

/// Marks a message that the user read on another device as read, with those above it (`docs/server-api.md` 2.20). In
/// direct messages nobody else can have set the mark; elsewhere it may be another member's.
fn read_elsewhere(
    tx: &store::Transaction<'_>,
    message: &crate::chat::Message,
    me: PersonId,
) -> Result<(), store::Error> {
    let is_direct = matches!(message.conversation, conversation::Id::Direct(_));
    if !is_direct || !message.marks.read || message.author == me || message.reacted_by.is_some() {
        return Ok(());
    }
    reading::read_these(tx, message.conversation, &[message.id])?;
    if let Some((of, at)) = reading::place(tx, message.id)? {
        reading::read(tx, of, ReadRange::UpTo(at), READ_ELSEWHERE)?;
    }
    Ok(())
}

/// The server's copy, compared with the changes that it accepted just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copy {
    Current,
    Older,
}

/// The flags of ours that were accepted just now, and how many milliseconds ago.
fn just_accepted(
    tx: &store::Transaction<'_>,
    id: MessageId,
    steady: i64,
) -> Result<Option<(Flags, i64)>, store::Error> {
    let ago = |(flags, at)| (flags, steady.saturating_sub(at));
    Ok(accepted::on_message(tx, id)?.map(ago).filter(|(_, ago)| (0..KEEP_ACCEPTED).contains(ago)))
}

/// Keeps a mark that was accepted just now if the copy was made before. Only for a moment: a copy that still lacks it
/// later shows a later change by somebody else; until then the message is read again.
fn keep_accepted_marks(
    theirs: &mut crate::chat::Message,
    ours: &Marks,
    (flags, ago): (Flags, i64),
    (touched, now): (Option<i64>, Stamp),
) -> Copy {
    // Dates are the server's.
    let at = now.ticks().saturating_sub(ago.saturating_mul(10_000));
    if touched.is_some_and(|touched| touched > at) {
        return Copy::Current;
    }
    let before = theirs.marks.clone();
    theirs.marks.take(flags, ours);
    if theirs.marks == before { Copy::Current } else { Copy::Older }
}

/// Records what a reviewer tells the reporter by direct message (`docs/review.md`).
fn note_told(
    tx: &store::Transaction<'_>,
    message: &crate::chat::Message,
    me: PersonId,
) -> Result<(), store::Error> {
    let is_told = message.conversation == conversation::Id::Direct(message.author) && message.author != me;
    if !is_told || message.marks.deleted || message.edited_at.is_some() {
        return Ok(());
    }
    let Some(tail) = Tail::of(&message.text) else { return Ok(()) };
    match tail.act {
        Act::Decide(decision) => reports::note_told(tx, tail.case, message.author, tail.at, Some(decision)),
        Act::Undo(_) => reports::note_told(tx, tail.case, message.author, tail.at, None),
        Act::Claim | Act::Release | Act::Tell(..) => Ok(()),
    }
}

/// Marks the message that a report is about, if the report came as a separate message.
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

/// Updates the marks from before the user's wishes to those that the server shows now, so that discarding a wish
/// restores them. Not for a wish that the server may have applied already.
fn remember_marks(
    tx: &store::Transaction<'_>,
    entries: &[Entry],
    theirs: &crate::chat::Message,
) -> Result<(), store::Error> {
    let mut seen = Flags::default();
    for entry in entries {
        let first = entry.touched.and(Flags::MARKS).without(seen);
        seen = seen.with(entry.touched);
        if first == Flags::default() || !never_left(entry) {
            continue;
        }
        let was_set = entry.was_set.without(first).with(theirs.marks.set().and(first));
        if was_set != entry.was_set {
            rows::remember_set(tx, entry.id, was_set)?;
        }
        if first.has(Flags::REPORTED) && entry.reported_before != theirs.marks.reported {
            rows::remember_reason(tx, entry.id, theirs.marks.reported.as_deref())?;
        }
    }
    Ok(())
}
