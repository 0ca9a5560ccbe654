//! A page of a conversation's history at 100, 10,000 and 1,000,000 stored messages: the cost should not grow.

use super::{ME, TEXT, channel, session, share};

use confab::chat::{Message, MessageId, PersonId, Stamp};
use confab::row::Span;
use confab::session::Session;

use uuid::Uuid;

use std::time::Instant;

const BEN: PersonId = PersonId::new(Uuid::from_u128(2));
const READS: usize = 200;

pub(crate) async fn measure(most: usize) {
    let folder = tempfile::tempdir().unwrap();
    let session = session(&folder.path().join("confab.db"), None);
    let mut stored = 0;
    for count in [100, 10_000, 1_000_000].into_iter().filter(|count| *count <= most) {
        while stored < count {
            let chunk = (count - stored).min(20_000);
            session.seed((stored..stored + chunk).map(message).collect()).await.unwrap();
            stored += chunk;
        }
        let middle = session
            .page(channel(1), Span::Rank(count as u64 / 2))
            .await
            .unwrap()
            .rows
            .last()
            .unwrap()
            .position();
        println!(
            "page at {count:>9}    latest {:>9.1?}   in the middle {:>9.1?}   sidebar {:>9.1?}",
            read(&session, Span::Latest).await,
            read(&session, Span::Before(middle)).await,
            sidebar(&session).await,
        );
    }
}

fn message(number: usize) -> Message {
    let id = MessageId::new(Uuid::from_u128(0xbe5_0000_0000 + number as u128));
    let at = Stamp::from_ticks(16_000_000_000_000_000 + i64::try_from(number).unwrap() * 10_000_000, 0);
    let author = if number.is_multiple_of(3) { ME } else { BEN };
    Message::text(id, channel(1), author, "Ben".to_owned(), at, TEXT.to_owned())
}

async fn read(session: &Session, span: Span) -> std::time::Duration {
    let mut times = Vec::with_capacity(READS);
    for _ in 0..READS {
        let began = Instant::now();
        let page = session.page(channel(1), span).await.unwrap();
        times.push(began.elapsed());
        assert!(!page.rows.is_empty());
    }
    share(&mut times, 0.5)
}

async fn sidebar(session: &Session) -> std::time::Duration {
    let mut times = Vec::with_capacity(READS);
    for _ in 0..READS {
        let began = Instant::now();
        session.sidebar().await.unwrap();
        times.push(began.elapsed());
    }
    share(&mut times, 0.5)
}
