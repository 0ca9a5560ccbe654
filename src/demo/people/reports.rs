//! The company of a user who reviews reports: forty cases wait, and a colleague reviews too.
//!
//! Reports, claims and decisions are messages in the reviewers' group (`docs/server-api.md` 2.26), with the tails that
//! every desk reads. The seed and the moment determine everything. Must not know: the wire, when it happens.
//! Tests: `tests/demo/reports.rs`.

mod casting;
mod thread;

use super::cases::{self, Manner, Place, Said, Since, Sketch};
use super::history::{SECOND, attach, message_id};
use super::{Company, fresh};
use crate::chat::conversation::Kind;
use crate::chat::message::Shared;
use crate::chat::person::Role;
use crate::chat::{
    ChannelId, Conversation, GroupId, Message, MessageId, Person, PersonId, Stamp, conversation,
};
use crate::demo::chatter::Slots;
use casting::{Cast, Regulars};
use thread::Thread;

use std::time::Duration;

/// Seconds between two messages, and between the message and its first report.
const PAUSE: i64 = 50;
const FIRST_REPORT: i64 = 180;
/// Seconds between two reports of a message.
const NEXT_REPORT: i64 = 240;
/// Seconds between the reported message and its edit or deletion.
const CHANGED: i64 = 900;
/// Reports of this age in seconds were read.
const READ: i64 = 8 * 3_600;
/// Seeds the cases apart from the history.
const APART: u64 = 0x7265_706f_7274_7331;

/// The messages on the server for the reviewers.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The other reviewer.
    pub colleague: PersonId,
    /// Channels and groups that the user is not in.
    pub elsewhere: Vec<Conversation>,
    /// The reports, what reviewers wrote about them, and what was said elsewhere; oldest first.
    pub messages: Vec<Message>,
    /// In the order of `cases.txt`.
    pub cases: Vec<Case>,
    /// Events after the start, in order.
    pub later: Vec<Later>,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub message: MessageId,
    /// Oldest first.
    pub reports: Vec<MessageId>,
}

/// Something that happens to a case while the demo runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// Time since the start.
    pub after: Duration,
    /// The person who acts; not always the messages' author.
    pub by: PersonId,
    /// One after the other.
    pub messages: Vec<Message>,
    /// The reports of the case.
    pub reports: Vec<MessageId>,
}

impl Company {
    /// The same company with the user as a reviewer, at the same moment.
    #[must_use]
    pub fn for_reviewer(mut self, seed: u64, now: Stamp) -> Self {
        let mut chance = fastrand::Rng::with_seed(seed ^ APART);
        for person in [Some(&mut self.me), self.people.first_mut()].into_iter().flatten() {
            person.role = Role::Support;
        }
        // Where reports go to reviewers, no message shows that it was reported.
        self.messages.iter_mut().for_each(|message| message.marks.reported = None);
        let regulars = Regulars::of(&self, &mut chance);
        self.reviewers.members = vec![self.me.id, regulars.colleague];
        let elsewhere = elsewhere(&self.people, &mut chance);
        let mut writer = Writer {
            company: &self,
            elsewhere: &elsewhere,
            regulars,
            now: now.ticks(),
            chance,
            open: Vec::new(),
            hidden: Vec::new(),
            cases: Vec::new(),
            later: Vec::new(),
        };
        cases::sketches().iter().for_each(|sketch| writer.case(sketch));
        let Writer { open, mut hidden, cases, mut later, regulars, .. } = writer;
        let when = |message: &Message| (message.sent_at.ticks(), message.id);
        hidden.sort_by_key(when);
        later.sort_by_key(|later: &Later| later.after);
        self.messages.extend(open);
        self.messages.sort_by_key(when);
        self.desk = Some(Desk { colleague: regulars.colleague, elsewhere, messages: hidden, cases, later });
        self
    }
}

