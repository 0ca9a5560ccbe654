//! Reporting and archiving: by pointer, by keys, and pictures.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{World, channel};

use confab::chat::Wish;
use confab::chat::wish::{Mark, Switch};
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Request};

use iced::keyboard::key::Named;

const THEIRS: &str = "Good point, will do 👍";

fn reasons(window: &Driver<Play>) -> Vec<String> {
    let asked = window.state().world.asked.iter();
    asked
        .filter_map(|intent| match intent {
            Intent::Session(Request::Submit { wish: Wish::Report { reason, .. }, .. }) => {
                Some(reason.clone())
            }
            _ => None,
        })
        .collect()
}

/// A window with the dialog open on somebody else's message.
async fn reporting(setup: Setup) -> Driver<Play> {
    let mut window = open(World::busy(), setup).await;
    if !window.shows(THEIRS) {
        window.click("design").await.unwrap();
    }
    window.right_click(THEIRS).await.unwrap();
    window.click("Report…").await.unwrap();
    window
}

#[tokio::test]
async fn a_message_is_reported_by_keys_with_a_reason_and_words() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    for _ in 0..2 {
        window.key(Chord::named(Named::ArrowUp)).await;
    }
    window.key(Chord::named(Named::Enter)).await;
    window.key(Chord::named(Named::PageDown)).await;
    window.key(Chord::named(Named::PageDown)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Report this message"));
    // The reasons have the focus first.
    window.key(Chord::named(Named::ArrowDown)).await;
    window.key(Chord::named(Named::ArrowDown)).await;
    window.key(Chord::named(Named::Tab)).await;
    window.type_text("  again and again ").await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(reasons(&window), ["harassment: again and again"]);
    assert!(window.shows("Reported: harassment: again and again"));
    assert!(window.state().inbox.dialog().is_none());
}

#[tokio::test]
async fn without_a_reason_nothing_is_reported_and_something_else_needs_words() {
    let mut window = reporting(Setup::default()).await;
    window.click("Report").await.unwrap();
    assert!(reasons(&window).is_empty(), "the button waits for a reason");
    assert!(!window.shows("Choose a reason."));
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Choose a reason."));
    window.click("Something else").await.unwrap();
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Describe what is wrong with the message."));
    window.type_text("He sells my address").await;
    window.click("Report").await.unwrap();
    assert_eq!(reasons(&window), ["He sells my address"]);
    // It is reported already, so reporting is not offered any more.
    window.right_click(THEIRS).await.unwrap();
    assert!(!window.shows("Report…"));
}

#[tokio::test]
async fn one_does_not_report_oneself_nor_see_that_others_did() {
    let mut world = World::busy();
    let last = world.rows(channel(1)).last().unwrap().message.id;
    world.alter(last, |row| row.message.marks.reported = Some("spam".to_owned()));
    let mut window = open(world, Setup::default()).await;
    assert!(!window.shows_part("Reported"));
    window.right_click("I'll write up what we decided.").await.unwrap();
    assert!(!window.shows("Report…"));
}

#[tokio::test]
async fn tab_reaches_cancel_and_escape_leaves() {
    let mut window = reporting(Setup::default()).await;
    window.key(Chord::named(Named::Tab)).await;
    window.key(Chord::named(Named::Tab)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.state().inbox.dialog().is_none() && reasons(&window).is_empty());
}

#[tokio::test]
async fn an_archived_message_leaves_a_line_and_is_brought_back() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.right_click(THEIRS).await.unwrap();
    window.click("Archive for everyone").await.unwrap();
    assert!(!window.shows(THEIRS) && window.shows("Archived message from Ben Okri"));
    window.click("Unarchive").await.unwrap();
    assert!(window.shows(THEIRS));
    let states: Vec<_> = window
        .state()
        .world
        .asked
        .iter()
        .filter_map(|intent| match intent {
            Intent::Session(Request::Submit {
                wish: Wish::Mark { mark: Mark::Archive, state, .. }, ..
            }) => Some(*state),
            _ => None,
        })
        .collect();
    assert_eq!(states, [Switch::On, Switch::Off]);
}

#[tokio::test]
async fn archiving_for_everyone_is_undone_by_the_button_and_by_ctrl_z() {
    let mut window = open(World::busy(), Setup::default()).await;
    for undo_by_key in [false, true] {
        window.right_click(THEIRS).await.unwrap();
        window.click("Archive for everyone").await.unwrap();
        assert!(window.shows("Message archived for everyone") && !window.shows(THEIRS));
        if undo_by_key {
            window.key(Chord::character('z').command()).await;
        } else {
            window.png(&picture("archived-for-everyone")).unwrap();
            window.click("Undo").await.unwrap();
        }
        assert!(window.shows(THEIRS) && !window.shows("Message archived for everyone"));
    }
}

#[tokio::test]
async fn an_archived_message_is_brought_back_by_keys() {
    let mut world = World::busy();
    let last = world.rows(channel(1)).last().unwrap().message.id;
    world.alter(last, |row| row.message.marks.archived = true);
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::Enter)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("I'll write up what we decided."));
}

#[tokio::test(start_paused = true)]
async fn pictures_of_reporting() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("200", Setup::default().text(200)),
    ] {
        let mut world = World::busy();
        let ids: Vec<_> = world.rows(channel(1)).iter().map(|row| row.message.id).collect();
        world.alter(ids[8], |row| row.message.marks.reported = Some("spam: the third time today".to_owned()));
        world.alter(ids[7], |row| row.message.marks.archived = true);
        let mut window = open(world, setup).await;
        if name == "narrow" {
            window.click("design").await.unwrap();
        }
        window.png(&picture(&format!("reported-{name}"))).unwrap();
        window.key(Chord::named(Named::F6)).await;
        for _ in 0..5 {
            window.key(Chord::named(Named::ArrowUp)).await;
        }
        window.key(Chord::named(Named::Enter)).await;
        window.key(Chord::named(Named::PageDown)).await;
        window.png(&picture(&format!("menu-{name}"))).unwrap();
        window.key(Chord::named(Named::Enter)).await;
        window.key(Chord::named(Named::ArrowDown)).await;
        window.png(&picture(&format!("reporting-{name}"))).unwrap();
    }
}
