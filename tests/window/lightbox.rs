//! The lightbox: keys, wheel, dragging, and the pictures before and after.

use crate::pictures::here;
use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, World, channel};

use confab::headless::{Chord, Driver};
use confab::intent::files::{Ask, FileRequest};
use confab::intent::{Intent, Request};
use confab::screen::dialog::Dialog;
use confab::screen::dialog::lightbox::Lightbox;

use iced::Point;
use iced::keyboard::key::Named;

use std::sync::Arc;

fn seen(window: &Driver<Play>) -> &Lightbox {
    match window.state().inbox.dialog() {
        Some(Dialog::Lightbox(lightbox)) => lightbox,
        other => panic!("no picture: {other:?}"),
    }
}

fn last(window: &Driver<Play>) -> Option<&Intent> {
    window.state().world.asked.last()
}

async fn three(setup: Setup) -> Driver<Play> {
    let mut world = World::busy();
    let now = world.now.ticks();
    for number in 1..4 {
        let id = world.say_at(channel(3), 2, now - (20 - i64::from(number)) * MINUTE, "");
        let size = if number == 2 { (300, 200) } else { (4_000, 3_000) };
        world.attach(id, here(&format!("friday {number}.jpg"), number, Some(size), 3_100_000));
    }
    let mut window = open(world, setup).await;
    window.click("launch-2027").await.unwrap();
    window.settle().await;
    window
}

#[tokio::test]
async fn a_press_opens_it_and_keys_go_through_the_others() {
    let mut window = three(Setup::default()).await;
    window.click("Picture friday 3.jpg").await.unwrap();
    assert_eq!(seen(&window).place(), (3, 3));
    assert!(window.find("friday 3.jpg").is_ok());
    window.key(Chord::named(Named::ArrowLeft)).await;
    assert_eq!(seen(&window).place(), (2, 3));
    window.key(Chord::named(Named::Home)).await;
    window.key(Chord::named(Named::ArrowLeft)).await;
    assert_eq!(seen(&window).place(), (1, 3));
    window.click("Next  →").await.unwrap();
    assert_eq!(seen(&window).place(), (2, 3));
    window.key(Chord::character('s')).await;
    assert!(
        matches!(&window.state().world.asked[..], [.., Intent::Files(Ask::Save { name, .. })] if name == "friday 2.jpg")
    );
    window.key(Chord::character('c').command()).await;
    assert!(matches!(last(&window), Some(Intent::Files(Ask::CopyPicture(_)))));
    window.key(Chord::named(Named::Escape)).await;
    assert!(window.state().inbox.dialog().is_none());
}

#[tokio::test]
async fn it_is_looked_at_closely_by_keys_wheel_and_drag() {
    let mut window = three(Setup::default()).await;
    window.click("Picture friday 1.jpg").await.unwrap();
    let fits = seen(&window).factor();
    window.key(Chord::character('+')).await;
    assert!(seen(&window).factor() > fits);
    window.key(Chord::character('0')).await;
    assert!((seen(&window).factor() - fits).abs() < 1e-6);
    let at = Point::new(700.0, 500.0);
    window.wheel(at, 6.0).await;
    assert!(seen(&window).factor() > fits * 3.0);
    let before = seen(&window).shift();
    window.drag(at, Point::new(600.0, 450.0)).await;
    let after = seen(&window).shift();
    assert!(
        (after.x - before.x + 100.0).abs() < 1.0 && (after.y - before.y + 50.0).abs() < 1.0,
        "{before:?} {after:?}"
    );
    window.key(Chord::character('0').command()).await;
    assert!((seen(&window).factor() - fits).abs() < 1e-6, "not the text size");
}

#[tokio::test]
async fn a_press_beside_it_leaves_it_and_one_on_it_does_not() {
    let mut window = three(Setup::default()).await;
    window.click("Picture friday 2.jpg").await.unwrap();
    window.click_at(Point::new(540.0, 380.0)).await;
    assert_eq!(seen(&window).place(), (2, 3));
    window.click_at(Point::new(540.0, 650.0)).await;
    assert!(window.state().inbox.dialog().is_none());
}

#[tokio::test]
async fn one_that_moves_moves_when_it_is_looked_at_alone() {
    let mut world = World::busy();
    let now = world.now.ticks();
    let id = world.say_at(channel(3), 2, now - MINUTE, "");
    world.attach(id, here("party.gif", 1, Some((640, 400)), 900_000));
    let mut window = open(world, Setup::default()).await;
    window.click("launch-2027").await.unwrap();
    window.settle().await;
    let asked = |window: &Driver<Play>| {
        let is_one =
            |intent: &&Intent| matches!(intent, Intent::Session(Request::Files(FileRequest::Animate(_))));
        window.state().world.asked.iter().filter(is_one).count()
    };
    window.rest(500).await;
    assert_eq!(asked(&window), 0, "it stands still among the messages");
    window.click("Picture party.gif").await.unwrap();
    assert_eq!(asked(&window), 1);
    let pixels = |window: &Driver<Play>| seen(window).drawn().cloned().unwrap();
    let first = pixels(&window);
    window.rest(50).await;
    assert!(Arc::ptr_eq(&first, &pixels(&window)), "not yet");
    window.rest(200).await;
    let second = pixels(&window);
    assert!(!Arc::ptr_eq(&first, &second));
    for _ in 0..4 {
        window.rest(110).await;
    }
    assert!(Arc::ptr_eq(&first, &pixels(&window)), "after the last comes the first");
    window.key(Chord::named(Named::Escape)).await;
    let events = window.state().world.asked.len();
    window.rest(1_000).await;
    assert_eq!(window.state().world.asked.len(), events, "nothing moves any more");
}

#[tokio::test]
async fn a_picture_alone_looks_finished() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("480", Setup::default().sized(480.0, 640.0)),
        ("200", Setup::default().text(200)),
        ("fine", Setup { scale: 2.0, ..Setup::default() }),
    ] {
        let mut window = three(setup).await;
        window.click("Picture friday 3.jpg").await.unwrap();
        window.key(Chord::named(Named::ArrowLeft)).await;
        window.png(&picture(&format!("lightbox-{name}-small"))).unwrap();
        window.key(Chord::named(Named::ArrowLeft)).await;
        window.png(&picture(&format!("lightbox-{name}"))).unwrap();
        window.key(Chord::character('+')).await;
        window.key(Chord::character('+')).await;
        window.png(&picture(&format!("lightbox-{name}-close"))).unwrap();
    }
}
