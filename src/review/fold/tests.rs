//! The rules one by one, and a model of three desks that read and write in any order, with clocks that jump.

use super::*;
use crate::review::{Effect, Step, effect};

use proptest::prelude::*;
use uuid::Uuid;

use std::collections::{BTreeMap, BTreeSet};

const MINUTE: i64 = 600_000_000;

const fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

const fn reply_id(number: u128) -> MessageId {
    MessageId::new(Uuid::from_u128(number))
}

const fn at(minute: i64) -> Stamp {
    Stamp::from_ticks(20_000_000_000_000_000 + minute * MINUTE, 0)
}

/// A reply by a person at a minute. Its id is the minute and the person.
fn reply(by: u128, minute: i64, act: Act) -> Reply {
    let id = reply_id(u128::from(minute.unsigned_abs()) * 100 + by);
    Reply { id, by: person(by), at: at(minute), act, to: None, taker: None }
}

fn decide(by: u128, minute: i64, decision: Decision) -> Reply {
    reply(by, minute, Act::Decide(decision))
}

fn standings(state: &State) -> Vec<Standing> {
    state.decisions.iter().map(|made| made.standing).collect()
}

#[test]
fn the_first_decision_wins_in_whatever_order_they_arrive() {
    let (first, second) = (decide(1, 5, Decision::Keep), decide(2, 6, Decision::Remove));
    for replies in [[first, second], [second, first]] {
        let state = fold(&replies);
        assert_eq!(standings(&state), [Standing::Stands, Standing::Late { first: first.id }]);
        assert_eq!((state.decided_by(), state.stage()), (Some(person(1)), Stage::Decided));
    }
    // At the same time, the id decides.
    let (low, high) = (decide(1, 5, Decision::Keep), decide(2, 5, Decision::Remove));
    assert_eq!(fold(&[high, low]).decided_by(), Some(person(1)));
}

#[test]
fn one_reviewer_may_remove_and_warn_but_not_keep_too() {
    let state = fold(&[
        decide(1, 5, Decision::Remove),
        decide(1, 6, Decision::Warn),
        decide(1, 7, Decision::Keep),
        decide(1, 8, Decision::Warn),
    ]);
    let (remove, warn) = (state.decisions[0].id, state.decisions[1].id);
    let late = |first| Standing::Late { first };
    assert_eq!(standings(&state), [Standing::Stands, Standing::Stands, late(remove), late(warn)]);
}

#[test]
fn undoing_what_stands_opens_the_case_and_a_late_decision_stays_late() {
    let keep = decide(1, 5, Decision::Keep);
    let late = decide(2, 6, Decision::Remove);
    let skipped = reply(2, 7, Act::Tell(late.id, Outcome::Skipped));
    let undo = reply(3, 8, Act::Undo(keep.id));
    let state = fold(&[undo, skipped, late, keep]);
    assert_eq!((state.decided_by(), state.stage(), state.conflict()), (None, Stage::Open, None));
    let again = decide(2, 9, Decision::Remove);
    assert_eq!(fold(&[undo, skipped, late, keep, again]).decided_by(), Some(person(2)));
    // An undo that is dated before its decision, or of nothing, has no effect.
    let early = reply(3, 4, Act::Undo(keep.id));
    assert_eq!(fold(&[early, keep]).decided_by(), Some(person(1)));
}

#[test]
fn a_claim_holds_for_an_hour_and_the_first_one_wins() {
    let (first, second) = (reply(1, 0, Act::Claim), reply(2, 10, Act::Claim));
    let state = fold(&[second, first]);
    assert_eq!(state.claimed_by(at(59)), Some(person(1)));
    assert_eq!(state.claimed_by(at(60)), None);
    assert_eq!(state.claimed_by(at(-61)), None, "one that is dated far ahead");
    let later = reply(2, 60, Act::Claim);
    assert_eq!(fold(&[first, later]).claimed_by(at(61)), Some(person(2)));
    let released = reply(1, 5, Act::Release);
    assert_eq!(fold(&[first, released, second]).claimed_by(at(11)), Some(person(2)));
    let by_another = reply(2, 5, Act::Release);
    assert_eq!(fold(&[first, by_another]).claimed_by(at(6)), Some(person(1)));
    assert_eq!(fold(&[decide(2, 5, Decision::Ask)]).claimed_by(at(6)), Some(person(2)));
}

