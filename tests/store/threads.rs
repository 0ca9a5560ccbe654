//! Pages of a thread, whatever the history around it; and the replies and parents shown in rows.

use crate::{BEN, GENERAL, ME, fresh, message, open};

use confab::chat::draft::Draft;
use confab::chat::wish::{Post, Wish};
use confab::chat::{Attachment, ChannelId, FeedId, Message, MessageId, PersonId, Stamp, conversation};
use confab::row::{Page, Parent, Position, Row, Span};
use confab::session::Session;

use uuid::Uuid;

use std::sync::Arc;

const ROOT: u128 = 1;

fn reply(number: u128, ticks: i64) -> Message {
    Message { parent: Some(message(ROOT, 0).id), ..message(number, ticks) }
}

fn thread() -> FeedId {
    FeedId::thread(GENERAL, message(ROOT, 0).id)
}

/// A root at time 100, this many replies with other messages between them, and one reply older than its root.
async fn told(replies: u128) -> (tempfile::TempDir, Session) {
    let (folder, session) = fresh();
    let mut all = vec![message(ROOT, 100), reply(2, 50)];
    for number in 0..replies - 1 {
        let ticks = 200 + i64::try_from(number).unwrap() * 10;
        all.extend([reply(1_000 + number, ticks), message(500_000 + number, ticks + 5)]);
    }
    session.seed(all).await.unwrap();
    (folder, session)
}

fn ids(page: &Page) -> Vec<MessageId> {
    page.rows.iter().map(|row| row.message.id).collect()
}

fn at(page: &Page, index: usize) -> Position {
    page.rows[index].position()
}

#[tokio::test]
async fn a_small_thread_is_its_root_and_the_replies_in_order_and_nothing_else() {
    let (_folder, session) = told(3).await;
    let page = session.page(thread(), Span::Latest).await.unwrap();
    let want: Vec<MessageId> = [ROOT, 2, 1_000, 1_001].map(|number| message(number, 0).id).into();
    assert_eq!(ids(&page), want);
    assert_eq!((page.before, page.after, page.first_unread), (0, 0, None));
    // Read again after a change, from the root, which is newer than its first reply.
    let (first, last) = (at(&page, 0), at(&page, 3));
    session.seed(vec![reply(9_000, 9_000)]).await.unwrap();
    let again = session.page(thread(), Span::Again { first, last }).await.unwrap();
    assert_eq!(again.rows.len(), 5);
    assert_eq!(ids(&again)[..4], want);
}

#[tokio::test]
async fn a_thread_of_a_thousand_replies_comes_in_pieces_that_fit_together() {
    let (_folder, session) = told(1_000).await;
    let mut page = session.page(thread(), Span::Latest).await.unwrap();
    assert_eq!(page.rows.len() as u64 + page.before, 1_001);
    let mut all: Vec<Arc<Row>> = page.rows.clone();
    while page.before > 0 {
        page = session.page(thread(), Span::Before(at(&page, 0))).await.unwrap();
        assert_eq!(page.before + (page.rows.len() + all.len()) as u64, 1_001);
        all.splice(0..0, page.rows.iter().cloned());
    }
    assert_eq!(all[0].message.id, message(ROOT, 0).id);
    assert!(all[1..].is_sorted_by_key(|row| row.position()));
    // And forwards again from the first page.
    let mut page = session.page(thread(), Span::Rank(0)).await.unwrap();
    let mut forwards = ids(&page);
    while page.after > 0 {
        page = session.page(thread(), Span::After(at(&page, page.rows.len() - 1))).await.unwrap();
        forwards.extend(ids(&page));
    }
    let all: Vec<MessageId> = all.iter().map(|row| row.message.id).collect();
    assert_eq!(forwards, all);
    let middle = session.page(thread(), Span::Around(all[500])).await.unwrap();
    assert!(ids(&middle).contains(&all[500]));
    assert_eq!(middle.before + middle.rows.len() as u64 + middle.after, 1_001);
    let rank = session.page(thread(), Span::Rank(700)).await.unwrap();
    assert_eq!(ids(&rank)[usize::try_from(700 - rank.before).unwrap()], all[700]);
}

#[tokio::test]
async fn a_parent_tells_how_many_replied_who_and_when_last_and_a_reply_tells_its_parent() {
    let (_folder, session) = told(3).await;
    let anna = PersonId::new(Uuid::from_u128(77));
    let by_anna = Message { author: anna, author_name: "Anna".to_owned(), ..reply(9_000, 9_000) };
    let mut gone = reply(9_001, 9_001);
    gone.marks.deleted = true;
    session.seed(vec![by_anna, gone]).await.unwrap();
    let rows = session.page(GENERAL, Span::Latest).await.unwrap().rows;
    let root = rows.iter().find(|row| row.message.id == message(ROOT, 0).id).unwrap();
    assert_eq!((root.replies.count, root.replies.last_at), (4, Some(Stamp::from_ticks(9_000, 0))));
    let people: Vec<PersonId> = root.replies.people.iter().map(|(id, _)| *id).collect();
    assert_eq!(people, [anna, BEN]);
    let first = rows.iter().find(|row| row.message.id == message(2, 0).id).unwrap();
    let told = Parent::Here { author: "Ben".to_owned(), excerpt: "number 1".to_owned() };
    assert_eq!(first.parent, Some(told));
    // The version changes with any part of the row.
    let version = first.version;
    let mut changed = message(ROOT, 100);
    changed.marks.deleted = true;
    session.seed(vec![changed]).await.unwrap();
    let page = session.page(thread(), Span::Latest).await.unwrap();
    assert_eq!(page.rows[1].parent, Some(Parent::Deleted));
    assert_ne!(page.rows[1].version, version);
    assert_eq!(page.rows.len(), 6, "what was deleted leaves its line");
}

