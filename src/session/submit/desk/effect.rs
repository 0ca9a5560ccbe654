//! Carries out the user's decisions, step by step (`review::effect`), and tells in the thread what became of them.
//!
//! Every step is one transaction, and repeating it changes nothing: a crash between two steps loses and doubles none.
//! Must not know: when it is called. Tests: `tests/actions/desk.rs`.

use super::super::discard::discard;
use super::super::{Error, Person, change_any, date, entry, make, save_post};
use super::{Desk, Line, Thread, remove, say};
use crate::chat::wish::{self, Decision, Flags, Mark, Post, Switch};
use crate::chat::{Message, MessageId, Stamp, conversation};
use crate::entry::State as EntryState;
use crate::language::tr;
use crate::review::{Act, Effect, Made, Outcome, Standing, Step, Tail, effect};
use crate::store::message::{self as messages, Progress};
use crate::store::outbox as rows;
use crate::store::review::{self, Pending};
use crate::store::{Transaction, nested};

use uuid::Uuid;

use std::collections::HashSet;

/// The conversations that changed, and the messages that the server has to be asked for.
#[derive(Debug, Default)]
pub(in crate::session) struct Tended {
    pub(in crate::session) changed: HashSet<conversation::Id>,
    pub(in crate::session) looks: Vec<Look>,
}

/// A message that should look different on the server now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::session) struct Look {
    /// The reply that told the decision.
    pub(in crate::session) reply: MessageId,
    pub(in crate::session) subject: MessageId,
    pub(in crate::session) of: conversation::Id,
    pub(in crate::session) wanted: Wanted,
}

/// How the message should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::session) enum Wanted {
    Deleted(bool),
    Archived(bool),
}

/// A decision of the user, with its case.
struct Decided<'a> {
    pending: &'a Pending,
    desk: &'a Desk,
    thread: &'a Thread,
    by: &'a Person,
    now: Stamp,
}

/// The next step of each of the user's decisions. Called after the server was read to the end, and after what was sent
/// has left.
pub(in crate::session) fn tend(tx: &Transaction<'_>, by: &Person, now: Stamp) -> Result<Tended, Error> {
    let mut tended = Tended::default();
    let pending = review::pending(tx)?;
    if pending.is_empty() {
        return Ok(tended);
    }
    let desk = match Desk::of(tx, by) {
        Ok(desk) => desk,
        // No reviewer any more: nothing of theirs is carried out.
        Err(Error::Invalid(_)) => return Ok(tended),
        Err(error) => return Err(error),
    };
    for pending in pending {
        let Some((reply, _)) = messages::get(tx, pending.reply)? else {
            review::set_step(tx, pending.reply, Step::Told)?;
            continue;
        };
        let thread = match desk.thread(tx, pending.subject) {
            Ok(thread) => thread,
            Err(Error::Invalid(_)) => continue,
            Err(error) => return Err(error),
        };
        let decided = Decided { pending: &pending, desk: &desk, thread: &thread, by, now };
        match nested(tx, || decided.step(tx, &reply, &mut tended)) {
            // A decision that cannot be carried out is told, and does not keep others waiting.
            Err(Error::Invalid(why)) => {
                let told = nested(tx, || decided.tell(tx, Outcome::Refused, Some(&why), &mut tended));
                if let Err(Error::Invalid(error)) = told {
                    tracing::warn!(%error, "the end of a decision was not told");
                } else {
                    told?;
                }
            }
            done => done?,
        }
    }
    Ok(tended)
}

/// Tells what the server answered.
pub(in crate::session) fn tell_look(
    tx: &Transaction<'_>,
    look: Look,
    outcome: Outcome,
    by: &Person,
    now: Stamp,
) -> Result<Tended, Error> {
    let mut tended = Tended::default();
    if !review::is_pending(tx, look.reply)? {
        return Ok(tended);
    }
    let desk = Desk::of(tx, by)?;
    let thread = desk.thread(tx, look.subject)?;
    let pending =
        Pending { reply: look.reply, subject: look.subject, step: Step::Sent, words: String::new() };
    Decided { pending: &pending, desk: &desk, thread: &thread, by, now }.tell(
        tx,
        outcome,
        None,
        &mut tended,
    )?;
    Ok(tended)
}

