//! The first reading: newest messages first where the server's order allows it, progress that survives a restart, and
//! news in between.

use crate::{DAY, ME, PLACE, World, count, element, world};

use confab::remote::wire;
use confab::row::{FirstReading, Span};
use confab::sync::Round;

/// A world with this many messages whose server returns the newest first.
fn newest_first(number: u32) -> World {
    let world = world(number);
    world.server.messages.lock().unwrap().reverse();
    world
}

async fn newest(world: &World) -> String {
    let page = world.session.page(PLACE, Span::Latest).await.unwrap();
    page.rows.last().unwrap().message.text.clone()
}

/// Cuts the call that follows this many calls.
fn cut_after(world: &World, calls: usize) {
    let made = world.server.asked.lock().unwrap().len();
    *world.server.cut.lock().unwrap() = Some(made + calls + 1);
}

#[tokio::test]
async fn the_newest_are_here_after_a_few_pages_whichever_way_the_server_goes() {
    for (mut world, calls) in [(newest_first(3_000), 2), (world(3_000), 12)] {
        cut_after(&world, calls);
        assert_eq!(world.reader.round().await, Ok(Round::Failed));
        assert_eq!(newest(&world).await, "number 2999");
        assert!(count(&world.session).await < 1_500);
        assert!(matches!(world.board.reading().first, FirstReading::UnderWay { back_to: Some(_) }));
        while world.reader.round().await.unwrap() != Round::Read {}
        assert_eq!(count(&world.session).await, 3_000);
        assert_eq!(world.board.reading().first, FirstReading::Done);
    }
}

#[tokio::test]
async fn a_restart_in_the_middle_goes_on_where_it_was() {
    let mut world = newest_first(3_000);
    cut_after(&world, 20);
    assert_eq!(world.reader.round().await, Ok(Round::Failed));
    world.pages();
    let mut next = world.restarted();
    while next.round().await.unwrap() != Round::Read {}
    let pages = world.pages();
    assert_eq!(pages[..2], [1, 21], "what is new first, then the history from its place: {pages:?}");
    assert_eq!(count(&world.session).await, 3_000);
}

#[tokio::test]
async fn what_arrives_during_the_first_reading_is_unread_and_the_history_is_not() {
    let mut world = newest_first(1_000);
    cut_after(&world, 4);
    assert_eq!(world.reader.round().await, Ok(Round::Failed));
    world.server.messages.lock().unwrap().insert(0, element(1_000));
    let mut next = world.restarted();
    while next.round().await.unwrap() != Round::Read {}
    assert_eq!(count(&world.session).await, 1_001);
    assert_eq!(world.session.sidebar().await.unwrap().conversations[0].unread, 1);
}

#[tokio::test]
async fn the_first_message_on_an_empty_server_is_news() {
    let mut world = world(0);
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    world.server.messages.lock().unwrap().push(element(1));
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    assert_eq!(world.session.sidebar().await.unwrap().conversations[0].unread, 1);
}

#[tokio::test]
async fn a_server_without_an_order_is_read_to_its_end() {
    let mut world = world(1_234);
    fastrand::Rng::with_seed(3).shuffle(&mut world.server.messages.lock().unwrap());
    while world.reader.round().await.unwrap() != Round::Read {}
    assert_eq!(count(&world.session).await, 1_234);
    world.pages();
    let newest = element(1_233).message_date_time.unwrap().as_str().to_owned();
    assert_eq!(world.reader.since(), Some(newest));
}

#[tokio::test]
async fn a_profile_of_an_earlier_build_that_has_read_everything_reads_on_from_its_date() {
    let mut world = world(300);
    let file = rusqlite::Connection::open(world._folder.path().join("confab.db")).unwrap();
    let since = wire::Date::from_ticks(DAY + 290, 330);
    file.execute("INSERT INTO line VALUES ('read_since', ?1)", [since.as_str()]).unwrap();
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    assert!(world.server.asked.lock().unwrap().iter().all(|(since, _)| since.is_some()), "{ME:?}");
}
