//! Who answers what, and after how long: a script over one new message. Pure; the same message gets the same answer.
//!
//! The ids of answers follow from the message, so a repeated message is answered once. Must not know: the clock, the
//! listener that lets them speak. Tests: `tests/demo/colleagues.rs`.

use super::people::Company;
use crate::chat::message::{Kind, Message};
use crate::chat::{MessageId, PersonId, Stamp, conversation};

use uuid::Uuid;

use std::time::Duration;

/// Something a colleague is going to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// After the message was accepted.
    pub after: Duration,
    /// Its time is that of the message answered; whoever lets it be said gives it the present one.
    pub message: Message,
}

/// The answers to a new message of the person at the demo; nobody else is answered.
pub fn answers(company: &Company, message: &Message, seed: u64) -> Vec<Reply> {
    if message.author != company.me.id || message.reacted_by.is_some() || message.marks.deleted {
        return Vec::new();
    }
    let mut chance = fastrand::Rng::with_seed(seed ^ fold(message.id));
    let others = others(company, message.conversation);
    if others.is_empty() {
        return Vec::new();
    }
    let mut tagged: Vec<PersonId> =
        message.tags.iter().copied().filter(|person| others.contains(person)).collect();
    tagged.dedup();
    let mood = Mood::of(&message.text);
    let mut script = Script { company, message, replies: Vec::new(), at: Duration::ZERO };
    match message.conversation {
        conversation::Id::Direct(person) => {
            script.speaks(&mut chance, person, mood);
            if mood == Mood::Question && chance.u8(..3) == 0 {
                let words = AFTERTHOUGHTS[chance.usize(..AFTERTHOUGHTS.len())];
                script.says(&mut chance, person, words);
            }
        }
        conversation::Id::Channel(_) | conversation::Id::Group(_) => {
            if tagged.is_empty() {
                let person = others[chance.usize(..others.len())];
                match chance.u8(..10) {
                    0..=2 => script.reacts(&mut chance, person, mood),
                    3..=7 => script.speaks(&mut chance, person, mood),
                    _ => {}
                }
            }
            for person in tagged.into_iter().take(3) {
                script.speaks(&mut chance, person, mood);
            }
            if chance.u8(..4) == 0 {
                let person = others[chance.usize(..others.len())];
                script.reacts(&mut chance, person, mood);
            }
        }
    }
    script.replies
}

/// What a text is like, as far as an answer needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Question,
    Thanks,
    Greeting,
    Code,
    Link,
    Long,
    Plain,
}

impl Mood {
    fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        let starts = |words: &[&str]| words.iter().any(|word| lower.trim_start().starts_with(word));
        if lower.contains("```") {
            Self::Code
        } else if lower.contains('?') || lower.contains('？') || lower.contains('؟') {
            Self::Question
        } else if lower.contains("thank") || lower.contains("cheers") {
            Self::Thanks
        } else if starts(&["hi", "hello", "hey", "good morning", "morning"]) {
            Self::Greeting
        } else if lower.contains("https://") || lower.contains("http://") {
            Self::Link
        } else if text.chars().count() > 280 {
            Self::Long
        } else {
            Self::Plain
        }
    }

    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Question => &[
                "Good question. Let me check and come back to you before lunch.",
                "Yes, as far as I know. I ask to be sure.",
                "I think so, but the last word has the field team.",
                "Not yet. It is on my list for this afternoon.",
                "Depends on the version. From 3.4 on it works, before that you need the workaround.",
                "No, and I would not count on it this week.",
            ],
            Self::Thanks => &["Any time.", "You're welcome!", "Glad it helped.", "With pleasure."],
            Self::Greeting => &["Hi! How is it going?", "Morning!", "Hello! I was about to write to you."],
            Self::Code => &[
                "Looks right to me. What happens with an empty list?",
                "I would give the second line a name, otherwise fine.",
                "Works here. Shall I add a test for it?",
            ],
            Self::Link => {
                &["Reading it now.", "Bookmarked, thank you.", "The second half is the interesting one."]
            }
            Self::Long => &[
                "Read all of it, and agree. The one thing I would change is the order: start with what you need from us.",
                "Thank you for writing this down so carefully. I go through it this afternoon.",
            ],
            Self::Plain => &[
                "Sounds good.",
                "Noted, thanks.",
                "Makes sense. I pass it on.",
                "Agreed. Let's do that.",
                "Fine with me, I move my things around.",
                "Okay! I keep an eye on it.",
                "Then I know what I am doing tomorrow.",
            ],
        }
    }

    const fn emoji(self) -> &'static [&'static str] {
        match self {
            Self::Question => &["🤔", "👀"],
            Self::Thanks => &["❤️", "🙏"],
            Self::Greeting => &["👋"],
            Self::Code => &["👀", "💯"],
            Self::Link => &["👀", "⭐"],
            Self::Long | Self::Plain => &["👍", "🎉", "💪", "👏"],
        }
    }
}

