//! Lists of messages by mark: by keys alone, from the header and the sidebar, and pictures.

use crate::twin::{Play, Setup, change, open, picture};
use crate::world::{MINUTE, World, channel, direct, person};

use confab::chat::{Attachment, MessageId};
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Read, Request};
use confab::row::{Change, Filter, ListQuery};
use confab::screen::inbox::Column;
use confab::screen::inbox::details::{Detail as Line, entry_key};
use confab::screen::inbox::focus::{Entry, Focus};
use confab::screen::inbox::message::key;
use confab::screen::panel::Panel;

use iced::keyboard::key::Named;

fn file(name: &str) -> Attachment {
    Attachment { path: format!("https://files.example/{name}"), name: name.to_owned(), duration: None }
}

/// The busy world with one message for every filter, in two conversations.
pub(crate) fn marked() -> World {
    let mut world = World::busy();
    let rows: Vec<MessageId> = world.rows(channel(1)).iter().map(|row| row.message.id).collect();
    world.alter(rows[5], |row| row.message.marks.pinned_by = Some(person(2)));
    world.alter(rows[5], |row| row.pinner = Some("Chiara Lombardi".to_owned()));
    world.alter(rows[8], |row| row.message.marks.pinned_by = Some(person(0)));
    world.alter(rows[6], |row| row.message.marks.starred_by = Some(person(0)));
    world.alter(rows[7], |row| row.message.marks.starred_by = Some(person(0)));
    world.alter(rows[2], |row| {
        row.message.files =
            vec![file("sketches-of-the-new-onboarding-for-the-northern-region-final-2.fig"), file("كشف.pdf")];
    });
    world.alter(rows[1], |row| {
        row.message.tags = vec![person(0)];
        row.tagged = vec!["Asha Rao".to_owned()];
        row.message.text = "@Asha Rao the **second** page is the one I am least sure about.".to_owned();
    });
    world.alter(rows[0], |row| row.message.marks.archived = true);
    let now = world.now.ticks();
    let other = world.say_at(direct(2), 2, now - 200 * MINUTE, "Shall we meet at 3? 🎉 我们三点见吗？");
    world.alter(other, |row| row.message.marks.starred_by = Some(person(0)));
    world
}

fn focus(window: &Driver<Play>) -> Focus {
    window.state().inbox.focus()
}

fn found(window: &Driver<Play>) -> Vec<String> {
    let listed = window.state().inbox.panels().message_list().listed();
    listed.iter().map(|listed| listed.row.message.text.chars().take(12).collect()).collect()
}

async fn details(window: &mut Driver<Play>) {
    window.key(Chord::character('d').command().shift()).await;
}

#[tokio::test]
async fn every_list_is_reached_and_left_by_keys_alone() {
    let mut window = open(marked(), Setup::default()).await;
    let before = focus(&window);
    details(&mut window).await;
    for (down, (filter, first)) in [
        (Filter::Pinned, "Two things f"),
        (Filter::Starred, "مرحبًا، هل ي"),
        (Filter::Files, "Looking now."),
        (Filter::TaggedMe, "@Asha Rao th"),
        (Filter::Archived, "Morning! I m"),
    ]
    .into_iter()
    .enumerate()
    {
        if down > 0 {
            window.key(Chord::named(Named::ArrowDown)).await;
        }
        assert_eq!(focus(&window), Focus::Panel(Some(entry_key(Line::List(filter)))));
        window.key(Chord::named(Named::Enter)).await;
        assert_eq!(
            window.state().inbox.panels().message_list().query(),
            Some(ListQuery::Within(channel(1), filter))
        );
        assert_eq!(found(&window)[0], first);
        let list = window.state().inbox.panels().message_list();
        let newest = list.listed()[0].row.message.id;
        assert_eq!(focus(&window), Focus::Panel(Some(key(newest))), "the first has the keyboard");
        window.key(Chord::named(Named::Escape)).await;
        assert_eq!(window.state().inbox.panel(), Panel::Details);
    }
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(window.state().inbox.panel(), Panel::None);
    assert_eq!(focus(&window), before);
}

