//! A message that others made very large is read up to a limit, and the rest is counted.

use crate::{GENERAL, fresh, message, open};

use confab::chat::{Attachment, Message, MessageId, PersonId};
use confab::row::Span;

use uuid::Uuid;

const REACTIONS: u32 = 1_500;

#[tokio::test]
async fn of_many_reactions_the_first_are_read_and_the_others_counted() {
    let (_folder, session) = fresh();
    let reaction = |number: u32, emoji: String| {
        let person = PersonId::new(Uuid::from_u128(10_000 + u128::from(number)));
        Message {
            id: MessageId::new(Uuid::from_u128(20_000 + u128::from(number))),
            author: person,
            parent: Some(message(1, 5).id),
            reacted_by: Some(person),
            text: emoji,
            ..message(u128::from(number), 10 + i64::from(number))
        }
    };
    let few = (0..1_000).map(|number| reaction(number, "👍".to_owned()));
    session.seed([message(1, 5)].into_iter().chain(few).collect()).await.unwrap();
    let row = &session.page(GENERAL, Span::Latest).await.unwrap().rows[0];
    assert_eq!((row.reactions[0].people.len(), row.more_reactions), (1_000, 0));
    session
        .seed((1_000..REACTIONS).map(|number| reaction(number, format!("x{number}"))).collect())
        .await
        .unwrap();
    let row = &session.page(GENERAL, Span::Latest).await.unwrap().rows[0];
    let read: usize = row.reactions.iter().map(|reaction| reaction.people.len()).sum();
    assert_eq!((read, row.more_reactions), (1_000, REACTIONS - 1_000));
}

#[tokio::test]
async fn how_many_more_files_a_message_has_is_kept() {
    let (folder, session) = fresh();
    let file = || Attachment { path: "p".to_owned(), name: "n".to_owned(), duration: None };
    let large = Message { files: vec![file(); 3], more_files: 99_997, ..message(1, 5) };
    let usual = Message { files: vec![file()], ..message(2, 6) };
    session.seed(vec![large.clone(), usual.clone()]).await.unwrap();
    drop(session);
    let page = open(folder.path()).page(GENERAL, Span::Latest).await.unwrap();
    let read: Vec<_> = page.rows.iter().map(|row| row.message.clone()).collect();
    assert_eq!(read, [large, usual]);
}