/// The conversations of others.
fn elsewhere(people: &[Person], chance: &mut fastrand::Rng) -> Vec<Conversation> {
    let others: Vec<PersonId> = people.iter().skip(1).map(|person| person.id).collect();
    let mut few = others.clone();
    chance.shuffle(&mut few);
    few.truncate(7);
    let channel = conversation::Id::Channel(ChannelId::new(fresh(chance)));
    let group = conversation::Id::Group(GroupId::new(fresh(chance)));
    vec![
        Conversation { id: channel, name: "budget".to_owned(), members: others },
        Conversation { id: group, name: "Car pool".to_owned(), members: few },
    ]
}

/// Writes the cases one by one.
struct Writer<'a> {
    company: &'a Company,
    elsewhere: &'a [Conversation],
    regulars: Regulars,
    /// In ticks.
    now: i64,
    chance: fastrand::Rng,
    /// Messages in the user's own conversations.
    open: Vec<Message>,
    /// All others.
    hidden: Vec<Message>,
    cases: Vec<Case>,
    later: Vec<Later>,
}

impl<'a> Writer<'a> {
    fn case(&mut self, sketch: &Sketch) {
        let place = self.place(sketch.place);
        let members = place.map_or(&[][..], |place| &place.members);
        let cast = Cast::of(sketch, self.company, members, self.regulars, &mut self.chance);
        let slots = Slots::draw(&mut self.chance);
        let fill = |text: &str| slots.fill(text, |letter| cast.name(letter), &mut Vec::new());
        let mut said = self.said(sketch, place, &cast, &slots);
        let Some(at) = said.iter().position(|(_, line)| line.is_reported) else { return };
        let before: Vec<Message> = said.iter().map(|(message, _)| message.clone()).collect();
        let reports = self.reports(sketch, &before, at, &cast, fill);
        let Some(root) = reports.first().copied() else { return };
        let Some((subject, _)) = said.get_mut(at) else { return };
        match sketch.since {
            Since::Nothing => {}
            Since::Edited(text) => {
                subject.text = fill(text);
                subject.edited_at = Some(seconds_after(subject.sent_at, CHANGED));
            }
            Since::Deleted => subject.marks.deleted = true,
        }
        let colleague = (self.regulars.colleague, self.name(self.regulars.colleague));
        let thread = Thread { of: self.company.reviewers.id, colleague, subject, root, now: self.now };
        let (past, removed) = thread.past(&sketch.past, &mut self.chance);
        let later = thread.later(&sketch.later, &mut self.chance, fill);
        subject.marks.deleted |= removed;
        self.hidden.extend(past);
        self.cases.push(Case { message: subject.id, reports: reports.clone() });
        self.later.extend(later.into_iter().map(|(after, by, messages)| {
            let reports = reports.clone();
            Later { after, by, messages, reports }
        }));
        let said = said.into_iter().map(|(message, _)| message);
        match sketch.place {
            Place::Channel(_) | Place::Group => self.open.extend(said),
            Place::OfOthers(_) => self.hidden.extend(said),
        }
    }

