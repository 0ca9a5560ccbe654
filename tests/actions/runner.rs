//! Plays every action of the table in every conversation, situation and format, and compares the elements that the
//! server recorded.
//!
//! After each play the harsh server must still have the whole content of the target, and the outbox must be empty. The
//! test collects all deviations, each with its case, before it fails.

use crate::element::{BEN, Element, ME, NOW, Place, difference, in_xml, tagged, text, with, without_nulls};
use crate::table::{
    Action, Before, Case, ROOT, TARGET, Target, Unsent, actions, before_reaction, report_by_child, share_of,
};
use crate::world::{Manner, Profile, kept, place_id, put, recorded, server};

use confab::chat::wish::Post;
use confab::chat::{MessageId, PersonId, Wish};
use confab::demo::Weather;
use confab::demo::listener::Running;
use confab::outbox::worker::Step;
use confab::remote::http::Format;
use confab::settings::Reports;

use serde_json::{Value, json};
use uuid::Uuid;

use std::collections::BTreeSet;
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Situation {
    Online,
    OfflineThenBack,
    OnAnUnsentMessage,
    WhileInFlight,
}

const SITUATIONS: [Situation; 4] =
    [Situation::Online, Situation::OfflineThenBack, Situation::OnAnUnsentMessage, Situation::WhileInFlight];

/// The target as a new message by the user, and the wish that creates it.
fn fresh(target: Target, place: Place, id: MessageId) -> (Element, Wish) {
    let to = place_id(place);
    if target == Target::Share {
        let element = text(place, id.uuid(), ME, "worth reading", NOW);
        let of = Target::Share.content(place);
        let more = ["SharedMessage", "SharedMessageId", "FromUserId"]
            .map(|name| (name.to_owned(), of[name].clone()));
        let element = with(element, Value::Object(more.into_iter().collect()));
        let message = MessageId::new(TARGET);
        return (element, share_of(id, message, to, "worth reading", &[]));
    }
    let tags = vec![PersonId::new(BEN)];
    let words = "Asking @Ben Okri".to_owned();
    let element = tagged(text(place, id.uuid(), ME, &words, NOW), &[BEN]);
    (element, Wish::Post(Post { id, to, text: words, tags, files: Vec::new(), reply_to: None }))
}

/// Prepares the server for the action.
fn prepare(server: &Running, action: &Action, place: Place) -> Element {
    put(server, &text(place, ROOT, BEN, "Where it began", "2026-01-13T09:00:00.0000000+00:00"), &[], &[ME]);
    let content = action.target.content(place);
    let marks = match action.before {
        Before::Pinned => json!({"IsPinned": true, "PinnedByUserId": BEN}),
        Before::Archived => json!({"IsArchieved": true}),
        Before::Nothing | Before::Starred | Before::Read | Before::Reacted => action.target.marks(),
    };
    let starred: &[Uuid] = if action.before == Before::Starred { &[ME, BEN] } else { &[BEN] };
    let read: &[Uuid] = if action.before == Before::Read { &[ME, BEN] } else { &[BEN] };
    put(server, &with(content.clone(), marks), starred, read);
    if action.before == Before::Reacted {
        put(server, &before_reaction(place, &content), &[], &[ME]);
    }
    content
}

async fn wish(profile: &Profile, wishes: Vec<Wish>) {
    for wish in wishes {
        profile.session.submit(wish).await.unwrap();
    }
}

/// Plays one case: the expected record, and the expected target at the end.
async fn play(
    server: &Running,
    profile: &Profile,
    action: &Action,
    place: Place,
    situation: Situation,
) -> (Vec<Element>, Option<Element>) {
    let known = prepare_case(action, place);
    match situation {
        Situation::Online | Situation::OfflineThenBack => {
            if situation == Situation::OfflineThenBack {
                server.set_weather(Weather::Offline);
                server.weathered().await;
            }
            wish(profile, (action.does)(&known)).await;
            if situation == Situation::OfflineThenBack {
                let step = profile.drain().await;
                assert!(matches!(step, Step::BackOff { .. }), "{step:?}");
                assert_eq!(server.calls(), 0);
                server.set_weather(Weather::Clear);
                server.weathered().await;
            }
            let says = (action.says)(&known);
            let last = if says["Id"] == known.target["Id"] { says.clone() } else { known.target };
            (vec![says], Some(last))
        }
        Situation::OnAnUnsentMessage | Situation::WhileInFlight => {
            let (target, makes) = fresh(action.target, place, MessageId::fresh());
            let case = Case { target: target.clone(), fresh: true, ..known };
            wish(profile, vec![makes]).await;
            if situation == Situation::WhileInFlight {
                in_flight(server, profile, wish(profile, (action.does)(&case))).await;
            } else {
                wish(profile, (action.does)(&case)).await;
            }
            let says = || (action.says)(&case);
            let of_target = |says: Element| if says["Id"] == target["Id"] { says } else { target.clone() };
            match (&action.unsent, situation) {
                (Unsent::Cancelled, _) => (vec![target.clone()], Some(target)),
                (Unsent::Nothing, Situation::OnAnUnsentMessage) => (Vec::new(), None),
                (Unsent::Folded(both), Situation::OnAnUnsentMessage) => {
                    (vec![both(&case)], Some(both(&case)))
                }
                (Unsent::Behind | Unsent::Folded(_) | Unsent::Nothing, _) => {
                    (vec![target.clone(), says()], Some(of_target(says())))
                }
            }
        }
    }
}

fn prepare_case(action: &Action, place: Place) -> Case {
    Case { place, target: action.target.content(place), fresh: false, made: MessageId::fresh() }
}

