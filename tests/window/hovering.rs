//! The action buttons of a message: where they are, and when they show.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, World, channel};

use confab::headless::{Chord, Driver, Found};
use confab::row::Delivery;

use iced::Point;
use iced::keyboard::key::Named;

const SECOND: &str = "The second page is the one I am least sure about.";
const ARABIC: &str = "مرحبًا، هل يمكن أن نراجع النص العربي معًا بعد الظهر؟";

fn all(window: &mut Driver<Play>, text: &str) -> Vec<Found> {
    window.texts().into_iter().filter(|found| found.text == text).collect()
}

#[tokio::test]
async fn the_actions_are_across_the_upper_edge_and_nothing_moves() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.hover("Connected").await.unwrap();
    let before = window.texts();
    window.hover(SECOND).await.unwrap();
    let after = window.texts();
    for found in &before {
        assert!(
            after.iter().any(|other| other.text == found.text && other.bounds == found.bounds),
            "{found:?}"
        );
    }
    let (bar, text) = (window.find("React").unwrap(), window.find(SECOND).unwrap());
    assert!(bar.y < text.y - 10.0 && bar.y + bar.height <= text.y + 5.0, "{bar:?} {text:?}");
    window.png(&picture("hover-continued")).unwrap();
}

#[tokio::test]
async fn the_pointer_reaches_the_actions_over_the_row_above() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.hover(SECOND).await.unwrap();
    let bar = window.find("React").unwrap();
    let above = Point::new(bar.center_x(), bar.y + 2.0);
    window.move_to(above).await;
    assert_eq!(window.find("React").unwrap(), bar);
    assert_eq!(all(&mut window, "React").len(), 1);
    // Beside the actions, the same height belongs to the row above.
    window.move_to(Point::new(bar.x - 200.0, above.y)).await;
    assert_ne!(window.find("React").unwrap(), bar);
    window.hover(SECOND).await.unwrap();
    window.click_at(above).await;
    assert!(window.state().inbox.dialog().is_some(), "the button was pressed");
}

#[tokio::test]
async fn only_one_message_shows_its_actions() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.hover("Connected").await.unwrap();
    window.key(Chord::named(Named::F6)).await;
    let [focused] = &all(&mut window, "React")[..] else { panic!("the focused message shows them") };
    window.hover(SECOND).await.unwrap();
    let [hovered] = &all(&mut window, "React")[..] else { panic!("the message under the pointer alone") };
    assert!(hovered.bounds.y < focused.bounds.y);
    window.key(Chord::named(Named::ArrowUp)).await;
    assert_eq!(all(&mut window, "React").len(), 1, "keys take them back");
    window.hover("Connected").await.unwrap();
    assert_eq!(all(&mut window, "React").len(), 1);
}

#[tokio::test]
async fn the_actions_of_a_row_at_the_top_are_not_cut() {
    let mut window = open(World::busy(), Setup::default().sized(1080.0, 460.0)).await;
    for _ in 0..40 {
        window.wheel(Point::new(600.0, 200.0), 0.3).await;
        window.move_to(Point::new(600.0, 62.0)).await;
        let header = window.find("Details").unwrap();
        for found in all(&mut window, "React") {
            assert!(found.bounds.y > header.y + header.height, "{found:?} {header:?}");
        }
    }
}

#[tokio::test]
async fn on_a_wide_window_a_text_stands_beside_its_author() {
    for scheme in ["light", "dark"] {
        let setup = Setup::default().sized(2560.0, 1440.0);
        let mut window = open(World::busy(), if scheme == "dark" { setup.dark() } else { setup }).await;
        window.hover(ARABIC).await.unwrap();
        let list = window.find(SECOND).unwrap().x;
        for text in [ARABIC, "React", "More"] {
            let bounds = window.find(text).unwrap();
            assert!(bounds.x + bounds.width < list + 780.0, "{text}: {bounds:?}");
        }
        window.png(&picture(&format!("wide-{scheme}"))).unwrap();
    }
}

#[tokio::test]
async fn the_mark_of_delivery_and_the_word_edited_are_beside_the_words() {
    let mut world = World::busy();
    let now = world.now.ticks();
    for (number, delivery) in [Delivery::Seen, Delivery::Accepted, Delivery::Seen].into_iter().enumerate() {
        let text = format!("mine {number}");
        let id = world.put(channel(1), 0, now + number as i64 * MINUTE / 10, &text, delivery);
        world.alter(id, |row| {
            row.message.edited_at = (number > 0).then_some(row.message.sent_at);
            row.earlier = number as u32 - number as u32 / 2 * 2;
        });
    }
    let mut window = open(world, Setup::default().sized(1400.0, 720.0)).await;
    for (mark, text) in [("Delivered", "mine 0"), ("Sent", "mine 1"), ("Delivered", "mine 2")] {
        let words = window.find(text).unwrap();
        let near = |found: &Found| {
            (found.bounds.center_y() - words.center_y()).abs() < 34.0
                && (words.x - 40.0..words.x + 200.0).contains(&found.bounds.x)
        };
        assert!(all(&mut window, mark).iter().any(near), "{text}");
    }
    window.hover("mine 1").await.unwrap();
    let edited = all(&mut window, "edited");
    assert_eq!(edited.len(), 2, "the actions do not repeat it");
    for found in &edited {
        assert_eq!(found.bounds.x, window.find("mine 1").unwrap().x);
    }
    window.png(&picture("edited-and-delivered")).unwrap();
}
