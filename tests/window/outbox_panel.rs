//! The outbox panel.

use crate::twin::{Setup, change, open};
use crate::world::{World, channel, direct};

use confab::chat::wish::{self, Mark};
use confab::headless::Chord;
use confab::intent::{Intent, Order, Request};
use confab::row::{Change, EntryId, Which, WishState};
use confab::screen::inbox::focus::Focus;
use confab::screen::inbox::outbox_panel::key;

use iced::keyboard::key::Named;

fn stuck() -> World {
    let mut world = World::busy();
    let of = channel(1);
    let id = world.rows(of).last().unwrap().message.id;
    world.wait(of, id, "refused", WishState::Parked("Too long.".to_owned()), 10);
    world.wait(of, id, "behind it", WishState::Behind(EntryId(1)), 5);
    world.wait(direct(2), id, "on its way", WishState::Unanswered, 1);
    world
}

async fn shown(
    world: World,
) -> confab::headless::Driver<
    impl iced::Program<State = crate::twin::Twin, Message = crate::twin::Message, Theme = confab::theme::Theme>,
> {
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::character('o').command().shift()).await;
    window
}

/// An outbox with ten thousand wishes, half of them refused, and the others behind the first.
fn ten_thousand() -> World {
    let mut world = World::busy();
    let of = channel(1);
    let id = world.rows(of).last().unwrap().message.id;
    world.wait(of, id, "refused", WishState::Parked("Too long.".to_owned()), 600);
    for number in 1..10_000 {
        let refused = || WishState::Parked("Too long.".to_owned());
        let state = if number % 2 == 0 { WishState::Behind(EntryId(1)) } else { refused() };
        world.wait(of, id, &format!("waiting {number}"), state, 599);
    }
    world
}

#[tokio::test]
async fn of_ten_thousand_that_wait_only_those_in_sight_are_built_and_all_are_reached() {
    let mut window = shown(ten_thousand()).await;
    let cards = window.texts().iter().filter(|found| found.text == "Discard…").count();
    assert!((3..40).contains(&cards), "{cards} cards were built");
    assert!(window.shows("refused") && !window.shows("waiting 9999"));
    for _ in 0..120 {
        window.key(Chord::named(Named::ArrowDown)).await;
    }
    assert_eq!(window.state().inbox.focus(), Focus::Panel(Some(key(EntryId(121)))));
    assert!(window.shows("waiting 120"), "what has the keyboard is in sight");
    let cards = window.texts().iter().filter(|found| found.text == "Discard…").count();
    assert!(cards < 40, "{cards} cards were built");
    let begun = std::time::Instant::now();
    let inbox = &window.state().inbox;
    let lines = inbox.panels().outbox().lines();
    let acts: usize = lines
        .iter()
        .map(|line| confab::screen::inbox::outbox_panel::acts(inbox.panels().outbox(), line).len())
        .sum();
    assert!(acts > 24_000);
    assert!(begun.elapsed() < std::time::Duration::from_millis(300), "linear work: {:?}", begun.elapsed());
}

#[test]
fn the_question_before_a_discard_tells_what_may_be_at_the_server() {
    let mut world = stuck();
    let says =
        |line: &confab::row::OutboxRow| confab::screen::inbox::outbox_panel::ask_discard(line).sentence;
    assert!(says(&world.waiting[0]).starts_with("The server rejected this"));
    world.waiting[0].unanswered = true;
    assert!(says(&world.waiting[0]).starts_with("An earlier attempt got no reply"));
    world.waiting[0].unanswered = false;
    world.waiting[0].attempts = 0;
    assert!(says(&world.waiting[0]).starts_with("This was never sent"));
}

#[test]
fn the_question_before_a_discard_names_the_kind_of_entry() {
    let mut world = stuck();
    let title = |line: &confab::row::OutboxRow| confab::screen::inbox::outbox_panel::ask_discard(line).title;
    assert!(title(&world.waiting[0]).starts_with("Discard this message to "));
    world.waiting[0].kind = wish::Kind::Share;
    assert!(title(&world.waiting[0]).starts_with("Discard this message to "), "a share is a message");
    world.waiting[0].kind = wish::Kind::Mark(Mark::Pin);
    assert!(title(&world.waiting[0]).starts_with("Discard this change in "));
    world.waiting[0].state = WishState::Quarantined("Unknown flag.".to_owned());
    assert_eq!(title(&world.waiting[0]), "Discard this unreadable entry?", "its conversation is unknown");
}