const AFTERTHOUGHTS: [&str; 3] = [
    "Found it: page 12 of the handbook, of all places.",
    "Checked: yes.",
    "Just asked, the answer is no for now.",
];

struct Script<'a> {
    company: &'a Company,
    message: &'a Message,
    replies: Vec<Reply>,
    at: Duration,
}

impl Script<'_> {
    fn speaks(&mut self, chance: &mut fastrand::Rng, who: PersonId, mood: Mood) {
        let words = mood.words();
        let text = words[chance.usize(..words.len())];
        self.says(chance, who, text);
    }

    fn says(&mut self, chance: &mut fastrand::Rng, who: PersonId, text: &str) {
        // About as long as reading and typing take, in a demo's hurry.
        let typing = 40 * u64::try_from(text.len()).unwrap_or_default();
        self.at += Duration::from_millis(chance.u64(900..2_500) + typing);
        let mut message = self.blank(who, text);
        message.parent = self.message.parent;
        self.replies.push(Reply { after: self.at, message });
    }

    fn reacts(&mut self, chance: &mut fastrand::Rng, who: PersonId, mood: Mood) {
        let emoji = mood.emoji();
        let mut message = self.blank(who, emoji[chance.usize(..emoji.len())]);
        message.parent = Some(self.message.id);
        message.reacted_by = Some(who);
        message.kind = Kind::Reaction;
        self.replies.push(Reply { after: Duration::from_millis(chance.u64(700..3_000)), message });
    }

    fn blank(&self, who: PersonId, text: &str) -> Message {
        let number = self.replies.len();
        let seed = format!("answer {number} by {who}");
        let id = MessageId::new(Uuid::new_v5(&self.message.id.uuid(), seed.as_bytes()));
        let name = self.company.person(who).map_or_else(String::new, |person| person.name.clone());
        let at = Stamp::from_ticks(self.message.sent_at.ticks(), 0);
        // A direct talk is named by the other person: to the one who answers, that is the person at the demo, but
        // messages are told as the person at the demo sees them.
        Message::text(id, self.message.conversation, who, name, at, text.to_owned())
    }
}

fn others(company: &Company, conversation: conversation::Id) -> Vec<PersonId> {
    match conversation {
        conversation::Id::Direct(person) => company
            .person(person)
            .map(|person| person.id)
            .into_iter()
            .filter(|id| *id != company.me.id)
            .collect(),
        conversation::Id::Channel(_) | conversation::Id::Group(_) => {
            company.conversation(conversation).map_or_else(Vec::new, |conversation| {
                conversation.members.iter().copied().filter(|id| *id != company.me.id).collect()
            })
        }
    }
}

/// Ids made one after the other are alike; what is drawn from them must not be.
fn fold(id: MessageId) -> u64 {
    let (high, low) = Uuid::new_v5(&id.uuid(), b"mood").as_u64_pair();
    high ^ low
}
