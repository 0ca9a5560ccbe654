//! The sidebar.

use crate::twin::{Setup, change, open, picture};
use crate::world::{World, channel, demo, direct};

use confab::headless::{Chord, WindowFocus};
use confab::intent::{Intent, Order, Request};
use confab::row::{Cause, Change, Connection, Seen};
use confab::screen::dialog::Dialog;

use iced::keyboard::key::Named;

#[tokio::test]
async fn opening_a_conversation_reads_it_and_its_count_goes() {
    let mut world = World::busy();
    let now = world.now.ticks();
    let id = world.say_at(channel(2), 1, now, "Hello everybody");
    world.mark_unread(channel(2), id);
    world.conversations[0].last_at = None;
    let mut window = open(world, Setup::default()).await;
    let opened = window.state().inbox.current().unwrap().id();
    assert_eq!(opened, channel(2), "a window begins where people talked last");
    let unread = window.state().inbox.conversations().row(channel(2)).unwrap().unread;
    assert_eq!(unread, 0);
    assert_eq!(window.state().inbox.title(), "(14) general — Confab");
    window.click("random").await.unwrap();
    assert_eq!(
        window.state().inbox.conversations().row(channel(4)).unwrap().unread,
        12,
        "there is nothing to read in it"
    );
}

#[tokio::test]
async fn nothing_is_read_while_the_window_is_behind_another() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.focus_window(WindowFocus::Lost).await;
    let before = window.state().world.asked.len();
    window
        .send(change(Change::Conversation(channel(1)), |world| {
            let now = world.now.ticks();
            world.say_at(channel(1), 1, now, "Are you there?");
        }))
        .await;
    assert!(window.shows("Are you there?"));
    let marks = |asked: &[Intent]| {
        asked.iter().filter(|intent| matches!(intent, Intent::Session(Request::MarkRead { .. }))).count()
    };
    assert_eq!(marks(&window.state().world.asked[before..]), 0);
    window.focus_window(WindowFocus::Gained).await;
    assert_eq!(marks(&window.state().world.asked[before..]), 1);
    let asked = window.state().world.asked[before..].iter();
    let seen: usize = asked
        .map(|intent| match intent {
            Intent::Session(Request::MarkRead { seen: Seen::These(ids), .. }) => ids.len(),
            _ => 0,
        })
        .sum();
    assert_eq!(seen, 1, "the server is told of the one that came, now that it was looked at");
}

#[tokio::test]
async fn offline_is_a_calm_line_with_a_way_to_try_now() {
    for setup in [Setup::default(), Setup::default().sized(480.0, 360.0)] {
        let mut world = World::busy();
        world.connection =
            Connection::Offline { next_try: world.now, cause: Cause::Unreached, detail: String::new() };
        let mut window = open(world, setup).await;
        assert!(window.shows("Offline"));
        window.click("Retry now").await.unwrap();
        window.key(Chord::named(Named::F5)).await;
        let asked = &window.state().world.asked;
        assert_eq!(
            asked.iter().filter(|intent| **intent == Intent::Session(Request::Order(Order::TryNow))).count(),
            2
        );
        window.send(change(Change::Connection, |world| world.connection = Connection::Online)).await;
        assert!(window.shows("Connected") && !window.shows("Retry now"));
    }
}

#[tokio::test]
async fn the_demos_weather_is_chosen_from_a_menu() {
    let mut window = open(World::busy(), Setup { demo: Some(demo()), ..Setup::default() }).await;
    window.click("Clear").await.unwrap();
    window.click("Storm").await.unwrap();
    assert!(window.state().world.asked.contains(&Intent::Weather("storm".to_owned())));
    assert!(window.shows("Storm"));
}

#[tokio::test]
async fn the_button_of_the_empty_middle_opens_the_switcher() {
    let mut window = open(World::empty(), Setup::default()).await;
    let buttons = window.texts().into_iter().filter(|found| found.text == "Jump to…");
    let middle = buttons.map(|found| found.bounds.center()).max_by(|one, other| one.x.total_cmp(&other.x));
    window.click_at(middle.unwrap()).await;
    assert!(matches!(window.state().inbox.dialog(), Some(Dialog::Switcher(_))));
}

