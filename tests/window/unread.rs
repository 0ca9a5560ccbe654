//! *Mark as unread from here*, and marking everything as read, by keyboard alone.

use crate::twin::{Message, Play, Setup, change, open, picture};
use crate::world::{MINUTE, World, channel};

use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Request};
use confab::row::Change;
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::engine::Fact;

use iced::keyboard::key::Named;

/// The number of requests that mark something as read.
fn marks(window: &Driver<Play>) -> usize {
    window
        .state()
        .world
        .asked
        .iter()
        .filter(|intent| matches!(intent, Intent::Session(Request::MarkRead { .. })))
        .count()
}

fn unread(window: &Driver<Play>) -> u32 {
    window.state().world.conversations[0].unread
}

/// A window in which the conversation was marked as unread from somebody's message in it.
async fn after_u(setup: Setup) -> Driver<Play> {
    let mut window = open(World::busy(), setup).await;
    if window.state().inbox.is_narrow() {
        window.key(Chord::named(Named::Enter)).await;
    }
    window.key(Chord::named(Named::F6)).await;
    for _ in 0..2 {
        window.key(Chord::named(Named::ArrowUp)).await;
    }
    assert!(!window.shows("New"));
    window.key(Chord::character('u')).await;
    window
}

#[tokio::test]
async fn u_marks_as_unread_from_a_message_on_and_looking_at_it_changes_nothing() {
    let mut window = after_u(Setup::default()).await;
    assert!(window.shows("New"), "the line stands above it");
    assert_eq!(unread(&window), 1, "the two after it are one's own");
    let before = marks(&window);
    // It stays open while time passes, a message arrives and the user scrolls.
    window.send(Message::Pass(60_000)).await;
    let come = change(Change::Conversation(channel(1)), |world| {
        let now = world.now.ticks();
        world.say_at(channel(1), 1, now, "And one more.");
    });
    window.send(come).await;
    window.wheel(iced::Point::new(600.0, 300.0), 3.0).await;
    window.send(Message::Pass(60_000)).await;
    assert_eq!(marks(&window), before, "nothing is read by itself");
    assert!(window.shows("New") || window.shows("Jump to latest"));
    // After leaving and returning, it is marked as read as usual.
    window.key(Chord::named(Named::ArrowDown).alt()).await;
    assert_eq!(unread(&window), 1);
    window.key(Chord::named(Named::ArrowUp).alt()).await;
    assert!(window.shows("New"));
    window.send(Message::Pass(1_000)).await;
    assert!(marks(&window) > before);
    assert_eq!(unread(&window), 0);
}

#[tokio::test]
async fn esc_leaves_it_unread_and_shift_esc_reads_it_again() {
    let mut window = after_u(Setup::default()).await;
    let before = marks(&window);
    window.key(Chord::named(Named::Escape)).await;
    window.key(Chord::named(Named::Escape)).await;
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!((marks(&window), unread(&window)), (before, 1), "nobody asked for that");
    window.key(Chord::named(Named::Escape).shift()).await;
    assert_eq!(unread(&window), 0);
    assert!(!window.shows("New"));
}

#[tokio::test]
async fn it_is_in_the_menu_of_other_peoples_messages() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.right_click("Good point, will do 👍").await.unwrap();
    window.click("Mark as unread from here").await.unwrap();
    assert!(window.shows("New"));
    assert!(unread(&window) > 1);
    window.right_click("I'll write up what we decided.").await.unwrap();
    assert!(!window.shows("Mark as unread from here"));
}

#[tokio::test]
async fn shift_and_esc_reads_everything_everywhere_and_so_does_the_list_of_commands() {
    let mut window = after_u(Setup::default()).await;
    assert!(window.state().inbox.unread() > 10);
    window.key(Chord::named(Named::Escape).shift()).await;
    assert_eq!(window.state().inbox.unread(), 0);
    assert!(window.shows("All conversations are marked as read") && !window.shows("New"));
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('k').command()).await;
    window.type_text("mark all").await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.unread(), 0);
}

#[tokio::test]
async fn marking_everything_as_read_can_be_undone() {
    let mut window = after_u(Setup::default()).await;
    let before = window.state().inbox.unread();
    window.key(Chord::named(Named::Escape).shift()).await;
    assert!(window.shows("Undo") && !window.shows("New"));
    window.key(Chord::character('z').command()).await;
    assert_eq!(window.state().inbox.unread(), before);
    assert!(window.shows("New") && !window.shows("Undo"));
    window.send(Message::Pass(2_000)).await;
    assert_eq!(unread(&window), 1, "what was marked as unread by hand stays so");
}

