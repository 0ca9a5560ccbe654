//! The message history: exchanges spread over the working hours of the last days.
//!
//! Every conversation gets its share; the last exchange of some is minutes old and unread. The number of messages is
//! exact: the oldest surplus ones are dropped. Tests: `tests/demo/people.rs`.

use super::language;
use crate::chat::message::{Kind, Marks, Shared};
use crate::chat::{Attachment, Conversation, Message, MessageId, Person, PersonId, Stamp, conversation};
use crate::demo::attachments;
use crate::demo::chatter::{Act, Exchange, Language, Slots, Turn};

use std::collections::BTreeMap;

/// In ticks.
pub(super) const SECOND: i64 = 10_000_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;
/// Messages a day in the whole company; a longer history reaches further back.
const A_DAY: usize = 110;
/// Minimum number of days in a history.
const FEWEST_DAYS: usize = 9;
/// In every third conversation the last exchange is recent and unread.
const UNREAD_EVERY: usize = 3;

pub(super) fn write(
    chance: &mut fastrand::Rng,
    people: &[Person],
    conversations: &[Conversation],
    exchanges: &[Exchange],
    count: usize,
    now: Stamp,
) -> Vec<Message> {
    let scene = Scene {
        me: people[0].id,
        names: people.iter().map(|person| (person.id, person.name.as_str())).collect(),
        languages: people.iter().filter_map(|person| Some((person.id, language(person)?))).collect(),
        now: now.ticks(),
        days: i64::try_from((count / A_DAY).max(FEWEST_DAYS)).unwrap_or(i64::MAX / DAY),
    };
    let mut pools: BTreeMap<&str, Pool<'_>> = BTreeMap::new();
    for exchange in exchanges {
        pools.entry(exchange.place).or_default().all.push(exchange);
    }
    let today = pools.remove("today").unwrap_or_default().all;
    let weigh = |index: usize, conversation: &Conversation| {
        let today = if index == 0 { turns(&today) } else { 0 };
        today + pools.get(place(conversation)).map_or(0, |pool| weight(conversation, &pool.all))
    };
    let weights: Vec<usize> =
        conversations.iter().enumerate().map(|(index, conversation)| weigh(index, conversation)).collect();
    let sum = weights.iter().sum::<usize>().max(1);
    let mut messages = Vec::with_capacity(count + count / 16);
    let mut shares = Vec::new();
    for (index, (conversation, weight)) in conversations.iter().zip(weights).enumerate() {
        let quota = (count * weight).div_ceil(sum);
        let latest = match index {
            0 => Latest::Today(&today),
            _ if index % UNREAD_EVERY == 0 => Latest::Minutes,
            _ => Latest::Days,
        };
        let pool = pools.entry(place(conversation)).or_default();
        messages.extend(scene.conversation(chance, conversation, pool, quota, latest, &mut shares));
    }
    messages.sort_by_key(|message| (message.sent_at.ticks(), message.id));
    for id in shares {
        share(&mut messages, conversations, id);
    }
    cut_old_end(messages, count)
}

/// Drops the oldest messages. Replies and reactions to a dropped message become plain messages.
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

/// The pool that a conversation's exchanges come from.
fn place(conversation: &Conversation) -> &str {
    match conversation.id.kind() {
        conversation::Kind::Channel => conversation.name.as_str(),
        conversation::Kind::Direct => "direct",
        conversation::Kind::Group => "group",
    }
}

fn turns(exchanges: &[&Exchange]) -> usize {
    exchanges.iter().map(|exchange| exchange.turns.len()).sum()
}

/// The share of a conversation in the traffic. It follows the length of the pool, so that a history of the usual size
/// repeats nothing.
fn weight(conversation: &Conversation, pool: &[&Exchange]) -> usize {
    match conversation.id.kind() {
        conversation::Kind::Channel => turns(pool),
        // Four and nine of these share one pool, and each takes whole exchanges, which is a little more.
        conversation::Kind::Group => turns(pool) / 5,
        conversation::Kind::Direct => turns(pool) / 11,
    }
}

/// The exchanges of a channel, or of all groups, or of all direct messages.
#[derive(Debug, Default)]
struct Pool<'a> {
    all: Vec<&'a Exchange>,
    /// Exchanges of this round that were not used yet.
    left: Vec<&'a Exchange>,
}

impl<'a> Pool<'a> {
    /// An exchange that fits; a rare one comes first and so becomes recent. A new round starts when none is left.
    fn take(&mut self, chance: &mut fastrand::Rng, fits: impl Fn(&Exchange) -> bool) -> Option<&'a Exchange> {
        let find = |left: &[&Exchange]| {
            let rare = left.iter().rposition(|exchange| is_rare(exchange) && fits(exchange));
            rare.or_else(|| left.iter().rposition(|exchange| fits(exchange)))
        };
        let at = find(&self.left).or_else(|| {
            self.left.clone_from(&self.all);
            chance.shuffle(&mut self.left);
            find(&self.left)
        })?;
        Some(self.left.remove(at))
    }
}