#[tokio::test]
async fn a_first_start_says_what_comes_next() {
    let mut window = open(World::empty(), Setup::default()).await;
    assert!(window.shows("No conversations yet"));
    assert!(window.shows("No conversation open"));
    window.key(Chord::character('k').command()).await;
    window.type_text("ben").await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.current().unwrap().id(), direct(1));
    assert!(window.shows("This is the start of your conversation with Ben Okri"));
}

#[tokio::test]
async fn starred_messages_and_starred_conversations_have_two_names() {
    let mut world = World::busy();
    world.conversations[0].marks.starred = true;
    let mut window = open(world, Setup::default()).await;
    assert!(window.shows("Starred") && window.shows("Favorites"));
    assert!(!window.shows("Starred conversations"));
}

/// The conversations as they are drawn, from top to bottom.
fn drawn(window: &mut confab::headless::Driver<crate::twin::Play>, names: &[&str]) -> Vec<String> {
    let mut found: Vec<_> =
        names.iter().map(|name| (window.find(name).unwrap().y, (*name).to_owned())).collect();
    found.sort_by(|one, other| one.0.total_cmp(&other.0));
    found.into_iter().map(|(_, name)| name).collect()
}

#[tokio::test]
async fn rows_keep_their_place_under_the_pointer_and_settle_when_it_leaves() {
    let names = ["Ben Okri", "Chiara Lombardi", "佐藤 花子"];
    let mut window = open(World::busy(), Setup::default()).await;
    let before = drawn(&mut window, &names);
    window.hover(names[1]).await.unwrap();
    let swap = |world: &mut World| {
        let place = |name: &str| world.conversations.iter().position(|row| row.name == name).unwrap();
        let (at, other) = (place("Ben Okri"), place("Chiara Lombardi"));
        world.conversations.swap(at, other);
        world.conversation(direct(7), "Fatou Ndiaye", 1, 0);
        let new = world.conversations.pop().unwrap();
        world.conversations.insert(at, new);
    };
    window.send(change(Change::Sidebar, swap)).await;
    assert_eq!(drawn(&mut window, &names), before);
    assert!(!window.shows("Fatou Ndiaye"), "a new row would move the others");
    assert_eq!(window.state().inbox.title(), "(19) design — Confab", "but it counts");
    window.move_to(iced::Point::new(700.0, 300.0)).await;
    assert_eq!(drawn(&mut window, &names), ["Chiara Lombardi", "Ben Okri", "佐藤 花子"]);
    assert!(window.shows("Fatou Ndiaye"));
    window.hover(names[1]).await.unwrap();
    window.send(change(Change::Sidebar, |world| world.conversations.retain(|row| row.id != direct(7)))).await;
    assert!(!window.shows("Fatou Ndiaye"), "a row that is gone goes at once");
}

#[tokio::test]
async fn a_new_direct_message_has_its_row_at_once() {
    let mut window = open(World::busy(), Setup::default()).await;
    assert!(!window.shows("Grace Lin"));
    window.key(Chord::character('k').command()).await;
    window.type_text("grace lin").await;
    window.key(Chord::named(Named::Enter)).await;
    let names = ["Direct messages", "Grace Lin", "Ben Okri", "Groups"];
    let row = window.texts().into_iter().find(|found| found.text == "Grace Lin").unwrap();
    assert!(row.bounds.x < 264.0, "the row of the sidebar: {row:?}");
    assert_eq!(drawn(&mut window, &names), names);
    window.click("general").await.unwrap();
    assert!(!window.shows("Grace Lin"), "nobody wrote anything");
}

#[tokio::test]
async fn a_first_window_begins_with_the_first_conversation_that_has_messages_and_shows_the_top() {
    let mut world = World::busy();
    let now = world.now.ticks();
    world.say_at(direct(5), 5, now, "The newest message");
    let mut window = open(world, Setup::default().sized(1080.0, 480.0)).await;
    assert_eq!(window.state().inbox.current().unwrap().id(), channel(1));
    let top = window.find("Channels").unwrap().y;
    assert!(top > 80.0 && top < 200.0, "the list is at its top");
}

