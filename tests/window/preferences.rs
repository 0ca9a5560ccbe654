//! The preferences, on a real session.

use crate::app::{begun, shown};
use crate::twin::picture;

use confab::headless::Chord;
use confab::preferences::{Appearance, SendKey};
use confab::theme::Scheme;

use iced::keyboard::key::Named;

#[tokio::test]
async fn a_choice_holds_at_once_and_is_there_at_the_next_start() {
    let profile = begun().await;
    let mut window = shown(&profile).await;
    window.key(Chord::character(',').command()).await;
    assert!(window.shows("Preferences") && window.shows("Text size"));
    window.png(&picture("preferences-light")).unwrap();
    window.click("Dark").await.unwrap();
    assert_eq!(window.state().theme().scheme(), Scheme::Dark);
    window.click("Ctrl+Enter").await.unwrap();
    window.click("A+").await.unwrap();
    window.png(&picture("preferences-dark")).unwrap();
    let kept = profile.session.preferences().await.unwrap();
    assert_eq!((kept.appearance, kept.send_key, kept.text_size), (Appearance::Dark, SendKey::CtrlEnter, 110));
}

#[tokio::test]
async fn every_choice_is_reached_by_keys() {
    let profile = begun().await;
    let mut window = shown(&profile).await;
    window.key(Chord::character(',').command()).await;
    for _ in 0..2 {
        window.key(Chord::named(Named::ArrowDown)).await;
    }
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().theme().scheme(), Scheme::Dark);
    window.png(&picture("preferences-keys")).unwrap();
    window.key(Chord::named(Named::Escape)).await;
    assert!(!window.shows("Text size"));
}

#[tokio::test]
async fn the_text_size_follows_its_keys_anywhere() {
    let profile = begun().await;
    let mut window = shown(&profile).await;
    let size = |window: &confab::app::App| window.theme().text_size().percent();
    window.key(Chord::character('=').command()).await;
    window.key(Chord::character('=').command()).await;
    assert_eq!(size(window.state()), 125);
    window.key(Chord::character('-').command()).await;
    assert_eq!(size(window.state()), 110);
    window.key(Chord::character('0').command()).await;
    assert_eq!(size(window.state()), 100);
}

#[tokio::test]
async fn a_roster_and_the_place_of_files_are_asked_for_from_here_once_there_is_a_profile() {
    let profile = begun().await;
    let mut window = shown(&profile).await;
    window.key(Chord::character(',').command()).await;
    window.key(Chord::named(Named::Tab).shift()).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Use this storage") && !window.shows("Text size"));
    window.key(Chord::named(Named::Escape)).await;
    window.key(Chord::character(',').command()).await;
    window.key(Chord::named(Named::Tab).shift()).await;
    window.key(Chord::named(Named::Tab).shift()).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Roster file") && !window.shows("Text size"));
    let (mut window, _) = crate::app::unbegun(Err(String::new())).await;
    window.key(Chord::character(',').command()).await;
    assert!(window.shows("Text size") && !window.shows("Import a roster…"));
}
