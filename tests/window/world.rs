//! An in-memory world for the screens: people, conversations, a history, and the wishes made. `answers` contains its
//! answers to reads.
//!
//! It is no engine: it answers each `Intent` as the session would, and records the requests so that a test can check
//! them.

mod answers;
mod desk;

use confab::chat::message::Shared;
use confab::chat::wish::{self, Mark, Post, Switch};
use confab::chat::{
    ChannelId, Draft, FeedId, GroupId, Message as Chat, MessageId, PersonId, Stamp, Wish, conversation,
};
use confab::intent::{Intent, Order};
use confab::row::{
    Connection, ConversationRow, Delivery, EntryId, Me, Original, OutboxRow, Position, Reaction, Report,
    Revision, Row, Seen, Which, WishState, Words,
};
use confab::screen::inbox::{Demo, Weather};
use confab::settings::Review;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub(crate) const SECOND: i64 = 10_000_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const DAY: i64 = 24 * 60 * MINUTE;

/// Before every message.
const START: Position = Position { ticks: i64::MIN, id: MessageId::new(Uuid::nil()) };

/// All data of the world.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// The company's policy for reports.
    pub review: Arc<Review>,
    pub me: Me,
    pub now: Stamp,
    pub conversations: Vec<ConversationRow>,
    pub history: HashMap<conversation::Id, Vec<Arc<Row>>>,
    pub read: HashMap<conversation::Id, Position>,
    /// Late messages, which are unread wherever they are.
    pub late: HashSet<MessageId>,
    pub drafts: HashMap<FeedId, Draft>,
    pub waiting: Vec<OutboxRow>,
    pub connection: Connection,
    pub asked: Vec<Intent>,
    /// The counts before everything was marked as read.
    pub unread_before: Vec<(conversation::Id, u32, u32)>,
    pub copied: Option<String>,
    /// The error of writes, if the disk refuses them.
    pub refuses: Option<String>,
    pub next: u128,
    /// The earlier versions of edited messages.
    pub earlier: HashMap<MessageId, Vec<Revision>>,
    /// The emoji used last, newest first.
    pub emoji: Vec<String>,
    /// The error of reading lists of messages, if the disk refuses.
    pub unreadable: Option<String>,
    /// The number of additional members in every conversation.
    pub crowd: u128,
    /// The cases of the reviewers' desk, oldest first.
    pub desk: Vec<desk::Kept>,
    /// The bytes of files, and their state.
    pub shelf: crate::pictures::Table,
}

pub(crate) fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(0x70_0000 + number))
}

pub(crate) fn channel(number: u128) -> conversation::Id {
    conversation::Id::Channel(ChannelId::new(Uuid::from_u128(0xC0_0000 + number)))
}

pub(crate) fn direct(number: u128) -> conversation::Id {
    conversation::Id::Direct(person(number))
}

pub(crate) fn group(number: u128) -> conversation::Id {
    conversation::Id::Group(GroupId::new(Uuid::from_u128(0x60_0000 + number)))
}

pub(crate) const PEOPLE: [&str; 9] = [
    "Asha Rao",
    "Ben Okri",
    "Chiara Lombardi",
    "Dmytro Kovalenko",
    "佐藤 花子",
    "ليلى حداد",
    "Eirlys Prydderch-Featherstonehaugh of Llanfairpwll",
    "Fatou Ndiaye",
    "Grace Lin",
];

/// Sunday, 22 November 2026, 14:30 UTC.
pub(crate) fn noon() -> Stamp {
    let at: DateTime<Utc> = "2026-11-22T14:30:00Z".parse().unwrap();
    Stamp::from(at)
}

impl World {
    /// An empty world.
    pub fn empty() -> Self {
        Self {
            review: Arc::default(),
            me: Me::member(person(0), PEOPLE[0]),
            now: noon(),
            conversations: Vec::new(),
            history: HashMap::new(),
            read: HashMap::new(),
            late: HashSet::new(),
            drafts: HashMap::new(),
            waiting: Vec::new(),
            connection: Connection::Online,
            asked: Vec::new(),
            unread_before: Vec::new(),
            copied: None,
            refuses: None,
            next: 1,
            earlier: HashMap::new(),
            emoji: Vec::new(),
            unreadable: None,
            crowd: 0,
            desk: Vec::new(),
            shelf: crate::pictures::Table::default(),
        }
    }