/// Contains another language than English, a report or an archived message.
fn is_rare(exchange: &Exchange) -> bool {
    let marked = |turn: &Turn| matches!(turn.act, Act::Report | Act::Archive);
    exchange.languages().next().is_some() || exchange.turns.iter().any(marked)
}

/// The age of the last exchange of a conversation.
#[derive(Debug, Clone, Copy)]
enum Latest<'a> {
    Days,
    /// Unread as well.
    Minutes,
    /// Unread as well; these are the last exchanges.
    Today(&'a [&'a Exchange]),
}

/// Turns a message into a share of the newest text before it from another channel that its author is in.
fn share(messages: &mut [Message], conversations: &[Conversation], id: MessageId) {
    let Some(at) = messages.iter().position(|message| message.id == id) else { return };
    let (before, rest) = messages.split_at_mut(at);
    let Some(sharer) = rest.first_mut() else { return };
    let is_in = |of: conversation::Id| {
        let conversation = conversations.iter().find(|conversation| conversation.id == of);
        of.kind() == conversation::Kind::Channel
            && conversation.is_some_and(|conversation| conversation.members.contains(&sharer.author))
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
    /// The language that a person writes besides English.
    languages: BTreeMap<PersonId, Language>,
    now: i64,
    days: i64,
}

impl Scene<'_> {
    fn conversation(
        &self,
        chance: &mut fastrand::Rng,
        conversation: &Conversation,
        pool: &mut Pool<'_>,
        quota: usize,
        latest: Latest<'_>,
        shares: &mut Vec<MessageId>,
    ) -> Vec<Message> {
        let (lately, today) = match latest {
            Latest::Days => (false, &[][..]),
            Latest::Minutes => (true, &[][..]),
            Latest::Today(exchanges) => (true, exchanges),
        };
        let mut picked: Vec<&Exchange> = today.to_vec();
        let mut count = turns(&picked);
        let spoken: Vec<Language> = self
            .others(conversation)
            .iter()
            .filter_map(|person| self.languages.get(person).copied())
            .collect();
        while count < quota {
            let fits = |exchange: &Exchange| exchange.languages().all(|language| spoken.contains(&language));
            let Some(exchange) = pool.take(chance, fits) else { break };
            count += exchange.turns.len();
            picked.push(exchange);
        }
        // The first round gets the latest moments, so that repetitions are far apart.
        let mut moments: Vec<i64> = picked.iter().map(|_| self.working_moment(chance)).collect();
        moments.sort_unstable_by(|a, b| b.cmp(a));
        if lately && let Some(first) = moments.first_mut() {
            *first = self.now - chance.i64(8 * 60..80 * 60) * SECOND;
        }
        let mut messages: Vec<Message> = Vec::with_capacity(count);
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

    /// A moment in the working hours of one of the last days, at least two hours ago.
    fn working_moment(&self, chance: &mut fastrand::Rng) -> i64 {
        let today = self.now.div_euclid(DAY);
        for _ in 0..64 {
            // Squared: recent days get more messages.
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
            // A long exchange must still end before now.
            let left = (self.now - SECOND - at).max(0);
            at += (pause * SECOND + chance.i64(0..SECOND)).min(left / 3);
        }
        messages
    }

    /// Everyone in a conversation but the user of the demo.
    fn others(&self, conversation: &Conversation) -> Vec<PersonId> {
        match conversation.id {
            conversation::Id::Direct(person) => vec![person],
            conversation::Id::Channel(_) | conversation::Id::Group(_) => {
                conversation.members.iter().copied().filter(|id| *id != self.me).collect()
            }
        }
    }

    /// A different member for every letter; a letter that writes another language gets somebody whose own it is.
    fn cast(
        &self,
        chance: &mut fastrand::Rng,
        conversation: &Conversation,
        exchange: &Exchange,
    ) -> BTreeMap<char, PersonId> {
        let mut others = self.others(conversation);
        chance.shuffle(&mut others);
        let mut cast: BTreeMap<char, PersonId> = [('M', self.me)].into();
        for Turn { who, .. } in &exchange.turns {
            if !cast.contains_key(who)
                && let Some(wanted) = exchange.language(*who)
                && let Some(at) = others.iter().position(|id| self.languages.get(id) == Some(&wanted))
            {
                cast.insert(*who, others.remove(at));
            }
        }
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

pub(super) fn attach(message: &mut Message, name: &str) {
    let path = format!("{}{name}", attachments::PREFIX);
    let duration = attachments::length(name);
    message.kind = attachments::kind(name);
    message.files.push(Attachment { path, name: name.to_owned(), duration });
}

/// The UUID v7 that a client would have made at that moment.
pub(super) fn message_id(chance: &mut fastrand::Rng, ticks: i64) -> MessageId {
    let random = chance.u128(..).to_be_bytes();
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&random[..10]);
    let millis = u64::try_from(ticks / 10_000).unwrap_or_default();
    MessageId::new(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}
