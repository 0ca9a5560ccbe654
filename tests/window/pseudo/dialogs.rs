//! Every dialog, menu and picker, and the picture viewer.

use super::check::{Faults, Shot};
use super::data::Data;
use super::{SIZES, Sizes, begin, draw, enter, place, tell};

use crate::pictures::here;
use crate::twin::{Message, Play};
#[cfg(feature = "demo")]
use crate::twin::{Setup, open};
use crate::world::{MINUTE, World, channel};

use confab::chat::MessageId;
use confab::headless::{Chord, Driver};
use confab::language::{self, Language};
use confab::row::{PathAccess, Progress, Revision, Transfer, Transfers, WishState};
use confab::screen::dialog::Dialog;
use confab::screen::dialog::view::PANEL;
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::engine::Fact;
use confab::screen::inbox::focus::Side;
use confab::screen::inbox::{files, message, sidebar};

use iced::Point;
use iced::keyboard::key::Named;

const LAST: &str = "The plan for Monday, once more.";
const FAILED: &str = "[Ťhéé ďííšk ďííď ñóóť ŕééšpóóñď.]";

fn world() -> World {
    let mut world = World::busy();
    let now = world.now.ticks();
    let id = world.say_at(channel(1), 6, now - 2 * MINUTE, LAST);
    world.alter(id, |row| {
        row.earlier = 2;
        row.message.edited_at = Some(row.message.sent_at);
    });
    let at = |minutes: i64| confab::chat::Stamp::from_ticks(now - minutes * MINUTE, 0);
    let version = |text: &str, minutes| Revision { text: text.to_owned(), at: at(minutes) };
    world.earlier.insert(id, vec![version("The plan.", 4), version("The plan for Monday.", 3)]);
    let text = "Could somebody help?";
    world.wait(channel(2), id, text, WishState::Parked("You are not a member.".to_owned()), 4);
    world
}

fn last(window: &Driver<Play>) -> MessageId {
    window.state().world.rows(channel(1)).last().unwrap().message.id
}

/// A window with the keyboard focus on the newest message.
async fn on_last(world: World, size: Sizes) -> Driver<Play> {
    let mut window = begin(world, size).await;
    enter(&mut window, channel(1)).await;
    window.key(Chord::named(Named::F6)).await;
    window
}

async fn act(window: &mut Driver<Play>, id: MessageId, act: message::Act) {
    let row = confab::screen::inbox::feed::Message::Row(message::Message::Acted(id, act));
    window.send(Message::Screen(Screen::Feed(Side::Timeline, row))).await;
}

fn names() -> Data {
    let queries = ["qqq", "/home/you/roster.json", "New topic", "#design"];
    Data::of_world(&world()).with(&queries)
}

#[tokio::test]
async fn dialogs_that_keys_open() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    let control = |letter| Chord::character(letter).command();
    let ways = [
        ("switcher", control('k'), ""),
        ("switcher-none", control('k'), "qqq"),
        ("keys", control('/'), ""),
        ("roster", control('i').shift(), ""),
        ("roster-missing", control('i').shift(), "\n"),
        ("sign-in", control('n').shift(), ""),
        ("sign-in-missing", control('n').shift(), "\n"),
        ("gather", control('n'), ""),
        ("gather-none", control('n'), "qqq"),
        ("conversation-menu", control('m').shift(), ""),
        ("message-menu", Chord::named(Named::Enter), ""),
        ("emoji", Chord::character('r'), ""),
        ("emoji-found", Chord::character('r'), "tada"),
        ("emoji-none", Chord::character('r'), "qqq"),
        ("share", Chord::character('x'), ""),
        ("share-none", Chord::character('x'), "qqq"),
        ("report", Chord::character('f'), ""),
        ("report-missing", Chord::character('f'), "\n"),
    ];
    let data = names().with(&["tada"]);
    for size in SIZES {
        for (name, key, typed) in &ways {
            let mut window = on_last(world(), size).await;
            window.key(key.clone()).await;
            assert!(window.state().inbox.dialog().is_some(), "{name}");
            if !typed.is_empty() {
                window.type_text(typed).await;
            }
            let shot = Shot { name, size };
            faults.see(&mut window, shot, Some(PANEL), &data);
        }
    }
    faults.none();
}

