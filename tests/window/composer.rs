//! Writing, sending and editing: the screen, and the requests made.

use crate::twin::{Message, Setup, open};
use crate::world::{World, channel};

use confab::chat::draft::Aim;
use confab::chat::{Draft, Wish};
use confab::headless::Chord;
use confab::intent::{Intent, Request};
use confab::preferences::SendKey;

use iced::keyboard::key::Named;

fn wishes(asked: &[Intent]) -> Vec<Wish> {
    asked
        .iter()
        .filter_map(|intent| match intent {
            Intent::Session(Request::Submit { wish, .. }) => Some(wish.clone()),
            _ => None,
        })
        .collect()
}

fn kept(asked: &[Intent]) -> Vec<Draft> {
    asked
        .iter()
        .filter_map(|intent| match intent {
            Intent::Session(Request::Keep { draft, .. }) => Some(draft.clone()),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn enter_sends_the_bubble_appears_and_the_field_empties() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("Good morning!").await;
    assert!(window.shows("Good morning!"));
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Message #design"), "the field is empty again");
    assert!(window.shows("Good morning!"), "the bubble stands in the timeline");
    let sent = wishes(&window.state().world.asked);
    assert!(matches!(&sent[..], [Wish::Post(post)] if post.text == "Good morning!" && post.to == channel(1)));
}

#[tokio::test]
async fn a_refusal_of_the_disk_leaves_the_text_and_says_why() {
    let mut world = World::busy();
    world.refuses = Some("There is no room left on the disk.".to_owned());
    let mut window = open(world, Setup::default()).await;
    window.type_text("precious").await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("precious"));
    assert!(
        window.shows("Could not save this message, so it was not sent. There is no room left on the disk.")
    );
}

#[tokio::test]
async fn a_draft_is_kept_within_a_second_and_at_once_when_one_leaves() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("half a").await;
    window.send(Message::Pass(300)).await;
    assert_eq!(kept(&window.state().world.asked).len(), 0);
    window.send(Message::Pass(500)).await;
    assert_eq!(kept(&window.state().world.asked).last().unwrap().text, "half a");
    window.type_text(" thought").await;
    window.click("general").await.unwrap();
    assert_eq!(window.state().world.drafts[&channel(1).into()].text, "half a thought");
    assert!(!window.shows("half a thought"));
    window.click("design").await.unwrap();
    assert!(window.shows("half a thought"));
}

#[tokio::test]
async fn a_stored_draft_with_its_edit_comes_back_at_the_next_start() {
    let mut world = World::busy();
    let own = world.rows(channel(1)).last().unwrap().message.id;
    let draft = Draft {
        text: "better words".to_owned(),
        tags: Vec::new(),
        files: Vec::new(),
        aim: Aim::Edit(own),
        aside: None,
    };
    world.drafts.insert(channel(1).into(), draft);
    let mut window = open(world, Setup::default()).await;
    assert!(window.shows("Editing your message"));
    window.key(Chord::named(Named::Enter)).await;
    let sent = wishes(&window.state().world.asked);
    assert!(matches!(&sent[..], [Wish::Edit { message, text }] if *message == own && text == "better words"));
    assert!(!window.shows("Editing your message"));
}

#[tokio::test]
async fn up_in_an_empty_field_edits_the_last_own_message_and_escape_leaves_it() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::ArrowUp)).await;
    assert!(window.shows("Editing your message"));
    window.type_text(" And when.").await;
    assert!(window.shows("I'll write up what we decided. And when."));
    window.key(Chord::named(Named::Escape)).await;
    assert!(!window.shows("Editing your message"));
    assert!(window.shows("Message #design"));
}

#[tokio::test]
async fn writing_goes_on_in_the_field_when_an_edit_is_over() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::ArrowUp)).await;
    window.key(Chord::named(Named::Escape)).await;
    window.type_text("and on").await;
    assert!(window.shows("and on"), "{:?}", window.texts());
}

#[tokio::test]
async fn up_passes_over_a_message_that_is_archived() {
    let mut world = World::busy();
    let own = world.rows(channel(1)).last().unwrap().message.id;
    world.alter(own, |row| row.message.marks.archived = true);
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::named(Named::ArrowUp)).await;
    let aim = window.state().inbox.current().unwrap().composer().aim();
    assert!(matches!(aim, Aim::Edit(message) if message != own), "{aim:?}");
}

#[tokio::test]
async fn up_in_a_field_with_text_moves_the_caret() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("text").await;
    window.key(Chord::named(Named::ArrowUp)).await;
    assert!(!window.shows("Editing your message"));
}

#[tokio::test]
async fn enter_makes_a_line_inside_code_when_one_chose_that() {
    let mut setup = Setup::default();
    setup.preferences.send_key = SendKey::EnterOutsideCode;
    let mut window = open(World::busy(), setup).await;
    window.type_text("```").await;
    window.key(Chord::named(Named::Enter)).await;
    window.type_text("x").await;
    window.key(Chord::named(Named::Enter)).await;
    window.type_text("```").await;
    assert_eq!(wishes(&window.state().world.asked).len(), 0);
    window.key(Chord::named(Named::Enter)).await;
    let sent = wishes(&window.state().world.asked);
    assert!(matches!(&sent[..], [Wish::Post(post)] if post.text == "```\nx\n```"));
}

#[tokio::test]
async fn undo_and_redo_work() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("one").await;
    window.key(Chord::character('z').command()).await;
    assert!(window.shows("Message #design"));
    window.key(Chord::character('z').command().shift()).await;
    assert!(window.shows("one"));
}

#[tokio::test]
async fn a_press_beside_the_text_loses_no_typing() {
    let mut window = open(World::busy(), Setup::default()).await;
    let field = window.find("Message #design").unwrap();
    window.type_text("one").await;
    // A press on the frame around the text, and on the empty part of the timeline.
    for (at, text) in
        [(iced::Point::new(field.x - 10.0, field.y - 6.0), " two"), (iced::Point::new(700.0, 20.0), " three")]
    {
        window.click_at(at).await;
        window.type_text(text).await;
    }
    assert_eq!(window.state().inbox.current().unwrap().composer().text().text(), "one two three");
}