    /// A company with conversations on an ordinary afternoon.
    pub fn busy() -> Self {
        let mut world = Self::empty();
        world.conversation(channel(1), "design", 0, 0);
        world.conversation(channel(2), "general", 4, 1);
        world.conversation(channel(3), "launch-2027", 0, 0);
        world.conversation(channel(4), "random", 12, 0);
        world.conversation(channel(5), "support-and-escalations-for-the-northern-region", 0, 0);
        world.conversation(direct(1), PEOPLE[1], 0, 0);
        world.conversation(direct(2), PEOPLE[2], 2, 0);
        world.conversation(direct(4), PEOPLE[4], 0, 0);
        world.conversation(direct(5), PEOPLE[5], 0, 0);
        world.conversation(direct(6), PEOPLE[6], 0, 0);
        world.conversation(group(1), "Launch crew", 0, 0);
        world.conversation(group(2), "Grace, Fatou, Dmytro", 0, 0);
        world.afternoon(channel(1));
        world
    }

    pub fn conversation(&mut self, id: conversation::Id, name: &str, unread: u32, mentions: u32) {
        let faces = match id {
            conversation::Id::Direct(person) => vec![(person, name.to_owned())],
            conversation::Id::Group(_) => {
                (7..9).map(|at| (person(at), PEOPLE[at as usize].to_owned())).collect()
            }
            conversation::Id::Channel(_) => Vec::new(),
        };
        let members = if id.kind() == conversation::Kind::Direct { 2 } else { 9 };
        self.conversations.push(ConversationRow {
            id,
            name: name.to_owned(),
            unread,
            mentions,
            faces,
            members,
            last_at: None,
            draft: false,
            marks: conversation::Marks::default(),
            membership: conversation::Membership::In,
        });
    }

    fn afternoon(&mut self, of: conversation::Id) {
        let start = self.now.ticks() - DAY - 5 * 60 * MINUTE;
        self.say_at(
            of,
            1,
            start,
            "Morning! I moved the sketches for the new onboarding to the shared folder.",
        );
        self.say_at(of, 1, start + MINUTE, "The second page is the one I am least sure about.");
        self.say_at(
            of,
            2,
            start + 9 * MINUTE,
            "Looking now. The empty states read well, they tell you what to do next.",
        );
        self.say_at(of, 0, start + 14 * MINUTE, "Agreed. Could we try one without the illustration? It pushes the button below the fold on small windows.");
        self.say_at(of, 1, start + 15 * MINUTE, "Good point, will do 👍");
        let start = self.now.ticks() - 90 * MINUTE;
        self.say_at(
            of,
            3,
            start,
            "Доброго дня! Перевірив контраст: усі пари проходять 4.5:1, крім сірого на жовтому.",
        );
        self.say_at(
            of,
            4,
            start + 2 * MINUTE,
            "ありがとうございます。日本語の改行も確認しました。長い文章でも問題なく折り返されています。",
        );
        self.say_at(of, 5, start + 4 * MINUTE, "مرحبًا، هل يمكن أن نراجع النص العربي معًا بعد الظهر؟");
        self.say_at(of, 2, start + 31 * MINUTE, "Two things from my side:\n• the header is 52 px now, was 56\n• the send button keeps its place while the field grows");
        self.say_at(
            of,
            0,
            start + 40 * MINUTE,
            "Looks right to me. Shipping it to the test group this afternoon.",
        );
        self.say_at(of, 0, start + 41 * MINUTE, "I'll write up what we decided.");
    }

    pub fn say_at(&mut self, of: conversation::Id, author: u128, ticks: i64, text: &str) -> MessageId {
        self.put(of, author, ticks, text, Delivery::Settled)
    }

