//! The details of a conversation: any number of members, and pictures.

use crate::message_list::marked;
use crate::twin::{Play, Setup, change, open, picture};
use crate::world::{World, channel, direct, person};

use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Read, Request};
use confab::row::{Change, Filter};
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::details::{Detail as Entry, entry_key};
use confab::screen::inbox::engine::Fact;
use confab::screen::inbox::focus::Focus;
use confab::screen::panel::Panel;

use iced::keyboard::key::Named;

async fn shown(world: World, setup: Setup) -> Driver<Play> {
    let mut window = open(world, setup).await;
    window.key(Chord::character('d').command().shift()).await;
    window
}

#[tokio::test]
async fn of_a_thousand_members_those_in_sight_are_built_and_all_are_reached() {
    let mut world = World::busy();
    world.crowd = 1_000;
    let mut window = shown(world, Setup::default()).await;
    assert!(window.shows("1009 members"));
    let drawn = |window: &mut Driver<Play>| {
        window.texts().iter().filter(|found| found.text.starts_with("Somebody")).count()
    };
    assert!(drawn(&mut window) < 60);
    window.key(Chord::named(Named::End)).await;
    assert_eq!(window.state().inbox.focus(), Focus::Panel(Some(entry_key(Entry::Member(person(1_999))))));
    assert!(window.shows("Somebody 999") && drawn(&mut window) < 60);
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.current().unwrap().id(), direct(1_999));
}

#[tokio::test]
async fn the_details_follow_the_conversation_that_is_open() {
    let mut window = shown(marked(), Setup::default()).await;
    assert_eq!(window.state().inbox.panels().details().of(), Some(channel(1)));
    window.key(Chord::named(Named::ArrowDown).alt()).await;
    assert_eq!(window.state().inbox.panels().details().of(), Some(channel(2)));
    assert_eq!(window.state().inbox.panels().details().overview().unwrap().pinned, 0);
    assert_eq!(window.state().inbox.panel(), Panel::Details);
}

#[tokio::test]
async fn one_is_told_apart_and_ones_own_messages_are_listed() {
    let mut window = shown(marked(), Setup::default()).await;
    assert!(window.shows("you") && window.shows("support"));
    for _ in 0..5 {
        window.key(Chord::named(Named::ArrowDown)).await;
    }
    assert_eq!(window.state().inbox.focus(), Focus::Panel(Some(entry_key(Entry::Member(person(0))))));
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("From Asha Rao"));
}

#[tokio::test]
async fn f6_walks_into_the_details_and_round_again() {
    let mut window = shown(marked(), Setup::default()).await;
    window.key(Chord::named(Named::F6).shift()).await;
    assert!(matches!(window.state().inbox.focus(), Focus::Sidebar(_)));
    window.key(Chord::named(Named::F6)).await;
    assert_eq!(window.state().inbox.focus(), Focus::Panel(Some(entry_key(Entry::List(Filter::Pinned)))));
}

#[tokio::test]
async fn a_failed_read_takes_no_members_away_and_is_done_again() {
    let mut window = shown(marked(), Setup::default()).await;
    let of = channel(2);
    window.key(Chord::named(Named::ArrowDown).alt()).await;
    let failed =
        Screen::Engine(Fact::MembersLoaded { of, members: Err("The disk does not answer.".to_owned()) });
    window.send(crate::twin::Message::Screen(failed)).await;
    assert!(window.shows("9 members"), "what is known stays");
    let reads = |window: &Driver<Play>| {
        let asked = window.state().world.asked.iter();
        asked.filter(|asked| **asked == Intent::Session(Request::Read(Read::Members(of)))).count()
    };
    let before = reads(&window);
    window.send(change(Change::Sidebar, |_| {})).await;
    assert_eq!(reads(&window), before + 1, "and is read again when something changes");
}

#[tokio::test]
async fn pictures_of_long_names_and_a_crowd() {
    let mut world = World::busy();
    world.crowd = 300;
    let long = "Everything about the launch of the northern region, its ports, its islands and the 北部地域 مشروع الشمال 🚢";
    world.conversations.iter_mut().find(|conversation| conversation.id == channel(1)).unwrap().name =
        long.to_owned();
    for (name, setup) in [
        ("long-light", Setup::default()),
        ("long-dark", Setup::default().dark()),
        ("long-200", Setup::default().sized(480.0, 640.0).text(200)),
    ] {
        let mut window = open(world.clone(), setup).await;
        window.key(Chord::named(Named::Enter)).await;
        window.key(Chord::character('d').command().shift()).await;
        for _ in 0..6 {
            window.key(Chord::named(Named::ArrowDown)).await;
        }
        window.png(&picture(&format!("details-{name}"))).unwrap();
    }
}

#[tokio::test]
async fn there_are_no_details_without_an_open_conversation() {
    let mut window = open(World::empty(), Setup::default()).await;
    window.key(Chord::character('d').command().shift()).await;
    assert_eq!(window.state().inbox.panel(), Panel::None);
}
