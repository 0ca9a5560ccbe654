//! The reviewers' desk: by keys, by pointer, and pictures.

use crate::twin::{Play, Setup, open, picture, wishes};
use crate::world::{World, channel};

use confab::chat::Wish;
use confab::chat::wish::Decision;
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Read, Request};
use confab::screen::panel::Panel;

use iced::keyboard::key::Named;

/// A window on the desk.
async fn desk(world: World, setup: Setup) -> Driver<Play> {
    let mut window = open(world, setup).await;
    window.click("Review").await.unwrap();
    assert_eq!(window.state().inbox.panel(), Panel::Desk);
    window
}

async fn press(window: &mut Driver<Play>, letter: char) {
    window.key(Chord::character(letter)).await;
}

fn decisions(window: &Driver<Play>) -> Vec<Decision> {
    let decided = |wish: &Wish| match wish {
        Wish::Decide(decide) => Some(decide.decision),
        _ => None,
    };
    wishes(window).iter().filter_map(decided).collect()
}

fn reads(window: &Driver<Play>) -> usize {
    let is_read =
        |intent: &&Intent| matches!(intent, Intent::Session(Request::Read(Read::Cases | Read::Case(_))));
    window.state().world.asked.iter().filter(is_read).count()
}

#[tokio::test]
async fn without_the_role_there_is_no_entry_and_nothing_is_read() {
    let mut world = World::desk();
    world.me.role = confab::chat::person::Role::Member;
    let mut window = open(world, Setup::default()).await;
    assert!(!window.shows("Review"));
    window.key(Chord::character('r').command().shift()).await;
    assert_eq!(window.state().inbox.panel(), Panel::None);
    window.key(Chord::character('/').command()).await;
    assert!(!window.shows("Review reported messages") && !window.shows("Next case"));
    assert_eq!(reads(&window), 0);
    // The role alone is not enough: the company needs a place for reports.
    let mut world = World::desk();
    world.review = std::sync::Arc::default();
    let mut window = open(world, Setup::default()).await;
    assert!(!window.shows("Review"));
    assert_eq!(reads(&window), 0);
}

#[tokio::test]
async fn a_case_is_decided_by_one_key_and_the_next_one_is_selected() {
    let mut window = desk(World::desk(), Setup::default()).await;
    assert!(window.shows("Open 4"), "{:?}", window.texts());
    assert!(window.shows_part("You call this a"));
    press(&mut window, 'd').await;
    assert_eq!(decisions(&window), [Decision::Keep]);
    assert!(window.shows("Open 3") && window.shows("Decided"), "{:?}", window.texts());
    assert!(window.shows("dmytro") || window.shows_part("安いです"), "{:?}", window.texts());
    press(&mut window, 'r').await;
    press(&mut window, 'a').await;
    assert_eq!(decisions(&window), [Decision::Keep, Decision::Remove, Decision::Archive]);
    assert!(window.shows("Open 1"), "{:?}", window.texts());
}

#[tokio::test]
async fn j_and_k_move_and_enter_opens_and_escape_goes_back() {
    let mut window = desk(World::desk(), Setup::default()).await;
    let first = window.state().inbox.panels().selected_case();
    press(&mut window, 'j').await;
    let second = window.state().inbox.panels().selected_case();
    assert_ne!(first, second);
    press(&mut window, 'k').await;
    assert_eq!(window.state().inbox.panels().selected_case(), first);
    window.key(Chord::named(Named::ArrowDown)).await;
    assert_eq!(window.state().inbox.panels().selected_case(), second);
    window.key(Chord::named(Named::Enter)).await;
    // The arrows scroll the case now.
    window.key(Chord::named(Named::ArrowDown)).await;
    assert_eq!(window.state().inbox.panels().selected_case(), second);
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(window.state().inbox.panel(), Panel::Desk);
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(window.state().inbox.panel(), Panel::None);
}

