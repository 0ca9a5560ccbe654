//! Two people act on one message: no action of one undoes the latest text of the author (`docs/server-api.md` 2.18).
//!
//! Each mark is tested online and after a time offline, with a publisher driven by hand (as in commands) and with the
//! running workers (as in the window), in JSON and in XML.

use crate::element::{BEN, ME, Place};
use crate::world::{Manner, Profile, Trouble, kept, place_id, post, random, recorded, server, text_at};

use confab::chat::wish::{Mark, Share, Switch};
use confab::chat::{MessageId, PersonId, Wish, conversation};
use confab::demo::Weather;
use confab::demo::listener::Running;
use confab::outbox::worker::Step;
use confab::remote::http::Format;
use confab::row::{Span, WishState};
use confab::settings::{Marks, Scope};

use std::time::Duration;

#[derive(Debug, Clone, Copy)]
enum Change {
    Pin,
    Archive,
    Report,
    Star,
    Read,
    React,
    Share,
}

impl Change {
    const ALL: [Self; 7] =
        [Self::Pin, Self::Archive, Self::Report, Self::Star, Self::Read, Self::React, Self::Share];

    fn wish(self, message: MessageId) -> Wish {
        let state = Switch::On;
        match self {
            Self::Pin => Wish::Mark { message, mark: Mark::Pin, state },
            Self::Archive => Wish::Mark { message, mark: Mark::Archive, state },
            Self::Report => Wish::Report { message, reason: "odd".to_owned(), context: Switch::Off },
            Self::Star => Wish::Mark { message, mark: Mark::Star, state },
            Self::Read => Wish::Read { message, state },
            Self::React => Wish::React { id: MessageId::fresh(), message, emoji: "👍".to_owned(), state },
            Self::Share => Wish::Share(Share {
                id: MessageId::fresh(),
                message,
                to: random(),
                text: String::new(),
                tags: Vec::new(),
            }),
        }
    }

    /// True if the mark is set at the server.
    fn is_at(self, server: &Running, message: MessageId) -> bool {
        let (element, stored) = kept(server, message.uuid()).unwrap();
        match self {
            Self::Pin => element.get("IsPinned") == Some(&true.into()),
            Self::Archive => element.get("IsArchieved") == Some(&true.into()),
            Self::Report => element.get("ReportMessage") == Some(&"odd".into()),
            Self::Star => stored.starred.contains(&ME),
            Self::Read => stored.read.contains(&ME),
            Self::React | Self::Share => {
                server.with_service(|service| service.all().any(|other| speaks_of(other, message)))
            }
        }
    }
}

fn speaks_of(stored: &confab::demo::service::Stored, message: MessageId) -> bool {
    let (parent, shared) = (stored.message.parent_message_id, stored.message.shared_message_id);
    parent == Some(message.uuid()) || shared == Some(message.uuid())
}

#[derive(Debug, Clone, Copy)]
enum Situation {
    Online,
    OfflineThenBack,
}

#[derive(Debug, Clone, Copy)]
enum By {
    /// A publisher driven step by step, as in a command.
    Command,
    /// The running workers, as in the window.
    Window,
}

async fn weather(server: &Running, weather: Weather) {
    server.set_weather(weather);
    server.weathered().await;
}

async fn say(author: &Profile, text: &str, place: Place) -> MessageId {
    let to = match place {
        // For the author, the direct message is with the other person.
        Place::Direct => conversation::Id::Direct(PersonId::new(ME)),
        Place::Channel | Place::Group => place_id(place),
    };
    let post = post(to, text);
    let id = post.id;
    author.session.submit(Wish::Post(post)).await.unwrap();
    assert_eq!(author.drain().await, Step::Idle { wake_at: None });
    id
}

async fn edit(author: &Profile, message: MessageId, text: &str) {
    author.session.submit(Wish::Edit { message, text: text.to_owned() }).await.unwrap();
    assert_eq!(author.drain().await, Step::Idle { wake_at: None });
}

