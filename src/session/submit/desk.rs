//! Reviewers' claims and decisions: replies in the thread of a case (`review`), each in one transaction with its entry in
//! the outbox.
//!
//! Every rule about who may decide what is here. The effect of a decision comes later ([`effect`]). Must not know: when
//! the thread is read back. Tests: `tests/actions/desk.rs`.

pub(in crate::session) mod effect;
mod place;
mod say;

pub(in crate::session) use place::{Desk, Thread, is_other};

use super::{Error, Person, Written, change, check_length, check_sendable, make, newest_entry, repeated};
use crate::chat::wish::{self, Aspect, Decide, Decision, Flags, Mark, Switch};
use crate::chat::{Message, MessageId, PersonId, Stamp, conversation};
use crate::entry::{Entry, Origin};
use crate::language::tr;
use crate::review::{Act, Made, Outcome, Standing, Step, Tail};
use crate::store::message as messages;
use crate::store::{Transaction, conversation as conversations, review};

/// Claims a case, or gives it back.
pub(super) fn claim(
    tx: &Transaction<'_>,
    id: MessageId,
    subject: MessageId,
    state: Switch,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let desk = Desk::of(tx, by)?;
    let thread = desk.thread(tx, subject)?;
    let act = match state {
        Switch::On => Act::Claim,
        Switch::Off => Act::Release,
    };
    if let Some(known) = said_before(tx, id, subject, |said| said == act, by)? {
        return known;
    }
    let other = thread.state.claimed_by(now).filter(|other| *other != by.id);
    if act == Act::Claim
        && let Some(other) = other
    {
        return Err(Error::Invalid(tr::desk_claimed(&name(tx, other)?)));
    }
    let line = Line { id, act, to: None, kind: wish::Kind::Claim, words: String::new() };
    say(tx, &desk, &thread, line, by, now)
}

/// Decides on a case.
pub(super) fn decide(
    tx: &Transaction<'_>,
    wished: &Decide,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    if by.review.to.is_none() {
        return decide_at_once(tx, wished, by, now);
    }
    let desk = Desk::of(tx, by)?;
    let thread = desk.thread(tx, wished.message)?;
    let same = |act| act == Act::Decide(wished.decision);
    if let Some(known) = said_before(tx, wished.id, wished.message, same, by)? {
        return known;
    }
    check(tx, wished, &thread, by)?;
    let words = if wished.text.trim().is_empty() {
        say::usual(tx, wished.decision, &thread)?
    } else {
        wished.text.trim().to_owned()
    };
    let line = Line {
        id: wished.id,
        act: Act::Decide(wished.decision),
        to: wished.to,
        kind: wish::Kind::Decide,
        words: say::decision(tx, wished, &words)?,
    };
    let written = say(tx, &desk, &thread, line, by, now)?;
    let (reply, subject) = (wished.id, wished.message);
    review::note(tx, &review::Pending { reply, subject, step: Step::Written, words })?;
    Ok(written)
}

fn check(tx: &Transaction<'_>, wished: &Decide, thread: &Thread, by: &Person) -> Result<(), Error> {
    for text in [&wished.text, &wished.note] {
        check_sendable(text)?;
        check_length(text, by)?;
    }
    check_not_author(thread, by)?;
    let takes_words = matches!(wished.decision, Decision::Warn | Decision::Ask | Decision::HandOver);
    if !takes_words && !wished.text.trim().is_empty() {
        return Err(Error::Invalid(tr::desk_no_words().to_owned()));
    }
    if (wished.decision == Decision::HandOver) != wished.to.is_some() {
        return Err(Error::Invalid(tr::desk_hand_over_to().to_owned()));
    }
    if wished.decision == Decision::HandOver && wished.to == thread.place() {
        // Its members must not learn of the report.
        return Err(Error::Invalid(tr::desk_hand_over_back().to_owned()));
    }
    if wished.to.is_some() && wished.to == thread.author().map(conversation::Id::Direct) {
        return Err(Error::Invalid(tr::desk_hand_over_author().to_owned()));
    }
    let excludes = |made: &&Made| made.by != by.id || made.decision.excludes(wished.decision);
    match thread.state.standing().find(excludes) {
        Some(first) => Err(Error::Invalid(tr::desk_decided(&name(tx, first.by)?))),
        None => Ok(()),
    }
}

