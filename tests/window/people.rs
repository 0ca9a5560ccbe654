//! The menu of a person, from the avatar or name beside a message.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, World, channel, direct};

use confab::headless::{Chord, Driver, Found};
use confab::screen::inbox::focus::Side;
use confab::screen::panel::Panel;

use iced::keyboard::key::Named;

#[tokio::test]
async fn a_name_opens_the_menu_of_its_person() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.click("Dmytro Kovalenko").await.unwrap();
    for line in ["Direct message", "Mention", "Messages from this person", "Copy name"] {
        assert!(window.shows(line), "{line}");
    }
    window.png(&picture("person-menu")).unwrap();
    window.click("Mention").await.unwrap();
    window.type_text("could you look?").await;
    assert!(window.shows("@Dmytro Kovalenko could you look?"));
}

#[tokio::test]
async fn an_avatar_does_so_too_and_leads_to_the_direct_message() {
    let mut window = open(World::busy(), Setup::default()).await;
    let name = window.find("Dmytro Kovalenko").unwrap();
    window.click_at(iced::Point::new(name.x - 30.0, name.y + 12.0)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.current().unwrap().id(), direct(3));
}

#[tokio::test]
async fn what_the_person_wrote_is_listed_and_the_name_is_copied() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.click("Dmytro Kovalenko").await.unwrap();
    window.click("Copy name").await.unwrap();
    assert_eq!(window.state().world.copied.as_deref(), Some("Dmytro Kovalenko"));
    window.click("Dmytro Kovalenko").await.unwrap();
    window.click("Messages from this person").await.unwrap();
    assert_eq!(window.state().inbox.panel(), Panel::MessageList);
    assert!(window.shows("From Dmytro Kovalenko"));
}

#[tokio::test]
async fn a_mention_from_a_thread_is_written_in_the_thread() {
    let mut world = World::busy();
    let now = world.now.ticks();
    let root = world.say_at(channel(1), 2, now - 20 * MINUTE, "Who brings the cables?");
    world.reply_at(root, 3, now - 10 * MINUTE, "I do.");
    let mut window = open(world, Setup::default().sized(1400.0, 720.0)).await;
    window.click("1 reply · last one at 14:20").await.unwrap();
    let reply = window.texts().into_iter().rfind(|found| found.text == "I do.").unwrap();
    let in_thread = |found: &&Found| found.bounds.x >= reply.bounds.x && found.text == "Dmytro Kovalenko";
    let name = window.texts().iter().find(in_thread).unwrap().bounds;
    window.click_at(name.center()).await;
    window.click("Mention").await.unwrap();
    window.type_text("thanks").await;
    let composer = |window: &Driver<Play>, side| {
        window.state().inbox.feeds().composer(side).unwrap().text().text().to_owned()
    };
    assert_eq!(composer(&window, Side::Thread), "@Dmytro Kovalenko thanks");
    assert_eq!(composer(&window, Side::Timeline), "");
}

#[tokio::test]
async fn a_drag_from_the_avatar_opens_no_menu() {
    let mut window = open(World::busy(), Setup::default()).await;
    let name = window.find("Dmytro Kovalenko").unwrap();
    let avatar = iced::Point::new(name.x - 30.0, name.y + 12.0);
    window.drag(avatar, avatar + iced::Vector::new(300.0, 8.0)).await;
    assert!(!window.shows("Copy name"));
}

#[tokio::test]
async fn a_mention_behind_a_word_stands_alone_and_opens_no_completions() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("hello").await;
    window.click("Dmytro Kovalenko").await.unwrap();
    window.click("Mention").await.unwrap();
    let composer = window.state().inbox.current().unwrap().composer();
    assert_eq!(composer.text().text(), "hello @Dmytro Kovalenko ");
    assert!(composer.completion().is_none());
}

#[tokio::test]
async fn nobody_writes_to_or_mentions_themselves() {
    let mut window = open(World::busy(), Setup::default()).await;
    let own = window.texts().into_iter().rfind(|found| found.text == "Asha Rao").unwrap();
    window.click_at(own.bounds.center()).await;
    assert!(window.shows("Copy name") && !window.shows("Mention") && !window.shows("Direct message"));
}
