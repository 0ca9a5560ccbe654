//! Pages: the messages that each contains, and the counts of messages before and after it, whatever the dates.

use crate::{GENERAL, fresh, message};

use confab::chat::{FeedId, Message};
use confab::row::{Position, Span};

/// Times that are equal, years apart, and at the edges of the stretches that `tally` counts.
fn moments() -> Vec<i64> {
    let mut random = fastrand::Rng::with_seed(7);
    let mut moments = vec![i64::MIN / 4, -1, 0, 1, (1 << 32) - 1, 1 << 32, (1 << 40) - 1, 1 << 40];
    for _ in 0..400 {
        moments.push(random.i64(0..1 << 34));
        moments.push(random.i64(0..1 << 53));
        moments.push(16_000_000_000_000_000 + random.i64(0..50));
    }
    moments
}

#[tokio::test]
async fn every_rank_is_found_and_every_page_knows_its_place() {
    let (_folder, session) = fresh();
    let messages: Vec<_> =
        moments().into_iter().enumerate().map(|(number, ticks)| message(number as u128, ticks)).collect();
    let mut order: Vec<_> = messages.iter().map(|message| (message.sent_at.ticks(), message.id)).collect();
    order.sort_unstable();
    session.seed(messages).await.unwrap();
    for rank in (0..order.len()).step_by(13).chain([order.len() - 1]) {
        let page = session.page(GENERAL, Span::Rank(rank as u64)).await.unwrap();
        let first = usize::try_from(page.before).unwrap();
        let rows: Vec<_> =
            page.rows.iter().map(|row| (row.message.sent_at.ticks(), row.message.id)).collect();
        assert_eq!(rows, order[first..first + rows.len()], "rank {rank}");
        assert_eq!(first + rows.len() + usize::try_from(page.after).unwrap(), order.len());
        assert!((first..first + rows.len()).contains(&rank), "rank {rank}");
    }
    assert_eq!(session.page(GENERAL, Span::Rank(1 << 40)).await.unwrap().after, 0);
}

#[tokio::test]
async fn a_timeline_and_a_thread_give_the_same_pieces_to_the_row() {
    let (_folder, session) = fresh();
    let root = message(0, 0);
    let replies = (1..=300)
        .map(|number: u16| Message { parent: Some(root.id), ..message(number.into(), number.into()) });
    let all: Vec<_> = std::iter::once(root.clone()).chain(replies).collect();
    session.seed(all.clone()).await.unwrap();
    let at = |index: usize| Position { ticks: all[index].sent_at.ticks(), id: all[index].id };
    let pieces = [
        (Span::Latest, 181..301),
        (Span::Before(at(200)), 80..200),
        (Span::After(at(50)), 51..171),
        (Span::Around(at(150).id), 90..210),
        (Span::Rank(150), 90..210),
        // Both ends included, and at most a page of newer rows.
        (Span::Again { first: at(20), last: at(30) }, 20..151),
        (Span::Again { first: at(20), last: at(299) }, 20..301),
    ];
    for of in [FeedId::from(GENERAL), FeedId::thread(GENERAL, root.id)] {
        for (span, want) in &pieces {
            let page = session.page(of, *span).await.unwrap();
            let ids: Vec<_> = page.rows.iter().map(|row| row.message.id).collect();
            let wanted: Vec<_> = all[want.clone()].iter().map(|message| message.id).collect();
            assert_eq!(ids, wanted, "{of:?} {span:?}");
            assert_eq!(
                (page.before, page.after),
                (want.start as u64, 301 - want.end as u64),
                "{of:?} {span:?}"
            );
        }
    }
}
