//! Deleting without a confirmation, and undoing it: the wishes, when they are submitted, and pictures.

use crate::twin::{Message, Play, Setup, open, picture};
use crate::world::{World, channel};

use confab::chat::{MessageId, Wish};
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Request};

use iced::keyboard::key::Named;

const LAST: &str = "I'll write up what we decided.";
const GONE: &str = "Asha Rao deleted a message";

fn deleted(window: &Driver<Play>) -> Vec<MessageId> {
    let asked = window.state().world.asked.iter();
    asked
        .filter_map(|intent| match intent {
            Intent::Session(Request::Submit { wish: Wish::Delete { message }, .. }) => Some(*message),
            _ => None,
        })
        .collect()
}

/// A window in which the newest message was deleted by key.
async fn after_del(setup: Setup) -> Driver<Play> {
    let mut window = open(World::busy(), setup).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::Delete)).await;
    window
}

#[tokio::test]
async fn del_deletes_at_once_and_ctrl_z_brings_it_back_as_if_nothing_had_been() {
    let mut window = after_del(Setup::default()).await;
    assert!(window.shows("Message deleted") && window.shows(GONE) && !window.shows(LAST));
    window.key(Chord::character('z').command()).await;
    assert!(window.shows(LAST) && !window.shows("Message deleted") && !window.shows(GONE));
    window.send(Message::Pass(20_000)).await;
    assert_eq!(deleted(&window), [], "nothing was ever wished");
}

#[tokio::test]
async fn undo_is_a_button_too() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.right_click(LAST).await.unwrap();
    window.click("Delete").await.unwrap();
    assert!(window.shows(GONE));
    window.click("Undo").await.unwrap();
    assert!(window.shows(LAST));
    window.send(Message::Pass(20_000)).await;
    assert_eq!(deleted(&window), []);
}

#[tokio::test]
async fn after_a_few_seconds_it_is_wished_and_the_offer_goes() {
    let mut window = after_del(Setup::default()).await;
    assert!(window.state().inbox.pulse().is_some(), "time is asked for");
    window.send(Message::Pass(5_000)).await;
    assert!(window.shows("Undo") && deleted(&window).is_empty());
    window.send(Message::Pass(1_000)).await;
    assert_eq!(deleted(&window).len(), 1);
    assert!(!window.shows("Undo") && window.shows(GONE) && !window.shows(LAST));
    window.key(Chord::character('z').command()).await;
    assert!(window.shows(GONE), "what is wished is not undone by a key");
}

#[tokio::test]
async fn leaving_the_conversation_wishes_it_at_once() {
    let mut window = after_del(Setup::default()).await;
    window.click("general").await.unwrap();
    assert_eq!(deleted(&window).len(), 1);
    assert!(!window.shows("Undo"));
}

#[tokio::test]
async fn a_second_deletion_wishes_the_first_and_can_be_undone_itself() {
    let mut window = after_del(Setup::default()).await;
    window.key(Chord::named(Named::ArrowUp)).await;
    window.key(Chord::named(Named::Delete)).await;
    let first = deleted(&window);
    assert_eq!(first.len(), 1);
    assert_eq!(window.state().world.rows(channel(1)).last().unwrap().message.id, first[0]);
    window.key(Chord::character('z').command()).await;
    assert!(window.shows("Looks right to me. Shipping it to the test group this afternoon."));
    window.send(Message::Pass(20_000)).await;
    assert_eq!(deleted(&window), first);
}

#[tokio::test]
async fn leaving_the_program_wishes_it_and_waits_until_it_is_on_disk() {
    let mut window = after_del(Setup::default()).await;
    window.send(Message::Leave).await;
    assert_eq!(deleted(&window).len(), 1);
    assert!(!window.state().was_settled, "the wish was still on its way");
    assert!(window.state().inbox.is_settled(), "and then it was on disk");
}

#[tokio::test]
async fn a_deletion_that_the_disk_refuses_is_drawn_again_and_said() {
    let mut world = World::busy();
    world.refuses = Some("The disk is full.".to_owned());
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::Delete)).await;
    assert!(window.shows(GONE));
    window.send(Message::Pass(6_000)).await;
    assert!(window.shows(LAST) && window.shows("The disk is full."), "{:?}", window.texts());
}

#[tokio::test]
async fn ctrl_z_belongs_to_the_text_while_one_is_written() {
    let mut window = after_del(Setup::default()).await;
    window.key(Chord::named(Named::F6).shift()).await;
    window.type_text("hm").await;
    window.key(Chord::character('z').command()).await;
    assert!(window.shows(GONE), "the text was undone, not the deletion");
    window.key(Chord::character('z').command()).await;
    assert!(window.shows(LAST), "with nothing written it is the deletion's");
}

#[tokio::test]
async fn nothing_can_be_done_with_what_is_drawn_as_deleted() {
    let mut window = after_del(Setup::default()).await;
    window.key(Chord::character('s')).await;
    window.key(Chord::character('x')).await;
    window.key(Chord::named(Named::Delete)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.state().inbox.dialog().is_none() && deleted(&window).is_empty());
    // Up in an empty composer edits the previous message.
    window.key(Chord::named(Named::F6).shift()).await;
    window.key(Chord::named(Named::ArrowUp)).await;
    assert!(
        window.state().inbox.current().unwrap().composer().text().text().starts_with("Looks right to me")
    );
}

#[tokio::test(start_paused = true)]
async fn pictures_of_undoing() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 360.0)),
        ("200", Setup::default().text(200)),
    ] {
        let mut window = open(World::busy(), setup).await;
        if name == "narrow" {
            window.click("design").await.unwrap();
        }
        window.key(Chord::named(Named::F6)).await;
        window.key(Chord::named(Named::Delete)).await;
        window.png(&picture(&format!("undo-{name}"))).unwrap();
    }
}

#[tokio::test]
async fn a_toast_covers_neither_the_last_message_nor_the_composer() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::Escape).shift()).await;
    let toast = window.find("All conversations are marked as read").unwrap();
    let last = window.find("I'll write up what we decided.").unwrap();
    let composer = window.find("Message #design").unwrap();
    assert!(last.y + last.height <= toast.y && toast.y + toast.height <= composer.y, "{last:?} {toast:?}");
    window.png(&picture("toast")).unwrap();
}