impl Decided<'_> {
    fn step(&self, tx: &Transaction<'_>, reply: &Message, tended: &mut Tended) -> Result<(), Error> {
        let step = self.pending.step;
        match Tail::of(&reply.text).map(|tail| tail.act) {
            Some(Act::Decide(_)) => {
                let Some(made) = self.thread.state.made(reply.id).copied() else {
                    // Edited or deleted: it does not count any more.
                    return Ok(review::set_step(tx, reply.id, Step::Told)?);
                };
                match effect(&made, &self.thread.state, step) {
                    Effect::None if made.decision == Decision::Keep => self.keep(tx, &made, tended),
                    Effect::None => Ok(()),
                    Effect::Send => self.send(tx, &made, tended),
                    Effect::Look => self.look(tx, &made, tended),
                    Effect::Tell(outcome) => self.tell(tx, outcome, None, tended),
                }
            }
            Some(Act::Undo(of)) => self.reverse(tx, of, tended),
            Some(Act::Claim | Act::Release | Act::Tell(..)) | None => {
                Ok(review::set_step(tx, reply.id, Step::Told)?)
            }
        }
    }

    /// Nothing has to be changed for a message that stays: only the reporters are told.
    fn keep(&self, tx: &Transaction<'_>, made: &Made, tended: &mut Tended) -> Result<(), Error> {
        if self.pending.step == Step::Written {
            return Ok(());
        }
        if made.standing == Standing::Stands {
            if self.thread.state.conflict().is_some() {
                return Ok(());
            }
            let letters = say::decided_letters(tx, made.decision, Outcome::Done, self.thread)?;
            self.inform(tx, letters, tended)?;
        }
        Ok(review::set_step(tx, self.pending.reply, Step::Told)?)
    }

    /// Tells the reporters, and the author if the company wants that, by direct message.
    fn inform(&self, tx: &Transaction<'_>, letters: say::Letters, tended: &mut Tended) -> Result<(), Error> {
        let say::Letters { act, to_reporters, to_author } = letters;
        let mut posts = Vec::new();
        if let Some(words) = to_reporters.filter(|_| self.by.review.tell_reporter) {
            let tail = act.map(|act| format!("\n{}", Tail::new(act, self.thread.subject, self.now)));
            let words = words + &tail.unwrap_or_default();
            posts.extend(self.thread.reporters().map(|reporter| (reporter, words.clone())));
        }
        if let Some(words) = to_author.filter(|_| self.by.review.tell_author) {
            posts.extend(self.thread.author().map(|author| (author, words)));
        }
        posts.sort();
        posts.dedup_by_key(|(to, _)| *to);
        for (to, words) in posts.into_iter().filter(|(to, _)| *to != self.by.id) {
            let id = MessageId::new(Uuid::new_v5(&self.pending.reply.uuid(), to.uuid().as_bytes()));
            if messages::is_here(tx, id)? {
                continue;
            }
            match nested(tx, || self.write(tx, id, conversation::Id::Direct(to), words)) {
                // One that is too long for the server is left out: the decision has been carried out all the same.
                Err(Error::Invalid(error)) => {
                    tracing::warn!(%error, "somebody was not told about a decision");
                }
                written => {
                    written?;
                    tended.changed.insert(conversation::Id::Direct(to));
                }
            }
        }
        Ok(())
    }

    fn send(&self, tx: &Transaction<'_>, made: &Made, tended: &mut Tended) -> Result<(), Error> {
        let subject = self.thread.subject;
        let sent = match made.decision {
            Decision::Keep => return Ok(()),
            Decision::Remove | Decision::Archive if self.thread.own.is_none() => {
                return self.tell(tx, Outcome::Refused, Some(tr::desk_not_here()), tended);
            }
            Decision::Remove if self.is_deleted() => return self.tell(tx, Outcome::Gone, None, tended),
            Decision::Remove => remove(tx, subject, Switch::On, self.now)?.conversation,
            Decision::Archive => self.archive(tx, Switch::On)?,
            Decision::Warn => match self.thread.author() {
                Some(author) => self.write_to(tx, conversation::Id::Direct(author))?,
                None => return self.tell(tx, Outcome::Refused, Some(tr::desk_author_unknown()), tended),
            },
            Decision::Ask => match self.thread.reporter(self.by.id) {
                Some(reporter) => self.write_to(tx, conversation::Id::Direct(reporter))?,
                None => return self.tell(tx, Outcome::Refused, Some(tr::desk_reporter_unknown()), tended),
            },
            Decision::HandOver => match made.to {
                Some(to) => self.pass_on(tx, to)?,
                None => return self.sent(tx),
            },
        };
        tended.changed.insert(sent);
        self.sent(tx)
    }

    /// True if the message is deleted and no removal of ours is on its way: its author deleted it.
    fn is_deleted(&self) -> bool {
        self.thread.own.as_ref().is_some_and(|own| own.marks.deleted)
    }

    fn sent(&self, tx: &Transaction<'_>) -> Result<(), Error> {
        Ok(review::set_step(tx, self.pending.reply, Step::Sent)?)
    }

    fn archive(&self, tx: &Transaction<'_>, state: Switch) -> Result<conversation::Id, Error> {
        let (kind, on) = (wish::Kind::Mark(Mark::Archive), state == Switch::On);
        let written = change_any(tx, self.thread.subject, kind, self.now, |found| found.marks.archived = on)?;
        Ok(written.conversation)
    }

    /// The id of the message that the decision leads to: always the same one, so that it is written once.
    fn message_id(&self) -> MessageId {
        MessageId::new(Uuid::new_v5(&self.pending.reply.uuid(), b"effect"))
    }

    fn write_to(&self, tx: &Transaction<'_>, to: conversation::Id) -> Result<conversation::Id, Error> {
        self.write(tx, self.message_id(), to, self.pending.words.clone())?;
        Ok(to)
    }

    fn write(
        &self,
        tx: &Transaction<'_>,
        id: MessageId,
        to: conversation::Id,
        text: String,
    ) -> Result<(), Error> {
        let post = Post { id, to, text, tags: Vec::new(), files: Vec::new(), reply_to: None };
        let by = Person { source: super::super::Source::Command, ..self.by.clone() };
        save_post(tx, post, &by, self.now)?;
        Ok(())
    }

    /// Shares the reported message with people who are not in the reviewers' conversation.
    fn pass_on(&self, tx: &Transaction<'_>, to: conversation::Id) -> Result<conversation::Id, Error> {
        let id = self.message_id();
        let is_reviewer = match to {
            conversation::Id::Direct(person) => self.desk.reviewers.contains(person),
            conversation::Id::Channel(_) | conversation::Id::Group(_) => to == self.desk.home,
        };
        if is_reviewer || messages::is_here(tx, id)? {
            return Ok(to);
        }
        let mut shared = self.thread.trusted(tx)?;
        shared.reported = None;
        let (by, now) = (self.by, self.now);
        let at = date::of_new(tx, to, by, now)?;
        let mut share = Message::text(id, to, by.id, by.name.clone(), at, self.pending.words.clone());
        share.from = shared.author;
        share.shared = Some(Box::new(shared));
        make(tx, &share, &entry(&share, wish::Kind::Share, None, now))?;
        Ok(to)
    }

    /// Finds out what became of an effect that was sent.
    fn look(&self, tx: &Transaction<'_>, made: &Made, tended: &mut Tended) -> Result<(), Error> {
        match made.decision {
            Decision::Remove => self.look_at(tx, Wanted::Deleted(true), tended),
            Decision::Archive => self.look_at(tx, Wanted::Archived(true), tended),
            Decision::Keep | Decision::Warn | Decision::Ask | Decision::HandOver => {
                match self.fate_of_message(tx, tended)? {
                    Fate::Waits => Ok(()),
                    Fate::Refused(reason) => self.tell(tx, Outcome::Refused, Some(&reason), tended),
                    Fate::Accepted => self.tell(tx, Outcome::Done, None, tended),
                }
            }
        }
    }

    fn look_at(&self, tx: &Transaction<'_>, wanted: Wanted, tended: &mut Tended) -> Result<(), Error> {
        let flag = match wanted {
            Wanted::Deleted(_) => Flags::REMOVED,
            Wanted::Archived(_) => Mark::Archive.flag(),
        };
        match self.fate(tx, self.thread.subject, Some(flag), tended)? {
            Fate::Waits => {}
            Fate::Refused(reason) => self.tell(tx, Outcome::Refused, Some(&reason), tended)?,
            Fate::Accepted => {
                if let Some(own) = &self.thread.own {
                    let (reply, subject, of) = (self.pending.reply, own.id, own.conversation);
                    tended.looks.push(Look { reply, subject, of, wanted });
                }
            }
        }
        Ok(())
    }

    /// The fate of a message that was written for this decision. One that is gone was discarded in the outbox.
    fn fate_of_message(&self, tx: &Transaction<'_>, tended: &mut Tended) -> Result<Fate, Error> {
        let id = self.message_id();
        match self.fate(tx, id, None, tended)? {
            Fate::Accepted => match messages::get(tx, id)? {
                Some((_, Progress::Waiting)) => Ok(Fate::Waits),
                Some(_) => Ok(Fate::Accepted),
                None => Ok(Fate::Refused(tr::desk_discarded().to_owned())),
            },
            known @ (Fate::Waits | Fate::Refused(_)) => Ok(known),
        }
    }

    /// The fate of an entry that was made for this decision. One that the server refused is discarded: it is told in the
    /// thread, and what it changed here is as before.
    fn fate(
        &self,
        tx: &Transaction<'_>,
        message: MessageId,
        flag: Option<Flags>,
        tended: &mut Tended,
    ) -> Result<Fate, Error> {
        let entries = rows::on_message(tx, message)?;
        let ours = entries.into_iter().find(|entry| flag.is_none_or(|flag| entry.touched.has(flag)));
        let Some(entry) = ours else { return Ok(Fate::Accepted) };
        if entry.state != EntryState::Parked {
            return Ok(Fate::Waits);
        }
        let reason = entry.reason.clone().unwrap_or_default();
        tended.changed.extend(discard(tx, entry.id, self.by.id, self.now)?);
        Ok(Fate::Refused(reason))
    }

    /// Undoes the effect of a decision that was undone, once its desk has told that it took place.
    fn reverse(&self, tx: &Transaction<'_>, of: MessageId, tended: &mut Tended) -> Result<(), Error> {
        if self.pending.step == Step::Written {
            return Ok(());
        }
        let Some(made) = self.thread.state.made(of) else {
            return Ok(review::set_step(tx, self.pending.reply, Step::Told)?);
        };
        let end = |tended: &mut Tended| {
            tended.changed.insert(self.desk.home);
            Ok(review::set_step(tx, self.pending.reply, Step::Told)?)
        };
        let (step, outcome) = (self.pending.step, made.outcome);
        // Somebody else may have undone it before.
        if made.standing != (Standing::Undone { reply: self.pending.reply }) {
            return end(tended);
        }
        let changes = matches!(made.decision, Decision::Remove | Decision::Archive);
        if changes && outcome == Some(Outcome::Done) && self.thread.own.is_none() {
            return self.tell(tx, Outcome::Refused, Some(tr::desk_not_here()), tended);
        }
        let was_told = matches!(outcome, Some(Outcome::Done | Outcome::Gone))
            || made.decision == Decision::Keep && outcome.is_none();
        let reopens = made.decision.closes() && !self.stands_again(made.decision);
        if step == Step::ReadBack && was_told && reopens {
            self.inform(tx, say::undone_letters(tx, of, self.thread)?, tended)?;
        }
        let Some(own) = &self.thread.own else { return end(tended) };
        let wanted = match made.decision {
            Decision::Remove => Wanted::Deleted(false),
            Decision::Archive => Wanted::Archived(false),
            Decision::Keep | Decision::Warn | Decision::Ask | Decision::HandOver => return end(tended),
        };
        match (step, outcome) {
            (Step::Written | Step::Told, _) => Ok(()),
            // Its desk has yet to tell: it may be carrying it out right now.
            (Step::ReadBack, None) => Ok(()),
            (Step::ReadBack, Some(Outcome::Skipped | Outcome::Refused | Outcome::Gone)) => end(tended),
            // Meanwhile somebody decided the same again: it stays.
            (Step::ReadBack, _) if self.stands_again(made.decision) => end(tended),
            (Step::ReadBack, Some(Outcome::Done | Outcome::Unconfirmed)) => {
                match wanted {
                    Wanted::Deleted(_) => remove(tx, own.id, Switch::Off, self.now)?.conversation,
                    Wanted::Archived(_) => self.archive(tx, Switch::Off)?,
                };
                tended.changed.insert(own.conversation);
                self.sent(tx)
            }
            (Step::Gone, _) => self.tell(tx, Outcome::Gone, None, tended),
            (Step::Sent, _) => self.look_at(tx, wanted, tended),
        }
    }

    /// True if a decision of this kind stands.
    fn stands_again(&self, decision: Decision) -> bool {
        self.thread.state.standing().any(|made| made.decision == decision)
    }

    fn tell(
        &self,
        tx: &Transaction<'_>,
        outcome: Outcome,
        reason: Option<&str>,
        tended: &mut Tended,
    ) -> Result<(), Error> {
        let is_undone = self.thread.state.made(self.pending.reply);
        let is_undone = is_undone.is_some_and(|made| matches!(made.standing, Standing::Undone { .. }));
        let line = if outcome == Outcome::Skipped && is_undone {
            tr::desk_says_undone_first()
        } else {
            say::found(outcome)
        };
        let words = match reason {
            Some(reason) => tr::DeskSaysReason { line, reason }.text(),
            None => line.to_owned(),
        };
        let act = Act::Tell(self.pending.reply, outcome);
        let line = Line { id: MessageId::fresh(), act, to: None, kind: wish::Kind::Decide, words };
        super::say(tx, self.desk, self.thread, line, self.by, self.now)?;
        let made = self.thread.state.made(self.pending.reply);
        if matches!(outcome, Outcome::Done | Outcome::Gone)
            && let Some(made) = made.filter(|made| made.standing == Standing::Stands)
        {
            let letters = say::decided_letters(tx, made.decision, outcome, self.thread)?;
            self.inform(tx, letters, tended)?;
        }
        review::set_step(tx, self.pending.reply, Step::Told)?;
        tended.changed.insert(self.desk.home);
        Ok(())
    }
}

/// The fate of an entry.
enum Fate {
    Waits,
    Refused(String),
    Accepted,
}
