//! Pictures of every screen and state, for review. The tests fail only if something cannot be drawn.

use crate::twin::{Setup, change, open, picture};
use crate::world::{MINUTE, SECOND, World, channel, demo, direct, noon};

use confab::chat::Stamp;
use confab::headless::Chord;
use confab::preferences::Contrast;
use confab::row::{Cause, Change, Connection, Delivery, EntryId, WishState};
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::engine::Fact;
use confab::screen::panel::Panel;

use iced::keyboard::key::Named;

/// Every state of the user's own messages, one after the other, and the marks on messages by others.
pub(crate) fn marks() -> World {
    let mut world = World::busy();
    let of = channel(3);
    let now = world.now.ticks();
    let since = Stamp::from_ticks(now - 20 * SECOND, 0);
    world.say_at(of, 7, now - 50 * MINUTE, "Is the list of what still has to be translated final?");
    let edited = world.put(of, 0, now - 49 * MINUTE, "Nearly. The Welsh one comes tomorrow.", Delivery::Seen);
    world.alter(edited, |row| row.message.edited_at = Some(row.message.sent_at));
    world.put(of, 0, now - 48 * MINUTE, "And the Arabic one is here already.", Delivery::Accepted);
    let gone = world.say_at(of, 8, now - 30 * MINUTE, "wrong window");
    world.alter(gone, |row| row.message.marks.deleted = true);
    world.say_at(of, 8, now - 29 * MINUTE, "Sorry, that was for somebody else.");
    world.put(
        of,
        0,
        now - 12 * MINUTE,
        "Here is the plan for Monday, please all have a look:",
        Delivery::Waiting { since, unanswered: true },
    );
    let text = "https://intranet.example.org/very/long/path/that/goes/on/and/on/and/does/not/stop/anywhere/before/the/edge/of/the/window/plan.html";
    world.put(of, 0, now - 11 * MINUTE, text, Delivery::Waiting { since, unanswered: false });
    let reason = "You are no longer a member of #launch-2027.".to_owned();
    let id = world.put(
        of,
        0,
        now - 10 * MINUTE,
        "Dates are fixed: 12 January for the first hundred.",
        Delivery::Parked { entry: EntryId(1), reason: reason.clone() },
    );
    world.wait(of, id, "Dates are fixed: 12 January for the first hundred.", WishState::Parked(reason), 10);
    world.wait(of, id, "Could somebody book the large room for Thursday, 14:00? We will be eleven people, and Chiara joins by telephone.", WishState::Behind(EntryId(1)), 6);
    world.wait(direct(2), id, "I'll call you after lunch.", WishState::Unanswered, 3);
    world.wait(channel(2), id, "Good morning everybody!", WishState::Queued, 1);
    world.connection = Connection::Offline {
        next_try: Stamp::from_ticks(now + 8 * SECOND, 0),
        cause: Cause::Unreached,
        detail: "no route".to_owned(),
    };
    world
}

#[tokio::test]
async fn an_ordinary_afternoon() {
    for (name, setup) in [
        ("inbox-light", Setup::default()),
        ("inbox-dark", Setup::default().dark()),
        ("inbox-200", Setup::default().sized(1280.0, 900.0).text(200)),
        ("inbox-small", Setup::default().sized(480.0, 360.0)),
        ("inbox-4k", Setup::default().sized(1920.0, 1080.0)),
    ] {
        let setup = Setup { demo: Some(demo()), ..setup };
        let mut window = open(World::busy(), setup).await;
        window.png(&picture(name)).unwrap();
    }
    let mut setup = Setup::default();
    setup.preferences.contrast = Contrast::High;
    let mut window = open(World::busy(), setup.clone()).await;
    window.png(&picture("inbox-light-high")).unwrap();
    let mut window = open(World::busy(), setup.dark()).await;
    window.png(&picture("inbox-dark-high")).unwrap();
}

#[tokio::test]
async fn marks_on_messages_and_what_waits() {
    for (name, setup) in [("marks-light", Setup::default()), ("marks-dark", Setup::default().dark())] {
        let mut window = open(marks(), setup).await;
        window.click("launch-2027").await.unwrap();
        window.png(&picture(name)).unwrap();
        window.key(Chord::character('o').command().shift()).await;
        assert_eq!(window.state().inbox.panel(), Panel::Outbox);
        window.png(&picture(&format!("{name}-waiting"))).unwrap();
    }
    let mut window = open(marks(), Setup::default().sized(480.0, 640.0)).await;
    window.png(&picture("narrow-list")).unwrap();
    window.click("launch-2027").await.unwrap();
    window.png(&picture("narrow-conversation")).unwrap();
    window.key(Chord::character('o').command().shift()).await;
    window.png(&picture("narrow-waiting")).unwrap();
    let mut window = open(marks(), Setup::default().sized(480.0, 360.0).text(200)).await;
    window.png(&picture("smallest-200-list")).unwrap();
    window.key(Chord::named(Named::Enter)).await;
    window.png(&picture("smallest-200")).unwrap();
}

