//! Names: those from the roster or the user are final, and a name in a message only fills a gap.

use crate::{BEN, DAY, GENERAL, ME, PLACE, World, element, world};

use confab::chat::person::Role;
use confab::chat::{Conversation, Person, PersonId, conversation};
use confab::remote::wire;
use confab::sync::Round;

use uuid::Uuid;

const CHI: Uuid = Uuid::from_u128(0xc41);

/// A message by Ben with these names, written this many ticks after the start.
fn called(number: u32, sender: &str, channel: &str, after: i64) -> wire::Message {
    wire::Message {
        sender_name: Some(sender.to_owned()),
        channel_name: Some(channel.to_owned()),
        message_date_time: Some(wire::Date::from_ticks(DAY + after, 0)),
        ..element(number)
    }
}

async fn read(world: &mut World, messages: Vec<wire::Message>) {
    *world.server.messages.lock().unwrap() = messages;
    assert_eq!(world.reader.round().await, Ok(Round::Read));
}

/// The names of Ben and #general.
async fn names(world: &World) -> (String, String) {
    let (people, conversations) = world.session.roster().await.unwrap();
    let ben = people.into_iter().find(|person| person.id.uuid() == BEN).unwrap_or_else(|| panic!("no Ben"));
    let general = conversations.into_iter().find(|of| of.id == PLACE).unwrap();
    (ben.name, general.name)
}

async fn import(world: &World) {
    let ben = Person { id: PersonId::new(BEN), name: "Ben Okri".to_owned(), role: Role::Member };
    let general = Conversation { id: PLACE, name: "general".to_owned(), members: vec![ME] };
    world.session.merge_roster(vec![ben], vec![general]).await.unwrap();
}

#[tokio::test]
async fn a_message_renames_nobody_and_nothing_that_the_roster_knows() {
    let mut world = world(0);
    import(&world).await;
    read(&mut world, vec![called(1, "The CEO", "payroll", 10), called(2, "Admin", "admins", 20)]).await;
    assert_eq!(names(&world).await, ("Ben Okri".to_owned(), "general".to_owned()));
    let sidebar = world.session.sidebar().await.unwrap();
    assert_eq!(sidebar.conversations[0].name, "general");
}

#[tokio::test]
async fn the_roster_replaces_what_messages_said() {
    let mut world = world(0);
    read(&mut world, vec![called(1, "ben", "the channel", 10)]).await;
    assert_eq!(names(&world).await, ("ben".to_owned(), "the channel".to_owned()));
    import(&world).await;
    read(&mut world, vec![called(2, "ben", "the channel", 20)]).await;
    assert_eq!(names(&world).await, ("Ben Okri".to_owned(), "general".to_owned()));
}

#[tokio::test]
async fn of_two_names_in_messages_the_newer_messages_one_stays_in_whichever_order_they_come() {
    let (old, new) = (called(1, "Ben Okri", "general", 10), called(2, "Ben Okri-Hall", "plaza", 20));
    for messages in [[old.clone(), new.clone()], [new, old]] {
        let mut world = world(0);
        for (message, turn) in messages.clone().into_iter().chain(messages).zip(1_i64..) {
            // Changed since, so that it is returned again.
            let touched = Some(wire::Date::from_ticks(DAY + 1_000 * turn, 0));
            read(&mut world, vec![wire::Message { updated_date_time: touched, ..message }]).await;
        }
        assert_eq!(names(&world).await, ("Ben Okri-Hall".to_owned(), "plaza".to_owned()));
    }
}

#[tokio::test]
async fn a_date_in_the_future_keeps_no_name_for_ever() {
    let mut world = world(0);
    let now = confab::clock::Clock::System.stamp().ticks() - DAY;
    read(&mut world, vec![called(1, "Wrong", "wrong", now + 900_000_000_000_000)]).await;
    let later = confab::clock::Clock::System.stamp().ticks() - DAY + 36_000_000_000;
    // Written after the first one was read, with a clock that has advanced to that time.
    read(&mut world, vec![called(2, "Ben Okri", "general", later)]).await;
    assert_eq!(names(&world).await, ("Ben Okri".to_owned(), "general".to_owned()));
}

#[tokio::test]
async fn whoever_is_only_spoken_of_has_the_name_that_is_known_of_them() {
    let mut world = world(0);
    // A message to Chi, who has written nothing: her name is beside her id.
    let direct = wire::Message {
        channel_id: None,
        channel_name: None,
        is_channel: Some(false),
        sender_id: Some(ME.uuid()),
        sender_name: Some("Asha Rao".to_owned()),
        receiver_id: Some(CHI),
        receiver_name: Some("Chi Adler".to_owned()),
        ..element(1)
    };
    read(&mut world, vec![direct]).await;
    let sidebar = world.session.sidebar().await.unwrap();
    let chi = conversation::Id::Direct(PersonId::new(CHI));
    assert_eq!(
        sidebar.conversations.iter().find(|conversation| conversation.id == chi).unwrap().name,
        "Chi Adler"
    );
    // Her own name replaces the one from hearsay.
    let herself = wire::Message {
        sender_id: Some(CHI),
        sender_name: Some("Chi Adler-Wu".to_owned()),
        channel_id: Some(GENERAL),
        ..element(2)
    };
    read(&mut world, vec![herself]).await;
    let sidebar = world.session.sidebar().await.unwrap();
    assert_eq!(
        sidebar.conversations.iter().find(|conversation| conversation.id == chi).unwrap().name,
        "Chi Adler-Wu"
    );
}
