//! Writing in the composer: formats, lists, tables, emoji, and words of an input method.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{World, channel};

use confab::headless::{Chord, Driver};
use confab::screen::inbox::focus::Focus;

use iced::Event;
use iced::advanced::input_method;
use iced::keyboard::key::Named;

fn text(window: &Driver<Play>) -> &str {
    window.state().inbox.current().unwrap().composer().text().text()
}

fn input(event: input_method::Event) -> Event {
    Event::InputMethod(event)
}

fn preedit(words: &str) -> Event {
    input(input_method::Event::Preedit(words.to_owned(), None))
}

#[tokio::test]
async fn formats_have_their_keys_and_keep_the_words_selected() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("some words").await;
    for (key, marked) in [
        (Chord::character('b').command(), "some **words**"),
        (Chord::character('i').command(), "some *words*"),
        (Chord::character('x').command().shift(), "some ~~words~~"),
        (Chord::character('c').command().shift(), "some `words`"),
    ] {
        window.key(key.clone()).await;
        assert_eq!(text(&window), marked);
        window.key(key).await;
        assert_eq!(text(&window), "some words");
    }
    window.key(Chord::character('a').command()).await;
    window.key(Chord::character('b').command()).await;
    window.key(Chord::character('i').command()).await;
    assert_eq!(text(&window), "***some words***");
    window.key(Chord::character('z').command()).await;
    assert_eq!(text(&window), "**some words**");
}

#[tokio::test]
async fn a_new_line_continues_a_list_until_an_empty_item() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("1. one").await;
    window.key(Chord::named(Named::Enter).shift()).await;
    window.type_text("two").await;
    window.key(Chord::named(Named::Enter).shift()).await;
    window.key(Chord::named(Named::Enter).shift()).await;
    window.type_text("end").await;
    assert_eq!(text(&window), "1. one\n2. two\nend");
}

#[tokio::test]
async fn cells_of_a_spreadsheet_are_pasted_as_a_table() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.set_clipboard("Part\tPrice\nBolt\t1.20\n");
    window.key(Chord::character('v').command()).await;
    assert_eq!(text(&window), "| Part | Price |\n| --- | --- |\n| Bolt | 1.20 |");
    window.key(Chord::character('z').command()).await;
    assert_eq!(text(&window), "Part\tPrice\nBolt\t1.20\n");
}

#[tokio::test]
async fn an_emoji_is_inserted_at_the_caret_by_its_button() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("well done").await;
    for _ in 0..4 {
        window.key(Chord::named(Named::ArrowLeft)).await;
    }
    window.click("Insert an emoji  :").await.unwrap();
    assert!(window.shows("Frequently used"));
    window.type_text("tada").await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.state().inbox.dialog().is_none());
    assert_eq!((text(&window), window.state().inbox.focus()), ("well 🎉done", Focus::Composer));
    window.type_text("!").await;
    assert_eq!(text(&window), "well 🎉!done");
    window.click("Insert an emoji  :").await.unwrap();
    assert!(window.shows("Recently used"));
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(text(&window), "well 🎉!done");
}

#[tokio::test(start_paused = true)]
async fn words_being_composed_never_reach_another_conversation() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.rest(100).await;
    window.event(input(input_method::Event::Opened)).await;
    window.event(preedit("ひみつ")).await;
    assert!(window.shows("ひみつ") && text(&window).is_empty());
    window.key(Chord::named(Named::ArrowDown).alt()).await;
    let here = window.state().inbox.current().unwrap().id();
    assert_ne!(here, channel(1));
    // The input method has not heard of it yet.
    window.event(preedit("秘密")).await;
    window.event(preedit("")).await;
    window.event(input(input_method::Event::Commit("秘密".to_owned()))).await;
    assert_eq!(text(&window), "");
    window.rest(100).await;
    window.event(input(input_method::Event::Closed)).await;
    window.event(input(input_method::Event::Opened)).await;
    window.event(preedit("や")).await;
    assert!(window.shows("や"));
    window.key(Chord::named(Named::ArrowUp).alt()).await;
    assert_eq!(window.state().inbox.current().unwrap().id(), channel(1));
    assert_eq!(text(&window), "ひみつ", "it stays where it was written");
    window.key(Chord::named(Named::ArrowDown).alt()).await;
    assert_eq!(text(&window), "や");
}

#[tokio::test(start_paused = true)]
async fn pictures_of_composing() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("200", Setup::default().text(200)),
    ] {
        let mut window = open(World::busy(), setup).await;
        if name == "narrow" {
            window.click("design").await.unwrap();
        }
        window.rest(100).await;
        window.event(input(input_method::Event::Opened)).await;
        window.event(preedit("にほんご")).await;
        window.png(&picture(&format!("composing-alone-{name}"))).unwrap();
        window.event(preedit("")).await;
        window.type_text("see  please").await;
        for _ in 0.." please".len() {
            window.key(Chord::named(Named::ArrowLeft)).await;
        }
        let chosen = input_method::Event::Preedit("日本語の資料".to_owned(), Some(12..18));
        window.event(input(chosen)).await;
        window.png(&picture(&format!("composing-{name}"))).unwrap();
        window.event(preedit("")).await;
        window.click("Insert an emoji  :").await.unwrap();
        window.png(&picture(&format!("inserting-emoji-{name}"))).unwrap();
    }
}
