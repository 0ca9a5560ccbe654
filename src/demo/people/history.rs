//! The history: exchanges laid out over the working hours of the last days.
//!
//! Every conversation gets its share; the last exchange of some is minutes old and unread. The number of messages is
//! exact: what is too much is left out at the old end. Tests: `tests/demo/people.rs`.

use crate::chat::message::{Kind, Marks, Shared};
use crate::chat::{Attachment, Conversation, Message, MessageId, Person, PersonId, Stamp, conversation};
use crate::demo::attachments;
use crate::demo::chatter::{self, Act, Exchange, Slots, Turn};

use std::collections::BTreeMap;

const SECOND: i64 = 10_000_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;
/// Messages a day in the whole company; more than that reach further back.
const A_DAY: usize = 110;
/// The fewest days a history reaches back.
const FEWEST_DAYS: usize = 9;
/// Conversations whose last exchange is recent and unread: every third.
const UNREAD_EVERY: usize = 3;

pub(super) fn write(
    chance: &mut fastrand::Rng,
    people: &[Person],
    conversations: &[Conversation],
    count: usize,
    now: Stamp,
) -> Vec<Message> {
    let scene = Scene {
        me: people[0].id,
        names: people.iter().map(|person| (person.id, person.name.as_str())).collect(),
        now: now.ticks(),
        days: i64::try_from((count / A_DAY).max(FEWEST_DAYS)).unwrap_or(i64::MAX / DAY),
    };
    let mut exchanges: BTreeMap<&str, Vec<Exchange>> = BTreeMap::new();
    for exchange in chatter::exchanges() {
        exchanges.entry(exchange.place).or_default().push(exchange);
    }
    let nothing = Vec::new();
    let pool = |conversation: &Conversation| {
        let place = match conversation.id.kind() {
            conversation::Kind::Channel => conversation.name.as_str(),
            conversation::Kind::Direct => "direct",
            conversation::Kind::Group => "group",
        };
        exchanges.get(place).unwrap_or(&nothing)
    };
    let weights: usize = conversations.iter().map(|talk| weight(talk, pool(talk))).sum();
    let mut messages = Vec::with_capacity(count + count / 16);
    let mut shares = Vec::new();
    for (index, conversation) in conversations.iter().enumerate() {
        let pool = pool(conversation);
        let quota = (count * weight(conversation, pool)).div_ceil(weights.max(1));
        let latest = match index {
            0 => Latest::Today(exchanges.get("today").unwrap_or(&nothing)),
            _ if index % UNREAD_EVERY == 0 => Latest::Minutes,
            _ => Latest::Days,
        };
        messages.extend(scene.talk(chance, conversation, pool, quota, latest, &mut shares));
    }
    messages.sort_by_key(|message| (message.sent_at.ticks(), message.id));
    for id in shares {
        share(&mut messages, conversations, id);
    }
    cut_old_end(messages, count)
}

/// Leaves out the oldest, and whatever replies or reacts to what was left out: such a child becomes the next to go.
fn cut_old_end(mut messages: Vec<Message>, count: usize) -> Vec<Message> {
    let surplus = messages.len().saturating_sub(count);
    messages.drain(..surplus);
    let here: std::collections::HashSet<MessageId> = messages.iter().map(|message| message.id).collect();
    for message in &mut messages {
        if message.parent.is_some_and(|parent| !here.contains(&parent)) {
            message.parent = None;
            if message.reacted_by.take().is_some() {
                message.kind = Kind::Text;
            }
        }
    }
    messages
}

/// Its part of the traffic: as much as there is to say, so that nothing is said much more often than the rest.
fn weight(conversation: &Conversation, pool: &[Exchange]) -> usize {
    let turns: usize = pool.iter().map(|exchange| exchange.turns.len()).sum();
    match conversation.id.kind() {
        conversation::Kind::Channel => turns,
        // Several of these share one pool.
        conversation::Kind::Direct | conversation::Kind::Group => turns / 3,
    }
}

/// How near to now the last exchange of a conversation is.
#[derive(Debug, Clone, Copy)]
enum Latest<'a> {
    Days,
    /// And unread.
    Minutes,
    /// The same, and it is the first of these.
    Today(&'a [Exchange]),
}

