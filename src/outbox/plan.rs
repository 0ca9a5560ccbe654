//! Planning: chooses the entries of the next call.
//!
//! Oldest first, up to the limits of count and bytes. An entry is held if its lane is held (an earlier entry of the
//! lane is parked or backs off), or if the message that it changes or refers to was neither sent nor planned earlier in
//! the same call. A change of a conversation is sent in a call of its own. A call contains at most one entry per
//! message and aspect, so that a late copy never overwrites newer content. Pure. Tests: below, and as properties in
//! `tests/promise`.

use crate::chat::MessageId;
use crate::chat::wish::Aspect;
use crate::entry::{Entry, Lane, Origin};
use crate::row::EntryId;

use std::collections::{HashMap, HashSet};

/// The limits of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most elements.
    pub messages: usize,
    /// The most bytes of the serialised call.
    pub bytes: usize,
}

/// An entry that may be sent, with the size of its element.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    pub entry: &'a Entry,
    /// The size of its element on the wire in bytes, with its separator.
    pub bytes: usize,
    /// It keeps breaking the server, so it is sent in a call of its own.
    pub alone: bool,
}

/// Obstacles found in the whole outbox.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Lanes with a parked entry that was not skipped.
    pub lanes: HashSet<Lane>,
    /// Messages whose creation is parked: nothing that changes or refers to them can be sent.
    pub messages: HashSet<MessageId>,
    /// Messages with a skipped entry (the oldest one). Entries that change or refer to these messages still wait if
    /// they must, but block nothing.
    pub passed: HashMap<MessageId, EntryId>,
    /// Messages in a call that is not settled: their element may have to be sent again.
    pub busy: HashSet<MessageId>,
}

impl Held {
    /// True if the entry must wait for the skipped one: it is content of the same message, and would contain the
    /// refused text too.
    fn is_later_content(&self, entry: &Entry) -> bool {
        entry.aspect == Aspect::Content
            && self.passed.get(&entry.message).is_some_and(|parked| *parked < entry.id)
    }

    /// A held entry holds the later entries of its lane, and all entries that refer to a message it would have created.
    /// Personal marks and reports are independent: a waiting one does not hold the next.
    fn hold(&mut self, entry: &Entry, lane: Lane) {
        match lane {
            Lane::Conversation(_) => {
                self.lanes.insert(lane);
            }
            Lane::Personal | Lane::Report => {}
        }
        if entry.origin == Origin::Makes {
            self.messages.insert(entry.message);
        }
    }

    fn is_passed(&self, entry: &Entry) -> bool {
        self.passed.contains_key(&entry.message)
            || entry.after.is_some_and(|id| self.passed.contains_key(&id))
    }
}

/// A planned call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub entries: Vec<EntryId>,
    /// Entries that no call can carry: they are parked with a reason, never sent.
    pub too_large: Vec<EntryId>,
    /// When an entry that must wait becomes due: milliseconds since 1970 UTC.
    pub wake_at: Option<i64>,
}

/// Chooses from `candidates`, which are in order and in no batch, at `now` milliseconds since 1970 UTC. `envelope` is
/// the size in bytes of a call without elements.
pub fn plan(candidates: &[Candidate<'_>], held: &Held, limits: Limits, envelope: usize, now: i64) -> Plan {
    // Entries that keep breaking the server are sent only when nothing else can be sent: they must not delay the
    // others.
    let without = choose(candidates, held, limits, envelope, now, Suspects::Wait);
    if !without.entries.is_empty() || !candidates.iter().any(|candidate| candidate.alone) {
        return without;
    }
    choose(candidates, held, limits, envelope, now, Suspects::GoAlone)
}

/// The treatment of entries that keep breaking the server.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Suspects {
    Wait,
    GoAlone,
}

