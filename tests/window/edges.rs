//! Every dialog and menu, opened by key and by pointer: it is inside the window at every size, Esc and a press beside
//! it close it, and the keyboard focus returns to where it was.

use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, World, channel, demo, person};

use confab::headless::{Chord, Driver};
use confab::row::{Revision, WishState};
use confab::screen::dialog::Dialog;
use confab::screen::dialog::beside::MessageMenu;
use confab::screen::dialog::view::PANEL;
use confab::screen::inbox::focus::Focus;

use iced::keyboard::key::Named;
use iced::{Point, Rectangle, Size, mouse};

/// The message that these tests act on: the newest one, by somebody else, edited.
const LAST: &str = "The plan for Monday, once more.";

fn world() -> World {
    let mut world = World::busy();
    let now = world.now.ticks();
    let id = world.say_at(channel(1), 2, now - 2 * MINUTE, LAST);
    world.alter(id, |row| {
        row.earlier = 1;
        row.message.edited_at = Some(row.message.sent_at);
    });
    let at = confab::chat::Stamp::from_ticks(now - 3 * MINUTE, 0);
    world.earlier.insert(id, vec![Revision { text: "The plan for Monday.".to_owned(), at }]);
    let text = "Could somebody book the large room for Thursday?";
    world.wait(channel(2), id, text, WishState::Parked("You are not a member.".to_owned()), 4);
    world
}

