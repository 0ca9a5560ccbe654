//! One test per arrow of the state diagram in `outbox`, on the running engine.

use crate::server::{Dislike, Reply};
use crate::world::{GENERAL, World, post};

use confab::chat::Wish;
use confab::outbox::plan::Limits;
use confab::outbox::worker::Step;
use confab::row::{Connection, Delivery, Which, WishState};

#[tokio::test(start_paused = true)]
async fn submit_to_queued_writes_the_wish_and_draws_it_before_any_call() {
    let world = World::new();
    let kept = world.post(GENERAL, "hello").await;
    assert_eq!(world.wish_state(kept.entry.unwrap()).await, Some(WishState::Queued));
    assert_eq!(world.drawn(GENERAL).await, ["hello"]);
    assert!(matches!(
        world.delivery(GENERAL, kept.message).await,
        Delivery::Waiting { unanswered: false, .. }
    ));
    assert_eq!(world.server.calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn queued_to_in_flight_is_on_disk_before_the_call_leaves() {
    let world = World::new();
    let kept = world.post(GENERAL, "hello").await;
    let path = world.path();
    let (said, heard) = std::sync::mpsc::channel();
    world.server.hook(move |_, _| {
        let file = rusqlite::Connection::open(&path).unwrap();
        let row = "SELECT state, batch IS NOT NULL, element FROM outbox";
        let found = file.query_row(row, [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?, row.get::<_, String>(2)?))
        });
        said.send(found.unwrap()).unwrap();
    });
    world.drain().await;
    let (state, in_a_batch, element) = heard.recv().unwrap();
    assert_eq!((state, in_a_batch), (1, true));
    assert_eq!(*element, *world.server.book().calls[0].raw[0]);
    assert_eq!(world.wish_state(kept.entry.unwrap()).await, None);
}