#[tokio::test]
async fn what_somebody_wrote_is_one_key_from_their_name() {
    let mut window = open(marked(), Setup::default()).await;
    details(&mut window).await;
    for _ in 0..6 {
        window.key(Chord::named(Named::ArrowDown)).await;
    }
    assert_eq!(focus(&window), Focus::Panel(Some(entry_key(Line::Member(person(1))))));
    window.key(Chord::character('m')).await;
    assert!(window.shows("From Ben Okri"));
    assert_eq!(found(&window), ["Good point, ", "@Asha Rao th"]);
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(focus(&window), Focus::Panel(Some(entry_key(Line::Member(person(1))))));
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.current().unwrap().id(), direct(1));
}

#[tokio::test]
async fn an_archived_message_is_found_and_brought_back() {
    let mut window = open(marked(), Setup::default()).await;
    details(&mut window).await;
    window.key(Chord::named(Named::ArrowDown)).await;
    window.key(Chord::named(Named::End)).await;
    for _ in 0..9 {
        window.key(Chord::named(Named::ArrowUp)).await;
    }
    assert_eq!(focus(&window), Focus::Panel(Some(entry_key(Line::List(Filter::Archived)))));
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Unarchive"));
    window.key(Chord::character('a')).await;
    assert!(window.shows("No archived messages here"));
    assert_eq!(focus(&window), Focus::Panel(None));
    assert!(!window.state().world.rows(channel(1))[0].message.marks.archived);
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(window.state().inbox.panels().details().overview().unwrap().archived, 0);
}

#[tokio::test]
async fn what_leaves_a_list_leaves_the_keyboard_on_its_neighbour() {
    let mut window = open(marked(), Setup::default()).await;
    window.key(Chord::character('p').command().shift()).await;
    let rows: Vec<MessageId> = window
        .state()
        .inbox
        .panels()
        .message_list()
        .listed()
        .iter()
        .map(|listed| listed.row.message.id)
        .collect();
    assert_eq!(focus(&window), Focus::Panel(Some(key(rows[0]))));
    window.key(Chord::character('p')).await;
    assert_eq!(focus(&window), Focus::Panel(Some(key(rows[1]))));
    assert!(window.shows("1 pinned"), "the header follows");
    window.key(Chord::character('p')).await;
    assert_eq!(focus(&window), Focus::Panel(None));
    assert!(!window.shows("1 pinned"));
}

#[tokio::test]
async fn a_jump_lands_on_the_message_in_its_conversation() {
    let mut window = open(marked(), Setup::default()).await;
    window.key(Chord::character('s').command().shift()).await;
    assert!(window.shows("In all conversations"));
    assert_eq!(found(&window).len(), 3);
    let oldest = window.state().inbox.panels().message_list().listed()[2].row.message.id;
    window.key(Chord::named(Named::End)).await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.current().unwrap().id(), direct(2));
    assert_eq!(focus(&window), Focus::Message(oldest));
    assert_eq!(window.state().inbox.panel(), Panel::MessageList, "the list stays for the next");
    window.key(Chord::named(Named::F6).shift()).await;
    window.key(Chord::named(Named::F6).shift()).await;
    assert_eq!(focus(&window), Focus::Panel(Some(key(oldest))));
}

#[tokio::test]
async fn a_jump_far_up_lands_there_once_the_page_has_come() {
    let mut world = World::busy();
    let start = world.now.ticks() - 900 * MINUTE;
    let all: Vec<MessageId> = (0..400)
        .map(|at| world.say_at(channel(4), 1, start + at * MINUTE, &format!("number {at}")))
        .collect();
    world.alter(all[3], |row| row.message.marks.starred_by = Some(person(0)));
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::character('s').command().shift()).await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(focus(&window), Focus::Message(all[3]));
    assert!(window.shows("number 3"));
}

#[tokio::test]
async fn the_menu_of_a_row_does_what_the_timelines_does() {
    let mut window = open(marked(), Setup::default()).await;
    window.key(Chord::character('s').command().shift()).await;
    let on = focus(&window);
    window.key(Chord::character('m')).await;
    assert!(window.shows("Unstar"));
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(focus(&window), on);
    window.key(Chord::character('s')).await;
    assert_eq!(found(&window).len(), 2);
}

