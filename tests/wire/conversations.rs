//! Calls about conversations: the fields of their bodies, their verbs and paths, and the meaning of the answers.

use crate::endpoint::endpoint;
use crate::server::{Act, Request, Server, answer};

use confab::chat::wish;
use confab::chat::{ChannelId, GroupId, PersonId, conversation};
use confab::remote::convert::errand;
use confab::remote::convert::on_conversation::{Said, body};
use confab::remote::http::{Format, Http};
use confab::remote::wire::conversation::{Action, Verb};
use confab::remote::{Call, Errand, Failure, Receipt, Remote};

use serde_json::{Value, json};
use uuid::Uuid;

use std::sync::Arc;

const ME: PersonId = PersonId::new(Uuid::from_u128(1));
const BEN: PersonId = PersonId::new(Uuid::from_u128(2));
const CLEO: PersonId = PersonId::new(Uuid::from_u128(3));
const OK: &[u8] = br#"{"success":true,"data":null,"apiResponseMessages":[]}"#;

fn place(kind: conversation::Kind) -> conversation::Id {
    let id = Uuid::from_u128(0x10);
    match kind {
        conversation::Kind::Channel => conversation::Id::Channel(ChannelId::new(id)),
        conversation::Kind::Direct => conversation::Id::Direct(BEN),
        conversation::Kind::Group => conversation::Id::Group(GroupId::new(id)),
    }
}

fn said(change: wish::Kind, kind: conversation::Kind, people: &[PersonId]) -> Value {
    let conversation = place(kind);
    let said = Said { kind: change, conversation, name: "Launch \"crew\"\n", people, is_on: true, me: ME };
    serde_json::from_str(&body(said).unwrap()).unwrap()
}

fn id(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}

#[test]
fn a_channel_is_made_with_everyone_in_it_and_nothing_that_is_not_set() {
    let member = |number| json!({"ChannelMemberId": id(number), "IsReadOnly": false});
    assert_eq!(
        said(wish::Kind::Create, conversation::Kind::Channel, &[BEN, CLEO]),
        json!({
            "Id": id(0x10), "OwnerId": id(1), "ChannelName": "Launch \"crew\"\n", "IsInsert": true,
            "ChannelMembers": [member(1), member(2), member(3)],
        })
    );
    assert_eq!(
        said(wish::Kind::Invite, conversation::Kind::Channel, &[CLEO]),
        json!({"Id": id(0x10), "IsInsert": false, "ChannelMembers": [member(3)]})
    );
    assert_eq!(
        said(wish::Kind::Leave, conversation::Kind::Channel, &[BEN]),
        json!({"Id": id(0x10), "ChannelMembers": [member(1)], "IsLeft": true})
    );
}

#[test]
fn a_group_has_one_call_for_all_three() {
    let member = |number, left| json!({"MemberId": id(number), "IsLeft": left});
    let group =
        |members: Value| json!({"Id": id(0x10), "GroupName": "Launch \"crew\"\n", "GroupMembers": members});
    let kind = conversation::Kind::Group;
    assert_eq!(said(wish::Kind::Create, kind, &[BEN]), group(json!([member(1, false), member(2, false)])));
    assert_eq!(said(wish::Kind::Invite, kind, &[CLEO]), group(json!([member(3, false)])));
    assert_eq!(said(wish::Kind::Leave, kind, &[]), group(json!([member(1, true)])));
}

#[test]
fn of_a_conversations_marks_only_the_changed_one_is_set() {
    for (change, name) in
        [(wish::Kind::Mute, "Mute"), (wish::Kind::StarConversation, "Star"), (wish::Kind::Hide, "Hide")]
    {
        for (kind, to, is_channel) in [
            (conversation::Kind::Channel, 0x10, true),
            (conversation::Kind::Group, 0x10, false),
            (conversation::Kind::Direct, 2, false),
        ] {
            let expected =
                json!({"ConversationId": id(to), "UserId": id(1), "IsChannel": is_channel, name: true});
            assert_eq!(said(change, kind, &[]), expected);
        }
    }
}

#[test]
fn fields_stand_in_the_servers_order() {
    let said = Said {
        kind: wish::Kind::Create,
        conversation: place(conversation::Kind::Channel),
        name: "x",
        people: &[],
        is_on: false,
        me: ME,
    };
    let text = body(said).unwrap();
    let at = |name: &str| text.find(&format!("\"{name}\"")).unwrap();
    let order = ["Id", "OwnerId", "ChannelName", "IsInsert", "ChannelMembers"];
    assert!(order.is_sorted_by_key(|name| at(name)), "{text}");
}

