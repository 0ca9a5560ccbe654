//! Reports that are messages of their own: below the reported one (`docs/server-api.md` 2.8), or shares of it in the
//! reviewers' conversation (2.26).
//!
//! Must not know: how a report is sent. Tests: `tests/actions`.

use super::Error;
use super::code::{conversation_key, role_code, uuid_of};
use crate::chat::person::Role;
use crate::chat::wish::Decision;
use crate::chat::{MessageId, PersonId, Stamp, conversation};
use crate::row::Told;

use rusqlite::{Connection, OptionalExtension as _, params};

/// The reports of a message to the reviewers.
const SHARES: &str = "SELECT id, author FROM message INDEXED BY message_reports
          WHERE CASE WHEN json_valid(shared) THEN json_extract(shared, '$.id') END = ?1
            AND shared IS NOT NULL AND reported IS NOT NULL AND parent IS NULL AND deleted = 0
            AND CASE WHEN json_valid(shared) THEN json_extract(shared, '$.reported') END IS NOT NULL
          ORDER BY ticks, id";

/// The most people whose words about one report are read.
const MOST_TOLD: u32 = 20;

/// The messages that this person sent along with a report.
pub(crate) fn context(
    connection: &Connection,
    report: MessageId,
    author: PersonId,
) -> Result<Vec<MessageId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM message INDEXED BY message_children
          WHERE parent = ?1 AND author = ?2 AND shared IS NOT NULL AND reported IS NOT NULL AND deleted = 0",
    )?;
    let ids = statement.query_map(params![report.uuid().as_bytes(), author.uuid().as_bytes()], |row| {
        row.get::<_, Vec<u8>>(0)
    })?;
    ids.map(|id| uuid_of(&id?).map(MessageId::new).map_err(Error::Database)).collect()
}

/// The reports of a message to the reviewers that are here, oldest first, with their authors.
pub(crate) fn shares(connection: &Connection, of: MessageId) -> Result<Vec<(MessageId, PersonId)>, Error> {
    let mut statement = connection.prepare_cached(SHARES)?;
    let mut rows = statement.query([of.to_string()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = |column| row.get::<_, Vec<u8>>(column);
        // A row that cannot be read is quarantined when it is drawn.
        if let (Ok(id), Ok(author)) = (uuid_of(&id(0)?), uuid_of(&id(1)?)) {
            found.push((MessageId::new(id), PersonId::new(author)));
        }
    }
    Ok(found)
}

/// A person's report with this reason below a message, if there is one.
pub(crate) fn below(
    connection: &Connection,
    parent: MessageId,
    by: PersonId,
    reason: &str,
) -> Result<Option<MessageId>, Error> {
    connection
        .prepare_cached(
            "SELECT id FROM message
              WHERE parent = ?1 AND author = ?2 AND reported = ?3 AND shown = 0 AND deleted = 0 LIMIT 1",
        )?
        .query_row(params![parent.uuid().as_bytes(), by.uuid().as_bytes(), reason], |row| {
            row.get::<_, Vec<u8>>(0)
        })
        .optional()?
        .map(|bytes| uuid_of(&bytes).map(MessageId::new).map_err(Error::Database))
        .transpose()
}

/// The reason of a report below a message, if there is one.
pub(crate) fn reason(connection: &Connection, parent: MessageId) -> Result<Option<String>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT reported FROM message
              WHERE parent = ?1 AND shown = 0 AND reacted_by IS NULL AND reported IS NOT NULL AND deleted = 0 LIMIT 1",
        )?
        .query_row([parent.uuid().as_bytes()], |row| row.get(0))
        .optional()?)
}

/// The reason and the author of the first report below a message, if there is one.
pub(crate) fn first_below(
    connection: &Connection,
    parent: MessageId,
) -> Result<Option<(String, PersonId)>, Error> {
    let found = connection
        .prepare_cached(
            "SELECT reported, author FROM message
              WHERE parent = ?1 AND shown = 0 AND reacted_by IS NULL AND reported IS NOT NULL AND deleted = 0
              ORDER BY ticks, id LIMIT 1",
        )?
        .query_row([parent.uuid().as_bytes()], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))
        .optional()?;
    let Some((reason, author)) = found else { return Ok(None) };
    Ok(Some((reason, PersonId::new(uuid_of(&author).map_err(Error::Database)?))))
}

