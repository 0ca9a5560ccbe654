//! A full outbox and a server that accepts: calls are frozen ahead, without changing the promise.

use crate::damage::refuse_changes;
use crate::server::Reply;
use crate::world::{GENERAL, RANDOM, World, channel};

use confab::chat::wish::Switch;
use confab::outbox::plan::Limits;
use confab::outbox::worker::Step;
use confab::row::WishState;

/// Three elements per call.
const SMALL: Limits = Limits { messages: 3, bytes: 1_000_000 };

async fn full(count: u128) -> (World, Vec<confab::session::Kept>) {
    let world = World::with_limits(SMALL);
    let mut kept = Vec::new();
    for number in 0..count {
        kept.push(world.post(channel(number % 2), &number.to_string()).await);
    }
    (world, kept)
}

#[tokio::test(start_paused = true)]
async fn a_full_outbox_goes_in_order_and_in_whole_calls() {
    let (world, _) = full(30).await;
    assert_eq!(world.drain().await, Step::Idle { wake_at: None });
    let texts: Vec<u32> = world.server.texts().iter().map(|text| text.parse().unwrap()).collect();
    assert_eq!(texts, (0..30).collect::<Vec<_>>());
    assert_eq!(world.server.calls(), 10);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn what_was_frozen_ahead_of_a_line_that_breaks_never_left() {
    let (world, kept) = full(12).await;
    world.server.script([Reply::Ordinary, Reply::Ordinary, Reply::Unreached]);
    let mut publisher = world.publisher();
    while publisher.step().await.unwrap() == Step::Went {}
    // The third call was in flight; messages frozen behind it can be edited, and discarded without a trace.
    world.edit(kept[10].message, "other words").await;
    world.delete(kept[11].message).await;
    assert_eq!(world.wish_state(kept[10].entry.unwrap()).await, Some(WishState::Queued));
    assert_eq!(world.waiting().await.len(), 5);
    world.drain().await;
    assert_eq!(world.server.effects(), 11);
    assert_eq!(world.server.texts().last().unwrap(), "other words");
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn new_words_on_what_is_accepted_but_not_noted_wait_until_it_is() {
    let mut world = World::with_limits(SMALL);
    let known = world.delivered(GENERAL, "known").await;
    for number in 0..3 {
        world.post(channel(number), "before").await;
    }
    world.edit(known, "new words").await;
    let mut publisher = world.publisher();
    assert_eq!(publisher.step().await, Ok(Step::Went));
    world.edit(known, "newer words").await;
    assert_eq!(publisher.step().await, Ok(Step::Went));
    // From here on the disk refuses writes: messages accepted now are sent again after the crash.
    refuse_changes(&world, true);
    let _ = publisher.step().await;
    drop(publisher);
    refuse_changes(&world, false);
    world.restart();
    world.drain().await;
    let edited = world.server.book().effects.into_iter().filter(|effect| effect.id == known.uuid());
    let words: Vec<_> = edited.map(|effect| effect.after.text).collect();
    assert_eq!(words, ["known", "new words", "newer words"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_refusal_stops_what_was_frozen_behind_it() {
    let (world, _) = full(12).await;
    world.server.script([Reply::Ordinary, Reply::Refuse]);
    world.drain().await;
    // The refused call was halved, and the halves were sent before anything else.
    let calls = world.server.calls_in_words();
    assert_eq!(calls[1..4], [vec!["3", "4", "5"], vec!["3", "4"], vec!["5"]]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn what_ends_in_good_order_is_noted_and_not_sent_again() {
    let (mut world, _) = full(12).await;
    let mut publisher = world.publisher();
    for _ in 0..2 {
        assert_eq!(publisher.step().await, Ok(Step::Went));
    }
    publisher.finish().await.unwrap();
    world.restart();
    assert_eq!(world.waiting().await.len(), 6);
    world.drain().await;
    assert_eq!(world.server.calls(), 4);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_conversation_that_steps_aside_holds_nobody_and_goes_when_it_may() {
    let world = World::with_limits(SMALL);
    world.server.dislike("poison", crate::server::Dislike::Breaks);
    world.post(GENERAL, "poison").await;
    for number in 0..20 {
        world.post(GENERAL, &number.to_string()).await;
    }
    world.session.start();
    tokio::time::sleep(std::time::Duration::from_secs(3_600)).await;
    world.post(RANDOM, "me too").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(world.server.texts(), ["me too"]);
    world.server.like_everything();
    tokio::time::sleep(std::time::Duration::from_secs(300)).await;
    world.session.close().await;
    assert_eq!(world.server.effects(), 22);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn marks_behind_a_server_that_breaks_are_kept_and_go_when_it_works_again() {
    let world = World::new();
    let (first, second) = (world.history(1, "first").await, world.history(2, "second").await);
    world.server.script(vec![Reply::Busy { status: 500, after: None }; 6]);
    world.star(first, Switch::On).await;
    world.star(second, Switch::On).await;
    world.post(GENERAL, "after them").await;
    world.session.start();
    tokio::time::sleep(std::time::Duration::from_secs(3_600)).await;
    world.session.close().await;
    assert!(world.waiting().await.is_empty(), "{:?}", world.waiting().await);
    for (id, text) in [(first, "first"), (second, "second")] {
        let stored = world.server.stored(id.uuid()).unwrap();
        assert_eq!((stored.starred, &*stored.text), (true, text));
    }
    assert!(world.server.texts().contains(&"after them".to_owned()));
    for call in &world.server.book().calls {
        assert!(!call.raw.is_empty() && call.raw.iter().all(|raw| raw.len() > 2), "{:?}", call.raw);
    }
    world.assert_agreement();
}
