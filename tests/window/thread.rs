//! Threads: by keys alone and by pointer, their drafts, their traces in the timeline, and pictures.

use crate::twin::{Message, Play, Setup, change, open, picture};
use crate::world::{MINUTE, World, channel, person};

use confab::chat::wish::Post;
use confab::chat::{FeedId, MessageId, Wish};
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Request};
use confab::row::{Change, Delivery, Parent};
use confab::screen::inbox::Column;
use confab::screen::inbox::focus::Focus;
use confab::screen::panel::Panel;

use iced::Point;
use iced::keyboard::key::Named;

const ASKED: &str = "Who takes the minutes on Thursday?";

/// A question, two replies, and a message after them.
fn asked() -> (World, MessageId) {
    let mut world = World::busy();
    let now = world.now.ticks();
    let root = world.say_at(channel(1), 2, now - 30 * MINUTE, ASKED);
    world.reply_at(root, 1, now - 29 * MINUTE, "I can, if nobody else wants to.");
    world.reply_at(root, 3, now - 25 * MINUTE, "Thank you!");
    world.say_at(channel(1), 2, now - 20 * MINUTE, "Something else: the room is booked.");
    (world, root)
}

fn posts(window: &Driver<Play>) -> Vec<Post> {
    let asked = window.state().world.asked.iter();
    asked
        .filter_map(|intent| match intent {
            Intent::Session(Request::Submit { wish: Wish::Post(post), .. }) => Some(post.clone()),
            _ => None,
        })
        .collect()
}

async fn press(window: &mut Driver<Play>, key: Named) {
    window.key(Chord::named(key)).await;
}

/// Moves the keyboard focus to the message this many steps above the newest.
async fn go_up(window: &mut Driver<Play>, steps: usize) {
    window.key(Chord::named(Named::F6)).await;
    for _ in 0..steps {
        press(window, Named::ArrowUp).await;
    }
}

/// How often a text is on the screen.
fn times(window: &mut Driver<Play>, text: &str) -> usize {
    window.texts().iter().filter(|found| found.text == text).count()
}

#[tokio::test]
async fn a_run_of_replies_quotes_its_parent_once_and_each_opens_the_thread() {
    let mut window = open(asked().0, Setup::default()).await;
    let quote = format!("Reply to Chiara Lombardi: {ASKED}");
    // The second has the sign alone, which tells the same on hover.
    assert_eq!(times(&mut window, &quote), 2);
    let second = window.find("Thank you!").unwrap();
    let sign = window.texts().into_iter().rfind(|found| found.text == quote).unwrap();
    assert!(sign.bounds.y < second.y && sign.bounds.width < 20.0, "{sign:?}");
    window.png(&picture("replies-in-a-row")).unwrap();
    window.click_at(sign.bounds.center()).await;
    assert!(window.state().inbox.thread().is_some());
}

fn draft(window: &Driver<Play>) -> &str {
    window.state().inbox.thread().unwrap().composer().text().text()
}

#[tokio::test]
async fn t_opens_the_thread_enter_replies_and_escape_goes_back_to_the_message() {
    let (world, root) = asked();
    let mut window = open(world, Setup::default()).await;
    assert!(window.shows("2 replies · last one at 14:05"), "{:?}", window.texts());
    go_up(&mut window, 3).await;
    assert_eq!(window.state().inbox.focus(), Focus::Message(root));
    window.key(Chord::character('t')).await;
    assert_eq!(window.state().inbox.panel(), Panel::Thread);
    assert_eq!(window.state().inbox.focus(), Focus::ReplyComposer);
    assert!(window.shows("Thread") && window.shows("#design") && window.shows("2 replies"));
    window.type_text("Then it is you, Ben.").await;
    press(&mut window, Named::Enter).await;
    let sent = posts(&window);
    assert!(
        matches!(&sent[..], [post] if post.reply_to == Some(root) && post.text == "Then it is you, Ben." && post.to == channel(1))
    );
    assert_eq!(draft(&window), "");
    assert_eq!(times(&mut window, "Then it is you, Ben."), 2, "in the thread and in the timeline");
    assert!(window.shows("3 replies") && window.shows("3 replies · last one at 14:30"));
    press(&mut window, Named::Escape).await;
    assert_eq!(window.state().inbox.panel(), Panel::None);
    assert_eq!(window.state().inbox.focus(), Focus::Message(root));
}

