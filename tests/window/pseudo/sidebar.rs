//! The sidebar: every connection, the outbox, the demo's mark, empty, loading and failed.

use super::check::{Faults, Shot};
use super::data::Data;
use super::{SIZES, Sizes, begin, draw, place, tell};

use crate::twin::open;
use crate::world::{DAY, MINUTE, World, channel, demo};

use confab::chat::Stamp;
use confab::language::{self, Language};
use confab::row::{Cause, Connection, FirstReading, Reading, WishState};
use confab::screen::inbox::engine::Fact;

/// The names and sentences of the demo's weathers in this world, and the keys in sentences.
fn data(world: &World) -> Data {
    let demo = demo();
    let labels: Vec<&str> = demo.weathers.iter().map(|one| one.label.as_str()).collect();
    Data::of_world(world).with(&labels).with(&["Ctrl+K"])
}

/// Every state of the connection; the texts in brackets would be sentences by the session.
fn connections(world: &World) -> Vec<(&'static str, Connection)> {
    let offline = |cause, seconds| place::offline(world, cause, seconds);
    let until = Stamp::from_ticks(world.now.ticks() + 400 * MINUTE, 0);
    vec![
        ("unknown", Connection::Unknown),
        ("online", Connection::Online),
        ("offline", offline(Cause::Unreached, 8)),
        ("offline-now", offline(Cause::Unreached, 0)),
        ("no-reply", offline(Cause::Unanswered, 3_600)),
        ("busy", offline(Cause::Busy, DAY / 10_000_000)),
        ("broken", offline(Cause::Broken(500), 3 * DAY / 10_000_000)),
        ("wait", Connection::Busy { until }),
        ("sign-in", Connection::SignIn),
        ("address", Connection::Misdirected("[Çhééçk ťhéé ááďďŕééšš.]".to_owned())),
        ("disk", Connection::Disk("[Ťhéé ďííšk ííš fúúll.]".to_owned())),
    ]
}

/// The same world with wishes that wait: none, some, some of them rejected, all of them rejected.
fn outboxes() -> Vec<World> {
    let with = |states: &[WishState]| {
        let mut world = place::busy();
        let id = world.rows(channel(1)).last().unwrap().message.id;
        for state in states {
            world.wait(channel(1), id, "Later.", state.clone(), 3);
        }
        world
    };
    let rejected = || WishState::Parked("Too long.".to_owned());
    let mut many = vec![WishState::Queued; 230];
    many.extend(vec![rejected(); 120]);
    vec![
        with(&[]),
        with(&[WishState::Queued]),
        with(&[WishState::Queued, WishState::Queued, rejected()]),
        with(&[rejected(), rejected()]),
        with(&many),
    ]
}

#[tokio::test]
async fn every_connection_and_outbox_in_the_sidebar() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    let low = Sizes::new(480.0, 360.0, 100);
    for size in SIZES.into_iter().chain([low]) {
        for (at, world) in outboxes().into_iter().enumerate() {
            let data = data(&world);
            let setup = crate::twin::Setup { demo: Some(demo()), ..size.setup() };
            let mut window = open(world.clone(), setup).await;
            for (name, connection) in connections(&world) {
                tell(&mut window, Fact::ConnectionChanged(connection)).await;
                let name = format!("sidebar-{name}-{at}");
                let shot = Shot { name: &name, size };
                if at == 2 {
                    draw(&mut window, shot);
                }
                faults.check(&mut window, shot, None, &data);
            }
        }
    }
    faults.none();
}

#[tokio::test]
async fn the_first_reading_and_a_sidebar_without_conversations() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let world = place::busy();
        let data = data(&world);
        let mut window = begin(world.clone(), size).await;
        for days in [None, Some(3), Some(900)] {
            let back_to = days.map(|days| Stamp::from_ticks(world.now.ticks() - days * DAY, 0));
            let reading = Reading { first: FirstReading::UnderWay { back_to }, unreadable: 0 };
            tell(&mut window, Fact::ReadingChanged(reading)).await;
            faults.check(&mut window, shot("sidebar-reading"), None, &data);
        }
        draw(&mut window, shot("sidebar-reading"));
        let failed = Err("[Ťhéé ďííšk ďííď ñóóť ŕééšpóóñď.]".to_owned());
        let mut window = begin(World::empty(), size).await;
        faults.see(&mut window, shot("sidebar-empty"), None, &data);
        tell(&mut window, Fact::SidebarLoaded(failed)).await;
        faults.see(&mut window, shot("sidebar-failed"), None, &data);
    }
    faults.none();
}