#[tokio::test]
async fn a_sections_heading_stays_at_the_top_and_works_while_its_rows_scroll_under_it() {
    let mut window = open(World::busy(), Setup::default().sized(1080.0, 480.0)).await;
    let over = window.find("launch-2027").unwrap().center();
    let top = window.find("Channels").unwrap().y;
    window.wheel(over, -1.0).await;
    window.png(&picture("sidebar-scrolled")).unwrap();
    let heading = window.find("Channels").unwrap();
    assert!((heading.y - top).abs() < 2.0, "{} instead of {top}", heading.y);
    window.click_at(iced::Point::new(238.0, heading.center_y())).await;
    assert!(
        matches!(window.state().inbox.dialog(), Some(Dialog::Gather(_))),
        "its button is where it is drawn"
    );
    window.key(Chord::named(Named::Escape)).await;
    window.resize(iced::Size::new(1080.0, 360.0)).await;
    window.wheel(over, -4.0).await;
    window.png(&picture("sidebar-scrolled-on")).unwrap();
    assert!((window.find("Direct messages").unwrap().y - top).abs() < 2.0, "the next one took its place");
}

#[tokio::test]
async fn a_row_comes_into_view_below_the_heading_that_stays() {
    let mut window = open(World::busy(), Setup::default().sized(1080.0, 480.0)).await;
    let over = window.find("launch-2027").unwrap().center();
    window.click("general").await.unwrap();
    window.wheel(over, -2.0).await;
    window.key(Chord::named(Named::ArrowUp).alt()).await;
    let heading = window.find("Channels").unwrap();
    let row = window.texts().into_iter().find(|found| found.text == "design").unwrap().bounds;
    assert!(row.y >= heading.y + heading.height, "{row:?} is under {heading:?}");
}

#[tokio::test]
async fn the_sidebar_is_dragged_wider_within_limits_and_a_double_click_resets_it() {
    let mut window = open(World::busy(), Setup::default().sized(1280.0, 720.0)).await;
    let edge = |window: &confab::headless::Driver<crate::twin::Play>| window.state().preferences.sidebar;
    let at = |x: f32| iced::Point::new(x, 400.0);
    window.drag(at(265.0), at(345.0)).await;
    assert_eq!(edge(&window), 344, "saved when the pointer let go");
    window.png(&picture("sidebar-wide")).unwrap();
    let heading = window.texts().into_iter().find(|found| found.text == "design" && found.bounds.x > 300.0);
    assert!(heading.unwrap().bounds.x > 344.0, "the conversation begins beside it");
    window.drag(at(345.0), at(1000.0)).await;
    assert_eq!(edge(&window), 461, "36 % of the window");
    window.drag(at(461.0), at(10.0)).await;
    assert_eq!(edge(&window), 200);
    window.click_at(at(201.0)).await;
    window.click_at(at(201.0)).await;
    assert_eq!(edge(&window), 264);
    window.drag(at(264.0), at(400.0)).await;
    window.key(Chord::character('d').command().shift()).await;
    assert!(!window.state().inbox.is_narrow(), "a wide sidebar makes room for a panel");
}

#[tokio::test]
async fn only_the_open_conversation_looks_selected_beside_an_open_list() {
    let mut window = open(World::busy(), Setup::default()).await;
    let ground = |window: &mut confab::headless::Driver<crate::twin::Play>, text: &str| {
        let at = window.find(text).unwrap();
        let picture = window.picture();
        let (x, y) = (250, at.center_y() as u32);
        let start = ((y * picture.size.width + x) * 4) as usize;
        picture.rgba[start..start + 3].to_vec()
    };
    for list in ["Starred", "Outbox"] {
        let before = ground(&mut window, list);
        window.click(list).await.unwrap();
        window.move_to(iced::Point::new(700.0, 300.0)).await;
        assert_eq!(ground(&mut window, list), before, "{list}");
        assert_ne!(ground(&mut window, "design"), before, "the open conversation");
    }
}

#[tokio::test]
async fn the_demo_says_what_its_weather_is_for_until_it_was_opened() {
    let mut window = open(World::busy(), Setup { demo: Some(demo()), ..Setup::default() }).await;
    assert!(window.shows_part("Interrupt the network here"));
    window.png(&picture("sidebar-demo")).unwrap();
    window.click("Clear").await.unwrap();
    window.key(Chord::named(Named::Escape)).await;
    assert!(!window.shows_part("Interrupt the network here"));
}