fn orders(window: &crate::twin::Twin) -> Vec<Order> {
    window
        .world
        .asked
        .iter()
        .filter_map(|intent| match intent {
            Intent::Session(Request::Order(order)) => Some(*order),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn each_line_says_what_how_long_and_why() {
    let mut window = shown(stuck()).await;
    for text in ["refused", "Too long.", "10 min", "Waiting behind a rejected message.", "1 of 3 rejected"] {
        assert!(window.shows(text), "{text}");
    }
    assert!(window.shows(
        "Sent, but the server did not reply. Confab sends it again unchanged, and the server recognizes it."
    ));
}

#[tokio::test]
async fn keys_act_on_the_line_that_has_the_keyboard() {
    let mut window = shown(stuck()).await;
    assert_eq!(window.state().inbox.focus(), Focus::Panel(Some(key(EntryId(1)))));
    window.type_text("r").await;
    window.key(Chord::named(Named::ArrowDown)).await;
    assert_eq!(window.state().inbox.focus(), Focus::Panel(Some(key(EntryId(2)))));
    window.type_text("r").await;
    assert_eq!(
        orders(window.state()),
        [Order::Retry(Which::One(EntryId(1)))],
        "only what was refused is retried"
    );
}

#[tokio::test]
async fn the_rest_of_a_conversation_is_let_past() {
    let mut window = shown(stuck()).await;
    window.click("Send the rest").await.unwrap();
    assert_eq!(orders(window.state()), [Order::Skip(EntryId(1))]);
    assert!(!window.shows("Waiting behind a rejected message."));
}

#[tokio::test]
async fn discarding_asks_first_and_the_keyboard_goes_to_the_neighbour() {
    let mut window = shown(stuck()).await;
    window.key(Chord::named(Named::Delete)).await;
    assert!(window.shows("Discard this message to #design?"));
    window.click("Discard").await.unwrap();
    assert_eq!(orders(window.state()), [Order::Discard(Which::One(EntryId(1)))]);
    assert_eq!(window.state().inbox.focus(), Focus::Panel(Some(key(EntryId(2)))));
}

#[tokio::test]
async fn trying_now_comes_before_discarding() {
    let mut window = shown(stuck()).await;
    let [now, all] = ["Retry now", "Discard all…"].map(|words| window.find(words).unwrap());
    assert!(now.x < all.x && now.y <= all.y, "{now:?} {all:?}");
    window.click("Retry now").await.unwrap();
    assert_eq!(orders(window.state()), [Order::TryNow]);
}

#[tokio::test]
async fn all_can_be_discarded_at_once_after_a_question() {
    let mut window = shown(stuck()).await;
    window.click("Discard all…").await.unwrap();
    assert!(window.shows("Discard 3 messages?"));
    window.key(Chord::named(Named::Tab)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Nothing to send"));
    assert_eq!(orders(window.state()), [Order::Discard(Which::All)]);
}

#[tokio::test]
async fn editing_a_line_opens_its_message_in_the_composer() {
    let mut window = shown(stuck()).await;
    window.type_text("e").await;
    assert!(window.shows("Editing your message"));
    assert_eq!(window.state().inbox.focus(), Focus::Composer);
}

#[tokio::test]
async fn a_line_that_goes_while_one_looks_disappears() {
    let mut window = shown(stuck()).await;
    window.send(change(Change::Outbox, |world| world.waiting.clear())).await;
    assert!(window.shows("Nothing to send"));
    assert_eq!(window.state().inbox.focus(), Focus::Panel(None));
}

#[tokio::test]
async fn a_line_that_goes_during_its_question_leaves_the_focus_to_another() {
    let mut window = shown(stuck()).await;
    window.key(Chord::named(Named::Delete)).await;
    assert!(window.state().inbox.dialog().is_some());
    window.send(change(Change::Outbox, |world| drop(world.waiting.remove(0)))).await;
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(window.state().inbox.focus(), Focus::Panel(Some(key(EntryId(2)))));
}
