//! Saves a wish on a conversation: its effect on the stored rows, and its entry in the outbox, in one transaction.
//!
//! Every rule about such wishes is here, each with a sentence. Must not know: when or how a wish is sent. Tests:
//! `tests/promise/conversations.rs`.

use super::{Error, Person, Written, newest_entry, repeated_conversation};
use crate::chat::conversation::{Marks, Membership};
use crate::chat::wish::{self, Aspect, Flags, Switch, mark_id};
use crate::chat::{Conversation, MessageId, PersonId, Stamp, conversation};
use crate::entry::{Entry, Event, unmade};
use crate::language::tr;
use crate::outbox::fold::{self, Fold, fold_mark, fold_people};
use crate::row::EntryId;
use crate::store::outbox::{self as rows, on_conversation as lanes};
use crate::store::{Transaction, conversation as conversations, membership, name as names};

/// A wish on a conversation: its id, the conversation, its kind and the time.
#[derive(Clone, Copy)]
pub(super) struct ConversationWish {
    pub(super) id: MessageId,
    pub(super) conversation: conversation::Id,
    pub(super) kind: wish::Kind,
    pub(super) now: Stamp,
}

impl ConversationWish {
    fn entry(self, people: Vec<PersonId>) -> Entry {
        Entry { people, ..Entry::new(self.id, self.conversation, self.kind, self.now) }
    }

    fn written(self, entry: Option<EntryId>) -> Written {
        Written { message: self.id, conversation: self.conversation, entry }
    }
}

pub(super) fn create(
    tx: &Transaction<'_>,
    wish: ConversationWish,
    name: &str,
    people: Vec<PersonId>,
    by: &Person,
) -> Result<Written, Error> {
    let kind = wish.conversation.kind();
    let name = conversation::name::parse(kind, name).map_err(|fault| Error::Invalid(fault.to_string()))?;
    let people = others(people, &[by.id]);
    match kind {
        conversation::Kind::Direct => {
            return Err(Error::Invalid(tr::submit_direct_create().to_owned()));
        }
        conversation::Kind::Group if people.is_empty() => {
            return Err(Error::Invalid(tr::submit_group_empty().to_owned()));
        }
        conversation::Kind::Group | conversation::Kind::Channel => {}
    }
    if conversations::is_known(tx, wish.conversation)? {
        // The same line of a script, run again, takes effect once.
        let same = conversations::name(tx, wish.conversation)? == name
            && membership::of(tx, wish.conversation)? == Membership::In;
        return repeated_conversation(
            same,
            wish.conversation,
            wish.written(lanes::creating_entry(tx, wish.conversation)?),
        );
    }
    if kind == conversation::Kind::Channel && membership::named(tx, &name)?.is_some() {
        return Err(Error::Invalid(tr::conversation_name_taken(&wish.conversation.title(&name))));
    }
    let members = [by.id].into_iter().chain(people.iter().copied()).collect();
    names::declare(tx, &Conversation { id: wish.conversation, name, members })?;
    Ok(wish.written(Some(rows::append(tx, &wish.entry(people))?)))
}

pub(super) fn invite(
    tx: &Transaction<'_>,
    wish: ConversationWish,
    people: Vec<PersonId>,
    by: &Person,
) -> Result<Written, Error> {
    if wish.conversation.kind() == conversation::Kind::Direct {
        return Err(Error::Invalid(tr::submit_direct_invite().to_owned()));
    }
    existing(tx, wish.conversation)?;
    check_membership(tx, wish.conversation)?;
    // People who are members as far as this profile knows may have left meanwhile: they are invited all the same.
    let changes = lanes::changes(tx, wish.conversation)?;
    let coming: Vec<_> =
        std::iter::once(by.id).chain(changes.iter().flat_map(|entry| entry.people.clone())).collect();
    let asked = people.clone();
    let people = others(people, &coming);
    if people.is_empty() {
        // They were invited before: return that entry.
        let brings = |entry: &&Entry| asked.iter().any(|person| entry.people.contains(person));
        return Ok(match changes.iter().rev().find(brings) {
            Some(before) => Written { message: before.message, ..wish.written(Some(before.id)) },
            None => wish.written(None),
        });
    }
    membership::add(tx, wish.conversation, &people)?;
    let newest = lanes::newest(tx, wish.conversation)?;
    match (fold_people(newest.as_ref()), newest) {
        (Fold::Into(entry, _), Some(before)) => {
            let all: Vec<_> = before.people.iter().copied().chain(people).collect();
            lanes::set_people(tx, entry, &all)?;
            Ok(Written { message: before.message, ..wish.written(Some(entry)) })
        }
        (Fold::Into(..) | Fold::Append | Fold::Vanish(_) | Fold::Cancel(_) | Fold::Retract { .. }, _) => {
            Ok(wish.written(Some(rows::append(tx, &wish.entry(people))?)))
        }
    }
}

