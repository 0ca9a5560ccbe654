//! A message that is read, marked and published keeps every other field at the server, in whatever form it arrived
//! (`docs/server-api.md` 2.21).

use crate::element::{BEN, CHI, GENERAL, ME, without_nulls};
use crate::world::{Manner, Profile, put, recorded, server};

use confab::chat::wish::{Mark, Switch};
use confab::chat::{MessageId, Wish};
use confab::demo::listener::{Listener, Running};
use confab::demo::service::{Harshness, Manner as Harsh, Room, Service, Stored};
use confab::outbox::worker::Step;
use confab::remote::wire::{Message, TypeNames, json};

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The value of a field; `None` if it is absent.
type Field = Option<Value>;

fn one_of(values: impl Into<Vec<Value>>) -> BoxedStrategy<Field> {
    let values: Vec<Field> = values.into().into_iter().map(Some).chain([None]).collect();
    prop::sample::select(values).boxed()
}

/// Fields in every form that a server may send, regular or odd.
fn fields() -> Vec<(&'static str, BoxedStrategy<Field>)> {
    let shared = Uuid::from_u128(0xaa);
    let whole = json!({"Id": shared, "ChannelId": GENERAL, "SenderId": CHI, "ReceiverId": null, "Message": "the plan",
        "MessageDateTime": "2025-11-02T08:00:00.0000000+00:00", "MessageType": 1, "Files": null, "ReportMessage": null,
        "TaggedMembersList": [{"MemberId": BEN, "FullName": "Ben Okri"}], "TaggedMembers": [BEN],
        "ParentMessageId": null, "SenderName": "Chi Adu"});
    let mut nameless = whole.clone();
    nameless["TaggedMembersList"] = Value::Null;
    let mut strange = whole.clone();
    strange["MessageType"] = json!("Image");
    strange["Colour"] = json!({"r": 1});
    let xml = "<Files><FileModel><FilePath>https://files.example.org/a&amp;b.png</FilePath><FileName>a&amp;b.png</FileName>\
               <FileDuration/></FileModel></Files>";
    vec![
        ("Message", one_of([json!("hello"), json!("x *y* @Ben Okri {tag}"), json!(""), Value::Null])),
        (
            "MessageDateTime",
            one_of([
                json!("2026-11-28T10:01:02.1234567+05:30"),
                json!("2026-11-28T10:01:02Z"),
                json!("2026-11-28T10:01Z"),
                json!("2026-11-28T10:01:00,5Z"),
                json!("/Date(1734139486820+0100)/"),
                json!(1_734_139_486),
                Value::Null,
            ]),
        ),
        (
            "MessageType",
            one_of([json!(1), json!(3), json!(42), json!("Image"), json!("Poll"), json!("Text")]),
        ),
        (
            "Files",
            one_of([
                json!([{"FilePath": "https://files.example.org/a.png", "FileName": "a.png", "FileDuration": null}]),
                json!([{"filePath": "p", "fileName": "n", "FileDuration": "", "FileSize": 12.50}]),
                json!([]),
                Value::Null,
            ]),
        ),
        ("FilesXml", one_of([json!(xml), json!("<Files/>"), json!("no xml"), Value::Null])),
        ("SenderName", one_of([json!("Ben Okri"), json!("Benjamin"), json!(""), Value::Null])),
        ("ChannelName", one_of([json!("general"), json!("General (all)"), Value::Null])),
        ("TaggedMembers", one_of([json!([CHI]), json!([CHI, CHI]), json!([]), Value::Null])),
        (
            "TaggedMembersIds",
            one_of([json!(CHI.to_string()), json!(format!("{ME}, {CHI}")), json!(""), Value::Null]),
        ),
        ("SharedMessageId", one_of([json!(shared), Value::Null])),
        ("SharedMessage", one_of([whole, nameless, strange, Value::Null])),
        ("FromUserId", one_of([json!(CHI), Value::Null])),
        ("IsChannel", one_of([json!(true), Value::Null])),
        ("IsGroupChat", one_of([json!(false), Value::Null])),
        ("Weight", one_of([json!(1.50), json!({"deep": [1, null, "x"]}), json!("9007199254740993")])),
        ("clientTag", one_of([json!("a\u{1f600}\"b\\"), json!(true)])),
    ]
}

fn element() -> impl Strategy<Value = Map<String, Value>> {
    let (names, values): (Vec<_>, Vec<_>) = fields().into_iter().unzip();
    values.prop_map(move |values| {
        let mut element = Map::new();
        element.insert("ChannelId".to_owned(), json!(GENERAL));
        element.insert("SenderId".to_owned(), json!(BEN));
        for (name, value) in names.iter().zip(values) {
            if let Some(value) = value {
                element.insert((*name).to_owned(), value);
            }
        }
        element
    })
}