#[test]
fn a_case_that_is_handed_over_is_claimed_by_that_person() {
    let to = Some(conversation::Id::Direct(person(3)));
    let handed = Reply { to, taker: Some(person(3)), ..decide(1, 5, Decision::HandOver) };
    let outside = Reply { to, ..decide(1, 5, Decision::HandOver) };
    assert_eq!(fold(&[outside]).claimed_by(at(6)), None, "somebody who does not review");
    let state = fold(&[handed]);
    assert_eq!((state.claimed_by(at(6)), state.stage()), (Some(person(3)), Stage::Open));
}

#[test]
fn a_question_and_a_refusal_make_a_case_wait() {
    let ask = decide(1, 5, Decision::Ask);
    assert_eq!(fold(&[ask]).stage(), Stage::Waiting);
    let remove = decide(1, 6, Decision::Remove);
    assert_eq!(fold(&[ask, remove]).stage(), Stage::Decided);
    let tell = |minute, outcome| reply(1, minute, Act::Tell(remove.id, outcome));
    let refused = tell(7, Outcome::Refused);
    assert_eq!(fold(&[remove, refused]).stage(), Stage::Waiting);
    let done = tell(8, Outcome::Done);
    assert_eq!(fold(&[remove, refused, done]).stage(), Stage::Decided);
    let by_another = reply(2, 9, Act::Tell(remove.id, Outcome::Refused));
    assert_eq!(fold(&[remove, done, by_another]).stage(), Stage::Decided, "only its own desk knows");
}

#[test]
fn an_earlier_decision_that_arrives_late_is_a_conflict_until_people_undo_one() {
    let keep = decide(1, 5, Decision::Keep);
    let remove = decide(2, 10, Decision::Remove);
    let done = reply(2, 11, Act::Tell(remove.id, Outcome::Done));
    let state = fold(&[remove, done, keep]);
    let conflict = Conflict { carried_out: Some(remove.id), stands: Some(keep.id) };
    assert_eq!((state.conflict(), state.stage()), (Some(conflict), Stage::Waiting));
    let stands = state.made(keep.id).unwrap();
    assert_eq!(effect(stands, &state, Step::ReadBack), Effect::None, "nothing more happens by itself");
    // The removal is to be kept.
    let state = fold(&[remove, done, keep, reply(3, 12, Act::Undo(keep.id))]);
    assert_eq!((state.conflict(), state.decided_by()), (None, Some(person(2))));
    // Or it is to be undone.
    let state = fold(&[remove, done, keep, reply(3, 12, Act::Undo(remove.id))]);
    assert_eq!((state.conflict(), state.decided_by()), (None, Some(person(1))));
}

#[test]
fn ten_thousand_replies_are_folded_at_once() {
    let mut replies: Vec<_> = (0..10_000).map(|minute| reply(minute % 3, 5, Act::Claim)).collect();
    replies.extend((0..10_000).map(|minute| decide(2, 10 + minute, Decision::Remove)));
    let state = fold(&replies);
    assert_eq!((state.decisions.len(), state.standing().count()), (10_000, 1));
}

/// A step in a play.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Claim,
    Decide(Decision),
    UndoFirst,
    /// The desk sends what it wrote, and reads everything that is at the server.
    Sync,
    /// The desk carries out what it may.
    Tend,
    /// The clock of the desk jumps by this many minutes.
    Jump(i64),
}

/// A desk: a copy of the thread, and a memory of what became of its own decisions.
#[derive(Debug, Default)]
struct Desk {
    /// In the order in which the replies arrived; some arrive twice.
    thread: Vec<Reply>,
    unsent: Vec<Reply>,
    steps: BTreeMap<MessageId, Step>,
    clock: i64,
}

#[derive(Debug, Default)]
struct Play {
    server: BTreeMap<MessageId, Reply>,
    desks: [Desk; 3],
    next: u128,
    /// The decisions that were carried out, with those that their desk saw before.
    carried_out: Vec<MessageId>,
}

impl Play {
    fn write(&mut self, desk: usize, act: Act) -> MessageId {
        self.next += 1;
        let id = reply_id(self.next);
        let here = &mut self.desks[desk];
        here.clock += 1;
        let newest = here.thread.iter().map(|reply| reply.at).max();
        let dated = newest
            .map_or(at(here.clock), |newest| at(here.clock).max(Stamp::from_ticks(newest.ticks() + 1, 0)));
        let reply = Reply { id, by: person(desk as u128), at: dated, act, to: None, taker: None };
        here.thread.push(reply);
        here.unsent.push(reply);
        id
    }