pub(super) fn leave(tx: &Transaction<'_>, wish: ConversationWish, by: &Person) -> Result<Written, Error> {
    if wish.conversation.kind() == conversation::Kind::Direct {
        return Err(Error::Invalid(tr::submit_direct_leave().to_owned()));
    }
    existing(tx, wish.conversation)?;
    check_membership(tx, wish.conversation)?;
    membership::set(tx, wish.conversation, by.id, Membership::Left)?;
    Ok(wish.written(Some(rows::append(tx, &wish.entry(Vec::new()))?)))
}

/// Sets or clears a mark of a conversation.
pub(super) fn mark(tx: &Transaction<'_>, wish: ConversationWish, state: Switch) -> Result<Written, Error> {
    if state == Switch::Off && !conversations::is_known(tx, wish.conversation)? {
        // There is nothing to clear, and no reason to create a row for the conversation.
        return Ok(wish.written(None));
    }
    if wish.conversation.kind() != conversation::Kind::Direct {
        existing(tx, wish.conversation)?;
    }
    conversations::ensure(tx, wish.conversation)?;
    if wish.kind != wish::Kind::Hide {
        // A mark on a conversation that was left is never sent. If leaving were discarded, this profile and the server
        // would differ.
        check_membership(tx, wish.conversation)?;
    }
    let on = state == Switch::On;
    let subject = mark_id(wish.conversation, wish.kind);
    let wish = ConversationWish { id: subject, ..wish };
    let was_on = set_mark(tx, wish, on)?;
    if was_on == on {
        return Ok(wish.written(newest_entry(tx, subject, Aspect::ConversationMark)?));
    }
    if membership::of(tx, wish.conversation)? != Membership::In {
        // On the server the user is not in the conversation any more: the mark only affects what is drawn here.
        return Ok(wish.written(None));
    }
    match fold_mark(&rows::on_message(tx, subject)?, state) {
        Fold::Into(entry, touched) => {
            rows::reword(tx, entry, touched, wish.kind)?;
            Ok(wish.written(Some(entry)))
        }
        Fold::Cancel(entry) => {
            rows::remove(tx, entry, Event::Discarded)?;
            Ok(wish.written(None))
        }
        Fold::Append | Fold::Vanish(_) | Fold::Retract { .. } => {
            let entry = Entry { was_set: set(was_on), ..wish.entry(Vec::new()) };
            Ok(wish.written(Some(rows::append(tx, &entry)?)))
        }
    }
}

/// Sets the mark that a wish is about; returns its value before.
fn set_mark(tx: &Transaction<'_>, wish: ConversationWish, on: bool) -> Result<bool, Error> {
    let mut marks = membership::marks(tx, wish.conversation)?;
    let before = wish.kind.mark(&mut marks).map(|mark| std::mem::replace(mark, on)).unwrap_or(on);
    membership::set_marks(tx, wish.conversation, marks)?;
    Ok(before)
}

fn set(was_on: bool) -> Flags {
    if was_on { Flags::CONVERSATION_MARK } else { Flags::default() }
}

/// Discards an invitation.
pub(super) fn discard_invitation(tx: &Transaction<'_>, entry: &Entry) -> Result<(), Error> {
    rows::remove(tx, entry.id, Event::Discarded)?;
    // People who may have been added already stay members: this client cannot remove anybody.
    if fold::never_left(entry) {
        membership::remove(tx, entry.conversation, &entry.people)?;
    }
    Ok(())
}

/// Discards a leave entry.
pub(super) fn stay(tx: &Transaction<'_>, entry: &Entry, me: PersonId) -> Result<(), Error> {
    rows::remove(tx, entry.id, Event::Discarded)?;
    membership::set(tx, entry.conversation, me, Membership::In)?;
    // It may have been hidden since, on this profile only.
    let marks = membership::marks(tx, entry.conversation)?;
    membership::set_marks(tx, entry.conversation, Marks { hidden: false, ..marks })?;
    Ok(())
}