#[tokio::test]
async fn t_on_a_reply_opens_the_thread_of_its_parent() {
    let (world, root) = asked();
    let mut window = open(world, Setup::default()).await;
    go_up(&mut window, 1).await;
    window.key(Chord::character('t')).await;
    assert_eq!(window.state().inbox.thread().unwrap().feed_id(), FeedId::thread(channel(1), root));
    window.type_text("me too").await;
    press(&mut window, Named::Enter).await;
    assert_eq!(posts(&window)[0].reply_to, Some(root));
}

#[tokio::test]
async fn the_count_the_line_above_a_reply_and_the_menu_open_the_thread_too() {
    let (world, root) = asked();
    let above = format!("Reply to Chiara Lombardi: {ASKED}");
    for words in ["2 replies · last one at 14:05", above.as_str()] {
        let mut window = open(world_again(), Setup::default()).await;
        window.click(words).await.unwrap();
        assert_eq!(window.state().inbox.thread().unwrap().feed_id().root, Some(root), "{words}");
        window.type_text("typed at once").await;
        assert_eq!(draft(&window), "typed at once");
        window.click("Close  Esc").await.unwrap();
        assert_eq!(window.state().inbox.panel(), Panel::None);
    }
    let mut window = open(world, Setup::default()).await;
    window.right_click(ASKED).await.unwrap();
    window.click("Reply in thread").await.unwrap();
    assert_eq!(window.state().inbox.thread().unwrap().feed_id().root, Some(root));
}

fn world_again() -> World {
    asked().0
}

#[tokio::test]
async fn keys_walk_into_the_thread_and_act_on_its_messages() {
    let (world, root) = asked();
    let mut window = open(world, Setup::default()).await;
    go_up(&mut window, 3).await;
    window.key(Chord::character('t')).await;
    window.key(Chord::named(Named::F6)).await;
    let Focus::Reply(newest) = window.state().inbox.focus() else { panic!("a reply") };
    assert_ne!(newest, root);
    press(&mut window, Named::Home).await;
    assert_eq!(window.state().inbox.focus(), Focus::Reply(root));
    window.key(Chord::character('s')).await;
    assert_eq!(times(&mut window, "Starred"), 3, "and the list of them in the sidebar");
    press(&mut window, Named::End).await;
    press(&mut window, Named::Enter).await;
    window.click("Copy text").await.unwrap();
    assert_eq!(window.state().world.copied.as_deref(), Some("Thank you!"));
    assert_eq!(window.state().inbox.focus(), Focus::Reply(newest));
    press(&mut window, Named::ArrowDown).await;
    assert_eq!(window.state().inbox.focus(), Focus::ReplyComposer);
    let mut walked = Vec::new();
    for _ in 0..5 {
        window.key(Chord::named(Named::F6).shift()).await;
        walked.push(window.state().inbox.focus().pane().unwrap());
    }
    use confab::screen::inbox::focus::Pane;
    assert_eq!(walked, [Pane::Sidebar, Pane::Messages, Pane::Composer, Pane::Thread, Pane::ReplyComposer]);
}

#[tokio::test]
async fn an_edit_in_the_thread_stays_in_the_thread_and_escape_leaves_it_first() {
    let (mut world, root) = asked();
    let now = world.now.ticks();
    let mine = world.reply_at(root, 0, now - 10 * MINUTE, "mine to edti");
    let mut window = open(world, Setup::default()).await;
    window.type_text("elsewhere").await;
    go_up(&mut window, 0).await;
    window.key(Chord::character('t')).await;
    press(&mut window, Named::ArrowUp).await;
    assert!(window.shows("Editing your message"));
    assert_eq!(window.state().inbox.current().unwrap().composer().text().text(), "elsewhere");
    press(&mut window, Named::Escape).await;
    assert!(!window.shows("Editing your message"));
    assert_eq!(window.state().inbox.panel(), Panel::Thread);
    press(&mut window, Named::ArrowUp).await;
    window.type_text("!").await;
    press(&mut window, Named::Enter).await;
    let edited = window.state().world.asked.iter().any(|intent| {
        matches!(intent, Intent::Session(Request::Submit { wish: Wish::Edit { message, text }, .. }) if *message == mine && text == "mine to edti!")
    });
    assert!(edited);
    // By pointer too: the message is edited on the side where the edit was chosen.
    let at = window.texts().into_iter().rfind(|found| found.text == "mine to edti!").unwrap().bounds;
    window.press_at(Point::new(at.x + 10.0, at.center_y()), iced::mouse::Button::Right).await;
    window.click("Edit").await.unwrap();
    assert_eq!(window.state().inbox.focus(), Focus::ReplyComposer);
    assert_eq!(draft(&window), "mine to edti!");
}

