//! Parts of a wire message that have no column here, kept unchanged as `remote::convert::came::leftovers` wrote them.
//!
//! Must not know: the meaning of the parts. Tests: below, `tests/actions/leftovers.rs`.

use super::Error;
use crate::chat::MessageId;

use rusqlite::{Connection, OptionalExtension as _, params};

/// SQL: the kept parts without the text and its tags. The names are those of the wire.
macro_rules! without_text {
    () => {
        "json_remove(came, '$.Message', '$.TaggedMembers', '$.TaggedMembersIds')"
    };
}
pub(super) use without_text;

/// The parts kept for a message; `None` if it is sent back complete without them.
pub(crate) fn get(connection: &Connection, id: MessageId) -> Result<Option<String>, Error> {
    Ok(connection
        .prepare_cached("SELECT came FROM message WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))
        .optional()?
        .flatten())
}

/// Deletes the kept text and tags, because a newer text by the user was accepted.
pub(crate) fn forget_words(connection: &Connection, id: MessageId) -> Result<(), Error> {
    connection
        .prepare_cached(concat!(
            "UPDATE message SET came = ",
            without_text!(),
            " WHERE id = ?1 AND json_valid(came)"
        ))?
        .execute([id.uuid().as_bytes()])?;
    Ok(())
}

/// Replaces the kept parts; writes nothing if they are the same.
pub(crate) fn set(connection: &Connection, id: MessageId, leftovers: Option<&str>) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE message SET came = ?2 WHERE id = ?1 AND came IS NOT ?2")?
        .execute(params![id.uuid().as_bytes(), leftovers])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::database;

    use uuid::Uuid;

    #[test]
    fn what_is_damaged_stays_and_stops_nothing() {
        let connection = database();
        let id = MessageId::new(Uuid::from_u128(1));
        connection
            .execute(
                "INSERT INTO message (id, conversation, author, author_name, ticks, text) VALUES (?1, x'00', x'00', '', 1, '')",
                [id.uuid().as_bytes()],
            )
            .unwrap();
        for (leftovers, rest) in
            [(Some("{"), Some("{")), (None, None), (Some(r#"{"Message":"a","Odd":1}"#), Some(r#"{"Odd":1}"#))]
        {
            set(&connection, id, leftovers).unwrap();
            forget_words(&connection, id).unwrap();
            assert_eq!(get(&connection, id).unwrap().as_deref(), rest);
        }
    }
}
