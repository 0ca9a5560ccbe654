//! Tests of the timeline on an in-memory history.

use super::*;

use crate::chat::{ChannelId, Message, Stamp, conversation};
use crate::row::Page;

use uuid::Uuid;

fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

fn channel() -> conversation::Id {
    conversation::Id::Channel(ChannelId::new(Uuid::from_u128(1)))
}

fn row(number: usize, author: u128) -> Arc<Row> {
    let message = Message::text(
        MessageId::new(Uuid::from_u128(number as u128 + 1)),
        channel(),
        person(author),
        "Somebody".to_owned(),
        Stamp::from_ticks(number as i64 * 10_000_000, 0),
        format!("message {number}"),
    );
    Arc::new(Row { unread: author != 9, ..Row::of(message) })
}

/// A whole history, answering as the session does.
struct History(Vec<Arc<Row>>);

impl History {
    fn of(length: usize) -> Self {
        Self((0..length).map(|number| row(number, 1)).collect())
    }

    fn page(&self, span: Span) -> Page {
        let all = &self.0;
        let place = |at: Position| all.partition_point(|row| row.position() < at);
        let (from, to) = match span {
            Span::Latest => (all.len().saturating_sub(100), all.len()),
            Span::Before(at) => (place(at).saturating_sub(100), place(at)),
            Span::After(at) => (place(at) + 1, (place(at) + 101).min(all.len())),
            Span::Around(id) => {
                let at = all.iter().position(|row| row.message.id == id).unwrap_or(0);
                (at.saturating_sub(50), (at + 50).min(all.len()))
            }
            Span::Rank(rank) => {
                let at = rank as usize;
                (at.saturating_sub(50), (at + 50).min(all.len()))
            }
            Span::Again { first, last } => {
                let end = place(last) + 1;
                (place(first), (end + 100).min(all.len()))
            }
        };
        Page {
            rows: all[from..to].to_vec(),
            before: from as u64,
            after: (all.len() - to) as u64,
            first_unread: all.iter().find(|row| row.unread).map(|row| row.position()),
        }
    }

    fn open(&self) -> Timeline {
        let (mut timeline, span) = Timeline::open(channel(), person(9), None);
        timeline.loaded(span, Ok(self.page(span)));
        timeline
    }
}

/// The list reports that these rows are visible.
fn look(timeline: &mut Timeline, first: usize, last: usize) {
    let id = |at: usize| timeline.rows()[at].message.id;
    let (first, last) = (id(first), id(last));
    timeline.moved(View::Elsewhere { first, last });
}

#[test]
fn scrolling_to_the_oldest_message_and_back_keeps_the_window_small_and_the_counts_true() {
    let history = History::of(3_000);
    let mut timeline = history.open();
    for top in [true, false] {
        for _ in 0..80 {
            let length = timeline.rows().len();
            if top {
                look(&mut timeline, 0, 20.min(length - 1));
            } else {
                look(&mut timeline, length - 20, length - 1);
            }
            if let Some(span) = timeline.wanted() {
                timeline.loaded(span, Ok(history.page(span)));
            }
            assert!(timeline.rows().len() <= KEEP);
            let total = timeline.before() + timeline.rows().len() as u64 + timeline.after();
            assert_eq!(total, 3_000);
        }
        let end = if top { timeline.before() } else { timeline.after() };
        assert_eq!(end, 0);
    }
}

#[test]
fn rows_stay_in_order_without_gap_or_repeat_while_paging() {
    let history = History::of(1_500);
    let mut timeline = history.open();
    for _ in 0..20 {
        look(&mut timeline, 0, 20);
        if let Some(span) = timeline.wanted() {
            timeline.loaded(span, Ok(history.page(span)));
        }
        let numbers: Vec<u128> = timeline.rows().iter().map(|row| row.message.id.uuid().as_u128()).collect();
        assert!(numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]));
    }
}

#[test]
fn a_page_that_nobody_waits_for_changes_nothing() {
    let history = History::of(300);
    let mut timeline = history.open();
    let before = timeline.rows().len();
    let outdated = Span::Rank(10);
    assert_eq!(timeline.loaded(outdated, Ok(history.page(outdated))), Effect::Nothing);
    assert_eq!(timeline.rows().len(), before);
}

#[test]
fn messages_that_come_while_one_reads_elsewhere_are_counted_and_the_view_stays() {
    let mut history = History::of(300);
    let mut timeline = history.open();
    look(&mut timeline, 50, 70);
    history.0.push(row(300, 1));
    history.0.push(row(301, 2));
    let span = timeline.changed().unwrap();
    assert_eq!(timeline.loaded(span, Ok(history.page(span))), Effect::Nothing);
    assert_eq!(timeline.unseen(), 2);
    assert_eq!(timeline.go_to_latest(), None);
    assert_eq!(timeline.unseen(), 0);
}

#[test]
fn ones_own_message_brings_the_view_to_the_newest() {
    let mut history = History::of(300);
    let mut timeline = history.open();
    look(&mut timeline, 50, 70);
    history.0.push(row(300, 9));
    let span = timeline.changed().unwrap();
    assert_eq!(timeline.loaded(span, Ok(history.page(span))), Effect::Replaced(None));
    assert!(timeline.at_latest());
}

#[test]
fn a_change_during_a_read_is_not_missed() {
    let mut history = History::of(300);
    let mut timeline = history.open();
    let span = timeline.changed().unwrap();
    assert_eq!(timeline.changed(), None);
    let stale = history.page(span);
    history.0.push(row(300, 1));
    timeline.loaded(span, Ok(stale));
    let again = timeline.wanted().unwrap();
    timeline.loaded(again, Ok(history.page(again)));
    assert_eq!(timeline.rows().last().unwrap().message.text, "message 300");
}