/// Does something while a call has reached the server and its answer is still on the way.
async fn in_flight(server: &Running, profile: &Profile, meanwhile: impl Future<Output = ()>) {
    let closed = profile.gate.acquire().await.unwrap();
    let mut publisher = profile.session.publisher().unwrap();
    let calls = server.calls();
    let out = tokio::spawn(async move { publisher.step().await });
    while server.calls() == calls {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    meanwhile.await;
    drop(closed);
    out.await.unwrap().unwrap();
}

/// The content that an action must leave on the server, whatever else it does.
const CONTENT: [&str; 13] = [
    "SenderId",
    "SenderName",
    "Message",
    "MessageDateTime",
    "Files",
    "FilesXml",
    "TaggedMembers",
    "TaggedMembersIds",
    "ParentMessageId",
    "SharedMessage",
    "SharedMessageId",
    "FromUserId",
    "ReactedByUserId",
];

fn content(element: &Element) -> Value {
    element.clone().into_iter().filter(|(name, _)| CONTENT.contains(&name.as_str())).collect()
}

/// Plays one case; returns the fields that were sent, or the deviation.
async fn case(
    action: &Action,
    place: Place,
    situation: Situation,
    manner: Manner,
) -> Result<Vec<Element>, String> {
    let began = chrono::Utc::now();
    let server = server().await;
    prepare(&server, action, place);
    let profile = Profile::new(&server, manner).await;
    let (mut expected, mut left) = play(&server, &profile, action, place, situation).await;
    let step = profile.drain().await;
    if manner.format == Format::Xml {
        expected = expected.into_iter().map(in_xml).collect();
        left = left.map(in_xml);
    }
    let elements = recorded(&server);
    let check = || {
        if step != (Step::Idle { wake_at: None }) {
            return Err(format!("it came to rest with {step:?}"));
        }
        if elements.len() != expected.len() {
            return Err(format!("{} elements instead of {}: {elements:#?}", elements.len(), expected.len()));
        }
        for (number, (one, other)) in expected.iter().zip(&elements).enumerate() {
            let (one, other) = (Value::Object(one.clone()), Value::Object(other.clone()));
            if let Some(words) = difference(&one, &other, began) {
                return Err(format!("element {}: {words}", number + 1));
            }
        }
        if let Some(left) = &left {
            let id = Uuid::parse_str(left["Id"].as_str().unwrap()).unwrap();
            let (stored, _) = kept(&server, id).ok_or("the target is not on the server")?;
            if let Some(words) = difference(&without_nulls(content(left)), &content(&stored), began) {
                return Err(format!("the server was left with {words}"));
            }
        }
        Ok(())
    };
    let checked: Result<(), String> = check();
    let waiting = profile.session.outbox().await.unwrap();
    server.stop().await;
    checked?;
    if waiting.is_empty() { Ok(elements) } else { Err(format!("left in the outbox: {waiting:?}")) }
}

/// Names of non-null fields, those of the snapshot with `SharedMessage.` before them.
fn fields(element: &Element, prefix: &str, into: &mut BTreeSet<String>) {
    for (name, value) in element {
        into.insert(format!("{prefix}{name}"));
        let nested = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for inner in nested.iter().filter_map(Value::as_object) {
            fields(inner, &format!("{prefix}{name}."), into);
        }
    }
}

/// Every field of the server's own sample.
fn sample() -> BTreeSet<String> {
    let sample: Value = serde_json::from_str(include_str!("../wire/samples/publish-request.json")).unwrap();
    let mut names = BTreeSet::new();
    for element in sample["Messages"].as_array().unwrap() {
        fields(element.as_object().unwrap(), "", &mut names);
    }
    names
}

/// Plays the whole table in one format, a thread for each place.
fn play_all(format: Format) -> BTreeSet<String> {
    let played = std::thread::scope(|scope| {
        let threads = Place::ALL.map(|place| {
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                let (mut wrong, mut produced, mut count) = (Vec::new(), BTreeSet::new(), 0);
                let usual = Manner { format, ..Manner::default() };
                let table = actions().into_iter().map(|action| (action, usual));
                let by_child = (report_by_child(), Manner { reports: Reports::Child, ..usual });
                for (action, manner) in table.chain([by_child]) {
                    for situation in SITUATIONS {
                        count += 1;
                        match runtime.block_on(case(&action, place, situation, manner)) {
                            Ok(elements) => {
                                elements.iter().for_each(|element| fields(element, "", &mut produced));
                            }
                            Err(words) => {
                                wrong.push(format!("{} in a {place:?}, {situation:?}: {words}", action.name));
                            }
                        }
                    }
                }
                (wrong, produced, count)
            })
        });
        threads.map(|thread| thread.join().unwrap())
    });
    let (mut wrong, mut produced, mut count) = (Vec::new(), BTreeSet::new(), 0);
    for (deviations, names, cases) in played {
        wrong.extend(deviations);
        produced.extend(names);
        count += cases;
    }
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
    produced
}

/// The fields of the sample that no case produced. Only a report to reviewers has a reason in its snapshot: see
/// `reports`.
fn missing(produced: &BTreeSet<String>) -> Vec<String> {
    let by_table = sample().into_iter().filter(|name| name != "SharedMessage.ReportMessage");
    by_table.filter(|name| !produced.contains(name)).collect()
}

#[test]
fn every_action_in_every_place_and_situation_says_what_it_should_in_json_and_no_field_is_left_out() {
    let produced = play_all(Format::Json);
    assert_eq!(missing(&produced), Vec::<String>::new(), "never produced");
}

#[test]
fn every_action_in_every_place_and_situation_says_what_it_should_in_xml_and_no_field_is_left_out() {
    let produced = play_all(Format::Xml);
    assert_eq!(missing(&produced), ["IsChannel"], "the model has no more in XML");
}
