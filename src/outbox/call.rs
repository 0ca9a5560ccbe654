//! Makes the next call from the outbox, and applies the verdict on its answer, each inside the caller's transaction.
//!
//! The pure rules decide, and this code carries out their decisions. A call is frozen on disk here before its first
//! byte is sent. Must not know: HTTP, clocks. Tests: `tests/promise`.

use super::backoff::{self, KEEP_ACCEPTED};
use super::plan::{Candidate, Held, Plan, plan};
use super::refresh::{Fresh, StaleMarks};
use super::render::{Names, Rendered, Rendering};
use super::settle::{Fate, Halving, Outcome, Part};
use super::terms::Terms;
use super::{marks, render};
use crate::chat::wish::{self, Aspect};
use crate::chat::{MessageId, Stamp, conversation};
use crate::clock::Moment;
use crate::entry::{Entry, Event, Origin, STUBBORN};
use crate::language::tr;
use crate::pause::Pause;
use crate::remote::{Errand, Others, convert};
use crate::row::EntryId;
use crate::store::message;
use crate::store::outbox::{self as rows, Loaded, Suspects, Unanswered};
use crate::store::{self, Transaction, accepted};

use std::collections::HashSet;
use std::sync::Arc;

/// A frozen call: its elements are sent byte for byte, also after a restart.
#[derive(Debug, Clone)]
pub struct Call {
    pub batch: i64,
    pub errand: Errand,
    pub parts: Vec<Part>,
    pub elements: Vec<Arc<str>>,
    /// The conversations of its entries, for the dirty keys.
    pub conversations: HashSet<conversation::Id>,
}

impl Call {
    /// The messages of its entries.
    pub(super) fn messages(&self) -> impl Iterator<Item = MessageId> {
        self.parts.iter().map(|part| part.message)
    }

    /// The same batch as stored in the database.
    fn frozen(&self) -> rows::Batch {
        let entries = || self.parts.iter().map(|part| part.entry);
        let none = crate::row::EntryId(0);
        rows::Batch {
            number: self.batch,
            first: entries().min().unwrap_or(none),
            last: entries().max().unwrap_or(none),
        }
    }
}

/// The next step of the publisher.
#[derive(Debug, Clone)]
pub enum Next {
    Call(Call),
    /// Marks could be sent now, but these messages have to be read first.
    Refresh {
        messages: Vec<MessageId>,
        parked: HashSet<conversation::Id>,
    },
    /// Nothing can be sent before `wake_at` (milliseconds since 1970 UTC), if ever.
    Nothing {
        wake_at: Option<i64>,
        parked: HashSet<conversation::Id>,
    },
}

/// Freezes the next call: the unsettled one unchanged, or a newly planned one.
pub(super) fn next(
    tx: &Transaction<'_>,
    terms: &Terms,
    fresh: &Fresh,
    now: i64,
) -> Result<Next, store::Error> {
    let mut unsettled = rows::unsettled(tx)?;
    // If all rows of a batch were quarantined just now, it is gone; the batches behind it are still sent before
    // anything new.
    while unsettled.is_empty() && rows::fresh_batch(tx)? > 1 {
        unsettled = rows::unsettled(tx)?;
    }
    // An entry that lost its element is rendered again; an empty one must never be sent.
    for bare in unsettled.extract_if(.., |loaded| loaded.element.is_none()) {
        rows::release(tx, bare.entry.id)?;
    }
    if let Some(batch) = unsettled.first().and_then(|loaded| loaded.entry.batch) {
        rows::mark_resent(tx, batch)?;
        return Ok(Next::Call(call(batch, unsettled, 1)));
    }
    rows::delays::restart_future_waits(tx, now)?;
    let mut parked = HashSet::new();
    let mut window = terms.limits.messages.max(1);
    // Entries that keep breaking the server are sent only when nothing else can be sent, however long the queue is.
    let mut suspects = Suspects::LeftOut;
    loop {
        let mut loaded = rows::candidates(tx, window, now, suspects)?;
        let exhausted = loaded.len() < window;
        let retry_marks = marks::hold(tx, &mut loaded, terms, fresh)?;
        let rendered = render::all(tx, terms, fresh, loaded, &mut parked)?;
        let mut plan = plan_rendered(tx, terms, &rendered, HashSet::new(), now)?;
        for id in &plan.too_large {
            park_too_large(tx, terms, &rendered, *id, &mut parked)?;
        }
        if !plan.entries.is_empty() {
            let messages = marks::unread(tx, &plan, &rendered, terms, fresh)?;
            if !messages.is_empty() {
                return Ok(Next::Refresh { messages, parked });
            }
            return Ok(Next::Call(freeze(tx, plan, rendered)?));
        }
        if exhausted && plan.too_large.is_empty() && suspects == Suspects::LeftOut {
            suspects = Suspects::TakenIn;
            continue;
        }
        if exhausted && plan.too_large.is_empty() {
            let later = rows::delays::next_due(tx, now)?;
            plan.wake_at = plan.wake_at.into_iter().chain(later).chain(retry_marks).min();
            return Ok(Next::Nothing { wake_at: plan.wake_at, parked });
        }
        window *= 4;
    }
}

