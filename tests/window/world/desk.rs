//! The reviewers' desk of the in-memory world: cases, and what reviewers said about them.

use super::{MINUTE, World, group, person};

use confab::chat::attachment::{Attachment, Facts, Media};
use confab::chat::message::Shared;
use confab::chat::person::Role;
use confab::chat::wish::{Decide, Decision, Switch};
use confab::chat::{MessageId, PersonId, Stamp, Wish, conversation};
use confab::review::{Act, Outcome, Reply, fold};
use confab::row::review::{Around, Case, CaseReport, CaseRow, Current, Said};
use confab::row::{Delivery, File, Revision};
use confab::settings::{Review, review::Destination};

use uuid::Uuid;

use std::sync::Arc;

/// A case, and the replies that make its state.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub case: Case,
    pub replies: Vec<Reply>,
}

pub(crate) fn subject(number: u128) -> MessageId {
    MessageId::new(Uuid::from_u128(0xCA5E_0000 + number))
}

impl World {
    /// The user is a reviewer, and the company has a place for reports.
    pub fn reviewing() -> Self {
        let mut world = Self::busy();
        world.me.role = Role::Support;
        let to = Destination { kind: conversation::Kind::Group, name: "Reviewers".to_owned(), id: None };
        world.review = Arc::new(Review { to: Some(to), ..Review::default() });
        world
    }

    /// Somebody reports a message by `author`.
    pub fn report(&mut self, author: u128, place: conversation::Id, text: &str, reason: &str) -> MessageId {
        let number = self.desk.len() as u128;
        let id = subject(number);
        let minutes = i64::try_from(600 - number.min(500)).unwrap();
        let at = Stamp::from_ticks(self.now.ticks() - minutes * MINUTE, 0);
        let name = self.name_of(person(author));
        let conversation = self.conversations.iter().find(|row| row.id == place);
        let snapshot = Shared {
            id,
            conversation: Some(place),
            author: Some(person(author)),
            author_name: name.clone(),
            sent_at: Some(at),
            text: text.to_owned(),
            kind: confab::chat::message::Kind::Text,
            files: Vec::new(),
            more_files: 0,
            tags: Vec::new(),
            parent: None,
            reported: None,
        };
        let row = CaseRow {
            id,
            author: Some(person(author)),
            author_name: name,
            place: Some(place),
            place_name: conversation.map(|row| row.name.clone()).unwrap_or_default(),
            excerpt: text.split_whitespace().collect::<Vec<_>>().join(" "),
            files: 0,
            reports: 0,
            reason: reason.to_owned(),
            reported_at: at,
            state: Arc::default(),
            reviewer_name: String::new(),
            is_other: false,
        };
        let current = Current {
            text: text.to_owned(),
            deleted: false,
            archived: false,
            edited_at: None,
            earlier: Vec::new(),
        };
        let case = Case {
            row,
            reports: Vec::new(),
            current: Some(current),
            context: Vec::new(),
            thread: Vec::new(),
            root: Some((group(1), MessageId::new(Uuid::from_u128(0x0500 + number)))),
            author_cases: (0, 0),
        };
        self.desk.push(Kept { case, replies: Vec::new() });
        self.report_again(id, 8, reason, snapshot);
        id
    }

    /// Another person reports the same message.
    pub fn report_again(&mut self, id: MessageId, by: u128, reason: &str, snapshot: Shared) {
        let by_name = self.name_of(person(by));
        let kept = self.kept(id);
        let number = kept.case.reports.len() as u128;
        let at = Stamp::from_ticks(
            kept.case.row.reported_at.ticks() + 7 * MINUTE * i64::try_from(number).unwrap(),
            0,
        );
        let files = snapshot.files.iter().map(|_| File::default()).collect();
        kept.case.row.reports += 1;
        kept.case.reports.push(CaseReport {
            id: MessageId::new(Uuid::from_u128(id.uuid().as_u128() << 8 | number)),
            by: person(by),
            by_name,
            at,
            reason: reason.to_owned(),
            snapshot,
            files,
            withdrawn: false,
            others: u32::try_from(number * 3).unwrap(),
        });
    }

    pub fn kept(&mut self, id: MessageId) -> &mut Kept {
        self.desk.iter_mut().find(|kept| kept.case.row.id == id).expect("a case")
    }

    /// A reviewer says something about a case.
    pub fn says(&mut self, id: MessageId, by: u128, act: Act, text: &str) -> MessageId {
        self.next += 1;
        let reply = MessageId::new(Uuid::from_u128((0x0199 << 112) | self.next));
        self.reply(id, reply, person(by), Some(act), text);
        reply
    }

    fn reply(&mut self, id: MessageId, reply: MessageId, by: PersonId, act: Option<Act>, text: &str) {
        self.next += 1;
        let (by_name, is_own) = (self.name_of(by), by == self.me.id);
        let number = i64::try_from(self.next).unwrap();
        let at = Stamp::from_ticks(self.now.ticks() - 20 * MINUTE + number * 10_000_000, 0);
        let kept = self.kept(id);
        if let Some(act) = act {
            kept.replies.push(Reply { id: reply, by, at, act, to: None, taker: None });
        }
        kept.case.row.state = Arc::new(fold(&kept.replies));
        let state = &kept.case.row.state;
        let reviewer = state.decided_by().or(state.claim.map(|claim| claim.by));
        let delivery =
            if is_own { Delivery::Waiting { since: at, unanswered: false } } else { Delivery::Settled };
        kept.case.thread.push(Said { id: reply, by, by_name, at, text: text.to_owned(), act, delivery });
        let name = reviewer.map(|reviewer| self.name_of(reviewer)).unwrap_or_default();
        self.kept(id).case.row.reviewer_name = name;
    }

