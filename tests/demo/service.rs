//! Every rule of the server, one by one; each harsh rule also when it is turned off.

use super::stage::{BEN, GENERAL, ME, STRANGER, call, later, noon, post, publish, refusal, service};

use confab::demo::service::{Answer, Entry, Faults, Harshness, Level, Manner, Query, Service};
use confab::remote::wire::{Date, Message, MessageType};

use uuid::Uuid;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn text_of(service: &Service, number: u128) -> Option<String> {
    service.stored(id(number)).unwrap().message.message.clone()
}

fn kind_to(harshness: Harshness) -> Service {
    service().with_manner(Manner::harsh().spare(harshness))
}

fn whole() -> Query {
    Query { pagination: Some(true), page_size: 50, page_number: 1, ..Query::default() }
}

#[test]
fn a_new_message_is_kept_as_it_came() {
    let mut service = service();
    let outcome = publish(&mut service, vec![post(100, "hello")]);
    assert_eq!(outcome.answer, Answer::Done);
    assert_eq!(outcome.new, [id(100)]);
    let stored = service.stored(id(100)).unwrap();
    assert_eq!(stored.message.message.as_deref(), Some("hello"));
    assert_eq!(stored.message.is_edited, Some(false));
    assert_eq!(stored.touched, later(60).ticks());
}

#[test]
fn an_upsert_by_id_has_the_effect_of_once_but_a_repeat_comes_back_as_edited() {
    let mut service = service();
    publish(&mut service, vec![post(100, "hello")]);
    let again = publish(&mut service, vec![post(100, "hello")]);
    assert_eq!((again.answer, again.new.len(), service.count()), (Answer::Done, 0, 1));
    assert_eq!(service.stored(id(100)).unwrap().message.is_edited, Some(true));
    let mut kind = kind_to(Harshness::RepeatIsEdit);
    publish(&mut kind, vec![post(100, "hello")]);
    publish(&mut kind, vec![post(100, "hello")]);
    assert_eq!(kind.stored(id(100)).unwrap().message.is_edited, Some(false));
}

#[test]
fn a_null_text_on_a_known_id_wipes_it() {
    let pin = || Message { message: None, is_pinned: Some(true), ..post(100, "") };
    let mut service = service();
    publish(&mut service, vec![post(100, "hello"), pin()]);
    assert_eq!(text_of(&service, 100), None);
    let mut kind = kind_to(Harshness::NullWipes);
    publish(&mut kind, vec![post(100, "hello"), pin()]);
    assert_eq!(text_of(&kind, 100).as_deref(), Some("hello"));
}

#[test]
fn a_star_makes_the_rest_of_its_element_count_for_nothing() {
    let star = || Message { is_starred: Some(true), ..post(100, "another text") };
    let mut service = service();
    publish(&mut service, vec![post(100, "hello"), star()]);
    assert_eq!(text_of(&service, 100).as_deref(), Some("hello"));
    assert!(service.stored(id(100)).unwrap().starred.contains(&ME));
    let mut kind = kind_to(Harshness::StarAlone);
    publish(&mut kind, vec![post(100, "hello"), star()]);
    assert_eq!(text_of(&kind, 100).as_deref(), Some("another text"));
    let lost = publish(&mut service, vec![Message { is_starred: Some(true), ..post(101, "new") }]);
    assert_eq!((lost.answer, service.stored(id(101)).is_none()), (Answer::Done, true));
}

#[test]
fn flags_are_touched_by_a_value_alone() {
    let mut service = service();
    let pin = Message { is_pinned: Some(true), pinned_by_user_id: Some(ME), ..post(100, "a") };
    publish(&mut service, vec![pin, post(100, "b")]);
    let message = &service.stored(id(100)).unwrap().message;
    assert_eq!((message.is_pinned, message.pinned_by_user_id), (Some(true), Some(ME)));
    publish(&mut service, vec![Message { is_pinned: Some(false), ..post(100, "b") }]);
    let message = &service.stored(id(100)).unwrap().message;
    assert_eq!((message.is_pinned, message.pinned_by_user_id), (Some(false), None));
    publish(&mut service, vec![Message { is_deleted: Some(true), ..post(100, "b") }, post(100, "b")]);
    assert_eq!(service.stored(id(100)).unwrap().message.is_deleted, Some(true));
}

#[test]
fn who_is_not_a_member_is_refused_and_so_is_an_unknown_channel() {
    let mut service = service();
    let stranger = Message { sender_id: Some(STRANGER), ..post(100, "hello") };
    let outcome = publish(&mut service, vec![stranger.clone()]);
    assert_eq!(refusal(&outcome.answer), "SeemsYouAreRemovedFromTheChannel");
    let nowhere = Message { channel_id: Some(id(99)), ..post(100, "hello") };
    assert_eq!(refusal(&publish(&mut service, vec![nowhere]).answer), "SeemsYouAreRemovedFromTheChannel");
    assert_eq!(service.count(), 0);
    let mut kind = kind_to(Harshness::MembersOnly);
    assert!(publish(&mut kind, vec![stranger]).answer.is_success());
}

