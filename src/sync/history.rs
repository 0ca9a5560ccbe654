//! Chooses the pages of the first reading, and their order.
//!
//! A server does not say how its pages are ordered (`docs/server-api.md` 2.11), so the first two pages decide:
//!
//! ```text
//!   page 1 ─► page 2 ─┬─ older than page 1:  newest first. Go on with 3, 4, 5 …
//!                     ├─ newer than page 1:  oldest first. Find the last page (4, 8, 16 …, then halve), go down from it
//!                     └─ neither:            no order. Go on with 3, 4, 5 …
//! ```
//! If the newest messages come first, the window is useful after a few pages, and messages that arrive meanwhile are
//! read between two pages. The progress is stored with every page, so that a restart continues. A server without
//! paging, or one that repeats its last page for every later one, is recognized by repeated pages.
//! Pure. Must not know: the store, the remote. Tests: below, on servers of every order and length.

use serde::{Deserialize, Serialize};

use std::collections::BTreeSet;

/// More pages than any server has: a search for the last one ends here.
const MOST_PAGES: u32 = 1 << 20;

/// A page that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    /// The dates of its oldest and newest message, in ticks; `None` without a dated message.
    pub(super) dates: Option<(i64, i64)>,
    pub(super) content: Content,
}

/// The position of a page relative to the end of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// There may be more after it.
    Full,
    /// It has messages, but fewer than fit in a page.
    Rest,
    Empty,
    /// The same messages as the page requested before.
    Repeated,
}

/// The progress of the first reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PageWalk {
    phase: Phase,
    /// The page to request, counted from 1.
    next: u32,
    /// Pages read out of order while searching for the last one; few, because the distance doubles each time.
    read: BTreeSet<u32>,
    /// The dates of the first page.
    first: Option<(i64, i64)>,
    /// The oldest date that was read without a gap from the newest on, in ticks.
    back_to: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Phase {
    First,
    Second,
    /// Forward page by page, newest messages first.
    Newest,
    /// Forward page by page, without an order.
    Unordered,
    /// The oldest messages come first: searching for the last page, which is before `beyond` if that is known.
    Seeking {
        beyond: Option<u32>,
    },
    /// Backward page by page, from the last one.
    Down,
    Done,
}

impl PageWalk {
    /// The state before the first page.
    pub(super) const fn new() -> Self {
        Self { phase: Phase::First, next: 1, read: BTreeSet::new(), first: None, back_to: None }
    }

    /// The page to request; `None` if all were read.
    #[must_use]
    pub(super) const fn page(&self) -> Option<u32> {
        match self.phase {
            Phase::Done => None,
            Phase::First
            | Phase::Second
            | Phase::Newest
            | Phase::Unordered
            | Phase::Seeking { .. }
            | Phase::Down => Some(self.next),
        }
    }

    /// True if all messages up to the newest were read.
    #[must_use]
    pub(super) const fn has_newest(&self) -> bool {
        match self.phase {
            Phase::Newest | Phase::Down | Phase::Done => true,
            Phase::First | Phase::Second | Phase::Unordered | Phase::Seeking { .. } => false,
        }
    }

    /// True if it takes long enough to be noticed: more than two pages.
    #[must_use]
    pub(super) const fn is_long(&self) -> bool {
        match self.phase {
            Phase::First | Phase::Second | Phase::Done => false,
            Phase::Newest | Phase::Unordered | Phase::Seeking { .. } | Phase::Down => true,
        }
    }

    /// The date since which everything was read, in ticks; `None` if the order does not tell.
    #[must_use]
    pub(super) const fn back_to(&self) -> Option<i64> {
        match self.phase {
            Phase::Newest | Phase::Down => self.back_to,
            Phase::First | Phase::Second | Phase::Unordered | Phase::Seeking { .. } | Phase::Done => None,
        }
    }

