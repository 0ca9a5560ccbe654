//! The menu of a person, from the avatar or name beside a message.

use crate::twin::{Setup, open, picture};
use crate::world::{World, direct};

use confab::headless::Chord;
use confab::screen::panel::Panel;

use iced::keyboard::key::Named;

#[tokio::test]
async fn a_name_opens_the_menu_of_its_person() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.click("Dmytro Kovalenko").await.unwrap();
    for line in ["Direct message", "Mention", "Messages from this person", "Copy name"] {
        assert!(window.shows(line), "{line}");
    }
    window.png(&picture("person-menu")).unwrap();
    window.click("Mention").await.unwrap();
    window.type_text("could you look?").await;
    assert!(window.shows("@Dmytro Kovalenko could you look?"));
}

#[tokio::test]
async fn an_avatar_does_so_too_and_leads_to_the_direct_message() {
    let mut window = open(World::busy(), Setup::default()).await;
    let name = window.find("Dmytro Kovalenko").unwrap();
    window.click_at(iced::Point::new(name.x - 30.0, name.y + 12.0)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.current().unwrap().id(), direct(3));
}

#[tokio::test]
async fn what_the_person_wrote_is_listed_and_the_name_is_copied() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.click("Dmytro Kovalenko").await.unwrap();
    window.click("Copy name").await.unwrap();
    assert_eq!(window.state().world.copied.as_deref(), Some("Dmytro Kovalenko"));
    window.click("Dmytro Kovalenko").await.unwrap();
    window.click("Messages from this person").await.unwrap();
    assert_eq!(window.state().inbox.panel(), Panel::MessageList);
    assert!(window.shows("From Dmytro Kovalenko"));
}

#[tokio::test]
async fn nobody_writes_to_or_mentions_themselves() {
    let mut window = open(World::busy(), Setup::default()).await;
    let own = window.texts().into_iter().rfind(|found| found.text == "Asha Rao").unwrap();
    window.click_at(own.bounds.center()).await;
    assert!(window.shows("Copy name") && !window.shows("Mention") && !window.shows("Direct message"));
}