    fn state(&self, desk: usize) -> State {
        fold(&self.desks[desk].thread)
    }

    fn sync(&mut self, desk: usize) {
        let here = &mut self.desks[desk];
        self.server.extend(here.unsent.drain(..).map(|reply| (reply.id, reply)));
        here.thread.extend(self.server.values().filter(|reply| reply.by != person(desk as u128)));
        for step in here.steps.values_mut().filter(|step| **step == Step::Written) {
            *step = Step::ReadBack;
        }
    }

    fn tend(&mut self, desk: usize) {
        let known: Vec<_> = self.desks[desk].steps.iter().map(|(id, step)| (*id, *step)).collect();
        for (id, step) in known {
            let state = self.state(desk);
            let made = *state.made(id).unwrap();
            let next = match effect(&made, &state, step) {
                Effect::None => continue,
                Effect::Send => {
                    self.carried_out.push(id);
                    Step::Sent
                }
                Effect::Look => {
                    self.write(desk, Act::Tell(id, Outcome::Done));
                    Step::Told
                }
                Effect::Tell(outcome) => {
                    self.write(desk, Act::Tell(id, outcome));
                    Step::Told
                }
            };
            self.desks[desk].steps.insert(id, next);
        }
    }

    fn run(&mut self, desk: usize, deed: Deed) {
        match deed {
            Deed::Claim => drop(self.write(desk, Act::Claim)),
            // The session refuses a decision that is known to be late.
            Deed::Decide(decision) => {
                let rival = self.state(desk);
                let mut rivals = rival.standing();
                let me = person(desk as u128);
                if rivals.any(|made| made.by != me || made.decision.excludes(decision)) {
                    return;
                }
                let id = self.write(desk, Act::Decide(decision));
                self.desks[desk].steps.insert(id, Step::Written);
            }
            Deed::UndoFirst => {
                if let Some(id) = self.state(desk).standing().next().map(|made| made.id) {
                    self.write(desk, Act::Undo(id));
                }
            }
            Deed::Sync => self.sync(desk),
            Deed::Tend => self.tend(desk),
            Deed::Jump(minutes) => self.desks[desk].clock += minutes,
        }
    }

    /// Everybody sends and reads until nothing is left to do.
    fn end(&mut self) {
        for _ in 0..8 {
            for desk in 0..self.desks.len() {
                self.sync(desk);
                self.tend(desk);
                self.sync(desk);
            }
        }
    }
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        1 => Just(Deed::Claim),
        3 => prop::sample::select(Decision::ALL.to_vec()).prop_map(Deed::Decide),
        1 => Just(Deed::UndoFirst),
        3 => Just(Deed::Sync),
        3 => Just(Deed::Tend),
        1 => (-90..90_i64).prop_map(Deed::Jump),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_desks_agree_in_the_end(deeds in prop::collection::vec((0..3_usize, deed()), 1..40)) {
        let mut play = Play::default();
        for (desk, deed) in deeds {
            play.run(desk, deed);
        }
        play.end();
        let state = play.state(0);
        for desk in 1..3 {
            prop_assert_eq!(&play.state(desk), &state);
        }
        // One verdict and one warning at most, by one reviewer.
        let standing: Vec<_> = state.standing().collect();
        let deciders: BTreeSet<_> = standing.iter().map(|made| made.by).collect();
        prop_assert!(deciders.len() <= 1);
        prop_assert!(standing.iter().filter(|made| made.decision != Decision::Warn).count() <= 1);
        prop_assert!(standing.len() <= 2);
        let mut once = play.carried_out.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), play.carried_out.len(), "nothing is carried out twice");
        // A decision that was carried out and does not stand is undone, or everybody is told of a conflict.
        for made in state.decisions.iter().filter(|made| play.carried_out.contains(&made.id)) {
            if made.decision.closes() && matches!(made.standing, Standing::Late { .. }) {
                prop_assert!(state.conflict().is_some());
            }
        }
        // A decision that stands was carried out, unless there is a conflict.
        if state.conflict().is_none() {
            for made in state.standing().filter(|made| made.decision.has_effect()) {
                prop_assert!(play.carried_out.contains(&made.id), "{:?}", made);
            }
        }
    }
}
