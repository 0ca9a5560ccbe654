//! When and in which order messages arrived, independent of their dates.
//!
//! A message's date gives its position; its arrival decides if it is new (`docs/server-api.md` 2.23). `message::put`
//! gives the numbers and never repeats one. Must not know: how dates are judged (`sync`). Tests: below, `tests/sync`.

use super::Error;
use super::code::conversation_key;
use crate::chat::{MessageId, Stamp, conversation};

use rusqlite::{Connection, OptionalExtension as _, params};

/// How a message arrived, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// `None` for history.
    pub(crate) at: Option<Stamp>,
    pub(crate) order: Order,
    pub(crate) dated: Dated,
    pub(crate) news: News,
}

impl Arrival {
    /// An unread message from before arrivals were recorded.
    pub(crate) const UNREAD: Self =
        Self { at: None, order: Order::Next, dated: Dated::Yes, news: News::Unread };
}

/// The arrival of a message relative to those of its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// No newer message was here.
    Next,
    /// A newer message was here already.
    Behind,
    /// Like `Behind`, and it arrived long after its date.
    Late,
}

/// Tells if a message's date can be used for its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dated {
    Yes,
    /// Its arrival is used instead.
    No,
}

/// Tells if an arriving message counts as unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    Unread,
    Read,
}

impl Order {
    /// The stored code of [`Order::Next`].
    pub(super) const NEXT: i64 = Self::Next.code();

    const fn code(self) -> i64 {
        match self {
            Self::Next => 0,
            Self::Behind => 1,
            Self::Late => 2,
        }
    }

    /// Decodes the stored code.
    pub(super) const fn of(code: i64) -> Self {
        match code {
            1 => Self::Behind,
            2 => Self::Late,
            _ => Self::Next,
        }
    }
}

/// Records the arrival of a message that was stored just now.
pub(crate) fn note(connection: &Connection, id: MessageId, arrival: Arrival) -> Result<(), Error> {
    let Arrival { at, order, dated, news } = arrival;
    if at.is_none() && order == Order::Next && dated == Dated::Yes && news == News::Read {
        return Ok(());
    }
    connection
        .prepare_cached(
            "UPDATE message SET arrived = ?2, behind = ?3, undated = ?4, unread = ?5 WHERE id = ?1",
        )?
        .execute(params![
            id.uuid().as_bytes(),
            at.map(Stamp::ticks),
            order.code(),
            dated == Dated::No,
            news == News::Unread
        ])?;
    Ok(())
}

/// The last arrival number given.
pub(crate) fn last(connection: &Connection) -> Result<i64, Error> {
    Ok(connection.prepare_cached("SELECT last FROM arrival")?.query_row([], |row| row.get(0))?)
}

/// The date of the newest message of a conversation, in ticks.
pub(crate) fn newest(connection: &Connection, of: conversation::Id) -> Result<Option<i64>, Error> {
    Ok(connection
        .prepare_cached("SELECT last_ticks FROM conversation WHERE id = ?1")?
        .query_row([conversation_key(of)], |row| row.get(0))
        .optional()?
        .flatten())
}

/// Moves a message that was placed by its arrival to its date; returns true if it was such a message.
pub(crate) fn date(connection: &Connection, id: MessageId, at: Stamp) -> Result<bool, Error> {
    let moved = connection
        .prepare_cached(
            "UPDATE message SET ticks = ?2, tick_offset = ?3, undated = 0 WHERE id = ?1 AND undated = 1",
        )?
        .execute(params![id.uuid().as_bytes(), at.ticks(), at.offset()])?;
    Ok(moved > 0)
}

#[cfg(test)]
mod tests {
    use super::last;
    use crate::chat::{ChannelId, Message, MessageId, PersonId, Stamp, conversation};
    use crate::store::message::{self, Progress};
    use crate::store::tests::database;
    use crate::store::{Connection, SCHEMA};

    use uuid::Uuid;

