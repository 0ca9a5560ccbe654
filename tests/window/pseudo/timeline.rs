//! A conversation: every kind of row, files in every state, selection, toasts, errors, jumps, threads, and no rows.

use super::check::{Faults, Shot};
use super::data::Data;
use super::{SIZES, begin, draw, enter, place, tell};

use crate::pictures::content;
use crate::twin::{Message, Play, change};
use crate::world::{MINUTE, channel, direct, group};

use confab::headless::{Chord, Driver};
use confab::language::{self, Language};
use confab::row::{Change, Playback, Progress, Span, Transfer, Transfers};
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::engine::Fact;
use confab::screen::inbox::files;

use iced::Point;
use iced::keyboard::key::Named;

const FAILED: &str = "[Ťhéé ďííšk ďííď ñóóť ŕééšpóóñď.]";

#[tokio::test]
async fn every_kind_of_row() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let world = place::every_row();
        let data = Data::of_world(&world).with(&["a line of a long report"]);
        let mut window = begin(world, size.high()).await;
        enter(&mut window, place::rows()).await;
        let shot = Shot { name: "rows", size };
        faults.see(&mut window, shot, None, &data);
        // The tooltips and buttons of a row.
        for text in ["Edited twice, and both are here.", "🎉 40"] {
            window.hover(text).await.unwrap();
            window.pause(std::time::Duration::from_millis(600)).await;
            faults.check(&mut window, Shot { name: "rows-hovered", size }, None, &data);
        }
    }
    faults.none();
}

fn transfers() -> Transfers {
    let fetch = |name: &str| Transfer::Fetch(format!("https://files.example.org/2026/11/{name}"));
    let running = |total| Progress::Running { done: 3_100_000, total };
    let failed = || Progress::Failed(FAILED.to_owned());
    let all = [
        (fetch("sea.jpg"), running(Some(12_000_000))),
        (fetch("report.pdf"), running(Some(12_000_000))),
        (fetch("talk.mp3"), running(None)),
        (fetch("lost.jpg"), failed()),
        (fetch("lost.pdf"), failed()),
    ];
    Transfers(all.into_iter().collect())
}

#[tokio::test]
async fn files_in_every_state() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let world = place::every_file();
        let data = Data::of_world(&world).with(&["GIF"]);
        let own: Vec<_> =
            world.rows(place::files()).iter().filter(|row| row.message.text == "From me:").collect();
        let mut transfers = transfers();
        let uploading = Progress::Running { done: 3_100_000, total: Some(12_000_000) };
        for row in &own[..3] {
            transfers.0.insert(Transfer::Upload(row.message.id, 0), uploading.clone());
        }
        let mut window = begin(world.clone(), size.high()).await;
        enter(&mut window, place::files()).await;
        let shot = Shot { name: "files", size };
        faults.check(&mut window, shot, None, &data);
        let told = [
            files::Message::TransfersRead(transfers),
            files::Message::PlaybackRead(Playback::Failed {
                content: content(31),
                reason: FAILED.to_owned(),
            }),
        ];
        for message in told {
            window.send(Message::Screen(Screen::Files(message))).await;
        }
        faults.see(&mut window, shot, None, &data);
    }
    faults.none();
}

#[tokio::test]
async fn a_conversation_without_rows() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let mut world = place::busy();
        for conversation in &mut world.conversations {
            if conversation.id == group(2) {
                conversation.name = "Fatou Ndiaye, Grace Lin".to_owned();
            }
        }
        let data = Data::of_world(&world).with(&["Ctrl+K"]);
        let mut window = begin(world, size).await;
        for of in [channel(2), direct(6), direct(5), group(1), group(2), channel(6)] {
            enter(&mut window, of).await;
            let shot = Shot { name: "no-rows", size };
            faults.check(&mut window, shot, None, &data);
        }
        enter(&mut window, direct(6)).await;
        draw(&mut window, Shot { name: "no-rows", size });
        let page = Err(FAILED.to_owned());
        let of = channel(2).into();
        enter(&mut window, channel(2)).await;
        tell(&mut window, Fact::PageLoaded { of, span: Span::Latest, page }).await;
        faults.check(&mut window, Shot { name: "rows-failed", size }, None, &data);
    }
    faults.none();
}

