//! Saves a wish: its effect on the stored rows, and its entry in the outbox, in one transaction.
//!
//! Every rule about allowed wishes is here or in a submodule, each with a sentence for the user. `outbox::fold` does
//! the folding. Must not know: when or how a wish is sent. Tests: `tests/promise`.

mod attach;
mod date;
pub(super) mod desk;
mod discard;
mod on_conversation;
mod read;
mod report;
mod share;
mod tag;

pub(super) use discard::discard;
pub(super) use on_conversation::check_open;

use super::Error;
use crate::chat::message::Kind;
use crate::chat::person::Role;
use crate::chat::wish::{self, Aspect, Flags, Post, Switch, Wish};
use crate::chat::{FeedId, Message, MessageId, PersonId, Stamp, conversation, shown};
use crate::entry::{Entry, Event, Origin, orphaned};
use crate::language::tr;
use crate::outbox::fold::{Fold, fold, fold_read};
use crate::review::{Hash, Tail};
use crate::row::EntryId;
use crate::settings::{ReadMarks, Reports, Review};
use crate::store::message::{self as messages, Progress};
use crate::store::outbox::{self as rows, Loaded};
use crate::store::reading::{self, ReadRange};
use crate::store::{Transaction, conversation as conversations, draft, file};

use std::sync::Arc;

/// The longest reaction in characters. The longest emoji has ten; some servers use words of their own.
const LONGEST_EMOJI: usize = 64;

/// The user who submits a wish, and the limits that apply.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) role: Role,
    /// The longest text in characters; 0 for no limit.
    pub(super) max_text: usize,
    /// The largest call in bytes; a longer text could never be sent.
    pub(super) max_bytes: usize,
    pub(super) reports: Reports,
    pub(super) review: Arc<Review>,
    /// The conversations in which read marks are sent to the server.
    pub(super) read_marks: ReadMarks,
    /// How far the server's clock is ahead of this computer's, in milliseconds; 0 unless the difference is large
    /// enough to matter.
    pub(super) ahead: i64,
    /// How many messages above a new one are marked as read in its own transaction.
    pub(super) read_above_limit: usize,
    /// The hash of the newest entry of the reviewers' log.
    pub(super) log_head: Option<Hash>,
    pub(super) source: Source,
}

/// Where a wish comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A composer: the wish replaces its draft, and the user has seen the messages above.
    Composer,
    /// A command: the user's drafts and read positions stay as they are.
    Command,
}

/// The result of saving a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) message: MessageId,
    pub(super) conversation: conversation::Id,
    /// The entry it became or was folded into; `None` if there is nothing to send.
    pub(super) entry: Option<EntryId>,
}

/// Saves a wish made at `now`.
pub(super) fn write(tx: &Transaction<'_>, wish: Wish, by: &Person, now: Stamp) -> Result<Written, Error> {
    let kind = wish.kind();
    let on = |id, conversation| on_conversation::ConversationWish { id, conversation, kind, now };
    match wish {
        Wish::Post(post) => save_post(tx, post, by, now),
        Wish::Edit { message, text } => edit(tx, message, text, by, now),
        Wish::Delete { message } => delete(tx, message, by, now),
        Wish::Mark { message, mark, state } => change(tx, message, kind, now, |found| {
            found.marks.put(mark, state, by.id);
        }),
        Wish::Read { message, state } => read::read(tx, message, state, by, now),
        Wish::Tag { message, people } => tag::tag(tx, message, people, by, now),
        Wish::Report { message, reason, context } => {
            report::report(tx, report::Request { message, reason, context }, by, now)
        }
        Wish::Share(wish) => share::share(tx, wish, by, now),
        Wish::React { id, message, emoji, state } => react(tx, id, message, emoji, state, by, now),
        Wish::Create { id, conversation, name, people } => {
            on_conversation::create(tx, on(id, conversation), &name, people, by)
        }
        Wish::Invite { id, conversation, people } => {
            on_conversation::invite(tx, on(id, conversation), people, by)
        }
        Wish::Leave { id, conversation } => on_conversation::leave(tx, on(id, conversation), by),
        Wish::Mute { id, conversation, state }
        | Wish::StarConversation { id, conversation, state }
        | Wish::Hide { id, conversation, state } => on_conversation::mark(tx, on(id, conversation), state),
        Wish::Decide(wish) => desk::decide(tx, &wish, by, now),
        Wish::Claim { id, message, state } => desk::claim(tx, id, message, state, by, now),
        Wish::Undo { id, message, decision } => desk::undo(tx, id, message, decision, by, now),
    }
}

