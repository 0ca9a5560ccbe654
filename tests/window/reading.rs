//! The sentences about reading from the server, and the names shown for people.

use crate::twin::{Message, Setup, open};
use crate::world::{World, channel, direct, person};

use confab::chat::Stamp;
use confab::chat::person::Role;
use confab::headless::Chord;
use confab::row::{FirstReading, Member, Reading};
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::engine::Fact;

fn reading(first: FirstReading, unreadable: u64) -> Message {
    Message::Screen(Screen::Engine(Fact::ReadingChanged(Reading { first, unreadable })))
}

#[tokio::test]
async fn the_first_reading_says_how_far_back_it_is_and_nothing_when_it_is_done() {
    let mut window = open(World::busy(), Setup::default()).await;
    let now = window.state().world.now;
    let back = Stamp::from_ticks(now.ticks() - 400 * 864_000_000_000, 0);
    window.send(reading(FirstReading::UnderWay { back_to: None }, 0)).await;
    assert!(window.shows("Reading older messages"));
    window.send(reading(FirstReading::UnderWay { back_to: Some(back) }, 0)).await;
    assert!(window.shows_part("Reading older messages, back to "));
    window.send(reading(FirstReading::Done, 0)).await;
    assert!(!window.shows_part("Reading older messages"));
}

#[tokio::test]
async fn messages_that_could_not_be_read_are_told_once() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.send(reading(FirstReading::Done, 3)).await;
    assert!(window.shows("Could not read 3 messages"));
    window.send(Message::Pass(60_000)).await;
    assert!(!window.shows_part("Could not read"), "it goes by itself");
    window.send(reading(FirstReading::Done, 3)).await;
    assert!(!window.shows_part("Could not read"));
    window.send(reading(FirstReading::Done, 4)).await;
    assert!(window.shows("Could not read 1 message"));
}

#[tokio::test]
async fn a_member_from_the_details_is_called_by_name_in_the_direct_messages() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('d').command().shift()).await;
    let member = Member { id: person(77), name: "Chi Adler".to_owned(), role: Role::Member };
    let members = Screen::Engine(Fact::MembersLoaded { of: channel(1), members: Ok(vec![member]) });
    window.send(Message::Screen(members)).await;
    window.click("Chi Adler").await.unwrap();
    assert_eq!(window.state().inbox.current().unwrap().id(), direct(77));
    assert!(!window.shows_part("(no visible name)"));
    assert!(window.shows("Message Chi Adler"));
}

#[tokio::test]
async fn members_that_nobody_told_us_of_are_not_none() {
    let mut world = World::busy();
    world.conversations[0].members = 0;
    let window = &mut open(world, Setup::default()).await;
    assert!(window.shows_part("Message #") && !window.shows("0 members"));
}