async fn until_nothing_waits(profile: &Profile) {
    for _ in 0..2_000 {
        if profile.session.sidebar().await.unwrap().waiting == 0 {
            return;
        }
        profile.session.try_now();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("still waiting: {:?}", profile.session.outbox().await);
}

async fn play(format: Format, by: By, situation: Situation, mark: Change, place: Place) {
    let case = format!("{mark:?} {situation:?} {by:?} {place:?}");
    let server = server().await;
    let ben = Profile::new(&server, Manner { person: BEN, format, ..Manner::default() }).await;
    let message = say(&ben, "the meeting is at 10", place).await;
    let mut me = Profile::new(&server, Manner { format, ..Manner::default() }).await;
    me.read().await;
    if matches!(by, By::Window) {
        me.session.start();
    }
    if matches!(situation, Situation::OfflineThenBack) {
        weather(&server, Weather::Offline).await;
        me.session.submit(mark.wish(message)).await.unwrap();
        match by {
            By::Command => assert_ne!(me.drain().await, Step::Idle { wake_at: None }, "{case}"),
            // The first attempt has failed by the time the message is edited.
            By::Window => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        weather(&server, Weather::Clear).await;
        edit(&ben, message, "the meeting is at 11").await;
    } else {
        edit(&ben, message, "the meeting is at 11").await;
        me.session.submit(mark.wish(message)).await.unwrap();
    }
    match by {
        By::Command => assert_eq!(me.drain().await, Step::Idle { wake_at: None }),
        By::Window => until_nothing_waits(&me).await,
    }
    assert_eq!(text_at(&server, message), "the meeting is at 11", "{case}");
    assert!(mark.is_at(&server, message), "{case}");
    me.session.close().await;
}

async fn play_all(format: Format) {
    for mark in Change::ALL {
        for situation in [Situation::Online, Situation::OfflineThenBack] {
            for by in [By::Command, By::Window] {
                for place in [Place::Channel, Place::Direct] {
                    play(format, by, situation, mark, place).await;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mark_undoes_what_its_author_said_last_in_json() {
    play_all(Format::Json).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mark_undoes_what_its_author_said_last_in_xml() {
    play_all(Format::Xml).await;
}

#[tokio::test]
async fn an_edit_between_a_lost_answer_and_the_next_try_stays() {
    let server = server().await;
    let ben = Profile::new(&server, Manner { person: BEN, ..Manner::default() }).await;
    let message = say(&ben, "the meeting is at 10", Place::Channel).await;
    let mut me = Profile::new(&server, Manner::default()).await;
    me.read().await;
    me.session.submit(Change::Pin.wish(message)).await.unwrap();
    let closed = me.gate.acquire().await.unwrap();
    let mut publisher = me.session.publisher().unwrap();
    let calls = server.calls();
    let out = tokio::spawn(async move { publisher.step().await });
    while server.calls() == calls {
        tokio::task::yield_now().await;
    }
    out.abort();
    drop(closed);
    edit(&ben, message, "the meeting is at 11").await;
    assert_eq!(me.drain().await, Step::Idle { wake_at: None });
    assert_eq!(text_at(&server, message), "the meeting is at 11");
    assert!(Change::Pin.is_at(&server, message));
}

#[tokio::test]
async fn many_marks_are_preceded_by_one_round_and_undo_nothing() {
    let server = server().await;
    let ben = Profile::new(&server, Manner { person: BEN, ..Manner::default() }).await;
    let mut messages = Vec::new();
    for number in 0..20 {
        messages.push(say(&ben, &format!("at {number}"), Place::Channel).await);
    }
    let mut me = Profile::new(&server, Manner::default()).await;
    me.read().await;
    for message in &messages {
        me.session.submit(Change::Pin.wish(*message)).await.unwrap();
    }
    for message in &messages {
        edit(&ben, *message, "later").await;
    }
    let before = server.readings();
    assert_eq!(me.drain().await, Step::Idle { wake_at: None });
    assert_eq!(server.readings() - before, 2, "one round for all of them: a page, and a look behind it");
    for message in messages {
        assert_eq!(text_at(&server, message), "later");
        assert!(Change::Pin.is_at(&server, message));
    }
}

#[tokio::test]
async fn a_mark_on_a_message_that_was_deleted_is_not_sent_and_holds_nothing_back() {
    let server = server().await;
    let ben = Profile::new(&server, Manner { person: BEN, ..Manner::default() }).await;
    let message = say(&ben, "the meeting is at 10", Place::Channel).await;
    let mut me = Profile::new(&server, Manner::default()).await;
    me.read().await;
    me.session.submit(Change::Pin.wish(message)).await.unwrap();
    ben.session.submit(Wish::Delete { message }).await.unwrap();
    assert_eq!(ben.drain().await, Step::Idle { wake_at: None });
    let after = say(&me, "on we go", Place::Group).await;
    assert!(kept(&server, after.uuid()).is_some());
    assert!(!Change::Pin.is_at(&server, message));
    let waiting = me.session.outbox().await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].state, WishState::Parked("Not sent: the message was deleted.".to_owned()));
    // A post in that conversation is still sent.
    let post = post(place_id(Place::Channel), "here too");
    let id = post.id;
    me.session.submit(Wish::Post(post)).await.unwrap();
    me.drain().await;
    assert!(kept(&server, id.uuid()).is_some());
}

#[tokio::test]
async fn where_null_leaves_untouched_a_bare_mark_carries_no_words() {
    let server = server().await;
    let ben = Profile::new(&server, Manner { person: BEN, ..Manner::default() }).await;
    let message = say(&ben, "the meeting is at 10", Place::Channel).await;
    let mut me = Profile::new(&server, Manner { marks: Marks::Flags, ..Manner::default() }).await;
    me.read().await;
    let before = server.readings();
    me.session.submit(Change::Pin.wish(message)).await.unwrap();
    me.drain().await;
    assert_eq!(server.readings(), before, "nothing is read for it");
    let last = crate::world::recorded(&server).pop().unwrap();
    let fields: Vec<_> = last.keys().map(String::as_str).collect();
    let mut expected = [
        "Id",
        "ChannelId",
        "SenderId",
        "MessageDateTime",
        "MessageType",
        "SenderName",
        "IsPinned",
        "PinnedByUserId",
        "IsChannel",
        "IsGroupChat",
    ];
    expected.sort_unstable();
    assert_eq!(fields, expected);
}

/// Two profiles, and a message by Ben that both know.
async fn two(first: &str) -> (Running, Profile, Profile, MessageId) {
    let server = server().await;
    let ben = Profile::new(&server, Manner { person: BEN, ..Manner::default() }).await;
    let message = say(&ben, first, Place::Channel).await;
    let mut me = Profile::new(&server, Manner::default()).await;
    me.read().await;
    (server, ben, me, message)
}

fn set(profile: &Profile, trouble: Trouble) {
    *profile.trouble.lock().unwrap() = trouble;
}

#[tokio::test]
async fn while_reading_is_down_marks_wait_and_posts_do_not() {
    let (server, ben, me, message) = two("the meeting is at 10").await;
    set(&me, Trouble::Down);
    me.session.submit(Change::Pin.wish(message)).await.unwrap();
    let post = post(place_id(Place::Channel), "on we go");
    let id = post.id;
    me.session.submit(Wish::Post(post)).await.unwrap();
    assert!(matches!(me.drain().await, Step::Idle { wake_at: Some(_) }));
    assert!(kept(&server, id.uuid()).is_some(), "what is written does not wait");
    assert!(!Change::Pin.is_at(&server, message));
    let why = me.session.trouble().await.unwrap().unwrap().words;
    assert!(why.starts_with("Pins, stars and other marks are sent once messages can be read from the server. The server is busy"), "{why}");
    edit(&ben, message, "the meeting is at 11").await;
    set(&me, Trouble::Nothing);
    assert_eq!(me.drain().await, Step::Idle { wake_at: None });
    assert_eq!(text_at(&server, message), "the meeting is at 11");
    assert!(Change::Pin.is_at(&server, message));
    assert!(me.session.trouble().await.unwrap().is_none());
}

#[tokio::test]
async fn one_answer_of_404_makes_no_mark_stale() {
    for scope in [Scope::Account, Scope::Conversation] {
        let server = server().await;
        let ben = Profile::new(&server, Manner { person: BEN, ..Manner::default() }).await;
        let message = say(&ben, "the meeting is at 10", Place::Channel).await;
        let me = Profile::new(&server, Manner { scope, ..Manner::default() }).await;
        // 404 for reading the message, and for the round after it.
        set(&me, Trouble::NotFound(2));
        edit(&ben, message, "the meeting is at 11").await;
        me.session.submit(Change::Pin.wish(message)).await.unwrap();
        me.drain().await;
        assert_eq!(me.drain().await, Step::Idle { wake_at: None });
        assert_eq!(text_at(&server, message), "the meeting is at 11", "{scope:?}");
        assert!(Change::Pin.is_at(&server, message));
    }
}

#[tokio::test]
async fn a_server_that_never_reads_single_messages_is_read_since_the_last_date() {
    for (status, many) in [(404, false), (404, true), (500, false), (500, true)] {
        let (server, ben, mut me, message) = two("the meeting is at 10").await;
        let mut others = Vec::new();
        for number in 0..if many { 12 } else { 2 } {
            others.push(say(&ben, &number.to_string(), Place::Channel).await);
        }
        me.read().await;
        set(&me, Trouble::ById(status));
        edit(&ben, message, "the meeting is at 11").await;
        for message in [message].into_iter().chain(others.iter().copied()) {
            me.session.submit(Change::Pin.wish(message)).await.unwrap();
        }
        assert_eq!(me.drain().await, Step::Idle { wake_at: None }, "{status}");
        assert_eq!(text_at(&server, message), "the meeting is at 11");
        assert!(others.iter().chain([&message]).all(|message| Change::Pin.is_at(&server, *message)));
    }
}

#[tokio::test]
async fn a_server_that_reads_conversations_alone_is_read_before_a_mark_too() {
    for many in [false, true] {
        let server = server().await;
        let ben = Profile::new(&server, Manner { person: BEN, ..Manner::default() }).await;
        let message = say(&ben, "the meeting is at 10", Place::Channel).await;
        // More than one page below it.
        for number in 0..150 {
            say(&ben, &number.to_string(), Place::Channel).await;
        }
        let direct = say(&ben, "you too", Place::Direct).await;
        let mut me = Profile::new(&server, Manner { scope: Scope::Conversation, ..Manner::default() }).await;
        me.read().await;
        set(&me, Trouble::ByConversation);
        edit(&ben, message, "the meeting is at 11").await;
        let new = say(&ben, "news", Place::Channel).await;
        let page = me.session.page(place_id(Place::Channel), Span::Latest).await.unwrap();
        let others = page.rows.iter().rev().take(if many { 12 } else { 2 }).map(|row| row.message.id);
        for message in [message, direct].into_iter().chain(others) {
            me.session.submit(Change::Pin.wish(message)).await.unwrap();
        }
        assert_eq!(me.drain().await, Step::Idle { wake_at: None });
        assert_eq!(text_at(&server, message), "the meeting is at 11");
        assert!(Change::Pin.is_at(&server, message) && Change::Pin.is_at(&server, direct));
        // A new message that arrived with that reading is unread all the same.
        assert_eq!(me.message(new).await.text, "news");
        let conversations = me.session.sidebar().await.unwrap().conversations;
        assert_eq!(
            conversations
                .iter()
                .find(|conversation| conversation.id == place_id(Place::Channel))
                .unwrap()
                .unread,
            1
        );
    }
}

#[tokio::test]
async fn a_server_without_a_reading_call_gets_marks_from_the_copy_here() {
    let (server, _ben, me, message) = two("the meeting is at 10").await;
    set(&me, Trouble::NotFound(usize::MAX));
    me.session.submit(Change::Pin.wish(message)).await.unwrap();
    // The server has been read before: a single such answer may come from a proxy.
    for _ in 0..2 {
        assert!(matches!(me.drain().await, Step::Idle { wake_at: Some(_) }));
        assert!(!Change::Pin.is_at(&server, message));
    }
    assert_eq!(me.drain().await, Step::Idle { wake_at: None });
    assert!(Change::Pin.is_at(&server, message));
    assert_eq!(text_at(&server, message), "the meeting is at 10");
}

#[tokio::test]
async fn one_message_that_may_not_be_read_holds_no_other_mark() {
    let (server, ben, mut me, refused) = two("private").await;
    let other = say(&ben, "public", Place::Channel).await;
    me.read().await;
    set(&me, Trouble::Refused(refused.uuid()));
    for message in [refused, other] {
        me.session.submit(Change::Star.wish(message)).await.unwrap();
    }
    assert_eq!(me.drain().await, Step::Idle { wake_at: None });
    assert!(Change::Star.is_at(&server, other) && !Change::Star.is_at(&server, refused));
    let waiting = me.session.outbox().await.unwrap();
    let WishState::Parked(reason) = &waiting[0].state else { panic!("{waiting:?}") };
    assert_eq!(reason, "Not sent. The server did not return the message: No.");
}

#[tokio::test]
async fn a_mark_before_an_edit_that_waits_does_not_bring_its_words() {
    let server = server().await;
    let mut me = Profile::new(&server, Manner::default()).await;
    let message = say(&me, "first", Place::Channel).await;
    me.read().await;
    me.session.submit(Change::Pin.wish(message)).await.unwrap();
    let closed = me.gate.acquire().await.unwrap();
    let mut publisher = me.session.publisher().unwrap();
    let calls = server.calls();
    let out = tokio::spawn(async move { publisher.step().await });
    while server.calls() == calls {
        tokio::task::yield_now().await;
    }
    let kept = me.session.submit(Wish::Edit { message, text: "second".to_owned() }).await.unwrap();
    out.abort();
    drop(closed);
    // The pin is sent again automatically; then the edit is discarded.
    let mut publisher = me.session.publisher().unwrap();
    publisher.step().await.unwrap();
    publisher.finish().await.unwrap();
    let _ = me.session.discard(confab::row::Which::One(kept.entry.unwrap())).await;
    assert!(Change::Pin.is_at(&server, message));
}

#[tokio::test]
async fn a_mark_behind_an_edit_of_ones_own_carries_its_words() {
    for mark in [Change::Pin, Change::Star, Change::Archive] {
        let server = server().await;
        let mut me = Profile::new(&server, Manner::default()).await;
        let message = say(&me, "first", Place::Channel).await;
        me.session.submit(Wish::Edit { message, text: "second".to_owned() }).await.unwrap();
        // The server's copy is read once more before the edit is sent.
        me.read().await;
        me.session.submit(mark.wish(message)).await.unwrap();
        assert_eq!(me.drain().await, Step::Idle { wake_at: None });
        assert_eq!(text_at(&server, message), "second", "{mark:?}");
        assert!(mark.is_at(&server, message));
        let words: Vec<_> = recorded(&server).iter().map(|element| element["Message"].clone()).collect();
        assert_eq!(words[1..].iter().filter(|words| **words != "second").count(), 0, "{mark:?}: {words:?}");
    }
}

#[tokio::test]
async fn a_page_that_was_read_before_an_edit_and_comes_after_it_brings_no_old_words() {
    let (server, ben, me, message) = two("the meeting is at 10").await;
    set(&me, Trouble::Late);
    let readings = server.readings();
    let mut reader = me.session.reader(Scope::Account).unwrap();
    let reading = tokio::spawn(async move { reader.round().await });
    while server.readings() == readings {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    edit(&ben, message, "the meeting is at 11").await;
    me.session.submit(Change::Pin.wish(message)).await.unwrap();
    assert_eq!(me.drain().await, Step::Idle { wake_at: None });
    reading.await.unwrap().unwrap();
    assert_eq!(text_at(&server, message), "the meeting is at 11");
    assert_eq!(me.message(message).await.text, "the meeting is at 11");
}