/// Selects the newest message with keys, and the one above it.
async fn select_two(window: &mut Driver<Play>) {
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::ArrowUp).shift()).await;
}

#[tokio::test]
async fn the_selection_the_toasts_and_an_error() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let world = place::busy();
        let data = Data::of_world(&world);
        let mut window = begin(world, size).await;
        enter(&mut window, channel(1)).await;
        select_two(&mut window).await;
        faults.see(&mut window, shot("selected"), None, &data);
        for key in ['c', 'a'] {
            let chord = Chord::character(key);
            window.key(if key == 'c' { chord.command() } else { chord }).await;
            faults.check(&mut window, shot("toast-of-selected"), None, &data);
        }
        let mut window = begin(place::busy(), size).await;
        enter(&mut window, channel(1)).await;
        select_two(&mut window).await;
        window.key(Chord::named(Named::ArrowUp).shift()).await;
        window.key(Chord::named(Named::Delete)).await;
        faults.see(&mut window, shot("toast-deleted"), None, &data);
        let refused = change(Change::Sidebar, |world| world.refuses = Some(FAILED.to_owned()));
        window.send(refused).await;
        window.key(Chord::named(Named::F6)).await;
        window.key(Chord::character('s')).await;
        faults.see(&mut window, shot("error"), None, &data);
        let path = std::path::PathBuf::from("/home/asha/design.html");
        let sentence = "[1,234 ɱéššáǵéš éẋṕóŕťéď ťó /home/asha/design.html óóóóóó]".to_owned();
        let exported = files::Message::Exported(path, sentence);
        window.send(Message::Screen(Screen::Files(exported))).await;
        let told = Data::of_world(&place::busy()).with(&["/home/asha/design.html"]);
        faults.see(&mut window, shot("toast-exported"), None, &told);
    }
    faults.none();
}

#[tokio::test]
async fn the_jumps_to_the_latest_and_to_the_first_unread() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let mut world = place::busy();
        let (of, now) = (channel(2), world.now.ticks());
        let mut late = None;
        for number in 0..200 {
            let id = world.say_at(of, 2, now - (400 - number) * MINUTE, &format!("{number}"));
            late = late.or(Some(id));
        }
        let mut window = begin(world.clone(), size).await;
        let data = Data::of_world(&world).with(&["And one more."]);
        enter(&mut window, of).await;
        let middle = Point::new(size.width * 0.7, size.height * 0.4);
        window.wheel(middle, 12.0).await;
        faults.check(&mut window, shot("to-latest"), None, &data);
        let come = change(Change::Conversation(of), move |world| {
            let now = world.now.ticks();
            world.say_at(of, 1, now, "And one more.");
        });
        window.send(come).await;
        faults.see(&mut window, shot("new-messages"), None, &data);
        let come = change(Change::Conversation(of), move |world| {
            world.late.extend(late);
        });
        window.send(come).await;
        faults.see(&mut window, shot("to-unread"), None, &data);
    }
    faults.none();
}

#[tokio::test]
async fn a_thread() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let mut world = place::busy();
        let now = world.now.ticks();
        let root = world.say_at(channel(5), 2, now - 30 * MINUTE, "Who takes the minutes?");
        world.reply_at(root, 6, now - 20 * MINUTE, "I can, if nobody else wants to.");
        let data = Data::of_world(&world);
        let mut window = begin(world, size).await;
        enter(&mut window, channel(5)).await;
        window.key(Chord::named(Named::F6)).await;
        window.key(Chord::character('t')).await;
        faults.see(&mut window, shot("thread"), None, &data);
        let of = window.state().inbox.thread().unwrap().feed_id();
        let page = Err(FAILED.to_owned());
        tell(&mut window, Fact::PageLoaded { of, span: Span::Latest, page }).await;
        faults.check(&mut window, shot("thread-failed"), None, &data);
    }
    faults.none();
}
