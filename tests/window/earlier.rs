//! The edit history of a message: opening it, and pictures.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{World, channel};

use confab::headless::{Chord, Driver};

use iced::keyboard::key::Named;

/// A window in which the newest message was edited twice.
async fn edited(setup: Setup) -> Driver<Play> {
    let mut window = open(World::busy(), setup).await;
    if !window.shows("Message #design") {
        window.click("design").await.unwrap();
    }
    for text in ["I'll write up what we decided today.", "I'll write up *everything* we decided today."] {
        window.key(Chord::named(Named::ArrowUp)).await;
        window.key(Chord::character('a').command()).await;
        window.type_text(text).await;
        window.key(Chord::named(Named::Enter)).await;
    }
    window
}

#[tokio::test]
async fn the_word_edited_shows_what_was_said_before() {
    let mut window = edited(Setup::default()).await;
    window.click("edited").await.unwrap();
    assert!(window.shows("Earlier versions"), "{:?}", window.texts());
    assert!(window.shows("I'll write up what we decided.") && window.shows("Written 22 Nov 2026, 13:41"));
    assert!(window.shows("I'll write up what we decided today."));
    assert!(window.shows("Current version, since 22 Nov 2026, 14:30"));
    window.key(Chord::named(Named::Escape)).await;
    assert!(window.state().inbox.dialog().is_none());
}

#[tokio::test]
async fn the_menu_shows_it_by_keys_and_only_where_there_is_something() {
    let mut window = edited(Setup::default()).await;
    window.right_click("Good point, will do 👍").await.unwrap();
    assert!(!window.shows("Earlier versions"));
    window.key(Chord::named(Named::Escape)).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Earlier versions"));
    // The fourth line from the end: select, archive and delete follow.
    window.key(Chord::named(Named::PageDown)).await;
    window.key(Chord::named(Named::PageDown)).await;
    for _ in 0..3 {
        window.key(Chord::named(Named::ArrowUp)).await;
    }
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Written 22 Nov 2026, 13:41"));
}

#[tokio::test]
async fn what_was_edited_elsewhere_says_so_and_no_more() {
    let mut world = World::busy();
    let first = world.rows(channel(1))[0].message.id;
    let now = world.now;
    world.alter(first, |row| row.message.edited_at = Some(now));
    let mut window = open(world, Setup::default()).await;
    assert!(window.shows("edited"));
    window.click("edited").await.unwrap();
    assert!(window.state().inbox.dialog().is_none());
}

#[tokio::test(start_paused = true)]
async fn pictures_of_earlier_versions() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("200", Setup::default().text(200)),
    ] {
        let mut window = edited(setup).await;
        window.click("edited").await.unwrap();
        window.png(&picture(&format!("earlier-{name}"))).unwrap();
    }
}
