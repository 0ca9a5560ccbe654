//! The text of messages as it is drawn: blocks, spans, selections, in every script.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, World, channel};

use confab::headless::{Chord, Driver};

use iced::Point;

/// A window whose newest messages have these texts.
async fn saying(texts: &[&str], setup: Setup) -> Driver<Play> {
    let mut world = World::busy();
    let now = world.now.ticks();
    let mut at = now - MINUTE * i64::try_from(texts.len()).unwrap() - MINUTE;
    for (number, text) in texts.iter().enumerate() {
        at += MINUTE;
        world.say_at(channel(3), 2 + (number as u128) % 2, at, text);
    }
    let mut window = open(world, setup).await;
    window.click("launch-2027").await.unwrap();
    window
}

const BLOCKS: &str = "# Release notes\nIt has **bold**, _slanted_, ***both***, ~~gone~~, it`code`and `more code`, and [a link](https://example.org/x).\n\
    > Somebody said so\n> in two lines\nI do not.\n\
    - one\n- two with **bold**\n  - deeper\n- [x] done\n- [ ] not done\n\
    \n9. nine\n10. ten\n100. a hundred\n\
    \n| Name | Size | Note |\n|:--|--:|:-:|\n| a.txt | 12 | **new** |\n| a rather long name.txt | 1,234,567 | see https://example.org |\n\
    \n```rust\nfn main() {\n    let name = \"Ada\"; // a comment\n    println!(\"{name} {}\", 42);\n}\n```\n---\nThe end :tada:";

#[tokio::test]
async fn every_block_is_drawn() {
    for (setup, width, name) in [
        (Setup::default(), 1080.0, "text-blocks-light"),
        (Setup::default().dark(), 1080.0, "text-blocks-dark"),
        (Setup::default(), 480.0, "text-blocks-narrow"),
    ] {
        let setup = setup.sized(width, 1100.0);
        let mut window = saying(&[BLOCKS], setup).await;
        window.click("Show more").await.unwrap();
        window.move_to(Point::new(width - 200.0, 500.0)).await;
        window.png(&picture(name)).unwrap();
        assert!(window.shows("Release notes"));
        let plain = window.picture();
        // The colours come from a thread of their own.
        for _ in 0..200 {
            std::thread::sleep(std::time::Duration::from_millis(20));
            window.rest(20).await;
            window.move_to(Point::new(width - 210.0, 500.0)).await;
            window.move_to(Point::new(width - 200.0, 500.0)).await;
            if window.picture() != plain {
                break;
            }
        }
        assert!(window.picture() != plain, "code has colours");
        window.png(&picture(name)).unwrap();
        assert!(window.shows("The end 🎉"));
        assert!(window.shows("100."));
    }
}

#[tokio::test]
async fn a_selection_goes_across_paragraphs_and_messages_and_is_copied_as_typed() {
    let texts = ["first **bold** words\n\n- an item\n- another", "the `second` message"];
    let mut window = saying(&texts, Setup::default()).await;
    let from = window.find("first bold words").unwrap();
    let item = window.find("another").unwrap();
    let second = window.find("the second message").unwrap();
    window
        .drag(from.position() + iced::Vector::new(0.0, 8.0), Point::new(item.x + 200.0, item.y + 8.0))
        .await;
    window.key(Chord::character('c').command()).await;
    assert_eq!(window.clipboard(), Some(texts[0]));
    window
        .drag(Point::new(second.x + 400.0, second.y + 8.0), from.position() + iced::Vector::new(0.0, 8.0))
        .await;
    window.png(&picture("text-selected")).unwrap();
    window.key(Chord::character('c').command()).await;
    let copied = window.clipboard().unwrap().to_owned();
    assert!(copied.contains(&format!(": {}\n", texts[0])), "{copied}");
    assert!(copied.ends_with(&format!(": {}", texts[1])), "{copied}");
}
