//! Changes during an unfinished action: a list that changes under a menu, a conversation left before its page came, a
//! message deleted while it is edited, a dialog left half-written.

use crate::twin::{Message, Play, Setup, change, open, wishes};
use crate::world::{MINUTE, World, channel, person};

use confab::chat::conversation::Membership;
use confab::chat::draft::Aim;
use confab::chat::{Draft, Stamp, Wish};
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Read, Request};
use confab::preferences::Preferences;
use confab::row::{Change, Span, WishState};
use confab::screen::dialog::view::PANEL;
use confab::screen::inbox::engine::Fact;
use confab::screen::inbox::feed;
use confab::screen::inbox::focus::{Focus, Side};
use confab::screen::inbox::outbox_panel::{self, Act};
use confab::screen::inbox::{Inbox, Message as Screen, panels, sidebar};
use confab::screen::words::Now;
use confab::widget::editor::Edit;

use iced::Size;
use iced::keyboard::key::Named;
use iced::widget::text_editor::{Action, Edit as Letters};

use std::sync::Arc;

async fn named(window: &mut Driver<Play>, key: Named) {
    window.key(Chord::named(key)).await;
}

/// Moves the keyboard focus to the newest message.
async fn on_newest(window: &mut Driver<Play>) {
    window.key(Chord::named(Named::F6)).await;
    assert!(matches!(window.state().inbox.focus(), Focus::Message(_)));
}

/// A long history, which begins with a message by the user.
fn long() -> World {
    let mut world = World::busy();
    let now = world.now.ticks();
    world.say_at(channel(1), 0, now - 90_000 * MINUTE, "mine, long ago");
    for number in 0..300 {
        world.say_at(channel(1), 1, now - (800 - number) * MINUTE, &format!("Number {number}"));
    }
    world
}

#[tokio::test]
async fn an_edit_far_up_leaves_the_timeline_where_it_is() {
    let mut world = World::busy();
    let now = world.now.ticks();
    world.say_at(channel(1), 0, now - 90_000 * MINUTE, "mine, long ago");
    for number in 0..60 {
        world.say_at(channel(1), 1, now - (800 - number) * MINUTE, &format!("Number {number}"));
    }
    let mut window = open(world, Setup::default()).await;
    on_newest(&mut window).await;
    named(&mut window, Named::Home).await;
    assert!(window.shows("mine, long ago"));
    window.key(Chord::character('e')).await;
    window.type_text("!").await;
    named(&mut window, Named::Enter).await;
    let edited = wishes(&window);
    assert!(
        matches!(&edited[..], [Wish::Edit { text, .. }] if text == "mine, long ago!"),
        "{edited:?} {:?}",
        window.state().inbox.focus()
    );
    assert!(window.shows("mine, long ago!"), "what was edited is still in sight");
}

#[tokio::test]
async fn a_link_that_is_another_one_by_now_is_not_opened_by_a_menu_that_names_the_old_one() {
    let mut world = World::busy();
    let now = world.now.ticks();
    let id = world.say_at(channel(1), 2, now - MINUTE, "See https://one.example/plan please");
    let mut window = open(world, Setup::default()).await;
    on_newest(&mut window).await;
    named(&mut window, Named::Enter).await;
    assert!(window.shows("Open one.example"), "{:?}", window.texts());
    let swap = change(Change::Conversation(channel(1)), move |world| {
        world.alter(id, |row| row.message.text = "See https://two.example/trap please".to_owned());
    });
    window.send(swap).await;
    window.click("Open one.example").await.unwrap();
    let followed = window.state().world.asked.iter().any(|intent| matches!(intent, Intent::Follow(_)));
    assert!(!followed, "nothing opens that was not named");
    assert!(
        window.state().inbox.dialog().is_none()
            && window.shows("This message has changed since the menu opened")
    );
}

#[tokio::test]
async fn a_message_keeps_its_ring_while_its_menu_or_the_picker_is_open() {
    for key in [Chord::named(Named::Enter), Chord::character('r')] {
        let mut window = open(World::busy(), Setup::default()).await;
        on_newest(&mut window).await;
        let on = window.state().inbox.focus();
        window.key(key).await;
        assert!(window.state().inbox.dialog().is_some());
        assert_eq!(window.state().inbox.ring(), Some(on));
        let timeline = window.state().inbox.current().unwrap().timeline();
        let item = &timeline.items()[timeline.index(on.message().unwrap()).unwrap()];
        assert_eq!(item.focus, confab::screen::inbox::timeline::present::Focused::Yes);
    }
}

