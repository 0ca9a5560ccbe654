//! The colleagues' replies to new messages.

use super::stage::{company, noon};

use confab::chat::conversation::{self, Kind};
use confab::chat::{Message, MessageId};
use confab::demo::colleagues::answers;
use confab::demo::people::Company;

use uuid::Uuid;

fn said(company: &Company, number: u128, to: conversation::Id, text: &str) -> Message {
    let id = MessageId::new(Uuid::from_u128(number));
    Message::text(id, to, company.me.id, company.me.name.clone(), noon(), text.to_owned())
}

fn first(company: &Company, kind: Kind) -> conversation::Id {
    company.conversations.iter().find(|conversation| conversation.id.kind() == kind).unwrap().id
}

#[test]
fn in_a_direct_talk_the_other_one_answers_and_does_so_again_alike() {
    let company = company();
    let direct = first(&company, Kind::Direct);
    for number in 0..50 {
        let message = said(&company, number, direct, "Is the gateway at the north site online?");
        let replies = answers(&company, &message, 7, &[]);
        assert!(!replies.is_empty());
        assert_eq!(replies, answers(&company, &message, 7, &[]));
        for reply in &replies {
            assert_eq!(reply.message.conversation, direct);
            assert_eq!(reply.message.author.uuid(), direct.uuid());
            assert!((500..20_000).contains(&reply.after.as_millis()), "{:?}", reply.after);
        }
        assert!(replies.windows(2).all(|pair| pair[0].after <= pair[1].after));
    }
}

#[test]
fn who_is_tagged_answers_and_in_a_thread_the_answer_stays_there() {
    let company = company();
    let channel = company.conversations[0].clone();
    let person = channel.members[2];
    let mut message = said(&company, 5, channel.id, "What do you think?");
    message.tags = vec![person];
    message.parent = Some(MessageId::new(Uuid::from_u128(99)));
    let replies = answers(&company, &message, 7, &[]);
    let answer = replies.iter().find(|reply| reply.message.reacted_by.is_none()).unwrap();
    assert_eq!(answer.message.author, person);
    assert_eq!(answer.message.parent, message.parent);
}

#[test]
fn in_a_channel_some_answer_some_react_and_some_let_it_be() {
    let company = company();
    let channel = first(&company, Kind::Channel);
    let (mut quiet, mut words, mut reactions) = (0, 0, 0);
    for number in 0..200 {
        let message = said(&company, number, channel, "The boxes are here.");
        let replies = answers(&company, &message, 7, &[]);
        quiet += usize::from(replies.is_empty());
        for reply in &replies {
            assert_ne!(reply.message.author, company.me.id);
            match reply.message.reacted_by {
                Some(who) => {
                    assert_eq!((who, reply.message.parent), (reply.message.author, Some(message.id)));
                    reactions += 1;
                }
                None => words += 1,
            }
        }
    }
    assert!(quiet > 5 && words > 60 && reactions > 40, "{quiet} {words} {reactions}");
}

#[test]
fn a_colleague_does_not_repeat_a_recent_answer() {
    let company = company();
    let direct = first(&company, Kind::Direct);
    let mut lately: Vec<String> = Vec::new();
    for number in 0..50 {
        let message = said(&company, number, direct, "The boxes are here.");
        let replies = answers(&company, &message, 7, &lately);
        assert!(replies.iter().all(|reply| !lately.contains(&reply.message.text)), "{replies:?} {lately:?}");
        lately = replies.into_iter().map(|reply| reply.message.text).collect();
    }
}

#[test]
fn nobody_answers_colleagues_reactions_or_what_was_deleted() {
    let company = company();
    let direct = first(&company, Kind::Direct);
    let mut other = said(&company, 1, direct, "hello?");
    other.author = company.people[1].id;
    let mut reaction = said(&company, 2, direct, "👍");
    reaction.reacted_by = Some(company.me.id);
    let mut deleted = said(&company, 3, direct, "hello?");
    deleted.marks.deleted = true;
    for message in [other, reaction, deleted] {
        assert!(answers(&company, &message, 7, &[]).is_empty());
    }
}
