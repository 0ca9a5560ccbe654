//! Calls about conversations: those that the server accepts, those that it rejects, and persistence.

use super::stage::{BEN, GENERAL, JSON, ME, STRANGER, refusal, request, service};

use confab::demo::journal::{Effect, Journal, Origin};
use confab::demo::listener::Listener;
use confab::demo::people::Size;
use confab::demo::service::{Marks, RoomOutcome, Service};
use confab::remote::wire::conversation::Action;

use serde_json::{Value, json};
use uuid::Uuid;

const LAUNCH: Uuid = Uuid::from_u128(70);

fn create(id: Uuid, name: &str, members: &[Uuid]) -> Value {
    let members: Vec<_> =
        members.iter().map(|id| json!({"ChannelMemberId": id, "IsReadOnly": false})).collect();
    json!({"Id": id, "OwnerId": ME, "ChannelName": name, "IsInsert": true, "ChannelMembers": members})
}

fn change(service: &mut Service, action: Action, body: &Value) -> RoomOutcome {
    service.change_room(action, body, ME)
}

#[test]
fn making_the_same_channel_twice_has_the_effect_of_once() {
    let mut service = service();
    for _ in 0..2 {
        let outcome = change(&mut service, Action::CreateChannel, &create(LAUNCH, "launch", &[ME, BEN]));
        assert!(outcome.answer.is_success());
    }
    let room = service.room(LAUNCH).unwrap();
    assert_eq!((room.name.as_str(), room.members.len()), ("launch", 2));
}

#[test]
fn what_it_refuses_changes_nothing() {
    let mut service = service();
    let mut refused = |action, body: &Value, words: &str| {
        let outcome = change(&mut service, action, body);
        assert_eq!((refusal(&outcome.answer), outcome.room, outcome.marks), (words, None, None));
    };
    let removed = "SeemsYouAreRemovedFromTheChannel";
    let stranger = json!([{"ChannelMemberId": STRANGER}]);
    refused(Action::CreateChannel, &create(LAUNCH, "GENERAL", &[ME]), "ChannelNameAlreadyExists");
    refused(Action::CreateChannel, &create(LAUNCH, "launch", &[BEN]), "OwnerMustBeAMember");
    refused(Action::CreateChannel, &create(LAUNCH, " ", &[ME]), "ChannelNameIsRequired");
    refused(Action::AddMembers, &json!({"Id": LAUNCH, "ChannelMembers": stranger}), removed);
    refused(
        Action::LeaveChannel,
        &json!({"Id": GENERAL, "IsLeft": true, "ChannelMembers": stranger}),
        removed,
    );
    let mark =
        |person: Uuid| json!({"ConversationId": GENERAL, "UserId": person, "IsChannel": true, "Mute": true});
    refused(Action::UpsertConversation, &mark(STRANGER), removed);
    refused(Action::GroupMembers, &json!({"Id": LAUNCH}), "GroupNameIsRequired");
    let outcome = service.change_room(
        Action::AddMembers,
        &json!({"Id": GENERAL, "ChannelMembers": [{"ChannelMemberId": STRANGER}]}),
        STRANGER,
    );
    assert_eq!(refusal(&outcome.answer), removed);
}

#[test]
fn an_absent_mark_stays_as_it_was() {
    let mut service = service();
    let mark =
        |name: &str, on: bool| json!({"conversationid": BEN, "userid": ME, "ischannel": false, name: on});
    for (name, on) in [("mute", true), ("star", true), ("mute", false)] {
        assert!(change(&mut service, Action::UpsertConversation, &mark(name, on)).answer.is_success());
    }
    assert_eq!(service.marks_of((ME, BEN)), Marks { starred: true, ..Marks::default() });
}

#[test]
fn channels_and_marks_outlive_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let origin = Origin { seed: 1, size: Size { people: 5, messages: 10 }, born: super::stage::noon() };
    let mut first = service();
    {
        let (mut journal, _, _) = Journal::open(folder.path(), origin).unwrap();
        let marks = json!({"ConversationId": LAUNCH, "UserId": ME, "Star": true});
        for (action, body) in [
            (Action::CreateChannel, create(LAUNCH, "launch", &[ME, BEN])),
            (Action::UpsertConversation, marks),
        ] {
            let outcome = change(&mut first, action, &body);
            journal.keep(&Effect::of_room(&first, &outcome).unwrap()).unwrap();
        }
    }
    let (_, _, past) = Journal::open(folder.path(), origin).unwrap();
    let mut second = service();
    past.into_iter().for_each(|effect| effect.redo(&mut second));
    assert_eq!(second.room(LAUNCH), first.room(LAUNCH));
    assert!(second.marks_of((ME, LAUNCH)).starred);
}

#[tokio::test]
async fn a_delete_with_a_body_is_taken_and_another_verb_is_not() {
    let running = Listener::new(service()).start(([127, 0, 0, 1], 0).into()).await.unwrap();
    let path = format!("/{}", Action::LeaveChannel.path());
    let body =
        json!({"Id": GENERAL, "IsLeft": true, "ChannelMembers": [{"ChannelMemberId": ME}]}).to_string();
    let wrong = request(running.address(), "POST", &path, JSON, body.as_bytes()).await;
    assert_eq!((wrong.status, wrong.header("allow")), (405, Some("DELETE")));
    let left = request(running.address(), "DELETE", &path, JSON, body.as_bytes()).await;
    assert!(left.status == 200 && left.body.contains("\"success\":true"), "{left:?}");
    assert!(!running.with_service(|service| service.room(GENERAL).unwrap().members.contains(&ME)));
    assert_eq!(running.calls(), 0, "the transcript tells what was published");
    running.stop().await;
}
