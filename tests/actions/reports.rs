//! Reports to the reviewers (`docs/server-api.md` 2.26): what goes on the wire, and who learns of it.

use crate::element::{BEN, CHI, Element, ME, Place, text};
use crate::table::{TARGET, THEN};
use crate::world::{Manner, Profile, kept, place_id, post, put, random, recorded, server};

use confab::chat::person::Role;
use confab::chat::wish::Switch;
use confab::chat::{GroupId, MessageId, PersonId, Stamp, Wish, conversation};
use confab::demo::listener::Running;
use confab::demo::service::Room;
use confab::remote::http::Format;
use confab::row::{Delivery, ExportFormat, Records, Row, Span, Which};
use confab::session::Error;
use confab::session::export::About;
use confab::settings::{Review, review::Destination};

use serde_json::{Value, json};
use uuid::Uuid;

use std::sync::Arc;
use std::time::Duration;

/// The reviewers' group: Chi is the only member.
const DESK: Uuid = Uuid::from_u128(0xa5_0020);
const REASON: &str = "Spam: the same link again";

fn to(name: &str, id: Option<Uuid>) -> Option<Destination> {
    Some(Destination { kind: conversation::Kind::Group, name: name.to_owned(), id })
}

fn policy() -> Review {
    Review { to: to("Reviewers", Some(DESK)), context: 2, ..Review::default() }
}

fn member(person: Uuid) -> Manner {
    Manner { person, review: policy, ..Manner::default() }
}

fn reviewer() -> Manner {
    Manner { role: Role::Support, ..member(CHI) }
}

fn desk() -> conversation::Id {
    conversation::Id::Group(GroupId::new(DESK))
}

/// A server on which Ben has written in a conversation, with a group of reviewers.
async fn world(place: Place) -> Running {
    let server = server().await;
    let room = Room { id: DESK, name: "Reviewers".to_owned(), members: [CHI].into() };
    server.with_service(|service| service.put_room(room));
    put(&server, &text(place, TARGET, BEN, "Buy here: http://example.com", THEN), &[], &[BEN]);
    server
}

fn report(context: Switch) -> Wish {
    Wish::Report { message: MessageId::new(TARGET), reason: REASON.to_owned(), context }
}

async fn rows(profile: &Profile, of: conversation::Id) -> Vec<Arc<Row>> {
    profile.session.page(of, Span::Latest).await.unwrap().rows
}

async fn target(profile: &Profile, place: Place) -> Arc<Row> {
    let of = match place {
        Place::Direct if profile.session.me().id.uuid() == BEN => conversation::Id::Direct(PersonId::new(ME)),
        Place::Channel | Place::Direct | Place::Group => place_id(place),
    };
    let rows = rows(profile, of).await;
    rows.into_iter().find(|row| row.message.id.uuid() == TARGET).unwrap()
}

/// The elements published into the reviewers' group.
fn at_the_desk(server: &Running) -> Vec<Element> {
    recorded(server).into_iter().filter(|element| element["ChannelId"] == json!(DESK)).collect()
}

/// True if the database of a profile, or its journal, contains these bytes.
fn knows(profile: &Profile, words: &str) -> bool {
    let journal = profile.path().with_extension("db-wal");
    [profile.path(), journal]
        .iter()
        .filter_map(|path| std::fs::read(path).ok())
        .any(|bytes| bytes.windows(words.len()).any(|part| part == words.as_bytes()))
}