#[tokio::test]
async fn a_warning_has_the_reviewers_words_and_empty_ones_are_the_usual() {
    let mut window = desk(World::desk(), Setup::default()).await;
    press(&mut window, 'w').await;
    assert!(window.shows("Warn the author"), "{:?}", window.texts());
    window.type_text("Please be kind.").await;
    window.key(Chord::named(Named::Enter)).await;
    let warned = |window: &Driver<Play>| match wishes(window).last() {
        Some(Wish::Decide(decide)) => (decide.decision, decide.text.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(warned(&window), (Decision::Warn, "Please be kind.".to_owned()));
    assert!(window.shows("Open 3"), "{:?}", window.texts());
    press(&mut window, 'w').await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(warned(&window), (Decision::Warn, String::new()));
    press(&mut window, 'q').await;
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(decisions(&window).len(), 2, "Escape decides nothing");
}

#[tokio::test]
async fn a_case_is_claimed_and_given_back_and_gets_a_note() {
    let mut window = desk(World::desk(), Setup::default()).await;
    press(&mut window, 'c').await;
    assert!(window.shows("Mine 1") && window.shows("You are working on this"), "{:?}", window.texts());
    press(&mut window, 'n').await;
    window.type_text("He was warned in May.").await;
    window.key(Chord::named(Named::Enter)).await;
    let posted = wishes(&window).into_iter().find_map(|wish| match wish {
        Wish::Post(post) => Some((post.text, post.reply_to.is_some())),
        _ => None,
    });
    assert_eq!(posted, Some(("He was warned in May.".to_owned(), true)));
    press(&mut window, 'c').await;
    assert!(!window.shows("Mine 1"));
}

#[tokio::test]
async fn a_case_is_handed_over_to_somebody_who_is_picked() {
    let mut window = desk(World::desk(), Setup::default()).await;
    press(&mut window, 'h').await;
    window.key(Chord::named(Named::Enter).command()).await;
    assert!(window.shows("Pick a person or conversation."), "{:?}", window.texts());
    window.type_text("launch crew").await;
    window.key(Chord::named(Named::Enter)).await;
    window.type_text("You know him better.").await;
    window.key(Chord::named(Named::Enter)).await;
    match wishes(&window).last() {
        Some(Wish::Decide(decide)) => {
            assert_eq!(decide.to, Some(crate::world::group(1)));
            assert_eq!(decide.note, "You know him better.");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_decision_is_undone_even_after_the_next_case_was_selected() {
    let mut window = desk(World::desk(), Setup::default()).await;
    press(&mut window, 'd').await;
    assert!(window.shows("Open 3"));
    press(&mut window, 'z').await;
    assert!(window.shows("Open 4"), "{:?}", window.texts());
}

#[tokio::test]
async fn two_decisions_in_conflict_offer_to_undo_either() {
    let mut window = desk(World::desk(), Setup::default()).await;
    press(&mut window, '3').await;
    press(&mut window, 'j').await;
    assert!(window.shows_part("Two reviewers made different decisions"), "{:?}", window.texts());
    window.click("Undo “Keep” by Chiara Lombardi").await.unwrap();
    assert!(!window.shows_part("Two reviewers made different decisions"), "{:?}", window.texts());
}

#[tokio::test]
async fn what_is_folded_is_shown_by_its_key_and_folded_again_for_the_next_case() {
    let mut window = desk(World::desk(), Setup::default().sized(1400.0, 1400.0)).await;
    assert!(window.shows("Edited since it was reported"), "{:?}", window.texts());
    assert!(!window.shows("I like the empty states."));
    window.key(Chord::named(Named::Space)).await;
    assert!(window.shows("I like the empty states."), "{:?}", window.texts());
    press(&mut window, 'v').await;
    assert!(window.shows_part("Text since"), "{:?}", window.texts());
    for letter in ['j', 'k'] {
        press(&mut window, letter).await;
    }
    assert!(!window.shows("I like the empty states.") && !window.shows_part("Text since"));
}

#[tokio::test]
async fn pictures_are_hidden_until_the_reviewer_asks() {
    let mut window = desk(World::desk(), Setup::default()).await;
    for _ in 0..2 {
        press(&mut window, 'j').await;
    }
    assert!(window.shows("Pictures are hidden."), "{:?}", window.texts());
    press(&mut window, 'b').await;
    assert!(!window.shows("Pictures are hidden."), "{:?}", window.texts());
}

#[tokio::test]
async fn a_refused_decision_brings_its_case_back() {
    let mut world = World::desk();
    world.refuses = Some("The disk is full.".to_owned());
    let mut window = desk(world, Setup::default()).await;
    let first = window.state().inbox.panels().selected_case();
    press(&mut window, 'd').await;
    assert!(window.shows("The disk is full."));
    assert_eq!(window.state().inbox.panels().selected_case(), first);
}

#[tokio::test]
async fn a_narrow_window_shows_the_queue_or_the_case() {
    let mut window = open(World::desk(), Setup::default().sized(480.0, 720.0)).await;
    window.click("Review").await.unwrap();
    assert!(window.shows("Open 4") && !window.shows("Remove"), "{:?}", window.texts());
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Remove") && !window.shows("Open 4"), "{:?}", window.texts());
    window.key(Chord::named(Named::Escape)).await;
    assert!(window.shows("Open 4") && !window.shows("Remove"));
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(window.state().inbox.panel(), Panel::None);
}

#[tokio::test]
async fn opening_a_conversation_leaves_the_desk_and_letters_are_not_typed_into_a_hidden_composer() {
    let mut window = desk(World::desk(), Setup::default()).await;
    press(&mut window, 'x').await;
    assert_eq!(window.state().inbox.panel(), Panel::Desk);
    window.click("design").await.unwrap();
    assert_eq!(window.state().inbox.panel(), Panel::None);
    assert!(window.shows("I'll write up what we decided."));
}

#[tokio::test]
async fn an_empty_queue_and_one_that_cannot_be_read_say_so() {
    let mut window = desk(World::reviewing(), Setup::default()).await;
    assert!(window.shows("No open cases"), "{:?}", window.texts());
    let mut world = World::desk();
    world.unreadable = Some("The disk is broken.".to_owned());
    let mut window = desk(world, Setup::default()).await;
    assert!(window.shows("Could not load the cases") && window.shows("Try again"));
}

#[tokio::test]
async fn a_key_that_is_held_down_decides_one_case() {
    let mut window = desk(World::desk(), Setup::default()).await;
    press(&mut window, 'd').await;
    for _ in 0..20 {
        window.key(Chord::character('d').again()).await;
    }
    assert_eq!(decisions(&window), [Decision::Keep]);
    // Moving goes on.
    let before = window.state().inbox.panels().selected_case();
    window.key(Chord::character('j').again()).await;
    assert_ne!(window.state().inbox.panels().selected_case(), before);
}

#[tokio::test]
async fn fifty_cases_are_decided_by_keyboard_alone() {
    let mut world = World::reviewing();
    for number in 0..50 {
        world.report(1 + number % 8, channel(1), "Buy this now!", "Spam");
    }
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::character('r').command().shift()).await;
    assert!(window.shows("Open 50"), "{:?}", window.texts());
    for number in 0..50 {
        // Look at it first, as a reviewer does.
        window.key(Chord::named(Named::Space)).await;
        press(&mut window, 'v').await;
        match number % 5 {
            0 => press(&mut window, 'd').await,
            1 => press(&mut window, 'r').await,
            2 => press(&mut window, 'a').await,
            3 => {
                press(&mut window, 'c').await;
                press(&mut window, 'r').await;
            }
            _ => {
                press(&mut window, 'w').await;
                window.type_text("Please stop.").await;
                window.key(Chord::named(Named::Enter)).await;
            }
        }
    }
    assert_eq!(decisions(&window).len(), 50);
    assert!(window.shows("Open") && window.shows("Decided"), "{:?}", window.texts());
}

#[tokio::test]
async fn a_frame_with_ten_thousand_cases_builds_only_what_is_visible() {
    let mut world = World::reviewing();
    for number in 0..10_000 {
        world.report(1 + number % 8, channel(1), "Buy this now!", "Spam");
    }
    let mut window = desk(world, Setup::default()).await;
    assert!(window.shows("Open 99+"), "{:?}", window.texts());
    window.key(Chord::named(Named::End)).await;
    press(&mut window, 'k').await;
    assert!(window.texts().len() < 400, "{}", window.texts().len());
}

#[tokio::test(start_paused = true)]
async fn pictures_of_the_desk() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("wide", Setup::default().sized(2560.0, 1440.0)),
        ("200", Setup::default().text(200).sized(1400.0, 1000.0)),
        ("200-narrow", Setup::default().text(200).sized(480.0, 900.0)),
    ] {
        let mut window = desk(World::desk(), setup).await;
        window.png(&picture(&format!("desk-{name}"))).unwrap();
        window.key(Chord::named(Named::Enter)).await;
        window.png(&picture(&format!("desk-{name}-case"))).unwrap();
        window.key(Chord::named(Named::Space)).await;
        press(&mut window, 'v').await;
        window.png(&picture(&format!("desk-{name}-unfolded"))).unwrap();
        for (key, what) in [('w', "warn"), ('h', "hand-over")] {
            press(&mut window, key).await;
            window.png(&picture(&format!("desk-{name}-{what}"))).unwrap();
            window.key(Chord::named(Named::Escape)).await;
        }
        for number in 2..5 {
            press(&mut window, 'j').await;
            window.png(&picture(&format!("desk-{name}-{number}"))).unwrap();
        }
        for (key, what) in [('3', "waiting"), ('4', "decided"), ('2', "mine")] {
            press(&mut window, key).await;
            if key == '3' {
                press(&mut window, 'j').await;
            }
            window.png(&picture(&format!("desk-{name}-{what}"))).unwrap();
        }
    }
}
