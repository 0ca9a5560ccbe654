//! Links: which texts are links, the address shown for them, and when Confab asks before it opens one.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, World, channel};

use confab::headless::{Chord, Driver};
use confab::intent::Intent;
use confab::row::Delivery;

use iced::keyboard::key::Named;

/// A window whose newest message has this text.
async fn saying(text: &str, setup: Setup) -> Driver<Play> {
    let mut world = World::busy();
    let now = world.now.ticks();
    world.put(channel(1), 2, now - MINUTE, text, Delivery::Settled);
    open(world, setup).await
}

fn followed(window: &Driver<Play>) -> Vec<String> {
    let asked = window.state().world.asked.iter();
    asked
        .filter_map(|intent| match intent {
            Intent::Follow(address) => Some(address.clone()),
            _ => None,
        })
        .collect()
}

/// A point in the first word of this text.
fn beginning(window: &mut Driver<Play>, text: &str) -> iced::Point {
    let found = window.find(text).unwrap();
    found.position() + iced::Vector::new(12.0, 10.0)
}

#[tokio::test]
async fn an_honest_link_says_its_host_on_hover_and_opens_at_once() {
    let text = "https://www.example.org/a/long/way?down=1 is it";
    let mut window = saying(text, Setup::default()).await;
    let place = beginning(&mut window, text);
    assert!(!window.shows("www.example.org"));
    window.move_to(place).await;
    assert!(window.shows("www.example.org"), "{:?}", window.texts());
    window.click_at(place).await;
    assert_eq!(followed(&window), ["https://www.example.org/a/long/way?down=1"]);
    window.move_to(iced::Point::new(900.0, 20.0)).await;
    assert!(!window.shows("www.example.org"), "the pointer is elsewhere");
}

#[tokio::test]
async fn what_is_said_beside_a_link_goes_when_a_dialog_comes() {
    let text = "https://www.example.org/a is it";
    let mut window = saying(text, Setup::default()).await;
    let place = beginning(&mut window, text);
    window.move_to(place).await;
    assert!(window.shows("www.example.org"));
    window.key(Chord::character('k').command()).await;
    assert!(!window.shows("www.example.org"));
}

#[tokio::test]
async fn a_link_that_says_something_else_is_asked_about() {
    let text = "[https://bank.example](https://evil.example/login) please";
    let shown = "https://bank.example please";
    let mut window = saying(text, Setup::default()).await;
    let place = beginning(&mut window, shown);
    window.move_to(place).await;
    assert!(window.shows("evil.example"));
    window.click_at(place).await;
    assert!(window.shows("Open evil.example?") && followed(&window).is_empty());
    window.key(Chord::named(Named::Enter)).await;
    assert!(followed(&window).is_empty(), "Enter is on Cancel");
    // At another point in it: two clicks at the same point would be a double click, which selects.
    window.click_at(place + iced::Vector::new(30.0, 0.0)).await;
    window.click("Open").await.unwrap();
    assert_eq!(followed(&window), ["https://evil.example/login"]);
}

#[tokio::test]
async fn a_host_behind_a_name_is_asked_about() {
    let text = "https://bank.example@evil.example/ now";
    let mut window = saying(text, Setup::default()).await;
    let place = beginning(&mut window, text);
    window.click_at(place).await;
    assert!(window.shows("Open evil.example?") && followed(&window).is_empty());
}

#[tokio::test]
async fn a_link_is_opened_by_keys_from_the_menu() {
    let mut window = saying("See mailto:ben@example.org or https://example.org/", Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Write to ben@example.org"));
    assert!(window.shows("Open example.org"));
    for _ in 0..8 {
        window.key(Chord::named(Named::ArrowDown)).await;
    }
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(followed(&window), ["https://example.org/"]);
}

#[tokio::test]
async fn nothing_else_is_a_link() {
    let text = "javascript:alert(1) [x](file:///etc/passwd) data:text/html,x";
    let mut window = saying(text, Setup::default()).await;
    assert!(window.shows(text), "drawn as it was written");
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(!window.texts().iter().any(|text| text.text.starts_with("Open ")));
}

#[tokio::test(start_paused = true)]
async fn pictures_of_links() {
    for (name, setup) in
        [("light", Setup::default()), ("dark", Setup::default().dark()), ("200", Setup::default().text(200))]
    {
        let shown = "the plan is at https://bank.example@evil.example/ now";
        let text = "[the plan](https://example.org/plan) is at https://bank.example@evil.example/ now";
        let mut window = saying(text, setup).await;
        let place = beginning(&mut window, shown);
        window.move_to(place).await;
        window.png(&picture(&format!("link-{name}"))).unwrap();
        window.click_at(place).await;
        window.png(&picture(&format!("link-asked-{name}"))).unwrap();
    }
}