    /// Records the page that was requested, and chooses the next.
    pub(super) fn record_page(&mut self, seen: Seen) {
        let page = self.next;
        match self.phase {
            Phase::First => {
                self.first = seen.dates;
                self.back_to = seen.dates.map(|(oldest, _)| oldest);
                (self.phase, self.next) = (Phase::Second, 2);
                if seen.content != Content::Full {
                    self.phase = Phase::Done;
                }
            }
            Phase::Second => {
                let order = self.order(seen.dates);
                self.next = 3;
                self.phase = match (seen.content, order) {
                    (Content::Full, Phase::Seeking { .. }) => {
                        self.read = BTreeSet::from([1, 2]);
                        self.next = 4;
                        order
                    }
                    (Content::Full, _) => order,
                    (Content::Rest | Content::Empty | Content::Repeated, _) => Phase::Done,
                };
                self.reached(seen);
            }
            Phase::Newest | Phase::Unordered => {
                self.reached(seen);
                self.next = page.saturating_add(1);
                if seen.content != Content::Full {
                    self.phase = Phase::Done;
                }
            }
            Phase::Seeking { beyond } => match seen.content {
                Content::Full => {
                    self.read.insert(page);
                    self.back_to = seen.dates.map(|(oldest, _)| oldest);
                    self.seek(beyond);
                }
                Content::Empty | Content::Repeated => self.seek(Some(page)),
                Content::Rest => {
                    self.back_to = seen.dates.map(|(oldest, _)| oldest);
                    self.phase = Phase::Down;
                    self.step_down();
                }
            },
            // The server repeats its last page for every later one, so this page is beyond the last, too.
            Phase::Down if seen.content == Content::Repeated => {
                self.read.retain(|read| *read < page);
                self.seek(Some(page));
            }
            Phase::Down => {
                self.reached(seen);
                self.step_down();
            }
            Phase::Done => {}
        }
    }

    /// Derives the order from the second page.
    fn order(&self, second: Option<(i64, i64)>) -> Phase {
        match (self.first, second) {
            // If all messages have the same date, any order is possible, and any will do.
            (Some((oldest, newest)), Some((older, newer))) if newer <= oldest && older < newest => {
                Phase::Newest
            }
            (Some((_, newest)), Some((older, newer))) if older >= newest && newer > newest => {
                Phase::Seeking { beyond: None }
            }
            (Some(_) | None, Some(_) | None) => Phase::Unordered,
        }
    }

    fn reached(&mut self, seen: Seen) {
        if let Some((oldest, _)) = seen.dates {
            self.back_to = Some(self.back_to.map_or(oldest, |before| before.min(oldest)));
        }
    }

    /// Chooses the next page in the search for the last one.
    fn seek(&mut self, beyond: Option<u32>) {
        let last_full = self.read.last().copied().unwrap_or(1);
        match beyond {
            None if last_full < MOST_PAGES => {
                self.next = last_full.saturating_mul(2);
                self.phase = Phase::Seeking { beyond };
            }
            Some(beyond) if beyond.saturating_sub(last_full) > 1 => {
                self.next = last_full + (beyond - last_full) / 2;
                self.phase = Phase::Seeking { beyond: Some(beyond) };
            }
            // The last full page is the last of all.
            None | Some(_) => {
                self.next = last_full;
                self.phase = Phase::Down;
                self.step_down();
            }
        }
    }