    /// The channel or group of a case; `None` for direct messages.
    fn place(&self, place: Place) -> Option<&'a Conversation> {
        let company = self.company;
        let of_kind = |all: &'a [Conversation], kind: Kind| {
            all.iter().find(|conversation| conversation.id.kind() == kind)
        };
        match place {
            Place::Channel(name) => {
                let is_it = |conversation: &&Conversation| {
                    conversation.id.kind() == Kind::Channel && conversation.name == name
                };
                company.conversations.iter().find(is_it)
            }
            Place::Group => of_kind(&company.conversations, Kind::Group),
            Place::OfOthers(kind) => of_kind(self.elsewhere, kind),
        }
    }

    fn name(&self, person: PersonId) -> String {
        self.company.person(person).map_or_else(String::new, |person| person.name.clone())
    }

    /// The reported message and those around it, as they were first sent.
    fn said(
        &mut self,
        sketch: &Sketch,
        place: Option<&Conversation>,
        cast: &Cast<'_>,
        slots: &Slots,
    ) -> Vec<(Message, Said)> {
        let sent = self.now - sketch.ago * SECOND - self.chance.i64(0..sketch.ago.max(10) * SECOND / 10);
        let before = sketch.said.iter().take_while(|line| !line.is_reported).count();
        let first = sent - PAUSE * SECOND * i64::try_from(before).unwrap_or(0);
        let mut said = Vec::new();
        for (line, at) in sketch.said.iter().zip((0..).map(|step| first + step * PAUSE * SECOND)) {
            let Some(author) = cast.person(line.who) else { continue };
            let of = match place {
                Some(place) => place.id,
                // A direct message is addressed to the other one of the two.
                None => match cast.other(line.who) {
                    Some(other) => conversation::Id::Direct(other),
                    None => continue,
                },
            };
            let mut tagged = Vec::new();
            let text = slots.fill(line.text, |letter| cast.name(letter), &mut tagged);
            let id = message_id(&mut self.chance, at);
            let mut message =
                Message::text(id, of, author, self.name(author), Stamp::from_ticks(at, 0), text);
            message.tags = tagged.into_iter().filter_map(|letter| cast.person(letter)).collect();
            message.marks.read = true;
            if !line.file.is_empty() {
                attach(&mut message, line.file);
            }
            said.push((message, *line));
        }
        said
    }

    /// The reports of one of these messages; returns their ids.
    fn reports(
        &mut self,
        sketch: &Sketch,
        said: &[Message],
        at: usize,
        cast: &Cast<'_>,
        fill: impl Fn(&str) -> String,
    ) -> Vec<MessageId> {
        let Some(subject) = said.get(at) else { return Vec::new() };
        let mut ids = Vec::new();
        let mut when = subject.sent_at.ticks() + FIRST_REPORT * SECOND;
        for report in &sketch.reports {
            let Some(reporter) = cast.person(report.who) else { continue };
            let sent = when + self.chance.i64(0..60 * SECOND);
            // A young case has all its reports before now.
            when += (NEXT_REPORT * SECOND).min((self.now - sent) / 2).max(SECOND);
            let reason = fill(report.reason);
            let mut share = self.share(subject, reporter, &reason, sent);
            if let Some(shared) = &mut share.shared {
                shared.reported = Some(reason.clone());
            }
            let root = share.id;
            ids.push(root);
            let around = match report.manner {
                Manner::Alone => &[][..],
                Manner::WithContext => said,
                Manner::TakenBack => {
                    share.marks.deleted = true;
                    &[][..]
                }
            };
            self.hidden.push(share);
            for message in around.iter().filter(|message| message.id != subject.id) {
                let mut sent_along = self.share(message, reporter, &reason, sent);
                sent_along.parent = Some(root);
                self.hidden.push(sent_along);
            }
        }
        ids
    }

    /// A share of a message in the reviewers' group.
    fn share(&mut self, of: &Message, by: PersonId, reason: &str, at: i64) -> Message {
        let (id, sent_at) = (message_id(&mut self.chance, at), Stamp::from_ticks(at, 0));
        let mut share =
            Message::text(id, self.company.reviewers.id, by, self.name(by), sent_at, String::new());
        share.from = Some(of.author);
        share.shared = Some(Box::new(snapshot(self.company, of)));
        share.marks.reported = Some(reason.to_owned());
        share.marks.read = self.now - at > READ * SECOND;
        share
    }
}

/// The copy of a message in a share.
fn snapshot(company: &Company, of: &Message) -> Shared {
    let named = |id: &PersonId| Some((*id, company.person(*id)?.name.clone()));
    Shared {
        id: of.id,
        conversation: Some(of.conversation),
        author: Some(of.author),
        author_name: of.author_name.clone(),
        sent_at: Some(of.sent_at),
        text: of.text.clone(),
        kind: of.kind,
        files: of.files.clone(),
        more_files: 0,
        tags: of.tags.iter().filter_map(named).collect(),
        parent: of.parent,
        reported: None,
    }
}

fn seconds_after(moment: Stamp, seconds: i64) -> Stamp {
    Stamp::from_ticks(moment.ticks() + seconds * SECOND, moment.offset())
}