#[tokio::test]
async fn a_report_reaches_the_reviewers_and_nobody_else_learns_of_it() {
    for (place, format) in
        Place::ALL.into_iter().flat_map(|place| [(place, Format::Json), (place, Format::Xml)])
    {
        let server = world(place).await;
        let me = Profile::new(&server, Manner { format, ..member(ME) }).await;
        let before = kept(&server, TARGET).unwrap().0;
        me.session.submit(report(Switch::Off)).await.unwrap();
        let waiting = target(&me, place).await;
        assert!(matches!(waiting.reports[0].delivery, Delivery::Waiting { .. }), "not with them yet");
        me.drain().await;

        let published = recorded(&server);
        let [element] = &published[..] else { panic!("{place:?}: {published:?}") };
        let snapshot = &element["SharedMessage"];
        assert_eq!(
            (&element["ChannelId"], &element["IsGroupChat"], &element["SenderId"]),
            (&json!(DESK), &json!(true), &json!(ME))
        );
        assert_eq!((&element["ReportMessage"], &element["Message"]), (&json!(REASON), &json!("")));
        assert_eq!((&element["SharedMessageId"], &element["FromUserId"]), (&json!(TARGET), &json!(BEN)));
        assert_eq!(snapshot["Message"], json!("Buy here: http://example.com"));
        assert_eq!((&snapshot["Id"], &snapshot["ReportMessage"]), (&json!(TARGET), &json!(REASON)));
        assert!(!element.contains_key("ParentMessageId"));
        assert_eq!(kept(&server, TARGET).unwrap().0, before, "the reported message is not touched");

        let row = target(&me, place).await;
        assert_eq!(row.message.marks.reported, None);
        assert_eq!((row.reports[0].by.uuid(), &row.reports[0].delivery), (ME, &Delivery::Accepted));
        let sidebar = me.session.sidebar().await.unwrap();
        assert!(sidebar.conversations.iter().all(|row| row.id != desk()), "the reporter is not in the group");

        let ben = Profile::new(&server, member(BEN)).await;
        let row = target(&ben, place).await;
        assert_eq!((&row.message.marks.reported, row.reports.len()), (&None, 0));
        assert!(!knows(&ben, REASON) && knows(&ben, "Buy here"), "{place:?}");

        let chi = Profile::new(&server, reviewer()).await;
        let rows = rows(&chi, desk()).await;
        let [share] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!(share.message.marks.reported.as_deref(), Some(REASON));
        assert_eq!(share.message.shared.as_ref().unwrap().reported.as_deref(), Some(REASON));
        if place != Place::Direct {
            assert_eq!(target(&chi, place).await.reports[0].by.uuid(), ME);
        }
    }
}

#[tokio::test]
async fn everybody_may_report_a_message_once() {
    let server = world(Place::Channel).await;
    let me = Profile::new(&server, member(ME)).await;
    let chi = Profile::new(&server, reviewer()).await;
    for profile in [&me, &me, &chi, &chi] {
        profile.session.submit(report(Switch::Off)).await.unwrap();
        profile.drain().await;
    }
    assert_eq!(at_the_desk(&server).len(), 2);
    let mut chi = chi;
    chi.read().await;
    let reports = &target(&chi, Place::Channel).await.reports;
    assert_eq!(reports.iter().map(|report| report.by.uuid()).collect::<Vec<_>>(), [ME, CHI]);
    let mine = &target(&me, Place::Channel).await.reports;
    assert_eq!(mine.iter().map(|report| report.by.uuid()).collect::<Vec<_>>(), [ME], "not those of others");
}

#[tokio::test]
async fn the_messages_around_go_along_as_replies_if_the_reporter_agrees() {
    let server = world(Place::Channel).await;
    for number in 0..3_u128 {
        let at = |minute: u128| format!("2026-11-20T09:{minute:02}:00.0000000Z");
        let earlier = text(Place::Channel, Uuid::from_u128(1 + number), BEN, "before", &at(10 + number));
        let later = text(Place::Channel, Uuid::from_u128(11 + number), ME, "after", &at(40 + number));
        put(&server, &earlier, &[], &[BEN]);
        put(&server, &later, &[], &[ME]);
    }
    put(&server, &text(Place::Channel, TARGET, BEN, "Buy here", "2026-11-20T09:30:00.0000000Z"), &[], &[BEN]);
    let me = Profile::new(&server, member(ME)).await;
    me.session.submit(report(Switch::On)).await.unwrap();
    me.drain().await;
    let published = at_the_desk(&server);
    let [report, around @ ..] = &published[..] else { panic!("nothing") };
    assert_eq!(report["SharedMessageId"], json!(TARGET));
    let ids: Vec<_> = around.iter().map(|element| element["SharedMessageId"].clone()).collect();
    let expected = [2_u128, 3, 11, 12].map(|id| json!(Uuid::from_u128(id)));
    assert_eq!(ids, expected, "two before and two after, oldest first");
    for element in around {
        assert_eq!(element["ParentMessageId"], report["Id"]);
        assert_eq!(
            element["ReportMessage"],
            json!(REASON),
            "or the group would refuse somebody from outside"
        );
        assert!(!element["SharedMessage"].as_object().unwrap().contains_key("ReportMessage"));
    }
    let chi = Profile::new(&server, reviewer()).await;
    assert_eq!(target(&chi, Place::Channel).await.reports.len(), 1, "one report");
}

