//! The text of messages as it is drawn: blocks, spans, selections, in every script.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, World, channel};

use confab::headless::{Chord, Driver};

use iced::Point;
use iced::keyboard::key::Named;

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

#[tokio::test]
async fn a_quote_begins_an_answer_with_the_selection_or_the_message() {
    let texts = ["first **bold** words\nand a second line", "another"];
    let mut window = saying(&texts, Setup::default()).await;
    let composer =
        |window: &Driver<Play>| window.state().inbox.current().unwrap().composer().text().text().to_owned();
    let place = window.find("first bold words\nand a second line").unwrap();
    window.drag(Point::new(place.x, place.y + 8.0), Point::new(place.x + 500.0, place.y + 8.0)).await;
    window.press_at(Point::new(place.x + 20.0, place.y + 8.0), iced::mouse::Button::Right).await;
    window.click("Quote").await.unwrap();
    assert_eq!(composer(&window), "> first **bold** words\n");
    window.type_text("yes").await;
    window.click_at(Point::new(place.x + 20.0, place.y + 8.0)).await;
    window.right_click("another").await.unwrap();
    window.click("Quote").await.unwrap();
    assert_eq!(composer(&window), "> first **bold** words\nyes\n> another\n");
    window.png(&picture("text-quoted")).unwrap();
}

/// A window in which the words "second line" are selected, of three messages.
async fn selected() -> Driver<Play> {
    let mut window = saying(&["first line", "second line", "third"], Setup::default()).await;
    let place = window.find("second line").unwrap();
    window.drag(Point::new(place.x, place.y + 8.0), Point::new(place.x + 500.0, place.y + 8.0)).await;
    window
}

#[tokio::test]
async fn f6_goes_to_the_message_in_which_text_is_selected_and_q_quotes_it() {
    let mut window = selected().await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::character('q')).await;
    assert_eq!(window.state().inbox.current().unwrap().composer().text().text(), "> second line\n");
}

#[tokio::test]
async fn esc_and_typing_end_a_selection_and_ctrl_a_is_then_the_composers() {
    for typed in [false, true] {
        let mut window = selected().await;
        if typed {
            window.type_text("abc").await;
        } else {
            window.key(Chord::named(Named::Escape)).await;
            window.type_text("abc").await;
        }
        window.key(Chord::character('a').command()).await;
        window.key(Chord::character('c').command()).await;
        assert_eq!(window.clipboard(), Some("abc"), "{typed}");
    }
}

#[tokio::test]
async fn while_text_is_selected_ctrl_a_leaves_the_composer_alone() {
    let mut window = saying(&["first line", "second line"], Setup::default()).await;
    window.type_text("abc").await;
    let place = window.find("second line").unwrap();
    window.drag(Point::new(place.x, place.y + 8.0), Point::new(place.x + 30.0, place.y + 8.0)).await;
    window.key(Chord::character('a').command()).await;
    window.key(Chord::character('c').command()).await;
    assert_eq!(window.clipboard(), Some("second line"));
}

#[tokio::test]
async fn after_a_quote_the_keys_are_the_composers() {
    let mut window = selected().await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::character('q')).await;
    window.key(Chord::character('a').command()).await;
    window.key(Chord::character('c').command()).await;
    assert_eq!(window.clipboard(), Some("> second line\n"));
}

#[tokio::test]
async fn a_menu_over_another_message_copies_that_one() {
    let mut window = selected().await;
    window.right_click("third").await.unwrap();
    window.key(Chord::character('c').command()).await;
    assert_eq!(window.state().world.copied.as_deref(), Some("third"));
}

#[tokio::test]
async fn the_menu_copies_the_selected_text() {
    let mut window = selected().await;
    let place = window.find("second line").unwrap();
    window.drag(Point::new(place.x, place.y + 8.0), Point::new(place.x + 44.0, place.y + 8.0)).await;
    window.press_at(Point::new(place.x + 10.0, place.y + 8.0), iced::mouse::Button::Right).await;
    window.click("Copy text").await.unwrap();
    let copied = window.state().world.copied.clone().unwrap();
    assert!(copied.starts_with("secon") && copied.len() < "second line".len(), "{copied}");
}

