//! The cases of the desk, arranged: those of the chosen queue, in the chosen order.
//!
//! Arranged when something changes, never while drawing, so that a frame costs the same for any number of cases. Pure.
//! Must not know: the selected case's content, how a row is drawn. Tests: below, `tests/window/desk.rs`.

use crate::chat::{MessageId, PersonId, Stamp, shown};
use crate::row::review::{CaseOrder, CaseRow, Queue};

use std::cmp::Reverse;
use std::collections::HashMap;

/// All cases, and those that are listed.
#[derive(Debug, Default)]
pub struct Cases {
    rows: Vec<CaseRow>,
    /// Indices of the listed rows, in their order.
    listed: Vec<usize>,
    /// The index of each listed case in the list.
    places: HashMap<MessageId, usize>,
    counts: [u32; Queue::ALL.len()],
}

/// The choice of the cases to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    pub queue: Queue,
    pub order: CaseOrder,
    /// This case is listed even if it has left the queue meanwhile: a case does not vanish while it is being read.
    pub kept: Option<MessageId>,
}

/// The person at the desk, and the time, which ends claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct For {
    pub me: PersonId,
    pub now: Stamp,
}

impl Cases {
    /// The cases, as they are shown.
    pub fn new(mut rows: Vec<CaseRow>) -> Self {
        for row in &mut rows {
            for name in [&mut row.author_name, &mut row.reviewer_name] {
                if !name.is_empty() {
                    shown::put(name);
                }
            }
            for line in [&mut row.excerpt, &mut row.reason] {
                *line = shown::line(line).into_owned();
            }
        }
        Self { rows, ..Self::default() }
    }

    /// Lists the cases of a queue.
    pub fn arrange(&mut self, choice: Choice, person: For) {
        let Choice { queue, order, kept } = choice;
        let is_in = |row: &CaseRow, queue| row.is_in(queue, person.me, person.now);
        self.counts = Queue::ALL.map(|queue| {
            let count = self.rows.iter().filter(|row| is_in(row, queue)).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        });
        let mut of_author: HashMap<Option<PersonId>, u32> = HashMap::new();
        if order == CaseOrder::Author {
            for row in &self.rows {
                *of_author.entry(row.author).or_default() += 1;
            }
        }
        let listed = self.rows.iter().enumerate();
        let mut listed: Vec<(usize, &CaseRow)> =
            listed.filter(|(_, row)| is_in(row, queue) || kept == Some(row.id)).collect();
        // They come oldest first, and the sorts are stable.
        match order {
            CaseOrder::Oldest => {}
            CaseOrder::MostReported => listed.sort_by_key(|(_, row)| Reverse(row.reports)),
            CaseOrder::Author => listed.sort_by_key(|(_, row)| {
                (Reverse(of_author.get(&row.author).copied().unwrap_or_default()), row.author)
            }),
        }
        self.places = listed.iter().enumerate().map(|(at, (_, row))| (row.id, at)).collect();
        self.listed = listed.into_iter().map(|(at, _)| at).collect();
    }

    /// The number of cases in a queue.
    pub fn count(&self, queue: Queue) -> u32 {
        let at = Queue::ALL.iter().position(|other| *other == queue);
        at.and_then(|at| self.counts.get(at)).copied().unwrap_or_default()
    }

    /// The number of listed cases.
    pub const fn len(&self) -> usize {
        self.listed.len()
    }

    /// True if no case is listed.
    pub const fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// A listed case.
    pub fn listed(&self, at: usize) -> Option<&CaseRow> {
        self.listed.get(at).and_then(|at| self.rows.get(*at))
    }

    /// The place of a case in the list.
    pub fn place(&self, id: MessageId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// A case of the list.
    pub fn get(&self, id: MessageId) -> Option<&CaseRow> {
        self.listed(self.place(id)?)
    }

    /// The case this many rows away, not beyond the ends; the first one if `from` is not listed.
    pub fn step(&self, from: Option<MessageId>, rows: isize) -> Option<MessageId> {
        let last = self.len().checked_sub(1)?;
        let here = from.and_then(|from| self.place(from));
        let at = here.map_or(0, |here| here.saturating_add_signed(rows).min(last));
        self.listed(at).map(|row| row.id)
    }

    /// The case after this one, else the one before it; `None` if it is the only one.
    pub fn beside(&self, id: MessageId) -> Option<MessageId> {
        [1, -1].into_iter().filter_map(|rows| self.step(Some(id), rows)).find(|other| *other != id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::State;

    use std::sync::Arc;
    use uuid::Uuid;

    const ME: PersonId = PersonId::new(Uuid::from_u128(1));

    fn id(number: u128) -> MessageId {
        MessageId::new(Uuid::from_u128(number))
    }

    fn case(number: u128, author: u128, reports: u32) -> CaseRow {
        let at = Stamp::from_ticks(i64::try_from(number).unwrap(), 0);
        CaseRow {
            id: id(number),
            author: Some(PersonId::new(Uuid::from_u128(author))),
            author_name: "Ben".to_owned(),
            place: None,
            place_name: String::new(),
            excerpt: String::new(),
            files: 0,
            reports,
            reason: String::new(),
            reported_at: at,
            state: Arc::new(State::default()),
            reviewer_name: String::new(),
            is_other: false,
        }
    }

    fn arranged(order: CaseOrder, queue: Queue, kept: Option<MessageId>) -> Cases {
        let mut cases = Cases::new(vec![case(1, 7, 1), case(2, 8, 3), case(3, 8, 1), case(4, 9, 2)]);
        let now = Stamp::from_ticks(9, 0);
        cases.arrange(Choice { queue, order, kept }, For { me: ME, now });
        cases
    }

    fn ids(cases: &Cases) -> Vec<MessageId> {
        (0..cases.len()).filter_map(|at| cases.listed(at)).map(|row| row.id).collect()
    }

    #[test]
    fn each_order_has_its_first_case() {
        let of = |order| ids(&arranged(order, Queue::Open, None));
        assert_eq!(of(CaseOrder::Oldest), [1, 2, 3, 4].map(id));
        assert_eq!(of(CaseOrder::MostReported), [2, 4, 1, 3].map(id));
        assert_eq!(of(CaseOrder::Author), [2, 3, 1, 4].map(id));
    }

    #[test]
    fn the_case_that_is_being_read_stays_listed_and_is_not_counted() {
        let cases = arranged(CaseOrder::Oldest, Queue::Decided, Some(id(2)));
        assert_eq!((ids(&cases), cases.count(Queue::Decided)), (vec![id(2)], 0));
        assert_eq!(cases.count(Queue::Open), 4);
    }

    #[test]
    fn steps_end_at_the_ends_and_the_next_case_is_the_one_after_it_or_before_it() {
        let cases = arranged(CaseOrder::Oldest, Queue::Open, None);
        assert_eq!(cases.step(None, 5), Some(id(1)));
        assert_eq!(cases.step(Some(id(1)), isize::MAX), Some(id(4)));
        assert_eq!(cases.step(Some(id(3)), isize::MIN), Some(id(1)));
        assert_eq!(cases.beside(id(2)), Some(id(3)));
        assert_eq!(cases.beside(id(4)), Some(id(3)));
        assert_eq!(arranged(CaseOrder::Oldest, Queue::Decided, Some(id(2))).beside(id(2)), None);
    }
}