    /// Moves to the next lower page that was not read yet.
    fn step_down(&mut self) {
        loop {
            self.next = self.next.saturating_sub(1);
            if self.next == 0 {
                self.phase = Phase::Done;
                return;
            }
            if !self.read.contains(&self.next) {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::collections::BTreeMap;

    const PAGE: usize = 10;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Order {
        Newest,
        Oldest,
        Shuffled,
    }

    /// A server's answer for a page beyond the last one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Beyond {
        Nothing,
        TheLastPage,
        TheOnlyPage,
    }

    fn pages(count: usize, order: Order) -> Vec<Vec<i64>> {
        let mut all: Vec<i64> = (0..count as i64).collect();
        match order {
            Order::Newest => all.reverse(),
            Order::Oldest => {}
            Order::Shuffled => all.sort_by_key(|number| number * 7_919 % 10_007),
        }
        all.chunks(PAGE).map(<[i64]>::to_vec).collect()
    }

    /// Runs a whole reading; returns the pages in the order they were requested, and the messages in the order they
    /// came.
    fn play(count: usize, order: Order, beyond: Beyond) -> (Vec<u32>, Vec<i64>) {
        let pages = pages(count, order);
        let page = |number: u32| -> Vec<i64> {
            let at = number as usize - 1;
            match (pages.get(at), beyond) {
                (_, Beyond::TheOnlyPage) => pages.first().cloned().unwrap_or_default(),
                (Some(page), _) => page.clone(),
                (None, Beyond::TheLastPage) => pages.last().cloned().unwrap_or_default(),
                (None, Beyond::Nothing) => Vec::new(),
            }
        };
        let mut walk = PageWalk::new();
        let (mut asked, mut came, mut before) = (Vec::new(), Vec::new(), None);
        while let Some(number) = walk.page() {
            assert!(asked.len() < 10_000, "it ends");
            let messages = page(number);
            let content = match messages.len() {
                _ if before.as_ref() == Some(&messages) => Content::Repeated,
                0 => Content::Empty,
                PAGE => Content::Full,
                _ => Content::Rest,
            };
            let dates = messages.iter().min().copied().zip(messages.iter().max().copied());
            walk.record_page(Seen { dates, content });
            // Like after a restart.
            walk = serde_json::from_str(&serde_json::to_string(&walk).unwrap()).unwrap();
            asked.push(number);
            came.extend(&messages);
            before = Some(messages);
        }
        (asked, came)
    }

    #[test]
    fn every_message_of_every_server_is_read() {
        for beyond in [Beyond::Nothing, Beyond::TheLastPage] {
            for order in [Order::Newest, Order::Oldest, Order::Shuffled] {
                for count in (0..130).chain([999, 1_000, 1_001, 5_123]) {
                    let (asked, came) = play(count, order, beyond);
                    let found: BTreeSet<i64> = came.iter().copied().collect();
                    assert_eq!(found.len(), count, "{order:?} {beyond:?} {count}: asked {asked:?}");
                }
            }
        }
    }

    #[test]
    fn few_pages_are_read_twice() {
        for order in [Order::Newest, Order::Oldest] {
            let (asked, _) = play(10_000, order, Beyond::Nothing);
            let mut times = BTreeMap::<u32, u32>::new();
            asked.iter().for_each(|page| *times.entry(*page).or_default() += 1);
            assert!(times.values().all(|times| *times == 1), "{order:?}: {asked:?}");
            assert!(asked.len() <= 1_000 + 12, "{order:?}: {} calls for 1,000 pages", asked.len());
        }
    }

    #[test]
    fn the_newest_of_a_server_that_begins_with_the_oldest_come_after_a_few_pages() {
        let (asked, came) = play(10_000, Order::Oldest, Beyond::Nothing);
        let at = came.iter().position(|message| *message == 9_999).unwrap();
        assert!(at / PAGE < 22, "it came with call {} of {}", at / PAGE, asked.len());
        let (_, came) = play(10_000, Order::Newest, Beyond::Nothing);
        assert_eq!(came[0], 9_999);
    }

    #[test]
    fn a_server_that_knows_no_pages_is_asked_twice() {
        let (asked, _) = play(PAGE, Order::Newest, Beyond::TheOnlyPage);
        assert_eq!(asked, [1, 2]);
    }

    #[test]
    fn how_far_back_it_is_counts_only_from_the_newest_on() {
        let full = |dates| Seen { dates: Some(dates), content: Content::Full };
        let mut newest = PageWalk::new();
        newest.record_page(full((90, 99)));
        assert_eq!((newest.has_newest(), newest.back_to()), (false, None), "the order is not known yet");
        newest.record_page(full((80, 89)));
        assert_eq!((newest.has_newest(), newest.back_to()), (true, Some(80)));
        newest.record_page(full((70, 79)));
        assert_eq!(newest.back_to(), Some(70));

        let mut oldest = PageWalk::new();
        for (page, dates) in [(1, (0, 9)), (2, (10, 19)), (4, (30, 39))] {
            assert_eq!(oldest.page(), Some(page));
            oldest.record_page(full(dates));
            assert_eq!((oldest.has_newest(), oldest.back_to()), (false, None));
        }
        oldest.record_page(Seen { dates: None, content: Content::Empty });
        assert_eq!(oldest.page(), Some(6));
        oldest.record_page(Seen { dates: Some((50, 55)), content: Content::Rest });
        assert_eq!((oldest.page(), oldest.has_newest(), oldest.back_to()), (Some(5), true, Some(50)));

        let mut mixed = PageWalk::new();
        mixed.record_page(full((0, 90)));
        mixed.record_page(full((5, 99)));
        assert_eq!((mixed.page(), mixed.has_newest(), mixed.back_to()), (Some(3), false, None));
    }
}
