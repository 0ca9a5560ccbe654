//! Hostile names, texts and reasons by others: shown as they are or isolated, and never able to deceive.

use crate::twin::{Setup, open, picture, wishes};
use crate::world::{MINUTE, World, channel, direct};

use confab::headless::Chord;
use confab::row::{Delivery, EntryId, WishState};

use iced::keyboard::key::Named;

fn hostile() -> World {
    let mut world = World::busy();
    let of = channel(3);
    let now = world.now.ticks();
    world.say_at(of, 7, now - 9 * MINUTE, "\u{200b}\u{2060}");
    world.say_at(of, 8, now - 8 * MINUTE, "look at invoice\u{202e}fdp.exe\nsecond line\u{7}");
    let reason = "The demo server rejects texts with !refuse in them.\u{202e} desrever".to_owned();
    let id = world.put(
        of,
        0,
        now - MINUTE,
        "x !refuse",
        Delivery::Parked { entry: EntryId(1), reason: reason.clone() },
    );
    world.wait(of, id, "x\u{1b}[31m !refuse", WishState::Parked(reason), 1);
    for conversation in &mut world.conversations {
        if conversation.id == channel(2) {
            conversation.name = "\u{200b}\u{ad}".to_owned();
        }
        if conversation.id == direct(2) {
            conversation.name = "gpj\u{202e}nosiop".to_owned();
        }
    }
    world
}

#[tokio::test]
async fn names_that_cannot_be_seen_say_so_and_overrides_are_drawn() {
    let mut window = open(hostile(), Setup::default()).await;
    assert!(window.shows("(no visible name)"));
    assert!(window.shows("gpj\u{fffd}nosiop"));
    window.click("launch-2027").await.unwrap();
    assert!(window.shows("(blank message)"));
    assert!(window.shows_part("invoice\u{fffd}fdp.exe"));
    assert!(window.shows_part("with !\u{2060}refuse in them.\u{fffd} desrever"));
    window.png(&picture("strangers-light")).unwrap();
    window.key(Chord::character('o').command().shift()).await;
    assert!(window.shows_part("x\u{fffd}[31m !refuse"));
    window.png(&picture("strangers-waiting")).unwrap();
    window.key(Chord::named(Named::Escape)).await;
    window.click("ليلى حداد").await.unwrap();
    window.png(&picture("strangers-right-to-left")).unwrap();
    let mut window = open(hostile(), Setup::default().dark().sized(480.0, 640.0)).await;
    window.png(&picture("strangers-narrow")).unwrap();
}

#[tokio::test]
async fn a_text_of_invisible_characters_is_not_posted_and_a_sentence_says_why() {
    let mut window = open(World::busy(), Setup::default()).await;
    for text in ["\u{200b}", "\u{2060}\u{ad}", "\u{feff}", "   "] {
        window.type_text(text).await;
        window.key(Chord::named(Named::Enter)).await;
        assert!(window.shows("This message is blank. Enter some text, or attach a file."), "{text:?}");
        window.key(Chord::character('a').command()).await;
        window.key(Chord::named(Named::Backspace)).await;
    }
    assert!(wishes(&window).is_empty());
}

#[tokio::test]
async fn a_group_of_which_nobody_is_known_has_the_sign_of_a_group() {
    let mut world = World::busy();
    let mut hidden = 0;
    for conversation in &mut world.conversations {
        if conversation.id.kind() == confab::chat::conversation::Kind::Group {
            conversation.faces.clear();
            hidden += 1;
        }
    }
    assert!(hidden > 0);
    let mut window = open(world, Setup::default()).await;
    window.png(&picture("group-of-strangers")).unwrap();
}