#[tokio::test]
async fn large_text_leaves_the_foot_of_the_sidebar_its_room() {
    for (name, setup) in [
        ("foot-200", Setup::default().sized(1080.0, 720.0).text(200)),
        ("foot-200-dark", Setup::default().sized(1280.0, 960.0).text(200).dark()),
        ("foot-200-narrow", Setup::default().sized(480.0, 360.0).text(200)),
        ("foot-small", Setup::default().sized(480.0, 360.0)),
    ] {
        let mut window = open(marks(), Setup { demo: Some(demo()), ..setup }).await;
        window.png(&picture(name)).unwrap();
        let words: Vec<_> = ["Outbox", "1 of 4 rejected", "Demo", "Clear"]
            .into_iter()
            .map(|text| (text, window.find(text).unwrap()))
            .collect();
        let scale = f32::from(window.state().preferences.text_size) / 100.0;
        assert!(
            words[0].1.width >= 48.0 * scale && words[2].1.width >= 30.0 * scale,
            "{name}: cut: {words:?}"
        );
        for (at, (one, bounds)) in words.iter().enumerate() {
            for (other, others) in &words[at + 1..] {
                assert!(bounds.intersection(others).is_none(), "{name}: {one} and {other} overlap");
            }
        }
    }
}

#[tokio::test]
async fn a_weathers_sentence_is_shown_whole_at_every_size() {
    let long = "Connections break, before or after the server has handled the call.";
    let mut demo = demo();
    demo.weathers[2].about = long.to_owned();
    for (name, setup, lines) in [
        ("weather-long", Setup::default(), 1.0),
        ("weather-long-200", Setup::default().sized(480.0, 720.0).text(200), 2.0),
    ] {
        let mut window = open(World::busy(), Setup { demo: Some(demo.clone()), ..setup }).await;
        window.click("Clear").await.unwrap();
        window.png(&picture(name)).unwrap();
        let scale = f32::from(window.state().preferences.text_size) / 100.0;
        let bounds = window.find(long).unwrap();
        assert!(bounds.height >= lines * 15.0 * scale, "{name}: {bounds:?}");
    }
}

#[tokio::test]
async fn text_with_marks() {
    let mut world = World::busy();
    let of = channel(3);
    let now = world.now.ticks();
    let text = "Please read **all of it** before *Monday*, the `config.toml` changed (https://example.org/notes):\n\
        ```rust\nlet limits = Limits { messages: 100, bytes: 1_000_000 };\nplan(limits)?;\n```\n\
        > The same element is recognised by its id on every try.\n\
        - keep it short\n- say what happens next\n  1. first this\n  2. then that\nThanks!";
    world.say_at(of, 2, now - 4 * MINUTE, text);
    world.say_at(of, 2, now - 3 * MINUTE, "2 * 3 * 4 and snake_case_names stay as they are.");
    for (name, setup) in [("markup-light", Setup::default()), ("markup-dark", Setup::default().dark())] {
        let mut window = open(world_again(&world), setup).await;
        window.click("launch-2027").await.unwrap();
        window.png(&picture(name)).unwrap();
    }
}

fn world_again(world: &World) -> World {
    World { conversations: world.conversations.clone(), history: world.history.clone(), ..World::empty() }
}

#[tokio::test]
async fn nothing_there() {
    let mut window = open(World::empty(), Setup::default()).await;
    window.png(&picture("empty-first")).unwrap();
    let mut world = World::busy();
    world.waiting.clear();
    let mut window = open(world, Setup::default().dark()).await;
    window.click("Ben Okri").await.unwrap();
    window.key(Chord::character('o').command().shift()).await;
    window.png(&picture("empty-conversation-dark")).unwrap();
    let mut window = open(World::busy(), Setup::default()).await;
    window
        .send(crate::twin::Message::Screen(Screen::Engine(Fact::PageLoaded {
            of: channel(2).into(),
            span: confab::row::Span::Latest,
            page: Ok(Default::default()),
        })))
        .await;
    window.png(&picture("still")).unwrap();
}