#[tokio::test]
async fn a_draft_of_a_thread_is_kept_within_a_second_and_when_the_panel_closes_and_comes_back() {
    let (world, root) = asked();
    let of = FeedId::thread(channel(1), root);
    let mut window = open(world, Setup::default()).await;
    go_up(&mut window, 3).await;
    window.key(Chord::character('t')).await;
    window.type_text("half a").await;
    window.send(Message::Pass(700)).await;
    assert_eq!(window.state().world.drafts[&of].text, "half a");
    window.type_text(" reply").await;
    press(&mut window, Named::Escape).await;
    assert_eq!(window.state().world.drafts[&of].text, "half a reply");
    window.key(Chord::character('t')).await;
    assert_eq!(draft(&window), "half a reply");
    window.type_text("!").await;
    window.click("general").await.unwrap();
    assert_eq!(window.state().inbox.panel(), Panel::None);
    assert_eq!(window.state().world.drafts[&of].text, "half a reply!");
    window.click("design").await.unwrap();
    go_up(&mut window, 3).await;
    window.key(Chord::character('t')).await;
    window.type_text("?").await;
    // The program is closed at once.
    window.send(Message::Leave).await;
    assert_eq!(window.state().world.drafts[&of].text, "half a reply!?");
    let (mut world, _) = asked();
    world.drafts.clone_from(&window.state().world.drafts);
    let mut window = open(world, Setup::default()).await;
    go_up(&mut window, 3).await;
    window.key(Chord::character('t')).await;
    assert_eq!(draft(&window), "half a reply!?");
    assert!(window.state().inbox.current().unwrap().composer().is_empty());
}

#[tokio::test]
async fn a_reply_that_the_disk_refuses_stays_in_the_thread_with_a_sentence() {
    let (mut world, _) = asked();
    world.refuses = Some("The disk is full.".to_owned());
    let mut window = open(world, Setup::default()).await;
    go_up(&mut window, 3).await;
    window.key(Chord::character('t')).await;
    window.type_text("not lost").await;
    press(&mut window, Named::Enter).await;
    assert_eq!(draft(&window), "not lost");
    assert!(window.shows_part("The disk is full."));
    assert!(window.state().inbox.current().unwrap().composer().trouble().is_none());
}

#[tokio::test]
async fn an_unsent_message_is_replied_to_by_its_own_id() {
    let mut world = World::busy();
    let waiting = Delivery::Waiting { since: world.now, unanswered: false };
    let now = world.now.ticks();
    let root = world.put(channel(1), 0, now, "not sent yet", waiting);
    let mut window = open(world, Setup::default()).await;
    go_up(&mut window, 0).await;
    window.key(Chord::character('t')).await;
    assert!(window.shows("No replies yet"));
    window.type_text("and one more thing").await;
    press(&mut window, Named::Enter).await;
    assert_eq!(posts(&window)[0].reply_to, Some(root));
    assert!(window.shows("1 reply"));
}

#[tokio::test]
async fn replying_moves_the_thread_and_not_the_timeline() {
    let (mut world, _) = asked();
    let now = world.now.ticks();
    for number in 0..200 {
        world.say_at(channel(1), 1 + number % 3, now - 10 * MINUTE, &format!("later {number}"));
    }
    let mut window = open(world, Setup::default()).await;
    while !window.shows("2 replies · last one at 14:05") {
        window.wheel(Point::new(600.0, 300.0), 10.0).await;
    }
    window.click("2 replies · last one at 14:05").await.unwrap();
    let before = window.find("2 replies · last one at 14:05").unwrap().y;
    window.type_text("here").await;
    press(&mut window, Named::Enter).await;
    assert!(window.find("3 replies · last one at 14:30").unwrap().y > 0.0);
    assert!((window.find("3 replies · last one at 14:30").unwrap().y - before).abs() < 40.0);
    assert!(!window.shows("later 199"));
}