#[tokio::test]
async fn a_menu_by_pointer_puts_no_ring_on_the_message_that_the_keyboard_was_on() {
    let mut window = open(World::busy(), Setup::default()).await;
    on_newest(&mut window).await;
    window.right_click("Good point, will do 👍").await.unwrap();
    named(&mut window, Named::ArrowDown).await;
    assert!(window.state().inbox.dialog().is_some());
    assert_eq!(window.state().inbox.ring().and_then(Focus::message), None);
}

#[tokio::test]
async fn what_a_menu_by_pointer_opens_in_a_list_stands_there_and_moves_no_timeline() {
    let mut world = World::busy();
    let now = world.now.ticks();
    let id = world.say_at(channel(1), 1, now - 90_000 * MINUTE, "starred, long ago");
    world.alter(id, |row| row.message.marks.starred_by = Some(person(0)));
    for number in 0..60 {
        world.say_at(channel(1), 1, now - (800 - number) * MINUTE, &format!("Number {number}"));
    }
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::character('s').command().shift()).await;
    window.key(Chord::named(Named::F6).shift()).await;
    window.key(Chord::named(Named::F6).shift()).await;
    window.right_click("starred, long ago").await.unwrap();
    window.click("React").await.unwrap();
    let panel = window.place_of(PANEL).unwrap();
    assert!(panel.x > 600.0, "{panel:?}");
    assert!(window.shows("I'll write up what we decided."), "the timeline stays where it is");
}

#[tokio::test]
async fn a_reply_deleted_a_moment_ago_is_drawn_as_deleted_in_the_thread_that_opens_then() {
    let mut world = World::busy();
    let now = world.now.ticks();
    let root = world.say_at(channel(1), 2, now - 30 * MINUTE, "Who takes the minutes?");
    world.reply_at(root, 0, now - 20 * MINUTE, "not me");
    world.reply_at(root, 0, now - 10 * MINUTE, "said too early");
    let mut window = open(world, Setup::default()).await;
    on_newest(&mut window).await;
    named(&mut window, Named::Delete).await;
    assert!(!window.shows("said too early") && window.shows("Undo"));
    named(&mut window, Named::ArrowUp).await;
    window.key(Chord::character('t')).await;
    assert!(window.shows("Thread") && !window.shows("said too early"), "{:?}", window.texts());
    window.click("Undo").await.unwrap();
    let times = window.texts().iter().filter(|found| found.text == "said too early").count();
    assert_eq!(times, 2, "undone on both sides");
}

#[tokio::test]
async fn escape_turns_an_offer_down_before_it_lets_go_of_what_is_chosen() {
    let mut window = open(World::busy(), Setup::default()).await;
    on_newest(&mut window).await;
    named(&mut window, Named::Space).await;
    window.key(Chord::named(Named::F6).shift()).await;
    window.type_text("@").await;
    let offers =
        |window: &Driver<Play>| window.state().inbox.current().unwrap().composer().completion().is_some();
    assert!(offers(&window));
    named(&mut window, Named::Escape).await;
    assert!(!offers(&window));
    assert_eq!(window.state().inbox.feeds().chosen().len(), 1);
    named(&mut window, Named::Escape).await;
    assert_eq!(window.state().inbox.feeds().chosen().len(), 0);
}

#[tokio::test]
async fn a_message_that_was_deleted_while_it_is_edited_is_not_edited() {
    let mut window = open(World::busy(), Setup::default()).await;
    named(&mut window, Named::ArrowUp).await;
    window.type_text(" Soon.").await;
    window.right_click("I'll write up what we decided.").await.unwrap();
    window.click("Delete").await.unwrap();
    named(&mut window, Named::Enter).await;
    assert!(wishes(&window).is_empty(), "{:?}", wishes(&window));
    assert!(
        window.shows("This message was deleted. Copy any text you need, then press Esc to cancel the edit.")
    );
    let composer = window.state().inbox.current().unwrap().composer();
    assert!(composer.text().text().ends_with(" Soon."), "the words stay");
    // After *Undo* it can be edited.
    window.click("Undo").await.unwrap();
    window.key(Chord::named(Named::Enter)).await;
    assert!(matches!(&wishes(&window)[..], [Wish::Edit { .. }]));
}

#[tokio::test]
async fn the_keyboard_does_not_go_back_to_a_message_that_has_gone_behind_a_dialog() {
    let mut window = open(World::busy(), Setup::default()).await;
    on_newest(&mut window).await;
    let gone = window.state().inbox.focus().message().unwrap();
    window.key(Chord::character('k').command()).await;
    let away = change(Change::Conversation(channel(1)), move |world| {
        let rows = world.history.get_mut(&channel(1)).unwrap();
        rows.retain(|row: &Arc<confab::row::Row>| row.message.id != gone);
    });
    window.send(away).await;
    named(&mut window, Named::Escape).await;
    let now = window.state().inbox.focus().message().expect("on a message");
    assert!(window.state().inbox.current().unwrap().timeline().index(now).is_some());
}

