//! The timeline over a long history.

use crate::twin::{Setup, change, open, picture};
use crate::world::{MINUTE, World, channel};

use confab::chat::conversation;
use confab::headless::Chord;
use confab::row::{Change, Position};

use iced::Point;
use iced::keyboard::key::Named;

const OF: fn() -> conversation::Id = || channel(2);

fn long(length: i64) -> World {
    let mut world = World::busy();
    let now = world.now.ticks();
    for number in 0..length {
        let author = 1 + (number as u128 / 3) % 8;
        world.say_at(OF(), author, now - (length - number) * MINUTE, &format!("message {number}"));
    }
    world.conversations.retain(|conversation| conversation.id == OF());
    world
}

fn read_up_to(world: &mut World, number: usize) {
    let position = world.rows(OF())[number].position();
    world.read.insert(OF(), position);
}

#[tokio::test]
async fn scrolling_up_reads_more_and_the_window_stays_small() {
    let mut window = open(long(5_000), Setup::default()).await;
    assert!(window.shows("message 4999"));
    for _ in 0..120 {
        window.wheel(Point::new(600.0, 300.0), 20.0).await;
        let timeline = window.state().inbox.current().unwrap().timeline();
        assert!(timeline.rows().len() <= 700);
        let total = timeline.before() + timeline.rows().len() as u64 + timeline.after();
        assert_eq!(total, 5_000);
    }
    assert!(!window.shows("message 4999"));
    assert!(window.shows("Jump to latest"));
    window.click("Jump to latest").await.unwrap();
    assert!(window.shows("message 4999"));
    assert!(!window.shows("Jump to latest"));
}

#[tokio::test]
async fn what_is_read_does_not_move_when_messages_come() {
    let mut window = open(long(300), Setup::default()).await;
    window.wheel(Point::new(600.0, 300.0), 12.0).await;
    let seen = |window: &mut confab::headless::Driver<_>| {
        let mut texts: Vec<(String, i32)> = confab::headless::Driver::texts(window)
            .into_iter()
            .filter(|found| found.text.starts_with("message "))
            .map(|found| (found.text, found.bounds.y as i32))
            .collect();
        texts.sort();
        texts
    };
    let before = seen(&mut window);
    window
        .send(change(Change::Conversation(OF()), |world| {
            let now = world.now.ticks();
            world.say_at(OF(), 1, now, "new one");
            world.say_at(OF(), 2, now + 1, "new two");
        }))
        .await;
    assert_eq!(seen(&mut window), before);
    assert!(window.shows("2 new messages"));
    window.click("2 new messages").await.unwrap();
    assert!(window.shows("new two"));
}

#[tokio::test]
async fn the_new_line_stands_above_the_first_unread_message_and_one_begins_there() {
    let mut world = long(400);
    read_up_to(&mut world, 339);
    let mut window = open(world, Setup::default()).await;
    assert!(window.shows("New"));
    assert!(window.shows("message 340"), "reading begins where it stopped");
    assert!(!window.shows("message 399"));
    window.key(Chord::named(Named::Escape)).await;
    assert!(!window.shows("New"), "Esc says that all is read");
    let last: Position = window.state().world.rows(OF()).last().unwrap().position();
    assert_eq!(window.state().world.read[&OF()], last);
}

/// The places of all messages on the screen.
fn places(window: &mut confab::headless::Driver<crate::twin::Play>) -> Vec<(String, i32)> {
    let texts = window.texts().into_iter();
    texts
        .filter(|found| found.text.starts_with("message "))
        .map(|found| (found.text, found.bounds.y as i32))
        .collect()
}

#[tokio::test]
async fn nothing_moves_when_the_new_line_goes() {
    // Also between two messages of one author.
    for read in [338, 339, 340] {
        let mut world = long(400);
        read_up_to(&mut world, read);
        let mut window = open(world, Setup::default()).await;
        let before = places(&mut window);
        window.key(Chord::named(Named::Escape)).await;
        assert!(!window.shows("New"));
        assert_eq!(places(&mut window), before, "{read}");
    }
}