/// Makes a message pass on the newest text before it of another channel that its author is in.
fn share(messages: &mut [Message], conversations: &[Conversation], id: MessageId) {
    let Some(at) = messages.iter().position(|message| message.id == id) else { return };
    let (before, rest) = messages.split_at_mut(at);
    let Some(sharer) = rest.first_mut() else { return };
    let is_in = |of: conversation::Id| {
        let talk = conversations.iter().find(|talk| talk.id == of);
        of.kind() == conversation::Kind::Channel
            && talk.is_some_and(|talk| talk.members.contains(&sharer.author))
    };
    let original = before.iter().rev().find(|message| {
        message.conversation != sharer.conversation
            && message.reacted_by.is_none()
            && !message.marks.deleted
            && message.text.len() > 60
            && is_in(message.conversation)
    });
    if let Some(original) = original {
        sharer.from = Some(original.author);
        sharer.shared = Some(Box::new(Shared {
            id: original.id,
            conversation: Some(original.conversation),
            author: Some(original.author),
            author_name: original.author_name.clone(),
            sent_at: Some(original.sent_at),
            text: original.text.clone(),
            kind: original.kind,
            files: original.files.clone(),
            more_files: 0,
            tags: Vec::new(),
            parent: original.parent,
            reported: None,
        }));
    }
}

struct Scene<'a> {
    me: PersonId,
    names: BTreeMap<PersonId, &'a str>,
    now: i64,
    days: i64,
}