fn save_post(tx: &Transaction<'_>, post: Post, by: &Person, now: Stamp) -> Result<Written, Error> {
    if shown::is_blank(&post.text) && post.files.is_empty() {
        return Err(Error::Invalid(tr::submit_empty().to_owned()));
    }
    check_sendable(&post.text)?;
    check_length(&post.text, by)?;
    if let Some((known, _)) = messages::get(tx, post.id)? {
        // The same line of a script, run again, takes effect once.
        let named = known.files.iter().map(|file| &file.name).eq(post.files.iter().map(|file| &file.name));
        let same = known.author == by.id && known.conversation == post.to && known.text == post.text && named;
        return repeated(tx, &known, same);
    }
    if let Some(parent) = post.reply_to {
        existing(tx, parent)?;
    }
    let at = date::of_new(tx, post.to, by, now)?;
    let mut message = Message::text(post.id, post.to, by.id, by.name.clone(), at, post.text);
    message.tags = tag::each_once(post.tags);
    message.parent = post.reply_to;
    attach::put_on(&mut message, &post.files);
    let uploads = attach::write(tx, post.id, &post.files, now)?;
    let entry = Entry { uploads, ..entry(&message, wish::Kind::Post, post.reply_to, now) };
    let entry = make(tx, &message, &entry)?;
    if by.source == Source::Composer {
        draft::clear(tx, FeedId { of: post.to, root: post.reply_to })?;
        // Writing in a conversation means having seen its messages; writing in a thread does not.
        if post.reply_to.is_none() {
            reading::read(tx, post.to, ReadRange::InOrder, by.read_above_limit)?;
        }
    }
    Ok(Written { message: post.id, conversation: post.to, entry: Some(entry) })
}

/// Handles a message whose id is known already: the same wish again, or a conflict.
fn repeated(tx: &Transaction<'_>, known: &Message, same: bool) -> Result<Written, Error> {
    if !same {
        return Err(Error::Invalid(tr::submit_same_message(&known.id.to_string())));
    }
    let entry = newest_entry(tx, known.id, Aspect::Content)?;
    Ok(Written { message: known.id, conversation: known.conversation, entry })
}

/// Like [`repeated`], for a conversation.
fn repeated_conversation(same: bool, known: conversation::Id, written: Written) -> Result<Written, Error> {
    if same {
        return Ok(written);
    }
    Err(Error::Invalid(tr::submit_same_conversation(&known.uuid().to_string())))
}

/// Stores a new message and its entry.
fn make(tx: &Transaction<'_>, message: &Message, entry: &Entry) -> Result<EntryId, Error> {
    on_conversation::check_membership(tx, message.conversation)?;
    conversations::ensure(tx, message.conversation)?;
    messages::put(tx, message, Progress::Waiting)?;
    Ok(rows::append(tx, entry)?)
}

fn entry(message: &Message, kind: wish::Kind, after: Option<MessageId>, now: Stamp) -> Entry {
    Entry { after, ..Entry::new(message.id, message.conversation, kind, now) }
}

fn edit(
    tx: &Transaction<'_>,
    id: MessageId,
    text: String,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    let (mut message, progress) = own(tx, id, by, tr::submit_not_yours_edit)?;
    check_no_decision(&message)?;
    if shown::is_blank(&text) {
        return Err(Error::Invalid(tr::submit_empty_edit().to_owned()));
    }
    check_sendable(&text)?;
    check_length(&text, by)?;
    if by.source == Source::Composer {
        draft::clear_edit(tx, message.conversation, id)?;
    }
    if message.text == text {
        return Ok(Written {
            message: id,
            conversation: message.conversation,
            entry: newest_entry(tx, id, Aspect::Content)?,
        });
    }
    let before = message.clone();
    message.tags = tag::of_words(tx, &text, &before.text, &before.tags)?;
    message.text = text;
    message.server_kept = None;
    message.server_text = None;
    save_text_change(tx, &before, message, progress, wish::Kind::Edit, (by, now))
}

