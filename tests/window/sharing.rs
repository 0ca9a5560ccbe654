//! Sharing a message, and the card that shows it: by pointer, by keys, and pictures.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, PEOPLE, World, channel, direct, group};

use confab::chat::wish::Share;
use confab::chat::{MessageId, Wish, conversation};
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Place, Request};
use confab::row::Delivery;
use confab::screen::dialog::Dialog;

use iced::keyboard::key::Named;

/// The shares submitted, in order.
fn shares(window: &Driver<Play>) -> Vec<Share> {
    let asked = window.state().world.asked.iter();
    asked
        .filter_map(|intent| match intent {
            Intent::Session(Request::Submit { wish: Wish::Share(share), .. }) => Some(share.clone()),
            _ => None,
        })
        .collect()
}

fn last_of(window: &Driver<Play>, of: conversation::Id) -> MessageId {
    window.state().world.rows(of).last().unwrap().message.id
}

fn is_open(window: &Driver<Play>) -> bool {
    window.state().inbox.dialog().is_some()
}

async fn on_the_last_message(world: World, setup: Setup) -> Driver<Play> {
    let mut window = open(world, setup).await;
    window.key(Chord::named(Named::F6)).await;
    window
}

#[tokio::test]
async fn a_message_is_shared_with_several_by_keys_alone() {
    let mut window = on_the_last_message(World::busy(), Setup::default()).await;
    let message = last_of(&window, channel(1));
    window.key(Chord::character('x')).await;
    assert!(window.shows("Share this message"));
    window.type_text("okri").await;
    window.key(Chord::named(Named::Enter)).await;
    window.type_text("#gen").await;
    window.key(Chord::named(Named::Enter)).await;
    window.type_text("crew").await;
    window.key(Chord::named(Named::Enter)).await;
    // Backspace in the empty field removes the last one; with text in the field it deletes letters as usual.
    window.key(Chord::named(Named::Backspace)).await;
    window.type_text("x").await;
    window.key(Chord::named(Named::Backspace)).await;
    assert!(window.shows("Share with 2"), "{:?}", window.texts());
    // Enter with nothing typed moves to the comment, and Enter there shares.
    window.key(Chord::named(Named::Enter)).await;
    window.type_text(" please look ").await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(!is_open(&window));
    let all = shares(&window);
    let to: Vec<_> = all.iter().map(|share| (share.message, share.to, share.text.as_str())).collect();
    assert_eq!(to, [(message, direct(1), "please look"), (message, channel(2), "please look")]);
    assert_ne!(all[0].id, all[1].id);
    assert_eq!(window.state().inbox.focus().message(), Some(message), "the keyboard is where it was");
}

#[tokio::test]
async fn a_message_is_shared_by_pointer_and_drawn_as_a_card_there() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.right_click("Good point, will do 👍").await.unwrap();
    window.click("Share").await.unwrap();
    // The list is drawn above the sidebar, so this is the last occurrence.
    let found = window.texts().into_iter().rfind(|text| text.text == "launch-2027").unwrap();
    window.click_at(found.bounds.center()).await;
    assert!(window.shows("Remove #launch-2027"));
    window.click("Share").await.unwrap();
    assert!(!is_open(&window));
    window.key(Chord::character('k').command()).await;
    window.type_text("launch-2027").await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Good point, will do 👍") && window.shows("Ben Okri"));
    assert!(window.shows_part("21 Nov 2026"), "{:?}", window.texts());
    assert!(!window.shows("(blank message)"), "a share needs no words of its own");
    window.click("Show the original in #design").await.unwrap();
    let asked = window.state().world.asked.last();
    assert!(matches!(asked, Some(Intent::Open(Place::Message(of, _))) if *of == channel(1)), "{asked:?}");
}

#[tokio::test]
async fn what_was_picked_can_be_taken_off_and_nobody_is_asked_for() {
    let mut window = on_the_last_message(World::busy(), Setup::default()).await;
    window.key(Chord::character('x')).await;
    window.key(Chord::named(Named::Enter).command()).await;
    assert!(window.shows("Choose at least one conversation."));
    window.key(Chord::named(Named::ArrowDown)).await;
    window.key(Chord::named(Named::Enter)).await;
    let Some(Dialog::Share(share)) = window.state().inbox.dialog() else { panic!("open") };
    let name = share.picker().picked()[0].name.clone();
    let sigil = if matches!(share.picker().picked()[0].id, conversation::Id::Channel(_)) { "#" } else { "" };
    window.click(&format!("Remove {sigil}{name}")).await.unwrap();
    let Some(Dialog::Share(share)) = window.state().inbox.dialog() else { panic!("open") };
    assert!(share.picker().picked().is_empty());
    window.key(Chord::named(Named::Escape)).await;
    assert!(!is_open(&window) && shares(&window).is_empty());
}