#[tokio::test]
async fn a_selection_grows_by_keys_and_starts_beside_the_text() {
    let texts = ["first line", "second line", "third"];
    let mut window = saying(&texts, Setup::default()).await;
    let first = window.find("first line").unwrap();
    let second = window.find("second line").unwrap();
    // Left of the words, under the avatar.
    window
        .drag(Point::new(first.x - 30.0, first.y + 10.0), Point::new(first.x + 700.0, first.y + 10.0))
        .await;
    window.key(Chord::character('c').command()).await;
    assert_eq!(window.clipboard(), Some("first line"));
    window.key(Chord::named(Named::ArrowDown).shift()).await;
    window.key(Chord::named(Named::End).shift()).await;
    window.key(Chord::character('c').command()).await;
    let copied = window.clipboard().unwrap().to_owned();
    assert!(copied.lines().count() == 2 && copied.ends_with("second line"), "{copied}");
    window.key(Chord::named(Named::ArrowLeft).shift()).await;
    window.key(Chord::character('c').command()).await;
    assert!(window.clipboard().unwrap().ends_with("second lin"), "{:?}", window.clipboard());
    // A quick press, one move, release.
    window.drag(Point::new(second.x, second.y + 10.0), Point::new(second.x + 30.0, second.y + 10.0)).await;
    window.key(Chord::character('c').command()).await;
    assert!("second line".starts_with(window.clipboard().unwrap()));
}

#[tokio::test]
async fn a_selection_ends_with_its_conversation() {
    let mut window = saying(&["some words here"], Setup::default()).await;
    let place = window.find("some words here").unwrap();
    window.drag(Point::new(place.x, place.y + 8.0), Point::new(place.x + 300.0, place.y + 8.0)).await;
    window.click("general").await.unwrap();
    window.set_clipboard("before");
    window.key(Chord::character('c').command()).await;
    assert_eq!(window.clipboard(), Some("before"));
    window.click("launch-2027").await.unwrap();
    window.key(Chord::character('c').command()).await;
    assert_eq!(window.clipboard(), Some("before"));
}

/// Constructs that are combined with every script.
const CONSTRUCTS: &[&str] = &[
    "{}",
    "**{}**",
    "*{}* {}",
    "`{}` {}",
    "{} ~~{}~~",
    "> {}\n{}",
    "- {}\n- {}",
    "1. {}\n10. {}",
    "# {}",
    "{} https://example.org/{} {}",
    "[{}](https://example.org) {}",
    "| {} | 1 |\n|---|--:|\n| {} | 2 |",
    "({}) “{}” **{}**{}",
    "{} @Asha Rao {}",
    "```\n{}\n```",
];
/// A few words in many scripts.
const SCRIPTS: &[&str] = &[
    "the quick brown fox",
    "Größe übermäßig",
    "быстрая лиса",
    "γρήγορη αλεπού",
    "שועל מהיר",
    "ثعلب سريع",
    "すばやい狐",
    "敏捷的狐狸",
    "빠른 여우",
    "จิ้งจอกว่องไว",
    "तेज़ लोमड़ी",
    "fox שועל fox",
    "👩‍💻 🇯🇵 ❤️",
];

/// About 300 texts: every construct, script and mixture.
fn corpus() -> Vec<String> {
    let mut texts: Vec<String> = include_str!("text/corpus.txt")
        .split("\n%\n")
        .map(|text| text.trim_end_matches('\n').to_owned())
        .collect();
    for script in SCRIPTS {
        texts.extend(CONSTRUCTS.iter().map(|construct| construct.replace("{}", script)));
    }
    texts
}

#[tokio::test]
async fn a_corpus_of_texts_is_drawn_without_losing_a_word() {
    let texts = corpus();
    assert!(texts.len() >= 300, "{}", texts.len());
    for (scheme, setup) in [("light", Setup::default()), ("dark", Setup::default().dark())] {
        for (number, some) in texts.chunks(22).enumerate() {
            let some: Vec<&str> = some.iter().map(String::as_str).collect();
            let mut window = saying(&some, setup.clone().sized(1080.0, 2400.0)).await;
            let drawn: String = window.texts().into_iter().map(|found| found.text).collect();
            for text in &some {
                for word in text.split(|letter: char| !letter.is_alphabetic()).filter(|word| word.len() > 4) {
                    let is_address = text.contains("](") && text.contains("https");
                    assert!(
                        drawn.contains(word) || is_address || text.contains(":tada:"),
                        "{word} of {text:?}"
                    );
                }
            }
            window.png(&picture(&format!("corpus-{number:02}-{scheme}"))).unwrap();
        }
    }
}