/// Saves a change of a message's text or tags.
fn save_text_change(
    tx: &Transaction<'_>,
    before: &Message,
    mut message: Message,
    progress: Progress,
    kind: wish::Kind,
    (by, now): (&Person, Stamp),
) -> Result<Written, Error> {
    let entries = rows::on_message(tx, message.id)?;
    let folded = fold(&entries, kind);
    keep_revision(tx, before, &entries, &folded, now)?;
    // An edit of a text that nobody else has seen is not shown as an edit.
    let unseen = matches!(folded, Fold::Into(_, touched) if !touched.has(Flags::EDITED));
    message.edited_at = if unseen { message.edited_at } else { Some(date::of_edit(before, by, now)) };
    finish(tx, &message, progress, folded, MessageChange::of(kind, now))
}

/// Saves a revision for every entry that edits, so that discarding the entry can restore the text before it.
fn keep_revision(
    tx: &Transaction<'_>,
    message: &Message,
    entries: &[Entry],
    folded: &Fold,
    now: Stamp,
) -> Result<(), Error> {
    let begins = match folded {
        Fold::Append => true,
        Fold::Into(id, touched) => {
            let edits_already = |entry: &Entry| entry.id == *id && entry.touched.has(Flags::EDITED);
            touched.has(Flags::EDITED) && !entries.iter().any(edits_already)
        }
        Fold::Vanish(_) | Fold::Cancel(_) | Fold::Retract { .. } => false,
    };
    if begins {
        messages::keep_revision(tx, message, now)?;
    }
    Ok(())
}

fn delete(tx: &Transaction<'_>, id: MessageId, by: &Person, now: Stamp) -> Result<Written, Error> {
    let (message, progress) = own(tx, id, by, tr::submit_not_yours_delete)?;
    check_no_decision(&message)?;
    delete_now(tx, message, progress, now)
}

fn delete_now(
    tx: &Transaction<'_>,
    mut message: Message,
    progress: Progress,
    now: Stamp,
) -> Result<Written, Error> {
    let folded = fold(&rows::on_message(tx, message.id)?, wish::Kind::Delete);
    message.marks.deleted = true;
    file::message_deleted(tx, &message)?;
    finish(tx, &message, progress, folded, MessageChange::of(wish::Kind::Delete, now))
}

/// Changes marks on any message that is here.
fn change(
    tx: &Transaction<'_>,
    id: MessageId,
    kind: wish::Kind,
    now: Stamp,
    apply: impl FnOnce(&mut Message),
) -> Result<Written, Error> {
    existing(tx, id)?;
    change_any(tx, id, kind, now, apply)
}

/// Like [`change`], even if the message is deleted.
fn change_any(
    tx: &Transaction<'_>,
    id: MessageId,
    kind: wish::Kind,
    now: Stamp,
    apply: impl FnOnce(&mut Message),
) -> Result<Written, Error> {
    let found = messages::get(tx, id)?;
    let (mut message, progress) =
        found.ok_or_else(|| Error::Invalid(tr::submit_no_message(&id.to_string())))?;
    if Aspect::of(kind) == Aspect::Content {
        on_conversation::check_membership(tx, message.conversation)?;
    }
    let before = message.clone();
    apply(&mut message);
    if message == before {
        // The same change was wished before: return the state of that wish.
        let entry = newest_entry(tx, id, Aspect::of(kind))?;
        return Ok(Written { message: id, conversation: message.conversation, entry });
    }
    let entries = rows::on_message(tx, id)?;
    let folded = if kind == wish::Kind::Read {
        fold_read(&entries, if message.marks.read { Switch::On } else { Switch::Off })
    } else {
        fold(&entries, kind)
    };
    let was_set = before.marks.set().and(Flags::of(kind));
    let reported_before = before.marks.reported.filter(|_| was_set.has(Flags::REPORTED));
    finish(
        tx,
        &message,
        progress,
        folded,
        MessageChange { was_set, reported_before, ..MessageChange::of(kind, now) },
    )
}

