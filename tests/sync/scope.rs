//! The scope of read calls: the whole account, or each conversation.

use crate::{BEN, GENERAL, ME, PLACE, World, count, element, world};

use confab::chat::person::Role;
use confab::chat::{Conversation, MessageId, Person, PersonId, Wish};
use confab::remote::{Failure, Route};
use confab::settings::Scope;
use confab::sync::Round;

async fn furnished(number: u32) -> World {
    let world = world(number);
    let ben = Person { id: PersonId::new(BEN), name: "Ben Okri".to_owned(), role: Role::Member };
    let general = Conversation { id: PLACE, name: "general".to_owned(), members: vec![ME] };
    world.session.merge_roster(vec![ben], vec![general]).await.unwrap();
    world
}

fn asked(world: &World) -> Vec<Option<Route>> {
    std::mem::take(&mut *world.server.within.lock().unwrap())
}

const CHANNEL: Option<Route> = Some(Route::Channel(GENERAL));
const DIRECT: Option<Route> = Some(Route::Direct(BEN));

#[tokio::test]
async fn a_server_that_answers_nothing_without_a_conversation_is_asked_for_each_and_that_is_remembered() {
    let mut world = furnished(150).await;
    *world.server.scoped.lock().unwrap() = true;
    let mut reader = world.restarted().scoped(Scope::Auto);
    while reader.round().await.unwrap() != Round::Read {}
    assert_eq!(count(&world.session).await, 150);
    assert_eq!(asked(&world)[0], None, "everything is tried first");
    world.server.messages.lock().unwrap().push(element(150));
    world.reader = world.restarted().scoped(Scope::Auto);
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    assert_eq!(count(&world.session).await, 151);
    assert_eq!(world.session.sidebar().await.unwrap().conversations[0].unread, 1);
    let asked = asked(&world);
    assert!(!asked.contains(&None) && asked.contains(&CHANNEL) && asked.contains(&DIRECT), "{asked:?}");
}

#[tokio::test]
async fn a_server_that_answers_for_everything_is_never_asked_for_one() {
    let world = furnished(150).await;
    let mut reader = world.restarted().scoped(Scope::Auto);
    for _ in 0..5 {
        assert_eq!(reader.round().await, Ok(Round::Read));
    }
    assert!(asked(&world).iter().all(Option::is_none));
    assert_eq!(count(&world.session).await, 150);
}

#[tokio::test]
async fn a_refusal_of_everything_is_an_answer_too() {
    let world = furnished(0).await;
    let refusal = Failure::Refused("ConversationId is required".to_owned());
    *world.server.failure.lock().unwrap() = Some(refusal);
    let mut reader = world.restarted().scoped(Scope::Auto);
    reader.round().await.unwrap();
    let asked = asked(&world);
    assert!(asked.contains(&None) && asked.contains(&CHANNEL), "{asked:?}");
}

#[tokio::test]
async fn the_settings_say_it_without_a_try() {
    let world = furnished(5).await;
    let mut reader = world.restarted().scoped(Scope::Conversation);
    while reader.round().await.unwrap() != Round::Read {}
    assert!(!asked(&world).contains(&None));
    let mut reader = world.restarted().scoped(Scope::Account);
    assert_eq!(reader.round().await, Ok(Round::Read));
    assert_eq!(asked(&world), [None]);
}

#[tokio::test]
async fn an_empty_server_is_not_asked_about_every_conversation_again_and_again() {
    let world = furnished(0).await;
    let mut reader = world.restarted().scoped(Scope::Auto);
    for _ in 0..10 {
        assert_eq!(reader.round().await, Ok(Round::Read));
    }
    let asked = asked(&world);
    assert_eq!(asked.iter().filter(|route| route.is_some()).count(), 2, "{asked:?}");
}

#[tokio::test]
async fn a_conversation_that_was_left_in_its_first_reading_is_read_no_more() {
    let world = furnished(6_000).await;
    *world.server.scoped.lock().unwrap() = true;
    let mut reader = world.restarted().scoped(Scope::Conversation);
    assert_eq!(reader.round().await, Ok(Round::More));
    let leave = Wish::Leave { id: MessageId::fresh(), conversation: PLACE };
    world.session.submit(leave).await.unwrap();
    assert_eq!(reader.round().await, Ok(Round::Read));
    asked(&world);
    assert_eq!(reader.round().await, Ok(Round::Read));
    assert_eq!(asked(&world), [DIRECT]);
}
