//! The script of the company's first minute, which shows every feature once. Pure.
//!
//! Each happening is a complete message as its author sends it, so repeating one changes nothing. Must not know: the
//! clock, the listener that runs the script. Tests: `tests/demo/happenings.rs`.

use super::people::Company;
use crate::chat::message::{Kind, Message, Shared};
use crate::chat::{Conversation, MessageId, PersonId, Stamp, conversation};

use uuid::Uuid;

use std::time::Duration;

/// A message that a colleague will send or change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Time since the start.
    pub after: Duration,
    /// The person who acts; not always the message's author.
    pub by: PersonId,
    pub message: Message,
}

/// The happenings of the first minute after `start`, in order.
pub fn first_minute(company: &Company, start: Stamp) -> Vec<Happening> {
    let room = |kind| company.conversations.iter().find(|conversation| conversation.id.kind() == kind);
    let channel = room(conversation::Kind::Channel);
    let others = |conversation: &Conversation| -> Vec<PersonId> {
        conversation.members.iter().copied().filter(|person| *person != company.me.id).collect()
    };
    let (Some(channel), Some(group)) = (channel, room(conversation::Kind::Group)) else { return Vec::new() };
    let (crew, few) = (others(channel), others(group));
    let [lead, second, third, ..] = crew[..] else { return Vec::new() };
    let mut script = Script { company, start, happenings: Vec::new() };
    let me = &company.me;

    let asked =
        format!("@{} could you try the new build before four? The checklist is pinned above.", me.name);
    let mut question = script.says(6, channel.id, lead, &asked);
    question.tags = vec![me.id];
    script.happens(6, lead, question.clone());

    let reaction = script.reacts(11, &question, second, "👀");
    script.happens(11, second, reaction);

    let mut reply = script.says(17, channel.id, second, "I'll take the Linux part.");
    reply.parent = Some(question.id);
    script.happens(17, second, reply);

    question.text = question.text.replace("before four", "before *three*");
    question.edited_at = Some(script.at(24));
    script.happens(24, lead, question.clone());

    if let Some(conversation) =
        company.conversations.iter().find(|conversation| conversation.id.kind() == conversation::Kind::Direct)
        && let conversation::Id::Direct(person) = conversation.id
    {
        let aside =
            script.says(29, conversation.id, person, "Have you got a minute? It's about the handbook.");
        script.happens(29, person, aside);
    }

    question.marks.pinned_by = Some(third);
    script.happens(35, third, question.clone());

    if let Some(sharer) = few.iter().copied().find(|person| crew.contains(person)) {
        let mut share = script.says(42, group.id, sharer, "This is for us as well.");
        share.from = Some(question.author);
        share.shared = Some(Box::new(Shared {
            id: question.id,
            conversation: Some(question.conversation),
            author: Some(question.author),
            author_name: question.author_name.clone(),
            sent_at: Some(question.sent_at),
            text: question.text.clone(),
            kind: question.kind,
            files: Vec::new(),
            more_files: 0,
            tags: vec![(me.id, me.name.clone())],
            parent: None,
            reported: None,
        }));
        script.happens(42, sharer, share);
    }

    let mut slip = script.says(48, channel.id, third, "Is the door code still 4711?");
    script.happens(48, third, slip.clone());
    slip.marks.deleted = true;
    script.happens(53, third, slip);
    script.happenings
}

struct Script<'a> {
    company: &'a Company,
    start: Stamp,
    happenings: Vec<Happening>,
}

impl Script<'_> {
    fn happens(&mut self, second: u64, by: PersonId, message: Message) {
        self.happenings.push(Happening { after: Duration::from_secs(second), by, message });
    }

    fn at(&self, second: i64) -> Stamp {
        Stamp::from_ticks(self.start.ticks() + second * 10_000_000, self.start.offset())
    }

    /// A new message; the company and the position in the script determine its id.
    fn says(&self, second: i64, of: conversation::Id, who: PersonId, text: &str) -> Message {
        let seed = format!("happening {second} since {}", self.start.ticks());
        let id = MessageId::new(Uuid::new_v5(&self.company.id.uuid(), seed.as_bytes()));
        let name = self.company.person(who).map_or_else(String::new, |person| person.name.clone());
        Message::text(id, of, who, name, self.at(second), text.to_owned())
    }

    fn reacts(&self, second: i64, to: &Message, who: PersonId, emoji: &str) -> Message {
        let mut message = self.says(second, to.conversation, who, emoji);
        message.parent = Some(to.id);
        message.reacted_by = Some(who);
        message.kind = Kind::Reaction;
        message
    }
}