#[tokio::test]
async fn a_share_of_a_reported_message_does_not_tell_the_reason() {
    let server = world(Place::Channel).await;
    let me = Profile::new(&server, Manner::default()).await;
    me.session.submit(report(Switch::Off)).await.unwrap();
    let share = confab::chat::wish::Share {
        id: MessageId::fresh(),
        message: MessageId::new(TARGET),
        to: random(),
        text: "look".to_owned(),
        tags: Vec::new(),
    };
    me.session.submit(Wish::Share(share)).await.unwrap();
    me.drain().await;
    let published = recorded(&server);
    let share = published.iter().find(|element| element.contains_key("SharedMessage")).unwrap();
    assert!(!Value::Object(share.clone()).to_string().contains("Spam"), "{share:?}");
}

#[tokio::test]
async fn a_report_about_a_reviewer_goes_to_the_second_address() {
    fn second() -> Review {
        let head = Destination { kind: conversation::Kind::Direct, name: "Ben Okri".to_owned(), id: None };
        Review { to_if_reviewer: Some(head), ..policy() }
    }
    let server = world(Place::Channel).await;
    put(&server, &text(Place::Channel, TARGET, CHI, "I am the law", THEN), &[], &[CHI]);
    let me = Profile::new(&server, Manner { review: second, ..member(ME) }).await;
    let group = confab::chat::Conversation {
        id: desk(),
        name: "Reviewers".to_owned(),
        members: vec![PersonId::new(CHI)],
    };
    me.session.merge_roster(Vec::new(), vec![group]).await.unwrap();
    me.session.submit(report(Switch::Off)).await.unwrap();
    me.drain().await;
    let [element] = &recorded(&server)[..] else { panic!("one element") };
    assert_eq!(element["ReceiverId"], json!(BEN));
    let chi = Profile::new(&server, reviewer()).await;
    assert!(!knows(&chi, REASON));
}

#[tokio::test]
async fn reviewers_who_are_not_known_are_an_error_and_nothing_is_saved() {
    fn nameless() -> Review {
        Review { to: to("Reviewers", None), ..Review::default() }
    }
    let server = world(Place::Channel).await;
    let me = Profile::new(&server, Manner { review: nameless, ..member(ME) }).await;
    let Err(Error::Invalid(sentence)) = me.session.submit(report(Switch::Off)).await else { panic!("kept") };
    assert!(sentence.contains("&Reviewers"), "{sentence}");
    assert_eq!(me.session.sidebar().await.unwrap().waiting, 0);
    // Chi is in the group and knows it by name.
    let chi = Profile::new(&server, Manner { review: nameless, ..reviewer() }).await;
    let group = confab::chat::Conversation { id: desk(), name: "reviewers".to_owned(), members: Vec::new() };
    chi.session.merge_roster(Vec::new(), vec![group]).await.unwrap();
    chi.session.submit(report(Switch::Off)).await.unwrap();
    chi.drain().await;
    assert_eq!(at_the_desk(&server).len(), 1);
}

