//! One bad message does not stop the others: halving, parking, skipping, and the entries that depend on a message that
//! was not sent.

use crate::server::{Dislike, Reply};
use crate::world::{GENERAL, RANDOM, World, channel, is_parked, share};

use confab::chat::Wish;
use confab::chat::wish::{Mark, Switch};
use confab::outbox::plan::Limits;
use confab::row::WishState;

/// A hundred posts in ten conversations, of which the server dislikes the one with this number.
async fn hundred(world: &World, culprit: usize) {
    for number in 0..100 {
        let text = if number == culprit { "bad".to_owned() } else { format!("{number}") };
        world.post(channel(number as u128 % 10), &text).await;
    }
}

/// The texts in each of the ten conversations, in order.
fn by_place(world: &World) -> Vec<Vec<String>> {
    let effects = world.server.book().effects;
    let of = |number| {
        let place = Some(channel(number).uuid());
        effects.iter().filter(|e| e.after.place == place).map(|e| e.after.text.clone()).collect()
    };
    (0..10).map(of).collect()
}

#[tokio::test(start_paused = true)]
async fn two_bad_elements_are_both_found() {
    let world = World::new();
    world.server.dislike("bad", Dislike::FromCulpritOn);
    for number in 0..40 {
        let text = if number == 7 || number == 23 { "bad".to_owned() } else { format!("{number}") };
        world.post(channel(number), &text).await;
    }
    world.drain().await;
    assert_eq!(world.waiting().await.len(), 2);
    assert_eq!(world.server.effects(), 38);
    world.server.assert_well_treated();
}