impl Scene<'_> {
    fn talk(
        &self,
        chance: &mut fastrand::Rng,
        conversation: &Conversation,
        pool: &[Exchange],
        quota: usize,
        latest: Latest<'_>,
        shares: &mut Vec<MessageId>,
    ) -> Vec<Message> {
        let (lately, today) = match latest {
            Latest::Days => (false, &[][..]),
            Latest::Minutes => (true, &[][..]),
            Latest::Today(exchanges) => (true, exchanges),
        };
        let mut picked: Vec<&Exchange> = today.iter().collect();
        let mut turns = picked.iter().map(|exchange| exchange.turns.len()).sum();
        let mut order: Vec<&Exchange> = Vec::new();
        while turns < quota {
            if order.is_empty() {
                order = pool.iter().collect();
                chance.shuffle(&mut order);
            }
            let Some(exchange) = order.pop() else { break };
            turns += exchange.turns.len();
            picked.push(exchange);
        }
        // The latest moments to the first round, so that what is said twice lies far apart.
        let mut moments: Vec<i64> = picked.iter().map(|_| self.working_moment(chance)).collect();
        moments.sort_unstable_by(|a, b| b.cmp(a));
        if lately && let Some(first) = moments.first_mut() {
            *first = self.now - chance.i64(8 * 60..80 * 60) * SECOND;
        }
        let mut messages: Vec<Message> = Vec::with_capacity(turns);
        for (index, (exchange, start)) in picked.into_iter().zip(moments).enumerate() {
            let mut said = self.exchange(chance, conversation, exchange, start, shares);
            if index == 0 && lately {
                for message in &mut said {
                    message.marks.read = message.author == self.me;
                }
            }
            messages.extend(said);
        }
        messages
    }

    /// A moment in the working hours of one of the last days, never of the last two hours.
    fn working_moment(&self, chance: &mut fastrand::Rng) -> i64 {
        let today = self.now.div_euclid(DAY);
        for _ in 0..64 {
            // Squared: the nearer, the more.
            let back = chance.f64();
            let day = today - (back * back * self.days as f64) as i64;
            // 1970-01-01 was a Thursday.
            let is_weekend = matches!((day + 3).rem_euclid(7), 5 | 6);
            if is_weekend && chance.u8(..10) > 0 {
                continue;
            }
            let moment = day * DAY + chance.i64(8 * 3_600..17 * 3_600 + 1_800) * SECOND;
            if moment < self.now - 2 * HOUR {
                return moment;
            }
        }
        self.now - DAY
    }

    fn exchange(
        &self,
        chance: &mut fastrand::Rng,
        conversation: &Conversation,
        exchange: &Exchange,
        start: i64,
        shares: &mut Vec<MessageId>,
    ) -> Vec<Message> {
        let cast = self.cast(chance, conversation, exchange);
        let slots = Slots::draw(chance);
        let name_of = |letter: char| cast.get(&letter).map_or("", |id| self.names[id]).to_owned();
        let mut at = start;
        let mut messages: Vec<Message> = Vec::with_capacity(exchange.turns.len());
        for turn in &exchange.turns {
            let Some(author) = cast.get(&turn.who).copied() else { continue };
            let mut tagged = Vec::new();
            let (file, words) = match turn.act {
                Act::Attach => turn.text.split_once(' ').unwrap_or((turn.text, "")),
                Act::Say
                | Act::Announce
                | Act::Correct
                | Act::Star
                | Act::Report
                | Act::Archive
                | Act::TakeBack
                | Act::Share
                | Act::Reply
                | Act::React => ("", turn.text),
            };
            let text = slots.fill(words, name_of, &mut tagged);
            let id = message_id(chance, at);
            let name = self.names[&author].to_owned();
            let sent_at = Stamp::from_ticks(at, 0);
            let mut message = Message::text(id, conversation.id, author, name, sent_at, text);
            message.tags = tagged.iter().filter_map(|letter| cast.get(letter).copied()).collect();
            message.marks = Marks { read: true, ..Marks::default() };
            if !file.is_empty() {
                attach(&mut message, file);
            }
            self.act(chance, turn, &mut message, &messages, &slots, shares);
            messages.push(message);
            let pause = match turn.act {
                Act::React => chance.i64(4..40),
                Act::Say
                | Act::Announce
                | Act::Correct
                | Act::Star
                | Act::Report
                | Act::Archive
                | Act::TakeBack
                | Act::Share
                | Act::Attach
                | Act::Reply => chance.i64(15..240),
            };
            // Always before now, however long the exchange.
            let left = (self.now - SECOND - at).max(0);
            at += (pause * SECOND + chance.i64(0..SECOND)).min(left / 3);
        }
        messages
    }

    /// Who the letters are: members, each another one.
    fn cast(
        &self,
        chance: &mut fastrand::Rng,
        conversation: &Conversation,
        exchange: &Exchange,
    ) -> BTreeMap<char, PersonId> {
        let mut others: Vec<PersonId> = match conversation.id {
            conversation::Id::Direct(person) => vec![person],
            conversation::Id::Channel(_) | conversation::Id::Group(_) => {
                conversation.members.iter().copied().filter(|id| *id != self.me).collect()
            }
        };
        chance.shuffle(&mut others);
        let mut cast: BTreeMap<char, PersonId> = [('M', self.me)].into();
        for Turn { who, .. } in &exchange.turns {
            if !cast.contains_key(who)
                && let Some(person) = others.pop()
            {
                cast.insert(*who, person);
            }
        }
        cast
    }

    fn act(
        &self,
        chance: &mut fastrand::Rng,
        turn: &Turn,
        message: &mut Message,
        before: &[Message],
        slots: &Slots,
        shares: &mut Vec<MessageId>,
    ) {
        match turn.act {
            Act::Say => {
                if turn.text.contains("{file}") {
                    attach(message, slots.file());
                } else if chance.u8(..40) == 0 {
                    message.edited_at = Some(Stamp::from_ticks(message.sent_at.ticks() + 20 * SECOND, 0));
                } else if chance.u8(..120) == 0 {
                    message.marks.deleted = true;
                }
            }
            Act::Attach => {}
            Act::Announce => message.marks.pinned_by = Some(message.author),
            Act::Correct => {
                message.edited_at = Some(Stamp::from_ticks(message.sent_at.ticks() + 20 * SECOND, 0));
            }
            Act::Star => message.marks.starred_by = Some(self.me),
            Act::Report => message.marks.reported = Some("Spam".to_owned()),
            Act::Archive => message.marks.archived = true,
            Act::TakeBack => message.marks.deleted = true,
            Act::Share => shares.push(message.id),
            Act::Reply => message.parent = before.first().map(|first| first.id),
            Act::React => {
                let text = before.iter().rev().find(|message| message.reacted_by.is_none());
                if let Some(target) = text {
                    message.parent = Some(target.id);
                    message.reacted_by = Some(message.author);
                    message.kind = Kind::Reaction;
                }
            }
        }
    }
}

fn attach(message: &mut Message, name: &str) {
    let path = format!("{}{name}", attachments::PREFIX);
    let duration = attachments::length(name);
    message.kind = attachments::kind(name);
    message.files.push(Attachment { path, name: name.to_owned(), duration });
}

/// An id as a client would have made it at that moment: UUID v7.
fn message_id(chance: &mut fastrand::Rng, ticks: i64) -> MessageId {
    let random = chance.u128(..).to_be_bytes();
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&random[..10]);
    let millis = u64::try_from(ticks / 10_000).unwrap_or_default();
    MessageId::new(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}