#[tokio::test(start_paused = true)]
async fn in_flight_is_gone_when_accepted_and_the_bubble_says_so() {
    let world = World::new();
    let kept = world.post(GENERAL, "hello").await;
    let mut publisher = world.publisher();
    assert_eq!(publisher.step().await.unwrap(), Step::Idle { wake_at: None });
    assert_eq!(publisher.take_delivered(), [kept.entry.unwrap()]);
    assert_eq!(world.delivery(GENERAL, kept.message).await, Delivery::Accepted);
    let accepted_at = world.row(GENERAL, kept.message).await.accepted_at;
    assert_eq!(accepted_at, Some(world.clock.stamp()), "and when");
    assert_eq!(world.session.connection(), Connection::Online);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn in_flight_to_queued_when_unreachable_and_it_is_surely_not_sent() {
    let world = World::new();
    world.server.script([Reply::Unreached]);
    let kept = world.post(GENERAL, "hello").await;
    assert!(matches!(world.publisher().step().await, Ok(Step::BackOff { .. })));
    assert_eq!(world.wish_state(kept.entry.unwrap()).await, Some(WishState::Queued));
    assert!(matches!(world.session.connection(), Connection::Offline { .. }));
}

#[tokio::test(start_paused = true)]
async fn in_flight_to_queued_when_busy() {
    let world = World::new();
    world.server.script([Reply::Busy { status: 429, after: None }]);
    let kept = world.post(GENERAL, "hello").await;
    assert!(matches!(world.publisher().step().await, Ok(Step::BackOff { .. })));
    assert_eq!(world.wish_state(kept.entry.unwrap()).await, Some(WishState::Queued));
}

#[tokio::test(start_paused = true)]
async fn in_flight_to_queued_when_signed_out() {
    let world = World::new();
    world.server.script([Reply::SignIn]);
    let kept = world.post(GENERAL, "hello").await;
    assert_eq!(world.publisher().step().await, Ok(Step::Stopped));
    assert_eq!(world.wish_state(kept.entry.unwrap()).await, Some(WishState::Queued));
    assert_eq!(world.session.connection(), Connection::SignIn);
}

#[tokio::test(start_paused = true)]
async fn in_flight_to_queued_when_the_answer_is_lost_and_that_is_unknown_not_failed() {
    for reply in
        [Reply::LoseAnswer, Reply::LoseCall, Reply::Rubbish, Reply::Busy { status: 503, after: None }]
    {
        let world = World::new();
        world.server.script([reply]);
        let kept = world.post(GENERAL, "hello").await;
        assert!(matches!(world.publisher().step().await, Ok(Step::BackOff { .. })));
        assert_eq!(world.wish_state(kept.entry.unwrap()).await, Some(WishState::Unanswered));
        let delivery = world.delivery(GENERAL, kept.message).await;
        assert!(matches!(delivery, Delivery::Waiting { unanswered: true, .. }), "{delivery:?}");
        world.drain().await;
        assert_eq!(world.server.texts(), ["hello"]);
        let raw: Vec<_> = world.server.book().calls.iter().map(|call| call.raw.clone()).collect();
        assert_eq!(raw[0], raw[1], "the same words again");
        world.assert_agreement();
    }
}

#[tokio::test(start_paused = true)]
async fn in_flight_to_parked_when_refused_with_the_servers_reason() {
    let world = World::new();
    world.server.dislike("bad", Dislike::WholeCall);
    let kept = world.post(GENERAL, "bad").await;
    world.drain().await;
    assert_eq!(
        world.wish_state(kept.entry.unwrap()).await,
        Some(WishState::Parked("One of them is bad.".to_owned()))
    );
    let delivery = world.delivery(GENERAL, kept.message).await;
    assert_eq!(
        delivery,
        Delivery::Parked { entry: kept.entry.unwrap(), reason: "One of them is bad.".to_owned() }
    );
    assert_eq!(world.server.calls(), 1, "it is not tried again by itself");
}

#[tokio::test(start_paused = true)]
async fn queued_to_parked_when_no_call_can_carry_it() {
    let world = World::with_limits(Limits { messages: 100, bytes: 3_000 });
    let kept = world.post(GENERAL, &"long ".repeat(1_000)).await;
    world.drain().await;
    let Some(WishState::Parked(reason)) = world.wish_state(kept.entry.unwrap()).await else { panic!() };
    assert!(reason.contains("can have at most 3000 bytes"), "{reason}");
    assert_eq!(world.server.calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn queued_is_gone_when_discarded() {
    let world = World::new();
    let kept = world.post(GENERAL, "hello").await;
    world.discard(kept.entry.unwrap()).await.unwrap();
    assert_eq!(world.drawn(GENERAL).await, Vec::<String>::new());
    world.drain().await;
    assert_eq!(world.server.calls(), 0);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn parked_is_gone_when_discarded() {
    let world = World::new();
    world.server.dislike("bad", Dislike::WholeCall);
    let kept = world.post(GENERAL, "bad").await;
    world.drain().await;
    world.discard(kept.entry.unwrap()).await.unwrap();
    world.drain().await;
    assert_eq!(world.server.calls(), 1);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn parked_to_queued_when_retried_and_the_same_words_go() {
    let world = World::new();
    world.server.dislike("bad", Dislike::WholeCall);
    let kept = world.post(GENERAL, "bad").await;
    world.drain().await;
    world.server.like_everything();
    assert_eq!(world.session.retry(Which::All).await, Ok(1));
    assert_eq!(world.wish_state(kept.entry.unwrap()).await, Some(WishState::Queued));
    world.drain().await;
    let book = world.server.book();
    assert_eq!(book.calls[0].raw, book.calls[1].raw);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn parked_to_queued_when_edited_and_the_new_words_go() {
    let world = World::new();
    world.server.dislike("bad", Dislike::WholeCall);
    let kept = world.post(GENERAL, "bad").await;
    world.drain().await;
    let edited = world.edit(kept.message, "good").await;
    assert_eq!(edited.entry, kept.entry, "it is the same wish in other words");
    assert_eq!(world.wish_state(kept.entry.unwrap()).await, Some(WishState::Queued));
    world.drain().await;
    assert_eq!(world.server.texts(), ["good"]);
    assert_eq!(world.row(GENERAL, kept.message).await.message.edited_at, None, "nobody saw other words");
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn what_is_in_flight_or_queued_cannot_be_retried_and_gone_ones_cannot_be_discarded() {
    let world = World::new();
    let entry = world.post(GENERAL, "hello").await.entry.unwrap();
    assert!(world.retry(entry).await.is_err());
    world.drain().await;
    assert!(world.discard(entry).await.is_err());
    assert!(world.session.skip(entry).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_wish_that_cannot_be_leaves_no_trace() {
    let world = World::new();
    assert!(world.session.submit(post(GENERAL, "  ")).await.is_err());
    let theirs = world.history(1, "Ben's words").await;
    let edit = Wish::Edit { message: theirs, text: "mine now".to_owned() };
    assert!(world.session.submit(edit).await.is_err());
    assert_eq!(world.waiting().await, []);
    assert_eq!(world.drawn(GENERAL).await, ["Ben's words"]);
}