#[test]
fn message_type_zero_is_refused() {
    let mut service = service();
    for kind in [None, Some(MessageType::Number(0))] {
        let outcome = publish(&mut service, vec![Message { message_type: kind, ..post(100, "a") }]);
        assert_eq!(refusal(&outcome.answer), "MessageTypeIsRequired");
    }
    let mut kind = kind_to(Harshness::NoKindZero);
    let zero = Message { message_type: Some(MessageType::Number(0)), ..post(100, "a") };
    assert!(publish(&mut kind, vec![zero]).answer.is_success());
    let odd = Message { message_type: Some(MessageType::Number(77)), ..post(101, "a") };
    assert!(publish(&mut service, vec![odd]).answer.is_success());
}

#[test]
fn what_came_before_the_refused_element_stays_and_what_came_after_does_not() {
    let mut service = service();
    let bad = Message { message_type: None, ..post(101, "b") };
    let outcome = publish(&mut service, vec![post(100, "a"), bad, post(102, "c")]);
    assert!(!outcome.answer.is_success());
    assert_eq!(outcome.new, [id(100)]);
    assert!(service.stored(id(100)).is_some() && service.stored(id(102)).is_none());
}

#[test]
fn elements_take_effect_in_their_order() {
    let mut service = service();
    publish(&mut service, vec![post(100, "a"), post(100, "b"), post(100, "c")]);
    assert_eq!(text_of(&service, 100).as_deref(), Some("c"));
}

#[test]
fn a_long_text_is_cut_without_a_word_when_told_to() {
    let long = "é".repeat(900);
    let mut usual = service();
    publish(&mut usual, vec![post(100, &long)]);
    assert_eq!(text_of(&usual, 100).unwrap().chars().count(), 900);
    let manner = Manner { keep_text: Some(800), ..Manner::harsh() };
    let mut short = service().with_manner(manner);
    assert_eq!(publish(&mut short, vec![post(100, &long)]).answer, Answer::Done);
    assert_eq!(text_of(&short, 100).unwrap().chars().count(), 800);
}

#[test]
fn a_reaction_replaces_an_earlier_one_of_the_same_emoji_person_and_parent() {
    let react = |number: u128, emoji: &str, who: Uuid| Message {
        parent_message_id: Some(id(100)),
        reacted_by_user_id: Some(who),
        sender_id: Some(who),
        ..post(number, emoji)
    };
    let mut service = service();
    publish(
        &mut service,
        vec![post(100, "hello"), react(101, "👍", ME), react(102, "🎉", ME), react(103, "👍", BEN)],
    );
    let outcome = publish(&mut service, vec![react(104, "👍", ME)]);
    assert_eq!(outcome.gone, [id(101)]);
    assert!(service.stored(id(101)).is_none());
    assert_eq!(service.count(), 4);
    let again = publish(&mut service, vec![react(104, "👍", ME)]);
    assert_eq!((again.gone.len(), service.count()), (0, 4));
}

#[test]
fn a_child_of_an_unknown_parent_is_refused() {
    let mut service = service();
    let orphan = Message { parent_message_id: Some(id(999)), ..post(100, "reply") };
    assert_eq!(refusal(&publish(&mut service, vec![orphan.clone()]).answer), "ParentMessageIsNotFound");
    assert!(publish(&mut kind_to(Harshness::ParentFirst), vec![orphan]).answer.is_success());
}

#[test]
fn a_message_without_an_id_becomes_a_new_one_each_time() {
    let mut service = service();
    let nameless = Message { id: None, ..post(0, "hello") };
    publish(&mut service, vec![nameless.clone()]);
    publish(&mut service, vec![nameless]);
    assert_eq!(service.count(), 2);
}

#[test]
fn a_call_or_an_element_from_nobody_or_to_nobody_is_refused() {
    let mut service = service();
    let mut nobody = call(vec![post(100, "a")]);
    nobody.user_id = None;
    assert!(!service.publish(&nobody, &Faults::new(), noon()).answer.is_success());
    let unsigned = Message { sender_id: None, ..post(100, "a") };
    assert_eq!(refusal(&publish(&mut service, vec![unsigned]).answer), "SenderIdIsRequired");
    let nowhere = Message { channel_id: None, ..post(100, "a") };
    assert_eq!(refusal(&publish(&mut service, vec![nowhere]).answer), "ReceiverIdOrChannelIdIsRequired");
    assert!(publish(&mut service, Vec::new()).answer.is_success());
}