#[tokio::test]
async fn a_parent_of_files_alone_is_told_by_their_names() {
    let (_folder, session) = fresh();
    let file = |name: &str| Attachment { name: name.to_owned(), ..Attachment::default() };
    let files = vec![file("plan.pdf"), file("site.jpg")];
    session
        .seed(vec![Message { text: " ".to_owned(), files, ..message(ROOT, 100) }, reply(2, 200)])
        .await
        .unwrap();
    let rows = session.page(GENERAL, Span::Latest).await.unwrap().rows;
    let told = Parent::Here { author: "Ben".to_owned(), excerpt: "plan.pdf, site.jpg".to_owned() };
    assert_eq!(rows[1].parent, Some(told));
}

#[tokio::test]
async fn a_parent_that_is_not_here_or_elsewhere_is_not_told() {
    let (_folder, session) = fresh();
    let other = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(11)));
    let secret = Message { conversation: other, ..message(ROOT, 100) };
    let lost = Message { parent: Some(MessageId::new(Uuid::from_u128(404))), ..message(3, 300) };
    session.seed(vec![secret, reply(2, 200), lost]).await.unwrap();
    for row in session.page(GENERAL, Span::Latest).await.unwrap().rows {
        assert_eq!(row.parent, Some(Parent::Unknown));
    }
    let page = session.page(thread(), Span::Latest).await.unwrap();
    assert_eq!(ids(&page), [message(2, 0).id], "the reply without the message from elsewhere");
    assert_eq!(session.page(other, Span::Latest).await.unwrap().rows[0].replies.count, 0);
}

#[tokio::test]
async fn each_thread_keeps_a_draft_of_its_own_and_its_parent_tells_of_it() {
    let (folder, session) = told(3).await;
    let draft = |text: &str| Draft { text: text.to_owned(), ..Draft::default() };
    session.save_draft(GENERAL, draft("to all")).await.unwrap();
    session.save_draft(thread(), draft("to Ben")).await.unwrap();
    drop(session);
    let session = open(folder.path());
    assert_eq!(session.draft(GENERAL).await.unwrap(), draft("to all"));
    assert_eq!(session.draft(thread()).await.unwrap(), draft("to Ben"));
    assert!(session.page(thread(), Span::Latest).await.unwrap().rows[0].replies.draft);
    let (id, text) = (MessageId::fresh(), "to Ben".to_owned());
    let reply_to = thread().root;
    session
        .submit(Wish::Post(Post { id, to: GENERAL, text, tags: Vec::new(), files: Vec::new(), reply_to }))
        .await
        .unwrap();
    assert_eq!(session.draft(thread()).await.unwrap(), Draft::default());
    assert_eq!(session.draft(GENERAL).await.unwrap(), draft("to all"), "the other one stays");
    assert!(!session.page(thread(), Span::Latest).await.unwrap().rows[0].replies.draft);
}

#[tokio::test]
async fn an_edit_in_a_thread_clears_its_own_draft_alone() {
    use confab::chat::draft::Aim;

    let (_folder, session) = told(2).await;
    let mut mine = Vec::new();
    for text in ["one", "two"] {
        let (id, text) = (MessageId::fresh(), text.to_owned());
        let post =
            Post { id, to: GENERAL, text, tags: Vec::new(), files: Vec::new(), reply_to: thread().root };
        mine.push(session.submit(Wish::Post(post)).await.unwrap().message);
    }
    let edit = |of, text: &str| Draft { text: text.to_owned(), aim: Aim::Edit(of), ..Draft::default() };
    session.save_draft(GENERAL, edit(mine[0], "one!")).await.unwrap();
    session.save_draft(thread(), edit(mine[1], "two!")).await.unwrap();
    session.submit(Wish::Edit { message: mine[1], text: "two!".to_owned() }).await.unwrap();
    assert_eq!(session.draft(thread()).await.unwrap(), Draft::default());
    assert_eq!(session.draft(GENERAL).await.unwrap(), edit(mine[0], "one!"));
}

#[tokio::test]
async fn replying_in_a_thread_does_not_mark_the_conversation_as_read() {
    let (_folder, session) = told(3).await;
    let unread = session.sidebar().await.unwrap().conversations[0].unread;
    assert!(unread > 0);
    let post = Post {
        id: MessageId::fresh(),
        to: GENERAL,
        text: "only here".to_owned(),
        tags: Vec::new(),
        files: Vec::new(),
        reply_to: thread().root,
    };
    session.submit(Wish::Post(post)).await.unwrap();
    assert_eq!(session.sidebar().await.unwrap().conversations[0].unread, unread);
    assert_eq!(session.me().id, ME);
}
