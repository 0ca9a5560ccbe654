//! Hostile texts are drawn step by step, and cost no frame more than other texts do.
//!
//! The tests count the text that a frame shapes and paints instead of measuring time, which depends on the machine:
//! each press unfolds a limited amount, and only the visible part of it is painted.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, World, channel};

use confab::headless::{Chord, Driver};
use confab::screen::inbox::timeline::fold::Fold;
use confab::widget::passage::portions::MOST;

use iced::Point;

/// Each kind by name.
fn texts() -> Vec<(&'static str, String)> {
    vec![
        ("zero-width", format!("x{}", "\u{200b}".repeat(2_000))),
        ("joined", "a\u{200d}".repeat(2_000)),
        ("combining", format!("o{}", "\u{336}\u{489}".repeat(1_000))),
        ("words", "word and ".repeat(11_200)),
        ("one-word", "w".repeat(100_000)),
        ("arabic", "مرحبا ".repeat(9_000)),
        ("emoji", "😀👩\u{200d}💻".repeat(5_000)),
        ("controls", "a\0b\u{1b}[31m\u{7}".repeat(500)),
        ("overrides", "\u{202e}\u{2066}x".repeat(1_000)),
        ("lines", "x\n".repeat(1_000)),
        ("marks", "**a *b `c [d](http://e) _f ".repeat(3_700)),
    ]
}

async fn with(text: &str, setup: Setup) -> Driver<Play> {
    let mut world = World::busy();
    let now = world.now.ticks();
    world.say_at(channel(3), 2, now - 2 * MINUTE, text);
    let mut window = open(world, setup).await;
    window.click("launch-2027").await.unwrap();
    window
}

/// Checks that the drawn parts of the message are small and limited to the visible area.
fn check(name: &str, window: &mut Driver<Play>) {
    let texts = window.texts();
    let longest = texts.iter().map(|found| found.text.chars().count()).max().unwrap();
    assert!(longest <= MOST, "{name}: {longest} characters are shaped and painted at once");
    let painted: usize = texts.iter().map(|found| found.text.chars().count()).sum();
    assert!(painted <= 8 * MOST, "{name}: {painted} characters are painted in a frame");
}

#[tokio::test]
async fn hostile_texts_unfold_by_steps_and_only_what_is_in_sight_is_painted() {
    for (name, text) in texts() {
        let mut window = with(&text, Setup::default()).await;
        check(name, &mut window);
        let (mut asked, mut before) = (0, 0);
        while window.find("Show more").is_ok() {
            let timeline = window.state().inbox.current().unwrap().timeline();
            let shown = timeline.items()[0].fold.of(&text).chars().count();
            assert!(shown - before <= 9_100, "{name}: {} characters more at once", shown - before);
            before = shown;
            window.click("Show more").await.unwrap();
            asked += 1;
            check(name, &mut window);
            window.wheel(Point::new(700.0, 300.0), -20_000.0).await;
            check(name, &mut window);
        }
        assert!(asked <= 12, "{name}: asked {asked} times");
        let fold = window.state().inbox.current().unwrap().timeline().items()[0].fold;
        assert!(matches!(fold, Fold::Short | Fold::Unfolded), "{name}: in the end all of it is there");
        window.png(&picture(&format!("hostile-{name}"))).unwrap();
    }
}

#[tokio::test]
async fn what_no_message_can_carry_is_left_out_of_what_is_pasted_and_that_is_said() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.set_clipboard("a\0b\u{1b}[31m\tc\r\nd");
    window.key(Chord::character('v').command()).await;
    let composer =
        |window: &Driver<Play>| window.state().inbox.current().unwrap().composer().text().text().to_owned();
    assert_eq!(composer(&window), "ab[31m\tc\nd");
    assert!(window.shows("2 characters that messages cannot contain were removed from the pasted text."));
    window.type_text("e").await;
    assert!(!window.shows_part("messages cannot contain"), "the next key takes the sentence away");
    window.key(Chord::character('z').command()).await;
    window.key(Chord::character('z').command()).await;
    assert_eq!(composer(&window), "", "and it is one step to undo");
}

#[tokio::test]
async fn a_line_too_long_to_be_written_in_is_refused_in_words_and_what_stands_there_stays() {
    for (pasted, words) in [
        ("w".repeat(100_000), "a line of 100000 characters; the limit is 20000."),
        ("word\n".repeat(30_000), "has 150000 characters; the limit is 100000."),
    ] {
        let mut window = open(World::busy(), Setup::default()).await;
        window.type_text("mine").await;
        window.set_clipboard(pasted);
        window.key(Chord::character('v').command()).await;
        assert!(window.shows_part(words), "{:?}", window.texts());
        assert_eq!(window.state().inbox.current().unwrap().composer().text().text(), "mine");
        window.png(&picture("hostile-pasted")).unwrap();
        window.set_clipboard("w".repeat(20_000));
        window.key(Chord::character('v').command()).await;
        assert_eq!(window.state().inbox.current().unwrap().composer().text().text().len(), 20_004);
        assert!(!window.shows_part("The pasted text"));
    }
}
