//! Actions on a message.

use crate::twin::{Setup, open};
use crate::world::{MINUTE, World, channel};

use confab::chat::Stamp;
use confab::headless::Chord;
use confab::intent::{Intent, Order, Request};
use confab::row::{Delivery, EntryId, Which};

use iced::keyboard::key::Named;

#[tokio::test]
async fn the_menu_opens_by_the_right_button_and_by_key_and_works_by_keys() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.right_click("Good point, will do 👍").await.unwrap();
    assert!(window.shows("Copy text"));
    assert!(!window.shows("Delete"), "it is somebody else's");
    for _ in 0..5 {
        window.key(Chord::named(Named::ArrowDown)).await;
    }
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().world.copied.as_deref(), Some("Good point, will do 👍"));
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::ContextMenu)).await;
    assert!(window.shows("Delete"));
    window.key(Chord::named(Named::Escape)).await;
    assert!(window.state().inbox.dialog().is_none());
}

#[tokio::test]
async fn a_refused_message_says_why_and_can_be_tried_again_in_place() {
    let mut world = World::busy();
    let reason = "You are no longer a member of #design.".to_owned();
    let now = world.now.ticks();
    world.put(channel(1), 0, now, "hello?", Delivery::Parked { entry: EntryId(7), reason });
    let mut window = open(world, Setup::default()).await;
    assert!(window.shows("Not sent. You are no longer a member of #design."));
    window.click("Retry").await.unwrap();
    assert!(
        window
            .state()
            .world
            .asked
            .contains(&Intent::Session(Request::Order(Order::Retry(Which::One(EntryId(7))))))
    );
}

#[tokio::test]
async fn an_own_message_has_no_mark_for_half_a_second() {
    let mut window = open(World::busy(), Setup::default()).await;
    let clock = "Waiting to be sent";
    window.type_text("quick").await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(!window.shows(clock));
    assert!(window.state().inbox.pulse().is_some(), "time is asked for");
    window.send(crate::twin::Message::Pass(600)).await;
    assert!(window.shows(clock));
    assert_eq!(window.state().inbox.pulse(), None, "and then no longer");
}

#[tokio::test]
async fn the_keys_beside_the_lines_of_the_menu_run_them() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.right_click("Good point, will do 👍").await.unwrap();
    window.key(Chord::character('q')).await;
    assert!(!window.shows("Copy text"), "the menu is closed");
    assert!(window.shows("> Good point, will do 👍\n"));
    window.right_click("Good point, will do 👍").await.unwrap();
    window.key(Chord::character('e')).await;
    assert!(window.shows("Copy text"), "it is somebody else's, and cannot be edited");
}

#[tokio::test]
async fn a_key_that_does_not_apply_says_why() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('j').command()).await;
    assert!(window.shows("There are no unread messages in this conversation"));
    window.key(Chord::named(Named::F6)).await;
    for (letter, says) in
        [('f', "You can only report messages by other people"), ('o', "This message has no file")]
    {
        window.key(Chord::character(letter)).await;
        assert!(window.shows(says), "{says}");
    }
    window.key(Chord::named(Named::ArrowUp)).await;
    window.key(Chord::named(Named::ArrowUp)).await;
    window.key(Chord::character('e')).await;
    assert!(window.shows("You can only edit your own messages"));
}

#[tokio::test]
async fn a_delivery_mark_tells_when_the_server_accepted_the_message() {
    for (delivery, mark, minutes, hint) in [
        (Delivery::Accepted, "Sent", 5, "Sent, 14:25"),
        (Delivery::Seen, "Delivered", 6, "Delivered, 14:24"),
        (Delivery::Seen, "Delivered", 2_000, "Delivered, 21 Nov 2026, 05:10"),
    ] {
        let mut world = World::busy();
        let now = world.now.ticks();
        let id = world.put(channel(1), 0, now, "mine", delivery);
        world.alter(id, |row| row.accepted_at = Some(Stamp::from_ticks(now - minutes * MINUTE, 0)));
        let mut window = open(world, Setup::default()).await;
        let last = window.texts().into_iter().rfind(|found| found.text == mark).unwrap();
        window.move_to(last.bounds.center()).await;
        window.rest(500).await;
        assert!(window.shows(hint), "{hint}");
    }
}

#[tokio::test]
async fn older_words_at_the_server_are_told_and_the_person_decides() {
    for (button, stays) in [("Restore", "Ship it at eleven."), ("Keep the server’s", "Ship it at ten.")] {
        let mut world = World::busy();
        let now = world.now.ticks();
        let id = world.put(channel(1), 0, now, "Ship it at eleven.", Delivery::Seen);
        world.alter(id, |row| row.message.server_text = Some("Ship it at ten.".to_owned()));
        let mut window = open(world, Setup::default()).await;
        let line = "The server has an older version of this message";
        assert!(window.shows(line) && window.shows("Ship it at eleven."));
        window.png(&crate::twin::picture("older-at-the-server")).unwrap();
        window.click(button).await.unwrap();
        assert!(window.shows(stays) && !window.shows(line), "{button}");
    }
}

#[tokio::test]
async fn a_text_that_the_server_cut_says_so_and_stays_whole_here() {
    let mut world = World::busy();
    let now = world.now.ticks();
    let long = "word ".repeat(300);
    let id = world.put(channel(1), 0, now, &long, Delivery::Seen);
    world.alter(id, |row| row.message.server_kept = Some(800));
    let mut window = open(world, Setup::default()).await;
    assert!(window.shows("The server kept only the first 800 characters. The whole message is shown here."));
    window.png(&crate::twin::picture("server-kept")).unwrap();
}
