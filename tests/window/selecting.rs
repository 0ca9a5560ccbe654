//! Several messages at once: selecting them by keys and by pointer, and the actions on the selection.

use crate::twin::{Message, Play, Setup, change, open, picture};
use crate::world::{MINUTE, World, channel, direct};

use confab::chat::wish::{Mark, Switch};
use confab::chat::{MessageId, Wish, conversation};
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Request};
use confab::row::Change;
use confab::screen::inbox::focus::Focus;

use iced::keyboard::key::Named;
use iced::keyboard::{self, Modifiers};
use iced::{Event, Point};

const MINE: &str = "I'll write up what we decided.";
const MINE_TOO: &str = "Looks right to me. Shipping it to the test group this afternoon.";

fn ids(window: &Driver<Play>) -> Vec<MessageId> {
    window.state().world.rows(channel(1)).iter().map(|row| row.message.id).collect()
}

fn chosen(window: &Driver<Play>) -> Vec<MessageId> {
    window.state().inbox.feeds().chosen().iter().map(|row| row.message.id).collect()
}

/// All wishes so far, with their conversations.
fn wishes(window: &Driver<Play>) -> Vec<(conversation::Id, Wish)> {
    let mut all = Vec::new();
    for intent in &window.state().world.asked {
        match intent {
            Intent::Session(Request::Submit { of, wish }) => all.push((*of, wish.clone())),
            Intent::Session(Request::SubmitAll { of, wishes }) => {
                all.extend(wishes.iter().map(|wish| (*of, wish.clone())));
            }
            _ => {}
        }
    }
    all
}

/// A window with the newest `number` messages selected by Shift and the arrow key, from the newest up.
async fn with(number: usize, setup: Setup) -> Driver<Play> {
    let mut window = open(World::busy(), setup).await;
    if window.state().inbox.is_narrow() {
        window.key(Chord::named(Named::Enter)).await;
    }
    window.key(Chord::named(Named::F6)).await;
    for _ in 1..number {
        window.key(Chord::named(Named::ArrowUp).shift()).await;
    }
    window
}

#[tokio::test]
async fn shift_and_arrows_choose_back_and_forth_and_esc_leaves() {
    let mut window = with(3, Setup::default()).await;
    let all = ids(&window);
    assert_eq!(chosen(&window), all[all.len() - 3..]);
    assert!(window.shows("3 selected") && window.shows("Selected"));
    assert!(window.shows(MINE) && !window.shows("Jump to latest"), "the bar takes no message's place");
    window.key(Chord::named(Named::ArrowDown).shift()).await;
    assert_eq!(chosen(&window), all[all.len() - 2..], "back over it, it is chosen no longer");
    // The arrow key alone moves the focus, and Space adds a message apart from the others.
    for _ in 0..3 {
        window.key(Chord::named(Named::ArrowUp)).await;
    }
    window.key(Chord::named(Named::Space)).await;
    assert_eq!(chosen(&window), [all[all.len() - 5], all[all.len() - 2], all[all.len() - 1]]);
    window.key(Chord::named(Named::Space)).await;
    assert_eq!(chosen(&window).len(), 2);
    window.key(Chord::named(Named::Escape)).await;
    assert!(chosen(&window).is_empty() && !window.shows_part("selected"));
    assert!(matches!(window.state().inbox.focus(), Focus::Message(_)), "the first Esc leaves only that");
}

#[tokio::test]
async fn a_press_with_shift_chooses_from_the_last_one_to_it_and_selects_no_text() {
    let mut window = open(World::busy(), Setup::default()).await;
    let all = ids(&window);
    window.event(Event::Keyboard(keyboard::Event::ModifiersChanged(Modifiers::SHIFT))).await;
    window.click(MINE).await.unwrap();
    assert_eq!(chosen(&window), all[all.len() - 1..]);
    window.click("Good point, will do 👍").await.unwrap();
    assert_eq!(chosen(&window), all[4..]);
    window.click(MINE_TOO).await.unwrap();
    assert_eq!(chosen(&window), all[all.len() - 2..]);
    window.event(Event::Keyboard(keyboard::Event::ModifiersChanged(Modifiers::empty()))).await;
    window.key(Chord::character('c').command()).await;
    assert!(
        window.state().world.copied.as_ref().unwrap().lines().count() == 2,
        "no text was selected instead"
    );
    window.click_at(Point::new(900.0, 400.0)).await;
    assert_eq!(chosen(&window).len(), 2, "a press alone leaves it");
    window.hover("Clear selection  Esc").await.unwrap();
    window.click("Clear selection  Esc").await.unwrap();
    assert!(chosen(&window).is_empty());
}

