//! An entry of the outbox: a wish reduced to the content of its element, and its state.
//!
//! `outbox` decides on entries, `store` saves them, `session` and `sync` add them. Pure. Must not know: how entries are
//! stored or sent. Tests: below, one per arrow of the diagram in `outbox`.

use crate::chat::wish::{self, Aspect, Flags};
use crate::chat::{MessageId, PersonId, Stamp, conversation};
use crate::language::tr;
use crate::row::EntryId;

/// After this many calls that broke the server (500, or an unreadable answer), a batch is halved, and a single entry
/// backs off alone: it may be the cause, and must not block all others. Calls that never arrived, or that a busy server
/// rejected, are not counted.
pub const STUBBORN: u32 = 6;

/// A wish in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    /// The message whose element this becomes; for a change to a conversation, the id of that change.
    pub message: MessageId,
    pub conversation: conversation::Id,
    pub aspect: Aspect,
    pub kind: wish::Kind,
    /// The flags that the user changed; all others travel as null.
    pub touched: Flags,
    /// Those of them that were set before: discarding the wish restores them.
    pub was_set: Flags,
    /// Creation of the message, or a change.
    pub origin: Origin,
    /// The message (parent or shared original) that must have been sent before this entry.
    pub after: Option<MessageId>,
    /// The people that a change of a conversation adds.
    pub people: Vec<PersonId>,
    pub state: State,
    /// The batch it is frozen into, if any: the entries of a batch are sent together, unchanged.
    pub batch: Option<i64>,
    /// It has a rendered element that may have been sent, and that is sent unchanged from now on.
    pub frozen: bool,
    /// The number of calls made with it.
    pub attempts: u32,
    /// The number of those calls that broke the server; counted again after a change of its content.
    pub broken: u32,
    /// The outcome of some attempt is unknown: the server may have applied it.
    pub unanswered: bool,
    /// The user let the rest of the lane pass this parked entry.
    pub skipped: bool,
    /// Not to be sent before this time, in milliseconds since 1970 UTC; 0 for at once.
    pub not_before: i64,
    pub made_at: Stamp,
    /// The reason why it is parked: a sentence of the server, or ours in the language of that moment.
    pub reason: Option<String>,
    /// The number of its message's files that are not uploaded yet; it waits for them.
    pub uploads: u32,
    /// For a report: the reason for which its message had been reported before.
    pub reported_before: Option<String>,
}

impl Entry {
    /// A wish on a message, not tried yet. It gets its id when it is stored.
    pub fn new(message: MessageId, conversation: conversation::Id, kind: wish::Kind, made_at: Stamp) -> Self {
        Self {
            id: EntryId(0),
            message,
            conversation,
            aspect: Aspect::of(kind),
            kind,
            touched: Flags::of(kind),
            was_set: Flags::default(),
            origin: if kind.makes_message() { Origin::Makes } else { Origin::Changes },
            after: None,
            people: Vec::new(),
            state: State::Queued,
            batch: None,
            frozen: false,
            attempts: 0,
            broken: 0,
            unanswered: false,
            skipped: false,
            not_before: 0,
            made_at,
            reason: None,
            uploads: 0,
            reported_before: None,
        }
    }

    /// The lane it is in.
    pub fn lane(&self) -> Lane {
        Lane::of(self.aspect, self.conversation)
    }

    /// True if a new wish of the same aspect can be folded into it. Once it is rendered, a second entry would have to
    /// be sent after it, because this one already carries the old content.
    pub fn takes_new_words(&self) -> bool {
        match self.state {
            State::Queued => !self.frozen && self.batch.is_none(),
            State::InFlight => false,
            State::Parked => true,
        }
    }

    /// True if its element brings content by the user: a new message, or a new text or tags of a known one.
    pub fn has_words(&self) -> bool {
        self.origin == Origin::Makes || self.touched.has(Flags::EDITED)
    }

    /// True if its element only marks a message and carries a text that the user must not change: it has to be the
    /// newest (`docs/server-api.md` 2.18).
    pub fn is_mark(&self) -> bool {
        self.origin == Origin::Changes
            && self.touched.meets(Flags::MARKS)
            && !self.touched.meets(Flags::AUTHORS)
    }

    /// True if its element carries a text, tags or a deletion, which only the author sends; a mark proves nothing
    /// about those.
    pub fn is_of_author(&self) -> bool {
        self.aspect == Aspect::Content && !self.is_mark()
    }

    /// True if it was certainly never sent.
    pub fn untried(&self) -> bool {
        self.attempts == 0 && !self.unanswered && self.batch.is_none()
    }
}

/// An entry either creates its message or changes a known one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Makes,
    Changes,
}

/// A lane: its entries take effect in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    Conversation(conversation::Id),
    Personal,
    Report,
}

impl Lane {
    /// Content and membership use the lane of their conversation; personal marks and reports have their own lanes.
    pub const fn of(aspect: Aspect, conversation: conversation::Id) -> Self {
        match aspect {
            Aspect::Content => Self::Conversation(conversation),
            Aspect::Star | Aspect::Read | Aspect::ConversationMark => Self::Personal,
            Aspect::Report => Self::Report,
        }
    }
}

/// Why an entry is parked whose parent or original never reached the server.
pub fn orphaned() -> &'static str {
    tr::send_message_discarded()
}

/// Why an entry is parked whose conversation was discarded before the server knew it.
pub fn unmade() -> &'static str {
    tr::send_conversation_discarded()
}

/// Why a mark is parked whose message was deleted meanwhile.
pub fn deleted() -> &'static str {
    tr::send_message_deleted()
}

/// The state of an entry. Delivered and discarded entries are removed and have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Queued,
    InFlight,
    Parked,
}