#[tokio::test]
async fn a_comment_for_a_share_and_the_words_of_a_report_survive_leaving_the_dialog() {
    let mut world = World::busy();
    let now = world.now.ticks();
    world.say_at(channel(1), 2, now - MINUTE, "Buy now!");
    let mut window = open(world, Setup::default()).await;
    on_newest(&mut window).await;
    window.key(Chord::character('x')).await;
    window.type_text("okri").await;
    named(&mut window, Named::Enter).await;
    named(&mut window, Named::Tab).await;
    window.type_text("half a comment").await;
    window.press_at(iced::Point::new(3.0, 700.0), iced::mouse::Button::Left).await;
    assert!(window.state().inbox.dialog().is_none());
    window.key(Chord::character('x')).await;
    assert!(window.shows("half a comment") && window.shows("Ben Okri"), "{:?}", window.texts());
    named(&mut window, Named::Escape).await;
    window.key(Chord::character('f')).await;
    named(&mut window, Named::Tab).await;
    window.type_text("sells things").await;
    named(&mut window, Named::Escape).await;
    window.key(Chord::character('f')).await;
    assert!(window.shows("sells things"));
    named(&mut window, Named::ArrowDown).await;
    window.key(Chord::named(Named::Enter).command()).await;
    assert!(matches!(&wishes(&window)[..], [Wish::Report { .. }]), "{:?}", wishes(&window));
    // An action that was done is not offered again.
    window.key(Chord::character('x')).await;
    assert!(!window.shows("half a comment"), "only what was left last is kept");
}

#[tokio::test]
async fn a_draft_is_not_sent_where_one_is_no_longer() {
    let mut world = World::busy();
    let draft = Draft { text: "half a thought".to_owned(), ..Draft::default() };
    world.drafts.insert(channel(1).into(), draft);
    world.conversations.iter_mut().find(|conversation| conversation.id == channel(1)).unwrap().membership =
        Membership::Left;
    let mut window = open(world, Setup::default()).await;
    named(&mut window, Named::Enter).await;
    assert!(wishes(&window).is_empty(), "{:?}", wishes(&window));
    assert_eq!(window.state().inbox.current().unwrap().composer().text().text(), "half a thought");
}

/// The screen alone; the test decides when its reads are answered.
fn begun(world: &World) -> Inbox {
    let size = Size::new(1080.0, 720.0);
    let (mut inbox, _) = Inbox::new(world.me.clone(), Preferences::default(), None, world.now(), size);
    let action = inbox.update(Screen::Engine(Fact::SidebarLoaded(Ok(world.sidebar()))), world.now());
    answer(&mut inbox, world, action);
    inbox
}

/// Answers the reads of pages.
fn answer(inbox: &mut Inbox, world: &World, action: confab::screen::Action<Screen>) {
    for ask in action.asks {
        if let Intent::Session(Request::Read(Read::Page { of, span })) = ask {
            let page = Ok(world.page(of, span));
            let next = inbox.update(Screen::Engine(Fact::PageLoaded { of, span, page }), world.now());
            answer(inbox, world, next);
        }
    }
}

#[test]
fn an_edit_waits_for_the_page_it_asked_for_and_for_no_other() {
    let mut world = long();
    let oldest = world.rows(channel(1))[0].message.id;
    world.wait(channel(1), oldest, "mine, long ago", WishState::Parked("Too long.".to_owned()), 5);
    let mut inbox = begun(&world);
    let _ = inbox.update(Screen::Engine(Fact::OutboxLoaded(Ok(world.waiting.clone()))), world.now());
    let entry = world.waiting[0].entry;
    let asked = inbox.update(
        Screen::Panel(panels::Message::Outbox(outbox_panel::Message::Acted(entry, Act::Edit))),
        world.now(),
    );
    // An answer to an earlier read comes first.
    let of = channel(1).into();
    let stray =
        Screen::Engine(Fact::PageLoaded { of, span: Span::Latest, page: Ok(world.page(of, Span::Latest)) });
    let _ = inbox.update(stray, world.now());
    answer(&mut inbox, &world, asked);
    assert_eq!(inbox.current().unwrap().composer().aim(), Aim::Edit(oldest));
}

/// Types letters in the composer.
fn types(inbox: &mut Inbox, text: &str, now: Now) {
    for letter in text.chars() {
        let edit = Edit::Action(Action::Edit(Letters::Insert(letter)));
        let feed_id = inbox.current().unwrap().feed_id();
        let _ = inbox.update(Screen::Feed(Side::Timeline, feed::Message::Edited(feed_id, edit)), now);
    }
}