    /// Saves a wish on a case; false if it is none.
    pub fn on_case(&mut self, wish: &Wish) -> bool {
        let me = self.me.id;
        match wish {
            Wish::Decide(Decide { id, message, decision, text, note, .. }) => {
                let words = format!("Decided: {} {text}{note}", decision.word());
                self.reply(*message, *id, me, Some(Act::Decide(*decision)), words.trim());
            }
            Wish::Claim { id, message, state } => {
                let act = if *state == Switch::On { Act::Claim } else { Act::Release };
                self.reply(*message, *id, me, Some(act), "I am working on this case.");
            }
            Wish::Undo { id, message, decision } => {
                let state = Arc::clone(&self.kept(*message).case.row.state);
                let made = decision.or_else(|| state.standing().next().map(|made| made.id)).expect("made");
                self.reply(*message, *id, me, Some(Act::Undo(made)), "The decision is undone.");
            }
            Wish::Post(post) => {
                let root = |kept: &&mut Kept| kept.case.root.map(|(_, root)| root) == post.reply_to;
                let id = self.desk.iter_mut().find(root).map(|kept| kept.case.row.id);
                let Some(id) = id.filter(|_| post.reply_to.is_some()) else { return false };
                self.reply(id, post.id, me, None, &post.text);
            }
            _ => return false,
        }
        true
    }

    pub fn cases(&self) -> Result<Vec<CaseRow>, String> {
        match &self.unreadable {
            Some(error) => Err(error.clone()),
            None => Ok(self.desk.iter().map(|kept| kept.case.row.clone()).collect()),
        }
    }

    pub fn case(&self, id: MessageId) -> Result<Arc<Case>, String> {
        let kept = self.desk.iter().find(|kept| kept.case.row.id == id);
        kept.map(|kept| Arc::new(kept.case.clone())).ok_or_else(|| "there is no such case".to_owned())
    }

    /// A desk on an ordinary afternoon.
    pub fn desk() -> Self {
        use super::{channel, direct};

        let mut world = Self::reviewing();
        let long = "You call this a *design*? I have seen better from a five-year-old. Read it again: \
                    https://example.com/rules and then tell me that I am wrong.\n\n> Agreed\n\nNobody here does.";
        let first = world.report(1, channel(1), long, "Harassment: he writes like this every day");
        let snapshot = world.kept(first).case.reports[0].snapshot.clone();
        world.report_again(first, 3, "Harassment", snapshot.clone());
        world.report_again(
            first,
            7,
            "Something else: it is about me, and I would rather not read that",
            snapshot,
        );
        let (now, id) = (world.now, first);
        let before = |minutes: i64| Stamp::from_ticks(now.ticks() - minutes * MINUTE, 0);
        let kept = world.kept(id);
        kept.case.reports[1].withdrawn = true;
        kept.case.author_cases = (2, 1);
        let current = kept.case.current.as_mut().unwrap();
        current.earlier = vec![Revision { text: current.text.clone(), at: before(600) }];
        current.text = "You call this a design? I have seen better.".to_owned();
        current.edited_at = Some(before(300));
        let around = |number: u128, minutes, name: &str, text: &str| Around {
            id: MessageId::new(Uuid::from_u128(0xA0 + number)),
            author_name: name.to_owned(),
            at: Some(before(minutes)),
            text: text.to_owned(),
            files: 0,
            from: None,
        };
        kept.case.context = vec![
            around(1, 604, "Asha Rao", "Here is the second page. What do you think?"),
            around(2, 602, "Chiara Lombardi", "I like the empty states."),
            around(3, 590, "Asha Rao", "Let us talk about this in the morning."),
        ];
        world.says(first, 2, Act::Claim, "I am working on this case.");
        world.says(first, 2, Act::Release, "I am not working on this case any more.");
        world.report(4, channel(5), "安いです！今すぐクリック https://example.com", "Spam");
        let pictures = world.report(5, direct(5), "", "Sensitive content");
        let kept = world.kept(pictures);
        kept.case.row.files = 2;
        let names = ["صورة من الحفلة.jpg", "contract-final-version-2-signed.pdf"];
        let attach = |name: &str| Attachment { path: String::new(), name: name.to_owned(), duration: None };
        kept.case.reports[0].snapshot.files = names.map(attach).into();
        let facts = |bytes, media, media_type: &str| File {
            facts: Some(Facts { bytes, media, media_type: media_type.to_owned(), size: None, millis: None }),
            ..File::default()
        };
        kept.case.reports[0].files = vec![
            facts(2_400_000, Media::Picture, "image/jpeg"),
            facts(180_000, Media::Other, "application/pdf"),
        ];
        kept.case.current = None;
        let claimed = world.report(6, group(2), "مرحبًا، هذا النص غير لائق تمامًا.", "Harassment");
        world.says(claimed, 3, Act::Claim, "I am working on this case.");
        let asked =
            world.report(7, channel(2), "Buy my old phone, it is cheap. Ask me for the price.", "Spam");
        world.says(asked, 2, Act::Decide(Decision::Ask), "Question to the reporter.");
        let removed = world.report(1, channel(4), "Have you seen this? Free tickets for everybody!", "Spam");
        let made = world.says(removed, 0, Act::Decide(Decision::Remove), "Decided: the message is removed.");
        world.says(removed, 0, Act::Tell(made, Outcome::Done), "Done.");
        let both = world.report(3, channel(4), "I know where you live.", "Harassment");
        world.says(both, 2, Act::Decide(Decision::Keep), "Decided: the message stays.");
        let late = world.says(both, 3, Act::Decide(Decision::Remove), "Decided: the message is removed.");
        world.says(both, 3, Act::Tell(late, Outcome::Done), "Done.");
        world
    }
}
