//! Every action on a conversation, for each kind of conversation: online, offline and back, with a lost answer, and
//! while a call is in flight. Runs over HTTP against the harsh server, and compares the final state of that server.

use crate::element::{BEN, CHI, CREW, GENERAL, ME, Place};
use crate::world::{Manner, Profile, place_id, server};

use confab::chat::wish::{Post, Switch};
use confab::chat::{ChannelId, GroupId, MessageId, PersonId, Wish, conversation};
use confab::demo::Weather;
use confab::demo::listener::Running;
use confab::demo::service::Marks;
use confab::outbox::worker::Step;
use confab::remote::http::Format;
use confab::row::WishState;

use uuid::Uuid;

use std::collections::BTreeSet;

const NEW: Uuid = Uuid::from_u128(0xa5_0077);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Situation {
    Online,
    OfflineThenBack,
    AnswersLost,
    WhileInFlight,
}

const SITUATIONS: [Situation; 4] =
    [Situation::Online, Situation::OfflineThenBack, Situation::AnswersLost, Situation::WhileInFlight];

/// An action in a conversation, and the expected state of the server.
struct Case {
    wish: Wish,
    to: conversation::Id,
    members: Option<Vec<Uuid>>,
    marks: Option<Marks>,
}

fn cases() -> Vec<Case> {
    let member = |wish, to, members: &[Uuid]| Case { wish, to, members: Some(members.to_vec()), marks: None };
    let people = |ids: &[Uuid]| ids.iter().copied().map(PersonId::new).collect::<Vec<_>>();
    let create = |name: &str, conversation| {
        let (id, name) = (MessageId::fresh(), name.to_owned());
        member(Wish::Create { id, conversation, name, people: people(&[BEN]) }, conversation, &[ME, BEN])
    };
    let invite = |place| {
        let (id, conversation) = (MessageId::fresh(), place_id(place));
        let wish = Wish::Invite { id, conversation, people: people(&[DAN]) };
        member(wish, conversation, &[ME, BEN, CHI, DAN])
    };
    let leave = |place| {
        let (id, conversation) = (MessageId::fresh(), place_id(place));
        member(Wish::Leave { id, conversation }, conversation, &[BEN, CHI])
    };
    let mut cases = vec![
        create("launch", conversation::Id::Channel(ChannelId::new(NEW))),
        create("Night crew", conversation::Id::Group(GroupId::new(NEW))),
        invite(Place::Channel),
        invite(Place::Group),
        leave(Place::Channel),
        leave(Place::Group),
    ];
    for place in Place::ALL {
        let none = Marks::default();
        let (conversation, state) = (place_id(place), Switch::On);
        let id = MessageId::fresh;
        for (wish, marks) in [
            (Wish::Mute { id: id(), conversation, state }, Marks { muted: true, ..none }),
            (Wish::StarConversation { id: id(), conversation, state }, Marks { starred: true, ..none }),
            (Wish::Hide { id: id(), conversation, state }, Marks { hidden: true, ..none }),
        ] {
            cases.push(Case { wish, to: conversation, members: None, marks: Some(marks) });
        }
    }
    cases
}

const DAN: Uuid = Uuid::from_u128(0xa5_0004);

fn mute(conversation: conversation::Id) -> Wish {
    Wish::Mute { id: MessageId::fresh(), conversation, state: Switch::On }
}

fn post(to: conversation::Id, text: &str) -> Wish {
    let text = text.to_owned();
    Wish::Post(Post { id: MessageId::fresh(), to, text, tags: Vec::new(), files: Vec::new(), reply_to: None })
}