#[tokio::test(start_paused = true)]
async fn what_waits_behind_a_parked_wish_says_so_and_goes_when_it_is_skipped() {
    let world = World::new();
    world.server.dislike("bad", Dislike::WholeCall);
    let bad = world.post(GENERAL, "bad").await.entry.unwrap();
    let behind = world.post(GENERAL, "behind").await.entry.unwrap();
    world.post(RANDOM, "elsewhere").await;
    world.drain().await;
    assert_eq!(world.server.texts(), ["elsewhere"]);
    assert_eq!(world.wish_state(behind).await, Some(WishState::Behind(bad)));
    world.session.skip(bad).await.unwrap();
    world.drain().await;
    assert_eq!(world.server.texts(), ["elsewhere", "behind"]);
    assert!(matches!(world.wish_state(bad).await, Some(WishState::Parked(_))), "skipping is not discarding");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_after_a_lost_answer_may_have_arrived_and_is_retracted() {
    let world = World::new();
    world.server.script([Reply::LoseAnswer, Reply::Refuse]);
    let kept = world.post(GENERAL, "hello").await;
    world.drain().await;
    world.discard(world.parked().await.entry).await.unwrap();
    world.drain().await;
    assert!(world.server.stored(kept.message.uuid()).unwrap().deleted);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_mark_that_its_messages_deletion_made_obsolete_leaves_nothing_waiting() {
    for by_name in [false, true] {
        let world = World::new();
        let message = world.delivered(GENERAL, "hello").await;
        world.server.script([Reply::Refuse]);
        world.submit(Wish::Mark { message, mark: Mark::Archive, state: Switch::On }).await;
        let (mut publisher, calls) = (world.publisher(), world.server.calls());
        world.server.hold();
        // Deleted while the mark is in flight, so that the two are not folded.
        let ((), step) = tokio::join!(
            async {
                world.server.arrived(calls + 1).await;
                world.delete(message).await;
                world.server.release();
            },
            publisher.step()
        );
        step.unwrap();
        drop(publisher);
        let refused = world.waiting().await.into_iter().find(is_parked).unwrap().entry;
        world.server.dislike("bad", if by_name { Dislike::ByName } else { Dislike::WholeCall });
        // In the same call as a refused message.
        world.post(RANDOM, if by_name { "bad" } else { "fine" }).await;
        world.retry(refused).await.unwrap();
        world.drain().await;
        world.server.like_everything();
        for line in world.waiting().await {
            world.retry(line.entry).await.unwrap();
        }
        world.drain().await;
        assert_eq!(world.waiting().await.len(), 0);
        world.assert_agreement();
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_to_an_unsent_message_goes_behind_it() {
    let world = World::new();
    let parent = world.post(GENERAL, "question").await.message;
    world.reply(GENERAL, parent, "and another thing").await;
    world.drain().await;
    assert_eq!(world.server.texts(), ["question", "and another thing"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_reply_whose_parent_was_discarded_is_parked_with_a_sentence() {
    let world = World::new();
    let parent = world.post(GENERAL, "question").await;
    let reply = world.reply(GENERAL, parent.message, "and another thing").await;
    world.discard(parent.entry.unwrap()).await.unwrap();
    let Some(WishState::Parked(reason)) = world.wish_state(reply.entry.unwrap()).await else { panic!() };
    assert_eq!(reason, "The message this belongs to was discarded before it was sent.");
    // Retrying or editing it does not restore its parent.
    world.retry(reply.entry.unwrap()).await.unwrap();
    world.drain().await;
    world.edit(reply.message, "and one more thing").await;
    world.drain().await;
    assert_eq!(world.parked().await.state, WishState::Parked(reason));
    assert_eq!(world.server.calls(), 0);
    assert_eq!(world.drawn(GENERAL).await, ["and one more thing"]);
}

#[tokio::test(start_paused = true)]
async fn a_reply_frozen_beside_its_discarded_parent_never_goes_out() {
    let world = World::new();
    let parent = world.post(GENERAL, "question").await;
    let reply = world.reply(GENERAL, parent.message, "and another thing").await;
    world.server.script([Reply::Busy { status: 429, after: None }]);
    let _ = world.publisher().step().await;
    world.discard(parent.entry.unwrap()).await.unwrap();
    world.retry(reply.entry.unwrap()).await.unwrap();
    world.drain().await;
    assert_eq!(world.server.effects(), 0);
    assert!(matches!(world.wish_state(reply.entry.unwrap()).await, Some(WishState::Parked(_))));
}

#[tokio::test(start_paused = true)]
async fn a_star_on_an_unsent_message_goes_behind_it_and_never_alone() {
    let world = World::new();
    let kept = world.post(GENERAL, "hello").await;
    world.star(kept.message, Switch::On).await;
    world.drain().await;
    world.assert_agreement();
    assert!(world.server.stored(kept.message.uuid()).unwrap().starred);
}

#[tokio::test(start_paused = true)]
async fn an_element_that_is_too_large_is_parked_alone_and_shortening_it_sends_it() {
    let world = World::with_limits(Limits { messages: 100, bytes: 4_000 });
    let long = world.post(GENERAL, &"long ".repeat(1_000)).await;
    world.post(RANDOM, "short").await;
    world.drain().await;
    assert_eq!(world.server.texts(), ["short"]);
    world.edit(long.message, "shorter").await;
    world.drain().await;
    assert_eq!(world.server.texts(), ["short", "shorter"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_share_in_the_same_batch_waits_when_its_original_is_refused() {
    let world = World::new();
    world.server.dislike("bad", Dislike::WholeCall);
    let original = world.post(GENERAL, "bad").await.message;
    let reply = world.reply(GENERAL, original, "in thread").await;
    let share = share(original, RANDOM, "look");
    world.submit(share).await;
    world.post(channel(1), "unrelated").await;
    world.drain().await;
    assert_eq!(world.server.texts(), ["unrelated"]);
    assert!(reply.entry.is_some());
    world.edit(original, "good").await;
    world.drain().await;
    assert_eq!(world.server.texts(), ["unrelated", "good", "in thread", "look"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_star_in_the_same_batch_waits_when_its_message_is_refused() {
    for how in [Dislike::WholeCall, Dislike::FromCulpritOn] {
        let world = World::new();
        world.server.dislike("bad", how);
        for number in 0..5 {
            world.post(channel(number), "good").await;
        }
        let kept = world.post(GENERAL, "bad").await;
        world.star(kept.message, Switch::On).await;
        for number in 0..5 {
            world.post(channel(number), "good too").await;
        }
        world.drain().await;
        assert_eq!(world.server.effects(), 10);
        world.server.assert_well_treated();
        world.edit(kept.message, "fine").await;
        world.drain().await;
        world.assert_agreement();
    }
}

#[tokio::test(start_paused = true)]
async fn discarding_the_culprit_of_a_batch_says_nothing_more_to_the_server() {
    let world = World::new();
    world.server.dislike("bad", Dislike::WholeCall);
    for text in ["one", "bad", "three"] {
        world.post(GENERAL, text).await;
    }
    world.drain().await;
    let calls = world.server.calls();
    world.discard(world.parked().await.entry).await.unwrap();
    world.drain().await;
    let words: Vec<_> = world.server.calls_in_words().split_off(calls);
    assert_eq!(words, [["three"]]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn one_bad_element_among_a_hundred_is_found_by_halving() {
    for how in [Dislike::WholeCall, Dislike::FromCulpritOn, Dislike::ByName, Dislike::ByNameAndNothingElse] {
        for culprit in [0, 37, 99] {
            let world = World::new();
            world.server.dislike("bad", how);
            hundred(&world, culprit).await;
            world.drain().await;
            let parked = world.parked().await;
            assert_eq!(parked.excerpt, "bad");
            let place = culprit % 10;
            for (number, got) in by_place(&world).into_iter().enumerate() {
                // The conversation of the culprit waits behind it, unless the server accepted later messages of the
                // same call; all other conversations have everything, in order.
                let expected: Vec<_> = (0..100)
                    .filter(|n| {
                        n % 10 == number
                            && (number != place || *n < culprit || how == Dislike::ByName && *n > culprit)
                    })
                    .map(|n| n.to_string())
                    .collect();
                assert_eq!(got, expected, "conversation {number}, culprit {culprit}, {how:?}");
            }
            let calls = world.server.calls();
            assert!(calls <= 2 * 7 + 2, "{calls} calls, {how:?}");
            let behind = if how == Dislike::ByName { 0 } else { (99 - culprit) / 10 };
            assert_eq!(world.waiting().await.len(), 1 + behind);
            world.session.skip(parked.entry).await.unwrap();
            world.drain().await;
            world.discard(parked.entry).await.unwrap();
            world.drain().await;
            assert_eq!(world.server.effects(), 99);
            world.assert_agreement();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_later_change_of_a_skipped_edit_does_not_carry_its_words_along() {
    let world = World::new();
    let message = world.delivered(GENERAL, "first").await;
    world.server.hold();
    world.session.start();
    let edit = world.edit(message, "bad").await;
    world.server.arrived(2).await;
    // While the edit is in flight, a pin is queued behind it as a separate entry.
    world.submit(Wish::Mark { message, mark: Mark::Pin, state: Switch::On }).await;
    world.server.dislike("bad", Dislike::WholeCall);
    world.server.release();
    world.session.close().await;
    world.session.skip(edit.entry.unwrap()).await.unwrap();
    world.server.like_everything();
    world.drain().await;
    world.discard(edit.entry.unwrap()).await.unwrap();
    world.drain().await;
    assert_eq!(world.server.stored(message.uuid()).unwrap().text, "first");
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_reply_waits_for_its_parked_parent_even_when_that_was_skipped() {
    let world = World::new();
    world.server.dislike("bad", Dislike::WholeCall);
    let parent = world.post(GENERAL, "bad question").await;
    let reply = world.reply(GENERAL, parent.message, "and another thing").await;
    world.post(GENERAL, "something else").await;
    world.drain().await;
    assert_eq!(world.server.effects(), 0);
    world.session.skip(parent.entry.unwrap()).await.unwrap();
    world.drain().await;
    // After the skip the rest of the conversation is sent; the reply still lacks its parent.
    assert_eq!(world.server.texts(), ["something else"]);
    assert_eq!(world.wish_state(reply.entry.unwrap()).await, Some(WishState::Behind(parent.entry.unwrap())));
    world.edit(parent.message, "good question").await;
    world.drain().await;
    assert_eq!(world.server.texts(), ["something else", "good question", "and another thing"]);
    world.assert_agreement();
}