#[tokio::test]
async fn a_discarded_report_leaves_no_mark_and_no_messages_around_it() {
    let server = world(Place::Channel).await;
    let me = Profile::new(&server, member(ME)).await;
    me.session.submit(Wish::Post(post(place_id(Place::Channel), "after it"))).await.unwrap();
    me.drain().await;
    let report = me.session.submit(report(Switch::On)).await.unwrap();
    assert_eq!(me.session.sidebar().await.unwrap().waiting, 2);
    me.session.discard(Which::One(report.entry.unwrap())).await.unwrap();
    assert_eq!(me.session.sidebar().await.unwrap().waiting, 0);
    assert!(target(&me, Place::Channel).await.reports.is_empty());
    me.drain().await;
    assert!(at_the_desk(&server).is_empty());
}

#[tokio::test]
async fn a_reason_on_a_message_is_drawn_for_reviewers_alone() {
    let server = world(Place::Channel).await;
    let mut element = text(Place::Channel, TARGET, BEN, "Buy here", THEN);
    element.insert("ReportMessage".to_owned(), json!(REASON));
    put(&server, &element, &[], &[BEN]);
    let reason = |row: Arc<Row>| row.message.marks.reported.clone();
    let me = Profile::new(&server, member(ME)).await;
    assert_eq!(reason(target(&me, Place::Channel).await), None);
    let chi = Profile::new(&server, reviewer()).await;
    assert_eq!(reason(target(&chi, Place::Channel).await).as_deref(), Some(REASON));
    let public = Profile::new(&server, Manner::default()).await;
    assert_eq!(reason(target(&public, Place::Channel).await).as_deref(), Some(REASON));
}

/// What the server has as the reason on the reported message.
fn set_reason(server: &Running, reason: Option<&str>) {
    server.with_service(|service| {
        let mut stored = service.take(TARGET).unwrap();
        stored.message.report_message = reason.map(ToOwned::to_owned);
        service.put(stored);
    });
}

/// Marks that were accepted just now are no longer protected against older copies.
fn a_minute_later(profile: &Profile) {
    let file = rusqlite::Connection::open(profile.path()).unwrap();
    file.execute("UPDATE accepted_mark SET ticks = ticks - 610000000", []).unwrap();
}

#[tokio::test]
async fn the_reporter_is_told_if_the_server_kept_no_reason() {
    let server = world(Place::Channel).await;
    let mut me = Profile::new(&server, Manner::default()).await;
    me.session.submit(report(Switch::Off)).await.unwrap();
    assert_eq!(target(&me, Place::Channel).await.lost_report, None);
    me.drain().await;
    me.read().await;
    assert_eq!(target(&me, Place::Channel).await.lost_report, None, "it was kept");
    // A reviewer takes a reason away later: that is no loss.
    set_reason(&server, None);
    me.read().await;
    assert_eq!(target(&me, Place::Channel).await.lost_report, None);

    me.session.submit(report(Switch::Off)).await.unwrap();
    me.drain().await;
    set_reason(&server, None);
    me.read().await;
    assert_eq!(target(&me, Place::Channel).await.lost_report, None, "the copy may be an older one");
    a_minute_later(&me);
    me.read().await;
    let row = target(&me, Place::Channel).await;
    assert!(row.lost_report.is_some() && row.message.marks.reported.is_none());
    // It can be reported again.
    me.session.submit(report(Switch::Off)).await.unwrap();
    assert_eq!(target(&me, Place::Channel).await.lost_report, None);
    me.drain().await;
    me.read().await;
    let row = target(&me, Place::Channel).await;
    assert_eq!((row.lost_report, row.message.marks.reported.as_deref()), (None, Some(REASON)));
}

#[tokio::test]
async fn a_report_that_is_taken_back_is_not_lost() {
    let server = world(Place::Channel).await;
    let mut me = Profile::new(&server, Manner::default()).await;
    let report = me.session.submit(report(Switch::Off)).await.unwrap();
    me.session.discard(Which::One(report.entry.unwrap())).await.unwrap();
    me.read().await;
    assert_eq!(target(&me, Place::Channel).await.lost_report, None);
}

