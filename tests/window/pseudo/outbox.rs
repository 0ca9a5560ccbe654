//! The outbox panel in every state, and its questions.

use super::check::{Faults, Shot};
use super::data::Data;
use super::{SIZES, begin, place, tell};

use crate::twin::{Message, Play};
use crate::world::World;

use confab::chat::wish;
use confab::headless::{Chord, Driver};
use confab::language::{self, Language};
use confab::row::{Cause, Connection, Progress, Transfer, Transfers, WishState};
use confab::screen::dialog::view::PANEL;
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::engine::Fact;
use confab::screen::inbox::files;

use iced::keyboard::key::Named;

async fn panel(window: &mut Driver<Play>) {
    window.key(Chord::character('o').command().shift()).await;
}

#[tokio::test]
async fn the_outbox_in_every_state() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let world = place::full_outbox();
        let data = Data::of_world(&world);
        let waits =
            world.waiting.iter().find(|line| matches!(line.state, WishState::Files(_))).unwrap().message;
        let mut window = begin(world.clone(), size.high()).await;
        panel(&mut window).await;
        faults.see(&mut window, shot("outbox"), None, &data);
        let uploading = Progress::Running { done: 3_100_000, total: Some(12_000_000) };
        let transfers = Transfers([(Transfer::Upload(waits, 0), uploading)].into_iter().collect());
        window.send(Message::Screen(Screen::Files(files::Message::TransfersRead(transfers)))).await;
        let until = world.now;
        for connection in [
            place::offline(&world, Cause::Unreached, 8),
            place::offline(&world, Cause::Unanswered, 8),
            place::offline(&world, Cause::Busy, 8),
            place::offline(&world, Cause::Broken(500), 8),
            Connection::Busy { until },
            Connection::SignIn,
            Connection::Misdirected("[Çhééçk ťhéé ááďďŕééšš.]".to_owned()),
            Connection::Disk("[Ťhéé ďííšk ííš fúúll.]".to_owned()),
        ] {
            tell(&mut window, Fact::ConnectionChanged(connection)).await;
            faults.check(&mut window, shot("outbox-connections"), None, &data);
        }
        let mut window = begin(place::busy(), size).await;
        panel(&mut window).await;
        faults.see(&mut window, shot("outbox-empty"), None, &data);
        let failed = Fact::OutboxLoaded(Err("[Ťhéé ďííšk ďííď ñóóť ŕééšpóóñď.]".to_owned()));
        tell(&mut window, failed).await;
        faults.check(&mut window, shot("outbox-failed"), None, &data);
    }
    faults.none();
}

/// Worlds whose only wish is discarded with each of the questions.
fn questions() -> Vec<World> {
    let of_kind = |kind, at: usize, attempts, unanswered| {
        let mut world = place::full_outbox();
        let mut line = world.waiting[at].clone();
        (line.kind, line.attempts, line.unanswered) = (kind, attempts, unanswered);
        world.waiting = vec![line];
        world
    };
    let post = wish::Kind::Post;
    vec![
        of_kind(post, 0, 1, false),
        of_kind(post, 0, 1, true),
        of_kind(post, 2, 1, false),
        of_kind(post, 2, 0, false),
        of_kind(post, 4, 1, false),
        of_kind(wish::Kind::Create, 2, 1, false),
        of_kind(wish::Kind::Delete, 2, 1, false),
        of_kind(post, 5, 1, false),
    ]
}

#[tokio::test]
async fn every_question_before_something_is_discarded() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        for world in questions() {
            let data = Data::of_world(&world);
            let mut window = begin(world, size).await;
            panel(&mut window).await;
            for chord in [Chord::named(Named::Delete), Chord::named(Named::Delete).shift()] {
                window.key(chord).await;
                assert!(window.state().inbox.dialog().is_some());
                faults.see(&mut window, shot("discard"), Some(PANEL), &data);
                window.key(Chord::named(Named::Escape)).await;
            }
        }
        let mut window = begin(place::full_outbox(), size).await;
        panel(&mut window).await;
        window.key(Chord::named(Named::Delete).shift()).await;
        faults.check(&mut window, shot("discard-all"), Some(PANEL), &Data::of(&[]));
    }
    faults.none();
}