#[tokio::test]
async fn the_edit_history_and_the_questions() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let data = names();
        let mut window = on_last(world(), size).await;
        let id = last(&window);
        act(&mut window, id, message::Act::Earlier).await;
        faults.see(&mut window, shot("history"), Some(PANEL), &data);
        let failed = Fact::EarlierLoaded { of: id, versions: Err(FAILED.to_owned()) };
        let mut window = on_last(world(), size).await;
        act(&mut window, id, message::Act::Earlier).await;
        tell(&mut window, failed).await;
        faults.check(&mut window, shot("history-failed"), Some(PANEL), &data);
        for (name, text) in [
            ("link", "[https://bank.example](https://evil.example/login) please"),
            ("mail", "[write](mailto:nobody@example.org?subject=Tea) please"),
            ("mail-open", "[https://bank.example](mailto:nobody@example.org) please"),
        ] {
            let mut other = world();
            let now = other.now.ticks();
            let id = other.say_at(channel(1), 2, now - MINUTE, text);
            let data = Data::of_world(&other).with(&[
                "https://bank.example",
                "https://evil.example/login",
                "evil.example",
                "bank.example",
                "nobody@example.org",
                "Tea",
                "write",
                "mailto:nobody@example.org",
                "mailto:nobody@example.org?subject=Tea",
            ]);
            let mut window = on_last(other, size).await;
            window.key(Chord::named(Named::Enter)).await;
            faults.check(&mut window, shot("message-menu"), Some(PANEL), &data);
            window.key(Chord::named(Named::Escape)).await;
            act(&mut window, id, message::Act::Follow(0)).await;
            if window.state().inbox.dialog().is_some() {
                faults.see(&mut window, shot(name), Some(PANEL), &data);
            }
        }
        let mut rows = place::every_row();
        let parked =
            rows.rows(place::rows()).iter().find(|row| row.message.text == "Dates are fixed.").unwrap();
        let id = parked.message.id;
        rows.waiting.truncate(1);
        let data = Data::of_world(&rows);
        let mut window = begin(rows, size).await;
        enter(&mut window, place::rows()).await;
        act(&mut window, id, message::Act::Discard).await;
        assert!(window.state().inbox.dialog().is_some());
        faults.check(&mut window, shot("message-discard"), Some(PANEL), &data);
    }
    faults.none();
}

#[tokio::test]
async fn the_menus_of_every_message_and_conversation() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        for (world, of) in [(place::every_row(), place::rows()), (place::every_file(), place::files())] {
            let data = Data::of_world(&world);
            let mut window = begin(world.clone(), size).await;
            enter(&mut window, of).await;
            for row in world.rows(of) {
                let asked = message::Message::MenuAsked(row.message.id, Point::new(200.0, 100.0));
                let asked = confab::screen::inbox::feed::Message::Row(asked);
                window.send(Message::Screen(Screen::Feed(Side::Timeline, asked))).await;
                if window.state().inbox.dialog().is_some() {
                    faults.check(&mut window, Shot { name: "message-menu", size }, Some(PANEL), &data);
                    window.key(Chord::named(Named::Escape)).await;
                }
            }
        }
        let world = place::busy();
        let data = Data::of_world(&world);
        let mut window = begin(world.clone(), size).await;
        for conversation in &world.conversations {
            let asked = sidebar::Message::MenuAsked(conversation.id, Point::new(20.0, 100.0));
            window.send(Message::Screen(Screen::Sidebar(asked))).await;
            assert!(window.state().inbox.dialog().is_some());
            faults.check(&mut window, Shot { name: "conversation-menu", size }, Some(PANEL), &data);
            window.key(Chord::named(Named::Escape)).await;
        }
        enter(&mut window, channel(5)).await;
        window.key(Chord::character('m').command().shift()).await;
        for _ in 0..4 {
            window.key(Chord::named(Named::ArrowUp)).await;
        }
        window.key(Chord::named(Named::Enter)).await;
        let Some(Dialog::Conversation(formats)) = window.state().inbox.dialog() else { panic!("a menu") };
        assert_eq!(formats.menu.lines.len(), 3);
        faults.see(&mut window, Shot { name: "export-formats", size }, Some(PANEL), &data);
        window.key(Chord::named(Named::Escape)).await;
        window.key(Chord::character('m').command().shift()).await;
        window.key(Chord::named(Named::ArrowUp)).await;
        window.key(Chord::named(Named::Enter)).await;
        let shot = Shot { name: "leave", size };
        faults.see(&mut window, shot, Some(PANEL), &data);
    }
    faults.none();
}

/// The demo as the program offers it.
#[cfg(feature = "demo")]
fn real_demo() -> confab::screen::inbox::Demo {
    let weathers = confab::demo::Weather::ALL;
    let weathers = weathers.map(|weather| confab::screen::inbox::Weather::of_word(weather.word()));
    confab::screen::inbox::Demo { weathers: weathers.to_vec(), current: "slow".to_owned() }
}

#[cfg(feature = "demo")]
#[tokio::test]
async fn the_menu_of_weathers() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let setup = Setup { demo: Some(real_demo()), ..size.setup() };
        let mut window = open(place::busy(), setup).await;
        let asked = sidebar::Message::WeatherAsked(Point::new(12.0, f32::MAX));
        window.send(Message::Screen(Screen::Sidebar(asked))).await;
        let shot = Shot { name: "weathers", size };
        draw(&mut window, shot);
        let data = Data::of_world(&place::busy());
        faults.check(&mut window, shot, None, &data);
    }
    faults.none();
}