    pub fn put(
        &mut self,
        of: conversation::Id,
        author: u128,
        ticks: i64,
        text: &str,
        delivery: Delivery,
    ) -> MessageId {
        let id = MessageId::new(Uuid::from_u128((0x0199 << 112) | self.next));
        self.next += 1;
        let message = Chat::text(
            id,
            of,
            person(author),
            PEOPLE[author as usize].to_owned(),
            Stamp::from_ticks(ticks, 0),
            text.to_owned(),
        );
        let row = Arc::new(Row {
            message,
            delivery,
            accepted_at: None,
            unread: false,
            came_late: None,
            version: 1,
            parent: None,
            replies: confab::row::Replies::default(),
            tagged: Vec::new(),
            original: None,
            reports: Vec::new(),
            lost_report: None,
            earlier: 0,
            pinner: None,
            reactions: Vec::new(),
            more_reactions: 0,
            files: Vec::new(),
            shared_files: Vec::new(),
        });
        let rows = self.history.entry(of).or_default();
        rows.push(row);
        rows.sort_by_key(|row| row.position());
        let last = rows.last().map(|row| row.message.sent_at);
        if let Some(conversation) = self.conversations.iter_mut().find(|conversation| conversation.id == of) {
            conversation.last_at = last;
        }
        id
    }

    /// Changes a row and its version, as the store would.
    pub fn alter(&mut self, id: MessageId, alter: impl FnOnce(&mut Row)) {
        for row in self.history.values_mut().flatten() {
            if row.message.id == id {
                let mut changed = (**row).clone();
                alter(&mut changed);
                changed.version += 1;
                *row = Arc::new(changed);
                return;
            }
        }
    }

    /// Resolves a text conflict, as the session does.
    pub fn resolve_text_conflict(&mut self, id: MessageId, words: Words) {
        self.alter(id, |row| {
            let theirs = row.message.server_text.take().expect("the server shows older words");
            if words == Words::Theirs {
                row.message.text = theirs;
            }
        });
    }