/// Freezes up to `room` more calls behind those that are running, accepted but not settled, or already frozen. None
/// of them contains a message in `busy`, which are those of the calls before, or a message of another new call.
pub(super) fn freeze_ahead(
    tx: &Transaction<'_>,
    terms: &Terms,
    fresh: &Fresh,
    now: i64,
    mut busy: HashSet<MessageId>,
    room: usize,
) -> Result<Vec<Call>, store::Error> {
    let mut calls = Vec::new();
    while calls.len() < room {
        // Unusual entries are left to `next`.
        let mut loaded = rows::candidates(tx, terms.limits.messages.max(1), now, Suspects::LeftOut)?;
        marks::hold(tx, &mut loaded, terms, fresh)?;
        // Stop at a mark whose message has to be read first, so that nothing is sent ahead of it.
        if fresh.others == StaleMarks::ReadFirst {
            for index in 0..loaded.len() {
                if marks::is_stale(tx, &loaded[index].entry, terms, fresh)? {
                    loaded.truncate(index);
                    break;
                }
            }
        }
        let mut plain = Vec::with_capacity(loaded.len());
        let mut names = Names::default();
        for loaded in loaded {
            let Rendering::Element(element) = render::one(tx, terms, fresh, &loaded, &mut names)? else {
                return Ok(calls);
            };
            plain.push(Rendered { entry: loaded.entry, element });
        }
        let plan = plan_rendered(tx, terms, &plain, busy.clone(), now)?;
        if plan.entries.is_empty() || !plan.too_large.is_empty() {
            break;
        }
        let call = freeze(tx, plan, plain)?;
        busy.extend(call.messages());
        calls.push(call);
    }
    Ok(calls)
}

/// Puts calls that were frozen ahead but never sent back into the queue.
pub(super) fn thaw<'a>(
    tx: &Transaction<'_>,
    calls: impl IntoIterator<Item = &'a Call>,
) -> Result<(), store::Error> {
    calls.into_iter().try_for_each(|call| rows::thaw(tx, call.frozen()))
}

/// True if an entry must wait: a mark on a conversation until the conversation is created, and leaving until everything
/// older there is settled, because after a crash entries may have to be sent again, which the server refuses from a
/// person who has left.
fn waits_for_others(tx: &Transaction<'_>, entry: &Entry) -> Result<bool, store::Error> {
    match (entry.aspect, entry.kind == wish::Kind::Leave) {
        (Aspect::ConversationMark, _) => {
            Ok(rows::on_conversation::creating_entry(tx, entry.conversation)?.is_some())
        }
        (Aspect::Content, true) => rows::on_conversation::has_unsettled_before(tx, entry),
        (Aspect::Content | Aspect::Star | Aspect::Read | Aspect::Report, _) => Ok(false),
    }
}

