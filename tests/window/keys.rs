//! The keyboard in the window: the focus is one value, and everything follows it.

use crate::twin::{Setup, open, picture};
use crate::world::{World, channel};

use confab::headless::Chord;
use confab::screen::dialog::Dialog;
use confab::screen::inbox::Column;
use confab::screen::inbox::focus::{Button, Entry, Focus};
use confab::screen::panel::Panel;

use iced::keyboard::key::Named;

#[tokio::test]
async fn f6_walks_through_the_panes_round_and_round() {
    let mut window = open(World::busy(), Setup::default()).await;
    let newest = window.state().world.rows(channel(1)).last().unwrap().message.id;
    let sidebar = Focus::Sidebar(Entry::Conversation(channel(1)));
    assert_eq!(window.state().inbox.focus(), Focus::Composer);
    for focus in [Focus::Message(newest), sidebar, Focus::Composer] {
        window.key(Chord::named(Named::F6)).await;
        assert_eq!(window.state().inbox.focus(), focus);
    }
    window.key(Chord::named(Named::F6).shift()).await;
    assert_eq!(window.state().inbox.focus(), sidebar);
}

#[tokio::test]
async fn tab_reaches_the_buttons_of_the_header_and_enter_presses_them() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::Tab).shift()).await;
    for button in [Button::Details, Button::More] {
        window.key(Chord::named(Named::Tab).shift()).await;
        assert_eq!(window.state().inbox.focus(), Focus::Header(button));
    }
    window.png(&picture("header-focus")).unwrap();
    window.key(Chord::named(Named::Enter)).await;
    assert!(matches!(window.state().inbox.dialog(), Some(Dialog::Conversation(_))));
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(window.state().inbox.focus(), Focus::Header(Button::More));
    window.key(Chord::named(Named::Tab)).await;
    window.key(Chord::named(Named::Space)).await;
    assert_eq!(window.state().inbox.panel(), Panel::Details);
}

#[tokio::test]
async fn what_is_typed_where_it_means_nothing_goes_to_the_composer_whole() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::F6).shift()).await;
    window.type_text("fyi, 7 of ¿9?").await;
    assert_eq!(window.state().inbox.focus(), Focus::Composer);
    let text = |window: &confab::headless::Driver<crate::twin::Play>| {
        window.state().inbox.current().unwrap().composer().text().text().to_owned()
    };
    assert_eq!(text(&window), "fyi, 7 of ¿9?");
    window.key(Chord::named(Named::F6)).await;
    window.type_text("h").await;
    window.key(Chord::character('k').command()).await;
    window.type_text("gen").await;
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(text(&window), "fyi, 7 of ¿9?h", "a dialog has its own field");
    let mut narrow = open(World::busy(), Setup::default().sized(480.0, 640.0)).await;
    narrow.type_text("x").await;
    assert_eq!(narrow.state().inbox.column(), Column::Sidebar, "the composer is not in view");
}

#[tokio::test]
async fn a_letter_on_a_message_is_a_command_and_not_typed() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.type_text("e").await;
    assert!(window.shows("Editing your message"));
    assert_eq!(window.state().inbox.focus(), Focus::Composer);
    assert_eq!(
        window.state().inbox.current().unwrap().composer().text().text(),
        "I'll write up what we decided."
    );
}

#[tokio::test]
async fn arrows_move_over_messages_and_down_from_the_newest_is_the_composer() {
    let mut window = open(World::busy(), Setup::default()).await;
    let ids: Vec<_> = window.state().world.rows(channel(1)).iter().map(|row| row.message.id).collect();
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::ArrowUp)).await;
    assert_eq!(window.state().inbox.focus(), Focus::Message(ids[ids.len() - 2]));
    window.key(Chord::named(Named::Home)).await;
    assert_eq!(window.state().inbox.focus(), Focus::Message(ids[0]));
    assert!(window.shows("Yesterday"), "the oldest message was brought into sight");
    window.key(Chord::named(Named::End)).await;
    window.key(Chord::named(Named::ArrowDown)).await;
    assert_eq!(window.state().inbox.focus(), Focus::Composer);
    window.type_text("typed").await;
    assert!(window.shows("typed"), "iced's focus followed");
}

#[tokio::test]
async fn alt_and_arrows_change_the_conversation_and_shift_goes_to_unread_ones() {
    let mut window = open(World::busy(), Setup::default()).await;
    let here = |window: &crate::twin::Twin| window.inbox.current().unwrap().id();
    window.key(Chord::named(Named::ArrowDown).alt()).await;
    assert_eq!(here(window.state()), channel(2));
    window.key(Chord::named(Named::ArrowDown).alt().shift()).await;
    assert_eq!(here(window.state()), channel(4), "the next one with unread messages");
    window.key(Chord::named(Named::ArrowUp).alt()).await;
    assert_eq!(here(window.state()), channel(3));
}

#[tokio::test]
async fn escape_leaves_the_innermost_thing_first() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('o').command().shift()).await;
    assert_eq!(window.state().inbox.panel(), Panel::Outbox);
    window.key(Chord::character('/').command()).await;
    assert!(window.state().inbox.dialog().is_some());
    window.key(Chord::named(Named::Escape)).await;
    assert!(window.state().inbox.dialog().is_none());
    assert_eq!(window.state().inbox.panel(), Panel::Outbox);
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(window.state().inbox.panel(), Panel::None);
    assert_eq!(window.state().inbox.focus(), Focus::Composer);
}

#[tokio::test]
async fn a_narrow_window_shows_one_column_and_goes_back() {
    let mut window = open(World::busy(), Setup::default().sized(480.0, 360.0)).await;
    assert!(window.shows("Channels") && !window.shows("Message #design"));
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.column(), Column::Conversation);
    assert!(window.shows("Message #design") && !window.shows("Channels"));
    window.click("All conversations").await.unwrap();
    assert_eq!(window.state().inbox.column(), Column::Sidebar);
    window.resize(iced::Size::new(1_000.0, 700.0)).await;
    assert!(window.shows("Channels") && window.shows("Message #design"));
}

#[tokio::test]
async fn the_ring_is_drawn_for_keys_and_not_for_the_pointer() {
    let mut window = open(World::busy(), Setup::default()).await;
    assert_eq!(window.state().inbox.ring(), None);
    window.key(Chord::named(Named::F6).shift()).await;
    assert!(window.state().inbox.ring().is_some());
    window.click("general").await.unwrap();
    assert_eq!(window.state().inbox.ring(), None);
}

#[tokio::test]
async fn the_way_back_in_a_narrow_window_says_what_there_is_to_read() {
    let mut window = open(World::busy(), Setup::default().sized(480.0, 640.0)).await;
    window.click("general").await.unwrap();
    window.png(&picture("narrow-back")).unwrap();
    let count = window.texts().into_iter().find(|found| found.text == "14" && found.bounds.y < 52.0);
    assert!(count.is_some_and(|count| count.bounds.x < 100.0), "{:?}", window.texts());
}