#[tokio::test]
async fn a_line_to_the_server_in_every_state() {
    let now = noon().ticks();
    let later = Stamp::from_ticks(now + 30 * SECOND, 0);
    let offline = |cause| Connection::Offline { next_try: later, cause, detail: String::new() };
    for (name, connection) in [
        ("line-offline", offline(Cause::Unreached)),
        ("line-no-answer", offline(Cause::Unanswered)),
        ("line-broken", offline(Cause::Broken(500))),
        ("line-busy", Connection::Busy { until: later }),
        ("line-sign-in", Connection::SignIn),
        (
            "line-address",
            Connection::Misdirected(
                "The server does not know this path. Check publish_path in the settings.".to_owned(),
            ),
        ),
        (
            "line-disk",
            Connection::Disk(
                "There is no room left on the disk. Make some room; nothing is lost.".to_owned(),
            ),
        ),
    ] {
        let mut world = World::busy();
        world.connection = connection;
        let mut window = open(world, Setup::default().sized(760.0, 560.0)).await;
        window.png(&picture(name)).unwrap();
    }
}

#[tokio::test]
async fn dialogs_and_menus() {
    let mut window = open(World::busy(), Setup { demo: Some(demo()), ..Setup::default() }).await;
    window.key(Chord::character('k').command()).await;
    window.png(&picture("switcher-light")).unwrap();
    window.type_text("la").await;
    window.key(Chord::named(Named::ArrowDown)).await;
    window.png(&picture("switcher-typed")).unwrap();
    window.type_text("qqq").await;
    window.png(&picture("switcher-nothing")).unwrap();
    window.key(Chord::named(Named::Escape)).await;
    window.key(Chord::character('/').command()).await;
    window.png(&picture("keys-light")).unwrap();
    window.key(Chord::named(Named::Escape)).await;
    window.right_click("I'll write up what we decided.").await.unwrap();
    window.png(&picture("menu-light")).unwrap();
    window.key(Chord::named(Named::Escape)).await;
    window.click("Clear").await.unwrap();
    window.png(&picture("weather-light")).unwrap();
    window.key(Chord::named(Named::Escape)).await;
    window.hover("I'll write up what we decided.").await.unwrap();
    window.png(&picture("hover-light")).unwrap();

    let mut window = open(marks(), Setup::default().dark()).await;
    window.key(Chord::character('k').command()).await;
    window.png(&picture("switcher-dark")).unwrap();
    window.key(Chord::named(Named::Escape)).await;
    window.key(Chord::character('o').command().shift()).await;
    window.click("Discard all…").await.unwrap();
    window.png(&picture("confirm-dark")).unwrap();
    let mut window = open(World::busy(), Setup::default().sized(480.0, 360.0)).await;
    window.key(Chord::character('k').command()).await;
    window.png(&picture("switcher-small")).unwrap();
}

#[tokio::test]
async fn writing_and_editing() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("A first line").await;
    for number in 2..6 {
        window.key(Chord::named(Named::Enter).shift()).await;
        window.type_text(&format!("and line {number}")).await;
    }
    window.png(&picture("composer-lines")).unwrap();
    let mut window = open(World::busy(), Setup::default().dark()).await;
    window.key(Chord::named(Named::ArrowUp)).await;
    window.png(&picture("composer-edit-dark")).unwrap();
    let mut world = World::busy();
    world.refuses = Some("There is no room left on the disk.".to_owned());
    let mut window = open(world, Setup::default()).await;
    window.type_text("hello").await;
    window.key(Chord::named(Named::Enter)).await;
    window.png(&picture("composer-refused")).unwrap();
}

#[tokio::test]
async fn a_long_history_with_new_messages_and_long_texts() {
    let mut world = World::busy();
    let of = channel(2);
    let now = world.now.ticks();
    let mut read = None;
    for number in 0..2_000_i64 {
        let author = 1 + (number as u128 / 3) % 8;
        let id = world.say_at(
            of,
            author,
            now - (2_000 - number) * 2 * MINUTE,
            &format!("Message number {number}, with a few words in it."),
        );
        if number == 1_990 {
            read = Some(confab::row::Position { ticks: now - (2_000 - number) * 2 * MINUTE, id });
        }
    }
    world.read.insert(of, read.unwrap());
    let long = (1..60).map(|line| format!("{line}. a line of a long report")).collect::<Vec<_>>().join("\n");
    world.say_at(of, 2, now - 30 * SECOND, &long);
    let mut window = open(world, Setup::default()).await;
    window.png(&picture("history-new")).unwrap();
    window.wheel(iced::Point::new(600.0, 300.0), 12.0).await;
    window
        .send(change(Change::Conversation(of), move |world| {
            let now = world.now.ticks();
            world.say_at(of, 1, now, "And one more.");
        }))
        .await;
    window.png(&picture("history-scrolled")).unwrap();
}