#[tokio::test]
async fn new_conversations_of_every_kind_and_people_added() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    let data = names();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        for (name, right) in [("gather-direct", 0), ("gather-group", 1), ("gather-channel", 2)] {
            let mut window = on_last(world(), size).await;
            window.key(Chord::character('n').command()).await;
            window.key(Chord::named(Named::Tab).shift()).await;
            for _ in 0..right {
                window.key(Chord::named(Named::ArrowRight)).await;
            }
            window.key(Chord::named(Named::Enter).command()).await;
            faults.see(&mut window, shot(name), Some(PANEL), &data);
            window.key(Chord::named(Named::Tab)).await;
            for _ in 0..2 {
                window.key(Chord::named(Named::Enter)).await;
            }
            if window.state().inbox.dialog().is_some() {
                faults.check(&mut window, shot(name), Some(PANEL), &data);
            }
        }
        let mut window = on_last(world(), size).await;
        enter(&mut window, channel(5)).await;
        window.key(Chord::character('m').command().shift()).await;
        window.key(Chord::named(Named::Enter)).await;
        faults.see(&mut window, shot("gather-invite"), Some(PANEL), &data);
        window.key(Chord::named(Named::Enter).command()).await;
        faults.check(&mut window, shot("gather-invite-nobody"), Some(PANEL), &data);
        let mut empty = World::busy();
        empty.conversations.truncate(1);
        let mut window = on_last(empty, size).await;
        window.key(Chord::character('n').command()).await;
        tell(&mut window, Fact::TargetsLoaded(Ok(Vec::new()))).await;
        faults.check(&mut window, shot("gather-nobody"), Some(PANEL), &data);
        tell(&mut window, Fact::TargetsLoaded(Err(FAILED.to_owned()))).await;
        faults.check(&mut window, shot("gather-failed"), Some(PANEL), &data);
    }
    faults.none();
}

#[tokio::test]
async fn reports_and_shares() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    let data = names();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let mut window = on_last(world(), size).await;
        window.key(Chord::character('f')).await;
        for _ in 0..4 {
            window.key(Chord::named(Named::ArrowDown)).await;
            faults.check(&mut window, shot("report-reason"), Some(PANEL), &data);
        }
        window.key(Chord::named(Named::Enter).command()).await;
        faults.see(&mut window, shot("report-no-details"), Some(PANEL), &data);
        let mut window = on_last(world(), size).await;
        window.key(Chord::named(Named::ArrowUp).shift()).await;
        window.key(Chord::named(Named::ArrowUp).shift()).await;
        window.key(Chord::character('x')).await;
        window.key(Chord::named(Named::Enter).command()).await;
        faults.check(&mut window, shot("share-several-nowhere"), Some(PANEL), &data);
        for _ in 0..3 {
            window.key(Chord::named(Named::ArrowDown)).await;
            window.key(Chord::named(Named::Enter)).await;
        }
        faults.see(&mut window, shot("share-several"), Some(PANEL), &data);
    }
    faults.none();
}

#[tokio::test]
async fn the_picture_viewer() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    let path = |name: &str| format!("https://files.example.org/2026/11/{name}");
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let mut world = World::busy();
        let now = world.now.ticks();
        let mut ids = Vec::new();
        for (at, name) in ["one.jpg", "two.jpg", "three.jpg"].into_iter().enumerate() {
            let id = world.say_at(channel(1), 6, now - (20 - at as i64) * MINUTE, "A picture:");
            let mut file = here(name, at as u8 + 1, Some((4_000, 3_000)), 3_100_000);
            if at > 0 {
                (file.1.here, file.1.content, file.1.access) = (false, None, PathAccess::Store);
            }
            world.attach(id, file);
            ids.push(id);
        }
        let data = Data::of_world(&world);
        let mut window = begin(world, size).await;
        enter(&mut window, channel(1)).await;
        act(&mut window, ids[0], message::Act::File(files::Of::Message, 0, files::Act::Show)).await;
        assert!(window.state().inbox.dialog().is_some());
        faults.see(&mut window, shot("viewer"), None, &data);
        let running = Progress::Running { done: 3_100_000, total: Some(12_000_000) };
        let transfers = [
            (Transfer::Fetch(path("two.jpg")), running),
            (Transfer::Fetch(path("three.jpg")), Progress::Failed(FAILED.to_owned())),
        ];
        let told = files::Message::TransfersRead(Transfers(transfers.into_iter().collect()));
        window.send(Message::Screen(Screen::Files(told))).await;
        for _ in 0..2 {
            window.key(Chord::named(Named::ArrowRight)).await;
            faults.check(&mut window, shot("viewer-others"), None, &data);
        }
        draw(&mut window, shot("viewer-failed"));
    }
    faults.none();
}