async fn lenient() -> Running {
    let room = Room { id: GENERAL, name: "general".to_owned(), members: [ME, BEN, CHI].into() };
    // The server takes whatever it sends.
    let manner = Harsh::harsh()
        .spare(Harshness::NoBadValues)
        .spare(Harshness::NoKindZero)
        .spare(Harshness::RepeatIsEdit);
    let service = Service::new(ME, [BEN, CHI], [room]).with_manner(manner);
    Listener::new(service).start(([127, 0, 0, 1], 0).into()).await.unwrap()
}

/// The fields that a mark sets.
const MARKS: [&str; 4] = ["IsPinned", "PinnedByUserId", "IsArchieved", "ReportMessage"];

/// An element as a server's JSON writes it, without nulls.
fn written(message: &Message) -> Map<String, Value> {
    let text = json::write_message(message, &TypeNames::default());
    let Value::Object(element) = without_nulls(serde_json::from_str(&text).unwrap()) else {
        panic!("an object")
    };
    element
}

async fn play(elements: Vec<Map<String, Value>>) {
    let server = lenient().await;
    let mut before = Vec::new();
    for (index, mut element) in elements.into_iter().enumerate() {
        let id = Uuid::from_u128(0x1ef7_0000 + index as u128);
        element.insert("Id".to_owned(), json!(id));
        let message = json::read_message(&serde_json::to_vec(&element).unwrap()).unwrap();
        before.push((id, written(&message)));
        let touched = 17_600_000_000_000_000 + index as i64;
        let stored = Stored { message, touched, starred: [].into(), read: [BEN].into() };
        server.with_service(|service| service.put(stored));
    }
    let profile = Profile::new(&server, Manner::default()).await;
    for (index, (id, _)) in before.iter().enumerate() {
        let (message, state) = (MessageId::new(*id), Switch::On);
        let wish = match index % 3 {
            0 => Wish::Mark { message, mark: Mark::Pin, state },
            1 => Wish::Mark { message, mark: Mark::Archive, state },
            _ => Wish::Report { message, reason: "odd".to_owned(), context: Switch::Off },
        };
        profile.session.submit(wish).await.unwrap();
    }
    assert_eq!(profile.drain().await, Step::Idle { wake_at: None });
    assert!(profile.session.outbox().await.unwrap().is_empty());
    let mut sent = recorded(&server);
    assert_eq!(sent.len(), before.len());
    for (id, came) in before {
        let at = sent.iter().position(|element| element["Id"] == json!(id)).unwrap();
        let mut element = sent.swap_remove(at);
        let marks = MARKS.iter().filter(|name| element.remove(**name).is_some()).count();
        assert!(marks > 0, "{element:?}");
        assert_eq!(element, came);
    }
}

#[test]
fn property_a_mark_changes_nothing_but_the_mark() {
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 12, ..ProptestConfig::default() });
    let engine = tokio::runtime::Runtime::new().unwrap();
    runner
        .run(&prop::collection::vec(element(), 1..60), |elements| {
            engine.block_on(play(elements));
            Ok(())
        })
        .unwrap();
}

/// A message of one's own as another device sent it, and the shape in which this server gives it back.
async fn given_back(shape: Value) -> Map<String, Value> {
    let server = server().await;
    let id = Uuid::from_u128(0x1ef8);
    let mut element = json!({"Id": id, "ChannelId": GENERAL, "SenderId": ME, "SenderName": "Asha Rao", "Message": "mine",
        "MessageType": 1, "IsChannel": true, "MessageDateTime": "2026-11-02T08:00:00.0000000+00:00"});
    for (name, value) in shape.as_object().unwrap() {
        element[name] = value.clone();
    }
    put(&server, element.as_object().unwrap(), &[], &[]);
    let profile = Profile::new(&server, Manner::default()).await;
    let edit = Wish::Edit { message: MessageId::new(id), text: "mine, edited".to_owned() };
    profile.session.submit(edit).await.unwrap();
    assert_eq!(profile.drain().await, Step::Idle { wake_at: None });
    recorded(&server).pop().unwrap()
}

#[tokio::test]
async fn an_edit_replaces_the_words_and_takes_nothing_else_away() {
    let xml = "<Files><FileModel><FilePath>https://files.example.org/p.txt</FilePath><FileName>p.txt</FileName></FileModel></Files>";
    let sent =
        given_back(json!({"FilesXml": xml, "MessageType": 42, "Weight": 1.5, "SharedMessageId": CHI})).await;
    assert_eq!(sent["Message"], "mine, edited");
    assert_eq!((&sent["FilesXml"], &sent["MessageType"]), (&json!(xml), &json!(42)));
    assert_eq!((&sent["Weight"], &sent["SharedMessageId"]), (&json!(1.5), &json!(CHI)));
    assert!(!sent.contains_key("Files"));
}
