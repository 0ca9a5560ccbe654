//! The compact density: names beside the texts where there is room, above them where there is not.

use crate::app::{begun, shown};
use crate::gallery::marks;
use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, World, channel};

use confab::headless::{Chord, Driver, Found};
use confab::preferences::{Density, Preferences};
use confab::row::Delivery;

const TEXT: &str = "I moved the release to Thursday.";
const ANSWER: &str = "Then I'll tell the printers.";

fn compact(setup: Setup) -> Setup {
    let preferences = Preferences { density: Density::Compact, ..setup.preferences };
    Setup { preferences, ..setup }
}

/// A conversation that ends with a message of two lines by somebody else and a short one of the user's.
fn world() -> World {
    let mut world = World::busy();
    let now = world.now.ticks();
    world.say_at(channel(1), 2, now - 9 * MINUTE, TEXT);
    world.put(channel(1), 0, now - 3 * MINUTE, ANSWER, Delivery::Seen);
    world
}

/// The distance between the texts of the first and the last message.
fn height(window: &mut Driver<Play>) -> f32 {
    let first = window.find("Good point, will do 👍").unwrap();
    window.find(ANSWER).unwrap().y - first.y
}

#[tokio::test]
async fn compact_shows_more_messages_with_their_names_beside_the_texts() {
    let mut comfortable = open(world(), Setup::default()).await;
    let mut window = open(world(), compact(Setup::default())).await;
    let (tall, low) = (height(&mut comfortable), height(&mut window));
    assert!(low * 3.0 < tall * 2.0, "{low} instead of {tall}");
    let (text, answer) = (window.find(TEXT).unwrap(), window.find(ANSWER).unwrap());
    assert!((text.x - answer.x).abs() < 0.5, "texts are in one column: {text:?} {answer:?}");
    let beside = |found: &Found| {
        found.text == "Delivered"
            && (found.bounds.center_y() - answer.center_y()).abs() < 3.0
            && found.bounds.x < answer.x
    };
    assert!(window.texts().iter().any(beside), "the delivery mark is in the line of the text");
}

#[tokio::test]
async fn the_density_is_chosen_in_the_preferences() {
    let profile = begun().await;
    let mut window = shown(&profile).await;
    window.key(Chord::character(',').command()).await;
    window.click("Compact").await.unwrap();
    assert_eq!(window.state().theme().density(), confab::theme::Density::Compact);
    assert_eq!(profile.session.preferences().await.unwrap().density, Density::Compact);
}

#[tokio::test]
async fn pictures_of_compact_messages() {
    for (name, setup) in [
        ("compact", Setup::default()),
        ("compact-dark", Setup::default().dark()),
        ("compact-wide", Setup::default().sized(2560.0, 1440.0)),
        ("compact-narrow", Setup::default().sized(480.0, 640.0)),
        ("compact-large", Setup::default().text(200)),
    ] {
        let mut window = open(world(), compact(setup)).await;
        if name == "compact-narrow" {
            window.click("design").await.unwrap();
        }
        window.png(&picture(name)).unwrap();
        window.hover(ANSWER).await.unwrap();
        window.png(&picture(&format!("{name}-hover"))).unwrap();
    }
    for (name, setup) in
        [("compact-marks", Setup::default()), ("compact-marks-dark", Setup::default().dark())]
    {
        let mut window = open(marks(), compact(setup)).await;
        window.click("launch-2027").await.unwrap();
        window.png(&picture(name)).unwrap();
    }
}