    pub fn rows(&self, of: conversation::Id) -> &[Arc<Row>] {
        self.history.get(&of).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn wait(
        &mut self,
        of: conversation::Id,
        message: MessageId,
        text: &str,
        state: WishState,
        minutes: i64,
    ) -> EntryId {
        let entry = EntryId(i64::try_from(self.waiting.len()).unwrap() + 1);
        let name = self
            .conversations
            .iter()
            .find(|conversation| conversation.id == of)
            .map(|conversation| conversation.name.clone())
            .unwrap_or_default();
        self.waiting.push(OutboxRow {
            entry,
            message,
            kind: wish::Kind::Post,
            conversation: of,
            conversation_name: name,
            excerpt: text.to_owned(),
            state,
            since: Stamp::from_ticks(self.now.ticks() - minutes * MINUTE, 0),
            attempts: 1,
            unanswered: false,
        });
        entry
    }

    /// Marks everything until now as read.
    pub fn is_read(&mut self) {
        for (of, rows) in &self.history {
            if let Some(last) = rows.last() {
                self.read.entry(*of).or_insert(last.position());
            }
        }
    }

    /// Marks messages as read after they were seen, or because the user asked.
    pub fn mark_read(&mut self, of: conversation::Id, up_to: Position, seen: &Seen) {
        let read = self.read.entry(of).or_insert(START);
        *read = up_to.max(*read);
        match seen {
            Seen::All => self.late.clear(),
            Seen::These(ids) => self.late.retain(|late| !ids.contains(late)),
        }
    }

    /// True if a row is unread.
    pub fn is_unread(&self, row: &Row) -> bool {
        let message = &row.message;
        let read = self.read.get(&message.conversation).copied().unwrap_or(START);
        message.author != self.me.id && (row.position() > read || self.late.contains(&message.id))
    }

    /// Puts the reading position before a message.
    pub fn mark_unread(&mut self, of: conversation::Id, from: MessageId) {
        let rows = self.rows(of);
        let at = rows.iter().position(|row| row.message.id == from).expect("it is here");
        let last = at.checked_sub(1).map(|before| rows[before].position());
        let unread = rows[at..].iter().filter(|row| row.message.author != self.me.id).count();
        self.read.insert(of, last.unwrap_or(START));
        for conversation in self.conversations.iter_mut().filter(|conversation| conversation.id == of) {
            conversation.unread = u32::try_from(unread).unwrap();
        }
    }

    /// Saves a wish, as the store would.
    pub fn submit(&mut self, wish: &Wish) -> Result<MessageId, String> {
        if let Some(error) = &self.refuses {
            return Err(error.clone());
        }
        if self.on_case(wish) {
            return Ok(wish.subject());
        }
        match wish {
            Wish::Post(Post { id, to, text, tags, files: _, reply_to }) => {
                let delivery = Delivery::Waiting { since: self.now, unanswered: false };
                let made = self.put(*to, 0, self.now.ticks(), text, delivery);
                let names = tags.iter().map(|id| self.name_of(*id)).collect();
                self.alter(made, |row| {
                    row.message.id = *id;
                    row.message.tags.clone_from(tags);
                    row.tagged = names;
                });
                if let Some(parent) = reply_to {
                    self.answers(*id, *parent);
                }
                self.drafts.remove(&FeedId { of: *to, root: *reply_to });
            }
            Wish::Edit { message, text } => {
                let now = self.now;
                self.keep_earlier(*message);
                self.alter(*message, |row| {
                    row.message.text.clone_from(text);
                    row.message.edited_at = Some(now);
                });
            }
            Wish::Delete { message } => self.alter(*message, |row| row.message.marks.deleted = true),
            Wish::Mark { message, mark: Mark::Star, state } => {
                let mine = (*state == Switch::On).then_some(self.me.id);
                self.alter(*message, |row| row.message.marks.starred_by = mine);
            }
            Wish::Mark { message, mark: Mark::Pin, state } => {
                let mine = (*state == Switch::On).then_some(self.me.id);
                self.alter(*message, |row| row.message.marks.pinned_by = mine);
            }
            Wish::React { message, emoji, state, .. } => {
                let me = (self.me.id, self.me.name.clone());
                self.alter(*message, |row| react(row, emoji, me, *state));
            }
            Wish::Share(share) => self.pass_on(share),
            Wish::Report { message, .. } if self.review.to.is_some() => {
                let report =
                    Report { by: self.me.id, at: self.now, delivery: Delivery::Accepted, told: Vec::new() };
                self.alter(*message, |row| row.reports.push(report));
            }
            Wish::Report { message, reason, .. } => {
                self.alter(*message, |row| row.message.marks.reported = Some(reason.clone()));
            }
            Wish::Mark { message, mark: Mark::Archive, state } => {
                self.alter(*message, |row| row.message.marks.archived = *state == Switch::On);
            }
            wish if wish.kind().is_on_conversation() => self.rearrange(wish),
            other => panic!("not part of this world: {other:?}"),
        }
        Ok(wish.subject())
    }

    /// Applies a wish on a conversation.
    fn rearrange(&mut self, wish: &Wish) {
        let on = |state: Switch| state == Switch::On;
        match wish {
            Wish::Create { conversation, name, people, .. } => {
                self.conversation(*conversation, name, 0, 0);
                let faces = people.iter().map(|id| (*id, self.name_of(*id))).collect();
                let made = self.conversations.last_mut().expect("just made");
                made.members = u32::try_from(people.len()).expect("a few") + 1;
                made.faces = faces;
            }
            Wish::Invite { conversation, people, .. } => {
                self.alter_conversation(*conversation, |conversation| {
                    conversation.members += u32::try_from(people.len()).expect("a few");
                });
            }
            Wish::Leave { conversation, .. } => {
                self.alter_conversation(*conversation, |conversation| {
                    conversation.membership = conversation::Membership::Left;
                });
            }
            Wish::Mute { conversation, state, .. } => {
                self.alter_conversation(*conversation, |conversation| conversation.marks.muted = on(*state));
            }
            Wish::StarConversation { conversation, state, .. } => {
                self.alter_conversation(*conversation, |conversation| {
                    conversation.marks.starred = on(*state);
                });
            }
            Wish::Hide { conversation, state, .. } => {
                self.alter_conversation(*conversation, |conversation| conversation.marks.hidden = on(*state));
            }
            other => panic!("not on a conversation: {other:?}"),
        }
    }

    fn alter_conversation(&mut self, id: conversation::Id, alter: impl FnOnce(&mut ConversationRow)) {
        if let Some(conversation) = self.conversations.iter_mut().find(|conversation| conversation.id == id) {
            alter(conversation);
        }
    }

    fn keep_earlier(&mut self, id: MessageId) {
        self.alter(id, |row| row.earlier += 1);
        let row = self.history.values().flatten().find(|row| row.message.id == id).expect("it is here");
        let at = row.message.edited_at.unwrap_or(row.message.sent_at);
        let text = row.message.text.clone();
        self.earlier.entry(id).or_default().push(Revision { text, at });
    }

    /// Makes a share as the engine does: with a snapshot, or, for a share, with its inner snapshot.
    fn pass_on(&mut self, share: &confab::chat::wish::Share) {
        let shared = self.snapshot(share.message);
        let delivery = Delivery::Waiting { since: self.now, unanswered: false };
        let made = self.put(share.to, 0, self.now.ticks(), &share.text, delivery);
        self.alter(made, |row| {
            row.message.id = share.id;
            (row.message.shared, row.original) = shared;
        });
    }

    /// The snapshot that a share of this message contains.
    pub fn snapshot(&self, id: MessageId) -> (Option<Box<Shared>>, Option<Original>) {
        let row = self.history.values().flatten().find(|row| row.message.id == id).expect("it is here");
        let message = &row.message;
        if message.shared.is_some() {
            return (message.shared.clone(), row.original.clone());
        }
        let place = self.conversations.iter().find(|conversation| conversation.id == message.conversation);
        let place = place.map(|conversation| conversation.name.clone()).unwrap_or_default();
        let shared = Shared {
            id,
            conversation: Some(message.conversation),
            author: Some(message.author),
            author_name: message.author_name.clone(),
            sent_at: Some(message.sent_at),
            text: message.text.clone(),
            kind: message.kind,
            files: message.files.clone(),
            more_files: 0,
            tags: Vec::new(),
            parent: None,
            reported: None,
        };
        (Some(Box::new(shared)), Some(Original { place, here: true }))
    }

    pub fn name_of(&self, id: PersonId) -> String {
        let at = (0..PEOPLE.len()).find(|at| person(*at as u128) == id);
        at.map(|at| PEOPLE[at].to_owned()).unwrap_or_default()
    }

    pub fn order(&mut self, order: Order) {
        match order {
            Order::Retry(Which::All) => {
                for line in &mut self.waiting {
                    line.state = WishState::Queued;
                }
            }
            Order::Retry(Which::One(entry)) => {
                for line in self.waiting.iter_mut().filter(|line| line.entry == entry) {
                    line.state = WishState::Queued;
                }
            }
            Order::Discard(Which::All) => self.waiting.clear(),
            Order::Discard(Which::One(entry)) => self.waiting.retain(|line| line.entry != entry),
            Order::Skip(entry) => {
                for line in self.waiting.iter_mut().filter(|line| line.state == WishState::Behind(entry)) {
                    line.state = WishState::Queued;
                }
            }
            Order::TryNow => {}
        }
    }
}

/// The demo with its weathers.
pub(crate) fn demo() -> Demo {
    let weather = |word: &str, label: &str, about: &str| Weather {
        word: word.to_owned(),
        label: label.to_owned(),
        about: about.to_owned(),
    };
    Demo {
        weathers: vec![
            weather("clear", "Clear", "Everything arrives at once"),
            weather("slow", "Slow", "Answers take seconds"),
            weather("flaky", "Flaky", "Connections break now and then"),
            weather("offline", "Offline", "Nobody answers"),
            weather("busy", "Busy", "The server asks to wait"),
            weather("lost", "Lost", "Calls arrive, their answers do not"),
            weather("refusing", "Refusing", "A marked message is refused"),
            weather("storm", "Storm", "All of it"),
        ],
        current: "clear".to_owned(),
    }
}

/// Adds a reaction to a row, or removes it.
pub(crate) fn react(row: &mut Row, emoji: &str, by: (PersonId, String), state: Switch) {
    for one in &mut row.reactions {
        if one.emoji == emoji {
            one.people.retain(|(person, _)| *person != by.0);
        }
    }
    row.reactions.retain(|one| !one.people.is_empty());
    if state == Switch::Off {
        return;
    }
    match row.reactions.iter_mut().find(|one| one.emoji == emoji) {
        Some(one) => one.people.push(by),
        None => row.reactions.push(Reaction { emoji: emoji.to_owned(), people: vec![by] }),
    }
}