#[tokio::test]
async fn the_day_stands_at_the_top_while_older_messages_are_shown() {
    let mut window = open(long(5_000), Setup::default()).await;
    assert!(!window.shows("Yesterday"), "nothing covers the newest messages");
    for _ in 0..30 {
        window.wheel(Point::new(600.0, 300.0), 20.0).await;
    }
    let timeline = window.state().inbox.current().unwrap().timeline();
    let day = timeline.day_shown().unwrap().to_owned();
    let top = window.texts().into_iter().filter(|found| found.text == day).map(|found| found.bounds.y as i32);
    assert!(top.min().is_some_and(|y| y < 80), "{day}");
    window.png(&picture("day-at-the-top")).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_jumped_to_has_another_ground_for_a_moment() {
    let mut world = long(400);
    read_up_to(&mut world, 99);
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::character('j').command()).await;
    let at = window.find("message 100").unwrap();
    let ground = |window: &mut confab::headless::Driver<crate::twin::Play>| {
        let picture = window.picture();
        let place = (at.y as usize * picture.size.width as usize + at.x as usize + 600) * 4;
        picture.rgba[place..place + 3].to_vec()
    };
    let during = ground(&mut window);
    window.png(&picture("jumped-to")).unwrap();
    window.pause(std::time::Duration::from_secs(2)).await;
    assert_ne!(ground(&mut window), during);
}

#[tokio::test]
async fn the_message_in_the_composer_is_marked_in_the_timeline() {
    let mut window = open(World::busy(), Setup::default()).await;
    assert!(!window.shows("Editing"));
    window.key(Chord::named(Named::ArrowUp)).await;
    let (mark, text) =
        (window.find("Editing").unwrap(), window.find("I'll write up what we decided.").unwrap());
    assert!((mark.center_y() - text.center_y()).abs() < 8.0);
    window.png(&picture("editing-marked")).unwrap();
    window.key(Chord::named(Named::Escape)).await;
    assert!(!window.shows("Editing"));
}

#[tokio::test]
async fn only_what_was_looked_at_is_marked_as_read() {
    let mut world = long(400);
    read_up_to(&mut world, 99);
    let mut window = open(world, Setup::default()).await;
    window.send(crate::twin::Message::Pass(600)).await;
    let marked = window.state().world.read[&OF()];
    let rows = window.state().world.rows(OF());
    let at = rows.iter().position(|row| row.position() == marked).unwrap();
    assert!((100..150).contains(&at), "{at}");
    assert!(window.shows("New") && window.shows("message 100"), "one begins where one stopped");
}

#[tokio::test]
async fn a_conversation_is_found_again_where_it_was_left() {
    let mut world = long(300);
    world.conversation(channel(1), "design", 0, 0);
    let mut window = open(world, Setup::default()).await;
    window.wheel(Point::new(600.0, 300.0), 30.0).await;
    // The pointer shows the actions of the message below it, so it is moved elsewhere.
    window.hover("Connected").await.unwrap();
    let seen = |found: Vec<confab::headless::Found>| -> Vec<String> {
        found.into_iter().map(|found| found.text).collect()
    };
    let before = seen(window.texts());
    window.click("design").await.unwrap();
    window.click("general").await.unwrap();
    assert_eq!(before, seen(window.texts()));
}

#[tokio::test]
async fn a_long_message_is_folded_and_unfolds() {
    let mut world = long(3);
    let now = world.now.ticks();
    let text = (1..=60).map(|line| format!("line {line}")).collect::<Vec<_>>().join("\n");
    world.say_at(OF(), 1, now, &text);
    let mut window = open(world, Setup::default()).await;
    assert!(!window.shows_part("line 40"));
    window.click("Show more").await.unwrap();
    assert!(window.shows_part("line 40"));
}

#[tokio::test]
async fn a_change_elsewhere_builds_no_row_anew() {
    let mut window = open(long(300), Setup::default()).await;
    let before: Vec<u64> =
        window.state().inbox.current().unwrap().timeline().items().iter().map(|item| item.version).collect();
    window.type_text("typing builds no rows").await;
    let after: Vec<u64> =
        window.state().inbox.current().unwrap().timeline().items().iter().map(|item| item.version).collect();
    assert_eq!(before, after);
}
