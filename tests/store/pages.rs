//! A page says how many messages lie before and after it, whatever times they bear.

use crate::{GENERAL, fresh, message};

use confab::row::Span;

/// Moments that crowd together, lie years apart, and stand on the edges of what is added up as one.
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