fn plan_rendered(
    tx: &Transaction<'_>,
    terms: &Terms,
    rendered: &[Rendered],
    busy: HashSet<MessageId>,
    now: i64,
) -> Result<Plan, store::Error> {
    let known: HashSet<MessageId> = rendered.iter().map(|rendered| rendered.entry.message).collect();
    let mut held = Held { busy, ..Held::default() };
    for Rendered { entry, .. } in rendered {
        if waits_for_others(tx, entry)? {
            held.messages.insert(entry.message);
        }
        let speaks_of = (entry.origin == Origin::Changes).then_some(entry.message);
        for message in speaks_of.into_iter().chain(entry.after) {
            // The entry that creates the message is in the outbox but no candidate, so it is held.
            let makes =
                |other: &&Rendered| other.entry.message == message && other.entry.origin == Origin::Makes;
            let waits = rows::creating_entry(tx, message)?.is_some();
            if waits && (!known.contains(&message) || !rendered.iter().any(|other| makes(&other))) {
                held.messages.insert(message);
            }
            if let Some(parked) = rows::oldest_skipped(tx, message)? {
                held.passed.insert(message, parked);
            }
        }
    }
    let candidates: Vec<_> = rendered
        .iter()
        .map(|Rendered { entry, element }| Candidate {
            entry,
            bytes: size(terms, entry, element),
            alone: entry.broken >= STUBBORN,
        })
        .collect();
    Ok(plan(&candidates, &held, terms.limits, terms.measure.envelope, now))
}

fn park_too_large(
    tx: &Transaction<'_>,
    terms: &Terms,
    rendered: &[Rendered],
    id: crate::row::EntryId,
    parked: &mut HashSet<conversation::Id>,
) -> Result<(), store::Error> {
    let Some(Rendered { entry, element }) = rendered.iter().find(|rendered| rendered.entry.id == id) else {
        return Ok(());
    };
    if entry.is_mark() {
        parked.insert(entry.conversation);
        rows::park(tx, id, Event::Unsendable, tr::send_mark_incomplete())?;
        return rows::skip(tx, id).map(|_| ());
    }
    let size = size(terms, entry, element) + terms.measure.envelope;
    let (size, most) = (&bytes_in_words(size), &bytes_in_words(terms.limits.bytes));
    let reason = if entry.kind.is_on_conversation() {
        tr::SendPeopleLarge { size, most }.text()
    } else {
        tr::SendMessageLarge { size, most }.text()
    };
    parked.insert(entry.conversation);
    rows::park(tx, id, Event::Unsendable, &reason)
}

/// The size of an element on the wire. Changes of a conversation are sent as frozen.
fn size(terms: &Terms, entry: &Entry, element: &str) -> usize {
    if entry.kind.is_on_conversation() {
        element.len()
    } else {
        (terms.measure.element)(element, &terms.types)
    }
}

fn bytes_in_words(bytes: usize) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    }
}

fn freeze(tx: &Transaction<'_>, plan: Plan, rendered: Vec<Rendered>) -> Result<Call, store::Error> {
    let chosen: HashSet<_> = plan.entries.into_iter().collect();
    let batch = rows::fresh_batch(tx)?;
    let mut frozen = Vec::with_capacity(chosen.len());
    for Rendered { entry, element } in rendered {
        if !chosen.contains(&entry.id) {
            continue;
        }
        rows::freeze(tx, entry.id, batch, &element)?;
        frozen.push(Loaded { entry, element: Some(element) });
    }
    Ok(call(batch, frozen, 1))
}

fn call(batch: i64, loaded: Vec<Loaded>, this_attempt: u32) -> Call {
    let mut call = Call {
        batch,
        errand: Errand::Messages,
        parts: Vec::new(),
        elements: Vec::new(),
        conversations: HashSet::new(),
    };
    for Loaded { entry, element } in loaded {
        // A change of a conversation is alone in its batch.
        call.errand = convert::errand(entry.kind, entry.conversation.kind());
        call.parts.push(Part {
            entry: entry.id,
            message: entry.message,
            attempts: entry.attempts + this_attempt,
            broken: entry.broken,
        });
        call.conversations.insert(entry.conversation);
        call.elements.push(element.unwrap_or_default().into());
    }
    call
}