    /// A profile from before arrivals were recorded: one conversation read up to the first of four messages, one not
    /// read at all, one read to the end. The third message is the user's own, the fourth was deleted.
    fn of_before(step: usize) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(&SCHEMA[..step].concat()).unwrap();
        for (place, read) in [(1, "1, x'ff'"), (2, "NULL, NULL"), (3, "9, x'ff'")] {
            let key = format!("x'{:032x}{place:02x}'", 0);
            let mut sql = format!(
                "INSERT INTO conversation (id, name, read_ticks, read_id) VALUES ({key}, 'general', {read});"
            );
            for ticks in 1..=4 {
                let (delivery, deleted) = (if ticks == 3 { 3 } else { 0 }, i64::from(ticks == 4));
                sql += &format!(
                    "INSERT INTO message (id, conversation, author, author_name, ticks, text, delivery, deleted)
                     VALUES (x'{:032x}', {key}, x'01', 'Ben', {ticks}, 'x', {delivery}, {deleted});",
                    place * 16 + ticks
                );
            }
            connection.execute_batch(&sql).unwrap();
        }
        connection
    }

    #[test]
    fn a_profile_of_before_keeps_what_was_read_and_what_was_not() {
        let step = SCHEMA.iter().position(|step| step.starts_with("-- Schema 8.")).unwrap();
        let connection = of_before(step);
        connection.execute_batch(&SCHEMA[step..].concat()).unwrap();
        let unread = "SELECT group_concat(place || '-' || ticks, ' ') FROM (
            SELECT hex(substr(conversation, 17)) AS place, ticks FROM message INDEXED BY message_unread
             WHERE unread = 1 AND shown = 1 AND deleted = 0 ORDER BY conversation, ticks)";
        let unread: String = connection.query_row(unread, [], |row| row.get(0)).unwrap();
        assert_eq!(unread, "01-2 02-1 02-2");
        let numbers: i64 = connection.query_row("SELECT last FROM arrival", [], |row| row.get(0)).unwrap();
        assert_eq!(numbers, 0);
    }

    #[test]
    fn a_message_that_comes_has_the_next_number_and_one_written_here_has_none() {
        let connection = database();
        let put = |id, progress| {
            let here = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(1)));
            let author = PersonId::new(Uuid::from_u128(2));
            let id = MessageId::new(Uuid::from_u128(id));
            let text =
                Message::text(id, here, author, "Ben".to_owned(), Stamp::from_ticks(5, 0), "x".to_owned());
            message::put(&connection, &text, progress).unwrap();
            last(&connection).unwrap()
        };
        assert_eq!(put(1, Progress::Settled), 1);
        assert_eq!(put(2, Progress::Waiting), 1);
        assert_eq!(put(3, Progress::Settled), 2);
        let numbers = "SELECT group_concat(arrival, ' ') FROM (SELECT arrival FROM message ORDER BY id)";
        let numbers: String = connection.query_row(numbers, [], |row| row.get(0)).unwrap();
        assert_eq!(numbers, "1 0 2");
    }

    #[test]
    fn a_message_that_moves_takes_its_place_in_the_counts_with_it() {
        let connection = database();
        connection
            .execute_batch(
                "INSERT INTO conversation (id, name) VALUES (zeroblob(17), 'general');
                 INSERT INTO message (id, conversation, author, author_name, ticks, text)
                     VALUES (zeroblob(16), zeroblob(17), zeroblob(16), 'Ben', 1 << 50, 'x'),
                            (randomblob(16), zeroblob(17), zeroblob(16), 'Ben', 1 << 45, 'y');
                 UPDATE message SET ticks = 1 << 41 WHERE id = zeroblob(16);",
            )
            .unwrap();
        let counts = "SELECT group_concat(level || ':' || stretch || ':' || messages, ' ') FROM (
            SELECT * FROM tally WHERE messages > 0 ORDER BY level, stretch)";
        let counts: String = connection.query_row(counts, [], |row| row.get(0)).unwrap();
        assert_eq!(counts, "0:2:1 0:32:1 1:512:1 1:8192:1");
        let newest: i64 =
            connection.query_row("SELECT last_ticks FROM conversation", [], |row| row.get(0)).unwrap();
        assert_eq!(newest, 1 << 45);
    }
}
