//! Marking messages as read and unread by hand: the position, the count, and the reports to the server.

use crate::{BEN, GENERAL, ME, fresh, message};

use confab::chat::wish::{self, Post, Switch};
use confab::chat::{ChannelId, Message, MessageId, Wish, conversation};
use confab::row::{Position, Seen, Span};
use confab::session::Session;

use uuid::Uuid;

/// A message that the user writes meanwhile.
fn post(text: &str) -> Wish {
    let (id, text) = (MessageId::fresh(), text.to_owned());
    Wish::Post(Post { id, to: GENERAL, text, tags: Vec::new(), files: Vec::new(), reply_to: None })
}

async fn unread(session: &Session) -> Vec<u32> {
    session.sidebar().await.unwrap().conversations.iter().map(|conversation| conversation.unread).collect()
}

fn at(message: &Message) -> Position {
    Position { ticks: message.sent_at.ticks(), id: message.id }
}

#[tokio::test]
async fn unread_from_here_takes_the_position_back_and_the_count_and_the_line_with_it() {
    let (_folder, session) = fresh();
    let all: Vec<Message> =
        (1..=5).map(|number| message(number, 10 * i64::try_from(number).unwrap())).collect();
    session.seed(all.clone()).await.unwrap();
    session.mark_read(GENERAL, at(&all[4])).await.unwrap();
    assert_eq!(unread(&session).await, [0]);
    session.mark_unread(all[2].id).await.unwrap();
    assert_eq!(unread(&session).await, [3]);
    let page = session.page(GENERAL, Span::Latest).await.unwrap();
    assert_eq!(page.first_unread, Some(at(&all[2])), "the line stands above the third");
    assert!(session.outbox().await.unwrap().is_empty(), "the server was never told that they were read");
    // Messages below are unread already, so nothing changes.
    session.mark_unread(all[4].id).await.unwrap();
    assert_eq!(unread(&session).await, [3]);
    session.mark_unread(all[0].id).await.unwrap();
    assert_eq!(unread(&session).await, [5], "also before the first of all");
    session.mark_read(GENERAL, at(&all[4])).await.unwrap();
    assert_eq!(unread(&session).await, [0]);
}

#[tokio::test]
async fn what_the_server_took_for_read_is_taken_back_in_one_call() {
    let (_folder, session) = fresh();
    let mut all: Vec<Message> =
        (1..=4).map(|number| message(number, 10 * i64::try_from(number).unwrap())).collect();
    for message in &mut all[..3] {
        message.marks.read = true;
    }
    all[2].author = ME;
    session.seed(all.clone()).await.unwrap();
    session.mark_unread(all[1].id).await.unwrap();
    let waiting = session.outbox().await.unwrap();
    let told: Vec<_> = waiting.iter().map(|line| (line.message, line.kind)).collect();
    assert_eq!(
        told,
        [(all[1].id, wish::Kind::Read)],
        "neither before it, nor one's own, nor what was never marked"
    );
    let rows = session.page(GENERAL, Span::Latest).await.unwrap().rows;
    assert!(rows[0].message.marks.read && !rows[1].message.marks.read);
    // Marking and unmarking before anything was sent is nothing.
    session.submit(Wish::Read { message: all[1].id, state: Switch::On }).await.unwrap();
    assert!(session.outbox().await.unwrap().is_empty());
}

#[tokio::test]
async fn everything_everywhere_is_read_on_one_word() {
    let (_folder, session) = fresh();
    let mut elsewhere = message(9, 90);
    elsewhere.conversation = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(11)));
    let mut direct = message(8, 80);
    direct.conversation = conversation::Id::Direct(BEN);
    session.seed(vec![message(1, 10), message(2, 20), elsewhere, direct]).await.unwrap();
    assert_eq!(unread(&session).await.iter().sum::<u32>(), 4);
    session.mark_everything_read().await.unwrap();
    assert_eq!(unread(&session).await, [0, 0, 0]);
    assert_eq!(session.outbox().await.unwrap().len(), 4, "the server hears of it");
    session.seed(vec![message(3, 30)]).await.unwrap();
    assert_eq!(unread(&session).await.iter().sum::<u32>(), 1, "what comes later is new");
}

