//! Properties of the pure rules: `plan` stays within its limits, keeps the order and sends parents first; `fold` leaves
//! one open entry.

use crate::world::channel;

use confab::chat::wish::{self, Aspect, Mark};
use confab::chat::{MessageId, Stamp};
use confab::entry::{Entry, Lane, Origin, State};
use confab::outbox::fold::{Fold, fold};
use confab::outbox::plan::{Candidate, Held, Limits, plan};
use confab::row::EntryId;

use proptest::prelude::*;
use uuid::Uuid;

use std::collections::HashSet;

fn message(number: u8) -> MessageId {
    MessageId::new(Uuid::from_u128(u128::from(number)))
}

fn entry(id: i64, about: u8, place: u8, kind: wish::Kind) -> Entry {
    let new = Entry::new(message(about), channel(u128::from(place)), kind, Stamp::from_ticks(0, 0));
    Entry { id: EntryId(id), ..new }
}

/// Entries, each with its size and a flag if it breaks the server. Every message is created once; some refer to an
/// earlier one.
fn outbox() -> impl Strategy<Value = Vec<(Entry, usize, bool)>> {
    let one = (0..3_u8, 0..8_usize, any::<prop::sample::Index>(), 1..300_usize, 0..12_u8);
    prop::collection::vec(one, 0..30).prop_map(|seeds| {
        let mut entries: Vec<(Entry, usize, bool)> = Vec::new();
        for (number, (place, kind, pick, size, trouble)) in seeds.into_iter().enumerate() {
            let id = i64::try_from(number).unwrap() + 1;
            let fresh = u8::try_from(number).unwrap();
            let earlier = (!entries.is_empty()).then(|| entries[pick.index(entries.len())].0.clone());
            let mut new = match (kind, earlier) {
                (0, Some(of)) => {
                    Entry { after: Some(of.message), ..entry(id, fresh, place, wish::Kind::Share) }
                }
                (1, Some(of)) => Entry {
                    conversation: of.conversation,
                    message: of.message,
                    ..entry(id, 0, 0, wish::Kind::Mark(Mark::Star))
                },
                (2, Some(of)) => Entry {
                    conversation: of.conversation,
                    message: of.message,
                    ..entry(id, 0, 0, wish::Kind::Edit)
                },
                _ => entry(id, fresh, place, wish::Kind::Post),
            };
            new.not_before = if trouble == 0 { 2_000 } else { 0 };
            entries.push((new, size, trouble == 1));
        }
        entries
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_keeps_limits_order_and_parents(
        outbox in outbox(),
        messages in 1..10_usize,
        bytes in 50..1_000_usize,
        parked in prop::option::of(0..3_u8),
    ) {
        let candidates: Vec<_> =
            outbox.iter().map(|(entry, bytes, alone)| Candidate { entry, bytes: *bytes, alone: *alone }).collect();
        let lanes = parked.map(|place| Lane::Conversation(channel(u128::from(place)))).into_iter().collect();
        let held = Held { lanes, ..Held::default() };
        let plan = plan(&candidates, &held, Limits { messages, bytes }, 40, 1_000);
        let chosen: Vec<_> =
            plan.entries.iter().map(|id| outbox.iter().find(|(entry, ..)| entry.id == *id).unwrap()).collect();

        prop_assert!(chosen.len() <= messages);
        prop_assert!(chosen.is_empty() || 40 + chosen.iter().map(|(_, bytes, _)| bytes).sum::<usize>() <= bytes);
        prop_assert!(plan.entries.is_sorted());
        prop_assert!(chosen.iter().all(|(entry, ..)| entry.not_before <= 1_000 && !held.lanes.contains(&entry.lane())));
        prop_assert!(chosen.len() <= 1 || chosen.iter().all(|(.., alone)| !alone));
        let mut sides = HashSet::new();
        for (entry, ..) in &chosen {
            prop_assert!(sides.insert((entry.message, entry.aspect)), "one side of a message twice");
            // Nothing overtakes within a conversation.
            for (earlier, ..) in outbox.iter().filter(|(other, ..)| other.id < entry.id) {
                let went = plan.entries.contains(&earlier.id);
                let same_conversation = entry.aspect == Aspect::Content && earlier.lane() == entry.lane();
                prop_assert!(went || !same_conversation, "{:?} overtakes {:?}", entry.id, earlier.id);
                // Nothing is sent before the message that it changes or refers to.
                let needs = earlier.origin == Origin::Makes
                    && (earlier.message == entry.message || Some(earlier.message) == entry.after);
                prop_assert!(went || !needs, "{:?} leaves {:?} behind", entry.id, earlier.id);
            }
        }
        // Exactly the entries that no call can carry are reported.
        for (entry, bytes_of, _) in &outbox {
            if plan.too_large.contains(&entry.id) {
                prop_assert!(40 + bytes_of > bytes);
            }
        }
        // Nothing is held without a reason: a wait, a size or a parked wish.
        if plan.entries.is_empty() && plan.too_large.is_empty() && plan.wake_at.is_none() {
            prop_assert!(outbox.is_empty() || parked.is_some());
        }
    }

    #[test]
    fn a_fold_leaves_at_most_one_open_entry_per_side(
        kinds in prop::collection::vec(prop::sample::select(vec![
            wish::Kind::Edit, wish::Kind::Delete, wish::Kind::Mark(Mark::Pin), wish::Kind::Mark(Mark::Star), wish::Kind::Mark(Mark::Archive), wish::Kind::Tag, wish::Kind::Read,
        ]), 1..20),
        freezes in prop::collection::vec(any::<bool>(), 20),
    ) {
        let mut outbox = vec![entry(1, 1, 1, wish::Kind::Post)];
        for ((number, kind), freeze) in (2..).zip(kinds).zip(freezes) {
            match fold(&outbox, kind) {
                Fold::Append => outbox.push(entry(number, 1, 1, kind)),
                Fold::Into(id, touched) => {
                    let into = outbox.iter_mut().find(|entry| entry.id == id).unwrap();
                    prop_assert!(into.takes_new_words(), "frozen words were changed");
                    prop_assert_eq!(into.aspect, Aspect::of(kind));
                    prop_assert!(touched.has(into.touched));
                    into.touched = touched;
                }
                Fold::Vanish(ids) => {
                    prop_assert_eq!(kind, wish::Kind::Delete);
                    prop_assert!(outbox.iter().all(|entry| ids.contains(&entry.id) && entry.untried()));
                    return Ok(());
                }
                Fold::Cancel(_) => prop_assert!(false, "only marks of which the state is known cancel out"),
                Fold::Retract { .. } => prop_assert!(false, "nothing is parked here"),
            }
            for aspect in [Aspect::Content, Aspect::Star, Aspect::Read] {
                let open = outbox.iter().filter(|entry| entry.aspect == aspect && entry.takes_new_words());
                prop_assert!(open.count() <= 1);
            }
            // The oldest open entry is frozen from time to time.
            if freeze && let Some(next) = outbox.iter_mut().find(|entry| entry.takes_new_words()) {
                (next.frozen, next.attempts, next.state) = (true, 1, State::InFlight);
            }
        }
    }
}
