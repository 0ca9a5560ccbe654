//! The connection to the server: back-off, `Retry-After`, sign-in, a wrong address, and a message that breaks the
//! server.

use crate::server::{Dislike, Reply};
use crate::world::{GENERAL, RANDOM, World, channel, noon};

use confab::clock::Clock;
use confab::outbox::backoff::{CAP, FLOOR};
use confab::outbox::worker::Step;
use confab::remote::Wait;
use confab::row::{Connection, WishState};

use tokio::time::Instant;

use std::time::Duration;

/// Seconds between each call and the one before.
fn pauses(world: &World) -> Vec<f64> {
    let calls = world.server.book().calls;
    calls.windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs_f64()).collect()
}

fn offline() -> impl Iterator<Item = Reply> {
    std::iter::repeat_n(Reply::Unreached, 30)
}

/// Offline for so long that the next attempt is far away; then `wake` must cause it at once.
async fn woken_by(wake: impl AsyncFnOnce(&World)) {
    let world = World::new();
    world.session.start();
    world.server.script(offline());
    world.post(GENERAL, "hello").await;
    world.server.arrived(12).await;
    // Let it settle after that call.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let calls = world.server.calls();
    world.server.forget_script();
    let before = Instant::now();
    wake(&world).await;
    world.server.arrived(calls + 1).await;
    assert!(before.elapsed() < Duration::from_millis(50), "{:?}", before.elapsed());
    world.session.close().await;
    world.drain().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_new_wish_ends_a_back_off() {
    woken_by(async |world| {
        world.post(RANDOM, "me too").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn try_now_ends_a_back_off() {
    woken_by(async |world| world.session.try_now()).await;
}

#[tokio::test(start_paused = true)]
async fn the_network_coming_back_ends_a_back_off() {
    woken_by(async |world| world.session.network_up()).await;
}

#[tokio::test(start_paused = true)]
async fn a_servers_wait_is_passed_by_nobody_unasked() {
    for wait in
        [Wait::For(Duration::from_secs(600)), Wait::Until((noon() + chrono::TimeDelta::seconds(600)).into())]
    {
        let world = World::new();
        world.session.start();
        world.server.script([Reply::Busy { status: 503, after: Some(wait) }]);
        world.post(GENERAL, "hello").await;
        world.server.arrived(1).await;
        for _ in 0..59 {
            tokio::time::sleep(Duration::from_secs(10)).await;
            world.session.network_up();
            world.post(RANDOM, "me too").await;
        }
        assert_eq!(world.server.calls(), 1);
        assert!(matches!(world.session.connection(), Connection::Busy { .. }));
        world.server.arrived(2).await;
        assert!((600.0..601.0).contains(&pauses(&world)[0]), "{:?}", pauses(&world));
        world.session.close().await;
        world.drain().await;
        world.assert_agreement();
    }
}

#[tokio::test(start_paused = true)]
async fn a_servers_wait_holds_after_a_restart() {
    let mut world = World::new();
    let after = Some(Wait::For(Duration::from_secs(600)));
    world.server.script([Reply::Busy { status: 429, after }]);
    world.post(GENERAL, "hello").await;
    assert!(matches!(world.publisher().step().await, Ok(Step::ServerWait { .. })));
    tokio::time::sleep(Duration::from_secs(200)).await;
    world.restart();
    let mut publisher = world.publisher();
    publisher.forget_back_off().await.unwrap();
    assert!(matches!(publisher.step().await, Ok(Step::ServerWait { .. })));
    assert_eq!(world.server.calls(), 1);
    world.drain().await;
    assert!((600.0..601.0).contains(&pauses(&world)[0]), "{:?}", pauses(&world));
    world.assert_agreement();
}

/// Restarts the process with the clock showing another time.
fn restart_at(world: &mut World, by: chrono::TimeDelta) {
    world.clock = Clock::tokio(world.clock.now() + by);
    world.restart();
}

#[tokio::test(start_paused = true)]
async fn a_servers_wait_is_as_long_as_was_asked_for_after_a_clock_was_put_right() {
    for (year, status) in [(365, 503), (-365, 503), (365, 429), (27_000, 429)] {
        let mut world = World::new();
        let after = Some(Wait::For(Duration::from_secs(60)));
        restart_at(&mut world, chrono::TimeDelta::days(year));
        world.server.script([Reply::Busy { status, after }]);
        world.post(GENERAL, "hello").await;
        assert!(matches!(world.publisher().step().await, Ok(Step::ServerWait { .. })));
        let said = Instant::now();
        restart_at(&mut world, chrono::TimeDelta::days(-year));
        // Asking meanwhile does not restart the wait.
        for _ in 0..3 {
            let trouble = world.session.trouble().await.unwrap();
            if let Some(until) = trouble.and_then(|trouble| trouble.until) {
                let left = until.millis_since(world.clock.stamp());
                assert!((1..=60_000).contains(&left), "{year}: {left}");
            }
            let _ = world.publisher().step().await;
            tokio::time::sleep(Duration::from_secs(10)).await;
            world.restart();
        }
        world.drain().await;
        assert!(said.elapsed() < Duration::from_secs(62), "{year}: {:?}", said.elapsed());
        assert_eq!(world.server.texts(), ["hello"]);
        world.assert_agreement();
    }
}

#[tokio::test(start_paused = true)]
async fn our_own_back_off_is_no_longer_for_a_clock_that_was_put_right() {
    let mut world = World::new();
    restart_at(&mut world, chrono::TimeDelta::days(365));
    world.server.script(offline().take(1));
    world.post(GENERAL, "hello").await;
    assert!(matches!(world.publisher().step().await, Ok(Step::BackOff { .. })));
    restart_at(&mut world, chrono::TimeDelta::days(-365));
    let restarted = Instant::now();
    world.session.start();
    world.server.arrived(2).await;
    assert!(restarted.elapsed() < Duration::from_secs(2), "{:?}", restarted.elapsed());
    world.session.close().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn what_stepped_aside_while_the_clock_was_a_year_ahead_goes_when_it_is_right() {
    let mut world = World::new();
    world.server.dislike("poison", Dislike::Breaks);
    restart_at(&mut world, chrono::TimeDelta::days(365));
    world.session.start();
    world.post(GENERAL, "poison").await;
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    world.session.close().await;
    assert_eq!(world.server.effects(), 0);
    world.server.like_everything();
    restart_at(&mut world, chrono::TimeDelta::days(-365));
    let restarted = Instant::now();
    world.session.start();
    world.server.arrived(world.server.calls() + 1).await;
    assert!(restarted.elapsed() <= CAP + Duration::from_secs(1), "{:?}", restarted.elapsed());
    world.session.close().await;
    assert_eq!(world.server.texts(), ["poison"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_person_may_go_past_a_servers_wait_and_the_server_may_say_it_again() {
    let mut world = World::new();
    world.session.start();
    let busy = || Reply::Busy { status: 429, after: Some(Wait::For(Duration::from_secs(600))) };
    world.server.script([busy(), busy()]);
    world.post(GENERAL, "hello").await;
    world.server.arrived(1).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    world.session.try_now();
    world.server.arrived(2).await;
    tokio::time::sleep(Duration::from_secs(599)).await;
    assert_eq!(world.server.calls(), 2);
    world.session.try_now();
    world.server.arrived(3).await;
    world.session.close().await;
    // The wait is over after a restart too.
    world.restart();
    assert_eq!(world.publisher().step().await, Ok(Step::Idle { wake_at: None }));
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn an_absurd_wait_ends_after_a_day_and_one_of_nothing_is_no_hot_loop() {
    let end_of_time = std::time::UNIX_EPOCH + Duration::from_secs(253_402_300_799);
    for wait in
        [Wait::For(Duration::from_secs(999_999_999)), Wait::For(Duration::MAX), Wait::Until(end_of_time)]
    {
        let mut world = World::new();
        world.server.script([Reply::Busy { status: 503, after: Some(wait) }]);
        world.post(GENERAL, "hello").await;
        assert!(matches!(world.publisher().step().await, Ok(Step::ServerWait { .. })));
        world.restart();
        world.drain().await;
        assert!((86_400.0..86_401.0).contains(&pauses(&world)[0]), "{wait:?}: {:?}", pauses(&world));
        world.assert_agreement();
    }
    for wait in [Wait::For(Duration::ZERO), Wait::Until(std::time::UNIX_EPOCH)] {
        let world = World::new();
        let busy = Reply::Busy { status: 503, after: Some(wait) };
        world.server.script(std::iter::repeat_n(busy, 20));
        world.post(GENERAL, "hello").await;
        world.drain().await;
        assert!(pauses(&world).iter().all(|pause| *pause >= FLOOR.as_secs_f64()), "{:?}", pauses(&world));
        world.assert_agreement();
    }
}

#[tokio::test(start_paused = true)]
async fn our_own_back_off_goes_on_after_a_restart() {
    let mut world = World::new();
    world.server.script(offline());
    world.post(GENERAL, "hello").await;
    let mut publisher = world.publisher();
    let mut until = 0;
    for _ in 0..20 {
        let Ok(Step::BackOff { until: next }) = publisher.step().await else { panic!() };
        until = next;
        tokio::time::sleep(Duration::from_millis((until - world.clock.millis()).unsigned_abs())).await;
    }
    let Ok(Step::BackOff { until: last }) = publisher.step().await else { panic!() };
    assert!(last > until);
    drop(publisher);
    world.restart();
    world.session.start();
    let calls = world.server.calls();
    let left = (last - world.clock.millis()).unsigned_abs();
    tokio::time::sleep(Duration::from_millis(left - 1)).await;
    assert_eq!(world.server.calls(), calls);
    tokio::time::sleep(Duration::from_millis(2)).await;
    world.server.arrived(calls + 1).await;
    // On average the pauses are as long as before the restart, not as short as after a first failure.
    world.server.arrived(calls + 9).await;
    assert!(pauses(&world)[calls..].iter().sum::<f64>() > 120.0, "{:?}", pauses(&world));
    world.server.forget_script();
    // A new wish ends it, as usual.
    world.post(RANDOM, "me too").await;
    world.server.arrived(calls + 10).await;
    world.session.close().await;
    world.drain().await;
    world.assert_agreement();
}

/// Signed out or misdirected: nothing is parked, only the user wakes it, and then everything is sent.
async fn stops_until_a_person_asks(reply: Reply, says: fn(&Connection) -> bool) {
    let world = World::new();
    world.session.start();
    world.server.script([reply]);
    let kept = world.post(GENERAL, "hello").await;
    world.server.arrived(1).await;
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    world.post(RANDOM, "me too").await;
    world.session.network_up();
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    assert_eq!(world.server.calls(), 1);
    assert!(says(&world.session.connection()));
    assert_eq!(world.wish_state(kept.entry.unwrap()).await, Some(WishState::Queued));
    world.session.try_now();
    world.server.arrived(2).await;
    world.session.close().await;
    world.drain().await;
    assert_eq!(world.session.connection(), Connection::Online);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_401_stops_the_line_and_parks_nothing() {
    stops_until_a_person_asks(Reply::SignIn, |line| *line == Connection::SignIn).await;
}

#[tokio::test(start_paused = true)]
async fn a_404_stops_the_line_parks_nothing_and_says_what_to_check() {
    let says = |line: &Connection| *line == Connection::Misdirected("Check the address.".to_owned());
    stops_until_a_person_asks(Reply::Misdirected, says).await;
}

#[tokio::test(start_paused = true)]
async fn ten_minutes_offline_and_everything_goes_in_order() {
    let world = World::new();
    world.session.start();
    world.server.script(std::iter::repeat_n(Reply::Unreached, 10_000));
    for number in 0..300 {
        world.post(channel(number % 7), &number.to_string()).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    assert_eq!(world.server.effects(), 0);
    world.server.forget_script();
    world.session.network_up();
    tokio::time::sleep(Duration::from_secs(1)).await;
    world.session.close().await;
    let texts: Vec<u32> = world.server.texts().iter().map(|text| text.parse().unwrap()).collect();
    assert_eq!(texts.len(), 300);
    assert!(texts.is_sorted(), "{texts:?}");
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_message_that_breaks_the_server_does_not_stand_in_everybodys_way() {
    let world = World::new();
    world.server.dislike("poison", Dislike::Breaks);
    for number in 0..20_u128 {
        let text = if number == 7 { "poison".to_owned() } else { number.to_string() };
        world.post(channel(number % 5), &text).await;
    }
    world.session.start();
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    let waiting: Vec<_> = world.waiting().await.into_iter().map(|waiting| waiting.excerpt).collect();
    // Its own conversation waits, in order; nothing is parked, because a 500 is no refusal.
    assert_eq!(waiting, ["poison", "12", "17"]);
    for _ in 0..20 {
        world.post(channel(0), "later").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(world.server.texts().last().unwrap(), "later");
    }
    world.server.like_everything();
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    world.session.close().await;
    let texts = world.server.texts();
    assert_eq!(texts[texts.len() - 3..], ["poison", "12", "17"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn back_off_grows_up_to_its_cap_and_never_gives_up() {
    let world = World::new();
    world.server.script(offline());
    world.session.start();
    world.post(GENERAL, "hello").await;
    world.server.arrived(31).await;
    world.session.close().await;
    let pauses = pauses(&world);
    assert!(pauses.iter().all(|pause| (FLOOR.as_secs_f64()..=CAP.as_secs_f64() + 0.1).contains(pause)));
    assert!(pauses[0] <= 1.1 && pauses[1] <= 2.1 && pauses[2] <= 4.1, "{pauses:?}");
    assert!(pauses[8..].iter().sum::<f64>() > 300.0, "{pauses:?}");
    world.assert_agreement();
}