#[tokio::test]
async fn what_was_marked_as_read_everywhere_is_as_unread_as_before_after_an_undo() {
    let (_folder, session) = fresh();
    let mut direct = message(8, 80);
    direct.conversation = conversation::Id::Direct(BEN);
    let mut own = message(4, 40);
    own.author = ME;
    let gone = message(5, 50);
    session.seed(vec![message(1, 10), message(2, 20), own, gone.clone(), direct]).await.unwrap();
    session.mark_read(GENERAL, at(&message(1, 10))).await.unwrap();
    let before = unread(&session).await;
    session.mark_everything_read().await.unwrap();
    assert_eq!(unread(&session).await, [0, 0]);
    let mut deleted = gone;
    deleted.marks.deleted = true;
    session.seed(vec![deleted, message(6, 60)]).await.unwrap();
    session.undo_mark_everything_read().await.unwrap();
    assert_eq!(unread(&session).await, before, "one is deleted by now, another has arrived");
    let page = session.page(GENERAL, Span::Latest).await.unwrap();
    assert_eq!(page.first_unread, Some(at(&message(2, 20))), "what was read before stays read");
    let told: Vec<_> = session.outbox().await.unwrap().iter().map(|line| line.message).collect();
    assert_eq!(told, [message(5, 50).id], "of those that are unread again the server hears nothing");
    session.mark_read(GENERAL, at(&message(6, 60))).await.unwrap();
    session.undo_mark_everything_read().await.unwrap();
    assert_eq!(unread(&session).await.iter().sum::<u32>(), 1, "it is undone once");
}

#[tokio::test]
async fn an_undo_leaves_alone_what_somebody_else_told_the_server() {
    let (_folder, session) = fresh();
    let mut marked = message(1, 10);
    marked.marks.read = true;
    session.seed(vec![marked.clone(), message(2, 20)]).await.unwrap();
    session.mark_everything_read().await.unwrap();
    session.undo_mark_everything_read().await.unwrap();
    assert_eq!(unread(&session).await, [2]);
    assert!(session.outbox().await.unwrap().is_empty());
    let rows = session.page(GENERAL, Span::Latest).await.unwrap().rows;
    assert!(rows[0].message.marks.read, "another member had read it");
}

#[tokio::test]
async fn marking_twice_is_undone_together_and_looking_meanwhile_is_not() {
    let (_folder, session) = fresh();
    session.seed(vec![message(1, 10), message(2, 20)]).await.unwrap();
    session.mark_everything_read().await.unwrap();
    session.seed(vec![message(3, 30)]).await.unwrap();
    session.mark_everything_read().await.unwrap();
    session.seed(vec![message(4, 40)]).await.unwrap();
    session.mark_read(GENERAL, at(&message(4, 40))).await.unwrap();
    session.undo_mark_everything_read().await.unwrap();
    assert_eq!(unread(&session).await, [3], "the last one was looked at");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_ends_the_marking_that_it_undoes() {
    let (folder, session) = fresh();
    session.seed(many(5_000)).await.unwrap();
    let marking = tokio::spawn({
        let session = session.clone();
        async move { session.mark_everything_read().await }
    });
    let begun = async {
        while session.sidebar().await.unwrap().waiting == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), begun).await.unwrap();
    session.undo_mark_everything_read().await.unwrap();
    marking.await.unwrap().unwrap();
    assert!(session.whole_outbox().await.unwrap().is_empty());
    let file = rusqlite::Connection::open(folder.path().join("confab.db")).unwrap();
    let unread = file.query_row("SELECT count(*) FROM message WHERE unread = 1", [], |row| row.get(0));
    assert_eq!(unread, Ok(5_000));
}

#[tokio::test]
async fn a_message_that_is_not_here_is_said_so() {
    let (_folder, session) = fresh();
    let error = session.mark_unread(message(1, 10).id).await.unwrap_err();
    assert!(error.to_string().starts_with("There is no message with the ID"), "{error}");
}

#[tokio::test]
async fn what_was_seen_is_told_to_the_server_and_nothing_else_is() {
    let (_folder, session) = fresh();
    let mut all: Vec<Message> =
        (1..=6).map(|number| message(number, 10 * i64::try_from(number).unwrap())).collect();
    all[1].author = ME;
    all[2].marks.read = true;
    session.seed(all.clone()).await.unwrap();
    let told = async |session: &Session| {
        let waiting = session.outbox().await.unwrap();
        waiting.iter().map(|line| (line.message, line.kind)).collect::<Vec<_>>()
    };
    // Down to the fifth message, but the fourth was never on the screen; one id belongs to no message.
    let unknown = confab::chat::MessageId::new(Uuid::from_u128(999));
    let seen = Seen::These(vec![all[0].id, all[1].id, all[2].id, all[4].id, unknown]);
    session.mark_seen(GENERAL, at(&all[4]), seen).await.unwrap();
    assert_eq!(unread(&session).await, [1]);
    assert_eq!(told(&session).await, [(all[0].id, wish::Kind::Read), (all[4].id, wish::Kind::Read)]);
    let sidebar = session.sidebar().await.unwrap();
    assert_eq!((sidebar.waiting, sidebar.marks, sidebar.parked), (2, 2, 0));
    // The rest by the user's action; skipped messages stay unreported.
    session.mark_seen(GENERAL, at(&all[5]), Seen::All).await.unwrap();
    assert_eq!(unread(&session).await, [0]);
    assert_eq!(told(&session).await.len(), 3);
    let rows = session.page(GENERAL, Span::Latest).await.unwrap().rows;
    let read: Vec<_> = rows.iter().map(|row| row.message.marks.read).collect();
    assert_eq!(read, [true, false, true, false, true, true]);
}

