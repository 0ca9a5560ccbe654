//! Other profiles get the same content that the server stored: another computer of the same person, and a colleague.
//!
//! The two databases are compared row by row and column by column, without the store's own code.

use crate::element::{BEN, CHI, ME, Place, tagged, text, with_files};
use crate::table::{TARGET, THEN, share_of};
use crate::world::{Manner, Profile, place_id, put, random, server};

use confab::chat::wish::{Mark, Post, Switch};
use confab::chat::{MessageId, PersonId, Wish, conversation};
use confab::demo::listener::Running;
use confab::outbox::worker::Step;
use confab::row::Span;
use confab::settings::Reports;

use rusqlite::types::Value;
use uuid::Uuid;

use std::collections::BTreeMap;

/// Everything a person can do, in one conversation.
async fn do_everything(profile: &Profile, place: Place) -> MessageId {
    let theirs = MessageId::new(TARGET);
    let to = place_id(place);
    let post = |text: &str, tags: &[Uuid], reply_to| {
        let tags = tags.iter().copied().map(PersonId::new).collect();
        Post { id: MessageId::fresh(), to, text: text.to_owned(), tags, files: Vec::new(), reply_to }
    };
    let react = |message, emoji: &str, state| Wish::React {
        id: MessageId::fresh(),
        message,
        emoji: emoji.to_owned(),
        state,
    };
    let (plan, reply, slip) = (
        post("The @Ben Okri plan", &[BEN], None),
        post("Yes, @Chi Adu", &[CHI], Some(theirs)),
        post("oops", &[], None),
    );
    let (plan_id, reply_id, slip_id) = (plan.id, reply.id, slip.id);
    let on = Switch::On;
    let mut wishes = vec![
        Wish::Post(plan),
        Wish::Post(reply),
        Wish::Post(slip),
        share_of(MessageId::fresh(), theirs, random(), "look, @Ben Okri", &[BEN]),
        react(theirs, "👍🏽", on),
        react(theirs, "🎉", on),
        react(plan_id, "❤️", on),
        Wish::Mark { message: theirs, mark: Mark::Pin, state: on },
        Wish::Mark { message: theirs, mark: Mark::Star, state: on },
        Wish::Mark { message: plan_id, mark: Mark::Star, state: on },
        Wish::Read { message: theirs, state: on },
        Wish::Mark { message: reply_id, mark: Mark::Archive, state: on },
        Wish::Report { message: theirs, reason: "odd link".to_owned(), context: Switch::Off },
    ];
    for round in 0..2 {
        for wish in wishes {
            profile.session.submit(wish).await.unwrap();
        }
        assert_eq!(profile.drain().await, Step::Idle { wake_at: None });
        if round == 1 {
            break;
        }
        // Wishes on messages that are delivered by now.
        wishes = vec![
            Wish::Edit { message: plan_id, text: "The new @Ben Okri plan".to_owned() },
            Wish::Tag { message: plan_id, people: [BEN, CHI].map(PersonId::new).into() },
            Wish::Delete { message: slip_id },
            react(theirs, "🎉", Switch::Off),
            Wish::Mark { message: plan_id, mark: Mark::Pin, state: on },
        ];
    }
    plan_id
}

/// Every message of a profile by id, with all columns as text.
fn messages(profile: &Profile) -> BTreeMap<Uuid, BTreeMap<String, String>> {
    let file = rusqlite::Connection::open(profile.path()).unwrap();
    let mut statement = file.prepare("SELECT * FROM message").unwrap();
    let names: Vec<_> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([]).unwrap();
    let mut all = BTreeMap::new();
    while let Some(row) = rows.next().unwrap() {
        let column =
            |name: &String| (name.clone(), format!("{:?}", row.get::<_, Value>(name.as_str()).unwrap()));
        let id = Uuid::from_slice(&row.get::<_, Vec<u8>>("id").unwrap()).unwrap();
        all.insert(id, names.iter().map(column).collect());
    }
    all
}

/// Fails at the first difference between two profiles, ignoring the columns in `aside`.
#[track_caller]
fn assert_same(one: &Profile, other: &Profile, aside: &[&str]) {
    let (one, other) = (messages(one), messages(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (id, columns) in one {
        for (name, value) in columns {
            if !aside.contains(&name.as_str()) {
                assert_eq!(value, other[&id][&name], "{name} of {id} ({})", other[&id]["text"]);
            }
        }
    }
}

async fn filled(place: Place) -> Running {
    let server = server().await;
    put(&server, &tagged(with_files(text(place, TARGET, BEN, "From @Chi Adu", THEN)), &[CHI]), &[], &[BEN]);
    server
}

/// The columns that differ by computer: the row number, the arrival number, the delivery state and its time.
const OWN: [&str; 4] = ["row", "arrival", "delivery", "accepted_ticks"];

#[tokio::test]
async fn another_machine_of_the_same_person_has_every_mark_tag_reaction_reply_and_share() {
    for place in Place::ALL {
        for reports in [Reports::OnMessage, Reports::Child] {
            let server = filled(place).await;
            let mut first = Profile::new(&server, Manner { reports, ..Manner::default() }).await;
            do_everything(&first, place).await;
            first.read().await;
            let second = Profile::new(&server, Manner::default()).await;
            assert_same(&first, &second, &OWN);
        }
    }
}

#[tokio::test]
async fn a_colleague_has_the_same_but_for_what_is_personal() {
    for (place, colleague) in [(Place::Channel, CHI), (Place::Group, CHI), (Place::Direct, BEN)] {
        let server = filled(place).await;
        let mut first = Profile::new(&server, Manner::default()).await;
        do_everything(&first, place).await;
        first.read().await;
        let second = Profile::new(&server, Manner { person: colleague, ..Manner::default() }).await;
        // Direct messages have the name of the other person, in the snapshot too.
        let aside = ["starred_by", "read"].into_iter().chain(OWN);
        let named: &[&str] = if place == Place::Direct { &["conversation", "shared"] } else { &[] };
        assert_same(&first, &second, &aside.chain(named.iter().copied()).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_share_from_a_group_still_knows_that_it_came_from_a_group() {
    let server = filled(Place::Group).await;
    let mut first = Profile::new(&server, Manner::default()).await;
    do_everything(&first, Place::Group).await;
    first.read().await;
    let second = Profile::new(&server, Manner { person: CHI, ..Manner::default() }).await;
    for profile in [first, second] {
        let rows = profile.session.page(random(), Span::Latest).await.unwrap().rows;
        let shared = rows[0].message.shared.as_ref().unwrap();
        assert_eq!(shared.conversation, Some(place_id(Place::Group)));
    }
}

#[tokio::test]
async fn a_share_from_a_direct_talk_leads_each_of_the_two_back_to_it() {
    let server = filled(Place::Direct).await;
    let mut first = Profile::new(&server, Manner::default()).await;
    do_everything(&first, Place::Direct).await;
    first.read().await;
    let second = Profile::new(&server, Manner { person: BEN, ..Manner::default() }).await;
    for (profile, other) in [(first, BEN), (second, ME)] {
        let rows = profile.session.page(random(), Span::Latest).await.unwrap().rows;
        let shared = rows[0].message.shared.as_ref().unwrap();
        assert_eq!(shared.conversation, Some(conversation::Id::Direct(PersonId::new(other))));
    }
}
