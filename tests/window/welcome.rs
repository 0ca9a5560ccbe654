//! The Welcome screen.

use crate::app::unbegun;
use crate::twin::picture;

use confab::headless::Chord;
use confab::intent::Start;
use confab::screen::welcome::Field;
use confab::settings::Key;

use iced::keyboard::key::Named;

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
async fn enter_flags_every_field_that_is_wrong_and_goes_to_the_next() {
    let (mut window, starts) = unbegun(Err("The server could not be reached.".to_owned())).await;
    window.click("Connect to a server").await.unwrap();
    window.type_text("http://chat.example.org").await;
    window.key(Chord::named(Named::Enter)).await;
    let form = window.state().welcome().unwrap().form();
    let wrong: Vec<_> = Field::ALL.into_iter().filter(|field| form.entry(*field).trouble.is_some()).collect();
    assert_eq!(wrong, [Field::Url, Field::Name, Field::UserId, Field::CompanyId]);
    assert!(window.shows("Enter your name as others will see it."));
    window.png(&picture("connect-all-wrong")).unwrap();
    window.type_text("Asha Rao").await;
    let form = window.state().welcome().unwrap().form();
    assert_eq!(form.entry(Field::Name).text, "Asha Rao", "the next wrong one has the keyboard");
    assert!(starts.lock().unwrap().is_empty());
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