/// This many messages by Ben.
fn many(count: u128) -> Vec<Message> {
    (1..=count).map(|number| message(number, 10 * i64::try_from(number).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_marks_are_made_in_portions_and_what_a_person_writes_goes_in_between() {
    let (_folder, session) = fresh();
    session.seed(many(10_000)).await.unwrap();
    let marking = tokio::spawn({
        let session = session.clone();
        async move { session.mark_everything_read().await }
    });
    while session.sidebar().await.unwrap().waiting == 0 {
        tokio::task::yield_now().await;
    }
    session.submit(post("in between")).await.unwrap();
    marking.await.unwrap().unwrap();
    let waiting = session.whole_outbox().await.unwrap();
    assert_eq!(waiting.len(), 10_001);
    let place = waiting.iter().position(|line| line.kind == wish::Kind::Post).unwrap();
    assert!(place < 10_000, "it had to wait for all of them");
    assert_eq!(unread(&session).await, [0]);
    assert_eq!(session.page(GENERAL, Span::Latest).await.unwrap().first_unread, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_a_message_reads_everything_above_it_however_much_that_is() {
    let (_folder, session) = fresh();
    session.seed(many(1_300)).await.unwrap();
    session.submit(post("I have read all of it")).await.unwrap();
    let read = async {
        while unread(&session).await != [0] {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), read).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_words_about_what_is_read_the_last_one_counts() {
    let (_folder, session) = fresh();
    let all = many(2_000);
    session.seed(all.clone()).await.unwrap();
    let marking = tokio::spawn({
        let session = session.clone();
        async move { session.mark_everything_read().await }
    });
    while session.sidebar().await.unwrap().waiting == 0 {
        tokio::task::yield_now().await;
    }
    session.mark_unread(all[0].id).await.unwrap();
    marking.await.unwrap().unwrap();
    assert_eq!(unread(&session).await, [1_000], "as many as are counted");
    let read = session.page(GENERAL, Span::Around(all[100].id)).await.unwrap().rows;
    assert!(read.iter().all(|row| !row.message.marks.read));
    // And in the other order.
    session.mark_seen(GENERAL, at(&all[1_999]), Seen::All).await.unwrap();
    assert_eq!(unread(&session).await, [0]);
    session.mark_unread(all[3].id).await.unwrap();
    assert_eq!(session.page(GENERAL, Span::Latest).await.unwrap().first_unread, Some(at(&all[3])));
    for (number, reads) in [(2, true), (3, false), (700, false), (1_999, false)] {
        let row = session.page(GENERAL, Span::Around(all[number].id)).await.unwrap().rows;
        let row = row.iter().find(|row| row.message.id == all[number].id).unwrap();
        assert_eq!(row.message.marks.read, reads, "number {number}");
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_read_keeps_no_other_from_being_marked() {
    let (folder, session) = fresh();
    session.seed(many(3)).await.unwrap();
    let file = rusqlite::Connection::open(folder.path().join("confab.db")).unwrap();
    file.execute("UPDATE message SET files = '{' WHERE ticks = 20", []).unwrap();
    session.mark_everything_read().await.unwrap();
    assert_eq!(unread(&session).await, [0]);
    let waiting = session.sidebar().await.unwrap();
    assert_eq!((waiting.marks, waiting.parked), (2, 1), "it is put aside, and shown");
}

#[tokio::test]
async fn of_a_conversation_that_was_left_the_server_is_told_nothing() {
    let (_folder, session) = fresh();
    let mut all = many(3);
    all[1].marks.read = true;
    session.seed(all.clone()).await.unwrap();
    let leave = Wish::Leave { id: MessageId::fresh(), conversation: GENERAL };
    session.submit(leave).await.unwrap();
    session.mark_everything_read().await.unwrap();
    assert_eq!(unread(&session).await, [0]);
    session.mark_unread(all[0].id).await.unwrap();
    assert_eq!(unread(&session).await, [3]);
    assert_eq!(session.outbox().await.unwrap().len(), 1, "the leaving alone");
}