#[test]
fn an_element_with_a_value_that_could_not_be_read_is_refused_when_its_turn_comes() {
    let mut service = service();
    let faults: Faults = [(1, "MessageDateTime".to_owned())].into();
    let outcome = service.publish(&call(vec![post(100, "a"), post(101, "b")]), &faults, noon());
    let expected = Entry {
        level: Level::Error,
        field: Some("MessageDateTime".to_owned()),
        message: "The value is not valid for MessageDateTime.".to_owned(),
    };
    assert_eq!(outcome.answer, Answer::Refused(expected));
    assert_eq!(outcome.new, [id(100)]);
}

#[test]
fn the_envelope_is_camel_case_with_its_nulls() {
    let done: serde_json::Value = serde_json::from_str(&Answer::Done.to_json()).unwrap();
    assert_eq!(
        done,
        serde_json::json!({"success": true, "apiResponseMessages": [], "data": null, "result": null})
    );
    let refused = Answer::refuse(Some("Message"), "No \"quotes\"").to_json();
    let refused: serde_json::Value = serde_json::from_str(&refused).unwrap();
    assert_eq!(
        refused["apiResponseMessages"],
        serde_json::json!([{"messageTypeEnum": 2, "fieldName": "Message", "message": "No \"quotes\""}])
    );
    assert_eq!(refused["success"], false);
    let page: serde_json::Value = serde_json::from_str(&Answer::Page(vec![post(1, "x")]).to_json()).unwrap();
    assert_eq!(page["data"][0]["Message"], "x");
}

#[test]
fn a_reader_gets_what_was_touched_since_a_date_that_date_included() {
    let mut service = service();
    service.publish(&call(vec![post(100, "a")]), &Faults::new(), later(10));
    service.publish(&call(vec![post(101, "b")]), &Faults::new(), later(20));
    let since =
        |seconds: i64| Query { last_sync: Some(Date::from_ticks(later(seconds).ticks(), 0)), ..whole() };
    assert_eq!(service.messages(&since(20), ME).len(), 1);
    assert_eq!(service.messages(&since(21), ME).len(), 0);
    service.publish(&call(vec![post(100, "a!")]), &Faults::new(), later(30));
    let newer = service.messages(&since(21), ME);
    assert_eq!(newer.len(), 1);
    assert_eq!(newer[0].message.as_deref(), Some("a!"));
}

#[test]
fn a_reader_sees_his_own_rooms_talks_and_marks() {
    let mut service = service();
    let secret = Message {
        channel_id: None,
        sender_id: Some(BEN),
        receiver_id: Some(STRANGER),
        is_channel: Some(false),
        ..post(101, "psst")
    };
    let to_me = Message { receiver_id: Some(ME), ..secret.clone() };
    let star = Message { is_starred: Some(true), ..post(100, "") };
    publish(&mut service, vec![post(100, "a"), secret, Message { id: Some(id(102)), ..to_me }, star]);
    let mine: Vec<_> = service.messages(&whole(), ME).iter().map(|message| message.id.unwrap()).collect();
    assert_eq!(mine, [id(100), id(102)]);
    assert_eq!(service.messages(&whole(), STRANGER).len(), 1);
    let starred = |who: Uuid| service.messages(&Query { is_starred: true, ..whole() }, who).len();
    assert_eq!((starred(ME), starred(BEN)), (1, 0));
    let unread = Query { is_read: Some(false), channel_id: Some(GENERAL), ..whole() };
    assert_eq!((service.messages(&unread, ME).len(), service.messages(&unread, BEN).len()), (0, 1));
    let with_ben = Query { receiver_id: Some(BEN), ..whole() };
    assert_eq!(service.messages(&with_ben, ME).len(), 1);
    let found = Query { search_text: Some("PSST".to_owned()), ..whole() };
    assert_eq!(service.messages(&found, ME).len(), 1);
}

#[test]
fn pages_count_from_one_and_lose_nothing_to_a_touch_in_between() {
    let mut service = service();
    publish(&mut service, (0..7).map(|n| post(100 + n, "x")).collect());
    let page = |service: &Service, number: usize, size: usize| {
        let query = Query { page_number: number, page_size: size, ..whole() };
        service.messages(&query, ME).iter().map(|message| message.id.unwrap().as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(page(&service, 1, 3), [100, 101, 102]);
    publish(&mut service, vec![post(100, "touched")]);
    assert_eq!(page(&service, 2, 3), [103, 104, 105]);
    assert_eq!(page(&service, 3, 3), [106]);
    assert_eq!(page(&service, 4, 3), [0_u128; 0]);
    assert_eq!(page(&service, 0, 3), page(&service, 1, 3));
    assert!(page(&service, 1, 0).is_empty(), "a page of nothing is empty");
    assert_eq!(service.messages(&Query::default(), ME).len(), 7, "without pagination everything comes");
}
