//! *Jump to…*.

use crate::twin::{Setup, open, picture};
use crate::world::{World, direct, group};

use confab::headless::Chord;
use confab::screen::inbox::focus::Focus;

use iced::keyboard::key::Named;

#[tokio::test]
async fn any_part_of_a_name_and_enter_open_it() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('k').command()).await;
    assert_eq!(window.state().inbox.focus(), Focus::Dialog);
    window.type_text("crew").await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.current().unwrap().id(), group(1));
    assert_eq!(window.state().inbox.focus(), Focus::Composer);
}

#[tokio::test]
async fn a_person_never_written_to_is_found_too() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('k').command()).await;
    window.type_text("ndiaye").await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.current().unwrap().id(), direct(7));
    assert!(window.shows("Message Fatou Ndiaye"));
}

#[tokio::test]
async fn commands_are_found_by_their_words_and_run() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('k').command()).await;
    window.type_text("shortcuts").await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Anywhere") && window.shows("Previous conversation"));
}

#[tokio::test]
async fn arrows_choose_escape_leaves_and_the_keyboard_goes_back() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("draft").await;
    window.key(Chord::character('k').command()).await;
    window.type_text("zzz").await;
    assert!(window.shows("Nothing is called “zzz”. Only names are searched, not messages."));
    window.key(Chord::named(Named::Escape)).await;
    window.type_text("!").await;
    assert!(window.shows("draft!"));
}

#[tokio::test]
async fn each_kind_has_a_heading_and_what_is_unread_says_so() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('k').command()).await;
    for heading in ["Channels", "People", "Groups"] {
        assert!(window.texts().iter().any(|text| text.text == heading), "{heading}");
    }
    let panel = window.place_of(confab::screen::dialog::view::PANEL).unwrap();
    let counts = window
        .texts()
        .into_iter()
        .filter(|text| panel.contains(text.bounds.center()) && text.text.parse::<u32>().is_ok());
    assert!(counts.count() > 0, "the switcher shows unread counts");
    window.type_text("keyboard").await;
    assert!(window.shows("Commands"));
}

#[tokio::test(start_paused = true)]
async fn pictures_of_the_switcher() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("low", Setup::default().sized(480.0, 360.0)),
        ("200", Setup::default().text(200)),
    ] {
        let mut window = open(World::busy(), setup).await;
        window.key(Chord::character('k').command()).await;
        window.png(&picture(&format!("switcher-{name}"))).unwrap();
        for _ in 0..7 {
            window.key(Chord::named(Named::ArrowDown)).await;
        }
        window.png(&picture(&format!("switcher-down-{name}"))).unwrap();
    }
}