#[tokio::test]
async fn what_others_reply_meanwhile_comes_into_the_open_thread() {
    let (world, root) = asked();
    let mut window = open(world, Setup::default()).await;
    window.click("2 replies · last one at 14:05").await.unwrap();
    let alter = move |world: &mut World| {
        let now = world.now.ticks();
        world.reply_at(root, 4, now, "私がやります");
    };
    window.send(change(Change::Conversation(channel(1)), alter)).await;
    assert_eq!(times(&mut window, "私がやります"), 2);
    assert!(window.shows("3 replies"));
    // And the parent is deleted while the thread is open.
    let alter = move |world: &mut World| {
        world.alter(root, |row| row.message.marks.deleted = true);
        let replies: Vec<MessageId> = world
            .rows(channel(1))
            .iter()
            .filter(|row| row.message.parent == Some(root))
            .map(|row| row.message.id)
            .collect();
        for reply in replies {
            world.alter(reply, |row| row.parent = Some(Parent::Deleted));
        }
    };
    window.send(change(Change::Conversation(channel(1)), alter)).await;
    assert_eq!(times(&mut window, "Chiara Lombardi deleted a message"), 2);
    assert!(window.shows("Reply to a deleted message"));
    assert_eq!(times(&mut window, "Thank you!"), 2);
    // The replies can still be read, by keys.
    press(&mut window, Named::Escape).await;
    go_up(&mut window, 4).await;
    assert_eq!(window.state().inbox.focus(), Focus::Message(root));
    window.key(Chord::character('t')).await;
    assert_eq!(window.state().inbox.panel(), Panel::Thread);
}

#[tokio::test]
async fn a_press_into_either_field_writes_there() {
    let (world, _) = asked();
    let mut window = open(world, Setup::default()).await;
    window.click("2 replies · last one at 14:05").await.unwrap();
    window.type_text("left and right").await;
    window.click("Message #design").await.unwrap();
    window.type_text("main").await;
    window.click("left and right").await.unwrap();
    window.type_text(" again").await;
    window.click_at(Point::new(600.0, 20.0)).await;
    window.type_text("!").await;
    assert_eq!(window.state().inbox.current().unwrap().composer().text().text(), "main");
    assert!(draft(&window).contains("again") && draft(&window).contains('!'), "{}", draft(&window));
}

#[tokio::test]
async fn names_are_completed_in_the_thread() {
    let (world, _) = asked();
    let mut window = open(world, Setup::default()).await;
    window.click("2 replies · last one at 14:05").await.unwrap();
    window.type_text("@grace").await;
    press(&mut window, Named::Enter).await;
    assert!(draft(&window).starts_with("@Grace Lin"), "{}", draft(&window));
    press(&mut window, Named::Enter).await;
    assert_eq!(posts(&window)[0].tags, [person(8)]);
}

#[tokio::test]
async fn a_deletion_in_the_thread_is_drawn_on_both_sides_and_undone_on_both() {
    let (mut world, root) = asked();
    let now = world.now.ticks();
    world.reply_at(root, 0, now, "a slip");
    let mut window = open(world, Setup::default()).await;
    go_up(&mut window, 0).await;
    window.key(Chord::character('t')).await;
    window.key(Chord::named(Named::F6)).await;
    press(&mut window, Named::Delete).await;
    assert_eq!(times(&mut window, "a slip"), 0);
    window.key(Chord::character('z').command()).await;
    assert_eq!(times(&mut window, "a slip"), 2);
}