/// A change of a known message.
struct MessageChange {
    kind: wish::Kind,
    /// Which of the flags it touches were set before.
    was_set: Flags,
    /// The reason of an earlier report, if the report is one of them.
    reported_before: Option<String>,
    now: Stamp,
}

impl MessageChange {
    /// A change before which none of its flags was set.
    fn of(kind: wish::Kind, now: Stamp) -> Self {
        Self { kind, was_set: Flags::default(), reported_before: None, now }
    }
}

/// Stores the changed message and applies the decision of the fold.
fn finish(
    tx: &Transaction<'_>,
    message: &Message,
    progress: Progress,
    folded: Fold,
    MessageChange { kind, was_set, reported_before, now }: MessageChange,
) -> Result<Written, Error> {
    let ours = progress != Progress::Settled;
    let progress = match Aspect::of(kind) {
        // A mark does not tell if the text has arrived.
        Aspect::Content if ours && !Flags::of(kind).meets(Flags::MARKS) => Progress::Waiting,
        Aspect::Content | Aspect::Star | Aspect::Read | Aspect::Report | Aspect::ConversationMark => progress,
    };
    let entry = match folded {
        Fold::Append => {
            messages::put(tx, message, progress)?;
            Some(rows::append(tx, &Entry { was_set, reported_before, ..entry(message, kind, None, now) })?)
        }
        Fold::Into(id, touched) => {
            messages::put(tx, message, progress)?;
            if let Some(Loaded { entry, .. }) = rows::get(tx, id)? {
                // A post stays a post when a wish is folded into it, and keeps the flags that were set before it.
                let kind = if entry.origin == Origin::Makes { entry.kind } else { kind };
                rows::remember_set(tx, id, entry.was_set.with(was_set.without(entry.touched)))?;
                rows::reword(tx, id, touched, kind)?;
            }
            Some(id)
        }
        Fold::Vanish(entries) => {
            for id in entries {
                rows::remove(tx, id, Event::Discarded)?;
            }
            forget_unsent(tx, message.id)?;
            None
        }
        Fold::Cancel(id) => {
            messages::put(tx, message, progress)?;
            rows::remove(tx, id, Event::Discarded)?;
            None
        }
        Fold::Retract { entry, touched, drop } => {
            messages::put(tx, message, progress)?;
            rows::reword(tx, entry, touched, wish::Kind::Delete)?;
            for id in drop {
                rows::remove(tx, id, Event::Discarded)?;
            }
            Some(entry)
        }
    };
    Ok(Written { message: message.id, conversation: message.conversation, entry })
}

/// The newest entry on this aspect of a message, if there is one.
fn newest_entry(tx: &Transaction<'_>, id: MessageId, aspect: Aspect) -> Result<Option<EntryId>, Error> {
    let entries = rows::on_message(tx, id)?;
    Ok(entries.iter().rev().find(|entry| entry.aspect == aspect).map(|entry| entry.id))
}

/// Deletes a message that was never sent. Entries that depend on it are parked with a reason, not dropped.
fn forget_unsent(tx: &Transaction<'_>, id: MessageId) -> Result<(), Error> {
    // The paths of a message that cannot be read are unknown.
    if let Ok(Some((message, _))) = messages::get(tx, id) {
        file::message_deleted(tx, &message)?;
    }
    file::upload::give_up(tx, id)?;
    messages::drop_unsent(tx, id)?;
    for child in rows::dependents(tx, id)? {
        // It is never sent ahead of its parent, so it was not applied either.
        rows::refuse(tx, child.id, Event::Orphaned, orphaned())?;
    }
    Ok(())
}