#[test]
fn what_is_done_to_a_message_is_no_such_call() {
    for kind in wish::Kind::all() {
        let is_on_conversation = matches!(errand(kind, conversation::Kind::Channel), Errand::Conversation(_));
        assert_eq!(is_on_conversation, kind.is_on_conversation(), "{kind:?}");
    }
}

fn call(action: Action) -> Call {
    Call {
        errand: Errand::Conversation(action),
        user: ME.uuid(),
        company: Uuid::nil(),
        elements: vec![Arc::from(format!("{{\"Id\":\"{}\"}}", id(0x10)))],
    }
}

async fn send(action: Action, status: u16, said: &[u8]) -> (Result<Receipt, Failure>, Request) {
    let server = Server::start([Act::Say(answer(status, "", said))]).await;
    // These calls are JSON, whatever the profile's format.
    let mut endpoint = endpoint(&format!("{}prefix/", server.url));
    endpoint.format = Format::Xml;
    let outcome = Http::new(endpoint).unwrap().publish(call(action)).await;
    (outcome, server.requests().remove(0))
}

#[tokio::test]
async fn each_call_goes_by_its_verb_to_its_path_below_the_servers_own_in_json() {
    for action in Action::ALL {
        let (outcome, request) = send(action, 200, OK).await;
        assert_eq!(outcome, Ok(Receipt::default()));
        let verb = match action.verb() {
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Delete => "DELETE",
        };
        assert!(
            request.head.starts_with(&format!("{verb} /prefix/{} HTTP", action.path())),
            "{}",
            request.head
        );
        assert_eq!(request.header("content-type"), Some("application/json; charset=utf-8"));
        assert_eq!(request.body, format!("{{\"Id\":\"{}\"}}", id(0x10)).into_bytes());
    }
}

#[tokio::test]
async fn a_server_that_does_not_know_a_call_refuses_it_and_stops_nothing() {
    for status in [404, 405, 410, 501] {
        let (outcome, _) = send(Action::GroupMembers, status, b"<html><title>No</title></html>").await;
        let words = format!("This server does not support this action (status {status}).");
        assert_eq!(outcome, Err(Failure::Refused(words)));
    }
    let ours = b"UnsupportedMediaTypeException: No MediaTypeFormatter is available".as_slice();
    for (status, said) in [(406, &b""[..]), (415, b""), (500, ours)] {
        let (outcome, _) = send(Action::UpsertConversation, status, said).await;
        let words = format!("This server does not accept JSON for this action (status {status}).");
        assert_eq!(outcome, Err(Failure::Refused(words)), "messages may go in the other format");
    }
    let (outcome, _) = send(Action::CreateChannel, 401, b"").await;
    assert_eq!(outcome, Err(Failure::SignIn));
    let (outcome, _) = send(Action::CreateChannel, 503, b"").await;
    assert!(matches!(outcome, Err(Failure::Busy { status: 503, .. })));
    let (outcome, _) = send(Action::CreateChannel, 200, b"").await;
    assert!(matches!(outcome, Err(Failure::Unclear(_))));
}

#[tokio::test]
async fn who_is_not_in_a_channel_has_left_it_and_anybody_else_is_refused() {
    let removed = br#"{"success":false,"apiResponseMessages":[{"messageTypeEnum":2,"fieldName":"ChannelId","message":"SeemsYouAreRemovedFromTheChannel"}]}"#;
    assert_eq!(send(Action::LeaveChannel, 200, removed).await.0, Ok(Receipt::default()));
    for action in [Action::AddMembers, Action::UpsertConversation] {
        let (outcome, _) = send(action, 200, removed).await;
        assert!(
            matches!(outcome, Err(Failure::Refused(words)) if words.starts_with("You are no longer a member"))
        );
    }
}

#[tokio::test]
async fn an_envelope_that_names_the_conversation_refuses_it() {
    let said = format!(
        r#"{{"success":true,"apiResponseMessages":[{{"messageTypeEnum":2,"fieldName":"{}","message":"Taken"}}]}}"#,
        id(0x10)
    );
    let (outcome, _) = send(Action::CreateChannel, 200, said.as_bytes()).await;
    assert_eq!(outcome, Err(Failure::Refused("Taken".to_owned())));
}