#[tokio::test]
async fn a_share_that_somebody_reports_is_no_report_of_the_original() {
    for manner in [Manner::default(), member(ME)] {
        let server = world(Place::Channel).await;
        let me = Profile::new(&server, manner).await;
        let share = confab::chat::wish::Share {
            id: MessageId::fresh(),
            message: MessageId::new(TARGET),
            to: random(),
            text: "look".to_owned(),
            tags: Vec::new(),
        };
        let id = share.id;
        me.session.submit(Wish::Share(share)).await.unwrap();
        me.drain().await;
        // Somebody reports the share on the share itself.
        server.with_service(|service| {
            let mut stored = service.take(id.uuid()).unwrap();
            stored.message.report_message = Some(REASON.to_owned());
            stored.touched += 1;
            service.put(stored);
        });
        let mut me = me;
        me.read().await;
        assert!(target(&me, Place::Channel).await.reports.is_empty());
        let rows = rows(&me, random()).await;
        let share = rows.iter().find(|row| row.message.id == id).unwrap();
        assert!(!share.message.is_private_report());
    }
}

#[tokio::test]
async fn a_report_whose_answer_was_lost_is_not_told_as_rejected() {
    let server = world(Place::Channel).await;
    let me = Profile::new(&server, member(ME)).await;
    me.session.submit(Wish::Post(post(place_id(Place::Channel), "after it"))).await.unwrap();
    me.drain().await;
    let kept = me.session.submit(report(Switch::On)).await.unwrap();
    let closed = me.gate.acquire().await.unwrap();
    // The server has the report; the answer does not come.
    let (mut publisher, calls) = (me.session.publisher().unwrap(), server.calls());
    let out = tokio::spawn(async move { publisher.step().await });
    while server.calls() == calls {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    out.abort();
    assert!(out.await.unwrap_err().is_cancelled());
    drop(closed);
    assert_eq!(at_the_desk(&server).len(), 2);
    me.drain().await;
    let row = target(&me, Place::Channel).await;
    let Delivery::Parked { reason, .. } = &row.reports[0].delivery else { panic!("{:?}", row.reports) };
    assert!(reason.contains("may have this report already"), "{reason}");
    me.session.discard(Which::One(kept.entry.unwrap())).await.unwrap();
    assert_eq!(me.session.sidebar().await.unwrap().waiting, 0, "nothing is deleted that cannot be deleted");
}

#[tokio::test]
async fn a_report_of_a_share_shows_what_was_shared() {
    let server = world(Place::Channel).await;
    let ben = Profile::new(&server, member(BEN)).await;
    let share = confab::chat::wish::Share {
        id: MessageId::fresh(),
        message: MessageId::new(TARGET),
        to: random(),
        text: "look".to_owned(),
        tags: Vec::new(),
    };
    let id = share.id;
    ben.session.submit(Wish::Share(share)).await.unwrap();
    ben.drain().await;
    let me = Profile::new(&server, member(ME)).await;
    let wish = Wish::Report { message: id, reason: REASON.to_owned(), context: Switch::Off };
    me.session.submit(wish).await.unwrap();
    me.drain().await;
    let snapshot = &at_the_desk(&server)[0]["SharedMessage"];
    assert_eq!(snapshot["Id"], json!(id.uuid()));
    assert_eq!(snapshot["Message"], json!("look\n\n> Ben Okri:\n> Buy here: http://example.com"));
}

#[tokio::test]
async fn an_ordinary_member_exports_no_reports_by_others() {
    let server = world(Place::Channel).await;
    let mut element = text(Place::Channel, TARGET, BEN, "Buy here", THEN);
    element.insert("ReportMessage".to_owned(), json!(REASON));
    put(&server, &element, &[], &[BEN]);
    let exported = async |manner: Manner, of: Records| {
        let profile = Profile::new(&server, manner).await;
        let about = About { of, title: None, at: Stamp::from_ticks(0, 0), zone: &chrono::Utc };
        let (bytes, _) = profile.session.export(about, ExportFormat::Json, Vec::new()).await.unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let general = Records::Conversation(place_id(Place::Channel));
    for of in [general, Records::Reported] {
        assert!(!exported(member(ME), of).await.contains(REASON), "{of:?}");
        assert!(exported(reviewer(), of).await.contains(REASON), "{of:?}");
    }
}
