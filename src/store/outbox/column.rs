//! Encodes an entry's enums as column values, and decodes them.
//!
//! Released numbers never change their meaning. Must not know: the queries. Tests: `tests/promise`.

use crate::chat::wish::Aspect;
use crate::entry::{Lane, State};
use crate::store::code::{Fault, conversation_key};

/// Declares numbers for use in the text of a statement.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident $number:literal)*) => {
        $($(#[$doc])* macro_rules! $name { () => { $number } })*
    };
}

numbers! {
    /// [`State::Queued`].
    queued "0"
    /// [`State::Parked`].
    parked "2"
    /// [`Aspect::Content`].
    content "0"
    /// [`Aspect::Star`].
    star "1"
    /// [`Aspect::Read`].
    read "2"
    /// [`Aspect::Report`].
    report "3"
    /// [`Flags::AUTHORS`](crate::chat::wish::Flags::AUTHORS).
    authors "3"
}

/// The condition of [`crate::entry::Entry::is_mark`].
macro_rules! is_mark {
    () => {
        "makes = 0 AND touched & 3 = 0 AND touched & 380 <> 0"
    };
}

/// The element that an entry keeps when it leaves its batch: new content stays frozen, a mark is rendered again.
macro_rules! kept_element {
    () => {
        "CASE WHEN aspect = 0 AND (makes = 1 OR touched & 3 <> 0 OR touched & 380 = 0) THEN element END"
    };
}

/// Marks in-flight entries as possibly applied.
macro_rules! doubt_in_flight {
    () => {
        "unanswered = max(unanswered, (state = 1) * 2)"
    };
}

pub(in crate::store) use {
    authors, content, doubt_in_flight, is_mark, kept_element, parked, queued, read, report, star,
};

pub(super) const fn state_code(state: State) -> i64 {
    match state {
        State::Queued => 0,
        State::InFlight => 1,
        State::Parked => 2,
    }
}

pub(super) fn state_of(code: i64) -> Result<State, Fault> {
    State::ALL
        .into_iter()
        .find(|state| state_code(*state) == code)
        .ok_or_else(|| format!("an unknown state, {code}"))
}

pub(super) const fn aspect_code(aspect: Aspect) -> i64 {
    match aspect {
        Aspect::Content => 0,
        Aspect::Star => 1,
        Aspect::Read => 2,
        Aspect::Report => 3,
        Aspect::ConversationMark => 4,
    }
}

pub(super) fn aspect_of(code: i64) -> Result<Aspect, Fault> {
    [Aspect::Content, Aspect::Star, Aspect::Read, Aspect::Report, Aspect::ConversationMark]
        .into_iter()
        .find(|aspect| aspect_code(*aspect) == code)
        .ok_or_else(|| format!("an unknown aspect, {code}"))
}

pub(super) fn lane_key(lane: Lane) -> Vec<u8> {
    match lane {
        Lane::Conversation(id) => conversation_key(id).to_vec(),
        Lane::Personal => b"personal".to_vec(),
        Lane::Report => b"report".to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::wish::Flags;

    #[test]
    fn the_numbers_in_the_statements_are_those_of_the_columns() {
        let states = [State::Queued, State::Parked].map(|state| state_code(state).to_string());
        assert_eq!(states, [queued!(), parked!()]);
        let aspects = [Aspect::Content, Aspect::Star, Aspect::Read, Aspect::Report]
            .map(|aspect| aspect_code(aspect).to_string());
        assert_eq!(aspects, [content!(), star!(), read!(), report!()]);
        assert_eq!(Flags::AUTHORS.bits().to_string(), authors!());
        // The other macros repeat these numbers, because a macro here cannot use another.
        assert_eq!((Flags::AUTHORS.bits(), Flags::MARKS.bits(), aspect_code(Aspect::Content)), (3, 380, 0));
        assert_eq!(state_code(State::InFlight), 1);
    }
}