#[tokio::test]
async fn a_thread_of_a_thousand_replies_lays_out_a_screenful() {
    let (mut world, root) = asked();
    let now = world.now.ticks();
    for number in 0..1_000 {
        world.reply_at(root, 1 + number % 5, now, &format!("reply {number}"));
    }
    let mut window = open(world, Setup::default()).await;
    go_up(&mut window, 0).await;
    window.key(Chord::character('t')).await;
    assert!(window.shows("reply 999"));
    let side = window.find("Thread").unwrap();
    let inside = Point::new(side.x + 60.0, 300.0);
    let shown = window
        .texts()
        .iter()
        .filter(|found| found.bounds.x >= side.x && found.text.starts_with("reply "))
        .count();
    assert!(shown < 40, "{shown}");
    for _ in 0..80 {
        window.wheel(inside, 20.0).await;
    }
    assert!(window.state().inbox.thread().unwrap().timeline().rows().len() <= 700);
    assert_eq!(window.state().inbox.thread().unwrap().timeline().before(), 0);
    assert!(window.shows("1002 replies"));
}

#[tokio::test]
async fn a_narrow_window_shows_the_thread_alone_and_goes_back() {
    let (world, root) = asked();
    let mut window = open(world, Setup::default().sized(480.0, 720.0)).await;
    press(&mut window, Named::Enter).await;
    window.click("2 replies · last one at 14:05").await.unwrap();
    assert_eq!(window.state().inbox.column(), Column::Panel);
    assert_eq!(times(&mut window, ASKED), 1);
    window.click("Back").await.unwrap();
    assert_eq!(window.state().inbox.column(), Column::Conversation);
    assert!(window.shows(ASKED));
    go_up(&mut window, 3).await;
    window.key(Chord::character('t')).await;
    press(&mut window, Named::Escape).await;
    assert_eq!(window.state().inbox.focus(), Focus::Message(root));
    assert_eq!(window.state().inbox.column(), Column::Conversation);
}

/// Everybody writes, in every script, including hostile texts.
fn lively() -> World {
    let (mut world, root) = asked();
    let now = world.now.ticks();
    let ago = |minutes: i64| now - minutes * MINUTE;
    world.reply_at(root, 4, ago(19), "私がやります。長い文章でも問題なく折り返されています。");
    world.reply_at(root, 5, ago(18), "مرحبًا، أستطيع أن أكتب المحضر هذه المرة 🎉");
    world.reply_at(
        root,
        6,
        ago(17),
        "I would rather not, but if there is nobody else at all, then of course I will.",
    );
    world.reply_at(root, 7, ago(16), "\u{202e}evil\u{202c} text with `code` and\n> a quote");
    world.reply_at(root, 0, ago(15), "👩‍💻🏳️‍🌈 Settled, then.");
    let arabic = world.say_at(channel(1), 5, ago(12), "هل يمكن أن نراجع النص العربي معًا؟");
    world.reply_at(arabic, 6, ago(11), "Yes.");
    world.alter(arabic, |row| row.replies.draft = true);
    let quiet = world.say_at(channel(1), 1, ago(10), "Nobody answered this yet.");
    world.alter(quiet, |row| row.replies.draft = true);
    let lost = world.say_at(channel(1), 3, ago(8), "An answer to something long gone.");
    world.alter(lost, |row| {
        row.message.parent = Some(MessageId::fresh());
        row.parent = Some(Parent::Unknown);
    });
    world
}

#[tokio::test(start_paused = true)]
async fn pictures_of_threads() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("200", Setup::default().text(200)),
        ("low", Setup::default().sized(760.0, 480.0)),
    ] {
        let narrow = setup.size.width < 500.0;
        let mut window = open(lively(), setup).await;
        if window.state().inbox.is_narrow() {
            press(&mut window, Named::Enter).await;
        }
        window.png(&picture(&format!("thread-timeline-{name}"))).unwrap();
        let root = asked().1;
        go_up(&mut window, 0).await;
        while window.state().inbox.focus() != Focus::Message(root) {
            press(&mut window, Named::ArrowUp).await;
        }
        window.key(Chord::character('t')).await;
        window.type_text("Half a thought about ").await;
        window.png(&picture(&format!("thread-{name}"))).unwrap();
        window.key(Chord::named(Named::F6)).await;
        press(&mut window, Named::Home).await;
        window.png(&picture(&format!("thread-top-{name}"))).unwrap();
        if narrow {
            press(&mut window, Named::Escape).await;
        }
    }
}