/// Parks an entry that the server refused. Somebody from outside may write a report, but not repeat it: refused after an
/// attempt without an answer, it may have arrived (`docs/server-api.md` 2.26).
fn refuse(tx: &Transaction<'_>, id: EntryId, reason: &str) -> Result<(), store::Error> {
    let entry = rows::get(tx, id)?.map(|loaded| loaded.entry);
    let is_unclear = entry.is_some_and(|entry| {
        entry.kind == wish::Kind::Report && entry.origin == Origin::Makes && entry.unanswered
    });
    let reason = if is_unclear { tr::outbox_report_unclear(reason) } else { reason.to_owned() };
    rows::refuse(tx, id, Event::Refused, &reason)
}

/// Applies a verdict's fate; `chance` is in 0.0..1.0.
pub(super) fn carry_out(
    tx: &Transaction<'_>,
    call: &Call,
    fate: &Fate,
    now: Moment,
    chance: f64,
) -> Result<(), store::Error> {
    match fate {
        Fate::Accepted => {
            let batch = call.frozen();
            accepted::note_batch(tx, batch, now.steady, KEEP_ACCEPTED)?;
            rows::accept_batch(tx, batch, now.wall)?;
            rows::forget_words_of_batch(tx, batch)?;
            rows::remove_batch(tx, batch)
        }
        Fate::PartlyRefused { refused, others } => {
            for part in &call.parts {
                match (refused.iter().find(|(entry, _)| *entry == part.entry), others) {
                    (Some((entry, reason)), _) => refuse(tx, *entry, reason)?,
                    (None, Others::Accepted) => {
                        if let Some(Loaded { entry, .. }) = rows::get(tx, part.entry)? {
                            accepted::note(tx, &entry, now.steady, KEEP_ACCEPTED)?;
                            if entry.has_words() {
                                store::leftovers::forget_words(tx, part.message)?;
                            }
                        }
                        rows::remove(tx, part.entry, Event::Accepted)?;
                        accept(tx, part.message, now.wall)?;
                    }
                    (None, Others::Unsaid) => {}
                }
            }
            rows::defer(tx, call.batch, Unanswered::InARefusedCall)?;
            rows::release_blocked(tx)
        }
        Fate::Refused(entry, reason) => {
            refuse(tx, *entry, reason)?;
            rows::release_blocked(tx)
        }
        Fate::Deferred(outcome) => {
            let unanswered = match outcome {
                Outcome::Unknown => Unanswered::Yes,
                Outcome::Broke => {
                    rows::count_breakage(tx, call.batch)?;
                    Unanswered::Yes
                }
                Outcome::NotApplied => Unanswered::No,
            };
            rows::defer(tx, call.batch, unanswered)?;
            marks::thaw(tx)
        }
        Fate::Halved { first, after } => {
            match after {
                Halving::Refusal => rows::defer(tx, call.batch, Unanswered::InARefusedCall)?,
                Halving::Breakage => {
                    rows::count_breakage(tx, call.batch)?;
                    rows::defer(tx, call.batch, Unanswered::Yes)?;
                }
            }
            let second = rows::fresh_batch(tx)?;
            // A later batch of an earlier halving must stay behind this one's second half.
            rows::shift_batches_behind(tx, call.batch, second)?;
            for part in call.parts.iter().skip(*first) {
                rows::regroup(tx, part.entry, call.batch + 1)?;
            }
            match after {
                // The halves are sent at once: marks in them are as fresh as before.
                Halving::Refusal => Ok(()),
                // Marks that broke the server are sent alone, each depending on its count of breakages.
                Halving::Breakage => marks::thaw(tx),
            }
        }
        Fate::Aside(entry) => {
            rows::count_breakage(tx, call.batch)?;
            rows::defer(tx, call.batch, Unanswered::Yes)?;
            let broken = call.parts.first().map_or(0, |part| part.broken);
            let pause = Pause::from(now.steady, backoff::delay(broken + 1, chance));
            rows::delays::back_off_alone(tx, *entry, pause)?;
            rows::release_blocked(tx)
        }
    }
}

/// Marks a message as accepted if nothing that its author changed (text, tags, deletion) is left in the outbox.
fn accept(tx: &Transaction<'_>, id: MessageId, at: Stamp) -> Result<(), store::Error> {
    let still_here = rows::on_message(tx, id)?.iter().any(Entry::is_of_author);
    if !still_here {
        message::accept(tx, id, at)?;
    }
    Ok(())
}