fn react(
    tx: &Transaction<'_>,
    id: MessageId,
    target: MessageId,
    emoji: String,
    state: Switch,
    by: &Person,
    now: Stamp,
) -> Result<Written, Error> {
    if state == Switch::On {
        check_emoji(&emoji)?;
    }
    let (parent, _) = existing(tx, target)?;
    let known = messages::reaction(tx, target, by.id, &emoji)?;
    match (state, known) {
        (Switch::On, Some(known)) => Ok(Written {
            message: known,
            conversation: parent.conversation,
            entry: newest_entry(tx, known, Aspect::Content)?,
        }),
        (Switch::Off, None) => {
            Ok(Written { message: target, conversation: parent.conversation, entry: None })
        }
        (Switch::On, None) => {
            if let Some((known, _)) = messages::get(tx, id)? {
                return repeated(tx, &known, false);
            }
            let mut message = Message::text(id, parent.conversation, by.id, by.name.clone(), now, emoji);
            message.kind = Kind::Reaction;
            message.parent = Some(target);
            message.reacted_by = Some(by.id);
            let entry = make(tx, &message, &entry(&message, wish::Kind::React, Some(target), now))?;
            Ok(Written { message: id, conversation: parent.conversation, entry: Some(entry) })
        }
        (Switch::Off, Some(known)) => {
            let (reaction, progress) = existing(tx, known)?;
            delete_now(tx, reaction, progress, now)
        }
    }
}

fn existing(tx: &Transaction<'_>, id: MessageId) -> Result<(Message, Progress), Error> {
    let found = messages::get(tx, id)?;
    let (message, progress) = found.ok_or_else(|| Error::Invalid(tr::submit_no_message(&id.to_string())))?;
    if message.marks.deleted {
        return Err(Error::Invalid(tr::submit_deleted().to_owned()));
    }
    Ok((message, progress))
}

/// A decision in the thread of a case stays as it is: without it, its effect would be nobody's.
fn check_no_decision(message: &Message) -> Result<(), Error> {
    if message.parent.is_some() && Tail::of(&message.text).is_some() {
        return Err(Error::Invalid(tr::desk_no_edit().to_owned()));
    }
    Ok(())
}

/// One of the user's own messages; otherwise fails with the sentence `not_yours`.
fn own(
    tx: &Transaction<'_>,
    id: MessageId,
    by: &Person,
    not_yours: fn() -> &'static str,
) -> Result<(Message, Progress), Error> {
    let (message, progress) = existing(tx, id)?;
    if message.author != by.id {
        return Err(Error::Invalid(not_yours().to_owned()));
    }
    on_conversation::check_membership(tx, message.conversation)?;
    Ok((message, progress))
}

/// Checks a reaction to be added. An existing reaction can be removed without a check.
fn check_emoji(emoji: &str) -> Result<(), Error> {
    if shown::is_blank(emoji) {
        return Err(Error::Invalid(tr::submit_no_emoji().to_owned()));
    }
    if emoji.chars().count() > LONGEST_EMOJI {
        return Err(Error::Invalid(tr::submit_emoji_long().to_owned()));
    }
    check_sendable(emoji)
}

/// Rejects text with characters that one wire format would drop and the other would send.
fn check_sendable(text: &str) -> Result<(), Error> {
    match shown::first_unsendable(text) {
        None => Ok(()),
        Some((at, letter)) => {
            let code = &format!("U+{:04X}", u32::from(letter));
            Err(Error::Invalid(tr::SubmitCharacter { at: at as u64, code }.text()))
        }
    }
}

fn check_length(text: &str, by: &Person) -> Result<(), Error> {
    let length = text.chars().count();
    if by.max_text > 0 && length > by.max_text {
        let (length, most) = (length as u64, by.max_text as u64);
        return Err(Error::Invalid(tr::SubmitTextLong { length, most }.text()));
    }
    if text.len() > by.max_bytes {
        let (length, most) = (text.len() as u64, by.max_bytes as u64);
        return Err(Error::Invalid(tr::SubmitTextLarge { length, most }.text()));
    }
    Ok(())
}