#[tokio::test]
async fn a_click_into_the_comment_makes_enter_share() {
    let mut window = on_the_last_message(World::busy(), Setup::default()).await;
    window.key(Chord::character('x')).await;
    window.type_text("ben").await;
    window.key(Chord::named(Named::Enter)).await;
    window.click("Comment (optional)").await.unwrap();
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(shares(&window).len(), 1);
}

#[tokio::test]
async fn tab_walks_through_the_dialog_and_escape_leaves_it() {
    let mut window = on_the_last_message(World::busy(), Setup::default()).await;
    window.key(Chord::character('x')).await;
    for _ in 0..2 {
        window.key(Chord::named(Named::Tab)).await;
    }
    window.key(Chord::named(Named::Enter)).await;
    assert!(!is_open(&window), "Enter on Cancel");
    assert!(shares(&window).is_empty());
}

#[tokio::test]
async fn sharing_a_share_passes_on_what_it_shared() {
    let mut world = World::busy();
    let first = world.rows(channel(1))[0].message.id;
    let snapshot = world.snapshot(first);
    let now = world.now.ticks();
    let share = world.put(channel(1), 2, now - MINUTE, "Worth a look", Delivery::Settled);
    world.alter(share, |row| (row.message.shared, row.original) = snapshot);
    let mut window = on_the_last_message(world, Setup::default()).await;
    window.key(Chord::character('x')).await;
    let preview = "Morning! I moved the sketches for the new onboarding to the shared folder.";
    let seen = window.texts().iter().filter(|text| text.text == preview).count();
    assert!(seen >= 2, "in the card and in the preview");
}

#[tokio::test]
async fn a_deleted_message_cannot_be_shared() {
    let mut world = World::busy();
    let last = world.rows(channel(1)).last().unwrap().message.id;
    world.alter(last, |row| row.message.marks.deleted = true);
    let mut window = on_the_last_message(world, Setup::default()).await;
    window.key(Chord::character('x')).await;
    assert!(!is_open(&window));
}

/// All sorts of shares, by people with all sorts of names.
fn passed_on() -> World {
    let mut world = World::busy();
    let now = world.now.ticks();
    let old: Vec<_> = world.rows(channel(1)).iter().map(|row| row.message.id).collect();
    let long =
        world.put(channel(3), 6, now - 300 * MINUTE, &"A line of many.\n".repeat(40), Delivery::Settled);
    let from = [old[8], old[7], old[5], long];
    for (at, (author, words)) in
        [(2, "Worth a look, @Asha Rao"), (5, ""), (6, "للعلم"), (3, "")].into_iter().enumerate()
    {
        let snapshot = world.snapshot(from[at]);
        let minutes = 9 - 2 * i64::try_from(at).unwrap();
        let share = world.put(channel(1), author, now - minutes * MINUTE, words, Delivery::Settled);
        world.alter(share, |row| {
            (row.message.shared, row.original) = snapshot;
            if at == 2 {
                row.original = None;
                if let Some(shared) = &mut row.message.shared {
                    shared.author_name = PEOPLE[6].to_owned();
                    shared.conversation = Some(group(1));
                }
            }
        });
    }
    world
}

#[tokio::test(start_paused = true)]
async fn pictures_of_sharing() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("200", Setup::default().text(200)),
        ("low", Setup::default().sized(480.0, 360.0)),
    ] {
        let mut window = open(passed_on(), setup).await;
        if matches!(name, "narrow" | "low") {
            window.click("design").await.unwrap();
        }
        window.png(&picture(&format!("shared-{name}"))).unwrap();
        window.key(Chord::named(Named::F6)).await;
        window.key(Chord::named(Named::ArrowUp)).await;
        window.key(Chord::character('x')).await;
        for query in ["eirlys", "ليلى", "support"] {
            window.type_text(query).await;
            window.key(Chord::named(Named::Enter)).await;
        }
        window.key(Chord::named(Named::ArrowDown)).await;
        window.png(&picture(&format!("sharing-{name}"))).unwrap();
    }
}

#[tokio::test]
async fn the_conversation_of_the_message_is_offered_last() {
    let mut world = World::busy();
    let now = world.now;
    for conversation in &mut world.conversations {
        conversation.last_at = Some(now);
    }
    let mut window = on_the_last_message(world, Setup::default()).await;
    window.key(Chord::character('x')).await;
    let Some(confab::screen::dialog::Dialog::Share(share)) = window.state().inbox.dialog() else {
        panic!("the dialog")
    };
    let names: Vec<_> = share.picker().answers().iter().map(|answer| format!("{answer:?}")).collect();
    assert!(!names[0].contains("\"design\""), "{}", names[0]);
    assert!(names.iter().any(|answer| answer.contains("\"design\"")));
}
