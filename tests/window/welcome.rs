//! The Welcome screen.

use crate::app::unbegun;
use crate::twin::picture;

use confab::headless::Chord;
use confab::intent::Start;
use confab::screen::welcome::{Field, Format};
use confab::settings::Key;

use iced::Size;
use iced::keyboard::key::Named;

use std::collections::HashSet;

#[tokio::test]
async fn the_demo_begins_with_one_press() {
    let (mut window, starts) = unbegun(Err("The demo could not begin.".to_owned())).await;
    window.png(&picture("welcome-light")).unwrap();
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(*starts.lock().unwrap(), [Start::Demo]);
    assert!(window.shows("The demo could not begin."));
    window.png(&picture("welcome-failed")).unwrap();
}

#[tokio::test]
async fn every_setting_is_checked_in_words_before_anything_begins() {
    let (mut window, starts) = unbegun(Err("The server could not be reached.".to_owned())).await;
    window.click("Connect to a server").await.unwrap();
    window.png(&picture("connect-light")).unwrap();
    window.type_text("http://chat.example.org").await;
    window.key(Chord::named(Named::Tab)).await;
    let plain = "Anyone on the network could read your messages: use https://. Plain http:// is only for a server on this computer.";
    assert!(window.shows(plain), "it is checked when the field is left");
    window.click("Connect").await.unwrap();
    assert!(window.shows("Enter your name as others will see it."));
    window.png(&picture("connect-wrong")).unwrap();
    assert!(starts.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_right_form_begins_and_says_so_when_it_fails() {
    let (mut window, starts) = unbegun(Err("The server could not be reached.".to_owned())).await;
    window.click("Connect to a server").await.unwrap();
    for text in [
        "https://chat.example.org/",
        "Asha Rao",
        "b1129105-9859-4ef5-b004-39adaa2e15d1",
        "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89",
        "secret",
    ] {
        window.type_text(text).await;
        window.key(Chord::named(Named::Enter)).await;
    }
    let starts = starts.lock().unwrap().clone();
    let [Start::Connect { settings, token }] = &starts[..] else { panic!("{starts:?}") };
    assert!(settings.contains(&(Key::Name, "Asha Rao".to_owned())));
    assert_eq!(token, "secret");
    assert!(window.shows("The server could not be reached."));
    window.key(Chord::named(Named::Escape)).await;
    assert!(window.shows("Try the demo"));
}

#[tokio::test]
async fn enter_goes_to_the_next_field_and_shows_no_error_for_an_empty_one() {
    let (mut window, starts) = unbegun(Err("The server could not be reached.".to_owned())).await;
    window.click("Connect to a server").await.unwrap();
    window.key(Chord::named(Named::Enter)).await;
    let form = window.state().welcome().unwrap().form();
    assert_eq!(form.on, Some(Field::Name));
    assert!(Field::ALL.into_iter().all(|field| form.entry(field).trouble.is_none()));
    for _ in 0..3 {
        window.key(Chord::named(Named::Enter)).await;
    }
    assert_eq!(window.state().welcome().unwrap().form().on, Some(Field::Token));
    // After the last field, Enter connects: now every empty field says what it needs.
    window.key(Chord::named(Named::Enter)).await;
    let form = window.state().welcome().unwrap().form();
    let wrong: Vec<_> = Field::ALL.into_iter().filter(|field| form.entry(*field).trouble.is_some()).collect();
    assert_eq!(wrong, [Field::Url, Field::Name, Field::UserId, Field::CompanyId]);
    assert_eq!(form.on, Some(Field::Url));
    assert!(window.shows("Enter your name as others will see it."));
    assert!(starts.lock().unwrap().is_empty());
}

#[tokio::test]
async fn enter_stays_in_a_field_with_a_wrong_text() {
    let (mut window, _) = unbegun(Err(String::new())).await;
    window.click("Connect to a server").await.unwrap();
    window.type_text("http://chat.example.org").await;
    window.key(Chord::named(Named::Enter)).await;
    let form = window.state().welcome().unwrap().form();
    assert_eq!(form.on, Some(Field::Url));
    assert!(form.entry(Field::Url).trouble.is_some() && form.entry(Field::Name).trouble.is_none());
}

#[tokio::test]
async fn errors_never_push_connect_out_of_sight() {
    let cases = [("wide", 1080.0, 720.0, 0), ("low", 480.0, 360.0, 0), ("large", 480.0, 360.0, 12)];
    for (name, width, height, larger) in cases {
        let (mut window, _) = unbegun(Err("The server could not be reached.".to_owned())).await;
        window.resize(Size::new(width, height)).await;
        window.click("Connect to a server").await.unwrap();
        for _ in 0..larger {
            window.key(Chord::character('+').command()).await;
        }
        window.click("Connect").await.unwrap();
        assert!(window.shows("Enter your name as others will see it.") || height < 400.0);
        let button = window.find("Connect").unwrap();
        assert!(button.y > 0.0 && button.y + button.height < height, "{name}: {button:?}");
        window.png(&picture(&format!("connect-wrong-{name}"))).unwrap();
    }
}

#[tokio::test]
async fn technical_settings_are_behind_advanced() {
    let (mut window, _) = unbegun(Err(String::new())).await;
    window.click("Connect to a server").await.unwrap();
    assert!(!window.shows("XML"));
    window.click("Advanced").await.unwrap();
    window.click("XML").await.unwrap();
    assert_eq!(window.state().welcome().unwrap().form().format, Format::Xml);
    window.png(&picture("connect-advanced")).unwrap();
}

#[test]
fn the_examples_of_two_ids_differ() {
    let examples: HashSet<_> = Field::ALL.into_iter().map(Field::example).collect();
    assert_eq!(examples.len(), Field::ALL.len());
}

#[tokio::test]
async fn the_form_says_where_the_token_goes() {
    let (mut window, _) = unbegun(Err(String::new())).await;
    window.click("Connect to a server").await.unwrap();
    assert!(window.shows("No system keyring found. The token is kept only until you quit."));
}

#[tokio::test]
async fn a_field_has_backspace_and_the_arrows_to_the_side() {
    let (mut window, _) = unbegun(Err(String::new())).await;
    window.click("Connect to a server").await.unwrap();
    window.type_text("chatt").await;
    window.key(Chord::named(Named::Backspace)).await;
    window.key(Chord::named(Named::ArrowLeft)).await;
    window.type_text("x").await;
    let text = &window.state().welcome().unwrap().form().entry(Field::Url).text;
    assert_eq!(text, "chaxt");
}