fn choose(
    candidates: &[Candidate<'_>],
    held: &Held,
    limits: Limits,
    envelope: usize,
    now: i64,
    suspects: Suspects,
) -> Plan {
    let mut plan = Plan::default();
    let mut held = held.clone();
    let mut taken: HashSet<(MessageId, Aspect)> = HashSet::new();
    let mut bytes = envelope;
    for Candidate { entry, bytes: size, alone } in candidates {
        let lane = entry.lane();
        let unsent = |id: &MessageId| held.messages.contains(id);
        let hangs = unsent(&entry.message) || entry.after.as_ref().is_some_and(unsent);
        if held.lanes.contains(&lane) {
            held.hold(entry, lane);
            continue;
        }
        if (hangs && held.is_passed(entry)) || held.is_later_content(entry) {
            // The user skipped it.
            held.messages.extend((entry.origin == Origin::Makes).then_some(entry.message));
            held.passed.entry(entry.message).or_insert(entry.id);
            continue;
        }
        let waits = *alone && suspects == Suspects::Wait;
        let again = taken.contains(&(entry.message, entry.aspect)) || held.busy.contains(&entry.message);
        if hangs || waits || again {
            held.hold(entry, lane);
            continue;
        }
        if entry.not_before > now {
            plan.wake_at = Some(plan.wake_at.map_or(entry.not_before, |at| at.min(entry.not_before)));
            held.hold(entry, lane);
            continue;
        }
        let by_itself = entry.kind.is_on_conversation();
        if by_itself && !plan.entries.is_empty() {
            held.hold(entry, lane);
            continue;
        }
        if envelope + size > limits.bytes {
            plan.too_large.push(entry.id);
            held.hold(entry, lane);
            continue;
        }
        if plan.entries.len() == limits.messages || bytes + size > limits.bytes {
            break;
        }
        bytes += size;
        taken.insert((entry.message, entry.aspect));
        plan.entries.push(entry.id);
        if *alone || by_itself {
            break;
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::wish::{self, Mark};
    use crate::chat::{ChannelId, conversation};
    use crate::entry::tests_support::entry;

    use uuid::Uuid;

    const LIMITS: Limits = Limits { messages: 100, bytes: 1_000 };

    fn post(id: i64, channel: u128) -> Entry {
        let mut post = entry(id, wish::Kind::Post);
        post.message = MessageId::new(Uuid::from_u128(1_000 + u128::from(id.unsigned_abs())));
        post.conversation = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(channel)));
        post
    }

    fn run(entries: &[Entry], held: &Held, limits: Limits) -> Plan {
        let candidates: Vec<_> =
            entries.iter().map(|entry| Candidate { entry, bytes: 100, alone: false }).collect();
        plan(&candidates, held, limits, 50, 1_000)
    }

    fn ids(plan: &Plan) -> Vec<i64> {
        plan.entries.iter().map(|id| id.0).collect()
    }

    #[test]
    fn a_call_is_filled_in_order_up_to_the_count() {
        let entries = [post(1, 1), post(2, 2), post(3, 1)];
        assert_eq!(ids(&run(&entries, &Held::default(), Limits { messages: 2, bytes: 1_000 })), [1, 2]);
    }

    #[test]
    fn a_call_is_filled_in_order_up_to_the_bytes() {
        let entries: Vec<_> = (1..20).map(|id| post(id, 1)).collect();
        assert_eq!(run(&entries, &Held::default(), LIMITS).entries.len(), 9);
    }

    #[test]
    fn a_parked_entry_holds_its_own_lane_only() {
        let held = Held { lanes: [post(0, 1).lane()].into(), ..Held::default() };
        assert_eq!(ids(&run(&[post(1, 1), post(2, 2)], &held, LIMITS)), [2]);
    }

    #[test]
    fn a_reply_waits_for_its_unsent_parent_in_another_lane() {
        let mut share = post(2, 2);
        share.after = Some(post(1, 1).message);
        let held = Held { messages: [post(1, 1).message].into(), ..Held::default() };
        assert_eq!(ids(&run(&[share.clone()], &held, LIMITS)), Vec::<i64>::new());
        assert_eq!(ids(&run(&[post(1, 1), share], &Held::default(), LIMITS)), [1, 2]);
    }

    #[test]
    fn one_message_and_aspect_goes_once_into_a_call() {
        let first = entry(1, wish::Kind::Edit);
        let second = entry(2, wish::Kind::Edit);
        assert_eq!(ids(&run(&[first, second], &Held::default(), LIMITS)), [1]);
    }

    #[test]
    fn what_is_said_of_a_busy_message_waits_and_holds_its_lane() {
        let held = Held { busy: [post(1, 1).message].into(), ..Held::default() };
        assert_eq!(ids(&run(&[post(1, 1), post(2, 1), post(3, 2)], &held, LIMITS)), [3]);
    }

    #[test]
    fn a_star_rides_past_a_held_conversation() {
        let star = entry(2, wish::Kind::Mark(Mark::Star));
        let held = Held { lanes: [entry(1, wish::Kind::Post).lane()].into(), ..Held::default() };
        assert_eq!(ids(&run(&[star], &held, LIMITS)), [2]);
    }

    #[test]
    fn an_element_no_call_can_carry_is_named_and_holds_its_lane() {
        let entries = [post(1, 1), post(2, 1), post(3, 2)];
        let candidates: Vec<_> = entries
            .iter()
            .zip([990, 10, 10])
            .map(|(entry, bytes)| Candidate { entry, bytes, alone: false })
            .collect();
        let plan = plan(&candidates, &Held::default(), LIMITS, 50, 0);
        assert_eq!(plan.too_large, [EntryId(1)]);
        assert_eq!(ids(&plan), [3]);
    }

    #[test]
    fn a_change_of_a_conversation_goes_alone_and_its_messages_wait_for_it() {
        let mut create = post(2, 1);
        (create.kind, create.origin) = (wish::Kind::Create, Origin::Changes);
        let entries = [post(1, 2), create.clone(), post(3, 1), post(4, 2)];
        assert_eq!(ids(&run(&entries, &Held::default(), LIMITS)), [1, 4]);
        assert_eq!(ids(&run(&entries[1..], &Held::default(), LIMITS)), [2]);
        let mut leave = create;
        leave.kind = wish::Kind::Leave;
        leave.id = EntryId(9);
        assert_eq!(ids(&run(&[post(1, 1), leave, post(10, 2)], &Held::default(), LIMITS)), [1, 10]);
    }

    #[test]
    fn what_keeps_breaking_the_server_goes_last_and_alone() {
        let entries = [post(1, 1), post(2, 2), post(3, 3)];
        let go = |suspect: usize| {
            let candidates: Vec<_> = entries
                .iter()
                .enumerate()
                .map(|(index, entry)| Candidate { entry, bytes: 10, alone: index == suspect })
                .collect();
            ids(&plan(&candidates, &Held::default(), LIMITS, 50, 0))
        };
        assert_eq!(go(0), [2, 3]);
        assert_eq!(go(1), [1, 3]);
        assert_eq!(go(2), [1, 2]);
        let only = Candidate { entry: &entries[0], bytes: 10, alone: true };
        assert_eq!(ids(&plan(&[only], &Held::default(), LIMITS, 50, 0)), [1]);
    }

    #[test]
    fn an_entry_that_steps_aside_holds_its_lane_and_says_when() {
        let mut aside = post(1, 1);
        aside.not_before = 5_000;
        let plan = run(&[aside, post(2, 1), post(3, 2)], &Held::default(), LIMITS);
        assert_eq!(ids(&plan), [3]);
        assert_eq!(plan.wake_at, Some(5_000));
    }
}