#[test]
fn what_is_typed_while_a_draft_goes_to_disk_is_kept_before_the_program_ends() {
    let world = World::busy();
    let mut inbox = begun(&world);
    let of = channel(1).into();
    let later =
        |millis: i64| Now { at: Stamp::from_ticks(world.now.ticks() + millis * 10_000, 0), ..world.now() };
    let kept = |action: &confab::screen::Action<Screen>| {
        let mut kept = action.asks.iter().filter_map(|ask| match ask {
            Intent::Session(Request::Keep { draft, .. }) => Some(draft.text.clone()),
            _ => None,
        });
        kept.next()
    };
    types(&mut inbox, "half a", later(0));
    assert_eq!(kept(&inbox.update(Screen::Pulsed, later(700))).as_deref(), Some("half a"));
    types(&mut inbox, " word", later(701));
    // The program is about to end.
    assert_eq!(inbox.flush(), []);
    assert!(!inbox.is_settled());
    let _ = inbox.update(Screen::Engine(Fact::Kept { of, result: Ok(()) }), later(710));
    assert!(!inbox.is_settled(), "a word is not on disk yet");
    assert!(inbox.pulse().is_some());
    assert_eq!(kept(&inbox.update(Screen::Pulsed, later(1_400))).as_deref(), Some("half a word"));
    let _ = inbox.update(Screen::Engine(Fact::Kept { of, result: Ok(()) }), later(1_410));
    assert!(inbox.is_settled());
}

#[test]
fn the_keyboard_is_not_taken_to_a_message_that_one_has_left_before_it_came() {
    let mut world = long();
    let oldest = world.rows(channel(1))[0].message.id;
    world.alter(oldest, |row| row.message.marks.starred_by = Some(row.message.author));
    world.is_read();
    let mut inbox = begun(&world);
    let now = world.now();
    let command = confab::screen::keys::Command::Starred;
    let action = inbox.update(Screen::Keyed(command), now);
    for ask in action.asks {
        if let Intent::Session(Request::Read(Read::List { of, span })) = ask {
            let _ = inbox
                .update(Screen::Engine(Fact::ListLoaded { of, span, listed: world.found(of, span) }), now);
        }
    }
    let found = confab::screen::inbox::message_list::Message::Opened(oldest);
    let asked = inbox.update(Screen::Panel(panels::Message::List(found)), now);
    // Away again before the page is loaded; and back, to write something.
    let away = inbox.update(Screen::Sidebar(sidebar::Message::Opened(channel(2))), now);
    answer(&mut inbox, &world, away);
    let back = inbox.update(Screen::Sidebar(sidebar::Message::Opened(channel(1))), now);
    assert_eq!(inbox.focus(), Focus::Composer);
    assert!(
        asked.asks.iter().any(|ask| matches!(ask, Intent::Session(Request::Read(Read::Page { .. })))),
        "{:?}",
        asked.asks
    );
    answer(&mut inbox, &world, asked);
    answer(&mut inbox, &world, back);
    assert_eq!(inbox.focus(), Focus::Composer, "what is typed goes on going there");
}

#[tokio::test]
async fn a_press_of_keys_while_something_is_held_sends_nothing_twice() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.send(Message::Hold).await;
    window.type_text("once").await;
    named(&mut window, Named::Enter).await;
    named(&mut window, Named::Enter).await;
    assert_eq!(wishes(&window).len(), 1);
}

#[tokio::test]
async fn a_thread_says_that_one_has_left_and_takes_no_more_replies() {
    let mut world = World::busy();
    let now = world.now.ticks();
    let root = world.say_at(channel(1), 2, now - 30 * MINUTE, "Who takes the minutes?");
    world.reply_at(root, 0, now - 20 * MINUTE, "not me");
    let mut window = open(world, Setup::default()).await;
    on_newest(&mut window).await;
    window.key(Chord::character('t')).await;
    window.type_text("or perhaps").await;
    let left = change(Change::Sidebar, |world| {
        world
            .conversations
            .iter_mut()
            .find(|conversation| conversation.id == channel(1))
            .unwrap()
            .membership = Membership::Left;
    });
    window.send(left).await;
    let told = |window: &mut Driver<Play>| {
        let says = "You left #design. You keep the messages you have so far.";
        window.texts().iter().filter(|found| found.text == says).count()
    };
    assert_eq!(told(&mut window), 2, "in the place of either composer");
    named(&mut window, Named::Enter).await;
    assert!(wishes(&window).is_empty(), "{:?}", wishes(&window));
    assert_eq!(told(&mut window), 3, "and why nothing was sent");
    let reply = window.state().inbox.thread().unwrap().composer();
    assert_eq!(reply.text().text(), "or perhaps", "what was written stays");
}
