//! The colleagues' replies and reactions to a new message, and their delays. Pure: the same arguments give the same
//! replies.
//!
//! The message determines the ids of its replies, so a repeated message is answered once. Must not know: the clock, the
//! listener that sends the replies. Tests: `tests/demo/colleagues.rs`.

use super::people::Company;
use crate::chat::message::{Kind, Message};
use crate::chat::{MessageId, PersonId, Stamp, conversation};

use uuid::Uuid;

use std::time::Duration;

/// A message that a colleague will send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Time since the message was accepted.
    pub after: Duration,
    /// Dated as the message it answers; the listener sets the present time.
    pub message: Message,
}

/// The answers to a new message of the user of the demo; nobody else gets any. Avoids the texts in `lately`.
pub fn answers(company: &Company, message: &Message, seed: u64, lately: &[String]) -> Vec<Reply> {
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
    let mut script = Script { company, message, lately, replies: Vec::new(), at: Duration::ZERO };
    match message.conversation {
        conversation::Id::Direct(person) if mood == Mood::Question && chance.u8(..3) == 0 => {
            script.says_one(&mut chance, person, &PROMISES);
            script.says_one(&mut chance, person, &AFTERTHOUGHTS);
        }
        conversation::Id::Direct(person) => script.speaks(&mut chance, person, mood),
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

/// The kind of text that is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Question,
    /// A question for help or time.
    Request,
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
        let length = text.chars().count();
        let first = lower.split(|letter: char| !letter.is_alphanumeric()).find(|word| !word.is_empty());
        let greets = matches!(first, Some("hi" | "hello" | "hey" | "morning" | "good"));
        let asks = ["could you", "can you", "do you have", "have you got", "are you free", "would you"];
        if lower.contains("```") {
            Self::Code
        } else if lower.contains('?') || lower.contains('？') || lower.contains('؟') {
            let is_request = asks.iter().any(|words| lower.contains(words));
            if is_request { Self::Request } else { Self::Question }
        } else if lower.contains("thank") || lower.contains("cheers") {
            Self::Thanks
        } else if greets && length < 30 {
            Self::Greeting
        } else if lower.contains("https://") || lower.contains("http://") {
            Self::Link
        } else if length > 280 {
            Self::Long
        } else {
            Self::Plain
        }
    }

    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Question => &[
                "Good question. I'll find out and get back to you.",
                "Not sure off the top of my head. Let me look it up.",
                "I'd ask the field team, they'll know.",
                "Ha, I was about to ask you the same thing.",
                "I'd have to check. Give me until the end of the day.",
                "No idea, but I know who to ask.",
            ],
            Self::Request => &[
                "Sure, give me ten minutes.",
                "Yes, of course!",
                "Can do. I'll just finish what I'm on.",
                "Happy to. Is later today okay?",
                "Sure thing 👍",
            ],
            Self::Thanks => &["Any time!", "You're welcome!", "Glad it helped.", "Happy to help."],
            Self::Greeting => &["Hi! How's it going?", "Hey there!", "Hello! Good to see you here."],
            Self::Code => &[
                "Looks right to me. What happens with an empty list?",
                "I'd give the second line a better name, but otherwise it's fine.",
                "Works for me. Shall I add a test?",
            ],
            Self::Link => &[
                "Reading it now.",
                "Bookmarked, thanks!",
                "Oh nice, I've been looking for something like this.",
            ],
            Self::Long => &[
                "I've read it all, and I agree. I'd only change the order and start with what you need from us.",
                "Thanks for writing this up so carefully. I'll go through it properly today.",
            ],
            Self::Plain => &[
                "Sounds good.",
                "Noted, thanks!",
                "Makes sense. I'll pass it on.",
                "Good to know.",
                "Got it, thanks.",
                "Okay! I'll keep an eye on it.",
                "Well, that's my afternoon sorted.",
            ],
        }
    }

    const fn emoji(self) -> &'static [&'static str] {
        match self {
            Self::Question => &["🤔", "👀"],
            Self::Request => &["👍", "👀"],
            Self::Thanks => &["❤️", "🙏"],
            Self::Greeting => &["👋"],
            Self::Code => &["👀", "💯"],
            Self::Link => &["👀", "⭐"],
            Self::Long | Self::Plain => &["👍", "🎉", "💪", "👏"],
        }
    }
}

const PROMISES: [&str; 3] = ["Hang on, I'll have a look.", "Let me check.", "One moment, I'll ask around."];
/// These follow a promise to find out.
const AFTERTHOUGHTS: [&str; 3] = [
    "Found it! It's on page 12 of the handbook, of all places.",
    "Okay, nobody here knows either. I've added it to Monday's agenda.",
    "There's a page about it on the intranet, but it's from last year. I'll update it.",
];

struct Script<'a> {
    company: &'a Company,
    message: &'a Message,
    lately: &'a [String],
    replies: Vec<Reply>,
    at: Duration,
}

impl Script<'_> {
    fn speaks(&mut self, chance: &mut fastrand::Rng, who: PersonId, mood: Mood) {
        self.says_one(chance, who, mood.words());
    }

    /// Says one of the texts, and one that was not said lately if there is any.
    fn says_one(&mut self, chance: &mut fastrand::Rng, who: PersonId, words: &[&str]) {
        let first = chance.usize(..words.len());
        let is_new = |text: &&&str| {
            let same = |said: &str| said == **text;
            !self.lately.iter().any(|said| same(said))
                && !self.replies.iter().any(|reply| same(&reply.message.text))
        };
        let text = words[first..].iter().chain(&words[..first]).find(is_new).unwrap_or(&words[first]);
        self.says(chance, who, text);
    }

    fn says(&mut self, chance: &mut fastrand::Rng, who: PersonId, text: &str) {
        // Roughly the time to read and type, but quicker.
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
        // Conversations are those of the user of the demo: a direct message names the colleague, whoever writes it.
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

/// A seed from an id. Ids made in sequence are similar, so they are hashed.
fn fold(id: MessageId) -> u64 {
    let (high, low) = Uuid::new_v5(&id.uuid(), b"mood").as_u64_pair();
    high ^ low
}
