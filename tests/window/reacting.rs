//! Reactions, stars and pins: by pointer, by keys, and pictures.

use crate::twin::{Play, Setup, open, picture, wishes};
use crate::world::{World, channel, person, react};

use confab::chat::Wish;
use confab::chat::wish::Switch;
use confab::headless::{Chord, Driver};
use confab::preferences::SkinTone;
use confab::screen::dialog::beside::EmojiPicker;
use confab::screen::dialog::emoji::name as name_of;

use iced::keyboard::key::Named;

/// The busy world with reactions and marks by several people.
fn lively() -> World {
    let mut world = World::busy();
    let rows: Vec<_> = world.rows(channel(1)).iter().map(|row| row.message.id).collect();
    let name = |number: usize| crate::world::PEOPLE[number].to_owned();
    let last = rows[rows.len() - 1];
    world.alter(last, |row| {
        for who in 0..5 {
            react(row, "🎉", (person(who), name(who as usize)), Switch::On);
        }
        react(row, "👍", (person(3), name(3)), Switch::On);
        row.message.marks.pinned_by = Some(person(2));
        row.pinner = Some(name(2));
    });
    world.alter(rows[rows.len() - 2], |row| row.message.marks.starred_by = Some(person(0)));
    world.alter(rows[rows.len() - 3], |row| {
        for (at, emoji) in ["👀", "❤️", "👩‍💻", "🏳️‍🌈", "not an emoji at all, and far too long", "\u{202e}x"]
            .into_iter()
            .enumerate()
        {
            react(row, emoji, (person(at as u128 % 3), name(at % 3)), Switch::On);
        }
    });
    world
}

#[tokio::test]
async fn one_reacts_by_keys_alone_and_takes_it_back() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::character('r')).await;
    assert!(window.shows("Frequently used") && window.shows("thumbs up"));
    window.type_text("tada").await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.state().inbox.dialog().is_none());
    assert!(window.shows("🎉 1"), "{:?}", window.texts());
    let last = window.state().world.rows(channel(1)).last().unwrap().message.id;
    assert!(matches!(&wishes(&window)[..], [Wish::React { message, emoji, state: Switch::On, .. }]
        if *message == last && emoji == "🎉"));
    // The keyboard focus is where it was, and the emoji used last is offered first.
    window.key(Chord::character('r')).await;
    assert!(window.shows("Recently used"));
    window.key(Chord::named(Named::Enter)).await;
    assert!(!window.shows("🎉 1"));
    assert!(matches!(&wishes(&window)[1], Wish::React { state: Switch::Off, .. }));
}

#[tokio::test]
async fn a_reaction_is_a_button() {
    let mut window = open(lively(), Setup::default()).await;
    assert!(window.shows("👍 1") && window.shows("🎉 5"));
    window.click("👍 1").await.unwrap();
    assert!(window.shows("👍 2"));
    window.click("🎉 5").await.unwrap();
    assert!(window.shows("🎉 4"), "mine was among them");
}

#[tokio::test]
async fn stars_and_pins_are_put_on_and_taken_off_by_one_key_each() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    for (key, words) in [('s', "Starred"), ('p', "Pinned by you")] {
        // The sidebar has an entry with the same name.
        let marks = |window: &mut Driver<Play>| {
            window.texts().iter().filter(|found| found.text == words && found.bounds.x > 300.0).count()
        };
        window.key(Chord::character(key)).await;
        assert_eq!(marks(&mut window), 1);
        window.key(Chord::character(key)).await;
        assert_eq!(marks(&mut window), 0);
    }
    let states: Vec<_> = wishes(&window)
        .into_iter()
        .map(|wish| match wish {
            Wish::Mark { state, .. } => state,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(states, [Switch::On, Switch::Off, Switch::On, Switch::Off]);
}

#[tokio::test]
async fn the_picker_keeps_the_chosen_skin_tone_and_leaves_by_escape() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::character('r')).await;
    window.click("Dark skin tone").await.unwrap();
    window.type_text("raised hand").await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows_part("🏿"), "{:?}", window.texts());
    assert_eq!(window.state().preferences.skin_tone, SkinTone::Dark);
    window.key(Chord::character('r')).await;
    window.key(Chord::named(Named::Escape)).await;
    assert!(window.state().inbox.dialog().is_none());
    assert_eq!(wishes(&window).len(), 1);
}

#[tokio::test]
async fn arrows_walk_over_the_emoji_and_what_is_chosen_stays_in_sight() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::character('r')).await;
    window.key(Chord::named(Named::ArrowRight)).await;
    assert!(window.shows("red heart"));
    for _ in 0..40 {
        window.key(Chord::named(Named::ArrowDown)).await;
    }
    let Some(confab::screen::dialog::Dialog::Emoji(EmojiPicker { picker, .. })) =
        window.state().inbox.dialog()
    else {
        panic!("open")
    };
    let name = picker.named().map(name_of).unwrap();
    let shown = window.texts().iter().filter(|text| text.text == name).count();
    assert_eq!(shown, 2, "{name}: once in the grid, once below it");
}

#[tokio::test]
async fn tabs_lead_to_the_groups_and_the_emoji_under_the_pointer_is_named() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::character('r')).await;
    window.click("Flags").await.unwrap();
    assert!(window.shows("chequered flag"), "{:?}", window.texts());
    window.key(Chord::named(Named::Tab)).await;
    assert!(window.shows("Frequently used"));
    window.hover("party popper").await.unwrap();
    let shown = window.texts().iter().filter(|text| text.text == "party popper").count();
    assert_eq!(shown, 2, "once in the grid, once below it");
    assert!(window.shows("Skin tone"));
}

#[tokio::test(start_paused = true)]
async fn pictures_of_reactions_and_the_picker() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("low", Setup::default().sized(480.0, 360.0)),
        ("200", Setup::default().text(200)),
    ] {
        let mut window = open(lively(), setup).await;
        if matches!(name, "narrow" | "low") {
            window.click("design").await.unwrap();
        }
        window.png(&picture(&format!("reactions-{name}"))).unwrap();
        window.key(Chord::named(Named::F6)).await;
        window.key(Chord::character('r')).await;
        window.key(Chord::named(Named::ArrowDown)).await;
        window.png(&picture(&format!("emoji-{name}"))).unwrap();
        window.type_text("no such thing").await;
        window.png(&picture(&format!("emoji-none-{name}"))).unwrap();
    }
}

#[tokio::test]
async fn a_reaction_that_reaches_the_disk_while_a_text_is_on_its_way_does_not_empty_the_composer() {
    use confab::chat::wish;
    use confab::screen::inbox::Message as Screen;
    use confab::screen::inbox::engine::Fact;

    let mut window = open(World::busy(), Setup::default()).await;
    // The reaction is saved at once, the text slowly.
    window.send(crate::twin::Message::Hold).await;
    window.type_text("still here").await;
    window.key(Chord::named(Named::Enter)).await;
    let other = confab::chat::MessageId::fresh();
    let told = Screen::Engine(Fact::Submitted {
        of: channel(1),
        subject: other,
        kind: wish::Kind::React,
        result: Ok(()),
    });
    window.send(crate::twin::Message::Screen(told)).await;
    assert_eq!(window.state().inbox.current().unwrap().composer().text().text(), "still here");
}