/// Events that change the state of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// Frozen into a batch whose call is about to be made.
    Planned,
    /// Its batch, still unsettled, is about to be sent again: after a pause, or after a crash.
    Resent,
    /// Its batch was frozen ahead, and the call was not made.
    Thawed,
    /// It leaves its batch and is planned again.
    Released,
    /// The server accepted it.
    Accepted,
    /// Unreachable, busy, signed out, wrong address, unclear answer: it is sent again unchanged.
    Deferred,
    /// The server refused it, alone.
    Refused,
    /// No call can carry it: it is too large, or its message is gone. Found while planning.
    Unsendable,
    /// Nothing is left to send. Found while planning.
    Obsolete,
    /// The object store rejects a file of its message.
    NotStored,
    /// The message or conversation that it depends on was discarded before it was sent.
    Orphaned,
    /// The user asked to retry.
    Retried,
    /// The user changed its content.
    Reworded,
    /// The user discarded it, or a newer wish replaces it.
    Discarded,
}

/// The result of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    To(State),
    /// It leaves the outbox.
    Gone,
}

impl State {
    pub const ALL: [Self; 3] = [Self::Queued, Self::InFlight, Self::Parked];

    /// The result of an event in this state; `None` if it cannot happen. An event has the same result in every state in
    /// which it can happen.
    pub const fn step(self, event: Event) -> Option<Step> {
        use Event::{
            Accepted, Deferred, Discarded, NotStored, Obsolete, Orphaned, Planned, Refused, Released, Resent,
            Retried, Reworded, Thawed, Unsendable,
        };
        match (self, event) {
            (Self::Queued, Planned) | (Self::Queued | Self::InFlight, Resent) => {
                Some(Step::To(Self::InFlight))
            }
            (Self::InFlight, Deferred | Thawed)
            | (Self::Queued | Self::InFlight, Released)
            | (Self::Parked, Retried)
            | (Self::Queued | Self::Parked, Reworded) => Some(Step::To(Self::Queued)),
            (Self::InFlight, Refused)
            | (Self::Queued, Unsendable | NotStored)
            | (Self::Queued | Self::Parked, Orphaned) => Some(Step::To(Self::Parked)),
            (Self::InFlight, Accepted)
            | (Self::Queued, Obsolete)
            | (Self::Queued | Self::Parked, Discarded) => Some(Step::Gone),
            (Self::Queued, Thawed | Accepted | Deferred | Refused | Retried)
            | (
                Self::InFlight,
                Planned | Unsendable | Obsolete | NotStored | Orphaned | Retried | Reworded | Discarded,
            )
            | (
                Self::Parked,
                Planned | Resent | Thawed | Released | Accepted | Deferred | Refused | Unsendable | Obsolete
                | NotStored,
            ) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [Event; 14] = [
        Event::Planned,
        Event::Resent,
        Event::Thawed,
        Event::Released,
        Event::Accepted,
        Event::Deferred,
        Event::Refused,
        Event::Unsendable,
        Event::Obsolete,
        Event::NotStored,
        Event::Orphaned,
        Event::Retried,
        Event::Reworded,
        Event::Discarded,
    ];

    /// The events that can happen in a state, with their results.
    fn steps(state: State) -> Vec<(Event, Step)> {
        EVENTS.into_iter().filter_map(|event| Some((event, state.step(event)?))).collect()
    }

    #[test]
    fn queued_waits_to_be_planned_and_may_be_changed_or_taken_back() {
        let expected = [
            (Event::Planned, Step::To(State::InFlight)),
            (Event::Resent, Step::To(State::InFlight)),
            (Event::Released, Step::To(State::Queued)),
            (Event::Unsendable, Step::To(State::Parked)),
            (Event::Obsolete, Step::Gone),
            (Event::NotStored, Step::To(State::Parked)),
            (Event::Orphaned, Step::To(State::Parked)),
            (Event::Reworded, Step::To(State::Queued)),
            (Event::Discarded, Step::Gone),
        ];
        assert_eq!(steps(State::Queued), expected);
    }

    #[test]
    fn in_flight_is_settled_by_its_call_alone() {
        let expected = [
            (Event::Resent, Step::To(State::InFlight)),
            (Event::Thawed, Step::To(State::Queued)),
            (Event::Released, Step::To(State::Queued)),
            (Event::Accepted, Step::Gone),
            (Event::Deferred, Step::To(State::Queued)),
            (Event::Refused, Step::To(State::Parked)),
        ];
        assert_eq!(steps(State::InFlight), expected);
    }

    #[test]
    fn parked_waits_for_a_person_and_is_never_sent_by_itself() {
        let expected = [
            (Event::Orphaned, Step::To(State::Parked)),
            (Event::Retried, Step::To(State::Queued)),
            (Event::Reworded, Step::To(State::Queued)),
            (Event::Discarded, Step::Gone),
        ];
        assert_eq!(steps(State::Parked), expected);
    }

    #[test]
    fn an_event_leads_to_the_same_place_from_wherever_it_can_happen() {
        for event in EVENTS {
            let mut ends: Vec<_> = State::ALL.into_iter().filter_map(|state| state.step(event)).collect();
            ends.dedup();
            assert_eq!(ends.len(), 1, "{event:?}");
        }
    }
}

#[cfg(test)]
pub(crate) mod tests_support {
    use super::*;

    /// An untried entry about one fixed message of one fixed channel.
    pub(crate) fn entry(id: i64, kind: wish::Kind) -> Entry {
        use crate::chat::ChannelId;
        use uuid::Uuid;
        let place = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(1)));
        let about = MessageId::new(Uuid::from_u128(7));
        Entry { id: EntryId(id), ..Entry::new(about, place, kind, Stamp::from_ticks(0, 0)) }
    }
}
