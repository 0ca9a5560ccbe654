//! Partial painting as in a software window: each frame paints only the changes, and leaves nothing of an old frame.

use crate::twin::{Play, Setup, open};
use crate::world::World;

use confab::headless::{Chord, Driver, Surface};

use iced::Point;
use iced::keyboard::key::Named;

use std::time::Duration;

/// The tolerance for antialiased edges, which differ a little when they are painted in part.
const ALIKE: u8 = 3;

/// Paints the frame partially and compares it with one painted as a whole. If a caret blinked or a tooltip appeared
/// between the two, the next partial painting shows it too; leftovers of an old frame stay.
fn clean(window: &mut Driver<Play>, surface: &mut Surface, step: &str) {
    let mut wrong = None;
    for _ in 0..3 {
        let _ = window.paint(surface).expect("the software renderer");
        let shown = surface.picture().unwrap();
        let whole = window.picture();
        assert_eq!(shown.size, whole.size);
        let pixels = || shown.rgba.iter().zip(&whole.rgba).enumerate();
        match pixels().find(|(_, (one, other))| one.abs_diff(**other) > ALIKE) {
            None => return,
            Some((at, _)) => wrong = Some((at, shown, whole)),
        }
    }
    let (at, shown, whole) = wrong.unwrap();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    shown.write(&folder.join("surface-shown.png")).unwrap();
    whole.write(&folder.join("surface-whole.png")).unwrap();
    let (x, y) = (at / 4 % whole.size.width as usize, at / 4 / whole.size.width as usize);
    panic!("{step}: something is left behind at {x}, {y}; see surface-*.png in target/tmp");
}

#[tokio::test(start_paused = true)]
async fn a_dialog_leaves_nothing_behind() {
    let mut window = open(World::busy(), Setup::default()).await;
    let mut surface = Surface::new();
    clean(&mut window, &mut surface, "at first");
    window.key(Chord::character('k').command()).await;
    clean(&mut window, &mut surface, "opened");
    for letter in ["g", "e", "n"] {
        window.type_text(letter).await;
        clean(&mut window, &mut surface, "typed");
    }
    for _ in 0..3 {
        window.key(Chord::named(Named::Backspace)).await;
        clean(&mut window, &mut surface, "taken back");
    }
    window.key(Chord::named(Named::ArrowDown)).await;
    clean(&mut window, &mut surface, "chosen");
    window.key(Chord::named(Named::Escape)).await;
    clean(&mut window, &mut surface, "closed");
}

#[tokio::test(start_paused = true)]
async fn a_key_repaints_the_composer_alone() {
    let mut window = open(World::busy(), Setup::default()).await;
    let mut surface = Surface::new();
    window.type_text("a").await;
    let _ = window.paint(&mut surface).expect("the software renderer");
    window.type_text("b").await;
    let painted = window.paint(&mut surface).unwrap();
    let area: f32 = painted.damage.iter().map(|part| part.width * part.height).sum();
    let whole = window.picture().size;
    assert!(area > 0.0, "the letter was not painted");
    let share = area / (whole.width as f32 * whole.height as f32);
    assert!(share < 0.1, "{share} of the window was painted for one letter: {:?}", painted.damage);
}

#[tokio::test(start_paused = true)]
async fn a_scrolled_conversation_has_few_layers() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.wheel(Point::new(700.0, 300.0), 6.0).await;
    let layers = window.paint(&mut Surface::new()).unwrap().layers;
    // The window, the sidebar's list and its two groups of faces, the messages, the bar of a row, the scroll bar, and
    // *Jump to latest*.
    assert!(layers.len() <= 8, "{layers:#?}");
    let size = window.picture().size;
    let large =
        layers.iter().filter(|layer| layer.width * layer.height > 0.5 * (size.width * size.height) as f32);
    assert!(large.count() <= 2, "{layers:#?}");
}

#[tokio::test(start_paused = true)]
async fn the_pointer_and_the_wheel_leave_nothing_behind() {
    let mut window = open(World::busy(), Setup::default()).await;
    let mut surface = Surface::new();
    clean(&mut window, &mut surface, "at first");
    for at in [(600.0, 300.0), (620.0, 420.0), (960.0, 30.0), (100.0, 200.0), (960.0, 640.0)] {
        window.move_to(Point::new(at.0, at.1)).await;
        clean(&mut window, &mut surface, "moved");
        window.pause(Duration::from_millis(800)).await;
        clean(&mut window, &mut surface, "rested");
    }
    for lines in [2.0, 1.0, -1.0, -4.0] {
        window.wheel(Point::new(600.0, 300.0), lines).await;
        clean(&mut window, &mut surface, "scrolled");
    }
    window.right_click("I'll write up what we decided.").await.unwrap();
    clean(&mut window, &mut surface, "menu");
    window.key(Chord::named(Named::ArrowDown)).await;
    clean(&mut window, &mut surface, "menu's next");
    window.key(Chord::named(Named::Escape)).await;
    clean(&mut window, &mut surface, "menu closed");
}
