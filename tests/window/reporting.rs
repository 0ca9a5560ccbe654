//! Reporting and archiving: by pointer, by keys, and pictures.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{World, channel};

use confab::chat::Wish;
use confab::chat::conversation::Kind;
use confab::chat::wish::{Mark, Switch};
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Request};
use confab::settings::{Review, review::Destination};

use iced::keyboard::key::Named;

use std::sync::Arc;

const THEIRS: &str = "Good point, will do 👍";

fn reasons(window: &Driver<Play>) -> Vec<String> {
    let asked = window.state().world.asked.iter();
    asked
        .filter_map(|intent| match intent {
            Intent::Session(Request::Submit { wish: Wish::Report { reason, .. }, .. }) => {
                Some(reason.clone())
            }
            _ => None,
        })
        .collect()
}

/// A window with the dialog open on somebody else's message.
async fn reporting(setup: Setup) -> Driver<Play> {
    let mut window = open(World::busy(), setup).await;
    if !window.shows(THEIRS) {
        window.click("design").await.unwrap();
    }
    window.right_click(THEIRS).await.unwrap();
    window.click("Report…").await.unwrap();
    window
}

#[tokio::test]
async fn a_message_is_reported_by_keys_with_a_reason_and_words() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    for _ in 0..2 {
        window.key(Chord::named(Named::ArrowUp)).await;
    }
    window.key(Chord::named(Named::Enter)).await;
    window.key(Chord::named(Named::PageDown)).await;
    window.key(Chord::named(Named::PageDown)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Report this message"));
    // The reasons have the focus first.
    window.key(Chord::named(Named::ArrowDown)).await;
    window.key(Chord::named(Named::ArrowDown)).await;
    window.key(Chord::named(Named::Tab)).await;
    window.type_text("  again and again ").await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(reasons(&window), ["harassment: again and again"]);
    assert!(window.shows("Reported: harassment: again and again"));
    assert!(window.state().inbox.dialog().is_none());
}

#[tokio::test]
async fn without_a_reason_nothing_is_reported_and_something_else_needs_words() {
    let mut window = reporting(Setup::default()).await;
    window.click("Report").await.unwrap();
    assert!(reasons(&window).is_empty(), "the button waits for a reason");
    assert!(!window.shows("Choose a reason."));
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Choose a reason."));
    window.click("Something else").await.unwrap();
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Describe what is wrong with the message."));
    window.type_text("He sells my address").await;
    window.click("Report").await.unwrap();
    assert_eq!(reasons(&window), ["He sells my address"]);
    // It is reported already, so reporting is not offered any more.
    window.right_click(THEIRS).await.unwrap();
    assert!(!window.shows("Report…"));
}

#[tokio::test]
async fn one_does_not_report_oneself_nor_see_that_others_did() {
    let mut world = World::busy();
    let last = world.rows(channel(1)).last().unwrap().message.id;
    world.alter(last, |row| row.message.marks.reported = Some("spam".to_owned()));
    let mut window = open(world, Setup::default()).await;
    assert!(!window.shows_part("Reported"));
    window.right_click("I'll write up what we decided.").await.unwrap();
    assert!(!window.shows("Report…"));
}

/// A world whose company sends reports to reviewers.
fn reviewed() -> World {
    let mut world = World::busy();
    let to = Destination { kind: Kind::Group, name: "Reviewers".to_owned(), id: None };
    let reasons = ["Advertising", "Something else"].map(ToOwned::to_owned).into();
    world.review = Arc::new(Review { to: Some(to), reasons, ..Review::default() });
    world
}

#[tokio::test]
async fn the_dialog_says_who_will_see_a_report() {
    let mut window = reporting(Setup::default()).await;
    assert!(window.shows("Everyone in this conversation can see the report and its reason."));
    assert!(!window.shows_part("messages before"));
    window.key(Chord::named(Named::Escape)).await;
    let mut window = open(reviewed(), Setup::default()).await;
    window.right_click(THEIRS).await.unwrap();
    window.click("Report…").await.unwrap();
    assert!(window.shows_part("Only your company’s reviewers will see this report"));
}

#[tokio::test]
async fn a_report_to_reviewers_has_the_companys_reasons_and_the_messages_around() {
    let mut window = open(reviewed(), Setup::default()).await;
    window.right_click(THEIRS).await.unwrap();
    window.click("Report…").await.unwrap();
    assert!(!window.shows("Harassment"));
    window.key(Chord::named(Named::ArrowDown)).await;
    // The comment, then the switch.
    for _ in 0..2 {
        window.key(Chord::named(Named::Tab)).await;
    }
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.state().inbox.dialog().is_some(), "Enter turns the switch");
    for _ in 0..2 {
        window.key(Chord::named(Named::Tab)).await;
    }
    window.key(Chord::named(Named::Enter)).await;
    let wish = window.state().world.asked.iter().rev().find_map(|intent| match intent {
        Intent::Session(Request::Submit { wish: Wish::Report { reason, context, .. }, .. }) => {
            Some((reason.clone(), *context))
        }
        _ => None,
    });
    assert_eq!(wish, Some(("Advertising".to_owned(), Switch::On)));
    assert!(window.shows_part("You reported this, ") && window.shows_part("sent to the reviewers"));
    assert!(!window.shows_part("Reported:"));
    window.right_click(THEIRS).await.unwrap();
    assert!(!window.shows("Report…"), "everybody may report a message once");
    window.key(Chord::named(Named::Escape)).await;
    window.key(Chord::named(Named::F6)).await;
    for _ in 0..6 {
        window.key(Chord::named(Named::ArrowUp)).await;
    }
    window.type_text("f").await;
    assert!(window.shows("You have already reported this message"), "{:?}", window.texts());
}