#[tokio::test]
async fn the_sidebar_and_the_header_lead_there() {
    let mut window = open(marked(), Setup::default()).await;
    window.click("2 pinned").await.unwrap();
    assert_eq!(found(&window).len(), 2);
    window.click("Close  Esc").await.unwrap();
    assert_eq!(window.state().inbox.panel(), Panel::None);
    window.key(Chord::named(Named::F6).shift()).await;
    window.key(Chord::named(Named::Home)).await;
    // Past the button for a new conversation.
    window.key(Chord::named(Named::ArrowDown)).await;
    window.key(Chord::named(Named::ArrowDown)).await;
    assert_eq!(focus(&window), Focus::Sidebar(Entry::Starred));
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(found(&window).len(), 3);
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!(focus(&window), Focus::Sidebar(Entry::Starred), "the keyboard goes back");
    window.click("Details").await.unwrap();
    assert!(window.shows("9 members"));
}

#[tokio::test]
async fn a_list_follows_what_happens() {
    let mut window = open(marked(), Setup::default()).await;
    window.key(Chord::character('p').command().shift()).await;
    let id = window.state().world.rows(channel(1))[9].message.id;
    window
        .send(change(Change::Conversation(channel(1)), move |world| {
            world.alter(id, |row| row.message.marks.pinned_by = Some(person(3)));
        }))
        .await;
    assert_eq!(found(&window).len(), 3);
    assert!(window.shows("3 pinned"));
    // Another conversation has other pins.
    window.key(Chord::named(Named::ArrowDown).alt()).await;
    assert!(window.shows("No pinned messages here"));
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page_and_drawn_by_the_row() {
    let mut world = World::busy();
    let start = world.now.ticks() - 900 * MINUTE;
    for at in 0..500 {
        let id = world.say_at(channel(4), 1, start + at * MINUTE, &format!("number {at}"));
        world.alter(id, |row| row.message.marks.starred_by = Some(person(0)));
    }
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::character('s').command().shift()).await;
    assert_eq!(window.state().inbox.panels().message_list().listed().len(), 60);
    assert!(window.shows("number 499") && !window.shows("number 450"));
    for _ in 0..150 {
        window.key(Chord::named(Named::ArrowDown)).await;
    }
    let loaded = window.state().inbox.panels().message_list().listed().len();
    assert!((151..300).contains(&loaded), "{loaded}");
    assert!(window.shows("number 349"), "what has the keyboard is in sight");
}

#[tokio::test]
async fn an_error_says_so_and_can_be_tried_again() {
    let mut world = marked();
    world.unreadable = Some("The disk does not answer.".to_owned());
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::character('s').command().shift()).await;
    assert!(window.shows("The disk does not answer."));
    window.png(&picture("found-error")).unwrap();
    window.send(change(Change::Connection, |world| world.unreadable = None)).await;
    window.click("Try again").await.unwrap();
    assert_eq!(found(&window).len(), 3);
}

#[tokio::test]
async fn a_narrow_window_shows_the_panel_alone_with_a_way_back() {
    let mut window = open(marked(), Setup::default().sized(480.0, 600.0)).await;
    window.key(Chord::named(Named::Enter)).await;
    details(&mut window).await;
    assert_eq!(window.state().inbox.column(), Column::Panel);
    window.png(&picture("details-narrow")).unwrap();
    window.key(Chord::named(Named::Enter)).await;
    window.png(&picture("found-narrow")).unwrap();
    window.click("Back to details").await.unwrap();
    assert_eq!(window.state().inbox.panel(), Panel::Details);
    window.click("Back").await.unwrap();
    assert_eq!(window.state().inbox.column(), Column::Conversation);
    window.png(&picture("header-narrow")).unwrap();
}