#[tokio::test]
async fn what_is_chosen_is_copied_with_names_and_times() {
    let mut window = with(3, Setup::default()).await;
    window.key(Chord::character('c').command()).await;
    let copied = window.state().world.copied.clone().unwrap();
    assert!(
        copied.starts_with("Chiara Lombardi, 22 Nov 2026, 13:31: Two things from my side:\n"),
        "{copied}"
    );
    assert!(copied.ends_with(&format!("\nAsha Rao, 22 Nov 2026, 13:41: {MINE}")), "{copied}");
    assert!(window.shows("3 messages copied"));
}

#[tokio::test]
async fn a_star_goes_on_all_that_lack_it_and_off_when_all_have_it() {
    let mut window = with(3, Setup::default()).await;
    let all = ids(&window);
    let [one, two, three] = all[all.len() - 3..] else { panic!() };
    let of = channel(1);
    let star = |message, state| (of, Wish::Mark { message, mark: Mark::Star, state });
    window.key(Chord::character('s')).await;
    assert_eq!(wishes(&window), [one, two, three].map(|id| star(id, Switch::On)));
    window.key(Chord::character('s')).await;
    assert_eq!(wishes(&window)[3..], [one, two, three].map(|id| star(id, Switch::Off)));
    window.key(Chord::named(Named::Escape)).await;
    window.key(Chord::character('s')).await;
    window.key(Chord::named(Named::Space)).await;
    window.key(Chord::named(Named::ArrowDown).shift()).await;
    window.key(Chord::character('s')).await;
    assert_eq!(wishes(&window)[7..], [star(two, Switch::On)], "only what lacks it");
}

#[tokio::test]
async fn all_are_archived_and_brought_back_together() {
    let mut window = with(2, Setup::default()).await;
    window.key(Chord::character('a')).await;
    assert!(window.shows("Archived message from Asha Rao") && window.shows("2 selected"));
    window.key(Chord::character('a')).await;
    assert!(window.shows(MINE) && window.shows(MINE_TOO));
    assert_eq!(wishes(&window).len(), 4);
}

#[tokio::test]
async fn ones_own_are_deleted_with_one_undo_and_the_others_are_counted() {
    let mut window = with(3, Setup::default()).await;
    window.key(Chord::named(Named::Delete)).await;
    assert!(window.shows("2 of 3 messages deleted; you can only delete your own"), "{:?}", window.texts());
    assert!(!window.shows(MINE) && !window.shows(MINE_TOO));
    assert_eq!(chosen(&window).len(), 1, "what is deleted is no longer chosen");
    window.key(Chord::character('z').command()).await;
    assert!(window.shows(MINE) && window.shows(MINE_TOO));
    window.send(Message::Pass(20_000)).await;
    assert_eq!(wishes(&window), []);
    // Only a message by somebody else is left: nothing can be deleted, and the window says so.
    window.key(Chord::named(Named::Delete)).await;
    assert!(window.shows("You can only delete your own messages"));
}

#[tokio::test]
async fn the_deletion_of_several_is_one_writing_and_a_refusal_draws_them_all_again() {
    let mut window = with(2, Setup::default()).await;
    let all = ids(&window);
    window.key(Chord::named(Named::Delete)).await;
    assert!(!window.state().inbox.is_narrow() && window.shows("2 messages deleted"));
    window.send(Message::Pass(6_000)).await;
    let delete = |message| Wish::Delete { message };
    let together = Intent::Session(Request::SubmitAll {
        of: channel(1),
        wishes: all[all.len() - 2..].iter().map(|id| delete(*id)).collect(),
    });
    assert!(window.state().world.asked.contains(&together));
    assert!(window.state().inbox.is_settled());
    let mut world = World::busy();
    world.refuses = Some("The disk is full.".to_owned());
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::ArrowUp).shift()).await;
    window.key(Chord::named(Named::Delete)).await;
    assert!(!window.shows(MINE));
    window.send(Message::Pass(6_000)).await;
    assert!(window.shows(MINE) && window.shows(MINE_TOO) && window.shows("The disk is full."));
    assert!(window.state().inbox.is_settled());
}