/// The newest reason among the other reports below a message.
pub(crate) fn other(
    connection: &Connection,
    parent: MessageId,
    than: MessageId,
) -> Result<Option<String>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT reported FROM message
              WHERE parent = ?1 AND id <> ?2 AND shown = 0 AND reacted_by IS NULL AND reported IS NOT NULL AND deleted = 0
              ORDER BY ticks DESC, id DESC LIMIT 1",
        )?
        .query_row(params![parent.uuid().as_bytes(), than.uuid().as_bytes()], |row| row.get(0))
        .optional()?)
}

/// Records that the user reported a message on the message itself.
pub(crate) fn note(connection: &Connection, on: MessageId, at: Stamp) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO own_report (message, ticks) VALUES (?1, ?2)")?
        .execute(params![on.uuid().as_bytes(), at.ticks()])?;
    Ok(())
}

/// The user takes the report back, or it is known to be on the server.
pub(crate) fn forget(connection: &Connection, on: MessageId) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM own_report WHERE message = ?1")?
        .execute([on.uuid().as_bytes()])?;
    Ok(())
}

/// A copy of the message was read after the report was accepted: `kept` if it has a reason.
pub(crate) fn read_back(connection: &Connection, on: MessageId, kept: bool) -> Result<(), Error> {
    if kept {
        return forget(connection, on);
    }
    connection
        .prepare_cached("UPDATE own_report SET lost = 1 WHERE message = ?1")?
        .execute([on.uuid().as_bytes()])?;
    Ok(())
}

/// When the user reported a message, if the server kept no reason.
pub(crate) fn lost(connection: &Connection, on: MessageId) -> Result<Option<Stamp>, Error> {
    Ok(connection
        .prepare_cached("SELECT ticks FROM own_report WHERE message = ?1 AND lost = 1")?
        .query_row([on.uuid().as_bytes()], |row| Ok(Stamp::from_ticks(row.get(0)?, 0)))
        .optional()?)
}

/// Records that somebody told the user what became of a report: a decision, or that it was undone.
pub(crate) fn note_told(
    connection: &Connection,
    subject: MessageId,
    by: PersonId,
    at: Stamp,
    decision: Option<Decision>,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO told (subject, by, ticks, decision) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (subject, by) DO UPDATE SET ticks = excluded.ticks, decision = excluded.decision
              WHERE excluded.ticks > told.ticks",
        )?
        .execute(params![
            subject.uuid().as_bytes(),
            by.uuid().as_bytes(),
            at.ticks(),
            decision.map_or("", Decision::word)
        ])?;
    Ok(())
}

/// The outcomes that others told the user about a message, newest first. The members of this conversation and support
/// staff are known to review.
pub(crate) fn told(
    connection: &Connection,
    subject: MessageId,
    within: conversation::Id,
) -> Result<Vec<Told>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT by, ticks, decision,
                by = ?3 OR by IN (SELECT person FROM member WHERE conversation = ?2)
                        OR by IN (SELECT id FROM person WHERE role = ?4)
           FROM told WHERE subject = ?1 ORDER BY ticks DESC, by LIMIT ?5",
    )?;
    let mut rows = statement.query(params![
        subject.uuid().as_bytes(),
        conversation_key(within),
        within.uuid().as_bytes(),
        role_code(Role::Support),
        MOST_TOLD
    ])?;
    let mut told = Vec::new();
    while let Some(row) = rows.next()? {
        let by = PersonId::new(uuid_of(&row.get::<_, Vec<u8>>(0)?).map_err(Error::Database)?);
        let decision = Decision::of_word(&row.get::<_, String>(2)?);
        let at = Stamp::from_ticks(row.get(1)?, 0);
        told.push(Told { by, at, decision, known_reviewer: row.get(3)? });
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::SHARES;
    use crate::store::tests::{database, explained};

    #[test]
    fn the_reports_of_a_message_are_not_looked_for_in_all_messages() {
        let plan = explained(&database(), SHARES);
        assert!(plan.contains("INDEX message_reports (<expr>=?)"), "{plan}");
    }
}