#[test]
fn a_failed_first_read_says_so_and_can_be_tried_again() {
    let history = History::of(3);
    let (mut timeline, span) = Timeline::open(channel(), person(9), None);
    timeline.loaded(span, Err("The disk is gone.".to_owned()));
    assert_eq!(timeline.state(), &State::Failed("The disk is gone.".to_owned()));
    let span = timeline.retry().unwrap();
    timeline.loaded(span, Ok(history.page(span)));
    assert_eq!(timeline.state(), &State::Ready);
}

#[test]
fn unchanged_rows_stay_the_very_same_ones_after_a_change() {
    let mut history = History::of(30);
    let mut timeline = history.open();
    let kept = Arc::clone(&timeline.rows()[0]);
    history.0 = history.0.iter().map(|row| Arc::new((**row).clone())).collect();
    let span = timeline.changed().unwrap();
    timeline.loaded(span, Ok(history.page(span)));
    assert!(Arc::ptr_eq(&kept, &timeline.rows()[0]));
}

#[test]
fn reading_marks_only_forward() {
    let history = History::of(300);
    let mut timeline = history.open();
    look(&mut timeline, 20, 40);
    let (marked, seen) = timeline.mark_read().unwrap();
    assert!(seen.is_empty(), "nobody looked");
    assert_eq!(marked, timeline.rows()[40].position());
    look(&mut timeline, 10, 30);
    assert_eq!(timeline.mark_read(), None);
}

#[test]
fn unread_from_a_message_that_is_not_loaded_is_not_read_again_by_what_is_on_the_screen() {
    let history = History::of(300);
    let mut timeline = history.open();
    // Chosen in a thread or a list: it is far above.
    timeline.mark_unread(history.0[5].message.id);
    look(&mut timeline, 20, 40);
    assert_eq!(timeline.mark_read(), None);
}

#[test]
fn what_was_on_the_screen_is_seen_once_and_what_was_passed_by_a_jump_is_not() {
    let history = History::of(300);
    let mut timeline = history.open();
    let shows = |timeline: &mut Timeline, first: usize, last: usize| {
        let id = |timeline: &Timeline, at: usize| timeline.rows()[at].message.id;
        let (first, last) = (id(timeline, first), id(timeline, last));
        timeline.shows(first, last);
    };
    shows(&mut timeline, 10, 20);
    timeline.look();
    // A jump, then the window is not in front for a while.
    shows(&mut timeline, 60, 70);
    timeline.look();
    shows(&mut timeline, 80, 90);
    look(&mut timeline, 60, 70);
    let (_, seen) = timeline.mark_read().unwrap();
    let others = |range: std::ops::RangeInclusive<usize>| {
        timeline.rows()[range].iter().filter(|row| row.message.author != timeline.me).count()
    };
    assert_eq!(seen.len(), others(10..=20) + others(60..=70));
    assert!(!seen.is_empty());
    shows(&mut timeline, 60, 70);
    timeline.look();
    assert_eq!(timeline.mark_read(), None, "it is told once");
}

#[test]
fn a_message_that_came_late_is_unread_until_it_was_on_the_screen_and_can_be_jumped_to() {
    let mut history = History(
        (0..300)
            .map(|number| {
                let mut row = (*row(number, 1)).clone();
                row.unread = false;
                Arc::new(row)
            })
            .collect(),
    );
    let mut timeline = history.open();
    let late = Arc::new({
        let mut row = (*history.0[220]).clone();
        row.message.id = MessageId::new(Uuid::from_u128(9_000));
        row.unread = true;
        row
    });
    history.0.insert(221, Arc::clone(&late));
    let id = |timeline: &Timeline, at: usize| timeline.rows()[at].message.id;
    let show = |timeline: &mut Timeline, first: usize, last: usize| {
        let (first, last) = (id(timeline, first), id(timeline, last));
        timeline.shows(first, last);
    };
    let length = timeline.rows().len();
    show(&mut timeline, length - 20, length - 1);
    let span = timeline.changed().unwrap();
    timeline.loaded(span, Ok(history.page(span)));
    timeline.look();
    // The person looks at a message below it, which reads those above except late ones; the store knows those.
    let (_, seen) = timeline.mark_read().unwrap();
    assert!(seen.is_empty(), "it was not on the screen");
    assert_eq!(timeline.unread_above(), Some(late.message.id));
    let at = timeline.index(late.message.id).unwrap();
    show(&mut timeline, at - 5, at + 5);
    timeline.look();
    assert_eq!(timeline.mark_read().map(|(_, seen)| seen), Some(vec![late.message.id]));
    assert_eq!(timeline.unread_above(), None);
}

#[test]
fn changes_while_one_reads_in_the_middle_do_not_make_the_window_grow() {
    let mut history = History::of(3_000);
    let mut timeline = history.open();
    let span = timeline.go_to(history.0[1_500].message.id).unwrap();
    timeline.loaded(span, Ok(history.page(span)));
    look(&mut timeline, 45, 55);
    let length = timeline.rows().len();
    for number in 0..20 {
        history.0.push(row(3_000 + number, 1));
        let span = timeline.changed().unwrap();
        timeline.loaded(span, Ok(history.page(span)));
    }
    assert_eq!(timeline.rows().len(), length);
    assert_eq!(timeline.unseen(), 20);
    let total = timeline.before() + timeline.rows().len() as u64 + timeline.after();
    assert_eq!(total, 3_020);
}
