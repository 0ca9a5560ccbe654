//! Completions at the caret for mentions and emoji, by keys and by pointer; and how mentions are drawn.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, World, channel, person};

use confab::chat::Wish;
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Request};

use iced::keyboard::key::Named;

/// The text and tags of the last posted message.
fn posted(window: &Driver<Play>) -> (String, Vec<confab::chat::PersonId>) {
    let asked = window.state().world.asked.iter().rev();
    asked
        .filter_map(|intent| match intent {
            Intent::Session(Request::Submit { wish: Wish::Post(post), .. }) => {
                Some((post.text.clone(), post.tags.clone()))
            }
            _ => None,
        })
        .next()
        .expect("a post")
}

#[tokio::test]
async fn a_person_is_tagged_by_any_part_of_the_name() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("thanks @okr").await;
    assert!(window.state().inbox.current().unwrap().composer().completion().is_some());
    window.key(Chord::named(Named::Enter)).await;
    window.type_text("and @").await;
    window.key(Chord::named(Named::ArrowDown)).await;
    window.key(Chord::named(Named::Escape)).await;
    window.type_text("nobody").await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(posted(&window), ("thanks @Ben Okri and @nobody".to_owned(), vec![person(1)]));
    assert!(window.shows("thanks @Ben Okri and @nobody"));
}

#[tokio::test]
async fn a_tag_that_was_deleted_again_is_not_sent_and_a_name_typed_by_hand_is() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("@okr").await;
    window.key(Chord::named(Named::Tab)).await;
    for _ in 0.."Ben Okri ".len() {
        window.key(Chord::named(Named::Backspace)).await;
    }
    window.key(Chord::named(Named::Escape)).await;
    window.type_text("Fatou Ndiaye, please look").await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(posted(&window), ("@Fatou Ndiaye, please look".to_owned(), vec![person(7)]));
}

#[tokio::test]
async fn an_emoji_is_typed_by_its_name_and_undone_in_one_step() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("done :tad").await;
    window.click("party popper").await.unwrap();
    assert_eq!(window.state().inbox.current().unwrap().composer().text().text(), "done 🎉 ");
    window.key(Chord::character('z').command()).await;
    assert_eq!(window.state().inbox.current().unwrap().composer().text().text(), "done :tad");
    // After the undo, typing offers the completion again; Enter accepts it, and only the next Enter sends.
    window.type_text("a").await;
    window.key(Chord::named(Named::Enter)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(posted(&window).0, "done 🎉");
}

#[tokio::test]
async fn a_channel_is_named_by_any_part_of_its_name() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("see #des").await;
    window.key(Chord::named(Named::Enter)).await;
    window.type_text("and ＠ｏｋｒ").await;
    window.key(Chord::named(Named::Enter)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(posted(&window), ("see #design and @Ben Okri".to_owned(), vec![person(1)]));
}

#[tokio::test]
async fn nothing_is_offered_where_nothing_fits() {
    let mut window = open(World::busy(), Setup::default()).await;
    for text in ["mail me at ben@ok", "at 10:30", "`@ben"] {
        window.type_text(text).await;
        assert!(window.state().inbox.current().unwrap().composer().completion().is_none(), "{text}");
        window.key(Chord::named(Named::Enter)).await;
        assert_eq!(posted(&window), (text.to_owned(), vec![]));
    }
}

#[tokio::test(start_paused = true)]
async fn pictures_of_tagging() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("200", Setup::default().text(200)),
    ] {
        let mut world = World::busy();
        let now = world.now.ticks();
        let id = world.put(
            channel(1),
            2,
            now - MINUTE,
            "@Asha Rao could you look? {tag} knows the rest.",
            confab::row::Delivery::Settled,
        );
        world.alter(id, |row| {
            row.message.tags = vec![person(0), person(5)];
            row.tagged = vec!["Asha Rao".to_owned(), "ليلى حداد".to_owned()];
        });
        let mut window = open(world, setup).await;
        if name == "narrow" {
            window.click("design").await.unwrap();
        }
        window.type_text("Thanks! I will ask @").await;
        window.png(&picture(&format!("tagging-{name}"))).unwrap();
        window.type_text("\u{8}:smi").await;
        window.key(Chord::named(Named::ArrowDown)).await;
        window.png(&picture(&format!("typing-emoji-{name}"))).unwrap();
        window.key(Chord::named(Named::Escape)).await;
        window.type_text(" and #").await;
        window.png(&picture(&format!("naming-channel-{name}"))).unwrap();
    }
}
