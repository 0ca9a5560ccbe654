//! Races between a person and a running call, and their outcome after a restart.

use crate::server::{Dislike, Reply};
use crate::world::{GENERAL, RANDOM, World, drain};

use confab::chat::Wish;
use confab::chat::wish::{Mark, Switch};
use confab::outbox::plan::Limits;
use confab::outbox::worker::Step;
use confab::row::{Delivery, WishState};

#[tokio::test(start_paused = true)]
async fn an_edit_while_in_flight_goes_behind_and_wins() {
    let world = World::new();
    world.session.start();
    world.server.hold();
    let kept = world.post(GENERAL, "first").await;
    world.server.arrived(1).await;
    assert_eq!(world.wish_state(kept.entry.unwrap()).await, Some(WishState::InFlight));
    let edit = world.edit(kept.message, "second").await;
    assert_ne!(edit.entry, kept.entry);
    world.server.release();
    world.server.arrived(2).await;
    world.session.close().await;
    assert_eq!(world.server.texts(), ["first", "second"]);
    assert_eq!(world.delivery(GENERAL, kept.message).await, Delivery::Accepted);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn edits_while_in_flight_fold_into_one() {
    let world = World::new();
    world.session.start();
    world.server.hold();
    let kept = world.post(GENERAL, "first").await;
    world.server.arrived(1).await;
    for text in ["second", "third", "fourth"] {
        world.edit(kept.message, text).await;
    }
    world.server.release();
    world.server.arrived(2).await;
    world.session.close().await;
    assert_eq!(world.server.texts(), ["first", "fourth"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_discard_while_in_flight_becomes_a_retraction() {
    let world = World::new();
    world.session.start();
    world.server.hold();
    let kept = world.post(GENERAL, "oops").await;
    world.server.arrived(1).await;
    world.discard(kept.entry.unwrap()).await.unwrap();
    assert_eq!(world.drawn(GENERAL).await, Vec::<String>::new());
    world.server.release();
    world.server.arrived(2).await;
    world.session.close().await;
    assert!(world.server.stored(kept.message.uuid()).unwrap().deleted);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_change_in_flight_cannot_be_discarded() {
    let world = World::new();
    let message = world.delivered(GENERAL, "first").await;
    world.session.start();
    world.server.hold();
    let edit = world.edit(message, "second").await;
    world.server.arrived(2).await;
    assert!(world.discard(edit.entry.unwrap()).await.is_err());
    world.server.release();
    world.session.close().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_does_not_send_twice() {
    let world = World::new();
    world.server.script([Reply::LoseAnswer, Reply::LoseAnswer]);
    world.post(GENERAL, "once").await;
    world.drain().await;
    assert_eq!(world.server.calls(), 3);
    assert_eq!(world.server.texts(), ["once"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn an_edit_after_a_lost_answer_leaves_the_frozen_words_alone() {
    let world = World::new();
    world.server.script([Reply::LoseAnswer]);
    let kept = world.post(GENERAL, "first").await;
    let _ = world.publisher().step().await;
    world.edit(kept.message, "second").await;
    world.drain().await;
    assert_eq!(world.server.calls_in_words(), [["first"], ["first"], ["second"]]);
    assert_eq!(world.server.texts(), ["first", "second"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_delete_after_a_lost_answer_is_said_to_the_server() {
    let world = World::new();
    world.server.script([Reply::LoseAnswer]);
    let kept = world.post(GENERAL, "oops").await;
    let _ = world.publisher().step().await;
    world.delete(kept.message).await;
    world.drain().await;
    assert!(world.server.stored(kept.message.uuid()).unwrap().deleted);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_delete_of_a_never_sent_message_removes_both_and_makes_no_call() {
    let world = World::new();
    let kept = world.post(GENERAL, "oops").await;
    world.star(kept.message, Switch::On).await;
    assert_eq!(world.delete(kept.message).await.entry, None);
    world.drain().await;
    assert_eq!(world.server.calls(), 0);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_delete_of_a_message_that_could_not_be_reached_yet_is_said_behind_it() {
    let world = World::new();
    world.server.script([Reply::Unreached]);
    let kept = world.post(GENERAL, "oops").await;
    let _ = world.publisher().step().await;
    world.delete(kept.message).await;
    world.drain().await;
    world.assert_agreement();
    assert_eq!(world.drawn(GENERAL).await, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn react_and_unreact_before_sending_cancel() {
    let world = World::new();
    let theirs = world.history(1, "lunch?").await;
    let react = |state| Wish::React {
        id: confab::chat::MessageId::fresh(),
        message: theirs,
        emoji: "👍".to_owned(),
        state,
    };
    world.submit(react(Switch::On)).await;
    world.submit(react(Switch::Off)).await;
    world.drain().await;
    assert_eq!(world.server.calls(), 0);
    world.submit(react(Switch::On)).await;
    world.drain().await;
    world.submit(react(Switch::Off)).await;
    world.drain().await;
    assert_eq!(world.server.effects(), 2);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn what_was_in_flight_at_a_crash_goes_out_again_unchanged() {
    let mut world = World::new();
    world.server.hold();
    let kept = world.post(GENERAL, "first").await;
    let publisher = world.publisher();
    let task = tokio::spawn(async move { { publisher }.step().await });
    world.server.arrived(1).await;
    task.abort();
    let _ = task.await;
    world.server.release();
    world.restart();
    world.edit(kept.message, "second").await;
    world.drain().await;
    assert_eq!(world.server.calls_in_words(), [["first"], ["first"], ["second"]]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_parked_wish_is_still_parked_after_a_restart_and_can_be_retried_there() {
    let mut world = World::new();
    world.server.dislike("bad", Dislike::WholeCall);
    let kept = world.post(GENERAL, "bad").await;
    world.drain().await;
    world.restart();
    world.drain().await;
    assert_eq!(world.server.calls(), 1);
    world.server.like_everything();
    world.retry(kept.entry.unwrap()).await.unwrap();
    world.drain().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_wish_made_while_a_call_is_out_goes_without_being_asked() {
    let world = World::new();
    world.session.start();
    world.server.hold();
    world.post(GENERAL, "one").await;
    world.server.arrived(1).await;
    world.post(RANDOM, "two").await;
    world.server.release();
    world.server.arrived(2).await;
    world.session.close().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn the_same_line_of_a_script_run_again_has_its_effect_once() {
    let world = World::new();
    let wish = crate::world::post(GENERAL, "hello");
    let first = world.submit(wish.clone()).await;
    assert_eq!(world.submit(wish.clone()).await, first);
    assert_eq!(world.drain().await, Step::Idle { wake_at: None });
    assert_eq!(world.submit(wish).await.entry, None);
    world.drain().await;
    assert_eq!(world.server.calls(), 1);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_discarded_edit_that_was_folded_into_a_pin_gives_the_old_words_back() {
    let world = World::new();
    let message = world.delivered(GENERAL, "first").await;
    let pin = world.submit(Wish::Mark { message, mark: Mark::Pin, state: Switch::On }).await;
    world.edit(message, "second").await;
    world.discard(pin.entry.unwrap()).await.unwrap();
    assert_eq!(world.drawn(GENERAL).await, ["first"]);
    world.drain().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_discarded_edit_whose_answer_was_lost_is_taken_back_on_the_server_too() {
    let world = World::new();
    let message = world.delivered(GENERAL, "first").await;
    world.server.script([Reply::LoseAnswer]);
    let edit = world.edit(message, "second").await;
    let _ = world.publisher().step().await;
    world.discard(edit.entry.unwrap()).await.unwrap();
    assert_eq!(world.drawn(GENERAL).await, ["first"]);
    world.drain().await;
    assert_eq!(world.server.stored(message.uuid()).unwrap().text, "first");
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn discarding_the_earlier_of_two_edits_keeps_the_later_words() {
    let world = World::new();
    let message = world.delivered(GENERAL, "first").await;
    world.server.script([Reply::Unreached]);
    let earlier = world.edit(message, "second").await;
    let _ = world.publisher().step().await;
    let later = world.edit(message, "third").await;
    assert_ne!(earlier.entry, later.entry);
    world.discard(earlier.entry.unwrap()).await.unwrap();
    assert_eq!(world.drawn(GENERAL).await, ["third"]);
    world.discard(later.entry.unwrap()).await.unwrap();
    assert_eq!(world.drawn(GENERAL).await, ["first"]);
    world.drain().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn two_edits_in_one_tick_are_taken_back_one_by_one() {
    let world = World::new();
    let message = world.delivered(GENERAL, "first").await;
    world.server.script([Reply::Unreached]);
    world.edit(message, "second").await;
    let _ = world.publisher().step().await;
    // The clock stands still: both edits were made at the same moment.
    let later = world.edit(message, "third").await;
    world.discard(later.entry.unwrap()).await.unwrap();
    assert_eq!(world.drawn(GENERAL).await, ["second"]);
    world.drain().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_star_put_on_and_off_and_discarded_is_as_it_was() {
    let world = World::new();
    let message = world.delivered(GENERAL, "hello").await;
    world.star(message, Switch::On).await;
    let star = world.star(message, Switch::Off).await;
    world.discard(star.entry.unwrap()).await.unwrap();
    assert_eq!(world.row(GENERAL, message).await.message.marks.starred_by, None);
    world.drain().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn discarding_a_refused_post_that_may_have_arrived_takes_everything_on_it_along() {
    let world = World::new();
    world.server.script([Reply::LoseCall, Reply::Refuse]);
    let kept = world.post(GENERAL, "oops").await;
    let mut publisher = world.publisher();
    let _ = publisher.step().await;
    world.star(kept.message, Switch::On).await;
    // The answer arrives while the user deletes the message: the deletion waits behind the entry that is now parked.
    world.delete(kept.message).await;
    let _ = publisher.step().await;
    world.discard(kept.entry.unwrap()).await.unwrap();
    world.drain().await;
    assert_eq!(world.server.effects(), 1);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn what_a_message_said_before_each_edit_is_kept_with_when_it_was_written() {
    let world = World::new();
    let message = world.delivered(GENERAL, "first").await;
    assert_eq!(world.session.revisions(message).await.unwrap(), []);
    for text in ["second", "third"] {
        world.edit(message, text).await;
        world.drain().await;
    }
    let row = world.row(GENERAL, message).await;
    let versions = world.session.revisions(message).await.unwrap();
    let texts: Vec<&str> = versions.iter().map(|version| version.text.as_str()).collect();
    assert_eq!((texts, row.earlier), (vec!["first", "second"], 2));
    assert_eq!(versions[0].at.ticks(), row.message.sent_at.ticks());
    assert!(versions[0].at <= versions[1].at && Some(versions[1].at) <= row.message.edited_at);
}

#[tokio::test(start_paused = true)]
async fn a_refused_report_that_is_tried_again_does_not_bring_old_words_back() {
    let world = World::new();
    let message = world.delivered(GENERAL, "first").await;
    world.server.script([Reply::Refuse]);
    world.submit(Wish::Report { message, reason: "spam".to_owned(), context: Switch::Off }).await;
    world.drain().await;
    world.edit(message, "second").await;
    world.drain().await;
    world.retry(world.parked().await.entry).await.unwrap();
    world.drain().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_second_report_that_is_taken_back_gives_the_first_reason_back() {
    let world = World::new();
    let message = world.delivered(GENERAL, "buy this").await;
    let report = async |reason: &str| {
        let kept =
            world.submit(Wish::Report { message, reason: reason.to_owned(), context: Switch::Off }).await;
        kept.entry.unwrap()
    };
    let reason = async || world.row(GENERAL, message).await.message.marks.reported.clone();
    // A report that was never sent takes the new reason, and is sent whole.
    let first = report("spam").await;
    assert_eq!(report("scam").await, first);
    world.discard(first).await.unwrap();
    assert_eq!(reason().await, None);
    // A report that is at the server stays.
    report("spam").await;
    world.drain().await;
    let second = report("scam").await;
    world.discard(second).await.unwrap();
    assert_eq!(reason().await.as_deref(), Some("spam"));
    // The server may have the second already, so the first is sent again.
    world.server.script([Reply::LoseAnswer]);
    let second = report("scam").await;
    let mut publisher = world.publisher();
    publisher.step().await.unwrap();
    drop(publisher);
    world.discard(second).await.unwrap();
    assert_eq!(reason().await.as_deref(), Some("spam"));
    world.drain().await;
    world.assert_agreement();
    assert_eq!(reason().await.as_deref(), Some("spam"));
    // The first is discarded while the second waits behind it: there is nothing to restore.
    let other = world.delivered(GENERAL, "and this").await;
    world.server.script([Reply::Refuse]);
    let wish =
        |reason: &str| Wish::Report { message: other, reason: reason.to_owned(), context: Switch::Off };
    world.submit(wish("spam")).await;
    world.drain().await;
    let parked = world.parked().await.entry;
    world.submit(wish("scam")).await;
    world.discard(parked).await.unwrap();
    assert_eq!(world.row(GENERAL, other).await.message.marks.reported, None);
    world.drain().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_reading_mark_does_not_carry_refused_words_along() {
    let world = World::new();
    let message = world.delivered(GENERAL, "first").await;
    world.server.script([Reply::Refuse]);
    let edit = world.edit(message, "second").await;
    world.drain().await;
    world.submit(Wish::Read { message, state: Switch::On }).await;
    world.submit(Wish::Report { message, reason: "spam".to_owned(), context: Switch::Off }).await;
    world.drain().await;
    assert_eq!(world.server.texts().last().map(String::as_str), Some("first"));
    world.discard(edit.entry.unwrap()).await.unwrap();
    world.drain().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_post_frozen_ahead_and_thawed_does_not_take_the_words_of_the_edit_behind_it() {
    let world = World::with_limits(Limits { messages: 1, bytes: 1_000_000 });
    let mut kept = Vec::new();
    for text in ["one", "two", "three", "four"] {
        kept.push(world.post(GENERAL, text).await);
    }
    let mut publisher = world.publisher();
    for _ in 0..2 {
        assert_eq!(publisher.step().await.unwrap(), Step::Went);
    }
    // "four" is frozen by now, as the next call. The call before it gets no answer.
    world.server.script([Reply::LoseAnswer]);
    world.server.hold();
    let edited = async {
        world.server.arrived(3).await;
        let edit = world.edit(kept[3].message, "five").await;
        world.server.release();
        edit
    };
    let (_, edit) = tokio::join!(publisher.step(), edited);
    assert_eq!(publisher.step().await.unwrap(), Step::Went);
    world.discard(edit.entry.unwrap()).await.unwrap();
    drain(&mut publisher, world.clock).await;
    world.assert_agreement();
    assert!(!world.server.texts().contains(&"five".to_owned()));
}
