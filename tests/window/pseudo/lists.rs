//! The details of a conversation and the lists of messages, with and without messages.

use super::check::{Faults, Shot};
use super::data::Data;
use super::{SIZES, Sizes, begin, draw, enter, tell};

use crate::message_list::marked;
use crate::twin::Play;
use crate::world::{MINUTE, PEOPLE, World, channel, direct, group, person};

use confab::headless::{Chord, Driver};
use confab::language::{self, Language};
use confab::row::{Filter, ListQuery, ListSpan};
use confab::screen::inbox::engine::Fact;

use iced::keyboard::key::Named;

const FAILED: &str = "[Ťhéé ďííšk ďííď ñóóť ŕééšpóóñď.]";

async fn details(window: &mut Driver<Play>) {
    window.key(Chord::character('d').command().shift()).await;
}

#[tokio::test]
async fn the_details_of_a_conversation() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let world = marked();
        let data = Data::of_world(&world);
        for of in [channel(1), channel(5), direct(6), direct(2), group(1)] {
            let mut window = begin(world.clone(), size).await;
            enter(&mut window, of).await;
            details(&mut window).await;
            if of == channel(1) {
                draw(&mut window, shot("details"));
            }
            faults.check(&mut window, shot("details"), None, &data);
        }
        let mut window = begin(world, size).await;
        enter(&mut window, channel(4)).await;
        details(&mut window).await;
        window.hover(PEOPLE[1]).await.unwrap();
        faults.check(&mut window, shot("details-hovered"), None, &data);
        let of = channel(2);
        enter(&mut window, of).await;
        tell(&mut window, Fact::MembersLoaded { of, members: Err(FAILED.to_owned()) }).await;
        faults.check(&mut window, shot("details-failed"), None, &data);
    }
    faults.none();
}

/// The busy world with messages in every list, some of them with many files, edited, shared or archived.
fn listed() -> World {
    let mut world = marked();
    let of = channel(1);
    let now = world.now.ticks();
    for (at, text) in ["Starred and pinned.", "Archived."].into_iter().enumerate() {
        let id = world.say_at(of, 6, now - (400 + at as i64) * MINUTE, text);
        for number in 0..6 {
            let (name, number) = (format!("file {number}.pdf"), number + 80);
            world.attach(id, crate::pictures::here(&name, number, None, 9_000));
        }
        let (shared, original) = world.snapshot(world.rows(of)[1].message.id);
        world.alter(id, |row| {
            (row.message.shared, row.original) = (shared, original);
            row.message.marks.starred_by = Some(person(0));
            row.message.marks.pinned_by = Some(person(6));
            row.pinner = Some(PEOPLE[6].to_owned());
            row.message.marks.archived = at == 1;
            row.message.tags = vec![person(0)];
        });
    }
    world
}

/// A window with the list this many lines below the first of the details, or one of the members'.
async fn list(world: World, down: usize, size: Sizes) -> Driver<Play> {
    let mut window = begin(world, size).await;
    enter(&mut window, channel(1)).await;
    details(&mut window).await;
    for _ in 0..down {
        window.key(Chord::named(Named::ArrowDown)).await;
    }
    let key = if down < 5 { Chord::named(Named::Enter) } else { Chord::character('m') };
    window.key(key).await;
    assert!(window.state().inbox.panels().message_list().query().is_some());
    window
}

#[tokio::test]
async fn every_list_of_messages_with_messages_and_without() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let data = Data::of_world(&listed()).and(&Data::of_world(&World::busy()));
        for down in 0..7 {
            for (name, world) in [("list", listed()), ("list-empty", World::busy())] {
                let name = &format!("{name}-{down}");
                let mut window = list(world, down, size).await;
                let shot = Shot { name, size };
                if down < 2 {
                    draw(&mut window, shot);
                }
                faults.check(&mut window, shot, None, &data);
            }
        }
        for (name, world) in [("starred", listed()), ("starred-none", World::busy())] {
            let mut window = begin(world, size).await;
            window.key(Chord::character('s').command().shift()).await;
            draw(&mut window, Shot { name, size });
            faults.check(&mut window, Shot { name, size }, None, &data);
        }
        // One that was just deleted stays in the list for a while.
        let mut window = list(listed(), 1, size).await;
        for _ in 0..2 {
            window.key(Chord::named(Named::Delete)).await;
            window.key(Chord::named(Named::ArrowDown)).await;
        }
        faults.check(&mut window, Shot { name: "list-deleted", size }, None, &data);
        let of = ListQuery::Within(channel(1), Filter::Starred);
        let failed = Fact::ListLoaded { of, span: ListSpan::Newest(60), listed: Err(FAILED.to_owned()) };
        tell(&mut window, failed).await;
        faults.check(&mut window, Shot { name: "list-failed", size }, None, &data);
    }
    faults.none();
}