/// One way into a dialog.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// A key, with the keyboard focus on the newest message.
    Key(char),
    Enter,
    Control(char),
    ControlShift(char),
    /// A key in the outbox panel.
    Waiting,
    /// A press on this word on the screen.
    Press(&'static str),
    /// A right click on the newest message.
    Right,
    /// A press on this line of its menu.
    Menu(&'static str),
    /// This line of its menu, chosen with the arrow keys.
    Line(&'static str),
    /// A press on this line of *Jump to…*.
    Offered(&'static str),
    /// A press in the outbox panel.
    WaitingPress,
}

/// Each dialog, a way in, and the words of its buttons.
const TABLE: [(&str, Way, &[&str]); 24] = [
    ("switcher", Way::Control('k'), &[]),
    ("switcher", Way::Press("Jump to…"), &[]),
    ("keys", Way::Control('/'), &["Keyboard shortcuts"]),
    ("keys", Way::Offered("Keyboard shortcuts"), &["Keyboard shortcuts"]),
    ("confirm", Way::Waiting, &["Cancel", "Discard all"]),
    ("confirm", Way::WaitingPress, &["Cancel", "Discard all"]),
    ("roster", Way::ControlShift('i'), &["Cancel", "Import"]),
    ("roster", Way::Offered("Import a roster file"), &["Cancel", "Import"]),
    ("sign-in", Way::ControlShift('n'), &["Cancel", "Sign in"]),
    ("sign-in", Way::Offered("Sign in with a new token"), &["Cancel", "Sign in"]),
    ("gather", Way::Control('n'), &["Cancel", "Start"]),
    ("gather", Way::Offered("New conversation"), &["Cancel", "Start"]),
    ("talk", Way::ControlShift('m'), &[]),
    ("menu", Way::Enter, &["React"]),
    ("menu", Way::Right, &["React"]),
    ("emoji", Way::Key('r'), &[]),
    ("emoji", Way::Menu("React"), &[]),
    ("share", Way::Key('x'), &["Cancel", "Share"]),
    ("share", Way::Menu("Share"), &["Cancel", "Share"]),
    ("report", Way::Key('f'), &["Cancel", "Report"]),
    ("report", Way::Menu("Report…"), &["Cancel", "Report"]),
    ("earlier", Way::Line("Earlier versions"), &["Earlier versions"]),
    ("earlier", Way::Menu("Earlier versions"), &["Earlier versions"]),
    ("weather", Way::Press("Clear"), &[]),
];

/// Goes to the place where the way begins, and returns the keyboard focus there.
async fn begin(window: &mut Driver<Play>, way: Way) -> Focus {
    match way {
        // The text is in the sidebar.
        Way::Press(_) => {}
        Way::Waiting | Way::WaitingPress => {
            window.key(Chord::character('o').command().shift()).await;
        }
        Way::Key(_)
        | Way::Enter
        | Way::Control(_)
        | Way::ControlShift(_)
        | Way::Right
        | Way::Menu(_)
        | Way::Line(_)
        | Way::Offered(_) => {
            if window.state().inbox.is_narrow() {
                window.key(Chord::named(Named::Enter)).await;
            }
            window.key(Chord::named(Named::F6)).await;
            assert!(matches!(window.state().inbox.focus(), Focus::Message(_)), "{way:?}");
        }
    }
    window.state().inbox.focus()
}

async fn go(window: &mut Driver<Play>, way: Way) {
    match way {
        Way::Key(letter) => window.key(Chord::character(letter)).await,
        Way::Enter => window.key(Chord::named(Named::Enter)).await,
        Way::Control(letter) => window.key(Chord::character(letter).command()).await,
        Way::ControlShift(letter) => window.key(Chord::character(letter).command().shift()).await,
        Way::Waiting => window.key(Chord::named(Named::Delete).shift()).await,
        Way::WaitingPress => window.click("Discard all…").await.unwrap(),
        Way::Press(word) => window.click(word).await.unwrap(),
        Way::Right => right(window).await,
        Way::Menu(word) => {
            right(window).await;
            let panel = window.place_of(PANEL).unwrap();
            // The row, which keeps the focus ring, contains some of the same words.
            let line = |window: &mut Driver<Play>| {
                let all = window.texts().into_iter();
                all.rev().find(|found| found.text == word && panel.contains(found.bounds.center()))
            };
            // A low window's menu is scrolled.
            if line(window).is_none() {
                window.wheel(panel.center(), -20.0).await;
            }
            let at = line(window).unwrap().bounds.center();
            window.click_at(at).await;
        }
        Way::Line(words) => {
            window.key(Chord::named(Named::Enter)).await;
            let Some(Dialog::Message(MessageMenu { menu, .. })) = window.state().inbox.dialog() else {
                panic!("a menu")
            };
            let down = menu.lines.iter().position(|line| line.words == words).unwrap();
            for _ in 0..down {
                window.key(Chord::named(Named::ArrowDown)).await;
            }
            window.key(Chord::named(Named::Enter)).await;
        }
        Way::Offered(words) => {
            window.key(Chord::character('k').command()).await;
            window.type_text(words).await;
            // The field above it has the same text.
            let line = window.texts().into_iter().rfind(|found| found.text == words).unwrap();
            window.click_at(line.bounds.center()).await;
        }
    }
}

/// Right-clicks the text of the newest message.
async fn right(window: &mut Driver<Play>) {
    let at = window.find(LAST).unwrap();
    window.press_at(Point::new(at.x + 20.0, at.center_y()), mouse::Button::Right).await;
}

/// A point of the window outside the panel.
fn beside(panel: Rectangle, size: Size) -> Point {
    let corners = [
        Point::new(2.0, 2.0),
        Point::new(size.width - 2.0, size.height - 2.0),
        Point::new(size.width - 2.0, 2.0),
        Point::new(2.0, size.height - 2.0),
    ];
    corners.into_iter().find(|corner| !panel.contains(*corner)).expect("a panel leaves some corner")
}

/// The faults of one way into one dialog, at one size.
async fn faults(name: &str, way: Way, buttons: &[&str], setup: &Setup) -> Vec<String> {
    let what = format!("{name}, {way:?}, {:?} at {} %", setup.size, setup.preferences.text_size);
    let mut faults = Vec::new();
    let mut hold = |holds: bool, words: String| {
        if !holds {
            faults.push(format!("{what}: {words}"));
        }
    };
    let setup = Setup { demo: Some(demo()), ..setup.clone() };
    let size = setup.size;
    let scale = f32::from(setup.preferences.text_size) / 100.0;
    let mut window = open(world(), setup).await;
    let before = begin(&mut window, way).await;
    for by_esc in [true, false] {
        go(&mut window, way).await;
        let Some(panel) = window.place_of(PANEL) else {
            hold(false, "it does not open".to_owned());
            break;
        };
        hold(panel.is_within(&Rectangle::with_size(size)), format!("{panel:?}"));
        for words in buttons {
            let found = window.texts().into_iter().rfind(|found| found.text == *words);
            // Whole words, on one line.
            let least = words.len() as f32 * 5.0 * scale;
            let seen = found.as_ref().is_some_and(|found| {
                found.bounds.is_within(&panel) && found.bounds.height >= 12.0 && found.bounds.width >= least
            });
            hold(seen, format!("{words} at {found:?}, panel {panel:?}"));
        }
        if by_esc {
            let way = format!("{way:?}");
            let way = way.split('(').next().unwrap_or(&way);
            // Pictures of the small sizes only, where something could be cut off.
            if size.width < 500.0 {
                window.png(&picture(&format!("edges-{name}-{way}-{scale}"))).unwrap();
            }
            window.key(Chord::named(Named::Escape)).await;
        } else {
            window.press_at(beside(panel, size), mouse::Button::Left).await;
        }
        let closed = window.state().inbox.dialog().is_none();
        hold(closed, format!("it stays open, by Esc {by_esc}"));
        let after = window.state().inbox.focus();
        hold(after == before, format!("{before:?} became {after:?}, by Esc {by_esc}"));
    }
    faults
}

#[tokio::test]
async fn every_dialog_stands_inside_the_window_closes_and_gives_the_keyboard_back() {
    let mut all = Vec::new();
    for (name, way, buttons) in TABLE {
        for setup in [Setup::default().sized(1280.0, 800.0), Setup::default().sized(480.0, 360.0)] {
            for text in [100, 200] {
                all.extend(faults(name, way, buttons, &setup.clone().text(text)).await);
            }
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[tokio::test]
async fn a_menu_and_the_picker_opened_by_key_stand_beside_their_message() {
    for up in [0, 3, 8] {
        for key in [Chord::named(Named::Enter), Chord::character('r')] {
            let mut window = open(world(), Setup::default()).await;
            window.key(Chord::named(Named::F6)).await;
            for _ in 0..up {
                window.key(Chord::named(Named::ArrowUp)).await;
            }
            let id = window.state().inbox.focus().message().unwrap();
            let row = window.state().inbox.current().unwrap().timeline().row(id).unwrap().clone();
            let begins = row.message.text.lines().next().unwrap();
            let text =
                window.texts().into_iter().find(|found| found.text.starts_with(begins)).unwrap().bounds;
            window.key(key).await;
            let panel = window.place_of(PANEL).unwrap();
            assert!((-60.0..60.0).contains(&gap(panel, text)), "{up} up: {panel:?} beside {text:?}");
            assert!((panel.x - text.x).abs() < 40.0, "{up} up: {panel:?} beside {text:?}");
        }
    }
}

#[tokio::test]
async fn a_menu_by_key_brings_a_message_back_that_was_scrolled_out_of_sight() {
    let mut world = world();
    let now = world.now.ticks();
    for number in 0..80 {
        world.say_at(channel(1), 1, now - (200 - number) * MINUTE, &format!("Number {number}"));
    }
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.wheel(Point::new(600.0, 300.0), 30.0).await;
    assert!(!window.shows(LAST));
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows(LAST) && window.state().inbox.dialog().is_some());
    let panel = window.place_of(PANEL).unwrap();
    assert!(panel.y > 200.0 && panel.x < 500.0, "{panel:?}");
}

/// The vertical gap between two rectangles; negative if they overlap.
fn gap(panel: Rectangle, thing: Rectangle) -> f32 {
    if panel.y > thing.y { panel.y - thing.y - thing.height } else { thing.y - panel.y - panel.height }
}

/// True if the panel is below or above the text, if there is room for it.
fn is_beside(panel: Rectangle, text: Rectangle) -> bool {
    let room = (text.y).max(720.0 - text.y - text.height) - 60.0;
    room < panel.height || (-60.0..60.0).contains(&gap(panel, text))
}

#[tokio::test]
async fn in_the_thread_a_menu_and_the_picker_opened_by_key_stand_beside_their_message() {
    let mut world = World::busy();
    let now = world.now.ticks();
    let root = world.say_at(channel(1), 2, now - 300 * MINUTE, "Who takes the minutes?");
    for number in 0..12 {
        world.reply_at(root, 1, now - (290 - number) * MINUTE, &format!("Reply {number}"));
    }
    for (up, text) in [(0, "Reply 11"), (5, "Reply 6")] {
        for key in [Chord::named(Named::Enter), Chord::character('r')] {
            let mut window = open(world.clone(), Setup::default()).await;
            window.key(Chord::named(Named::F6)).await;
            while window.state().inbox.focus() != Focus::Message(root) {
                window.key(Chord::named(Named::ArrowUp)).await;
            }
            window.key(Chord::character('t')).await;
            window.key(Chord::named(Named::F6)).await;
            for _ in 0..up {
                window.key(Chord::named(Named::ArrowUp)).await;
            }
            let place = window.texts().into_iter().rfind(|found| found.text == text).unwrap().bounds;
            assert!(place.x > 600.0, "in the panel: {place:?}");
            window.key(key).await;
            assert!(matches!(window.state().inbox.ring(), Some(Focus::Reply(_))));
            let panel = window.place_of(PANEL).unwrap();
            assert!(is_beside(panel, place), "{text}: {panel:?} beside {place:?}");
            // If it is wider than the rest of the window, it ends at the window's edge.
            let beside = (panel.x - place.x).abs() < 40.0 || panel.x + panel.width > 1_070.0;
            assert!(beside, "{text}: {panel:?} beside {place:?}");
        }
    }
}

#[tokio::test]
async fn in_a_list_a_menu_and_the_picker_opened_by_key_stand_beside_their_message() {
    let mut world = World::busy();
    let now = world.now.ticks();
    for number in 0..12 {
        let id = world.say_at(channel(1), 1, now - (9_000 - number) * MINUTE, &format!("Starred {number}"));
        world.alter(id, |row| row.message.marks.starred_by = Some(person(0)));
    }
    for (down, text) in [(0, "Starred 11"), (3, "Starred 8"), (11, "Starred 0")] {
        for menu in [true, false] {
            let mut window = open(world.clone(), Setup::default()).await;
            window.key(Chord::character('s').command().shift()).await;
            for _ in 0..down {
                window.key(Chord::named(Named::ArrowDown)).await;
            }
            let place = window.texts().into_iter().rfind(|found| found.text == text).unwrap().bounds;
            assert!(place.x > 600.0, "in the panel: {place:?}");
            if menu {
                window.key(Chord::named(Named::F10).shift()).await;
            } else {
                window.key(Chord::character('r')).await;
            }
            assert!(matches!(window.state().inbox.ring(), Some(Focus::Panel(Some(_)))));
            let panel = window.place_of(PANEL).unwrap();
            assert!(is_beside(panel, place), "{text}: {panel:?} beside {place:?}");
            let beside = (panel.x - place.x).abs() < 60.0 || panel.x + panel.width > 1_070.0;
            assert!(beside, "{text}: {panel:?} beside {place:?}");
        }
    }
}