/// Discards the creation of a conversation. Messages written in it are parked with a reason, not dropped; if it may
/// have been created already, the user leaves it.
pub(super) fn unmake(tx: &Transaction<'_>, create: &Entry, me: PersonId) -> Result<(), Error> {
    for kind in [wish::Kind::Mute, wish::Kind::StarConversation, wish::Kind::Hide] {
        for mark in rows::on_message(tx, mark_id(create.conversation, kind))? {
            rows::remove(tx, mark.id, Event::Discarded)?;
        }
    }
    for other in lanes::lane(tx, create.conversation)?.into_iter().filter(|other| other.id != create.id) {
        if other.kind.is_on_conversation() {
            rows::remove(tx, other.id, Event::Discarded)?;
        } else {
            rows::refuse(tx, other.id, Event::Orphaned, unmade())?;
        }
    }
    if create.unanswered {
        rows::reword(tx, create.id, Flags::of(wish::Kind::Leave), wish::Kind::Leave)?;
        membership::set(tx, create.conversation, me, Membership::Left)
    } else {
        rows::remove(tx, create.id, Event::Discarded)?;
        membership::set(tx, create.conversation, me, Membership::Unmade)
    }
    .map_err(Error::from)
}

/// Discards a change of a mark.
pub(super) fn discard_mark(tx: &Transaction<'_>, entry: &Entry, now: Stamp) -> Result<(), Error> {
    rows::remove(tx, entry.id, Event::Discarded)?;
    let later = rows::on_message(tx, entry.message)?.into_iter().find(|other| other.id > entry.id);
    if let Some(later) = later {
        // A later wish keeps its value, and inherits the value from before this one.
        rows::remember_set(tx, later.id, entry.was_set)?;
        if entry.unanswered {
            rows::inherit_doubt(tx, later.id)?;
        }
        return Ok(());
    }
    let wish =
        ConversationWish { id: entry.message, conversation: entry.conversation, kind: entry.kind, now };
    let was_on = set_mark(tx, wish, entry.was_set.has(Flags::CONVERSATION_MARK))?;
    if entry.unanswered {
        // The server may have the mark already: undoing it is a new wish, whose outcome is just as uncertain.
        let undo = Entry { was_set: set(was_on), unanswered: true, ..wish.entry(Vec::new()) };
        rows::append(tx, &undo)?;
    }
    Ok(())
}

/// Removes duplicates and known people; keeps the order.
fn others(people: Vec<PersonId>, known: &[PersonId]) -> Vec<PersonId> {
    let mut others = Vec::with_capacity(people.len());
    for person in people {
        if !known.contains(&person) && !others.contains(&person) {
            others.push(person);
        }
    }
    others
}

fn existing(tx: &Transaction<'_>, id: conversation::Id) -> Result<(), Error> {
    if conversations::is_known(tx, id)? {
        return Ok(());
    }
    Err(Error::Invalid(tr::submit_no_conversation(&id.uuid().to_string())))
}

/// Checks that a wish can still be sent in its conversation: the user is a member, or the wish is sent before they
/// leave.
///
/// # Errors
/// If it cannot.
pub(in crate::session) fn check_open(tx: &Transaction<'_>, entry: &Entry) -> Result<(), Error> {
    if entry.aspect != Aspect::Content || entry.kind.is_on_conversation() {
        return Ok(());
    }
    let goes_before = lanes::has_leave_behind(tx, entry.conversation, entry.id)?;
    if goes_before { Ok(()) } else { check_membership(tx, entry.conversation) }
}

/// Checks that the user is a member of a conversation.
pub(super) fn check_membership(tx: &Transaction<'_>, id: conversation::Id) -> Result<(), Error> {
    let membership = membership::of(tx, id)?;
    if membership == Membership::In {
        return Ok(());
    }
    let name = conversations::name(tx, id)?;
    let title = id.title(&name);
    Err(Error::Invalid(match membership {
        Membership::In | Membership::Left => tr::submit_left(&title),
        Membership::Unmade => tr::submit_not_created(&title),
        Membership::Outside => tr::submit_outside(&title),
    }))
}