#[tokio::test]
async fn in_a_low_window_the_focused_part_is_scrolled_into_view() {
    let mut window = open(reviewed(), Setup::default().sized(480.0, 420.0).text(200)).await;
    window.click("design").await.unwrap();
    window.key(Chord::named(Named::F6)).await;
    for _ in 0..2 {
        window.key(Chord::named(Named::ArrowUp)).await;
    }
    window.type_text("f").await;
    assert!(window.state().inbox.dialog().is_some(), "{:?}", window.texts());
    let switch = "Include up to 5 messages before and 5 after";
    assert!(!window.shows(switch), "the window is too high for this test");
    for _ in 0..2 {
        window.key(Chord::named(Named::Tab)).await;
    }
    assert!(window.shows(switch), "{:?}", window.texts());
}

#[tokio::test]
async fn tab_reaches_cancel_and_escape_leaves() {
    let mut window = reporting(Setup::default()).await;
    window.key(Chord::named(Named::Tab)).await;
    window.key(Chord::named(Named::Tab)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.state().inbox.dialog().is_none() && reasons(&window).is_empty());
}

#[tokio::test]
async fn an_archived_message_leaves_a_line_and_is_brought_back() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.right_click(THEIRS).await.unwrap();
    window.click("Archive for everyone").await.unwrap();
    assert!(!window.shows(THEIRS) && window.shows("Archived message from Ben Okri"));
    window.click("Unarchive").await.unwrap();
    assert!(window.shows(THEIRS));
    let states: Vec<_> = window
        .state()
        .world
        .asked
        .iter()
        .filter_map(|intent| match intent {
            Intent::Session(Request::Submit {
                wish: Wish::Mark { mark: Mark::Archive, state, .. }, ..
            }) => Some(*state),
            _ => None,
        })
        .collect();
    assert_eq!(states, [Switch::On, Switch::Off]);
}

#[tokio::test]
async fn archiving_for_everyone_is_undone_by_the_button_and_by_ctrl_z() {
    let mut window = open(World::busy(), Setup::default()).await;
    for undo_by_key in [false, true] {
        window.right_click(THEIRS).await.unwrap();
        window.click("Archive for everyone").await.unwrap();
        assert!(window.shows("Message archived for everyone") && !window.shows(THEIRS));
        if undo_by_key {
            window.key(Chord::character('z').command()).await;
        } else {
            window.png(&picture("archived-for-everyone")).unwrap();
            window.click("Undo").await.unwrap();
        }
        assert!(window.shows(THEIRS) && !window.shows("Message archived for everyone"));
    }
}

#[tokio::test]
async fn an_archived_message_is_brought_back_by_keys() {
    let mut world = World::busy();
    let last = world.rows(channel(1)).last().unwrap().message.id;
    world.alter(last, |row| row.message.marks.archived = true);
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::Enter)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("I'll write up what we decided."));
}

#[tokio::test(start_paused = true)]
async fn pictures_of_reporting() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("200", Setup::default().text(200)),
    ] {
        let mut world = World::busy();
        let ids: Vec<_> = world.rows(channel(1)).iter().map(|row| row.message.id).collect();
        world.alter(ids[6], |row| row.lost_report = Some(row.message.sent_at));
        world.alter(ids[8], |row| row.message.marks.reported = Some("spam: the third time today".to_owned()));
        world.alter(ids[7], |row| row.message.marks.archived = true);
        let mut window = open(world, setup).await;
        if name == "narrow" {
            window.click("design").await.unwrap();
        }
        window.png(&picture(&format!("reported-{name}"))).unwrap();
        window.key(Chord::named(Named::F6)).await;
        for _ in 0..5 {
            window.key(Chord::named(Named::ArrowUp)).await;
        }
        window.key(Chord::named(Named::Enter)).await;
        for _ in 0..2 {
            window.key(Chord::named(Named::PageDown)).await;
        }
        window.png(&picture(&format!("menu-{name}"))).unwrap();
        window.key(Chord::named(Named::Enter)).await;
        window.key(Chord::named(Named::ArrowDown)).await;
        window.png(&picture(&format!("reporting-{name}"))).unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn pictures_of_reporting_to_reviewers() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("200", Setup::default().text(200).sized(1400.0, 1300.0)),
    ] {
        let mut world = reviewed();
        Arc::make_mut(&mut world.review).reasons.clear();
        let mut window = open(world, setup).await;
        if name == "narrow" {
            window.click("design").await.unwrap();
        }
        window.right_click(THEIRS).await.unwrap();
        window.click("Report…").await.unwrap();
        window.key(Chord::named(Named::ArrowDown)).await;
        for _ in 0..2 {
            window.key(Chord::named(Named::Tab)).await;
        }
        window.key(Chord::named(Named::Enter)).await;
        window.png(&picture(&format!("to-reviewers-{name}"))).unwrap();
        window.key(Chord::named(Named::Tab)).await;
        window.key(Chord::named(Named::Tab)).await;
        window.key(Chord::named(Named::Enter)).await;
        window.png(&picture(&format!("with-reviewers-{name}"))).unwrap();
    }
}