#[tokio::test]
async fn each_is_shared_with_each_in_their_order_and_the_comment_stands_once() {
    let mut window = with(3, Setup::default()).await;
    let all = ids(&window);
    window.key(Chord::character('x')).await;
    assert!(window.shows("Share 3 messages") && window.shows("And 2 more"));
    window.type_text("general").await;
    window.key(Chord::named(Named::Enter)).await;
    window.type_text("ben").await;
    window.key(Chord::named(Named::Enter)).await;
    window.png(&picture("selected-share")).unwrap();
    window.key(Chord::named(Named::Enter)).await;
    window.type_text("See these").await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Shared with 2 conversations"));
    let told: Vec<_> = wishes(&window)
        .into_iter()
        .map(|(of, wish)| match wish {
            Wish::Share(share) => (of, share.to, share.message, share.text),
            other => panic!("{other:?}"),
        })
        .collect();
    let [one, two, three] = all[all.len() - 3..] else { panic!() };
    let of = |to: conversation::Id| {
        [(one, "See these"), (two, ""), (three, "")].map(|(id, text)| (to, to, id, text.to_owned()))
    };
    assert_eq!(told, [of(channel(2)), of(direct(1))].concat());
    assert!(matches!(window.state().inbox.focus(), Focus::Message(_)));
}

#[tokio::test]
async fn the_choice_survives_scrolling_a_page_read_again_and_arrivals_and_loses_what_is_deleted() {
    let mut world = World::busy();
    let now = world.now.ticks();
    for number in 0..900 {
        world.say_at(channel(1), 1, now - (2_000 - number) * MINUTE, &format!("Number {number}"));
    }
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::ArrowUp).shift()).await;
    let two = chosen(&window);
    assert_eq!(two.len(), 2);
    // So far that the selected messages are no longer loaded.
    for _ in 0..80 {
        window.wheel(Point::new(600.0, 300.0), 40.0).await;
    }
    assert!(window.state().inbox.current().unwrap().timeline().row(two[0]).is_none(), "it was let go of");
    assert_eq!(chosen(&window), two);
    let come = change(Change::Conversation(channel(1)), |world| {
        let now = world.now.ticks();
        world.say_at(channel(1), 1, now, "And one more.");
    });
    window.send(come).await;
    assert_eq!(chosen(&window), two);
    assert!(window.shows("2 selected"));
    let mut window = with(2, Setup::default()).await;
    let two = chosen(&window);
    let first = two[0];
    let goes = change(Change::Conversation(channel(1)), move |world| {
        world.alter(first, |row| row.message.marks.deleted = true);
    });
    window.send(goes).await;
    assert_eq!(chosen(&window), two[1..]);
}

#[tokio::test]
async fn leaving_the_conversation_leaves_the_choice() {
    let mut window = with(2, Setup::default()).await;
    window.key(Chord::named(Named::ArrowDown).alt()).await;
    window.key(Chord::named(Named::ArrowUp).alt()).await;
    assert!(chosen(&window).is_empty());
}

#[tokio::test]
async fn the_buttons_of_the_bar_do_the_same_and_the_menu_begins_a_choice() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.right_click(MINE).await.unwrap();
    window.click("Select").await.unwrap();
    assert!(window.shows("1 selected"));
    window.click("Star").await.unwrap();
    assert_eq!(wishes(&window).len(), 1);
    window.click("Delete").await.unwrap();
    assert!(window.shows("Message deleted") && chosen(&window).is_empty());
}

#[tokio::test]
async fn delete_is_offered_only_if_ones_own_are_among_them() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.hover("Good point, will do 👍").await.unwrap();
    window.key(Chord::named(Named::F6)).await;
    for _ in 0..3 {
        window.key(Chord::named(Named::ArrowUp)).await;
    }
    window.key(Chord::named(Named::Space)).await;
    let offers = |window: &mut Driver<Play>| window.shows("Archive for everyone") && window.shows("Delete");
    assert!(window.shows("1 selected") && !offers(&mut window));
    for _ in 0..3 {
        window.key(Chord::named(Named::ArrowDown).shift()).await;
    }
    assert!(offers(&mut window));
}

#[tokio::test]
async fn pictures_of_a_choice() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 640.0)),
        ("200", Setup::default().text(200)),
        ("smallest-200", Setup::default().sized(480.0, 360.0).text(200)),
    ] {
        let mut window = with(4, setup).await;
        window.png(&picture(&format!("selected-{name}"))).unwrap();
    }
}