#[tokio::test]
async fn a_toast_that_comes_or_goes_leaves_the_caret_in_the_composer() {
    let mut window = open(World::busy(), Setup::default()).await;
    let text =
        |window: &Driver<Play>| window.state().inbox.current().unwrap().composer().text().text().to_owned();
    window.type_text("start").await;
    window.key(Chord::named(Named::Escape).shift()).await;
    assert!(window.shows("All conversations are marked as read"));
    window.type_text("after").await;
    assert_eq!(text(&window), "startafter");
    window.send(Message::Pass(10_000)).await;
    assert!(!window.shows("All conversations are marked as read"));
    window.type_text("end").await;
    assert_eq!(text(&window), "startafterend");
    // Neither does an error.
    let failed = Fact::Ordered(Err("The disk is full.".to_owned()));
    window.send(Message::Screen(Screen::Engine(failed))).await;
    assert!(window.shows("The disk is full."));
    window.type_text("!").await;
    window.click("Dismiss").await.unwrap();
    window.type_text("?").await;
    assert_eq!(text(&window), "startafterend!?");
}

#[tokio::test]
async fn the_undo_of_marking_everything_is_there_in_another_conversation_and_after_a_second_press() {
    let mut window = after_u(Setup::default()).await;
    let before = window.state().inbox.unread();
    window.key(Chord::named(Named::Escape).shift()).await;
    window.key(Chord::named(Named::Escape).shift()).await;
    window.key(Chord::named(Named::ArrowDown).alt()).await;
    window.key(Chord::character('z').command()).await;
    assert_eq!(window.state().inbox.unread(), before);
}

#[tokio::test]
async fn letters_flag_and_archive_a_message() {
    let mut window = after_u(Setup::default()).await;
    window.key(Chord::character('f')).await;
    assert!(window.shows("Report this message"));
    window.key(Chord::named(Named::Escape)).await;
    let id = window.state().inbox.focus().message().unwrap();
    let archived = |window: &Driver<Play>| {
        window.state().inbox.current().unwrap().timeline().row(id).unwrap().message.marks.archived
    };
    window.key(Chord::character('a')).await;
    assert!(archived(&window) && window.shows("Unarchive"));
    window.key(Chord::character('a')).await;
    assert!(!archived(&window));
}

/// A long conversation with its end in view, when a message arrives that was written offline an hour ago.
async fn after_a_late_one(setup: Setup, author: u128) -> Driver<Play> {
    let mut world = World::busy();
    let now = world.now.ticks();
    for number in 0..30 {
        world.say_at(
            channel(1),
            1 + number % 5,
            now - (40 - number as i64) * MINUTE,
            &format!("Point {number}"),
        );
    }
    let mut window = open(world, setup).await;
    if window.state().inbox.is_narrow() {
        window.key(Chord::named(Named::Enter)).await;
    }
    let come = change(Change::Conversation(channel(1)), move |world| {
        let now = world.now;
        let id =
            world.say_at(channel(1), author, now.ticks() - 65 * MINUTE, "Written in a tunnel: I'll be late.");
        world.alter(id, |row| row.came_late = Some(now));
        world.late.insert(id);
    });
    window.send(come).await;
    window.send(Message::Pass(1_000)).await;
    window
}

#[tokio::test]
async fn a_late_message_out_of_sight_is_jumped_to_and_read_by_being_seen() {
    let mut window = after_a_late_one(Setup::default(), 2).await;
    assert!(!window.shows_part("in a tunnel"), "it stands where its time says");
    assert!(window.shows("Jump to first unread"));
    assert_eq!(window.state().world.late.len(), 1, "what is looked at is below it");
    window.click("Jump to first unread").await.unwrap();
    assert!(window.shows_part("in a tunnel") && window.shows("arrived at 14:30") && window.shows("New"));
    window.send(Message::Pass(1_000)).await;
    assert!(window.state().world.late.is_empty());
    assert!(!window.shows("Jump to first unread"));
}

#[tokio::test]
async fn a_key_leads_to_the_first_unread_message() {
    let mut window = after_a_late_one(Setup::default(), 2).await;
    window.key(Chord::character('j').command()).await;
    assert!(window.shows_part("in a tunnel") && window.shows("New"));
    window.send(Message::Pass(1_000)).await;
    window.key(Chord::character('j').command()).await;
    assert!(!window.shows("Jump to first unread"), "there is none any more");
}

#[tokio::test]
async fn pictures_of_a_late_message() {
    for (name, author, setup) in [
        ("light", 2, Setup::default()),
        ("dark", 2, Setup::default().dark()),
        ("narrow", 6, Setup::default().sized(480.0, 360.0)),
        ("200", 6, Setup::default().text(200)),
    ] {
        let mut window = after_a_late_one(setup, author).await;
        window.png(&picture(&format!("late-pill-{name}"))).unwrap();
        window.click("Jump to first unread").await.unwrap();
        window.png(&picture(&format!("late-{name}"))).unwrap();
    }
}

#[tokio::test]
async fn pictures_of_what_is_unread_again() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 360.0)),
        ("200", Setup::default().text(200)),
    ] {
        let mut window = after_u(setup).await;
        window.send(Message::Pass(MINUTE / 10_000)).await;
        window.png(&picture(&format!("unread-{name}"))).unwrap();
    }
}
