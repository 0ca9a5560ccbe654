//! Changes the state of stored entries by the rules of [`State::step`]; no other statement changes it.
//!
//! Must not know: the events, the entries. Tests: below, `tests/promise`.

use super::column::state_code;
use crate::entry::{Event, State, Step};
use crate::store::Error;

use rusqlite::{Connection, Params};

/// An event that happens to some entries.
pub(super) struct Move {
    pub(super) event: Event,
    /// Other columns that change with the state, as in `SET`; empty for an entry that leaves the outbox.
    pub(super) set: &'static str,
    /// The entries, as a condition in `WHERE`.
    pub(super) of: &'static str,
}

impl Move {
    /// Applies the event to those of the entries whose state allows it, and returns their number.
    pub(super) fn all(&self, connection: &Connection, values: impl Params) -> Result<usize, Error> {
        Ok(connection.prepare_cached(&self.statement())?.execute(values)?)
    }

    /// Applies the event to one entry; an error if its state does not allow it.
    pub(super) fn one(&self, connection: &Connection, values: impl Params) -> Result<(), Error> {
        match self.all(connection, values)? {
            0 => {
                tracing::error!(event = ?self.event, "an entry of the outbox is in no state for this");
                Err(Error::Database("an entry of the outbox has changed meanwhile".to_owned()))
            }
            _ => Ok(()),
        }
    }

    fn statement(&self) -> String {
        let from: Vec<_> = State::ALL.into_iter().filter(|state| state.step(self.event).is_some()).collect();
        let codes: Vec<_> = from.iter().map(|state| state_code(*state).to_string()).collect();
        let end = from.first().and_then(|state| state.step(self.event));
        let verb = match end {
            Some(Step::To(state)) if self.set.is_empty() => {
                format!("UPDATE outbox SET state = {}", state_code(state))
            }
            Some(Step::To(state)) => format!("UPDATE outbox SET {}, state = {}", self.set, state_code(state)),
            Some(Step::Gone) | None => "DELETE FROM outbox".to_owned(),
        };
        format!("{verb} WHERE state IN ({}) AND {}", codes.join(", "), self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::database;

    use rusqlite::params;

    fn with_one(state: State) -> Connection {
        let connection = database();
        connection
            .execute(
                "INSERT INTO outbox (message, conversation, lane, aspect, deed, touched, makes, state, made_ticks)
                 VALUES (randomblob(16), x'00', x'00', 0, 'post', 0, 1, ?1, 0)",
                [state_code(state)],
            )
            .unwrap();
        connection
    }

    fn stands(connection: &Connection) -> Option<i64> {
        connection.query_row("SELECT state FROM outbox", [], |row| row.get(0)).ok()
    }

    const PARKED: Move = Move { event: Event::Refused, set: "reason = ?2", of: "entry = ?1" };
    const GONE: Move = Move { event: Event::Discarded, set: "", of: "entry = ?1" };

    #[test]
    fn an_entry_moves_where_the_rule_leads_and_nowhere_else() {
        for state in State::ALL {
            let connection = with_one(state);
            let refused = PARKED.one(&connection, params![1, "No."]);
            let expected = if state == State::InFlight { State::Parked } else { state };
            assert_eq!(
                (refused.is_ok(), stands(&connection)),
                (expected != state, Some(state_code(expected)))
            );
            let connection = with_one(state);
            let discarded = GONE.one(&connection, [1]);
            let stays = (state == State::InFlight).then_some(state_code(state));
            assert_eq!((discarded.is_err(), stands(&connection)), (stays.is_some(), stays));
        }
    }

    #[test]
    fn of_many_only_those_move_to_which_it_can_happen() {
        let connection = with_one(State::InFlight);
        assert_eq!(GONE.all(&connection, [1]), Ok(0));
        assert_eq!(PARKED.all(&connection, params![1, "No."]), Ok(1));
        assert_eq!(GONE.all(&connection, [1]), Ok(1));
        assert_eq!(stands(&connection), None);
    }
}