async fn play(server: &Running, profile: &Profile, case: &Case, situation: Situation) {
    let submit = profile.session.submit(case.wish.clone());
    match situation {
        Situation::Online => {
            submit.await.unwrap();
        }
        Situation::OfflineThenBack => {
            server.set_weather(Weather::Offline);
            server.weathered().await;
            submit.await.unwrap();
            assert!(matches!(profile.drain().await, Step::BackOff { .. }));
            server.set_weather(Weather::Clear);
            server.weathered().await;
        }
        Situation::AnswersLost => {
            server.set_weather(Weather::Lost);
            submit.await.unwrap();
            for _ in 0..3 {
                profile.drain().await;
            }
            server.set_weather(Weather::Clear);
            server.weathered().await;
        }
        Situation::WhileInFlight => {
            profile.session.submit(post(place_id(Place::Direct), "on its way")).await.unwrap();
            let closed = profile.gate.acquire().await.unwrap();
            let mut publisher = profile.session.publisher().unwrap();
            let out = tokio::spawn(async move { publisher.step().await });
            while server.calls() == 0 {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
            submit.await.unwrap();
            drop(closed);
            out.await.unwrap().unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_of_a_conversation_has_its_effect_once_in_every_situation() {
    for case in cases() {
        for situation in SITUATIONS {
            for format in [Format::Json, Format::Xml] {
                let server = server().await;
                let profile = Profile::new(&server, Manner { format, ..Manner::default() }).await;
                play(&server, &profile, &case, situation).await;
                assert_eq!(profile.drain().await, Step::Idle { wake_at: None });
                let what =
                    format!("{:?} in {:?}, {situation:?}, {format:?}", case.wish.kind(), case.to.kind());
                assert_eq!(profile.session.outbox().await.unwrap(), [], "{what}");
                let room = server.with_service(|service| service.room(case.to.uuid()).cloned());
                let members = case.members.as_ref().map(|ids| ids.iter().copied().collect::<BTreeSet<_>>());
                if let Some(members) = members {
                    assert_eq!(room.unwrap().members, members, "{what}");
                }
                let marks = server.with_service(|service| service.marks_of((ME, case.to.uuid())));
                assert_eq!(marks, case.marks.unwrap_or_default(), "{what}");
                server.stop().await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_in_a_new_channel_reaches_those_who_were_brought_in() {
    let server = server().await;
    let mut theirs = Profile::new(&server, Manner { person: BEN, ..Manner::default() }).await;
    let ours = Profile::new(&server, Manner::default()).await;
    let launch = conversation::Id::Channel(ChannelId::new(NEW));
    let people = vec![PersonId::new(BEN)];
    let (id, name) = (MessageId::fresh(), "launch".to_owned());
    ours.session.submit(Wish::Create { id, conversation: launch, name, people }).await.unwrap();
    ours.session.submit(post(launch, "welcome")).await.unwrap();
    ours.drain().await;
    // Their first reading found an empty server, so messages since then are unread.
    theirs.read().await;
    ours.session.submit(post(launch, "news")).await.unwrap();
    ours.drain().await;
    theirs.read().await;
    let conversations = theirs.session.sidebar().await.unwrap().conversations;
    let conversation = conversations.iter().find(|conversation| conversation.id == launch).unwrap();
    assert_eq!((conversation.name.as_str(), conversation.unread), ("launch", 2));
    theirs.session.submit(post(launch, "thanks")).await.unwrap();
    assert_eq!(theirs.drain().await, Step::Idle { wake_at: None });
    assert_eq!(theirs.session.outbox().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_harsh_server_is_told_in_words_and_the_rest_goes_on() {
    let server = server().await;
    let profile = Profile::new(&server, Manner::default()).await;
    for id in [GENERAL, CREW] {
        server.with_service(|service| {
            let mut room = service.room(id).unwrap().clone();
            room.members.remove(&ME);
            service.put_room(room);
        });
    }
    let people = vec![PersonId::new(DAN)];
    let channel = place_id(Place::Channel);
    let invite = Wish::Invite { id: MessageId::fresh(), conversation: channel, people };
    profile.session.submit(invite).await.unwrap();
    profile.session.submit(mute(channel)).await.unwrap();
    profile.session.submit(mute(place_id(Place::Direct))).await.unwrap();
    profile.session.submit(post(place_id(Place::Direct), "all the same")).await.unwrap();
    profile.drain().await;
    let waiting = profile.session.outbox().await.unwrap();
    assert_eq!(waiting.len(), 2, "{waiting:?}");
    for line in waiting {
        assert!(
            matches!(&line.state, WishState::Parked(why) if why.starts_with("You are no longer a member"))
        );
    }
    assert!(server.with_service(|service| service.marks_of((ME, BEN)).muted));
}