/// Undoes a decision, or all that stand.
pub(super) fn undo(
    tx: &Transaction<'_>,
    id: MessageId,
    subject: MessageId,
    decision: Option<MessageId>,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let desk = Desk::of(tx, by)?;
    let mut thread = desk.thread(tx, subject)?;
    if let Some(known) = said_before(tx, id, subject, |act| matches!(act, Act::Undo(_)), by)? {
        return known;
    }
    check_not_author(&thread, by)?;
    let is_undone = |made: &&Made| matches!(made.standing, Standing::Undone { .. });
    let made: Vec<Made> = match decision {
        Some(of) => thread.state.made(of).filter(|made| !is_undone(made)).into_iter().copied().collect(),
        None => thread.state.standing().copied().collect(),
    };
    let changes = |made: &Made| matches!(made.decision, Decision::Remove | Decision::Archive);
    let is_carried_out =
        |made: &Made| changes(made) && matches!(made.outcome, Some(Outcome::Done | Outcome::Unconfirmed));
    if thread.own.is_none() && made.iter().any(is_carried_out) {
        return Err(Error::Invalid(tr::desk_undo_elsewhere().to_owned()));
    }
    let Some(last) = made.last().copied() else {
        return Err(Error::Invalid(tr::desk_nothing_to_undo().to_owned()));
    };
    let mut written = None;
    for made in made {
        // The last one has the id of the wish.
        let reply = if made.id == last.id { id } else { MessageId::fresh() };
        let line = Line {
            id: reply,
            act: Act::Undo(made.id),
            to: None,
            kind: wish::Kind::Undo,
            words: say::undone(made.decision).to_owned(),
        };
        written = Some(say(tx, &desk, &thread, line, by, now)?);
        let words = String::new();
        review::note(tx, &review::Pending { reply, subject, step: Step::Written, words })?;
        thread = desk.thread(tx, subject)?;
    }
    written.ok_or_else(|| Error::Invalid(tr::desk_nothing_to_undo().to_owned()))
}

/// Nobody decides on a message of their own.
fn check_not_author(thread: &Thread, by: &Person) -> Result<(), Error> {
    if thread.author() == Some(by.id) {
        return Err(Error::Invalid(tr::desk_own_message().to_owned()));
    }
    Ok(())
}

/// The same wish again, as a script may repeat it, or another message with this id.
fn said_before(
    tx: &Transaction<'_>,
    id: MessageId,
    subject: MessageId,
    is_same: impl Fn(Act) -> bool,
    by: &Person,
) -> Result<Option<Result<Written, Error>>, Error> {
    let Some((known, _)) = messages::get(tx, id)? else { return Ok(None) };
    let same = known.author == by.id
        && Tail::of(&known.text).is_some_and(|tail| tail.case == subject && is_same(tail.act));
    Ok(Some(repeated(tx, &known, same)))
}

/// A reply to be written.
struct Line {
    id: MessageId,
    act: Act,
    to: Option<conversation::Id>,
    kind: wish::Kind,
    /// The part for people; if empty, the usual one.
    words: String,
}

/// Writes a reply into the thread of a case.
fn say(
    tx: &Transaction<'_>,
    desk: &Desk,
    thread: &Thread,
    line: Line,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let report = match thread.root(desk.home) {
        Some(report) => report,
        None => place::open(tx, desk, thread, by, now)?,
    };
    let at = super::date::of_new(tx, desk.home, by, now)?;
    // Later than what it answers, though a colleague's clock may be ahead.
    let said_at =
        thread.newest.map_or(at, |newest| at.max(Stamp::from_ticks(newest.ticks() + 1, at.offset())));
    let tail = Tail { to: line.to, log: by.log_head, ..Tail::new(line.act, thread.subject, said_at) };
    let words = if line.words.is_empty() { say::line(line.act).to_owned() } else { line.words };
    let text = format!("{words}\n{tail}");
    check_length(&text, by)?;
    let mut reply = Message::text(line.id, desk.home, by.id, by.name.clone(), at, text);
    reply.parent = Some(report);
    let entry = super::entry(&reply, line.kind, Some(report), now);
    // Unlike the mark that it may lead to, it goes in its conversation's order.
    let entry = Entry { origin: Origin::Makes, aspect: Aspect::Content, touched: Flags::default(), ..entry };
    let entry = make(tx, &reply, &entry)?;
    Ok(Written { message: line.id, conversation: desk.home, entry: Some(entry) })
}

/// Without a reviewers' conversation, a decision is a change of the reported message and nothing else.
fn decide_at_once(tx: &Transaction<'_>, wished: &Decide, by: &Person, now: Stamp) -> Result<Written, Error> {
    place::check_role(by)?;
    let id = wished.message;
    if messages::get(tx, id)?.is_some_and(|(message, _)| message.author == by.id) {
        return Err(Error::Invalid(tr::desk_own_message().to_owned()));
    }
    match wished.decision {
        Decision::Keep => change(tx, id, wish::Kind::Report, now, |found| found.marks.reported = None),
        Decision::Remove => remove(tx, id, Switch::On, now),
        Decision::Archive => change(tx, id, wish::Kind::Mark(Mark::Archive), now, |found| {
            found.marks.archived = true;
        }),
        Decision::Warn | Decision::Ask | Decision::HandOver => {
            Err(Error::Invalid(tr::desk_no_place().to_owned()))
        }
    }
}

/// Deletes somebody's message for everybody, or brings it back. Its content stays here until the server tells that it
/// is deleted.
fn remove(tx: &Transaction<'_>, id: MessageId, state: Switch, now: Stamp) -> Result<Written, Error> {
    let found = messages::get(tx, id)?;
    let (message, _) = found.ok_or_else(|| Error::Invalid(tr::submit_no_message(&id.to_string())))?;
    let deleted = state == Switch::On;
    if message.marks.deleted == deleted {
        let entry = newest_entry(tx, id, Aspect::Report)?;
        return Ok(Written { message: id, conversation: message.conversation, entry });
    }
    super::change_any(tx, id, wish::Kind::Decide, now, |found| found.marks.deleted = deleted)
}

fn name(tx: &Transaction<'_>, person: PersonId) -> Result<String, Error> {
    Ok(conversations::person_name(tx, person)?.unwrap_or_default())
}