#[tokio::test]
async fn a_narrow_window_goes_back_from_a_message_to_the_list() {
    let mut window = open(marked(), Setup::default().sized(480.0, 600.0)).await;
    window.key(Chord::character('s').command().shift()).await;
    window.key(Chord::named(Named::ArrowDown)).await;
    let on = focus(&window);
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.column(), Column::Conversation);
    window.click("Back to the list").await.unwrap();
    assert_eq!((window.state().inbox.column(), focus(&window)), (Column::Panel, on));
    window.key(Chord::named(Named::Enter)).await;
    // Esc leaves the message, then the conversation.
    window.key(Chord::named(Named::Escape)).await;
    window.key(Chord::named(Named::Escape)).await;
    assert_eq!((window.state().inbox.column(), focus(&window)), (Column::Panel, on));
    // Going to another conversation closes the list.
    window.key(Chord::named(Named::ArrowDown).alt()).await;
    assert_eq!(window.state().inbox.panel(), Panel::None);
}

#[tokio::test]
async fn a_row_is_acted_on_alone_whatever_is_chosen_in_the_timeline() {
    let mut window = open(marked(), Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::ArrowUp).shift()).await;
    window.key(Chord::character('s').command().shift()).await;
    let before = window.state().world.asked.len();
    window.key(Chord::character('s')).await;
    let wishes = window.state().world.asked[before..].iter();
    assert_eq!(
        wishes
            .filter(|asked| matches!(
                asked,
                Intent::Session(Request::Submit { .. }) | Intent::Session(Request::SubmitAll { .. })
            ))
            .count(),
        1
    );
    assert_eq!(found(&window).len(), 2, "only the star of the row was taken off");
    // A message of another conversation cannot be selected together with those here.
    window.key(Chord::named(Named::End)).await;
    window.key(Chord::character('m')).await;
    assert!(window.shows("Unstar") && !window.shows("Select"));
}

#[tokio::test]
async fn pictures() {
    for (name, setup) in [
        ("light", Setup::default().sized(1280.0, 800.0)),
        ("dark", Setup::default().dark()),
        ("200", Setup::default().sized(1280.0, 900.0).text(200)),
        ("small", Setup::default().sized(480.0, 360.0)),
    ] {
        let mut window = open(marked(), setup).await;
        window.key(Chord::named(Named::Enter)).await;
        details(&mut window).await;
        window.key(Chord::named(Named::ArrowDown)).await;
        window.png(&picture(&format!("details-{name}"))).unwrap();
        for (list, filter) in ["pinned", "starred", "files", "tagged", "archived"].into_iter().enumerate() {
            window.key(Chord::named(Named::Home)).await;
            for _ in 0..list {
                window.key(Chord::named(Named::ArrowDown)).await;
            }
            window.key(Chord::named(Named::Enter)).await;
            window.png(&picture(&format!("found-{filter}-{name}"))).unwrap();
            window.key(Chord::named(Named::Escape)).await;
        }
        window.key(Chord::character('s').command().shift()).await;
        window.png(&picture(&format!("found-everywhere-{name}"))).unwrap();
    }
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('p').command().shift()).await;
    window.png(&picture("found-empty")).unwrap();
}

#[tokio::test]
async fn a_list_is_read_once_when_it_opens() {
    let mut window = open(World::busy(), Setup::default()).await;
    let reads = |window: &crate::twin::Twin| {
        let is_list = |intent: &&Intent| matches!(intent, Intent::Session(Request::Read(Read::List { .. })));
        window.world.asked.iter().filter(is_list).count()
    };
    for opened in 1..=3 {
        window.key(Chord::character('p').command().shift()).await;
        assert_eq!(reads(window.state()), opened);
    }
}

#[tokio::test]
async fn a_narrow_window_goes_back_from_a_list_to_the_sidebar_it_was_opened_in() {
    let mut window = open(marked(), Setup::default().sized(480.0, 600.0)).await;
    assert_eq!(window.state().inbox.column(), Column::Sidebar);
    window.key(Chord::character('s').command().shift()).await;
    window.key(Chord::named(Named::Enter)).await;
    assert_eq!(window.state().inbox.column(), Column::Conversation);
    for column in [Column::Conversation, Column::Panel, Column::Sidebar] {
        window.key(Chord::named(Named::Escape)).await;
        assert_eq!(window.state().inbox.column(), column);
    }
}
